"""Fills a workbook in as a person in a department would, with another program than the one that wrote it: for the demo and for samples."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from sheetsync.model.template import Sheet, Template

Typed = str | float | int | datetime


@dataclass(frozen=True, slots=True)
class Action:
    """What a person does. `do`: `edit` a cell, `add` a record in a blank row, `insert` a row without an id, `copy` a row and change it."""

    do: str
    sheet: str
    record: str
    values: Mapping[str, Typed]


def fill_in(source: Path, target: Path, template: Template, language: str, actions: Sequence[Action], saved_by: str, saved_at: datetime) -> None:
    """Opens a workbook, does what the actions say, and saves it under another name. `saved_at` is in UTC."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells that it leaves out what Excel alone shows
        book = load_workbook(source)
    for action in actions:
        sheet = template.sheet(action.sheet)
        page = book[sheet.label(language)]
        _fill_form(page, sheet, language, action) if sheet.form == "form" else _Hands(page, sheet, language).do(action)
    book.properties.lastModifiedBy = saved_by
    book.properties.modified = saved_at
    target.parent.mkdir(parents=True, exist_ok=True)
    save(book, target, saved_at)


def save(book: Any, target: Path, saved_at: datetime) -> None:
    """Saves with the time given, in the properties and of every part; openpyxl would put in the present one."""
    from openpyxl.writer.excel import ExcelWriter

    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as archive:
        writer = ExcelWriter(book, archive)
        book.properties.modified = saved_at
        writer.save()
    with ZipFile(buffer) as written, ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for part in written.infolist():
            archive.writestr(ZipInfo(part.filename, saved_at.timetuple()[:6]), written.read(part), ZIP_DEFLATED)


def _fill_form(page: Worksheet, sheet: Sheet, language: str, action: Action) -> None:
    """Writes beside the labels of a form."""
    labels = {_label(row[0].value): row[1] for row in page.iter_rows(max_col=2)}
    for key, value in action.values.items():
        labels[sheet.field(key).label(language)].value = value


class _Hands:
    """One sheet as a person sees it: the header, and rows with their ids in the first column."""

    def __init__(self, page: Worksheet, sheet: Sheet, language: str) -> None:
        self.page, self.sheet = page, sheet
        labels = {f.label(language): f.key for f in sheet.fields}
        for row in page.iter_rows(min_row=1, max_row=20):
            found = {labels[text]: c.column for c in row if (text := _label(c.value)) in labels}
            if len(found) >= len(labels) // 2:
                self.columns, self.header = found, int(row[0].row)
                return
        raise LookupError(f"no header on the sheet {page.title}")

    def do(self, action: Action) -> None:
        row = {"edit": self._find, "add": self._blank, "insert": self._insert, "copy": self._copy}[action.do](action.record)
        for key, value in action.values.items():
            cell = self.page.cell(row, self.columns[key])
            cell.value = value
            if isinstance(value, datetime):
                cell.number_format = "yyyy-mm-dd"

    def _find(self, record: str) -> int:
        for row in range(self.header + 1, self.page.max_row + 1):
            if self.page.cell(row, 1).value == record:
                return row
        raise LookupError(f"no row {record} on the sheet {self.page.title}")

    def _blank(self, _record: str) -> int:
        """The first row that has nothing but its id."""
        columns = [c for key, c in self.columns.items() if c > 1]
        for row in range(self.header + 1, self.page.max_row + 1):
            if self.page.cell(row, 1).value and all(self.page.cell(row, c).value is None for c in columns):
                return row
        raise LookupError(f"no blank row on the sheet {self.page.title}")

    def _insert(self, _record: str) -> int:
        row = self.header + 2
        self.page.insert_rows(row)
        return row

    def _copy(self, record: str) -> int:
        """Copies a row over the first blank one, its id included."""
        source, target = self._find(record), self._blank(record)
        for cell in self.page[source]:
            twin = self.page.cell(target, cell.column)
            twin.value, twin.number_format = cell.value, copy(cell.number_format)
        return target


def _label(value: object) -> str:
    return str(value or "").strip().rstrip("*＊ ")
