"""What is kept of the figures of a round, so that later ones can be compared with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sheetsync.model.figures import Figures
from sheetsync.model.round import Round


class RoundFigures(NamedTuple):
    """The figures of a round as its consolidated workbook had them last. `order` tells apart rounds of one name; `main` is the sheet whose records
    `total`, `done` and `at_risk` count (None where it has no such ones), and the others count those of all sheets."""

    order: int
    round: str
    main: str
    total: int
    done: int | None
    overdue: int
    at_risk: int | None
    decisions: int


def round_figures(round_: Round, figures: Figures) -> RoundFigures:
    """What is kept of a round's figures."""
    records = figures.records
    return RoundFigures(round_.order, round_.name, figures.main, records.total, records.done, figures.overdue, records.at_risk, figures.decisions)


def packed(found: Sequence[RoundFigures]) -> list[dict[str, Any]]:
    """The figures of rounds as JSON."""
    return [each._asdict() for each in found]


def unpacked(kept: Sequence[Mapping[str, Any]]) -> list[RoundFigures]:
    """The figures that `packed` made this of."""
    return [RoundFigures(**each) for each in kept]
