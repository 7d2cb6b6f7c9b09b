"""A binary workbook made by hand for the reader's tests, record by record, as [MS-XLSB] describes them; LibreOffice and calamine open it."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

from xlsx_sample import Parts, links, zipped

CONTENT_TYPES = """<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/worksheets/sheet1.bin" ContentType="application/vnd.ms-excel.worksheet"/>
<Override PartName="/xl/worksheets/sheet2.bin" ContentType="application/vnd.ms-excel.worksheet"/>
<Override PartName="/xl/styles.bin" ContentType="application/vnd.ms-excel.styles"/>
<Override PartName="/xl/sharedStrings.bin" ContentType="application/vnd.ms-excel.sharedStrings"/>
<Override PartName="/xl/comments1.bin" ContentType="application/vnd.ms-excel.comments"/></Types>"""

Cells = Mapping[int, bytes]
"""Cells of a row by their column, from 0."""


def record(number: int, body: bytes = b"") -> bytes:
    head = bytes([number]) if number < 0x80 else bytes([number & 0x7F | 0x80, number >> 7])
    length, size = b"", len(body)
    while size >= 0x80:
        length, size = length + bytes([size & 0x7F | 0x80]), size >> 7
    return head + length + bytes([size]) + body


def text(value: str) -> bytes:
    data = value.encode("utf-16-le")
    return struct.pack("<L", len(data) // 2) + data


def rich(value: str) -> bytes:
    return b"\x00" + text(value)


def cell(number: int, column: int, value: bytes = b"", look: int = 0) -> bytes:
    """A cell of the kind that a record's number means."""
    return record(number, struct.pack("<LL", column, look) + value)


def shared(column: int, number: int) -> bytes:
    return cell(7, column, struct.pack("<L", number))


def real(column: int, value: float, look: int = 0) -> bytes:
    return cell(5, column, struct.pack("<d", value), look)


def small(column: int, value: int, hundredth: bool = False, look: int = 0) -> bytes:
    return cell(2, column, struct.pack("<l", value << 2 | 2 | hundredth), look)


_FORMULA = struct.pack("<HL", 0, 3) + b"\x1e\x01\x00" + struct.pack("<L", 0)
"""A formula that stands for any, `=1`: it is not read."""


def formula(number: int, column: int, value: bytes, look: int = 0) -> bytes:
    return cell(number, column, value + _FORMULA, look)


def row(number: int, *cells: bytes, hidden: bool = False) -> bytes:
    """A row by its number from 0."""
    return record(0, struct.pack("<LLHBBBL", number, 0, 300, 0, 0x10 if hidden else 0, 0, 0)) + b"".join(cells)


def sheet(*rows: bytes, hidden_columns: tuple[int, int] | None = None, merged: Sequence[tuple[int, int, int, int]] = ()) -> bytes:
    columns = b""
    if hidden_columns:
        columns = record(390) + record(60, struct.pack("<LLLLH", *hidden_columns, 2304, 0, 1)) + record(391)
    areas = b"".join(record(176, struct.pack("<4L", *area)) for area in merged)
    areas = record(177, struct.pack("<L", len(merged))) + areas + record(178) if merged else b""
    size = record(148, struct.pack("<4L", 0, 100, 0, 20))
    return record(129) + size + columns + record(145) + b"".join(rows) + record(146) + areas + record(130)


def styles(*formats: str | int) -> bytes:
    """The looks of cells: one for each format, which is a code or the number of one that is built in; all else is as plain as can be."""
    codes = {164 + place: code for place, code in enumerate(formats) if isinstance(code, str)}
    numbers = [164 + place if isinstance(code, str) else code for place, code in enumerate(formats)]
    made = b"".join(record(44, struct.pack("<H", number) + text(code)) for number, code in codes.items())
    font = record(43, struct.pack("<HHHHBBBB", 220, 0, 400, 0, 0, 2, 0, 0) + bytes(9) + text("Arial"))
    fill = record(45, bytes(68))
    look = lambda number, parent: record(47, struct.pack("<HHHHHBBHH", parent, number, 0, 0, 0, 0, 0, 0x1010, 0))  # noqa: E731 - short
    return b"".join(
        [
            record(278), record(615, struct.pack("<L", len(codes))), made, record(616), record(611, struct.pack("<L", 1)), font, record(612),
            record(603, struct.pack("<L", 1)), fill, record(604), record(613, struct.pack("<L", 1)), record(46, bytes(51)), record(614),
            record(626, struct.pack("<L", 1)), look(0, 0xFFFF), record(627),
            record(617, struct.pack("<L", len(numbers))), *(look(number, 0) for number in numbers), record(618),
            record(619, struct.pack("<L", 1)), record(48, struct.pack("<LHBB", 0, 1, 0, 0) + text("Normal")), record(620), record(279),
        ]
    )  # fmt: skip


def comments(notes: Mapping[tuple[int, int], str]) -> bytes:
    """Notes by (row, column), from 0."""
    each = b"".join(
        record(635, struct.pack("<5L", 0, row, row, column, column) + bytes(16)) + record(637, rich(note)) + record(636)
        for (row, column), note in notes.items()
    )
    return record(628) + record(630) + record(632, text("甲")) + record(631) + record(633) + each + record(634) + record(629)


def workbook(
    sheets: Mapping[str, tuple[int, bytes]], strings: Sequence[str] = (), formats: Sequence[str | int] = (0,), more: Parts | None = None
) -> bytes:
    """A workbook of sheets by name, each with its state and its part; `more` are other parts."""
    entries = [struct.pack("<LL", state, n) + text(f"rId{n}") + text(name) for n, (name, (state, _)) in enumerate(sheets.items(), 1)]
    listed = b"".join(record(156, entry) for entry in entries)
    texts = b"".join(record(19, rich(each)) for each in strings)
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": links(("rId1", "officeDocument", "xl/workbook.bin")),
        "xl/workbook.bin": record(131) + record(153, struct.pack("<LL", 0, 0) + text("")) + record(143) + listed + record(144) + record(132),
        "xl/_rels/workbook.bin.rels": links(
            *((f"rId{n}", "worksheet", f"worksheets/sheet{n}.bin") for n in range(1, len(sheets) + 1)),
            ("rId98", "styles", "styles.bin"), ("rId99", "sharedStrings", "sharedStrings.bin"),
        ),
        **{f"xl/worksheets/sheet{n}.bin": part for n, (_, part) in enumerate(sheets.values(), 1)},
        "xl/styles.bin": styles(*formats),
        "xl/sharedStrings.bin": record(159, struct.pack("<LL", len(strings), len(strings))) + texts + record(160),
    }  # fmt: skip
    return zipped(parts | dict(more or {}))
