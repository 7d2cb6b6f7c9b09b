"""Which copies speak: a later copy of one department continues an earlier one and replaces it, or two people filled in two copies side by side."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import NamedTuple

from sheetsync.model.copy import Copy, Edit, Entry
from sheetsync.model.template import Template

NOBODY = frozenset(
    {"", "administrator", "admin", "user", "owner", "microsoft office user", "微软用户", "微软中国", "用户", "pc", "wps", "openpyxl", "unknown"}
)
"""Names that programs put in by themselves: two files with one of them may well come from two people."""


class Replaced(NamedTuple):
    """A copy that is replaced whole, and the copies of its department that speak."""

    copy: Copy
    by: Sequence[Copy]


def voices(template: Template, copies: Sequence[Copy]) -> tuple[list[Copy], list[Replaced]]:
    """The copies that speak, and those that a later one replaced."""
    groups: dict[str, list[_Voice]] = {}
    for copy in copies:
        groups.setdefault(copy.token, []).append(_Voice(copy, _content(template, copy)))
    speaking: list[Copy] = []
    replaced: list[Replaced] = []
    for group in groups.values():
        heads = [one.copy for one in group if not any(_continues(later, one) for later in group)]
        speaking.extend(heads)
        replaced.extend(Replaced(one.copy, heads) for one in group if one.copy not in heads)
    return speaking, replaced


class _Voice(NamedTuple):
    """A copy, and everything that it says, by meaning."""

    copy: Copy
    content: frozenset[Hashable]


def _continues(later: _Voice, earlier: _Voice) -> bool:
    """Whether one copy continues another: it was saved later, by the same person or with most of the other's edits still in it.

    A copy without any edit neither continues nor is continued: it says nothing (the law of silence).
    """
    (copy, said), (before, held) = later, earlier
    if not (copy.saved_at and before.saved_at and copy.saved_at > before.saved_at):
        return False
    if not held or not said:
        return False
    person = copy.saved_by.strip().casefold()
    same_person = person == before.saved_by.strip().casefold() and person not in NOBODY
    return same_person or 2 * len(held & said) > len(held)


def _content(template: Template, copy: Copy) -> frozenset[Hashable]:
    """Everything that a copy says. A new row's cells say nothing without its title: two people's tasks may well share a day and a risk."""
    edits: Iterable[Hashable] = ((e.sheet, e.record, e.field, *_meaning(e)) for e in copy.edits)
    rows = ((row, _meaning(row.entries.get(template.sheet(row.sheet).title))) for row in copy.rows)
    entries = ((row.sheet, row.id, title, key, *_meaning(e)) for row, title in rows for key, e in row.entries.items())
    return frozenset((*edits, *entries, *copy.missing))


def _meaning(each: Edit | Entry | None) -> tuple[Hashable, ...]:
    """What a cell says: its value, or else what was written; nothing where it was not filled in."""
    return (each.value, "" if each.taken else each.written) if each else ()
