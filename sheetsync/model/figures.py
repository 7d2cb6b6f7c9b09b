"""How a project stands, in numbers: counted once, for the report and for the command line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sheetsync.model.finding import Finding
from sheetsync.model.merged import FATES, Merged
from sheetsync.model.project import Project
from sheetsync.model.record import Record
from sheetsync.model.template import Condition, Sheet, Template, holds

STATUSES = ("merged", "unchanged", "superseded", "duplicate", "held", "refused")
"""What can become of a file that came in."""


class Tally(NamedTuple):
    """Records of one sheet or department. `done` is None where the sheet has no finished records, `at_risk` where no check asks for it."""

    total: int = 0
    added: int = 0
    changed: int = 0
    done: int | None = None
    overdue: int = 0
    due_soon: int = 0
    at_risk: int | None = None


class DepartmentTally(NamedTuple):
    """A department: its records of the main sheet, its records of all sheets that are overdue and due soon, its records with open decisions,
    whether its copy is back (None: it was sent none), and its traffic light."""

    department: str
    records: Tally
    overdue: int
    due_soon: int
    decisions: int
    returned: bool | None
    light: str = ""


def light(tally: DepartmentTally, unreturned: str) -> str:
    """A department's traffic light. `unreturned`: `missing` when its copy is not back though it was due, `held` when it is but waits for somebody.

    `red`: something is overdue, or the copy is missing. `amber`: something is due soon, at risk or undecided, or the copy is held. `green`: nothing
    of that. Blank where there is nothing to judge by: no records, and no copy that was asked for.
    """
    if tally.overdue or unreturned == "missing":
        return "red"
    if tally.due_soon or tally.records.at_risk or tally.decisions or unreturned:
        return "amber"
    return "green" if tally.records.total or tally.returned is not None else ""


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers of a round. `main` is the sheet that the template's first chart shows; `files` and `edits` count by status and fate."""

    main: str
    sheets: Mapping[str, Tally]
    departments: Sequence[DepartmentTally]
    decisions: int
    issued: int
    returned: int
    files: Mapping[str, int]
    edits: Mapping[str, int]

    @property
    def records(self) -> Tally:
        """The records of the main sheet."""
        return self.sheets.get(self.main, Tally())

    @property
    def overdue(self) -> int:
        """The overdue records of all sheets."""
        return sum(tally.overdue for tally in self.sheets.values())

    @property
    def due_soon(self) -> int:
        """The records of all sheets that are due soon."""
        return sum(tally.due_soon for tally in self.sheets.values())


def figures(
    template: Template, project: Project, merged: Merged, checks: Iterable[Finding], issued: Collection[str], missing: Collection[str]
) -> Figures:
    """Counts a merged round; `issued` and `missing` are names of departments."""
    main = main_sheet(template)
    counts = _Counts(template, merged, list(checks))
    return Figures(
        main=main.key if main else "",
        sheets={sheet.key: counts.tally(sheet, merged.state.get(sheet.key, {}).values()) for sheet in template.tables},
        departments=tuple(counts.departments(project.names, main, issued, missing)),
        decisions=sum(decision.decided is None for decision in merged.decisions),
        issued=len(issued),
        returned=len(set(issued) - set(missing)),
        files=_ordered(Counter(copy.status for copy in merged.copies), STATUSES),
        edits=_ordered(Counter(fate.fate for fate in merged.fates), FATES),
    )


def main_sheet(template: Template) -> Sheet | None:
    """The table that the project is about: that of the first chart, else the first one."""
    if template.charts:
        return template.sheet(template.charts[0].sheet)
    return next(iter(template.tables), None)


def risk_condition(template: Template, sheet: str) -> Condition:
    """Which records of a sheet are at risk, as its check says; a condition that holds for none where no check asks."""
    aims = (aim for aim in template.checks if aim.rule == "at-risk-without-plan" and aim.sheet == sheet)
    condition: Condition = next((aim.options["when"] for aim in aims), {})
    return condition


def _ordered(counts: Counter[str], order: Sequence[str]) -> Mapping[str, int]:
    return {name: counts[name] for name in order}


class _Counts:
    """What is known of records by their place, gathered once."""

    def __init__(self, template: Template, merged: Merged, checks: Sequence[Finding]) -> None:
        self.merged = merged
        self.closed = {sheet.key: sheet.closed for sheet in template.tables}
        self.risk = {sheet.key: risk_condition(template, sheet.key) for sheet in template.tables}
        self.overdue, self.due_soon = (
            {(f.sheet, f.record): f.department for f in checks if f.code == code and f.record in merged.state.get(f.sheet, {})}
            for code in ("overdue", "due-soon")
        )
        self.added = {*merged.added, *((change.sheet, change.record) for change in merged.changes if change.added)}
        self.changed = {(change.sheet, change.record) for change in merged.changes} - self.added
        self.owners = {sheet.key: sheet.owner for sheet in template.tables}
        self.unreturned = {f.department: "held" if f.reason == "held" else "missing" for f in checks if f.code == "missing-copy"}

    def tally(self, sheet: Sheet, records: Iterable[Record]) -> Tally:
        """The records given, all of one sheet."""
        records = list(records)
        places = {(sheet.key, record.id) for record in records}
        closed, risk = self.closed[sheet.key], self.risk[sheet.key]
        open_ones = [record for record in records if not holds(closed, record.values)]
        return Tally(
            total=len(records),
            added=len(places & self.added),
            changed=len(places & self.changed),
            done=len(records) - len(open_ones) if closed else None,
            overdue=len(places & self.overdue.keys()),
            due_soon=len(places & self.due_soon.keys()),
            at_risk=sum(holds(risk, record.values) for record in open_ones) if risk else None,
        )

    def departments(self, names: Sequence[str], main: Sheet | None, issued: Collection[str], missing: Collection[str]) -> Iterator[DepartmentTally]:
        own: dict[object, list[Record]] = {}
        for record in self.merged.state.get(main.key, {}).values() if main else ():
            own.setdefault(record.values.get(main.owner) if main else None, []).append(record)
        overdue, due_soon = Counter(self.overdue.values()), Counter(self.due_soon.values())
        decisions = Counter(self._owner(d.sheet, d.record) for d in self.merged.decisions if d.decided is None)
        for name in names:
            records = self.tally(main, own.get(name, ())) if main else Tally()
            returned = name not in missing if name in issued else None
            yield self.lit(DepartmentTally(name, records, overdue[name], due_soon[name], decisions[name], returned))
        strays = [record for owner, records in own.items() if owner not in names for record in records]
        late, soon, asked = (sum(count for owner, count in counts.items() if owner not in names) for counts in (overdue, due_soon, decisions))
        if strays or late or soon or asked:
            yield self.lit(DepartmentTally("", self.tally(main, strays) if main else Tally(), late, soon, asked, None))

    def lit(self, tally: DepartmentTally) -> DepartmentTally:
        return tally._replace(light=light(tally, self.unreturned.get(tally.department, "")))

    def _owner(self, sheet: str, record: str) -> object:
        found = self.merged.state.get(sheet, {}).get(record)
        return found.values.get(self.owners.get(sheet, "")) if found else None
