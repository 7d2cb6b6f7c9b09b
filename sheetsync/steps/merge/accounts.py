"""What became of every edit that was read, and of every copy: nothing is lost without a word."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sheetsync.model.copy import WITHOUT_ROW, Copy, Edit, Entry, NewRow, Unread
from sheetsync.model.finding import Finding
from sheetsync.model.merged import CopyOutcome, Fate
from sheetsync.model.record import Source
from sheetsync.model.template import Template
from sheetsync.steps.merge.gather import Heard, Statement
from sheetsync.steps.merge.likeness import is_same_row, row_values
from sheetsync.steps.merge.nearby import Nearby
from sheetsync.steps.merge.settle import Settled
from sheetsync.steps.merge.voices import Replaced

ASIDE = ("unknown-column", "unknown-sheet", "skipped-row", "comment")
"""The findings about what was written where nothing is read."""
SHEETS = ("second-sheet", "wrong-department")
"""Those about a whole sheet that was not read."""
BETWEEN = " · "
"""Between the cells of one row in the value of a finding."""


def account(template: Template, heard: Heard, settled: Settled, replaced: Sequence[Replaced]) -> tuple[list[Fate], list[Finding]]:
    """The fate of every edit, and a finding for each one that a later copy of the same department no longer holds."""
    fates = [_fate(said, settled.fates[key] if said.taken else "refused") for key, said in enumerate(heard.statements)]
    spoken = {(fate.source, fate.field): fate for fate in fates}
    lost = [(each.copy, fate) for each in replaced for fate in _Replaced(template, each, spoken).fates()]
    titles = {each.copy.sha256: _titles(template, each.copy) for each in replaced}
    told = [_superseded(copy, fate, titles[copy.sha256]) for copy, fate in lost if fate.fate == "superseded"]
    return fates + [fate for _, fate in lost], [*told, *(found for each in replaced for found in (*_rows(each), *_sheets(each), *_asides(each)))]


def _fate(said: Statement, fate: str) -> Fate:
    return Fate(fate, said.copy.department, said.sheet, said.record, said.field, said.value, said.written, said.source)


@dataclass(frozen=True, slots=True)
class _Replaced:
    """What became of the edits of a copy that others replaced: those that one of them still holds share their fate."""

    template: Template
    replaced: Replaced
    spoken: Mapping[tuple[Source, str], Fate]

    def fates(self) -> Iterator[Fate]:
        copy, held, rows = self.replaced.copy, self._held_edits(), self._held_rows()
        for e in copy.edits:
            fate = Fate("superseded", copy.department, e.sheet, e.record, e.field, e.value, e.written, e.source)
            yield self._shared(fate, held.get((e.sheet, e.record, e.field, *_content(e))))
        for row in copy.rows:
            same = self._same_row(row, rows)
            for key, entry in row.entries.items():
                now = same.entries.get(key) if same else None
                fate = Fate("superseded", copy.department, row.sheet, row.id, key, entry.value, entry.written, entry.source)
                yield self._shared(fate, now if now and _content(now) == _content(entry) else None)

    def _shared(self, fate: Fate, now: Edit | Entry | None) -> Fate:
        """The fate of what a later copy holds alike, under the ids that it came to have."""
        later = self.spoken.get((now.source, fate.field)) if now else None
        return fate._replace(fate=later.fate, record=later.record, value=later.value) if later else fate

    def _held_edits(self) -> Mapping[tuple[object, ...], Edit]:
        return {(e.sheet, e.record, e.field, *_content(e)): e for copy in self.replaced.by for e in copy.edits}

    def _held_rows(self) -> Mapping[tuple[str, ...], Nearby[NewRow]]:
        """The rows of the later copies by sheet and id."""
        held: dict[tuple[str, ...], Nearby[NewRow]] = {}
        for row in (row for copy in self.replaced.by for row in copy.rows):
            held.setdefault(_named(row), Nearby(self.template.sheet(row.sheet))).add(row_values(row), row)
        return held

    def _same_row(self, row: NewRow, held: Mapping[tuple[str, ...], Nearby[NewRow]]) -> NewRow | None:
        """The row of a later copy that is this one."""
        sheet, later = self.template.sheet(row.sheet), held.get(_named(row))
        return later.find(row_values(row), lambda other: is_same_row(sheet, row, other)) if later else None


def _named(row: NewRow) -> tuple[str, ...]:
    return (row.sheet, row.id, row.duplicate) if row.id else (row.sheet,)


def _content(each: Edit | Entry) -> tuple[object, ...]:
    """What a cell says; a value that was not taken is what was written."""
    return (each.value, each.taken, "" if each.taken else each.written)


def _superseded(copy: Copy, fate: Fate, titles: Mapping[Source, str]) -> Finding:
    source: Source = fate.source
    detail = {} if fate.record else {"record": titles[source]}
    return Finding(
        "superseded", file=copy.file, department=copy.department, sheet=fate.sheet, record=fate.record, field=fate.field,
        place=source.sheet, cell=source.cell, value=fate.written, detail=detail,
    )  # fmt: skip


def _rows(replaced: Replaced) -> Iterator[Finding]:
    """The rows of a copy that were not read, and of which those that replaced it say nothing either."""
    for found in replaced.copy.findings:
        if found.code in WITHOUT_ROW and not any(copy.says_in(Unread(record=found.record)) or found in copy.findings for copy in replaced.by):
            yield dataclasses.replace(found, code="superseded", reason="row")


def _sheets(replaced: Replaced) -> Iterator[Finding]:
    """The sheets of a copy that were not read, and that those which replaced it do not have."""
    there = {(found.code, found.place) for copy in replaced.by for found in copy.findings}
    for found in replaced.copy.findings:
        if found.code in SHEETS and found.place and (found.code, found.place) not in there:
            yield dataclasses.replace(found, code="superseded", reason="sheet")


def _asides(replaced: Replaced) -> Iterator[Finding]:
    """What was written in a copy where nothing is read, and stands nowhere in those that replaced it: most of it they were not even given back.

    What was only counted is told still where none of those counts as much.
    """
    still: dict[tuple[str, ...], int] = {}
    for found in (found for copy in replaced.by for found in copy.findings):
        still[_aside(found)] = max(_count(found), still.get(_aside(found), 0))
    entries = {entry.written for copy in replaced.by for row in copy.rows for entry in row.entries.values()}
    cells = entries | {edit.written for copy in replaced.by for edit in copy.edits}
    for found in replaced.copy.findings:
        moved = bool(found.value) and set(found.value.split(BETWEEN)) <= cells
        told = _aside(found) in still and still[_aside(found)] >= _count(found)
        if found.detail.get("of", found.code) in ASIDE and not moved and not told:
            yield found


def _aside(found: Finding) -> tuple[str, ...]:
    """What a finding is about, whichever copy it is of, and in whichever cell; `of` is what one counts that stands for others."""
    return found.code, found.place, found.value, "" if found.value else found.reason, str(found.detail.get("of", ""))


def _count(found: Finding) -> int:
    """How much a finding counts that stands for others."""
    return int(found.detail.get("count", 0))


def _titles(template: Template, copy: Copy) -> dict[Source, str]:
    """What the new rows are about, by each cell in which something was written; blank where they do not say."""
    titles: dict[Source, str] = {}
    for row in copy.rows:
        said = row.entries.get(template.sheet(row.sheet).title)
        titles.update((entry.source, said.written if said else "") for entry in row.entries.values())
    return titles


def outcomes(copies: Sequence[Copy], silent: Collection[str]) -> list[CopyOutcome]:
    """What became of each copy; those that say nothing any more are named by their SHA-256."""
    return [CopyOutcome(c.file, c.sha256, c.department, c.round, _status(c, silent), c.read, len(c.rows), c.saved_at, c.saved_by) for c in copies]


def _status(copy: Copy, silent: Collection[str]) -> str:
    if copy.status:
        return copy.status
    if copy.sha256 in silent:
        return "superseded"
    return "merged" if copy.read or copy.missing else "unchanged"
