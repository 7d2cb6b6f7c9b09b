"""Formulas of the report's sheets, and what they give: a program that only reads a workbook sees the value that stands beside the formula."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from sheetsync.model.raw import column_letters


def quoted_sheet(name: str) -> str:
    """A sheet as references name it."""
    return "'" + name.replace("'", "''") + "'"


def literal(text: str) -> str:
    """A text within a formula."""
    return '"' + text.replace('"', '""') + '"'


def cell_of(sheet: str, row: int, column: int) -> str:
    """What stands in a row of another sheet: still right when rows there are sorted, inserted or deleted, where a reference would break."""
    return f"INDEX({quoted_sheet(sheet)}!${column_letters(column)}:${column_letters(column)},{row})"


def is_one_of(cell: str, labels: Iterable[str]) -> str:
    """Whether a cell says one of these."""
    return "OR(" + ",".join(f"{cell}={literal(label)}" for label in labels) + ")"


def with_number(sentence: str, mark: str, cell: str) -> str:
    """A sentence that has a number in the place of `mark`, taken from a cell."""
    before, _, after = sentence.partition(mark)
    return "&".join(part for part in (literal(before) if before else "", cell, literal(after) if after else "") if part)


def tenths(number: float) -> str:
    """A number as `TEXT(…,"0.0")` shows it."""
    return str(Decimal(repr(number)).quantize(Decimal("0.1"), ROUND_HALF_UP))


def whole_percent(share: float) -> str:
    """A share as `TEXT(…,"0%")` shows it, which rounds a half up."""
    return f"{(Decimal(repr(share)) * 100).quantize(Decimal(1), ROUND_HALF_UP)}%"
