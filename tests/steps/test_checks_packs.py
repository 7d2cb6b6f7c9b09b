"""The rules of the packs, on both sides of each limit: around the weekend that China moved in September 2026 and around New Year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from sheetsync.files.calendars import load_calendar
from sheetsync.files.templates import load_template, template_names
from sheetsync.model.finding import CHECKING, Finding
from sheetsync.model.project import THRESHOLDS, Department, Project
from sheetsync.model.record import Origin, Record
from sheetsync.model.round import Round, Situation
from sheetsync.model.rules import RULES
from sheetsync.steps.checks import AIMED, check
from sheetsync.text import LANGUAGES, words

TEMPLATE = load_template(template_names())
DEPARTMENTS = (Department("客服部", "KF"), Department("技术部", "JS"))
CALENDAR = load_calendar(Project("会", "zh", DEPARTMENTS), [2025, 2026])


def situation(
    as_of: str, opened: str = "", facts: Mapping[str, str] | None = None, limits: Mapping[str, int] | None = None, **sheets: Mapping[str, Any]
) -> Situation:
    """One record per sheet, `X1`, of 客服部; texts that are days or moments are such."""
    project = Project("会", "zh", DEPARTMENTS, facts=facts or {}, thresholds={**THRESHOLDS, **(limits or {})})
    state = {key: {"X1": _record(key, values)} for key, values in sheets.items()}
    day = date.fromisoformat(as_of)
    start = date.fromisoformat(opened) if opened else day
    round_ = Round("2026-W47", 3, start, datetime.combine(start, datetime.min.time()) + timedelta(days=4))
    return Situation(TEMPLATE, project, CALENDAR, state, round_, day, (), (), ())


def _record(sheet: str, values: Mapping[str, Any]) -> Record:
    known = TEMPLATE.sheet(sheet)
    said = {key: _value(known.field(key).kind, value) for key, value in values.items() if key != "origins"}
    return Record("X1", {known.owner: "客服部", **said}, values.get("origins", {}))


def _value(kind: str, value: Any) -> Any:
    recall = {"date": date.fromisoformat, "datetime": datetime.fromisoformat}.get(kind)
    return recall(value) if recall and value else value


def found(code: str, as_of: str, **how: Any) -> list[Finding]:
    return [finding for finding in check(situation(as_of, **how)) if finding.code == code]


def test_the_templates_that_come_along_use_every_rule() -> None:
    assert {aim.rule for aim in TEMPLATE.checks} == set(RULES) == set(AIMED)
    assert set(AIMED) <= set(CHECKING)


# ── meetings ──


@pytest.mark.parametrize(
    ("notified", "starts", "days"),
    [
        ("2026-11-17", "2026-11-19T14:00", None),
        ("2026-11-18", "2026-11-19T14:00", 1),
        ("2026-11-19", "2026-11-19T14:00", 0),
        ("2026-09-18", "2026-09-21T09:00", None),  # the Sunday between them is worked
        ("2026-09-19", "2026-09-21T09:00", None),
        ("2026-09-20", "2026-09-21T09:00", 1),
        ("2025-12-31", "2026-01-04T09:00", 1),  # New Year is free, that Sunday is worked
        ("2025-12-31", "2026-01-05T09:00", None),
    ],
)
def test_a_meeting_is_announced_two_working_days_ahead(notified: str, starts: str, days: int | None) -> None:
    findings = found("notice-late", notified, meeting={"topic": "上线", "notified_on": notified, "starts_at": starts})
    assert [(f.detail["days"], f.reason, f.field, f.department) for f in findings] == ([] if days is None else [(days, "", "notified_on", "客服部")])


@pytest.mark.parametrize(("as_of", "late"), [("2026-11-17", False), ("2026-11-18", True), ("2026-11-19", True), ("2026-11-20", False)])
def test_a_meeting_that_nobody_announced_is_told_before_it_takes_place(as_of: str, late: bool) -> None:
    findings = found("notice-late", as_of, meeting={"topic": "上线", "starts_at": "2026-11-19T14:00"})
    assert [f.reason for f in findings] == (["not-announced"] if late else [])


@pytest.mark.parametrize("status", ["held", "cancelled"])
def test_a_meeting_that_is_over_need_not_be_announced(status: str) -> None:
    assert not found("notice-late", "2026-11-18", meeting={"starts_at": "2026-11-19T14:00", "status": status})


@pytest.mark.parametrize(("minutes", "late"), [(30, False), (31, True), (None, False)])
def test_an_item_takes_thirty_minutes_at_most(minutes: int | None, late: bool) -> None:
    assert bool(found("agenda-too-long", "2026-11-18", agenda={"topic": "预算", "minutes": minutes})) is late
    assert not found("agenda-too-long", "2026-11-18", agenda={"minutes": minutes}, limits={"agenda_minutes": 60})


def test_an_item_of_a_meeting_that_is_over_may_have_been_long() -> None:
    agenda = {"topic": "预算", "minutes": 90, "meeting": "X1"}
    assert found("agenda-too-long", "2026-11-18", agenda=agenda, meeting={"status": "announced"})
    assert not found("agenda-too-long", "2026-11-18", agenda=agenda, meeting={"status": "held"})


@pytest.mark.parametrize(
    ("held", "as_of", "days"),
    [
        ("2026-11-18T14:00", "2026-11-19", None),
        ("2026-11-18T14:00", "2026-11-20", 2),
        ("2026-09-18T09:00", "2026-09-19", None),
        ("2026-09-18T09:00", "2026-09-20", None),
        ("2026-09-18T09:00", "2026-09-21", 2),
        ("2025-12-31T16:00", "2026-01-04", None),
        ("2025-12-31T16:00", "2026-01-05", 2),
    ],
)
def test_minutes_go_out_one_working_day_after_a_meeting(held: str, as_of: str, days: int | None) -> None:
    findings = found("minutes-late", as_of, meeting={"status": "held", "starts_at": held})
    assert [(f.detail["days"], f.field) for f in findings] == ([] if days is None else [(days, "minutes_on")])


@pytest.mark.parametrize("values", [{"status": "announced"}, {"minutes_on": "2026-11-20"}, {"starts_at": None}])
def test_no_minutes_are_asked_for_where_there_are_some_or_was_no_meeting(values: Mapping[str, Any]) -> None:
    assert not found("minutes-late", "2026-11-27", meeting={"status": "held", "starts_at": "2026-11-18T14:00", **values})


# ── what is open, owed and to be confirmed ──


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"open_point": "谁付钱"}, "person"),
        ({"open_point": "谁付钱", "person": "经理"}, "due"),
        ({"open_point": "谁付钱", "due": "2026-11-20"}, "person"),
        ({"open_point": "谁付钱", "person": "经理", "due": "2026-11-20"}, None),
        ({}, None),
    ],
)
def test_an_open_point_has_somebody_and_a_day(values: Mapping[str, Any], field: str | None) -> None:
    findings = found("open-point-unassigned", "2026-11-18", record={"topic": "预算", **values})
    assert [(f.field, f.reason) for f in findings] == ([(field, "")] if field else [])


def test_an_open_point_of_a_meeting_becomes_an_action() -> None:
    agenda = {"topic": "预算", "open_point": "谁付钱"}
    assert [(f.field, f.reason) for f in found("open-point-unassigned", "2026-11-18", agenda=agenda)] == [("open_point", "no-entry")]
    assert not found("open-point-unassigned", "2026-11-18", agenda=agenda, action={"agenda": "X1"})
    assert found("open-point-unassigned", "2026-11-18", agenda=agenda, action={"agenda": "X2"})


@pytest.mark.parametrize(
    ("since", "as_of", "days"),
    [
        ("2026-11-17", "2026-11-18", None),
        ("2026-11-17", "2026-11-19", 2),
        ("2026-09-18", "2026-09-20", None),
        ("2026-09-18", "2026-09-21", 2),
        ("2025-12-31", "2026-01-04", None),
        ("2025-12-31", "2026-01-05", 2),
    ],
)
def test_a_dispute_that_nobody_settles_goes_to_the_sponsor(since: str, as_of: str, days: int | None) -> None:
    record = {"topic": "日期", "date": since, "dispute": "15 日还是 20 日"}
    assert [f.detail["days"] for f in found("escalation-needed", as_of, record=record)] == ([] if days is None else [days])
    for settled in ({"resolution": "20 日"}, {"escalated_to": "分管领导"}):
        assert not found("escalation-needed", as_of, record=record | settled)


@pytest.mark.parametrize(
    ("opened", "as_of", "days"),
    [
        ("2026-11-16", "2026-11-17", None),
        ("2026-11-16", "2026-11-18", 2),
        ("2026-09-18", "2026-09-20", None),
        ("2026-09-18", "2026-09-21", 2),
        ("2025-12-31", "2026-01-04", None),
        ("2025-12-31", "2026-01-05", 2),
    ],
)
def test_an_assigned_task_is_answered_within_a_working_day(opened: str, as_of: str, days: int | None) -> None:
    findings = found("response-late", as_of, opened=opened, task={"title": "分派规则", "person": "工程师"})
    assert [(f.detail["days"], f.field) for f in findings] == ([] if days is None else [(days, "planned_finish")])


def test_a_task_is_answered_when_nothing_is_blank_and_is_not_asked_for_before_it_was_sent() -> None:
    full = {"person": "工程师", "planned_finish": "2026-12-01", "deliverable": "规则"}
    asked = {"opened": "2026-11-16"}
    assert not found("response-late", "2026-11-20", task=full, **asked)
    assert found("response-late", "2026-11-20", task=full | {"deliverable": None}, **asked)
    assert not found("response-late", "2026-11-20", task={"status": "cancelled"}, **asked)
    assert not found("response-late", "2026-11-20", task={"department": None}, **asked)
    assert not found("response-late", "2026-11-20", task={"origins": {"department": Origin("2026-W47", "", ())}}, **asked)
    assert found("response-late", "2026-11-20", task={"origins": {"department": Origin("2026-W46", "", ())}}, **asked)


@pytest.mark.parametrize(
    ("starts", "as_of", "days"),
    [
        ("2026-11-16", "2026-11-17", None),
        ("2026-11-16", "2026-11-18", 2),
        ("2026-09-18", "2026-09-20", None),
        ("2026-09-18", "2026-09-21", 2),
        ("2025-12-31", "2026-01-04", None),
        ("2025-12-31", "2026-01-05", 2),
        ("2026-12-01", "2026-11-20", None),  # it has not begun
    ],
)
@pytest.mark.parametrize("sheet", ["responsibility", "channel"])
def test_duties_are_confirmed_within_a_working_day_of_the_start(sheet: str, starts: str, as_of: str, days: int | None) -> None:
    facts = {"starts_on": starts}
    findings = found("confirmation-missing", as_of, facts=facts, **{sheet: {"person": "经理"}})
    assert [(f.detail["days"], f.field) for f in findings] == ([] if days is None else [(days, "confirmed_by")])
    half, whole = {"confirmed_by": "总监"}, {"confirmed_by": "总监", "confirmed_on": "2026-11-16"}
    assert [f.field for f in found("confirmation-missing", as_of, facts=facts, **{sheet: half})] == ([] if days is None else ["confirmed_on"])
    assert not found("confirmation-missing", as_of, facts=facts, **{sheet: whole})


@pytest.mark.parametrize(
    ("approval", "values", "missing"),
    [
        ("approved", {"request": "X1"}, True),
        ("approved", {"request": "X1", "acceptance_criteria": "2 小时内"}, False),
        ("approved", {}, False),
        ("pending", {"request": "X1"}, False),
        ("approved", {"request": "X1", "status": "done"}, False),
    ],
)
def test_a_task_of_an_approved_request_says_when_it_is_done(approval: str, values: Mapping[str, Any], missing: bool) -> None:
    findings = found("criteria-missing", "2026-11-18", request={"approval": approval}, task={"title": "分派规则", **values})
    assert [f.field for f in findings] == (["acceptance_criteria"] if missing else [])


@pytest.mark.parametrize("language", LANGUAGES)
def test_their_findings_read_well(language: str) -> None:
    say = words(language, TEMPLATE)
    here = situation(
        "2026-11-18", "2026-11-16", {"starts_on": "2026-11-02"},
        meeting={"topic": "上线", "starts_at": "2026-11-16T14:00", "status": "held"}, agenda={"topic": "预算", "minutes": 45, "open_point": "谁付钱"},
        record={"topic": "日期", "date": "2026-11-10", "dispute": "哪天", "open_point": "谁定"}, responsibility={"responsibility": "培训"},
        request={"approval": "approved"}, task={"title": "分派规则", "request": "X1"},
    )  # fmt: skip
    told = {finding.code: say.finding(finding) for finding in check(here)}
    assert set(told) >= {
        "minutes-late", "agenda-too-long", "open-point-unassigned", "confirmation-missing", "criteria-missing", "response-late", "escalation-needed",
    }  # fmt: skip
    for sentence in told.values():
        assert "{" not in sentence
        assert "—" not in sentence
