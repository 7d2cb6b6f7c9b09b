"""Writes a workbook plan as an `.xlsx` file."""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from typing import BinaryIO

from xlsxwriter.exceptions import FileCreateError, XlsxWriterException
from xlsxwriter.workbook import Workbook

from sheetsync.files.whole import whole_file
from sheetsync.files.xlsx_package import Press, Rows, put_rows
from sheetsync.files.xlsx_rows import RowSheet, WriterError
from sheetsync.files.xlsx_sheet import done, write_sheet
from sheetsync.files.xlsx_styles import FONT_SIZE, Formats
from sheetsync.files.xlsx_text import writable
from sheetsync.model.plan import WorkbookPlan

__all__ = ["WriterError", "workbook_bytes", "write_workbook"]

IN_MEMORY = 10_000
"""Distinct texts up to which XlsxWriter keeps its parts in memory: faster, while temporary files take no memory."""


def write_workbook(plan: WorkbookPlan, target: Path | BinaryIO) -> None:
    """Writes the plan to a file, which appears whole or not at all, or to an open binary stream. The same plan gives the same bytes.

    Raises WriterError for a plan that no workbook can hold, OSError when the file can't be written.
    """
    if isinstance(target, Path):
        with whole_file(target) as file:
            _write(plan, file)
    else:
        _write(plan, target)


def workbook_bytes(plan: WorkbookPlan) -> bytes:
    """The workbook of the plan; raises as `write_workbook` does."""
    buffer = io.BytesIO()
    write_workbook(plan, buffer)
    return buffer.getvalue()


def _write(plan: WorkbookPlan, file: BinaryIO) -> None:
    with warnings.catch_warnings():
        warnings.filterwarnings("error", module="xlsxwriter")
        try:
            package, rows = _filled(plan)
        except FileCreateError as error:
            raise error.args[0] from error
        except (XlsxWriterException, UserWarning) as error:
            raise WriterError(str(error)) from error
    put_rows(package, rows, file)


def _filled(plan: WorkbookPlan) -> tuple[io.BytesIO, list[Rows]]:
    """The file without the rows of its sheets, and these."""
    file = io.BytesIO()
    font = {"font_name": plan.font, "font_size": FONT_SIZE, "font_scheme": "none"}
    book = Workbook(file, {"default_format_properties": font})
    sheets = [book.add_worksheet(sheet.name, RowSheet) for sheet in plan.sheets]
    formats, charted = Formats(book), _charted(plan)
    with Press() as press:
        rows = [Rows(press) for _ in sheets]
        for sheet, content, out in zip(sheets, plan.sheets, rows, strict=True):
            write_sheet(book, sheet, content, formats, plan.font, charted.get(content.name, frozenset()), out)
    for name, refers_to in plan.names.items():
        done(book.define_name(name, refers_to), f"the name {name}")
    sheets[plan.active].activate()
    _describe(book, plan)
    book.in_memory = book.str_table.unique_count < IN_MEMORY
    book.close()
    return file, rows


def _charted(plan: WorkbookPlan) -> dict[str, frozenset[int]]:
    """The rows that charts show, by sheet."""
    ranges = [
        (series.sheet, cells)
        for sheet in plan.sheets
        for chart in sheet.charts
        for series in chart.series
        for cells in (series.categories, series.values)
    ]
    rows: dict[str, set[int]] = {}
    for name, (first, _, last, _) in ranges:
        rows.setdefault(name, set()).update(range(first, last + 1))
    return {name: frozenset(found) for name, found in rows.items()}


def _describe(book: Workbook, plan: WorkbookPlan) -> None:
    facts = {"title": plan.title, "author": plan.author, "keywords": plan.keywords}
    book.set_properties({name: writable(text) for name, text in facts.items() if text} | {"created": plan.created})
    for name, value in plan.custom.items():
        done(book.set_custom_property(name, writable(value), "text"), f"the property {name}")
