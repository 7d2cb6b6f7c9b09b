"""A form of a pack, filled in and saved by LibreOffice in its formats: its labels and values are found as in the workbook itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from office import Office
from play import again, edit, fill, issue, merged, statuses

from sheetsync.model.project import Department, Project
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.init import init

SAID = {"background": "新品要赶在年底前上线", "goal": "12月15日上线", "budget": "30 万"}


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    project = Project("新品上线", "zh", (Department("市场部", "SC"),), templates=("kickoff",), facts={"initiating_department": "市场部"})
    folder = init(tmp_path_factory.mktemp("forms") / "project", project)
    issue(folder)
    return folder


@pytest.mark.parametrize("ending", ["xls", "ods", "xlsx"])
def test_a_form_in_another_format_says_the_same(office: Office, sent: Folder, ending: str, tmp_path: Path) -> None:
    folder = again(sent, tmp_path / "project")
    copy = fill(folder, "市场部", edit("charter", **SAID)).rename(tmp_path / "市场部.xlsx")
    office.do(copy, [], folder.inbox / f"市场部.{ending}")
    result = merged(folder)
    assert statuses(result) == {f"市场部.{ending}": "merged"}
    assert {c.field: c.after for c in result.changes} == SAID
    assert [f.code for f in result.findings if f.file] == []
