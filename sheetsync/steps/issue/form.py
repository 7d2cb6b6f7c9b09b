"""A form's sheet: a label and a value per line, one record."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from sheetsync.model import kinds
from sheetsync.model.kinds import Context, Value
from sheetsync.model.plan import Cell, CellValue, Column, Note, Row, SheetPlan, Style, Validation, line_count, row_height, title_height
from sheetsync.model.project import Department
from sheetsync.model.raw import RawCell
from sheetsync.model.record import Record, Values
from sheetsync.model.rights import may_change
from sheetsync.model.template import Field, Sheet
from sheetsync.steps.issue.assignment import Assignment
from sheetsync.steps.issue.head import counted, head_rows, left_in_lines, left_marks, text_and_style
from sheetsync.steps.issue.lists import Lists
from sheetsync.steps.issue.look import height, style
from sheetsync.steps.issue.rules import cell_guard, field_rule, guard
from sheetsync.steps.issue.table import MARK, footer

LABELS, VALUES = 20.0, 78.0
"""The widths of the two columns."""


def form_values(assignment: Assignment, sheet: Sheet) -> Values:
    """What a form holds: the project's facts, and what the state has that is no fact or was changed since."""
    record = assignment.opening.state.get(sheet.key, {}).get(sheet.key, Record(sheet.key, {}))
    found = {field.key: _value(assignment, field, record) for field in sheet.columns}
    return {key: value for key, value in found.items() if value is not None}


def _value(assignment: Assignment, field: Field, record: Record) -> Value:
    fact = _fact(assignment, field.fill) if field.fill else ""
    if not fact or (field.key in record.origins and field.fill.startswith("project.")):
        return record.values.get(field.key)
    departments = tuple((d.name, d.code) for d in assignment.project.departments)
    reading = kinds.read(RawCell(fact), field, Context(departments, assignment.round.opened_on))
    return reading.value if reading.taken else None


def _fact(assignment: Assignment, fill: str) -> str:
    """The fact of that name, as text; blank where there is none."""
    project = assignment.project
    facts: Mapping[str, Callable[[], str]] = {
        "project.name": lambda: project.name,
        "departments.names": lambda: "、".join(project.names),
        "departments.contacts": lambda: "\n".join(_contact(assignment, each) for each in project.departments),
        "round.name": lambda: assignment.round.name,
        "round.due_at": lambda: assignment.due,
    }
    return facts[fill]() if fill in facts else str(project.facts.get(fill.removeprefix("project."), ""))


def _contact(assignment: Assignment, department: Department) -> str:
    details = [each for each in (department.duty, department.contact, department.email) if each]
    return assignment.words("issue.contact", name=department.name, details=details) if details else department.name


def form_plan(assignment: Assignment, sheet: Sheet, lists: Lists, values: Values) -> SheetPlan:
    """The sheet of a form."""
    *above, last = head_rows(assignment, sheet)
    head = [*map(_across, above), last]
    lines = [Line(assignment, sheet, field, values, len(head) + n) for n, field in enumerate(sheet.columns, 1)]
    must = [line for line in lines if line.field.required and line.allowed]
    left = left_in_lines([f"$B${line.number}" for line in must], [line.content for line in must])
    return SheetPlan(
        sheet.label(assignment.language),
        (Column(LABELS, Style("label", wrap=True, indent=1, top=True)), Column(VALUES, Style("input", wrap=True, locked=False))),
        [*head[:-1], counted(last, left), *(line.row() for line in lines)],
        protect=True,
        validations=tuple(line.validation(lists) for line in lines),
        conditionals=left_marks(assignment, len(head)) if left else (),
        notes=tuple(note for line in lines for note in line.notes()),
        tab="muted",
        freeze=(len(head) + 1, 1),
        print_range=(1, 1, len(head) + len(lines), 2),
        merges=tuple((number, 1, number, 2) for number, row in enumerate(above, 1)),
        footer=footer(assignment),
        landscape=False,
    )


def _across(row: Row) -> Row:
    """A row of the head as a text that is wrapped over both columns."""
    text, style = text_and_style(row)
    width = LABELS + VALUES
    high = title_height(text, width) if style.tone == "title" else row_height(line_count(text, width), row.height or 0)
    look = style._replace(wrap=True)
    return Row((Cell(text, look), Cell(None, look)), high, row.style)


class Line:
    """One line of a form."""

    def __init__(self, assignment: Assignment, sheet: Sheet, field: Field, values: Values, number: int) -> None:
        self.assignment, self.sheet, self.field, self.number = assignment, sheet, field, number
        self.allowed = may_change(sheet, field, values, assignment.department.name)
        place = (sheet.key, sheet.key, field.key)
        issued: CellValue = kinds.show(values.get(field.key), field, assignment.language, assignment.titles)
        self.content = assignment.cells.get(place, issued)
        self.wrong, self.open = assignment.troubles.get(place), assignment.notes.get(place)
        self.note = self.wrong or self.open or assignment.told.get(place)

    def row(self) -> Row:
        label = self.field.label(self.assignment.language) + MARK * (self.field.required and self.allowed)
        tone = "mend" if self.wrong else "open" if self.open else "input" if self.allowed else "locked"
        look = style(self.field, tone)._replace(align="left", indent=1)
        return Row((label, Cell(self.content, look)), height([(label, LABELS), (self.content, VALUES - 2)], 26), grows=True)

    def validation(self, lists: Lists) -> Validation:
        ranges = ((self.number, 2, self.number, 2),)
        if self.allowed:
            return field_rule(self.assignment, self.sheet, self.field, lists, ranges)
        return cell_guard(self.assignment, guard(self.assignment, self.sheet, self.field), ranges)

    def notes(self) -> Iterator[Note]:
        if self.note:
            yield Note(self.number, 2, self.note)
