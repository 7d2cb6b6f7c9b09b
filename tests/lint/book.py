"""A workbook as its file says it: every part parsed once, without the libraries that wrote it."""

from __future__ import annotations

import io
import posixpath
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
BLACK, WHITE = "000000", "FFFFFF"
THEME = {"0": WHITE, "1": BLACK}
"""The colours of a theme that stand for the window's own."""
_ADDRESS = re.compile(r"\$?([A-Z]{0,3})\$?(\d*)")


class Area(NamedTuple):
    """Cells, by their first and last row and column, from 1."""

    top: int
    left: int
    bottom: int
    right: int

    @classmethod
    def of(cls, text: str) -> Area:
        """An area as it is written: `A1`, `$A$1:$B$2`, whole rows `1:3`, whole columns `A:C`."""
        first, _, last = text.partition(":")
        (left, top), (right, bottom) = _place(first), _place(last or first)
        return cls(top or 1, left or 1, bottom or LAST_ROW, right or LAST_COLUMN)

    def meets(self, other: Area) -> bool:
        return self.top <= other.bottom and other.top <= self.bottom and self.left <= other.right and other.left <= self.right

    def holds(self, row: int, column: int) -> bool:
        return self.top <= row <= self.bottom and self.left <= column <= self.right


def _place(address: str) -> tuple[int, int]:
    found = _ADDRESS.fullmatch(address)
    if found is None:
        raise ValueError(address)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return column, int(found[2] or 0)


class Cell(NamedTuple):
    look: int
    type: str
    value: str
    formula: str = ""


class Look(NamedTuple):
    """What a cell's format, or a conditional one, says of colours and numbers; blank where it says nothing."""

    font: str = ""
    fill: str = ""
    number: str = ""


class Validation(NamedTuple):
    areas: tuple[Area, ...]
    kind: str
    formulas: tuple[str, ...]
    texts: Mapping[str, str]


class Rule(NamedTuple):
    """A conditional format."""

    areas: tuple[Area, ...]
    kind: str
    formula: str
    look: Look
    priority: int


class Link(NamedTuple):
    """A hyperlink: a place in the workbook, or a target outside."""

    area: Area
    location: str
    target: str


class Name(NamedTuple):
    """A defined name; `sheet` is the number of the sheet to which it belongs, from 0, none for the workbook's own."""

    name: str
    sheet: int | None
    formula: str


class Relation(NamedTuple):
    source: str
    kind: str
    target: str
    external: bool


@dataclass(frozen=True)
class Sheet:
    """A sheet with everything that lies over its cells."""

    name: str
    state: str
    root: ET.Element
    cells: Mapping[tuple[int, int], Cell]
    looks: Sequence[Look]
    targets: Mapping[str, str]
    """Where its links outside lead, by the id of their relationship."""
    notes: Mapping[tuple[int, int], str]
    drawings: Sequence[ET.Element]
    charts: Sequence[ET.Element]
    tables: Sequence[ET.Element]
    names: Mapping[str, str]
    """The names that belong to it alone, without those that Excel hides."""

    @cached_property
    def filter(self) -> Area | None:
        """The table, as the filter over it knows it."""
        found = self.root.find("autoFilter")
        return None if found is None else Area.of(found.attrib["ref"])

    @cached_property
    def merges(self) -> tuple[Area, ...]:
        return tuple(Area.of(each.attrib["ref"]) for each in self.root.iter("mergeCell"))

    @cached_property
    def validations(self) -> tuple[Validation, ...]:
        return tuple(_validation(each) for each in self.root.iter("dataValidation"))

    @cached_property
    def links(self) -> tuple[Link, ...]:
        return tuple(
            Link(Area.of(each.attrib["ref"]), each.get("location", ""), self.targets.get(each.get("id", ""), ""))
            for each in self.root.iter("hyperlink")
        )

    @cached_property
    def filled(self) -> tuple[tuple[int, int], ...]:
        """The places of the cells in which something stands."""
        return tuple(place for place, cell in self.cells.items() if cell.value or cell.formula)

    @cached_property
    def frozen(self) -> tuple[int, int]:
        """How many rows and columns stay when one scrolls."""
        pane = self.root.find("sheetViews/sheetView/pane")
        return (0, 0) if pane is None else (int(pane.get("ySplit", "0")), int(pane.get("xSplit", "0")))

    @cached_property
    def heights(self) -> Mapping[int, float]:
        """The rows of which the height is said, in points."""
        return {int(row.attrib["r"]): float(row.attrib["ht"]) for row in self.root.iter("row") if "ht" in row.attrib}

    @cached_property
    def widths(self) -> Mapping[int, float]:
        """The columns that are shown and of which the width is said, in characters."""
        shown = (each for each in self.root.iter("col") if each.get("hidden") != "1" and int(each.attrib["max"]) < LAST_COLUMN)
        return {n: float(each.attrib["width"]) for each in shown for n in range(int(each.attrib["min"]), int(each.attrib["max"]) + 1)}

    def text(self, row: int, column: int) -> str:
        found = self.cells.get((row, column))
        return found.value if found else ""

    def look(self, row: int, column: int) -> Look:
        """The look of a cell, as far as the sheet says it."""
        found = self.cells.get((row, column))
        return self.looks[found.look] if found else Look(BLACK, WHITE)


