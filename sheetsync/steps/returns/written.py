"""What is put into a cell whose value was not taken: what people wrote there, in such a way that it is not taken by chance the next time."""

from __future__ import annotations

from collections.abc import Iterator

from sheetsync.model import kinds
from sheetsync.model.kinds import Context
from sheetsync.model.plan import ERRORS, CellError, CellValue
from sheetsync.model.raw import RawCell
from sheetsync.model.template import Field

UNKNOWN = "#N/A"
"""Stands for what can't be shown: the formula that had no result."""

TYPES = {"date": "date", "datetime": "date", "time": "date", "percent": "percent"}
"""As what a number is read, by the number format of its cell."""


def as_written(written: str, field: Field, context: Context) -> CellValue:
    """The content of a cell that reads as not taken in that field: the text, the number, or the error of a formula."""
    if not written.strip():
        return None
    for content, cell in _ways(written, field):
        if not kinds.read(cell, field, context).taken:
            return content
    return CellError(written if written in ERRORS else UNKNOWN)


def _ways(written: str, field: Field) -> Iterator[tuple[CellValue, RawCell]]:
    yield written, RawCell(written)
    try:
        number = float(written)
    except ValueError:
        return  # it is no number
    yield number, RawCell(number, TYPES.get(kinds.number_format(field), "number"))
