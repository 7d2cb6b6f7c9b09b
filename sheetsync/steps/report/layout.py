"""How the report's sheets are laid out: a title, a line about it, a header, and a table below."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, NamedTuple, cast

from sheetsync.model.kinds_text import fitting
from sheetsync.model.plan import HIGHEST, LINE_HEIGHT, Cell, CellValue, Column, Row, SheetPlan, Style, line_count, row_height, text_width

HEADER_ROW = 4
"""The row of every table's header; the title stands above it."""
WIDEST_NAME, WIDEST_TEXT = 26.0, 80.0
"""Characters: a longer name of a department is wrapped; a text that is still too long for the highest row is cut there."""
MOST_READ = 130.0
"""Characters: a line of an explanation is no longer, so that it is seen without scrolling."""
TITLE_SIZE = 1.65
"""How much wider a character of a title is than one of a table."""

TITLE, SUBTITLE, HEADING, NOTE, PLAIN = Style("title"), Style("subtitle"), Style("heading"), Style("note"), Style()
HEADER, TO_FILL = Style("header", wrap=True, align="center"), Style("required", wrap=True, align="center")
BODY, CENTRE = Style("input", wrap=True, top=True), Style("input", wrap=True, align="center", top=True)
MOMENT = Style("input", "datetime", align="center", top=True)
ID, LINK = Style("id", top=True), Style("link", bold=True, top=True)


class Heading(NamedTuple):
    """A column of a table: its heading, its width in characters, the style of its cells; `fill` marks one that people fill in."""

    label: str
    width: float
    style: Style = BODY
    fill: bool = False


Cells = tuple[CellValue | Cell, ...]


class Listing(NamedTuple):
    """What stands on a sheet that holds one table. `about` is the line under the title, `empty` what stands there without any row."""

    name: str
    about: str
    headings: Sequence[Heading]
    rows: Sequence[Any]
    """What the rows are about, or the rows themselves."""
    empty: str
    back: Cell
    fixed: int = 1
    """How many columns stay when one scrolls to the right."""
    make: Callable[[Any], Cells] = lambda cells: cast(Cells, cells)
    """Makes the cells of one row."""


def listing(plan: Listing, footer: str, tab: str = "muted") -> SheetPlan:
    """A sheet with one table."""
    count, width = len(plan.rows), len(plan.headings)
    return SheetPlan(
        name=plan.name,
        columns=tuple(Column(heading.width, heading.style) for heading in plan.headings),
        rows=_Rows(plan),
        freeze=(HEADER_ROW + 1, plan.fixed + 1),
        filter=(HEADER_ROW, 1, HEADER_ROW + count, width) if count else None,
        repeat_rows=(HEADER_ROW, HEADER_ROW),
        print_range=(1, 1, HEADER_ROW + max(count, 1), width),
        footer=footer,
        tab=tab,
    )


def head(title: str, about: str | Row, headings: Sequence[Heading], back: Cell, beside: Cells = ()) -> list[Row]:
    """The rows above a table, and its header; `about` is the line under the title, `beside` what stands beside the link back."""
    lines = max((line_count(heading.label, heading.width - 2) for heading in headings), default=1)
    return [
        Row((Cell(title, TITLE),), 27, PLAIN),
        about if isinstance(about, Row) else Row((Cell(about, SUBTITLE),), 18, PLAIN),
        Row((back, *beside), 18, PLAIN),
        Row(tuple(Cell(heading.label, TO_FILL if heading.fill else HEADER) for heading in headings), 9 + LINE_HEIGHT * lines),
    ]


def explained(count: str, text: str, headings: Sequence[Heading], pages: int) -> tuple[Row, int]:
    """The row under the title of a table that may be printed on several pages side by side, and the last column over which its text is merged.

    The first column stands on each of those pages, so that it holds the count alone; the text is wrapped beside it, within the first page.
    """
    room, widths = min(MOST_READ, sum(heading.width for heading in headings) / pages), list(accumulate(heading.width for heading in headings))
    last = max(2, sum(width <= room for width in widths))
    lines = line_count(text, widths[last - 1] - widths[0]) if len(widths) > 1 else 1
    style = Style("subtitle", wrap=True, top=True)
    cells = (Cell(count, style), Cell(text, style), *(Cell(None, style) for _ in range(last - 2)))
    return Row(cells, max(18, row_height(lines)), PLAIN), last


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of a list, made while they are read: a long list is never held as cells."""

    plan: Listing

    def __iter__(self) -> Iterator[Row]:
        plan = self.plan
        yield from head(plan.name, plan.about, plan.headings, plan.back)
        wrapped = wrapped_columns(plan.headings)
        for each in plan.rows:
            cells = [_fitting(cell) for cell in plan.make(each)]
            yield Row(tuple(cells), height(cells, wrapped))
        if not plan.rows:
            yield Row((Cell(plan.empty, NOTE),), 24, PLAIN)


def _fitting(cell: CellValue | Cell) -> CellValue | Cell:
    """A cell as a workbook holds it: what a department wrote may be longer, and many choices may stand in one cell."""
    if isinstance(cell, Cell):
        return cell._replace(value=fitting(cell.value)) if isinstance(cell.value, str) else cell
    return fitting(cell) if isinstance(cell, str) else cell


def wrapped_columns(headings: Iterable[Heading]) -> list[tuple[int, float]]:
    """The columns whose texts are wrapped, from 0, with their widths."""
    return [(number, heading.width) for number, heading in enumerate(headings) if heading.style.wrap]


def height(cells: Sequence[CellValue | Cell], wrapped: Iterable[tuple[int, float]]) -> float:
    """A row's height in points: that of its longest wrapped text."""
    most = 1
    for number, width in wrapped:
        value = cells[number] if number < len(cells) else None
        if isinstance(value, Cell):
            value = value.value
        # a short one is not measured
        if isinstance(value, str) and (len(value) * 2 >= width - 2 or "\n" in value):
            most = max(most, line_count(value, width))
    return row_height(most)


def toned(tone: str) -> Style:
    """A word in the middle of its cell, in a tone."""
    return CENTRE._replace(tone=tone)


def text_column(longest: str, least: float) -> float:
    """The width of a column of texts in which the longest finds room in the highest row, within reason."""
    widths = (width for n in range(12) if (width := least * 1.1**n) < WIDEST_TEXT)
    return next((width for width in widths if row_height(line_count(longest, width)) < HIGHEST), WIDEST_TEXT)


def name_width(names: Iterable[str], least: float) -> float:
    """The width of a column of names: that of the longest one, within reason."""
    longest = max((text_width(name) + 2.0 for name in names), default=0)
    return max(least, min(WIDEST_NAME, longest))


def label_width(labels: Iterable[str]) -> float:
    """The width that shows each of these labels whole, with room for the filter's arrow."""
    return max((text_width(label) for label in labels), default=0) + 4.0
