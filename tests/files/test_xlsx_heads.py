"""Hidden sheets of which only the head is read."""

from __future__ import annotations

import io

import openpyxl
import pytest

from sheetsync.files.workbook_reader import read_workbook


@pytest.mark.parametrize(("name", "state", "rows"), [("选项", "hidden", 20), ("选项", "visible", 30), ("任务", "hidden", 30)])
def test_only_the_head_of_a_hidden_sheet_of_lists_is_read(name: str, state: str, rows: int) -> None:
    book = openpyxl.Workbook()
    book.active.title = "首页"
    sheet = book.create_sheet(name)
    sheet.sheet_state = state
    for number in range(30):
        sheet.append([number])
    file = io.BytesIO()
    book.save(file)
    found = read_workbook(file.getvalue(), {"选项"}).sheets[1]
    assert [number for number, _ in found.rows] == list(range(1, rows + 1))
