"""sheetsync from Python: the commands as methods, results as frozen objects, sheets as data frames."""

from __future__ import annotations

import dataclasses
import json
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from play import FRIDAY, add, again, edit, fill, issue, make, statuses

import sheetsync
from sheetsync.model.result import from_json
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.refusal import Refusal


@pytest.fixture(scope="module")
def played(issued: Folder, tmp_path_factory: pytest.TempPathFactory) -> Folder:
    folder = again(issued, tmp_path_factory.mktemp("python") / "project")
    fill(folder, "客服部", edit("T-JS-001", risk="高"), edit("T-KF-001", collaborators="技术部"), add("task", title="建立周报", person="客服经理"))
    fill(folder, "技术部", edit("T-JS-001", risk="中", progress="70%"))
    sheetsync.open(folder.path).merge(as_of=FRIDAY)
    return folder


def test_merge_gives_what_its_json_shows(played: Folder) -> None:
    result = sheetsync.open(str(played.path)).merge(as_of=FRIDAY)
    data = json.loads(json.dumps(result.to_json()))
    assert (data["project"], data["round"], data["as_of"], data["workbook"]) == ("客户满意度", "2026-W47", "2026-11-20", "reports/2026-W47.xlsx")
    assert data["missing"] == ["市场部"]
    assert data["state"]["task"]["T-JS-001"]["progress"] == 0.7
    assert [d["id"] for d in data["decisions"]] == ["T-JS-001.risk"]
    assert from_json(data) == result


def test_results_cannot_be_changed(played: Folder) -> None:
    result = sheetsync.open(played.path).merge(as_of=FRIDAY)
    with pytest.raises(dataclasses.FrozenInstanceError):
        result.project = "x"  # type: ignore[misc] # that it fails is what is tested


def test_check_and_a_dry_run_keep_nothing(played: Folder, tmp_path: Path) -> None:
    twin = again(played, tmp_path / "project")
    file = fill(twin, "市场部", edit("T-SC-001", progress="30%"))
    project = sheetsync.open(twin.path)
    assert [(c.status, c.edits) for c in project.check(file).copies] == [("merged", 1)]
    assert project.merge(as_of=FRIDAY, dry_run=True).missing == ()
    assert project.status(FRIDAY).consolidated.missing == ["市场部"]


def test_another_place_for_the_workbook(played: Folder, tmp_path: Path) -> None:
    twin, target = again(played, tmp_path / "project"), tmp_path / "elsewhere" / "week.xlsx"
    result = sheetsync.open(twin.path).merge(output=target, as_of=FRIDAY)
    assert (result.workbook, target.is_file()) == (str(target), True)


def test_files_and_without(played: Folder, tmp_path: Path) -> None:
    twin = again(played, tmp_path / "project")
    project = sheetsync.open(twin.path)
    file = tmp_path / "市场部.xlsx"
    fill(twin, "市场部", edit("T-SC-001", progress="30%")).rename(file)
    assert statuses(project.merge([file], as_of=FRIDAY))["市场部.xlsx"] == "merged"
    assert "市场部.xlsx" not in statuses(project.merge(without=["市场部.xlsx"], as_of=FRIDAY))


def test_generate_and_import(tmp_path: Path) -> None:
    folder = make(tmp_path / "project")
    project = sheetsync.open(folder.path)
    more = tmp_path / "more.csv"
    more.write_text("任务名称,责任部门,负责人,计划完成\n后来的任务,市场部,市场经理,2026-12-31\n", "utf-8")
    assert list(project.import_list(more, "task").records) == ["T-SC-002"]
    made = project.generate("2026-W47", ["市场部"])
    assert [(d.code, path.parent.name) for d, path in made.workbooks] == [("SC", "2026-W47")]
    assert project.import_list(more, "task").known


def test_a_sheet_is_a_data_frame(played: Folder) -> None:
    frame = sheetsync.open(played.path).frame("task")
    assert list(frame.index) == ["T-KF-001", "T-JS-001", "T-SC-001", "T-KF-002"]
    assert frame.loc["T-JS-001", "progress"] == 0.7
    assert frame.loc["T-KF-001", "collaborators"] == ("技术部",)
    assert frame.loc["T-SC-001", "planned_finish"] == pd.Timestamp("2026-12-04")
    assert frame.loc["T-KF-002", "status"] == "not_started"
    assert pd.isna(frame.loc["T-KF-002", "planned_finish"])
    assert [str(frame[column].dtype) for column in ("title", "progress", "planned_finish", "collaborators")] == [
        "string", "Float64", "datetime64[s]", "object",
    ]  # fmt: skip
    assert frame["planned_finish"].min() == pd.Timestamp("2026-11-17")
    assert frame.groupby("department")["progress"].mean().round(2).to_dict() == {"客服部": 0.4, "市场部": 0.1, "技术部": 0.7}


def test_an_empty_sheet_is_an_empty_frame_with_its_columns(played: Folder) -> None:
    frame = sheetsync.open(played.path).frame("retro")
    assert (len(frame), str(frame["satisfaction"].dtype)) == (0, "Int64")


def test_what_is_not_there_is_said(played: Folder, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="no-project"):
        sheetsync.open(tmp_path)
    with pytest.raises(KeyError):
        sheetsync.open(played.path).frame("tasks")
    empty = make(tmp_path / "project")
    with pytest.raises(Refusal, match="no-round"):
        sheetsync.open(empty.path).merge()
    issue(empty, date(2026, 11, 18))
    assert sheetsync.open(empty.path).merge(as_of=FRIDAY).missing == ("客服部", "技术部", "市场部")