@dataclass(frozen=True)
class Book:
    """A workbook."""

    label: str
    size: int
    sheets: tuple[Sheet, ...]
    rules: Mapping[str, tuple[Rule, ...]]
    """The conditional formats, by sheet."""
    names: tuple[Name, ...]
    relations: tuple[Relation, ...]
    parts: tuple[str, ...]
    active: int
    view: ET.Element

    @property
    def visible(self) -> Iterator[Sheet]:
        return (sheet for sheet in self.sheets if sheet.state == "visible")

    def sheet(self, name: str) -> Sheet | None:
        return next((each for each in self.sheets if each.name == name), None)

    def range(self, formula: str) -> tuple[str, Area] | None:
        """The sheet and the area that a formula names which is one range; None for any other."""
        sheet, mark, cells = formula.removeprefix("=").rpartition("!")
        quoted = sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
        try:
            return (quoted, Area.of(cells)) if mark else None
        except ValueError:
            return None

    def values(self, name: str) -> list[str]:
        """What stands in the cells of a defined name."""
        found = next((self.range(each.formula) for each in self.names if each.name == name), None)
        sheet = self.sheet(found[0]) if found else None
        if not (found and sheet):
            return []
        top, left, bottom, right = found[1]
        return [sheet.text(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]


def read_book(source: Path | bytes, label: str = "") -> Book:
    """Parses a workbook's file."""
    content = source if isinstance(source, bytes) else source.read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = tuple(archive.namelist())
        trees = {name: _plain(archive.read(name)) for name in parts if name.endswith((".xml", ".rels"))}
    return _Reader(label or str(source), len(content), parts, trees).book()


def _plain(content: bytes) -> ET.Element:
    """A part without namespaces, which say nothing here."""
    root = ET.fromstring(content)
    for each in root.iter():
        each.tag = each.tag.rpartition("}")[2]
        if any("}" in name for name in each.attrib):
            each.attrib = {name.rpartition("}")[2]: value for name, value in each.attrib.items()}
    return root


class _Reader:
    def __init__(self, label: str, size: int, parts: tuple[str, ...], trees: Mapping[str, ET.Element]) -> None:
        self.label, self.size, self.parts, self.trees = label, size, parts, trees
        self.relations = tuple(relation for name in parts if name.endswith(".rels") for _, relation in self._links(name))
        strings = trees.get("xl/sharedStrings.xml")
        self.strings = [] if strings is None else ["".join(text.text or "" for text in each.iter("t")) for each in strings]
        styles = trees["xl/styles.xml"]
        self.looks = _looks(styles)
        self.dxfs = [_dxf(each) for each in styles.findall("dxfs/dxf")]

    def book(self) -> Book:
        workbook = self.trees["xl/workbook.xml"]
        targets = {id_: relation.target for id_, relation in self._links("xl/_rels/workbook.xml.rels")}
        names = tuple(Name(each.attrib["name"], _number(each.get("localSheetId")), each.text or "") for each in workbook.iter("definedName"))
        listed = [(each, targets[each.attrib["id"]]) for each in workbook.iter("sheet")]
        sheets = tuple(self._sheet(each, part, number, names) for number, (each, part) in enumerate(listed))
        view = next(workbook.iter("workbookView"))
        rules = {each.attrib["name"]: tuple(self._rules(self.trees[part])) for each, part in listed}
        return Book(self.label, self.size, sheets, rules, names, self.relations, self.parts, int(view.get("activeTab", "0")), view)

    def _links(self, name: str) -> Iterator[tuple[str, Relation]]:
        """The relationships that a part of them names, by their ids."""
        folder, file = posixpath.split(name)
        source = posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))
        for each in self.trees.get(name, ()):
            external = each.get("TargetMode") == "External"
            path = posixpath.normpath(posixpath.join("/", posixpath.dirname(source), each.attrib["Target"])).lstrip("/")
            kind = each.attrib["Type"].rpartition("/")[2]
            yield each.attrib["Id"], Relation(source, kind, each.attrib["Target"] if external else path, external)

    def _related(self, part: str) -> list[tuple[str, Relation]]:
        folder, file = posixpath.split(part)
        return list(self._links(f"{folder}/_rels/{file}.rels"))

    def _sheet(self, entry: ET.Element, part: str, number: int, names: Sequence[Name]) -> Sheet:
        root, related = self.trees[part], self._related(part)
        targets = {id_: relation.target for id_, relation in related}
        kinds = [(relation.kind, relation.target) for _, relation in related]
        drawings = [target for kind, target in kinds if kind == "drawing"]
        charts = [relation.target for drawing in drawings for _, relation in self._related(drawing) if relation.kind == "chart"]
        return Sheet(
            entry.attrib["name"],
            entry.get("state", "visible"),
            root,
            dict(self._cells(root)),
            self.looks,
            targets,
            {place: text for kind, target in kinds if kind == "comments" for place, text in _notes(self.trees[target])},
            [self.trees[each] for each in drawings],
            [self.trees[each] for each in charts],
            [self.trees[target] for kind, target in kinds if kind == "table"],
            {each.name: each.formula for each in names if each.sheet == number and each.name != "_xlnm._FilterDatabase"},
        )

    def _cells(self, root: ET.Element) -> Iterator[tuple[tuple[int, int], Cell]]:
        for row in root.iter("row"):
            number = int(row.attrib["r"])
            for each in row:
                column, _ = _place(each.attrib["r"])
                yield (number, column), self._cell(each)

    def _cell(self, each: ET.Element) -> Cell:
        type_, value, formula = each.get("t", "n"), "", ""
        for part in each:
            if part.tag == "v":
                value = part.text or ""
            elif part.tag == "f":
                formula = part.text or ""
            elif part.tag == "is":
                value = "".join(text.text or "" for text in part.iter("t"))
        return Cell(int(each.get("s", "0")), type_, self.strings[int(value)] if type_ == "s" else value, formula)

    def _rules(self, root: ET.Element) -> Iterator[Rule]:
        for block in root.findall("conditionalFormatting"):
            areas = _areas(block.attrib["sqref"])
            for each in block.findall("cfRule"):
                look = self.dxfs[int(each.attrib["dxfId"])] if "dxfId" in each.attrib else Look()
                if each.find("dataBar") is not None:
                    look = Look(fill=_colour(each.find("dataBar/color"), ""))
                yield Rule(areas, each.attrib["type"], each.findtext("formula") or "", look, int(each.attrib["priority"]))


