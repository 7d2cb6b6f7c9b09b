"""Parts of a copy that were not read: rows that stand where they do not belong, and what did not come back of a workbook that was to be mended."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import play
import pytest
from test_returns import book, given_back, mend, notes, without_copies, wrong

from sheetsync.model.result import Result
from sheetsync.workflow.doctor import doctor
from sheetsync.workflow.folder import Folder


def row_of(page: Any, record: str) -> int:
    return next(int(row[0].row) for row in page.iter_rows() if row[0].value == record)


def shift(path: Path, sheet: str, record: str) -> None:
    """Pastes a row one column too far to the right."""
    changed = book(path)
    page = changed[sheet]
    row = row_of(page, record)
    for column in range(page.max_column, 0, -1):
        page.cell(row, column + 1).value = page.cell(row, column).value
    page.cell(row, 1).value = None
    changed.save(path)


def misplace(path: Path, record: str) -> None:
    """Moves a row of the tasks to the foot of the progress log."""
    changed = book(path)
    page, other = changed["任务跟踪"], changed["进度日志"]
    row = row_of(page, record)
    below = other.max_row + 1
    other.cell(below, 1).value = record
    other.cell(below, 4).value = "移过来的一行"
    page.delete_rows(row)
    changed.save(path)


def not_read(result: Result) -> list[tuple[str, str | None]]:
    return sorted((f.code, f.record) for f in result.findings if f.code in ("shifted-row", "misplaced-row"))


@pytest.fixture
def shifted(folder: Folder) -> tuple[Folder, Result]:
    path = play.fill(folder, "客服部", play.edit("T-KF-001", progress=0.6, remark="改了备注"))
    shift(path, "任务跟踪", "T-KF-001")
    return folder, play.merged(folder)


def test_a_shifted_row_is_given_back_with_what_stood_in_it(shifted: tuple[Folder, Result]) -> None:
    folder, result = shifted
    assert not_read(result) == [("shifted-row", "T-KF-001")]
    (line,) = result.returns
    assert (line.department, line.cells) == ("客服部", 1)
    (note,) = notes(given_back(folder)["客服部.xlsx"])
    assert (note.value, "改了备注" in note.note, "0.6" in note.note or "60%" in note.note) == ("T-KF-001", True, True)
    page = book(given_back(folder)["客服部.xlsx"])["任务跟踪"]
    assert page.cell(row_of(page, "T-KF-001"), 2).value == "本行"


def test_filled_in_again_it_is_taken_and_nothing_is_left(shifted: tuple[Folder, Result]) -> None:
    folder, _ = shifted
    mend(folder, given_back(folder)["客服部.xlsx"], play.edit("T-KF-001", progress=0.6))
    result = play.merged(folder)
    assert (not_read(result), result.returns, given_back(folder)) == ([], (), {})
    assert result.state["task"]["T-KF-001"]["progress"] == 0.6
    assert (play.adds_up(result), doctor(folder).troubles) == (True, [])


def test_unmended_it_stays_to_be_mended(shifted: tuple[Folder, Result]) -> None:
    folder, before = shifted
    mend(folder, given_back(folder)["客服部.xlsx"])
    result = play.merged(folder)
    assert without_copies(result) == without_copies(before)
    assert not_read(result) == [("shifted-row", "T-KF-001")]


def test_what_was_written_is_told_when_nothing_else_is_said_of_the_row(shifted: tuple[Folder, Result]) -> None:
    folder, _ = shifted
    mend(folder, given_back(folder)["客服部.xlsx"], play.edit("T-JS-001", risk="中"))
    result = play.merged(folder)
    assert (not_read(result), result.returns) == ([], ())
    (told,) = [f for f in result.findings if f.code == "superseded"]
    assert (told.record, "改了备注" in (told.value or "")) == ("T-KF-001", True)


def test_a_row_on_another_sheet_is_given_back_on_its_own(folder: Folder) -> None:
    path = play.fill(folder, "客服部", play.edit("T-KF-001", progress=0.6))
    misplace(path, "T-KF-001")
    result = play.merged(folder)
    assert not_read(result) == [("misplaced-row", "T-KF-001")]
    (note,) = notes(given_back(folder)["客服部.xlsx"])
    assert (note.sheet, note.value, "移过来的一行" in note.note) == ("任务跟踪", "T-KF-001", True)
    mend(folder, given_back(folder)["客服部.xlsx"], play.edit("T-KF-001", progress=0.6))
    again = play.merged(folder)
    assert (not_read(again), wrong(again), again.returns) == ([], [], ())
    assert again.state["task"]["T-KF-001"]["progress"] == 0.6
    assert play.asked(again) == {}


# ── a workbook of which a part did not come back ──


@pytest.fixture
def partly(folder: Folder) -> tuple[Folder, Path]:
    """A workbook with something to mend among the tasks, given back and mended, but without its log, where all was right."""
    news = play.add("progress", date="2026-11-19", task="T-KF-001", reporter="客服经理", status="正常推进", done="做完了")
    play.fill(folder, "客服部", play.edit("T-KF-001", planned_finish="月底", progress=0.6, person="甲"), news)
    play.merged(folder)
    path = mend(folder, given_back(folder)["客服部.xlsx"], play.edit("T-KF-001", planned_finish="2026-11-28", person="乙", progress=0.7))
    changed = book(path)
    del changed["进度日志"]
    changed.save(path)
    return folder, path


def test_what_was_mended_counts_and_what_did_not_come_again_stays(partly: tuple[Folder, Path]) -> None:
    folder, _ = partly
    result = play.merged(folder)
    task = result.state["task"]["T-KF-001"]
    assert (task["person"], task["progress"]) == ("乙", 0.7)
    assert play.asked(result) == {"T-KF-001.planned_finish": "approval"}
    assert [row["done"] for row in result.state["progress"].values()] == ["做完了"]
    assert wrong(result) == []
    assert play.statuses(result) == {"客服部.xlsx": "merged", "改好.xlsx": "merged"}
    assert sorted(f.field or "" for f in result.findings if f.code == "superseded") == ["person", "planned_finish", "progress"]
    assert (play.adds_up(result), doctor(folder).troubles) == (True, [])


def test_nobody_is_asked_for_the_part_that_was_read_before(partly: tuple[Folder, Path]) -> None:
    folder, _ = partly
    assert (play.merged(folder).returns, given_back(folder)) == ((), {})


def test_what_is_mended_once_more_takes_nothing_back_of_that_part(partly: tuple[Folder, Path]) -> None:
    """The second return was laid out without the log's rows, which only the first copy has."""
    folder, path = partly
    changed = book(path)
    page = changed["任务跟踪"]
    columns = {str(cell.value).rstrip(" *"): cell.column for row in page.iter_rows(max_row=12) for cell in row if cell.value}
    page.cell(row_of(page, "T-KF-001"), columns["计划开始"]).value = "尽快"
    changed.save(path)
    assert [line.cells for line in play.merged(folder).returns] == [1]
    mend(folder, given_back(folder)["客服部.xlsx"], play.edit("T-KF-001", planned_start="2026-11-03"), name="再改.xlsx", saved="2026-11-20 11:00")
    result = play.merged(folder)
    assert [row["done"] for row in result.state["progress"].values()] == ["做完了"]
    assert result.state["task"]["T-KF-001"]["planned_start"] == "2026-11-03"
    assert (wrong(result), result.returns) == ([], ())
    assert (play.adds_up(result), doctor(folder).troubles) == (True, [])
