"""The grid of the first sheet: columns of one width, and cells that span several of them."""

from __future__ import annotations

from collections.abc import Iterable

from sheetsync.model.plan import Cell, CellValue, Range, Row, Style

WIDTH, COLUMN_WIDTH = 12, 11.5
HEAD = Style("header", wrap=True, align="center")

Part = tuple[int, Cell]
"""A cell and how many columns it spans."""


class Grid:
    """Rows of cells that span columns, as they are added."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.merges: list[Range] = []

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

    def heading(self, text: str) -> None:
        """The heading of a part of the sheet."""
        self.add([(WIDTH, Cell(text, Style("heading")))], 24)
