"""The policies that gather: a list has every item, a log every line, that somebody added."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import cast

from sheetsync.model.kinds import Value, canonical
from sheetsync.model.kinds_text import too_long
from sheetsync.steps.merge.proposals import GATHERING, Proposal, Spot


def gather(spot: Spot, heard: Sequence[Proposal]) -> Value:
    if spot.field.policy == "union":
        return _unite(spot, heard)
    lines = dict.fromkeys(_lines(spot.now))
    new = [line for proposal in heard for line in parts_added(proposal, "append") if line not in lines]
    held = [] if spot.now is None else [str(spot.now)]
    grown = "\n".join([*held, *dict.fromkeys(new)])
    # a log that no cell can hold could be neither sent nor shown
    return grown if new and not too_long(grown) else spot.now


def _unite(spot: Spot, heard: Iterable[Proposal]) -> Value:
    """Everything that somebody added stays; what somebody took out goes, unless somebody else added it."""
    added: set[str] = set()
    removed: set[str] = set()
    for proposal in heard:
        added |= set(parts_added(proposal, "union"))
        removed |= set(taken_out(proposal, "union"))
    held = set(_parts(spot.now, "union"))
    items = (held - removed) | added
    if items == held:
        return spot.now
    return canonical(items, spot.field, spot.context) if items else None


def _parts(value: Value, policy: str) -> Sequence[str]:
    """What a gathering field is made of: the items of a list, or the lines of a log."""
    return cast("tuple[str, ...]", value or ()) if policy == "union" else _lines(value)


def _lines(value: Value) -> list[str]:
    return [line.rstrip() for line in str(value).split("\n")] if value is not None else []


def parts_added(proposal: Proposal, policy: str) -> list[str]:
    """The items or lines that the department added, in their order."""
    left = Counter(_parts(proposal.before, policy))
    added = []
    for part in _parts(proposal.value, policy):
        if left[part]:
            left[part] -= 1
        else:
            added.append(part)
    return added


def taken_out(proposal: Proposal, policy: str) -> Counter[str]:
    """The items or lines that an edit takes out."""
    return Counter(_parts(proposal.before, policy)) - Counter(_parts(proposal.value, policy))


def is_heeded(spot: Spot, proposal: Proposal, value: Value) -> bool:
    """Whether a value has all of what a proposal asks for; a log that only grows has it when it has the new lines."""
    policy = spot.field.policy
    if policy not in GATHERING:
        return proposal.value == value
    parts, added, out = set(_parts(value, policy)), parts_added(proposal, policy), taken_out(proposal, policy)
    return parts >= set(added) and (parts.isdisjoint(out) if policy == "union" else bool(added))
