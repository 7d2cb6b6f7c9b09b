"""A small template that shares no word with the standard one, and situations made of it, for the tests of the checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sheetsync.files.calendars import load_calendar
from sheetsync.model.finding import Finding
from sheetsync.model.project import Department, Project
from sheetsync.model.record import Record
from sheetsync.model.round import OpenQuestion, Round, Situation
from sheetsync.model.template import Aim, Choice, Field, Sheet, Template
from sheetsync.steps.checks import check

PROJECT = Project("Garden", "en", (Department("North", "N"), Department("South", "S")))
CALENDAR = load_calendar(PROJECT, [2025, 2026])


def _sheet(key: str, fields: str, closed: Mapping[str, tuple[str, ...]] | None = None) -> Sheet:
    """A sheet from `name:type` words; `name:ref>sheet` points to a sheet."""
    made = []
    for word in fields.split():
        name, kind = word.split(":")
        kind, _, target = kind.partition(">")
        made.append(Field(name, {"en": name}, kind, target=target, choices=(Choice("x", {"en": "x"}),) if kind == "choice" else ()))
    return Sheet(key, {"en": key}, "table", tuple(made), prefix=key, owner="team", title="name", closed=closed or {})


JOB = _sheet(
    "job",
    "no:id name:line team:department begin:date end:date ended:date share:percent state:choice cure:text after:refs>job",
    {"state": ("ready", "dropped")},
)
NOTE = _sheet("note", "no:id name:line team:department job:ref>job day:date trouble:text idea:text later:date settled:choice")
PROOF = _sheet("proof", "no:id name:line team:department job:ref>job given:date seen:date verdict:choice again:date")
WISH = _sheet("wish", "no:id name:line team:department answer:choice asked:date")
LESSON = _sheet("lesson", "no:id name:line team:department until:date told:date")

AIMS = (
    Aim("overdue", "job", {"due": "end"}),
    Aim("overdue", "lesson", {"due": "until", "answered": "told"}),
    Aim("due-soon", "job", {"due": "end"}),
    Aim("overdue-dependency", "job", {"depends_on": "after", "due": "end"}),
    Aim("dependency-order", "job", {"depends_on": "after", "start": "begin", "due": "end"}),
    Aim(
        "at-risk-without-plan",
        "job",
        {"when": {"state": ("stuck",)}, "plan": ("cure",), "entries": "note", "entry_of": "job", "entry_plan": ("idea",)},
    ),
    Aim("no-update", "job", {"entries": "note", "entry_of": "job", "entry_date": "day", "start": "begin"}),
    Aim("inconsistent-status", "job", {"done": {"state": ("ready",)}, "progress": "share", "finished": "ended"}),
    Aim("approval-late", "wish", {"waiting": {"answer": ("asked",)}, "since": "asked"}),
    Aim("acceptance-missing", "job", {"done": {"state": ("ready",)}, "entries": "proof", "entry_of": "job"}),
    Aim("acceptance-failed", "proof", {"failed": {"verdict": ("bad",)}, "per": ("job", "name"), "date": "given"}),
    Aim(
        "recheck-overdue",
        "proof",
        {"failed": {"verdict": ("bad",)}, "recheck_by": "again", "reviewed_on": "seen", "per": ("job", "name"), "date": "given"},
    ),
    Aim("retro-late", "lesson", {}),
    Aim("plan-adjustment-needed", "job", {"due": "end", "entries": "note", "entry_of": "job", "entry_date": "day", "new_finish": "later"}),
    Aim("escalation-needed", "note", {"problem": "trouble", "handled": {"settled": ("working", "yes")}, "since": "day", "about": "job"}),
)
GARDEN = Template("garden", {"en": "Garden"}, ("en",), (JOB, NOTE, PROOF, WISH, LESSON), AIMS)
WEEK_47 = Round("2026-W47", 3, date(2026, 11, 16), datetime(2026, 11, 20, 17))


def situation(
    as_of: str,
    *,
    facts: Mapping[str, str] | None = None,
    limits: Mapping[str, int] | None = None,
    issued: tuple[str, ...] = (),
    returned: tuple[str, ...] = (),
    questions: tuple[OpenQuestion, ...] = (),
    **sheets: Mapping[str, Mapping[str, Any]],
) -> Situation:
    """The garden on a day: `job={"J1": {"end": "2026-11-20"}}`; ISO texts are dates, every record is North's unless it says so."""
    state = {sheet: {key: Record(key, _values(values)) for key, values in records.items()} for sheet, records in sheets.items()}
    project = replace(PROJECT, facts=facts or {}, thresholds={**PROJECT.thresholds, **(limits or {})})
    return Situation(GARDEN, project, CALENDAR, state, WEEK_47, date.fromisoformat(as_of), issued, returned, questions)


def found(code: str, as_of: str, **how: Any) -> list[Finding]:
    """The findings of one code in that situation."""
    return [finding for finding in check(situation(as_of, **how)) if finding.code == code]


def records(findings: list[Finding]) -> list[str]:
    return [finding.record for finding in findings]


def _values(values: Mapping[str, Any]) -> dict[str, Any]:
    return {"team": "North", **{key: _value(value) for key, value in values.items()}}


def _value(value: Any) -> Any:
    return date.fromisoformat(value) if isinstance(value, str) and value[:2] == "20" else value
