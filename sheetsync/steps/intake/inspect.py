"""Looks a workbook over without knowing what was issued: which cells cannot be read as what their column asks for, and which are missing."""

from __future__ import annotations

from collections.abc import Iterator

from sheetsync.model.finding import Finding
from sheetsync.model.kinds import Context
from sheetsync.model.mending import FoundTable
from sheetsync.model.ours import ours_in
from sheetsync.model.raw import RawSheet, RawWorkbook
from sheetsync.model.template import Field, Sheet, Template
from sheetsync.steps.intake.cap import Findings
from sheetsync.steps.intake.labels import labels_of_ours, normal
from sheetsync.steps.intake.lines import Line
from sheetsync.steps.intake.tables import find_table, locate

DEPARTMENTS = ("department", "departments")


def inspect_workbook(raw: RawWorkbook, template: Template, context: Context, file: str) -> list[Finding]:
    """The findings about every filled-in row of the template's tables, sheet by sheet; names of departments only where these are known."""
    findings, ours = Findings(), ours_in(raw)
    for sheet in template.tables:
        found, how = locate(sheet, raw)
        if found is None:
            findings.add([Finding("missing-sheet", file=file, sheet=sheet.key)])
            continue
        if how:
            findings.add([Finding(how, file=file, sheet=sheet.key, place=found.name, value=found.name)])
        aside = ours.aside | labels_of_ours(template, sheet.key)
        findings.add(f for f in _table(sheet, found, context, file) if f.code != "unknown-column" or f.value not in aside)
    return list(findings)


def found_tables(raw: RawWorkbook, template: Template, context: Context) -> Iterator[FoundTable]:
    """The template's tables as they stand in the workbook."""
    for sheet in template.tables:
        found, _ = locate(sheet, raw)
        table = find_table(sheet, found, context) if found else None
        if found and table:
            first = next(iter(table.lines), None)
            columns, ids = (first.table.columns, first.id_column) if first else ({}, 0)
            yield FoundTable(sheet.key, found.name, table.header, columns, ids, {line.number: line.cells for line in table.lines})


def language_of(raw: RawWorkbook, template: Template) -> str:
    """The language in which most of the workbook's sheets are named."""
    names = {normal(sheet.name) for sheet in raw.sheets}
    return max(template.languages, key=lambda language: sum(normal(s.label(language)) in names for s in template.sheets))


def _table(sheet: Sheet, found: RawSheet, context: Context, file: str) -> Iterator[Finding]:
    table = find_table(sheet, found, context)
    if table is None:
        yield Finding("missing-sheet", file=file, sheet=sheet.key, place=found.name, value=found.name, reason="no-header")
        return
    for field in table.missing:
        yield Finding("missing-column", file=file, sheet=sheet.key, place=found.name, field=field.key)
    for label, cell in table.unknown:
        yield Finding("unknown-column", file=file, sheet=sheet.key, place=found.name, cell=cell, value=label)
    for line in table.lines:
        if line.filled:
            for field in line.fields(sheet):
                if context.departments or field.kind not in DEPARTMENTS:
                    yield from _cell(sheet, field, line, found.name, file)


def _cell(sheet: Sheet, field: Field, line: Line, place: str, file: str) -> Iterator[Finding]:
    reading = line.reading(field)
    code, reason = reading.code, reading.reason
    if not code and reading.value is None and field.required:
        code, reason = "required-missing", "new"
    if code:
        yield Finding(
            code, file=file, sheet=sheet.key, record=line.visible, field=field.key, place=place, cell=line.cell(field),
            value=line.written(field), reason=reason, detail=line.detail(field),
        )  # fmt: skip
