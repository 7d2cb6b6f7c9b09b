"""A workbook of last week that comes once more, with more in it, and files whose names no line can hold."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import play
import pytest

from sheetsync.files.hands import Action
from sheetsync.workflow.folder import Folder

LATER = play.NEXT + timedelta(days=1)
SAID = (
    play.edit("T-KF-001", progress=0.6, risk_note="第一周"),
    play.add("task", title="第一周新增的任务", planned_finish="2026-12-09"),
    Action("insert", "task", "", {"title": "没有编号的任务", "planned_finish": "2026-12-10"}),
)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A project in its second week; what a department sent in the first one has been merged."""
    folder = play.make(tmp_path / "project")
    play.issue(folder)
    play.fill(folder, "客服部", *SAID)
    play.merged(folder)
    play.issue(folder, play.NEXT)
    return folder


def test_last_weeks_copy_with_more_in_it_asks_nothing_about_what_was_merged_then(folder: Folder) -> None:
    play.fill(folder, "客服部", *SAID, play.edit("T-KF-001", risk="高"), name="补充.xlsx", saved="2026-11-26 09:00")
    result = play.merged(folder, day=LATER)
    assert play.asked(result) == {}
    assert [(c.record, c.field, c.after) for c in result.changes] == [("T-KF-001", "risk", "high")]
    assert len(result.state["task"]) == 5
    assert play.adds_up(result)


def test_last_weeks_copy_does_not_overwrite_what_the_same_department_has_said_since(folder: Folder) -> None:
    play.fill(folder, "客服部", play.edit("T-KF-001", risk_note="第二周"), round_="2026-W48", saved="2026-11-25 09:00")
    play.merged(folder, day=LATER)
    play.fill(folder, "客服部", *SAID, name="补充.xlsx", saved="2026-11-26 09:00")
    result = play.merged(folder, day=LATER)
    assert result.state["task"]["T-KF-001"]["risk_note"] == "第二周"
    assert (play.asked(result), result.edits["superseded"]) == ({}, 1)


@pytest.mark.parametrize("name", ["客服部\n第二份.xlsx", "客服部\t\u2028.xlsx"])
def test_a_name_with_a_line_break_stays_on_one_line(folder: Folder, name: str) -> None:
    play.fill(folder, "客服部", play.edit("T-KF-001", risk="高"), name=name, round_="2026-W48", saved="2026-11-25 09:00")
    result = play.merged(folder, day=LATER)
    (copy,) = [c for c in result.copies if c.status == "merged"]
    assert copy.file == "inbox/" + "".join("\ufffd" if char in "\n\t\u2028" else char for char in name)
    assert play.merged(folder, day=LATER).copies == result.copies
    assert not play.merged(folder, day=LATER, without=[Path(copy.file).name]).changes
