"""A table's sheet: title, header, the records that concern the department, its blank rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sheetsync.model import kinds
from sheetsync.model.mending import TO_MEND
from sheetsync.model.plan import Cell, CellValue, Column, Note, Row, SheetPlan, Style, Validation, line_count, pages_wide, row_height, text_width
from sheetsync.model.record import Record
from sheetsync.model.rights import may_change, must_fill
from sheetsync.model.template import Field, Sheet
from sheetsync.steps.issue.assignment import Assignment, about_column
from sheetsync.steps.issue.grid import Grid, area, arrange
from sheetsync.steps.issue.head import counted, head_rows, left_in_rows, left_marks, text_and_style
from sheetsync.steps.issue.lists import Lists
from sheetsync.steps.issue.look import LOWEST, field_width, height, narrowed, shorten, style
from sheetsync.steps.issue.marks import marked_width, marks
from sheetsync.steps.issue.rules import Guard, guard, rules

HIDDEN_ID = "id"
"""The label of the second, hidden, column of ids, by which intake knows it."""
MARK = " *"
"""Follows the label of a required field."""
HEADER_LOWEST = 36.0
TITLE_SIZE = 1.65
"""How much wider a character of a title is than one of a table."""
FOOTER, LONGEST_NAME = 200, 36
"""Characters of a footer, of which Excel takes 255 with its codes, and of the project's name in it, so that it takes one line."""


class Slot(NamedTuple):
    """A row of the body: its record, or only the id of a blank row."""

    id: str
    record: Record | None


class Rights(NamedTuple):
    """What the department may change in a row: the fields, the columns of the others with why they are guarded, and how these look."""

    free: Sequence[str]
    guarded: Sequence[tuple[Guard, int]]
    looks: Sequence[Style | None]


def table_plan(assignment: Assignment, sheet: Sheet, lists: Lists) -> SheetPlan:
    """The sheet of a table."""
    return _Table(assignment, sheet, lists).plan()


