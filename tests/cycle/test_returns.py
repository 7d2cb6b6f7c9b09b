"""Workbooks that are given back to be mended: what stands in them, and what comes of it when they return."""

from __future__ import annotations

import csv
import warnings
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import play
import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment

from sheetsync.files.hands import Action
from sheetsync.model.project import Department, Project
from sheetsync.model.result import Result
from sheetsync.workflow.check import check
from sheetsync.workflow.doctor import doctor
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.refusal import Refusal
from sheetsync.workflow.resolve import resolve
from sheetsync.workflow.status import status

WRONG = (
    play.edit("T-KF-001", planned_finish="月底", progress=0.6, risk="高"),
    play.add("task", title="新任务", person="客服经理", deliverable="一份清单", priority="高", planned_finish="2026-12-10", status="已完城"),
    Action("insert", "task", "", {"title": "没有编号的任务", "planned_finish": "2026-12-11", "depends_on": "T-XX-999"}),
)
MENDED = (
    play.edit("T-KF-001", planned_finish="2026-11-28"),
    play.edit("T-KF-002", status="已完成"),
    play.edit("T-KF-006", person="客服经理", deliverable="报告", priority="高", depends_on="T-KF-001", title="没有编号的任务（改过的名字很不一样）"),
)
"""T-KF-002 is the first blank row."""


class Cell(NamedTuple):
    sheet: str
    cell: str
    value: Any
    note: str


def book(path: Path) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return load_workbook(path)


def notes(path: Path) -> list[Cell]:
    """The cells with a note."""
    cells = ((page.title, cell) for page in book(path) for row in page.iter_rows() for cell in row)
    return [Cell(title, cell.coordinate, cell.value, cell.comment.text) for title, cell in cells if cell.comment]


def given_back(folder: Folder, round_: str = "2026-W47") -> dict[str, Path]:
    place = folder.returns(round_)
    return {path.name: path for path in sorted(place.iterdir())} if place.is_dir() else {}


def mend(folder: Folder, source: Path, *actions: Action, name: str = "改好.xlsx", saved: str = "2026-11-20 09:00", by: str = "客服部") -> Path:
    """A workbook that was given back, mended, in the inbox; the one in the returns stays as it is."""
    local = datetime.fromisoformat(saved).replace(tzinfo=ZoneInfo(folder.project.timezone))
    target = folder.inbox / name
    play.fill_in(source, target, folder.template, folder.project.language, actions, by, local.astimezone(UTC).replace(tzinfo=None))
    return target


def wrong(result: Result) -> list[tuple[str, str | None, str | None]]:
    found = ("invalid-value", "ambiguous-value", "required-missing", "dangling-reference", "uncalculated-formula")
    return sorted((f.code, f.record, f.field) for f in result.findings if f.code in found)


@pytest.fixture
def first(folder: Folder) -> Iterator[tuple[Folder, Result]]:
    play.fill(folder, "客服部", *WRONG)
    play.fill(folder, "技术部", play.edit("T-JS-001", progress=0.7))
    yield folder, play.merged(folder)
    assert doctor(folder).troubles == []


def test_only_who_has_something_to_mend_gets_a_workbook(first: tuple[Folder, Result]) -> None:
    folder, result = first
    assert list(given_back(folder)) == ["客服部.xlsx"]
    assert [(line.department, line.file) for line in result.returns] == [("客服部", "returns/2026-W47/客服部.xlsx")]
    assert result.returns[0].cells == len(wrong(result))


def test_it_holds_all_that_was_filled_in_and_marks_what_is_wrong(first: tuple[Folder, Result]) -> None:
    folder, result = first
    found = book(given_back(folder)["客服部.xlsx"])
    assert found.sheetnames[0] == "待修正"
    page = found["任务跟踪"]
    header = next(row for row in page.iter_rows() if row[0].value == "任务编号")
    labels = {str(cell.value).rstrip(" *"): cell.column for cell in header}
    rows = {row[0].value: row for row in page.iter_rows(min_row=header[0].row + 1)}
    assert rows["T-KF-001"][labels["计划完成"] - 1].value == "月底"
    assert rows["T-KF-001"][labels["完成进度"] - 1].value == 0.6
    assert rows["T-KF-001"][labels["待修正"] - 1].value == "计划完成"
    assert rows["T-KF-002"][labels["状态"] - 1].value == "已完城"
    assert rows["T-KF-006"][labels["任务名称"] - 1].value == "没有编号的任务"
    assert rows["T-JS-001"][labels["待修正"] - 1].value is None
    assert page.auto_filter.ref
    told = {cell.value: cell.note for cell in notes(given_back(folder)["客服部.xlsx"])}
    assert told["月底"].startswith("您写的是“月底”")
    assert "是否想填“已完成”" in told["已完城"]
    assert len(told) <= len(wrong(result))


