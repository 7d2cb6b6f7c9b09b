"""The values that a template's file may hold, and what they must look like: each reader takes a value as TOML has it, or raises Wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from sheetsync.files.toml_values import Wrong, filled_text
from sheetsync.model.codes import initials

LONGEST_SHEET_NAME = 31
LONGEST_LABEL = 32
"""What Excel shows of the title of an input prompt."""
LONGEST_HINT = 200
"""An input prompt holds 255 characters, and says the type as well."""
LONGEST_WORD = 100

_FORBIDDEN = re.compile(r"[\[\]:*?/\\]|^'|'$")
_UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_KEY = re.compile(r"[a-z][a-z0-9_]*")
_PREFIX = re.compile(r"[A-Z][A-Z0-9]{0,5}")
_LANGUAGE = re.compile(r"[a-z]{2}")


def is_key(text: str) -> bool:
    """Whether a sheet, a field, a list or a choice may have this as its key."""
    return bool(_KEY.fullmatch(text))


def language_codes(value: Any) -> tuple[str, ...]:
    """The languages of a template by their two letters, the preferred one first."""
    codes = texts(value)
    wrong = next((each for each in codes if not _LANGUAGE.fullmatch(each)), "")
    if wrong or not codes:
        raise Wrong("bad-language", wrong)
    return tuple(dict.fromkeys(codes))


def one_line(longest: int) -> Callable[[Any], str]:
    """A text of one line, not longer than so many characters as Excel counts them: an emoji is two."""

    def read(value: Any) -> str:
        line = filled_text(value)
        if "\n" in line or "\r" in line:
            raise Wrong("line-break", line)
        if _UNSHOWN.search(line):
            raise Wrong("control-character", _UNSHOWN.sub("\N{REPLACEMENT CHARACTER}", line))
        if (length := len(line.encode("utf-16-le")) // 2) > longest:
            raise Wrong("too-long", line, length=length, longest=longest)
        return line

    return read


def sheet_name(value: Any) -> str:
    """A name that Excel allows for a sheet."""
    name = one_line(LONGEST_SHEET_NAME)(value)
    if _FORBIDDEN.search(name) or name.lower() == "history":
        raise Wrong("sheet-name", name)
    return name


def texts(value: Any) -> tuple[str, ...]:
    """A list of texts."""
    if not isinstance(value, list):
        raise Wrong("not-a-list", value)
    return tuple(filled_text(each) for each in value)


def one_key(value: Any) -> str:
    """A key."""
    return keys([value])[0]


def keys(value: Any) -> tuple[str, ...]:
    """A list of keys."""
    found = texts(value)
    wrong = next((each for each in found if not is_key(each)), "")
    if wrong:
        raise bad_key(wrong)
    return found


def number(value: Any) -> float:
    """A number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Wrong("not-numeric", value)
    return value


def flag(value: Any) -> bool:
    """true or false."""
    if not isinstance(value, bool):
        raise Wrong("not-true-or-false", value)
    return value


def prefix(value: Any) -> str:
    """What stands first in the ids of a sheet's records."""
    letters = filled_text(value)
    if not _PREFIX.fullmatch(letters):
        raise Wrong("bad-prefix", letters, letters.upper() if _PREFIX.fullmatch(letters.upper()) else "")
    return letters


def table(value: Any) -> dict[str, Any]:
    """A table."""
    if not isinstance(value, dict):
        raise Wrong("not-a-table", value)
    return value


def condition(value: Any) -> dict[str, Any]:
    """A table of fields, each with the choices that meet it."""
    if not isinstance(value, dict):
        raise Wrong("not-a-condition", value)
    return value


def tables(value: Any) -> list[Any]:
    """A list of tables (`[[name]]`)."""
    if not isinstance(value, list):
        raise Wrong("single-section" if isinstance(value, dict) else "not-a-list", value)
    return value


def bad_key(key: str) -> Wrong:
    """That this can't be a key, with one that can."""
    plain = re.sub(r"[^a-z0-9_]+", "_", key.lower()).strip("_") if key.isascii() else initials(key).lower()
    return Wrong("bad-key", key, plain if is_key(plain) else "")


def label(longest: int) -> Callable[[Any], str]:
    """What people see of a field: one line, without the star that marks a required one."""

    def read(value: Any) -> str:
        line = one_line(longest)(value)
        if line.endswith(("*", "＊")):
            raise Wrong("star-in-label", line)
        return line

    return read
