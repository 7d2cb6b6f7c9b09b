"""The merged tables and forms, with the cells marked that the round changed or that are open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice
from typing import cast

from sheetsync.model import kinds
from sheetsync.model.kinds import Value
from sheetsync.model.kinds_text import fitting
from sheetsync.model.plan import Cell, CellValue, Column, Conditional, Note, Row, SheetPlan, Style, pages_wide, text_width
from sheetsync.model.raw import column_letters
from sheetsync.model.record import Record
from sheetsync.model.shown import Shown, is_shown
from sheetsync.model.template import Field, Sheet
from sheetsync.steps.report import layout
from sheetsync.steps.report.dropdowns import Lists, validations
from sheetsync.steps.report.layout import CENTRE, HEADER_ROW, ID, NOTE, PLAIN, Cells, Heading, explained, head, height, label_width, wrapped_columns
from sheetsync.steps.report.marks import Mark
from sheetsync.steps.report.totals import totals
from sheetsync.steps.report.view import ReportInput

WIDTHS: Mapping[str, float] = {
    "id": 14, "line": 24, "text": 34, "person": 12, "date": 13, "datetime": 18, "time": 9, "rating": 9, "percent": 11, "integer": 9,
    "choice": 13, "choices": 18, "department": 13, "departments": 20, "ref": 26, "refs": 20,
}  # fmt: skip
"""The width of a column by the type of its field, where the template gives none."""
WIDEST_ID = 24.0

WRAPPED = frozenset({"line", "text", "choices", "departments", "ref", "refs"})
"""The types of fields that hold sentences and lists: wrapped, and at the left."""
NAMES = frozenset({"person", "choice", "department"})
"""Those that hold a few words: wrapped, and in the middle."""
MOST_NOTES = 1000
"""So many notes a sheet carries; the sheet of changes tells them all."""
ABOUT_ROW, ID_COLUMN, MARK_COLUMN = 2, 1, 2
FIRST_ROW = HEADER_ROW + 1

RecordMarks = Mapping[str, Mapping[str, Mark]]
Show = Callable[[Value], CellValue]


def table(data: ReportInput, sheet: Sheet, marks: RecordMarks, lists: Lists, back: Cell) -> SheetPlan:
    """A merged table: the id, what the round did to the record, and all its fields."""
    records = data.merged.state.get(sheet.key, {})
    headings = _headings(data, sheet)
    name, last = data.names[sheet.key], HEADER_ROW + max(len(records), 1)
    pages = pages_wide(heading.width for heading in headings) if records else 1
    about, end = explained(data.words("report.about.count", count=len(records)), data.words("report.about.table"), headings, pages)
    beside = (Cell(None), *totals(data, sheet.columns, records, FIRST_ROW, MARK_COLUMN + 1)) if records else ()
    return SheetPlan(
        name=name,
        columns=tuple(Column(heading.width, heading.style) for heading in headings),
        rows=_Rows(data, sheet, marks, headings, tuple(head(name, about, headings, back, beside))),
        freeze=(FIRST_ROW, MARK_COLUMN + 1),
        filter=(HEADER_ROW, 1, last, len(headings)) if records else None,
        validations=tuple(validations(data, sheet, FIRST_ROW, last, MARK_COLUMN + 1, lists)),
        conditionals=tuple(_conditionals(data, sheet, last)),
        notes=(*header_notes(data, sheet), *islice(_notes(data, sheet, marks), MOST_NOTES)),
        repeat_rows=(HEADER_ROW, HEADER_ROW),
        repeat_columns=(ID_COLUMN, ID_COLUMN),
        pages_wide=pages,
        merges=((ABOUT_ROW, 2, ABOUT_ROW, end),) if end > 2 else (),
        print_range=(1, 1, last, len(headings)),
        footer=data.footer,
        tab="input",
    )


def form(data: ReportInput, sheet: Sheet, marks: RecordMarks, back: Cell) -> SheetPlan:
    """A form: one line per field, its label and its value."""
    headings = (Heading(data.words("report.column.item"), 24, Style("label", wrap=True, top=True)), Heading(data.words("report.column.content"), 90))
    record = next(iter(data.merged.state.get(sheet.key, {}).values()), Record("", {}))
    name = data.names[sheet.key]
    return SheetPlan(
        name=name,
        columns=tuple(Column(heading.width, heading.style) for heading in headings),
        rows=[*head(name, data.words("report.about.form"), headings, back), *_lines(data, sheet, record, marks.get(record.id, {}), headings)],
        freeze=(FIRST_ROW, 1),
        print_range=(1, 1, HEADER_ROW + len(sheet.columns), 2),
        footer=data.footer,
        tab="input",
    )


def link(data: ReportInput, sheet: str, record: str, field: str = "") -> str:
    """A link to a record in its table, or to one of its cells; blank where it stands in none."""
    position, known = data.positions.get(sheet, {}).get(record), data.sheet(sheet)
    if position is None or known is None or sheet not in data.names:
        return ""
    number = next((n for n, each in enumerate(known.columns) if each.key == field), -1)
    if known.form == "form":
        return place(data.names[sheet], FIRST_ROW + max(number, 0), 2 if field else 1)
    return place(data.names[sheet], FIRST_ROW + position, MARK_COLUMN + 1 + number if number >= 0 else ID_COLUMN)


def place(name: str, row: int = 1, column: int = 1) -> str:
    """A link to a cell of a sheet, the first of a row when no column is named."""
    quoted = name.replace("'", "''")
    return f"'{quoted}'!{column_letters(column)}{row}"


def style_of(field: Field) -> Style:
    """How a field's cells look in the report."""
    align = "" if field.kind in WRAPPED else "center"
    return Style(
        "locked" if field.retired or is_shown(field) else "input",
        kinds.number_format(field),
        wrap=field.kind in WRAPPED | NAMES,
        align=align,
        top=True,
    )


