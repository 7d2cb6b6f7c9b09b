"""Rules about what departments owe one another: an answer, a confirmation, somebody who sees to what is open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sheetsync.model.finding import Finding
from sheetsync.model.record import Record
from sheetsync.model.round import Situation
from sheetsync.model.template import Aim, holds
from sheetsync.steps.checks.look import day, entries, finding, ids, open_records, records, working_days


def criteria_missing(situation: Situation, aim: Aim) -> Iterator[Finding]:
    """Comes from something that was approved, and does not say when it counts as done."""
    approved = {record.id for record in records(situation, aim.options["requests"]) if holds(aim.options["approved"], record.values)}
    for record in open_records(situation, aim):
        if approved.intersection(ids(record, aim.options["request"])):
            yield from _first_blank("criteria-missing", situation, aim, record, aim.options["criteria"])


def response_late(situation: Situation, aim: Aim) -> Iterator[Finding]:
    """Sent to its department, and not answered for more working days than the threshold `response_days`."""
    limit, sent = situation.project.thresholds["response_days"], situation.round.opened_on
    days = working_days(situation.calendar, sent, situation.as_of)
    if days <= limit:
        return
    owner = situation.template.sheet(aim.sheet).owner
    for record in open_records(situation, aim):
        origin = record.origins.get(owner)
        if record.values.get(owner) and (origin is None or origin.round != situation.round.name):
            yield from _first_blank("response-late", situation, aim, record, aim.options["answer"], since=sent, days=days, limit=limit)


def confirmation_missing(situation: Situation, aim: Aim) -> Iterator[Finding]:
    """Not confirmed for more working days than the threshold `confirm_days`, from the day on which the project starts."""
    limit, starts = situation.project.thresholds["confirm_days"], situation.project.facts.get("starts_on")
    since = date.fromisoformat(starts) if starts else situation.round.opened_on
    days = working_days(situation.calendar, since, situation.as_of) if since <= situation.as_of else 0
    if days > limit:
        for record in open_records(situation, aim):
            yield from _first_blank("confirmation-missing", situation, aim, record, aim.options["confirmed"], since=since, days=days, limit=limit)


def confirmation_incomplete(situation: Situation) -> Iterator[Finding]:
    """A name without a date, a date without a name, or a date that is still to come, where somebody signs."""
    for link in (each for each in situation.template.links if each.rule == "signature" and "on" in each.options):
        by, on = link.options["by"], link.options["on"]
        for record in records(situation, link.sheet):
            named, dated = record.values.get(by) is not None, day(record, on)
            if named != (dated is not None):
                yield finding("confirmation-incomplete", situation, link.sheet, record, by if dated else on, reason="no-name" if dated else "")
            elif dated and dated > situation.as_of:
                yield finding("confirmation-incomplete", situation, link.sheet, record, on, reason="future", as_of=situation.as_of)


def open_point_unassigned(situation: Situation, aim: Aim) -> Iterator[Finding]:
    """Something left open, and nobody or no day named for it: neither in its own fields nor by an entry about it."""
    followed, point = entries(situation, aim), aim.options["open_point"]
    for record in open_records(situation, aim):
        if record.values.get(point) and not followed.get(record.id):
            blank = [field for field in aim.options.get("answer", ()) if record.values.get(field) is None]
            if blank:
                yield finding("open-point-unassigned", situation, aim.sheet, record, blank[0], point=record.values[point])
            elif "answer" not in aim.options:
                yield finding("open-point-unassigned", situation, aim.sheet, record, point, reason="no-entry", point=record.values[point])


def _first_blank(code: str, situation: Situation, aim: Aim, record: Record, fields: tuple[str, ...], **detail: Any) -> Iterator[Finding]:
    """One finding for a record that lacks any of these, at the first that is blank."""
    if blank := [field for field in fields if record.values.get(field) is None]:
        yield finding(code, situation, aim.sheet, record, blank[0], **detail)
