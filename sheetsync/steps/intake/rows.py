"""Tells which row is which record: by the visible id, the hidden one, and what stands in the row."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sheetsync.model.kinds import Context, Reading, read, written
from sheetsync.model.raw import BLANK, RawCell, address
from sheetsync.model.record import Issued, Values
from sheetsync.model.template import Field, Sheet

SAME_RECORD = 0.6
"""A row without an id is a record whose row is missing when at least this share of the record's filled cells is the same."""

CLEARLY = 0.25
"""A row is clearly one of two records when it shares this much more of its cells with the one than with the other."""

SUMS = ("合计", "小计", "总计", "总数", "total", "subtotal", "sum")


@dataclass(frozen=True, slots=True)
class Cells:
    """Where the fields of a table stand, and what their cells were read as; equal cells are read once."""

    columns: Mapping[str, int]
    context: Context
    places: Mapping[str, str] = field(default_factory=dict)
    """The address of each field's cell, where a record is not one row."""
    memo: dict[str, dict[RawCell, Reading]] = field(default_factory=dict)

    def reading(self, each: Field, cell: RawCell) -> Reading:
        known = self.memo.setdefault(each.key, {})
        if (reading := known.get(cell)) is None:
            reading = known[cell] = read(cell, each, self.context)
        return reading


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table as found, read by field. `id_column` and `hidden_column` are 0 where the table lacks them."""

    number: int
    cells: Mapping[int, RawCell]
    table: Cells
    id_column: int
    hidden_column: int

    @property
    def visible(self) -> str:
        return _identity(self.cells.get(self.id_column, BLANK))

    @property
    def hidden(self) -> str:
        return _identity(self.cells.get(self.hidden_column, BLANK))

    @property
    def id_cell(self) -> str:
        return address(self.number, self.id_column or 1)

    @property
    def empty(self) -> bool:
        return not (self.visible or self.hidden) and not self.filled

    @property
    def filled(self) -> bool:
        """Whether anything stands in the row besides its ids."""
        apart = (self.id_column, self.hidden_column)
        return any(c in self.cells and _holds(self.cells[c]) for c in self.table.columns.values() if c not in apart)

    @property
    def gist(self) -> str:
        """The first words of the row, to name it by."""
        texts = (written(self.cells[c]) for c in sorted(self.table.columns.values()) if c in self.cells and c != self.id_column)
        return next((text for text in texts if text.strip()), "")

    def fields(self, sheet: Sheet) -> Iterator[Field]:
        """The sheet's fields that this table has a column for, without the id."""
        return (f for f in sheet.columns if f.key in self.table.columns)

    def reading(self, each: Field) -> Reading:
        return self.table.reading(each, self.cells.get(self.table.columns[each.key], BLANK))

    def written(self, each: Field) -> str:
        return written(self.cells.get(self.table.columns[each.key], BLANK))

    def cell(self, each: Field) -> str:
        return self.table.places.get(each.key) or address(self.number, self.table.columns[each.key])

    def values(self, sheet: Sheet) -> dict[str, object]:
        return {f.key: self.reading(f).value for f in self.fields(sheet)}


def _holds(cell: RawCell) -> bool:
    return not (cell.type == "blank" and not cell.formula) and not (isinstance(cell.value, str) and not cell.value.strip())


def _identity(cell: RawCell) -> str:
    """An id as it is compared: full-width characters, case and spaces do not matter."""
    if not _holds(cell):
        return ""
    return "".join(unicodedata.normalize("NFKC", written(cell)).split()).upper()


Note = tuple[str, str, Line, str]
"""A finding about a row: code, reason, the row, the record."""


@dataclass(frozen=True, slots=True)
class Matched:
    """Which row is which: issued records, pre-numbered blank rows that were filled in, and others (with the record they are a copied row of)."""

    records: Mapping[str, Line]
    blanks: Mapping[str, Line]
    others: Sequence[tuple[Line, str]]
    missing: Sequence[str]
    notes: Sequence[Note]


def match_rows(sheet: Sheet, lines: Iterable[Line], issued: Issued) -> Matched:
    """Which row of a returned table is which of the issued records."""
    matcher = _Matcher(sheet, issued.base.get(sheet.key, {}), frozenset(issued.blanks.get(sheet.key, ())))
    return matcher.match(lines)


@dataclass(frozen=True, slots=True)
class _Matcher:
    sheet: Sheet
    base: Mapping[str, Values]
    blanks: frozenset[str]
    notes: list[Note] = field(default_factory=list)

    def match(self, lines: Iterable[Line]) -> Matched:
        claims: dict[str, list[Line]] = {}
        others: list[tuple[Line, str]] = []
        for line in self._real(lines):
            identity = self._claim(line)
            if identity in self.base or identity in self.blanks:
                claims.setdefault(identity, []).append(line)
            elif line.filled:
                others.append((line, ""))
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
        )

    def _real(self, lines: Iterable[Line]) -> Iterator[Line]:
        """The rows that may be records: no sums, no remark below the table."""
        for line in lines:
            if not line.visible and not line.hidden and self._is_remark(line):
                self.notes.append(("skipped-row", "", line, ""))
            else:
                yield line

    def _is_remark(self, line: Line) -> bool:
        """A sum, or a row of which a single cell is filled that is not the record's title."""
        filled = [f for f in line.fields(self.sheet) if line.reading(f).value is not None or not line.reading(f).taken]
        if any(line.gist.strip().casefold().startswith(word) for word in SUMS):
            return True
        return len(filled) == 1 and filled[0].key != self.sheet.title

    def _known(self, identity: str) -> bool:
        return identity in self.base or identity in self.blanks

    def _claim(self, line: Line) -> str:
        """Which record a row says it is; where its two ids disagree, its content decides, or the row stays unclear."""
        visible, hidden = line.visible, line.hidden
        if not hidden or visible == hidden or not self._known(hidden):
            return visible
        if not visible or not line.filled:
            return visible or hidden
        ours, theirs = (self._likeness(line, i) for i in (visible, hidden))
        if theirs >= ours + CLEARLY or (hidden in self.blanks and not self._is_id(visible)):
            self.notes.append(("relinked", "hidden-id", line, hidden))
            return hidden
        if self._known(visible) and ours < theirs + CLEARLY and max(ours, theirs) > 0:
            self.notes.append(("unclear-row", "", line, visible))
        return visible

    def _is_id(self, text: str) -> bool:
        """Whether a text has the shape of an id of this sheet."""
        return re.fullmatch(rf"{re.escape(self.sheet.prefix)}-[A-Z0-9]+-\d+", text) is not None

    def _unhidden(self, claims: dict[str, list[Line]]) -> dict[str, list[Line]]:
        """Says which rows are known by their hidden id alone."""
        for identity, rows in claims.items():
            for line in rows:
                if not line.visible and line.filled:
                    self.notes.append(("relinked", "hidden-id", line, identity))
        return claims

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
        scores = {(line.number, i): self._likeness(line, i) for line in rows for i in gone}
        for line in rows:
            identity = max(gone, key=lambda i: scores[line.number, i])
            score = scores.pop((line.number, identity))
            rivals = [s for (number, i), s in scores.items() if number == line.number or i == identity]
            scores[line.number, identity] = score
            if score >= SAME_RECORD and all(score - rival >= CLEARLY for rival in rivals):
                others.remove((line, ""))
                chosen[identity] = line
                self.notes.append(("relinked", "content", line, identity))
