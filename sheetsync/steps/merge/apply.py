"""Makes the new state out of the opening state and what was decided; says what changed, and what to know."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sheetsync.model.copy import Copy
from sheetsync.model.decision import KEEP, Decision
from sheetsync.model.finding import Finding
from sheetsync.model.kinds import Value
from sheetsync.model.merged import Change, Merged
from sheetsync.model.record import Opening, Origin, Record, Source, State
from sheetsync.model.rights import default_values
from sheetsync.model.template import Field, Template
from sheetsync.steps.merge.duplicates import values_of
from sheetsync.steps.merge.gather import Heard
from sheetsync.steps.merge.identity import Identified, Newcomer
from sheetsync.steps.merge.proposals import Outcome, departments_of, sources_of
from sheetsync.steps.merge.remarks import Titles, copied_rows, finding, not_taken
from sheetsync.steps.merge.settle import Settled


def apply(
    template: Template, opening: Opening, begin: Opening, identified: Identified, heard: Heard, settled: Settled, copies: Sequence[Copy]
) -> Merged:
    """The new state, its changes and decisions, and the findings about values, rows and decisions.

    `begin` is the opening with the records as one that the coordinator unites now.
    """
    applier = _Applier(template, begin, heard, settled)
    state, removed = applier.state(), applier.removed()
    titles = Titles(template, state, removed)
    read = [*(f for copy in copies for f in copy.findings), *identified.findings]
    findings = [
        *copied_rows(read, copies, identified.given, heard.united, titles),
        *(finding("redirected", said.copy, (sheet, said.record, ""), said.source, old) for (_, sheet, old), said in heard.redirected.items()),
        *(_stale(copy, opening) for copy in copies if copy.order < opening.order and not copy.status),
        *applier.required(state),
        *dangling(template, state),
        *(_asked(d) for d in settled.decisions if d.decided is None),
        *not_taken(((code, heard.statements[p.key]) for code, p in settled.remarks), settled.gone, titles),
    ]
    return Merged(state, removed, list(applier.changes(state, opening)), list(settled.decisions), findings)


@dataclass(frozen=True, slots=True)
class _Applier:
    template: Template
    opening: Opening
    heard: Heard
    settled: Settled

    @property
    def _newcomers(self) -> Iterator[Newcomer]:
        """The new records that the coordinator has not removed."""
        return (n for n in self.heard.newcomers if (n.sheet, n.id) not in self.settled.gone)

    def state(self) -> State:
        """Untouched records are the very same objects; new ones follow in the order of departments and numbers."""
        state: dict[str, dict[str, Record]] = {sheet.key: {} for sheet in self.template.data_sheets}
        for sheet, records in self.opening.state.items():
            state[sheet] = {i: r for i, r in records.items() if (sheet, i) not in self.settled.gone}
        for (sheet, identity), record in self.settled.restored.items():
            state[sheet][identity] = record
        for newcomer in self._newcomers:
            values = self.heard.defaults[newcomer.sheet, newcomer.id]
            state[newcomer.sheet][newcomer.id] = Record(newcomer.id, values, dict.fromkeys(values, newcomer.origin) if newcomer.origin else {})
        for (sheet, identity), outcomes in self.settled.cells.items():
            if changed := state[sheet].get(identity):
                state[sheet][identity] = self._changed(changed, outcomes)
        return state

    def _changed(self, record: Record, outcomes: Mapping[str, Outcome]) -> Record:
        values, origins = dict(record.values), dict(record.origins)
        for key, outcome in outcomes.items():
            if outcome.value == values.get(key):
                continue
            if outcome.value is None:
                values.pop(key, None)
            else:
                values[key] = outcome.value
            origins[key] = self._origin(outcome)
        if values == record.values and origins == record.origins:
            return record
        return dataclasses.replace(record, values=values, origins=origins)

    def _origin(self, outcome: Outcome) -> Origin:
        decided = outcome.decision.id if outcome.decision and outcome.settled else ""
        return Origin(self.opening.round, _departments(outcome), _sources(outcome), decided)

    def removed(self) -> State:
        """The records that were taken out, in earlier rounds and now, and the new ones that are another one."""
        removed = {s: {i: r for i, r in records.items() if (s, i) not in self.settled.restored} for s, records in self.opening.removed.items()}
        for sheet, identity in self.settled.gone:
            record = self.opening.state.get(sheet, {}).get(identity)
            if record or (sheet, identity) in self.heard.defaults:
                removed.setdefault(sheet, {})[identity] = record or self._as_said(sheet, identity)
        for guest in self.heard.guests:
            removed.setdefault(guest.sheet, {})[guest.id] = self._as_it_came(guest)
        return removed

    def _as_it_came(self, guest: Newcomer) -> Record:
        """A new record that the coordinator united with another one, as its own copies have it."""
        entries = ((s, key, e) for s in guest.rows for key, e in s.row.entries.items() if e.taken and e.value is not None)
        origins = {key: Origin(self.opening.round, (said.copy.department,), (entry.source,)) for said, key, entry in entries}
        return Record(guest.id, {**default_values(self.template.sheet(guest.sheet), guest.department), **values_of(guest)}, origins)

    def _as_said(self, sheet: str, identity: str) -> Record:
        """A new record that the coordinator removed, as the last copy that speaks of it has it."""
        said = {key: proposals[-1] for key, proposals in self.heard.cells.get((sheet, identity), {}).items()}
        values = {**self.heard.defaults[sheet, identity], **{key: p.value for key, p in said.items()}}
        origins = {key: Origin(self.opening.round, departments_of([p]), sources_of([p])) for key, p in said.items()}
        return Record(identity, {key: value for key, value in values.items() if value is not None}, origins)

    def changes(self, state: State, opening: Opening) -> Iterator[Change]:
        """Every cell that differs from the opening state, and every record that went or came back."""
        for (sheet, identity), outcomes in self.settled.cells.items():
            before = opening.state.get(sheet, {}).get(identity) or self.settled.restored.get((sheet, identity))
            record = state[sheet].get(identity)
            for key, outcome in outcomes.items():
                old = before.values.get(key) if before else None
                new = record.values.get(key) if record else None
                if old != new and (before or _is_said(outcome)):
                    yield Change(sheet, identity, key, old, new, _departments(outcome), _sources(outcome), before is None)
        for newcomer in self._newcomers:
            yield from self._defaults(newcomer, state[newcomer.sheet][newcomer.id])
        for sheet, identity in self.settled.gone:
            if identity in self.opening.state.get(sheet, {}):
                yield Change(sheet, identity, "", KEEP, None, (), ())
        for sheet, identity in self.settled.restored:
            yield Change(sheet, identity, "", None, KEEP, (), ())
        if self.opening is not opening:
            yield from self._united(opening, state)

    def _united(self, opening: Opening, state: State) -> Iterator[Change]:
        """What uniting records changed besides: the cells that were filled in, the references that were redirected, and the records that went."""
        for sheet, records in opening.state.items():
            for identity, record in records.items():
                if identity not in self.opening.state[sheet]:
                    yield Change(sheet, identity, "", KEEP, None, (), ())
                elif identity in state[sheet]:
                    yield from self._filled_in(sheet, record, state[sheet][identity])

    def _filled_in(self, sheet: str, record: Record, now: Record) -> Iterator[Change]:
        spoken = self.settled.cells.get((sheet, record.id), {})
        for key, value in now.values.items():
            if key not in spoken and value != record.values.get(key):
                yield Change(sheet, record.id, key, record.values.get(key), value, (), ())

    def _defaults(self, newcomer: Newcomer, record: Record) -> Iterator[Change]:
        """What a new record holds although nobody said so."""
        spoken = self.settled.cells.get((newcomer.sheet, newcomer.id), {})
        for key, value in record.values.items():
            if key not in spoken or not _is_said(spoken[key]):
                sources = tuple(said.row.source for said in newcomer.rows[:1])
                yield Change(newcomer.sheet, newcomer.id, key, None, value, (newcomer.department,), sources, added=True)

    def required(self, state: State) -> Iterator[Finding]:
        """Required cells that a new record leaves blank, of those that its row had."""
        for newcomer in (n for n in self.heard.newcomers if n.rows):
            record, unasked = state[newcomer.sheet].get(newcomer.id), newcomer.rows[-1].row.unasked
            for each in self.template.sheet(newcomer.sheet).columns:
                blank = record and each.required and record.values.get(each.key) is None
                if blank and each.key not in unasked and not self._was_refused(newcomer, each):
                    source = newcomer.rows[-1].row.source
                    yield finding("required-missing", newcomer.rows[-1].copy, (newcomer.sheet, newcomer.id, each.key), source, "", "new")

    def _was_refused(self, newcomer: Newcomer, each: Field) -> bool:
        """Whether something was written there that another finding speaks of."""
        return any(each.key in said.row.entries for said in newcomer.rows)


def _is_said(outcome: Outcome) -> bool:
    """Whether somebody made the cell what it is."""
    return bool(outcome.by) or outcome.settled


def _departments(outcome: Outcome) -> tuple[str, ...]:
    return departments_of(outcome.by)


def _sources(outcome: Outcome) -> tuple[Source, ...]:
    return sources_of(outcome.by)


def dangling(template: Template, state: State) -> Iterator[Finding]:
    """References to records that do not exist; the value is kept as written."""
    for sheet in template.data_sheets:
        for field in (f for f in sheet.fields if f.kind in ("ref", "refs")):
            for record in state.get(sheet.key, {}).values():
                if (value := record.values.get(field.key)) is not None:
                    yield from _dangling(sheet.key, record, field, value, state)


def _dangling(sheet: str, record: Record, field: Field, value: Value, state: State) -> Iterator[Finding]:
    targets = state.get(field.target, {})
    lost = [str(each) for each in (value if isinstance(value, tuple) else (value,)) if each not in targets]
    if lost:
        origin = record.origins.get(field.key)
        source = origin.sources[0] if origin and origin.sources else Source("", "", "")
        department = origin.departments[0] if origin and origin.departments else ""
        yield Finding(
            "dangling-reference", file=source.file, department=department, sheet=sheet, record=record.id, field=field.key,
            place=source.sheet, cell=source.cell, value="、".join(lost), detail={"target": field.target},
        )  # fmt: skip


def _stale(copy: Copy, opening: Opening) -> Finding:
    """A round of the same name is one that was withdrawn."""
    reason = "withdrawn" if copy.round == opening.round else ""
    return Finding("stale-copy", file=copy.file, department=copy.department, value=copy.round, reason=reason)


def _asked(decision: Decision) -> Finding:
    """An open decision as a finding; who stands for what is in its detail."""
    detail = {"id": decision.id, "current": decision.current, "choices": decision.choices}
    departments: Iterable[str] = dict.fromkeys(d for c in decision.choices for d in c.departments)
    return Finding(
        decision.kind, department="、".join(departments), sheet=decision.sheet, record=decision.record, field=decision.field, detail=detail
    )
