"""The small parts of an .xlsx file: relationships, the list of sheets, styles, comments, document properties."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from sheetsync.files.archive import Archive
from sheetsync.files.number_formats import built_in_class, format_class
from sheetsync.files.shared_strings import unescape
from sheetsync.files.sheet_parser import parse_range
from sheetsync.files.unreadable import unreadable
from sheetsync.files.xml_tree import Node, is_true, parse_tree, well_formed


@dataclass(frozen=True, slots=True)
class Link:
    """A relationship: its `kind` is the last word of its type, the same in both editions of the standard."""

    id: str
    kind: str
    target: str
    """The part's name in the archive, without a slash in front."""


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A line of the workbook's list of sheets."""

    name: str
    state: str
    link: str


@dataclass(frozen=True, slots=True)
class Listing:
    """What the workbook's own part says."""

    sheets: tuple[SheetEntry, ...]
    from_1904: bool


def read_links(archive: Archive, part: str) -> tuple[Link, ...]:
    """The relationships of a part inside the file (of the package itself for an empty name); none where it has none."""
    folder, name = posixpath.split(part)
    links = posixpath.join(folder, "_rels", name + ".rels")
    if links not in archive:
        return ()
    nodes = parse_tree(archive.read(links), links).all("Relationship")
    return tuple(_link(node.attributes, folder) for node in nodes if node.attributes.get("TargetMode") != "External")


def _link(attributes: Mapping[str, str], folder: str) -> Link:
    kind = attributes.get("Type", "").rpartition("/")[2]
    target = unquote(attributes.get("Target", "")).replace("\\", "/")
    return Link(attributes.get("Id", ""), kind, posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/"))


def find_workbook(archive: Archive, links: tuple[Link, ...]) -> str:
    """The name of the workbook's part; raises `UnreadableFile` where there is none."""
    named = (link.target for link in links if link.kind == "officeDocument")
    for part in (*named, "xl/workbook.xml"):
        if part in archive:
            return part
    raise unreadable("missing-part", part="xl/workbook.xml")


def read_listing(archive: Archive, part: str) -> Listing:
    """The sheets in the workbook's order, and whether its days count from 1904."""
    root = parse_tree(archive.read(part), part)
    sheets = [node for group in root.all("sheets") for node in group.all("sheet")]
    settings = [node.attributes for node in root.all("workbookPr")]
    return Listing(tuple(_sheet_entry(node.attributes) for node in sheets), any(is_true(found.get("date1904")) for found in settings))


def _sheet_entry(attributes: Mapping[str, str]) -> SheetEntry:
    return SheetEntry(unescape(attributes.get("name", "")), attributes.get("state", "visible"), attributes.get("id", ""))


def read_formats(archive: Archive, part: str) -> tuple[str, ...]:
    """The class of the number format of each cell style."""
    return _formats(archive.read(part), part)


@lru_cache(maxsize=8)
def _formats(data: bytes, part: str) -> tuple[str, ...]:
    """The same from the part's bytes, which all copies that one program saved have in common."""
    root = parse_tree(data, part)
    with well_formed(part):
        codes = {int(node.attributes["numFmtId"]): node.attributes.get("formatCode", "") for group in root.all("numFmts") for node in group.children}
        numbers = [int(node.attributes.get("numFmtId", "0")) for group in root.all("cellXfs") for node in group.all("xf")]
    return tuple(format_class(unescape(codes[number])) if number in codes else built_in_class(number) for number in numbers)


def read_notes(archive: Archive, part: str) -> dict[tuple[int, int], str]:
    """The notes on a sheet's cells, from the part that holds the old kind."""
    found: dict[tuple[int, int], list[str]] = {}
    for node in parse_tree(archive.read(part), part).walk():
        if node.name == "comment":
            found.setdefault(_cell(node), []).append(_note_text(node))
    return _joined(found)


def read_threads(archive: Archive, part: str) -> dict[tuple[int, int], str]:
    """The comments on a sheet's cells with their replies, a line each, from the part that holds the new kind."""
    found: dict[tuple[int, int], list[str]] = {}
    for node in parse_tree(archive.read(part), part).all("threadedComment"):
        found.setdefault(_cell(node), []).extend(unescape(text.text) for text in node.all("text"))
    return _joined(found)


def _note_text(comment: Node) -> str:
    return unescape("".join(node.text for node in comment.walk(without="rPh") if node.name == "t"))


def _cell(node: Node) -> tuple[int, int]:
    row, column, _, _ = parse_range(node.attributes.get("ref", ""))
    return row, column


def _joined(found: Mapping[tuple[int, int], list[str]]) -> dict[tuple[int, int], str]:
    texts = {cell: "\n".join(filter(None, lines)) for cell, lines in found.items()}
    return {cell: text for cell, text in texts.items() if text}


def read_core(archive: Archive, part: str) -> dict[str, str]:
    """The core document properties that say something, by name."""
    texts = {node.name: _whole_text(node) for node in parse_tree(archive.read(part), part).children}
    return {name: text for name, text in texts.items() if text}


def read_custom(archive: Archive, part: str) -> dict[str, str]:
    """The custom document properties by name, whatever their type, as text."""
    nodes = parse_tree(archive.read(part), part).all("property")
    return {unescape(node.attributes.get("name", "")): unescape(_whole_text(node)) for node in nodes}


def _whole_text(node: Node) -> str:
    return "".join(below.text for below in node.walk()).strip()
