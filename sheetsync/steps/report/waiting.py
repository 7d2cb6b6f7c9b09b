"""Who has not answered yet, on the first sheet: which departments are still to confirm what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sheetsync.model.page import Block, Captioned
from sheetsync.model.plan import Cell, Style
from sheetsync.model.shown import Shown
from sheetsync.steps.report.tables import place
from sheetsync.steps.report.view import ReportInput

MOST_ROWS, MOST_NAMED = 24, 3
"""So many rows the panel has, and so many records are named in each."""
SPANS = {"department": 3, "sheet": 3, "waiting": 1, "which": 5}


class Owed(NamedTuple):
    """What a department is still to answer: of which column, and which records."""

    department: str
    sheet: str
    column: Shown
    records: tuple[str, ...]


def waiting(data: ReportInput) -> Iterator[Block]:
    """A row for each department and table; nothing where nobody is asked, or everybody has answered."""
    rows = list(_owed(data))
    if rows:
        columns = tuple(Captioned(name, data.words(f"report.column.{name}"), span) for name, span in SPANS.items())
        cells = tuple(_cells(data, each) for each in rows[:MOST_ROWS])
        more = data.words("report.waiting.more", count=len(rows) - MOST_ROWS) if len(rows) > MOST_ROWS else ""
        yield Block("waiting", data.words("report.heading.waiting"), columns, cells, more=more)


def _cells(data: ReportInput, owed: Owed) -> tuple[Cell, ...]:
    table = Cell(data.sheet_label(owed.sheet), Style("link", wrap=True), place(data.names[owed.sheet]))
    count = Cell(len(owed.records), Style("warn", "integer", align="center"))
    return Cell(owed.department, Style("input", wrap=True, bold=True)), table, count, Cell(_which(data, owed), Style("input", wrap=True))


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