def _headings(data: ReportInput, sheet: Sheet) -> list[Heading]:
    identity = next((field.label(data.language) for field in sheet.fields if field.kind == "id"), data.words("report.column.number"))
    title = text_width(data.names[sheet.key]) * layout.TITLE_SIZE
    fixed = [
        # printed on each page where pages lie side by side, with the title above it
        Heading(identity, max(WIDTHS["id"], label_width([identity]), min(title, WIDEST_ID)), ID),
        Heading(data.words("report.column.mark"), 9, CENTRE),
    ]
    records = data.merged.state.get(sheet.key, {}).values()
    own = (_heading(data, field, (record.values.get(field.key) for record in records)) for field in sheet.columns)
    shown = (_shown_heading(data, each) for each in data.shown.get(sheet.key, ()))
    return [*fixed, *own, *shown]


def _heading(data: ReportInput, field: Field, values: Iterable[object]) -> Heading:
    """The heading of a field's column; `values` are what stands in it."""
    label = field.label(data.language)
    width = max(field.width or WIDTHS[field.kind], label_width([label]))
    if field.kind == "department":
        width = layout.name_width(data.project.names, width)
    if field.kind == "text":
        longest = max((value for value in values if isinstance(value, str)), key=len, default="")
        width = layout.text_column(longest, width)
    return Heading(label, width, style_of(field))


def _shown_heading(data: ReportInput, shown: Shown) -> Heading:
    """The heading of a column that nobody fills in, which needs no room while there is nothing to show."""
    made = _heading(data, shown.field, map(_text_of(data, shown), shown.found))
    return made if shown.found else made._replace(width=label_width([made.label]))


