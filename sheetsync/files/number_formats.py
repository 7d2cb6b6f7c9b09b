"""What a number format makes of a number: a date, a time, a percentage, or just a number."""

from __future__ import annotations

import re
from functools import lru_cache

NUMBER, DATE, TIME, PERCENT = "number", "date", "time", "percent"

_BUILT_IN = {
    **dict.fromkeys((9, 10, 67, 68), PERCENT),
    **dict.fromkeys((*range(14, 18), 22, *range(27, 32), 36, *range(50, 55), 57, 58, *range(71, 75), 77, 81), DATE),
    **dict.fromkeys((*range(18, 22), *range(32, 36), 45, 46, 47, 55, 56, *range(75, 77), *range(78, 81)), TIME),
}
"""Formats that files name by number only; 27 to 36 and 50 to 58 are the East Asian ones, 67 to 81 the Thai ones."""

_WHOLE, _TEXT, _MOMENT = frozenset({1, 3, 37, 38}), 49, 22
"""Those that show whole numbers, texts, and a date with a time."""

_SHOWN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.I)
_NOT_A_TOKEN = re.compile(r'"[^"]*"?|\\.|[_*].|\[[^\]]*\]|general|G/通用格式|E[+-]|AM/PM|A/P|上午/下午', re.I | re.S)
_FRACTION_OF_SECOND = re.compile(r"(s)[.,]0+", re.I)
_PLACEHOLDER = re.compile(r"[0#?]")


def built_in_class(number: int) -> str:
    """The class of a format that the file names by its number."""
    return _BUILT_IN.get(number, NUMBER)


@lru_cache(maxsize=1024)
def format_class(code: str) -> str:
    """The class of a format code such as `yyyy"年"m"月"d"日";@`: that of its first section that is not just a number."""
    classes = map(_section_class, _plain_tokens(code).split(";"))
    return next((found for found in classes if found != NUMBER), NUMBER)


def said_by_format(number: int, code: str | None) -> str:
    """What a number format says of the cells that have it: `date`, `datetime`, `time`, `percent`, `integer`, `text`, or nothing. `code` is None where
    the file names it by its number only."""
    found = built_in_class(number) if code is None else format_class(code)
    if found == DATE:
        clock = number == _MOMENT if code is None else bool(set("hs") & set(_SHOWN.sub("", code).lower()))
        return "datetime" if clock else DATE
    if found != NUMBER:
        return found
    if code is None:
        return "integer" if number in _WHOLE else "text" if number == _TEXT else ""
    plain = _SHOWN.sub("", code).strip()
    return "text" if plain == "@" else "integer" if re.fullmatch(r"[#,]*0", plain.partition(";")[0].rstrip("_ )")) else ""


def _plain_tokens(code: str) -> str:
    """The code without what is only shown: quoted and escaped text, colours, conditions, locales, padding."""
    tokens = _NOT_A_TOKEN.sub("", _ELAPSED.sub(r"\1", code))
    return _FRACTION_OF_SECOND.sub(r"\1", tokens).lower()


def _section_class(tokens: str) -> str:
    letters = set(tokens)
    if letters & set("ymdhsae") and not _PLACEHOLDER.search(tokens):
        clock_only = letters & set("hs") and not letters & set("yda")
        return TIME if clock_only else DATE
    return PERCENT if "%" in tokens else NUMBER
