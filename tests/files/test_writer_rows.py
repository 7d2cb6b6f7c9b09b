"""The rows that we write ourselves mean what XlsxWriter's own cell-by-cell writing means."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from datetime import date, datetime, time
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from sheetsync.files.xlsx_styles import properties
from sheetsync.files.xlsx_text import MAX_TEXT
from sheetsync.files.xlsx_writer import WriterError, write_workbook
from sheetsync.model.plan import Cell, Column, Row, SheetPlan, Style, WorkbookPlan

INPUT = Style("input", wrap=True, locked=False)
DAY = Style("input", number="date", align="center")
SHARE = Style("input", number="percent")
TITLE = Style("title")
COLUMNS = (Column(12, Style("id", bold=True)), Column(30, INPUT), Column(14, DAY), Column(9, SHARE), Column(9))
ROWS = [
    Row(("任务跟踪",), 28, TITLE),
    Row(("T-KF-001", "接口联调\n第二行", date(2026, 11, 27), 0.4, 12)),
    Row(("T-KF-002", "=1+1", None, 1, True), 30, grows=True),
    Row(("+86 138", "-5", date(1900, 3, 1), 0.123456789012345, False)),
    Row(("@张三", "https://example.org", date(2024, 2, 29), -0.5, 2.5)),
    Row(("", " 前后空格 ", None, None, None)),
    Row(("mailto:a@b.c", "007", Cell(date(2026, 1, 2), INPUT._replace(number="date")), Cell("高", Style("bad")), "5" * 300)),
    Row(("{=A1}", "a & <b> \"c\" 'd'", None, 1e-300, 123456789012345)),
]


def written(*rows: Row, columns: tuple[Column, ...] = COLUMNS, sparse: bool = False) -> bytes:
    out = io.BytesIO()
    write_workbook(WorkbookPlan((SheetPlan("表", columns, rows, sparse=sparse),)), out)
    return out.getvalue()


def plainly(rows: list[Row]) -> bytes:
    """The same rows as everybody writes them with XlsxWriter."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"default_format_properties": {"font_name": "Microsoft YaHei", "font_size": 10, "font_scheme": "none"}})
    sheet = book.add_worksheet("表")
    for number, row in enumerate(rows):
        if row.height is not None:
            sheet.set_row(number, row.height)
        for column in range(len(COLUMNS)):
            cell = row.cells[column] if column < len(row.cells) else None
            value, style = (cell.value, cell.style) if isinstance(cell, Cell) else (cell, row.style or COLUMNS[column].style)
            plain(sheet, number, column, value, book.add_format(properties(style or Style())))
    book.close()
    return out.getvalue()


def plain(sheet: Any, row: int, column: int, value: Any, look: Any) -> None:
    if value is None or value == "":
        sheet.write_blank(row, column, None, look)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, look)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, look)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, look)
    else:
        sheet.write_number(row, column, value, look)


def meanings(file: bytes) -> dict[str, tuple[Any, ...]]:
    sheet = openpyxl.load_workbook(io.BytesIO(file)).worksheets[0]
    return {cell.coordinate: (cell.value, cell.data_type, cell.number_format, *looks(cell)) for row in sheet.iter_rows() for cell in row}


def looks(cell: Any) -> list[str]:
    return [repr(look) for look in (cell.font, cell.fill, cell.border, cell.alignment, cell.protection)]


def texts(file: bytes) -> list[str]:
    """The first column's texts as Excel reads them, `_xHHHH_` taken back."""
    archive = zipfile.ZipFile(io.BytesIO(file))
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    shared = (
        ["".join(si.itertext()) for si in ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))]
        if "xl/sharedStrings.xml" in archive.namelist()
        else []
    )
    found = []
    for cell in ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml")).iter(f"{space}c"):
        inline = cell.find(f"{space}is")
        text = "".join(inline.itertext()) if inline is not None else shared[int(cell.findtext(f"{space}v", ""))]
        found.append(re.sub(r"_x([0-9A-Fa-f]{4})_", lambda code: chr(int(code[1], 16)), text))
    return found


