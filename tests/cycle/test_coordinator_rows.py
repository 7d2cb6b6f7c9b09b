"""Rows that the coordinator adds to the consolidated workbook, or deletes there: taken in like any other edit, once."""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from sheetsync.cli.history import log_lines
from sheetsync.model.project import Department, Project
from sheetsync.workflow.doctor import doctor
from sheetsync.workflow.folder import Folder, open_folder
from sheetsync.workflow.generate import generate
from sheetsync.workflow.history import history
from sheetsync.workflow.importing import import_list
from sheetsync.workflow.init import init
from sheetsync.workflow.log import log
from sheetsync.workflow.merge import Request, merge
from sheetsync.workflow.refusal import Refusal
from sheetsync.workflow.reopen import reopen
from sheetsync.workflow.resolve import Resolved, resolve, settle

TODAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)
TASKS = "任务跟踪"


@pytest.fixture
def folder(demo_week: Path, tmp_path: Path) -> Folder:
    shutil.copytree(demo_week, tmp_path / "week")
    return open_folder(tmp_path / "week")


def edited(folder: Folder, change: Callable[[Worksheet], object], name: str = "edited", source: Path | None = None) -> Path:
    """A copy of a consolidated workbook with one sheet changed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells what it leaves out
        book = load_workbook(source or folder.report("2026-W47"))
    change(book[TASKS])
    path = folder.path.parent / f"{name}.xlsx"
    book.save(path)
    return path


def columns(page: Worksheet) -> dict[str, int]:
    return {str(cell.value).strip("* "): cell.column for cell in page[4] if cell.value}


def row_of(page: Worksheet, identity: str) -> int:
    return next(row[0].row for row in page.iter_rows(min_row=5) if row[0].value == identity)


def add(page: Worksheet, below: int = 1, **values: object) -> None:
    """Types a new row below the table."""
    at, row = columns(page), page.max_row + below
    for label, value in values.items():
        page.cell(row, at[label]).value = value


def new_task(page: Worksheet) -> None:
    add(page, 任务名称="整理投诉分类", 责任部门="客服部", 负责人="王芳", 计划完成=date(2026, 12, 1), 状态="正常推进")


def remove(*identities: str) -> Callable[[Worksheet], None]:
    def change(page: Worksheet) -> None:
        for identity in identities:
            page.delete_rows(row_of(page, identity))

    return change


def codes(done: Resolved) -> list[str]:
    return [f.code for f in done.findings]


def test_a_row_typed_below_the_table_is_a_new_record_of_its_department(folder: Folder) -> None:
    before = merge(folder, Request(as_of=TODAY)).state["task"].keys()
    done = resolve(folder, edited(folder, new_task), TODAY)
    (identity,) = done.added
    assert identity.startswith("T-KF-")
    assert identity not in before
    assert codes(done) == []
    task = done.result.state["task"][identity]
    assert (task["title"], task["department"], task["person"], task["planned_finish"], task["status"]) == (
        "整理投诉分类", "客服部", "王芳", "2026-12-01", "on_track",
    )  # fmt: skip
    assert done.result.state["task"].keys() - {identity} == before
    generate(folder, None, today=MONDAY)
    (issued,) = (folder.outbox("2026-W48")).glob("*客服部*.xlsx")
    assert identity in {row[0].value for row in load_workbook(issued)[TASKS].iter_rows()}
    assert not doctor(folder).troubles


def test_where_it_came_from_is_told(folder: Folder) -> None:
    (identity,) = resolve(folder, edited(folder, new_task), TODAY).added
    (entry,) = history(folder, identity, "title").entries
    assert (entry.kind, entry.value, [(s.file, s.sheet) for s in entry.sources]) == ("added", "整理投诉分类", [("edited.xlsx", TASKS)])


def test_the_consolidated_workbook_tells_of_a_new_record_and_of_one_that_went(folder: Folder) -> None:
    (identity,) = resolve(folder, edited(folder, new_task), TODAY).added
    settle(folder, "产品部", ["T-JS-002.person"], TODAY)
    resolve(folder, edited(folder, remove("T-SC-001"), "less"), TODAY)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells what it leaves out
        book = load_workbook(folder.report("2026-W47"))
    pages = {name: {row[1]: row for row in book[name].iter_rows(min_row=5, values_only=True)} for name in ("本轮变更",)}
    changes, tasks = pages["本轮变更"], {row[0]: row for row in book[TASKS].iter_rows(min_row=5, values_only=True)}
    assert changes[identity][2:4] == ("整理投诉分类", "（新增记录）")
    assert (changes[identity][6:9], bool(changes[identity][9])) == (("协调人", "edited.xlsx", TASKS), True)
    assert tasks[identity][1] == "新"
    assert changes["T-SC-001"][2:6] == ("满意度提升推广方案", "（整条记录）", "在表中", "已移除")
    assert changes["T-SC-001"][7] == "less.xlsx"
    assert changes["T-SC-001"][10] is not None


def test_the_workbook_that_added_it_may_be_saved_and_read_again(folder: Folder) -> None:
    first = edited(folder, new_task, "first")
    (identity,) = resolve(folder, first, TODAY).added

    def more(page: Worksheet) -> None:
        at = columns(page)
        page.cell(page.max_row, at["负责人"]).value = "赵敏"
        page.cell(page.max_row, at["状态"]).value = None
        add(page, 任务名称="另一件事", 责任部门="客服部")

    second = resolve(folder, edited(folder, more, "second", first), TODAY)
    assert len(second.added) == 1
    assert {s.id for s in second.applied} == {f"{identity}.person", f"{identity}.status"}
    tasks = second.result.state["task"]
    assert (tasks[identity]["person"], tasks[identity]["status"]) == ("赵敏", None)
    assert tasks[second.added[0]]["title"] == "另一件事"

    def moved(page: Worksheet) -> None:
        page.insert_rows(5, 2)

    third = resolve(folder, edited(folder, moved, "third", folder.path.parent / "second.xlsx"), TODAY)
    assert (third.added, third.applied, codes(third)) == ([], [], [])
    assert third.result.state == second.result.state
    assert not doctor(folder).troubles


def test_a_copied_row_is_another_record_and_one_with_a_known_id_is_none(folder: Folder) -> None:
    def copied(page: Worksheet) -> None:
        row, last, at = row_of(page, "T-SC-001"), page.max_row + 1, columns(page)
        for column in range(1, page.max_column + 1):
            page.cell(last, column).value = page.cell(row, column).value
        page.cell(last, at["任务名称"]).value = "推广方案第二期"

    done = resolve(folder, edited(folder, copied), TODAY)
    assert [done.result.state["task"][i]["title"] for i in done.added] == ["推广方案第二期"]
    assert done.result.state["task"]["T-SC-001"]["title"] == "满意度提升推广方案"


def test_a_deleted_row_removes_the_record_and_it_can_be_brought_back(folder: Folder) -> None:
    old = merge(folder, Request(as_of=TODAY)).state["task"]
    added = next(i for i in old if i.startswith("T-KF-04"))
    done = resolve(folder, edited(folder, remove("T-SC-001", added)), TODAY)
    assert {(s.id, s.value) for s in done.applied} == {("T-SC-001", "remove"), (added, "remove")}
    assert old.keys() - done.result.state["task"].keys() == {"T-SC-001", added}
    assert sum(done.result.edits[fate] for fate in ("merged", "open", "superseded", "refused")) == done.result.edits["read"]
    for identity in ("T-SC-001", added):
        back = settle(folder, None, [identity], TODAY)
        assert back.result.state["task"][identity] == old[identity]
    assert not doctor(folder).troubles


def test_what_was_removed_stays_so_in_the_next_round(folder: Folder) -> None:
    resolve(folder, edited(folder, remove("T-SC-001")), TODAY)
    generate(folder, None, today=MONDAY)
    result = merge(folder, Request(as_of=MONDAY))
    assert "T-SC-001" not in result.state["task"]
    assert "T-SC-001" not in {d.id for d in result.decisions}


def test_an_older_workbook_does_not_remove_what_it_never_showed(folder: Folder) -> None:
    older = edited(folder, lambda page: add(page, 任务名称="后来的", 责任部门="技术部"), "older")
    (identity,) = resolve(folder, edited(folder, new_task), TODAY).added
    done = resolve(folder, older, TODAY)
    assert [s.value for s in done.applied] == []
    assert identity in done.result.state["task"]


def test_a_table_without_most_of_its_rows_is_no_wish_to_remove_them(folder: Folder) -> None:
    def emptied(page: Worksheet) -> None:
        page.delete_rows(5, page.max_row)

    rows = len(merge(folder, Request(as_of=TODAY)).state["task"])
    assert rows >= 10
    done = resolve(folder, edited(folder, emptied), TODAY)
    assert codes(done) == ["row-kept"] * rows
    assert len(done.result.state["task"]) == rows


def test_a_value_that_is_none_is_told_with_its_cell_and_the_rest_is_taken(folder: Folder) -> None:
    done = resolve(folder, edited(folder, lambda page: add(page, 任务名称="有错", 责任部门="客服部", 计划完成="下周再说")), TODAY)
    assert codes(done) == ["invalid-value"]
    assert done.findings[0].value == "下周再说"
    assert done.result.state["task"][done.added[0]]["planned_finish"] is None


def test_a_row_without_a_department_or_a_title_is_taken_and_told(folder: Folder) -> None:
    done = resolve(folder, edited(folder, lambda page: add(page, 负责人="王芳", 优先级="高")), TODAY)
    assert sorted(codes(done)) == ["required-missing", "unassigned-record"]
    assert done.added[0].startswith("T-X-")


# ── what a breaker tried ──


def typed(page: Worksheet, identity: str, **values: object) -> None:
    """A new row with an id of one's own."""
    add(page, **values)
    page.cell(page.max_row, 1).value = identity