def test_the_first_sheet_lists_everything_with_links_the_most_fundamental_first(first: tuple[Folder, Result]) -> None:
    folder, result = first
    page = book(given_back(folder)["客服部.xlsx"])["待修正"]
    links = [(cell.value, cell.hyperlink.location) for row in page.iter_rows() for cell in row if cell.hyperlink]
    marked = [f"'{cell.sheet}'!{cell.cell}" for cell in notes(given_back(folder)["客服部.xlsx"])]
    assert len(links) == len(wrong(result))
    assert {target for _, target in links} == set(marked)
    texts = [str(row[4].value) for row in page.iter_rows() if isinstance(row[0].value, int)]
    assert [text.startswith("您写的是") for text in texts] == sorted((text.startswith("您写的是") for text in texts), reverse=True)


def test_when_it_comes_back_mended_nothing_is_wrong_and_nothing_is_asked_anew(first: tuple[Folder, Result]) -> None:
    folder, before = first
    mend(folder, given_back(folder)["客服部.xlsx"], *MENDED)
    result = play.merged(folder)
    assert play.statuses(result) == {"客服部.xlsx": "superseded", "技术部.xlsx": "merged", "改好.xlsx": "merged"}
    assert wrong(result) == []
    assert result.returns == ()
    assert given_back(folder) == {}
    assert len(result.decisions) == len(before.decisions) + 1  # the new planned finish needs an approval
    assert play.asked(result) == {**play.asked(before), "T-KF-001.planned_finish": "approval"}
    assert result.state["task"].keys() == before.state["task"].keys()
    assert result.state["task"]["T-KF-002"]["status"] == "done"
    assert result.state["task"]["T-KF-006"]["depends_on"] == ["T-KF-001"]
    assert result.state["task"]["T-KF-006"]["title"] == "没有编号的任务（改过的名字很不一样）"
    assert result.state["task"]["T-KF-001"]["progress"] == 0.6
    assert play.adds_up(result)


def test_what_nobody_mended_is_found_again_once(first: tuple[Folder, Result]) -> None:
    folder, before = first
    content = given_back(folder)["客服部.xlsx"].read_bytes()
    mend(folder, given_back(folder)["客服部.xlsx"], *MENDED[:1])
    result = play.merged(folder)
    assert wrong(result) == [each for each in wrong(before) if each[2] != "planned_finish"]
    assert result.returns[0].cells == before.returns[0].cells - 1
    assert given_back(folder)["客服部.xlsx"].read_bytes() != content
    assert "月底" not in {cell.value for cell in notes(given_back(folder)["客服部.xlsx"])}
    mend(folder, given_back(folder)["客服部.xlsx"], *MENDED[1:], name="再改.xlsx", saved="2026-11-20 10:00")
    result = play.merged(folder)
    assert (wrong(result), result.returns, given_back(folder)) == ([], (), {})
    assert play.adds_up(result)


def without_copies(result: Result) -> dict[str, Any]:
    told = result.to_json()
    apart = ("copies", "edits", "accounts", "workbook", "findings")
    return {key: value for key, value in told.items() if key not in apart}


def findings(result: Result) -> list[tuple[Any, ...]]:
    return sorted((f.code, f.record or "", f.field or "", f.value or "", f.message) for f in result.findings)


