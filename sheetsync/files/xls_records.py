"""The records of an old Excel file's stream, where only they tell: which cells hold a formula, and whether the file is encrypted."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from io import BytesIO

import olefile

from sheetsync.files import ole

_HEAD = struct.Struct("<HH")
_CELL = struct.Struct("<HH")
_FORMULAS = (0x0006, 0x0206, 0x0406)
_BEGINS, _END = (0x0009, 0x0209, 0x0409, 0x0809), 0x000A
_BOUND_SHEET, _FILE_PASS = 0x0085, 0x002F
_WORKSHEET = 0

Cell = tuple[int, int]
"""Row and column, from 0."""


def workbook_stream(data: bytes) -> bytes:
    """The stream of records; Excel before 1993 wrote nothing else."""
    if not data.startswith(ole.SIGNATURE):
        return data
    with olefile.OleFileIO(BytesIO(data)) as container:
        name = next(name for name in ("Workbook", "Book") if container.exists(name))
        stream: bytes = container.openstream(name).read()
        return stream


def is_locked(stream: bytes) -> bool:
    """Whether the records are encrypted."""
    return any(kind == _FILE_PASS for kind, _ in _records(stream, 0))


def formula_cells(stream: bytes) -> list[set[Cell]]:
    """The cells with a formula of each sheet of cells, in the workbook's order."""
    return [{_CELL.unpack_from(body) for kind, body in _records(stream, start) if kind in _FORMULAS} for start in _starts(stream)]


def sheet_records(stream: bytes, kind: int) -> list[list[bytes]]:
    """The contents of the records of a kind in each sheet of cells, in the workbook's order."""
    return [[body for each, body in _records(stream, start) if each == kind] for start in _starts(stream)]


def _starts(stream: bytes) -> list[int]:
    """Where the sheets of cells begin."""
    starts = [struct.unpack_from("<L", body)[0] for kind, body in _records(stream, 0) if kind == _BOUND_SHEET and body[5:6] == bytes([_WORKSHEET])]
    return starts or [0]


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records from a beginning to its end, with those of charts between."""
    depth = 0
    while at + _HEAD.size <= len(stream):
        kind, length = _HEAD.unpack_from(stream, at)
        depth += (kind in _BEGINS) - (kind == _END)
        if depth <= 0:
            return
        yield kind, stream[at + _HEAD.size : at + _HEAD.size + length]
        at += _HEAD.size + length
