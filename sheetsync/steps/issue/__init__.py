"""Makes the workbook that a department is sent, and remembers exactly what its cells hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, time
from itertools import islice
from types import MappingProxyType

from sheetsync.model.calendar import Calendar
from sheetsync.model.copy import Place
from sheetsync.model.kinds import Value
from sheetsync.model.ours import printed
from sheetsync.model.plan import Cell, Row, SheetPlan, WorkbookPlan
from sheetsync.model.project import Department, Project
from sheetsync.model.record import Issued, Opening, Values
from sheetsync.model.round import Round
from sheetsync.model.template import Sheet, Template
from sheetsync.model.token import TOKEN_PROPERTY
from sheetsync.model.words import Words
from sheetsync.steps.issue.assignment import Assignment, blank_ids, seen, unlike
from sheetsync.steps.issue.columns import shown_columns
from sheetsync.steps.issue.form import form_plan, form_values
from sheetsync.steps.issue.guide import guide_plan
from sheetsync.steps.issue.head import head_rows
from sheetsync.steps.issue.lists import Lists, lists_plan, make_lists, names
from sheetsync.steps.issue.register import Register
from sheetsync.steps.issue.table import table_plan

NO_NOTES: Mapping[Place, str] = MappingProxyType({})


def issue(
    template: Template,
    project: Project,
    opening: Opening,
    round: Round,
    department: Department,
    token: str,
    words: Words,
    calendar: Calendar,
    notes: Mapping[Place, str] = NO_NOTES,
    register: Register | None = None,
    told: Mapping[Place, str] = NO_NOTES,
) -> tuple[Issued, WorkbookPlan]:
    """A department's workbook of a round: what it holds, by meaning, and how it is laid out.

    `notes` are the texts for cells (sheet, record, field) about which a decision is still open; those cells are marked. `told` are texts for
    others, which are not. `register` is that of the opening's state, which all workbooks of a round can share.
    """
    register = register or Register(template, opening.state, words.language)
    shown = register.concerning(department.name)
    columns = shown_columns(template, project, opening.state, shown, register.titles, words)
    assignment = Assignment(
        template=columns.added(template),
        project=project,
        opening=opening,
        round=round,
        department=department,
        token=token,
        words=words,
        calendar=calendar,
        notes=seen(notes, template, shown),
        shown=shown,
        blanks=blank_ids(template, project, opening, department),
        titles=register.titles,
        told=seen({place: text for place, text in told.items() if place not in notes}, template, shown),
        cells=columns.cells,
    )
    forms = {sheet.key: form_values(assignment, sheet) for sheet in template.forms}
    plan = workbook_plan(assignment, forms)
    return replace(_issued(assignment, forms, template), printed=printed(texts_aside(assignment, plan))), plan


def _issued(assignment: Assignment, forms: Mapping[str, Values], template: Template) -> Issued:
    sheets = template.sheet
    tables = {key: {record.id: _filled(sheets(key), record.values) for record in records} for key, records in assignment.shown.items()}
    return Issued(
        token=assignment.token,
        department=assignment.department.name,
        round=assignment.round.name,
        order=assignment.round.order,
        language=assignment.language,
        template=template.version or template.name,
        base={**tables, **{key: {key: values} for key, values in forms.items()}},
        blanks=assignment.blanks,
        notes=frozenset((*assignment.notes.values(), *assignment.told.values(), *assignment.beside)),
    )


def texts_aside(assignment: Assignment, plan: WorkbookPlan) -> Iterator[str]:
    """The texts of a workbook that stand where nothing is read: above each table and form, and on the sheets of instructions."""
    for sheet, page in zip(assignment.template.sheets, plan.sheets, strict=False):
        head = None if sheet.form == "notes" else len(head_rows(assignment, sheet))
        yield from texts_of(islice(page.rows, head))


def texts_of(rows: Iterable[Row]) -> Iterator[str]:
    """The texts in rows."""
    values = (cell.value if isinstance(cell, Cell) else cell for row in rows for cell in row.cells)
    return (value for value in values if isinstance(value, str))


def _filled(sheet: Sheet, values: Values) -> dict[str, Value]:
    """What the workbook shows of a record: nothing that the template does not ask."""
    return {key: value for key, value in values.items() if value is not None and sheet.find(key)}


def workbook_plan(assignment: Assignment, forms: Mapping[str, Values]) -> WorkbookPlan:
    """A workbook's layout; `forms` are the values of its forms."""
    lists, listed = make_lists(assignment), _lists_name(assignment)
    told = {"project": assignment.project.name, "department": assignment.department.name, "round": assignment.round.name}
    sheets = [_sheet(assignment, sheet, lists, forms) for sheet in assignment.template.sheets]
    lists = lists.needed(sheets)
    return WorkbookPlan(
        sheets=(*sheets, lists_plan(assignment.words, assignment.token, lists, listed)),
        names=names(lists, listed),
        title=assignment.words("issue.title", **told),
        keywords=assignment.token,
        custom={TOKEN_PROPERTY: assignment.token},
        created=datetime.combine(assignment.round.opened_on, time()),
    )


def _sheet(assignment: Assignment, sheet: Sheet, lists: Lists, forms: Mapping[str, Values]) -> SheetPlan:
    if sheet.form == "notes":
        return guide_plan(assignment, sheet)
    return table_plan(assignment, sheet, lists) if sheet.form == "table" else form_plan(assignment, sheet, lists, forms[sheet.key])


def _lists_name(assignment: Assignment) -> str:
    """The name of the hidden sheet, unlike those of the template's sheets."""
    taken = {sheet.label(assignment.language).casefold() for sheet in assignment.template.sheets}
    return unlike(assignment.words("issue.sheet.lists"), taken)
