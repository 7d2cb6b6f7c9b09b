"""Finds a form's lines in a workbook as it came back: each by its label, and its value beside that, wherever they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from sheetsync.model.kinds import Context
from sheetsync.model.raw import BLANK, RawCell, RawSheet, address
from sheetsync.model.template import Field, Sheet
from sheetsync.steps.intake.labels import names, normal
from sheetsync.steps.intake.lines import Cells, Line

MOST = 0.8
"""A sheet under another name is a form when it has so many of its labels."""
MOVED = (2, 3)
"""So far to the right of the labels may the values have got, by columns that were put in between."""
FEW = 2
"""So many values must stand there at least, and none in their place."""

Place = tuple[int, int]
"""Row and column."""


def form_places(sheet: Sheet, found: RawSheet) -> tuple[set[Place], dict[str, Place]]:
    """Where a form's labels stand, and each field's value: beside its label."""
    known = {name: field for field in sheet.fields for name in names(field)}
    labels = [(number, column, field) for number, row in found.rows for column, field in _labelled(row, known)]
    places = {(number, column) for number, column, _ in labels}
    crowd = Counter(column for _, column, _ in labels)
    beside = _beside(dict(found.rows), places)
    values: dict[str, Place] = {}
    # A value may read like a label; the labels stand where most of them stand.
    for number, column, field in sorted(labels, key=lambda each: -crowd[each[1]]):
        values.setdefault(field.key, (number, column + beside))
    return places, values


def _labelled(row: Mapping[int, RawCell], names: Mapping[str, Field]) -> Iterator[tuple[int, Field]]:
    """The cells of a row that hold a field's label."""
    for column, cell in row.items():
        if cell.type == "text" and (field := names.get(normal(cell.value))):
            yield column, field


def _beside(rows: Mapping[int, Mapping[int, RawCell]], labels: set[Place]) -> int:
    """How many columns to the right of its label each value stands."""
    held = {step: sum(column + step in rows[row] for row, column in labels) for step in (1, *MOVED)}
    return 1 if held[1] else next((step for step in MOVED if held[step] >= FEW), 1)


def form_share(sheet: Sheet, found: RawSheet) -> float:
    """The share of a form's labels that a sheet with another name has; 0 where they are too few to tell."""
    _, values = form_places(sheet, found)
    share = len(values) / len(sheet.fields)
    return share if share >= MOST else 0.0


def lacking(sheet: Sheet, line: Line) -> list[Field]:
    """The fields that a form asks for and of which no line is there."""
    return [field for field in sheet.columns if field.key not in line.table.columns and not field.retired]


def find_form(sheet: Sheet, found: RawSheet, context: Context) -> Line:
    """The one record of a form."""
    _, places = form_places(sheet, found)
    by_row = dict(found.rows)
    values = {key: by_row[row].get(column, BLANK) for key, (row, column) in places.items()}
    order = {key: index for index, key in enumerate(places, 1)}
    cells = Cells(sheet, order, context, {key: address(*place) for key, place in places.items()})
    return Line(0, {order[key]: cell for key, cell in values.items()}, cells, 0, 0)