def test_two_coordinators_add_two_things_in_the_same_row(folder: Folder) -> None:
    first = edited(folder, lambda page: add(page, 任务名称="整理投诉", 责任部门="客服部"), "first")
    second = edited(folder, lambda page: add(page, 任务名称="采购电脑", 责任部门="客服部"), "second")
    (one,), (other,) = resolve(folder, first, TODAY).added, resolve(folder, second, TODAY).added
    tasks = merge(folder, Request(as_of=TODAY)).state["task"]
    assert (tasks[one]["title"], tasks[other]["title"]) == ("整理投诉", "采购电脑")


def test_a_row_inserted_above_another_new_one_moves_it(folder: Folder) -> None:
    def insert(page: Worksheet) -> None:
        values = [cell.value for cell in page[page.max_row]]
        add(page, 任务名称="后写的", 责任部门="技术部")
        last = page.max_row
        for column, value in enumerate(values, 1):
            page.cell(last, column).value, page.cell(last - 1, column).value = value, page.cell(last, column).value

    resolve(folder, edited(folder, new_task, "first"), TODAY)
    second = resolve(folder, edited(folder, insert, "second", folder.path.parent / "first.xlsx"), TODAY)
    assert [second.result.state["task"][i]["title"] for i in second.added] == ["后写的"]
    source = folder.path.parent / "second.xlsx"
    third = resolve(folder, edited(folder, lambda page: page.cell(1, 1, "换了标题"), "third", source), TODAY)
    assert (third.added, third.applied) == ([], [])


