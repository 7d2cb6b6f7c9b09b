"""What to know of rows and edits that the state alone does not tell: which record a copied row became, and what was not taken, and why."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sheetsync.model.copy import Copy
from sheetsync.model.decision import Settlement
from sheetsync.model.finding import Finding
from sheetsync.model.record import GivenRow, Source, State
from sheetsync.model.template import Sheet, Template
from sheetsync.steps.merge.gather import Statement
from sheetsync.steps.merge.meant import Stale

DECIDED_AGAINST, COPIED, SAME = "decided-against", "duplicate-id", "same"


@dataclass(frozen=True, slots=True)
class Titles:
    """What records are in a few words, those of the state and those that were removed."""

    template: Template
    state: State
    removed: State

    def __call__(self, sheet: str, record: str) -> str:
        """A record's title; blank where it has none."""
        found = self.state.get(sheet, {}).get(record) or self.removed.get(sheet, {}).get(record)
        return str(found.values.get(self.template.sheet(sheet).title) or "") if found else ""


def copied_rows(
    findings: Iterable[Finding], copies: Iterable[Copy], given: Mapping[GivenRow, str], united: Mapping[str, str], titles: Titles
) -> Iterator[Finding]:
    """The findings; those about a row that bears another record's id say which new record it became, as long as that is there."""
    became = {
        (copy.file, row.source.sheet, row.source.cell): identity
        for copy in copies
        for row in copy.rows
        if (identity := given.get((copy.sha256, row.sheet, row.row)))
    }
    for each in findings:
        new = became.get((each.file, each.place, each.cell)) if each.code == COPIED and each.reason != SAME else None
        record = united.get(new, new) if new else ""
        known = {"new": True, "title": titles(each.sheet, record)}
        if record not in titles.removed.get(each.sheet, {}):
            yield dataclasses.replace(each, record=record, detail=known) if record and record != each.value else each


def not_taken(remarks: Iterable[tuple[str, Statement]], gone: Iterable[tuple[str, str]], titles: Titles) -> Iterator[Finding]:
    """Why edits were not taken, by the code of the finding: one for each; one for all that was said of a record that the coordinator removed."""
    dropped: dict[tuple[str, str], list[Statement]] = {key: [] for key in gone}
    for code, said in remarks:
        if code == DECIDED_AGAINST and (said.sheet, said.record) in dropped:
            dropped[said.sheet, said.record].append(said)
        else:
            yield finding(code, said.copy, (said.sheet, said.record, said.field), said.source, said.written)
    yield from (_dropped(key, said, titles(*key)) for key, said in dropped.items() if said)


def _dropped(key: tuple[str, str], said: Sequence[Statement], title: str) -> Finding:
    """All that was said of a record that is gone; the file is named where it is one."""
    files = {each.copy.file for each in said}
    departments = dict.fromkeys(each.copy.department for each in said)
    edits = tuple((each.field, each.written) for each in said)
    return Finding(
        DECIDED_AGAINST, file=files.pop() if len(files) == 1 else "", department="、".join(departments), sheet=key[0], record=key[1],
        value="、".join(written for _, written in edits if written), reason="removed", detail={"title": title, "count": len(said), "edits": edits},
    )  # fmt: skip


def finding(code: str, copy: Copy, place: tuple[str, str, str], source: Source, value: str, reason: str = "") -> Finding:
    """A finding about a cell of a copy; `place` is (sheet, record, field)."""
    sheet, record, field = place
    return Finding(
        code, file=copy.file, department=copy.department, sheet=sheet, record=record, field=field,
        place=source.sheet, cell=source.cell, value=value, reason=reason,
    )  # fmt: skip


def without_record(template: Template, settlements: Iterable[Settlement], states: Sequence[State]) -> Iterator[Finding]:
    """What the coordinator wrote into a record that is in none of these states, as what brought it is not said any more."""
    for each in settlements:
        record, _, field = each.id.rpartition(".")
        sheet = _sheet_of(template, record)
        if sheet is None or not sheet.find(field) or each.value is None or any(record in state.get(sheet.key, {}) for state in states):
            continue
        told = {"read": each.value}
        yield Finding("without-record", file=each.file, sheet=sheet.key, record=record, field=field, value=str(each.value), detail=told)


def without_thing(template: Template, stale: Iterable[Stale]) -> Iterator[Finding]:
    """What the coordinator decided about a thing that is gone, and whose number another one has now."""
    for settlement, record, name in stale:
        sheet, field = _sheet_of(template, record), settlement.id.partition(".")[2]
        told = {"read": settlement.value, "title": "、".join(settlement.things), "now": name}
        yield Finding(
            "without-record", file=settlement.file, sheet=sheet.key if sheet else "", record=record, field=field,
            reason="another" if field else "another-record", detail=told,
        )  # fmt: skip


def _sheet_of(template: Template, record: str) -> Sheet | None:
    """The sheet whose records have such ids."""
    return next((sheet for sheet in template.tables if sheet.prefix and sheet.prefix == record.partition("-")[0]), None)
