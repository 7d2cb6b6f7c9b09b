"""Verifies the ledger: reads every kept file again, merges everything from the first round on, and says what differs."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from sheetsync.files.kept_templates import damaged_templates
from sheetsync.model.copy import Copy
from sheetsync.model.merged import Merged
from sheetsync.model.record import Opening, State
from sheetsync.model.round import Round
from sheetsync.steps.issue.carry import with_forms
from sheetsync.steps.merge import merge
from sheetsync.workflow.arrivals import hash_file
from sheetsync.workflow.crew import read_all
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.jobs import Job
from sheetsync.workflow.reading import CopyReader, is_locked
from sheetsync.workflow.register import register_of

if TYPE_CHECKING:
    from sheetsync.files.ledger import Ledger


class Trouble(NamedTuple):
    """One thing that is not as it should be; its sentence is `doctor.KEY`."""

    key: str
    round: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Examined:
    """What was verified, and what is wrong."""

    rounds: int
    copies: int
    workbooks: int
    troubles: Sequence[Trouble]
    locked: Sequence[str] = ()
    """The files that were read once and that only a password opens again."""


def doctor(folder: Folder) -> Examined:
    """Compares the ledger with the kept files, round by round; nothing is changed."""
    with folder.ledger() as ledger:
        rounds = ledger.rounds()
        examiner = _Examiner(folder, ledger, rounds)
        troubles = list(examiner.run())
        return Examined(len(rounds), examiner.copies, examiner.workbooks, troubles, examiner.locked)


class _Examiner:
    """Goes through the rounds with what the one before really gave, each under the template under which it ended."""

    def __init__(self, folder: Folder, ledger: Ledger, rounds: Sequence[Round]) -> None:
        self.today, self.rounds = folder, rounds
        self.copies = self.workbooks = 0
        self.locked: list[str] = []
        self.every = {r.order: r for r in ledger.every_round()}
        self._turn_to(folder, ledger)

    def _turn_to(self, folder: Folder, ledger: Ledger) -> None:
        self.folder, self.ledger = folder, ledger
        self.reader = CopyReader(folder, register_of(ledger, None), self.every)

    def _turn_to_the_end_of(self, number: int) -> None:
        """Looks at everything as it was when a round ended, which the next one's beginning tells."""
        following = self.rounds[number + 1 : number + 2]
        folder = self.today.as_of(self.ledger.opening(following[0]).template) if following else self.today
        self._turn_to(folder, self.ledger.told_in(folder.template, folder.terms()))

    def run(self) -> Iterator[Trouble]:
        ended: Merged | None = None
        yield from (Trouble("template-damaged", "", {"path": path}) for path in damaged_templates(self.folder.private / "templates"))
        self._turn_to_the_end_of(-1)
        for number, round_ in enumerate(self.rounds):
            yield from self._opening(round_, self.folder.named(self.ledger.opening(round_)), ended)
            yield from self._workbooks(round_, self.ledger.issues_of(round_.name))
            self._turn_to_the_end_of(number)
            kept = self.folder.named(self.ledger.opening(round_))
            troubles, copies = self._copies(round_, self.ledger.all_copies(round_.order))
            yield from troubles
            withdrawn = self.ledger.withdrawn()
            counted = [c for c in copies if c.sha256 not in withdrawn]
            context = self.folder.context(round_)
            settlements = self.ledger.settlements(round_.order)
            ended = merge(self.folder.template, self.folder.project, context, kept, counted, settlements)
        for round_ in (each for each in self.every.values() if each not in self.rounds):
            yield from self._workbooks(round_, self.ledger.withdrawn_issues(round_))

    def _opening(self, round_: Round, kept: Opening, ended: Merged | None) -> Iterator[Trouble]:
        """What a round began with must be what the one before gave, read and merged anew."""
        folder = self.folder
        before = Opening(round_.name, round_.order, ended.state, ended.removed) if ended else folder.named(self.ledger.initial())
        imported = {(s, i) for each in self.ledger.imports(round_.order) for s, records in each.state.items() for i in records}
        expected = with_forms(folder.template, folder.project, round_, before, folder.words)
        tables = [sheet.key for sheet in folder.template.tables]
        for sheet, record in _differing(expected, kept.state, tables):
            if (sheet, record) not in imported:
                yield Trouble("opening", round_.name, {"record": record})

    def _workbooks(self, round_: Round, issues: Mapping[str, tuple[str, str]]) -> Iterator[Trouble]:
        """The issued workbooks must be kept as they were sent."""
        for department, (token, sha256) in issues.items():
            self.workbooks += 1
            yield from self._template(round_, department, token)
            path = self.folder.issued_file(token)
            if not path.is_file():
                yield Trouble("workbook-missing", round_.name, {"department": department, "path": path})
            elif hash_file(path) != sha256:
                yield Trouble("workbook-damaged", round_.name, {"department": department, "path": path})

    def _template(self, round_: Round, department: str, token: str) -> Iterator[Trouble]:
        """The template with which a workbook was sent must be known."""
        sent = self.ledger.issued(token)
        if sent and sent.template not in {self.today.template.version, *(each.version for each in self.today.earlier)}:
            yield Trouble("template-missing", round_.name, {"department": department})

    def _copies(self, round_: Round, copies: Sequence[Copy]) -> tuple[list[Trouble], list[Copy]]:
        """Kept copies must be there, byte for byte, and say what the ledger says that they say; what they say now."""
        self.copies += len(copies)
        troubles = [trouble for copy in copies if (trouble := self._kept(round_, copy))]
        lost = {trouble.values["path"] for trouble in troubles}
        there = [copy for copy in copies if self.folder.copy_file(copy.sha256) not in lost]
        jobs = [Job(self.folder.copy_file(copy.sha256), copy.file, copy.sha256) for copy in there]
        again = {copy.sha256: self.ledger.told(copy) for copy in read_all(self.reader, jobs, lambda: self.ledger.bases_of(round_.name))}
        for copy in there:
            if is_locked(again[copy.sha256]) and not is_locked(copy):
                self.locked.append(copy.file)
                again[copy.sha256] = copy
        wrong = [copy for copy in there if _said(copy) != _said(again[copy.sha256])]
        troubles += [Trouble("reading", round_.name, {"file": copy.file}) for copy in wrong]
        return troubles, [again.get(copy.sha256, copy) for copy in copies]

    def _kept(self, round_: Round, copy: Copy) -> Trouble | None:
        path = self.folder.copy_file(copy.sha256)
        if not path.is_file():
            return Trouble("copy-missing", round_.name, {"file": copy.file, "path": path})
        return Trouble("copy-damaged", round_.name, {"file": copy.file, "path": path}) if hash_file(path) != copy.sha256 else None


def _said(copy: Copy) -> Copy:
    """A copy as far as it must say the same whenever it is read."""
    return dataclasses.replace(copy, findings=(), template="")


def _differing(expected: State, kept: State, sheets: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The records whose values are not the same in both."""
    for sheet in sheets:
        ours, theirs = expected.get(sheet, {}), kept.get(sheet, {})
        for record in sorted({*ours, *theirs}):
            mine, other = ours.get(record), theirs.get(record)
            if mine is None or other is None or dict(mine.values) != dict(other.values):
                yield sheet, record
