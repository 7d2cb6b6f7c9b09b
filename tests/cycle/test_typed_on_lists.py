"""What the coordinator types on sheets of the consolidated workbook that are made anew each time: it is told, cell by cell."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from play import FRIDAY, NEXT, asked, edit, fill, issue, merged

from sheetsync.workflow.folder import Folder
from sheetsync.workflow.merge import Request, merge
from sheetsync.workflow.resolve import Resolved, resolve

CHANGES, OVERVIEW, DECISIONS, TASKS = "本轮变更", "总览", "待决事项", "任务跟踪"


@pytest.fixture
def folder(folder: Folder) -> Folder:
    """With two changes and a decision."""
    fill(folder, "客服部", edit("T-KF-001", risk="高", remark="甲说"), by="甲")
    fill(folder, "客服部", edit("T-KF-001", risk="中", person="王芳"), name="又一份.xlsx", by="乙")
    merged(folder)
    return folder


def opened(path: Path) -> Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells what it leaves out
        return load_workbook(path)


def saved(folder: Folder, change: Callable[[Workbook], object], in_place: bool = False) -> Path:
    report = folder.report("2026-W47")
    book = opened(report)
    change(book)
    path = report if in_place else folder.path.parent / "typed.xlsx"
    book.save(path)
    return path


def read(folder: Folder, change: Callable[[Workbook], object]) -> Resolved:
    return resolve(folder, saved(folder, change), FRIDAY)


def find(book: Workbook, sheet: str, text: str) -> tuple[int, int]:
    """The cell that says this."""
    return next((c.row, c.column) for row in book[sheet].iter_rows() for c in row if c.value == text)


def told(done: Resolved) -> list[tuple[str, str, str, str, str]]:
    return [(f.place, f.cell, f.value, f.record, f.reason) for f in done.findings if f.code == "not-read-back"]


def test_a_workbook_that_was_only_saved_says_nothing(folder: Folder) -> None:
    done = read(folder, lambda _: None)
    assert (list(done.findings), list(done.applied)) == ([], [])


def test_a_cell_of_a_list_is_told_with_the_record_that_its_row_is_about(folder: Folder) -> None:
    cells = []

    def change(book: Workbook) -> None:
        row, column = find(book, CHANGES, "王芳")
        book[CHANGES].cell(row, column).value = "赵敏"
        cells.append(book[CHANGES].cell(row, column).coordinate)

    done = read(folder, change)
    assert told(done) == [(CHANGES, cells[0], "赵敏", "T-KF-001", "record")]
    assert [f.sheet for f in done.findings] == ["task"]
    assert done.result.state["task"]["T-KF-001"]["person"] == "王芳"


def test_a_cell_of_the_overview_and_one_beside_a_list_are_told(folder: Folder) -> None:
    def change(book: Workbook) -> None:
        book[OVERVIEW]["B200"] = "周五开会"
        row, _ = find(book, CHANGES, "王芳")
        book[CHANGES].cell(row, book[CHANGES].max_column + 3).value = "要核对"

    found = {(place, value, record) for place, _, value, record, _ in told(read(folder, change))}
    assert found == {(OVERVIEW, "周五开会", ""), (CHANGES, "要核对", "T-KF-001")}


def test_a_list_that_was_sorted_or_thinned_out_says_nothing(folder: Folder) -> None:
    def change(book: Workbook) -> None:
        page = book[CHANGES]
        rows = [[c.value for c in row] for row in page.iter_rows(min_row=5)]
        for number, values in enumerate(reversed(rows), 5):
            for column, value in enumerate(values, 1):
                page.cell(number, column).value = value
        book[OVERVIEW].insert_rows(1)

    assert told(read(folder, change)) == []


def test_a_sorted_list_in_which_one_cell_was_typed_over_tells_that_cell(folder: Folder) -> None:
    def change(book: Workbook) -> None:
        page = book[CHANGES]
        rows = [[c.value for c in row] for row in page.iter_rows(min_row=5)]
        for number, values in enumerate(reversed(rows), 5):
            for column, value in enumerate(values, 1):
                page.cell(number, column).value = "赵敏" if value == "王芳" else value

    assert [(value, record) for _, _, value, record, _ in told(read(folder, change))] == [("赵敏", "T-KF-001")]


def test_answers_among_the_decisions_are_none_of_it_but_other_cells_there_are(folder: Folder) -> None:
    def change(book: Workbook) -> None:
        row, _ = find(book, DECISIONS, "T-KF-001.risk")
        heads = {str(c.value): c.column for c in book[DECISIONS][4]}
        book[DECISIONS].cell(row, heads["另定为"]).value = "低"
        book[DECISIONS].cell(row, heads["备注"]).value = "两边都问过"
        book[DECISIONS].cell(row, heads["现值"]).value = "低一点"

    done = read(folder, change)
    assert [(place, value, record) for place, _, value, record, _ in told(done)] == [(DECISIONS, "低一点", "T-KF-001")]
    assert (asked(done.result), [s.remark for s in done.applied]) == ({}, ["两边都问过"])


def test_a_sheet_of_ones_own_is_told(folder: Folder) -> None:
    done = read(folder, lambda book: book.create_sheet("我的笔记").append(["记得打电话"]))
    assert [(f.place, f.reason) for f in done.findings] == [("我的笔记", "own-sheet")]


def test_what_was_typed_on_a_list_is_not_written_over_unread(folder: Folder) -> None:
    saved(folder, lambda book: book[OVERVIEW].cell(200, 2, "周五开会"), in_place=True)
    result = merge(folder, Request(as_of=FRIDAY))
    assert [f.code for f in result.findings if f.code == "unread-report"] == ["unread-report"]


def test_a_workbook_that_was_not_kept_as_written_is_read_all_the_same(folder: Folder) -> None:
    """As one of an earlier version of the program is."""
    for path in (folder.private / "reports").iterdir():
        path.unlink()
    done = read(folder, lambda book: book[OVERVIEW].cell(200, 2, "周五开会"))
    assert told(done) == []


def test_workbooks_of_rounds_that_are_over_are_kept_no_longer(folder: Folder) -> None:
    def kept() -> set[str]:
        return {path.name for path in (folder.private / "reports").iterdir()}

    before = kept()
    assert before
    issue(folder, NEXT)
    merged(folder, day=NEXT)
    assert kept()
    assert not kept() & before


def test_only_the_latest_workbooks_of_a_round_are_kept_and_those_that_nobody_read(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    def kept() -> set[str]:
        return {path.name for path in (folder.private / "reports").iterdir()}

    monkeypatch.setattr("sheetsync.workflow.merge.LATEST", 1)
    unread = kept()
    saved(folder, lambda book: book[OVERVIEW].cell(200, 2, "周五开会"), in_place=True)
    seen = []
    for day in range(1, 5):
        merge(folder, Request(as_of=FRIDAY + timedelta(day)))
        assert unread <= kept()
        seen.append(kept() - unread)
    assert [len(each) for each in seen] == [1, 2, 2, 2]
    assert not seen[1] & seen[3]
    assert [value for _, _, value, _, _ in told(resolve(folder, as_of=FRIDAY))] == ["周五开会"]
