"""A workbook as it was found: cells with their addresses, before anybody knows what they mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple


class RawCell(NamedTuple):
    """One cell as found.

    `type` is one of `text`, `number`, `date`, `percent`, `bool`, `error`, `blank`. The value of `date` is a serial day number
    of the 1900 system (the 1904 system is converted while reading), of `percent` the fraction; `error` keeps its text
    (`#REF!`). A formula has `formula` set and its last calculated result as value; without a result, `calculated` is false.
    `stands_for` is the word for ditto in whose place the cell stands, with no value where there was none to take; blank for a cell of its own.
    """

    value: str | float | bool | None
    type: str = "text"
    formula: bool = False
    calculated: bool = True
    stands_for: str = ""


BLANK = RawCell(None, "blank")

RawRow = tuple[int, Mapping[int, RawCell]]
"""The row's number in the file (from 1) and its cells that hold something, by column number (from 1)."""


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One sheet as found; rows in the order of the file, rows without any cell left out."""

    name: str
    rows: Sequence[RawRow]
    state: str = "visible"
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: Sequence[tuple[int, int, int, int]] = ()
    """Merged ranges as (first row, first column, last row, last column), from 1."""
    comments: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """Notes on cells, by (row, column)."""


@dataclass(frozen=True, slots=True)
class RawWorkbook:
    """A workbook as found; `core` and `custom` are its document properties by name, as text."""

    sheets: Sequence[RawSheet]
    core: Mapping[str, str] = field(default_factory=dict)
    """`keywords`, `creator`, `lastModifiedBy`, `created`, `modified` (ISO 8601, UTC), `title`, … as far as there."""
    custom: Mapping[str, str] = field(default_factory=dict)
    format: str = "xlsx"
    """What kind of file it was: `xlsx`, `xlsb`, `xls`, `ods` or `csv`."""


@lru_cache(maxsize=1024)
def column_letters(column: int) -> str:
    """The letters of a column number: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(row: int, column: int) -> str:
    """A cell's address as people write it: (7, 3) is C7."""
    return f"{column_letters(column)}{row}"
