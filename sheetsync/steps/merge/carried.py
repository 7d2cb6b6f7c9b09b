"""Decisions that were still open when the round began: they stay open until the coordinator settles them or the owner's next answer closes them.

| the decision was about | this round | it is |
|---|---|---|
| a cell | somebody who may change the cell edited it | closed by that answer |
| a cell | others suggest another value | open, with the new choices beside the old ones |
| a record, or records that look alike | asked again, settled, or no longer there | as this round's question says |
| anything | nobody said anything | open |
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sheetsync.model.decision import KEEP, REMOVE, UNITE, Choice, Decision, Settlement
from sheetsync.model.kinds import Value
from sheetsync.model.merged import Change
from sheetsync.model.record import Opening, Record, State
from sheetsync.model.template import Template
from sheetsync.steps.merge.gather import Heard
from sheetsync.steps.merge.settle import Settled


def carry(opening: Opening, heard: Heard, settled: Settled, now: Mapping[str, Settlement]) -> Settled:
    """What was settled in this round, with the decisions of earlier rounds that are still open among its own."""
    asked = {d.id for d in settled.questions}
    for decision in opening.open:
        if decision.field:
            _carry_cell(opening, heard, settled, now, decision)
        elif decision.id not in asked and _is_there(opening, settled, decision):
            settled.questions.append(dataclasses.replace(decision, decided=now.get(decision.id)))
    return settled


United = tuple[str, tuple[str, ...]]
"""The sheet of records that are united, and their ids, the first of which stays."""


def united_now(opening: Opening, now: Mapping[str, Settlement]) -> Iterator[United]:
    """The records of earlier rounds that the coordinator unites now."""
    for decision in opening.open:
        settlement = now.get(decision.id)
        if decision.kind == "possible-duplicate" and settlement is not None and settlement.value == UNITE:
            yield decision.sheet, tuple(decision.id.split("+"))


def join(template: Template, state: State, removed: State, united: Sequence[United]) -> tuple[State, State]:
    """The state in which these records are one: the first, its blank cells filled in from the others; references to the others lead to it."""
    if not united:
        return state, removed
    new = {sheet: dict(records) for sheet, records in state.items()}
    gone = {sheet: dict(records) for sheet, records in removed.items()}
    instead: dict[Value, Value] = {}
    for sheet, (first, *others) in united:
        if all(i in new[sheet] for i in (first, *others)):
            new[sheet][first] = _one([new[sheet][i] for i in (first, *others)])
            gone.setdefault(sheet, {}).update((i, new[sheet].pop(i)) for i in others)
            instead.update(dict.fromkeys(others, first))
    for each in template.data_sheets:
        for field in (f for f in each.fields if f.kind in ("ref", "refs")):
            for identity, record in new.get(each.key, {}).items():
                new[each.key][identity] = _redirected(record, field.key, instead)
    return new, gone


def joined(opening: Opening, state: State, united: Iterable[United]) -> Iterator[Change]:
    """What uniting changed: the cells that were filled in, and the records that went."""
    for sheet, (first, *others) in united:
        before, after = opening.state[sheet].get(first), state[sheet].get(first)
        for key, value in after.values.items() if before and after else ():
            if before and before.values.get(key) is None and value is not None:
                yield Change(sheet, first, key, None, value, (), ())
        yield from (Change(sheet, other, "", KEEP, None, (), ()) for other in others if other not in state[sheet])


def _one(records: Iterable[Record]) -> Record:
    first, *others = records
    values, origins = dict(first.values), dict(first.origins)
    for other in others:
        for key, value in other.values.items():
            if values.get(key) is None and value is not None:
                values[key] = value
                if key in other.origins:
                    origins[key] = other.origins[key]
    return dataclasses.replace(first, values=values, origins=origins)


def _redirected(record: Record, key: str, instead: Mapping[Value, Value]) -> Record:
    value = record.values.get(key)
    new: Value = tuple(dict.fromkeys(instead.get(v, v) for v in value)) if isinstance(value, tuple) else instead.get(value, value)
    return record if new == value else dataclasses.replace(record, values={**record.values, key: new})


def _is_there(opening: Opening, settled: Settled, decision: Decision) -> bool:
    """Whether the records of a question are still as they were when it was asked."""
    home = opening.removed if decision.current == REMOVE else opening.state
    ids = decision.id.split("+") if decision.kind == "possible-duplicate" else [decision.record]
    return all(i in home.get(decision.sheet, {}) and (decision.sheet, i) not in settled.gone for i in ids)


def _carry_cell(opening: Opening, heard: Heard, settled: Settled, now: Mapping[str, Settlement], decision: Decision) -> None:
    key = (decision.sheet, decision.record)
    record = opening.state.get(decision.sheet, {}).get(decision.record)
    answered = any(p.allowed for p in heard.cells.get(key, {}).get(decision.field, ()))
    if record is None or key in settled.gone or answered or decision.id in now:
        return
    outcome = settled.cells.get(key, {}).get(decision.field)
    asked = outcome.decision if outcome else None
    still = _with_choices(decision, record.values.get(decision.field), asked)
    if still is None:
        return
    if outcome is not None:
        settled.cells[key][decision.field] = outcome._replace(decision=still)
    else:
        settled.questions.append(still)


def _with_choices(decision: Decision, current: Value, asked: Decision | None) -> Decision | None:
    """The decision with what is newly said of it; none when nothing differs from what stands now."""
    choices: dict[Value, Choice] = {}
    for choice in (*decision.choices, *(asked.choices if asked else ())):
        known = choices.get(choice.value, Choice(choice.value))
        departments = tuple(dict.fromkeys((*known.departments, *choice.departments)))
        choices[choice.value] = Choice(choice.value, departments, tuple(dict.fromkeys((*known.sources, *choice.sources))))
    if all(value == current for value in choices):
        return None
    basis = tuple(dict.fromkeys((current, *decision.basis, *(asked.basis if asked else ()))))
    return dataclasses.replace(decision, current=current, choices=tuple(choices.values()), basis=basis)
