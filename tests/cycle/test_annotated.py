"""Workbooks that `check --annotate` lays out: nothing is lost, nothing is invented, and what we put in is known as ours when it comes back."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import play
import pytest
from cycle.test_returns import ODD, WRONG, book, mangle, notes
from openpyxl import Workbook

from sheetsync.cli.commands import sheetsync
from sheetsync.files.hands import Action
from sheetsync.files.templates import load_template
from sheetsync.files.workbook_reader import read_workbook
from sheetsync.model.result import Result
from sheetsync.workflow.check import check, check_alone
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.refusal import Refusal

Annotate = Callable[[Folder, Path, Path], None]
OURS = ("comment", "unknown-column", "unknown-sheet", "renamed-sheet", "stray-code")
"""The findings that would tell of what we put in ourselves."""


def alone(_: Folder, file: Path, out: Path) -> None:
    check_alone([file], annotate=out)


def within(folder: Folder, file: Path, out: Path) -> None:
    check(folder, [file], out)


def told_of_ours(result: Result) -> list[str]:
    return [f.message for f in result.findings if f.code in OURS]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out" / "待修正.xlsx"


def test_without_a_project_everything_stands_where_it_was_found_and_what_is_wrong_is_marked(folder: Folder, out: Path) -> None:
    file = play.fill(folder, "客服部", *WRONG)
    result, _ = check_alone([file], annotate=out)
    assert book(out).sheetnames[:3] == ["待修正", "项目概览", "需求申请"]
    marked = {f"{each.sheet} {each.cell}": each for each in notes(out)}
    page = book(out)["待修正"]
    listed = {str(row[1].value): row[1].hyperlink.location for row in page.iter_rows() if isinstance(row[0].value, int)}
    assert len(listed) == len([f for f in result.findings if f.severity != "notice"]) == len(marked)
    assert listed == {place: "'{}'!{}".format(*place.split()) for place in marked}
    assert {each.value for each in marked.values()} == {"月底", "已完城", None}
    tasks, before = (read_workbook(path).sheets for path in (out, file))
    rows = dict(next(sheet for sheet in tasks if sheet.name == "任务跟踪").rows)
    for number, row in next(sheet for sheet in before if sheet.name == "任务跟踪").rows:
        # one column more, beside the ids
        shown = {column - (column > 1): cell for column, cell in rows[number].items() if column != 2 or number < 7}
        # the formula above the table, which counts what is blank, would count no more
        assert {c: (cell.value, cell.type) for c, cell in shown.items()} == {
            c: (cell.value, cell.type) for c, cell in row.items() if not cell.formula
        }


@pytest.mark.parametrize("annotate", [alone, within])
def test_it_comes_back_as_if_the_file_itself_had_come(folder: Folder, annotate: Annotate, out: Path, tmp_path: Path) -> None:
    file = play.fill(folder, "客服部", *WRONG)
    annotate(folder, file, out)
    other = play.again(folder, tmp_path / "other")
    before = play.merged(other)
    file.unlink()
    shutil.copy(out, folder.inbox / "客服部.xlsx")
    result = play.merged(folder)
    assert result.state == before.state
    assert play.asked(result) == play.asked(before)
    assert play.codes(result) == play.codes(before)
    assert told_of_ours(result) == []


@pytest.mark.parametrize("annotate", [alone, within])
def test_a_remark_of_somebody_else_is_told_beside_ours(folder: Folder, annotate: Annotate, out: Path) -> None:
    from openpyxl.comments import Comment

    file = play.fill(folder, "客服部", *WRONG)
    annotate(folder, file, out)
    file.unlink()
    changed = book(out)
    page = changed["任务跟踪"]
    cell = next(c for row in page.iter_rows() for c in row if c.value == "月底")
    page.cell(cell.row, cell.column + 1).comment = Comment("请王总看一下", "甲")
    changed["待修正"].title = "改了名"
    changed.save(folder.inbox / "客服部.xlsx")
    result = play.merged(folder)
    assert [f.code for f in result.findings if f.code in OURS] == ["comment"]
    assert [f.value for f in result.findings if f.code == "comment"] == ["请王总看一下"]


def test_annotated_again_it_bears_the_marks_once(folder: Folder, out: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.xlsx"
    alone(folder, play.fill(folder, "客服部", *WRONG), out)
    alone(folder, out, again)
    assert notes(again) == notes(out)
    assert book(again).sheetnames == book(out).sheetnames


def test_a_returned_workbook_annotated_bears_none_of_its_old_marks(folder: Folder, out: Path) -> None:
    play.fill(folder, "客服部", *WRONG)
    play.merged(folder)
    alone(folder, folder.returns("2026-W47") / "客服部.xlsx", out)
    assert book(out).sheetnames.count("待修正") == 1
    page = book(out)["任务跟踪"]
    assert [cell.value for row in page.iter_rows() for cell in row].count("待修正") == 1
    assert all("\n" not in each.note for each in notes(out) if each.value == "月底")


def test_nearly_everything_wrong_is_laid_out(folder: Folder, out: Path) -> None:
    file = play.fill(folder, "客服部", Action("edit", "task", "T-KF-002", {key: value for key, value in ODD.items() if value is not None}))
    mangle(file)
    check_alone([file], annotate=out)
    texts = [str(row[4].value) for row in book(out)["待修正"].iter_rows() if isinstance(row[0].value, int)]
    assert texts[0] == "文件里没有“成果验收”这张表。如果是误删的，请放回来并填写。"
    assert "“任务跟踪”这张表里没有“风险等级”这一列。如果是误删或改了名，请恢复并填写。" in texts
    found = {str(cell.value) for row in book(out)["任务跟踪"].iter_rows() for cell in row}
    assert {"自己加的内容", "T-KF-099", "特高", "#REF!"} <= found


def test_a_file_that_we_never_sent(out: Path, tmp_path: Path) -> None:
    made = Workbook()
    page = made.active
    assert page is not None
    page.title = "Tasks"
    asked = {field.label("en"): None for field in load_template("standard").sheet("task").columns}
    filled = {**asked, "Task": "=HYPERLINK(1)", "Priority": "Hihg", "Planned finish": "soon", "Status": "Done", "Anything": 1.5}
    page.append(list(filled))
    page.append(list(filled.values()))
    made.save(tmp_path / "their own.xlsx")
    result, language = check_alone([tmp_path / "their own.xlsx"], annotate=out)
    assert language == "en"
    assert {each.value for each in notes(out)} >= {"Hihg", "soon"}
    page = book(out)["Tasks"]
    assert "Anything" in [cell.value for cell in page[1]]
    assert not any(str(cell.value).startswith("T-") for row in page.iter_rows() for cell in row)
    assert result.copies[0].status == "unchanged"


def test_what_cannot_be_laid_out_is_refused(tmp_path: Path, out: Path) -> None:
    (tmp_path / "no.xlsx").write_bytes(b"nothing")
    with pytest.raises(Refusal, match="annotate-impossible"):
        check_alone([tmp_path / "no.xlsx"], annotate=out)
    with pytest.raises(Refusal, match="annotate-one"):
        check_alone([tmp_path], annotate=out)
    assert not out.exists()


def test_the_command_works_outside_a_project(folder: Folder, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = shutil.copy(play.fill(folder, "客服部", *WRONG), tmp_path / "客服部.xlsx")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit):
        sheetsync(["check", str(file), "--annotate", str(out)], obj={})
    assert out.is_file()
