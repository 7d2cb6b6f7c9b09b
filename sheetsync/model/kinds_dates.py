"""Dates in all the spellings that people use."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from re import Match

from sheetsync.model.kinds_text import arabic, as_word, number_text, plain, serial_moment
from sheetsync.model.raw import RawCell
from sheetsync.model.reading import BLANK_READING, Context, Reading, ambiguous, refused, repaired
from sheetsync.model.template import Field

PLANNING_FROM = date(2000, 1, 1)
PLANNING_DAYS = 7305
"""Twenty years."""
TYPED_FROM = date(1950, 1, 1)
"""An earlier day in a date cell is a number that somebody typed into it."""
SERIALS_FROM, SERIALS_TO = date(1980, 1, 1), date(2079, 12, 31)
"""The days for which a bare serial day number is taken."""

NOON = 12
DECIMAL = re.compile(r"\d{1,2}\.\d{1,2}")
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_MODERN = str.maketrans("號週禮點時後裡", "号周礼点时后里")
"""What is written otherwise in Hong Kong and Taiwan."""
_NUMERALS = re.compile(r"[〇零○一二三四五六七八九]{4} ?年|[一二三四五六七八九十]{1,3} ?[月日号]|(?<=月)[一二三四五六七八九十]{1,3}$")
_HOUR = r"(?:[上下中]午|晚上|早上|凌晨)"
_TIME = re.compile(
    rf"(?:(?<=[\d日号])t| |(?<=[日号)]))(?:{_HOUR}? ?(?P<hour>\d{{1,2}})"
    r"(?P<rest>(?::\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[ap]m)?|[点时](?:\d{1,2}分?|半|整)?| ?[ap]m)) ?(?P<zone>z|[+-]\d{2}:?\d{2})?"
    rf"|{_HOUR}|[ap]m)$"
)
_WORLD_TIME = re.compile(r"z|[+-]00:?00")
_WEEKDAY = re.compile(r"[,(]? ?(?:(?:周|星期|礼拜)([一二三四五六日天])|\b(mon|tue|wed|thu|fri|sat|sun)[a-z]*\b\.?) ?[,)]? ?")
_RELATIVE = re.compile(
    r"[年月季周旬]末?[底初中末]|[上中下]旬|[上下]半年|[本上下这]个?(?:周|星期|礼拜|月|季|年)|(?:周|星期|礼拜)[一二三四五六日天]|[今明后昨]天|[今明去]年"
    r"|尽快|尽早|待定|待确认|另定|未定|暂定|长期|持续|随时|立即|马上|近期|不限|季度|q[1-4]|t ?\+ ?\d"
    r"|\b(?:asap|tbd|tba|tbc|eom|eow|eoy|today|tomorrow|yesterday|ongoing|soon|next|this|last|end of)\b"
    r"|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|[之以]?[前后]$|[天日周月年]内|左右"
)
_BETWEEN = re.compile(r"[~至到、;,]| - |(?<=[日号])-|-(?=\d{4}\D)|\bto\b|\b/\b(?=\d{4}\D)")
_SPAN = re.compile(r"(?:\d{4} ?[年./-] ?)?\d{1,2} ?[月./] ?\d{1,2} ?[日号]? ?[-~至到] ?(?:\d{1,2} ?[月./] ?)?\d{1,2} ?[日号]?")
_NO_DAY = re.compile(r"(?:\d{4} ?年 ?)?\d{1,2} ?月份?|\d{4} ?年|\d{4} ?[-./] ?\d{1,2}")
_INSIDE = re.compile(r"(?<![\d年])(?:\d{4} ?[-年./] ?\d{1,2} ?[-月./] ?\d{1,2}|\d{1,2} ?月 ?\d{1,2}(?= ?[日号]))(?!\d)")
"""A date that stands in a longer text."""


def read_date(cell: RawCell, field: Field, context: Context) -> Reading:
    """A day: from a date cell, from a number that stands for one, or from text."""
    if cell.type == "date" and isinstance(cell.value, float | int):
        reading = _serial(float(cell.value), context.today)
    elif cell.type == "number" and isinstance(cell.value, float | int):
        reading = _number(float(cell.value), context.today)
    elif cell.type == "text":
        return as_word(cell, lambda text: _in_range(parse_date(text, context.today), field, context.today, typed=False))
    else:
        reading = refused("not-a-date")
    return _in_range(reading, field, context.today, typed=cell.type == "date")


def _in_range(reading: Reading, field: Field, today: date, *, typed: bool) -> Reading:
    day = reading.value
    if not isinstance(day, date):
        return reading
    if typed and day < TYPED_FROM:
        return refused("number-in-date-cell", reading.nearest)
    return refused("date-out-of-range") if is_far_off(day, field, today) else reading


def is_far_off(day: date, field: Field, today: date) -> bool:
    """Whether a day can't be meant, since the field plans ahead."""
    return field.planning and (day < PLANNING_FROM or abs((day - today).days) > PLANNING_DAYS)


