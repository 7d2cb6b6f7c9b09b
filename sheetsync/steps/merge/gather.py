"""Puts every edit of every speaking copy where it belongs: on the cell of the record that it is about."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sheetsync.model.copy import Copy, Entry
from sheetsync.model.decision import UNITE, Decision, Settlement
from sheetsync.model.kinds import Value
from sheetsync.model.record import Opening, Source
from sheetsync.model.template import Template
from sheetsync.steps.merge.cells import Proposal
from sheetsync.steps.merge.duplicates import duplicates, question
from sheetsync.steps.merge.identity import Identified, Newcomer, Said

Cells = dict[tuple[str, str], dict[str, list[Proposal]]]
"""(sheet, record) → field → proposals, in the canonical order of the copies."""


class Statement(NamedTuple):
    """One edit that was read, taken or not; its place in the list is its key."""

    copy: Copy
    sheet: str
    record: str
    field: str
    value: Value
    written: str
    source: Source
    taken: bool


@dataclass(frozen=True, slots=True)
class Heard:
    """All that the copies say. `united` maps the id of a record that was united with another to that one's."""

    cells: Cells = field(default_factory=dict)
    statements: list[Statement] = field(default_factory=list)
    newcomers: Sequence[Newcomer] = ()
    united: Mapping[str, str] = field(default_factory=dict)
    questions: Sequence[Decision] = ()


def in_force(settlements: Sequence[Settlement], opening: Opening) -> tuple[dict[str, Settlement], dict[str, Settlement]]:
    """The settlements of this round, and the last ones of earlier rounds, by the decision's id."""
    ordered = sorted(settlements, key=lambda s: (s.order, s.at))
    now = {s.id: s for s in ordered if s.order == opening.order}
    return now, {s.id: s for s in ordered if s.order < opening.order}


def gather(template: Template, opening: Opening, speaking: Sequence[Copy], identified: Identified, settlements: Sequence[Settlement]) -> Heard:
    """Every edit on its cell; new records that the coordinator united with another speak as that one."""
    settled, _ = in_force(settlements, opening)
    questions = [(group, question(group, settled)) for group in duplicates(template, identified.newcomers)]
    united = {n.id: group[0].id for group, q in questions if q.decided and q.decided.value == UNITE for n in group[1:]}
    heard = Heard(united=united, newcomers=_unite(identified.newcomers, united), questions=[q for _, q in questions])
    gatherer = _Gatherer(template, opening, identified.renames, united, heard)
    for copy in speaking:
        gatherer.edits(copy)
    for newcomer in heard.newcomers:
        for said in newcomer.rows:
            gatherer.row(said, newcomer.id, allowed=True)
    for said, identity in identified.asides:
        gatherer.row(said, identity, allowed=False)
    return heard


def _unite(newcomers: Sequence[Newcomer], united: Mapping[str, str]) -> list[Newcomer]:
    rows = {n.id: n.rows for n in newcomers}
    for identity, into in united.items():
        rows[into] += rows[identity]
    return [dataclasses.replace(n, rows=rows[n.id]) for n in newcomers if n.id not in united]


@dataclass(frozen=True, slots=True)
class _Gatherer:
    template: Template
    opening: Opening
    renames: Mapping[tuple[str, str], str]
    united: Mapping[str, str]
    heard: Heard

    def edits(self, copy: Copy) -> None:
        for e in copy.edits:
            entry = Entry(e.value, e.written, e.source, e.allowed, e.taken)
            self._say(copy, (e.sheet, e.record, e.field), entry, e.before, e.allowed)

    def row(self, said: Said, identity: str, allowed: bool) -> None:
        """The cells of a new row; of a record that exists they are suggestions."""
        record = self.opening.state.get(said.row.sheet, {}).get(identity)
        for key, entry in said.row.entries.items():
            before = record.values.get(key) if record is not None else None
            self._say(said.copy, (said.row.sheet, identity, key), entry, before, allowed and entry.allowed)

    def _say(self, copy: Copy, place: tuple[str, str, str], entry: Entry, before: Value, allowed: bool) -> None:
        sheet, record, key = place
        value = self._renamed(copy, sheet, key, entry.value)
        statement = Statement(copy, sheet, record, key, value, entry.written, entry.source, entry.taken)
        self.heard.statements.append(statement)
        if entry.taken:
            number = len(self.heard.statements) - 1
            proposal = Proposal(copy.department, before, value, entry.written, entry.source, allowed, copy.order, number)
            self.heard.cells.setdefault((sheet, record), {}).setdefault(key, []).append(proposal)

    def _renamed(self, copy: Copy, sheet: str, key: str, value: Value) -> Value:
        """A reference, with the ids that the copy's own records got."""
        kind = self.template.sheet(sheet).field(key).kind
        if kind == "ref":
            return self._new_id(copy, value)
        if kind == "refs" and isinstance(value, tuple):
            return tuple(dict.fromkeys(self._new_id(copy, each) for each in value))
        return value

    def _new_id(self, copy: Copy, value: Value) -> Value:
        identity = self.renames.get((copy.sha256, str(value)), value)
        return self.united.get(str(identity), identity)


def proposals_of(cells: Mapping[str, Sequence[Proposal]]) -> Iterator[Proposal]:
    """All proposals about one record."""
    for each in cells.values():
        yield from each
