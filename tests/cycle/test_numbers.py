"""The numbers of records: given once, and the same whenever and however often a round is merged."""

from __future__ import annotations

from pathlib import Path

import play
import pytest
from openpyxl import load_workbook

from sheetsync.files.hands import Action
from sheetsync.files.workbook_reader import read_workbook
from sheetsync.model.decision import KEEP, REMOVE, Settlement
from sheetsync.workflow.doctor import doctor
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.history import history
from sheetsync.workflow.importing import import_list
from sheetsync.workflow.merge import Request, merge
from sheetsync.workflow.resolve import settle

ADDED = "没有编号的新任务"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A project in whose first round a department has inserted a row without an id."""
    folder = play.make(tmp_path / "project")
    play.issue(folder)
    play.fill(folder, "客服部", Action("insert", "task", "", {"title": ADDED, "person": "客服经理", "planned_finish": "2026-12-01"}))
    merge(folder, Request(as_of=play.FRIDAY))
    return folder


def ids(folder: Folder, title: str) -> list[str]:
    result = merge(folder, Request(as_of=play.FRIDAY))
    return [record for record, values in result.state["task"].items() if values["title"] == title]


def test_a_list_that_is_imported_meanwhile_moves_no_number(folder: Folder, tmp_path: Path) -> None:
    (before,) = ids(folder, ADDED)
    file = tmp_path / "more.csv"
    file.write_text("任务名称,责任部门\n后来导入的任务,客服部\n", "utf-8")
    import_list(folder, file, "task", play.FRIDAY)
    (imported,) = ids(folder, "后来导入的任务")
    assert ids(folder, ADDED) == [before]
    assert imported != before
    another = Action("insert", "task", "", {"title": "又一个没有编号的", "planned_finish": "2026-12-09"})
    play.fill(folder, "客服部", another, name="再来一份.xlsx", by="另一个人")
    (third,) = ids(folder, "又一个没有编号的")
    assert len({before, imported, third}) == 3
    assert ids(folder, ADDED) == [before]


def test_a_round_that_is_over_keeps_its_numbers(folder: Folder) -> None:
    (before,) = ids(folder, ADDED)
    play.issue(folder, play.NEXT)
    assert history(folder, before, "title").entries[0].value == ADDED
    assert not doctor(folder).troubles


def test_a_copy_that_was_saved_earlier_but_comes_later_moves_no_number(folder: Folder) -> None:
    (before,) = ids(folder, ADDED)
    another = Action("insert", "task", "", {"title": "别人先写好的", "planned_finish": "2026-12-09"})
    play.fill(folder, "客服部", another, name="更早的.xlsx", by="另一个人", saved="2026-11-18 08:00")
    (other,) = ids(folder, "别人先写好的")
    assert ids(folder, ADDED) == [before]
    assert other != before


def test_a_blank_row_stays_the_record_that_it_was_when_an_earlier_saved_copy_comes(folder: Folder) -> None:
    mine = play.add("task", title="先合并的任务", planned_finish="2026-12-09")
    play.fill(folder, "技术部", mine, by="张工")
    (before,) = ids(folder, "先合并的任务")
    other = play.add("task", title="别人先写好的", planned_finish="2026-12-09")
    play.fill(folder, "技术部", other, name="更早的.xlsx", by="李工", saved="2026-11-18 08:00")
    (second,) = ids(folder, "别人先写好的")
    assert ids(folder, "先合并的任务") == [before]
    play.merged(folder, without=["技术部.xlsx"])
    assert ids(folder, "别人先写好的") == [second] != [before]


def test_a_copy_that_is_taken_out_takes_its_numbers_with_it(folder: Folder) -> None:
    (before,) = ids(folder, ADDED)
    another = Action("insert", "task", "", {"title": "别人写的", "planned_finish": "2026-12-09"})
    play.fill(folder, "客服部", another, name="别人.xlsx", by="另一个人")
    (other,) = ids(folder, "别人写的")
    play.merged(folder, without=["客服部.xlsx"])
    assert (ids(folder, ADDED), ids(folder, "别人写的")) == ([], [other])
    play.merged(folder, folder.inbox / "客服部.xlsx")
    assert (ids(folder, ADDED), ids(folder, "别人写的")) == ([before], [other])


def inserted(title: str, finish: str = "2026-12-01") -> Action:
    return Action("insert", "task", "", {"title": title, "planned_finish": finish})


def offered(folder: Folder, department: str) -> list[str]:
    """The numbers of the blank rows that a department is sent in the next round."""
    play.issue(folder, play.NEXT)
    raw = read_workbook(play.workbook(folder, department, "2026-W48"))
    code = {"客服部": "KF", "技术部": "JS", "市场部": "SC"}[department]
    found = {str(cell.value) for sheet in raw.sheets for _, row in sheet.rows for cell in row.values() if str(cell.value).startswith(f"T-{code}-")}
    return sorted(found)


def test_the_number_of_a_record_that_was_united_with_another_is_never_offered_again(folder: Folder) -> None:
    play.fill(folder, "技术部", inserted(ADDED))
    (pair,) = [d.id for d in play.merged(folder).decisions if d.kind == "possible-duplicate"]
    settle(folder, "技术部", [pair], play.FRIDAY)
    _, gone = pair.split("+")
    assert gone not in offered(folder, "技术部")


def test_the_number_of_a_copy_that_was_taken_out_is_never_offered_again(folder: Folder) -> None:
    (before,) = ids(folder, ADDED)
    play.merged(folder, without=["客服部.xlsx"])
    assert before not in offered(folder, "客服部")


def test_the_number_of_a_record_that_was_added_and_removed_is_never_offered_again(folder: Folder) -> None:
    (before,) = ids(folder, ADDED)
    with folder.ledger() as ledger:
        ledger.add_settlement(Settlement(before, REMOVE, (KEEP, REMOVE), order=1))
    assert ids(folder, ADDED) == []
    assert before not in offered(folder, "客服部")


def test_a_list_gets_no_number_that_a_record_had_before(folder: Folder, tmp_path: Path) -> None:
    (before,) = ids(folder, ADDED)
    play.merged(folder, without=["客服部.xlsx"])
    file = tmp_path / "more.csv"
    file.write_text("任务名称,责任部门\n后来导入的任务,客服部\n", "utf-8")
    import_list(folder, file, "task", play.FRIDAY)
    assert before not in ids(folder, "后来导入的任务")


def test_a_workbook_whose_file_is_lost_keeps_its_numbers_when_its_blank_rows_have_come_back(folder: Folder) -> None:
    play.fill(folder, "技术部", play.add("task", title="写在空行里的任务"))
    play.merged(folder)
    sent = play.workbook(folder, "技术部")
    before = sent.read_bytes()
    for path in (folder.path / ".sheetsync").rglob("*.xlsx"):
        if path.read_bytes() == before:
            path.unlink()
    play.issue(folder)
    assert play.workbook(folder, "技术部").read_bytes() == before


@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
@pytest.mark.parametrize("way", ["cleared", "deleted"])
def test_a_copy_without_any_ids_is_read_by_what_its_rows_say(folder: Folder, way: str) -> None:
    path = play.fill(folder, "技术部", play.edit("T-JS-001", remark="我的话"))
    book = load_workbook(path)
    page = book["任务跟踪"]
    header = next(row for row in page.iter_rows() if str(row[0].value).endswith("编号"))
    columns = [1, *(cell.column for cell in header if str(cell.value).lower() == "id")]
    for column in sorted(columns, reverse=True):
        if way == "deleted":
            page.delete_cols(column)
        else:
            for row in range(header[0].row + 1, page.max_row + 1):
                page.cell(row, column).value = None
    book.save(path)
    result = merge(folder, Request(as_of=play.FRIDAY))
    assert result.state["task"]["T-JS-001"]["remark"].endswith("我的话")
    assert [c.status for c in result.copies if c.department == "技术部"] == ["merged"]
