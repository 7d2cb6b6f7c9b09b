"""Which copies speak: a later copy of one department continues an earlier one and replaces it, or two people filled in two copies side by side."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import NamedTuple

from sheetsync.model.copy import Copy

NOBODY = frozenset(
    {"", "administrator", "admin", "user", "owner", "microsoft office user", "微软用户", "微软中国", "用户", "pc", "wps", "openpyxl", "unknown"}
)
"""Names that programs put in by themselves: two files with one of them may well come from two people."""


class Replaced(NamedTuple):
    """A copy that is replaced whole, and the copies of its department that speak."""

    copy: Copy
    by: Sequence[Copy]


def voices(copies: Sequence[Copy]) -> tuple[list[Copy], list[Replaced]]:
    """The copies that speak, and those that a later one replaced."""
    groups: dict[str, list[Copy]] = {}
    for copy in copies:
        groups.setdefault(copy.token, []).append(copy)
    speaking: list[Copy] = []
    replaced: list[Replaced] = []
    for group in groups.values():
        heads = [c for c in group if not any(continues(later, c) for later in group)]
        speaking.extend(heads)
        replaced.extend(Replaced(c, heads) for c in group if c not in heads)
    return speaking, replaced


def continues(later: Copy, earlier: Copy) -> bool:
    """Whether one copy continues another: it was saved later, by the same person or with most of the other's edits still in it.

    A copy without any edit neither continues nor is continued: it says nothing (the law of silence).
    """
    if not (later.saved_at and earlier.saved_at and later.saved_at > earlier.saved_at):
        return False
    held, said = _content(earlier), _content(later)
    if not held or not said:
        return False
    person = later.saved_by.strip().casefold()
    same_person = person == earlier.saved_by.strip().casefold() and person not in NOBODY
    return same_person or 2 * len(held & said) > len(held)


def _content(copy: Copy) -> frozenset[Hashable]:
    """Everything that a copy says, by meaning."""
    edits: Iterable[Hashable] = ((e.sheet, e.record, e.field, e.value, "" if e.taken else e.written) for e in copy.edits)
    entries = ((r.sheet, r.id, key, e.value, "" if e.taken else e.written) for r in copy.rows for key, e in r.entries.items())
    return frozenset((*edits, *entries, *copy.missing))
