"""Writes the web page of a round: one file that needs no network, with tables that sort and filter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sheetsync.files.web_lines import Lines, lines_of
from sheetsync.files.whole import whole_file
from sheetsync.files.xlsx_styles import SERIES, SOLID, TONES
from sheetsync.model.page import Diagram, Section, Web
from sheetsync.model.plan import Cell, CellValue, Row, SheetPlan, Style, cell_text

PARTS = Path(__file__).parent / "web"
LANGUAGES = {"zh": "zh-CN", "en": "en"}
TINT = 0.28
"""How much of a tone's full colour is in the shape of a chart, so that dark letters on it can be read."""
FILLED_IN = "required"
"""The tone of the headings of columns that are filled in, in the workbook only."""
_UNSHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Characters that are no text in a page: control characters but the tab and the line break, and halves of characters."""
_PLACE = re.compile(r"'(.+)'![A-Z]+(\d+)")


class Shape(NamedTuple):
    """A part of a bar: its share of the longest bar in per cent, the number that it stands for, of what, and its colours."""

    share: float
    number: int
    label: str
    fill: str
    edge: str


class Shown(NamedTuple):
    """A cell of the page: its text, what it is sorted by where that is not the text, the class that says how it looks, and where it leads."""

    text: str
    key: str = ""
    look: str = ""
    link: str = ""


class Anchor(NamedTuple):
    """Where a sheet stands on the page, and the row of its header: those above have no place of their own."""

    name: str
    header: int


Anchors = Mapping[str, Anchor]


class Table(NamedTuple):
    """A section: its anchor, headings, and rows, each with its anchor; without rows `empty` says so."""

    anchor: str
    name: str
    about: str
    unfolded: bool
    headings: list[str]
    rows: Iterable[tuple[str, list[Shown]]]
    empty: str


def write_web(web: Web, target: Path) -> None:
    """Writes the page to a file, which appears whole or not at all. OSError when the file can't be written."""
    anchors = {section.sheet.name: Anchor(f"s{number}", _header(section.sheet)) for number, section in enumerate(web.sections, 1)}
    tables = (_table(section, anchors) for section in web.sections)
    page = _environment(anchors).get_template("page.html").stream(
        web=web, page=web.page, tables=tables, charts=[_chart(each) for each in web.page.diagrams],
        language=LANGUAGES[web.language], anchors=anchors, looks=list(_looks()), css=_part("page.css"), js=_part("page.js"),
    )  # fmt: skip
    page.enable_buffering(200)
    with whole_file(target) as file:
        page.dump(file, encoding="utf-8")


