"""What people write where nothing is read: above tables and forms, on the instructions, on the list of what is to be mended. All of it is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import play
import pytest
from openpyxl.comments import Comment
from test_returns import WRONG, book, given_back, mend

from sheetsync.files.hands import save
from sheetsync.model.result import Result
from sheetsync.workflow.folder import Folder


def typed(path: Path, **cells: Any) -> None:
    """Types into cells, each named by sheet and address."""
    changed = book(path)
    for place, value in cells.items():
        sheet, _, cell = place.partition("_")
        changed[sheet][cell].value = value
    changed.save(path)


ASIDE = ("unknown-column", "skipped-row", "comment")


def with_comment(path: Path) -> None:
    changed = book(path)
    changed["任务跟踪"]["C8"].comment = Comment("请先打电话给我", "客服经理")
    save(changed, path, changed.properties.modified)


def aside(path: Path) -> None:
    """A comment, a remark below a table and a text beside it."""
    with_comment(path)
    changed = book(path)
    page = changed["任务跟踪"]
    page.cell(page.max_row + 2, 1).value = "以上未经核对"
    page["X8"].value = "旁注"
    save(changed, path, changed.properties.modified)


def told(result: Result, *codes: str) -> list[tuple[str, str | None, str | None]]:
    found = ((f.code, f.cell, f.value) for f in result.findings if f.code in (codes or ("unknown-column", "skipped-row")))
    return sorted(found, key=lambda each: (each[0], each[1] or "", each[2] or ""))


def test_above_a_table(folder: Folder) -> None:
    path = play.fill(folder, "客服部", play.edit("T-KF-001", progress=0.6))
    typed(path, 任务跟踪_E1="王总已同意延期", 任务跟踪_H3="请见附件", 任务跟踪_J3=12)
    result = play.merged(folder)
    assert told(result) == [("skipped-row", "E1", "王总已同意延期"), ("skipped-row", "H3", "请见附件 · 12")]
    assert result.state["task"]["T-KF-001"]["progress"] == 0.6


def test_above_a_form_and_on_the_instructions(folder: Folder) -> None:
    path = play.fill(folder, "客服部")
    form, guide = (sheet.label("zh") for sheet in folder.template.sheets if sheet.form in ("form", "notes"))
    form, guide = (form, guide) if folder.template.forms[0].label("zh") == form else (guide, form)
    typed(path, **{f"{form}_C1": "表头旁边", f"{guide}_E9": "看不懂这一条"})
    result = play.merged(folder)
    assert told(result) == [("skipped-row", "C1", "表头旁边"), ("unknown-column", "E9", "看不懂这一条")]


@pytest.mark.parametrize("title", ["任务清单（客服部汇总后）", 2026])
def test_in_place_of_a_title(folder: Folder, title: str | int) -> None:
    path = play.fill(folder, "客服部")
    typed(path, 任务跟踪_A1=title)
    assert told(play.merged(folder)) == [("skipped-row", "A1", str(title))]


@pytest.mark.parametrize(("count", "said"), [(3, []), ("3", []), ("这一行不够填", [("skipped-row", "A6", "这一行不够填")])])
def test_in_place_of_the_count_of_blank_cells(folder: Folder, count: str | int, said: list[tuple[str, str, str]]) -> None:
    """A program that keeps no formulas leaves a number there."""
    path = play.fill(folder, "客服部")
    typed(path, 任务跟踪_A6=count)
    assert told(play.merged(folder)) == said


def test_on_the_list_of_what_is_to_be_mended(folder: Folder) -> None:
    play.fill(folder, "客服部", *WRONG)
    before = play.merged(folder)
    path = mend(folder, given_back(folder)["客服部.xlsx"], play.edit("T-KF-001", planned_finish="2026-11-28"))
    typed(path, 待修正_F8="月底是甲方定的", 待修正_G9=2)
    result = play.merged(folder)
    new = [each for each in told(result) if each not in told(before)]
    assert new == [("unknown-column", "F8", "月底是甲方定的"), ("unknown-column", "G9", "2")]
    assert all("待修正" in f.message for f in result.findings if f.value == "月底是甲方定的")


def test_what_is_printed_there_is_not_told_of_a_return(folder: Folder) -> None:
    play.fill(folder, "客服部", *WRONG)
    before = play.merged(folder)
    mend(folder, given_back(folder)["客服部.xlsx"], play.edit("T-KF-001", planned_finish="2026-11-28"))
    assert told(play.merged(folder)) == told(before)


def test_what_stands_nowhere_in_the_mended_copy_is_told_still(folder: Folder) -> None:
    path = play.fill(folder, "客服部", play.edit("T-KF-001", planned_finish="月底"))
    aside(path)
    before = told(play.merged(folder), *ASIDE)
    assert [(code, value) for code, _, value in before] == [
        ("comment", "请先打电话给我"),
        ("skipped-row", "以上未经核对"),
        ("unknown-column", "旁注"),
    ]
    mend(folder, given_back(folder)["客服部.xlsx"], play.edit("T-KF-001", planned_finish="2026-11-28"))
    result = play.merged(folder)
    assert play.statuses(result)[path.name] == "superseded"
    assert told(result, *ASIDE) == before


def test_what_a_later_copy_says_too_is_told_once_and_what_it_says_in_a_cell_no_more(folder: Folder) -> None:
    path = play.fill(folder, "客服部", play.edit("T-KF-001", remark="等回复"))
    aside(path)
    play.merged(folder)
    later = play.fill(folder, "客服部", play.edit("T-KF-001", remark="以上未经核对"), name="后来.xlsx", saved="2026-11-19 15:00")
    with_comment(later)
    result = play.merged(folder)
    assert play.statuses(result)[path.name] == "superseded"
    assert [(f.code, f.file, f.value) for f in result.findings if f.code in ASIDE] == [
        ("unknown-column", "inbox/客服部.xlsx", "旁注"),
        ("comment", "inbox/后来.xlsx", "请先打电话给我"),
    ]


def test_sheets_and_cells_that_were_only_counted_are_told_still_where_the_mended_copy_has_none(folder: Folder) -> None:
    path = play.fill(folder, "客服部", play.edit("T-KF-001", planned_finish="月底"))
    changed = book(path)
    changed.create_sheet("草稿")["A1"].value = "算一算"
    second = changed.copy_worksheet(changed["任务跟踪"])
    second.title = "任务跟踪 (2)"
    second["C8"].value = "只在第二张表里改的名称"
    for row in range(8, 33):
        changed["任务跟踪"].cell(row, 26).value = f"旁注{row}"
    save(changed, path, changed.properties.modified)
    before = play.merged(folder)
    assert [f.code for f in before.findings if f.code in ("unknown-sheet", "second-sheet")] == ["second-sheet", "unknown-sheet"]
    mend(folder, given_back(folder)["客服部.xlsx"], play.edit("T-KF-001", planned_finish="2026-11-28"))
    result = play.merged(folder)
    assert play.statuses(result)[path.name] == "superseded"
    assert told(result, "unknown-sheet", "unknown-column") == told(before, "unknown-sheet", "unknown-column")
    assert len([f for f in result.findings if f.code == "unknown-column"]) == 21
    (gone,) = (f for f in result.findings if f.code == "superseded" and f.cell is None)
    assert "任务跟踪 (2)" in gone.message
    assert given_back(folder) == {}
