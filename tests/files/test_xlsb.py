"""Binary workbooks, made by hand: no library writes them."""

from __future__ import annotations

import struct
import zipfile
from io import BytesIO

import pytest
import xlsb_sample as xlsb
from python_calamine import CalamineWorkbook
from xlsx_sample import links, zipped

from sheetsync.files.unreadable import UnreadableFile
from sheetsync.files.workbook_reader import read_workbook
from sheetsync.model.raw import RawCell, address

LOOKS = (0, 9, "yyyy-mm-dd", 31, "hh:mm", "#,##0.00")
PLAIN, PERCENT, DATE, CHINESE_DATE, TIME, MONEY = range(len(LOOKS))


def error(code: int) -> bytes:
    return bytes([code])


ROWS = (
    xlsb.row(0, xlsb.shared(0, 0), xlsb.shared(1, 1), xlsb.cell(6, 2, xlsb.text("自己的字"))),
    xlsb.row(1, xlsb.real(0, 0.8, PERCENT), xlsb.small(1, 1, look=PERCENT), xlsb.small(2, 80, hundredth=True), xlsb.small(3, -3), xlsb.real(4, 1e-7)),
    xlsb.row(2, xlsb.small(0, 46351, look=DATE), xlsb.small(1, 46351, look=CHINESE_DATE), xlsb.real(2, 0.4375, TIME), xlsb.real(3, 12.5, MONEY)),
    xlsb.row(3, xlsb.cell(4, 0, b"\x01"), xlsb.cell(3, 1, error(0x17)), xlsb.cell(1, 2), xlsb.cell(1, 3, look=DATE)),
    xlsb.row(
        4, xlsb.formula(9, 0, struct.pack("<d", 1.5)), xlsb.formula(8, 1, xlsb.text("文字")), xlsb.formula(8, 2, xlsb.text("")),
        xlsb.formula(10, 3, b"\x01"), xlsb.formula(11, 4, error(0x07)), xlsb.formula(9, 5, struct.pack("<d", 46351), DATE),
    ),
    xlsb.row(7, xlsb.shared(0, 0), hidden=True),
    xlsb.row(8, hidden=True),
)  # fmt: skip
CELLS = {
    "A1": RawCell("编号"), "B1": RawCell(" 前导 空格"), "C1": RawCell("自己的字"),
    "A2": RawCell(0.8, "percent"), "B2": RawCell(1.0, "percent"), "C2": RawCell(0.8, "number"), "D2": RawCell(-3.0, "number"),
    "E2": RawCell(1e-7, "number"),
    "A3": RawCell(46351.0, "date"), "B3": RawCell(46351.0, "date"), "C3": RawCell(0.4375, "date"), "D3": RawCell(12.5, "number"),
    "A4": RawCell(True, "bool"), "B4": RawCell("#REF!", "error"),
    "A5": RawCell(1.5, "number", formula=True), "B5": RawCell("文字", formula=True), "C5": RawCell("", formula=True),
    "D5": RawCell(True, "bool", formula=True), "E5": RawCell("#DIV/0!", "error", formula=True), "F5": RawCell(46351.0, "date", formula=True),
    "A8": RawCell("编号"),
}  # fmt: skip
TASKS = xlsb.sheet(*ROWS, hidden_columns=(6, 7), merged=[(5, 6, 0, 1)])
SAMPLE = xlsb.workbook(
    {"任务": (0, TASKS), "选项": (1, xlsb.sheet(xlsb.row(0, xlsb.shared(0, 2))))},
    ["编号", " 前导 空格", "SS-7K3F9QX2-C"],
    LOOKS,
    {"xl/comments1.bin": xlsb.comments({(5, 2): "批注"}), "xl/worksheets/_rels/sheet1.bin.rels": links(("rId1", "comments", "../comments1.bin"))},
)


def refused(data: bytes) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read_workbook(data)
    return caught.value.reason


def test_every_kind_of_cell_is_read() -> None:
    tasks, lists = read_workbook(SAMPLE).sheets
    assert {address(row, column): cell for row, cells in tasks.rows for column, cell in cells.items()} == CELLS
    assert [cells for _, cells in lists.rows] == [{1: RawCell("SS-7K3F9QX2-C")}]


def test_what_is_around_the_cells_is_read() -> None:
    found = read_workbook(SAMPLE)
    tasks, lists = found.sheets
    assert (found.format, tasks.name, tasks.state, lists.name, lists.state) == ("xlsb", "任务", "visible", "选项", "hidden")
    assert (tasks.hidden_rows, tasks.hidden_columns, list(tasks.merged)) == ({8}, {7, 8}, [(6, 1, 7, 2)])


