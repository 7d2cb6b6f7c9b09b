"""Reading a binary workbook (.xlsb) with a reader of our own: the package is that of .xlsx, its parts are records instead of XML."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping, Sequence

from sheetsync.files.archive import Archive
from sheetsync.files.cell_kinds import number_cell
from sheetsync.files.number_formats import NUMBER, built_in_class, format_class
from sheetsync.files.plain_cells import MAX_ROW
from sheetsync.files.sheet_parser import MAX_COLUMN, SheetContent
from sheetsync.files.unreadable import unreadable
from sheetsync.files.xlsb_records import Record, records, rich_text, small_number, text_at, well_made
from sheetsync.files.xlsx_parts import Link, find_workbook, read_links, read_threads
from sheetsync.files.xlsx_reader import read_properties
from sheetsync.model.raw import BLANK, RawCell, RawSheet, RawWorkbook

_ROW, _COLUMNS, _MERGED, _SHEET, _BOOK_SETTINGS, _END_OF_ROWS = 0, 60, 176, 156, 153, 146
_FORMAT, _LOOK, _LOOKS_BEGIN, _LOOKS_END, _STRING = 44, 47, 617, 618, 19
_COMMENT, _COMMENT_TEXT = 635, 637
_CELLS, _SHORT_CELLS, _RICH_CELL = range(1, 12), range(12, 19), 62
"""Cells with the number of their column, such as come right behind the last one, and those whose text has looks."""
_STATES = ("visible", "hidden", "veryHidden")
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}

_NUMBER = struct.Struct("<L")
_FOUR = struct.Struct("<4L")
_REAL = struct.Struct("<d")
_FORMAT_NUMBER = struct.Struct("<H")


def read_xlsb(archive: Archive) -> RawWorkbook:
    """The workbook in an archive of its parts, as `read_workbook` gives it; every formula has a result in such a file."""
    package = read_links(archive, "")
    part = find_workbook(archive, package)
    links = read_links(archive, part)
    book = list(_records(archive, part))
    with well_made(part):
        from_1904 = any(number == _BOOK_SETTINGS and body[0] & 1 for number, body in book)
        listing = [_listed(body) for number, body in book if number == _SHEET]
    cells = _CellMaker(_formats(archive, links), _strings(archive, links), from_1904)
    parts = {link.id: link for link in links}
    sheets = [_sheet(archive, name, state, parts[link].target, cells) for name, state, link in listing if _has_cells(name, parts.get(link))]
    return RawWorkbook(sheets, *read_properties(archive, package), format="xlsb")


def _records(archive: Archive, part: str) -> Iterator[Record]:
    return records(archive.pieces(part), part)


def _listed(body: bytes) -> tuple[str, str, str]:
    """A sheet's name and state, and its link."""
    (state,) = _NUMBER.unpack_from(body)
    link, end = text_at(body, 8)
    return text_at(body, end)[0], _STATES[state] if state < len(_STATES) else "hidden", link


def _has_cells(name: str, link: Link | None) -> bool:
    if link is None:
        raise unreadable("missing-part", sheet=name)
    return link.kind == "worksheet"


def _there(archive: Archive, links: tuple[Link, ...], kind: str) -> Iterator[str]:
    return (link.target for link in links if link.kind == kind and link.target in archive)


def _formats(archive: Archive, links: tuple[Link, ...]) -> list[str]:
    """The class of the number format of each cell style."""
    codes: dict[int, str] = {}
    numbers: list[int] = []
    for part in _there(archive, links, "styles"):
        inside = False
        with well_made(part):
            for number, body in _records(archive, part):
                inside = number == _LOOKS_BEGIN or (inside and number != _LOOKS_END)
                if number == _FORMAT:
                    codes[_FORMAT_NUMBER.unpack_from(body)[0]] = text_at(body, 2)[0]
                elif number == _LOOK and inside:
                    numbers.append(_FORMAT_NUMBER.unpack_from(body, 2)[0])
    return [format_class(codes[number]) if number in codes else built_in_class(number) for number in numbers]


def _strings(archive: Archive, links: tuple[Link, ...]) -> list[RawCell]:
    for part in _there(archive, links, "sharedStrings"):
        with well_made(part):
            return [_text(rich_text(body)) for number, body in _records(archive, part) if number == _STRING]
    return []


def _text(text: str) -> RawCell:
    return RawCell(text) if text else BLANK


def _sheet(archive: Archive, name: str, state: str, part: str, cells: _CellMaker) -> RawSheet:
    content = SheetContent()
    with well_made(part):
        _SheetReader(content, cells).run(_records(archive, part))
    rows = [(number, dict(sorted(found.items()))) for number, found in sorted(content.rows.items()) if found]
    hidden = content.hidden_rows & {number for number, _ in rows}
    comments = _comments(archive, read_links(archive, part))
    return RawSheet(name, rows, state, frozenset(hidden), frozenset(content.hidden_columns), tuple(content.merged), comments)


