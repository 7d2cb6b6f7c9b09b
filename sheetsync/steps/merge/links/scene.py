"""What a link looks at: what the round began with, what copies and coordinator made of it, and whose word did."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sheetsync.model.copy import Copy
from sheetsync.model.decision import Settlement
from sheetsync.model.kinds import Value
from sheetsync.model.project import Project
from sheetsync.model.record import Cause, GivenRow, Opening, Record, Source, Values
from sheetsync.model.template import Condition, Template, holds
from sheetsync.steps.merge.gather import Force, Heard
from sheetsync.steps.merge.proposals import SAID, Outcome, departments_of, sources_of
from sheetsync.steps.merge.settle import Settled


class Reason(NamedTuple):
    """The cell from which something follows, who filled it in and where, and the coordinator's answer where that made it so."""

    sheet: str
    record: str
    field: str
    departments: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    settlement: Settlement | None = None

    def cause(self, rule: str) -> Cause:
        return Cause(rule, self.sheet, self.record, self.field)


class Followed(NamedTuple):
    """A cell that follows from another one. `decides`: it counts as the coordinator's word; otherwise it is one voice among those of the copies.

    `unseen`: that voice is of somebody whose word the coordinator did not know, so what is controlled is asked about.
    """

    sheet: str
    record: str
    field: str
    value: Value
    rule: str
    reason: Reason
    decides: bool = False
    unseen: bool = False

    @property
    def cause(self) -> Cause:
        """The cell from which it follows."""
        return self.reason.cause(self.rule)

    @property
    def place(self) -> tuple[str, str, str]:
        return (self.sheet, self.record, self.field)


@dataclass(frozen=True, slots=True)
class Scene:
    """A round, decided cell by cell as far as copies and coordinator speak. `added` are the records (sheet, id) that the coordinator typed in.

    `copies` are all of them, those that others replaced too; `given` are the ids that their rows have.
    """

    template: Template
    project: Project
    opening: Opening
    heard: Heard
    settled: Settled
    force: Force
    added: Collection[tuple[str, str]] = ()
    copies: Sequence[Copy] = ()
    given: Mapping[GivenRow, str] = field(default_factory=dict)

    def before(self, sheet: str, record: str) -> Values:
        """What a record held when the round began; nothing where it came in since."""
        if (sheet, record) in self.added:
            return {}
        found = self.known(sheet, record)
        return found.values if found else {}

    def now(self, sheet: str, record: str) -> Values | None:
        """What a record holds by what was decided; None where there is none."""
        key = (sheet, record)
        found = self.opening.state.get(sheet, {}).get(record) or self.settled.restored.get(key)
        if key in self.settled.gone or (found is None and key not in self.heard.defaults):
            return None
        outcomes = self.settled.cells.get(key, {})
        values = found.values if found else self.heard.defaults[key]
        return {**values, **{field: outcome.value for field, outcome in outcomes.items()}} if outcomes else values

    def records(self, sheet: str) -> Iterator[tuple[str, Values]]:
        """All records of a sheet, with what they hold."""
        ids = [*self.opening.state.get(sheet, {}), *(i for s, i in (*self.settled.restored, *self.heard.defaults) if s == sheet)]
        for record in dict.fromkeys(ids):
            if (values := self.now(sheet, record)) is not None:
                yield record, values

    def touched(self, sheet: str) -> Iterator[tuple[str, Values]]:
        """The records of a sheet of which anybody speaks in this round, with what they hold."""
        ids = [i for s, i in (*self.settled.cells, *self.heard.defaults, *self.added) if s == sheet]
        for record in dict.fromkeys(ids):
            if (values := self.now(sheet, record)) is not None:
                yield record, values

    def turned(self, sheet: str, condition: Condition) -> Iterator[tuple[str, Values]]:
        """The records that meet a condition which they did not meet when the round began."""
        for record, values in self.touched(sheet):
            if holds(condition, values) and not holds(condition, self.before(sheet, record)):
                yield record, values

    def reason(self, sheet: str, record: str, fields: Collection[str]) -> Reason:
        """Whose word made the first of these fields what it is that differs from what the round began with."""
        before, now = self.before(sheet, record), self.now(sheet, record) or {}
        field = next((each for each in fields if before.get(each) != now.get(each)), next(iter(fields)))
        outcome = self.settled.cells.get((sheet, record), {}).get(field)
        return self._said(Reason(sheet, record, field), outcome)

    def _said(self, reason: Reason, outcome: Outcome | None) -> Reason:
        if outcome and outcome.settled:
            return reason._replace(settlement=self.force.now[f"{reason.record}.{reason.field}"])
        if outcome and outcome.by:
            return reason._replace(departments=departments_of(outcome.by), sources=sources_of(outcome.by))
        origin = (self.known(reason.sheet, reason.record) or Record("", {})).origins.get(reason.field)
        return reason._replace(departments=origin.departments, sources=origin.sources) if origin else reason

    def is_quiet(self, sheet: str, record: str, field: str) -> bool:
        """Whether nobody says anything of a cell in this round, and nothing is open about it."""
        said = self.heard.cells.get((sheet, record), {}).get(field)
        asked = any((d.sheet, d.record, d.field) == (sheet, record, field) for d in self.opening.open)
        return not said and not asked and f"{record}.{field}" not in self.force.now

    def seen(self, settlement: Settlement, sheet: str, record: str, key: str) -> set[Value]:
        """What the copies said of a cell that the consolidated workbook of a settlement was made of, also those that were replaced since."""
        shown = self.opening.shown.get(settlement.report, frozenset())
        found: set[Value] = set()
        for copy in (each for each in self.copies if each.sha256 in shown):
            found.update(e.value for e in copy.edits if e.taken and (e.sheet, e.record, e.field) == (sheet, record, key))
            rows = (r for r in copy.rows if r.sheet == sheet and self.given.get((copy.sha256, sheet, r.row), r.id) == record)
            found.update(entry.value for row in rows if (entry := row.entries.get(key)) and entry.taken)
        return found

    def was_seen(self, settlement: Settlement, sheet: str, record: str, key: str) -> bool:
        """Whether the consolidated workbook of a settlement showed what copies made of a cell."""
        outcome = self.settled.cells.get((sheet, record), {}).get(key)
        said = [p for p in outcome.by if p.voice == SAID] if outcome else []
        shown = self.opening.shown.get(settlement.report, frozenset())
        new = [p for p in said if self.heard.statements[p.key].copy.sha256 not in shown]
        return not new or {p.value for p in new} <= self.seen(settlement, sheet, record, key)

    def known(self, sheet: str, record: str) -> Record | None:
        """A record as the round began with it, or as it was removed."""
        return self.opening.state.get(sheet, {}).get(record) or self.opening.removed.get(sheet, {}).get(record)
