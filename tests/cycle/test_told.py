"""What the next round's workbooks tell departments in notes: what was decided about what they wrote, and what is newly theirs."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from openpyxl import load_workbook
from play import COLUMNS, FRIDAY, NEXT, TASKS, add, again, asked, codes, edit, everything, fill, issue, merged, statuses, workbook

from sheetsync.workflow.doctor import doctor
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.importing import import_list
from sheetsync.workflow.resolve import resolve, settle

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
W48 = "2026-W48"


@pytest.fixture(scope="module")
def told(issued: Folder, tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A week in which the coordinator decided much, and the next week's workbooks."""
    folder = again(issued, tmp_path_factory.mktemp("told") / "project")
    fill(folder, "客服部", edit("T-JS-001", risk="高"), edit("T-KF-001", progress="70%"), add("task", title="建立周报", person="客服经理"))
    fill(folder, "技术部", edit("T-JS-001", risk="中", planned_finish="2026-11-30"), edit("T-KF-001", title="收集全部反馈"))
    delete(fill(folder, "市场部"), "T-SC-001")
    merged(folder)
    settle(folder, "客服部", ["T-JS-001.risk"], FRIDAY)
    settle(folder, "技术部", ["T-JS-001.planned_finish"], FRIDAY)
    settle(folder, None, ["T-SC-001", "T-KF-001.title"], FRIDAY)
    listed = folder.path.parent / "list.csv"
    with listed.open("w", encoding="utf-8-sig", newline="") as target:
        csv.writer(target).writerows([COLUMNS, ("导入的一件", "市场部", *TASKS[0][2:])])
    import_list(folder, listed, "task", FRIDAY)
    merged(folder)
    typed(folder, {("T-KF-001", "负责人"): "新的负责人", ("T-KF-002", "责任部门"): "市场部"})
    resolve(folder, as_of=FRIDAY)
    for file in folder.inbox.iterdir():
        file.unlink()
    issue(folder, NEXT)
    return folder


def delete(file: Path, record: str) -> None:
    """The department takes a row out of its table of tasks."""
    book = load_workbook(file)
    page = book["任务跟踪"]
    page.delete_rows(next(row[0].row for row in page.iter_rows() if row[0].value == record))
    book.save(file)


def typed(folder: Folder, cells: dict[tuple[str, str], str]) -> None:
    """The coordinator types into the merged table of tasks."""
    book = load_workbook(folder.report("2026-W47"))
    page = book["任务跟踪"]
    columns = {str(cell.value).strip("* "): cell.column for cell in page[4]}
    for (record, label), value in cells.items():
        row = next(row for row in page.iter_rows(min_row=5) if row[0].value == record)
        row[columns[label] - 1].value = value
    book.save(folder.report("2026-W47"))


def notes(folder: Folder, department: str) -> dict[tuple[str, str], str]:
    """The notes in a department's table of tasks, by record and column."""
    page = load_workbook(workbook(folder, department, W48))["任务跟踪"]
    head = next(row for row in page.iter_rows() if str(row[0].value).endswith("编号"))
    labels = [str(cell.value).strip("* ") for cell in head]
    return {(row[0].value, labels[c.column - 1]): c.comment.text for row in page.iter_rows() for c in row if c.comment}


def test_each_department_is_told_what_was_decided_about_what_it_wrote(told: Folder) -> None:
    found = notes(told, "技术部")
    assert found["T-JS-001", "风险等级"].startswith("上轮您填的是“中”，已定为“高”（协调人，20")
    assert found["T-JS-001", "计划完成"].startswith("上轮您填的“2026-11-30”已采用（")
    assert found["T-KF-001", "任务名称"].startswith("上轮您填的是“收集全部反馈”，已定为“收集客户反馈")
    assert notes(told, "客服部")["T-JS-001", "风险等级"].startswith("上轮您填的“高”已采用（")


def test_who_owns_a_record_is_told_what_the_coordinator_changed_in_it(told: Folder) -> None:
    assert notes(told, "客服部")["T-KF-001", "负责人"].startswith("已由“")
    assert ("T-KF-001", "负责人") not in notes(told, "技术部")


def test_a_row_that_was_to_go_and_stays_and_what_is_newly_ones_own(told: Folder) -> None:
    found = notes(told, "市场部")
    assert found["T-SC-001", "任务名称"].startswith("上轮您删去了这一行，已定为保留（")
    given = {record: text for (record, label), text in found.items() if label == "责任部门"}
    assert set(given.values()) == {"新交给市场部负责的一条。"}
    assert given.keys() == {"T-KF-002", "T-SC-006"}


def test_a_record_that_changes_hands(issued: Folder, tmp_path: Path) -> None:
    folder = again(issued, tmp_path / "project")
    merged(folder)
    typed(folder, {("T-SC-001", "责任部门"): "技术部"})
    resolve(folder, as_of=FRIDAY)
    issue(folder, NEXT)
    assert notes(folder, "技术部") == {("T-SC-001", "责任部门"): "本轮起由技术部负责，原来是市场部。"}
    assert notes(folder, "客服部") == {}


def test_what_a_department_added_itself_is_no_news(told: Folder) -> None:
    assert all("新交给" not in text for text in notes(told, "客服部").values())


def test_nothing_open_nothing_orange(told: Folder) -> None:
    page = load_workbook(workbook(told, "技术部", W48))["任务跟踪"]
    legend = next(str(row[0].value) for row in page.iter_rows() if str(row[0].value).startswith("带 *"))
    assert "有批注的格写着上轮的决定" in legend
    assert "橙色" not in legend


def test_they_come_back_without_an_edit_or_a_word_about_the_notes(told: Folder, tmp_path: Path) -> None:
    folder = again(told, tmp_path / "project")
    for department in ("客服部", "技术部", "市场部"):
        fill(folder, department, saved="2026-11-26 10:00", round_=W48)
    result = merged(folder, day=NEXT)
    assert (set(statuses(result).values()), result.edits["read"], asked(result)) == ({"unchanged"}, 0, {})
    assert "comment" not in codes(result, "notice")
    assert doctor(folder).troubles == []


def test_a_workbook_that_was_lost_is_made_again_with_its_notes(told: Folder, tmp_path: Path) -> None:
    folder = again(told, tmp_path / "project")
    before = everything(folder.private / "issued").keys()
    for kept in (folder.private / "issued").iterdir():
        kept.unlink()
    issue(folder, NEXT)
    after = everything(folder.private / "issued").keys()
    assert (len(after), after <= before) == (3, True)
    assert notes(folder, "技术部") == notes(told, "技术部")
