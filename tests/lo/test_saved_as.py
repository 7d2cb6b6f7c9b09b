"""The same filled-in copy, saved in other formats, is the same copy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from office import Office
from play import FRIDAY, add, edit, fill, issue, make

from sheetsync.model.result import Result
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.merge import Request, merge

pytestmark = [pytest.mark.libreoffice, pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")]

EDITS = (
    edit("T-KF-001", progress=1, status="已完成", remark="  两端的 空格 ", planned_finish="2026-12-01", person=""),
    add("task", title="新任务", planned_start="11月20日", planned_finish="2026-12-31", progress="30%", priority="高"),
)


def brought(result: Result) -> dict[str, Any]:
    """All that a merge came to, but for where it was written."""
    document = result.to_json()
    lines = [{k: v for k, v in change.items() if k != "sources"} for change in document["changes"]]
    found = sorted((f["code"], f["sheet"] or "", f["record"] or "", f["field"] or "", f["cell"] or "", str(f["value"])) for f in document["findings"])
    return {"changes": lines, "findings": found, "state": document["state"], "edits": document["edits"]}


def played(folder: Folder, file: Path, *passwords: str) -> Result:
    return merge(folder.with_passwords(passwords), Request([file], as_of=FRIDAY, dry_run=True))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[Folder, Path]:
    """A project with workbooks sent out, and a copy that its service department has filled in."""
    folder = make(tmp_path_factory.mktemp("formats") / "project")
    issue(folder)
    return folder, fill(folder, "客服部", *EDITS).rename(folder.path / "客服部.xlsx")


@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods"])
def test_a_copy_in_another_format_gives_the_same_merge(office: Office, world: tuple[Folder, Path], ending: str, tmp_path: Path) -> None:
    folder, copy = world
    saved = tmp_path / f"客服部.{ending}"
    office.do(copy, [], saved)
    assert brought(played(folder, saved)) == brought(played(folder, copy))


@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods"])
def test_an_untouched_copy_in_another_format_makes_no_edit(office: Office, world: tuple[Folder, Path], ending: str, tmp_path: Path) -> None:
    folder, _ = world
    sent = next(path for path in folder.outbox("2026-W47").iterdir() if "技术部" in path.name)
    saved = tmp_path / f"技术部.{ending}"
    office.do(sent, [], saved)
    result = played(folder, saved)
    assert [copy.status for copy in result.copies] == ["unchanged"]
    assert [f.code for f in result.findings if f.file == "技术部." + ending] == []
