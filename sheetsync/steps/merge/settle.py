"""Decides every record and every cell that the copies or the coordinator speak of."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sheetsync.model.copy import Copy
from sheetsync.model.decision import KEEP, REMOVE, Decision, Settlement
from sheetsync.model.kinds import Context
from sheetsync.model.record import Opening, Record
from sheetsync.model.rights import approved
from sheetsync.model.template import Template
from sheetsync.steps.merge.cells import decide, is_answer
from sheetsync.steps.merge.gather import Force, Heard
from sheetsync.steps.merge.proposals import SAID, Outcome, Proposal, Spot
from sheetsync.steps.merge.records import ask, removers

Key = tuple[str, str]
"""(sheet, record)."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What was decided: cells by record and field, the questions about whole records, records that go, and records that come back.

    `fates` says what became of each proposal, by its key; `remarks` what must be said of which.
    """

    cells: dict[Key, dict[str, Outcome]] = field(default_factory=dict)
    questions: list[Decision] = field(default_factory=list)
    gone: set[Key] = field(default_factory=set)
    restored: dict[Key, Record] = field(default_factory=dict)
    fates: dict[int, str] = field(default_factory=dict)
    remarks: list[tuple[str, Proposal]] = field(default_factory=list)

    @property
    def decisions(self) -> Iterator[Decision]:
        yield from self.questions
        for outcomes in self.cells.values():
            for outcome in outcomes.values():
                if outcome.decision is not None:
                    yield outcome.decision


Outcomes = Mapping[Key, Mapping[str, Outcome]]


def settle(
    template: Template, context: Context, opening: Opening, speaking: Sequence[Copy], heard: Heard, force: Force, known: Outcomes | None = None
) -> Settled:
    """What becomes of every record and cell that anybody speaks of; `known` has the cells of records about which nothing else is said than before."""
    carried = (d for d in opening.open if d.field and d.kind == "conflict" and not (d.record in heard.united and d.id in force.now))
    in_conflict = {f"{heard.united.get(d.record, d.record)}.{d.field}" for d in carried}
    settler = _Settler(template, context, opening, heard, force, Settled(questions=list(heard.questions)), in_conflict, known or {})
    settler.records(speaking)
    for key, fields in settler.spoken_of():
        settler.cells(key, fields)
    return settler.result


@dataclass(frozen=True, slots=True)
class _Settler:
    template: Template
    context: Context
    opening: Opening
    heard: Heard
    force: Force
    result: Settled
    in_conflict: Collection[str]
    """The cells about which the round began with a conflict."""
    known: Outcomes

    @property
    def now(self) -> Mapping[str, Settlement]:
        return self.force.now

    def records(self, speaking: Sequence[Copy]) -> None:
        """Records that were removed in a copy or by the coordinator, or edited after they had been removed."""
        gone = removers(self.template, self.opening.state, speaking)
        for sheet, records in self.opening.state.items():
            for identity in records:
                if (sheet, identity) in gone or identity in self.now or identity in self.force.late:
                    self._ask((sheet, identity), gone.get((sheet, identity), ()), KEEP)
        for sheet, removed in self.opening.removed.items():
            for identity, record in removed.items():
                known = (sheet, identity) in self.heard.cells or identity in self.now
                if known and identity not in self.heard.united and self._ask((sheet, identity), (), REMOVE) == KEEP:
                    self.result.restored[sheet, identity] = record
        for newcomer in self.heard.newcomers:
            if newcomer.id in self.now or newcomer.id in self.force.late:
                self._ask((newcomer.sheet, newcomer.id), (), KEEP)
        self._forget_duplicates()

    def _forget_duplicates(self) -> None:
        """Of a record that goes nobody needs to know whether it is another one."""
        gone = {identity for _, identity in self.result.gone}
        self.result.questions[:] = [q for q in self.result.questions if q.decided is not None or "+" not in q.id or gone.isdisjoint(q.id.split("+"))]

    def _ask(self, key: Key, gone: Sequence[Copy], current: str) -> str:
        """Asks about a record, and gives what holds: the decision, or what stands until then."""
        said = [(each, p) for each, proposals in self.heard.cells.get(key, {}).items() for p in proposals if p.voice == SAID]
        new = [(each, p) for each, p in said if not self._is_settled(key[1], each, p)]
        outcome = current
        late = self.force.late.get(key[1])
        if new or gone or late or key[1] in self.now:
            question = ask(key, gone, new, current, self.now.get(key[1]), late)
            self.result.questions.append(question)
            outcome = str(question.current)
            if outcome == REMOVE and question.decided is None:
                self.result.fates.update((p.key, "open") for _, p in new)
        if outcome == REMOVE:
            self._refuse(key, [p for _, p in said if p.key not in self.result.fates])
        return outcome

    def _refuse(self, key: Key, proposals: Sequence[Proposal]) -> None:
        """The record goes; what was said of it was decided against, or stands in the open question about it."""
        self.result.gone.add(key)
        self.result.fates.update((p.key, "refused") for p in proposals)
        self.result.remarks.extend(("decided-against", p) for p in proposals)

    def _is_settled(self, record: str, each: str, proposal: Proposal) -> bool:
        """Whether the coordinator removed the record in an earlier round although this was said of it."""
        past = (s for s in self.force.past.get(record, ()) if s.value == REMOVE and proposal.order <= s.order)
        return any((each, proposal.value) in settlement.basis for settlement in past)

    def spoken_of(self) -> Iterator[tuple[Key, dict[str, list[Proposal]]]]:
        """The records that stay, with what is said of their fields; cells that were only decided have no proposals."""
        cells = dict(self.heard.cells)
        for key, fields in self._decided_only(cells):
            cells[key] = {**{f: [] for f in fields}, **cells.get(key, {})}
        return ((key, fields) for key, fields in cells.items() if key not in self.result.gone)

    def _decided_only(self, cells: Mapping[Key, Mapping[str, object]]) -> list[tuple[Key, list[str]]]:
        fields: dict[str, list[str]] = {}
        for settlement in self.now.values():
            record, dot, key = settlement.id.rpartition(".")
            if dot:
                fields.setdefault(record, []).append(key)
        known = {i: s for s, records in self.opening.state.items() for i in records if i in fields}
        known |= {i: s for s, i in (*cells, *self.result.restored, *((n.sheet, n.id) for n in self.heard.newcomers)) if i in fields}
        there = {sheet.key: {f.key for f in sheet.columns} for sheet in self.template.data_sheets}
        return [((known[record], record), [k for k in keys if k in there[known[record]]]) for record, keys in fields.items() if record in known]

    def _decided_before(self, record: str, each: str) -> list[Settlement]:
        """What was settled about a cell in earlier rounds, and about that of the records that speak as this one."""
        united = [f"{old}.{each}" for old, stays in self.heard.united.items() if stays == record]
        past = [s for identity in (f"{record}.{each}", *united) for s in self.force.past.get(identity, ())]
        return [*past, *(self.now[identity] for identity in united if identity in self.now)]

    def cells(self, key: Key, fields: Mapping[str, Sequence[Proposal]]) -> None:
        """Every cell of a record that anybody speaks of; a new record holds its defaults until then."""
        found = dict(self.known[key]) if key in self.known else dict(self._decided(key, fields))
        self.result.cells[key] = found
        for each, outcome in found.items():
            self.result.fates.update((p.key, fate) for p, fate in zip(fields[each], outcome.fates, strict=True) if p.voice == SAID)
            self.result.remarks.extend(outcome.remarks)

    def _decided(self, key: Key, fields: Mapping[str, Sequence[Proposal]]) -> Iterator[tuple[str, Outcome]]:
        sheet = self.template.sheet(key[0])
        record = self.opening.state.get(key[0], {}).get(key[1]) or self.result.restored.get(key)
        values = record.values if record else self.heard.defaults[key]
        standing = approved(self.template, sheet, values) if record else ()
        for each, proposals in fields.items():
            origin = record.origins.get(each) if record else None
            holders = origin.departments if origin else ()
            spot = Spot(key[0], key[1], sheet.field(each), values.get(each), record is not None, self.context, holders, each in standing)
            unanswered = spot.id in self.in_conflict and not is_answer(proposals, self.opening.order)
            yield each, decide(spot, proposals, self.now.get(spot.id), self._decided_before(key[1], each), unanswered)
