"""The first sheet of a workbook that is given back: everything that is to be mended, each with a link to where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from sheetsync.model.mending import Mending, Trouble
from sheetsync.model.plan import Cell, Column, Row, SheetPlan, Style, line_count, row_height, title_height
from sheetsync.model.raw import address
from sheetsync.model.template import Sheet
from sheetsync.steps.issue.assignment import Assignment
from sheetsync.steps.issue.grid import arrange
from sheetsync.steps.issue.look import height
from sheetsync.steps.issue.table import footer, head_rows

MOST = 100
"""So many things are listed; more are counted, and found by the filter of each table."""
COLUMNS = ("number", "place", "what", "field", "text")
NUMBER, PLACE, WHAT, FIELD, TEXT = 6.0, 24.0, 28.0, 16.0, 64.0
"""The widths of the columns."""
WIDTH = NUMBER + PLACE + WHAT + FIELD + TEXT
LOWEST = 21.0


def mend_list(assignment: Assignment, mending: Mending, name: str) -> SheetPlan:
    """The sheet of that name."""
    head = list(_head(assignment, mending))
    header = Row(tuple(Cell(assignment.words(f"mend.list.{key}"), Style("header", wrap=True)) for key in COLUMNS))
    body = [_line(assignment, number, each) for number, each in enumerate(mending.troubles[:MOST], 1)]
    rest = len(mending.troubles) - MOST
    more = [_across(assignment.words("mend.list.more", count=rest, column=assignment.words("mend.column")), Style("warn", wrap=True))] * (rest > 0)
    rows = [*head, header._replace(height=24), *body, *more]
    look = Style("input", wrap=True, top=True)
    centred = look._replace(align="center")
    merged = (*range(1, len(head) + 1), *([len(rows)] if more else []))
    return SheetPlan(
        name,
        (Column(NUMBER, centred), Column(PLACE, look), Column(WHAT, look), Column(FIELD, look), Column(TEXT, look)),
        rows,
        freeze=(len(head) + 2, 1),
        protect=True,
        tab="mend",
        repeat_rows=(len(head) + 1, len(head) + 1),
        print_range=(1, 1, len(rows), 5),
        merges=tuple((number, 1, number, 5) for number in merged if rows[number - 1].cells),
        footer=footer(assignment),
    )


def _head(assignment: Assignment, mending: Mending) -> Iterator[Row]:
    words = assignment.words
    told = {"department": assignment.department.name, "round": assignment.round.name, "project": assignment.project.name}
    title = words("mend.title", **told)
    yield _across(title, Style("title", wrap=True), title_height(title, WIDTH))
    saved = "mend.saved.by" if mending.saved_by else "mend.saved"
    yield _across(words(saved, by=mending.saved_by, at=words.moment(mending.saved_at), **told), Style("subtitle", wrap=True))
    column = words("mend.column")
    for number in range(1, 4):
        yield _across(f"{number}. {words(f'mend.step.{number}', count=mending.count, column=column)}", Style("plain", wrap=True))
    yield Row((), 6, Style())


def _across(text: str, look: Style, tall: float = 0) -> Row:
    """A text over all columns."""
    return Row((Cell(text, look), *(Cell(None, look) for _ in range(4))), tall or row_height(line_count(text, WIDTH), LOWEST), Style())


def _line(assignment: Assignment, number: int, trouble: Trouble) -> Row:
    """One thing to mend, with a link to its cell."""
    sheet = assignment.template.sheet(trouble.sheet)
    label = sheet.label(assignment.language)
    cell = _cell(assignment, sheet, trouble)
    place = f"{label} {cell}".strip()
    link = Cell(place, Style("link", wrap=True, top=True), link=f"'{label.replace(chr(39), chr(39) * 2)}'!{cell or 'A1'}")
    field = sheet.find(trouble.field)
    told = (_what(assignment, trouble), field.label(assignment.language) if field else "", trouble.text)
    tall = height(zip((place, *told), (PLACE, WHAT, FIELD, TEXT), strict=True), LOWEST)
    return Row((number, link, *told), tall)


def _what(assignment: Assignment, trouble: Trouble) -> str:
    """The record, with what it is about in a few words."""
    sheet = assignment.template.sheet(trouble.sheet)
    if not trouble.record or sheet.form != "table":
        return ""
    filled = assignment.cells.get((trouble.sheet, trouble.record, sheet.title)) if sheet.title else None
    title = filled or assignment.titles.get(trouble.record, "")
    return f"{assignment.names.get(trouble.record, trouble.record)}  {title}".strip()


def _cell(assignment: Assignment, sheet: Sheet, trouble: Trouble) -> str:
    """Where the thing stands in this workbook; blank where it is about a whole sheet."""
    head = len(head_rows(assignment, sheet))
    if sheet.form == "form":
        rows = {field.key: head + number for number, field in enumerate(sheet.columns, 1)}
        return address(rows[trouble.field], 2) if trouble.field in rows else ""
    columns = {"" if field.kind == "id" else field.key: number for number, field in enumerate(arrange(sheet), 1) if field}
    if not trouble.record:
        return address(head + 1, columns[trouble.field]) if trouble.field in columns and trouble.field else ""
    ids = (*(r.id for r in assignment.shown[sheet.key]), *assignment.added.get(sheet.key, ()), *assignment.blanks.get(sheet.key, ()))
    rows = dict(zip(ids, count(head + 2), strict=False))
    return address(rows[trouble.record], columns[trouble.field]) if trouble.record in rows and trouble.field in columns else ""
