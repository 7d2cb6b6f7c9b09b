"""Writes one sheet of a plan: its rows, and everything that lies over them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from xlsxwriter.workbook import Workbook

from sheetsync.files.xlsx_charts import make_chart
from sheetsync.files.xlsx_package import Rows
from sheetsync.files.xlsx_rows import RowSheet, RowWriter, WriterError
from sheetsync.files.xlsx_styles import BAR, BAR_BORDER, SOLID, Formats
from sheetsync.files.xlsx_text import writable
from sheetsync.model.plan import Conditional, Note, Range, Row, SheetPlan, Style, Validation, line_count, text_width

A4 = 9
NOTE_WIDTH, NOTE_LINE = (20, 44), 18
"""How wide a note may be, in characters, and how high one of its lines is, in pixels."""
ALLOWED = (
    "objects", "format_columns", "format_rows", "insert_rows", "delete_rows", "sort", "autofilter", "select_locked_cells", "select_unlocked_cells",
)  # fmt: skip
"""What people may do on a protected sheet; `objects` lets them write notes of their own."""

Done = Callable[[Any, str], None]


def done(code: Any, what: str) -> None:
    """Raises WriterError unless XlsxWriter says that it did what was asked."""
    if code not in (0, None):
        raise WriterError(f"XlsxWriter refuses {what} (code {code})")


def write_sheet(book: Workbook, sheet: RowSheet, plan: SheetPlan, formats: Formats, font: str, charted: frozenset[int], rows: Rows) -> None:
    """Fills a sheet in; `charted` are the numbers of the rows that a chart shows, from 1; the XML of its rows goes to `rows`."""
    check: Done = lambda code, what: done(code, f"{what} of the sheet {plan.name}")  # noqa: E731 - three words to pass on
    _write_columns(sheet, plan, formats, check)
    _write_rows(book, sheet, plan, formats, check, charted, rows)
    _write_view(sheet, plan)
    _write_print(sheet, plan, check)
    for range_ in plan.merges:
        check(sheet.merge_range(*_from_zero(range_), "", None), f"the merged range {range_}")
    for validation in plan.validations:
        _write_validation(sheet, validation, check)
    for rule in plan.conditionals:
        check(sheet.conditional_format(*_from_zero(rule.range), _rule(rule, formats)), f"the conditional format {rule}")
    for chart in plan.charts:
        place = {"description": writable(chart.alt), "object_position": 2}
        check(sheet.insert_chart(chart.row - 1, chart.column - 1, make_chart(book, chart, font), place), f"the chart {chart.title!r}")
    for note in plan.notes:
        check(sheet.write_comment(note.row - 1, note.column - 1, writable(note.text), _note_box(note, font)), f"the note {note}")


def _from_zero(range_: Range) -> tuple[int, int, int, int]:
    first_row, first_column, last_row, last_column = range_
    return first_row - 1, first_column - 1, last_row - 1, last_column - 1


def _write_columns(sheet: RowSheet, plan: SheetPlan, formats: Formats, check: Done) -> None:
    for number, column in enumerate(plan.columns):
        options = {"hidden": True} if column.hidden else {}
        check(sheet.set_column(number, number, column.width, formats.bare(column.style), options), f"column {number + 1}")
    if plan.protect:
        # Excel deletes a row only when all of its cells, to the last column, are unlocked.
        sheet.beyond = len(plan.columns)
        check(sheet.set_column(sheet.beyond, sheet.beyond, None, formats.bare(Style(locked=False))), "the columns beyond the last one")
    if plan.default_height is not None:
        sheet.set_default_row(plan.default_height)


def _write_rows(book: Workbook, sheet: RowSheet, plan: SheetPlan, formats: Formats, check: Done, charted: frozenset[int], out: Rows) -> None:
    strings = book.str_table
    writer = RowWriter(plan.columns, formats, strings._get_shared_string_index, strings.string_table, plan.sparse)
    rows = _sized(plan.rows, sheet) if plan.charts or plan.notes else plan.rows
    writer.write(_kept(rows, sheet, charted) if charted else rows, out.write)
    strings.count += writer.repeated
    if writer.rows and writer.width:
        check(sheet._check_dimensions(0, 0), "the first cell")
        check(sheet._check_dimensions(writer.rows - 1, writer.width - 1), "the last cell")
    sheet.ignore_write_string = True
    for row, column, link, tip in writer.links:
        check(sheet.write_url(row, column, link, None, None, tip or None), f"the link {link}")
    sheet.places = writer.places


def _sized(rows: Iterable[Row], sheet: RowSheet) -> Iterator[Row]:
    """Tells XlsxWriter the heights in pixels, from which it works out where charts and notes lie."""
    for number, row in enumerate(rows):
        if row.height is not None:
            sheet.row_sizes[number] = [round(row.height * 4 / 3), False]
        yield row


def _kept(rows: Iterable[Row], sheet: RowSheet, charted: frozenset[int]) -> Iterator[Row]:
    for number, row in enumerate(rows, 1):
        if number in charted:
            sheet.kept[number - 1] = row.cells
        yield row


def _write_view(sheet: RowSheet, plan: SheetPlan) -> None:
    sheet.hide_gridlines(2)
    sheet.set_zoom(plan.zoom)
    if plan.freeze:
        sheet.freeze_panes(plan.freeze[0] - 1, plan.freeze[1] - 1)
    if plan.filter:
        sheet.autofilter(*_from_zero(plan.filter))
    if plan.protect:
        sheet.protect("", dict.fromkeys(ALLOWED, True))
    if plan.tab:
        sheet.set_tab_color(SOLID[plan.tab])
    if plan.state != "visible":
        {"hidden": sheet.hide, "very_hidden": sheet.very_hidden}[plan.state]()


def _write_print(sheet: RowSheet, plan: SheetPlan, check: Done) -> None:
    sheet.set_paper(A4)
    if plan.landscape:
        sheet.set_landscape()
    sheet.fit_to_pages(plan.pages_wide, 0)
    if plan.pages_wide > 1:
        sheet.print_across()
    sheet.center_horizontally()
    sheet.set_margins(left=0.4, right=0.4, top=0.65 if plan.header else 0.5, bottom=0.65)
    check(sheet.set_footer(f"&L&8{_printable(plan.footer)}&R&8&P / &N"), "the footer")
    if plan.header:
        check(sheet.set_header(f"&L&10{_printable(plan.header)}"), "the header")
    if plan.repeat_rows:
        check(sheet.repeat_rows(plan.repeat_rows[0] - 1, plan.repeat_rows[1] - 1), "the repeated rows")
    if plan.repeat_columns:
        check(sheet.repeat_columns(plan.repeat_columns[0] - 1, plan.repeat_columns[1] - 1), "the repeated columns")
    if plan.breaks:
        check(sheet.set_h_pagebreaks([row - 1 for row in plan.breaks]), "the page breaks")
    if plan.print_range:
        check(sheet.print_area(*_from_zero(plan.print_range)), "the printed range")


def _printable(text: str) -> str:
    """A text behind a size of its font; a digit would be taken for one of this."""
    return f"{' ' * text[:1].isdigit()}{writable(text).replace('&', '&&')}"


def _write_validation(sheet: RowSheet, plan: Validation, check: Done) -> None:
    first, *others = [_from_zero(range_) for range_ in plan.ranges]
    titles = {"input_title": plan.prompt_title, "input_message": plan.prompt, "error_title": plan.error_title, "error_message": plan.error}
    options: dict[str, Any] = {name: writable(text) for name, text in titles.items() if text} | _typed(plan)
    options |= {"error_type": plan.severity, "other_cells": others}
    check(sheet.data_validation(*first, options), f"the validation {plan}")


def _typed(plan: Validation) -> dict[str, Any]:
    """What XlsxWriter calls the kind of a validation, with its limits."""
    kinds: Mapping[str, Callable[[], dict[str, Any]]] = {
        "any": lambda: {"validate": "any"},
        "list": lambda: {"validate": "list", "source": f"={plan.source.removeprefix('=')}"},
        "never": lambda: {"validate": "custom", "value": "=FALSE", "ignore_blank": False},
        "date": partial(_limits, "date", plan),
        "time": partial(_limits, "time", plan),
        "decimal": partial(_limits, "decimal", plan),
        "integer": partial(_limits, "integer", plan),
    }
    return kinds[plan.kind]()


def _limits(kind: str, plan: Validation) -> dict[str, Any]:
    if plan.minimum is not None and plan.maximum is not None:
        return {"validate": kind, "criteria": "between", "minimum": plan.minimum, "maximum": plan.maximum}
    if plan.maximum is not None:
        return {"validate": kind, "criteria": "<=", "value": plan.maximum}
    lowest = plan.minimum if plan.minimum is not None else -(10**9)
    return {"validate": kind, "criteria": ">=", "value": lowest}


def _rule(rule: Conditional, formats: Formats) -> dict[str, Any]:
    if rule.bar:
        ends = {"min_type": "num", "max_type": "num", "min_value": 0, "max_value": 1}
        return {"type": "data_bar", "data_bar_2010": True, "bar_solid": True, "bar_color": BAR, "bar_border_color": BAR_BORDER, **ends}
    formula = f"={rule.formula.removeprefix('=')}"
    return {"type": "formula", "criteria": formula, "format": formats.conditional(rule), "stop_if_true": rule.stop}


def _note_box(note: Note, font: str) -> dict[str, Any]:
    """A box that shows the whole text of a note."""
    text = writable(note.text)
    least, most = NOTE_WIDTH
    width = min(most, max(least, *(text_width(line) + 2 for line in text.split("\n"))))
    lines = min(line_count(text, width - 1), 30)
    return {"font_name": font, "font_size": 9, "width": width * 7, "height": (lines + 1) * NOTE_LINE, "color": "#FFF8E1"}
