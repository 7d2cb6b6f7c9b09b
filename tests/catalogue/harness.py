"""The catalogue of mangled copies: what people and programs make of an issued workbook, and what the product must say to it.

To add a case, write a function in a module of this folder and decorate it with its group's `case`:

    @ROWS.case(zh="删掉一个编号", en="An id was deleted", tells=["relinked T-KF-001@A8"])
    def id_deleted(book: Book) -> None:
        book["任务跟踪"]["T-KF-001", "任务编号"] = None

The function gets the service department's workbook, opened with openpyxl; what it leaves there is saved and comes back. Where openpyxl can't
make the file, use `made`: that function gets a `Desk` (the issued files, an empty folder, LibreOffice where `office=True`) and returns the file.
A file that came back is played through `sheetsync check`, alone. Then everything must be as the case says:

- `takes`: the changes, `"RECORD.field": value` as in the JSON result. `asks`: the open decisions, id → kind.
- `tells`: every finding as `"code PLACE"`, where PLACE is `RECORD.field@CELL` with the sheet's key where there is no record; absent parts left out.
- `status`: of the copy; left out, it is `merged` when something is taken or asked, else `unchanged`.
- `same`: texts of which nothing is told: they mean what stood there already, name a column, or stand where nothing is read. Every other value
  that is in the file more often than it was issued must be found again in the result (see `lost`). That is looked up with calamine, which shares
  no code with the product.

A new group is a `Group` in its own module, and its name in `GROUPS` of `catalogue.everything`. `.venv/bin/python tests/quoted.py` writes the
table in docs/mangled-copies*.md anew.
"""

from __future__ import annotations

import csv
import re
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter
from play import issue, make, workbook
from python_calamine import CalamineWorkbook

from sheetsync.model.result import FindingLine, Result
from sheetsync.workflow.check import check
from sheetsync.workflow.folder import Folder

DEPARTMENT = "客服部"
CODE = re.compile(r"(?i)[sｓＳ]{2}[-－][\wａ-ｚＡ-Ｚ０-９]{8}[-－]\w")
"""A return code; what says whose a copy is, is nothing that was typed."""
SAVED = datetime(2026, 11, 19, 2, 0)
"""When copies are saved, in UTC: before they are due."""

LISTS: Mapping[str, Sequence[Sequence[str]]] = {
    "request": (
        ("需求名称", "需求背景", "目标", "预期成果", "发起部门", "发起人", "协作部门", "优先级", "期望完成日期", "审批状态"),
        ("提升满意度", "去年停在 85 分", "达到 90 分", "四个月完成", "客服部", "客服总监", "技术部、市场部", "高", "2027-02-26", "已批准"),
        ("测试环境权限", "联调需要", "取得权限", "独立联调", "技术部", "技术工程师", "客服部", "中", "2026-12-11", "待审批"),
    ),
    "task": (
        ("任务名称", "责任部门", "负责人", "协作部门", "交付成果", "优先级", "计划开始", "计划完成", "完成进度", "状态", "风险等级", "备注"),
        ("收集季度客户反馈", "客服部", "客服经理", "市场部", "反馈汇总表", "高", "2026-10-12", "2026-11-25", "90%", "正常推进", "低", ""),
        ("编写客服话术手册", "客服部", "话术专员", "市场部", "话术手册 V1", "中", "2026-10-26", "2026-12-01", "80%", "正常推进", "低", "先出初稿"),
        ("回访投诉客户", "客服部", "回访主管", "", "回访记录", "中", "2026-11-23", "2026-12-18", "", "未开始", "", ""),
        ("整理高频问题", "客服部", "话术专员", "技术部", "问题清单", "低", "2026-11-02", "2026-11-27", "60%", "存在风险", "中", "等系统导出"),
        ("培训新坐席", "客服部", "培训主管", "", "培训签到表", "高", "2026-11-09", "2026-12-09", "30%", "正常推进", "低", ""),
        ("优化工单分派", "技术部", "技术工程师", "客服部", "分派规则", "高", "2026-11-02", "2026-11-30", "60%", "正常推进", "低", "旧备注"),
        ("缩短响应时间", "技术部", "开发组长", "客服部", "新版流转", "高", "2026-11-25", "2026-12-21", "", "未开始", "中", ""),
        ("制定推广方案", "市场部", "市场经理", "客服部", "推广方案", "中", "2026-11-09", "2026-12-04", "10%", "正常推进", "", ""),
    ),
    "progress": (
        ("日期", "任务编号", "更新部门", "填报人", "进度状态", "完成进度", "本期进展", "下期计划", "解决状态"),
        ("2026-11-12", "T-KF-001", "客服部", "客服经理", "正常推进", "85%", "电话渠道已汇总", "汇总门店渠道", "处理中"),
        ("2026-11-12", "T-KF-002", "客服部", "话术专员", "正常推进", "70%", "完成 35 个问题", "补齐其余问题", "未解决"),
    ),
    "acceptance": (
        ("任务编号", "成果名称", "版本号", "交付部门", "交付人", "交付日期", "自查结果", "验收部门", "验收结论"),
        ("T-JS-001", "分派规则", "1.10", "技术部", "技术工程师", "2026-11-16", "通过", "客服部", "待验收"),
    ),
    "retro": (("部门", "类型", "主题", "描述", "完成日期", "协作满意度"), ("客服部", "亮点", "沟通机制", "例会准时", "2026-12-01", "5")),
}  # fmt: skip


