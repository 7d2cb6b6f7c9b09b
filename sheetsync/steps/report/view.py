"""What every sheet of the report is made from, and how it names things."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from functools import cached_property

from sheetsync.model import kinds
from sheetsync.model.decision import KEEP, REMOVE, UNITE, Decision, Left, Settlement
from sheetsync.model.figures import Figures, figures
from sheetsync.model.finding import Finding, sort_key
from sheetsync.model.kinds import Value
from sheetsync.model.merged import Change, Merged
from sheetsync.model.project import Project
from sheetsync.model.record import Cause, Source
from sheetsync.model.round import Round
from sheetsync.model.shown import Shown, shown
from sheetsync.model.template import Field, Sheet, Template
from sheetsync.model.trend import RoundFigures
from sheetsync.model.words import Words

WHOLE = (KEEP, REMOVE, UNITE)
LONGEST_NAME = 31
"""Characters in the name of a sheet."""
LONGEST_TITLE = 50
"""Characters of the project's name in a footer, so that it takes one line."""


@dataclass(frozen=True)
class ReportInput:
    """What a consolidated workbook shows. `checks` are the findings of the checks; `issued` and `missing` names of departments;
    `titles` what a record is in a few words, by id; `zone` that in which times are shown."""

    template: Template
    project: Project
    round: Round
    as_of: date
    merged: Merged
    words: Words
    checks: Sequence[Finding] = ()
    issued: Collection[str] = ()
    missing: Collection[str] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    zone: tzinfo = UTC
    token: str = ""
    """The workbook's return code, by which the coordinator's answers find back."""
    left: Mapping[str, Left] = field(default_factory=dict)
    """What the coordinator wrote about decisions that are still open, by their id."""
    earlier: Sequence[RoundFigures] = ()
    """The figures of the rounds before this one, as far as they are known, oldest first."""

    @property
    def language(self) -> str:
        return self.words.language

    @property
    def subtitle(self) -> str:
        """The line under a title: the round, the day, and until when the workbooks are due back."""
        return self.words("report.subtitle", round=self.round.name, as_of=self.as_of, due_at=f"{self.round.due_at:%Y-%m-%d %H:%M}")

    @property
    def footer(self) -> str:
        """The foot of every printed page."""
        name = self.project.name
        return self.words("report.title", project=name if len(name) <= LONGEST_TITLE else f"{name[: LONGEST_TITLE - 1]}…")

    @cached_property
    def figures(self) -> Figures:
        """The numbers of the round."""
        return figures(self.template, self.project, self.merged, self.checks, self.issued, self.missing)

    @cached_property
    def findings(self) -> list[Finding]:
        """All findings, the worst first."""
        return sorted((*self.merged.findings, *self.checks), key=sort_key)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The names of the workbook's sheets: those of the template by their key, the report's own as `report.…`."""
        names = {sheet.key: sheet.label(self.language) for sheet in self.template.data_sheets}
        for own in ("overview", "decisions", "decided", "due", "departments", "gantt", "changes", "returns", "edits", "findings", "charts", "lists"):
            names[f"report.{own}"] = _free(self.words(f"report.sheet.{own}"), names.values())
        return names

    @cached_property
    def shown(self) -> Mapping[str, tuple[Shown, ...]]:
        """The columns of each table that nobody fills in."""
        return shown(self.template, self.project, self.merged.state)

    @cached_property
    def positions(self) -> Mapping[str, Mapping[str, int]]:
        """Where each record stands in its table, from 0."""
        return {key: {record: n for n, record in enumerate(records)} for key, records in self.merged.state.items()}

    def sheet(self, key: str) -> Sheet | None:
        """The sheet of that key; none for a finding that names no sheet, or one that the template no longer has."""
        return self.template.find_sheet(key)

    def field(self, sheet: str, key: str) -> Field | None:
        return self.template.find(sheet, key)

    def sheet_label(self, key: str) -> str:
        found = self.sheet(key)
        return found.label(self.language) if found else key

    def field_label(self, sheet: str, key: str) -> str:
        found = self.field(sheet, key)
        return found.label(self.language) if found else key

    def part_label(self, sheet: str, key: str) -> str:
        """What of a record something is about: a field, or (no field) all of it."""
        return self.field_label(sheet, key) if key else self.words("report.whole_record")

    def value(self, sheet: str, key: str, value: Value) -> str:
        """A value of a field in a sentence; of a whole record (no field) what is to become of it."""
        field = self.field(sheet, key)
        if field:
            return kinds.text(value, field, self.language, self.titles) or self.words("report.blank")
        return self.words(f"report.whole.{value}") if value in WHOLE else str(value or "")

    def answer(self, decision: Decision, value: Value) -> str:
        """One of the values that a decision is between; of records that may be one also which of them stays."""
        stays, *gone = decision.id.split("+")
        if value == UNITE and gone:
            return self.words("report.whole.unite.into", stays=stays, gone=gone)
        return self.value(decision.sheet, decision.field, value)

    def title(self, sheet: str, record: str) -> str | None:
        """What a record is in a few words, also one that was removed; None where it does not say."""
        found, gone = self.sheet(sheet), self.merged.removed.get(sheet, {}).get(record)
        return self.titles.get(record) or (str(gone.values.get(found.title) or "") if found and gone else None) or None

    def turn(self, change: Change) -> tuple[str, str]:
        """What a cell was and what it is now; of a whole record whether it is there."""
        if change.field:
            return self.value(change.sheet, change.field, change.before), self.value(change.sheet, change.field, change.after)
        before, after = (self.words(f"report.whole.{'there' if value == KEEP else 'gone'}") for value in (change.before, change.after))
        return before, after

    @cached_property
    def saved(self) -> Mapping[str, datetime]:
        """When each file was saved, by its name; of several of one name the last one."""
        times = ((copy.file, self.local(copy.saved_at)) for copy in self.merged.copies)
        return dict(sorted(((file, at) for file, at in times if isinstance(at, datetime)), key=lambda each: each[1]))

    @cached_property
    def settled(self) -> Mapping[str, Settlement]:
        """The coordinator's answers and edits of this round by what they are about: a record, a cell, each of two records."""
        found = {each.id: each for each in self.merged.settled}
        return {part: each for name, each in found.items() for part in name.split("+")} | found

    def settlement(self, change: Change) -> Settlement | None:
        """By what the coordinator made a change; None where a department made it."""
        return None if change.departments else self.settled.get(f"{change.record}.{change.field}" if change.field else change.record)

    def coordinator(self, settlement: Settlement | None) -> str:
        """The coordinator, by name where it is known."""
        said = self.words("report.coordinator")
        return self.words("report.coordinator.named", who=said, name=settlement.by) if settlement and settlement.by else said

    def settled_in(self, settlement: Settlement) -> str:
        """The file in which something was settled, or that it was settled by a command."""
        return settlement.file or self.words("report.command")

    def cause(self, cause: Cause) -> str:
        """The cell from which a change follows."""
        return f"{cause.record} {self.field_label(cause.sheet, cause.field)}"

    def who(self, departments: Sequence[str]) -> str:
        return self.join(departments) if departments else self.words("report.coordinator")

    def join(self, texts: Iterable[str]) -> str:
        return self.words("list.comma").join(texts)

    def source(self, source: Source) -> str:
        return " ".join(part for part in source if part)

    def local(self, moment: str) -> datetime | str:
        """A time (ISO 8601) on the project's clock, without its zone; what is no time stays as it is."""
        try:
            known = datetime.fromisoformat(moment)
        except ValueError:
            # it comes from inside a file that somebody else wrote
            return moment
        return known.astimezone(self.zone).replace(tzinfo=None) if known.tzinfo else known


def _free(name: str, taken: Iterable[str]) -> str:
    """The name, with a number behind it where another sheet has it already; Excel takes `A` and `a` for one."""
    used = {each.casefold() for each in taken}
    tries = (name, *(f"{name[: LONGEST_NAME - 3]} {number}" for number in range(2, len(used) + 3)))
    return next(each for each in tries if each.casefold() not in used)
