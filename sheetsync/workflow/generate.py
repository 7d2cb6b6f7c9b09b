"""Opens a round and writes each department's workbook."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sheetsync.files.unreadable import UnreadableFile
from sheetsync.files.whole import whole_file
from sheetsync.files.workbook_reader import read_workbook
from sheetsync.files.xlsx_writer import workbook_bytes
from sheetsync.model.calendar import Calendar
from sheetsync.model.decision import Decision
from sheetsync.model.merged import Merged
from sheetsync.model.project import Department
from sheetsync.model.record import Issued, Opening
from sheetsync.model.round import Round
from sheetsync.model.weeks import BadRound, first_due_after, round_of, weeks_ahead
from sheetsync.steps.consequences import Consequence
from sheetsync.steps.intake import Envelope, read_copy
from sheetsync.steps.intake.identity import carried
from sheetsync.steps.issue import issue
from sheetsync.steps.issue.carry import decision_notes, with_forms
from sheetsync.steps.issue.register import Register
from sheetsync.steps.issue.told import told_notes
from sheetsync.workflow.answers import refuse_unread
from sheetsync.workflow.arrivals import arrivals, fingerprint, hash_file
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.merge import close
from sheetsync.workflow.outbox import file_names, publish
from sheetsync.workflow.outside import new_token
from sheetsync.workflow.refusal import Refusal, writing
from sheetsync.workflow.rounds import changed_since, closing_merge, current_round, opening_of
from sheetsync.workflow.template_change import since_opening
from sheetsync.workflow.undo import all_or_nothing

if TYPE_CHECKING:
    from sheetsync.files.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Generated:
    """The workbooks of a round: their department and path; `opened` tells whether the round is new."""

    round: Round
    workbooks: Sequence[tuple[Department, Path]]
    opened: bool
    same: int = 0
    """How many of the workbooks are, byte for byte, those that were made before."""
    left_open: Sequence[Decision] = ()
    """The decisions that were open when this round was opened."""
    unmerged: Sequence[str] = ()
    """The files in the inbox that were never merged, when this round was opened."""
    held: Sequence[str] = ()
    """The copies of the last round that were still held when this one was opened."""
    weeks_ahead: int = 0
    """How many weeks from the day on which it was opened the round lies; negative when it lies in the past."""
    outdated: bool = False
    """The template has changed since this round's workbooks were sent; they stay as they are."""
    changes: Sequence[Consequence] = ()
    """What the template asks otherwise than in the round before, when this round was opened, and what comes of it."""
    in_time: str = ""
    """When the copies are due already: the first round in which they would not be."""

    @property
    def far(self) -> bool:
        """Whether the round is so far away that its name may be a slip."""
        return abs(self.weeks_ahead) > FAR


FAR = 4
"""A round more than so many weeks away was hardly meant."""


Progress = Callable[[int, int, str], None]
"""Told how many of how many are done, and what is next."""


def generate(
    folder: Folder, round_: str | None = None, departments: Sequence[str] = (), today: date | None = None, progress: Progress = lambda *_: None
) -> Generated:
    """Opens the round (default: this ISO week) and writes one workbook per department; again in the same round: the same workbooks."""
    moment = datetime.combine(today, time()) if today else datetime.now(ZoneInfo(folder.project.timezone)).replace(tzinfo=None)
    today = moment.date()
    chosen = _departments(folder, departments)
    calendar = folder.calendar(today)
    with all_or_nothing() as about_to_make, folder.ledger() as ledger:
        current = current_round(ledger)
        wanted = _wanted(folder, round_ or today.isoformat(), current, ledger.next_order(), calendar)
        ended = _ended(folder, ledger, wanted)
        changes: Sequence[Consequence] = ()
        if opened := current is None or wanted.name != current.name:
            if current is not None:
                refuse_unread(folder, ledger, current)
                close(folder, ledger, current)
                changes = since_opening(folder, ledger)
            _open(folder, ledger, wanted, ended)
        folder.keep_template(about_to_make)
        before = ledger.issues_of(wanted.name)
        opening = opening_of(folder, ledger, wanted)
        register = Register(folder.asked, opening.state, folder.project.language, _recent(folder, ledger, wanted))
        desk = _Desk(folder, ledger, wanted, opening, calendar, ended, _notes(folder, ended), register, about_to_make)
        files = []
        for number, department in enumerate(chosen):
            progress(number, len(chosen), department.name)
            files.append((department, desk.content(department)))
        with writing(folder.outbox(wanted.name)):
            names = file_names(folder.project, wanted.name)
            workbooks = [(d, publish(folder.outbox(wanted.name) / names[d.name], content, about_to_make)) for d, content in files]
        after = ledger.issues_of(wanted.name)
        return Generated(
            wanted, workbooks, opened,
            same=sum(before.get(d.name) == after[d.name] for d in chosen),
            left_open=[d for d in ended.decisions if d.decided is None] if ended and opened else (),
            unmerged=_unmerged(folder, ledger) if ended and opened else (),
            changes=changes,
            held=[copy.file for copy in ledger.copies_of(current.order) if copy.status == "held"] if current and opened else (),
            outdated=not opened and changed_since(folder, opening) is not None,
            weeks_ahead=weeks_ahead(wanted, today) if opened else 0,
            in_time=first_due_after(moment, folder.project, calendar) if wanted.due_at <= moment else "",
        )  # fmt: skip


