"""A workbook that was given back, mended in LibreOffice: the links lead to the cells, the column filters, and what is typed there arrives."""

from __future__ import annotations

from pathlib import Path

import pytest
from office import Office
from openpyxl import load_workbook
from play import add, codes, edit, fill, issue, make, merged

from sheetsync.workflow.folder import Folder

pytestmark = [pytest.mark.libreoffice, pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")]

WRONG = {"T-KF-001": ("月底", "2026-11-28"), "T-KF-002": ("已完城", "已完成")}
"""What was typed into one cell of a row, and what it is mended to."""


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    folder = make(tmp_path / "project")
    issue(folder)
    new = add("task", title="新任务", person="客服经理", deliverable="清单", priority="高", planned_finish="2026-12-10", status="已完城")
    fill(folder, "客服部", edit("T-KF-001", planned_finish="月底", progress=0.6), new)
    return folder


def test_mended_in_libreoffice(folder: Folder, office: Office) -> None:
    before = merged(folder)
    (line,) = before.returns
    file = folder.path / str(line.file)
    page = load_workbook(file)["任务跟踪"]
    cells = {cell.value: cell for row in page.iter_rows() for cell in row if cell.value in ("月底", "已完城", "待修正")}
    listed = load_workbook(file)["待修正"]
    places = [row[1] for row in listed.iter_rows() if isinstance(row[0].value, int)]
    types = [("type_in", "任务跟踪", cells[wrong].coordinate, right) for wrong, right in WRONG.values()]
    looks = [("filter_filled", "任务跟踪", cells["待修正"].column), ("links", "待修正", f"B{places[0].row}:B{places[-1].row}")]
    shown, links = office.do(file, [*looks, *types], folder.inbox / "改好.xlsx")
    assert shown == [cells[wrong].row for wrong, _ in WRONG.values()]
    assert [str(link).replace("'", "") for link in links] == [f"#任务跟踪.{cells[wrong].coordinate}" for wrong, _ in WRONG.values()]
    result = merged(folder)
    assert result.returns == ()
    task = result.state["task"]
    assert (task["T-KF-001"]["progress"], task["T-KF-002"]["status"]) == (0.6, "done")
    assert [d.id for d in result.decisions if d.field == "planned_finish"] == ["T-KF-001.planned_finish"]
    assert not {"comment", "unknown-column", "unknown-sheet", "invalid-value"} & set(codes(result))
    assert {"hidden-rows"} >= set(codes(result)) - set(codes(before)) - {"superseded", "approval", "late-copy"}
