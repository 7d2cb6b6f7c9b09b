"""What only the coordinator can settle, and what was settled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from sheetsync.model.kinds import Value
from sheetsync.model.record import Cause, Source

KINDS = ("conflict", "approval", "suggestion", "possible-duplicate", "removal")

EDIT = "edit"
"""The kind of a settlement that nobody asked for: the coordinator changed the cell."""

KEEP, REMOVE, UNITE = "keep", "remove", "unite"
"""The choices about a whole record: keep it (or keep both), remove it, unite the two."""


class Choice(NamedTuple):
    """One of a decision's choices, who stands for it (nobody: it is the value now), where it was written, and from which cells it follows."""

    value: Value
    departments: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    causes: tuple[Cause, ...] = ()


class Settlement(NamedTuple):
    """A decision that was settled: for which value, by whom, when, from which file (none: by a command), on which basis, in which round."""

    id: str
    value: Value
    basis: tuple[Value, ...]
    by: str = ""
    at: str = ""
    file: str = ""
    order: int = 0
    kind: str = ""
    remark: str = ""
    """What the coordinator wrote beside it."""
    report: str = ""
    """The return code of the consolidated workbook in which it was written, or which showed all copies when it was settled by a command."""
    typed: bool = False
    """Whether it was typed into a merged sheet of that, and not answered among the decisions."""
    late: bool = False
    """Whether copies had come in meanwhile that say something else: it decides nothing then, and is one more thing that is said."""
    things: tuple[str, ...] = ()
    """What copies called the records that were new in the round: another thing may get the number of one that is taken out. Of older records, and of
    what has no name, nothing."""

    @property
    def records(self) -> list[str]:
        """The ids of the records that it is about, or the key of a form."""
        return self.id.partition(".")[0].split("+")


class Left(NamedTuple):
    """What the coordinator wrote about a decision that is still open: a choice or a value that was not understood, or only a remark.

    `reason` is the sentence that says why it was not taken; blank for a mere remark.
    """

    choice: str
    own: str
    remark: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """One question to the coordinator. `field` is blank when it is about a whole record; `decided` is None while it is open.

    `id` is what people type: `T-KF-001.risk` for a cell, `T-KF-001` for a record, `T-KF-012+T-CP-003` for two records.
    """

    id: str
    kind: str
    sheet: str
    record: str
    field: str
    current: Value
    choices: tuple[Choice, ...]
    decided: Settlement | None = None
    basis: tuple[Value, ...] = ()
    """Everything that was on the table; what is not in it when it was settled makes it be asked again."""


LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def lettered(decision: Decision) -> Iterator[tuple[str, Choice]]:
    """A decision's choices with the letters by which people name them: A … Z, AA, AB … What stands now can always be chosen."""
    known = any(choice.value == decision.current for choice in decision.choices)
    for number, choice in enumerate(decision.choices if known else (Choice(decision.current), *decision.choices)):
        turn, place = divmod(number, len(LETTERS))
        yield (LETTERS[turn - 1] if turn else "") + LETTERS[place], choice
