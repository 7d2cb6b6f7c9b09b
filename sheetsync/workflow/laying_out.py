"""Lays copies out again, so that their departments can mend them, and reads back what was written before anybody gets it."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sheetsync.model.calendar import Calendar
from sheetsync.model.copy import Copy, Place
from sheetsync.model.lineage import former_places
from sheetsync.model.mending import Trouble
from sheetsync.model.plan import WorkbookPlan
from sheetsync.model.record import GivenRow, Issued, Opening
from sheetsync.model.round import Round
from sheetsync.model.token import make_token
from sheetsync.steps.returns import Returning
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.guard import helpers
from sheetsync.workflow.rounds import opening_of
from sheetsync.workflow.spread import Spread

if TYPE_CHECKING:
    from sheetsync.files.ledger import Ledger
    from sheetsync.files.ledger_issued import PackedIssue

FEW = 3
"""So many workbooks are written sooner than another process has started."""


class Terms(NamedTuple):
    """By what workbooks are laid out: a version of the template, and what a round began with, named by its order."""

    version: str
    order: int


class Asked(NamedTuple):
    """A workbook that is to be laid out again: of which copy, what is to be mended in it, in which terms, and what was issued."""

    copy: Copy
    troubles: Sequence[Trouble]
    terms: Terms
    issued: PackedIssue


class Laid(NamedTuple):
    """A workbook that was laid out again, its return code, and what is to be known of it."""

    token: str
    issued: Issued
    content: bytes


@dataclass(frozen=True)
class Bench:
    """What laying out workbooks in the same terms takes; it can be handed to another process."""

    folder: Folder
    opening: Opening
    rounds: Mapping[int, Round]
    calendars: Mapping[int, Calendar]
    """The working days around each round of which workbooks are laid out."""
    given: Mapping[GivenRow, str]
    notes: Mapping[Place, str]
    known: bool

    @functools.cached_property
    def titles(self) -> Mapping[str, str]:
        from sheetsync.steps.issue.register import all_titles

        return all_titles(self.folder.asked, self.opening.state, self.folder.project.language)

    def laid(self, asked: Asked) -> Laid | None:
        """The workbook, which was written, read back and compared; None where it can't be laid out, or does not say what the copy says."""
        from sheetsync.files.xlsx_writer import workbook_bytes

        sent = asked.issued.unpacked()
        planned = self.planned(asked, sent)
        if planned is None:
            return None
        issued, plan = planned
        token, content = plan.keywords, workbook_bytes(plan)
        return Laid(token, issued, content) if self.is_said_by(content, token, issued, asked.copy) else None

    def planned(self, asked: Asked, sent: Issued) -> tuple[Issued, WorkbookPlan] | None:
        """What is to be known of the workbook, and how it is laid out; None where two of the copy's rows bear one id that is not theirs."""
        from sheetsync.steps.issue.give_back import give_back as lay_out

        folder, copy, round_ = self.folder, asked.copy, self.rounds[sent.order]
        mending = Returning(folder.asked, folder.context(round_), folder.words, self.titles, self.given).mending(copy, sent, asked.troubles)
        if mending is None:
            return None
        if not self.known:
            mending = dataclasses.replace(mending, file=copy.file)
        token = _token(sent, copy) if self.known else sent.token
        issued, plan = lay_out(
            folder.asked, folder.project, self.opening, round_, folder.department(copy.department), token, folder.words,
            self.calendars[round_.order], sent, mending, self.titles, self.notes,
        )  # fmt: skip
        return dataclasses.replace(issued, mends=copy.sha256), plan

    def is_said_by(self, content: bytes, token: str, issued: Issued, copy: Copy) -> bool:
        """Whether our own intake reads from a workbook what it has read from the copy."""
        from sheetsync.files.workbook_reader import read_workbook
        from sheetsync.steps.intake import Envelope, read_copy
        from sheetsync.steps.intake.identity import carried
        from sheetsync.steps.merge.voices import is_echo

        raw, asked, context = read_workbook(content), self.folder.asked, self.folder.context(self.rounds[issued.order])
        again = read_copy(raw, issued, asked, self.folder.project, context, Envelope("", token))
        return set(carried(raw).votes) == {token} and is_echo(asked, again, copy, self.given)


@dataclass(frozen=True, slots=True)
class Benches:
    """The benches, by their terms."""

    every: Mapping[Terms, Bench]

    def __call__(self, asked: Asked) -> Laid | None:
        return self.every[asked.terms].laid(asked)


