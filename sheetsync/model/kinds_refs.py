"""Ids of records, and references to them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from re import Match

from sheetsync.model.kinds_text import as_word, fold, plain, special_word
from sheetsync.model.kinds_words import SEPARATORS
from sheetsync.model.raw import RawCell
from sheetsync.model.reading import Context, Reading, Value, refused, repaired
from sheetsync.model.record import record_id
from sheetsync.model.template import Field

NEW = "new"
"""The value of a reference that asks for a new record; what the record is made of says the template's link."""

TITLE_LENGTH = 120
"""So much of a title is shown behind an id."""

_HEAD = r"(?<![A-Z0-9-])([A-Z][A-Z0-9]*) ?- ?([^\W_]{1,20}) ?- ?"
_ID = re.compile(_HEAD + r"(\d{3,9})(?!\d)")
_LONE_ID = re.compile(_HEAD + r"(\d{1,9})")
_SHORTENED = re.compile(_ID.pattern + r" ?(?:[/~]|-{1,2}|至|到) ?\d{1,9}(?![^\W_])")
"""An id that others follow of which only the number is written: T-KF-001~003."""
_ONLY_IDS = re.compile(rf"(?:{_ID.pattern}[\s;、|,/&+]*)+")
_BETWEEN = re.compile("|".join(pattern.pattern for pattern in SEPARATORS[:4]))


def read_ref(cell: RawCell, field: Field, _context: Context) -> Reading:
    """One id, or where the field offers it a new record. What follows the id is ignored; a text without any is kept as written."""
    if not field.new:
        return as_word(cell, _parse_ref)
    words = {fold(word) for word in (NEW, *field.new.values())}
    return as_word(cell, lambda text: Reading(NEW) if fold(text) in words else _parse_ref(text))


def read_refs(cell: RawCell, _field: Field, _context: Context) -> Reading:
    """Several ids by prefix, code and number; pieces without any id are kept as written."""
    return as_word(cell, _parse_refs)


def _parse_ref(text: str) -> Reading:
    if _SHORTENED.match(plain(text).upper()):
        return refused("several-not-allowed")
    found = _ids(text)
    starts = [piece for piece in _BETWEEN.split(text) if _ID.match(plain(piece).upper())]
    if len({reading.value for reading in found}) > 1 or len(starts) > 1:
        return refused("several-not-allowed")
    return found[0] if found else special_word(text) or Reading(text)


def _parse_refs(text: str) -> Reading:
    special = special_word(text)
    if special:
        return special
    if _SHORTENED.search(plain(text).upper()):
        return refused("shortened-ids")
    readings = _all_refs(text)
    notice = next((reading for reading in readings if reading.code), Reading(None))
    values = {str(reading.value) for reading in readings}
    return Reading(tuple(sorted(values, key=ref_key)) or None, notice.code, notice.reason)


def _all_refs(text: str) -> list[Reading]:
    """The references in a text. A piece without an id that follows an id with a title belongs to that title."""
    readings: list[Reading] = []
    in_title = False
    for piece in (part.strip() for part in _BETWEEN.split(text)):
        found = _ids(piece)
        readings += found
        if found:
            in_title = not _is_only_ids(piece)
        elif piece and not in_title and not special_word(piece):
            readings.append(Reading(piece))
    return readings


def _ids(text: str) -> list[Reading]:
    """The ids of a text that holds nothing else; otherwise the first id in it."""
    narrow = plain(text).upper()
    lone = _LONE_ID.fullmatch(narrow)
    if lone:
        return [_found(lone)]
    found = list(map(_found, _ID.finditer(narrow)))
    return found if _is_only_ids(text) else found[:1]


def _is_only_ids(text: str) -> bool:
    narrow = plain(text).upper()
    return bool(_LONE_ID.fullmatch(narrow) or _ONLY_IDS.fullmatch(narrow))


def _found(match: Match[str]) -> Reading:
    value = record_id(match[1], match[2], int(match[3]))
    return Reading(value) if value.endswith(f"-{match[3]}") else repaired(value, "number-padded")


def ref_key(ref: str) -> tuple[bool, str, str, int, str]:
    """Orders references by prefix, code and number; what is no id comes last."""
    match = _ID.fullmatch(ref)
    return (False, match[1], match[2], int(match[3]), "") if match else (True, "", "", 0, ref)


def show_ref(value: Value, titles: Mapping[str, str]) -> str:
    """The id with its title behind it, unless the title would be taken for another id."""
    title = " ".join(titles.get(str(value), "").split())[:TITLE_LENGTH]
    shown = f"{value} {title}"
    return shown if title and _parse_ref(shown).value == value else str(value)


def renamed(field: Field, value: Value, new_id: Callable[[str], str]) -> Value:
    """A reference by the ids that records have got; any other value as it is."""
    if field.kind == "ref" and value is not None:
        return new_id(str(value))
    if field.kind == "refs" and isinstance(value, tuple):
        return tuple(new_id(str(each)) for each in value)
    return value
