"""Writing a department's workbook: ours against the plainest XlsxWriter code that writes the same cells, formats, validations and all the rest.

Both start from the same plan; the plain code writes cell by cell with `worksheet.write_*`, a format per style made once, and leaves everything else
(columns, validations, conditional formats, notes) to the same calls. Shown apart: laying the plan out, and our read-back of what was written.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from datetime import date, datetime
from statistics import median
from typing import Any

from world import MONDAY, arguments, world_of
from xlsxwriter.workbook import Workbook

from sheetsync.files import xlsx_sheet
from sheetsync.files.workbook_reader import read_workbook
from sheetsync.files.xlsx_styles import FONT_SIZE, conditional, properties
from sheetsync.files.xlsx_writer import write_workbook
from sheetsync.model.plan import Cell, SheetPlan, Style, WorkbookPlan
from sheetsync.steps.intake import Envelope, read_copy
from sheetsync.steps.issue import issue
from sheetsync.steps.issue.register import Register
from sheetsync.workflow.folder import Folder, open_folder
from sheetsync.workflow.rounds import open_round, opening_of


class Plain:
    """A plan written as everybody would."""

    def __init__(self, plan: WorkbookPlan, target: io.BytesIO) -> None:
        font = {"font_name": plan.font, "font_size": FONT_SIZE}
        self.plan, self.book = plan, Workbook(target, {"default_format_properties": font})
        self.formats: dict[Any, Any] = {}

    def look(self, style: Style) -> Any:
        if style not in self.formats:
            self.formats[style] = self.book.add_format(properties(style))
        return self.formats[style]

    # what `write_sheet`'s helpers ask of formats
    bare = look

    def conditional(self, rule: Any) -> Any:
        key = (rule.tone, rule.number_format)
        if key not in self.formats:
            self.formats[key] = self.book.add_format(conditional(rule))
        return self.formats[key]

    def write(self) -> None:
        for content in self.plan.sheets:
            self.sheet(self.book.add_worksheet(content.name), content)
        for name, refers_to in self.plan.names.items():
            self.book.define_name(name, refers_to)
        self.book.close()

    def sheet(self, sheet: Any, content: SheetPlan) -> None:
        for number, column in enumerate(content.columns):
            sheet.set_column(number, number, column.width, self.look(column.style), {"hidden": True} if column.hidden else {})
        for number, row in enumerate(content.rows):
            if row.height is not None:
                sheet.set_row(number, row.height)
            for place, value in enumerate((*row.cells, *[None] * (len(content.columns) - len(row.cells)))):
                style = row.style or (content.columns[place].style if place < len(content.columns) else Style())
                self.cell(sheet, number, place, value, style)
        for validation in content.validations:
            xlsx_sheet._write_validation(sheet, validation, lambda *_: None)
        for rule in content.conditionals:
            sheet.conditional_format(*xlsx_sheet._from_zero(rule.range), xlsx_sheet._rule(rule, self))  # type: ignore[arg-type] # the same calls
        for note in content.notes:
            sheet.write_comment(note.row - 1, note.column - 1, note.text)
        xlsx_sheet._write_view(sheet, content)
        xlsx_sheet._write_print(sheet, content, lambda *_: None)

    def cell(self, sheet: Any, row: int, column: int, value: Any, style: Style) -> None:
        if isinstance(value, Cell):
            value, style = value.value, value.style or style
        look = self.look(style)
        if value is None:
            sheet.write_blank(row, column, None, look)
        elif isinstance(value, str):
            sheet.write_string(row, column, value, look)
        elif isinstance(value, date | datetime):
            sheet.write_datetime(row, column, value, look)
        else:
            sheet.write_number(row, column, value, look)


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def once(folder: Folder, given: tuple[Any, ...], register: Register) -> dict[str, float]:
    """The seconds that each part takes for one department."""
    took: dict[str, float] = {}
    start = time.process_time()
    issued, plan = issue(*given, register=register)
    took["laying out"] = time.process_time() - start
    file = io.BytesIO()
    took["ours"] = seconds(lambda: write_workbook(plan, file))
    took["plain XlsxWriter"] = seconds(lambda: Plain(plan, io.BytesIO()).write())
    context, nowhere = folder.context(given[3]), Envelope("", "")
    took["reading back"] = seconds(lambda: read_copy(read_workbook(file.getvalue()), issued, folder.template, folder.project, context, nowhere))
    return took


def main() -> None:
    options = arguments(__doc__).parse_args()
    folder = open_folder(world_of(options))
    with folder.ledger() as ledger:
        round_ = open_round(ledger, None)
        opening = opening_of(folder, ledger, round_)
    calendar, register = folder.calendar(MONDAY), Register(folder.template, opening.state, folder.project.language)
    departments = folder.project.departments[: options.runs + 1]
    given = [(folder.template, folder.project, opening, round_, d, "SS-22222222-2", folder.words, calendar) for d in departments]
    took = [once(folder, each, register) for each in given][1:]
    print(f"\ngenerating a workbook of {options.tasks} tasks, per workbook")
    for name in ("plain XlsxWriter", "ours", "laying out", "reading back"):
        ratio = median(each[name] / each["plain XlsxWriter"] for each in took)
        print(f"  {name:18} {median(each[name] for each in took) * 1000:6.1f} ms = plain × {ratio:.2f}")


if __name__ == "__main__":
    main()
