"""The shortcut through a sheet's XML: cells written in the one plain way that nearly all programs use are taken out with string functions.

Nothing is guessed: every character between two cells either belongs to that plain way or is kept. A cell that differs in anything (a
formula, a text of its own, attributes in another order) stays in the XML that is handed back, for the parser to read.
"""

from __future__ import annotations

import re

from sheetsync.files.cell_kinds import VALUE_END, CellKinds, Kind
from sheetsync.files.xml_tree import simple_text
from sheetsync.model.raw import BLANK, RawCell

_CELL = '<c r="'
_ROW = '<row r="'
_ROW_END = "</row>"
_DATA, _DATA_END = "<sheetData>", "</sheetData>"
_ATTRIBUTES = re.compile(r'(?: s="(\d{1,9})")?(?: t="([snbe])")?(/>|></c>|)', re.ASCII)
_BLANK = re.compile(r'<c r="[A-Z]{1,2}[1-9]\d{0,5}"(?: s="\d{1,9}")?(?: t="[snbe]")? ?/>(?=<c r="|</row>)', re.ASCII)
"""A cell that only has a look, before another numbered cell or the end of its row; most cells of a form are blank."""
_INLINE = re.compile(r'(?: s="\d{1,9}")? t="inlineStr"><is><t>([^<&]*)</t></is></c>', re.ASCII)
_ROW_LOOK = re.compile(r'(?: [A-Za-z:]+="[^"<>&]*")* ?>', re.ASCII)
_HIDDEN = re.compile(r' hidden="(?!0"|false")')
_ROW_START = re.compile(r'\d{1,7}"[^<>]*>', re.ASCII)
MAX_ROW = 1_048_576
_LETTERS = re.compile(r"[A-Z]{1,2}|[A-W][A-Z]{2}|X[A-E][A-Z]|XF[A-D]")


class _Columns(dict[str, int]):
    """The number of each column by its letters, worked out when first asked for; `KeyError` for letters that no sheet has."""

    def __missing__(self, letters: str) -> int:
        if not _LETTERS.fullmatch(letters):
            raise KeyError(letters)
        number = 0
        for letter in letters:
            number = number * 26 + ord(letter) - 64
        self[letters] = number
        return number


COLUMNS = _Columns()
"""Letters of a column to its number; never more than a sheet has columns."""


class _Ends(dict[str, RawCell]):
    """Cells by all that follows `<v>` in the plain way; `KeyError` for what is not plain."""

    __slots__ = ("_kind",)

    def __init__(self, kind: Kind) -> None:
        super().__init__()
        self._kind = kind

    def __missing__(self, end: str) -> RawCell:
        text = end.removesuffix(VALUE_END)
        if text == end or "<" in text or "&" in text or not text.isprintable():
            raise KeyError(end)
        cell = self[end] = self._kind.make(text)
        return cell


class _Starts(dict[str, dict[str, RawCell]]):
    """The `_Ends` by the attributes after a cell's address; of a cell without content the only end is none."""

    __slots__ = ("_kinds",)

    def __init__(self, kinds: CellKinds) -> None:
        super().__init__()
        self._kinds = kinds

    def __missing__(self, start: str) -> dict[str, RawCell]:
        found = _ATTRIBUTES.fullmatch(start)
        if not found:
            raise KeyError(start)
        style, type_, closed = found.groups()
        ends = self[start] = (
            {"": BLANK} if closed else self._kinds.shared_ends if type_ == "s" else _Ends(self._kinds.kind(type_ or "n", style or "0"))
        )
        return ends


class _RowLooks(dict[str, bool]):
    """Whether a row with these attributes behind its number, to the end of its start tag, says nothing but how it looks."""

    def __missing__(self, attributes: str) -> bool:
        plain = self[attributes] = bool(_ROW_LOOK.fullmatch(attributes)) and not _HIDDEN.search(attributes)
        return plain


def take_plain_cells(data: bytes, kinds: CellKinds, rows: dict[int, dict[int, RawCell]]) -> bytes:
    """Put the plainly written cells of a sheet's part into `rows`; the part without them, and without the rows that hold nothing else."""
    text = simple_text(data)
    before, _, rest = text.partition(_DATA)
    body, _, after = rest.rpartition(_DATA_END)
    if not body:
        return data
    first, *numbered = _BLANK.sub("", body).split(_ROW)
    starts, looks = _Starts(kinds), _RowLooks()
    kept = [_row(row, starts, looks, kinds, rows) for row in numbered]
    return "".join([before, _DATA, first, *kept, _DATA_END, after]).encode()


def _row(row: str, starts: _Starts, looks: _RowLooks, kinds: CellKinds, rows: dict[int, dict[int, RawCell]]) -> str:
    """Read what follows `<row r="` up to the next such place; what remains of it."""
    body = row.removesuffix(_ROW_END)
    start, *pieces = body.split(_CELL)
    number, _, attributes = start.partition('"')
    if not _ROW_START.fullmatch(start) or number[0] == "0" or int(number) > MAX_ROW:
        return _ROW + row
    left = _cells(pieces, number + '"', starts, kinds, rows.setdefault(int(number), {}))
    if not left and len(body) != len(row) and looks[attributes]:
        return ""
    return "".join([_ROW, start, *left, row[len(body) :]])


def _cells(pieces: list[str], row_end: str, starts: _Starts, kinds: CellKinds, cells: dict[int, RawCell]) -> list[str]:
    """Read the cells of one row, each without its `<c r="`; those that are not plain, whole."""
    left = []
    for piece in pieces:
        letters, _, rest = piece.partition(row_end)
        start, _, end = rest.partition("><v>")
        try:
            cell = starts[start][end]
            column = COLUMNS[letters]
        except LookupError:
            if not _take_inline(letters, rest, kinds, cells):
                left.append(_CELL + piece)
            continue
        if cell is not BLANK:
            cells[column] = cell
    return left


def _take_inline(letters: str, rest: str, kinds: CellKinds, cells: dict[int, RawCell]) -> bool:
    """Read a cell with a plain text of its own, as openpyxl writes them; false for any other one."""
    found = _INLINE.fullmatch(rest)
    if not found or not _LETTERS.fullmatch(letters) or not found[1].replace("\n", "").isprintable():
        return False
    cell = kinds.inline[found[1]]
    if cell is not BLANK:
        cells[COLUMNS[letters]] = cell
    return True
