"""Our reader agrees with calamine and openpyxl wherever these two agree, on workbooks from several programs."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.utils.datetime import to_excel
from python_calamine import CalamineWorkbook

from sheetsync.files.workbook_reader import read_workbook

# openpyxl calls a date cell with serial 20240925 an error; we keep the number, for a person typed it
pytestmark = pytest.mark.filterwarnings("ignore:Cell .* is marked as a date:UserWarning")

SOFFICE = shutil.which("soffice")

Cells = dict[tuple[str, int, int], object]


def _plain(value: object) -> object:
    """Any library's value as text, a number or a truth; nothing for a blank."""
    if isinstance(value, time | timedelta | datetime | date):
        value = to_excel(value)
    if isinstance(value, float | int) and not isinstance(value, bool):
        return round(float(value), 6)
    return value or None if isinstance(value, str) else value


def _by_calamine(data: bytes) -> Cells:
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    return {(name, r, c): _plain(value) for name, rows in sheets.items() for r, row in enumerate(rows, 1) for c, value in enumerate(row, 1)}


def _by_openpyxl(data: bytes) -> Cells:
    book = openpyxl.load_workbook(BytesIO(data), data_only=True)
    return {(sheet.title, cell.row, cell.column): _plain(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}


def _by_us(data: bytes) -> Cells:
    sheets = read_workbook(data).sheets
    return {(sheet.name, row, column): _plain(cell.value) for sheet in sheets for row, cells in sheet.rows for column, cell in cells.items()}


TEXTS = [
    " 两端有空格 ",
    "第一行\n第二行",
    'a & b < c > "d"',
    "_x000D_ 与 _x005F_",
    "😀 表情",
    "NA",
    "None",
    "007",
    "80%",
    "\u3000",
    "é\u0301",
    "'=1+1",
    "tab\there",
]
NUMBERS = [0, -1, 0.1 + 0.2, 1e15, 1e-9, 46346.25, 20240925]
FORMATS = ["General", "0.00", "0%", "yyyy-mm-dd", 'yyyy"年"m"月"d"日"', "h:mm", '0"天"', "@", "[$-804]aaaa;@", "#,##0.00;[Red]-#,##0.00"]


def written_by_xlsxwriter() -> bytes:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        bold, formats = book.add_format({"bold": True}), [book.add_format({"num_format": code}) for code in FORMATS]
        for name in ("任务", "风险"):
            sheet = book.add_worksheet(name)
            for row, text in enumerate(TEXTS):
                sheet.write_string(row * 2, 1, text, bold if row % 2 else None)
            for row, number in enumerate(NUMBERS):
                for column, format_ in enumerate(formats):
                    sheet.write_number(row + 30, column, abs(number) if column > 2 else number, format_)
            sheet.write_rich_string(50, 0, "一半", bold, "粗 ", "体")
            sheet.write_boolean(51, 0, True)
            sheet.write_formula(52, 0, "=1+1", None, 2)
            sheet.write_formula(53, 0, '="高"', None, "高")
            sheet.write_blank(54, 0, None, bold)
            sheet.merge_range("A60:C61", "合并")
    return buffer.getvalue()


def written_by_openpyxl() -> bytes:
    book, buffer = openpyxl.load_workbook(BytesIO(written_by_xlsxwriter())), BytesIO()
    sheet = book.create_sheet("新表")
    for row, value in enumerate([*TEXTS, *NUMBERS, datetime(2026, 11, 20, 8, 30), date(2026, 11, 20), time(8, 30), True], 1):
        sheet.cell(row, row % 7 + 1, value)
    book.save(buffer)
    return buffer.getvalue()


def saved_by_libreoffice(folder: Path, filter_: str = "xlsx") -> bytes:
    if SOFFICE is None:
        pytest.skip("LibreOffice is not installed")
    (folder / "in").mkdir()
    (folder / "in" / "book.xlsx").write_bytes(written_by_openpyxl())
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [SOFFICE, profile, "--headless", "--convert-to", filter_, "--outdir", str(folder), str(folder / "in" / "book.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return (folder / "book.xlsx").read_bytes()


def _check_agreement(data: bytes, at_least: int) -> None:
    ours, calamine, others = _by_us(data), _by_calamine(data), _by_openpyxl(data)
    agreed = {place for place in calamine.keys() | others.keys() if calamine.get(place) == others.get(place)}
    assert {place: ours.get(place) for place in agreed} == {place: others.get(place) for place in agreed}
    assert len([place for place in agreed if others.get(place) is not None]) >= at_least


@pytest.mark.parametrize(("write", "at_least"), [(written_by_xlsxwriter, 160), (written_by_openpyxl, 180)])
def test_agreement(write: Callable[[], bytes], at_least: int) -> None:
    _check_agreement(write(), at_least)


@pytest.mark.libreoffice
def test_agreement_on_what_libreoffice_saves(tmp_path: Path) -> None:
    data = saved_by_libreoffice(tmp_path)
    _check_agreement(data, 160)
    expected = {place: value for place, value in _by_us(written_by_openpyxl()).items() if place[0] == "新表"}
    assert {place: value for place, value in _by_us(data).items() if place[0] == "新表"} == expected


@pytest.mark.libreoffice
def test_strict_open_xml_says_the_same_as_the_usual_kind(tmp_path: Path) -> None:
    strict = saved_by_libreoffice(tmp_path, "xlsx:Calc Office Open XML")
    texts = {place: value for place, value in _by_us(strict).items() if isinstance(value, str) and place[0] == "新表"}
    expected = {place: value for place, value in _by_us(written_by_openpyxl()).items() if isinstance(value, str) and place[0] == "新表"}
    assert texts == expected
