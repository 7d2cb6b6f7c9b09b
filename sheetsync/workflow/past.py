"""The figures of the rounds before one, for what has changed since."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sheetsync.model.round import Round
from sheetsync.model.trend import RoundFigures, round_figures, unpacked
from sheetsync.workflow.consolidated import consolidate
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.rounds import as_it_ended

if TYPE_CHECKING:
    from sheetsync.files.ledger import Ledger


def figures_before(folder: Folder, ledger: Ledger, round_: Round) -> list[RoundFigures]:
    """The figures of the rounds in force before this one, oldest first, as their consolidated workbooks had them last.

    A round of which none was ever made is left out. Those of an earlier version of the program, which kept no figures, are counted anew.
    """
    closed = [each for each in ledger.rounds() if each.order < round_.order]
    known = _remembered(ledger, [round_, *reversed(closed)])
    found = (known.get(each.order) or _counted(folder, ledger, each) for each in closed)
    return [each for each in found if each]


def _remembered(ledger: Ledger, rounds: list[Round]) -> dict[int, RoundFigures]:
    """What the newest of these results remembers, by the order of the round: each has the figures of those before it too.

    A result stays under the name of a round that was withdrawn; only what ends with the round itself is its own.
    """
    for round_ in rounds:
        kept = unpacked((ledger.last_document(round_.name) or {}).get("figures", ()))
        if kept and kept[-1].order == round_.order:
            return {each.order: each for each in kept}
    return {}


def _counted(folder: Folder, ledger: Ledger, round_: Round) -> RoundFigures | None:
    """The figures of a closed round, on the day of its consolidated workbook and by the template that it had."""
    last = ledger.last_document(round_.name)
    if last is None:
        return None
    then, facts = as_it_ended(folder, ledger, round_)
    made = consolidate(then, facts, round_, date.fromisoformat(last["document"]["as_of"]))
    return round_figures(round_, made.input(then).figures)
