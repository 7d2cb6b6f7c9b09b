"""Rules about what a record says of its own state, and what is said about it elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from sheetsync.model.finding import Finding
from sheetsync.model.record import Record
from sheetsync.model.round import Situation
from sheetsync.model.template import Aim, holds
from sheetsync.steps.checks.look import about, day, entries, filled, finding, finished, fraction, is_open, open_records, records, working_days


def at_risk_without_plan(situation: Situation, aim: Aim) -> Iterator[Finding]:
    """At risk, and neither the record nor an entry about it says what is done about it."""
    told = entries(situation, aim)
    plan, entry_plan = tuple(aim.options["plan"]), tuple(aim.options.get("entry_plan", ()))
    for record in open_records(situation, aim):
        planned = filled(record, plan) or any(filled(entry, entry_plan) for entry in told.get(record.id, ()))
        if holds(aim.options["when"], record.values) and not planned:
            yield finding("at-risk-without-plan", situation, aim.sheet, record, plan[0])


def no_update(situation: Situation, aim: Aim) -> Iterator[Finding]:
    """Open, and without an entry in this round, once its department has returned its copy or the time for it is over."""
    told = entries(situation, aim)
    returned = frozenset(situation.returned)
    over = situation.round.due_at.date() <= situation.as_of
    for record in open_records(situation, aim):
        start = day(record, aim.options.get("start"))
        if start and start > situation.as_of:
            continue
        if not any(_of_this_round(situation, aim, entry) for entry in told.get(record.id, ())):
            found = finding("no-update", situation, aim.sheet, record, "", since=situation.round.opened_on, round=situation.round.name)
            if over or found.department in returned:
                yield found


def _of_this_round(situation: Situation, aim: Aim, entry: Record) -> bool:
    """Dated in the round, or handed in with it: some people log last Friday's work on Monday."""
    dated = day(entry, aim.options["entry_date"])
    origin = entry.origins.get(aim.options["entry_of"])
    return bool(dated and dated >= situation.round.opened_on) or bool(origin and origin.round == situation.round.name)


def inconsistent_status(situation: Situation, aim: Aim) -> Iterator[Finding]:
    """Status, progress and finish that contradict each other; one finding for each cell that is wrong."""
    for record in records(situation, aim.sheet):
        for field, reason in _contradictions(situation, aim, record):
            yield finding("inconsistent-status", situation, aim.sheet, record, field, reason=reason, as_of=situation.as_of)


def _contradictions(situation: Situation, aim: Aim, record: Record) -> Iterator[tuple[str, str]]:
    done, share = holds(aim.options["done"], record.values), fraction(record, aim.options["progress"])
    finished = day(record, aim.options["finished"])
    if share is not None and share >= 1 and not done and is_open(situation, aim.sheet, record):
        yield next(iter(aim.options["done"])), "full-not-done"
    if done and share is not None and share < 1:
        yield aim.options["progress"], "done-not-full"
    if done and not finished:
        yield aim.options["finished"], "done-without-date"
    if finished and finished > situation.as_of:
        yield aim.options["finished"], "finished-in-future"


def problem_left_open(situation: Situation, aim: Aim) -> Iterator[Finding]:
    """A problem that nobody has taken up for more working days than the threshold `escalate_after`, about a record that is not finished with."""
    limit = situation.project.thresholds["escalate_after"]
    over = finished(situation, aim)
    for record in records(situation, aim.sheet):
        since = day(record, aim.options["since"])
        if not since or not filled(record, (aim.options["problem"],)) or _handled(aim, record):
            continue
        days = working_days(situation.calendar, since, situation.as_of)
        if days > limit and not (about(aim, record) & over):
            yield finding("escalation-needed", situation, aim.sheet, record, aim.options["problem"], since=since, days=days, limit=limit)


def _handled(aim: Aim, record: Record) -> bool:
    """Whether somebody has taken a problem up: by the status that says so, or since one of the fields that say how is filled in."""
    return holds(aim.options.get("handled", {}), record.values) or filled(record, tuple(aim.options.get("answered", ())))
