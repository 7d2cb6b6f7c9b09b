"""Lays copies out again, so that their departments can mend them, and reads back what was written before anybody gets it."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sheetsync.model.calendar import Calendar
from sheetsync.model.copy import Copy, Place
from sheetsync.model.lineage import former_places
from sheetsync.model.mending import Mending, Trouble
from sheetsync.model.plan import WorkbookPlan
from sheetsync.model.record import GivenRow, Issued, Opening
from sheetsync.model.round import Round
from sheetsync.model.token import make_token
from sheetsync.steps.returns import Returning
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.guard import helpers
from sheetsync.workflow.rounds import opening_of
from sheetsync.workflow.spread import spread

if TYPE_CHECKING:
    from sheetsync.files.ledger import Ledger
    from sheetsync.steps.issue.register import Register

FEW = 6
"""So many workbooks are written sooner than another process has started."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A workbook that is to be given back: how it is laid out, what is to be known of it, and the copy that it must say again.

    Called, it is written, read back and compared: None where it does not say what the copy says.
    """

    folder: Folder
    round: Round
    plan: WorkbookPlan
    issued: Issued
    token: str
    copy: Copy
    given: Mapping[GivenRow, str]

    def __call__(self) -> bytes | None:
        from sheetsync.files.xlsx_writer import workbook_bytes

        content = workbook_bytes(self.plan)
        return content if self._is_said_by(content) else None

    def _is_said_by(self, content: bytes) -> bool:
        """Whether our own intake reads from the workbook what it has read from the copy."""
        from sheetsync.files.workbook_reader import read_workbook
        from sheetsync.steps.intake import Envelope, read_copy
        from sheetsync.steps.intake.identity import carried
        from sheetsync.steps.merge.voices import is_echo

        raw, asked = read_workbook(content), self.folder.asked
        again = read_copy(raw, self.issued, asked, self.folder.project, self.folder.context(self.round), Envelope("", self.token))
        return set(carried(raw).votes) == {self.token} and is_echo(asked, again, self.copy, self.given)


class _Begun(NamedTuple):
    """A workbook that is being written, and where it was laid out."""

    desk: Desk
    laid: Laid


def _nothing() -> None:
    """Stands for a workbook that can't be laid out."""


@dataclass(frozen=True)
class Desk:
    """Where the workbooks of a round are laid out again."""

    folder: Folder
    ledger: Ledger
    round: Round
    known: bool = True
    """Whether the ledger gets to know the workbooks, so that they have return codes of their own."""

    @functools.cached_property
    def opening(self) -> Opening:
        return opening_of(self.folder, self.ledger, self.round)

    @functools.cached_property
    def register(self) -> Register:
        from sheetsync.steps.issue.register import Register

        return Register(self.folder.asked, self.opening.state, self.folder.project.language)

    @functools.cached_property
    def rounds(self) -> Mapping[int, Round]:
        return {each.order: each for each in self.ledger.every_round()}

    @functools.cached_property
    def calendars(self) -> dict[int, Calendar]:
        """The working days around each round that was met so far."""
        return {}

    @functools.cached_property
    def earlier(self) -> dict[tuple[str, int], Desk | None]:
        """The desks where workbooks of earlier templates are laid out, by the version of the template and the order of the round; None where a
        version is not told any more as it was."""
        return {}

    @functools.cached_property
    def given(self) -> Mapping[GivenRow, str]:
        return self.ledger.given()

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

    def contents(self, copies: Sequence[tuple[Copy, Sequence[Trouble]]]) -> Generator[bytes | None, None, None]:
        """The workbooks of copies with what is to be mended in them, in their order; None for one that can't be laid out again."""
        begun = deque[_Begun | None]()

        def jobs() -> Iterator[Laid]:
            for copy, troubles in copies:
                begun.append(self._begin(copy, troubles))
                yield begun[-1].laid if begun[-1] else _nothing  # type: ignore[misc] # called, it gives nothing as well

        for content in spread(jobs(), helpers(len(copies), FEW)):
            done = begun.popleft()
            if done and content is not None and self.known:
                done.desk.ledger.put_return(done.laid.token, done.laid.issued)
            yield content

    def _begin(self, copy: Copy, troubles: Sequence[Trouble]) -> _Begun | None:
        issued = self.ledger.issued(copy.token)
        if issued is None:
            return None
        if issued.template != self.folder.asked.version:
            return self._as_sent(copy, troubles, issued)
        mending = self._returning(issued).mending(copy, issued, troubles)
        if mending and not self.known:
            mending = dataclasses.replace(mending, file=copy.file)
        return _Begun(self, self._laid_out(copy, issued, mending)) if mending else None

    def _as_sent(self, copy: Copy, troubles: Iterable[Trouble], issued: Issued) -> _Begun | None:
        """The workbook of a copy that was sent under an earlier template, with what that one asks; None where nothing is to be mended in that."""
        desk = self._desk_of(issued)
        if desk is None:
            return None
        (told,) = desk.ledger.copies_named([copy.sha256]) or [copy]
        before = former_places(desk.folder.asked, self.folder.lineage)
        asked = [each.at(*before[each.sheet, each.field]) for each in troubles if (each.sheet, each.field) in before]
        if all(each.along for each in asked):
            return None
        return desk._begin(told, asked)

    def _desk_of(self, issued: Issued) -> Desk | None:
        """Where workbooks are laid out as that one was sent; an opening is much to read, so copies of one round share it."""
        key = issued.template, issued.order
        if key not in self.earlier:
            then = self.folder.as_of(issued.template)
            desk = Desk(then, self.ledger.told_in(then.template, then.terms()), self.rounds[issued.order], self.known)
            self.earlier[key] = desk if then.asked.version == issued.template else None
        return self.earlier[key]

    def _returning(self, issued: Issued) -> Returning:
        context = self.folder.context(self.rounds[issued.order])
        return Returning(self.folder.asked, context, self.folder.words, self.register.titles, self.given)

    def _calendar(self, round_: Round) -> Calendar:
        if round_.order not in self.calendars:
            self.calendars[round_.order] = self.folder.calendar(round_.opened_on)
        return self.calendars[round_.order]

    def _laid_out(self, copy: Copy, issued: Issued, mending: Mending) -> Laid:
        from sheetsync.steps.issue.give_back import give_back as lay_out

        folder, round_ = self.folder, self.rounds[issued.order]
        token = _token(issued, copy) if self.known else issued.token
        known, plan = lay_out(
            folder.asked, folder.project, self.opening, round_, folder.department(copy.department), token, folder.words,
            self._calendar(round_), issued, mending, self.register.titles, self.notes,
        )  # fmt: skip
        return Laid(folder, round_, plan, dataclasses.replace(known, mends=copy.sha256), token, copy, self.given)


def _token(issued: Issued, copy: Copy) -> str:
    """The return code of a copy that is given back: the same each time, so that the workbook is, byte for byte."""
    return make_token(int.from_bytes(hashlib.sha256(f"{issued.token}/{copy.sha256}".encode()).digest()[:8]))
