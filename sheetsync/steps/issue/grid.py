"""Where things stand on a table's sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from sheetsync.model.plan import Range
from sheetsync.model.raw import column_letters
from sheetsync.model.template import Field, Sheet


@dataclass(frozen=True, slots=True)
class Grid:
    """The columns of a table, `None` standing for the second, hidden, id, and the rows of its header and its body."""

    sheet: Sheet
    columns: Sequence[Field | None]
    header: int
    last: int
    places: Mapping[str, int] = field(init=False, repr=False, compare=False)
    """The column of each field."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "places", {each.key: number for number, each in enumerate(self.columns, 1) if each})

    @property
    def first(self) -> int:
        """The first row of the body."""
        return self.header + 1

    @property
    def width(self) -> int:
        return len(self.columns)

    def reference(self, field: str) -> str:
        """The field's cell in the first row of the body, as a formula names it that holds for every row."""
        return f"${column_letters(self.places[field])}{self.first}"

    def body(self, field: str) -> Range:
        """The field's cells."""
        column = self.places[field]
        return self.first, column, self.last, column


def area(cells: Range) -> str:
    """A range as a formula names it."""
    top, left, bottom, right = cells
    return f"${column_letters(left)}${top}:${column_letters(right)}${bottom}"


def arrange(sheet: Sheet) -> list[Field | None]:
    """The columns of a table: the id first, the other fields as the template has them, the hidden id in the middle of them."""
    ids = [field for field in sheet.fields if field.kind == "id"]
    columns: list[Field | None] = [*ids, *sheet.columns]
    columns.insert(max(2, (len(columns) + 1) // 2), None)
    return columns


def rectangles(cells: Iterable[tuple[int, int]]) -> tuple[Range, ...]:
    """The cells (row, column) as few ranges: runs of rows, joined where neighbouring columns have the same run."""
    runs: dict[tuple[int, int], list[int]] = {}
    for column, rows in groupby(sorted((c, r) for r, c in cells), key=lambda place: place[0]):
        for run in _runs(row for _, row in rows):
            runs.setdefault(run, []).append(column)
    found = [(first, left, last, right) for (first, last), columns in runs.items() for left, right in _runs(columns)]
    return tuple(sorted(found))


def _runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Ascending numbers as runs without a gap."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1] = found[-1][0], number
        else:
            found.append((number, number))
    return found
