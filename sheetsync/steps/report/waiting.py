"""Who has not answered yet, on the first sheet: which departments are still to confirm what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sheetsync.model.plan import Cell, Style, line_count, row_height
from sheetsync.model.shown import Shown
from sheetsync.steps.report.grid import COLUMN_WIDTH, HEAD, NAME, WIDTH, Grid
from sheetsync.steps.report.tables import place
from sheetsync.steps.report.view import ReportInput

MOST_ROWS, MOST_NAMED = 24, 3
"""So many rows the panel has, and so many records are named in each."""
WIDTHS = {"department": 3, "sheet": 3, "waiting": 1, "which": 5}


class Owed(NamedTuple):
    """What a department is still to answer: of which column, and which records."""

    department: str
    sheet: str
    column: Shown
    records: tuple[str, ...]


def waiting(data: ReportInput, grid: Grid) -> None:
    """A row for each department and table; nothing where nobody is asked, or everybody has answered."""
    rows = list(_owed(data))
    if not rows:
        return
    grid.heading(data.words("report.heading.waiting"))
    grid.add([(span, Cell(data.words(f"report.column.{name}"), HEAD)) for name, span in WIDTHS.items()], 20)
    for each in rows[:MOST_ROWS]:
        cells = _cells(data, each)
        lines = max(line_count(str(cell.value), span * COLUMN_WIDTH) for span, cell in zip(WIDTHS.values(), cells, strict=True))
        grid.add(zip(WIDTHS.values(), cells, strict=True), row_height(lines, 18))
    if len(rows) > MOST_ROWS:
        grid.add([(WIDTH, Cell(data.words("report.waiting.more", count=len(rows) - MOST_ROWS), Style("note")))], 18)
    grid.skip()


def _cells(data: ReportInput, owed: Owed) -> tuple[Cell, ...]:
    table = Cell(data.sheet_label(owed.sheet), Style("link", wrap=True), place(data.names[owed.sheet]))
    count = Cell(len(owed.records), Style("warn", "integer", align="center"))
    return Cell(owed.department, NAME), table, count, Cell(_which(data, owed), Style("input", wrap=True))


def _owed(data: ReportInput) -> Iterator[Owed]:
    """What each department is still to answer, in the order of the departments and of the tables."""
    columns = [(sheet, each) for sheet, found in data.shown.items() for each in found if each.waiting]
    names = dict.fromkeys((*data.project.names, *(name for _, each in columns for left in each.found.values() for name in left)))
    for name in names:
        for sheet, each in columns:
            if records := tuple(record for record, left in each.found.items() if name in left):
                yield Owed(name, sheet, each, records)


def _which(data: ReportInput, owed: Owed) -> str:
    """The first of the records, by what they are."""
    named = [" ".join(filter(None, (record, data.titles.get(record, "")))) for record in owed.records[:MOST_NAMED]]
    more = len(owed.records) - len(named)
    return "\n".join([*named, f"… +{more}"] if more else named)
