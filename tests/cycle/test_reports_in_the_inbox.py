"""The project's own consolidated workbook among the copies: nothing of it is merged, and it is said what it is for."""

from __future__ import annotations

import shutil
from pathlib import Path

from play import FRIDAY, document, edit, fill, issue, merged, statuses

from sheetsync.workflow.check import check
from sheetsync.workflow.doctor import doctor
from sheetsync.workflow.folder import Folder


def test_the_consolidated_workbook_is_no_copy(folder: Folder) -> None:
    fill(folder, "客服部", edit("T-KF-001", progress="70%"))
    before = merged(folder)
    shutil.copy(folder.report("2026-W47"), folder.inbox / "汇总.xlsx")
    after = merged(folder)
    assert statuses(after) == {"客服部.xlsx": "merged", "汇总.xlsx": "refused"}
    assert after.state == before.state
    found = next(f for f in after.findings if f.code == "unknown-copy")
    assert found.severity == "error"
    assert "sheetsync resolve inbox/汇总.xlsx" in found.message
    assert doctor(folder).troubles == []


def test_checking_it_says_the_same(folder: Folder) -> None:
    merged(folder)
    result = check(folder, [folder.report("2026-W47")])
    assert [(f.code, f.file) for f in result.findings] == [("unknown-copy", "reports/2026-W47.xlsx")]
    assert "sheetsync resolve reports/2026-W47.xlsx" in result.findings[0].message


def test_that_of_another_project_is_another_projects(folder: Folder, tmp_path: Path) -> None:
    merged(folder)
    report = tmp_path / "report.xlsx"
    shutil.copy(folder.report("2026-W47"), report)
    shutil.rmtree(folder.private)
    issue(folder)
    assert [f.code for f in check(folder, [report]).findings] == ["other-project"]
    assert "resolve" not in document(merged(folder, report, day=FRIDAY))
