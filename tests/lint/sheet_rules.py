"""What holds for sheets, their tables, ranges and pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from lint.book import LAST_ROW, Area, Book, Sheet
from lint.ruling import rule, units

TALLEST, WIDEST = 260.0, 62.0
"""Points and characters that stay when one scrolls: half of a small laptop's screen."""
BIGGEST = 1_000_000
SMALLEST_TEXT = 0.45
"""How small a table may be printed at most, as a share of its size on the screen."""
PAGE = {"landscape": 784.0, "portrait": 538.0}
"""Points of a page's width."""
CHARACTER = 5.25


@rule
def sheet_names(book: Book) -> Iterator[str]:
    """Excel repairs a file with a sheet's name over 31 characters, with one of its own signs in it, or twice in other letters."""
    for sheet in book.sheets:
        name = sheet.name
        if not 0 < units(name) <= 31 or re.search(r"[\[\]:*?/\\]|^'|'$", name) or name.casefold() == "history":
            yield f"{name}: no name that Excel takes"
    yield from (f"{name}: twice" for name, count in Counter(sheet.name.casefold() for sheet in book.sheets).items() if count > 1)


@rule
def first_sheet(book: Book) -> Iterator[str]:
    """What opens is a sheet that people see, and it alone is selected: what is typed into a group of sheets is typed into all of them."""
    if book.sheets[book.active].state != "visible":
        yield f"{book.sheets[book.active].name}: hidden, and the first that is shown"
    selected = [n for n, sheet in enumerate(book.sheets) if any(view.get("tabSelected") == "1" for view in sheet.root.iter("sheetView"))]
    if selected != [book.active]:
        yield f"selected sheets: {selected}"


@rule
def one_table(book: Book) -> Iterator[str]:
    """A filter, a sort and a reader take one table per sheet: nothing stands below it or beside it, but for a calendar with a day above each of its
    columns, and the table's columns have names, each once."""
    for sheet in book.sheets:
        if len(sheet.tables) + (sheet.filter is not None) > 1:
            yield f"{sheet.name}: more than one table"
        if table := sheet.filter:
            days = {column for (row, column), cell in sheet.cells.items() if row == table.top and column > table.right and cell.type == "n"}
            outside = [place for place in sheet.filled if place[0] >= table.top and not table.holds(*place) and place[1] not in days]
            yield from (f"{sheet.name}: {place} stands beside the table" for place in outside)
            heads = [sheet.text(table.top, column) for column in range(table.left, table.right + 1)]
            yield from (f"{sheet.name}: the heading {head!r} {count} times" for head, count in Counter(heads).items() if count > 1 or not head)


@rule
def no_merge_in_a_table(book: Book) -> Iterator[str]:
    """A table with merged cells can't be sorted, and a reader loses all but the first."""
    for sheet in book.sheets:
        if table := sheet.filter:
            yield from (f"{sheet.name}: {each}" for each in sheet.merges if each.meets(table))


@rule
def frozen_heads(book: Book) -> Iterator[str]:
    """The header and the ids stay while one scrolls, and leave room for what is below them on a small screen."""
    for sheet in book.visible:
        rows, columns = sheet.frozen
        if sheet.filter and (rows != sheet.filter.top or not columns):
            yield f"{sheet.name}: {rows} rows and {columns} columns stay; its header stands in row {sheet.filter.top}"
        tall = sum(sheet.heights.get(row, 15.0) for row in range(1, rows + 1))
        wide = sum(sheet.widths.get(column, 0) for column in range(1, columns + 1))
        if tall > TALLEST or wide > WIDEST:
            yield f"{sheet.name}: {tall:.0f} points and {wide:.0f} characters stay"


@rule
def printed_whole(book: Book) -> Iterator[str]:
    """What is printed is what there is, on A4 and as wide as the pages; a table's header stands on each of them."""
    for sheet in book.visible:
        area, paper = _printed(book, sheet), sheet.root.find("pageSetup")
        if area is None:
            yield f"{sheet.name}: no range to print"
            continue
        first = sheet.filter.top if sheet.filter and _titled(sheet) else 1
        yield from (f"{sheet.name}: {place} is not printed" for place in sheet.filled if place[0] >= first and not area.holds(*place))
        if paper is None or paper.get("paperSize") != "9" or sheet.root.find("sheetPr/pageSetUpPr[@fitToPage='1']") is None:
            yield f"{sheet.name}: not fitted to A4"
        if sheet.filter and not _repeats(book, sheet, sheet.filter.top):
            yield f"{sheet.name}: the header of the table stands on the first page only"


