"""The sheets of an OpenDocument spreadsheet, read as a stream. Rows and cells may say that they are repeated, up to the sheet's edge."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sheetsync.files.ods_cells import cell_of
from sheetsync.files.plain_cells import MAX_ROW
from sheetsync.files.sheet_parser import MAX_COLUMN, Range
from sheetsync.files.unreadable import unreadable
from sheetsync.files.xml_tree import new_parser, well_formed
from sheetsync.model.raw import BLANK, RawCell, RawSheet

MAX_REPEATED = 2_000_000
"""So many cells may a file have by repeating others; a few bytes could ask for more than any memory holds."""
_MOST_SPACES = 32_767
_SPACES = re.compile(r"[ \t\r\n]+")
_APART = frozenset(
    {
        "table:tracked-changes",
        "table:shapes",
        "table:dde-links",
        "table:content-validations",
        "office:forms",
        "text:ruby-text",
        "office:event-listeners",
    }
)
"""What holds texts or cells that are none of the sheet's; drawings too, whatever their name."""
_SAYING = ("table:formula", "office:value-type", "calcext:value-type")
"""With none of these, and no text, a cell holds nothing; most cells of a form do not."""
_HIDDEN = ("collapse", "filter")
_SPACE, _TAB, _BREAK = "\x00", "\x01", "\x02"
"""Stand for spaces that count, until those that do not are gone; no XML holds these."""


