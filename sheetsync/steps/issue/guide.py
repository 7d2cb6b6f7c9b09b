"""The sheet of instructions: what this is, until when, what to do, what colours mean; all of it out of the template and the project."""

from __future__ import annotations

from collections.abc import Iterator

from sheetsync.model.page_breaks import breaks
from sheetsync.model.plan import Cell, Column, Row, SheetPlan, Style, title_height
from sheetsync.model.rights import must_fill
from sheetsync.model.template import Sheet
from sheetsync.steps.issue.assignment import Assignment
from sheetsync.steps.issue.look import height
from sheetsync.steps.issue.marks import finishing, word
from sheetsync.steps.issue.table import MARK, footer

MARGIN, LABELS, TEXTS = 2.0, 24.0, 76.0
"""The widths of the columns: a margin, labels, texts."""
PLAIN = Style(wrap=True)
LOWEST = 21.0
TOGETHER = 6
"""So many rows of a section stay together: the heading with the space around it, and three of the rows below it."""
KINDS_TOLD = ("choice", "ref", "refs", "choices", "departments", "date", "datetime", "time", "percent", "rating", "text")
"""The field types of which the instructions say how to fill them in, in this order."""


def guide_plan(assignment: Assignment, sheet: Sheet) -> SheetPlan:
    """The sheet of instructions."""
    blocks = [
        list(_head(assignment)),
        list(_section(assignment, "steps", _steps(assignment))),
        list(_section(assignment, "sheets", _sheets(assignment))),
        list(_section(assignment, "colours", _colours(assignment))),
        list(_section(assignment, "values", _values(assignment))),
        list(_section(assignment, "required", _required(assignment))),
    ]
    rows = [row for block in blocks for row in block]
    return SheetPlan(
        sheet.label(assignment.language),
        (Column(MARGIN), Column(LABELS, PLAIN), Column(TEXTS, PLAIN)),
        rows,
        merges=tuple((number, 2, number, 3) for number, row in enumerate(rows, 1) if len(row.cells) == 2),
        protect=True,
        tab="title",
        landscape=False,
        breaks=tuple(breaks(blocks, MARGIN + LABELS + TEXTS, TOGETHER)),
        print_range=(1, 1, len(rows), 3),
        footer=footer(assignment),
    )


def _head(assignment: Assignment) -> Iterator[Row]:
    words, department = assignment.words, assignment.department
    title = words("issue.guide.title", project=assignment.project.name)
    yield Row(("", Cell(title, Style("title", wrap=True))), title_height(title, LABELS + TEXTS), Style())
    hello = f"issue.guide.hello{'' if department.contact else '.nobody'}"
    yield _text(words(hello, department=department.name, contact=department.contact), Style("subtitle", wrap=True))
    yield Row((), 6, Style())
    facts = {
        "department": words("issue.with", name=department.name, more=department.code),
        "round": assignment.round.name,
        "due": assignment.due,
        "ask": _ask(assignment),
        "code": words("issue.guide.code", code=assignment.token),
    }
    for key, value in facts.items():
        look = Style("warn" if key == "due" else "input", wrap=True, bold=key == "due", indent=1)
        yield _pair(Cell(words(f"issue.guide.{key}.label"), Style("label", indent=1)), Cell(value, look))


def _ask(assignment: Assignment) -> str:
    """Whom to ask: who started the project, and on a line of its own where people talk about it, as far as the project says."""
    words, facts = assignment.words, assignment.project.facts
    person, department, channel = (facts.get(key) for key in ("initiator", "initiating_department", "channel"))
    who = words("issue.with", name=person, more=department) if person and department else person or department
    ask = words("issue.guide.ask", who=who) if who else words("issue.guide.ask.nobody")
    return f"{ask}\n{words('issue.guide.ask.channel', channel=channel)}" if channel else ask


def _section(assignment: Assignment, key: str, rows: Iterator[Row]) -> Iterator[Row]:
    """A heading with its rows; nothing when there are none."""
    found = list(rows)
    if found:
        yield Row((), 12, Style())
        heading = Cell(assignment.words(f"issue.guide.heading.{key}"), Style("heading"))
        yield Row(("", heading, Cell("", Style("heading"))), 22, Style())
        yield Row((), 5, Style())
        yield from found


