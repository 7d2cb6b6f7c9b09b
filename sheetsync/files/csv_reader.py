"""Reading a sheet that was saved as text: one sheet without a name, all of its cells texts, as they were shown."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from io import StringIO

from sheetsync.files.plain_cells import MAX_ROW
from sheetsync.files.sheet_parser import MAX_COLUMN
from sheetsync.files.unreadable import unreadable
from sheetsync.model.raw import RawCell, RawRow, RawSheet, RawWorkbook

ENCODINGS = ("utf-8-sig", "gb18030")
"""How such a file may be written: by programs of today, and by Chinese Excel. Two bytes at the beginning tell a third way."""
_SEPARATORS = "\t,;"
_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LOOKED_AT = 20
_ERRORS = frozenset({"#REF!", "#N/A", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#VALUE!"})
_TOO_NARROW = "###"
"""What Excel shows, and saves, of a number that its column is too narrow for begins so."""


def read_csv(data: bytes) -> RawWorkbook:
    """The workbook in the bytes of a .csv file, as `read_workbook` gives it."""
    text = csv_text(data)
    try:
        rows = list(_rows(text))
    except csv.Error as error:
        raise unreadable("malformed") from error
    return RawWorkbook([RawSheet("", rows)], format="csv")


def csv_text(data: bytes) -> str:
    """The text of such a file; raises `UnreadableFile` where it is in no encoding that these programs write."""
    for encoding in ("utf-16",) if data[:2] in _BOMS else ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise unreadable("encoding")


def _rows(text: str) -> Iterator[RawRow]:
    for number, row in enumerate(csv.reader(StringIO(text, newline=""), delimiter=_separator(text)), 1):
        if number > MAX_ROW or len(row) > MAX_COLUMN:
            raise unreadable("address", row=number)
        if cells := {column: _cell(value) for column, value in enumerate(row, 1) if value}:
            yield number, cells


def _separator(text: str) -> str:
    """What stands between cells: that which parts most of the first lines."""
    lines = [line for line in text[:100_000].splitlines() if line.strip()][:_LOOKED_AT]
    return max(_SEPARATORS, key=lambda mark: (sum(mark in line for line in lines), sum(line.count(mark) for line in lines)))


def _cell(value: str) -> RawCell:
    return RawCell(value, "error") if value in _ERRORS or (value.startswith(_TOO_NARROW) and not value.strip("#")) else RawCell(value)
