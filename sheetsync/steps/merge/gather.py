"""Puts every edit of every speaking copy where it belongs: on the cell of the record that it is about."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sheetsync.model.copy import Copy, Entry
from sheetsync.model.decision import Decision, Settlement
from sheetsync.model.kinds import Context, Value, canonical
from sheetsync.model.record import Opening, Source, Values
from sheetsync.model.rights import default_values, may_change
from sheetsync.model.template import Template
from sheetsync.steps.merge.duplicates import ask, duplicates
from sheetsync.steps.merge.identity import Aside, Identified, Newcomer
from sheetsync.steps.merge.likeness import Said
from sheetsync.steps.merge.proposals import HELD, LATE, NOBODY, SAID, Proposal
from sheetsync.steps.merge.united import Held, United

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
    """All that the copies say.

    `defaults` is what the new records, by (sheet, id), hold before anybody filled in anything; `united` the record as which another one speaks.
    `guests` are the new records that speak as another one.
    """

    cells: Cells = field(default_factory=dict)
    statements: list[Statement] = field(default_factory=list)
    newcomers: Sequence[Newcomer] = ()
    defaults: Mapping[tuple[str, str], Values] = field(default_factory=dict)
    united: Mapping[str, str] = field(default_factory=dict)
    questions: Sequence[Decision] = ()
    guests: Sequence[Newcomer] = ()
    redirected: dict[tuple[str, str, str], Statement] = field(default_factory=dict)
    """What was said first, by copy (SHA-256), sheet and id, of each record that was united with another one in a round that is over."""


class Force(NamedTuple):
    """What was settled, by the decision's id: the last word of this round, all of earlier rounds, and what came too late to settle anything."""

    now: dict[str, Settlement]
    past: dict[str, list[Settlement]]
    late: dict[str, Settlement]


def in_force(settlements: Sequence[Settlement], opening: Opening) -> Force:
    """The settlements that count in a round. A later word about the same thing takes the place of one that came too late."""
    ordered = sorted(settlements, key=lambda s: (s.order, s.at))
    mine = [s for s in ordered if s.order == opening.order]
    past: dict[str, list[Settlement]] = {}
    for each in (s for s in ordered if s.order < opening.order and not s.late):
        past.setdefault(each.id, []).append(each)
    last = {s.id: s for s in mine}
    return Force({s.id: s for s in mine if not s.late}, past, {i: s for i, s in last.items() if s.late})


def gather(
    template: Template,
    context: Context,
    opening: Opening,
    speaking: Sequence[Copy],
    identified: Identified,
    force: Force,
    old: United,
) -> Heard:
    """Every edit on its cell; records that the coordinator united with another speak as that one, new ones and `old` ones."""
    asked = [ask(group, force.now) for group in duplicates(template, identified.newcomers)]
    new = {other: first for each in asked for other, first in each.united.items()}
    united = {**{gone: new.get(stays, stays) for gone, stays in old.ids.items()}, **new}
    newcomers = _unite(identified.newcomers, united)
    guests = [n for n in identified.newcomers if n.id in united]
    defaults = {(n.sheet, n.id): default_values(template.sheet(n.sheet), n.department) for n in newcomers}
    questions = [question for each in asked for question in each.questions]
    heard = Heard(newcomers=newcomers, defaults=defaults, united=united, questions=questions, guests=guests)
    gatherer = _Gatherer(template, context, opening, identified.renames, united, old.before, heard)
    for copy in speaking:
        gatherer.edits(copy)
    for newcomer in identified.newcomers:
        for said in newcomer.rows:
            gatherer.new(said, newcomer)
    for aside in identified.asides:
        gatherer.aside(aside)
    gatherer.held(old.held)
    gatherer.voiced(force.late.values(), LATE)
    gatherer.voiced((s for s in force.now.values() if s.id.rpartition(".")[0] in united), HELD)
    return heard


def with_asides(template: Template, context: Context, opening: Opening, identified: Identified, heard: Heard, asides: Sequence[Aside]) -> Heard:
    """All that is said, with rows about records that came in besides."""
    if not asides:
        return heard
    cells = {key: {field: list(said) for field, said in fields.items()} for key, fields in heard.cells.items()}
    whole = dataclasses.replace(heard, cells=cells, statements=list(heard.statements))
    gatherer = _Gatherer(template, context, opening, identified.renames, heard.united, (), whole)
    for aside in asides:
        gatherer.aside(aside)
    return whole


def _unite(newcomers: Sequence[Newcomer], united: Mapping[str, str]) -> list[Newcomer]:
    rows = {n.id: n.rows for n in newcomers}
    for n in newcomers:
        if n.id in united:
            rows[united[n.id]] += n.rows
    return [dataclasses.replace(n, rows=rows[n.id]) for n in newcomers if n.id not in united]