class _Table:
    def __init__(self, assignment: Assignment, sheet: Sheet, lists: Lists) -> None:
        self.assignment, self.sheet, self.lists, self.language = assignment, sheet, lists, assignment.language
        self.head = head_rows(assignment, sheet)
        self.added = frozenset(assignment.added.get(sheet.key, ()))
        self.rows = [Slot(record.id, record) for record in assignment.shown[sheet.key]]
        self.rows += [Slot(id_, None) for id_ in (*assignment.added.get(sheet.key, ()), *assignment.blanks[sheet.key])]
        header = len(self.head) + 1
        self.grid = Grid(sheet, arrange(sheet), header, header + max(1, len(self.rows)))
        self.free: dict[str, list[int]] = {}
        self.guarded: dict[Guard, list[tuple[int, int]]] = {}
        self.notes: list[Note] = []
        self.editors = list({field.editors: field for field in sheet.columns}.values())
        """A field for each way to say who may change it."""
        self.rights: dict[tuple[bool, tuple[bool, ...]], Rights] = {}
        said = (assignment.troubles, assignment.notes, assignment.told, (place for place in assignment.cells if place[2] == TO_MEND))
        self.noted = frozenset(record for places in said for key, record, _ in places if key == sheet.key)
        """The rows about whose cells something is said."""
        self.contents = [self._contents(row) for row in self.rows]
        self.widths = [self._width(number) for number in range(self.grid.width)]

    def plan(self) -> SheetPlan:
        assignment, grid = self.assignment, self.grid
        head, body, left = [self._within(row) for row in self.head[1:-1]], list(self._body()), self._left()
        end = grid.last, grid.width
        return SheetPlan(
            self.sheet.label(self.language),
            tuple(self._column(field, width) for field, width in zip(grid.columns, self.widths, strict=True)),
            [self._title(), *head, counted(self.head[-1], left), self._header(), *body],
            freeze=(grid.first, 2),
            filter=(grid.header, 1, *end),
            protect=True,
            validations=tuple(self._validations()),
            conditionals=(*marks(assignment, grid), *(left_marks(assignment, grid.header - 1) if left else ())) if self.rows else (),
            notes=tuple(self.notes),
            tab="input",
            repeat_rows=(grid.header, grid.header),
            repeat_columns=(1, 1),
            pages_wide=pages_wide(width for width, field in zip(self.widths, grid.columns, strict=True) if field),
            print_range=(grid.header, 1, *end),
            header=printed_title(assignment, self.sheet),
            footer=footer(assignment),
            merges=tuple((number, 1, number, grid.width) for number, row in enumerate(head, 2) if len(row.cells) > 1),
        )

    def _title(self) -> Row:
        """The title, cut where the table ends: a page is as wide as the table, and the first columns stay when one scrolls."""
        title = self.head[0]
        return title._replace(cells=(narrowed(str(title.cells[0]), self._wide() / TITLE_SIZE),))

    def _within(self, row: Row) -> Row:
        """A row of the head; a text for which the table is too narrow is wrapped over all of it."""
        text, look = text_and_style(row) if row.cells else ("", Style())
        if text_width(text) <= self._wide():
            return row
        look = look._replace(wrap=True)
        blanks = [Cell(None, look) for _ in self.widths[1:]]
        return Row((Cell(text, look), *blanks), row_height(line_count(text, self._wide()), row.height or 0), row.style)

    def _wide(self) -> float:
        """How many characters go beside each other in the columns that one sees."""
        return sum(width for width, field in zip(self.widths, self.grid.columns, strict=True) if field)

    def _left(self) -> Cell | None:
        """How many required cells are still blank; nothing in a table without rows."""
        grid, places = self.grid, self.grid.places
        must = [field.key for field in grid.columns if field and must_fill(field)] if self.rows else []
        owner = self.sheet.owner if self.sheet.owner in places else ""
        rows = ((row[places[owner] - 1] if owner else None, [row[places[key] - 1] for key in must]) for row in self.contents)
        ranges = [area(grid.body(key)) for key in must]
        return left_in_rows(self.assignment.department.name, area(grid.body(owner)) if owner else "", ranges, rows)

    def _contents(self, row: Slot) -> list[CellValue]:
        """What stands in a row's cells."""
        shown = self.assignment.names.get(row.id, row.id)
        return [shown if field is None or field.kind == "id" else self._content(row, field) for field in self.grid.columns]

    def _content(self, row: Slot, field: Field) -> CellValue:
        place = (self.sheet.key, row.id, field.key)
        if place in self.assignment.cells:
            return self.assignment.cells[place]
        value = row.record.values.get(field.key) if row.record else None
        return kinds.show(value, field, self.language, self.assignment.titles)

    def _width(self, number: int) -> float:
        field = self.grid.columns[number]
        if field is None:
            return 10.0
        marked = marked_width(self.assignment, field, self.sheet.key)
        offered = self.assignment.project.names if field.kind == "department" else ()
        return field_width(field, self._label(field), (*offered, *(row[number] for row in self.contents)), marked)

    def _column(self, field: Field | None, width: float) -> Column:
        if field is None:
            return Column(width, Style("locked", number="text", locked=False), hidden=True)
        return Column(width, self._style(field, "id" if field.kind == "id" else "input"))

    def _style(self, field: Field, tone: str) -> Style:
        return style(field, tone)._replace(align="left", wrap=False) if field.kind == "id" else style(field, tone)

    def _label(self, field: Field) -> str:
        """The header of a field; marked where the department must fill it in."""
        return field.label(self.language) + MARK * must_fill(field)

    def _header(self) -> Row:
        look = Style("header", wrap=True)
        labels = [self._label(field) if field else HIDDEN_ID for field in self.grid.columns]
        cells = [Cell(label, look._replace(tone="required") if label.endswith(MARK) else look) for label in labels]
        for number, field in enumerate(self.grid.columns, 1):
            told = self.assignment.troubles.get((self.sheet.key, "", field.key)) or about_column(field, self.assignment.words) if field else ""
            if told:
                self.notes.append(Note(self.grid.header, number, told))
        return Row(tuple(cells), height(zip(labels, self.widths, strict=True), HEADER_LOWEST))

    def _body(self) -> Iterator[Row]:
        for number, (row, contents) in enumerate(zip(self.rows, self.contents, strict=True), self.grid.first):
            rights = self._rights(row)
            for key in rights.free:
                self.free.setdefault(key, []).append(number)
            for why, column in rights.guarded:
                self.guarded.setdefault(why, []).append((number, column))
            cells = [value if look is None else Cell(value, look) for value, look in zip(contents, rights.looks, strict=True)]
            if row.id in self.noted:
                cells = [self._noted(number, column, row, cell) for column, cell in enumerate(cells, 1)]
            filled = row.record or row.id in self.added
            tall = height(zip(contents, self.widths, strict=True)) if filled else LOWEST
            yield Row(tuple(cells), tall, grows=True)

    def _noted(self, number: int, column: int, row: Slot, cell: CellValue | Cell) -> CellValue | Cell:
        """A cell with what is said about it: what is to be mended, a decision that is open, what became of it."""
        field = self.grid.columns[column - 1]
        if field is None:
            return cell
        value = cell.value if isinstance(cell, Cell) else cell
        mend = self.assignment.troubles.get((self.sheet.key, row.id, "" if field.kind == "id" else field.key), "")
        place = (self.sheet.key, row.id, field.key)
        open_, told = self.assignment.notes.get(place, ""), self.assignment.told.get(place, "")
        if note := mend or (field.kind != "id" and (open_ or told)):
            self.notes.append(Note(number, column, note))
        if mend or (field.key == TO_MEND and value):
            return Cell(value, self._style(field, "mend"))
        return Cell(value, self._style(field, "open")) if open_ and field.kind != "id" else cell

    def _rights(self, row: Slot) -> Rights:
        """What the department may change in a row: the same in many of them."""
        allowed = tuple(self._may_change(field, row) for field in self.editors)
        key = row.record is None, allowed
        if key not in self.rights:
            by_editors = {field.editors: may for field, may in zip(self.editors, allowed, strict=True)}
            self.rights[key] = self._made_rights(by_editors, new=row.record is None)
        return self.rights[key]

    def _made_rights(self, allowed: Mapping[str, bool], *, new: bool) -> Rights:
        fields = [(column, field) for column, field in enumerate(self.grid.columns, 1) if field and field.kind != "id"]
        others = {column: field for column, field in fields if not allowed[field.editors]}
        return Rights(
            free=[field.key for column, field in fields if column not in others],
            guarded=[(guard(self.assignment, self.sheet, field, new=new), column) for column, field in others.items()],
            looks=[self._style(others[column], "locked") if column in others else None for column in range(1, self.grid.width + 1)],
        )

    def _may_change(self, field: Field, row: Slot) -> bool:
        """A department fills in all of a row that it adds, except what is the coordinator's."""
        if row.record is None:
            return field.editors != "coordinator"
        return may_change(self.sheet, field, row.record.values, self.assignment.department.name, self.assignment.values)

    def _validations(self) -> Sequence[Validation]:
        return list(rules(self.assignment, self.grid, self.lists, self.free, self.guarded)) if self.rows else []


def printed_title(assignment: Assignment, sheet: Sheet) -> str:
    """What stands above a table on each printed page: its name, for whom and until when."""
    told = {"department": assignment.department.name, "round": assignment.round.name, "due_at": assignment.due}
    title = f"{sheet.label(assignment.language)} · {shorten(assignment.project.name, LONGEST_NAME)}"
    return f"{title}　　{assignment.words('issue.subtitle', **told)}"[:FOOTER]


def footer(assignment: Assignment) -> str:
    """The foot of every printed page."""
    told = {"project": shorten(assignment.project.name, LONGEST_NAME), "department": assignment.department.name, "round": assignment.round.name}
    return assignment.words("issue.footer", **told, code=assignment.token)[:FOOTER]
