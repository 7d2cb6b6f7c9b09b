"""Times of day, and days with a time, in the spellings that people use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from re import Match

from sheetsync.model.kinds_dates import is_far_off, parse_date
from sheetsync.model.kinds_text import arabic, as_word, plain, serial_moment
from sheetsync.model.raw import RawCell
from sheetsync.model.reading import Context, Reading, ambiguous, refused, repaired
from sheetsync.model.template import Field

SERIALS = range(29_221, 65_746)
"""The serial day numbers (1980 to 2079) for which a number is taken whose date format was lost."""

_WRITTEN_OUT = re.compile(r"(?<![零一二两三四五六七八九十百])(?:[一二三四五]?十[一二三四五六七八九]?|[零一二两三四五六七八九])(?= ?[点时分])")
_PART = r"(?:(?P<part>凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|晚) ?)?"
_HALF = r" ?(?P<half>[ap])\.? ?m\.?"
_SPELLINGS = tuple(
    re.compile(spelling)
    for spelling in (
        rf"{_PART}(?P<hour>\d{{1,2}}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.\d+)?)?(?:{_HALF})?",
        rf"{_PART}(?P<hour>\d{{1,2}}) ?[点时](?:钟|整|(?P<fraction>半|[一三13] ?刻)|(?P<minute>\d{{1,2}}) ?分?(?:(?P<second>\d{{1,2}}) ?秒)?)?",
        rf"(?P<hour>\d{{1,2}}){_HALF}",
    )
)
"""How a time of day may be spelt."""

_FRACTIONS = {"半": 30, "一": 15, "1": 15, "三": 45, "3": 45}
_BEFORE_NOON = frozenset({"凌晨", "清晨", "早上", "早晨", "上午"})
_DOUBTFUL = range(1, 8)
"""Hours that people say of the morning and of the afternoon alike."""
_ANY_CLOCK = re.compile(r"\d{1,2} ?(?::\d\d(?::\d\d)?|[点时]|[ap]\.? ?m\b)")
"""Something that looks like a time of day."""
_BEFORE_CLOCK = re.compile(r"[ ,;t]+$")
_AFTER_DAY = re.compile(r"(?:[ ,;日号)]|\dt)$")


def read_time(cell: RawCell, _field: Field, _context: Context) -> Reading:
    """A time of day: from a time cell, from that of a moment, or from text."""
    if cell.type == "text":
        return as_word(cell, lambda text: parse_time(text))
    if cell.type not in ("date", "number") or isinstance(cell.value, bool) or not isinstance(cell.value, float | int):
        return refused("not-a-time")
    serial = float(cell.value)
    if 0 <= serial < 1:
        clock = _clock(serial)
        return Reading(clock) if cell.type == "date" else repaired(clock, "serial-as-time")
    if cell.type == "date" and serial % 1:
        return Reading(_clock(serial % 1))
    return refused("not-a-time")


def _clock(fraction: float) -> time:
    """The time of day of a fraction of a day, to the second."""
    return (datetime.min + timedelta(seconds=min(round(fraction * 86_400), 86_399))).time()


def parse_time(text: str) -> Reading:
    """The time of day that a text means."""
    words = _in_figures(plain(text))
    found = next((match for spelling in _SPELLINGS if (match := spelling.fullmatch(words))), None)
    if found:
        return _told(found)
    return refused(_instead(words, "not-a-time"))


def _instead(words: str, reason: str) -> str:
    """Why a text is not read: it names several times of day, or else the reason given."""
    return "several-not-allowed" if len(_ANY_CLOCK.findall(words)) > 1 else reason


def _in_figures(text: str) -> str:
    """下午两点三十分 in figures."""
    return _WRITTEN_OUT.sub(lambda match: arabic(match[0].replace("两", "二")), text)


def _told(match: Match[str]) -> Reading:
    """What the hour, the minute and the part of the day give together; 24:00 is the end of the day, and the beginning of the next."""
    told = match.groupdict()
    hour, minute, second = int(told["hour"]), int(told.get("minute") or 0), int(told.get("second") or 0)
    if fraction := told.get("fraction"):
        minute = _FRACTIONS[fraction[0]]
    if hour > 24 or minute > 59 or second > 59 or (hour == 24 and (minute or second)):
        return refused("no-such-time")
    part, half = told.get("part") or "", told.get("half") or ""
    if not part and not half and ":" not in match[0] and hour in _DOUBTFUL:
        return ambiguous("morning-or-afternoon", time(hour, minute).isoformat("minutes"), time(hour + 12, minute).isoformat("minutes"))
    hours = _of_day(hour, part, half)
    return refused("no-such-time") if hours is None else Reading(time(hours, minute, second))


def _of_day(hour: int, part: str, half: str) -> int | None:
    """The hour from 0 to 23; None where the part of the day speaks against it."""
    if half:
        return (hour % 12 + 12 * (half == "p")) if 1 <= hour <= 12 else None
    if part in _BEFORE_NOON:
        return hour % 12 if hour <= 12 else None
    if part == "中午":
        return hour if hour in (11, 12, 13, 14) else hour + 12 if hour in (1, 2) else None
    if part:
        return hour + 12 if hour < 12 else hour if hour < 24 and not (hour == 12 and part != "下午") else None
    return hour % 24


def read_datetime(cell: RawCell, field: Field, context: Context) -> Reading:
    """A day with a time: from a date cell, from a number that stands for one, or from text. Without a time it is the beginning of the day."""
    reading = _moment(cell, context)
    far_off = isinstance(reading.value, datetime) and is_far_off(reading.value.date(), field, context.today)
    return refused("date-out-of-range") if far_off else reading


def _moment(cell: RawCell, context: Context) -> Reading:
    if cell.type == "text":
        return as_word(cell, lambda text: parse_datetime(text, context.today))
    if cell.type not in ("date", "number") or isinstance(cell.value, bool) or not isinstance(cell.value, float | int):
        return refused("not-a-datetime")
    moment = serial_moment(float(cell.value))
    if moment is None or int(cell.value) not in SERIALS:
        return refused("number-in-date-cell")
    return Reading(moment) if cell.type == "date" else repaired(moment, "serial-as-date")


def parse_datetime(text: str, today: date) -> Reading:
    """The moment that a text means; `today` gives a date without a year the year that brings it nearest."""
    words = _in_figures(plain(text))
    for day, clock in _split(words):
        if _ANY_CLOCK.search(day):
            return refused("several-not-allowed")
        reading, at = parse_date(day, today), parse_time(clock)
        if not reading.taken:
            return reading
        return reading._replace(value=_together(reading.value, at.value, clock)) if at.taken else _which(reading, at)
    if _ANY_CLOCK.search(words):
        return refused(_instead(words, "not-a-datetime"))
    reading = parse_date(words, today)
    if isinstance(reading.value, date):
        return repaired(datetime.combine(reading.value, time.min), "time-left-out")
    return refused("not-a-datetime") if reading.reason == "not-a-date" else reading


def _which(day: Reading, at: Reading) -> Reading:
    """The reading of a time of day that is not taken, its meanings told with the day."""
    meanings = (f"{day.value} {each}" for each in at.nearest.split(" / ")) if at.nearest else ()
    return at._replace(nearest=" / ".join(meanings))


def _together(day: object, at: object, clock: str) -> datetime | None:
    if not isinstance(day, date) or not isinstance(at, time):
        return None
    return datetime.combine(day, at) + timedelta(days=clock.startswith("24"))


def _split(words: str) -> Iterator[tuple[str, str]]:
    """Where a text ends in a time of day: what stands before it, and the time."""
    for spelling in _SPELLINGS:
        for match in spelling.finditer(words):
            if match.end() == len(words) and _AFTER_DAY.search(words[: match.start()]):
                yield _BEFORE_CLOCK.sub("", words[: match.start()]), match[0]
                return
