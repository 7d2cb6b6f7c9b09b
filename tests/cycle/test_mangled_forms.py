"""Forms of the packs, filled in and then mangled as people and programs do: what can be read is, and the rest is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from play import add, adds_up, again, edit, fill, fill_in, issue, merged, statuses
from test_packs import DEPARTMENTS, PACKS
from test_returns import book, given_back

from sheetsync.files.hands import save
from sheetsync.model.project import Project
from sheetsync.model.result import Result
from sheetsync.workflow.doctor import doctor
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.init import init

SAID = {"background": "新品要赶在年底前上线", "goal": "12月15日上线", "success_measure": "首月 1000 单", "budget": "30 万"}
Change = Callable[[Any], object]


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    project = Project("新品上线", "zh", DEPARTMENTS, templates=PACKS, facts={"initiating_department": "市场部"}, blank_rows=4)
    folder = init(tmp_path_factory.mktemp("forms") / "project", project)
    issue(folder)
    return folder


@pytest.fixture
def folder(sent: Folder, tmp_path: Path) -> Folder:
    return again(sent, tmp_path / "project")


def filled(folder: Folder) -> Path:
    return fill(folder, "市场部", edit("charter", **SAID), add("milestone", title="发布", due="2026-12-15"), name="市场部.xlsx")


def mangled(folder: Folder, change: Change) -> Result:
    """The merge of the copy, after something was done to its form."""
    path = filled(folder)
    changed = book(path)
    change(changed["项目立项"])
    save(changed, path, changed.properties.modified)
    result = merged(folder)
    assert statuses(result) == {"市场部.xlsx": "merged"}
    assert result.state["milestone"]["MS-SC-001"]["title"] == "发布"
    assert adds_up(result)
    assert not doctor(folder).troubles
    return result


def line(page: Any, label: str) -> int:
    """The row of a form's line."""
    return next(row[0].row for row in page.iter_rows() if str(row[0].value or "").rstrip(" *") == label)


def said(result: Result) -> dict[str, Any]:
    return {key: result.state["charter"]["charter"].get(key) for key in SAID}


def told(result: Result) -> list[tuple[str, str | None, str | None]]:
    about = ("missing-column", "missing-sheet", "unknown-column", "renamed-sheet", "unknown-sheet", "suggestion")
    return [(f.code, f.field or f.cell, f.value) for f in result.findings if f.code in about]


def put_under_another_name(page: Any) -> None:
    page.title = "立项说明"


def merge_value(page: Any) -> None:
    page.merge_cells(start_row=line(page, "目标"), end_row=line(page, "目标"), start_column=2, end_column=4)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda page: page.insert_rows(line(page, "目标"), 2), []),
        (lambda page: page.insert_cols(1), []),
        (lambda page: page.insert_cols(2), []),
        (lambda page: page.insert_cols(2, 2), []),
        (merge_value, []),
        (put_under_another_name, [("renamed-sheet", None, "立项说明")]),
    ],
    ids=["rows put in", "a column before", "a column between", "two columns between", "merged cells", "sheet renamed"],
)
def test_what_moves_a_form_about_loses_nothing(folder: Folder, change: Change, expected: list[tuple[str, str | None, str | None]]) -> None:
    result = mangled(folder, change)
    assert said(result) == SAID
    assert told(result) == expected


def test_lines_that_were_cut_are_told_one_by_one_and_given_back(folder: Folder) -> None:
    result = mangled(folder, lambda page: page.delete_rows(line(page, "背景"), 2))
    assert said(result) == {**SAID, "background": None, "goal": None}
    assert told(result) == [("missing-column", "background", None), ("missing-column", "goal", None)]
    assert "栏" in next(f.message for f in result.findings if f.code == "missing-column")
    back = given_back(folder)["市场部.xlsx"]
    page = book(back)["项目立项"]
    assert page.cell(line(page, "预算"), 2).value == "30 万"
    assert all("没有这一栏" in page.cell(line(page, label), 2).comment.text for label in ("背景", "目标"))
    mended = folder.inbox / "改好.xlsx"
    fill_in(back, mended, folder.template, "zh", [edit("charter", background=SAID["background"], goal=SAID["goal"])], "市场部", save_time(back))
    again = merged(folder)
    assert (said(again), told(again), again.returns) == (SAID, [], ())


def save_time(path: Path) -> Any:
    return book(path).properties.modified.replace(year=2027)


def test_a_line_whose_name_was_changed_is_told_with_what_stands_in_it(folder: Folder) -> None:
    def rename(page: Any) -> None:
        page.cell(line(page, "目标"), 1).value = "要做到什么"

    result = mangled(folder, rename)
    assert said(result) == {**SAID, "goal": None}
    assert told(result) == [
        ("missing-column", "goal", None),
        ("unknown-column", "A8", "要做到什么"),
        ("unknown-column", "B8", "12月15日上线"),
    ]


def test_a_form_of_which_no_line_is_left_is_told_as_a_whole(folder: Folder) -> None:
    result = mangled(folder, lambda page: page.delete_rows(5, 40))
    assert told(result) == [("missing-sheet", None, "项目立项")]
    assert [each.department for each in result.returns] == ["市场部"]


def test_a_remark_two_columns_beside_a_form_is_no_value(folder: Folder) -> None:
    def remark(page: Any) -> None:
        page.cell(line(page, "目标"), 3).value = "写在旁边的"

    result = mangled(folder, remark)
    assert (said(result), told(result)) == (SAID, [("unknown-column", "C8", "写在旁边的")])
