"""What a merge gives: the state, what changed, what is open, what to know, and what became of every edit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sheetsync.model.decision import Decision, Settlement
from sheetsync.model.finding import Finding
from sheetsync.model.kinds import Value
from sheetsync.model.record import Cause, GivenRow, Source, State

FATES = ("merged", "open", "superseded", "refused")


class Change(NamedTuple):
    """A cell of the state that the round changed; `departments` is empty when the coordinator decided it. `added`: the record is new.

    Of what follows from another cell (`cause`), departments and sources are those that filled that one in.
    """

    sheet: str
    record: str
    field: str
    before: Value
    after: Value
    departments: tuple[str, ...]
    sources: tuple[Source, ...]
    added: bool = False
    cause: Cause | None = None


class Fate(NamedTuple):
    """What became of one edit that was read: one of FATES."""

    fate: str
    department: str
    sheet: str
    record: str
    field: str
    value: Value
    written: str
    source: Source


class CopyOutcome(NamedTuple):
    """One copy in the result. `status`: merged, unchanged, duplicate, superseded, held, refused."""

    file: str
    sha256: str
    department: str
    round: str
    status: str
    edits: int = 0
    new_records: int = 0
    saved_at: str = ""
    saved_by: str = ""


@dataclass(frozen=True, slots=True)
class Merged:
    """The result of a merge. `changes`, `decisions`, `findings`, `fates` and `copies` are sorted: equal input gives equal output."""

    state: State
    removed: State
    changes: Sequence[Change] = ()
    decisions: Sequence[Decision] = ()
    findings: Sequence[Finding] = ()
    fates: Sequence[Fate] = ()
    copies: Sequence[CopyOutcome] = ()
    given: Mapping[GivenRow, str] = field(default_factory=dict)
    """The ids that rows without one have got."""
    added: Sequence[tuple[str, str]] = ()
    """The records of the state (sheet, id) that the coordinator added while the round was open; `changes` has those that copies brought."""
    settled: Sequence[Settlement] = ()
    """The coordinator's answers and edits that hold in this round, the last one about each thing."""

    @property
    def held(self) -> frozenset[str]:
        """The departments of which a copy waits for somebody to look at it."""
        return frozenset(copy.department for copy in self.copies if copy.status == "held" and copy.department)
