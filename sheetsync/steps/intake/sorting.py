"""Finds sheets of which some columns were sorted and others were not, so that values stand beside other records' ids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sheetsync.model.copy import Edit
from sheetsync.model.kinds import Value
from sheetsync.model.record import Values
from sheetsync.steps.intake.lines import Line

NEARLY_ALL = 0.8
"""The share of values that stayed where they were issued, from which on their columns were left behind; the others were typed over."""

CELLS = 3
"""A row holds another record's values when at least so many of its cells do; fewer may well be a coincidence."""


def left_behind(places: Mapping[str, Line], issued: Mapping[str, Values]) -> str:
    """A record whose id was sorted away while cells to the right stayed; blank where there is none.

    `places` has the rows by their ids, `issued` what they held, blank rows too, each in their order. Where the orders differ, each cell tells
    whether it went with its id or stayed in its place. A sort that leaves columns behind leaves the last ones, since it takes the id along.
    """
    moved = list(_moved(places, issued))
    told = 0
    stayed: list[str] = []
    for key in reversed(_columns(places.values())) if moved else ():
        for identity, there in moved:
            mine, theirs = issued[identity].get(key), issued[there].get(key)
            told += mine != theirs
            stayed.extend([identity] if mine != theirs and _holds(places[identity], key, theirs) else [])
        if len(set(stayed)) > 1 and len(stayed) >= NEARLY_ALL * told:
            return min(stayed, key=lambda identity: places[identity].number)
    return ""


def _moved(places: Mapping[str, Line], issued: Mapping[str, Values]) -> Iterator[tuple[str, str]]:
    """The ids that stand where another one was issued, with that one; rows that are gone or new move nobody."""
    before = (identity for identity in issued if identity in places)
    return ((identity, there) for identity, there in zip(places, before, strict=True) if identity != there)


def _columns(lines: Iterable[Line]) -> list[str]:
    """The fields in the order of their columns."""
    line = next(iter(lines), None)
    return [field.key for field, _ in sorted(line.table.fields, key=lambda each: each[1])] if line else []


def _holds(line: Line, key: str, value: Value) -> bool:
    reading = line.reading(line.table.sheet.field(key))
    return reading.taken and reading.value == value


def permuted(edits: Iterable[Edit], base: Mapping[str, Values], lines: Iterable[Line]) -> str:
    """A record whose row holds, cell for cell, what was issued of another one of which the same is true; blank where there is none.

    That is how it looks when some columns were sorted by themselves. Two rows are enough where all the last columns were; else people may have
    meant to exchange a few values.
    """
    by_record: dict[str, dict[str, Edit]] = {}
    for edit in edits:
        by_record.setdefault(edit.record, {})[edit.field] = edit
    columns = _columns(lines)
    for to_the_end, enough in ((True, 2), (False, 3)):
        rotated = _rotated(by_record, base, columns, to_the_end)
        many = [i for i in rotated if sum(e.value is not None for e in by_record[i].values()) >= CELLS]
        if len(many) >= enough:
            return many[0]
    return ""


def _rotated(edited: Mapping[str, Mapping[str, Edit]], base: Mapping[str, Values], columns: Sequence[str], to_the_end: bool) -> list[str]:
    """The records that hold another such one's values from their first edited column to their last one, or to the last of all."""
    left = [identity for identity, fields in edited.items() if all(e.taken for e in fields.values())]
    spans = {identity: _span(edited[identity], columns, to_the_end) for identity in left}
    now = {i: tuple(edited[i][k].value if k in edited[i] else base[i].get(k) for k in spans[i]) for i in left}
    before = [*left, ""]
    while len(left) < len(before):
        before = left
        issued = {(span, tuple(base[i].get(k) for k in span)) for span in set(spans.values()) for i in left}
        left = [i for i in left if (spans[i], now[i]) in issued]
    return left


def _span(fields: Iterable[str], columns: Sequence[str], to_the_end: bool) -> tuple[str, ...]:
    places = [columns.index(key) for key in fields]
    return tuple(columns[min(places) :] if to_the_end else columns[min(places) : max(places) + 1])
