"""A workbook as data: what stands where and how it looks, without any writer library.

Rows and columns count from 1, as people see them. A range is (first row, first column, last row, last column).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import NamedTuple


class CellError(str):
    """An error as formulas give it, one of ERRORS, put into a cell as it is: such a cell is read as an error, whatever may be written there."""

    __slots__ = ()


ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")
CellValue = str | float | int | bool | date | datetime | time | None
Range = tuple[int, int, int, int]

TONES = (
    "plain", "title", "subtitle", "heading", "header", "required", "input", "locked", "id", "note", "label", "figure", "caption",
    "good", "warn", "bad", "muted", "link", "new", "open", "mend", "code",
    "week", "week_now", "now", "bar_done", "bar_ahead", "bar_late", "bar_reached", "bar_milestone",
)  # fmt: skip
"""How a cell looks, by what it means; the colours stand with the writer."""

CALENDAR = "calendar_days"
"""The name of the list that every sheet of lists holds; it tells that sheet from those that people added, where a program shows it."""

NUMBERS = ("", "date", "datetime", "time", "percent", "integer", "number", "text", "day", "unless_zero", "unseen")
"""How a number is shown; `text` keeps what is typed as text, `day` is that of the month, `unless_zero` shows no zero, `unseen` nothing."""


class Style(NamedTuple):
    """How a cell looks; `locked` only matters on a protected sheet."""

    tone: str = "plain"
    number: str = ""
    wrap: bool = False
    align: str = ""
    locked: bool = True
    bold: bool = False
    indent: int = 0
    top: bool = False
    """At the top of its row, as in tables, where what does not fit is cut at one end only; else in the middle."""


class Cell(NamedTuple):
    """A cell that differs from its column: another style, a link (`'Sheet'!A1`, or `mailto:`), or a formula and its cached value."""

    value: CellValue
    style: Style | None = None
    link: str = ""
    formula: str = ""
    tip: str = ""


class Row(NamedTuple):
    """One row: its cells from column 1 on, plain values in their column's style or `Cell`s; a height in points, or the default one."""

    cells: tuple[CellValue | Cell, ...] = ()
    height: float | None = None
    style: Style | None = None
    """The style of every plain value in this row, instead of its column's."""
    grows: bool = False
    """The height is where it starts; the row grows with what people type into it."""


class Column(NamedTuple):
    """Width in characters of the default font, and the style of its plain values (blank ones as well)."""

    width: float
    style: Style = Style()
    hidden: bool = False


class Validation(NamedTuple):
    """What may be typed. `kind`: `any` (only a prompt), `list` (`source` is a defined name), `date`, `time`, `decimal`, `integer`,
    `never` (guards a cell).

    Titles within 32 characters, prompt and error within 255. `severity`: `stop`, `warning`, `information`.
    """

    ranges: tuple[Range, ...]
    kind: str
    source: str = ""
    minimum: date | time | float | int | None = None
    maximum: date | time | float | int | None = None
    prompt_title: str = ""
    prompt: str = ""
    error_title: str = ""
    error: str = ""
    severity: str = "stop"


class Conditional(NamedTuple):
    """A conditional format: where `formula` (relative to the range's first cell) is true, the tone, and a number format that may carry a word.

    With `bar`, a data bar for fractions from 0 to 1 instead.
    """

    range: Range
    formula: str = ""
    tone: str = "plain"
    number_format: str = ""
    bar: bool = False
    stop: bool = False


class Series(NamedTuple):
    """One series of a chart: its name, and the ranges of its categories and values on `sheet`; `tones` colour the single points, else `tone` all."""

    name: str
    sheet: str
    categories: Range
    values: Range
    tone: str = ""
    tones: tuple[str, ...] = ()


class Chart(NamedTuple):
    """A native chart. `kind`: `column`, `bar`, `stacked_bar`, `doughnut`, `line`. Anchored at (`row`, `column`); sizes in pixels."""

    kind: str
    title: str
    series: tuple[Series, ...]
    row: int
    column: int
    width: int = 480
    height: int = 288
    alt: str = ""
    least: int = 0
    """The smallest number that is written on its shape; smaller ones have no room for it."""


