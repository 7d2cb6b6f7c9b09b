"""Generating: how the files are called, and what is said when a round is opened."""

from __future__ import annotations

import warnings
from datetime import date, timedelta
from pathlib import Path

import pytest
from codes import no_blank_rows, no_codes, rewritten
from openpyxl import load_workbook
from play import DEPARTMENTS, FRIDAY, NEXT, WEDNESDAY, again, edit, fill, issue, make, merged, statuses

from sheetsync.cli.generate import data, lines
from sheetsync.model.project import Department, Project
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.generate import generate
from sheetsync.workflow.importing import import_list
from sheetsync.workflow.log import log
from sheetsync.workflow.merge import Request, merge
from sheetsync.workflow.outbox import LONGEST, file_names
from sheetsync.workflow.reopen import reopen


def names(*departments: tuple[str, str], project: str = "客户满意度") -> list[str]:
    return list(file_names(Project(project, "zh", tuple(Department(*each) for each in departments)), "2026-W47").values())


# ── the files ──


def test_a_file_is_called_by_its_project_its_department_and_its_round() -> None:
    assert names(("客服部", "KF"), ("A/B: 组", "AB")) == ["客户满意度-客服部-2026-W47.xlsx", "客户满意度-A_B_ 组-2026-W47.xlsx"]


@pytest.mark.parametrize("project", ["满" * 100, "a" * 300, "é" * 150, "📊" * 80], ids=len)
def test_of_a_long_name_only_the_projects_is_cut(project: str) -> None:
    found = names(("客服部", "KF"), ("部" * 40, "B"), project=project)
    assert all(name.endswith(f"-{department}-2026-W47.xlsx") for name, department in zip(found, ("客服部", "部" * 40), strict=True))
    assert all(LONGEST - 4 <= len(name.encode()) <= LONGEST for name in found)
    assert all(project.startswith(name.partition("-")[0]) for name in found)


def test_departments_that_files_cannot_tell_apart_get_their_codes() -> None:
    assert [name[6:-14] for name in names(("A/B", "AB"), ("A:B", "BA"), ("C", "C"))] == ["A_B(AB)", "A_B(BA)", "C"]
    assert [name[6:-14] for name in names(("Sales", "S"), ("SALES", "SA"))] == ["Sales(S)", "SALES(SA)"]
    assert [name[6:-14] for name in names(("A/B", "AB"), ("A:B", "BA"), ("A_B(AB)", "C"))] == ["A_B(AB)", "A_B(BA)", "A_B(AB)(C)"]


def test_a_project_with_a_long_name_sends_every_department_its_own_workbook(tmp_path: Path) -> None:
    folder = make(tmp_path / "project", Project("年度客户满意度提升" * 12, "zh", DEPARTMENTS))
    paths = [path for _, path in issue(folder).workbooks]
    assert len({path.read_bytes() for path in paths}) == len(DEPARTMENTS)
    assert sorted(paths) == sorted(folder.outbox("2026-W47").iterdir())


# ── what is said of a round ──


def test_the_same_workbooks_are_known_again(folder: Folder) -> None:
    again = issue(folder)
    assert (again.opened, again.same) == (False, 3)
    folder.issued_file(next(folder.private.glob("issued/*")).stem).unlink()
    assert issue(folder).same == 3
    assert (issue(folder, NEXT).same, issue(folder, NEXT).same) == (0, 3)


def test_generating_again_says_first_that_nothing_is_new_and_how_to_go_on(folder: Folder) -> None:
    first = lines(folder, issue(folder))[0]
    assert first.startswith("2026-W47 此前已经生成，这 3 份工作簿与那时完全相同")
    assert first.endswith("sheetsync generate --round 2026-W48")
    assert lines(folder, issue(folder, NEXT))[0].startswith("2026-W48：已生成 3 份工作簿")


def test_what_was_left_open_and_never_merged_is_said_when_the_next_round_opens(folder: Folder) -> None:
    fill(folder, "客服部", edit("T-JS-001", risk="高"))
    fill(folder, "技术部", edit("T-JS-001", risk="中", planned_finish="2026-11-30"))
    merged(folder)
    fill(folder, "市场部", edit("T-SC-001", progress="50%"))
    opened = issue(folder, NEXT)
    assert [d.id for d in opened.left_open] == ["T-JS-001.planned_finish", "T-JS-001.risk"]
    assert opened.unmerged == ["inbox/市场部.xlsx"]
    said = "\n".join(lines(folder, opened))
    assert "2 项待决还没有决定：T-JS-001.planned_finish、T-JS-001.risk。" in said
    assert "1 个文件还没有合并过：inbox/市场部.xlsx。" in said
    once_more = issue(folder, NEXT)
    assert (once_more.left_open, once_more.unmerged) == ((), ())


