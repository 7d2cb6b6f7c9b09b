"""The Gantt sheet in LibreOffice: it follows what is typed into the merged tables, and nothing of it is taken for an edit."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from office import Office, Step
from openpyxl import load_workbook
from play import FRIDAY, edit, fill, issue, make, merged
from test_shown_in_office import pages

from sheetsync.files.xlsx_styles import TONES
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.resolve import resolve

pytestmark = [pytest.mark.libreoffice, pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")]

TASKS, GANTT = "任务跟踪", "甘特图"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    folder = make(tmp_path / "project")
    issue(folder)
    fill(folder, "客服部", edit("T-KF-001", progress="40%"))
    merged(folder)
    return folder


def places(report: Path, sheet: str) -> dict[str, int]:
    """The rows of a sheet by the ids in their first cells."""
    return {str(row[0].value): row[0].row for row in load_workbook(report, data_only=True)[sheet].iter_rows() if row[0].value}


def column(report: Path, sheet: str, heading: str) -> str:
    return next(cell.column_letter for row in load_workbook(report)[sheet].iter_rows() for cell in row if str(cell.value).strip("* ") == heading)


SIGNS = {TONES[f"bar_{sign}"]["bg_color"]: sign for sign in ("done", "late", "ahead")}


def drawn(office: Office, report: Path, typed: Sequence[Step], target: Path, record: str) -> tuple[list[str], list[str]]:
    """What a person sees of a record after something was typed: its cells before the calendar, and what its weeks are."""
    office.do(report, typed, target)
    (row,) = (row for row in pages(target.read_text("utf-8"))[GANTT] if row and row[0].text == record)
    return [cell.text for cell in row[:11]], [SIGNS[cell.ground] for cell in row[11:] if cell.ground in SIGNS]


def test_a_bar_moves_with_the_date_that_is_typed_into_the_table(folder: Folder, office: Office, tmp_path: Path) -> None:
    report, page = folder.report("2026-W47"), tmp_path / "page.html"
    row = places(report, TASKS)["T-KF-001"]
    finish = column(report, TASKS, "计划完成")
    typed = [("type_in", TASKS, f"{finish}{row}", "2026-11-10")]
    told, weeks = drawn(office, report, typed, page, "T-KF-001")
    assert (told[6], told[-1], weeks) == ("2026-11-10", "完成 40%，晚 10 天", ["done", "late", "late"])
    typed = [*typed, ("type_in", TASKS, f"{finish}{row}", "2026-12-11")]
    told, weeks = drawn(office, report, typed, page, "T-KF-001")
    assert (told[6], told[-1], weeks) == ("2026-12-11", "完成 40%", ["done", "done", "ahead", "ahead", "ahead", "ahead"])
    office.do(report, typed, tmp_path / "saved.xlsx")
    done = resolve(folder, tmp_path / "saved.xlsx", FRIDAY)
    assert {each.id for each in done.applied} == {"T-KF-001.planned_finish"}
    assert list(done.findings) == []


def test_a_row_that_is_deleted_leaves_no_error(folder: Folder, office: Office, tmp_path: Path) -> None:
    report, saved = folder.report("2026-W47"), tmp_path / "saved.xlsx"
    gone = places(report, TASKS)["T-KF-001"]
    lines = sorted(row for name, row in places(report, GANTT).items() if name.startswith("T-"))
    steps = [("delete_row", TASKS, gone), ("recalculate",), ("faults",), ("rows", GANTT, f"A{lines[0]}:A{lines[-1]}")]
    faults, ids = office.do(report, steps, saved)
    assert faults == []
    assert {row[0] for row in ids} == {name for name in places(report, TASKS) if name.startswith("T-")} - {"T-KF-001"} | {""}
    done = resolve(folder, saved, FRIDAY)
    assert [each.id for each in done.applied] == ["T-KF-001"]
    assert list(done.findings) == []


def test_the_line_of_totals_follows_the_filter(folder: Folder, office: Office) -> None:
    """Filtered by a column in which only some rows say something."""
    report = folder.report("2026-W47")
    page = load_workbook(report, data_only=True)[TASKS]
    count = page.max_row - 4
    filled = {column: [row for row in range(5, page.max_row + 1) if page.cell(row, column).value is not None] for column in range(3, 27)}
    column, said = next((column, rows) for column, rows in filled.items() if 0 < len(rows) < count)
    shown, left, filtered = office.do(report, [("shown", TASKS, "C3"), ("filter_filled", TASKS, column), ("shown", TASKS, "C3")])
    assert (shown, left, filtered) == (f"显示 {count} 条", said, f"显示 {len(said)} 条")
