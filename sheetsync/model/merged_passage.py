"""The result of a merge under an earlier version of the template, told in today's terms."""

from __future__ import annotations

import dataclasses

from sheetsync.model.decision import Decision
from sheetsync.model.merged import Change, Fate, Merged
from sheetsync.model.passage import Passage


def led(way: Passage, merged: Merged) -> Merged:
    """The same result, under the keys that everything has today; nothing is decided anew."""
    return dataclasses.replace(
        merged,
        state=way.state(merged.state),
        removed=way.state(merged.removed),
        changes=[_change(way, c) for c in merged.changes],
        decisions=[_decision(way, d) for d in merged.decisions],
        findings=[way.finding(f) for f in merged.findings],
        fates=[_fate(way, f) for f in merged.fates],
        given={(sha256, way.sheet(sheet), row): i for (sha256, sheet, row), i in merged.given.items()},
        added=[(way.sheet(sheet), i) for sheet, i in merged.added],
        settled=[way.settlement(s) for s in merged.settled],
    )


def _change(way: Passage, c: Change) -> Change:
    """A change of the field in which the new value stands today, or where the old one stood when it was cleared; elsewhere nothing stood before."""
    sheet, record = way.sheet(c.sheet), way.record(c.sheet, c.record)
    c = c._replace(cause=way.cause(c.cause)) if c.cause else c
    if not c.field:
        return c._replace(sheet=sheet, record=record)
    (stood, before), (stands, after) = way.value(c.sheet, c.field, c.before), way.value(c.sheet, c.field, c.after)
    place = stood if c.after is None else stands
    return c._replace(sheet=sheet, record=record, field=place, before=before if place == stood else None, after=after)


def _decision(way: Passage, decision: Decision) -> Decision:
    told = way.decision(decision)
    return dataclasses.replace(told, decided=way.settlement(told.decided)) if told.decided else told


def _fate(way: Passage, fate: Fate) -> Fate:
    place, value = way.value(fate.sheet, fate.field, fate.value)
    return fate._replace(sheet=way.sheet(fate.sheet), record=way.record(fate.sheet, fate.record), field=place, value=value)