def tasks_in_report(folder: Folder) -> set[object]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells what it leaves out
        return {row[0].value for row in load_workbook(folder.report("2026-W47"))["任务跟踪"].iter_rows()}


def test_the_next_round_leaves_behind_a_report_that_shows_all_that_came_in(folder: Folder, tmp_path: Path) -> None:
    """A list that came in after the last merge is in it, and one that was thrown away is written again; else it stays, byte for byte."""
    fill(folder, "客服部", edit("T-KF-001", progress="90%"))
    merged(folder)
    written = folder.report("2026-W47").read_bytes()
    issue(again(folder, tmp_path / "same"), NEXT)
    assert (tmp_path / "same" / "reports" / "2026-W47.xlsx").read_bytes() == written
    thrown_away = again(folder, tmp_path / "thrown away")
    thrown_away.report("2026-W47").unlink()
    issue(thrown_away, NEXT)
    assert "T-KF-001" in tasks_in_report(thrown_away)
    file = tmp_path / "list.csv"
    file.write_text("任务名称,责任部门\n补一件事,市场部\n", "utf-8")
    (new,) = import_list(folder, file, "task", FRIDAY).records
    assert new not in tasks_in_report(folder)
    issue(folder, NEXT)
    assert new in tasks_in_report(folder)


def test_a_round_in_which_nothing_happened_leaves_no_report(folder: Folder) -> None:
    issue(folder, NEXT)
    assert not folder.report("2026-W47").exists()


def test_what_is_held_is_said_when_the_next_round_opens_and_counts_there_once_it_is_released(folder: Folder) -> None:
    file = rewritten(fill(folder, "客服部", edit("T-KF-001", progress="90%")), no_codes, no_blank_rows)
    merged(folder)
    opened = issue(folder, NEXT)
    assert (opened.held, data(folder, opened)["held"], opened.unmerged) == (["inbox/客服部.xlsx"], ["inbox/客服部.xlsx"], [])
    assert "上一轮还有 1 份文件搁置着：inbox/客服部.xlsx，" in "\n".join(lines(folder, opened))
    assert issue(folder, NEXT).held == ()
    (last,) = [each["why"] for each in log(folder).lines[0]["copies"]]
    assert "--as 客服部 --round 2026-W47" in last
    result = merge(folder, Request([file], as_of=NEXT, round="2026-W47", department="客服部"))
    assert result.state["task"]["T-KF-001"]["progress"] == 0.9
    assert generate(folder, "2026-W49", today=NEXT).held == []


def test_a_copy_of_a_withdrawn_round_is_not_said_to_be_held_when_that_opens_anew(folder: Folder) -> None:
    issue(folder, NEXT)
    fill(folder, "客服部", edit("T-KF-001", progress="90%"), round_="2026-W48")
    reopen(folder, "2026-W47")
    assert list(statuses(merged(folder)).values()) == ["held"]
    assert issue(folder, NEXT).held == []


@pytest.mark.parametrize(
    ("day", "in_time"),
    [(WEDNESDAY, ""), (FRIDAY, ""), (FRIDAY + timedelta(days=1), "2026-W48"), (FRIDAY + timedelta(days=20), "2026-W50")],
)
def test_a_round_whose_time_is_over_says_which_one_is_in_time(folder: Folder, day: date, in_time: str) -> None:
    made = generate(folder, "2026-W47", today=day)
    assert made.in_time == in_time
    said = "\n".join(lines(folder, made))
    assert ("已过" in said) == bool(in_time)
    assert not in_time or f"sheetsync generate --round {in_time}" in said


@pytest.mark.parametrize(("name", "weeks", "far"), [("2026-W48", 1, False), ("2026-W51", 4, False), ("2026-W52", 5, True), ("2028-W01", 59, True)])
def test_a_round_far_away_is_asked_about(folder: Folder, name: str, weeks: int, far: bool) -> None:
    made = generate(folder, name, today=FRIDAY)
    assert (made.weeks_ahead, made.far) == (weeks, far)
    assert ("请核对轮次" in "\n".join(lines(folder, made))) == far
    assert not generate(folder, name, today=FRIDAY).far


def test_a_round_long_ago_is_asked_about(tmp_path: Path) -> None:
    folder = make(tmp_path / "project")
    made = generate(folder, "2026-W40", today=FRIDAY)
    assert (made.weeks_ahead, made.far, made.in_time) == (-7, True, "2026-W47")
    assert "2026-W40 在 7 周以前，副本的截止时间是 2026-09-30 17:00" in "\n".join(lines(folder, made))
