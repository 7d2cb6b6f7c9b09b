"""The line above a merged table's header: how many rows are shown, and what their numbers come to. It follows the filter."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from sheetsync.model.plan import Cell, Style
from sheetsync.model.raw import column_letters
from sheetsync.model.record import Record
from sheetsync.model.template import Field
from sheetsync.steps.report.dropdowns import ROOM
from sheetsync.steps.report.formulas import tenths, whole_percent, with_number
from sheetsync.steps.report.view import ReportInput

SCALE = 10
"""A whole number that goes no higher is a mark, of which a sum says nothing."""
COUNT, AVERAGE, SUM, NUMBERS = 103, 101, 109, 102
"""What SUBTOTAL does with the rows that are shown: counts those that are not blank, averages, sums, counts numbers."""
_MARK = "\0"
_STYLE = Style("subtitle", align="center")


def totals(data: ReportInput, fields: Sequence[Field], records: Mapping[str, Record], first_row: int, first_column: int) -> Iterator[Cell]:
    """A cell above each field's column; above the first one without a total stands how many records are shown.

    `first_row` is the row of the first record, `first_column` the column of the first field.
    """
    last, counted = first_row + len(records) - 1 + ROOM, False
    for column, field in enumerate(fields, first_column):
        letters = column_letters(column)
        if _how(field):
            numbers = [value for record in records.values() if isinstance(value := record.values.get(field.key), int | float)]
            yield _total(data, field, numbers, f"{letters}{first_row}:{letters}{last}")
        else:
            yield Cell(None) if counted else _count(data, len(records), f"A{first_row}:A{last}")
            counted = True


def _how(field: Field) -> str:
    """What is made of a field's numbers; blank where nothing is."""
    if field.kind in ("percent", "rating"):
        return "average"
    if field.kind != "integer":
        return ""
    return "average" if field.maximum is not None and field.maximum <= SCALE else "sum"


def _count(data: ReportInput, count: int, area: str) -> Cell:
    formula = with_number(data.words("report.total.count", count=_MARK), _MARK, f"SUBTOTAL({COUNT},{area})")
    return Cell(data.words("report.total.count", count=count), Style("subtitle"), formula=formula)


def _total(data: ReportInput, field: Field, numbers: Sequence[float], area: str) -> Cell:
    how = _how(field)
    form = "0%" if field.kind == "percent" else "0.0" if how == "average" else "0"
    worked = f'TEXT(SUBTOTAL({AVERAGE if how == "average" else SUM},{area}),"{form}")'
    told = with_number(data.words(f"report.total.{how}", value=_MARK), _MARK, worked)
    said = data.words(f"report.total.{how}", value=_shown(numbers, how, form)) if numbers else ""
    return Cell(said, _STYLE, formula=f'IF(SUBTOTAL({NUMBERS},{area})=0,"",{told})')


def _shown(numbers: Sequence[float], how: str, form: str) -> str:
    """What TEXT makes of it."""
    if how == "sum":
        return str(round(sum(numbers)))
    mean = math.fsum(numbers) / len(numbers)
    return whole_percent(mean) if form == "0%" else tenths(mean)
