"""Types texts into an issued workbook that no library lets one type: control characters, halves of characters, escapes."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import load_workbook

from sheetsync.model.raw import RawCell, RawSheet, RawWorkbook
from sheetsync.steps.intake.tables import normal

SAVED = datetime(2026, 11, 19, 2, 0)
_ODD = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_ELEMENT = re.compile(r"<t(?: [^>]*)?>§(\d+)§</t>")

Texts = Mapping[tuple[str, str], str]
"""Texts by (record, label of the column)."""


def type_texts(source: Path, target: Path, sheet: str, texts: Texts) -> None:
    """Saves the workbook with the texts in the cells of a sheet, each as a spreadsheet program writes it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells that it leaves out what Excel alone shows
        book = load_workbook(source)
    page = book[sheet]
    header = next(row for row in page.iter_rows(max_row=20) if any(cell.value == "id" for cell in row))
    columns = {str(cell.value).strip("* "): cell.column for cell in header if cell.value}
    rows = {row[0].value: row[0].row for row in page.iter_rows(min_row=header[0].row + 1)}
    slots = []
    for (record, label), text in texts.items():
        page.cell(rows[record], columns[label]).value = f"§{len(slots)}§"
        slots.append(text)
    book.properties.modified = SAVED
    book.save(target)
    _fill_slots(target, slots)


def _fill_slots(file: Path, slots: list[str]) -> None:
    with ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name in [each for each in parts if each.startswith("xl/worksheets/") or each == "xl/sharedStrings.xml"]:
        xml = _ELEMENT.sub(lambda m: f'<t xml:space="preserve">{_as_xml(slots[int(m[1])])}</t>', parts[name].decode())
        parts[name] = xml.encode()
    parts["docProps/core.xml"] = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2026-11-19T02:00:00Z", parts["docProps/core.xml"])
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def _as_xml(text: str) -> str:
    escaped = _ODD.sub(lambda m: "_x005F_" if m[0] == "_" else f"_x{ord(m[0]):04X}_", text)
    return escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "_x000D_")


def cells(book: RawWorkbook, sheet: str, labels: Mapping[str, str]) -> dict[tuple[str, str], RawCell]:
    """The cells of a table by (record, field); `labels` are the columns by field."""
    found = next(page for page in book.sheets if page.name == sheet)
    return {(record, key): cell for record, row in _rows(found) for key, cell in _named(found, labels, row)}


def _rows(page: RawSheet) -> Iterator[tuple[str, Mapping[int, RawCell]]]:
    return ((str(row[1].value), row) for _, row in page.rows if 1 in row)


def _named(page: RawSheet, labels: Mapping[str, str], row: Mapping[int, RawCell]) -> Iterator[tuple[str, RawCell]]:
    columns = {normal(cell.value): column for _, head in page.rows[:20] for column, cell in head.items() if cell.type == "text"}
    return ((key, row[columns[normal(label)]]) for key, label in labels.items() if columns.get(normal(label)) in row)
