"""How a file lays out its sheets: what cells offer, how wide columns are, how numbers are shown. Cells themselves are read elsewhere.

Nothing that the file says is run: a formula is a text. What is broken is an `UnreadableFile`, as everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from sheetsync.files.archive import Archive, open_archive
from sheetsync.files.file_bytes import file_bytes
from sheetsync.files.form_looks_ods import ods_looks
from sheetsync.files.form_looks_xls import xls_looks
from sheetsync.files.locked import unlocked
from sheetsync.files.number_formats import said_by_format
from sheetsync.files.shared_strings import unescape
from sheetsync.files.sheet_parser import MAX_COLUMN, parse_address, parse_range
from sheetsync.files.sniff import sniff, zip_kind
from sheetsync.files.xlsx_parts import find_workbook, read_links, read_listing
from sheetsync.files.xml_tree import Node, local_name, new_parser, parse_tree, well_formed
from sheetsync.model.draft import FormLooks, Looks, Offer, Range

MOST_BYTES = 64 << 20
"""A sheet that unpacks to more is looked at for its cells only: no form is so large."""
ROWS = 300
"""Formats are looked at in so many rows from the top: a form is no longer."""
MOST_OFFERS, MOST_RANGES = 2_000, 200
"""So many offers of a sheet are read, and so many ranges of each."""
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
_KINDS = {"list": "list", "date": "date", "time": "time", "whole": "whole", "decimal": "decimal"}


def read_looks(source: Path, passwords: tuple[str, ...] = ()) -> FormLooks:
    """How the workbook in a file is laid out; nothing of a file that is no .xlsx, .xls or .ods. Raises `UnreadableFile`."""
    data = file_bytes(source)
    if sniff(data) == "password":
        data = unlocked(data, passwords)
    if sniff(data) == "xls":
        return xls_looks(data, passwords)
    if sniff(data) != "zip":
        return FormLooks()
    archive = open_archive(data)
    kind = zip_kind(frozenset(archive.entries))
    return _looks(archive) if kind == "xlsx" else ods_looks(archive) if kind == "ods" else FormLooks()


def _looks(archive: Archive) -> FormLooks:
    part = find_workbook(archive, read_links(archive, ""))
    links = {link.id: link for link in read_links(archive, part)}
    formats = next((_formats(archive, link.target) for link in links.values() if link.kind == "styles" and link.target in archive), ())
    there = [entry for entry in read_listing(archive, part).sheets if entry.link in links and links[entry.link].kind == "worksheet"]
    return FormLooks({entry.name: _sheet(archive, links[entry.link].target, formats) for entry in there}, _names(archive, part))


def _names(archive: Archive, part: str) -> dict[str, str]:
    nodes = (node for group in parse_tree(archive.read(part), part).all("definedNames") for node in group.all("definedName"))
    return {unescape(node.attributes.get("name", "")).casefold(): unescape(node.text).strip() for node in nodes}


def _formats(archive: Archive, part: str) -> tuple[str, ...]:
    """What the number format of each cell style says."""
    root = parse_tree(archive.read(part), part)
    with well_formed(part):
        codes = {
            int(node.attributes["numFmtId"]): unescape(node.attributes.get("formatCode", ""))
            for group in root.all("numFmts")
            for node in group.children
        }
        numbers = [int(node.attributes.get("numFmtId", "0")) for group in root.all("cellXfs") for node in group.all("xf")]
    return tuple(said_by_format(number, codes.get(number)) for number in numbers)


def _sheet(archive: Archive, part: str, formats: tuple[str, ...]) -> Looks:
    found = _Sheet(part, formats)
    if part not in archive or archive.size(part) > MOST_BYTES:
        return Looks()
    with well_formed(part):
        for piece in archive.pieces(part):
            found.parser.Parse(piece)
        found.parser.Parse(b"", True)
    return Looks(found.widths, tuple(found.offers), found.formats, found.columns)


class _Sheet:
    """The handlers for expat."""

    def __init__(self, part: str, formats: tuple[str, ...]) -> None:
        self.styles = formats
        self.widths: dict[int, float] = {}
        self.columns: dict[int, str] = {}
        self.formats: dict[tuple[int, int], str] = {}
        self.offers: list[Offer] = []
        self.open: list[Node] = []
        self.parser = new_parser(part)
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters
        self.known: Mapping[str, Callable[[dict[str, str]], None]] = {"col": self.column, "c": self.cell}

    def start(self, name: str, attributes: list[str]) -> None:
        local = local_name(name)
        if self.open or local == "dataValidation":
            node = Node(local, {local_name(key): value for key, value in zip(attributes[::2], attributes[1::2], strict=True)})
            if self.open:
                self.open[-1].children.append(node)
            self.open.append(node)
        elif local in self.known:
            self.known[local](dict(zip(attributes[::2], attributes[1::2], strict=True)))

    def end(self, _: str) -> None:
        if self.open:
            node = self.open.pop()
            if not self.open and len(self.offers) < MOST_OFFERS:
                self.offers += _offer(node)

    def characters(self, text: str) -> None:
        if self.open:
            self.open[-1].text += text

    def column(self, attributes: dict[str, str]) -> None:
        first, last = int(attributes.get("min", "1")), min(int(attributes.get("max", "1")), MAX_COLUMN)
        # programs write one entry for all the columns behind the last one
        for number in range(max(first, 1), min(last, first + 100) + 1):
            if "width" in attributes and attributes.get("hidden") not in ("1", "true"):
                self.widths[number] = float(attributes["width"])
            if said := self.style(attributes.get("style")):
                self.columns[number] = said

    def cell(self, attributes: dict[str, str]) -> None:
        said = self.style(attributes.get("s"))
        if said and "r" in attributes:
            row, column = parse_address(attributes["r"])
            if row <= ROWS:
                self.formats[row, column] = said

    def style(self, number: str | None) -> str:
        return self.styles[int(number)] if number and number.isdecimal() and int(number) < len(self.styles) else ""


def _offer(node: Node) -> list[Offer]:
    """What a validation offers; the newer kind names its ranges in an element, the older one in an attribute."""
    below = {each.name: "".join(one.text for one in each.walk()).strip() for each in node.children}
    named = node.attributes.get("sqref") or below.get("sqref", "")
    ranges: list[Range] = [parse_range(each) for each in named.split()[:MOST_RANGES]]
    kind = _KINDS.get(node.attributes.get("type", ""), "other")
    limits = [_number(below.get(name, "")) for name in ("formula1", "formula2")]
    least, most = _limits(node.attributes.get("operator", "between"), *limits)
    prompt = unescape(node.attributes.get("prompt", ""))
    return [Offer(tuple(ranges), kind, unescape(below.get("formula1", "")) if kind == "list" else "", least, most, prompt)] if ranges else []


def _limits(operator: str, first: float | None, second: float | None) -> tuple[float | None, float | None]:
    """The least and the most that an operator and its numbers allow."""
    if operator == "between":
        return first, second
    if operator == "greaterThanOrEqual":
        return first, None
    return (None, first) if operator == "lessThanOrEqual" else (None, None)


def _number(text: str) -> float | None:
    return float(text) if _NUMBER.fullmatch(text) else None
