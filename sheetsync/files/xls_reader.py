"""Reading an old Excel workbook (.xls, and WPS's .et) through xlrd, which tells errors from blanks and knows number formats and notes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import olefile
import xlrd

from sheetsync.files import ole
from sheetsync.files.cell_kinds import number_cell
from sheetsync.files.locked import unlocked
from sheetsync.files.number_formats import NUMBER, built_in_class, format_class
from sheetsync.files.unreadable import UnreadableFile, unreadable
from sheetsync.files.xls_records import Cell, formula_cells, is_locked, workbook_stream
from sheetsync.model.raw import BLANK, RawCell, RawSheet, RawWorkbook

_STATES = ("visible", "hidden", "veryHidden")
_PROPERTIES = {
    "keywords": "keywords",
    "author": "creator",
    "last_saved_by": "lastModifiedBy",
    "create_time": "created",
    "last_saved_time": "modified",
    "title": "title",
}
"""What olefile calls the document properties, and what .xlsx calls them."""


def read_xls(data: bytes, passwords: Sequence[str] = ()) -> RawWorkbook:
    """The workbook in the bytes of an .xls file, as `read_workbook` gives it; every formula has a result in such a file."""
    try:
        data, stream, book = open_xls(data, passwords)
        formulas = formula_cells(stream)
        cells = _CellMaker(book)
        sheets = [_sheet(sheet, cells, formulas[number] if number < len(formulas) else set()) for number, sheet in enumerate(book.sheets())]
        return RawWorkbook(sheets, _core(data), format="xls")
    except (UnreadableFile, MemoryError):
        # how much of it a file asks for is for whoever limits this process to tell
        raise
    except Exception as error:
        # xlrd checks little of what it reads, and stumbles over bad bytes in every way there is
        raise unreadable("damaged") from error


def open_xls(data: bytes, passwords: Sequence[str] = ()) -> tuple[bytes, bytes, Any]:
    """The bytes of an .xls file without its password, its stream of records, and what xlrd makes of it, which may raise anything."""
    stream = workbook_stream(data)
    if is_locked(stream):
        data = unlocked(data, passwords)
        stream = workbook_stream(data)
    with Path(os.devnull).open("w") as nowhere:
        # bytes that are no container are told by xlrd itself
        return data, stream, xlrd.open_workbook(file_contents=data, logfile=nowhere, formatting_info=True, ragged_rows=True)


def _sheet(sheet: Any, cells: _CellMaker, formulas: set[Cell]) -> RawSheet:
    rows = [(number + 1, found) for number in range(sheet.nrows) if (found := dict(_row(sheet, number, cells, formulas)))]
    filled = {number for number, _ in rows}
    hidden = {number + 1 for number, look in sheet.rowinfo_map.items() if look.hidden}
    return RawSheet(
        name=sheet.name,
        rows=rows,
        state=_STATES[sheet.visibility] if sheet.visibility in (0, 1, 2) else "hidden",
        hidden_rows=frozenset(hidden & filled),
        hidden_columns=frozenset(number + 1 for number, look in sheet.colinfo_map.items() if look.hidden),
        merged=tuple((top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells),
        comments={(row + 1, column + 1): note.text for (row, column), note in sorted(sheet.cell_note_map.items()) if note.text},
    )


def _row(sheet: Any, number: int, cells: _CellMaker, formulas: set[Cell]) -> Iterator[tuple[int, RawCell]]:
    for column, (type_, value) in enumerate(zip(sheet.row_types(number), sheet.row_values(number), strict=True)):
        formula = (number, column) in formulas
        if formula or type_ not in _NOTHING:
            cell = cells.cell(type_, value, sheet.cell_xf_index(number, column))
            if formula:
                yield column + 1, RawCell("", formula=True) if cell is BLANK else cell._replace(formula=True)
            elif cell is not BLANK:
                yield column + 1, cell


class _CellMaker:
    """Makes cells of a workbook; equal ones are one object."""

    def __init__(self, book: Any) -> None:
        self._formats = [_format(book, look.format_key) for look in book.xf_list]
        self._from_1904 = book.datemode == 1
        self._known: dict[tuple[int, object, int], RawCell] = {}

    def cell(self, type_: int, value: Any, look: int) -> RawCell:
        """The cell of a type and value of xlrd's, in this look."""
        key = (type_, value, look)
        if (found := self._known.get(key)) is None:
            found = self._known[key] = _KINDS.get(type_, self._number)(value, look)
        return found

    def _number(self, value: float, look: int) -> RawCell:
        return number_cell(value, self._formats[look] if 0 <= look < len(self._formats) else NUMBER, self._from_1904)


_NOTHING = (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK)
_KINDS: dict[int, Callable[[Any, int], RawCell]] = {
    **dict.fromkeys(_NOTHING, lambda *_: BLANK),
    xlrd.XL_CELL_TEXT: lambda value, _: RawCell(value) if value else BLANK,
    xlrd.XL_CELL_BOOLEAN: lambda value, _: RawCell(bool(value), "bool"),
    xlrd.XL_CELL_ERROR: lambda value, _: RawCell(xlrd.error_text_from_code.get(value, "#VALUE!"), "error"),
}


def _format(book: Any, key: int) -> str:
    """The class of a number format."""
    found = book.format_map.get(key)
    return format_class(found.format_str) if found and found.format_str else built_in_class(key)


def _core(data: bytes) -> dict[str, str]:
    """The document properties that say something; those that can't be read are no reason not to read the cells."""
    if not data.startswith(ole.SIGNATURE):
        return {}
    with olefile.OleFileIO(BytesIO(data)) as container:
        found = container.get_metadata()
    texts = {name: _property(getattr(found, attribute), found.codepage) for attribute, name in _PROPERTIES.items()}
    return {name: text for name, text in texts.items() if text}


def _property(value: object, page: int | None) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if not isinstance(value, bytes):
        return value.strip() if isinstance(value, str) else ""
    for encoding in _encodings(page):
        try:
            return value.decode(encoding).rstrip("\0").strip()
        except (UnicodeDecodeError, LookupError):
            continue
    return ""


def _encodings(page: int | None) -> Sequence[str]:
    """How texts of a code page are written; many programs of China name none or the wrong one."""
    return (*(["utf-8"] if page in (65001, -535) else [f"cp{page}"] if page and page > 0 else []), "utf-8", "gb18030", "latin-1")