@pytest.mark.parametrize("saved", ["2026-11-18 08:00", "2026-11-20 09:00"])
def test_unmended_it_has_no_effect(first: tuple[Folder, Result], saved: str) -> None:
    """Whatever the clock said: as it was given back, or saved by another program."""
    folder, before = first
    content = given_back(folder)["客服部.xlsx"].read_bytes()
    (folder.inbox / "原样.xlsx").write_bytes(content)
    mend(folder, given_back(folder)["客服部.xlsx"], name="另存.xlsx", saved=saved)
    result = play.merged(folder)
    assert without_copies(result) == without_copies(before)
    assert findings(result) == findings(before)
    assert given_back(folder)["客服部.xlsx"].read_bytes() == content
    assert play.adds_up(result)


def test_merging_again_writes_nothing_anew(first: tuple[Folder, Result]) -> None:
    folder, _ = first
    path = given_back(folder)["客服部.xlsx"]
    before = path.stat().st_mtime_ns
    play.merged(folder)
    play.fill(folder, "市场部", play.edit("T-SC-001", progress=0.5))
    play.merged(folder)
    assert path.stat().st_mtime_ns == before


def test_one_that_is_gone_or_changed_is_made_again_byte_for_byte(first: tuple[Folder, Result]) -> None:
    folder, _ = first
    path = given_back(folder)["客服部.xlsx"]
    content = path.read_bytes()
    path.unlink()
    play.merged(folder)
    assert path.read_bytes() == content


def remark(path: Path, text: str) -> None:
    """Adds a remark for the department, as a coordinator does before sending a workbook back."""
    changed = book(path)
    changed["任务跟踪"]["A1"].comment = Comment(text, "协调人")
    changed.save(path)


def told_changed(result: Result) -> list[str | None]:
    return [f.file for f in result.findings if f.code == "changed-return"]


def test_what_somebody_added_stays_as_long_as_the_same_is_to_be_mended(first: tuple[Folder, Result]) -> None:
    folder, _ = first
    path = given_back(folder)["客服部.xlsx"]
    remark(path, "请周四前发回")
    content = path.read_bytes()
    play.fill(folder, "市场部", play.edit("T-SC-001", progress=0.5))
    assert told_changed(play.merged(folder)) == []
    assert path.read_bytes() == content


def test_what_somebody_added_gets_another_name_when_something_else_is_to_be_mended(first: tuple[Folder, Result]) -> None:
    folder, _ = first
    path = given_back(folder)["客服部.xlsx"]
    source = path.read_bytes()
    remark(path, "请周四前发回")
    content = path.read_bytes()
    (folder.path / "sent.xlsx").write_bytes(source)
    mend(folder, folder.path / "sent.xlsx", *MENDED[:1])
    result = play.merged(folder)
    aside = path.with_name("客服部（改动过）.xlsx")
    assert told_changed(result) == ["returns/2026-W47/客服部（改动过）.xlsx"]
    assert aside.read_bytes() == content
    assert [line.file for line in result.returns] == ["returns/2026-W47/客服部.xlsx"]
    assert told_changed(play.merged(folder)) == told_changed(result)  # as long as it lies there
    remark(path, "还差几处")
    mend(folder, folder.path / "sent.xlsx", *MENDED, name="再改.xlsx", saved="2026-11-20 11:00")
    again = play.merged(folder)
    assert (again.returns, list(given_back(folder))) == ((), ["客服部（改动过） 2.xlsx", "客服部（改动过）.xlsx"])
    assert len(told_changed(again)) == 2
    for each in given_back(folder).values():
        each.unlink()
    assert told_changed(play.merged(folder)) == []


def test_what_a_killed_command_left_behind_is_no_change_of_anybody(folder: Folder) -> None:
    play.fill(folder, "客服部", *WRONG)
    play.merged(folder)
    path = given_back(folder)["客服部.xlsx"]
    left = path.read_bytes()
    mend(folder, path, *MENDED[:1])
    play.merged(folder)
    path.write_bytes(left)
    mend(folder, path, *MENDED[1:], name="再改.xlsx", saved="2026-11-20 11:00")
    assert told_changed(play.merged(folder)) == []
    assert [name for name in given_back(folder) if "改动过" in name] == []


def test_a_clock_that_is_behind_does_not_matter(first: tuple[Folder, Result]) -> None:
    folder, _ = first
    mend(folder, given_back(folder)["客服部.xlsx"], *MENDED, saved="2026-11-19 09:00", by="别人")
    result = play.merged(folder)
    assert (wrong(result), result.returns) == ([], ())


