"""The grid of the first sheet: columns of one width, and cells that span several of them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from sheetsync.model.plan import Cell, CellValue, Range, Row, Style

WIDTH, COLUMN_WIDTH = 12, 11.5
ROW_HEIGHT = 15
"""Points, of a row that names no height."""
GAP = 8
"""Points, between what stands below each other."""
PAGE_HEIGHT = 1075
"""Points of rows that a page of A4 holds when the grid is printed as wide as the page, with a little to spare."""
HEAD = Style("header", wrap=True, align="center")

Part = tuple[int, Cell]
"""A cell and how many columns it spans."""


class Grid:
    """Rows of cells that span columns, as they are added."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.merges: list[Range] = []
        self._parts = [1]

    @property
    def next(self) -> int:
        return len(self.rows) + 1

    def add(self, parts: Iterable[Part], height: float | None = None) -> None:
        cells: list[CellValue | Cell] = []
        for span, cell in parts:
            if span > 1:
                self.merges.append((self.next, len(cells) + 1, self.next, len(cells) + span))
            cells += [cell, *(Cell(None, cell.style) for _ in range(span - 1))]
        self.rows.append(Row(tuple(cells), height))

    def skip(self, count: int = 1) -> None:
        self.rows += [Row()] * count

    def gap(self) -> None:
        """A little room, that takes less of a page than a row."""
        self.rows.append(Row((), GAP))

    def part(self) -> None:
        """What follows belongs together: a page in print may begin with it, and as a rule none within it."""
        self._parts.append(self.next)

    def parts(self, first: int, following: int) -> list[list[Row]]:
        """The rows from one to before another one, by what belongs together."""
        starts = [first, *(row for row in dict.fromkeys(self._parts) if first < row < following)]
        return [self.rows[start - 1 : end - 1] for start, end in pairwise([*starts, following])]

    def heading(self, text: str) -> None:
        """The heading of a part of the sheet."""
        self.add([(WIDTH, Cell(text, Style("heading")))], 24)
