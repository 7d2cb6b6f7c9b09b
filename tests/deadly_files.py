"""Small files that take whoever reads them to the limit of time or memory: what no check of their size can see."""

from __future__ import annotations

import re
import struct
from io import BytesIO

from msoffcrypto.method.ecma376_agile import ECMA376Agile

_CORNER = (65_535, 255)


def far_corners(sheets: int = 400) -> bytes:
    """An .xls of so many sheets, all one and the same: a single cell in the corner, above which its library puts every row there may be."""
    cell = _record(0x0203, struct.pack("<HHHd", *_CORNER, 0, 1.0))
    return _workbook([_sheet_name(number) for number in range(sheets)], b"", cell)


def doubling_names(names: int = 40) -> bytes:
    """An .xls in which each defined name is the one before it, twice; its library works them all out."""
    text = b"\x17\xff\x00" + b"x" * 255
    doubled = (_name(number, 2 * _named(number - 1) + b"\x08") for number in range(1, names))
    return _workbook([_sheet_name(0)], b"".join([_name(0, text), *doubled]), b"")


def slowly_locked(data: bytes, password: str) -> bytes:
    """Whatever it is, as Excel locks workbooks, with as many rounds for trying a password as its library does."""
    made: bytes = ECMA376Agile.encrypt(password, BytesIO(data))
    slow = re.sub(rb'spinCount="100000"([^>]*?)\n  ', rb'spinCount="10000000"\1\n', made, count=1)
    assert len(slow) == len(made)
    assert slow != made
    return slow


def _workbook(sheets: list[bytes], more: bytes, content: bytes) -> bytes:
    """The records of a workbook, with all its sheets in one place."""
    end = _record(0x000A)

    def head(at: int) -> bytes:
        return _begin(0x05) + b"".join(_record(0x0085, struct.pack("<LBBBB", at, 0, 0, len(name), 0) + name) for name in sheets) + more + end

    return head(len(head(0))) + _begin(0x10) + content + end


def _begin(kind: int) -> bytes:
    return _record(0x0809, struct.pack("<HHHHLL", 0x0600, kind, 0, 0, 0, 0))


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _sheet_name(number: int) -> bytes:
    return b"%05d" % number


def _name(number: int, formula: bytes) -> bytes:
    text = b"N%03d" % number
    return _record(0x0018, struct.pack("<HBBHHH4B", 0, 0, len(text), len(formula), 0, 0, 0, 0, 0, 0) + b"\x00" + text + formula)


def _named(number: int) -> bytes:
    """What names a name in a formula."""
    return b"\x23" + struct.pack("<HH", number + 1, 0)
