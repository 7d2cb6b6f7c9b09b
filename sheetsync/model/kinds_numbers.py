"""Percents and whole numbers."""

from __future__ import annotations

import re

from sheetsync.model.kinds_text import as_word, percent_text, plain
from sheetsync.model.raw import RawCell
from sheetsync.model.reading import Context, Reading, ambiguous, refused, repaired
from sheetsync.model.template import Field

PLACES = 6
"""A fraction is rounded to so many places."""
LARGEST = 10**15
"""Beyond it a cell no longer holds every whole number."""

_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:[, ]\d{3})+|\d+)(?:\.\d*)?|[+-]?\.\d+")
_TYPED_AS_PERCENT = 10.0
"""A percent cell with more than 1000% holds a number that was meant as percent."""


def read_percent(cell: RawCell, field: Field, _context: Context) -> Reading:
    """A fraction: 0.8, 80%, and 80 with a notice."""
    if cell.type == "text":
        return as_word(cell, lambda text: _parse_percent(text, field))
    if cell.type not in ("number", "percent") or not isinstance(cell.value, float | int):
        return refused("not-a-number")
    return _shown_as_percent(float(cell.value), field) if cell.type == "percent" else _bare(float(cell.value), field)


def _parse_percent(text: str, field: Field) -> Reading:
    words = plain(text)
    number = _number(words.removesuffix("%").rstrip())
    if number is None:
        return refused("not-a-number")
    return _fraction(number / 100, field) if words.endswith("%") else _bare(number, field)


def _shown_as_percent(fraction: float, field: Field) -> Reading:
    if _TYPED_AS_PERCENT <= fraction <= 100:
        return _scaled(fraction, field)
    return _fraction(fraction, field)


def _bare(number: float, field: Field) -> Reading:
    """A number without a sign: up to 1 a fraction, from 2 on percent, and 1 could be either."""
    if 1 <= number < 2:
        return ambiguous("percent-or-fraction", percent_text(number / 100), percent_text(number))
    return _fraction(number, field) if number < 1 else _scaled(number, field)


def _scaled(number: float, field: Field) -> Reading:
    reading = _fraction(number / 100, field)
    return repaired(reading.value, "percent-scaled") if reading.taken else reading


def _fraction(fraction: float, field: Field) -> Reading:
    value = round(fraction, PLACES) + 0.0
    least, most = field.minimum or 0.0, 1.0 if field.maximum is None else field.maximum
    if value > most:
        return refused("over-100-percent" if most == 1 else "out-of-range")
    return Reading(value) if value >= least else refused("out-of-range")


def read_integer(cell: RawCell, field: Field, _context: Context) -> Reading:
    """A whole number within the field's limits."""
    if cell.type == "text":
        return as_word(cell, lambda text: _parse_integer(text, field))
    if cell.type != "number" or not isinstance(cell.value, float | int):
        return refused("not-a-number")
    return _whole(float(cell.value), field)


def _parse_integer(text: str, field: Field) -> Reading:
    number = _number(plain(text))
    return refused("not-a-number") if number is None else _whole(number, field)


def _whole(number: float, field: Field) -> Reading:
    if not abs(number) <= LARGEST:
        return refused("out-of-range")
    value = round(number)
    if abs(number - value) > 1e-9:
        return refused("not-a-whole-number")
    too_small = field.minimum is not None and value < field.minimum
    too_large = field.maximum is not None and value > field.maximum
    return refused("out-of-range") if too_small or too_large else Reading(value)


def _number(words: str) -> float | None:
    return float(re.sub("[, ]", "", words)) if _NUMBER.fullmatch(words) else None
