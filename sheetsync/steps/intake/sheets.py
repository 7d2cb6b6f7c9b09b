"""Reads the sheets of one copy, each against what was issued of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sheetsync.model.copy import Edit, Entry, NewRow
from sheetsync.model.finding import Finding
from sheetsync.model.kinds import Context
from sheetsync.model.project import Project
from sheetsync.model.raw import RawSheet, RawWorkbook, address
from sheetsync.model.record import Issued, Source, Values
from sheetsync.model.rights import default_values, may_change
from sheetsync.model.template import Field, Sheet, Template
from sheetsync.steps.intake.beside import (
    Beside,
    above,
    beside_form,
    beside_ours,
    beside_table,
    doubled_cells,
    first_label,
    is_aside,
    printed_sheets,
    strangers,
)
from sheetsync.steps.intake.cap import Findings, capped
from sheetsync.steps.intake.displaced import displaced
from sheetsync.steps.intake.forms import find_form, lacking
from sheetsync.steps.intake.identity import Stray, Whose, of_another
from sheetsync.steps.intake.labels import labels_of_ours
from sheetsync.steps.intake.lines import Line
from sheetsync.steps.intake.rows import Matched, match_rows
from sheetsync.steps.intake.sorting import left_behind, permuted
from sheetsync.steps.intake.tables import Table, find_table, locate

MOST_CELLS = 20
"""How many cells beside a table are named; the others are counted."""


WHOLE = frozenset({"skipped-row", "misplaced-row", "shifted-row"})
"""Findings about rows that are not read: they quote all that stands there."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one sheet of a copy holds; `known` and `unknown` count its rows with ids that were issued and with others.

    `of_another`: the rows are those of another workbook, and nothing of them was read.
    """

    edits: list[Edit] = dataclasses.field(default_factory=list)
    rows: list[NewRow] = dataclasses.field(default_factory=list)
    missing: list[tuple[str, str]] = dataclasses.field(default_factory=list)
    findings: Findings = dataclasses.field(default_factory=Findings)
    known: int = 0
    unknown: int = 0
    of_another: bool = False


@dataclass(frozen=True, slots=True)
class SheetReader:
    """What reading any sheet of one copy needs."""

    issued: Issued
    template: Template
    project: Project
    context: Context
    file: str
    others: RawWorkbook
    """The sheets of other workbooks that are in the file too."""
    whose: Whose

    def sheet(self, sheet: Sheet, raw: RawWorkbook) -> Part:
        """One sheet of the template, wherever it stands in the workbook."""
        if sheet.key not in self.issued.base and not self.issued.blanks.get(sheet.key):
            return Part()
        found, how = locate(sheet, raw)
        if found is None and sheet.retired and not self.issued.base.get(sheet.key):
            return Part()
        if found is None and locate(sheet, self.others)[0]:
            return Part()
        if found is None:
            return Part(findings=capped([self._finding("missing-sheet", sheet, value=sheet.label(self.project.language))]))
        part = self._form(sheet, found) if sheet.form == "form" else self._table(sheet, found)
        if how:
            detail = {"expected": sheet.label(self.issued.language)}
            part.findings.add([self._finding(how, sheet, place=found.name, value=found.name, detail=detail)])
        return part

    def alone(self, findings: Sequence[Finding]) -> list[Finding]:
        """The findings about a file that can hold one sheet only: that the others are not there is told once."""
        others = [f for f in findings if f.code == "missing-sheet" and not f.place]
        rest = [f for f in findings if f not in others]
        detail = {"sheets": [f.value for f in others], "lacking": [f.sheet for f in others]}
        told = Finding("single-sheet", file=self.file, department=self.issued.department, detail=detail)
        return [*rest, told] if others else rest

    def _finding(self, code: str, sheet: Sheet, **more: object) -> Finding:
        return Finding(code, file=self.file, department=self.issued.department, sheet=sheet.key, **more)  # type: ignore[arg-type] # passes Finding's own fields on

    def strangers(self, raw: RawWorkbook) -> Iterator[Finding]:
        """Visible sheets with content that are none of the template's, or second ones."""
        for found, second in strangers(raw, self.template, self.context):
            if is_aside(found, self.issued):
                continue
            if second is None:
                yield Finding("unknown-sheet", file=self.file, department=self.issued.department, place=found.name)
            else:
                table = find_table(second, found, self.context)
                records = [line.visible or line.hidden for line in table.lines if line.filled] if table else []
                yield self._finding("second-sheet", second, place=found.name, value=found.name, detail={"records": records})

    def printed(self, raw: RawWorkbook) -> Iterator[Finding]:
        """What was written on sheets of ours on which nothing is read: a copy is as it was sent there."""
        for found, cells in printed_sheets(raw, self.template, self.issued):
            yield from self._listed(Finding("unknown-column", self.file, self.issued.department, place=found.name, reason="our-sheet"), cells)
            notes = ((address(*place), text.strip()) for place, text in sorted(found.comments.items()))
            for cell, text in (each for each in notes if each[1] not in self.issued.notes):
                yield Finding("comment", self.file, self.issued.department, place=found.name, cell=cell, value=text)

    def aside(self, strays: Iterable[Stray]) -> Iterator[Finding]:
        """What is to be told of the sheets of other workbooks; of those in which nothing is filled in, together."""
        codes: list[str] = []
        for stray in strays:
            own = next((sheet for sheet in self.template.data_sheets if locate(sheet, RawWorkbook([stray.sheet]))[0]), None)
            if own is None:
                codes.append(stray.code)
            else:
                detail = {"other": stray.department, "other_round": stray.round}
                reason = "sheet" if stray.department else "unknown-sheet"
                yield self._finding("wrong-department", own, place=stray.sheet.name, value=stray.code, reason=reason, detail=detail)
        if codes:
            value = "、".join(dict.fromkeys(codes))
            yield Finding("stray-code", file=self.file, department=self.issued.department, value=value, reason="sheets")

    def _beside(self, sheet: Sheet, found: RawSheet, reason: str, cells: Iterable[Beside], field: str = "") -> Iterator[Finding]:
        """What was written where nothing is read, cell by cell up to a number."""
        return self._listed(self._finding("unknown-column", sheet, place=found.name, field=field, reason=reason), cells)

    def _listed(self, like: Finding, cells: Iterable[Beside]) -> Iterator[Finding]:
        every = list(cells)
        for cell, text in every[:MOST_CELLS]:
            yield dataclasses.replace(like, cell=cell, value=text)
        if len(every) > MOST_CELLS:
            yield dataclasses.replace(like, field="", reason="more-cells", detail={"count": len(every) - MOST_CELLS})

    def _above(self, sheet: Sheet, found: RawSheet, first: int) -> Iterator[Finding]:
        """What was written above a table or a form."""
        for cell, text in above(sheet, found, first, self.issued):
            yield self._finding("skipped-row", sheet, place=found.name, cell=cell, value=text, reason="above")

    def _form(self, sheet: Sheet, found: RawSheet) -> Part:
        """A form: one record, a label and a value per line."""
        part = Part()
        line = find_form(sheet, found, self.context)
        if not line.table.columns:
            return Part(findings=capped([self._finding("missing-sheet", sheet, place=found.name, value=found.name, reason="no-line")]))
        base = self.issued.base.get(sheet.key, {}).get(sheet.key, {})
        self._compare(sheet, found, line, sheet.key, base, part)
        mine = [each for each in lacking(sheet, line) if may_change(sheet, each, base, self.issued.department, self._issued)]
        part.findings.add(self._finding("missing-column", sheet, place=found.name, field=each.key, reason="line") for each in mine)
        part.findings.add(self._beside(sheet, found, "no-label", beside_form(sheet, found)))
        part.findings.add(self._above(sheet, found, first_label(sheet, found)))
        return part

    def _table(self, sheet: Sheet, found: RawSheet) -> Part:
        ours = self.issued.aside | labels_of_ours(self.template, sheet.key)
        table = find_table(sheet, found, self.context, base=self.issued.base.get(sheet.key, {}), aside=ours)
        if table is None:
            return Part(findings=capped([self._finding("missing-sheet", sheet, place=found.name, value=found.name, reason="no-header")]))
        if other := of_another(table.lines, self.issued, sheet.key, self.whose):
            detail = {"other": other.department, "other_round": other.round}
            return Part(findings=capped([self._finding("wrong-department", sheet, place=found.name, reason="rows", detail=detail)]), of_another=True)
        matched = match_rows(sheet, table.lines, self.issued)
        part = Part(known=matched.known, unknown=sum(bool(line.visible) for line, _ in matched.others))
        part.findings.add(self._structure(sheet, found, table, ours))
        part.findings.add(self._row_findings(sheet, found, matched))
        for identity, line in matched.records.items():
            self._compare(sheet, found, line, identity, self.issued.base[sheet.key][identity], part)
        self._new_rows(sheet, found, matched, part)
        part.findings.add(self._sorted_in_part(sheet, found, matched, part.edits))
        if table.has_id:
            part.missing.extend((sheet.key, identity) for identity in matched.missing)
        return part

    def _structure(self, sheet: Sheet, found: RawSheet, table: Table, ours: frozenset[str]) -> Iterator[Finding]:
        """Columns that are missing, renamed or not known, and what was typed in those of our own; hidden rows, notes on cells."""
        for field in table.missing:
            if field.kind == "id" and table.has_id:
                yield self._finding("relinked", sheet, place=found.name, reason="hidden-column")
            else:
                yield self._finding("missing-column", sheet, place=found.name, field=field.key)
        for field, label, reason in table.renamed:
            yield self._finding("renamed-column", sheet, place=found.name, field=field.key, value=label, reason=reason)
        for label, cell in (each for each in table.unknown if each[0] not in ours):
            yield self._finding("unknown-column", sheet, place=found.name, cell=cell, value=label)
        for field, cells in doubled_cells(table):
            yield from self._beside(sheet, found, "doubled", cells, field.key)
        yield from self._above(sheet, found, table.header)
        yield from self._beside(sheet, found, "no-header", beside_table(found, table.header, table.headed))
        yield from self._beside(sheet, found, "no-header", beside_ours(found, table.header, ours, self.issued))
        for field, cell, reading in table.spread:
            detail = {"read": reading.value}
            yield self._finding("repaired-value", sheet, place=found.name, cell=cell, field=field.key, reason="merged-cells", detail=detail)
        if hidden := [line for line in table.lines if line.number in found.hidden_rows]:
            yield self._finding("hidden-rows", sheet, place=found.name, detail={"count": len(hidden)})
        for cell, text in table.comments:
            if text.strip() not in self.issued.notes:
                yield self._finding("comment", sheet, place=found.name, cell=cell, value=text.strip())

    def _row_findings(self, sheet: Sheet, found: RawSheet, matched: Matched) -> Iterator[Finding]:
        for code, reason, line, record in matched.notes:
            texts = line.whole if code == "shifted-row" else line.wording
            value = " · ".join(texts) if code in WHOLE else line.visible or " · ".join(line.texts[:1])
            yield self._finding(code, sheet, place=found.name, cell=line.id_cell, record=record, value=value, reason=reason)

    def _sorted_in_part(self, sheet: Sheet, found: RawSheet, matched: Matched, edits: Sequence[Edit]) -> Iterator[Finding]:
        """Whether a part of the columns was sorted without the others, so that nothing tells which values belong to which record."""
        base = self.issued.base.get(sheet.key, {})
        slots = {**base, **{identity: {} for identity in self.issued.blanks.get(sheet.key, ())}}
        # a row that was known by its content has no id in the file
        lines = {**matched.records, **matched.places}
        if (
            record := left_behind(matched.places, slots)
            or permuted(edits, base, lines.values())
            or displaced(sheet, edits, list(matched.records.values()))
        ):
            cell = lines[record].id_cell
            yield self._finding("unclear-row", sheet, place=found.name, cell=cell, record=record, reason="sorted")

    def _compare(self, sheet: Sheet, found: RawSheet, line: Line, identity: str, base: Values, part: Part) -> None:
        """Adds an edit for each cell of an issued record that differs from its base."""
        for field in line.differing(base):
            before, reading = base.get(field.key), line.reading(field)
            source = Source(self.file, found.name, line.cell(field))
            taken, code = reading.taken, reading.code
            if taken and reading.value is None and field.required:
                taken, code = False, "required-missing"
            if code:
                part.findings.add([self._value_finding(sheet, field, line, identity, code, source)])
            part.edits.append(
                Edit(
                    sheet.key,
                    identity,
                    field.key,
                    before,
                    reading.value,
                    line.written(field),
                    source,
                    may_change(sheet, field, base, self.issued.department, self._issued),
                    taken,
                )
            )

    def _issued(self, sheet: str, record: str) -> Values:
        """What a record held as it was issued; nothing for one that was not."""
        return self.issued.base.get(sheet, {}).get(record, {})

    def _value_finding(self, sheet: Sheet, field: Field, line: Line, record: str, code: str, source: Source, new: bool = False) -> Finding:
        reason = "cleared" if code == "required-missing" else line.reading(field).reason
        written, detail = line.written(field), line.detail(field, new)
        return self._finding(
            code, sheet, place=source.sheet, cell=source.cell, record=record, field=field.key, value=written, reason=reason, detail=detail
        )

    def _new_rows(self, sheet: Sheet, found: RawSheet, matched: Matched, part: Part) -> None:
        blanks = [(line, identity, "") for identity, line in matched.blanks.items()]
        others = [(line, line.visible, duplicate) for line, duplicate in matched.others]
        for line, identity, duplicate in sorted(blanks + others, key=lambda each: each[0].number):
            entries = dict(self._entries(sheet, found, line, identity, part))
            if entries:
                row = Source(self.file, found.name, line.id_cell)
                part.rows.append(NewRow(sheet.key, identity, line.number, entries, row, identity in matched.blanks and not duplicate, duplicate))

    def _entries(self, sheet: Sheet, found: RawSheet, line: Line, identity: str, part: Part) -> Iterator[tuple[str, Entry]]:
        """The filled-in cells of a new row; a default is no edit."""
        defaults = default_values(sheet, self.issued.department)
        for field in line.fields(sheet):
            reading = line.reading(field)
            if reading.taken and reading.value in (None, defaults.get(field.key)):
                continue
            source = Source(self.file, found.name, line.cell(field))
            if reading.code:
                part.findings.add([self._value_finding(sheet, field, line, identity, reading.code, source, new=True)])
            yield field.key, Entry(reading.value, line.written(field), source, field.editors != "coordinator", reading.taken)
