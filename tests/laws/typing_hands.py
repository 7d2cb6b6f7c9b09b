"""Puts what a copy holds into the workbook that was sent, and what the coordinator answers into the consolidated one, with openpyxl."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from laws.reference import Returned, Unreadable
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from sheetsync.model.template import Field, Sheet, Template

ZH = "zh"


def as_typed(each: Field, value: Any) -> Any:
    """How a person types a value."""
    if value is None or isinstance(value, Unreadable):
        return value and str(value)
    if isinstance(value, date):
        return datetime.combine(value, time())
    if each.choices:
        labels = {choice.key: choice.labels[ZH] for choice in each.choices}
        return "、".join(labels[one] for one in ((value,) if isinstance(value, str) else value))
    return value


def opened(path: Path) -> Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells what it leaves out
        return load_workbook(path)


def saved(book: Workbook, target: Path, by: str, at: datetime) -> None:
    """Saves with the person and the time given; openpyxl would put in the present one."""
    book.properties.lastModifiedBy = by
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        writer = ExcelWriter(book, archive)
        book.properties.modified = at
        writer.save()


class Page:
    """A table as a person sees it: headings, and rows with their ids in the first column."""

    def __init__(self, page: Worksheet, headings: Sequence[str]) -> None:
        self.page = page
        heads = (({str(c.value).strip("* "): c.column for c in row if c.value is not None}, row[0].row) for row in page.iter_rows(max_row=20))
        self.columns, header = next((columns, number) for columns, number in heads if set(headings) <= set(columns))
        self.rows = {row[0].value: row[0].row for row in page.iter_rows(min_row=header + 1) if row[0].value}

    def put(self, record: str, heading: str, value: Any) -> None:
        cell = self.page.cell(self.rows[record], self.columns[heading])
        cell.value = value
        if isinstance(value, datetime):
            cell.number_format = "yyyy-mm-dd"


def put_form(page: Worksheet, label: str, value: Any) -> None:
    """Fills in the line of a form: the cell to the right of its label."""
    (cell,) = [cell for row in page.iter_rows(max_col=3) for cell in row if str(cell.value or "").strip("* ") == label]
    page.cell(cell.row, cell.column + 1).value = value


def write_sheets(
    book: Workbook, template: Template, cells: Mapping[tuple[str, str], Any], dropped: Sequence[str] = (), added: Sequence[str] = ()
) -> dict[str, int]:
    """Types cells by (record, field), deletes rows, and types new ones without an id below the table; tells in which rows these stand."""
    forms = {sheet.key: sheet for sheet in template.forms}
    (table,) = template.tables
    page = _page(book, table)
    for (record, key), value in cells.items():
        sheet = forms.get(record, table)
        each = sheet.field(key)
        if record in forms:
            put_form(book[sheet.label(ZH)], each.label(ZH), as_typed(each, value))
        elif record not in added:
            page.put(record, each.label(ZH), as_typed(each, value))
    for row in sorted((page.rows[record] for record in dropped), reverse=True):
        page.page.delete_rows(row)
    last = max(page.rows.values()) - len(dropped)
    page.rows = {record: last + number for number, record in enumerate(added, 1)}
    for (record, key), value in cells.items():
        if record in added:
            page.put(record, table.field(key).label(ZH), as_typed(table.field(key), value))
    return page.rows


def _page(book: Workbook, table: Sheet) -> Page:
    return Page(book[table.label(ZH)], [f.label(ZH) for f in table.columns])


def write_copy(
    source: Path, copy: Returned, target: Path, template: Template, cells: Mapping[tuple[str, str], Any], name: Callable[[str], str],
    *changes: Callable[[Workbook], None],
) -> dict[str, int]:  # fmt: skip
    """A returned workbook: the one that was sent, with the cells that differ, without the rows that are gone, and with new rows without an id, which
    go by names of their own; tells in which rows these stand. `name` gives the ids of all others."""
    book = opened(source)
    added = [record for record in copy.rows if "#" in record and record not in copy.sent.base]
    known = {(record if record in added else name(record), key): value for (record, key), value in cells.items()}
    places = write_sheets(book, template, known, [name(record) for record in copy.sent.base if record not in copy.rows], added)
    for change in changes:
        change(book)
    saved(book, target, copy.by, datetime.fromisoformat(copy.at.rstrip("Z")))
    return places