def test_the_only_edit_mended_by_somebody_else_replaces_the_first_copy(folder: Folder) -> None:
    play.fill(folder, "客服部", play.edit("T-KF-001", planned_start="尽快"), by="甲")
    assert play.merged(folder).returns[0].cells == 1
    mend(folder, given_back(folder)["客服部.xlsx"], play.edit("T-KF-001", planned_start="2026-11-03"), by="乙")
    result = play.merged(folder)
    assert (wrong(result), given_back(folder)) == ([], {})
    assert result.state["task"]["T-KF-001"]["planned_start"] == "2026-11-03"
    assert play.statuses(result) == {"客服部.xlsx": "superseded", "改好.xlsx": "merged"}


def test_the_only_edit_taken_back_takes_it_back(folder: Folder) -> None:
    play.fill(folder, "客服部", play.edit("T-KF-001", planned_start="尽快"))
    play.merged(folder)
    mend(folder, given_back(folder)["客服部.xlsx"], play.edit("T-KF-001", planned_start=datetime(2026, 11, 2)))
    result = play.merged(folder)
    assert (wrong(result), given_back(folder), result.changes) == ([], {}, ())
    assert play.adds_up(result)


def test_mended_in_the_old_file_instead(first: tuple[Folder, Result]) -> None:
    folder, _ = first
    mended = (
        play.edit("T-KF-001", planned_finish="2026-11-28", progress=0.6, risk="高"),
        play.add("task", title="新任务", person="客服经理", deliverable="一份清单", priority="高", planned_finish="2026-12-10", status="已完成"),
    )
    play.fill(folder, "客服部", *mended, saved="2026-11-20 09:00")
    result = play.merged(folder)
    assert (wrong(result), given_back(folder)) == ([], {})


@pytest.mark.parametrize("order", [("old", "back"), ("back", "old"), ("both",)])
def test_mended_in_the_old_file_and_in_the_one_given_back(first: tuple[Folder, Result], order: tuple[str, ...], tmp_path: Path) -> None:
    """The later one counts, and new rows are the same records in both, whichever arrives first."""
    folder, before = first
    back = mend(folder, given_back(folder)["客服部.xlsx"], *MENDED, name="退回改好.xlsx", saved="2026-11-20 11:00").rename(tmp_path / "退回改好.xlsx")
    old = play.fill(folder, "客服部", *WRONG, play.edit("T-KF-001", planned_finish="2026-11-29"), name="旧文件改好.xlsx", saved="2026-11-20 10:00")
    old = old.rename(tmp_path / "旧文件改好.xlsx")
    for each in order:
        for path in {"old": [old], "back": [back], "both": [old, back]}[each]:
            (folder.inbox / path.name).write_bytes(path.read_bytes())
        result = play.merged(folder)
    assert result.state["task"].keys() == before.state["task"].keys()
    assert wrong(result) == []
    assert play.choices(result, "T-KF-001.planned_finish") == {"2026-11-28": ("客服部",)}
    assert play.adds_up(result)


def test_two_people_get_a_workbook_each(folder: Folder) -> None:
    play.fill(
        folder, "客服部", play.edit("T-KF-001", planned_start="尽快", risk="高", remark="甲"), name="甲.xlsx", by="甲", saved="2026-11-18 09:00"
    )
    play.fill(folder, "客服部", play.edit("T-KF-001", person="乙某", progress="一半"), name="乙.xlsx", by="乙", saved="2026-11-18 10:00")
    result = play.merged(folder)
    assert [(line.file, line.cells) for line in result.returns] == [("returns/2026-W47/客服部.xlsx", 1), ("returns/2026-W47/客服部 (2).xlsx", 1)]
    mend(folder, given_back(folder)["客服部 (2).xlsx"], play.edit("T-KF-001", progress="50%"), by="乙")
    result = play.merged(folder)
    assert [line.file for line in result.returns] == ["returns/2026-W47/客服部.xlsx"]
    task = result.state["task"]["T-KF-001"]
    assert (task["risk"], task["person"], task["progress"]) == ("high", "乙某", 0.5)
    assert doctor(folder).troubles == []


