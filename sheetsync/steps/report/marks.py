"""Which cells of the state a reader should look at: those that the round changed, and those that are open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sheetsync.model.decision import Decision, lettered
from sheetsync.model.merged import Change
from sheetsync.model.record import Source
from sheetsync.steps.report.view import ReportInput

MOST_SOURCES = 3
"""So many places are named of one choice or change; the rest is counted."""


class Mark(NamedTuple):
    """Why a cell is marked: `new` (the round changed it) or `open` (a decision is open), what its note says, and whether the whole record is new."""

    tone: str
    note: str
    added: bool = False


Marks = Mapping[str, Mapping[str, Mapping[str, Mark]]]
"""Sheet → record → field → mark; the field is blank for the record as a whole."""


def find_marks(data: ReportInput) -> Marks:
    """The marks of all cells; one that is open and was changed as well is marked as open."""
    found: dict[str, dict[str, dict[str, Mark]]] = {}
    for sheet, record in data.merged.added:
        found.setdefault(sheet, {}).setdefault(record, {})[""] = Mark("new", "", added=True)
    for change in data.merged.changes:
        key = "" if change.added else change.field
        mark = Mark("new", "" if change.added else _changed(data, change), change.added)
        found.setdefault(change.sheet, {}).setdefault(change.record, {})[key] = mark
    for decision in data.merged.decisions:
        if decision.decided is None:
            note = data.words("report.note.open", choices="\n".join(choice_lines(data, decision)))
            for record in records_of(decision):
                marked = found.setdefault(decision.sheet, {}).setdefault(record, {})
                known = marked.get(decision.field)
                marked[decision.field] = Mark("open", note, bool(known and known.added))
    return found


def records_of(decision: Decision) -> tuple[str, ...]:
    """The record that a decision is about, or the two that look like one."""
    return tuple(decision.id.split("+")) if decision.kind == "possible-duplicate" else (decision.record,)


def choice_lines(data: ReportInput, decision: Decision) -> Iterator[str]:
    """One line for each choice: its letter, the value, who stands for it and where it was written."""
    for letter, choice in lettered(decision):
        value = data.answer(decision, choice.value)
        if choice.departments or choice.sources or choice.causes:
            who = data.who(choice.departments)
            if choice.causes:
                who = data.words("report.follows", who=who, cause=data.join(map(data.cause, choice.causes)))
            where = data.words("where.says", where=who, sentence=sources(data, choice.sources))
            yield data.words("report.choice", letter=letter, value=value, who=where if choice.sources else who)
        else:
            now = choice.value == decision.current
            yield data.words("report.choice.now" if now else "report.choice.entry", letter=letter, value=value)


def sources(data: ReportInput, places: Sequence[Source]) -> str:
    """Where something was written."""
    named = [data.source(place) for place in places[:MOST_SOURCES]]
    if len(places) > MOST_SOURCES:
        named.append(data.words("report.sources.more", count=len(places)))
    return data.words("list.semicolon").join(named)


def _changed(data: ReportInput, change: Change) -> str:
    (before, after), settlement = data.turn(change), data.settlement(change)
    return data.words(
        "report.note.changed",
        before=before,
        after=after,
        who=data.join(change.departments) or data.coordinator(settlement),
        where=sources(data, change.sources) or (data.settled_in(settlement) if settlement else ""),
    )
