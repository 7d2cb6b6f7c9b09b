"""Opens an earlier round again: the rounds after it are withdrawn, so that what comes late counts in it and its report is written anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sheetsync.model.round import Round
from sheetsync.workflow.answers import refuse_unread
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.outside import now
from sheetsync.workflow.person import person
from sheetsync.workflow.refusal import Refusal, writing
from sheetsync.workflow.rounds import known_round
from sheetsync.workflow.undo import names_given_back

if TYPE_CHECKING:
    from sheetsync.files.ledger import Ledger

Move = tuple[Path, Path]
"""A file or folder: where it was, and where it is now."""


@dataclass(frozen=True, slots=True)
class Reopened:
    """The round that is open again, the rounds that were withdrawn with the departments that their workbooks are of, and what was set aside."""

    round: Round
    withdrawn: Sequence[tuple[Round, Sequence[str]]]
    moved: Sequence[Move]


def reopen(folder: Folder, name: str) -> Reopened:
    """Withdraws every round after the one of that name. Refuses when something of them was merged or decided already: nothing of that may be lost."""
    with names_given_back() as rename, folder.ledger() as ledger:
        wanted = known_round(ledger, name)
        later = [each for each in ledger.rounds() if each.order > wanted.order]
        if not later:
            raise Refusal("round-is-open", name=wanted.name)
        _must_be_untouched(ledger, wanted, later)
        refuse_unread(folder, ledger, later[-1])
        withdrawn = [(each, sorted(ledger.issues_of(each.name))) for each in later]
        ledger.reopen(wanted, now(), person())
        moved = []
        for each in later:
            for path in _places(folder, each):
                if path.exists():
                    with writing(path):
                        moved.append((path, rename(path, folder.words("reopen.aside", name=each.name))))
    return Reopened(wanted, withdrawn, moved)


def _must_be_untouched(ledger: Ledger, wanted: Round, later: Sequence[Round]) -> None:
    names = [each.name for each in later]
    if files := [copy.file for each in later for copy in ledger.copies_of(each.order)]:
        raise Refusal("reopen-copies", name=wanted.name, later=names, files=files)
    taken = [each for round_ in later for each in ledger.imports(round_.order)]
    if lists := [each.file for each in taken if not each.typed]:
        raise Refusal("reopen-lists", name=wanted.name, later=names, files=lists)
    if ids := [identity for each in taken for identity in each.ids]:
        raise Refusal("reopen-rows", name=wanted.name, later=names, ids=ids)
    if decided := [each.id for each in ledger.settlements(later[-1].order) if each.order > wanted.order]:
        raise Refusal("reopen-settled", name=wanted.name, later=names, ids=decided)


def _places(folder: Folder, round_: Round) -> tuple[Path, ...]:
    """What people find of a round: the workbooks to send, and the report."""
    return folder.outbox(round_.name), folder.report(round_.name)
