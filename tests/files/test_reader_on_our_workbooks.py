"""Our reader agrees with calamine and openpyxl on every workbook that we write and that comes back, and is right where they are known to be wrong."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from full_week import project
from openpyxl import load_workbook
from play import TINY, edit, fill, issue, make, merged, workbook
from python_calamine import CalamineWorkbook
from test_xlsx_agreement import _check_agreement
from writers import openpyxl_saves, pandas_saves

from sheetsync.files.workbook_reader import read_workbook
from sheetsync.model.project import Department, Project
from sheetsync.model.raw import RawCell

pytestmark = [
    pytest.mark.filterwarnings("ignore::UserWarning:openpyxl"),
    pytest.mark.filterwarnings("ignore:Cell .* is marked as a date:UserWarning"),
]


LOANS = (
    ("器材", "馆", "领用者", "领走", "应还", "去向", "件数", "电量"),
    ("相机", "东馆", "学生甲", "2026-11-02", "2026-11-17", "在外", "1", "100%"),
)


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with everything that a project writes, in two languages and by two templates, and with copies that two libraries saved."""
    home = tmp_path_factory.mktemp("books")
    for language in ("zh", "en"):
        folder = project(home / language, language)
        name = folder.project.names[0]
        fill(folder, name, edit("T-KF-001", progress=0.85, risk_note="=新的", planned_finish="11月30日"))
        merged(folder)
        for saves in (openpyxl_saves, pandas_saves):
            saves(workbook(folder, name), home / f"{language}-{saves.__name__}.xlsx", {})
    halls = (Department("东馆", "DG"), Department("西馆", "XG"))
    issue(make(home / "tiny", Project("器材", "zh", halls, templates=(str(TINY),), country=""), {"loan": LOANS}))
    return home


def test_every_workbook_of_ours_reads_as_the_others_read_it(books: Path) -> None:
    files = sorted(file for file in books.rglob("*.xlsx") if ".sheetsync" not in file.parts)
    assert {file.parent.name for file in files} == {books.name, "inbox", "reports", "2026-W47"}
    for file in files:
        _check_agreement(file.read_bytes(), at_least=30)


# ── where the others are known to be wrong ──


def made() -> Iterator[bytes]:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("表")
        sheet.write_formula("A1", "=1/0", None, "#DIV/0!")
        sheet.write_number("A2", 46346, book.add_format({"num_format": 14}))
        sheet.write_number("A3", 46346, book.add_format({"num_format": 31}))
        sheet.write_number("A4", 0.8, book.add_format({"num_format": "0%"}))
        sheet.write_number("A5", 20240925, book.add_format({"num_format": "yyyy-mm-dd"}))
    yield buffer.getvalue()


def ours(data: bytes) -> dict[int, RawCell]:
    (sheet,) = read_workbook(data).sheets
    return {number: cells[1] for number, cells in sheet.rows}


def test_an_error_is_no_blank_as_it_is_in_calamine() -> None:
    data = next(made())
    assert CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False)[0] == [""]
    assert ours(data)[1] == RawCell("#DIV/0!", "error", formula=True)


def test_a_formula_that_was_never_calculated_is_no_blank_as_it_is_in_calamine() -> None:
    buffer = BytesIO()
    book = load_workbook(BytesIO(next(made())))
    book["表"]["A1"] = "=1+1"
    book.save(buffer)
    assert CalamineWorkbook.from_filelike(BytesIO(buffer.getvalue())).get_sheet_by_index(0).to_python(skip_empty_area=False)[0] == [""]
    assert ours(buffer.getvalue())[1].calculated is False


def test_the_chinese_date_formats_are_dates_which_openpyxl_takes_for_numbers() -> None:
    data = next(made())
    assert load_workbook(BytesIO(data))["表"]["A3"].value == 46346
    assert [ours(data)[row].type for row in (2, 3)] == ["date", "date"]


def test_a_percentage_says_that_it_is_one_as_it_does_not_in_calamine() -> None:
    data = next(made())
    assert CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False)[3] == [0.8]
    assert ours(data)[4] == RawCell(0.8, "percent")


def test_a_number_typed_into_a_date_cell_is_kept_which_openpyxl_calls_an_error() -> None:
    data = next(made())
    assert load_workbook(BytesIO(data))["表"]["A5"].value == "#VALUE!"
    assert ours(data)[5] == RawCell(20240925.0, "date")
