"""Generating: how the files are called, and what is said when a round is opened."""

from __future__ import annotations

from pathlib import Path

import pytest
from play import DEPARTMENTS, issue, make

from sheetsync.model.project import Department, Project
from sheetsync.workflow.outbox import LONGEST, file_names


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