def _serial(serial: float, today: date) -> Reading:
    """The day of a date cell; a number that was typed into one proposes what it would be elsewhere."""
    moment = serial_moment(serial)
    if moment:
        return Reading(moment.date(), nearest=_proposed(number_text(serial), today))
    digits = _eight_digits(number_text(serial))
    return digits if digits.taken else refused("number-in-date-cell")


def _proposed(text: str, today: date) -> str:
    """The day that 9.25 stands for; blank where that is not certain."""
    reading = _decimal(text, today) if DECIMAL.fullmatch(text) else BLANK_READING
    return reading.value.isoformat() if isinstance(reading.value, date) else ""


def _number(number: float, today: date) -> Reading:
    """A bare number: 20240925, 9.25, or a date whose format was lost."""
    text = number_text(number)
    if DECIMAL.fullmatch(text):
        return _decimal(text, today)
    moment = serial_moment(number)
    if moment and SERIALS_FROM <= moment.date() <= SERIALS_TO:
        return repaired(moment.date(), "serial-as-date")
    digits = _eight_digits(text)
    return digits if digits.taken else refused("number-in-date-cell")


def _decimal(text: str, today: date) -> Reading:
    """9.25 as a number is 25 September; 9.1 was 9.1 or 9.10, for a number keeps no zero at its end."""
    first, second = text.split(".")
    seconds = [second, second + "0"] if len(second) == 1 else [second]
    readings = [_month_day(int(first), int(each), today) for each in seconds]
    days = [reading.value for reading in readings if reading.taken]
    if len(days) > 1:
        return ambiguous("decimal-or-date", *days)
    return repaired(days[0], "decimal-as-date") if days else refused("not-a-date")


def parse_date(text: str, today: date) -> Reading:
    """The day that a text means; `today` gives a date without a year the year that brings it nearest."""
    words = _NUMERALS.sub(lambda m: arabic(m[0]), plain(text).translate(_MODERN))
    return _spelt(words, today) or _not_spelt(words, today)


def _not_spelt(words: str, today: date) -> Reading:
    """Why a text is not one day, with the day that it speaks of where there is a single one."""
    if _SPAN.fullmatch(words) or sum(_spelt(part.strip(), today) is not None for part in _BETWEEN.split(words)) > 1:
        return refused("several-not-allowed")
    inside = [found for each in _INSIDE.findall(words) if (found := _spelt(each, today))]
    nearest = inside[0].value.isoformat() if len(inside) == 1 and isinstance(inside[0].value, date) else ""
    if _NO_DAY.fullmatch(words):
        return refused("no-day")
    return refused("relative-date" if _RELATIVE.search(words) else "not-a-date", nearest)


def _spelt(words: str, today: date) -> Reading | None:
    """The reading of the first spelling that fits; a time of day is left away."""
    time = _TIME.search(words)
    core, weekday = _without_weekday(words[: time.start()] if time else words)
    for pattern, reader in SPELLINGS:
        match = pattern.fullmatch(core)
        if match:
            return _in_zone(_with_weekday(reader(match, today), weekday), time)
    return None


def _in_zone(reading: Reading, time: Match[str] | None) -> Reading:
    """A time of the world's clock may be another day on ours; midnight is how programs write a mere date."""
    day = reading.value
    if not time or not time["zone"] or not _WORLD_TIME.fullmatch(time["zone"]) or not isinstance(day, date):
        return reading
    hour = int(time["hour"])
    if not (hour or re.search("[1-9]", time["rest"])):
        return reading
    other = day + timedelta(days=1 if hour >= NOON else -1)
    return ambiguous("time-zone", *sorted((day, other)))


def _without_weekday(text: str) -> tuple[str, int | None]:
    """A text without the weekday that some add to a date, and the weekday (Monday is 0)."""
    match = _WEEKDAY.search(text)
    rest = (text[: match.start()] + " " + text[match.end() :]).strip() if match else text
    if not match or not re.search(r"\d", rest):
        return text, None
    weekday = "一二三四五六日".index(match[1].replace("天", "日")) if match[1] else "montuewedthufrisatsun".index(match[2]) // 3
    return rest, weekday


def _with_weekday(reading: Reading, weekday: int | None) -> Reading:
    day = reading.value
    if weekday is None or not isinstance(day, date) or day.weekday() == weekday:
        return reading
    return ambiguous("weekday-differs", day.isoformat())


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _days(triples: Iterable[tuple[int, int, int]]) -> list[date]:
    """The days that there are among (year, month, day), each once."""
    found = (_day(*triple) for triple in triples)
    return list(dict.fromkeys(day for day in found if day))


