"""Choosing “new task” from the dropdown in LibreOffice: in a department's workbook, and in the consolidated one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from office import Office
from openpyxl import load_workbook
from play import DEPARTMENTS, codes, issue, make, merged, workbook

from sheetsync.model.project import Project
from sheetsync.workflow.doctor import doctor
from sheetsync.workflow.resolve import resolve

pytestmark = [pytest.mark.libreoffice, pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")]

SHEET = "待办事项"


def cells(file: Path, identity: str) -> dict[str, str]:
    """The cells of a record's row by their headers."""
    page = load_workbook(file)[SHEET]
    row = next(cell.row for cell in page["A"] if cell.value == identity)
    head = next(cell.row for cell in page["A"] if cell.value == "待办编号")
    return {str(title.value).rstrip(" *"): page.cell(row, title.column).coordinate for title in page[head] if title.value}


def test_an_action_becomes_a_task_by_a_choice_in_the_dropdown(tmp_path: Path, office: Office) -> None:
    folder = make(tmp_path / "project", replace(Project("满意度", "zh", DEPARTMENTS), templates=("standard", "meetings"), blank_rows=4))
    issue(folder)
    sent = workbook(folder, "技术部")
    typed = {"待办任务": "交付培训版", "责任人": "技术工程师", "截止日期": "2026-12-10"}
    steps = [("type_in", SHEET, cells(sent, "ACT-JS-001")[title], text) for title, text in typed.items()]
    other = [("type_in", SHEET, cells(sent, "ACT-JS-002")[title], text) for title, text in {**typed, "待办任务": "写手册"}.items()]
    became = cells(sent, "ACT-JS-001")["转入任务"]
    (offered,) = office.do(sent, [("offered", SHEET, became), *steps, *other, ("choose", SHEET, became, "新建任务")], folder.inbox / "技术部.xlsx")
    assert offered[0] == "新建任务"
    assert {each.partition(" ")[0] for each in offered[1:]} >= {"T-KF-001", "T-JS-001", "T-SC-001"}
    result = merged(folder)
    made = result.state["action"]["ACT-JS-001"]["task"]
    assert (result.state["task"][made]["title"], result.state["action"]["ACT-JS-002"]["task"], codes(result)) == ("交付培训版", None, [])
    report = folder.report("2026-W47")
    cell = cells(report, "ACT-JS-002")["转入任务"]
    (offered,) = office.do(report, [("offered", SHEET, cell), ("choose", SHEET, cell, "新建任务")], report)
    assert any(each.startswith(made) for each in offered)
    resolve(folder, None, as_of=date(2026, 11, 20))
    result = merged(folder)
    again = result.state["action"]["ACT-JS-002"]["task"]
    assert (result.state["task"][again]["title"], again != made, doctor(folder).troubles) == ("写手册", True, [])