class Note(NamedTuple):
    """A note (comment) on a cell."""

    row: int
    column: int
    text: str


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """One sheet. `rows` come in order from row 1; `freeze` is the first cell (row, column) that scrolls."""

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[Row]
    freeze: tuple[int, int] | None = None
    filter: Range | None = None
    protect: bool = False
    """Without a password; sorting, filtering, inserting rows and widening columns stay allowed."""
    validations: tuple[Validation, ...] = ()
    conditionals: tuple[Conditional, ...] = ()
    charts: tuple[Chart, ...] = ()
    notes: tuple[Note, ...] = ()
    state: str = "visible"
    tab: str = ""
    """The tone of its tab."""
    repeat_rows: tuple[int, int] | None = None
    repeat_columns: tuple[int, int] | None = None
    landscape: bool = True
    pages_wide: int = 1
    """On how many sheets of A4 side by side it is printed."""
    breaks: tuple[int, ...] = ()
    """The rows with which a new page begins."""
    print_range: Range | None = None
    footer: str = ""
    header: str = ""
    """Stands above what is printed on each page, where `print_range` leaves out what stands above a table."""
    zoom: int = 100
    default_height: float | None = None
    merges: tuple[Range, ...] = ()
    """Only in heads and notes, never inside a table."""
    sparse: bool = False
    """Blank cells are left out, with their looks: for sheets that nobody sees."""


@dataclass(frozen=True, slots=True)
class WorkbookPlan:
    """A whole workbook; `names` are defined names with what they refer to (`='Lists'!$A$2:$A$5`)."""

    sheets: tuple[SheetPlan, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    author: str = ""
    keywords: str = ""
    custom: Mapping[str, str] = field(default_factory=dict)
    created: datetime = datetime(2000, 1, 1)
    active: int = 0
    font: str = "Microsoft YaHei"


LINE_HEIGHT, ROW_PADDING, HIGHEST = 16.5, 4.0, 409.0
"""Points: of a line of text, of what is left free around it, and of the highest row that Excel has."""

PAGE, CHARACTER, SMALLEST, MOST_PAGES = 784.0, 5.25, 0.55, 3
"""Points of a page's width and of a character's; how small a table may be printed, and on how many pages side by side at most."""

_WIDE = re.compile("[\u1100-\U0010ffff]+")


def cell_text(cell: CellValue | Cell, number: str = "") -> str:
    """A value as people read it in the workbook, its number shown as one of NUMBERS."""
    value = cell.value if isinstance(cell, Cell) else cell
    match value:
        case None:
            return ""
        case datetime():
            return f"{value:%Y-%m-%d}" if number == "date" else f"{value:%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case time():
            return f"{value:%H:%M}"
        case float() if number == "percent":
            return f"{value:.0%}"
        case float() | int():
            return f"{value:,.1f}" if number == "number" else f"{value:g}" if isinstance(value, float) else str(value)
        case _:
            return str(value)


def text_width(text: str) -> int:
    """How many columns of a fixed font a line takes: Chinese and full-width characters take two."""
    return len(text) if text.isascii() else len(text) + sum(map(len, _WIDE.findall(text)))


def line_count(text: str, width: float) -> int:
    """How many lines a text takes in a column of that width, wrapped as Excel does: between words, in Chinese anywhere."""
    width = max(width - 1.5, 1)
    return _wrapped(text, width) if "\n" not in text else sum(_wrapped(line, width) for line in text.split("\n"))


def _wrapped(line: str, width: float) -> int:
    wide = text_width(line)
    # a Chinese character is a little narrower than two digits, and words are a little narrower than numbers
    room = int(width * 1.05 if wide > 1.3 * len(line) or " " in line else width)
    if wide <= room:
        return 1
    count, left = 1, room
    for word in line.split(" "):
        wide = text_width(word)
        if wide <= left:
            left -= wide + 1
        elif wide <= room and word.isascii():
            count, left = count + 1, room - wide - 1
        else:
            over = wide - max(left, 0)
            count += -(-over // room)
            left = -over % room - 1
    return count


def longest_word(text: str) -> int:
    """The width of the longest part that is never wrapped."""
    return max((text_width(word) for word in text.split() if word.isascii()), default=0)


def title_height(text: str, width: float) -> float:
    """The height in points of a row that shows a title whole, in columns that are so wide together."""
    return 8 + 24.0 * line_count(text, width / 1.65)


def row_height(lines: int, lowest: float = 0) -> float:
    """The height in points of a row of so many lines of text, as far as Excel has such rows."""
    return min(HIGHEST, max(lowest, lines * LINE_HEIGHT + ROW_PADDING))


def pages_wide(widths: Iterable[float]) -> int:
    """On how many pages side by side columns are printed, so that people can read them."""
    return min(MOST_PAGES, -int(-sum(widths) * CHARACTER * SMALLEST // PAGE) or 1)