@dataclass(frozen=True)
class Desk:
    """Where it is decided in which terms the workbooks of a round are laid out again."""

    folder: Folder
    ledger: Ledger
    round: Round
    known: bool = True
    """Whether the ledger gets to know the workbooks, so that they have return codes of their own."""

    @functools.cached_property
    def opening(self) -> Opening:
        return opening_of(self.folder, self.ledger, self.round)

    @functools.cached_property
    def rounds(self) -> Mapping[int, Round]:
        return {each.order: each for each in self.ledger.every_round()}

    @functools.cached_property
    def earlier(self) -> dict[Terms, Desk]:
        """The desks where workbooks of earlier templates are laid out."""
        return {}

    @functools.cached_property
    def notes(self) -> Mapping[Place, str]:
        """The notes on the cells whose decision was still open when the round began."""
        from sheetsync.steps.issue.carry import decision_notes

        asked = self.folder.asked
        return decision_notes(asked, [each for each in self.opening.open if asked.find(each.sheet, each.field)], self.folder.words)

    def fingerprint(self, copy: Copy, troubles: Sequence[Trouble]) -> str:
        """Names everything that a workbook is made of."""
        parts = (self.folder.reading(), repr(self.folder.project), repr(self.round), copy.sha256, repr(troubles), repr(self.notes))
        return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()

    @contextmanager
    def contents(self, copies: Sequence[tuple[Copy, Sequence[Trouble]]]) -> Iterator[Iterator[bytes | None]]:
        """The workbooks of copies with what is to be mended in them, in their order; None for one that can't be laid out again.

        Other processes have begun with them when the block begins.
        """
        wanted = [self._asked(copy, troubles) for copy, troubles in copies]
        asked = [each for each in wanted if each]
        every = {terms: self._desk(terms)._bench({each.copy.order for each in asked}) for terms in {each.terms for each in asked}}
        with Spread(Benches(every), asked, helpers(len(asked), FEW)) as work:
            yield self._kept(wanted, work.results())

    def _kept(self, wanted: Iterable[Asked | None], results: Iterator[Laid | None]) -> Iterator[bytes | None]:
        for each in wanted:
            laid = next(results) if each else None
            if laid and self.known:
                self.ledger.put_return(laid.token, laid.issued)
            yield laid.content if laid else None

    def _asked(self, copy: Copy, troubles: Sequence[Trouble]) -> Asked | None:
        packed = self.ledger.packed_issue(copy.token)
        if packed is None:
            return None
        version = copy.template or packed.unpacked().template
        if version != self.folder.asked.version:
            return self._as_sent(copy, troubles, Terms(version, copy.order), packed)
        return Asked(copy, troubles, Terms(version, self.round.order), packed)

    def _as_sent(self, copy: Copy, troubles: Iterable[Trouble], terms: Terms, packed: PackedIssue) -> Asked | None:
        """The same of a copy that was sent under an earlier template, with what that one asks; None where nothing is to be mended in that."""
        then = self._desk(terms)
        if then.folder.asked.version != terms.version:
            return None
        (told,) = then.ledger.copies_named([copy.sha256]) or [copy]
        before = former_places(then.folder.asked, self.folder.lineage)
        asked = [each.at(*before[each.sheet, each.field]) for each in troubles if (each.sheet, each.field) in before]
        return None if all(each.along for each in asked) else Asked(told, asked, terms, packed)

    def _desk(self, terms: Terms) -> Desk:
        """Where workbooks are laid out in such terms."""
        if terms.version == self.folder.asked.version:
            return self
        if terms not in self.earlier:
            then = self.folder.as_of(terms.version)
            self.earlier[terms] = Desk(then, self.ledger.told_in(then.template, then.terms()), self.rounds[terms.order], self.known)
        return self.earlier[terms]

    def _bench(self, orders: Collection[int]) -> Bench:
        calendars = {order: self.folder.calendar(self.rounds[order].opened_on) for order in orders}
        return Bench(self.folder, self.opening, self.rounds, calendars, self.ledger.given(), self.notes, self.known)


def _token(issued: Issued, copy: Copy) -> str:
    """The return code of a copy that is given back: the same each time, so that the workbook is, byte for byte."""
    return make_token(int.from_bytes(hashlib.sha256(f"{issued.token}/{copy.sha256}".encode()).digest()[:8]))
