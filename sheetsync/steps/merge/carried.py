"""Decisions that were still open when the round began: they stay open until the coordinator settles them or the owner's next answer closes them.

| the decision was about | this round | it is |
|---|---|---|
| a cell | somebody who may change the cell edited it in this round's workbook | closed by that answer |
| a cell | a late copy, which knows nothing of the question, edits it | open, with one more choice |
| a cell | others suggest another value | open, with the new choices beside the old ones |
| a record | somebody edited it | open, as a conflict with that edit |
| a record, or records that look alike | asked again, settled, or no longer there | as this round's question says |
| anything | nobody said anything | open |
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Mapping

from sheetsync.model.decision import REMOVE, Choice, Decision, Settlement
from sheetsync.model.kinds import Value
from sheetsync.model.record import Opening
from sheetsync.steps.merge.cells import is_answer
from sheetsync.steps.merge.gather import Heard
from sheetsync.steps.merge.proposals import SAID
from sheetsync.steps.merge.records import ask
from sheetsync.steps.merge.settle import Settled


def carry(opening: Opening, begin: Opening, heard: Heard, settled: Settled, now: Mapping[str, Settlement]) -> Settled:
    """What was settled in this round, with the decisions of earlier rounds that are still open among its own.

    `begin` is the opening with the records as one that the coordinator unites now.
    """
    asked = {d.id for d in settled.questions}
    for decision in _about_cells(opening, heard.united, now):
        _carry_cell(begin, heard, settled, now, decision)
    for decision in opening.open:
        if not decision.field and decision.id not in asked and _is_there(opening, settled, decision):
            still = dataclasses.replace(decision, decided=now.get(decision.id))
            if decision.kind == "possible-duplicate":
                settled.questions.append(still)
            elif decision.record not in heard.united:
                settled.questions.append(_with_edits(still, heard, settled))
    return settled


def _about_cells(opening: Opening, united: Mapping[str, str], now: Collection[str]) -> Iterable[Decision]:
    """The open questions about cells, those about united records put to the record that stays, unless they were answered."""
    found: dict[str, Decision] = {}
    for decision in (d for d in opening.open if d.field and not (d.record in united and d.id in now)):
        record = united.get(decision.record, decision.record)
        moved = dataclasses.replace(decision, record=record, id=f"{record}.{decision.field}")
        known = found.get(moved.id)
        found[moved.id] = (_with_choices(known, known.current, moved) or known) if known else moved
    return found.values()


def _is_there(opening: Opening, settled: Settled, decision: Decision) -> bool:
    """Whether the records of a question are still as they were when it was asked."""
    if decision.current == REMOVE:
        return decision.record in opening.removed.get(decision.sheet, {})
    ids = decision.id.split("+") if decision.kind == "possible-duplicate" else [decision.record]
    return all(i in opening.state.get(decision.sheet, {}) and (decision.sheet, i) not in settled.gone for i in ids)


def _carry_cell(opening: Opening, heard: Heard, settled: Settled, now: Mapping[str, Settlement], decision: Decision) -> None:
    key = (decision.sheet, decision.record)
    record = opening.state.get(decision.sheet, {}).get(decision.record)
    answered = is_answer(heard.cells.get(key, {}).get(decision.field, ()), opening.order)
    if record is None or key in settled.gone or answered or decision.id in now:
        return
    outcome = settled.cells.get(key, {}).get(decision.field)
    asked = outcome.decision if outcome else None
    still = _with_choices(decision, outcome.value if outcome else record.values.get(decision.field), asked)
    if still is None:
        return
    if outcome is not None:
        settled.cells[key][decision.field] = outcome._replace(decision=still)
    else:
        settled.questions.append(still)


def _with_edits(decision: Decision, heard: Heard, settled: Settled) -> Decision:
    """The question about a record, with what this round's copies say of it: who edits it wants it kept."""
    key = (decision.sheet, decision.record)
    if key in settled.gone:
        return decision  # all that is said was decided against before
    said = [(each, p) for each, proposals in heard.cells.get(key, {}).items() for p in proposals if p.voice == SAID]
    still = _with_choices(decision, decision.current, ask(key, (), said, str(decision.current), None)) or decision
    return dataclasses.replace(still, kind="conflict") if said else still


def _with_choices(decision: Decision, current: Value, asked: Decision | None) -> Decision | None:
    """The decision with what is newly said of it; none when nothing differs from what stands now."""
    choices: dict[Value, Choice] = {}
    for choice in (*decision.choices, *(asked.choices if asked else ())):
        known = choices.get(choice.value, Choice(choice.value))
        departments = tuple(dict.fromkeys((*known.departments, *choice.departments)))
        sources, causes = tuple(dict.fromkeys((*known.sources, *choice.sources))), tuple(dict.fromkeys((*known.causes, *choice.causes)))
        choices[choice.value] = Choice(choice.value, departments, sources, causes)
    if all(value == current for value in choices):
        return None
    kind = asked.kind if asked and (decision.kind == "suggestion" or asked.kind == "conflict") else decision.kind
    if kind in ("approval", "suggestion"):
        choices.pop(current, None)
    basis = tuple(dict.fromkeys((current, *decision.basis, *(asked.basis if asked else ()))))
    return dataclasses.replace(decision, kind=kind, current=current, choices=tuple(choices.values()), basis=basis)
