"""Text of cells: what stood there, what of it is kept, and what of it matters for parsing."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from datetime import datetime, time, timedelta
from decimal import Decimal

from sheetsync.model.raw import RawCell
from sheetsync.model.reading import BLANK_READING, Context, Reading, refused, repaired
from sheetsync.model.template import Field

LONGEST = 32_767
"""How many UTF-16 units a cell can hold."""
LONGEST_WORDS = 4_000
"""A text of more characters than this is none of the values that are not free text, also not several hundred ids; parsing it could take seconds."""

EXACT = 10**15
"""From here on a number in a cell has lost what came after its fifteenth digit."""

INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_ENDS = INVISIBLE + "".join(char for char in map(chr, range(0x3001)) if char.isspace())
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_UNCOUNTED = dict.fromkeys(map(ord, " _-"))
_HIDDEN = dict.fromkeys(map(ord, INVISIBLE))

BLANK_WORDS = frozenset(
    {
        "n/a",
        "na",
        "n.a.",
        "none",
        "nil",
        "null",
        "not applicable",
        "无",
        "暂无",
        "没有",
        "不适用",
        "不涉及",
        "-",
        "--",
        "---",
        "----",
        "/",
        "//",
        "\\",
    }
)
DITTO_WORDS = frozenset({"同上", "〃", "′′", '"', "''", "ditto", "sameasabove"})
ERROR_TEXT = re.compile(r"#(REF!|N/A|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA|FIELD!)")

_LAST_MARKS = " 。．.，,；;、！!"
_FIRST_MARKS = "'’‘`"
"""What people leave at the ends of a value: the last stroke of a sentence, the apostrophe that makes a text of it."""

_FIGURES = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_TENS = re.compile(r"([1-9]?)十([1-9]?)")

_DAY_ONE = datetime(1899, 12, 30)
_LAST_SERIAL = 2_958_465
_FALSE_LEAP_DAY = 60
"""The 1900 system counts a 29 February 1900 that never was; days before it are off by one."""


def strip(text: str) -> str:
    """A text without spaces, line breaks and invisible characters at its ends."""
    return text.strip(_ENDS)


def clean(text: str) -> tuple[str, str]:
    """A text as it is kept, and the reason of the notice where more than its ends and line ends was changed."""
    if not _ODD.search(text) and len(text) <= LONGEST // 2:
        return strip(text), ""
    lines = _LINE_ENDS.sub("\n", text)
    printable = _UNPRINTABLE.sub("", lines)
    cut = strip(printable).encode("utf-16-le")[: 2 * LONGEST].decode("utf-16-le", "ignore")
    if len(cut) < len(strip(printable)):
        return strip(cut), "too-long"
    return cut, "control-characters" if printable != lines else ""


def too_long(text: str) -> bool:
    """Whether a text is more than a cell or a note holds."""
    return len(text) > LONGEST // 2 and len(text.encode("utf-16-le", "surrogatepass")) // 2 > LONGEST


def fitting(text: str, most: int = LONGEST) -> str:
    """A text that people only read, cut where it is longer than that, or than a cell or a note holds."""
    if len(text) > most:
        text = f"{text[: most - 1]}…"
    if not too_long(text):
        return text
    return text.encode("utf-16-le", "surrogatepass")[: 2 * (LONGEST - 1)].decode("utf-16-le", "ignore") + "…"


def plain(text: str) -> str:
    """A text as it is parsed: full-width characters made narrow, all dashes alike, no invisible characters, single spaces, lower case."""
    if text.isascii():
        return " ".join(text.split()).lower()
    folded = unicodedata.normalize("NFKC", text).translate(_DASHES).translate(_HIDDEN)
    return " ".join(folded.split()).lower()


def fold(text: str) -> str:
    """A word as it is compared: as `plain`, and spaces, hyphens and underscores don't count."""
    word = plain(text)
    return word.translate(_UNCOUNTED).casefold() or word


