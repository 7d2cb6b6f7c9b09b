"""Rules about results that are handed over and accepted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sheetsync.model.finding import Finding
from sheetsync.model.kinds import Value
from sheetsync.model.record import Record
from sheetsync.model.round import Situation
from sheetsync.model.template import Aim, holds
from sheetsync.steps.checks.look import day, entries, finding, records


def acceptance_missing(situation: Situation, aim: Aim) -> Iterator[Finding]:
    """Done, and nothing was handed over for acceptance."""
    about = entries(situation, aim)
    for record in records(situation, aim.sheet):
        if holds(aim.options["done"], record.values) and record.id not in about:
            yield finding("acceptance-missing", situation, aim.sheet, record, next(iter(aim.options["done"])))


def acceptance_failed(situation: Situation, aim: Aim) -> Iterator[Finding]:
    """Failed, and not handed over anew since."""
    for record in _failed(situation, aim):
        yield finding("acceptance-failed", situation, aim.sheet, record, next(iter(aim.options["failed"])))


def recheck_overdue(situation: Situation, aim: Aim) -> Iterator[Finding]:
    """Failed, and not checked again by the day agreed, or else within the threshold `recheck_days` in working days."""
    limit = situation.project.thresholds["recheck_days"]
    for record in _failed(situation, aim):
        agreed, reviewed = day(record, aim.options["recheck_by"]), day(record, aim.options["reviewed_on"])
        due = agreed or (situation.calendar.add(reviewed, limit) if reviewed else None)
        if due and due < situation.as_of:
            reason = "" if agreed else "no-date"
            yield finding(
                "recheck-overdue", situation, aim.sheet, record, aim.options["recheck_by"],
                reason=reason, due=due, reviewed=reviewed, limit=limit,
            )  # fmt: skip


def _failed(situation: Situation, aim: Aim) -> Iterator[Record]:
    """The failed records that no later one of the same thing has replaced."""
    newest = _newest(situation, aim)
    for record in records(situation, aim.sheet):
        if holds(aim.options["failed"], record.values) and _dated(aim, record) >= newest.get(_thing(aim, record), date.min):
            yield record


def _newest(situation: Situation, aim: Aim) -> dict[tuple[Value, ...], date]:
    """The latest day of each thing; empty where the aim does not say what makes one thing."""
    newest: dict[tuple[Value, ...], date] = {}
    for record in records(situation, aim.sheet) if aim.options.get("per") else ():
        thing = _thing(aim, record)
        newest[thing] = max(newest.get(thing, date.min), _dated(aim, record))
    return newest


def _thing(aim: Aim, record: Record) -> tuple[Value, ...]:
    return tuple(record.values.get(field) for field in aim.options.get("per", ()))


def _dated(aim: Aim, record: Record) -> date:
    return day(record, aim.options.get("date")) or date.min
