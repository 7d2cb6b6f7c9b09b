"""From what stands in a cell's XML to the cell: one memo per type and style, so that equal cells are one object."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from datetime import datetime

from sheetsync.files.number_formats import DATE, NUMBER, PERCENT, TIME
from sheetsync.files.shared_strings import text_cell, unescape
from sheetsync.model.raw import BLANK, RawCell

VALUE_END = "</v></c>"
UNCALCULATED = RawCell(None, "blank", formula=True, calculated=False)

_MOST_REMEMBERED = 65_536
_DAYS_FROM_1900_TO_1904 = 1462
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_ISO_TIME = re.compile(r"T?(\d\d):(\d\d)(?::(\d\d(?:\.\d+)?))?Z?", re.ASCII)
_EPOCH = datetime(1899, 12, 30)
_FIRST_AFTER_FALSE_LEAP_DAY = 61


class Kind(dict[str, RawCell]):
    """The cells of one type and style by their text as written; `BLANK` where that text says nothing.

    `exact`: spaces count. `formula`: the same cells as results of a formula.
    """

    __slots__ = ("_formula", "exact", "make")

    def __init__(self, make: Callable[[str], RawCell], exact: bool = False) -> None:
        super().__init__()
        self.make = make
        self.exact = exact
        self._formula: Kind | None = None

    def __missing__(self, text: str) -> RawCell:
        cell = self.make(text)
        if len(self) < _MOST_REMEMBERED:
            self[text] = cell
        return cell

    @property
    def formula(self) -> Kind:
        if self._formula is None:
            self._formula = Kind(self._result, self.exact)
        return self._formula

    def _result(self, text: str) -> RawCell:
        """A formula's result; an empty text is a result, an empty number is none."""
        cell = self[text]
        if cell is not BLANK:
            return cell._replace(formula=True)
        return RawCell("", formula=True) if self.exact else BLANK


class CellKinds(dict[tuple[str, ...], Kind]):
    """The kinds of a workbook's cells, by the attributes of a cell that come after its address.

    `formats`: the class of each style's number format. `strings`: the shared texts. `from_1904`: days count from 1904.
    """

    def __init__(self, formats: Sequence[str], strings: Sequence[RawCell], from_1904: bool) -> None:
        super().__init__()
        self._formats = formats
        self._from_1904 = from_1904
        self.strings = strings
        self.shared_ends = {f"{number}{VALUE_END}": cell for number, cell in enumerate(strings)}
        """The shared texts by all that follows `<v>` in a cell of one, as nearly all programs write it."""
        self._numbers = {name: Kind(self._number_maker(name)) for name in (NUMBER, PERCENT, DATE, TIME)}
        self.inline = Kind(text_cell, exact=True)
        self._typed = {
            "s": Kind(_string_maker(strings)),
            "str": self.inline,
            "inlineStr": self.inline,
            "b": Kind(_bool_cell),
            "e": Kind(_error_cell),
            "d": Kind(_iso_cell),
        }

    def __missing__(self, attributes: tuple[str, ...]) -> Kind:
        named = dict(zip(attributes[::2], attributes[1::2], strict=True))
        kind = self[attributes] = self.kind(named.get("t", "n"), named.get("s", "0"))
        return kind

    def kind(self, type_: str, style: str) -> Kind:
        """The kind of a cell's type and style, as they are written in the file; an unknown type or style is a plain number."""
        if type_ in self._typed:
            return self._typed[type_]
        number = int(style)
        return self._numbers[self._formats[number] if 0 <= number < len(self._formats) else NUMBER]

    def _number_maker(self, format_class: str) -> Callable[[str], RawCell]:
        def make(text: str) -> RawCell:
            number = finite_number(text)
            # what is no number stays as it was written, so that it is seen and not lost
            return text_cell(text.strip()) if number is None else number_cell(number, format_class, self._from_1904)

        return make


def number_cell(value: float, format_class: str, from_1904: bool) -> RawCell:
    """The cell of a number in a format of this class; a time of day or a duration is the same number in both systems of dates."""
    shift = _DAYS_FROM_1900_TO_1904 if from_1904 and format_class == DATE else 0
    return RawCell(value + shift, DATE if format_class == TIME else format_class)


def _string_maker(strings: Sequence[RawCell]) -> Callable[[str], RawCell]:
    def make(text: str) -> RawCell:
        if not text or text.isspace():
            return BLANK
        number = int(text)
        # a text that is not in the table must not look like a cleared cell
        return strings[number] if 0 <= number < len(strings) else RawCell("#REF!", "error")

    return make


def _bool_cell(text: str) -> RawCell:
    text = text.strip().lower()
    return RawCell(text in ("1", "true"), "bool") if text else BLANK


def _error_cell(text: str) -> RawCell:
    text = unescape(text.strip())
    return RawCell(text, "error") if text else BLANK


def _iso_cell(text: str) -> RawCell:
    serial = iso_serial(text.strip())
    return text_cell(text) if serial is None else RawCell(serial, "date")


def finite_number(text: str) -> float | None:
    """The number that a text says in digits; nothing where it is none, or one that is not finite."""
    text = text.strip()
    number = float(text) if _NUMBER.fullmatch(text) else math.nan
    return number if math.isfinite(number) else None


def iso_serial(text: str) -> float | None:
    """The day number of an ISO 8601 date, time or both; nothing where it is none."""
    time = _ISO_TIME.fullmatch(text)
    if time:
        return (int(time[1]) * 3600 + int(time[2]) * 60 + float(time[3] or 0)) / 86400
    try:
        moment = datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None
    days = (moment - _EPOCH).total_seconds() / 86400
    return days if days >= _FIRST_AFTER_FALSE_LEAP_DAY else days - 1
