"""How an .ods file lays out its sheets, told in the terms of .xlsx: what cells offer, how wide columns are, how numbers are shown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from sheetsync.files.archive import Archive
from sheetsync.files.xml_tree import Node, parse_tree, well_formed
from sheetsync.model.draft import FormLooks, Looks, Offer

_CONTENT = "content.xml"
MOST_BYTES = 16 << 20
"""A file whose content unpacks to more is looked at for its cells only: no form is so large."""
ROWS, COLUMNS, MOST_OFFERS = 300, 200, 2_000
MANY = 100
"""A width that so many columns have is that of columns which nobody has touched."""
CHARACTERS = {"cm": 5.106, "mm": 0.5106, "in": 12.97, "pt": 0.1801}
"""How many characters of a column's width such a length is."""
_LENGTH = re.compile(r"([\d.]+)(cm|mm|in|pt)")
_LIST = re.compile(r"(?:of:|oooc:)?cell-content-is-in-list\((.*)\)", re.DOTALL)
_RANGE = re.compile(r"\[?\$?('(?:[^']|'')+'|[^.\[\]'\"()]*)\.(\$?[A-Z]{1,3}\$?\d+)(?::\$?[^.\[\]]*\.(\$?[A-Z]{1,3}\$?\d+))?\]?")
_WORD = re.compile(r'"((?:[^"]|"")*)"')
_KINDS = {"is-date": "date", "is-time": "time", "is-whole-number": "whole", "is-decimal-number": "decimal"}


def ods_looks(archive: Archive) -> FormLooks:
    """How the workbook in an archive is laid out. Raises `UnreadableFile`."""
    if _CONTENT not in archive or archive.size(_CONTENT) > MOST_BYTES:
        return FormLooks()
    with well_formed(_CONTENT):
        root = parse_tree(archive.read(_CONTENT), _CONTENT)
        nodes = [node for each in root.children for node in each.children]
        book = next((node for node in nodes if node.name == "spreadsheet"), Node("", {}))
        styles = [node for each in root.all("automatic-styles") for node in each.children]
        offers = {name: offer for group in book.all("content-validations") for name, offer in _offers(group)}
        widths, formats = dict(_widths(styles)), dict(_formats(styles))
        sheets = {each.attributes.get("name", ""): _sheet(each, widths, formats, offers) for each in book.all("table")}
        named = (node for group in book.all("named-expressions") for node in group.all("named-range"))
        names = {node.attributes.get("name", "").casefold(): _as_xlsx(node.attributes.get("cell-range-address", "")) for node in named}
    return FormLooks(sheets, names)


def _offers(group: Node) -> Iterator[tuple[str, Offer]]:
    for node in group.all("content-validation"):
        condition = node.attributes.get("condition", "")
        listed = _LIST.fullmatch(condition)
        kind = "list" if listed else next((kind for word, kind in _KINDS.items() if word in condition), "other")
        prompt = "\n".join(text.text for message in node.all("help-message") for text in message.walk() if text.text.strip())
        yield node.attributes.get("name", ""), Offer((), kind, _as_xlsx(listed[1]) if listed else "", prompt=prompt)


def _as_xlsx(source: str) -> str:
    """A list's source as .xlsx has it: words in one pair of quotes, or `Sheet!A1:A4`, or a name."""
    if words := _WORD.findall(source):
        return '"{}"'.format(",".join(word.replace('""', '"') for word in words))
    if found := _RANGE.fullmatch(source.strip()):
        last = f":{found[3]}" if found[3] else ""
        return f"{found[1]}!{found[2]}{last}" if found[1] else f"{found[2]}{last}"
    return source.strip()


def _widths(styles: list[Node]) -> Iterator[tuple[str, float]]:
    for style in styles:
        for node in style.all("table-column-properties"):
            if length := _LENGTH.fullmatch(node.attributes.get("column-width", "")):
                yield style.attributes.get("name", ""), round(float(length[1]) * CHARACTERS[length[2]], 2)


def _formats(styles: list[Node]) -> Iterator[tuple[str, str]]:
    """What the number format of each cell style says."""
    numbers = {style.attributes.get("name", ""): _said(style) for style in styles}
    for style in styles:
        if said := numbers.get(style.attributes.get("data-style-name", "")):
            yield style.attributes.get("name", ""), said


def _said(style: Node) -> str:
    below = {node.name for node in style.children}
    if style.name == "date-style":
        return "datetime" if "hours" in below else "date"
    if style.name == "number-style":
        whole = [node for node in style.all("number") if node.attributes.get("decimal-places") == "0"]
        return "integer" if whole else ""
    return {"time-style": "time", "percentage-style": "percent", "text-style": "text"}.get(style.name, "")


def _sheet(table: Node, widths: Mapping[str, float], formats: Mapping[str, str], offers: Mapping[str, Offer]) -> Looks:
    wide: dict[int, float] = {}
    shown: dict[tuple[int, int], str] = {}
    made: list[Offer] = []
    for column, times, node in _placed(node for node in table.walk(without="table-row") if node.name == "table-column"):
        width = widths.get(node.attributes.get("style-name", ""), 0.0)
        wide.update(dict.fromkeys(range(column, min(column + times, COLUMNS + 1)), width) if width else {})
    for row, height, line in _placed(node for node in table.walk(without="table-cell") if node.name == "table-row"):
        for column, times, cell in _placed(node for node in line.children if node.name in ("table-cell", "covered-table-cell")):
            if len(made) < MOST_OFFERS and (offer := offers.get(cell.attributes.get("content-validation-name", ""))):
                made.append(offer._replace(ranges=((row, column, row + height - 1, column + times - 1),)))
            if row <= ROWS and column <= COLUMNS and (said := formats.get(cell.attributes.get("style-name", ""))):
                shown.update({(row, each): said for each in range(column, min(column + times, COLUMNS + 1))})
    usual = {width for width, count in Counter(wide.values()).items() if count >= MANY}
    return Looks({column: width for column, width in wide.items() if width not in usual}, tuple(made), shown)


def _placed(nodes: Iterator[Node]) -> Iterator[tuple[int, int, Node]]:
    """Each of these with its place, from 1, and how often it is repeated."""
    place = 1
    for node in nodes:
        times = max(1, int(node.attributes.get("number-columns-repeated") or node.attributes.get("number-rows-repeated") or 1))
        yield place, times, node
        place += times
