"""Tells which row is which record: by the visible id, the hidden one, and what stands in the row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sheetsync.model.record import Issued, Values
from sheetsync.model.template import Sheet
from sheetsync.steps.intake.lines import Line, is_remark
from sheetsync.steps.intake.relink import CLEARLY, likeness, relink
from sheetsync.steps.intake.shifted import shifted

MIXED = 2
"""A row is mixed when it holds at least so many cells of each of two records; fewer may have been typed."""


Note = tuple[str, str, Line, str]
"""A finding about a row: code, reason, the row, the record."""


@dataclass(frozen=True, slots=True)
class Matched:
    """Which row is which: issued records, pre-numbered blank rows that were filled in, and others (with the record they are a copied row of).

    `places` has the first row of each id, in the order of the file.
    """

    records: Mapping[str, Line]
    blanks: Mapping[str, Line]
    others: Sequence[tuple[Line, str]]
    missing: Sequence[str]
    notes: Sequence[Note]
    known: int
    """How many issued ids the rows show."""
    places: Mapping[str, Line]


def match_rows(sheet: Sheet, lines: Sequence[Line], issued: Issued) -> Matched:
    """Which row of a returned table is which of the issued records."""
    elsewhere = frozenset(i for book in (issued.base, issued.blanks) for key, ids in book.items() if key != sheet.key for i in ids)
    matcher = _Matcher(sheet, issued.base.get(sheet.key, {}), frozenset(issued.blanks.get(sheet.key, ())), elsewhere)
    return matcher.match(lines)


@dataclass(frozen=True, slots=True)
class _Matcher:
    sheet: Sheet
    base: Mapping[str, Values]
    blanks: frozenset[str]
    elsewhere: frozenset[str]
    """The ids of other sheets."""
    notes: list[Note] = field(default_factory=list)
    agreed: set[str] = field(default_factory=set)
    """The ids that a filled row bears in both columns."""
    mixed: list[Line] = field(default_factory=list)
    """Rows that hold some of the record of each of their two ids."""
    aside: set[str] = field(default_factory=set)
    """The records whose rows are there, but can't be read."""

    def match(self, lines: Sequence[Line]) -> Matched:
        claims: dict[str, list[Line]] = {}
        others: list[tuple[Line, str]] = []
        self.agreed.update(line.visible for line in lines if line.filled and line.visible == line.hidden)
        for line in self._real(lines):
            identity = self._claim(line)
            if identity in self.base or identity in self.blanks:
                claims.setdefault(identity, []).append(line)
            elif line.filled:
                others.append((line, ""))
        if len(self.mixed) > 1:
            self.notes.extend(("unclear-row", "", line, line.visible) for line in self.mixed)
        claims = self._unhidden(claims)
        chosen = {identity: self._nearest(identity, rows, others) for identity, rows in claims.items()}
        self._relink(chosen, others)
        records = {i: line for i, line in chosen.items() if i in self.base and (line.filled or not self.base[i])}
        return Matched(
            records=records,
            blanks={i: line for i, line in chosen.items() if i in self.blanks and line.filled},
            others=others,
            missing=[i for i in self.base if i not in records and i not in self.aside],
            notes=self.notes,
            known=len(claims) + len(self.aside),
            places={identity: rows[0] for identity, rows in claims.items()},
        )

    def _real(self, lines: Iterable[Line]) -> Iterator[Line]:
        """The rows that may be records: no sums, no remark below the table, nothing that stands where it does not belong."""
        for line in lines:
            if is_remark(line, self.sheet):
                self.notes.append(("skipped-row", "", line, ""))
            elif line.visible in self.elsewhere and line.hidden in (line.visible, "") and line.filled:
                self.notes.append(("misplaced-row", "", line, line.visible))
            elif record := shifted(line, self.sheet, self.base, self.blanks):
                self.notes.append(("shifted-row", "", line, record))
                self.aside.add(record)
            else:
                yield line

    def _known(self, identity: str) -> bool:
        return identity in self.base or identity in self.blanks

    def _claim(self, line: Line) -> str:
        """Which record a row says it is; where its two ids disagree, its content decides, or the row stays unclear."""
        visible, hidden = line.visible, line.hidden
        if visible == hidden or not self._known(hidden):
            return visible
        if not visible:
            return hidden
        if not line.filled and self._is_id(visible):
            return visible
        if hidden in self.agreed:
            # It came along when the middle of that record's row was pasted here.
            return visible
        if self._known(visible) and min(self._shares(line, visible, hidden)) >= MIXED:
            self.mixed.append(line)
        ours, theirs = (likeness(line, self.sheet, self.base.get(i, {})) for i in (visible, hidden))
        if theirs >= ours + CLEARLY or (hidden in self.blanks and self._is_astray(visible, ours)):
            self.notes.append(("relinked", "hidden-id", line, hidden))
            return hidden
        if self._known(visible) and ours < theirs + CLEARLY and max(ours, theirs) > 0:
            self.notes.append(("unclear-row", "", line, visible))
        return visible

    def _is_id(self, text: str) -> bool:
        """Whether a text has the shape of an id of this sheet."""
        return re.fullmatch(rf"{re.escape(self.sheet.prefix)}-[A-Z0-9]+-\d+", text) is not None

    def _is_astray(self, visible: str, likeness: float) -> bool:
        """Whether a visible id was filled or typed over a row's own: another row bears it, or the row holds nothing of its record, if any."""
        return visible in self.agreed or likeness < CLEARLY

    def _unhidden(self, claims: dict[str, list[Line]]) -> dict[str, list[Line]]:
        """Says which rows are known by their hidden id alone."""
        for identity, rows in claims.items():
            for line in rows:
                if not line.visible and line.filled and line.id_column:
                    self.notes.append(("relinked", "hidden-id", line, identity))
        return claims

    def _shares(self, line: Line, one: str, other: str) -> tuple[int, int]:
        """How many cells, of those in which two records differ, are as the one has them, and how many as the other."""
        ours, theirs = self.base.get(one, {}), self.base.get(other, {})
        told = [(line.reading(f).value, ours.get(f.key), theirs.get(f.key)) for f in line.fields(self.sheet) if ours.get(f.key) != theirs.get(f.key)]
        return sum(now == mine for now, mine, _ in told), sum(now == his for now, _, his in told)

    def _distance(self, line: Line, identity: str) -> int:
        return sum(1 for _ in line.differing(self.base.get(identity, {})))

    def _nearest(self, identity: str, rows: list[Line], others: list[tuple[Line, str]]) -> Line:
        """The row that keeps an id which stands more than once; the other rows are copied ones."""
        filled = [line for line in rows if line.filled] or rows[:1]
        if len(filled) == 1:
            return filled[0]
        nearest = min(filled, key=lambda line: self._distance(line, identity))
        for line in filled:
            if line is not nearest:
                same = line.said(self.sheet) == nearest.said(self.sheet)
                self.notes.append(("duplicate-id", "same" if same else "", line, identity))
                if not same:
                    others.append((line, identity))
        return nearest

    def _relink(self, chosen: dict[str, Line], others: list[tuple[Line, str]]) -> None:
        """Finds the records whose rows are missing among the rows without a known id, where the content clearly is theirs."""
        gone = [i for i, values in self.base.items() if values and i not in self.aside and (i not in chosen or not chosen[i].filled)]
        found = relink(self.sheet, [line for line, duplicate in others if not duplicate], {i: self.base[i] for i in gone}) if gone else {}
        numbers = {line.number for line in found.values()}
        others[:] = [each for each in others if each[0].number not in numbers]
        for identity, line in found.items():
            chosen[identity] = line
            self.notes.append(("relinked", "unknown-id" if line.visible else "content", line, identity))
