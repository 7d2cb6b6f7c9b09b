"""From week to week: what a round begins with, what stands in its workbooks, and copies that come late."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from play import NEXT, add, again, asked, choices, codes, edit, everything, fill, issue, merged, statuses, workbook

from sheetsync.files.hands import Action
from sheetsync.model.result import Result
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.refusal import Refusal

FRIDAY = date(2026, 11, 27)
W48 = "2026-W48"


@pytest.fixture(scope="module")
def weeks(issued: Folder, tmp_path_factory: pytest.TempPathFactory) -> tuple[Folder, Result]:
    """The first week was merged, with a conflict, an approval and a suggestion open; the second week's workbooks are sent."""
    folder = again(issued, tmp_path_factory.mktemp("weeks") / "project")
    fill(folder, "客服部", edit("T-JS-001", risk="高"), edit("T-KF-001", progress="70%"), add("task", title="建立周报", person="客服经理"))
    fill(folder, "技术部", edit("T-JS-001", risk="中", planned_finish="2026-11-30"), edit("T-KF-001", title="收集全部反馈"))
    result = merged(folder)
    issue(folder, NEXT)
    for file in folder.inbox.iterdir():
        file.unlink()
    return folder, result


@pytest.fixture
def second(weeks: tuple[Folder, Result], tmp_path: Path) -> Folder:
    return again(weeks[0], tmp_path / "project")


def send(folder: Folder, department: str, *actions: Action, name: str = "") -> Path:
    return fill(folder, department, *actions, name=name, saved="2026-11-26 10:00", round_=W48)


def now(folder: Folder) -> Result:
    return merged(folder, day=FRIDAY)


def test_a_round_begins_with_the_state_in_which_the_last_one_ended(second: Folder, weeks: tuple[Folder, Result]) -> None:
    result = now(second)
    assert (result.round, result.missing) == (W48, ("客服部", "技术部", "市场部"))
    assert result.state["task"] == weeks[1].state["task"]
    assert result.changes == ()


def test_new_workbooks_saved_by_another_program_make_no_edit(second: Folder, weeks: tuple[Folder, Result]) -> None:
    for department in ("客服部", "技术部", "市场部"):
        send(second, department)
    result = now(second)
    assert set(statuses(result).values()) == {"unchanged"}
    assert (result.edits["read"], result.changes, result.missing) == (0, (), ())
    assert result.state["task"] == weeks[1].state["task"]
    assert asked(result) == asked(weeks[1])
    assert codes(result) == ["approval", "conflict", "suggestion"]


@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
def test_what_is_still_open_stands_as_notes_on_its_cells(weeks: tuple[Folder, Result]) -> None:
    page = load_workbook(workbook(weeks[0], "技术部", W48))["任务跟踪"]
    notes = {(page.cell(c.row, 1).value, page.cell(7, c.column).value.strip("* ")): c.comment.text for row in page for c in row if c.comment}
    assert set(notes) == {("T-JS-001", "风险等级"), ("T-JS-001", "计划完成"), ("T-KF-001", "任务名称")}
    assert "高" in notes["T-JS-001", "风险等级"]
    assert "客服部" in notes["T-JS-001", "风险等级"]
    assert "2026-11-30" in notes["T-JS-001", "计划完成"]


def test_the_owners_next_answer_closes_what_was_open(second: Folder) -> None:
    send(second, "技术部", edit("T-JS-001", risk="中"))
    result = now(second)
    assert result.state["task"]["T-JS-001"]["risk"] == "medium"
    assert asked(result) == {"T-JS-001.planned_finish": "approval", "T-KF-001.title": "suggestion"}


def test_blank_rows_go_on_where_the_last_ones_ended(second: Folder) -> None:
    send(second, "客服部", add("task", title="第二周的任务", person="客服经理"))
    new = [i for i, r in now(second).state["task"].items() if r["title"] == "第二周的任务"]
    assert new == ["T-KF-006"]  # four blank rows were numbered 002 to 005 in the first week


def test_a_late_copy_counts_against_what_it_was_issued_with(second: Folder) -> None:
    fill(second, "市场部", edit("T-SC-001", progress="30%"), name="上周的.xlsx")
    result = now(second)
    assert [(c.file, c.round, c.edits, c.status) for c in result.copies] == [("inbox/上周的.xlsx", "2026-W47", 1, "merged")]
    assert result.state["task"]["T-SC-001"]["progress"] == 0.3
    assert "stale-copy" in codes(result, "warning")
    assert "市场部" in result.missing


def test_a_late_copy_that_was_not_touched_reverts_nobody(second: Folder, weeks: tuple[Folder, Result]) -> None:
    fill(second, "市场部", name="上周的.xlsx")
    result = now(second)
    assert statuses(result) == {"上周的.xlsx": "unchanged"}
    assert result.state["task"] == weeks[1].state["task"]


def test_a_late_copy_that_edits_what_has_changed_since_is_a_conflict(second: Folder) -> None:
    fill(second, "客服部", edit("T-KF-001", progress="55%"), name="上周的.xlsx", by="别人")
    result = now(second)
    assert result.state["task"]["T-KF-001"]["progress"] == 0.7
    assert asked(result)["T-KF-001.progress"] == "conflict"
    assert 0.55 in choices(result, "T-KF-001.progress")


def test_last_weeks_files_in_the_inbox_are_not_taken_in_again(second: Folder, weeks: tuple[Folder, Result]) -> None:
    copies = [p for p in (second.path / ".sheetsync" / "copies").rglob("*") if p.is_file()]
    for number, copy in enumerate(copies):
        (second.inbox / f"{number}.xlsx").write_bytes(copy.read_bytes())
    result = now(second)
    assert len(copies) == 2
    assert result.state["task"] == weeks[1].state["task"]
    assert result.edits["read"] == 0


def test_generating_the_second_round_twice_changes_nothing(second: Folder) -> None:
    before = everything(second.path)
    assert not issue(second, NEXT).opened
    assert everything(second.path) == before


def test_a_round_that_is_over_stays_over(second: Folder) -> None:
    from sheetsync.workflow.generate import generate

    with pytest.raises(Refusal, match="round-not-open"):
        generate(second, "2026-W47", today=NEXT)


def test_a_third_round_skips_weeks(second: Folder, weeks: tuple[Folder, Result]) -> None:
    made = issue(second, date(2026, 12, 16))
    fill(second, "技术部", saved="2026-12-17 10:00", round_="2026-W51")
    result = merged(second, day=date(2026, 12, 18))
    assert (made.round.order, result.round) == (3, "2026-W51")
    assert statuses(result) == {"技术部.xlsx": "unchanged"}
    assert result.state["task"] == weeks[1].state["task"]
