"""Rules about the round and the project as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sheetsync.model.finding import Finding
from sheetsync.model.round import Situation
from sheetsync.model.template import Aim
from sheetsync.steps.checks.look import records, working_days


def missing_copy(situation: Situation) -> Iterator[Finding]:
    """A department that was sent a workbook in this round has returned none by the day on which copies are due."""
    due = situation.round.due_at
    if due.date() > situation.as_of:
        return
    returned = frozenset(situation.returned)
    for department in dict.fromkeys(situation.issued):
        if department not in returned:
            known = situation.project.department(department)
            contact = known.contact if known else ""
            detail = {"round": situation.round.name, "due_at": due.strftime("%Y-%m-%d %H:%M"), "contact": contact}
            reason = "held" if department in situation.held else "contact" if contact else ""
            yield Finding("missing-copy", department=department, reason=reason, detail=detail)


def decision_left_open(situation: Situation) -> Iterator[Finding]:
    """A decision is open for more working days than the threshold `escalate_after`."""
    limit = situation.project.thresholds["escalate_after"]
    for question in situation.questions:
        days = working_days(situation.calendar, question.since, situation.as_of)
        if days > limit:
            yield Finding(
                "escalation-needed",
                sheet=question.sheet,
                record=question.record,
                value=question.id,
                reason="decision",
                detail={"since": question.since, "days": days, "limit": limit},
            )


def retro_late(situation: Situation, aim: Aim) -> Iterator[Finding]:
    """The project ended more working days ago than the threshold `retro_days`, and a department has written nothing into the sheet."""
    limit, ended = situation.project.thresholds["retro_days"], _ended(situation)
    days = working_days(situation.calendar, ended, situation.as_of) if ended else 0
    if days <= limit:
        return
    owner = situation.template.sheet(aim.sheet).owner
    written = {record.values.get(owner) for record in records(situation, aim.sheet)}
    for department in situation.project.names:
        if department not in written:
            yield Finding("retro-late", department=department, sheet=aim.sheet, detail={"ended": ended, "days": days, "limit": limit})


def _ended(situation: Situation) -> date | None:
    text = situation.project.facts.get("ends_on")
    return date.fromisoformat(text) if text else None


def unknown_calendar(situation: Situation) -> Iterator[Finding]:
    """The holidays of a year are not known that this round's days or the days to warn ahead of lie in."""
    ahead = situation.calendar.add(situation.as_of, situation.project.thresholds["due_soon"])
    needed = {situation.as_of.year, situation.round.opened_on.year, situation.round.due_at.year, ahead.year}
    for year in sorted(needed - situation.calendar.known_years):
        yield Finding("unknown-calendar", value=str(year), detail={"year": year, "country": situation.project.country})
