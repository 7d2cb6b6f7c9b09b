"""Which record a new row is: under the id it carries, under another one, or a suggestion about a record that its copy was never issued."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from rapidfuzz import fuzz

from sheetsync.model.copy import Copy, NewRow
from sheetsync.model.finding import Finding
from sheetsync.model.kinds import Value
from sheetsync.model.project import Project
from sheetsync.model.record import Opening, record_id
from sheetsync.model.template import Sheet, Template

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
        return {key: e.value for key, e in self.row.entries.items() if e.taken and e.value is not None}


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A record that came into the project with these copies; one department's rows, one per copy that has it."""

    sheet: str
    id: str
    department: str
    rows: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Identified:
    """New records; rows that speak of a record their copy was not issued; the new id of what a copy calls by another one."""

    newcomers: Sequence[Newcomer]
    asides: Sequence[tuple[Said, str]]
    renames: Mapping[tuple[str, str], str]
    findings: Sequence[Finding]


def likeness(sheet: Sheet, a: Mapping[str, Value], b: Mapping[str, Value]) -> float:
    """How alike two rows are, 0 to 100: by their titles, or without those by the share of common cells that are equal."""
    ours, theirs = a.get(sheet.title), b.get(sheet.title)
    if isinstance(ours, str) and isinstance(theirs, str):
        return fuzz.ratio(ours.casefold(), theirs.casefold()) if digits(ours) == digits(theirs) else 0.0
    common = a.keys() & b.keys()
    return 100.0 * sum(a[key] == b[key] for key in common) / len(common) if common else 100.0


def digits(text: str) -> list[str]:
    """The numbers in a title; they tell apart what otherwise reads alike (第1期, 第2期)."""
    return re.findall(r"\d+", text)


def identify(template: Template, project: Project, opening: Opening, copies: Sequence[Copy]) -> Identified:
    """Which record each new row of the copies is. The copies come in a canonical order."""
    return _Identifier(project, opening, [Said(copy, row) for copy in copies for row in copy.rows]).run(template)


@dataclass(frozen=True, slots=True)
class _Identifier:
    project: Project
    opening: Opening
    said: Sequence[Said]
    renames: dict[tuple[str, str], str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def run(self, template: Template) -> Identified:
        newcomers: list[Newcomer] = []
        asides: list[tuple[Said, str]] = []
        for sheet in template.tables:
            rows = [s for s in self.said if s.row.sheet == sheet.key]
            kept, loose = self._keep_ids(sheet, [s for s in rows if self._keeps_id(s)])
            own = {n.id for n in kept}
            strangers = [s for s in rows if not self._keeps_id(s)]
            about = [s for s in strangers if not s.row.duplicate and s.row.id and self._exists(s, own)]
            asides.extend((s, s.row.id) for s in about)
            newcomers.extend(kept)
            newcomers.extend(self._number(sheet, loose + [s for s in strangers if s not in about]))
            self.findings.extend(_unknown(s) for s in strangers if s.row.id and not s.row.duplicate)
        return Identified(newcomers, asides, self.renames, self.findings)

    def _exists(self, said: Said, newcomers: set[str]) -> bool:
        return said.row.id in self.opening.state.get(said.row.sheet, {}) or said.row.id in newcomers

    def _keeps_id(self, said: Said) -> bool:
        """Whether the row's id was given out to this department for a record that does not exist yet."""
        row = said.row
        if row.duplicate or not row.id or row.id in self.opening.state.get(row.sheet, {}):
            return False
        return row.blank or self._was_given(said)

    def _was_given(self, said: Said) -> bool:
        prefix, _, number = said.row.id.rpartition("-")
        code = _code(self.project, said.copy.department)
        given = self.opening.next_number.get((said.row.sheet, said.copy.department), 1)
        removed = self.opening.removed.get(said.row.sheet, {})
        return prefix.endswith(f"-{code}") and number.isdigit() and int(number) < given and said.row.id not in removed

    def _keep_ids(self, sheet: Sheet, rows: Iterable[Said]) -> tuple[list[Newcomer], list[Said]]:
        """One record per id; a second person's other thing under the same id goes loose."""
        by_id: dict[str, list[Said]] = {}
        for said in rows:
            by_id.setdefault(said.row.id, []).append(said)
        kept: list[Newcomer] = []
        loose: list[Said] = []
        for identity, group in by_id.items():
            first, *others = clusters(group, lambda a, b: likeness(sheet, a.values, b.values) >= SAME_ROW)
            kept.append(Newcomer(sheet.key, identity, group[0].copy.department, tuple(first)))
            loose.extend(said for other in others for said in other)
            self.findings.extend(_twice(said) for other in others for said in other)
        return kept, loose

    def _number(self, sheet: Sheet, rows: Sequence[Said]) -> Iterator[Newcomer]:
        """Gives each department's rows without a usable id its next numbers; the same row in two copies is one record."""
        by_department: dict[str, list[Said]] = {}
        for said in rows:
            by_department.setdefault(said.copy.department, []).append(said)
        for department, group in by_department.items():
            number = self.opening.next_number.get((sheet.key, department), 1)
            for rows_of_one in clusters(group, lambda a, b: _is_same_row(sheet, a, b)):
                identity = record_id(sheet.prefix, _code(self.project, department), number)
                number += 1
                self._rename(identity, rows_of_one)
                yield Newcomer(sheet.key, identity, department, tuple(rows_of_one))

    def _rename(self, identity: str, rows: Iterable[Said]) -> None:
        """What a copy calls by an id of its own is that record in its references as well; a copied row's id stays the issued record's."""
        for said in rows:
            if said.row.id and not said.row.duplicate:
                self.renames[said.copy.sha256, said.row.id] = identity


def _is_same_row(sheet: Sheet, a: Said, b: Said) -> bool:
    if a.row.id and a.row.id == b.row.id:
        return likeness(sheet, a.values, b.values) >= SAME_ROW
    return likeness(sheet, a.values, b.values) >= SAME_THING and bool(a.values.keys() & b.values.keys())


def clusters(rows: Iterable[Said], alike: Callable[[Said, Said], bool]) -> list[list[Said]]:
    """Groups rows that are alike; two rows of one copy are never one record."""
    groups: list[list[Said]] = []
    for said in rows:
        home = next((g for g in groups if alike(g[0], said) and all(o.copy is not said.copy for o in g)), None)
        if home is None:
            groups.append([said])
        else:
            home.append(said)
    return groups


def _code(project: Project, department: str) -> str:
    found = project.department(department)
    return found.code if found else "X"


def _unknown(said: Said) -> Finding:
    row = said.row
    return _row_finding("unknown-id", said, row.id)


def _twice(said: Said) -> Finding:
    return _row_finding("duplicate-id", said, said.row.id)


def _row_finding(code: str, said: Said, value: str) -> Finding:
    row, copy = said.row, said.copy
    return Finding(
        code, file=copy.file, department=copy.department, sheet=row.sheet, record=row.id,
        place=row.source.sheet, cell=row.source.cell, value=value,
    )  # fmt: skip
