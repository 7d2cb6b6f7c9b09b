"""The columns that nobody fills in, on files: what they show in the workbooks of both sides, and that only what was typed there is told."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from play import NEXT, add, adds_up, edit, fill, issue, merged, statuses, workbook

from sheetsync.model.project import Department, Project
from sheetsync.model.result import Result
from sheetsync.workflow.folder import Folder, open_folder
from sheetsync.workflow.init import init
from sheetsync.workflow.resolve import resolve

DEPARTMENTS = (Department("研发部", "YF", "研发经理"), Department("市场部", "SC", "市场经理"), Department("销售部", "XS", "销售经理"))
PACKS = ("meetings", "kickoff", "records", "planning")
COLUMNS = {
    "zh": {"meeting": "尚未回复", "responsibility": "尚未确认", "record": "尚未确认", "request": "产生的任务"},
    "en": {"meeting": "No Reply From", "responsibility": "Unconfirmed By", "record": "Unconfirmed By", "request": "Tasks"},
}
W48 = {"saved": "2026-11-26 09:00", "round_": "2026-W48"}


@pytest.fixture(scope="module", params=["zh", "en"])
def begun(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """The second week of a project: a request with two tasks, a meeting to which one has replied, a duty that nobody has confirmed."""
    project = Project("新品上线", request.param, DEPARTMENTS, templates=PACKS, facts={"initiating_department": "市场部"}, blank_rows=3)
    folder = init(tmp_path_factory.mktemp("shown") / "project", project)
    issue(folder)
    fill(
        folder, "市场部",
        add("request", title="年底前上线新品", goal="12 月上线", expected_result="新品上线", requester="市场经理", priority="高",
            collaborating_departments="研发部、销售部", needed_by="2026-12-20", approval="已批准"),
        add("meeting", topic="上线日期", starts_at="2026年11月25日下午2点", departments="研发部、销售部、市场部"),
        add("responsibility", responsibility="准备发布会", person="市场经理"),
        add("record", date="2026-11-18", topic="上线日期有分歧", departments="市场部、研发部、销售部", recorder="市场经理"),
    )  # fmt: skip
    fill(
        folder, "研发部",
        add("task", request="REQ-SC-001", title="开发前端", person="研发经理", deliverable="前端", priority="高", planned_finish="2026-12-10"),
        add("task", request="REQ-SC-001", title="联调接口", person="研发经理", deliverable="接口", priority="高", planned_finish="2026-12-12"),
        add("attendance", meeting="MTG-SC-001", person="研发经理", attending="出席"),
    )  # fmt: skip
    fill(folder, "销售部")
    merged(folder)
    for file in folder.inbox.iterdir():
        file.unlink()
    issue(folder, NEXT)
    return folder


@pytest.fixture
def played(begun: Folder, tmp_path: Path) -> Folder:
    shutil.copytree(begun.path, tmp_path / "project")
    return open_folder(tmp_path / "project")


def page(folder: Folder, path: Path, sheet: str) -> Worksheet:
    found: Worksheet = load_workbook(path)[folder.template.sheet(sheet).label(folder.project.language)]
    return found


def places(sheet: Worksheet) -> dict[str, tuple[int, int]]:
    """Where every text stands."""
    return {str(cell.value): (cell.row, cell.column) for row in sheet.iter_rows() for cell in row if cell.value is not None}


def shown(folder: Folder, path: Path, sheet: str, record: str, column: str = "") -> object:
    """What stands beside a record in a column that nobody fills in."""
    found = page(folder, path, sheet)
    there = places(found)
    return found.cell(there[record][0], there[COLUMNS[folder.project.language][column or sheet]][1]).value


def write(folder: Folder, path: Path, sheet: str, record: str, text: str, column: str = "") -> None:
    """Types into that cell."""
    book = load_workbook(path)
    found = book[folder.template.sheet(sheet).label(folder.project.language)]
    there = places(found)
    found.cell(there[record][0], there[COLUMNS[folder.project.language][column or sheet]][1]).value = text
    book.save(path)


def told(result: Result) -> list[tuple[str, str | None, object]]:
    return [(f.code, f.sheet, f.value) for f in result.findings if f.code in ("unknown-column", "comment", "not-read-back", "repaired-value")]


def joined(folder: Folder, *names: str) -> str:
    return ("、" if folder.project.language == "zh" else ", ").join(names)


def test_departments_see_who_has_not_answered(played: Folder) -> None:
    sent = workbook(played, "市场部", "2026-W48")
    assert shown(played, sent, "meeting", "MTG-SC-001") == joined(played, "市场部", "销售部")
    assert shown(played, sent, "responsibility", "RSP-SC-001") == "市场部"
    assert shown(played, sent, "record", "REC-SC-001") == joined(played, "研发部", "销售部")


def test_the_standard_sheets_are_sent_as_they_were_agreed(played: Folder) -> None:
    sent = page(played, workbook(played, "市场部", "2026-W48"), "request")
    assert COLUMNS[played.project.language]["request"] not in places(sent)


def test_the_consolidated_workbook_shows_which_tasks_came_of_a_request(played: Folder) -> None:
    result = merged(played, day=date(2026, 11, 27))
    report = played.path / str(result.workbook)
    assert shown(played, report, "request", "REQ-SC-001") == "T-YF-001 开发前端\nT-YF-002 联调接口"
    assert shown(played, report, "meeting", "MTG-SC-001") == joined(played, "市场部", "销售部")
    assert result.shown["request"] == {"REQ-SC-001": {"tasks": ("T-YF-001", "T-YF-002")}}
    assert "tasks" not in result.state["request"]["REQ-SC-001"]


def test_the_first_sheet_names_who_has_not_confirmed_what(played: Folder) -> None:
    result = merged(played, day=date(2026, 11, 27))
    sheet = load_workbook(played.path / str(result.workbook)).worksheets[0]
    texts = [tuple(cell.value for cell in row if cell.value is not None) for row in sheet.iter_rows()]
    labels = {key: played.template.sheet(key).label(played.project.language) for key in ("meeting", "responsibility", "record")}
    assert ("销售部", labels["meeting"], 1, "MTG-SC-001 上线日期") in texts
    assert ("市场部", labels["responsibility"], 1, "RSP-SC-001 准备发布会") in texts
    assert ("研发部", labels["record"], 1, "REC-SC-001 上线日期有分歧") in texts
    assert not any(row[:2] == ("研发部", labels["meeting"]) for row in texts)


def test_answering_empties_the_column(played: Folder) -> None:
    fill(
        played, "市场部", edit("RSP-SC-001", confirmed_by="市场总监", confirmed_on=datetime(2026, 11, 25)), edit("MTG-SC-001", status="已召开"), **W48
    )
    fill(played, "销售部", edit("REC-SC-001", confirmed_by="销售部 销售经理"), name="x.xlsx", **W48)
    result = merged(played, day=date(2026, 11, 27))
    assert result.shown.keys() == {"request", "record"}
    assert result.shown["record"] == {"REC-SC-001": {"not_confirmed": ("研发部",)}}
    adds_up(result)


def test_an_untouched_copy_makes_no_edit_whoever_saves_it(played: Folder) -> None:
    for department in ("研发部", "市场部", "销售部"):
        fill(played, department, **W48)
    result = merged(played, day=date(2026, 11, 27))
    assert set(statuses(result).values()) == {"unchanged"}
    assert told(result) == []
    assert result.edits["read"] == 0


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not there")
def test_an_untouched_copy_saved_by_libreoffice_makes_no_edit(played: Folder, tmp_path: Path) -> None:
    sent = workbook(played, "市场部", "2026-W48")
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    command = ["soffice", home, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(played.inbox), str(sent)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    result = merged(played, day=date(2026, 11, 27))
    assert list(statuses(result).values()) == ["unchanged"]
    assert told(result) == []


def test_what_is_typed_there_is_told_and_is_no_edit(played: Folder) -> None:
    path = fill(played, "市场部", **W48)
    write(played, path, "meeting", "MTG-SC-001", "销售部说会来")
    result = merged(played, day=date(2026, 11, 27))
    assert told(result) == [("unknown-column", "meeting", "销售部说会来")]
    assert result.edits["read"] == 0
    assert "销售部说会来" in next(f.message for f in result.findings if f.code == "unknown-column")


def test_a_copy_of_the_round_before_is_silent_there(played: Folder) -> None:
    fill(played, "市场部", round_="2026-W47")
    result = merged(played, day=date(2026, 11, 27))
    assert told(result) == []


def test_our_own_texts_are_silent_wherever_a_sort_puts_them(played: Folder) -> None:
    path = fill(played, "市场部", **W48)
    write(played, path, "meeting", "MTG-SC-001", str(shown(played, path, "record", "REC-SC-001")))
    write(played, path, "record", "REC-SC-001", "")
    result = merged(played, day=date(2026, 11, 27))
    assert told(result) == []


def test_a_workbook_that_is_given_back_has_the_column_too(played: Folder) -> None:
    fill(played, "市场部", edit("MTG-SC-001", status="开过了吧"), **W48)
    result = merged(played, day=date(2026, 11, 27))
    back = played.path / str(result.returns[0].file)
    assert shown(played, back, "meeting", "MTG-SC-001") == joined(played, "市场部", "销售部")
    shutil.copy(back, played.inbox / "again.xlsx")
    again = merged(played, day=date(2026, 11, 27))
    assert told(again) == []


def test_the_consolidated_workbook_reads_back_without_the_column(played: Folder) -> None:
    result = merged(played, day=date(2026, 11, 27))
    report = played.path / str(result.workbook)
    write(played, report, "request", "REQ-SC-001", "还要加一个任务")
    outcome = resolve(played, report)
    values = [f.value for f in outcome.findings if f.code == "unknown-column"]
    assert values == ["还要加一个任务"]
    assert outcome.result.shown["request"] == {"REQ-SC-001": {"tasks": ("T-YF-001", "T-YF-002")}}
