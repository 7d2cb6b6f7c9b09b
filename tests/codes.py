"""Return codes and other carriers of an identity, taken out of workbooks as programs and people do."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

CODE = re.compile(r"SS-\w{8}-\w")
NUMBER = re.compile(r"[A-Z]+-[A-Z]+-\d+")

Change = Callable[[Workbook], None]


def rewritten(path: Path, *changes: Change) -> Path:
    """The file as openpyxl saves it after those changes."""
    book = opened(path)
    for change in changes:
        change(book)
    book.save(path)
    return path


def opened(path: Path) -> Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells that it leaves out what Excel alone shows
        return load_workbook(path)


def no_keywords(book: Workbook) -> None:
    book.properties.keywords = None


def no_property(book: Workbook) -> None:
    for name in list(book.custom_doc_props.names):
        del book.custom_doc_props[name]


def no_lists(book: Workbook) -> None:
    for page in [page for page in book.worksheets if page.sheet_state != "visible"]:
        book.remove(page)


def no_shown_codes(book: Workbook) -> None:
    showing(book, lambda _: "")


def no_codes(book: Workbook) -> None:
    """Nothing that says whose it is but the ids."""
    for change in (no_keywords, no_property, no_lists, no_shown_codes):
        change(book)


def showing(book: Workbook, code: Callable[[str], str]) -> None:
    """Every code that people see as another one."""
    for page in [page for page in book.worksheets if page.sheet_state == "visible"]:
        for row in page.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and CODE.search(cell.value):
                    cell.value = CODE.sub(lambda found: code(found[0]), cell.value)


def no_title_rows(book: Workbook) -> None:
    """Nothing stands above the headers any more."""
    for page in book.worksheets:
        if head := header(page):
            page.delete_rows(1, head - 1)


def no_blank_rows(book: Workbook) -> None:
    """The rows that nobody filled in are deleted."""
    for page in book.worksheets:
        for row in range(page.max_row, header(page), -1):
            texts = [cell.value for cell in page[row] if cell.value is not None]
            if header(page) and texts and all(isinstance(text, str) and NUMBER.fullmatch(text) for text in texts):
                page.delete_rows(row)


def header(page: Worksheet) -> int:
    """The row of a table's header; 0 where there is none."""
    return next((row[0].row for row in page.iter_rows(max_row=20) if any(cell.value == "id" for cell in row)), 0)


def put(page: Worksheet, source: Worksheet) -> None:
    """One sheet's cells in place of another's."""
    page.delete_rows(1, page.max_row)
    for row in source.iter_rows():
        for cell in row:
            page[cell.coordinate].value = cell.value