def test_without_the_first_copy_the_mended_one_speaks_for_itself(first: tuple[Folder, Result]) -> None:
    folder, before = first
    mend(folder, given_back(folder)["客服部.xlsx"], *MENDED)
    play.merged(folder)
    result = play.merged(folder, without=["客服部.xlsx"])
    assert result.state["task"].keys() == before.state["task"].keys()
    assert wrong(result) == []
    back = play.merged(folder, folder.inbox / "客服部.xlsx", without=["改好.xlsx"])
    assert (wrong(back), without_copies(back)) == (wrong(before), without_copies(before))
    assert list(given_back(folder)) == ["客服部.xlsx"]


def test_mended_after_the_next_round_was_opened(first: tuple[Folder, Result]) -> None:
    folder, before = first
    source = given_back(folder)["客服部.xlsx"]
    play.issue(folder, play.NEXT)
    mend(folder, source, *MENDED, saved="2026-11-26 09:00")
    result = play.merged(folder, day=date(2026, 11, 27))
    assert result.state["task"].keys() == before.state["task"].keys()
    # what is united was sent out meanwhile, so that a workbook of the last round takes nothing of it away
    assert wrong(result) == [("dangling-reference", "T-KF-006", "depends_on")]
    assert result.returns == ()
    assert result.state["task"]["T-KF-002"]["status"] == "done"
    assert source.is_file()  # the last round's stay as they were
    assert play.adds_up(result)


def answered(folder: Folder, record: str, label: str, value: object) -> Result:
    """The coordinator types a value into the consolidated workbook."""
    file = folder.path.parent / "answered.xlsx"
    changed = book(folder.report("2026-W47"))
    page = changed["任务跟踪"]
    header = next(row for row in page.iter_rows() if "任务编号" in [c.value for c in row])
    ids = next(c.column for c in header if c.value == "任务编号")
    column = next(c.column for c in header if str(c.value).rstrip(" *") == label)
    row = next(n for n in range(header[0].row + 1, page.max_row + 1) if page.cell(n, ids).value == record)
    page.cell(row, column).value = value
    changed.save(file)
    return resolve(folder, file, play.FRIDAY).result


def test_what_the_coordinator_put_right_need_not_be_mended(first: tuple[Folder, Result]) -> None:
    folder, before = first
    result = answered(folder, "T-KF-001", "计划完成", datetime(2026, 11, 28))
    assert result.state["task"]["T-KF-001"]["planned_finish"] == "2026-11-28"
    assert result.returns[0].cells == before.returns[0].cells - 1
    assert "月底" not in {cell.value for cell in notes(given_back(folder)["客服部.xlsx"])}
    result = answered(folder, "T-KF-002", "状态", "已完成")
    assert result.returns[0].cells == before.returns[0].cells - 2


def test_without_anything_left_nothing_is_given_back(folder: Folder) -> None:
    play.fill(folder, "客服部", play.edit("T-KF-001", planned_start="尽快", risk="高"))
    assert play.merged(folder).returns[0].cells == 1
    result = answered(folder, "T-KF-001", "计划开始", datetime(2026, 11, 3))
    assert (result.returns, given_back(folder)) == ((), {})


@pytest.mark.parametrize(("saved", "cells"), [("2026-11-19 11:00", 0), ("2026-11-19 09:00", 1)])
def test_what_another_copy_of_the_department_put_right_later(folder: Folder, saved: str, cells: int) -> None:
    """A copy beside the first one, of somebody else: what was right before it was written over wrongly is still to be mended."""
    play.fill(folder, "客服部", play.edit("T-KF-001", planned_start="尽快", risk="高", remark="甲"), name="甲.xlsx", by="甲")
    play.fill(folder, "客服部", play.edit("T-KF-001", planned_start="2026-11-03", person="乙某"), name="乙.xlsx", by="乙", saved=saved)
    result = play.merged(folder)
    assert result.state["task"]["T-KF-001"]["planned_start"] == "2026-11-03"
    assert sum(line.cells for line in result.returns) == cells


def test_a_dry_run_writes_none(folder: Folder) -> None:
    play.fill(folder, "客服部", *WRONG)
    result = play.merged(folder, dry_run=True)
    assert [(line.department, line.file) for line in result.returns] == [("客服部", None)]
    assert not (folder.path / "returns").exists()


