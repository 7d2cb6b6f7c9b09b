"""Rows that the coordinator added to the merged sheets, or took out of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sheetsync.model.copy import Copy, NewRow
from sheetsync.model.finding import Finding
from sheetsync.model.kinds import Value
from sheetsync.model.project import Project
from sheetsync.model.record import Origin, Record, Source, State, Values, take_id
from sheetsync.model.rights import default_values
from sheetsync.model.template import Field, Sheet, Template

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


@dataclass(frozen=True, slots=True)
class NewRows:
    """What the new rows of a consolidated workbook come to."""

    added: Sequence[Added]
    again: Sequence[Again]
    findings: Sequence[Finding]


def new_rows(
    rows: Sequence[NewRow],
    template: Template,
    project: Project,
    round_: str,
    state: State,
    numbers: Mapping[tuple[str, str], int],
    earlier: Mapping[tuple[str, int], Record],
) -> NewRows:
    """The records that the rows are.

    `numbers` are the next ones by (sheet, department). `earlier` are the records that the same workbook has added before, by sheet and row: the same
    row is the same record, also when it has moved. A row with the id of a record that is there is none.
    """
    reader = _RowReader(template, project, round_, state, dict(numbers), dict(earlier))
    for row in rows:
        reader.row(row)
    return NewRows(reader.renamed(), reader.again, reader.findings)


class _RowReader:
    """Gives out numbers and reads one row after the other."""

    def __init__(
        self, template: Template, project: Project, round_: str, state: State,
        numbers: dict[tuple[str, str], int], earlier: dict[tuple[str, int], Record],
    ) -> None:  # fmt: skip
        self.template, self.project, self.round, self.state = template, project, round_, state
        self.numbers, self.earlier = numbers, earlier
        self.renames: dict[tuple[str, str], str] = {}
        self.added: list[Added] = []
        self.again: list[Again] = []
        self.findings: list[Finding] = []

    def row(self, row: NewRow) -> None:
        sheet = self.template.sheet(row.sheet)
        known = self._known(sheet, row)
        if known is not None:
            self.again += _differing(sheet, known, row)
        elif row.id in self.state.get(row.sheet, {}) and not row.duplicate:
            self.findings.append(self._finding("row-not-added", row, row.id))
        else:
            self._add(sheet, row)

    def _known(self, sheet: Sheet, row: NewRow) -> Record | None:
        """The record that an earlier state of this row was; each is found once."""
        places = [place for place in self.earlier if place[0] == row.sheet]
        same = [place for place in places if _says_the_same(sheet, self.earlier[place].values, row)]
        there = [place for place in places if place[1] == row.row and _is_alike(self.earlier[place].values, row)]
        found = next(iter([*(p for p in same if p[1] == row.row), *same, *there]), None)
        return self.earlier.pop(found) if found else None

    def _add(self, sheet: Sheet, row: NewRow) -> None:
        said = {key: entry for key, entry in row.entries.items() if entry.taken and entry.value is not None}
        values = {**default_values(sheet, ""), **{key: entry.value for key, entry in said.items()}}
        if sheet.owner and sheet.owner not in said:
            values.pop(sheet.owner, None)
        identity = take_id(self.numbers, sheet, self.project.department(str(values.get(sheet.owner) or "")))
        origins = {key: Origin(self.round, (), (entry.source,)) for key, entry in said.items()}
        self.added.append(Added(sheet.key, row.row, Record(identity, values, origins)))
        if row.id:
            self.renames[sheet.key, row.id] = identity
        for code, key in (("required-missing", sheet.title), ("unassigned-record", sheet.owner)):
            if key and values.get(key) is None and key not in row.entries:
                self.findings.append(self._finding(code, row, identity, key))

    def _finding(self, code: str, row: NewRow, record: str, field: str = "") -> Finding:
        source: Source = row.source
        return Finding(code, file=source.file, sheet=row.sheet, record=record, field=field, place=source.sheet, cell=source.cell)

    def renamed(self) -> list[Added]:
        """The new records, their references by the ids that the others have got."""
        return [each._replace(record=self._renamed(self.template.sheet(each.sheet), each.record)) for each in self.added]

    def _renamed(self, sheet: Sheet, record: Record) -> Record:
        values = {key: self._new_id(sheet.field(key), value) for key, value in record.values.items()}
        return Record(record.id, values, record.origins)

    def _new_id(self, field: Field, value: Value) -> Value:
        if field.kind == "ref":
            return self.renames.get((field.target, str(value)), value)
        if field.kind == "refs" and isinstance(value, tuple):
            return tuple(self.renames.get((field.target, str(each)), each) for each in value)
        return value


def _says_the_same(sheet: Sheet, values: Values, row: NewRow) -> bool:
    """Whether a row is about the same thing: by its title, else by all that it says."""
    if sheet.title and sheet.title in row.entries and values.get(sheet.title) is not None:
        return row.entries[sheet.title].value == values[sheet.title]
    return all(values.get(key) == entry.value for key, entry in row.entries.items())


def _is_alike(values: Values, row: NewRow) -> bool:
    """Whether at least half of what the row says was said before."""
    return 2 * sum(values.get(key) == entry.value for key, entry in row.entries.items()) >= len(row.entries)


def _differing(sheet: Sheet, record: Record, row: NewRow) -> Iterator[Again]:
    """What the row says now of a record that it added before; blank is what it said then and says no longer."""
    said = {key: entry.value for key, entry in row.entries.items() if entry.taken}
    cleared = {key: None for key in record.origins if key not in row.entries}
    for key, value in {**said, **cleared}.items():
        if record.values.get(key) != value:
            yield Again(sheet.key, record.id, key, record.values.get(key), value)


def removed_rows(edits: Copy, state: State, certain: bool = True) -> tuple[list[tuple[str, str]], list[Finding]]:
    """The records whose rows the coordinator took out; where most rows of a table are gone, a finding for each instead.

    With `certain` false nobody knows whether the rows were ever there: none of them is taken for removed.
    """
    gone = Counter(sheet for sheet, _ in edits.missing)
    lost = {sheet for sheet, count in gone.items() if not certain or (count >= MANY and 2 * count > len(state.get(sheet, {})))}
    kept = [Finding("row-kept", file=edits.file, sheet=sheet, record=record) for sheet, record in edits.missing if sheet in lost]
    return [each for each in edits.missing if each[0] not in lost], kept
