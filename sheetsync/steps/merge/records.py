"""What becomes of a whole record: removed by its owner, removed by one and edited by another, or edited after it was removed.

| the record | in the copies | asked |
|---|---|---|
| is there | its owner's row is gone | removal |
| is there | its owner's row is gone, and another copy edits it | conflict |
| was removed in an earlier round | a late copy edits it | conflict |

Besides, the coordinator may remove or restore a record unasked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sheetsync.model.copy import Copy
from sheetsync.model.decision import KEEP, REMOVE, Choice, Decision, Settlement
from sheetsync.model.kinds import Value
from sheetsync.model.record import Record, Source
from sheetsync.model.template import Template
from sheetsync.steps.merge.proposals import Proposal


def removers(template: Template, state: Mapping[str, Mapping[str, Record]], copies: Sequence[Copy]) -> dict[tuple[str, str], list[Copy]]:
    """The copies of a record's owner in which its row is gone, by (sheet, record)."""
    gone: dict[tuple[str, str], list[Copy]] = {}
    for copy in copies:
        for sheet, identity in copy.missing:
            record = state.get(sheet, {}).get(identity)
            if record is not None and record.values.get(template.sheet(sheet).owner) == copy.department:
                gone.setdefault((sheet, identity), []).append(copy)
    return gone


Said = Sequence[tuple[str, Proposal]]
"""What copies that still have a record say of its fields."""


def ask(
    place: tuple[str, str], gone: Sequence[Copy], said: Said, current: str, settled: Settlement | None, late: Settlement | None = None
) -> Decision:
    """The decision about a record. `current`: keep or remove, as it stood when the round began; `late`: the coordinator removed it without knowing of
    what is said.

    A record that the coordinator keeps is kept; one that was removed is asked about again when somebody says something new of it.
    """
    current = str(settled.value) if settled else current
    keepers = tuple(dict.fromkeys(p.department for _, p in said))
    basis: tuple[Value, ...] = (KEEP, REMOVE, *((field, p.value) for field, p in said))
    files = [*(c.file for c in gone), *([late.file] if late else [])]
    choices = (
        Choice(KEEP, keepers, tuple(dict.fromkeys(p.source for _, p in said))),
        Choice(REMOVE, tuple(dict.fromkeys(c.department for c in gone)), tuple(Source(file, "", "") for file in files)),
    )
    decided = settled if settled and not late and (current == KEEP or set(basis) <= set(settled.basis)) else None
    kind = "conflict" if said else "removal"
    return Decision(place[1], kind, place[0], place[1], "", current, choices, decided, tuple(dict.fromkeys(basis)))
