"""The checks as the standard workbook aims them: a bad week in which each of them has something to say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pytest

from sheetsync.files.calendars import load_calendar
from sheetsync.files.templates import load_template
from sheetsync.model.project import Department, Project
from sheetsync.model.record import Record, State
from sheetsync.model.round import OpenQuestion, Round, Situation
from sheetsync.model.template import Template
from sheetsync.steps.checks import check
from sheetsync.text import LANGUAGES, words

STANDARD = load_template("standard")
PROJECT = Project("满意度", "zh", (Department("客服部", "KF", "客服经理"), Department("技术部", "JS")), facts={"ends_on": "2026-11-13"})
WEEK = Round("2026-W47", 2, date(2026, 11, 16), datetime(2026, 11, 20, 17))
QUESTION = OpenQuestion("T-KF-001.risk", "task", "T-KF-001", date(2026, 11, 16))

BAD_WEEK: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "request": {"REQ-KF-001": {"requesting_department": "客服部", "title": "测试环境", "approval": "pending", "submitted_on": "2026-11-16"}},
    "task": {
        "T-KF-001": {"department": "客服部", "title": "收集反馈", "status": "delayed", "planned_finish": "2026-11-16"},
        "T-JS-001": {
            "department": "技术部",
            "title": "优化派单",
            "status": "on_track",
            "progress": 1.0,
            "planned_start": "2026-11-10",
            "planned_finish": "2026-11-23",
            "depends_on": ("T-KF-001",),
        },
        "T-JS-002": {"department": "技术部", "title": "接口联调", "status": "done", "actual_finish": "2026-11-17", "planned_finish": "2026-11-18"},
    },
    "progress": {"P-JS-001": {"department": "技术部", "task": "T-JS-001", "date": "2026-11-17", "problem": "人手不足", "resolution": "open"}},
    "acceptance": {
        "A-JS-001": {"department": "技术部", "task": "T-JS-009", "deliverable": "方案", "result": "failed", "recheck_by": "2026-11-19"},
    },
    "retro": {"R-JS-001": {"department": "技术部", "description": "沟通不畅", "action": "每日站会", "due": "2026-11-18", "updated_on": "2026-11-16"}},
}

EXPECTED = {
    ("acceptance-failed", "A-JS-001", "result", "技术部"),
    ("acceptance-missing", "T-JS-002", "status", "技术部"),
    ("approval-late", "REQ-KF-001", "approval", "客服部"),
    ("at-risk-without-plan", "T-KF-001", "risk_note", "客服部"),
    ("dependency-order", "T-JS-001", "depends_on", "技术部"),
    ("due-soon", "T-JS-001", "planned_finish", "技术部"),
    ("escalation-needed", "P-JS-001", "problem", "技术部"),
    ("escalation-needed", "T-KF-001", "", ""),
    ("inconsistent-status", "T-JS-001", "status", "技术部"),
    ("missing-copy", "", "", "客服部"),
    ("no-update", "T-KF-001", "", "客服部"),
    ("overdue", "R-JS-001", "due", "技术部"),
    ("overdue", "T-KF-001", "planned_finish", "客服部"),
    ("overdue-dependency", "T-JS-001", "depends_on", "技术部"),
    ("plan-adjustment-needed", "T-KF-001", "planned_finish", "客服部"),
    ("recheck-overdue", "A-JS-001", "recheck_by", "技术部"),
    ("response-late", "T-JS-001", "person", "技术部"),
    ("response-late", "T-KF-001", "person", "客服部"),
    ("retro-late", "", "", "客服部"),
}


def _state(template: Template) -> State:
    dates = {(sheet.key, field.key) for sheet in template.data_sheets for field in sheet.fields if field.kind == "date"}
    return {
        sheet: {
            key: Record(key, {name: date.fromisoformat(value) if (sheet, name) in dates else value for name, value in values.items()})
            for key, values in records.items()
        }
        for sheet, records in BAD_WEEK.items()
    }


def _situation() -> Situation:
    calendar = load_calendar(PROJECT, [2026])
    return Situation(
        STANDARD, PROJECT, calendar, _state(STANDARD), WEEK, date(2026, 11, 20), issued=PROJECT.names, returned=("技术部",), questions=(QUESTION,)
    )


def test_a_bad_week() -> None:
    assert {(f.code, f.record, f.field, f.department) for f in check(_situation())} == EXPECTED


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_findings_read_well(language: str) -> None:
    say = words(language, STANDARD)
    for finding in check(_situation()):
        sentence = say.finding(finding)
        assert "{" not in sentence
        assert "—" not in sentence
        assert len(sentence) > 20
