"""Which copies speak: a later copy of one department continues an earlier one and replaces it, or two people filled in two copies side by side."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import NamedTuple

from sheetsync.model.copy import Copy, Edit, Entry, Unread
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
    """The copies that speak, those that others replaced, and (by SHA-256) those of workbooks that were given back in which nothing was mended.

    A copy that was mended in a workbook of which a part did not come back stands in `speaking` with what it says of that part, and in `replaced`
    with all else.
    """

    speaking: Sequence[Copy]
    replaced: Sequence[Replaced]
    echoes: frozenset[str]
    named: Mapping[str, Copy]
    """All copies by their SHA-256, with the rows under the ids under which workbooks that were given back and mended show them."""

    @property
    def heard(self) -> list[Copy]:
        """All copies but those in which nothing was mended."""
        return [copy for copy in self.named.values() if copy.sha256 not in self.echoes]

    @property
    def silent(self) -> frozenset[str]:
        """The copies that say nothing any more, by their SHA-256."""
        return frozenset(each.copy.sha256 for each in self.replaced) - {copy.sha256 for copy in self.speaking}


def voices(template: Template, copies: Sequence[Copy], given: Mapping[GivenRow, str]) -> Voices:
    """Which copies speak. All of them are given with the rows under the ids under which workbooks that were given back show them."""
    named = with_ids_as_given_back(template, copies, given)
    groups: dict[str, list[_Voice]] = {}
    for copy in named.values():
        mended = tuple(mended_by(copy, named))
        when = max(each.saved_at for each in (copy, *mended))
        groups.setdefault(copy.token, []).append(_Voice(copy, _content(template, copy), when, {each.sha256: each for each in mended}))
    heard: list[_Voice] = []
    heads: list[_Voice] = []
    replaced: list[Replaced] = []
    echoes: set[str] = set()
    for group in groups.values():
        said = {one.copy.sha256: one.content for one in group}
        echoing = {one.copy.sha256 for one in group if said.get(one.copy.mends) == one.content}
        mine = [one for one in group if one.copy.sha256 not in echoing]
        speaking = [one for one in mine if not any(_continues(later, one) for later in mine)]
        replaced.extend(Replaced(one.copy, [each.copy for each in speaking]) for one in group if one not in speaking)
        heard += mine
        heads += speaking
        echoes |= echoing
    # what nobody has mended names no rows
    named = with_ids_as_given_back(template, copies, given, echoes)
    for one in heads:
        left, gone = _in_parts(named[one.copy.sha256], [later for later in heard if one.copy.sha256 in later.mended])
        named[left.sha256] = left
        replaced += [Replaced(gone, [each.copy for each in heads if one.copy.sha256 in each.mended])] if gone else []
    return Voices([named[one.copy.sha256] for one in heads], replaced, frozenset(echoes), named)


def is_echo(template: Template, copy: Copy, of: Copy, given: Mapping[GivenRow, str]) -> bool:
    """Whether a copy of a workbook that was given back says what the one says that it mends, and nothing else."""
    return copy.sha256 in voices(template, (of, copy), given).echoes


class _Voice(NamedTuple):
    """A copy, and everything that it says, by meaning.

    `when` is the time up to which it is: a copy is as late as those that it mends, whatever the clock said where it was saved. `mended` are these,
    by their SHA-256.
    """

    copy: Copy
    content: frozenset[Hashable]
    when: str
    mended: Mapping[str, Copy]

    def lacks(self, earlier: Copy) -> list[Unread]:
        """The parts of which this copy tells nothing and that one does. In a workbook that was given back, a part that had not come with the copy
        before was as it was issued: who says nothing there takes nothing back."""
        parts = list(self.copy.unread)
        if earlier.sha256 in self.mended:
            between = takewhile(lambda each: each.sha256 != earlier.sha256, self.mended.values())
            parts += [part for each in between for part in each.unread if not self.copy.says_in(part)]
        return [part for part in parts if earlier.says_in(part)]


def _continues(later: _Voice, earlier: _Voice) -> bool:
    """Whether one copy continues another: it mends that one; or it was saved later, by the same person or with most of the other's edits still in it.

    A copy without any edit neither continues nor is continued: it says nothing (the law of silence), unless it takes back what it mends. Nor does one
    continue another that tells nothing about a part of which that one speaks: a sheet that came alone, a column that is gone.
    """
    if later.lacks(earlier.copy):
        return False
    if earlier.copy.sha256 in later.mended:
        return True
    if not (earlier.when and later.when > earlier.when):
        return False
    if not earlier.content or not later.content:
        return False
    person = later.copy.saved_by.strip().casefold()
    same_person = person == earlier.copy.saved_by.strip().casefold() and person not in NOBODY
    return same_person or 2 * len(earlier.content & later.content) > len(earlier.content)


def _in_parts(copy: Copy, menders: Sequence[_Voice]) -> tuple[Copy, Copy | None]:
    """What a copy says of the parts of which none of those tells that mend it, and what it said of all else; the copy itself where none mends it."""
    if not menders:
        return copy, None
    lacking = [each.lacks(copy) for each in menders]

    def left(sheet: str, record: str, key: str = "") -> bool:
        return all(any(part.holds(sheet, record, key) for part in parts) for parts in lacking)

    return _only(copy, left), _only(copy, lambda *place: not left(*place))


def _only(copy: Copy, wanted: Callable[..., bool]) -> Copy:
    """The copy with what it says of the places that are wanted: sheet, record, field."""
    rows = (replace(row, entries={key: e for key, e in row.entries.items() if wanted(row.sheet, row.id, key)}) for row in copy.rows)
    return replace(
        copy,
        edits=tuple(each for each in copy.edits if wanted(each.sheet, each.record, each.field)),
        rows=tuple(row for row in rows if row.entries),
        missing=tuple(each for each in copy.missing if wanted(*each)),
        findings=tuple(each for each in copy.findings if wanted(each.sheet, each.record, each.field)),
    )


def _content(template: Template, copy: Copy) -> frozenset[Hashable]:
    """Everything that a copy says. A new row's cells say nothing without its title: two people's tasks may well share a day and a risk."""
    edits: Iterable[Hashable] = ((e.sheet, e.record, e.field, *_meaning(e)) for e in copy.edits)
    rows = ((row, _meaning(row.entries.get(template.sheet(row.sheet).title))) for row in copy.rows)
    entries = ((row.sheet, row.id, title, key, *_meaning(e)) for row, title in rows for key, e in row.entries.items())
    return frozenset((*edits, *entries, *copy.missing))


def _meaning(each: Edit | Entry | None) -> tuple[Hashable, ...]:
    """What a cell says: its value, or else what was written; nothing where it was not filled in."""
    return (each.value, "" if each.taken else each.written) if each else ()
