"""The week on one page, before it has a form: what the first sheet of the consolidated workbook, the web page and the message all say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sheetsync.model.plan import Cell, CellValue, SheetPlan


class KeyFigure(NamedTuple):
    """A figure that matters, what it is, where its rows stand (a link as in `Cell`, blank for none), and how it has changed (blank: not known)."""

    caption: str
    value: CellValue
    link: str = ""
    change: str = ""


class Point(NamedTuple):
    """Something that needs attention, in a sentence, and where it stands."""

    text: str
    link: str = ""


class Captioned(NamedTuple):
    """A column of a block: its key, its caption, and how many of the page's twelve columns it takes."""

    key: str
    caption: str
    span: int


class Block(NamedTuple):
    """A small table. A block without a heading goes on under the one before it; `more` stands below its rows.

    Two blocks in a row that are narrow enough stand side by side.
    """

    key: str
    heading: str
    columns: tuple[Captioned, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    more: str = ""


class Diagram(NamedTuple):
    """A chart before it has a place: counts by category, in one column or in several that are stacked, or lines where its kind is `line`."""

    kind: str
    title: str
    categories: Sequence[str]
    columns: Mapping[str, Sequence[int]]
    tones: Sequence[str]
    """Of the categories where there is one column, else of the columns."""


@dataclass(frozen=True, slots=True)
class Page:
    """What is said of a round, in its order. `meaning` tells what the figures count; without any diagram `uncharted` says why.

    All but the `details` is for whoever has a minute, and for the first page in print.
    """

    title: str
    about: str
    figures: tuple[KeyFigure, ...]
    meaning: str
    attention: str
    """The heading of the points."""
    points: tuple[Point, ...]
    blocks: tuple[Block, ...]
    diagrams: tuple[Diagram, ...]
    uncharted: str
    details: tuple[Block, ...]


class Section(NamedTuple):
    """A table of the consolidated workbook as the web page shows it: what stands under its heading, and whether it is open from the start."""

    sheet: SheetPlan
    about: str
    unfolded: bool


@dataclass(frozen=True, slots=True)
class Web:
    """The web page of a round: the week on one page, and the tables below. `labels` are the words that the page itself needs."""

    language: str
    page: Page
    sections: tuple[Section, ...]
    labels: Mapping[str, str]