def test_what_is_typed_into_our_own_column_is_told(first: tuple[Folder, Result]) -> None:
    folder, _ = first
    path = mend(folder, given_back(folder)["客服部.xlsx"], *MENDED)
    changed = book(path)
    page = changed["任务跟踪"]
    cell = next(c for row in page.iter_rows() for c in row if c.value == "计划完成")
    cell.value = "已和王总确认"
    changed.save(path)
    result = play.merged(folder)
    assert [f.value for f in result.findings if f.code == "unknown-column"] == ["已和王总确认"]


def test_status_tells_of_them(first: tuple[Folder, Result]) -> None:
    folder, result = first
    assert status(folder, play.FRIDAY).to_json()["returns"] == [
        {"department": "客服部", "file": "returns/2026-W47/客服部.xlsx", "cells": result.returns[0].cells}
    ]


ODD = {
    "title": "=1+1",
    "person": "#REF!",
    "planned_start": 5,
    "planned_finish": "9.1",
    "progress": 1,
    "status": None,
    "priority": "特高",
    "remark": "第一行\n第二行 <r> _x0041_ \t末尾",
    "risk_note": "好" * 40_000,
    "collaborators": "技术部、没有的部门",
    "depends_on": "T-KF-001、T-KF-777",
}
"""What may be typed into the cells of a row, each in its own way wrong or strange."""


def mangle(path: Path) -> None:
    """Makes of a copy one in which nearly everything is wrong that a department can make wrong."""
    changed = book(path)
    page = changed["任务跟踪"]
    header = next(row[0].row for row in page.iter_rows() if row[0].value == "任务编号")
    columns = {str(cell.value).rstrip(" *"): cell.column for cell in page[header]}
    rows = {page.cell(n, 1).value: n for n in range(header + 1, page.max_row + 1)}
    page.cell(rows["T-KF-001"], columns["交付成果"]).value = "=A1&B1"
    page.cell(rows["T-KF-001"], columns["负责人"]).value = "#N/A"
    page.cell(rows["T-KF-001"], columns["负责人"]).data_type = "e"
    page.cell(rows["T-JS-001"], columns["负责人"]).value = "另一个人"
    page.cell(rows["T-KF-003"], 1).value = "T-KF-099"
    page.cell(rows["T-KF-003"], columns["任务名称"]).value = "编号是自己写的"
    page.cell(rows["T-KF-003"], columns["id"]).value = None
    page.cell(rows["T-KF-004"], 1).value = "T-KF-001"
    page.cell(rows["T-KF-004"], columns["id"]).value = "T-KF-001"
    page.cell(rows["T-KF-004"], columns["任务名称"]).value = "复制的一行"
    page.cell(rows["T-KF-004"], columns["前置任务"]).value = "T-KF-099"
    page.cell(header, page.max_column + 1).value = "自己加的一列"
    page.cell(header + 1, page.max_column).value = "自己加的内容"
    page.cell(header, columns["风险等级"]).value = None
    page.delete_rows(rows["T-SC-001"])
    del changed["成果验收"]
    second = changed.copy_worksheet(changed["进度日志"])
    second.cell(second.max_row, 4).value = "另一张表里的内容"
    changed.save(path)


def test_nearly_everything_wrong_is_laid_out_and_reads_as_it_did(folder: Folder) -> None:
    mangle(play.fill(folder, "客服部", Action("edit", "task", "T-KF-002", {key: value for key, value in ODD.items() if value is not None})))
    result = play.merged(folder)
    (line,) = result.returns
    assert line.file == "returns/2026-W47/客服部.xlsx"
    assert line.cells >= 10
    path = given_back(folder)["客服部.xlsx"]
    page = book(path)["待修正"]
    texts = [str(row[4].value) for row in page.iter_rows() if isinstance(row[0].value, int)]
    assert texts[0].startswith("您发回的文件里没有这张表")
    assert len(texts) >= line.cells
    (folder.inbox / "原样.xlsx").write_bytes(path.read_bytes())
    again = play.merged(folder)
    assert without_copies(again) == without_copies(result)
    assert findings(again) == findings(result)
    assert doctor(folder).troubles == []