class _SheetReader:
    """Takes the records of one sheet."""

    def __init__(self, content: SheetContent, cells: _CellMaker) -> None:
        self._content = content
        self._make = cells
        self._cells: dict[int, RawCell] = {}
        self._column = 0

    def run(self, found: Iterator[Record]) -> None:
        others: dict[int, Callable[[bytes], None]] = {_ROW: self._row, _COLUMNS: self._columns}
        for number, body in found:
            if number == _END_OF_ROWS:
                break
            if number in _CELLS or number == _RICH_CELL:
                self._column = _NUMBER.unpack_from(body)[0] + 1
                self._cell(number, body, 4)
            elif number in _SHORT_CELLS:
                self._column += 1
                self._cell(number - _SHORT_CELLS[0] + 1, body, 0)
            elif number in others:
                others[number](body)
        # behind the rows, what some programs leave there has numbers that mean rows and cells only among them
        for body in (body for number, body in found if number == _MERGED):
            self._merged(body)

    def _cell(self, number: int, body: bytes, at: int) -> None:
        """Take a cell whose look stands at `at`, before its value."""
        if self._column > MAX_COLUMN:
            raise unreadable("address", column=self._column)
        look = int.from_bytes(body[at : at + 3], "little")
        cell = self._make.cell(number, body, at + 4, look)
        if cell is not BLANK:
            self._cells[self._column] = cell

    def _row(self, body: bytes) -> None:
        number = _NUMBER.unpack_from(body)[0] + 1
        if number > MAX_ROW:
            raise unreadable("address", row=number)
        self._cells, self._column = self._content.rows.setdefault(number, {}), 0
        if body[11] & 0x10:
            self._content.hidden_rows.add(number)

    def _columns(self, body: bytes) -> None:
        first, last, _, _ = _FOUR.unpack_from(body)
        if body[16] & 1:
            self._content.hidden_columns.update(range(first + 1, min(last + 1, MAX_COLUMN) + 1))

    def _merged(self, body: bytes) -> None:
        top, bottom, left, right = _FOUR.unpack_from(body)
        if top <= bottom < MAX_ROW and left <= right < MAX_COLUMN:
            self._content.merged.append((top + 1, left + 1, bottom + 1, right + 1))


class _CellMaker:
    """Makes cells of a workbook from their records."""

    def __init__(self, formats: Sequence[str], strings: Sequence[RawCell], from_1904: bool) -> None:
        self._formats, self._strings, self._from_1904 = formats, strings, from_1904
        self._makers: Mapping[int, Callable[[bytes, int, int], RawCell]] = {
            2: lambda body, at, look: self._number(small_number(body, at), look),
            3: lambda body, at, _: RawCell(_ERRORS.get(body[at], "#VALUE!"), "error"),
            4: lambda body, at, _: RawCell(bool(body[at]), "bool"),
            5: lambda body, at, look: self._number(_REAL.unpack_from(body, at)[0], look),
            6: lambda body, at, _: _text(text_at(body, at)[0]),
            7: lambda body, at, _: self._shared(_NUMBER.unpack_from(body, at)[0]),
            _RICH_CELL: lambda body, at, _: _text(rich_text(body, at)),
        }
        # the results of formulas: text, number, truth, error
        self._results = {8: 6, 9: 5, 10: 4, 11: 3}

    def cell(self, number: int, body: bytes, at: int, look: int) -> RawCell:
        """The cell of a record whose value stands at `at`."""
        maker = self._makers.get(self._results.get(number, number))
        cell = maker(body, at, look) if maker else BLANK
        if number not in self._results:
            return cell
        return RawCell("", formula=True) if cell is BLANK else cell._replace(formula=True)

    def _number(self, value: float, look: int) -> RawCell:
        return number_cell(value, self._formats[look] if look < len(self._formats) else NUMBER, self._from_1904)

    def _shared(self, number: int) -> RawCell:
        # a text that is not in the table must not look like a cleared cell
        return self._strings[number] if number < len(self._strings) else RawCell("#REF!", "error")


def _comments(archive: Archive, links: tuple[Link, ...]) -> dict[tuple[int, int], str]:
    """The notes on the cells of a sheet; a thread counts before the note beside it."""
    found: dict[tuple[int, int], str] = {}
    for part in _there(archive, links, "comments"):
        place = (0, 0)
        with well_made(part):
            for number, body in _records(archive, part):
                if number == _COMMENT:
                    top, _, left, _ = _FOUR.unpack_from(body, 4)
                    place = (top + 1, left + 1)
                elif number == _COMMENT_TEXT:
                    found[place] = rich_text(body)
    for part in _there(archive, links, "threadedComment"):
        found.update(read_threads(archive, part))
    return {place: text for place, text in found.items() if text}
