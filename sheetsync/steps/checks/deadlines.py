"""Rules about days that pass: late, soon, waiting, and late enough for a new plan."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sheetsync.model.finding import Finding
from sheetsync.model.record import Record
from sheetsync.model.round import Situation
from sheetsync.model.template import Aim, holds
from sheetsync.steps.checks.look import Entries, day, entries, finding, open_records, records, working_days


def overdue(situation: Situation, aim: Aim) -> Iterator[Finding]:
    """Open after its day, from the next day on."""
    for record, due in _due(situation, aim):
        if due < situation.as_of:
            late = working_days(situation.calendar, due, situation.as_of)
            reason = "" if late else "no-working-day-since"
            yield finding("overdue", situation, aim.sheet, record, aim.options["due"], reason=reason, due=due, days=late, as_of=situation.as_of)


def due_soon(situation: Situation, aim: Aim) -> Iterator[Finding]:
    """Open, with no more working days left than the threshold `due_soon`; its day itself counts."""
    limit = situation.project.thresholds["due_soon"]
    last = situation.calendar.add(situation.as_of, limit + 1)
    for record, due in _due(situation, aim):
        if situation.as_of <= due < last:
            left = working_days(situation.calendar, situation.as_of, due)
            reason = "today" if due == situation.as_of else ""
            yield finding("due-soon", situation, aim.sheet, record, aim.options["due"], reason=reason, due=due, days=left, limit=limit)


def _due(situation: Situation, aim: Aim) -> Iterator[tuple[Record, date]]:
    """Open records with their day; one that was answered on its day or later is no longer waited for."""
    for record in open_records(situation, aim):
        due, answered = day(record, aim.options["due"]), day(record, aim.options.get("answered"))
        if due and not (answered and answered >= due):
            yield record, due


def approval_late(situation: Situation, aim: Aim) -> Iterator[Finding]:
    """Waiting for an approval for more working days than the threshold `approval_days`."""
    limit = situation.project.thresholds["approval_days"]
    for record in records(situation, aim.sheet):
        since = day(record, aim.options["since"])
        if since and holds(aim.options["waiting"], record.values):
            days = working_days(situation.calendar, since, situation.as_of)
            if days > limit:
                field = next(iter(aim.options["waiting"]))
                yield finding("approval-late", situation, aim.sheet, record, field, since=since, days=days, limit=limit)


def plan_adjustment_needed(situation: Situation, aim: Aim) -> Iterator[Finding]:
    """Open, and late or foreseen to be late by more working days than the threshold `replan_after`."""
    about = entries(situation, aim)
    for record in open_records(situation, aim):
        due = day(record, aim.options["due"])
        if due:
            yield from _adjustment(situation, aim, record, due, _new_finish(aim, record, about))


def _adjustment(situation: Situation, aim: Aim, record: Record, due: date, new: date | None) -> Iterator[Finding]:
    limit, field = situation.project.thresholds["replan_after"], aim.options["due"]
    later = working_days(situation.calendar, due, new) if new else 0
    late = working_days(situation.calendar, due, situation.as_of)
    if later > limit:
        yield finding("plan-adjustment-needed", situation, aim.sheet, record, field, reason="new-finish", due=due, new=new, days=later, limit=limit)
    elif late > limit:
        yield finding("plan-adjustment-needed", situation, aim.sheet, record, field, due=due, days=late, limit=limit)


def _new_finish(aim: Aim, record: Record, about: Entries) -> date | None:
    """The finish that the latest entry to name one foresees; of two of one day, the later finish."""
    named = [
        (day(entry, aim.options["entry_date"]) or date.min, finish)
        for entry in about.get(record.id, ())
        if (finish := day(entry, aim.options["new_finish"]))
    ]
    return max(named)[1] if named else None
