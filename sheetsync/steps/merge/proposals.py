"""What departments propose for one cell, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sheetsync.model.decision import Decision
from sheetsync.model.kinds import Context, Value
from sheetsync.model.record import Cause, Source
from sheetsync.model.template import Field

GATHERING = ("union", "append")


DECIDING = (*GATHERING, "max")
"""The policies that settle differing values without asking."""


SAID, HELD, LATE, LINKED, UNSEEN = "said", "held", "late", "linked", "unseen"
"""What a proposal is: an edit of a copy, what the record held that the coordinator unites with the cell's own (or what the coordinator made of it),
what the coordinator wrote without knowing of copies that had come in meanwhile, or what follows from a cell of another record: by the
coordinator's word, or by what somebody filled in after that."""


NOBODY = ""
"""Who stands for what came from a list, and for what the coordinator says."""


class Proposal(NamedTuple):
    """One edit of one cell. `allowed`: by a department that may change it. `order` is that of the round whose workbook was edited."""

    department: str
    before: Value
    value: Value
    written: str
    source: Source
    allowed: bool = True
    order: int = 0
    key: int = 0
    """Which edit this is, for the accounts."""
    record: str = ""
    """The record that it was said of; the coordinator may have united that with the cell's own."""
    voice: str = SAID
    cause: Cause | None = None
    """The cell from which it follows; none of what somebody says."""


class Spot(NamedTuple):
    """The cell: what it holds now, who set that, and whether the project has accepted its record.

    `approved`: the record was approved with what the cell holds, and that was carried on.
    """

    sheet: str
    record: str
    field: Field
    now: Value
    accepted: bool
    context: Context
    holders: tuple[str, ...] = ()
    approved: bool = False

    @property
    def id(self) -> str:
        return f"{self.record}.{self.field.key}"

    @property
    def needs_approval(self) -> bool:
        """Whether it changes only with the coordinator's approval."""
        return self.approved or (self.field.policy == "controlled" and self.accepted and self.now is not None)


class Outcome(NamedTuple):
    """What the cell holds, who made it so, what is asked, what became of each proposal (aligned with them), and what to say of which.

    `settled`: the coordinator's answer is part of what the cell holds.
    """

    value: Value
    by: tuple[Proposal, ...]
    decision: Decision | None
    fates: tuple[str, ...]
    remarks: tuple[tuple[str, Proposal], ...] = ()
    settled: bool = False


def departments_of(proposals: Iterable[Proposal]) -> tuple[str, ...]:
    """Who stands for these."""
    return distinct_names(p.department for p in proposals)


def sources_of(proposals: Iterable[Proposal]) -> tuple[Source, ...]:
    """Where these were written."""
    return tuple(dict.fromkeys(p.source for p in proposals if p.source.file))


def causes_of(proposals: Iterable[Proposal]) -> tuple[Cause, ...]:
    """From which cells these follow."""
    return tuple(dict.fromkeys(p.cause for p in proposals if p.cause))


def distinct(values: Iterable[Value]) -> tuple[Value, ...]:
    """The values in their order, each once; 1 and 1.0 and True are one value only within one field, so equality is enough."""
    return tuple(dict.fromkeys(values))


def distinct_names(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name != NOBODY))
