"""Which of the things that was settled is about what bears its number now.

The number of a blank row is the workbook's, and two copies may fill in two things there: where the copy is taken out, or replaced, that brought the
one of which something was settled, the other one has its number. What was settled then counts no more, and is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sheetsync.model.decision import Settlement
from sheetsync.model.record import GivenRow
from sheetsync.model.template import Template
from sheetsync.steps.merge.gather import Force
from sheetsync.steps.merge.identity import Newcomer
from sheetsync.steps.merge.likeness import SAME_ROW, alike

Names = Mapping[str, Sequence[str]]
"""What the copies call each record that came in with them, by id; nothing where none of them says it."""


def names(template: Template, newcomers: Iterable[Newcomer], given: Mapping[GivenRow, str]) -> Names:
    """The names of new records; one that another record became is what that one is."""
    found: dict[str, list[str]] = {}
    for each in newcomers:
        titles = (said.values.get(template.sheet(each.sheet).title) for said in each.rows)
        found[each.id] = [str(title) for title in titles if title is not None]
    return {**{made: found[origin] for (origin, _, _), made in given.items() if origin in found}, **found}


class Stale(NamedTuple):
    """What was settled about one thing, and the record that is another one now, with its name."""

    settlement: Settlement
    record: str
    name: str


def meant(force: Force, called: Names) -> tuple[Force, list[Stale]]:
    """What counts of what was settled; and what of this round's does not."""
    past = {i: mine for i, several in force.past.items() if (mine := [s for s in several if not _other(s, called)])}
    now, late = ({i: s for i, s in some.items() if not _other(s, called)} for some in (force.now, force.late))
    stale = [other for some in (force.now, force.late) for s in some.values() if (other := _other(s, called))]
    return Force(now, past, late), stale


def _other(settlement: Settlement, called: Names) -> Stale | None:
    """The first record that is not what was settled about; none where nobody knows what either is."""
    for record in settlement.records if settlement.things else ():
        theirs = called.get(record, ())
        if theirs and not any(alike(ours, name) >= SAME_ROW for ours in settlement.things for name in theirs):
            return Stale(settlement, record, theirs[0])
    return None
