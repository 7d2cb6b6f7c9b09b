"""Which copies speak: a later copy of one department continues an earlier one and replaces it, or two people filled in two copies side by side."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sheetsync.model.copy import Copy, Edit, Entry
from sheetsync.model.record import GivenRow
from sheetsync.model.template import Template
from sheetsync.steps.merge.mended import mended_by, with_ids_as_given_back

NOBODY = frozenset(
    {"", "administrator", "admin", "user", "owner", "microsoft office user", "微软用户", "微软中国", "用户", "pc", "wps", "openpyxl", "unknown"}
)
"""Names that programs put in by themselves: two files with one of them may well come from two people."""


class Replaced(NamedTuple):
    """A copy that is replaced whole, and the copies of its department that speak."""

    copy: Copy
    by: Sequence[Copy]


@dataclass(frozen=True, slots=True)
class Voices:
    """The copies that speak, those that others replaced, and (by SHA-256) those of workbooks that were given back in which nothing was mended."""

    speaking: Sequence[Copy]
    replaced: Sequence[Replaced]
    echoes: frozenset[str]


def voices(template: Template, copies: Sequence[Copy], given: Mapping[GivenRow, str]) -> Voices:
    """Which copies speak. All of them are given with the rows under the ids under which workbooks that were given back show them."""
    named = with_ids_as_given_back(template, copies, given)
    groups: dict[str, list[_Voice]] = {}
    for copy in named.values():
        mended = tuple(mended_by(copy, named))
        when = max(each.saved_at for each in (copy, *mended))
        groups.setdefault(copy.token, []).append(_Voice(copy, _content(template, copy), when, frozenset(each.sha256 for each in mended)))
    speaking: list[Copy] = []
    replaced: list[Replaced] = []
    echoes: set[str] = set()
    for group in groups.values():
        said = {one.copy.sha256: one.content for one in group}
        echoing = {one.copy.sha256 for one in group if said.get(one.copy.mends) == one.content}
        heard = [one for one in group if one.copy.sha256 not in echoing]
        heads = [one.copy for one in heard if not any(_continues(later, one) for later in heard)]
        echoes |= echoing
        speaking.extend(heads)
        replaced.extend(Replaced(one.copy, heads) for one in group if one.copy not in heads)
    return Voices(speaking, replaced, frozenset(echoes))


def is_echo(template: Template, copy: Copy, of: Copy, given: Mapping[GivenRow, str]) -> bool:
    """Whether a copy of a workbook that was given back says what the one says that it mends, and nothing else."""
    return copy.sha256 in voices(template, (of, copy), given).echoes


class _Voice(NamedTuple):
    """A copy, and everything that it says, by meaning.

    `when` is the time up to which it is: a copy is as late as those that it mends, whatever the clock said where it was saved. `mended` are these.
    """

    copy: Copy
    content: frozenset[Hashable]
    when: str
    mended: frozenset[str]


def _continues(later: _Voice, earlier: _Voice) -> bool:
    """Whether one copy continues another: it mends that one; or it was saved later, by the same person or with most of the other's edits still in it.

    A copy without any edit neither continues nor is continued: it says nothing (the law of silence), unless it takes back what it mends. Nor does one
    continue another that tells nothing about a part of which that one speaks: a sheet that came alone, a column that is gone.
    """
    if any(earlier.copy.says_in(part) for part in later.copy.unread):
        return False
    if earlier.copy.sha256 in later.mended:
        return True
    if not (later.when and earlier.when and later.when > earlier.when):
        return False
    if not earlier.content or not later.content:
        return False
    person = later.copy.saved_by.strip().casefold()
    same_person = person == earlier.copy.saved_by.strip().casefold() and person not in NOBODY
    return same_person or 2 * len(earlier.content & later.content) > len(earlier.content)


def _content(template: Template, copy: Copy) -> frozenset[Hashable]:
    """Everything that a copy says. A new row's cells say nothing without its title: two people's tasks may well share a day and a risk."""
    edits: Iterable[Hashable] = ((e.sheet, e.record, e.field, *_meaning(e)) for e in copy.edits)
    rows = ((row, _meaning(row.entries.get(template.sheet(row.sheet).title))) for row in copy.rows)
    entries = ((row.sheet, row.id, title, key, *_meaning(e)) for row, title in rows for key, e in row.entries.items())
    return frozenset((*edits, *entries, *copy.missing))


def _meaning(each: Edit | Entry | None) -> tuple[Hashable, ...]:
    """What a cell says: its value, or else what was written; nothing where it was not filled in."""
    return (each.value, "" if each.taken else each.written) if each else ()
