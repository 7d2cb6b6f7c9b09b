"""The web page of a round, for whoever reads on a telephone or has no program for workbooks at hand."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from sheetsync.model.page import Section, Web
from sheetsync.model.plan import Cell, SheetPlan
from sheetsync.steps.report.page import page
from sheetsync.steps.report.view import ReportInput

LABELS = ("contents", "filter", "all", "blank", "none", "sort", "back")
"""The page's own words, `web.…`."""
UNFOLDED = ("report.decisions", "report.due")
HIDDEN = ("report.overview", "report.departments", "report.gantt", "report.charts", "report.lists")
"""What stands on the page already or in its tables, what a wide screen is needed for, and what is no table for people."""


def web(data: ReportInput, sheets: Sequence[SheetPlan]) -> Web:
    """What the web page shows: the tables of the consolidated workbook, in its order."""
    hidden, unfolded = ({data.names[key] for key in keys} for keys in (HIDDEN, UNFOLDED))
    sections = (Section(sheet, _about(data, sheet), sheet.name in unfolded) for sheet in sheets if sheet.name not in hidden)
    return Web(data.language, page(data), tuple(sections), {name: data.words(f"web.{name}") for name in LABELS})


def _about(data: ReportInput, sheet: SheetPlan) -> str:
    """The line under a table's title; where the workbook's speaks of filling it in, another one."""
    if sheet.name == data.names["report.decisions"]:
        return data.words("web.about.decisions", count=data.figures.decisions)
    if found := next((each for each in data.template.tables if data.names[each.key] == sheet.name), None):
        return data.words("web.about.table", count=len(data.merged.state.get(found.key, {})))
    second = next(islice(sheet.rows, 1, 2))
    return " ".join(str(cell.value) for cell in second.cells if isinstance(cell, Cell) and cell.value)
