"""Rows that the coordinator added to the merged sheets, or took out of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from rapidfuzz.fuzz import ratio

from sheetsync.model.copy import Copy, NewRow
from sheetsync.model.finding import Finding
from sheetsync.model.kinds import Value
from sheetsync.model.kinds_refs import renamed
from sheetsync.model.project import Project
from sheetsync.model.record import Origin, Record, Source, State, take_id
from sheetsync.model.rights import default_values, lacking
from sheetsync.model.template import Field, Sheet, Template

ALIKE = 60
"""How alike, in percent, two titles must be for the place to count."""
MANY = 10
"""From so many rows on, it is told that most rows of a table are gone, and none of them is taken for removed."""


class Added(NamedTuple):
    """A record that the coordinator added, and the number of its row in the file."""

    sheet: str
    row: int
    record: Record


class Again(NamedTuple):
    """A cell of a record that an earlier state of the same workbook added, which the row says otherwise now."""

    sheet: str
    record: str
    field: str
    before: Value
    value: Value


class Earlier(NamedTuple):
    """A record that an earlier state of the same workbook added, and the numbers of the rows in which it stood."""

    sheet: str
    rows: frozenset[int]
    record: Record
    same_file: bool = True
    """Whether it was this very file that added it, at an earlier save."""


@dataclass(frozen=True, slots=True)
class NewRows:
    """What the new rows of a consolidated workbook come to.

    `places` are the rows with their records, `renames` the ids that people typed with those that the records have got, by sheet. `there` are the
    records that an earlier save of the file added and whose rows it still has, `gone` those (sheet, id) whose rows it has no longer.
    """

    added: Sequence[Added]
    again: Sequence[Again]
    findings: Sequence[Finding]
    places: Mapping[tuple[str, int], str]
    renames: Mapping[tuple[str, str], str]
    there: Mapping[tuple[str, str], Record] = field(default_factory=dict)
    gone: Sequence[tuple[str, str]] = ()


def new_rows(
    edits: Copy,
    template: Template,
    project: Project,
    round_: str,
    state: State,
    numbers: Mapping[tuple[str, str], int],
    earlier: Mapping[str, Earlier],
) -> NewRows:
    """The records that the new rows are.

    `numbers` are the next ones by (sheet, department). `earlier` are the records that the same workbook has added before, by id: the same row is the
    same record, also when it has moved. A row with the id of a record that is there is none.
    """
    reader = _RowReader(template, project, round_, state, dict(numbers), edits)
    known = _known(template, edits.rows, earlier)
    for number, row in enumerate(edits.rows):
        if number not in known and row.id in state.get(row.sheet, {}) and not row.duplicate:
            reader.findings.append(reader.not_added(row))
        else:
            reader.name(row, known.get(number, ""))
    again = [each for number, i in known.items() for each in reader.differing(edits.rows[number], earlier[i].record)]
    there = {(earlier[i].sheet, i): earlier[i].record for i in known.values()}
    sheets, _ = not_read(edits)
    gone = [(e.sheet, i) for i, e in earlier.items() if (e.sheet, i) not in there and e.same_file and e.sheet not in sheets]
    return NewRows(reader.added(), again, reader.findings, reader.places, reader.renames, there, gone)


def not_read(edits: Copy) -> tuple[set[str], set[tuple[str, str]]]:
    """The sheets of which nobody knows which rows they still have, and the columns (sheet, field) that are gone."""
    sheets = {f.sheet for f in edits.findings if f.code in ("missing-sheet", "second-sheet", "unclear-row", "row-kept")}
    return sheets, {(f.sheet, f.field) for f in edits.findings if f.code == "missing-column"}


def _known(template: Template, rows: Sequence[NewRow], earlier: Mapping[str, Earlier]) -> dict[int, str]:
    """Which rows are which records of earlier states of the workbook: the surest first, each once."""
    known: dict[int, str] = {}
    for same in (_says_the_same, _has_title_and_place, _has_title, _has_place):
        for number, row in enumerate(rows):
            left = (i for i, each in earlier.items() if each.sheet == row.sheet and i not in known.values())
            found = next((i for i in left if same(template.sheet(row.sheet), row, earlier[i])), "")
            if found and number not in known:
                known[number] = found
    return known


def _says_the_same(sheet: Sheet, row: NewRow, each: Earlier) -> bool:
    """References apart, which have other names in the file."""
    said = {key: entry.value for key, entry in row.entries.items() if sheet.field(key).kind not in ("ref", "refs")}
    return bool(said) and all(each.record.values.get(key) == value for key, value in said.items())


def _has_title(sheet: Sheet, row: NewRow, each: Earlier) -> bool:
    title = row.entries.get(sheet.title)
    return title is not None and title.value is not None and title.value == each.record.values.get(sheet.title)


def _has_title_and_place(sheet: Sheet, row: NewRow, each: Earlier) -> bool:
    return row.row in each.rows and _has_title(sheet, row, each)


def _has_place(sheet: Sheet, row: NewRow, each: Earlier) -> bool:
    """Whether it stands where the record stood and is called much the same: another thing may stand there by now."""
    title, before = row.entries.get(sheet.title), str(each.record.values.get(sheet.title) or "")
    return row.row in each.rows and ratio(str(title.value) if title else "", before) >= ALIKE


class _RowReader:
    """Gives out numbers and reads one row after the other."""

    def __init__(
        self, template: Template, project: Project, round_: str, state: State, numbers: dict[tuple[str, str], int], edits: Copy
    ) -> None:  # fmt: skip
        self.template, self.project, self.round, self.state, self.numbers = template, project, round_, state, numbers
        typed = Counter((row.sheet, row.id) for row in edits.rows if row.id and not row.duplicate)
        self.ambiguous = {each for each, count in typed.items() if count > 1}
        self.absent = not_read(edits)[1]
        self.renames: dict[tuple[str, str], str] = {}
        self.places: dict[tuple[str, int], str] = {}
        self.new: list[Added] = []
        self.findings: list[Finding] = []

    def name(self, row: NewRow, known: str) -> None:
        """Gives a row the id that it has, or a new one."""
        identity = known or self._add(self.template.sheet(row.sheet), row)
        self.places[row.sheet, row.row] = identity
        if row.id and not row.duplicate and (row.sheet, row.id) not in self.ambiguous:
            self.renames[row.sheet, row.id] = identity

    def _add(self, sheet: Sheet, row: NewRow) -> str:
        said = {key: entry for key, entry in row.entries.items() if entry.taken and entry.value is not None}
        values = {**default_values(sheet, ""), **{key: entry.value for key, entry in said.items()}}
        identity = take_id(self.numbers, sheet, self.project.department(str(values.get(sheet.owner) or "")))
        origins = {key: Origin(self.round, (), (entry.source,)) for key, entry in said.items()}
        self.new.append(Added(sheet.key, row.row, Record(identity, values, origins)))
        if row.id and not row.duplicate:
            self.findings.append(self.finding("unknown-id", row, identity, value=row.id))
        for code, key in lacking(sheet, values):
            # of what is no value of its kind there is a finding already
            if key not in row.entries:
                self.findings.append(self.finding(code, row, identity, key))
        return identity

    def finding(self, code: str, row: NewRow, record: str, field: str = "", value: str = "") -> Finding:
        source: Source = row.source
        return Finding(code, file=source.file, sheet=row.sheet, record=record, field=field, place=source.sheet, cell=source.cell, value=value)

    def not_added(self, row: NewRow) -> Finding:
        """Of a row with the id of a record that is there: what was written in it, which stands nowhere else."""
        return self.finding("row-not-added", row, row.id, value="、".join(entry.written for entry in row.entries.values()))

    def added(self) -> list[Added]:
        """The new records, their references by the ids that the others have got."""
        return [each._replace(record=self._renamed(self.template.sheet(each.sheet), each.record)) for each in self.new]

    def _renamed(self, sheet: Sheet, record: Record) -> Record:
        values = {key: named_anew(sheet.field(key), value, self.renames) for key, value in record.values.items()}
        return Record(record.id, values, record.origins)

    def differing(self, row: NewRow, record: Record) -> Iterator[Again]:
        """What the row says now of a record that it added before; blank is what it said then and says no longer."""
        sheet = self.template.sheet(row.sheet)
        said = {key: named_anew(sheet.field(key), entry.value, self.renames) for key, entry in row.entries.items() if entry.taken}
        cleared = {key: None for key in record.origins if key not in row.entries and (row.sheet, key) not in self.absent}
        for key, value in {**said, **cleared}.items():
            if record.values.get(key) != value:
                yield Again(sheet.key, record.id, key, record.values.get(key), value)


def named_anew(field: Field, value: Value, renames: Mapping[tuple[str, str], str]) -> Value:
    """A reference by the id that a new row has got; any other value as it is."""
    return renamed(field, value, lambda i: renames.get((field.target, i), i))


def removed_rows(edits: Copy, state: State, certain: bool = True) -> tuple[list[tuple[str, str]], list[Finding]]:
    """The records whose rows the coordinator took out; where most rows of a table are gone, a finding for each instead.

    With `certain` false nobody knows whether the rows were ever there: none of them is taken for removed.
    """
    gone = Counter(sheet for sheet, _ in edits.missing)
    lost = {sheet for sheet, count in gone.items() if not certain or (count >= MANY and 2 * count > len(state.get(sheet, {})))}
    kept = [Finding("row-kept", file=edits.file, sheet=sheet, record=record) for sheet, record in edits.missing if sheet in lost]
    return [each for each in edits.missing if each[0] not in lost], kept
