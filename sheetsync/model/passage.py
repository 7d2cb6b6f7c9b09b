"""Facts that were written down under an earlier version of the template, told in today's terms: nothing is left out, nothing is made up.

| a value | goes |
|---|---|
| of a field that today's template has, under whatever key | into that field |
| of a type that has changed, and that reads plainly as the new type | into that field, as the new type reads it |
| of a type that has changed, and that does not | into the retired field that keeps such values, as it is |
| of a field or sheet that today's template lacks | into the retired one |
| a choice that is offered no more | stays; by its label it may be one that is offered under another key |
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sheetsync.model import kinds
from sheetsync.model.copy import Copy, Edit, Entry, NewRow
from sheetsync.model.decision import Choice, Decision, Settlement
from sheetsync.model.finding import Finding
from sheetsync.model.kinds import Context, Value
from sheetsync.model.lineage import Lineage, kind_group
from sheetsync.model.raw import RawCell
from sheetsync.model.record import Cause, Opening, Record, State
from sheetsync.model.template import Field, Sheet, Template


class Move(NamedTuple):
    """Where a field's values go: to a field of today, or aside where that one does not allow them."""

    old: Field
    to: Field
    aside: Field
    plain: bool
    """Every value goes to the field of today as it is."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Leads from the template of then (`old`, with what was retired by then) to that of a lineage."""

    old: Template
    lineage: Lineage
    context: Context
    language: str
    moves: Mapping[str, Mapping[str, Move]] = dataclasses.field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "moves", {sheet.key: self._moves(sheet) for sheet in self.old.data_sheets})

    def _moves(self, sheet: Sheet) -> dict[str, Move]:
        today = self.lineage.template.sheet(self.sheet(sheet.key))
        return {field.key: self._move(field, today) for field in sheet.columns}

    def _move(self, field: Field, today: Sheet) -> Move:
        key = self.lineage.fields[today.key].get(field.former or field.key, field.key)
        to = today.field(key)
        aside = next((each for each in today.columns if each.former == key and kind_group(each) == kind_group(field)), to)
        same = kind_group(field) == kind_group(to) and not field.former
        return Move(field, to, aside, same and {c.key for c in (*field.choices, *field.former_choices)} <= {c.key for c in to.choices})

    # ── keys ──

    def sheet(self, key: str) -> str:
        """Today's key of a sheet."""
        return self.lineage.sheets.get(key, key)

    def record(self, sheet: str, identity: str) -> str:
        """Today's id of a record; that of a form is its sheet's key."""
        return self.sheet(sheet) if identity == sheet else identity

    def field(self, sheet: str, key: str) -> str:
        """Today's key of a field."""
        move = self.moves.get(sheet, {}).get(key)
        return move.to.key if move else key

    # ── values ──

    def value(self, sheet: str, key: str, value: Value) -> tuple[str, Value]:
        """The field in which a value stands today, and the value."""
        move = self.moves.get(sheet, {}).get(key)
        return self._told(move, value) if move else (key, value)

    def _told(self, move: Move, value: Value) -> tuple[str, Value]:
        if value is None or move.plain:
            return move.to.key, value
        if kind_group(move.old) == kind_group(move.to):
            return move.to.key, self._same_kind(move, value)
        offered = dataclasses.replace(move.to, former_choices=())
        reading = kinds.read(RawCell(kinds.text(value, move.old, self.language)), offered, self.context)
        plainly = reading.taken and reading.value is not None and (not reading.code or reading.reason == "synonym")
        return (move.to.key, reading.value) if plainly else (move.aside.key, value)

    def _same_kind(self, move: Move, value: Value) -> Value:
        """The value, its choices under the keys that they have today."""
        if not move.to.choices:
            return value
        if isinstance(value, tuple):
            return kinds.canonical({self._choice(move, each) for each in value}, move.to, self.context)
        return self._choice(move, str(value))

    def _choice(self, move: Move, key: str) -> str:
        if any(choice.key == key for choice in move.to.choices) or (choice := move.old.choice(key)) is None:
            return key
        words = kinds.choice_words(dataclasses.replace(move.to, former_choices=()))
        readings = (words.find(word) for word in (choice.labels.get(self.language, key), *choice.labels.values()))
        return next((str(reading.value) for reading in readings if reading), key)

    # ── facts ──

    def state(self, state: State) -> dict[str, dict[str, Record]]:
        """A state under today's keys."""
        return {self.sheet(key): self._records(key, records) for key, records in state.items()}

    def _records(self, sheet: str, records: Mapping[str, Record]) -> dict[str, Record]:
        moves = self.moves.get(sheet, {})
        if self.sheet(sheet) == sheet and all(move.plain and move.to.key == key for key, move in moves.items()):
            return dict(records)
        return {self.record(sheet, i): self._record(moves, self.record(sheet, i), record) for i, record in records.items()}

    def _record(self, moves: Mapping[str, Move], identity: str, record: Record) -> Record:
        values, origins = {}, {}
        # what was put aside once comes last: it goes back where it belongs only when nothing else stands there
        keys = dict.fromkeys((*record.values, *record.origins))
        for key in sorted(keys, key=lambda each: bool(each in moves and moves[each].old.former)):
            value, move = record.values.get(key), moves.get(key)
            place, told = self._told(move, value) if move else (key, value)
            if move and move.old.former and place in values:
                place, told = move.aside.key, value
            if told is not None:
                values[place] = told
            if key in record.origins:
                origins[place] = record.origins[key]
        return Record(identity, values, origins)

    def opening(self, opening: Opening) -> Opening:
        """What a round began with, under today's keys."""
        state, removed = self.state(opening.state), self.state(opening.removed)
        return dataclasses.replace(opening, state=state, removed=removed, open=tuple(self.decision(d) for d in opening.open))

    def copy(self, copy: Copy) -> Copy:
        """What a copy says, under today's keys."""
        return dataclasses.replace(
            copy,
            edits=tuple(self._edit(e) for e in copy.edits),
            rows=tuple(self._row(row) for row in copy.rows),
            missing=tuple((self.sheet(sheet), self.record(sheet, record)) for sheet, record in copy.missing),
            findings=tuple(self.finding(f) for f in copy.findings),
        )

    def _edit(self, e: Edit) -> Edit:
        """An edit of the field in which its value stands today; what stood elsewhere before was not there. Clearing is clearing what was there."""
        (stood, before), (stands, value) = self.value(e.sheet, e.field, e.before), self.value(e.sheet, e.field, e.value)
        place = stood if e.value is None and e.taken else stands
        return e._replace(
            sheet=self.sheet(e.sheet), record=self.record(e.sheet, e.record), field=place, before=before if place == stood else None, value=value
        )

    def _row(self, row: NewRow) -> NewRow:
        entries: dict[str, Entry] = {}
        for key, entry in row.entries.items():
            place, value = self.value(row.sheet, key, entry.value)
            entries[place] = entry._replace(value=value)
        return dataclasses.replace(row, sheet=self.sheet(row.sheet), entries=entries, unasked=self._unasked(row.sheet))

    def _unasked(self, sheet: str) -> frozenset[str]:
        """The fields of today's sheet that then's had not."""
        known = {move.to.key for move in self.moves[sheet].values() if not move.old.retired}
        return frozenset(field.key for field in self.lineage.template.sheet(self.sheet(sheet)).columns if field.key not in known)

    def finding(self, found: Finding) -> Finding:
        """A finding, about the record and field that there are today."""
        sheet, record, field = self.sheet(found.sheet), self.record(found.sheet, found.record), self.field(found.sheet, found.field)
        if lacking := found.detail.get("lacking"):
            return dataclasses.replace(found, detail={**found.detail, "lacking": [self.sheet(key) for key in lacking]})
        same = (sheet, record, field) == (found.sheet, found.record, found.field)
        return found if same else dataclasses.replace(found, sheet=sheet, record=record if found.record else "", field=field)

    def decision(self, decision: Decision) -> Decision:
        """An open decision, about the field in which all its values can stand today."""
        sheet, record = self.sheet(decision.sheet), self.record(decision.sheet, decision.record)
        basis = self._basis(decision.sheet, decision.field, decision.basis)
        if not decision.field:
            return dataclasses.replace(decision, sheet=sheet, record=record, basis=basis)
        values = (decision.current, *(choice.value for choice in decision.choices))
        place, told = self._together(decision.sheet, decision.field, values)
        choices = tuple(
            Choice(value, choice.departments, choice.sources, tuple(self.cause(cause) for cause in choice.causes))
            for value, choice in zip(told[1:], decision.choices, strict=True)
        )
        return dataclasses.replace(
            decision, id=f"{record}.{place}", sheet=sheet, record=record, field=place, current=told[0], choices=choices, basis=basis
        )

    def cause(self, cause: Cause) -> Cause:
        """The cell from which something follows."""
        field, _ = self.value(cause.sheet, cause.field, None)
        return cause._replace(sheet=self.sheet(cause.sheet), record=self.record(cause.sheet, cause.record), field=field)

    def settlement(self, settlement: Settlement) -> Settlement:
        """A settled decision, under today's keys."""
        record, dot, field = settlement.id.rpartition(".")
        sheet = self._sheet_of(record if dot else settlement.id.partition("+")[0])
        if not sheet:
            return settlement
        basis = self._basis(sheet, field if dot else "", settlement.basis)
        if not dot:
            return settlement._replace(id=self.record(sheet, settlement.id), basis=basis)
        place, (value,) = self._together(sheet, field, (settlement.value,))
        return settlement._replace(id=f"{self.record(sheet, record)}.{place}", value=value, basis=basis)

    def _sheet_of(self, record: str) -> str:
        """The sheet of then whose record has that id."""
        today = self.lineage.prefixes.get(record.partition("-")[0], self.sheet(record))
        return next((key for key in self.moves if self.sheet(key) == today), "")

    def _together(self, sheet: str, key: str, values: Iterable[Value]) -> tuple[str, tuple[Value, ...]]:
        """Values that belong together, in one field: where one of them can't stand in today's, none does."""
        every = tuple(values)
        told = [self.value(sheet, key, value) for value in every]
        places = {place for (place, _), value in zip(told, every, strict=True) if value is not None}
        if len(places) <= 1:
            return next(iter(places), self.field(sheet, key)), tuple(value for _, value in told)
        return self.moves[sheet][key].aside.key, every

    def _basis(self, sheet: str, key: str, basis: Iterable[Value]) -> tuple[Value, ...]:
        """What was on the table: values of the field, or of a whole record pairs of a field and its value."""
        if key:
            return tuple(self.value(sheet, key, value)[1] for value in basis)
        return tuple(self.value(sheet, str(each[0]), each[1]) if isinstance(each, tuple) and len(each) == 2 else each for each in basis)


@dataclass(frozen=True, slots=True)
class Terms:
    """In which terms facts are told: those of a lineage's template, whichever version of it wrote them down.

    `passage` gives the way from a version; None where its facts are in these terms already.
    """

    lineage: Lineage
    passage: Callable[[str], Passage | None]