def _unmerged(folder: Folder, ledger: Ledger) -> list[str]:
    """The files in the inbox that never came to the ledger."""
    known = ledger.arrivals()
    labels = []
    with arrivals(folder, [folder.inbox] if folder.inbox.is_dir() else []) as files:
        for file in files:
            # what can't be looked into would not be merged either
            with suppress(UnreadableFile):
                labels += [file.label] if fingerprint(file)[0] not in known else []
    return labels


def _recent(folder: Folder, ledger: Ledger, wanted: Round) -> set[str]:
    """The rounds whose closed records are still shown; the blank one is the time before the first round."""
    names = ["", *(r.name for r in ledger.rounds() if r.order < wanted.order)]
    return set(names[-folder.project.closed_rounds :]) if folder.project.closed_rounds else set()


def _departments(folder: Folder, names: Iterable[str]) -> list[Department]:
    """The departments named, by name or code; all of them when none is."""
    return [folder.department(name) for name in names] or list(folder.project.departments)


def _wanted(folder: Folder, name: str, current: Round | None, order: int, calendar: Calendar) -> Round:
    """The round of that name: the current one, or a new one of that order that comes after it."""
    try:
        wanted = round_of(name, order, folder.project, calendar)
    except BadRound:
        raise Refusal("bad-round", name=name) from None
    if current and wanted.name == current.name:
        return current
    if current and wanted.opened_on <= current.opened_on:
        raise Refusal("round-not-open", name=wanted.name, current=current.name)
    return wanted


def _ended(folder: Folder, ledger: Ledger, wanted: Round) -> Merged | None:
    """What the round before gave, if there was one."""
    earlier = next((r for r in reversed(ledger.rounds()) if r.order < wanted.order), None)
    return closing_merge(folder, ledger, earlier) if earlier else None


def _open(folder: Folder, ledger: Ledger, wanted: Round, ended: Merged | None) -> None:
    """Opens a round with the state in which the last one ends."""
    opening = Opening(wanted.name, wanted.order, ended.state, ended.removed) if ended else folder.named(ledger.initial())
    still_open = [d for d in ended.decisions if d.decided is None] if ended else []
    ledger.add_round(wanted, with_forms(folder.template, folder.project, wanted, opening, folder.words), opening.removed, still_open)


def _notes(folder: Folder, ended: Merged | None) -> Mapping[tuple[str, str, str], str]:
    """The notes on cells whose decision was still open when the round began."""
    asked = folder.asked
    decisions = [d for d in ended.decisions if d.decided is None and asked.find(d.sheet, d.field)] if ended else []
    return decision_notes(asked, decisions, folder.words)


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where the workbooks of one round are made."""

    folder: Folder
    ledger: Ledger
    round: Round
    opening: Opening
    calendar: Calendar
    ended: Merged | None
    notes: Mapping[tuple[str, str, str], str]
    register: Register
    about_to_make: Callable[[Path], None]

    def content(self, department: Department) -> bytes:
        """A department's workbook: as it was sent before, or a new one that was read back and compared."""
        known = self.ledger.issues_of(self.round.name).get(department.name)
        if known is None:
            return self._new(department)
        token, sha256 = known
        kept = self.folder.issued_file(token)
        if kept.is_file() and hash_file(kept) == sha256:
            return kept.read_bytes()
        return self._again(department, token)

    def _again(self, department: Department, token: str) -> bytes:
        """The workbook that was sent before, whose file is lost; a new one where the project is not any more as it was then."""
        sent = self.ledger.issued(token)
        blanks = sent.blanks if sent else {}
        numbers = {(sheet, department.name): int(ids[0].rpartition("-")[2]) for sheet, ids in blanks.items() if ids}
        mine = {identity for ids in blanks.values() for identity in ids}
        given = {row: identity for row, identity in self.opening.given.items() if identity not in mine}
        opening = dataclasses.replace(self.opening, next_number={**self.opening.next_number, **numbers}, given=given)
        issued, content = self._made(department, token, opening)
        # what is printed in it may be noted otherwise since
        if sent is None or dataclasses.replace(issued, printed=sent.printed) != sent:
            return self._new(department)
        self._keep(token, content)
        return content

    def _new(self, department: Department) -> bytes:
        token = new_token()
        issued, content = self._made(department, token, self.opening)
        self._keep(token, content)
        self.ledger.add_issue(issued, department.code, hashlib.sha256(content).hexdigest())
        return content

    def _made(self, department: Department, token: str, opening: Opening) -> tuple[Issued, bytes]:
        folder = self.folder
        told = told_notes(folder.asked, department.name, self.ended, folder.words) if self.ended else {}
        issued, plan = issue(
            folder.asked, folder.project, opening, self.round, department, token, folder.words, self.calendar, self.notes, self.register, told
        )  # fmt: skip
        content = workbook_bytes(plan)
        self._verify(content, issued)
        return issued, content

    def _keep(self, token: str, content: bytes) -> None:
        path = self.folder.issued_file(token)
        self.about_to_make(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path) as file:
            file.write(content)

    def _verify(self, content: bytes, issued: Issued) -> None:
        """Reads the workbook back by our own intake: it must hold exactly what was meant."""
        raw = read_workbook(content)
        context = self.folder.context(self.round)
        copy = read_copy(raw, issued, self.folder.asked, self.folder.project, context, Envelope("", ""))
        wrong = [*copy.edits, *copy.rows, *copy.missing, *copy.findings]
        if wrong or set(carried(raw).votes) != {issued.token}:
            raise AssertionError(f"the workbook of {issued.department} does not read back as it was meant: {wrong[:3] or carried(raw).votes}")