@dataclass(frozen=True, slots=True)
class _Gatherer:
    template: Template
    context: Context
    opening: Opening
    renames: Mapping[tuple[str, str, str], str]
    united: Mapping[str, str]
    before: Collection[str]
    heard: Heard

    def edits(self, copy: Copy) -> None:
        for e in copy.edits:
            entry = Entry(e.value, e.written, e.source, e.allowed, e.taken)
            self._say(copy, (e.sheet, e.record, e.field), entry, e.before, e.allowed)

    def new(self, said: Said, newcomer: Newcomer) -> None:
        """The cells of a new row: edits of what the record holds by default."""
        sheet = said.row.sheet
        defaults = self.heard.defaults[sheet, self.united.get(newcomer.id, newcomer.id)]
        for key, entry in said.row.entries.items():
            self._say(said.copy, (sheet, newcomer.id, key), entry, defaults.get(key), entry.allowed)

    def aside(self, aside: Aside) -> None:
        """The cells of a row about a record that was there: edits of the blank row that was issued, or suggestions of what stands there."""
        (said, identity, issued), sheet = aside, self.template.sheet(aside.said.row.sheet)
        record = self._existing(sheet.key, identity)
        blank = default_values(sheet, said.copy.department)
        for key, entry in said.row.entries.items():
            before = blank.get(key) if issued else record.get(key)
            allowed = issued and may_change(sheet, sheet.field(key), record, said.copy.department, self._existing)
            self._say(said.copy, (sheet.key, identity, key), entry, before, allowed)

    def held(self, held: Sequence[Held]) -> None:
        """What records held that are united now, unless somebody who may has changed it since in this round's workbook."""
        for each in held:
            cell = self.heard.cells.setdefault((each.sheet, each.record), {}).setdefault(each.field, [])
            mine = (p for p in cell if p.record == each.proposal.record and p.voice == SAID)
            if not any(p.allowed and p.order == self.opening.order and p.before == each.proposal.value for p in mine):
                cell.append(each.proposal)

    def voiced(self, settlements: Iterable[Settlement], voice: str) -> None:
        """What the coordinator wrote of cells without knowing all that is said of them, or of a record that another one speaks for."""
        records = [(s, i) for s, there in self.opening.state.items() for i in there] + [(n.sheet, n.id) for n in self.heard.newcomers]
        sheets = {i: s for s, i in records}
        for each in settlements:
            about, dot, key = each.id.rpartition(".")
            record = self.united.get(about, about)
            if dot and record in sheets and any(f.key == key for f in self.template.sheet(sheets[record]).columns):
                source = Source(each.file, "", "")
                new = self.heard.defaults.get((sheets[record], record)) if record != about else None
                before = new.get(key) if new is not None else next(iter(each.basis), None)
                said = Proposal(NOBODY, before, each.value, "", source, order=each.order, record=about, voice=voice)
                self.heard.cells.setdefault((sheets[record], record), {}).setdefault(key, []).append(said)

    def _existing(self, sheet: str, identity: str) -> Values:
        for records in (self.opening.state, self.opening.removed):
            if record := records.get(sheet, {}).get(identity):
                return record.values
        return self.heard.defaults.get((sheet, self.united.get(identity, identity)), {})

    def _say(self, copy: Copy, place: tuple[str, str, str], entry: Entry, before: Value, allowed: bool) -> None:
        sheet, about, key = place
        record = self.united.get(about, about)
        value = self._renamed(copy, sheet, key, entry.value)
        statement = Statement(copy, sheet, record, key, value, entry.written, entry.source, entry.taken)
        self.heard.statements.append(statement)
        if about in self.before:
            self.heard.redirected.setdefault((copy.sha256, sheet, about), statement)
        if entry.taken:
            number = len(self.heard.statements) - 1
            proposal = Proposal(copy.department, before, value, entry.written, entry.source, allowed, copy.order, number, about)
            self.heard.cells.setdefault((sheet, record), {}).setdefault(key, []).append(proposal)

    def _renamed(self, copy: Copy, sheet: str, key: str, value: Value) -> Value:
        """A reference, with the ids that the copy's own records got."""
        each = self.template.sheet(sheet).field(key)
        if each.kind == "ref":
            return self._new_id(copy, each.target, value)
        if each.kind == "refs" and isinstance(value, tuple):
            ids = {str(self._new_id(copy, each.target, one)) for one in value}
            return value if ids == set(value) else canonical(ids, each, self.context)
        return value

    def _new_id(self, copy: Copy, target: str, value: Value) -> Value:
        identity = self.renames.get((copy.sha256, target, str(value)), value)
        return self.united.get(str(identity), identity)