def serial_moment(serial: float) -> datetime | None:
    """The moment of a serial day number of the 1900 system, to the second; none for a bare time of day or a number outside the calendar."""
    if not 1 <= serial < _LAST_SERIAL + 1:
        return None
    days = serial + 1 if serial < _FALSE_LEAP_DAY else serial
    return _DAY_ONE + timedelta(seconds=round(days * 86_400))


def number_text(number: float) -> str:
    """A number as people write it: 12.0 is 12; at most 15 digits, as Excel shows."""
    if abs(number) < EXACT and number == int(number):
        return str(int(number))
    shown = format(number, ".15g")
    return str(int(Decimal(shown))) if abs(number) < 1e21 and number == int(number) else shown


def arabic(text: str) -> str:
    """Chinese numerals up to ninety-nine in figures: 二〇二六 is 2026, 二十五 is 25."""
    return _TENS.sub(lambda m: f"{m[1] or 1}{m[2] or 0}", text.translate(_FIGURES))


def percent_text(fraction: float) -> str:
    """A fraction as people write it: 0.805 is 80.5%."""
    return f"{number_text(round(fraction * 100, 6))}%"


def written(cell: RawCell) -> str:
    """What stood in a cell, as a person would read it; of a formula its last result."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, str):
        return strip(value)
    if cell.type == "date":
        return _moment_text(value)
    return percent_text(value) if cell.type == "percent" else number_text(value)


def moment_text(moment: datetime | time) -> str:
    """A moment or a time of day as people write it; seconds only where there are some."""
    shown = "seconds" if moment.second else "minutes"
    return moment.isoformat(" ", shown) if isinstance(moment, datetime) else moment.isoformat(shown)


def _moment_text(serial: float) -> str:
    moment = serial_moment(serial)
    if moment is None:
        return _clock_text(serial) if 0 <= serial < 1 else number_text(serial)
    if moment.time() == datetime.min.time():
        return moment.date().isoformat()
    return moment_text(moment)


def _clock_text(fraction: float) -> str:
    moment = datetime.min + timedelta(seconds=min(round(fraction * 86_400), 86_399))
    return moment_text(moment.time())


def read_text(cell: RawCell, _field: Field, _context: Context) -> Reading:
    """Free text: a string with its own characters inside; numbers and dates as people write them."""
    if cell.type == "number" and isinstance(cell.value, float | int) and EXACT <= abs(cell.value) < math.inf:
        return repaired(written(cell), "digits-lost")
    if cell.type != "text":
        return Reading(written(cell) or None)
    text, reason = clean(str(cell.value))
    if not text:
        return BLANK_READING
    return repaired(text, reason) if reason else Reading(text)


def as_word(cell: RawCell, parse: Callable[[str], Reading]) -> Reading:
    """A field that is not free text: parsed first, since a list may hold a word such as 无; then words for blank and for the cell above."""
    text, _ = clean(written(cell))
    if not text:
        return BLANK_READING
    if len(text) > LONGEST_WORDS:
        return refused("long-text")
    if ERROR_TEXT.fullmatch(text.upper()):
        return refused("error-value")
    reading = parse(text)
    return reading if reading.taken else special_word(text) or _without_marks(text, parse) or reading


def _without_marks(text: str, parse: Callable[[str], Reading]) -> Reading | None:
    """The reading of a text without the marks that people leave at its ends; none where it has none."""
    bare = strip(text.lstrip(_FIRST_MARKS).rstrip(_LAST_MARKS))
    if bare in ("", text):
        return None
    reading = parse(bare)
    return reading if reading.taken else special_word(bare) or reading


def special_word(text: str) -> Reading | None:
    """The reading of a word that stands for blank or for the cell above; none for other words."""
    word = plain(text)
    if word in BLANK_WORDS:
        return BLANK_READING
    return refused("ditto") if word.replace(" ", "") in DITTO_WORDS else None