@rule
def readable_on_paper(book: Book) -> Iterator[str]:
    """A wide table is spread over pages side by side before it is too small to read."""
    for sheet in book.visible:
        area, paper = _printed(book, sheet), sheet.root.find("pageSetup")
        if area and paper is not None and sheet.filter:
            wide = sum(sheet.widths.get(column, 9.14) for column in range(area.left, area.right + 1) if column in sheet.widths) * CHARACTER
            share = PAGE[paper.get("orientation", "portrait")] * int(paper.get("fitToWidth", "1")) / wide
            if share < SMALLEST_TEXT:
                yield f"{sheet.name}: printed at {share:.0%}"


def _titled(sheet: Sheet) -> bool:
    """Whether the header of each page says what stands above the table."""
    return sheet.text(1, 1).split(" · ")[0] in (sheet.root.findtext("headerFooter/oddHeader") or "").replace("&&", "&")


def _printed(book: Book, sheet: Sheet) -> Area | None:
    found = book.range(sheet.names.get("_xlnm.Print_Area", ""))
    return found[1] if found else None


def _repeats(book: Book, sheet: Sheet, row: int) -> bool:
    ranges = (book.range(each) for each in _split(sheet.names.get("_xlnm.Print_Titles", "")))
    return any(found and found[1].holds(row, 16_384) for found in ranges)


def _split(text: str) -> list[str]:
    """The ranges of a list of them, in which names of sheets may hold commas."""
    return re.findall(r"(?:'(?:[^']|'')*'|[^',])+", text)


@rule
def page_numbers(book: Book) -> Iterator[str]:
    """Pages fall out of order: each says which one it is and of what; Excel takes 255 characters."""
    for sheet in book.visible:
        texts = [each.text or "" for each in sheet.root.findall("headerFooter/*")]
        if not any("&P" in text and len(text) > len("&P") for text in texts):
            yield f"{sheet.name}: no page number"
        yield from (f"{sheet.name}: {units(text)} characters" for text in texts if units(text) > 255)


@rule
def tab_colours(book: Book) -> Iterator[str]:
    """Each sheet that people see tells by the colour of its tab what it is for."""
    yield from (f"{sheet.name}: none" for sheet in book.visible if sheet.root.find("sheetPr/tabColor") is None)


@rule
def prompts(book: Book) -> Iterator[str]:
    """Excel repairs a file whose prompts are longer: 32 characters of a title, 255 of a text."""
    for sheet in book.sheets:
        for each in sheet.validations:
            for name, text in each.texts.items():
                if units(text) > (32 if name.endswith("Title") else 255):
                    yield f"{sheet.name} {each.areas[0]}: {name} has {units(text)} characters"


@rule
def lists_by_name(book: Book) -> Iterator[str]:
    """A list written into its rule ends at 255 characters and splits values at their commas: all lists are defined names of cells that are filled."""
    for sheet in book.sheets:
        for each in sheet.validations:
            if each.kind == "list" and not (values := book.values(each.formulas[0])):
                yield f"{sheet.name} {each.areas[0]}: {each.formulas[0]} names no cells"
            elif each.kind == "list" and ("" in values or len(set(values)) < len(values)):
                yield f"{sheet.name} {each.areas[0]}: {each.formulas[0]} has blank or equal entries"


@rule
def ranges_apart(book: Book) -> Iterator[str]:
    """Excel repairs a file in which merged ranges, tables or the rules for what may be typed overlap."""
    for sheet in book.sheets:
        yield from _meeting(sheet, "merged", sheet.merges)
        yield from _meeting(sheet, "validation", [area for each in sheet.validations for area in each.areas])
        tables = [Area.of(each.attrib["ref"]) for each in sheet.tables]
        yield from _meeting(sheet, "table", [*tables, *([sheet.filter] if sheet.filter else [])])
        yield from _meeting(sheet, "link", [each.area for each in sheet.links])


