"""Reads an existing list, of which nothing was issued, as new records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sheetsync.model.finding import Finding
from sheetsync.model.kinds import Context, Value
from sheetsync.model.kinds_refs import renamed
from sheetsync.model.project import Project
from sheetsync.model.raw import RawWorkbook
from sheetsync.model.record import Opening, Origin, Record, Source, take_id
from sheetsync.model.rights import default_values, lacking
from sheetsync.model.template import Field, Sheet
from sheetsync.steps.intake.lines import Line, is_remark
from sheetsync.steps.intake.tables import find_table, locate


@dataclass(frozen=True, slots=True)
class Listed:
    """The records of a list, under new ids, those that were there already, and what to know."""

    records: Sequence[Record]
    known: Sequence[str]
    findings: Sequence[Finding]


def read_list(
    raw: RawWorkbook,
    sheet: Sheet,
    project: Project,
    context: Context,
    opening: Opening,
    file: str,
    there: Iterable[Record] = (),
    round_: str = "",
) -> Listed | None:
    """The rows of the list as records of a sheet; None where no sheet of the file has a header that names two of its fields.

    Each gets its department's next number. References among the list's own rows go by the ids that it had there. Sums and remarks are no records,
    nor is a row about something that is among the records `there`: with the same title, of the same department. `round_` is the round that is open
    already, in which the records are new.
    """
    named, _ = locate(sheet, raw)
    candidates = [named] if named else list(raw.sheets)
    tables = ((found.name, find_table(sheet, found, context, share=0)) for found in candidates)
    place, table = next((each for each in tables if each[1]), ("", None))
    if table is None:
        return None
    reader = _ListReader(sheet, project, dict(opening.next_number), file, place)
    known, lines = reader.known(list(reader.records(table.lines)), there)
    ids = [reader.identity(line) for line in lines]
    renames = {line.visible: i for line, i in (*known, *zip(lines, ids, strict=True)) if line.visible}
    records = [Record(new, reader.values(line, new, renames), reader.origins(line, round_)) for line, new in zip(lines, ids, strict=True)]
    unknown = [Finding("unknown-column", file=file, sheet=sheet.key, place=place, cell=cell, value=label) for label, cell in table.unknown]
    return Listed(records, [i for _, i in known], [*unknown, *reader.findings])


class _ListReader:
    """Gives out numbers and reads the rows of one list."""

    def __init__(self, sheet: Sheet, project: Project, numbers: dict[tuple[str, str], int], file: str, place: str) -> None:
        self.sheet, self.project, self.numbers = sheet, project, numbers
        self.file, self.place = file, place
        self.findings: list[Finding] = []

    def records(self, lines: Iterable[Line]) -> Iterator[Line]:
        """The rows that hold something and are records."""
        for line in lines:
            if is_remark(line, self.sheet):
                value = " · ".join(line.texts)
                self.findings.append(Finding("skipped-row", file=self.file, sheet=self.sheet.key, place=self.place, cell=line.id_cell, value=value))
            elif line.filled:
                yield line

    def known(self, lines: Sequence[Line], there: Iterable[Record]) -> tuple[list[tuple[Line, str]], list[Line]]:
        """The rows about records that are there, with their ids, and the others; where such a row says something else, that is told."""
        same: dict[tuple[Value, Value], list[Record]] = {}
        for record in there:
            same.setdefault((record.values.get(self.sheet.title), record.values.get(self.sheet.owner)), []).append(record)
        known, new = [], []
        for line in lines:
            said = {field.key: reading.value for field in line.fields(self.sheet) if (reading := line.reading(field)).taken}
            records = same.get((said.get(self.sheet.title), said.get(self.sheet.owner)), [])
            if said.get(self.sheet.title) is None or not records:
                new.append(line)
                continue
            record = records.pop(0)
            known.append((line, record.id))
            self.findings.extend(self._differing(line, record, said))
        return known, new

    def _differing(self, line: Line, record: Record, said: Mapping[str, Value]) -> Iterator[Finding]:
        """What a row says otherwise than the record that is there; references go by other ids in a list."""
        for field in line.fields(self.sheet):
            value = said.get(field.key)
            if field.kind not in ("ref", "refs") and value is not None and value != record.values.get(field.key):
                yield Finding(
                    "known-row", file=self.file, sheet=self.sheet.key, record=record.id, field=field.key, place=self.place,
                    cell=line.cell(field), value=line.written(field),
                )  # fmt: skip

    def identity(self, line: Line) -> str:
        """The next number of the department that owns the row."""
        owner = next((f for f in line.fields(self.sheet) if f.key == self.sheet.owner), None)
        name = str(line.reading(owner).value or "") if owner else ""
        return take_id(self.numbers, self.sheet, self.project.department(name))

    def values(self, line: Line, identity: str, renames: Mapping[str, str]) -> dict[str, Value]:
        """What the row says, with the defaults of what it leaves blank."""
        values = dict(default_values(self.sheet, ""))
        for field in line.fields(self.sheet):
            reading = line.reading(field)
            if reading.code:
                self.findings.append(self._finding(line, field, identity))
            if reading.taken and reading.value is not None:
                values[field.key] = renamed(field, reading.value, lambda i: renames.get(i.upper(), i))
        self.findings.extend(self._missing(line, identity, values))
        return values

    def origins(self, line: Line, round_: str) -> dict[str, Origin]:
        """Where the row says what it says, as it counts in a round that is open."""
        said = (field for field in line.fields(self.sheet) if (reading := line.reading(field)).taken and reading.value is not None)
        return {field.key: Origin(round_, (), (Source(self.file, self.place, line.cell(field)),)) for field in said} if round_ else {}

    def _finding(self, line: Line, field: Field, identity: str) -> Finding:
        reading = line.reading(field)
        return Finding(
            reading.code, file=self.file, sheet=self.sheet.key, record=identity, field=field.key, place=self.place,
            cell=line.cell(field), value=line.written(field), reason=reading.reason, detail=line.detail(field, new=True),
        )  # fmt: skip

    def _missing(self, line: Line, identity: str, values: Mapping[str, Value]) -> Iterator[Finding]:
        for code, key in lacking(self.sheet, values):
            field = self.sheet.field(key)
            cell = line.cell(field) if key in line.table.columns else line.id_cell
            yield Finding(
                code, file=self.file, sheet=self.sheet.key, record=identity, field=key, place=self.place, cell=cell, detail=line.detail(field)
            )  # fmt: skip
