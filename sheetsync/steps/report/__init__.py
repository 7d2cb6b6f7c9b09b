"""Makes the consolidated workbook of a round, as a plan: for a boss who looks at it and a coordinator who works with it."""

from __future__ import annotations

from collections.abc import Iterator

from sheetsync.model.plan import Cell, SheetPlan, Style, WorkbookPlan
from sheetsync.model.token import TOKEN_PROPERTY
from sheetsync.steps.report.changes import changes
from sheetsync.steps.report.charts import data_sheet
from sheetsync.steps.report.decisions import choice_lists, decided_sheet, decisions_sheet
from sheetsync.steps.report.departments import departments_sheet
from sheetsync.steps.report.dropdowns import Lists, field_lists, lists_of
from sheetsync.steps.report.gantt import gantt
from sheetsync.steps.report.lists import due, edits, findings, returns
from sheetsync.steps.report.marks import find_marks
from sheetsync.steps.report.overview import overview_sheet
from sheetsync.steps.report.page import page
from sheetsync.steps.report.tables import form, place, table
from sheetsync.steps.report.view import ReportInput

__all__ = ["ReportInput", "page", "report"]


def report(data: ReportInput) -> WorkbookPlan:
    """The consolidated workbook; the rows of its tables are made while they are read."""
    first, lists = page(data), lists_of([*choice_lists(data), *field_lists(data)])
    back = Cell(data.words("report.back"), Style("subtitle"), place(data.names["report.overview"]))
    sheets = (
        overview_sheet(data, first),
        decisions_sheet(data, lists, back),
        decided_sheet(data, back),
        due(data, back),
        departments_sheet(data, back),
        *gantt(data, back),
        *_merged(data, lists, back),
        changes(data, back),
        returns(data, back),
        edits(data, back),
        findings(data, back),
        data_sheet(data.names["report.charts"], first.diagrams),
        lists.plan(data.names["report.lists"]),
    )
    return WorkbookPlan(
        sheets, lists.defined(data.names["report.lists"]), title=first.title, author="sheetsync", font=data.words("font"),
        keywords=data.token, custom={TOKEN_PROPERTY: data.token} if data.token else {},
    )  # fmt: skip


def _merged(data: ReportInput, lists: Lists, back: Cell) -> Iterator[SheetPlan]:
    """The tables and forms of the template, in its order."""
    marked = find_marks(data)
    for sheet in data.template.data_sheets:
        marks = marked.get(sheet.key, {})
        yield form(data, sheet, marks, back) if sheet.form == "form" else table(data, sheet, marks, lists, back)