def _environment(anchors: Anchors) -> Environment:
    made = Environment(
        loader=FileSystemLoader(PARTS), autoescape=True, finalize=_printable, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters |= {"cell": lambda cell: shown(cell, None, anchors), "leads": lambda link: leads(link, anchors)}
    return made


def _printable(value: object) -> object:
    """What a page can hold of a text; the page's own parts are of that kind already."""
    return _UNSHOWN.sub("\N{REPLACEMENT CHARACTER}", value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _header(sheet: SheetPlan) -> int:
    """The row of a sheet's header, below which it scrolls."""
    return (sheet.freeze or (2, 1))[0] - 1


def _part(name: str) -> str:
    return (PARTS / name).read_text("utf-8")


def _table(section: Section, anchors: Anchors) -> Table:
    sheet = section.sheet
    anchor, header = anchors[sheet.name]
    cells = next(islice(sheet.rows, header - 1, header)).cells
    kept = [n for n, cell in enumerate(cells) if not (isinstance(cell, Cell) and cell.style and cell.style.tone == FILLED_IN)]
    below = list(islice(sheet.rows, header, header + 2))
    # a single sentence stands where there are no rows
    empty = cell_text(below[0].cells[0]) if len(below) == 1 and len(below[0].cells) == 1 < len(cells) else ""
    rows = () if empty else _rows(section, kept, anchors)
    return Table(anchor, sheet.name, section.about, section.unfolded, [cell_text(cells[n]) for n in kept], rows, empty)


def _rows(section: Section, kept: list[int], anchors: Anchors) -> Iterator[tuple[str, list[Shown]]]:
    sheet = section.sheet
    anchor, header = anchors[sheet.name]
    styles = [column.style for column in sheet.columns]
    for number, row in enumerate(islice(sheet.rows, header, None), header + 1):
        yield f"{anchor}r{number}", [_in_row(row, n, styles[n], anchors) for n in kept]


def _in_row(row: Row, number: int, style: Style, anchors: Anchors) -> Shown:
    return shown(row.cells[number] if number < len(row.cells) else None, row.style or style, anchors)


def shown(cell: CellValue | Cell, style: Style | None, anchors: Anchors) -> Shown:
    """A cell as the page shows it; one without a style of its own looks as its column does."""
    value, own, link = (cell.value, cell.style, cell.link) if isinstance(cell, Cell) else (cell, None, "")
    look = own or style or Style()
    key = repr(float(value)) if isinstance(value, int | float) else ""
    classes = [f"t-{look.tone}", *(["c"] if look.align == "center" else []), *(["b"] if look.bold else [])]
    return Shown(cell_text(cell, look.number), key, " ".join(classes), leads(link, anchors))


def leads(link: str, anchors: Anchors) -> str:
    """Where a link of the workbook leads on the page; blank where what it names is not on it. Only to places of the page, and to write a mail."""
    found = _PLACE.fullmatch(link)
    if not found:
        return link if link.startswith("mailto:") else ""
    anchor, row = anchors.get(found[1].replace("''", "'")), int(found[2])
    return f"#{anchor.name}{f'r{row}' if row > anchor.header else ''}" if anchor else ""


def _chart(diagram: Diagram) -> tuple[Diagram, list[tuple[str, list[Shape], int]], list[tuple[str, str, str]], Lines | None]:
    """A chart with its bars, what its parts stand for, and its lines where it has such."""
    lines = lines_of(diagram, [_colours(tone, n)[1] for n, tone in enumerate(diagram.tones)]) if diagram.kind == "line" else None
    return diagram, [] if lines else list(_bars(diagram)), _legend(diagram), lines


def _bars(diagram: Diagram) -> Iterator[tuple[str, list[Shape], int]]:
    """A bar for each category: its label, its parts, and the sum."""
    longest = max(map(sum, zip(*diagram.columns.values(), strict=True)), default=0) or 1
    single = len(diagram.columns) == 1
    for n, category in enumerate(diagram.categories):
        tones = [diagram.tones[n]] if single else diagram.tones
        parts = [
            Shape(100 * counts[n] / longest, counts[n], "" if single else label, *_colours(tones[number], number))
            for number, (label, counts) in enumerate(diagram.columns.items())
            if counts[n]
        ]
        yield category, parts, sum(counts[n] for counts in diagram.columns.values())


def _legend(diagram: Diagram) -> list[tuple[str, str, str]]:
    """What the parts of bars stand for, with their colours."""
    return [(label, *_colours(diagram.tones[n], n)) for n, label in enumerate(diagram.columns)] if len(diagram.columns) > 1 else []


def _colours(tone: str, number: int) -> tuple[str, str]:
    """The fill and the edge of a shape."""
    full = SOLID.get(tone) or SERIES[number % len(SERIES)]
    parts = (int(full[n : n + 2], 16) for n in (1, 3, 5))
    return "#" + "".join(f"{round(255 + (part - 255) * TINT):02X}" for part in parts), full


def _looks() -> Iterator[tuple[str, str]]:
    """What a class of each tone says."""
    for name, look in TONES.items():
        parts = {"color": look.get("font_color"), "background": look.get("bg_color"), "font-weight": "600" if look.get("bold") else None}
        yield name, "; ".join(f"{key}: {value}" for key, value in parts.items() if value)
