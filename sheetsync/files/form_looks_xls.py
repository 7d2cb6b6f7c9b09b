"""How an old Excel file lays out its sheets, told in the terms of .xlsx: what cells offer, how wide columns are, how numbers are shown."""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from sheetsync.files.number_formats import said_by_format
from sheetsync.files.unreadable import UnreadableFile, unreadable
from sheetsync.files.xls_reader import open_xls
from sheetsync.files.xls_records import sheet_records
from sheetsync.model.draft import FormLooks, Looks, Offer, Range
from sheetsync.model.raw import column_letters

ROWS, COLUMNS, MOST_OFFERS, MOST_RANGES = 300, 200, 2_000, 200
MANY = 100
"""A width that so many columns have is that of columns which nobody has touched."""
_VALIDATION = 0x01BE
_KINDS = ("other", "whole", "decimal", "list", "date", "time")
_LEAST, _MOST, _BETWEEN = 6, 7, 0
"""How the operators are numbered: at least, at most, between."""
_TWO, _FOUR, _SHEETS = struct.Struct("<H"), struct.Struct("<4H"), struct.Struct("<5H")
_RELATIVE_ROW, _RELATIVE_COLUMN, _COLUMN = 0x8000, 0x4000, 0xFF


def xls_looks(data: bytes, passwords: Sequence[str] = ()) -> FormLooks:
    """How the workbook in the bytes of an .xls file is laid out. Raises `UnreadableFile`."""
    try:
        _, stream, book = open_xls(data, passwords)
        found = sheet_records(stream, _VALIDATION)
        sheets = {sheet.name: _sheet(book, sheet, found[n] if n < len(found) else ()) for n, sheet in enumerate(book.sheets())}
        names = {str(each.name).casefold(): _source(book, each.raw_formula, (1, 1)) for each in book.name_obj_list}
        return FormLooks(sheets, names)
    except UnreadableFile:
        raise
    except Exception as error:
        # xlrd checks little of what it reads, and stumbles over bad bytes in every way there is
        raise unreadable("damaged") from error


def _sheet(book: Any, sheet: Any, validations: Sequence[bytes]) -> Looks:
    styles = [_said(book, look.format_key) for look in book.xf_list]
    columns = {number + 1: look for number, look in sheet.colinfo_map.items() if number < COLUMNS}
    usual = {width for width, count in Counter(look.width for look in columns.values()).items() if count >= MANY}
    widths = {number: round(look.width / 256, 2) for number, look in columns.items() if look.width not in usual and not look.hidden}
    whole = {number: said for number, look in columns.items() if (said := styles[look.xf_index])}
    cells = ((row, column) for row in range(min(sheet.nrows, ROWS)) for column in range(min(sheet.row_len(row), COLUMNS)))
    formats = {(row + 1, column + 1): said for row, column in cells if (said := styles[sheet.cell_xf_index(row, column)])}
    return Looks(widths, tuple(_offer(book, body) for body in validations[:MOST_OFFERS]), formats, whole)


def _said(book: Any, key: int) -> str:
    found = book.format_map.get(key)
    return said_by_format(key, found.format_str if found and found.format_str else None)


def _offer(book: Any, body: bytes) -> Offer:
    """What a validation offers: flags, four texts, two formulas, and the ranges."""
    flags = int.from_bytes(body[:4], "little")
    kind, operator = flags & 0xF, flags >> 20 & 0xF
    at, texts = 4, []
    for _ in range(4):
        text, at = _text(body, at)
        texts.append(text)
    first, at = _formula(body, at)
    second, at = _formula(body, at)
    ranges = tuple(_ranges(body, at))
    source = _source(book, first, ranges[0][:2]) if ranges and kind == _KINDS.index("list") else ""
    limits = _number(first), _number(second)
    least, most = limits if operator == _BETWEEN else (limits[0] if operator == _LEAST else None, limits[0] if operator == _MOST else None)
    return Offer(ranges, _KINDS[kind] if kind < len(_KINDS) else "other", source, least, most, texts[2].strip("\0"))


def _text(body: bytes, at: int, head: int = 2) -> tuple[str, int]:
    """A text, whose length takes so many bytes, and where it ends."""
    length, wide = int.from_bytes(body[at : at + head], "little"), body[at + head] & 1
    start = at + head + 1
    end = start + length * (1 + wide)
    return body[start:end].decode("utf-16-le" if wide else "latin-1", "replace"), end


def _formula(body: bytes, at: int) -> tuple[bytes, int]:
    end = at + 4 + _TWO.unpack_from(body, at)[0]
    return body[at + 4 : end], end


def _ranges(body: bytes, at: int) -> Iterator[Range]:
    for number in range(min(_TWO.unpack_from(body, at)[0], MOST_RANGES)):
        top, bottom, left, right = _FOUR.unpack_from(body, at + 2 + _FOUR.size * number)
        yield top + 1, left + 1, bottom + 1, right + 1


def _number(formula: bytes) -> float | None:
    """A formula that is a number."""
    if formula[:1] == b"\x1e":
        return float(_TWO.unpack_from(formula, 1)[0])
    return float(struct.unpack_from("<d", formula, 1)[0]) if formula[:1] == b"\x1f" else None


def _source(book: Any, formula: bytes, base: tuple[int, int]) -> str:
    """The formula of a list as .xlsx writes it: words, a name, or cells; blank for one that would have to be calculated."""
    token = formula[0] & 0x1F | 0x20 if formula and formula[0] >= 0x20 else formula[0] if formula else 0
    if token == 0x17:
        return '"{}"'.format(_text(formula, 1, 1)[0].replace('"', '""').replace("\0", ","))
    if token == 0x23:
        return str(book.name_obj_list[_TWO.unpack_from(formula, 1)[0] - 1].name)
    if token in (0x25, 0x2D):
        return _cells(_FOUR.unpack_from(formula, 1), base if token == 0x2D else None)
    if token == 0x3B:
        sheet, *area = _SHEETS.unpack_from(formula, 1)
        return "'{}'!{}".format(_sheet_name(book, sheet).replace("'", "''"), _cells(area, None))
    return ""


def _sheet_name(book: Any, number: int) -> str:
    """The sheet that a reference to another sheet names by its number in a table of the workbook."""
    _, first, last = book._externsheet_info[number]
    if first != last:
        raise ValueError("a list stands on several sheets")
    return str(book.sheet_names()[first])


def _cells(area: Sequence[int], base: tuple[int, int] | None) -> str:
    """A range of cells; with a `base` (row, column from 1), rows and columns may count from there."""
    top, bottom, left, right = area
    return f"{_cell(top, left, base)}:{_cell(bottom, right, base)}"


def _cell(row: int, column: int, base: tuple[int, int] | None) -> str:
    if base and column & _RELATIVE_ROW:
        row = (base[0] - 1 + row) % 0x10000
    number = column & _COLUMN
    if base and column & _RELATIVE_COLUMN:
        number = (base[1] - 1 + number) % 0x100
    return f"${column_letters(number + 1)}${row + 1}"