def test_references_to_new_rows_go_by_their_new_ids_and_stay_so(folder: Folder) -> None:
    def change(page: Worksheet) -> None:
        at = columns(page)
        typed(page, "N1", 任务名称="先做的", 责任部门="客服部")
        typed(page, "N2", 任务名称="后做的", 责任部门="技术部", 前置任务="N1")
        page.cell(row_of(page, "T-SC-001"), at["前置任务"]).value = "N1"

    done = resolve(folder, edited(folder, change, "first"), TODAY)
    first, second = done.added
    tasks = done.result.state["task"]
    assert [tasks[i]["depends_on"] for i in (second, "T-SC-001")] == [[first], [first]]
    assert codes(done) == ["unknown-id", "unknown-id"]
    source = folder.path.parent / "first.xlsx"
    again = resolve(folder, edited(folder, lambda page: page.cell(1, 1, "换了标题"), "second", source), TODAY)
    assert (again.added, again.applied) == ([], [])
    assert again.result.state == done.result.state


def test_a_reference_to_a_record_whose_row_was_copied_stays_with_it(folder: Folder) -> None:
    def copied(page: Worksheet) -> None:
        row, last, at = row_of(page, "T-SC-001"), page.max_row + 1, columns(page)
        for column in range(1, page.max_column + 1):
            page.cell(last, column).value = page.cell(row, column).value
        page.cell(last, at["任务名称"]).value = "推广方案第二期"
        add(page, 任务名称="引用它的", 责任部门="技术部", 前置任务="T-SC-001")

    done = resolve(folder, edited(folder, copied), TODAY)
    titles = {done.result.state["task"][i]["title"]: done.result.state["task"][i]["depends_on"] for i in done.added}
    assert titles["引用它的"] == ["T-SC-001"]