def halves(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")


def test_cells_mean_what_plain_writing_means() -> None:
    ours, plain_ones = meanings(written(*ROWS)), meanings(plainly(ROWS))
    assert ours.keys() == plain_ones.keys()
    for place, meaning in plain_ones.items():
        assert ours[place] == meaning, place


def test_a_sparse_sheet_has_the_cells_that_hold_something_and_no_others() -> None:
    held = {f"{letter}{number}" for number, row in enumerate(ROWS, 1) for letter, value in zip("ABCDE", row.cells, strict=False) if value is not None}
    full, sparse = meanings(written(*ROWS)), meanings(written(*ROWS, sparse=True))
    assert {place: sparse[place] for place in held} == {place: full[place] for place in held}
    rows = zipfile.ZipFile(io.BytesIO(written(*ROWS, sparse=True))).read("xl/worksheets/sheet1.xml").decode()
    assert set(re.findall(r'<c r="([A-Z]+[0-9]+)"', rows)) == held


def test_heights_are_as_planned_and_growing_rows_may_grow() -> None:
    sheet = zipfile.ZipFile(io.BytesIO(written(*ROWS))).read("xl/worksheets/sheet1.xml").decode()
    assert re.search(r'<row r="1" [^>]*ht="28" customHeight="1">', sheet)
    assert '<row r="3" ht="30">' in sheet


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@a", "{=1}", "'", "<r>x</r>", "<r><t>x</t></r>", "_x0041_", "_x0041_x0042_", "_x005F_", "_x0041\x01", "_", "__x000d__",
     "\x00\x01\x1f", "a\rb\r\nc", "\ud800", "x\udfff", "\ufffe\uffff", "\x7f\x85\u2028", " a ", "\n", "\t", "😀 张三", "]]>", "&amp;", "NA", "1e5"],
)  # fmt: skip
def test_any_text_comes_back_as_it_was(text: str) -> None:
    assert texts(written(Row((text,)), columns=(Column(9),))) == [text]


@given(st.text(st.sampled_from("_x0041\x01\ud83d\ude00\r<r>&a ") | st.characters(), min_size=1, max_size=24))
def test_generated_text_comes_back_as_it_was(text: str) -> None:
    [found] = texts(written(Row((text,)), columns=(Column(9),)))
    assert halves(found) == halves(text)


def test_text_may_fill_a_cell_and_no_more() -> None:
    full = "😀" * (MAX_TEXT // 2) + "a"
    assert texts(written(Row((full,)), columns=(Column(9),))) == [full]
    with pytest.raises(WriterError, match="32768"):
        written(Row(("a" * (MAX_TEXT + 1),)))
    with pytest.raises(WriterError):
        written(Row((full + "a",)))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), [1], datetime.fromisoformat("2026-11-20T10:00+08:00")])
def test_what_no_cell_can_hold_is_refused(value: Any) -> None:
    with pytest.raises(WriterError):
        written(Row((value,)))


def test_dates_show_as_dates_whatever_the_column_says() -> None:
    rows = (Row((date(2026, 11, 20), datetime(2026, 11, 20, 17, 30), date(1899, 5, 1), time(17, 30))),)
    sheet = openpyxl.load_workbook(io.BytesIO(written(*rows, columns=(Column(9),)))).active
    assert [cell.value for cell in sheet[1]] == [datetime(2026, 11, 20), datetime(2026, 11, 20, 17, 30), "1899-05-01", time(17, 30)]


def test_formulas_carry_their_last_result() -> None:
    cells = (Cell(3, formula="=SUM(B1:B9)"), Cell("a<b", formula='"a"&"<b"'), Cell(None, formula="B1"), Cell(True, formula="TRUE"))
    file = written(Row(cells), columns=(Column(9),))
    formulas, results = (openpyxl.load_workbook(io.BytesIO(file), data_only=only).active for only in (False, True))
    assert [cell.value for cell in formulas[1]] == ["=SUM(B1:B9)", '="a"&"<b"', "=B1", "=TRUE"]
    assert [cell.value for cell in results[1]] == [3, "a<b", None, True]


def test_a_row_may_be_wider_than_the_columns_and_empty_cells_keep_their_look() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(written(Row(("a", "b", "c")), Row(()), columns=(Column(9, INPUT),)))).active
    assert [cell.value for cell in sheet[1]] == ["a", "b", "c"]
    assert sheet["A2"].border.left.style == "thin"
    assert not sheet["A2"].protection.locked


def test_rows_may_come_as_a_stream_and_strings_stay_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sheetsync.files.xlsx_rows.MOST_SHARED", 3)
    names = ["a", "b", "c", "d", "a", "d"]
    assert texts(written(*(Row((name,)) for name in names), columns=(Column(9),))) == names


def test_derived_types_are_written_like_their_bases() -> None:
    class Name(str): ...

    class Count(int): ...

    sheet = openpyxl.load_workbook(io.BytesIO(written(Row((Name("=a"), Count(4)))))).active
    assert (sheet["A1"].value, sheet["A1"].data_type, sheet["B1"].value) == ("=a", "s", 4)


def test_warnings_of_others_are_left_alone() -> None:
    def rows() -> Any:
        warnings.warn("not our business", UserWarning, stacklevel=1)
        yield Row(("a",))

    with pytest.warns(UserWarning, match="not our business"):
        write_workbook(WorkbookPlan((SheetPlan("表", COLUMNS, rows()),)), io.BytesIO())
