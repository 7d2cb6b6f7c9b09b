"""What is given back reaches whoever sent one sheet as text, and may come back as text."""

from __future__ import annotations

from pathlib import Path

from play import adds_up, asked, choices, edit, fill, merged, statuses
from test_returns import given_back, mend, wrong
from test_zipped_and_locked import as_text

from sheetsync.model.result import Result
from sheetsync.workflow.doctor import doctor
from sheetsync.workflow.folder import Folder

WRONG = (edit("T-KF-001", progress="55%", planned_finish="月底"),)


def text_copy(folder: Folder) -> Path:
    """A department's tasks, sent as text, with a value that can't be read."""
    path = fill(folder, "客服部", *WRONG)
    text = folder.inbox / "任务.csv"
    text.write_bytes(as_text(path, "任务跟踪"))
    path.unlink()
    return text


def task(result: Result) -> tuple[object, object]:
    found = result.state["task"]["T-KF-001"]
    return found["progress"], found["planned_finish"]


def test_whoever_sent_a_sheet_as_text_gets_its_whole_workbook_back_and_mends_that(folder: Folder) -> None:
    text_copy(folder)
    first = merged(folder)
    assert task(first) == (0.55, "2026-11-25")
    assert wrong(first) == [("invalid-value", "T-KF-001", "planned_finish")]
    mend(folder, given_back(folder)["客服部.xlsx"], edit("T-KF-001", planned_finish="2026-11-28"))
    result = merged(folder)
    assert statuses(result)["改好.xlsx"] == "merged"
    assert wrong(result) == []
    # a new finish of an accepted task is for the coordinator to approve
    assert asked(result) == {"T-KF-001.planned_finish": "approval"}
    assert choices(result, "T-KF-001.planned_finish") == {"2026-11-28": ("客服部",)}
    assert task(result) == (0.55, "2026-11-25")
    assert (adds_up(result), given_back(folder), doctor(folder).troubles) == (True, {}, [])


def test_what_was_given_back_may_come_back_as_text(folder: Folder) -> None:
    fill(folder, "客服部", *WRONG, edit("T-KF-001", remark="留着"))
    merged(folder)
    path = mend(folder, given_back(folder)["客服部.xlsx"], edit("T-KF-001", planned_finish="2026-11-28"))
    (folder.inbox / "改好.csv").write_bytes(as_text(path, "任务跟踪"))
    path.unlink()
    result = merged(folder)
    assert statuses(result)["改好.csv"] == "merged"
    assert wrong(result) == []
    assert asked(result) == {"T-KF-001.planned_finish": "approval"}
    assert result.state["task"]["T-KF-001"]["remark"] == "留着"
    assert not [d for d in result.decisions if d.kind == "removal"]
    assert (adds_up(result), doctor(folder).troubles) == (True, [])