def test_notes_are_read() -> None:
    assert dict(read_workbook(SAMPLE).sheets[0].comments) == {(6, 3): "批注"}


def test_calamine_reads_the_sample_alike() -> None:
    """The sample is what it should be, where calamine tells: not what is an error, nor what has which format."""
    rows = CalamineWorkbook.from_object(BytesIO(SAMPLE)).get_sheet_by_name("任务").to_python(skip_empty_area=False)
    for place, cell in CELLS.items():
        row, column = int(place[1:]) - 1, ord(place[0]) - 65
        if cell.type in ("number", "percent", "text", "bool"):
            assert rows[row][column] == cell.value, place


def test_cells_may_leave_their_column_out() -> None:
    """Such cells stand right behind the last one."""
    look = struct.pack("<L", PERCENT)
    short = xlsb.record(16, look + struct.pack("<d", 0.5)) + xlsb.record(12, look) + xlsb.record(17, look + xlsb.text("字"))
    (sheet,) = read_workbook(xlsb.workbook({"任务": (0, xlsb.sheet(xlsb.row(0, xlsb.small(2, 1), short)))}, formats=LOOKS)).sheets
    assert dict(sheet.rows[0][1]) == {3: RawCell(1.0, "number"), 4: RawCell(0.5, "percent"), 6: RawCell("字")}


def test_nothing_behind_the_rows_is_a_row_or_a_cell() -> None:
    """So does pyxlsbwriter end its sheets, which calamine reads too."""
    behind = xlsb.record(535, bytes(66)) + 6 * xlsb.record(0) + xlsb.cell(6, 0, xlsb.text("keins")) + xlsb.record(130)
    part = xlsb.sheet(xlsb.row(0, xlsb.cell(6, 0, xlsb.text("eins"))), merged=[(0, 1, 0, 0)]).removesuffix(xlsb.record(130)) + behind
    (sheet,) = read_workbook(_workbook(part)).sheets
    assert [(number, dict(row)) for number, row in sheet.rows] == [(1, {1: RawCell("eins")})]
    assert list(sheet.merged) == [(1, 1, 2, 1)]


def _workbook(part: bytes) -> bytes:
    return xlsb.workbook({"任务": (0, part)})


@pytest.mark.parametrize(
    ("reason", "data"),
    [
        ("malformed", _workbook(TASKS[:-1] + b"\x05")),
        ("malformed", _workbook(xlsb.record(129) + b"\x84")),
        ("malformed", _workbook(xlsb.sheet(xlsb.record(0, b"\x01")))),
        ("malformed", _workbook(xlsb.sheet(xlsb.row(0, xlsb.cell(6, 0, struct.pack("<L", 9)))))),
        ("address", _workbook(xlsb.sheet(xlsb.row(1_048_576)))),
        ("address", _workbook(xlsb.sheet(xlsb.row(0, xlsb.small(16_384, 1))))),
    ],
)
def test_records_that_are_not_well_made_are_refused(reason: str, data: bytes) -> None:
    assert refused(data) == reason


def test_a_text_that_is_not_in_the_table_is_an_error_and_no_blank() -> None:
    (sheet,) = read_workbook(_workbook(xlsb.sheet(xlsb.row(0, xlsb.shared(0, 7))))).sheets
    assert dict(sheet.rows[0][1]) == {1: RawCell("#REF!", "error")}


def test_big_parts_are_read_record_by_record() -> None:
    """A part comes in pieces of a mebibyte, whose ends lie anywhere."""
    rows = [xlsb.row(number, xlsb.cell(6, 0, xlsb.text(f"第{number}行" * 50))) for number in range(6000)]
    (sheet,) = read_workbook(_workbook(xlsb.sheet(*rows))).sheets
    assert [row[1].value for _, row in sheet.rows] == [f"第{number}行" * 50 for number in range(6000)]


def test_days_may_count_from_1904() -> None:
    plain = xlsb.workbook({"任务": (0, xlsb.sheet(xlsb.row(0, xlsb.small(0, 44889, look=DATE), xlsb.real(1, 0.5, TIME))))}, formats=LOOKS)
    settings = xlsb.record(153, struct.pack("<LL", 0, 0) + xlsb.text(""))
    with zipfile.ZipFile(BytesIO(plain)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/workbook.bin"] = parts["xl/workbook.bin"].replace(settings, xlsb.record(153, struct.pack("<LL", 1, 0) + xlsb.text("")))
    (sheet,) = read_workbook(zipped(parts)).sheets
    assert dict(sheet.rows[0][1]) == {1: RawCell(46351.0, "date"), 2: RawCell(0.5, "date")}
