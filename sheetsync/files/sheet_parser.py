"""One sheet's XML, read as a stream: cells, hidden rows and columns, merged ranges."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sheetsync.files.cell_kinds import UNCALCULATED, CellKinds, Kind
from sheetsync.files.plain_cells import COLUMNS, MAX_ROW, take_plain_cells
from sheetsync.files.unreadable import unreadable
from sheetsync.files.xml_tree import is_true, local_name, new_parser, well_formed
from sheetsync.model.raw import BLANK, RawCell

MAX_COLUMN = 16_384
MOST_LOOKS = 20
"""Array formulas never overlap, so that all of them together reach each cell once; a file that makes us look at each so often is none of Excel's."""

_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})", re.ASCII)

_NO_ROW = "?"
"""No address ends in this, so that each cell of a row without a number is looked at by itself."""

_NOTHING = Kind(lambda _: BLANK)

Range = tuple[int, int, int, int]
"""First row, first column, last row, last column, from 1."""


@dataclass(slots=True)
class SheetContent:
    """What a sheet's own part says, rows by number."""

    rows: dict[int, dict[int, RawCell]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[Range] = field(default_factory=list)
    arrays: list[Range] = field(default_factory=list)
    """The ranges that array formulas fill; only their first cells carry the formula."""
    hidden_spans: list[tuple[int, int]] = field(default_factory=list)
    """The first and the last of columns that are hidden together."""


def parse_sheet(pieces: Iterable[bytes], kinds: CellKinds, part: str) -> SheetContent:
    """The content of a sheet's part that comes piece by piece, with `part` as its name in errors."""
    content = SheetContent()
    with well_formed(part):
        _Parser(content, kinds, part).run(pieces)
    _finish(content)
    return content


def parse_sheet_at_once(data: bytes, kinds: CellKinds, part: str) -> SheetContent:
    """The same from a part that is there as a whole: several times faster where its cells are written plainly."""
    content = SheetContent()
    with well_formed(part):
        rest = take_plain_cells(data, kinds, content.rows)
        _Parser(content, kinds, part).run([rest])
    _finish(content)
    return content


def parse_address(text: str) -> tuple[int, int]:
    """Row and column of an address such as `C7`; raises `UnreadableFile` for one that no sheet has."""
    found = _ADDRESS.fullmatch(text)
    if not found or not 1 <= int(found[2]) <= MAX_ROW:
        raise unreadable("address", address=text[:40])
    try:
        return int(found[2]), COLUMNS[found[1].upper()]
    except KeyError as error:
        raise unreadable("address", address=text[:40]) from error


def parse_range(text: str) -> Range:
    """A range such as `A1:C3`, or a single cell as a range."""
    first, _, last = text.partition(":")
    (top, left), (bottom, right) = parse_address(first), parse_address(last or first)
    return min(top, bottom), min(left, right), max(top, bottom), max(left, right)


def _finish(content: SheetContent) -> None:
    """Rows and cells in order, those without anything left out, results of array formulas marked as such."""
    content.rows = {number: _in_order(cells) for number, cells in sorted(content.rows.items()) if cells}
    content.hidden_columns = _covered(content.hidden_spans)
    looks = MOST_LOOKS * (len(content.rows) + sum(map(len, content.rows.values())))
    for range_ in content.arrays:
        for number, columns in _cells_within(content.rows, range_):
            looks -= 1 + len(columns)
            if looks < 0:
                raise unreadable("overlapping-ranges")
            cells = content.rows.get(number, {})
            cells.update((column, cells[column]._replace(formula=True)) for column in columns)


def _covered(spans: Iterable[tuple[int, int]]) -> set[int]:
    """The numbers in any of the spans, which may overlap."""
    found: set[int] = set()
    beyond = 1
    for first, last in sorted(spans):
        found.update(range(max(first, beyond), last + 1))
        beyond = max(beyond, last + 1)
    return found


def _in_order(cells: dict[int, RawCell]) -> dict[int, RawCell]:
    columns = list(cells)
    return cells if columns == sorted(columns) else dict(sorted(cells.items()))


def _cells_within(rows: dict[int, dict[int, RawCell]], range_: Range) -> Iterator[tuple[int, list[int]]]:
    """Each row that a range reaches into, with its columns there."""
    top, left, bottom, right = range_
    for number in range(top, bottom + 1) if bottom - top < len(rows) else list(rows):
        if top <= number <= bottom:
            cells = rows.get(number, {})
            yield number, [c for c in (range(left, right + 1) if right - left < len(cells) else cells) if left <= c <= right and c in cells]


class _Parser:
    """The handlers for expat.

    Ends of elements are listened to only inside a cell of text, where spaces count: that saves half the calls. So a number is
    stored as soon as any of it was read, and stored again should more of it follow.
    """

    __slots__ = (
        "_cell", "_cells", "_collecting", "_column", "_content", "_kind", "_kinds", "_others",
        "_parser", "_phonetic", "_row", "_row_element", "_row_text", "_text", "_value",
    )  # fmt: skip

    def __init__(self, content: SheetContent, kinds: CellKinds, part: str) -> None:
        self._content = content
        self._kinds = kinds
        self._kind = _NOTHING
        self._cells: dict[int, RawCell] = {}
        self._row = self._column = 0
        self._row_text = self._text = ""
        self._collecting = self._phonetic = False
        self._parser = new_parser(part)
        self._parser.StartElementHandler = self._root
        self._parser.CharacterDataHandler = self._characters

    def run(self, pieces: Iterable[bytes]) -> None:
        for piece in pieces:
            self._parser.Parse(piece)
        self._parser.Parse(b"", True)

    def _root(self, name: str, _: list[str]) -> None:
        """All elements of the sheet have the prefix of its root; those with another are extensions."""
        prefix = name.removesuffix(local_name(name))
        self._cell, self._value, self._row_element = (prefix + local for local in ("c", "v", "row"))
        self._others = {
            prefix + "f": self._start_formula,
            prefix + "is": self._start_inline,
            prefix + "t": self._start_text,
            prefix + "rPh": self._start_phonetic,
            prefix + "col": self._start_columns,
            prefix + "mergeCell": self._start_merged,
        }
        self._parser.StartElementHandler = self._start

    def _start(self, name: str, attributes: list[str]) -> None:
        if name == self._cell:
            self._collecting = False
            try:
                self._column = COLUMNS[attributes[1].removesuffix(self._row_text)]
            except LookupError:
                attributes = self._place(attributes)
            self._kind = kind = self._kinds[tuple(attributes[2:])]
            if kind.exact:
                self._listen_to_ends()
        elif name == self._value:
            self._collecting = True
            self._text = ""
        elif name == self._row_element:
            self._start_row(_named(attributes))
        elif name in self._others:
            self._others[name](_named(attributes))
        else:
            self._collecting = False

    def _characters(self, text: str) -> None:
        if self._collecting:
            self._text = text = self._text + text
            if not self._kind.exact:
                cell = self._kind[text]
                if cell is not BLANK:
                    self._cells[self._column] = cell

    def _end(self, name: str) -> None:
        local = local_name(name)
        if local == "c":
            self._parser.EndElementHandler = None
        elif local in ("v", "is"):
            self._store_text()
        elif local == "t":
            self._collecting = False
        elif local == "rPh":
            self._phonetic = False

    def _store_text(self) -> None:
        self._collecting = False
        cell = self._kind[self._text]
        if cell is not BLANK:
            self._cells[self._column] = cell

    def _listen_to_ends(self) -> None:
        self._text = ""
        self._parser.EndElementHandler = self._end

    def _start_row(self, attributes: dict[str, str]) -> None:
        row = attributes.get("r")
        self._row_text = row or _NO_ROW
        self._enter_row(int(row) if row else self._row + 1)
        self._column, self._kind = 0, _NOTHING
        if is_true(attributes.get("hidden")):
            self._content.hidden_rows.add(self._row)

    def _enter_row(self, number: int) -> None:
        if not 1 <= number <= MAX_ROW:
            raise unreadable("address", row=number)
        self._row = number
        self._cells = self._content.rows.setdefault(number, {})

    def _place(self, attributes: list[str]) -> list[str]:
        """Find the column of a cell that does not begin with an address in its row; its attributes in the usual order."""
        named = _named(attributes)
        address = named.pop("r", None)
        if address is None:
            self._column += 1
        else:
            row, self._column = parse_address(address)
            if row != self._row:
                self._enter_row(row)
                self._row_text = _NO_ROW
        if self._column > MAX_COLUMN:
            raise unreadable("address", column=self._column)
        return ["r", "", *(text for pair in named.items() for text in pair)]

    def _start_formula(self, attributes: dict[str, str]) -> None:
        self._collecting = False
        if self._column:
            self._cells[self._column] = UNCALCULATED
        self._kind = self._kind.formula
        if attributes.get("t") in ("array", "dataTable") and "ref" in attributes:
            self._content.arrays.append(parse_range(attributes["ref"]))

    def _start_inline(self, _: dict[str, str]) -> None:
        if not self._kind.exact:
            self._kind = self._kinds.inline
            self._listen_to_ends()

    def _start_text(self, _: dict[str, str]) -> None:
        self._collecting = self._kind.exact and not self._phonetic

    def _start_phonetic(self, _: dict[str, str]) -> None:
        self._phonetic = True

    def _start_columns(self, attributes: dict[str, str]) -> None:
        if is_true(attributes.get("hidden")):
            first, last = int(attributes["min"]), int(attributes["max"])
            self._content.hidden_spans.append((max(first, 1), min(last, MAX_COLUMN)))

    def _start_merged(self, attributes: dict[str, str]) -> None:
        self._content.merged.append(parse_range(attributes["ref"]))


def _named(attributes: list[str]) -> dict[str, str]:
    return dict(zip(attributes[::2], attributes[1::2], strict=True))