def _number(text: str | None) -> int | None:
    return None if text is None else int(text)


def _areas(text: str) -> tuple[Area, ...]:
    return tuple(map(Area.of, text.split()))


def _validation(each: ET.Element) -> Validation:
    formulas = tuple(found for name in ("formula1", "formula2") if (found := each.findtext(name)))
    texts = {name: each.get(name, "") for name in ("promptTitle", "prompt", "errorTitle", "error")}
    return Validation(_areas(each.attrib["sqref"]), each.get("type", "none"), formulas, texts)


def _notes(root: ET.Element) -> Iterator[tuple[tuple[int, int], str]]:
    for each in root.iter("comment"):
        column, row = _place(each.attrib["ref"])
        yield (row, column), "".join(text.text or "" for text in each.iter("t"))


def _colour(found: ET.Element | None, default: str) -> str:
    if found is None or found.get("auto") == "1":
        return default
    # what is left are the colours of the window itself
    return found.attrib["rgb"][2:] if "rgb" in found.attrib else THEME.get(found.get("theme", ""), default)


def _looks(styles: ET.Element) -> list[Look]:
    fonts = [_colour(each.find("color"), BLACK) for each in styles.findall("fonts/font")]
    fills = [_fill(each) for each in styles.findall("fills/fill")]
    numbers = {each.attrib["numFmtId"]: each.attrib["formatCode"] for each in styles.findall("numFmts/numFmt")}
    return [
        Look(fonts[int(each.attrib["fontId"])], fills[int(each.attrib["fillId"])], numbers.get(each.attrib["numFmtId"], ""))
        for each in styles.findall("cellXfs/xf")
    ]


def _fill(found: ET.Element) -> str:
    pattern = found.find("patternFill")
    return _colour(pattern.find("fgColor"), WHITE) if pattern is not None and pattern.get("patternType") == "solid" else WHITE


def _dxf(found: ET.Element) -> Look:
    number = found.find("numFmt")
    fill = _colour(found.find("fill/patternFill/bgColor"), "")
    return Look(_colour(found.find("font/color"), ""), fill, "" if number is None else number.attrib["formatCode"])