def _full(match: Match[str], _today: date) -> Reading:
    day = _day(*map(int, match.groups()))
    return Reading(day) if day else refused("no-such-day")


def _eight_digits(text: str) -> Reading:
    figures = re.fullmatch(r"(\d{4})(\d\d)(\d\d)", text)
    day = _day(*map(int, figures.groups())) if figures else None
    return repaired(day, "digits-as-date") if day and 1950 <= day.year < 2100 else refused("not-a-date")


def _year_last(match: Match[str], _today: date) -> Reading:
    """03/04/2024: taken only where one order of day and month is possible."""
    first, second, year = map(int, match.groups())
    days = _days([(year, second, first), (year, first, second)])
    if len(days) > 1:
        return ambiguous("day-or-month", *days)
    return Reading(days[0]) if days else refused("no-such-day")


def _two_digit_year(match: Match[str], today: date) -> Reading:
    """24-9-25: the year first, as is written here; with slashes any order that gives a day near today is possible."""
    first, sign, second, third = match.groups()
    a, b, c = int(first), int(second), int(third)
    orders = [(2000 + a, b, c), (2000 + c, b, a), (2000 + c, a, b)]
    days = [day for day in _days(orders) if abs((day - today).days) <= PLANNING_DAYS]
    if not days:
        return refused("no-such-day")
    if sign == "/" and len(days) > 1:
        return ambiguous("day-or-month", *days)
    return repaired(days[0], "short-year")


def _without_year(match: Match[str], today: date) -> Reading:
    orders = ("md",) if "月" in match[0] else ("md", "dm")
    return _month_day(int(match[1]), int(match[2]), today, orders)


def _month_day(first: int, second: int, today: date, orders: tuple[str, ...] = ("md", "dm")) -> Reading:
    """9/25, or 25/9 where that alone is possible, in the year that brings it nearest to today."""
    for order in orders:
        month, day = (first, second) if order == "md" else (second, first)
        days = _days((today.year + offset, month, day) for offset in (0, -1, 1))
        if days:
            return repaired(min(days, key=lambda d: abs(d - today)), "year-added")
    return refused("no-such-day")


def _named(match: Match[str], today: date) -> Reading:
    """25 Sep 2024 · Sep 25, 2024 · 2024-Sep-25, with two digits for the year or none."""
    word = match["month"]
    month = next((n for n, name in enumerate(_MONTHS, 1) if name.startswith(word)), 0)
    if not month:
        return refused("not-a-date")
    year, day = match["year"], int(match["day"])
    if not year:
        return _month_day(month, day, today, ("md",))
    found = _day(int(year) + (2000 if len(year) == 2 else 0), month, day)
    if not found:
        return refused("no-such-day")
    return repaired(found, "short-year") if len(year) == 2 else Reading(found)


def _figures(match: Match[str], today: date) -> Reading:
    text = match[0]
    return _eight_digits(text) if len(text) == 8 else _number(float(text), today)


def _compiled() -> Iterator[tuple[re.Pattern[str], Callable[[Match[str], date], Reading]]]:
    sign = r" ?[-/.,、。 \\_] ?"
    month, day, year = r"(?P<month>[a-z]{3,9})\.?", r"(?P<day>\d{1,2})(?:st|nd|rd|th)?", r"'?(?P<year>\d{4}|\d\d)"
    gap = r"(?: of )?[ ,./-]*"
    yield re.compile(rf"(\d{{4}})(?: ?年 ?|{sign})(\d{{1,2}})(?: ?月 ?|{sign})(\d{{1,2}}) ?[日号]?"), _full
    yield re.compile(rf"(\d{{1,2}}){sign}(\d{{1,2}}){sign}(\d{{4}})"), _year_last
    yield re.compile(r"(\d\d?) ?([-/.年]) ?(\d{1,2}) ?[-/.月] ?(\d{1,2}) ?[日号]?"), _two_digit_year
    yield re.compile(r"(\d{1,2}) ?[-/.月] ?(\d{1,2}) ?[日号]?"), _without_year
    yield re.compile(rf"{day}{gap}{month}(?:{gap}{year})?"), _named
    yield re.compile(rf"{month}{gap}{day}(?:(?:, ?| |-|/){year})?"), _named
    yield re.compile(rf"(?P<year>\d{{4}}){gap}{month}{gap}{day}"), _named
    yield re.compile(r"\d{5,8}(?:\.\d+)?"), _figures


SPELLINGS = tuple(_compiled())
"""How a date may be spelt, with what reads each; the first that fits decides."""