def _meeting(sheet: Sheet, what: str, areas: Sequence[Area]) -> Iterator[str]:
    """Those that meet: of many, only such as follow each other by row can."""
    ordered = sorted(areas)
    pairs = combinations(ordered, 2) if len(ordered) < 200 else pairwise(ordered)
    yield from (f"{sheet.name}: {what} ranges {a} and {b}" for a, b in pairs if a.meets(b))


@rule
def conditional_ranges(book: Book) -> Iterator[str]:
    """A conditional format covers its table's body and no more, and its priority is its own."""
    for sheet in book.sheets:
        rules = book.rules[sheet.name]
        yield from (f"{sheet.name}: priority {n}" for n, count in Counter(each.priority for each in rules).items() if count > 1)
        last = max((row for row, _ in sheet.cells), default=0)
        for each in rules:
            yield from (f"{sheet.name}: {area} over {last} rows" for area in each.areas if area.bottom > last or area.bottom == LAST_ROW)
            if sheet.filter and any(area.top <= sheet.filter.top <= area.bottom for area in each.areas):
                yield f"{sheet.name}: {each.areas} reaches over the header"


@rule
def links_lead_somewhere(book: Book) -> Iterator[str]:
    """A link to a cell that is not there does nothing but annoy; others than to a mailbox leave the workbook."""
    filled = {sheet.name: set(sheet.filled) for sheet in book.sheets}
    for sheet in book.sheets:
        for each in sheet.links:
            found = book.range(each.location) if each.location else None
            if each.target and not each.target.startswith("mailto:"):
                yield f"{sheet.name} {each.area}: {each.target}"
            elif each.location and not found:
                yield f"{sheet.name} {each.area}: {each.location} is no place"
            elif found and (found[0] not in filled or not _there(book, filled, *found)):
                yield f"{sheet.name} {each.area}: nothing is at {each.location}"


def _there(book: Book, filled: dict[str, set[tuple[int, int]]], name: str, area: Area) -> bool:
    """Whether a link leads to a cell of a sheet that is seen, in a row in which something stands."""
    sheet = book.sheet(name)
    return sheet is not None and sheet.state == "visible" and area[:2] in sheet.cells and any(row == area.top for row, _ in filled[name])


@rule
def within_excel(book: Book) -> Iterator[str]:
    """Excel cuts or repairs what is longer: 32,767 characters of a cell or a note, rows of 409 points, columns of 255 characters."""
    for sheet in book.sheets:
        yield from (f"{sheet.name} {place}: {units(cell.value)}" for place, cell in sheet.cells.items() if units(cell.value) > 32_767)
        yield from (f"{sheet.name} {place}: a note of {units(text)}" for place, text in sheet.notes.items() if not 0 < units(text) <= 32_767)
        yield from (f"{sheet.name} row {row}: {height}" for row, height in sheet.heights.items() if height > 409)
        yield from (f"{sheet.name} column {column}: {width}" for column, width in sheet.widths.items() if width > 255)


@rule
def small(book: Book) -> Iterator[str]:
    """Mail and chats take a small file without a question."""
    if book.size > BIGGEST:
        yield f"{book.size:,} bytes"


@rule
def open_for_work(book: Book) -> Iterator[str]:
    """A protected sheet has no password: whoever must, can lift it."""
    protections = ((sheet, each) for sheet in book.sheets for each in sheet.root.iter("sheetProtection"))
    yield from (f"{sheet.name}: locked" for sheet, each in protections if {"password", "hashValue"} & set(each.attrib))


@rule
def nothing_from_outside(book: Book) -> Iterator[str]:
    """A workbook that asks to update links, or that loads something from a network, is not opened by a careful person."""
    for each in book.relations:
        if each.external and each.kind != "hyperlink":
            yield f"{each.source}: {each.target}"
        elif not each.external and each.target not in book.parts:
            yield f"{each.source}: {each.target} is missing"
    odd = ("externalLinks/", "connections.xml", "vbaProject", "activeX", "customXml", "embeddings/", "queryTable")
    yield from (part for part in book.parts if any(word in part for word in odd))
    yield from (f"{part}: twice" for part, count in Counter(map(str.casefold, book.parts)).items() if count > 1)
