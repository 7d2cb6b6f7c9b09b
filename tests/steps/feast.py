"""A small project that shares no word with the standard template, to issue workbooks of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sheetsync.model.calendar import Calendar
from sheetsync.model.plan import Cell, SheetPlan, WorkbookPlan
from sheetsync.model.project import Department, Project
from sheetsync.model.record import Issued, Opening, Record
from sheetsync.model.round import Round
from sheetsync.model.template import Choice, Field, Sheet, Template
from sheetsync.model.token import make_token
from sheetsync.steps.issue import issue
from sheetsync.text import words

TOKEN = make_token(0)
ROUND = Round("2026-W47", 2, date(2026, 11, 16), datetime(2026, 11, 20, 17, 0))
DEPARTMENTS = (Department("厨房", "CF", "老王", "wang@example.com", "做菜"), Department("前厅", "QT", "小李"), Department("采购", "CG"))
PROJECT = Project("年夜饭", "zh", DEPARTMENTS, facts={"goal": "十桌", "starts_on": "2026-11-02"}, blank_rows=3)


def field(key: str, kind: str, **more: Any) -> Field:
    return Field(key, {"zh": f"{key}格", "en": key.title()}, kind, **more)


LEVELS = (Choice("hot", {"zh": "辣", "en": "Hot"}, "bad"), Choice("mild", {"zh": '微"辣', "en": "Mild"}))
DISH = Sheet(
    "dish", {"zh": "菜", "en": "Dishes"}, "table",
    (
        field("nr", "id", required=True), field("name", "line", required=True), field("cook", "department", editors="coordinator", required=True),
        field("helpers", "departments"), field("level", "choice", choices=LEVELS, required=True), field("by", "date"), field("ready", "percent"),
        field("waits_for", "refs", target="dish"), field("taster", "department"), field("verdict", "text", editors="taster"),
        field("remark", "text", editors="any", policy="append"), field("stars", "integer", minimum=1, maximum=5),
    ),
    prefix="D", owner="cook", title="name", closed={"level": ("mild",)},
)  # fmt: skip
PURCHASE = Sheet(
    "purchase", {"zh": "采买", "en": "Purchases"}, "table",
    (field("no", "id"), field("dish", "ref", target="dish"), field("who", "department", editors="coordinator"), field("what", "line")),
    prefix="B", owner="who",
)  # fmt: skip
SONG = Sheet("song", {"zh": "歌单", "en": "Songs"}, "table", (field("n", "id"), field("song", "line")), prefix="S")
FACTS = Sheet(
    "facts", {"zh": "概况", "en": "Facts"}, "form",
    (
        field("name", "line", fill="project.name", editors="coordinator"), field("aim", "text", fill="project.goal", editors="coordinator"),
        field("from", "date", fill="project.starts_on", editors="coordinator"), field("who", "departments", fill="departments.names"),
        field("contacts", "text", fill="departments.contacts"), field("week", "line", fill="round.name"), field("until", "line", fill="round.due_at"),
        field("host", "department", editors="coordinator"), field("wish", "text", editors="any"), field("budget", "line", fill="project.budget"),
    ),
)  # fmt: skip
GUIDE = Sheet("guide", {"zh": "说明", "en": "Guide"}, "notes")
TEMPLATE = Template("feast", {"zh": "宴", "en": "Feast"}, ("zh", "en"), (GUIDE, FACTS, DISH, PURCHASE, SONG), version="v1")


def dish(id_: str, cook: str, **more: Any) -> Record:
    return Record(id_, {"name": f"菜{id_}", "cook": cook, **more})


def state(*records: Record) -> dict[str, dict[str, Record]]:
    found: dict[str, dict[str, Record]] = {"dish": {}, "purchase": {}, "song": {}}
    for record in records:
        found[{"D": "dish", "B": "purchase", "S": "song"}[record.id[0]]][record.id] = record
    return found


def issued(
    *records: Record,
    to: str = "厨房",
    language: str = "zh",
    project: Project = PROJECT,
    numbers: Mapping[tuple[str, str], int] | None = None,
    **more: Any,
) -> tuple[Issued, WorkbookPlan]:
    department = project.department(to)
    assert department
    opening = more.pop("opening", None) or Opening("2026-W47", 2, state(*records), next_number=numbers or {})
    return issue(TEMPLATE, project, opening, ROUND, department, TOKEN, words(language, TEMPLATE), Calendar(), **more)


def cells(plan: SheetPlan) -> list[list[Any]]:
    return [[cell.value if isinstance(cell, Cell) else cell for cell in row.cells] for row in plan.rows]
