"""What a consolidated workbook settles: its answers, and what was typed into its merged sheets.

| in this save of the workbook | an earlier save of the same file settled | it settles |
|---|---|---|
| a decision is answered, a cell typed over, a row deleted | nothing, or something else | what it says now |
| a cell is as it was written, a row is there | a value typed there, its removal | what it was written as |
| a row that the earlier save added is gone | the new record | its removal |
| an answer and a cell or a row about the same thing say different things | | nothing; both are told |
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from sheetsync.model.copy import Copy, Edit
from sheetsync.model.decision import EDIT, KEEP, REMOVE, UNITE, Settlement
from sheetsync.model.finding import Finding
from sheetsync.model.kinds import Value
from sheetsync.model.merged import Merged
from sheetsync.model.template import Template
from sheetsync.steps.resolve.answers import Answers, Chosen
from sheetsync.steps.resolve.rows import NewRows, named_anew, not_read
from sheetsync.steps.resolve.things import said, with_things


class _Wanted(NamedTuple):
    """What was typed about a cell or a record, and all that was on the table."""

    id: str
    value: Value
    basis: tuple[Value, ...]


def settlements(
    template: Template,
    answers: Sequence[Chosen],
    edits: Copy,
    rows: NewRows,
    then: Merged,
    signed: Settlement,
    before: Mapping[str, Settlement] | None = None,
) -> list[Settlement]:
    """What the coordinator settled: answers by what was on the table, edits and removed rows of the merged sheets by what was said of them.

    `then` is the merge that the workbook showed, `rows` what its new rows come to: references to them go by the ids that they have got. `signed` says
    by whom, when and in which workbook, `before` what an earlier save of the same file settled, by id.
    """
    settled = [
        signed._replace(id=c.decision.id, value=c.value, basis=c.decision.basis, file=c.source.file, kind=c.decision.kind, remark=c.remark)
        for c in answers
    ]
    answered = {s.id for s in settled}
    kinds = {d.id: d.kind for d in then.decisions}
    wanted = [each for each in _typed(template, edits, rows, then) if each.id not in answered]
    spoken = {*answered, *(w.id for w in wanted), *(f"{e.record}.{e.field}" for e in edits.edits)}
    wanted += _returned({i: s for i, s in (before or {}).items() if s.typed and i not in spoken}, edits, rows, then)
    for each in wanted:
        basis = tuple(dict.fromkeys(each.basis))
        kind = kinds.get(each.id, EDIT)
        settled.append(signed._replace(id=each.id, value=each.value, basis=basis, file=edits.file, kind=kind, typed=True))
    return [with_things(template, then, each) for each in settled]


def _typed(template: Template, edits: Copy, rows: NewRows, then: Merged) -> Iterator[_Wanted]:
    """What was typed into the merged sheets, and the rows that are gone."""
    cells: dict[str, list[Value]] = {}
    records: dict[str, list[Value]] = {}
    for fate in said(then):
        cells.setdefault(f"{fate.record}.{fate.field}", []).append(fate.value)
        records.setdefault(fate.record, []).append((fate.field, fate.value))
    asked = {d.id: d.basis for d in then.decisions if d.decided is None}
    for e in edits.edits:
        if e.taken:
            identity = f"{e.record}.{e.field}"
            value = named_anew(template.sheet(e.sheet).field(e.field), e.value, rows.renames)
            yield _Wanted(identity, value, (e.before, *cells.get(identity, ()), *asked.get(identity, ()), value))
    for again in rows.again:
        yield _Wanted(f"{again.record}.{again.field}", again.value, (again.before, again.value))
    for _, record in (*edits.missing, *rows.gone):
        yield _Wanted(record, REMOVE, (KEEP, REMOVE, *records.get(record, ()), *asked.get(record, ())))


def _returned(before: Mapping[str, Settlement], edits: Copy, rows: NewRows, then: Merged) -> Iterator[_Wanted]:
    """What was typed back: cells and rows that are again as the workbook was written, and new rows that are there again."""
    sheets, columns = not_read(edits)
    places = {i: (sheet, record) for sheet, records in then.state.items() for i, record in records.items()}
    places |= {i: (sheet, record) for (sheet, i), record in rows.there.items()}
    missing = {i for _, i in edits.missing} | {f.record for f in edits.findings if f.code in ("shifted-row", "misplaced-row")}
    for settlement in before.values():
        about, dot, key = settlement.id.rpartition(".") if "." in settlement.id else (settlement.id, "", "")
        sheet, record = places.get(about, ("", None))
        if record is None or about in missing or sheet in sheets or (sheet, key) in columns:
            continue
        value = record.values.get(key) if dot else KEEP
        if value != settlement.value:
            yield _Wanted(settlement.id, value, (value, *settlement.basis))


def without_contradictions(answers: Answers, edits: Copy) -> tuple[Answers, Copy]:
    """Answers and edits without those that say different things of one cell or record in the same workbook; of each pair a finding tells.

    Whoever unites records and deletes the rows of some of them says one thing, not two.
    """
    edits = _without_united(answers, edits)
    typed = {f"{e.record}.{e.field}": e for e in edits.edits if e.taken}
    gone = {i for _, i in edits.missing}
    told: dict[str, tuple[Chosen, Finding]] = {}
    for chosen in answers.chosen:
        e = typed.get(chosen.decision.id)
        if e and e.value != chosen.value:
            told[chosen.decision.id] = (chosen, _both(chosen, e))
        elif chosen.decision.id in gone and chosen.value != REMOVE:
            told[chosen.decision.id] = (chosen, _both(chosen, None))
    left = {i: (chosen.left, finding) for i, (chosen, finding) in told.items()}
    kept = dataclasses.replace(
        answers,
        chosen=[c for c in answers.chosen if c.decision.id not in told],
        findings=[*answers.findings, *(finding for _, finding in told.values())],
        left={**answers.left, **left},
    )
    return kept, _without(edits, told)


def _without_united(answers: Answers, edits: Copy) -> Copy:
    """The edits without the removal of records of which one stays, as which the others speak."""
    gone = {i for _, i in edits.missing}
    groups = [c.decision.id.split("+") for c in answers.chosen if c.value == UNITE]
    return _without(edits, {i for ids in groups if not gone.issuperset(ids) for i in ids})


def _without(edits: Copy, ids: Collection[str]) -> Copy:
    still = tuple(e for e in edits.edits if f"{e.record}.{e.field}" not in ids)
    return dataclasses.replace(edits, edits=still, missing=tuple(each for each in edits.missing if each[1] not in ids))


def _both(chosen: Chosen, typed: Edit | None) -> Finding:
    """The answer and what was typed, with the cells of both; a row that is gone has none."""
    about, source = chosen.decision, chosen.source
    detail = {"typed": typed.written, "sheet_typed": typed.source.sheet, "cell_typed": typed.source.cell} if typed else {}
    return Finding(
        "ambiguous-value", file=source.file, sheet=about.sheet, record=about.record, field=about.field, place=source.sheet, cell=source.cell,
        value=chosen.left.own or chosen.left.choice, reason="answer-and-cell" if typed else "answer-and-row", detail=detail,
    )  # fmt: skip
