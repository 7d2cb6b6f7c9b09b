"""Percents and whole numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from sheetsync.model.kinds_text import EXACT, arabic, as_word, number_text, percent_text, plain, serial_moment
from sheetsync.model.raw import RawCell
from sheetsync.model.reading import Context, Reading, ambiguous, refused, repaired
from sheetsync.model.template import Field

HUNDRED = 100
PLACES = 6
"""A fraction is rounded to so many places."""
DATED_FROM = date(1950, 1, 1)
"""An earlier day in a field of numbers is a number that was typed into a cell of dates."""
WORST, BEST = 1, 5
"""The limits of a rating whose field names none."""

_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:[, ]\d{3})+|\d+)(?:\.\d*)?|[+-]?\.\d+")
_PERCENT_SIGN = re.compile(r" ?(?:%|percent|pct)$")
_IN_WORDS = re.compile(r"百分之([〇零一二三四五六七八九十\d.]{1,6}|百|一百)")
_TENTHS = re.compile(r"([一二三四五六七八九\d]) ?成")
_PERCENTS = re.compile(r"(?<!\d)\d++(?:\.\d++)?(?= ?%)")
_NUMBERS = re.compile(r"\d+(?:\.\d+)?")
_COUNT = re.compile(r"(\d+|[一二两三四五六七八九十]{1,3}) ?[^\W\d十百千万亿萬億半点k]{0,3}")
"""A number with what is counted behind it: 3天."""
_TYPED_AS_PERCENT = 10.0
"""A percent cell with more than 1000% holds a number that was meant as percent."""


def bounds(field: Field) -> tuple[float | None, float | None]:
    """The least and the greatest number that a field takes, as far as there are any."""
    if field.kind != "rating":
        return field.minimum, field.maximum
    return WORST if field.minimum is None else field.minimum, BEST if field.maximum is None else field.maximum


def read_percent(cell: RawCell, field: Field, _context: Context) -> Reading:
    """A fraction: 0.8, 80%, and 80 with a notice."""
    if cell.type == "text":
        return as_word(cell, lambda text: _parse_percent(text, field))
    if cell.type == "percent" and isinstance(cell.value, float | int):
        return _shown_as_percent(float(cell.value), field)
    return _from_number(cell, lambda number: _bare(number, field))


def _from_number(cell: RawCell, read: Callable[[float], Reading]) -> Reading:
    """The reading of a number; a cell of dates may hold one too, which then shows as a day of long ago."""
    if cell.type not in ("number", "date") or not isinstance(cell.value, float | int):
        return refused("not-a-number")
    number = float(cell.value)
    if cell.type == "number":
        return read(number)
    moment = serial_moment(number)
    if not 0 <= number < 1 and (moment is None or moment.date() >= DATED_FROM):
        return refused("not-a-number")
    reading = read(number)
    return reading if reading.code else repaired(reading.value, "number-in-date-format")


def _parse_percent(text: str, field: Field) -> Reading:
    words = plain(text)
    if said := _IN_WORDS.fullmatch(words):
        number = float(HUNDRED) if said[1].endswith("百") else _number(arabic(said[1]))
        return refused("not-a-number") if number is None else _scaled(number, field)._replace(reason="percent-in-words")
    number = _number(_PERCENT_SIGN.sub("", words))
    if number is None:
        return refused("not-a-number", _percent_inside(words))
    return _fraction(number / 100, field) if _PERCENT_SIGN.search(words) else _bare(number, field)


def _percent_inside(words: str) -> str:
    """The percentage that a text speaks of, where it names a single number; blank for other texts."""
    if tenths := _TENTHS.fullmatch(words):
        return f"{arabic(tenths[1])}0%"
    percents = _PERCENTS.findall(words)
    return f"{percents[0]}%" if len(percents) == len(_NUMBERS.findall(words)) == 1 and float(percents[0]) <= HUNDRED else ""


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


_STARS = re.compile(r"([★⭐*]+)[☆✩]*")
_POINTS = re.compile(r"(\d) ?(?:分|星|颗星|stars?|points?|/ ?5)")
_IN_FIGURES = str.maketrans("零一二三四五六七八九", "0123456789")


def read_rating(cell: RawCell, field: Field, context: Context) -> Reading:
    """A whole number of points, from 1 to 5 where the field names no limits; as figures, as stars, or with the word for points."""
    least, most = bounds(field)
    bounded = replace(field, minimum=least, maximum=most)
    if cell.type == "text":
        return as_word(cell, lambda text: _parse_integer(_points(plain(text)), bounded))
    return read_integer(cell, bounded, context)


def _points(words: str) -> str:
    """★★★★☆, 4 分, 4/5 and 四 as a figure; other texts as they are."""
    if stars := _STARS.fullmatch(words):
        return str(len(stars[1]))
    if points := _POINTS.fullmatch(words.translate(_IN_FIGURES)):
        return points[1]
    return words.translate(_IN_FIGURES) if len(words) == 1 else words


def read_integer(cell: RawCell, field: Field, _context: Context) -> Reading:
    """A whole number within the field's limits."""
    if cell.type == "text":
        return as_word(cell, lambda text: _parse_integer(text, field))
    if cell.type == "percent" and isinstance(cell.value, float | int) and 0 < cell.value < 1:
        # 5 typed into a cell of percentages is 5%
        return refused("not-a-number", _fitting(number_text(round(cell.value * HUNDRED, 9)), field))
    return _from_number(cell, lambda number: _whole(number, field))


def _parse_integer(text: str, field: Field) -> Reading:
    words = plain(text)
    number = _number(words)
    if number is not None:
        return _whole(number, field)
    counted = _COUNT.fullmatch(words)
    return refused("not-a-number", _fitting(arabic(counted[1].replace("两", "二")), field) if counted else "")


def _fitting(number: str, field: Field) -> str:
    """A number that may be meant, where the field allows it."""
    return number if _number(number) is not None and _whole(float(number), field).taken else ""


def _whole(number: float, field: Field) -> Reading:
    if not abs(number) <= EXACT:
        return refused("out-of-range")
    value = round(number)
    if abs(number - value) > 1e-9:
        return refused("not-a-whole-number")
    too_small = field.minimum is not None and value < field.minimum
    too_large = field.maximum is not None and value > field.maximum
    return refused("out-of-range") if too_small or too_large else Reading(value)


def _number(words: str) -> float | None:
    return float(re.sub("[, ]", "", words)) if _NUMBER.fullmatch(words) else None
