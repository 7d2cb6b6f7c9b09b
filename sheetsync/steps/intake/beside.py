"""What people wrote where nothing is read: beside a table, between a form's lines, on sheets of their own."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Set

from sheetsync.model.kinds import Context, written
from sheetsync.model.ours import is_printed
from sheetsync.model.plan import CALENDAR
from sheetsync.model.raw import RawCell, RawSheet, RawWorkbook, address
from sheetsync.model.record import Issued
from sheetsync.model.template import Field, Sheet, Template
from sheetsync.steps.intake.forms import form_places
from sheetsync.steps.intake.headers import HEADER_ROWS
from sheetsync.steps.intake.labels import Labels, normal
from sheetsync.steps.intake.lines import Line
from sheetsync.steps.intake.tables import Table, find_table, locate

SHARE = 0.8
"""A sheet with at least this share of a table's labels in one row is a second one of that table."""

Beside = tuple[str, str]
"""A cell's address and what stands in it."""


def beside_table(found: RawSheet, header: int, columns: Set[int]) -> Iterator[Beside]:
    """The cells below the header row that stand in none of the columns that have a header."""
    for number, row in found.rows:
        if number > header and not row.keys() <= columns:
            yield from _texts(number, {column: cell for column, cell in row.items() if column not in columns})


def doubled_cells(table: Table) -> Iterator[tuple[Field, list[Beside]]]:
    """The fields that stand in a second column as well, with the cells there that say something else than the first one."""
    for field, column in table.doubled:
        lines = ((line, line.cells[column]) for line in table.lines if column in line.cells)
        yield field, [(address(line.number, column), text) for line, cell in lines if (text := _other(field, line, cell))]


def _other(field: Field, line: Line, cell: RawCell) -> str:
    """What a cell says of a row, if it is not what the row says of that field."""
    mine, theirs = line.reading(field), line.table.reading(field, cell)
    return written(cell).strip() if (mine.value, mine.taken) != (theirs.value, theirs.taken) or not theirs.taken else ""


def beside_ours(found: RawSheet, header: int, labels: Container[object], issued: Issued) -> Iterator[Beside]:
    """What was typed into the columns of our own of these labels, in which nothing is to be filled in."""
    headed = dict(found.rows).get(header, {})
    ours = {column for column, cell in headed.items() if cell.value in labels}
    for number, row in found.rows:
        if number > header and not ours.isdisjoint(row):
            typed = {column: row[column] for column in ours if column in row and written(row[column]).strip() not in issued.notes}
            yield from _texts(number, typed)


def beside_form(sheet: Sheet, found: RawSheet) -> Iterator[Beside]:
    """The cells from the first label on that are neither a label nor the value of one."""
    labels, values = form_places(sheet, found)
    ours = {*labels, *values.values()}
    first = min((row for row, _ in labels), default=0)
    for number, row in found.rows:
        if number >= first > 0:
            yield from _texts(number, {column: cell for column, cell in row.items() if (number, column) not in ours})


def above(sheet: Sheet, found: RawSheet, first: int, issued: Issued) -> Iterator[Beside]:
    """What was typed above a table's header, or above the first line of a form, row by row."""
    labels = Labels(sheet)
    for number, row in ((number, row) for number, row in found.rows if number < first and issued.printed):
        # a header may have a second row; right above it stands how many cells are still blank
        typed = {c: cell for c, cell in row.items() if not labels.key(cell.value)}
        if number == first - 1:
            typed = {c: cell for c, cell in typed.items() if c > 1 or not (cell.formula or written(cell).isdecimal())}
        if texts := list(_typed(number, typed, issued)):
            yield texts[0][0], " · ".join(text for _, text in texts)


def first_label(sheet: Sheet, found: RawSheet) -> int:
    """The row of a form's first label; 0 where it has none."""
    labels, _ = form_places(sheet, found)
    return min((row for row, _ in labels), default=0)


def printed_sheets(raw: RawWorkbook, template: Template, issued: Issued) -> Iterator[tuple[RawSheet, list[Beside]]]:
    """The sheets of ours on which nothing is read, instructions and lists of what is to be mended, with what was typed there."""
    notes = {normal(label) for sheet in template.sheets if sheet.form == "notes" for label in sheet.labels.values()}
    for found in raw.sheets if issued.printed else ():
        if normal(found.name) in notes or is_aside(found, issued):
            rows = ((number, {c: cell for c, cell in row.items() if not _counts(c, cell)}) for number, row in found.rows)
            yield found, [each for number, row in rows for each in _typed(number, row, issued)]


def _counts(column: int, cell: RawCell) -> bool:
    """Whether a cell is the number of a line in a list."""
    return column == 1 and cell.type == "number"


def is_aside(found: RawSheet, issued: Issued) -> bool:
    """Whether a sheet is one that we have put before the others ourselves, be it under another name."""
    first = next((row for _, row in found.rows), {})
    return found.name in issued.aside or (bool(first) and first[min(first)].value in issued.aside)


def _typed(number: int, cells: Mapping[int, RawCell], issued: Issued) -> Iterator[Beside]:
    """What in cells is none of the texts that we have put there."""
    return ((cell, text) for cell, text in _texts(number, cells) if text not in issued.notes and not is_printed(text, issued.printed))


def _texts(number: int, cells: Mapping[int, RawCell]) -> Iterator[Beside]:
    for column, cell in sorted(cells.items()):
        if text := written(cell).strip():
            yield address(number, column), text


def strangers(raw: RawWorkbook, template: Template, context: Context) -> Iterator[tuple[RawSheet, Sheet | None]]:
    """Sheets with content that are not read; with the table of which it is a second one that says something else.

    Hidden sheets are no concern of ours, but for such second ones.
    """
    places = {each.key: sheet for each in template.data_sheets if (sheet := locate(each, raw)[0])}
    known = {id(sheet) for sheet in places.values()}
    notes = {normal(label) for sheet in template.sheets if sheet.form == "notes" for label in sheet.labels.values()}
    for found in raw.sheets:
        if id(found) not in known and normal(found.name) not in notes and found.rows:
            tables = (each for each in template.tables if each.key in places and _says_more(each, found, places[each.key], context))
            second = next(tables, None)
            if second or (found.state == "visible" and not _holds_lists(found)):
                yield found, second


def _holds_lists(found: RawSheet) -> bool:
    """Whether a sheet is the hidden one of the lists, which some programs show."""
    head = (row for number, row in found.rows if number <= HEADER_ROWS)
    return any(cell.value == CALENDAR for row in head for cell in row.values())


def _says_more(sheet: Sheet, second: RawSheet, first: RawSheet, context: Context) -> bool:
    """Whether a sheet is another one of a table, with rows that the first one lacks."""
    more = _contents(sheet, second, context, SHARE)
    return bool(more and more - _contents(sheet, first, context, 0))


def _contents(sheet: Sheet, found: RawSheet, context: Context, share: float) -> set[frozenset[tuple[str, object]]]:
    """What the rows of a table say, each by its id and its fields."""
    table = find_table(sheet, found, context, share)
    return {frozenset(_content(sheet, line)) for line in table.lines if line.filled} if table else set()


def _content(sheet: Sheet, line: Line) -> Iterator[tuple[str, object]]:
    yield "", line.visible or line.hidden
    for field in line.fields(sheet):
        reading = line.reading(field)
        yield field.key, reading.value if reading.taken else line.written(field)
