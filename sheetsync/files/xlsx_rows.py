"""Rows of a plan as the XML of a sheet, written row by row: three times as fast as cell by cell, and in no more memory than a row takes."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from xlsxwriter.worksheet import Worksheet

from sheetsync.files.xlsx_package import MARK
from sheetsync.files.xlsx_styles import Formats
from sheetsync.files.xlsx_text import MAX_TEXT, escaped, is_odd, marked_up, quoted, too_long
from sheetsync.model.plan import Cell, CellError, Column, Row, Style
from sheetsync.model.raw import column_letters

MOST_SHARED = 10_000
"""Distinct strings that are shared between cells; further ones stand in their cells, so that memory stays bounded."""
MOST_LINKS = 65_530
"""What Excel allows on a sheet."""
OUTSIDE = ("mailto:", "http://", "https://")
"""How links begin that lead out of the workbook; others name a place in it."""
LONGEST_LINK, LONGEST_TIP = 2_079, 255
"""Characters of a link and its tip that Excel takes."""
AT_ONCE = 128
"""Rows that are handed out together."""
LAST_COLUMN = 16_383
"""From 0."""
_DAY_ZERO = datetime(1899, 12, 30)
_FIRST_DAY = date(1900, 3, 1)
_DATED: Mapping[type, str] = {date: "date", datetime: "datetime", time: "time"}
"""The number format that a value asks for where its cell names none."""
"""Excel believes in a 29 February 1900; the days before it are shown differently by every program."""
_ONE_DAY = timedelta(days=1)


class WriterError(Exception):
    """A plan that can't be written as a workbook, and why: always a mistake of whoever made the plan."""


_prepared = lru_cache(maxsize=4096)(Worksheet()._prepare_formula)


