"""What a settlement is about, besides the number of its record: another thing may get that."""

from __future__ import annotations

from collections.abc import Iterator

from sheetsync.model.decision import Settlement
from sheetsync.model.merged import Fate, Merged
from sheetsync.model.record import made_ids
from sheetsync.model.template import Template


def with_things(template: Template, then: Merged, settled: Settlement) -> Settlement:
    """The settlement with what the copies of that merge call its records; one that another record became is what that is."""
    origins = {made: origin for origin, _, made in made_ids(then.given)}
    records = {origins.get(record, record) for record in settled.records}
    named = (fate for fate in said(then) if fate.record in records and fate.field == template.sheet(fate.sheet).title)
    return settled._replace(things=tuple(dict.fromkeys(str(fate.value) for fate in named if fate.value is not None)))


def said(then: Merged) -> Iterator[Fate]:
    """What a merge's copies say: not what a later one of the same department took back, nor what could not be read."""
    replaced = {copy.file for copy in then.copies if copy.status == "superseded"}
    for fate in then.fates:
        taken_back = fate.fate == "superseded" and fate.source.file in replaced
        unreadable = fate.value is None and fate.written.strip()
        if not taken_back and not unreadable:
            yield fate