@dataclass(slots=True)
class _Table:
    """A sheet that is being read."""

    name: str
    hidden: bool
    rows: list[tuple[int, dict[int, RawCell]]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[Range] = field(default_factory=list)
    comments: dict[tuple[int, int], str] = field(default_factory=dict)
    columns: int = 0
    """How many columns were described so far."""

    def done(self) -> RawSheet:
        state = "hidden" if self.hidden else "visible"
        return RawSheet(
            self.name, self.rows, state, frozenset(self.hidden_rows), frozenset(self.hidden_columns), tuple(self.merged), dict(self.comments)
        )


def parse_sheets(pieces: Iterable[bytes], part: str) -> list[RawSheet]:
    """The sheets of the part that holds them, which comes piece by piece; `part` is its name in errors."""
    parser = _Parser(part)
    with well_formed(part):
        parser.run(pieces)
    return parser.sheets


class _Parser:
    """The handlers for expat, by the names that all programs give to the elements."""

    def __init__(self, part: str) -> None:
        self.sheets: list[RawSheet] = []
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._table: _Table | None = None
        self._row, self._rows, self._column = 1, 1, 1
        self._row_hidden = False
        self._cells: dict[int, RawCell] = {}
        self._cell: dict[str, str] = {}
        self._in_cell = self._in_note = self._in_text = False
        self._paragraphs: list[str] = []
        self._note: list[str] = []
        self._text = ""
        self._apart = self._repeated = 0
        self._starts: dict[str, Callable[[dict[str, str]], None]] = {
            "style:style": self._start_style,
            "style:table-properties": self._start_table_look,
            "table:table": self._start_table,
            "table:table-column": self._start_column,
            "table:table-row": self._start_row,
            "table:table-cell": self._start_cell,
            "table:covered-table-cell": self._start_cell,
            "office:annotation": self._start_note,
            "text:p": self._start_paragraph,
            "text:s": self._add_spaces,
            "text:tab": lambda _: self._characters(_TAB),
            "text:line-break": lambda _: self._characters(_BREAK),
        }
        self._ends: dict[str, Callable[[], None]] = {
            "table:table": self._end_table,
            "table:table-row": self._end_row,
            "table:table-cell": self._end_cell,
            "table:covered-table-cell": self._end_cell,
            "office:annotation": self._end_note,
            "text:p": self._end_paragraph,
        }
        self._parser = new_parser(part)
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters

    def run(self, pieces: Iterable[bytes]) -> None:
        for piece in pieces:
            self._parser.Parse(piece)
        self._parser.Parse(b"", True)

    def _start(self, name: str, attributes: list[str]) -> None:
        if self._apart or name in _APART or name.startswith("draw:") or (name == "table:table" and self._table):
            self._apart += 1
        elif name in self._starts:
            self._starts[name](dict(zip(attributes[::2], attributes[1::2], strict=True)))

    def _end(self, name: str) -> None:
        if self._apart:
            self._apart -= 1
        elif name in self._ends:
            self._ends[name]()

    def _characters(self, text: str) -> None:
        if self._in_text and not self._apart:
            self._text += text

    # ── looks, sheets, columns ──

    def _start_style(self, attributes: dict[str, str]) -> None:
        self._style = attributes.get("style:name", "") if attributes.get("style:family") == "table" else ""

    def _start_table_look(self, attributes: dict[str, str]) -> None:
        if self._style and attributes.get("table:display") == "false":
            self._hidden_styles.add(self._style)

    def _start_table(self, attributes: dict[str, str]) -> None:
        self._table = _Table(attributes.get("table:name", ""), attributes.get("table:style-name", "") in self._hidden_styles)
        self._row = 1

    def _end_table(self) -> None:
        if self._table:
            self.sheets.append(self._table.done())
        self._table = None

    def _start_column(self, attributes: dict[str, str]) -> None:
        if table := self._table:
            first, table.columns = table.columns + 1, min(table.columns + _times(attributes, "columns"), MAX_COLUMN)
            if attributes.get("table:visibility") in _HIDDEN:
                table.hidden_columns.update(range(first, table.columns + 1))

    # ── rows and cells ──

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._rows = _times(attributes, "rows")
        self._row_hidden = attributes.get("table:visibility") in _HIDDEN
        self._cells, self._column = {}, 1

    def _end_row(self) -> None:
        if self._table and self._cells:
            numbers = range(self._row, self._row + self._rows)
            if numbers[-1] > MAX_ROW:
                raise unreadable("address", row=numbers[-1])
            self._count(len(self._cells) * (self._rows - 1))
            self._table.rows.extend((number, self._cells) for number in numbers)
            if self._row_hidden:
                self._table.hidden_rows.update(numbers)
        self._row += self._rows

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._cell, self._in_cell = attributes, True
        self._paragraphs = []

    def _end_cell(self) -> None:
        self._in_cell = False
        times = _times(self._cell, "columns")
        cell = cell_of(self._cell, self._paragraphs) if self._paragraphs or not self._cell.keys().isdisjoint(_SAYING) else BLANK
        if cell is not BLANK:
            self._count(times - 1)
            if self._column + times - 1 > MAX_COLUMN:
                raise unreadable("address", column=self._column + times - 1)
            self._cells.update(dict.fromkeys(range(self._column, self._column + times), cell))
        self._merge()
        self._column += times

    def _merge(self) -> None:
        down, across = (int(self._cell.get(f"table:number-{way}-spanned", 1)) for way in ("rows", "columns"))
        if self._table and (down > 1 or across > 1):
            last = min(self._row + down - 1, MAX_ROW), min(self._column + across - 1, MAX_COLUMN)
            self._table.merged.append((self._row, self._column, *last))

    def _count(self, repeated: int) -> None:
        self._repeated += repeated
        if self._repeated > MAX_REPEATED:
            raise unreadable("too-many-cells", limit=MAX_REPEATED)

    # ── texts ──

    def _start_note(self, _: dict[str, str]) -> None:
        self._in_note, self._note = True, []

    def _end_note(self) -> None:
        self._in_note = False
        if self._table and any(self._note):
            self._table.comments[self._row, self._column] = "\n".join(filter(None, self._note))

    def _start_paragraph(self, _: dict[str, str]) -> None:
        self._in_text, self._text = self._in_cell, ""

    def _end_paragraph(self) -> None:
        if self._in_text:
            (self._note if self._in_note else self._paragraphs).append(_shown(self._text))
        self._in_text = False

    def _add_spaces(self, attributes: dict[str, str]) -> None:
        self._characters(_SPACE * min(int(attributes.get("text:c", 1)), _MOST_SPACES))


def _times(attributes: dict[str, str], what: str) -> int:
    """How often a row, column or cell is repeated."""
    return max(1, int(attributes.get(f"table:number-{what}-repeated", 1)))


def _shown(text: str) -> str:
    """A paragraph's text without the spaces that only lay the XML out."""
    return _SPACES.sub(" ", text).strip(" ").replace(_SPACE, " ").replace(_TAB, "\t").replace(_BREAK, "\n")
