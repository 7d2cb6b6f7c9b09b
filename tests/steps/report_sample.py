"""A small project of its own words, merged, as the tests of the report want it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from typing import Any

from sheetsync.model.decision import KEEP, REMOVE, UNITE, Choice, Decision
from sheetsync.model.finding import Finding
from sheetsync.model.merged import Change, CopyOutcome, Fate, Merged
from sheetsync.model.plan import Cell, CellValue, Row, SheetPlan, WorkbookPlan
from sheetsync.model.project import Department, Project
from sheetsync.model.record import Record, Source
from sheetsync.model.round import Round
from sheetsync.model.template import Aim, ChartAim, Field, Sheet, Template
from sheetsync.model.template import Choice as Option
from sheetsync.steps.report import ReportInput, report
from sheetsync.text import words


def both(zh: str, en: str) -> Mapping[str, str]:
    return {"zh": zh, "en": en}


PHASES = (
    Option("open", both("未办", "Open")),
    Option("stuck", both("受阻", "Stuck"), "bad"),
    Option("late", both("拖延", "Late"), "bad"),
    Option("done", both("已办", "Done"), "good"),
)
JOB = Sheet(
    key="job",
    labels=both("工作", "Jobs"),
    form="table",
    fields=(
        Field("id", both("工作号", "Job ID"), "id"),
        Field("name", both("事由", "What"), "line"),
        Field("team", both("小组", "Team"), "department"),
        Field("who", both("经手人", "Who"), "person"),
        Field("by", both("期限", "By"), "date"),
        Field("share", both("完成比例", "Share"), "percent"),
        Field("phase", both("阶段", "Phase"), "choice", choices=PHASES),
        Field("after", both("前项", "After"), "ref", target="job"),
    ),
    prefix="J",
    owner="team",
    title="name",
    closed={"phase": ("done",)},
)
NOTE = Sheet("note", both("便笺", "Notes"), "table", (Field("id", both("号", "No"), "id"), Field("text", both("内容", "Text"), "text")), prefix="N")
BRIEF = Sheet("brief", both("总览", "Summary"), "form", (Field("aim", both("目的", "Aim"), "text"), Field("start", both("起始", "Start"), "date")))
TEMPLATE = Template(
    name="jobs",
    labels=both("工作表", "Jobs"),
    languages=("zh", "en"),
    sheets=(BRIEF, JOB, NOTE),
    checks=(Aim("at-risk-without-plan", "job", {"when": {"phase": ("stuck", "late")}, "plan": ("name",)}),),
    charts=(ChartAim("job", "phase", labels=both("按阶段", "By phase")), ChartAim("job", "team", "phase", both("按小组", "By team"))),
)
PROJECT = Project(
    "修桥",
    "zh",
    (Department("甲组", "JA", "张三", "jia@example.com"), Department("乙组", "YI"), Department("丙组", "BI"), Department("丁组", "DI")),
)
TODAY = date(2026, 11, 20)
FILES = ("甲.xlsx", "乙.xlsx")


def at(file: int, cell: str, sheet: str = "工作") -> Source:
    return Source(FILES[file], sheet, cell)


def job(number: int, team: str, phase: str | None = "open", **more: Any) -> Record:
    values = {"name": f"第{number}件", "team": team, "who": "张三", "by": TODAY, "share": 0.5, "phase": phase, **more}
    return Record(f"J-{number}", {key: value for key, value in values.items() if value is not None})


JOBS = (job(2, "甲组", "late"), job(1, "甲组", "done", share=1.0), job(3, "乙组", "stuck"), job(4, "乙组", after="J-1"), job(5, "丙组", None))
STATE = {
    "brief": {"brief": Record("brief", {"aim": "通车", "start": TODAY})},
    "job": {record.id: record for record in JOBS},
    "note": {"N-1": Record("N-1", {"text": "一\n二"})},
}
CHANGES = (
    Change("job", "J-1", "phase", "open", "done", ("甲组", "乙组"), (at(0, "G7"), at(1, "G9"))),
    Change("job", "J-1", "share", 0.5, 1.0, (), ()),
    Change("job", "J-4", "name", None, "第4件", ("乙组",), (at(1, "B12"),), added=True),
    Change("job", "J-4", "share", None, 0.5, ("乙组",), (at(1, "F12"),), added=True),
)
DECISIONS = (
    Decision("J-3.phase", "conflict", "job", "J-3", "phase", "stuck", (Choice("late", ("甲组",), (at(0, "G8"),)), Choice("done", ("乙组",)))),
    Decision("J-2.by", "approval", "job", "J-2", "by", TODAY, (Choice(TODAY), Choice(TODAY + timedelta(9), ("甲组",), (at(0, "E6"),)))),
    Decision("J-4+J-5", "possible-duplicate", "job", "J-4", "", KEEP, (Choice(KEEP), Choice(UNITE, ("乙组", "丙组")))),
    Decision("J-1", "removal", "job", "J-1", "", KEEP, (Choice(KEEP), Choice(REMOVE, ("甲组",), (Source(FILES[0], "", ""),)))),
)
CHECKS = (
    Finding("overdue", department="乙组", sheet="job", record="J-3", field="by", detail={"due": TODAY - timedelta(1), "days": 1, "title": "第3件"}),
    Finding("overdue", department="甲组", sheet="job", record="J-2", field="by", detail={"due": TODAY - timedelta(6), "days": 4, "title": "第2件"}),
    Finding("due-soon", department="甲组", sheet="job", record="J-9", field="by", detail={"due": TODAY, "days": 0, "title": "没有了的"}),
)
COPIES = (
    CopyOutcome(FILES[1], "bb", "乙组", "W2", "merged", 3, 1, "2026-11-20T10:30:00Z", "李四"),
    CopyOutcome("再来.xlsx", "bb", "乙组", "W2", "duplicate"),
    CopyOutcome("残.xlsx", "cc", "", "", "refused"),
    CopyOutcome(FILES[0], "aa", "甲组", "W2", "merged", 2, 0, "从前", ""),
)
FATES = tuple(Fate(fate, "甲组", "job", "J-1", "share", 1.0, "100%", at(0, "F7")) for fate in ("merged", "merged", "merged", "open", "refused"))
FINDINGS = (Finding("comment", file=FILES[0], department="甲组", sheet="job", record="J-1", field="name", place="工作", cell="B7", value="见附件"),)
MERGED = Merged(STATE, {}, CHANGES, DECISIONS, FINDINGS, FATES, COPIES)
TITLES = {record.id: str(record.values["name"]) for record in JOBS}


def given(language: str = "zh", merged: Merged = MERGED, **more: Any) -> ReportInput:
    """What the report is made from."""
    made = ReportInput(
        template=TEMPLATE,
        project=dataclasses.replace(PROJECT, language=language),
        round=Round("W2", 2, date(2026, 11, 16), datetime(2026, 11, 20, 17)),
        as_of=TODAY,
        merged=merged,
        words=words(language, TEMPLATE),
        checks=CHECKS,
        issued=("甲组", "乙组", "丙组"),
        missing=("丙组",),
        titles=TITLES,
        zone=timezone(timedelta(hours=8)),
    )
    return dataclasses.replace(made, **more)


def nothing() -> ReportInput:
    """The report of a round in which nothing has come back and nothing is there."""
    return given(merged=Merged({}, {}), checks=(), issued=(), missing=(), titles={})


def sheet(plan: WorkbookPlan, name: str) -> SheetPlan:
    return next(each for each in plan.sheets if each.name == name)


def made(name: str, data: ReportInput | None = None) -> SheetPlan:
    """A sheet of the report."""
    return sheet(report(data or given()), name)


def plain(cell: CellValue | Cell) -> CellValue:
    return cell.value if isinstance(cell, Cell) else cell


def values(rows: Sequence[Row]) -> list[tuple[CellValue, ...]]:
    return [tuple(plain(cell) for cell in row.cells) for row in rows]


def body(plan: SheetPlan) -> list[tuple[CellValue, ...]]:
    """What stands below the header of a table."""
    return values(list(plan.rows)[4:])


def texts(plan: SheetPlan) -> Iterator[str]:
    return (value for row in values(list(plan.rows)) for value in row if isinstance(value, str))
