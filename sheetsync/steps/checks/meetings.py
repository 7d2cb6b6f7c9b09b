"""Rules about meetings: announced in time, items that are not too long, minutes soon after."""

from __future__ import annotations

from collections.abc import Iterator

from sheetsync.model.finding import Finding
from sheetsync.model.round import Situation
from sheetsync.model.template import Aim, holds
from sheetsync.steps.checks.look import about, day, finding, finished, open_records, records, working_days


def notice_late(situation: Situation, aim: Aim) -> Iterator[Finding]:
    """Announced fewer working days ahead than the threshold `notice_days`, or not announced when so few are left."""
    limit = situation.project.thresholds["notice_days"]
    for record in open_records(situation, aim):
        notified, starts = day(record, aim.options["notified"]), day(record, aim.options["starts"])
        if starts is None or (starts < situation.as_of and not notified):
            continue
        ahead = working_days(situation.calendar, notified or situation.as_of, starts)
        if ahead < limit:
            reason = "" if notified else "not-announced"
            yield finding("notice-late", situation, aim.sheet, record, aim.options["notified"], reason=reason, starts=starts, days=ahead, limit=limit)


def agenda_too_long(situation: Situation, aim: Aim) -> Iterator[Finding]:
    """An item that is to take more minutes than the threshold `agenda_minutes`, at a meeting that is still to come."""
    limit, over = situation.project.thresholds["agenda_minutes"], finished(situation, aim)
    for record in records(situation, aim.sheet):
        minutes = record.values.get(aim.options["minutes"])
        if isinstance(minutes, int) and minutes > limit and not (about(aim, record) & over):
            yield finding("agenda-too-long", situation, aim.sheet, record, aim.options["minutes"], limit=limit)


def minutes_late(situation: Situation, aim: Aim) -> Iterator[Finding]:
    """Held, and without minutes for more working days than the threshold `minutes_days`."""
    limit = situation.project.thresholds["minutes_days"]
    for record in records(situation, aim.sheet):
        held, sent = day(record, aim.options["held_on"]), day(record, aim.options["sent"])
        if held and not sent and holds(aim.options["held"], record.values):
            days = working_days(situation.calendar, held, situation.as_of)
            if days > limit:
                yield finding("minutes-late", situation, aim.sheet, record, aim.options["sent"], held=held, days=days, limit=limit)
