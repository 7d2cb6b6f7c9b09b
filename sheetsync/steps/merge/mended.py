"""Copies of workbooks that were given back to be mended: which copies each of them continues, and under which ids they know its rows."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from sheetsync.model.copy import Copy, Edit, Entry, NewRow
from sheetsync.model.kinds import Value
from sheetsync.model.kinds_refs import ref_key
from sheetsync.model.record import GivenRow
from sheetsync.model.template import Template
from sheetsync.steps.merge.likeness import is_same_row, row_values
from sheetsync.steps.merge.nearby import Nearby


def mended_by(copy: Copy, known: Mapping[str, Copy]) -> Iterator[Copy]:
    """The copies, of those known by their SHA-256, that a copy mends: the one that was given back, the one that this had mended, and so on."""
    while before := known.get(copy.mends):
        yield before
        copy = before


def with_ids_as_given_back(template: Template, copies: Sequence[Copy], given: Mapping[GivenRow, str], but: Collection[str] = ()) -> dict[str, Copy]:
    """The copies by their SHA-256, with the rows without a usable id under the ids under which a workbook that was given back shows them.

    A copy (but for those named by SHA-256) that mends another one knows that one's new rows by the ids that they have got, and those that this had
    mended in turn. So do all copies
    of the same issued workbook that hold the same rows, or the row would be two records.
    """
    known = {copy.sha256: copy for copy in copies}
    mended = {first.sha256: first for copy in copies if copy.sha256 not in but for first in mended_by(copy, known)}
    for first in mended.values():
        shown = [(row, identity) for row in first.rows if (identity := given.get((first.sha256, row.sheet, row.row)))]
        for copy in (each for each in known.values() if each.token == first.token):
            known[copy.sha256] = _named(template, copy, shown)
    return known


def _named(template: Template, copy: Copy, shown: Iterable[tuple[NewRow, str]]) -> Copy:
    """The copy with those of its rows under their ids that are the rows shown."""
    rows, ids = list(copy.rows), {row.id for row in copy.rows}
    places: dict[tuple[str, ...], Nearby[int]] = {}
    for number, row in enumerate(rows):
        places.setdefault(_known_by(row), Nearby(template.sheet(row.sheet))).add(row_values(row), number)
    renamed: dict[tuple[str, str], str] = {}
    for theirs, identity in ((row, identity) for row, identity in shown if identity not in ids):
        place = _place(template, copy, theirs, places)
        if place is not None:
            old = rows[place]
            rows[place] = dataclasses.replace(old, id=identity, blank=True, duplicate="")
            if not old.duplicate:
                renamed[old.sheet, old.id] = identity
    return _referring(template, dataclasses.replace(copy, rows=tuple(rows)), renamed)


def _place(template: Template, copy: Copy, theirs: NewRow, places: Mapping[tuple[str, ...], Nearby[int]]) -> int | None:
    """Which row of the copy is one that is shown, of those that have got no id yet."""
    sheet, mine = template.sheet(theirs.sheet), places.get(_known_by(theirs))
    if mine is None:
        return None
    return mine.find(row_values(theirs), lambda n: copy.rows[n] is theirs or is_same_row(sheet, theirs, copy.rows[n]), take=True)


def _known_by(row: NewRow) -> tuple[str, ...]:
    return row.sheet, row.id, row.duplicate


def _referring(template: Template, copy: Copy, renamed: Mapping[tuple[str, str], str]) -> Copy:
    """The copy with its references to rows that have other ids now."""

    def told(sheet: str, key: str, value: Value) -> Value:
        target = template.sheet(sheet).field(key).target
        if isinstance(value, tuple):
            return tuple(sorted((renamed.get((target, str(each)), str(each)) for each in value), key=ref_key)) if target else value
        return renamed.get((target, str(value)), value)

    def edit(each: Edit) -> Edit:
        return each._replace(value=told(each.sheet, each.field, each.value))

    def entries(row: NewRow) -> dict[str, Entry]:
        return {key: each._replace(value=told(row.sheet, key, each.value)) for key, each in row.entries.items()}

    rows = tuple(dataclasses.replace(row, entries=entries(row)) for row in copy.rows)
    return dataclasses.replace(copy, edits=tuple(map(edit, copy.edits)), rows=rows)