class RowSheet(Worksheet):  # type: ignore[misc]  # XlsxWriter ships no types
    """A worksheet whose rows are made as XML elsewhere, and put at a mark; everything else of it is XlsxWriter's."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[int, tuple[Any, ...]] = {}
        """The cells of rows that a chart shows, which keeps a copy of them."""
        self.places: list[str] = []
        """The links to places in the workbook, as XML: a large sheet has tens of thousands."""
        self.beyond = -1
        """The column (from 0) whose look holds for all columns to its right as well; XlsxWriter would keep 16,000 looks instead."""

    def _write_col_info(self, col_min: int, col_max: int, col_info: Any) -> None:
        super()._write_col_info(col_min, LAST_COLUMN if col_min == self.beyond else col_max, col_info)

    def _write_sheet_data(self) -> None:
        self.fh.write(f"<sheetData>{MARK}</sheetData>")

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> Any:
        """As XlsxWriter does it, which looks for a hundred functions in each formula; those of many workbooks are the same few."""
        return _prepared(formula, expand_future_functions)

    def _write_hyperlinks(self) -> None:
        if self.hyperlinks:
            super()._write_hyperlinks()
        elif self.places:
            self._xml_start_tag("hyperlinks")
            self._xml_end_tag("hyperlinks")

    def _xml_start_tag(self, tag: str, attributes: Sequence[tuple[str, Any]] = ()) -> None:
        super()._xml_start_tag(tag, attributes)
        if tag == "hyperlinks":
            self.fh.writelines(self.places)

    def _get_range_data(self, row_start: int, col_start: int, row_end: int, col_end: int) -> list[Any]:
        """What a chart keeps of its cells: numbers as text, nothing where there is nothing."""
        cells = [(self.kept.get(row, ()), column) for row in range(row_start, row_end + 1) for column in range(col_start, col_end + 1)]
        return [_kept(row[column]) if column < len(row) else None for row, column in cells]


def _kept(value: Any) -> Any:
    if isinstance(value, Cell):
        value = value.value
    return f"{value:.16g}" if isinstance(value, int | float) else value


class RowWriter:
    """Makes the XML of rows.

    `links` are those met so far that lead out of the workbook: row and column from 0, target, tip; `places` are those within it, as XML.
    """

    def __init__(
        self, columns: Sequence[Column], formats: Formats, share: Callable[[str], int], shared: dict[str, int], sparse: bool = False
    ) -> None:
        self._styles = [column.style for column in columns]
        self._formats, self._share, self._shared, self._sparse = formats, share, shared, sparse
        self._heads = [f'<c r="{column_letters(n)}' for n in range(1, len(columns) + 1)]
        self._own = self._tails(None)
        self._tails_of = lru_cache(maxsize=64)(self._tails)
        self._day = lru_cache(maxsize=4096)(self._date)
        self.repeated = 0
        """How many cells hold a text that was shared before."""
        self._bodies: dict[type, Callable[[Any], str]] = {
            str: self._text,
            CellError: self._error,
            int: self._int,
            float: self._float,
            bool: self._bool,
            type(None): self._blank,
            date: self._date,
            datetime: self._datetime,
            time: self._time,
        }
        self.links: list[tuple[int, int, str, str]] = []
        self.places: list[str] = []
        self.rows = 0
        self.width = len(columns)

    def write(self, rows: Iterable[Row], out: Callable[[str], Any]) -> None:
        """Hands the XML of each row to `out`."""
        ready: list[str] = []
        for number, row in enumerate(rows, 1):
            self.rows = number
            ready.append(f"{self._start(number, row)}{self._cells(number, row)}</row>")
            if len(ready) == AT_ONCE:
                out("".join(ready))
                ready.clear()
        out("".join(ready))

    def _start(self, number: int, row: Row) -> str:
        text = f'<row r="{number}"'
        if row.style is not None:
            text += f' s="{self._formats.bare(row.style)._get_xf_index()}" customFormat="1"'
        if row.height is not None:
            text += f' ht="{row.height:.6g}"' if row.grows else f' ht="{row.height:.6g}" customHeight="1"'
        return text + ">"

    def _cells(self, number: int, row: Row) -> str:
        cells, bodies = row.cells, self._bodies
        if len(cells) > self.width:
            self._widen(len(cells))
        heads, tails = self._heads, self._own if row.style is None else self._tails_of(row.style)
        made, shared = [], self._shared
        for column, (head, tail, value) in enumerate(zip(heads, tails, cells, strict=False)):
            kind = type(value)
            if value is None:
                if not self._sparse:
                    made.append(f"{head}{number}{tail}/>")
            elif type(value) is str:
                index = shared.get(value)
                if index is None:
                    made.append(f"{head}{number}{tail}{self._text(value)}")
                else:
                    self.repeated += 1
                    made.append(f'{head}{number}{tail} t="s"><v>{index}</v></c>')
            elif kind is date and row.style is None and self._styles[column].number:
                made.append(f"{head}{number}{tail}{self._day(value)}")
            elif kind is Cell or kind in _DATED:
                made.append(f"{head}{number}{self._special(number, column, value, row.style)}")
            else:
                body = bodies.get(kind) or self._other(kind)
                made.append(f"{head}{number}{tail}{body(value)}")
        if not self._sparse:
            made += [f"{heads[column]}{number}{tails[column]}/>" for column in range(len(cells), len(heads))]
        return "".join(made)

    def _special(self, number: int, column: int, value: Any, row_style: Style | None) -> str:
        """A cell of its own look, or one whose value asks for a number format."""
        cell = value if isinstance(value, Cell) else Cell(value)
        style = cell.style or row_style or self._styles[column]
        if not style.number and (asked := _DATED.get(type(cell.value))):
            style = style._replace(number=asked)
        if cell.link and len(self.links) + len(self.places) < MOST_LINKS:
            self._link(number, column, cell)
        tail = f'" s="{self._formats.xf(style)}"'
        return tail + (self._formula(cell) if cell.formula else self._body(cell.value))

    def _link(self, number: int, column: int, cell: Cell) -> None:
        if cell.link.startswith(OUTSIDE):
            self.links.append((number - 1, column, cell.link, cell.tip))
            return
        if len(cell.link) > LONGEST_LINK or len(cell.tip) > LONGEST_TIP:
            raise WriterError(f"a link that is too long: {cell.link[:40]!r}… with the tip {cell.tip[:40]!r}")
        tip = f' tooltip="{quoted(cell.tip)}"' if cell.tip else ""
        self.places.append(f'<hyperlink ref="{column_letters(column + 1)}{number}" location="{quoted(cell.link.removeprefix("#"))}"{tip}/>')

    def _body(self, value: Any) -> str:
        return (self._bodies.get(type(value)) or self._other(type(value)))(value)

    def _formula(self, cell: Cell) -> str:
        body, formula = self._body(cell.value), escaped(cell.formula.removeprefix("="))
        kind, _, rest = body.partition(">")
        if isinstance(cell.value, str):
            kind, rest = ' t="str"', f"<v>{escaped(cell.value)}</v></c>"
        return f"{kind.rstrip('/')}><f>{formula}</f>{rest or '<v></v></c>'}"

    def _tails(self, style: Style | None) -> list[str]:
        return [f'" s="{self._formats.xf(style or own)}"' for own in self._styles]

    def _widen(self, width: int) -> None:
        self._heads += [f'<c r="{column_letters(n)}' for n in range(self.width + 1, width + 1)]
        self._styles += [Style()] * (width - self.width)
        self.width, self._own = width, self._tails(None)
        self._tails_of.cache_clear()

    def _text(self, text: str) -> str:
        index = self._shared.get(text)
        if index is not None:
            self.repeated += 1
            return f' t="s"><v>{index}</v></c>'
        if not text:
            return "/>"
        if too_long(text):
            raise WriterError(f"a text of {len(text)} characters, and a cell holds {MAX_TEXT}: {text[:40]!r}…")
        if is_odd(text):
            return f' t="inlineStr"><is><t xml:space="preserve">{escaped(text)}</t></is></c>'
        if len(self._shared) >= MOST_SHARED:
            return f' t="inlineStr"><is><t xml:space="preserve">{marked_up(text)}</t></is></c>'
        return f' t="s"><v>{self._share(text)}</v></c>'

    def _other(self, kind: type) -> Callable[[Any], str]:
        """How a value of a derived type is written."""
        for known in (str, bool, int, float, datetime, date, time):
            if issubclass(kind, known):
                return self._bodies[known]
        raise WriterError(f"a value of type {kind.__name__} has no place in a cell")

    def _date(self, day: date) -> str:
        return f"><v>{(day - _DAY_ZERO.date()).days}</v></c>" if day >= _FIRST_DAY else self._text(day.isoformat())

    def _datetime(self, moment: datetime) -> str:
        if moment.tzinfo is not None:
            raise WriterError(f"a time with a zone has no place in a cell: {moment.isoformat()}")
        if moment.date() < _FIRST_DAY:
            return self._text(moment.isoformat(" "))
        return f"><v>{(moment - _DAY_ZERO) / _ONE_DAY!r}</v></c>"

    @staticmethod
    def _time(clock: time) -> str:
        return f"><v>{(clock.hour * 3600 + clock.minute * 60 + clock.second) / 86_400!r}</v></c>"

    @staticmethod
    def _float(number: float) -> str:
        if not math.isfinite(number):
            raise WriterError(f"{number} is no number that a cell can hold")
        return f"><v>{float(number)!r}</v></c>"

    @staticmethod
    def _int(number: int) -> str:
        return f"><v>{int(number)}</v></c>"

    @staticmethod
    def _error(error: str) -> str:
        return f' t="e"><v>{escaped(error)}</v></c>'

    @staticmethod
    def _bool(value: bool) -> str:
        return f' t="b"><v>{int(value)}</v></c>'

    @staticmethod
    def _blank(_: None) -> str:
        return "/>"