def test_each_wrong_value_is_wrong_in_the_same_way_when_it_alone_comes_back(folder: Folder) -> None:
    """Without the first copy beside it, it says what that one said."""
    mangle(play.fill(folder, "客服部", Action("edit", "task", "T-KF-002", {key: value for key, value in ODD.items() if value is not None})))
    result = play.merged(folder)
    mend(folder, given_back(folder)["客服部.xlsx"], play.edit("T-KF-001", risk="高"))
    again = play.merged(folder, without=["客服部.xlsx"])
    kept = {"T-KF-001": {**result.state["task"]["T-KF-001"], "risk": "high"}}
    assert again.state["task"] == {**result.state["task"], **kept}
    assert wrong(again) == wrong(result)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_with_another_template_in_both_languages(language: str, tmp_path: Path) -> None:
    halls = (Department("东馆", "DG", "东馆长"), Department("西馆", "XG", "西馆长"))
    columns = ("器材", "馆", "领用者", "领走", "应还", "去向", "配件", "件数", "电量", "代管馆", "随记")
    camera = ("相机", "东馆", "学生甲", "2026-11-02", "2026-11-17", "在外", "充电器", "1", "50%", "西馆", "旧的一行")
    project = Project("器材", language, halls, templates=(str(play.TINY),), country="")
    folder = play.make(tmp_path / "project", project, {"loan": (columns, camera)})
    play.issue(folder)
    play.fill(folder, "东馆", play.edit("LN-DG-001", back_by="月底", pieces=2), play.add("loan", item="话筒", taker="学生丙", pieces="很多"))
    before = play.merged(folder)
    path = given_back(folder)["东馆.xlsx"]
    assert {cell.value for cell in notes(path)} >= {"月底", "很多"}
    assert before.returns[0].cells == len(wrong(before))
    added = next(f.record for f in before.findings if f.value == "很多")
    mend(folder, path, play.edit("LN-DG-001", back_by="2026-11-27"), play.edit(str(added), pieces=3, back_by="2026-11-30"), by="东馆长")
    result = play.merged(folder)
    assert (wrong(result), given_back(folder)) == ([], {})
    assert result.state["loan"][str(added)]["pieces"] == 3
    assert result.state["loan"]["LN-DG-001"]["pieces"] == 2
    assert doctor(folder).troubles == []


def test_check_annotates_one_copy_and_keeps_nothing(folder: Folder, tmp_path: Path) -> None:
    file = play.fill(folder, "客服部", *WRONG)
    before, out = play.everything(folder.path), tmp_path / "待修正.xlsx"
    result = check(folder, [file], out)
    assert play.everything(folder.path) == before
    assert {cell.value for cell in notes(out)} >= {"月底", "已完城"}
    (folder.inbox / "客服部.xlsx").unlink()
    mend(folder, out)
    again = play.merged(folder)
    assert wrong(again) == wrong(result)
    assert len(again.state["task"]) == 5


def test_check_annotates_over_no_file(folder: Folder) -> None:
    file = play.fill(folder, "客服部", *WRONG)
    before = file.read_bytes()
    with pytest.raises(Refusal, match="annotate-one"):
        check(folder, [file], file)
    assert file.read_bytes() == before


def test_one_sheet_of_it_saved_as_text_takes_nothing_back_from_the_others(folder: Folder) -> None:
    news = play.add("progress", date="2026-11-19", task="T-KF-001", reporter="客服经理", status="正常推进", done="做完了")
    play.fill(folder, "客服部", play.edit("T-KF-001", planned_finish="月底"), news)
    play.merged(folder)
    file = mend(folder, given_back(folder)["客服部.xlsx"], play.edit("T-KF-001", planned_finish="2026-11-28"))
    rows = [["" if cell.value is None else str(cell.value) for cell in row] for row in book(file)["任务跟踪"].iter_rows()]
    file.unlink()
    with file.with_suffix(".csv").open("w", encoding="utf-8-sig", newline="") as target:
        csv.writer(target).writerows(rows)
    result = play.merged(folder)
    assert [row["done"] for row in result.state["progress"].values()] == ["做完了"]
    assert play.asked(result) == {"T-KF-001.planned_finish": "approval"}
    assert play.adds_up(result)
