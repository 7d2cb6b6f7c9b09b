from __future__ import annotations

from io import BytesIO

import xlsxwriter

from sheetsync.files.xlsx_reader import read_workbook
from sheetsync.model.raw import RawCell


def test_reads_what_was_written() -> None:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("任务")
        sheet.write_string("B2", " 两端有空格 ")
        sheet.write_number("C2", 0.8, book.add_format({"num_format": "0%"}))
    (sheet_read,) = read_workbook(buffer.getvalue()).sheets
    assert sheet_read.name == "任务"
    assert dict(sheet_read.rows) == {2: {2: RawCell(" 两端有空格 "), 3: RawCell(0.8, "percent")}}
