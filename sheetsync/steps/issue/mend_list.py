"""The first sheet of a workbook that is given back: everything that is to be mended, each with a link to where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from typing import NamedTuple

from sheetsync.model.mending import Mending, Trouble
from sheetsync.model.plan import Cell, Column, Row, SheetPlan, Style, line_count, row_height, title_height
from sheetsync.model.raw import address
from sheetsync.model.template import Sheet
from sheetsync.model.words import Words
from sheetsync.steps.issue.assignment import Assignment
from sheetsync.steps.issue.grid import arrange
from sheetsync.steps.issue.head import head_rows
from sheetsync.steps.issue.look import height, shorten
from sheetsync.steps.issue.table import footer

MOST = 100
"""So many things are listed; more are counted, and found by the filter of each table."""
COLUMNS = ("number", "place", "what", "field", "text")
NUMBER, PLACE, WHAT, FIELD, TEXT = 6.0, 24.0, 28.0, 16.0, 64.0
"""The widths of the columns."""
WIDTH = NUMBER + PLACE + WHAT + FIELD + TEXT
LOWEST = 21.0
LONGEST_TITLE = 50
"""So many characters of what a record is about are listed."""


class Line(NamedTuple):
    """One thing to mend: where it stands, the link that leads there, the record, the field, and what is wrong."""

    place: str
    link: str
    what: str
    field: str
    text: str
    along: bool = False


def mend_list(assignment: Assignment, mending: Mending, name: str) -> SheetPlan:
    """The sheet of that name, for a copy that is laid out again."""
    lines = [_line(assignment, each) for each in mending.troubles]
    told = {"department": assignment.department.name, "round": assignment.round.name, "project": assignment.project.name}
    title = assignment.words("mend.title", **told)
    saved = "mend.file" if mending.file else "mend.saved.by" if mending.saved_by else "mend.saved"
    arrived = assignment.words(saved, by=mending.saved_by, at=assignment.words.moment(mending.saved_at), file=mending.file, **told)
    return mend_sheet(assignment.words, name, title, arrived, lines, footer(assignment))


def mend_sheet(words: Words, name: str, title: str, saved: str, lines: Sequence[Line], foot: str) -> SheetPlan:
    """A sheet that lists what is to be mended; `saved` says whose file it was and what has become of the rest of it."""
    head = list(_head(words, title, saved, sum(not each.along for each in lines)))
    header = Row(tuple(Cell(words(f"mend.list.{key}"), Style("header", wrap=True)) for key in COLUMNS))
    body = [_row(number, each) for number, each in enumerate(lines[:MOST], 1)]
    rest = len(lines) - MOST
    more = [_across(words("mend.list.more", count=rest, column=words("mend.column")), Style("warn", wrap=True))] * (rest > 0)
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
        footer=foot,
    )


def _head(words: Words, title: str, saved: str, count: int) -> Iterator[Row]:
    yield _across(title, Style("title", wrap=True), title_height(title, WIDTH))
    yield _across(saved, Style("subtitle", wrap=True))
    for number in range(1, 4):
        yield _across(f"{number}. {words(f'mend.step.{number}', count=count, column=words('mend.column'))}", Style("plain", wrap=True))
    yield Row((), 6, Style())


def _across(text: str, look: Style, tall: float = 0) -> Row:
    """A text over all columns."""
    return Row((Cell(text, look), *(Cell(None, look) for _ in range(4))), tall or row_height(line_count(text, WIDTH), LOWEST), Style())


def _row(number: int, line: Line) -> Row:
    """One thing to mend, with a link to its cell."""
    look = Style("link", wrap=True, top=True)
    told = (line.what, line.field, line.text)
    tall = height(zip((line.place, *told), (PLACE, WHAT, FIELD, TEXT), strict=True), LOWEST)
    return Row((number, Cell(line.place, look, link=line.link) if line.link else line.place, *told), tall)


def link_to(sheet: str, cell: str) -> str:
    """A link to a cell of a sheet."""
    return f"'{sheet.replace(chr(39), chr(39) * 2)}'!{cell}"


def _line(assignment: Assignment, trouble: Trouble) -> Line:
    sheet = assignment.template.sheet(trouble.sheet)
    label = sheet.label(assignment.language)
    cell = _cell(assignment, sheet, trouble)
    field = sheet.find(trouble.field)
    named = field.label(assignment.language) if field else ""
    return Line(f"{label} {cell}".strip(), link_to(label, cell or "A1"), _what(assignment, trouble), named, trouble.text, trouble.along)


def _what(assignment: Assignment, trouble: Trouble) -> str:
    """The record, with what it is about in a few words."""
    sheet = assignment.template.sheet(trouble.sheet)
    if not trouble.record or sheet.form != "table":
        return ""
    filled = assignment.cells.get((trouble.sheet, trouble.record, sheet.title)) if sheet.title else None
    title = filled or assignment.titles.get(trouble.record, "")
    return f"{assignment.names.get(trouble.record, trouble.record)}  {shorten(' '.join(str(title).split()), LONGEST_TITLE)}".strip()


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
