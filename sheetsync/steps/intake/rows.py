"""Tells which row is which record: by the visible id, the hidden one, and what stands in the row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sheetsync.model.record import Issued, Values
from sheetsync.model.template import Sheet
from sheetsync.steps.intake.lines import Line, is_remark

SAME_RECORD = 0.6
"""A row without an id is a record whose row is missing when at least this share of the record's filled cells is the same."""

CLEARLY = 0.25
"""A row is clearly one of two records when it shares this much more of its cells with the one than with the other."""

MIXED = 2
"""A row is mixed when it holds at least so many cells of each of two records; fewer may have been typed."""

RARE = 20
"""A value that more of the missing records hold than this tells little about which of them a row is."""


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
    matcher = _Matcher(sheet, issued.base.get(sheet.key, {}), frozenset(issued.blanks.get(sheet.key, ())))
    return matcher.match(lines)


@dataclass(frozen=True, slots=True)
class _Matcher:
    sheet: Sheet
    base: Mapping[str, Values]
    blanks: frozenset[str]
    notes: list[Note] = field(default_factory=list)
    agreed: set[str] = field(default_factory=set)
    """The ids that a filled row bears in both columns."""
    mixed: list[Line] = field(default_factory=list)
    """Rows that hold some of the record of each of their two ids."""

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
            missing=[i for i in self.base if i not in records],
            notes=self.notes,
            known=len(claims),
            places={identity: rows[0] for identity, rows in claims.items()},
        )

    def _real(self, lines: Iterable[Line]) -> Iterator[Line]:
        """The rows that may be records: no sums, no remark below the table."""
        for line in lines:
            if is_remark(line, self.sheet):
                self.notes.append(("skipped-row", "", line, ""))
            else:
                yield line

    def _known(self, identity: str) -> bool:
        return identity in self.base or identity in self.blanks

    def _claim(self, line: Line) -> str:
        """Which record a row says it is; where its two ids disagree, its content decides, or the row stays unclear."""
        visible, hidden = line.visible, line.hidden
        if not hidden or visible == hidden or not self._known(hidden):
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
        ours, theirs = (self._likeness(line, i) for i in (visible, hidden))
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
        """Whether a visible id was filled or typed over a row's own: it is unknown, another row bears it, or the row holds nothing of its record."""
        return not self._known(visible) or visible in self.agreed or likeness < CLEARLY

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

    def _likeness(self, line: Line, identity: str) -> float:
        """The share of the record's filled cells that the row holds alike; 0 for a blank one."""
        values = self.base.get(identity, {})
        fields = [f for f in line.fields(self.sheet) if values.get(f.key) is not None]
        return sum(line.reading(f).value == values[f.key] for f in fields) / len(fields) if fields else 0.0

    def _distance(self, line: Line, identity: str) -> int:
        values = self.base.get(identity, {})
        return sum(line.reading(f).value != values.get(f.key) for f in line.fields(self.sheet))

    def _nearest(self, identity: str, rows: list[Line], others: list[tuple[Line, str]]) -> Line:
        """The row that keeps an id which stands more than once; the other rows are copied ones."""
        filled = [line for line in rows if line.filled] or rows[:1]
        if len(filled) == 1:
            return filled[0]
        nearest = min(filled, key=lambda line: self._distance(line, identity))
        for line in filled:
            if line is not nearest:
                same = line.values(self.sheet) == nearest.values(self.sheet) or not self._distance(line, identity)
                self.notes.append(("duplicate-id", "same" if same else "", line, identity))
                if not same:
                    others.append((line, identity))
        return nearest

    def _relink(self, chosen: dict[str, Line], others: list[tuple[Line, str]]) -> None:
        """Finds the records whose rows are missing among the rows without a known id, where the content clearly is theirs."""
        gone = [i for i, values in self.base.items() if values and (i not in chosen or not chosen[i].filled)]
        rows = [line for line, duplicate in others if not duplicate] if gone else []
        found = self._same(rows, gone)
        numbers = {line.number for line in found.values()}
        found |= self._alike([line for line in rows if line.number not in numbers], [i for i in gone if i not in found])
        numbers = {line.number for line in found.values()}
        others[:] = [each for each in others if each[0].number not in numbers]
        for identity, line in found.items():
            chosen[identity] = line
            self.notes.append(("relinked", "unknown-id" if line.visible else "content", line, identity))

    def _same(self, rows: Iterable[Line], gone: Iterable[str]) -> dict[str, Line]:
        """Records and rows that hold exactly the same; where several do, in their order, since it makes no difference."""
        by_content: dict[frozenset[tuple[str, object]], list[Line]] = {}
        columns: set[str] = set()
        for line in rows:
            values = line.values(self.sheet)
            columns |= values.keys()
            by_content.setdefault(frozenset((k, v) for k, v in values.items() if v is not None), []).append(line)
        found = {}
        for identity in gone:
            content = frozenset((k, v) for k, v in self.base[identity].items() if k in columns and v is not None)
            if content and (same := by_content.get(content)):
                found[identity] = same.pop(0)
        return found

    def _alike(self, rows: Sequence[Line], gone: Sequence[str]) -> dict[str, Line]:
        """Records and rows that hold mostly the same, each clearly more of the other than of any third."""
        holders = self._holders(gone)
        scores = {(line.number, i): self._likeness(line, i) for line in rows for i in self._candidates(line, gone, holders)}
        lines = {line.number: line for line in rows}
        best_of_row, best_of_record = _two_best(scores, 0), _two_best(scores, 1)
        return {
            identity: lines[number]
            for (number, identity), score in scores.items()
            if score >= SAME_RECORD
            and all(score == best and score - second >= CLEARLY for best, second in (best_of_row[number], best_of_record[identity]))
        }

    def _candidates(self, line: Line, gone: Sequence[str], holders: Mapping[tuple[str, object], Sequence[str]]) -> Sequence[str]:
        """The missing records that a row may be: all when they are few, else those that share a value with it that few of them have."""
        if len(gone) <= RARE:
            return gone
        shared = [holders.get(item, ()) for item in line.values(self.sheet).items()]
        return list(dict.fromkeys(i for ids in shared if len(ids) <= RARE for i in ids))

    def _holders(self, gone: Iterable[str]) -> Mapping[tuple[str, object], Sequence[str]]:
        """Which of the missing records hold a value in a field."""
        holders: dict[tuple[str, object], list[str]] = {}
        for identity in gone:
            for item in self.base[identity].items():
                holders.setdefault(item, []).append(identity)
        return holders


def _two_best(scores: Mapping[tuple[int, str], float], side: int) -> dict[object, tuple[float, float]]:
    """The best and the second best score of each row (side 0) or each record (side 1)."""
    best: dict[object, tuple[float, float]] = {}
    for key, score in scores.items():
        first, second = best.get(key[side], (0.0, 0.0))
        best[key[side]] = (score, first) if score > first else (first, max(second, score))
    return best
