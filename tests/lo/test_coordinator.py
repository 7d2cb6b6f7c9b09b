"""LibreOffice as the coordinator: decides in the consolidated workbook, types into its merged sheets, saves; resolve takes all of it in, once."""

from __future__ import annotations

from pathlib import Path

import pytest
from office import Office
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from play import FRIDAY, asked, document, edit, fill, issue, make, merged

from sheetsync.workflow.doctor import doctor
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.resolve import resolve

pytestmark = [pytest.mark.libreoffice, pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")]

TASKS, OPEN = "任务跟踪", "待决事项"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    folder = make(tmp_path / "project")
    issue(folder)
    fill(folder, "客服部", edit("T-KF-001", planned_finish="2026-12-01"), edit("T-JS-001", risk="高"), edit("T-JS-001", person="周五"))
    fill(folder, "技术部", edit("T-JS-001", risk="中"))
    merged(folder)
    return folder


class Table:
    """Where the cells of a table of the consolidated workbook stand, by what its first column and its headings say."""

    def __init__(self, page: Worksheet, heading: str) -> None:
        self.header = next(row[0].row for row in page.iter_rows() if any(cell.value == heading for cell in row))
        self.columns = {str(cell.value).strip("* "): cell.column_letter for cell in page[self.header] if cell.value}
        self.rows = {str(row[0].value): row[0].row for row in page.iter_rows(min_row=self.header + 1) if row[0].value}
        self.below = page.max_row + 1

    def cell(self, row: str, heading: str) -> str:
        return f"{self.columns[heading]}{self.rows.get(row, self.below)}"


def test_what_the_coordinator_does_in_libreoffice_is_taken_in_once(folder: Folder, office: Office) -> None:
    report = folder.report("2026-W47")
    book = load_workbook(report)
    tasks, decisions = Table(book[TASKS], "任务名称"), Table(book[OPEN], "选定")
    assert {"T-JS-001.risk", "T-KF-001.planned_finish", "T-JS-001.person"} == set(decisions.rows)
    new = {"任务名称": "整理投诉分类", "责任部门": "客服部", "负责人": "王芳", "计划完成": "2026-12-8", "状态": "正常推进"}
    steps = [
        ("offered", OPEN, decisions.cell("T-JS-001.risk", "选定")),
        ("choose", OPEN, decisions.cell("T-JS-001.risk", "选定"), "B"),
        ("type_in", OPEN, decisions.cell("T-KF-001.planned_finish", "另定为"), "2026-12-3"),
        ("type_in", OPEN, decisions.cell("T-KF-001.planned_finish", "备注"), "折中"),
        ("type_in", TASKS, tasks.cell("T-SC-001", "完成进度"), "35%"),
        *(("type_in", TASKS, tasks.cell("", label), text) for label, text in new.items()),
        ("choose", TASKS, tasks.cell("", "优先级"), "高"),
        ("faults",),
    ]
    offered, faults = office.do(report, steps, report)
    assert (len(offered), faults) == (3, [])
    done = resolve(folder, None, FRIDAY)
    (added,) = done.added
    task = done.result.state["task"]
    assert {s.id: s.value for s in done.applied}.keys() == {"T-JS-001.risk", "T-KF-001.planned_finish", "T-SC-001.progress"}
    chosen = {"B": {"高": "high", "中": "medium"}}["B"][next(label for label in ("高", "中") if label in offered[1])]
    assert (task["T-JS-001"]["risk"], task["T-KF-001"]["planned_finish"], task["T-SC-001"]["progress"]) == (chosen, "2026-12-03", 0.35)
    assert {key: task[added][key] for key in ("title", "department", "person", "planned_finish", "status", "priority")} == {
        "title": "整理投诉分类", "department": "客服部", "person": "王芳", "planned_finish": "2026-12-08", "status": "on_track", "priority": "high",
    }  # fmt: skip
    assert asked(done.result) == {"T-JS-001.person": "suggestion"}
    assert (done.findings, done.stale) == ([], [])


def test_resolving_what_libreoffice_saved_again_changes_nothing(folder: Folder, office: Office, tmp_path: Path) -> None:
    """Neither the same file nor the one that resolve wrote, saved once more in LibreOffice with nothing typed."""
    report = folder.report("2026-W47")
    book = load_workbook(report)
    tasks, decisions = Table(book[TASKS], "任务名称"), Table(book[OPEN], "选定")
    typed = [("choose", OPEN, decisions.cell("T-JS-001.risk", "选定"), "B"), ("type_in", TASKS, tasks.cell("", "任务名称"), "整理投诉分类")]
    typed.append(("type_in", TASKS, tasks.cell("", "责任部门"), "客服部"))
    saved = tmp_path / "saved.xlsx"
    office.do(report, typed, saved)
    first = resolve(folder, saved, FRIDAY)
    assert (len(first.applied), len(first.added)) == (1, 1)
    again = resolve(folder, saved, FRIDAY)
    assert (again.known, document(again.result)) == (True, document(first.result))
    office.do(report, [], report)
    once_more = resolve(folder, report, FRIDAY)
    assert (once_more.applied, once_more.added, once_more.stale, once_more.findings) == ([], [], [], [])
    assert once_more.result.state == first.result.state
    assert merged(folder).state == first.result.state
    assert doctor(folder).troubles == []