def _steps(assignment: Assignment) -> Iterator[Row]:
    words, tables = assignment.words, assignment.template.tables
    prefix = tables[0].prefix if tables else ""
    told = {
        "forms": [sheet.label(assignment.language) for sheet in assignment.template.forms],
        "department": assignment.department.name,
        "example": next((ids[0] for ids in assignment.blanks.values() if ids), prefix),
        "due": assignment.due,
    }
    steps = [words(f"issue.guide.step.{number}", **told) for number in range(1 if assignment.template.forms else 2, 5)]
    for number, step in enumerate(steps, 1):
        yield _text(f"{number}. {step}", Style(wrap=True, indent=1))


def _sheets(assignment: Assignment) -> Iterator[Row]:
    """One line per sheet, with a link to it, what it is for and how much there is of it."""
    words, language = assignment.words, assignment.language
    for sheet in assignment.template.data_sheets:
        label = sheet.label(language)
        told = [sheet.hints.get(language, ""), _how_many(assignment, sheet) if sheet.form == "table" else ""]
        link = Cell(label, Style("link", indent=1), link=f"'{label.replace(chr(39), chr(39) * 2)}'!A1")
        yield _pair(link, Cell("\n".join(filter(None, told)) or words("issue.guide.form"), Style("input", wrap=True, indent=1)))


def _how_many(assignment: Assignment, sheet: Sheet) -> str:
    shown, blanks, department = assignment.shown[sheet.key], len(assignment.blanks[sheet.key]), assignment.department.name
    if not shown:
        return assignment.words("issue.guide.table.empty", blanks=blanks)
    mine = sum(record.values.get(sheet.owner) == department for record in shown)
    return assignment.words("issue.guide.table", mine=mine, others=len(shown) - mine, blanks=blanks, department=department)


def _colours(assignment: Assignment) -> Iterator[Row]:
    """Each look with what it means, in that look."""
    words = assignment.words
    looks = [("input", words("issue.colour.input.label")), ("required", words("issue.colour.required.label") + MARK)]
    looks += [("locked", words("issue.colour.locked.label")), ("id", words("issue.colour.id.label"))]
    looks += [("mend", words("issue.colour.mend.label"))] if assignment.troubles else []
    looks += [("open", words("issue.colour.open.label"))] if assignment.notes else []
    ruled = {aim.rule for aim in assignment.template.checks}
    looks += [
        (tone, f"{word(assignment, rule)}{assignment.round.opened_on}") for rule, tone in (("overdue", "bad"), ("due-soon", "warn")) if rule in ruled
    ]
    for tone, label in looks:
        told = words(f"issue.colour.{tone}", department=assignment.department.name, days=assignment.project.thresholds.get("due_soon", 0))
        yield _pair(Cell(label, Style(tone, align="center")), Cell(told, Style("input", wrap=True, indent=1)))
    for sheet in assignment.template.tables:
        for aim in finishing(assignment.template, sheet):
            finished = sheet.field(str(aim.options["finished"])).label(assignment.language)
            told = words("issue.colour.muted", field=finished, sheet=sheet.label(assignment.language))
            yield _pair(Cell(finished, Style("muted", align="center")), Cell(told, Style("input", wrap=True, indent=1)))


def _values(assignment: Assignment) -> Iterator[Row]:
    """How to fill in the types of fields that the template has and the department may fill in."""
    there = {field.kind for sheet in assignment.template.data_sheets for field in sheet.columns if field.editors != "coordinator"}
    for kind in KINDS_TOLD:
        if kind in there:
            label = Cell(assignment.words(f"issue.kind.{kind}"), Style("label", indent=1))
            yield _pair(
                label, Cell(assignment.words(f"issue.guide.kind.{kind}", example=assignment.round.due_at.date()), Style("input", wrap=True, indent=1))
            )


def _required(assignment: Assignment) -> Iterator[Row]:
    """One line per table: what must be filled in."""
    for sheet in assignment.template.tables:
        must = [field.label(assignment.language) for field in sheet.columns if must_fill(field)]
        if must:
            label = Cell(sheet.label(assignment.language), Style("label", indent=1))
            yield _pair(label, Cell(assignment.words("issue.guide.required", fields=must), Style("input", wrap=True, indent=1)))


def _pair(label: Cell, text: Cell) -> Row:
    """A label and what there is to say to it."""
    return Row(("", label, text), height([(label.value, LABELS), (text.value, TEXTS)], LOWEST), Style())


def _text(text: str, look: Style) -> Row:
    """A sentence over both columns; rows of two cells are merged so."""
    return Row(("", Cell(text, look)), height([(text, LABELS + TEXTS)], LOWEST), Style())
