"""One sheet of a workbook that is laid out as it was found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sheetsync.model import kinds
from sheetsync.model.mending import FoundTable
from sheetsync.model.ours import Ours
from sheetsync.model.plan import ERRORS, Cell, CellError, CellValue, Column, Note, Row, SheetPlan, Style, Validation, pages_wide, text_width
from sheetsync.model.raw import BLANK, RawCell, RawSheet
from sheetsync.model.template import Field, Sheet
from sheetsync.model.words import Words
from sheetsync.steps.issue.look import LOWEST, field_width, height, shorten, style
from sheetsync.steps.issue.rules import TEXT, TITLE
from sheetsync.steps.issue.table import HEADER_LOWEST

NARROW, WIDE, TO_MEND = 10.0, 60.0, 16.0
"""The widths of columns whose field is not known, and of the one that names what is to be mended."""
MOST_TEXT = 32_767
"""UTF-16 units that a cell holds."""
GAP = 20
"""So many blank rows stay between two that hold something; a cell far below would make a sheet of a million rows."""
OURS = 0
"""Goes for the column that names what is to be mended."""
MOMENTS = ("date", "datetime", "time")
ADDRESS = re.compile(r"([A-Z]+)(\d+)")


def place_of(cell: str) -> tuple[int, int]:
    """The row and the column of an address."""
    found = ADDRESS.fullmatch(cell)
    if found is None:
        raise ValueError(cell)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


@dataclass(frozen=True)
class Page:
    """A sheet with what is to be mended on it: `wrong` by (row, column) of the file, `named` the fields by row.

    `column` is the label of the column that names them. `ours` are texts that we had put into the file ourselves, which it gets no second time.
    """

    raw: RawSheet
    name: str
    table: FoundTable | None
    sheet: Sheet | None
    words: Words
    column: str
    wrong: Mapping[tuple[int, int], str]
    named: Mapping[int, str]
    ours: Ours
    cells: Mapping[int, Mapping[int, RawCell]] = field(init=False)
    columns: Mapping[int, int] = field(init=False)
    """Where each column of the file stands here."""
    rows: Mapping[int, int] = field(init=False)
    fields: Mapping[int, Field] = field(init=False)

    def __post_init__(self) -> None:
        cells = {**dict(self.raw.rows), **(self.table.rows if self.table else {})}
        fields = {place: self.sheet.field(key) for key, place in self.table.columns.items()} if self.table and self.sheet else {}
        dropped = {column for column, cell in cells.get(self.table.header, {}).items() if cell.value in self.ours.aside} if self.table else set()
        held = {column for row in cells.values() for column in row} - dropped
        kept = sorted(held | set(range(1, max(fields, default=0) + 1)) - dropped)
        if self.named:
            kept.insert(kept.index(self.table.ids) + 1 if self.table and self.table.ids in kept else 0, OURS)
        object.__setattr__(self, "cells", dict(sorted(cells.items())))
        object.__setattr__(self, "fields", fields)
        object.__setattr__(self, "columns", {column: number for number, column in enumerate(kept, 1)})
        object.__setattr__(self, "rows", dict(_rows(sorted(cells))))

    def moved(self, row: int, column: int) -> tuple[int, int]:
        """Where a cell of the file stands here."""
        return self.rows.get(row, 1), self.columns.get(column, 1)

    def title(self, row: int) -> str:
        """What the record of a row is, in a few words."""
        place = self.table.columns.get(self.sheet.title) if self.table and self.sheet and self.sheet.title else None
        return kinds.written(self.cells.get(row, {}).get(place, BLANK)) if place else ""

    def texts(self) -> Iterator[str]:
        """What we put on this sheet ourselves."""
        yield from self.wrong.values()
        yield from self.named.values()

    def plan(self) -> SheetPlan:
        """How the sheet is laid out."""
        widths = {column: self._width(column) for column in self.columns}
        header = self.rows.get(self.table.header, 0) if self.table else 0
        last = max(self.rows.values(), default=0)
        return SheetPlan(
            self.name,
            tuple(Column(widths[column], self._style(column), column in self.raw.hidden_columns - self.fields.keys()) for column in self.columns),
            [*self._rows(widths)],
            freeze=(header + 1, 2) if header else None,
            filter=(header, 1, last, len(self.columns)) if 0 < header < last else None,
            validations=tuple(self._validations(header, last)) if 0 < header < last else (),
            notes=tuple(Note(*self.moved(*place), text) for place, text in sorted(self._notes().items())),
            tab="input" if self.table else "muted",
            repeat_rows=(header, header) if header else None,
            pages_wide=pages_wide(widths.values()),
            print_range=(1, 1, last, len(self.columns)) if last and self.columns else None,
        )

    def _notes(self) -> dict[tuple[int, int], str]:
        """Ours, with what people have remarked on the same cells."""
        theirs = {place: text for place, text in self.raw.comments.items() if text.strip() not in self.ours.notes and place[0] in self.rows}
        kept = {place: text for place, text in theirs.items() if place[1] in self.columns}
        return {place: "\n".join(filter(None, (self.wrong.get(place, ""), kept.get(place, "")))) for place in {**kept, **self.wrong}}

    @property
    def top(self) -> int:
        """The row of the file with which the table begins, or on another sheet what stands in columns."""
        return self.table.header if self.table else next((row for row, cells in self.cells.items() if len(cells) > 1), 0)

    def _rows(self, widths: Mapping[int, float]) -> Iterator[Row]:
        number = 0
        for row, place in self.rows.items():
            yield from (Row((), style=Style()) if row <= self.top else Row() for _ in range(number + 1, place))
            number = place
            yield self._row(row, widths)

    def _row(self, row: int, widths: Mapping[int, float]) -> Row:
        if row < self.top:
            # what stands above a table runs on over the columns
            title = row == next(iter(self.rows))
            look = Style("title" if title else "subtitle")
            cells = [self._cell(row, column, look) for column in self.columns]
            if cells and self.cells[row].get(1, BLANK).formula and row == self.top - 1:
                # how many cells were still blank: it would count no more
                cells[0] = None
            return Row(tuple(cells), 30 if title else 18, Style())
        head = self.table is not None and row == self.top
        cells = [self._cell(row, column, Style("header", wrap=True) if head else None) for column in self.columns]
        told = zip((cell.value if isinstance(cell, Cell) else cell for cell in cells), widths.values(), strict=True)
        return Row(tuple(cells), height(told, HEADER_LOWEST if head else LOWEST), grows=not head)

    def _cell(self, row: int, column: int, look: Style | None) -> CellValue | Cell:
        if column == OURS:
            head = self.table is not None and row == self.table.header
            text = self.column if head else self.named.get(row)
            return Cell(text, look) if look else Cell(text, Style("mend", wrap=True, top=True)) if text else None
        cell, asked = self.cells[row].get(column, BLANK), self.fields.get(column)
        if (row, column) in self.wrong and not look:
            return Cell(_content(cell), self._style(column, "mend")._replace(number=_number(cell, asked)))
        if look:
            return Cell(_content(cell), look)
        return Cell(_content(cell), self._style(column)._replace(number=_number(cell, asked)))

    def _style(self, column: int, tone: str = "") -> Style:
        asked = self.fields.get(column)
        if asked is None:
            return Style(tone or "input", wrap=True, locked=False, top=True)
        if asked.kind == "id":
            return style(asked, tone or "id")._replace(align="left", wrap=False)
        return style(asked, tone or "input")

    def _width(self, column: int) -> float:
        if column == OURS:
            return TO_MEND
        found = [_content(row[column]) for number, row in self.cells.items() if number >= self.top and column in row]
        if asked := self.fields.get(column):
            return field_width(asked, asked.label(self.words.language), found)
        longest = max((text_width(line) for each in found for line in str(each).split("\n")), default=0)
        return min(WIDE, max(NARROW, longest + 2.0))

    def _validations(self, header: int, last: int) -> Iterator[Validation]:
        """The words that a field offers."""
        for column, asked in self.fields.items():
            if self.sheet and asked.kind == "choice" and column in self.columns:
                label, offered = asked.label(self.words.language), [choice.labels[self.words.language] for choice in asked.choices]
                error = self.words("issue.refused", label=label, expected=self.words("expected.choice", choices=offered))
                place = self.columns[column]
                yield Validation(
                    ((header + 1, place, last, place),), "list", f"list_{self.sheet.key}_{asked.key}",
                    error_title=shorten(self.words("issue.refused.title"), TITLE), error=shorten(error, TEXT),
                )  # fmt: skip


def _rows(numbers: list[int]) -> Iterator[tuple[int, int]]:
    """The rows of a file with where they stand here: as they were, but for great gaps."""
    before = place = 0
    for number in numbers:
        place += min(number - before, GAP)
        before = number
        yield number, place


def _content(cell: RawCell) -> CellValue:
    """What stood in a cell, as far as a workbook can hold it; of formulas their results."""
    if cell.type == "error" or not cell.calculated:
        return CellError(cell.value if cell.value in ERRORS else "#N/A")
    if isinstance(cell.value, str):
        return shorten(cell.value, MOST_TEXT)
    if isinstance(cell.value, float) and cell.value.is_integer():
        return int(cell.value)
    return cell.value


def _number(cell: RawCell, asked: Field | None) -> str:
    """The number format with which a cell is read as it was, whatever its column asks for."""
    own = kinds.number_format(asked) if asked else ""
    if cell.type == "date" and isinstance(cell.value, float | int):
        return own if own in MOMENTS else "time" if cell.value < 1 else "date" if cell.value == int(cell.value) else "datetime"
    if cell.type == "percent":
        return "percent"
    if cell.type in ("number", "bool"):
        return "" if own in (*MOMENTS, "percent") else own
    return own
