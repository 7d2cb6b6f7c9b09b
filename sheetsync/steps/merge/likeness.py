"""Which rows are one thing, by what they hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from rapidfuzz import fuzz

from sheetsync.model.copy import Copy, NewRow
from sheetsync.model.kinds import Value
from sheetsync.model.record import Record
from sheetsync.model.template import Sheet
from sheetsync.steps.merge.nearby import Nearby

SAME_ROW = 60
"""Two people's rows under one id are one record when their titles are at least so alike (0 to 100)."""


SAME_THING = 90
"""Rows without an id, or of two departments, look like one thing when their titles are at least so alike."""


class Said(NamedTuple):
    """A new row and the copy that brought it."""

    copy: Copy
    row: NewRow

    @property
    def values(self) -> dict[str, Value]:
        return row_values(self.row)


def row_values(row: NewRow) -> dict[str, Value]:
    """What a new row holds, without what its types do not allow."""
    return {key: e.value for key, e in row.entries.items() if e.taken and e.value is not None}


def likeness(sheet: Sheet, a: Mapping[str, Value], b: Mapping[str, Value]) -> float:
    """How alike two rows are, 0 to 100: by their titles, or without those by the share of common cells that are equal."""
    ours, theirs = a.get(sheet.title), b.get(sheet.title)
    if isinstance(ours, str) and isinstance(theirs, str):
        return alike(ours, theirs)
    common = a.keys() & b.keys()
    return 100.0 * sum(a[key] == b[key] for key in common) / len(common) if common else 100.0


def alike(ours: str, theirs: str) -> float:
    """How alike two titles are, 0 to 100; what differs in a number is not alike."""
    return fuzz.ratio(ours.casefold(), theirs.casefold()) if digits(ours) == digits(theirs) else 0.0


def digits(text: str) -> list[str]:
    """The numbers in a title; they tell apart what otherwise reads alike (第1期, 第2期)."""
    return re.findall(r"\d+", text)


def is_other_thing(sheet: Sheet, said: Said, record: Record) -> bool:
    """Whether a row has a title that is not the record's, so that two things got one blank row's id."""
    return sheet.title in said.values and likeness(sheet, said.values, record.values) < SAME_ROW


def is_same_row(sheet: Sheet, a: NewRow, b: NewRow) -> bool:
    """Whether two copies' rows without a usable id are one record. One that had to leave its number to another thing is what it is without that."""
    ours, theirs = row_values(a), row_values(b)
    if a.id and (a.id, a.duplicate) == (b.id, b.duplicate):
        return likeness(sheet, ours, theirs) >= SAME_ROW
    if a.blank or b.blank:
        return False
    return likeness(sheet, ours, theirs) >= SAME_THING and bool(ours.keys() & theirs.keys())


def clusters(sheet: Sheet, rows: Iterable[Said], alike: Callable[[Said, Said], bool]) -> list[list[Said]]:
    """Groups rows that are alike; two rows of one copy are never one record."""
    every = list(rows)
    groups: list[list[Said]] = []
    # of each copy, the groups that hold none of its rows: a copy may have thousands
    free: dict[int, Nearby[list[Said]]] = {id(said.copy): Nearby(sheet) for said in every}
    for said in every:
        home = free[id(said.copy)].find(said.values, lambda group, said=said: alike(group[0], said), take=True)  # type: ignore[misc] # its type is told by find
        if home is not None:
            home.append(said)
            continue
        groups.append([said])
        for copy, theirs in free.items():
            if copy != id(said.copy):
                theirs.add(said.values, groups[-1])
    return groups
