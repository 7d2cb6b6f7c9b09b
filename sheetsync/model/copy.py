"""A copy that came back, as it was understood: what differs from what was issued."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sheetsync.model.finding import Finding
from sheetsync.model.kinds import Value
from sheetsync.model.record import Source


class Edit(NamedTuple):
    """A cell of an issued record that differs from its base.

    `allowed`: the department may change this cell. `taken`: its type allows the value; otherwise a finding of the copy says why not.
    """

    sheet: str
    record: str
    field: str
    before: Value
    value: Value
    written: str
    source: Source
    allowed: bool = True
    taken: bool = True


class Entry(NamedTuple):
    """One filled-in cell of a row that is not in the base."""

    value: Value
    written: str
    source: Source
    allowed: bool = True
    taken: bool = True


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row with content that is none of the issued records.

    `id` is what its id cell says, or nothing; `blank` tells that this is one of the copy's own pre-numbered rows; `row` its number in the file.
    `duplicate` names the issued record of which this row is a copied row.
    """

    sheet: str
    id: str
    row: int
    entries: Mapping[str, Entry]
    source: Source
    blank: bool = False
    duplicate: str = ""
    unasked: frozenset[str] = frozenset()
    """The fields for which the workbook had no cell, since the template asks for them only now."""


WITHOUT_SHEET = ("missing-sheet", "wrong-department", "unclear-row")
WITHOUT_ROW = ("shifted-row", "misplaced-row")
"""The findings about what was not read of a copy: a whole sheet, or a record's row wherever it stands; with `missing-column` a
column, with `single-sheet` all sheets but one."""


class Unread(NamedTuple):
    """A part of a copy of which nothing is known: a sheet, one of its columns, or a record."""

    sheet: str = ""
    record: str = ""
    field: str = ""

    def holds(self, sheet: str, record: str, field: str = "") -> bool:
        """Whether a cell, or without a field a row, is in this part."""
        pairs = ((self.sheet, sheet), (self.record, record), (self.field, field))
        return all(ours in ("", theirs) for ours, theirs in pairs)


@dataclass(frozen=True, slots=True)
class Copy:
    """A returned workbook, read against its own base. `order` is that of the round for which it was issued.

    `saved_at` is the time of saving inside the file (ISO 8601, UTC) or blank; `missing` the issued records whose rows are gone.
    """

    sha256: str
    file: str
    token: str
    department: str
    round: str
    order: int
    saved_at: str = ""
    saved_by: str = ""
    edits: tuple[Edit, ...] = ()
    rows: tuple[NewRow, ...] = ()
    missing: tuple[tuple[str, str], ...] = ()
    findings: tuple[Finding, ...] = ()
    status: str = ""
    """`held` or `refused` when nothing of it can be merged, else blank."""
    template: str = ""
    """The version of the template in whose terms it is told: that of the issued workbook, as long as nothing leads to another one."""
    mends: str = ""
    """The SHA-256 of the copy that it mends, where it is one of a workbook that was given back for that."""

    @property
    def read(self) -> int:
        """How many cells differ from the base."""
        return len(self.edits) + sum(len(row.entries) for row in self.rows)

    @property
    def unread(self) -> Iterator[Unread]:
        """What the copy tells nothing about, for it is not there or was not read: it is neither as it was issued nor taken back."""
        for each in self.findings:
            if each.code == "missing-column":
                yield Unread(each.sheet, field=each.field)
            elif each.code in WITHOUT_SHEET and each.sheet:
                # another one's sheet may have stood beside the copy's own
                if not self.says_in(Unread(each.sheet)):
                    yield Unread(each.sheet)
            elif each.code == "single-sheet":
                yield from map(Unread, each.detail.get("lacking", ()))
            elif each.code in WITHOUT_ROW and each.record:
                yield Unread(record=each.record)

    def says_in(self, part: Unread) -> bool:
        """Whether the copy says anything about a part."""
        cells = ((e.sheet, e.record, e.field) for e in self.edits)
        entries = ((row.sheet, row.id, key) for row in self.rows for key in row.entries)
        return any(part.holds(*each) for each in (*cells, *entries, *self.missing))


class Release(NamedTuple):
    """That the coordinator said whose copy a file is: that of the issued workbook with the return code `token`.

    `order` is that of the round that was open then, `at` when (ISO 8601, UTC) and `by` who.
    """

    sha256: str
    token: str
    order: int
    at: str = ""
    by: str = ""


Place = tuple[str, str, str]
"""A cell by its meaning: sheet, record, field."""