# ── cases ──


@dataclass(frozen=True)
class Desk:
    """Where a file is mangled: the project, the files that were issued, an empty folder, and LibreOffice where a case asks for it."""

    folder: Folder
    home: Path
    office: Any = None

    @property
    def issued(self) -> Path:
        return workbook(self.folder, DEPARTMENT)

    def sent(self, department: str) -> Path:
        return workbook(self.folder, department)

    def open(self, department: str = DEPARTMENT) -> Book:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells that it leaves out what Excel alone shows
            return Book(load_workbook(self.sent(department)))

    def save(self, book: Book, name: str = "copy.xlsx", saved: datetime = SAVED) -> Path:
        """Saves with that time; openpyxl would put in the present one."""
        with ZipFile(self.home / name, "w", ZIP_STORED) as archive:
            writer = ExcelWriter(book.book, archive)
            book.book.properties.modified = saved
            writer.save()
        return self.home / name


@dataclass(frozen=True)
class Case:
    """One mangled copy and its outcome."""

    name: str
    zh: str
    en: str
    make: Callable[[Desk], Path]
    takes: Mapping[str, Any]
    asks: Mapping[str, str]
    tells: Sequence[str]
    status: str
    same: Sequence[str]
    office: bool
    run: Callable[[Folder, Sequence[Path]], Result]

    def outcome(self) -> dict[str, Any]:
        status = self.status or ("merged" if self.takes or self.asks else "unchanged")
        return {"status": status, "takes": dict(self.takes), "asks": dict(self.asks), "tells": sorted(self.tells)}


@dataclass(frozen=True)
class Group:
    """The cases of one kind, with their heading."""

    zh: str
    en: str
    cases: list[Case] = field(default_factory=list)

    def case(self, **expected: Any) -> Callable[[Callable[[Book], None]], None]:
        """A case whose function mangles the opened workbook."""

        def add(mangle: Callable[[Book], None]) -> None:
            def make(desk: Desk) -> Path:
                book = desk.open()
                mangle(book)
                return desk.save(book)

            self._add(mangle.__name__, make, **expected)

        return add

    def made(self, **expected: Any) -> Callable[[Callable[[Desk], Path]], None]:
        """A case whose function makes the file."""

        def add(make: Callable[[Desk], Path]) -> None:
            self._add(make.__name__, make, **expected)

        return add

    def _add(
        self,
        name: str,
        make: Callable[[Desk], Path],
        zh: str,
        en: str,
        takes: Mapping[str, Any] | None = None,
        asks: Mapping[str, str] | None = None,
        tells: Sequence[str] = (),
        status: str = "",
        same: Sequence[str] = (),
        office: bool = False,
        run: Callable[[Folder, Sequence[Path]], Result] = check,
    ) -> None:
        self.cases.append(Case(name.replace("_", "-"), zh, en, make, takes or {}, asks or {}, tells, status, same, office, run))


# ── what a person sees ──


class Book:
    """An opened workbook; its sheets by name."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.pages = {sheet.title: Page(sheet) for sheet in book.worksheets}

    def __getitem__(self, name: str) -> Page:
        return self.pages[name]


class Page:
    """One sheet; cells by the id of their row and the label of their column, as they were issued."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet

    @cached_property
    def header(self) -> int:
        return next(row[0].row for row in self.sheet.iter_rows(max_row=20) if any(cell.value == "id" for cell in row))

    @cached_property
    def columns(self) -> dict[str, int]:
        return {str(cell.value).rstrip(" *"): cell.column for cell in self.sheet[self.header] if cell.value}

    @cached_property
    def rows(self) -> dict[str, int]:
        """The rows of all ids, also of the blank ones."""
        return {str(row[0].value): row[0].row for row in self.sheet.iter_rows(min_row=self.header + 1, max_col=1) if row[0].value}

    @property
    def blanks(self) -> list[int]:
        """The rows that hold nothing but their id."""
        title = self.columns["负责人"] if "负责人" in self.columns else self.columns["id"] + 1
        return [row for row in self.rows.values() if self.sheet.cell(row, title).value is None]

    @property
    def filled(self) -> list[int]:
        return [row for row in self.rows.values() if row not in self.blanks]

    def __setitem__(self, place: tuple[str | int, str], value: object) -> None:
        row, label = place
        self.sheet.cell(self.rows[row] if isinstance(row, str) else row, self.columns[label]).value = value

    def __getitem__(self, place: tuple[str | int, str]) -> Any:
        row, label = place
        return self.sheet.cell(self.rows[row] if isinstance(row, str) else row, self.columns[label]).value

    def values(self, row: int) -> list[Any]:
        return [self.sheet.cell(row, column).value for column in range(1, len(self.columns) + 1)]

    def put(self, row: int, values: Sequence[Any], column: int = 1) -> None:
        for number, value in enumerate(values, column):
            self.sheet.cell(row, number).value = value

    def write(self, row: int, **values: Any) -> None:
        """Fills in a row by the labels of its columns."""
        for label, value in values.items():
            self[row, label] = value

    def reorder(self, rows: Sequence[int], order: Sequence[int], first: int = 1, last: int | None = None) -> None:
        """Puts into `rows` what stands in the rows `order`, in some of the columns or all of them."""
        last = last or len(self.columns)
        taken = [[self.sheet.cell(row, column).value for column in range(first, last + 1)] for row in order]
        for row, values in zip(rows, taken, strict=True):
            self.put(row, values, first)