def test_a_column_that_is_gone_clears_nothing(folder: Folder) -> None:
    (identity,) = resolve(folder, edited(folder, new_task, "first"), TODAY).added
    source = folder.path.parent / "first.xlsx"
    done = resolve(folder, edited(folder, lambda page: page.delete_cols(columns(page)["负责人"]), "second", source), TODAY)
    assert done.result.state["task"][identity]["person"] == "王芳"


def test_a_list_that_was_imported_may_be_read_back_too(folder: Folder) -> None:
    file = edited(folder, new_task)
    import_list(folder, file, "task", TODAY)
    assert len(resolve(folder, file, TODAY).added) == 1


def test_rows_with_ids_of_ones_own_in_an_empty_project(tmp_path: Path) -> None:
    folder = init(tmp_path / "project", Project("空", "zh", (Department("客服部", "KF"),)))
    generate(folder, "2026-W47", today=date(2026, 11, 16))
    merge(folder, Request(as_of=TODAY))

    def change(page: Worksheet) -> None:
        for number, title in enumerate(("甲", "乙"), 1):
            typed(page, str(number), 任务名称=title, 责任部门="客服部")

    done = resolve(folder, edited(folder, change), TODAY)
    assert [done.result.state["task"][i]["title"] for i in done.added] == ["甲", "乙"]


def test_ids_cleared_and_a_cell_edited(folder: Folder) -> None:
    def change(page: Worksheet) -> None:
        for row in range(5, 8):
            page.cell(row, 1).value = None
        page.cell(5, columns(page)["备注"]).value = "话"

    before = merge(folder, Request(as_of=TODAY)).state["task"]
    done = resolve(folder, edited(folder, change), TODAY)
    assert done.result.state["task"].keys() == before.keys()
    assert [s.value for s in done.applied] == ["话"]


def test_the_log_tells_new_rows_apart_from_imported_lists(folder: Folder) -> None:
    (identity,) = resolve(folder, edited(folder, new_task), TODAY).added
    last = log(folder).lines[-1]
    assert (last["imports"], last["added"]) == ([], [{"file": "edited.xlsx", "records": [identity]}])
    said = log_lines(folder, log(folder))
    assert "  协调人在汇总工作簿里新增 1 条记录" in said
    assert any(line.split() == ["edited.xlsx", identity] for line in said)


def test_a_round_with_new_rows_is_not_opened_past_them(folder: Folder) -> None:
    generate(folder, None, today=MONDAY)
    merge(folder, Request(as_of=MONDAY))
    (identity,) = resolve(folder, edited(folder, new_task, source=folder.report("2026-W48")), MONDAY).added
    with pytest.raises(Refusal) as refusal:
        reopen(folder, "2026-W47")
    assert refusal.value.key == "reopen-rows"
    assert refusal.value.values["ids"] == [identity]
