"""Records of earlier rounds that the coordinator unites, now or in a round that is over: the first stays, the others speak as that one.

| what the others hold | becomes |
|---|---|
| what nobody said of the first (a blank, a default) | the first's value |
| something else than the first | a voice beside the copies' (`HELD`): the field's policy takes it in, or it is a question |
| the same, or what nobody said | nothing |
| a reference to one of them | a reference to the first |
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sheetsync.model.decision import REMOVE, UNITE, Settlement
from sheetsync.model.kinds import Value
from sheetsync.model.kinds_refs import renamed
from sheetsync.model.record import Opening, Origin, Record, Source, State
from sheetsync.model.rights import default_values
from sheetsync.model.template import Sheet, Template
from sheetsync.steps.merge.proposals import HELD, NOBODY, Proposal


class Held(NamedTuple):
    """What a united record held in a field, put to the record that stays."""

    sheet: str
    record: str
    field: str
    proposal: Proposal


@dataclass(frozen=True, slots=True)
class United:
    """The id of each united record by that of the one that stays; `before` are those of rounds that are over. `held` is what they held otherwise."""

    now: Mapping[str, str] = field(default_factory=dict)
    before: Mapping[str, str] = field(default_factory=dict)
    held: Sequence[Held] = ()

    @property
    def ids(self) -> Mapping[str, str]:
        roots = {old: self.now.get(stays, stays) for old, stays in self.before.items()}
        return {**roots, **self.now}


def unite(template: Template, opening: Opening, now: Mapping[str, Settlement], past: Mapping[str, Sequence[Settlement]]) -> tuple[Opening, United]:
    """The opening in which the records of earlier rounds are one that the coordinator unites now, and which record speaks as which."""
    united: dict[str, str] = {}
    for decision in opening.open:
        settlement = now.get(decision.id)
        if decision.kind == "possible-duplicate" and settlement is not None and settlement.value == UNITE:
            ids = _fold(united, decision.id)
            if all(i in opening.state[decision.sheet] for i in ids):
                united.update(_led(united, ids))
    before = _before(opening, now, past)
    if not united:
        return opening, United(before=before)
    state = _with_references(template, opening.state, united)
    removed = {sheet: dict(records) for sheet, records in opening.removed.items()}
    held: list[Held] = []
    for sheet in template.tables:
        records = state.get(sheet.key, {})
        guests = {i: records.pop(i) for i in united if i in records}
        for stays in dict.fromkeys(united[i] for i in guests):
            mine = [guest for i, guest in guests.items() if united[i] == stays]
            records[stays] = _one(sheet, records[stays], mine)
            held.extend(_held(sheet, records[stays], mine, opening.order))
        removed.setdefault(sheet.key, {}).update((i, opening.state[sheet.key][i]) for i in guests)
    return dataclasses.replace(opening, state=state, removed=removed), United(united, before, held)


def _fold(united: Mapping[str, str], identity: str) -> list[str]:
    """The records of a group, those that are one already once."""
    return list(dict.fromkeys(united.get(i, i) for i in identity.split("+")))


def _led(united: Mapping[str, str], ids: Sequence[str]) -> dict[str, str]:
    """What leads to the first of a group from now on."""
    first, *others = ids
    return {**{old: first for old, stays in united.items() if stays in others}, **dict.fromkeys(others, first)}


def _before(opening: Opening, now: Mapping[str, Settlement], past: Mapping[str, Sequence[Settlement]]) -> dict[str, str]:
    """The records that were united in rounds that are over, unless one was taken out or brought back by itself, or is being asked about."""
    united: dict[str, str] = {}
    answers = (settled[-1] for identity, settled in past.items() if "+" in identity)
    for settlement in sorted(answers, key=lambda s: (s.order, s.at)):
        if settlement.value == UNITE:
            united.update(_led(united, _fold(united, settlement.id)))
    gone = {i for records in opening.removed.values() for i in records}
    apart = {d.record for d in opening.open if not d.field} | now.keys()
    apart |= {i for i, settled in past.items() if any(s.value == REMOVE for s in settled)}
    return {i: stays for i, stays in united.items() if i in gone and i not in apart}


def _with_references(template: Template, state: State, united: Mapping[str, str]) -> dict[str, dict[str, Record]]:
    """The state in which references to united records lead to those that stay."""
    found = {sheet: dict(records) for sheet, records in state.items()}
    for sheet in template.data_sheets:
        for each in (f for f in sheet.fields if f.kind in ("ref", "refs")):
            for i, record in found.get(sheet.key, {}).items():
                value = record.values.get(each.key)
                new = renamed(each, value, lambda one: united.get(one, one))
                new = tuple(dict.fromkeys(new)) if isinstance(new, tuple) else new
                if new != value:
                    found[sheet.key][i] = dataclasses.replace(record, values={**record.values, each.key: new})
    return found


def _one(sheet: Sheet, stays: Record, guests: Iterable[Record]) -> Record:
    """The record that stays, with what the others say of fields of which nobody said anything in it."""
    values, origins = dict(stays.values), dict(stays.origins)
    for guest in guests:
        for key, value in guest.values.items():
            if not _is_said(sheet, Record(stays.id, values, origins), key) and (values.get(key) is None or _is_said(sheet, guest, key)):
                values[key] = value
                if key in guest.origins:
                    origins[key] = guest.origins[key]
    return dataclasses.replace(stays, values=values, origins=origins)


def _is_said(sheet: Sheet, record: Record, key: str) -> bool:
    """Whether somebody filled in a field: it is not blank, nor what every new record of its department holds."""
    value = record.values.get(key)
    if value is None or key in record.origins:
        return value is not None
    return default_values(sheet, str(record.values.get(sheet.owner) or "")).get(key) != value


def _held(sheet: Sheet, stays: Record, guests: Iterable[Record], order: int) -> Iterator[Held]:
    for guest in guests:
        for each in sheet.columns:
            value: Value = guest.values.get(each.key)
            if _is_said(sheet, guest, each.key) and value != stays.values.get(each.key):
                origin = guest.origins.get(each.key) or Origin("")
                for department in origin.departments or (NOBODY,):
                    source = origin.sources[0] if origin.sources else Source("", "", "")
                    said = Proposal(department, None, value, "", source, order=order, record=guest.id, voice=HELD)
                    yield Held(sheet.key, stays.id, each.key, said)
