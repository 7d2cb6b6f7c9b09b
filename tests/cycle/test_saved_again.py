"""One consolidated workbook, saved and read back again and again: its last state counts, and nothing of it is lost without a word."""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Iterable, Mapping

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from play import FRIDAY, asked, edit, fill, merged

from sheetsync.model.decision import KEEP, REMOVE
from sheetsync.model.result import Result
from sheetsync.workflow.doctor import doctor
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.merge import Request, merge
from sheetsync.workflow.resolve import Resolved, resolve, settle

TASKS, DECISIONS = "任务跟踪", "待决事项"
NEW = {"任务名称": "整理投诉分类", "责任部门": "客服部", "负责人": "王芳"}


class Book:
    """A consolidated workbook at the coordinator's, and a way to save it again with other cells."""

    def __init__(self, folder: Folder, name: str = "mine") -> None:
        self.folder, self.path = folder, folder.path.parent / f"{name}.xlsx"
        merged(folder)
        shutil.copy(folder.report("2026-W47"), self.path)

    def says(self, cells: Mapping[tuple[str, str], object] = {}, drop: Iterable[str] = (), new: Iterable[Mapping[str, object]] = ()) -> Resolved:
        """Types cells (by id and heading), deletes rows and adds some, saves, and has it read back. The ids of decisions are those with a dot or a
        choice."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells what it leaves out
            book = load_workbook(self.path)
        for (identity, heading), value in cells.items():
            page = book[DECISIONS if heading in ("选定", "另定为") else TASKS]
            page.cell(row_of(page, identity), columns(page)[heading]).value = value
        page = book[TASKS]
        for identity in drop:
            page.delete_rows(row_of(page, identity))
        for each in new:
            at, row = columns(page), page.max_row + 1
            for heading, value in each.items():
                page.cell(row, at.get(heading, 1)).value = value
        book.save(self.path)
        return resolve(self.folder, self.path, FRIDAY)


def row_of(page: Worksheet, identity: str) -> int:
    """The row with an id in its first column, or with a title where it has none yet."""
    return next(row[0].row for row in page.iter_rows(min_row=5) if identity in [cell.value for cell in row[:8]])


def columns(page: Worksheet) -> dict[str, int]:
    return {str(cell.value).strip("* "): cell.column for cell in page[4] if cell.value}


def task(result: Result, record: str, key: str) -> object:
    return result.state["task"][record][key]


def said(done: Resolved) -> dict[str, object]:
    return {s.id: s.value for s in done.applied}


# ── typed, and typed back ──


def test_a_cell_that_is_typed_back_is_what_it_was(folder: Folder) -> None:
    book = Book(folder)
    book.says({("T-KF-001", "负责人"): "王芳", ("T-KF-001", "备注"): "话"})
    done = book.says({("T-KF-001", "负责人"): "客服经理"})
    assert said(done) == {"T-KF-001.person": "客服经理"}
    assert (task(done.result, "T-KF-001", "person"), task(done.result, "T-KF-001", "remark")) == ("客服经理", "话")
    again = book.says({("T-KF-001", "负责人"): "赵敏"})
    assert task(again.result, "T-KF-001", "person") == "赵敏"
    assert (list(again.stale), list(again.findings)) == ([], [])
    assert not doctor(folder).troubles


def test_another_file_that_does_not_say_it_takes_nothing_back(folder: Folder) -> None:
    home, office = Book(folder, "home"), Book(folder, "office")
    home.says({("T-KF-001", "负责人"): "王芳"})
    done = office.says({("T-JS-001", "备注"): "话"})
    assert said(done) == {"T-JS-001.remark": "话"}
    assert task(done.result, "T-KF-001", "person") == "王芳"
    other = office.says({("T-KF-001", "负责人"): "赵敏"})
    assert [s.id for s in other.stale] == ["T-KF-001.person"]


def test_what_was_answered_may_be_answered_otherwise_and_is_not_taken_back_by_a_blank(folder: Folder) -> None:
    fill(folder, "客服部", edit("T-KF-001", risk="高"), by="甲")
    fill(folder, "客服部", edit("T-KF-001", risk="中"), name="又一份.xlsx", by="乙")
    book = Book(folder)
    book.says({("T-KF-001.risk", "另定为"): "低"})
    done = book.says({("T-KF-001.risk", "另定为"): "中"})
    assert said(done) == {"T-KF-001.risk": "medium"}
    blank = book.says({("T-KF-001.risk", "另定为"): None})
    assert (said(blank), task(blank.result, "T-KF-001", "risk")) == ({}, "medium")


def test_what_is_no_value_or_stands_in_a_column_that_is_gone_is_not_typed_back(folder: Folder) -> None:
    book = Book(folder)
    book.says({("T-KF-001", "计划完成"): "2026-12-24", ("T-KF-001", "备注"): "话"})
    wrong = book.says({("T-KF-001", "计划完成"): "以后再说"})
    assert (said(wrong), [f.code for f in wrong.findings]) == ({}, ["invalid-value"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells what it leaves out
        loaded = load_workbook(book.path)
    loaded[TASKS].delete_cols(columns(loaded[TASKS])["备注"])
    loaded.save(book.path)
    gone = resolve(folder, book.path, FRIDAY)
    assert (said(gone), task(gone.result, "T-KF-001", "remark")) == ({}, "话")


def test_a_row_that_was_deleted_and_is_there_again_is_kept(folder: Folder) -> None:
    book = Book(folder)
    original = book.path.read_bytes()
    assert said(book.says(drop=["T-JS-001"])) == {"T-JS-001": REMOVE}
    book.path.write_bytes(original)
    done = book.says({("T-KF-001", "备注"): "话"})
    assert said(done) == {"T-KF-001.remark": "话", "T-JS-001": KEEP}
    assert "T-JS-001" in done.result.state["task"]
    assert not doctor(folder).troubles


# ── rows that it added ──


def test_a_row_that_it_added_and_has_no_longer_is_removed_and_comes_back_with_the_row(folder: Folder) -> None:
    book = Book(folder)
    (identity,) = book.says(new=[NEW]).added
    gone = book.says(drop=["整理投诉分类"])
    assert said(gone) == {identity: REMOVE}
    assert identity not in gone.result.state["task"]
    back = book.says(new=[NEW])
    assert (said(back), back.added) == ({identity: KEEP}, [])
    assert identity in back.result.state["task"]
    assert not doctor(folder).troubles


def test_a_row_that_another_file_added_is_not_removed_by_one_that_never_had_it(folder: Folder) -> None:
    home, office = Book(folder, "home"), Book(folder, "office")
    (identity,) = home.says(new=[NEW]).added
    done = office.says({("T-JS-001", "备注"): "话"})
    assert identity in done.result.state["task"]


def test_a_new_rows_cell_that_is_typed_back(folder: Folder) -> None:
    book = Book(folder)
    (identity,) = book.says(new=[NEW]).added
    book.says({("整理投诉分类", "负责人"): "赵敏"})
    done = book.says({("整理投诉分类", "负责人"): "王芳"})
    assert said(done) == {f"{identity}.person": "王芳"}
    assert task(done.result, identity, "person") == "王芳"


def test_a_row_with_the_id_of_a_record_that_is_there_is_told_with_what_it_says(folder: Folder) -> None:
    first, book = Book(folder, "first"), Book(folder)
    (identity,) = first.says(new=[NEW]).added
    done = book.says(new=[{"编号": identity, "任务名称": "另一件事", "负责人": "赵敏"}])
    (finding,) = (f for f in done.findings if f.code == "row-not-added")
    assert (finding.record, finding.value) == (identity, "另一件事、赵敏")
    assert done.added == []


# ── copies that came in meanwhile ──


def test_an_edit_of_an_old_workbook_that_meets_a_newer_copy_is_asked_and_not_applied(folder: Folder) -> None:
    book = Book(folder)
    fill(folder, "客服部", edit("T-KF-001", person="李雷", remark="新话"))
    merged(folder)
    done = book.says({("T-KF-001", "负责人"): "王芳", ("T-KF-001", "交付成果"): "汇总"})
    assert said(done) == {"T-KF-001.deliverable": "汇总"}
    assert [s.id for s in done.stale] == ["T-KF-001.person"]
    assert asked(done.result) == {"T-KF-001.person": "conflict"}
    (question,) = (d for d in done.result.decisions if d.decided is None)
    assert {c.value: c.departments for c in question.choices} == {"李雷": ("客服部",), "王芳": ()}
    assert [s.file for c in question.choices if c.value == "王芳" for s in c.sources] == ["mine.xlsx"]
    assert task(done.result, "T-KF-001", "person") == "客服经理"
    chosen = settle(folder, "客服部", ["T-KF-001.person"], FRIDAY)
    assert (task(chosen.result, "T-KF-001", "person"), asked(chosen.result)) == ("李雷", {})
    assert not doctor(folder).troubles


def test_an_edit_that_came_too_late_counts_when_the_copy_is_taken_out_again(folder: Folder) -> None:
    book = Book(folder)
    fill(folder, "客服部", edit("T-KF-001", person="李雷"))
    merged(folder)
    book.says({("T-KF-001", "负责人"): "王芳"})
    result = merged(folder, without=["客服部.xlsx"])
    assert (task(result, "T-KF-001", "person"), asked(result)) == ("王芳", {})


def test_a_row_that_an_old_workbook_deletes_although_a_newer_copy_edits_it_is_asked_about(folder: Folder) -> None:
    book = Book(folder)
    fill(folder, "技术部", edit("T-JS-001", person="李雷"))
    merged(folder)
    done = book.says(drop=["T-JS-001"])
    assert (said(done), [s.id for s in done.stale]) == ({}, ["T-JS-001"])
    assert asked(done.result) == {"T-JS-001": "conflict"}
    assert task(done.result, "T-JS-001", "person") == "李雷"
    kept = settle(folder, None, ["T-JS-001"], FRIDAY)
    assert asked(kept.result) == {}


def test_an_edit_that_a_newer_copy_agrees_with_is_applied(folder: Folder) -> None:
    book = Book(folder)
    fill(folder, "客服部", edit("T-KF-001", person="王芳"))
    merged(folder)
    done = book.says({("T-KF-001", "负责人"): "王芳"})
    assert (said(done), list(done.stale), asked(done.result)) == ({"T-KF-001.person": "王芳"}, [], {})


# ── an answer and a cell ──


@pytest.fixture
def torn(folder: Folder) -> Folder:
    fill(folder, "客服部", edit("T-KF-001", risk="高"), by="甲")
    fill(folder, "客服部", edit("T-KF-001", risk="中"), name="又一份.xlsx", by="乙")
    return folder


def test_an_answer_and_a_cell_that_say_different_things_are_both_told_and_neither_is_taken(torn: Folder) -> None:
    done = Book(torn).says({("T-KF-001.risk", "另定为"): "高", ("T-KF-001", "风险等级"): "中", ("T-JS-001", "备注"): "话"})
    assert said(done) == {"T-JS-001.remark": "话"}
    (finding,) = done.findings
    assert (finding.code, finding.reason, finding.place, finding.value) == ("ambiguous-value", "answer-and-cell", DECISIONS, "高")
    assert (finding.detail["typed"], finding.detail["sheet_typed"]) == ("中", TASKS)
    assert asked(done.result) == {"T-KF-001.risk": "conflict"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells what it leaves out
        page = load_workbook(torn.report("2026-W47"))[DECISIONS]
    row = row_of(page, "T-KF-001.risk")
    assert page.cell(row, columns(page)["另定为"]).value == "高"
    assert finding.cell in {f.cell for f in done.findings}
    merge(torn, Request(as_of=FRIDAY))


def test_an_answer_and_a_cell_that_agree_are_one(torn: Folder) -> None:
    done = Book(torn).says({("T-KF-001.risk", "另定为"): "高", ("T-KF-001", "风险等级"): "高"})
    assert (said(done), list(done.findings), asked(done.result)) == ({"T-KF-001.risk": "high"}, [], {})


def test_a_record_that_is_kept_by_an_answer_and_whose_row_is_deleted(folder: Folder) -> None:
    path = fill(folder, "技术部")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells what it leaves out
        copy = load_workbook(path)
    copy[TASKS].delete_rows(row_of(copy[TASKS], "T-JS-001"))
    copy.save(path)
    book = Book(folder)
    done = book.says({("T-JS-001", "另定为"): None, ("T-JS-001", "选定"): "A"}, drop=["T-JS-001"])
    assert [(f.code, f.reason) for f in done.findings] == [("ambiguous-value", "answer-and-row")]
    assert asked(done.result) == {"T-JS-001": "removal"}