# ── playing ──


def issued_project(path: Path) -> Folder:
    """The project of all cases, issued once."""
    folder = make(path / "project", lists=LISTS)
    issue(folder)
    return folder


def play(case: Case, folder: Folder, home: Path, office: Any = None) -> tuple[Path, Result]:
    """The file that a case makes, and what is said to it."""
    made = case.make(Desk(folder, home, office))
    return made, case.run(folder, [made])


def assert_played(case: Case, folder: Folder, home: Path, office: Any = None) -> None:
    """The outcome is the case's, and nothing that was typed is lost; a file that is not merged is kept as it is."""
    made, result = play(case, folder, home, office)
    said = outcome(result)
    if case.office:
        said["tells"] = [told for told in said["tells"] if told != "late-copy"]  # it saves at the present time
    assert said == case.outcome()
    if any(copy.status in ("merged", "unchanged") for copy in result.copies):
        assert lost(look(workbook(folder, DEPARTMENT)), look(made), result, case.same) == []


def outcome(result: Result) -> dict[str, Any]:
    """What is told of a copy, in the terms of a case."""
    takes = {f"{c.record}.{c.field}" if c.field else c.record: c.after for c in result.changes}
    return {
        "status": " ".join(copy.status for copy in result.copies),
        "takes": {key: list(value) if isinstance(value, tuple) else value for key, value in takes.items()},
        "asks": {d.id: d.kind for d in result.decisions if d.decided is None},
        "tells": sorted(_told(finding) for finding in result.findings),
    }


def _told(finding: FindingLine) -> str:
    where = ".".join(part for part in (finding.record or finding.sheet, finding.field) if part)
    return f"{finding.code} {where}{'@' if finding.cell else ''}{finding.cell or ''}".strip()


# ── an independent look at what was typed ──

Look = list[tuple[str, str, str]]
"""The cells of a file that hold something: sheet, address, text."""


def look(path: Path) -> Look:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as source:
            rows = [[CODE.sub("", text).strip() for text in row] for row in csv.reader(source)]
        return [("", f"{get_column_letter(c)}{r}", text) for r, row in enumerate(rows, 1) for c, text in enumerate(row, 1) if text]
    book = CalamineWorkbook.from_path(str(path))
    return [cell for name in book.sheet_names for cell in _cells(name, book.get_sheet_by_name(name))]


def _cells(name: str, sheet: Any) -> Iterator[tuple[str, str, str]]:
    for number, row in enumerate(sheet.to_python(skip_empty_area=False), 1):
        for column, value in enumerate(row, 1):
            if text := CODE.sub("", f"{value:g}" if isinstance(value, float) else str(value)).strip():
                yield name, f"{get_column_letter(column)}{number}", text


def lost(issued: Look, returned: Look, result: Result, same: Sequence[str] = ()) -> list[str]:
    """The values that are in a file more often than they were issued and can't be found in the result as often."""
    before = Counter(text for _, _, text in issued)
    there: dict[str, list[tuple[str, str]]] = {}
    for sheet, cell, text in returned:
        there.setdefault(text, []).append((sheet, cell))
    more = {text: len(places) - before[text] for text, places in there.items() if len(places) > before[text] and text not in same}
    found = {text: sum(_found(result, text, *place) for place in there[text]) for text in more}
    return [text for text, count in more.items() if found[text] < count]


def _found(result: Result, text: str, sheet: str, cell: str) -> bool:
    """Whether the result tells of a cell: as an edit, or by a finding that quotes it or names its row, its column or its sheet."""
    edits = {(line.source.sheet, line.source.cell) for lines in result.accounts.values() for line in lines}
    return (sheet, cell) in edits or any(_names(finding, text, sheet, cell) for finding in result.findings)


def _names(finding: FindingLine, text: str, sheet: str, cell: str) -> bool:
    column, row = re.sub(r"\d", "", cell), re.sub(r"\D", "", cell)
    named = re.sub(r"\d", "", finding.cell or ""), re.sub(r"\D", "", finding.cell or "")
    if finding.code in ("unknown-sheet", "second-sheet", "missing-sheet", "wrong-department"):
        return sheet in finding.message
    return (
        text in (finding.value or "")
        or (finding.code == "unknown-column" and named[0] == column)
        or (finding.code in ("skipped-row", "duplicate-id") and named[1] == row)
    )
