"""Decisions that are still open when the next round begins: they stay open until they are settled or answered."""

from __future__ import annotations

from pathlib import Path

import play
import pytest

from sheetsync.files.hands import Action
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.resolve import settle

LATER = play.FRIDAY + (play.NEXT - play.WEDNESDAY)
ROUND = {"round_": "2026-W48", "saved": "2026-11-26 10:00"}


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A project whose first round left five decisions of five kinds open, with the second round opened."""
    folder = play.make(tmp_path_factory.mktemp("carried") / "project")
    play.issue(folder)
    same = {"title": "上线知识库", "planned_finish": "2026-12-20"}
    play.fill(folder, "客服部", play.edit("T-KF-001", planned_finish="2026-12-15"), play.edit("T-JS-001", risk="高"), Action("add", "task", "", same))
    play.fill(folder, "技术部", play.edit("T-JS-001", risk="中"), play.edit("T-KF-001", person="别人"), Action("add", "task", "", same))
    cleared = dict.fromkeys((f.key for f in folder.template.sheet("task").columns), "")
    play.fill(folder, "市场部", Action("edit", "task", "T-SC-001", cleared))
    play.merged(folder)
    for path in folder.inbox.iterdir():
        path.unlink()
    play.issue(folder, play.NEXT)
    return folder


@pytest.fixture
def folder(left: Folder, tmp_path: Path) -> Folder:
    return play.again(left, tmp_path / "project")


def united(folder: Folder) -> str:
    return next(i for i, kind in play.asked(play.merged(folder, day=LATER)).items() if kind == "possible-duplicate")


def test_what_was_open_is_open(folder: Folder) -> None:
    asked = play.asked(play.merged(folder, day=LATER))
    assert set(asked.values()) == {"approval", "conflict", "suggestion", "removal", "possible-duplicate"}
    assert asked["T-KF-001.planned_finish"] == "approval"
    assert asked["T-SC-001"] == "removal"


def test_choices_keep_who_stands_for_them(folder: Folder) -> None:
    assert play.choices(play.merged(folder, day=LATER), "T-JS-001.risk") == {"high": ("客服部",), "medium": ("技术部",)}


def test_an_untouched_workbook_closes_nothing(folder: Folder) -> None:
    before = play.asked(play.merged(folder, day=LATER))
    play.fill(folder, "客服部", **ROUND)
    result = play.merged(folder, day=LATER)
    assert play.asked(result) == before
    assert result.edits["read"] == 0


def test_the_owners_next_answer_closes_it(folder: Folder) -> None:
    play.fill(folder, "技术部", play.edit("T-JS-001", risk="低"), play.edit("T-JS-001", risk="中"), **ROUND)
    result = play.merged(folder, day=LATER)
    assert "T-JS-001.risk" not in play.asked(result)
    assert result.state["task"]["T-JS-001"]["risk"] == "medium"


def test_what_others_suggest_stands_beside_the_old_choices(folder: Folder) -> None:
    play.fill(folder, "市场部", play.edit("T-KF-001", person="第三人"), **ROUND)
    assert play.choices(play.merged(folder, day=LATER), "T-KF-001.person") == {"别人": ("技术部",), "第三人": ("市场部",)}


def test_it_can_be_settled_in_the_next_round(folder: Folder) -> None:
    both = united(folder)
    settle(folder, "客服部", ["T-KF-001.planned_finish", "T-JS-001.risk", both], LATER)
    settle(folder, None, ["T-KF-001.person"], LATER)
    result = settle(folder, "市场部", ["T-SC-001"], LATER).result
    assert play.asked(result) == {}
    tasks = result.state["task"]
    assert (tasks["T-KF-001"]["planned_finish"], tasks["T-JS-001"]["risk"], tasks["T-KF-001"]["person"]) == ("2026-12-15", "high", "客服经理")
    first, second = both.split("+")
    assert (first in tasks, second in tasks, "T-SC-001" in tasks) == (True, False, False)
    play.issue(folder, play.NEXT + (play.NEXT - play.WEDNESDAY))
    assert play.asked(play.merged(folder, day=LATER)) == {}


def test_it_stays_open_for_as_many_rounds_as_it_takes(folder: Folder) -> None:
    before = play.asked(play.merged(folder, day=LATER))
    play.issue(folder, play.NEXT + (play.NEXT - play.WEDNESDAY))
    assert play.asked(play.merged(folder, day=LATER)) == before
