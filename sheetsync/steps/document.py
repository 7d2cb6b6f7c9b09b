"""The result of a merge in the names and values of the JSON contract."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sheetsync.model.decision import Choice, Decision
from sheetsync.model.finding import Finding
from sheetsync.model.kinds import Value, to_json
from sheetsync.model.merged import FATES, Change, CopyOutcome, Fate, Merged
from sheetsync.model.record import Source, State
from sheetsync.model.result import (
    AccountLine,
    ChangeLine,
    ChoiceLine,
    CopyLine,
    DecisionLine,
    FindingLine,
    Place,
    Result,
)
from sheetsync.model.template import Field, Template
from sheetsync.model.words import Words


def document(
    template: Template,
    words: Words,
    names: Mapping[str, str | None],
    merged: Merged,
    findings: Sequence[Finding],
    missing: Sequence[str],
    brief: bool = False,
) -> Result:
    """The result of a merge for people's scripts. `names` has project, round, as_of and workbook.

    A brief one lacks the state, the changes and the accounts.
    """
    writer = _Writer(template, words)
    found = Counter(fate.fate for fate in merged.fates)
    counts = {fate: found[fate] for fate in FATES}
    return Result(
        project=names["project"] or "",
        round=names["round"] or "",
        as_of=names["as_of"] or "",
        workbook=names["workbook"],
        copies=tuple(_copy(c) for c in merged.copies),
        missing=tuple(missing),
        state={} if brief else writer.state(merged.state),
        changes=() if brief else tuple(writer.change(c) for c in merged.changes),
        decisions=tuple(writer.decision(d) for d in merged.decisions),
        findings=tuple(writer.finding(f) for f in findings),
        edits={"read": sum(counts.values()), **counts},
        accounts={fate: () if brief else tuple(writer.account(f) for f in merged.fates if f.fate == fate) for fate in FATES},
    )


def _copy(copy: CopyOutcome) -> CopyLine:
    who = (copy.department or None, copy.round or None)
    return CopyLine(copy.file, copy.sha256, *who, copy.status, copy.edits, copy.new_records, copy.saved_at or None, copy.saved_by or None)


def _places(sources: Iterable[Source]) -> tuple[Place, ...]:
    return tuple(Place(*source) for source in sources)


class _Writer:
    """Knows the fields, so that their values can be written."""

    def __init__(self, template: Template, words: Words) -> None:
        self.words = words
        self.fields: dict[tuple[str, str], Field] = {(s.key, f.key): f for s in template.data_sheets for f in s.fields}
        self.retired = {s.key for s in template.data_sheets if s.retired}
        self.columns = {s.key: [f for f in s.fields if f.kind != "id"] for s in template.data_sheets}

    def value(self, sheet: str, field: str, value: Value) -> Any:
        known = self.fields.get((sheet, field))
        return to_json(value, known) if known else value

    def state(self, state: State) -> dict[str, dict[str, dict[str, Any]]]:
        """Every field of every record, blank ones as null; of what is no longer asked, only what there is."""
        return {
            sheet: {
                i: {f.key: to_json(r.values.get(f.key), f) for f in self.columns[sheet] if not f.retired or f.key in r.values}
                for i, r in records.items()
            }
            for sheet, records in state.items()
            if records or sheet not in self.retired
        }

    def change(self, c: Change) -> ChangeLine:
        before, after = (self.value(c.sheet, c.field, value) for value in (c.before, c.after))
        return ChangeLine(
            c.sheet, c.record, c.field or None, before, after, c.departments, _places(c.sources), c.cause._asdict() if c.cause else None
        )

    def decision(self, d: Decision) -> DecisionLine:
        settled = d.decided
        decided = None
        if settled is not None:
            value = self.value(d.sheet, d.field, settled.value)
            decided = {
                "value": value,
                "by": settled.by or None,
                "at": settled.at or None,
                "file": settled.file or None,
                "remark": settled.remark or None,
            }
        choices = tuple(self.choice(d, c) for c in d.choices)
        return DecisionLine(d.id, d.kind, d.sheet, d.record, d.field or None, self.value(d.sheet, d.field, d.current), choices, decided)

    def choice(self, decision: Decision, choice: Choice) -> ChoiceLine:
        value = self.value(decision.sheet, decision.field, choice.value)
        return ChoiceLine(value, choice.departments, _places(choice.sources))

    def finding(self, f: Finding) -> FindingLine:
        return FindingLine(
            f.code, f.severity, self.words.finding(f), f.file or None, f.department or None, f.sheet or None, f.cell or None,
            f.record or None, f.field or None, f.value or None, self.words.expected(f) or None,
        )  # fmt: skip

    def account(self, f: Fate) -> AccountLine:
        return AccountLine(f.department, f.sheet, f.record, f.field, self.value(f.sheet, f.field, f.value), f.written, Place(*f.source))