def _text_of(data: ReportInput, shown: Shown) -> Callable[[str], CellValue]:
    """What a column that nobody fills in shows of a record."""
    return lambda record: shown.text(record, data.language, data.titles)


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of a table, made while they are read: a big table is never held as cells."""

    data: ReportInput
    sheet: Sheet
    marks: RecordMarks
    headings: Sequence[Heading]
    above: tuple[Row, ...]

    def __iter__(self) -> Iterator[Row]:
        yield from self.above
        records = self.data.merged.state.get(self.sheet.key, {})
        wrapped = wrapped_columns(self.headings)
        fields = [(field.key, None if kinds.shows_itself(field) else self._shown(field)) for field in self.sheet.columns]
        beside = [_text_of(self.data, each) for each in self.data.shown.get(self.sheet.key, ())]
        for record in records.values():
            cells = [*_cells(record, fields), *(text(record.id) for text in beside)]
            marked = self.marks.get(record.id)
            yield Row(self._marked(cells, marked) if marked else tuple(cells), height(cells, wrapped))
        if not records:
            yield Row((Cell(self.data.words("report.empty.table"), NOTE),), 24, PLAIN)

    def _shown(self, field: Field) -> Show:
        """How a field's values are shown; those that many records hold are made once."""
        show = partial(kinds.show, field=field, language=self.data.language, titles=self.data.titles)
        return lru_cache(maxsize=1024)(show)

    def _marked(self, cells: Sequence[CellValue], marked: Mapping[str, Mark]) -> Cells:
        """The cells of a record of which some are marked; the record's own mark stands on its id."""
        keys = ("", None, *(field.key for field in self.sheet.columns))
        made: list[CellValue | Cell] = list(cells)
        # nothing is marked in the columns after these, that nobody fills in
        for number, (key, heading) in enumerate(zip(keys, self.headings, strict=False)):
            if key is not None and (mark := marked.get(key)):
                made[number] = Cell(cells[number], heading.style._replace(tone=mark.tone, bold=True))
        made[MARK_COLUMN - 1] = Cell(mark_words(self.data, marked), CENTRE)
        return tuple(made)


def _cells(record: Record, fields: Sequence[tuple[str, Show | None]]) -> list[CellValue]:
    """A record's id, room for its mark, and its fields, each as it is or as it is shown."""
    cells: list[CellValue] = [record.id, None]
    for key, shown in fields:
        value = record.values.get(key)
        cells.append(cast(CellValue, value) if shown is None or value is None else shown(value))
    return cells


def mark_words(data: ReportInput, marked: Mapping[str, Mark]) -> str:
    """What the round did to a record, in words."""
    found = ["new"] if any(mark.added for mark in marked.values()) else []
    found += ["changed"] if any(mark.tone == "new" for key, mark in marked.items() if key) else []
    found += ["open"] if any(mark.tone == "open" for mark in marked.values()) else []
    return data.join(data.words(f"report.mark.{name}") for name in found)


def _notes(data: ReportInput, sheet: Sheet, marks: RecordMarks) -> Iterator[Note]:
    columns = {field.key: number for number, field in enumerate(sheet.columns, MARK_COLUMN + 1)} | {"": ID_COLUMN}
    for record, position in data.positions.get(sheet.key, {}).items():
        for key, mark in marks.get(record, {}).items():
            if mark.note and key in columns:
                yield Note(FIRST_ROW + position, columns[key], fitting(mark.note))


def header_notes(data: ReportInput, sheet: Sheet) -> Iterator[Note]:
    """What the columns are that nobody fills in."""
    for column, each in enumerate(data.shown.get(sheet.key, ()), MARK_COLUMN + 1 + len(sheet.columns)):
        yield Note(HEADER_ROW, column, data.words("shown.note", hint=each.view.hints.get(data.language, "")).strip())


def _conditionals(data: ReportInput, sheet: Sheet, last: int) -> Iterator[Conditional]:
    """Choices in their tones, and bars for percentages: they follow what the coordinator types."""
    for number, field in enumerate(sheet.columns, MARK_COLUMN + 1):
        cells = (FIRST_ROW, number, last, number)
        if kinds.number_format(field) == "percent":
            yield Conditional(cells, bar=True)
        for tone in dict.fromkeys(choice.tone for choice in field.choices if choice.tone):
            labels = [choice.labels[data.language] for choice in field.choices if choice.tone == tone]
            yield Conditional(cells, _is_one_of(f"${column_letters(number)}{FIRST_ROW}", labels), tone)


def _is_one_of(cell: str, labels: Iterable[str]) -> str:
    quoted = (label.replace('"', '""') for label in labels)
    return "OR(" + ",".join(f'{cell}="{label}"' for label in quoted) + ")"


def _lines(data: ReportInput, sheet: Sheet, record: Record, marked: Mapping[str, Mark], headings: Sequence[Heading]) -> Iterator[Row]:
    for field in sheet.columns:
        mark = marked.get(field.key)
        style = Style(mark.tone if mark else "input", kinds.number_format(field), wrap=True, align="left", bold=bool(mark), top=True)
        value = kinds.show(record.values.get(field.key), field, data.language, data.titles)
        cells: Cells = (field.label(data.language), Cell(value, style))
        yield Row(cells, height(cells, wrapped_columns(headings)))
