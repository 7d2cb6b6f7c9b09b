"""A consolidated workbook in which the coordinator wrote something is never written over before it was read back."""

from __future__ import annotations

import shutil
import warnings
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from sheetsync.model.result import Result
from sheetsync.workflow.folder import Folder, open_folder
from sheetsync.workflow.generate import generate
from sheetsync.workflow.merge import Request, merge
from sheetsync.workflow.refusal import Refusal
from sheetsync.workflow.reopen import reopen
from sheetsync.workflow.resolve import resolve

TODAY, NEXT, MONDAY = date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 23)
ROUND = "2026-W47"


@pytest.fixture
def folder(demo_week: Path, tmp_path: Path) -> Folder:
    shutil.copytree(demo_week, tmp_path / "week")
    return open_folder(tmp_path / "week")


def save(folder: Folder, answer: str | None = "B", cell: str | None = None) -> Path:
    """The coordinator opens the consolidated workbook where it lies, answers the first decision, and saves."""
    path = folder.report(ROUND)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells what it leaves out
        book = load_workbook(path)
    page = book["待决事项"]
    if answer:
        page["H5"] = answer
    if cell:
        book["任务跟踪"]["E5"] = cell
    book.save(path)
    return path


def told(result: Result) -> list[tuple[str, str]]:
    return [(f.code, f.file or "") for f in result.findings if f.code == "unread-report"]


def names(folder: Folder) -> set[str]:
    return {path.name for path in (folder.path / "reports").iterdir() if path.name.startswith(ROUND)}


ASIDE = f"{ROUND}（未读回）.xlsx"


@pytest.mark.parametrize("cell", [None, "写在汇总表里的话"])
def test_a_merge_keeps_what_was_written_under_another_name_until_it_is_read_back(folder: Folder, cell: str | None) -> None:
    written = save(folder, None if cell else "B", cell).read_bytes()
    result = merge(folder, Request(as_of=NEXT))
    assert names(folder) == {f"{ROUND}.xlsx", ASIDE}
    assert folder.report(ROUND).with_name(ASIDE).read_bytes() == written
    assert told(result) == told(merge(folder, Request(as_of=NEXT))) == [("unread-report", f"reports/{ASIDE}")]
    done = resolve(folder, folder.report(ROUND).with_name(ASIDE), NEXT)
    assert len(done.applied) == 1
    assert told(done.result) == told(merge(folder, Request(as_of=NEXT))) == []


def test_two_of_them_have_two_names(folder: Folder) -> None:
    for day, answer in ((NEXT, "A"), (MONDAY, "B")):
        save(folder, answer)
        merge(folder, Request(as_of=day))
    assert names(folder) == {f"{ROUND}.xlsx", ASIDE, f"{ROUND}（未读回） 2.xlsx"}


def test_one_that_was_only_opened_and_saved_is_written_over(folder: Folder) -> None:
    save(folder, None)
    assert told(merge(folder, Request(as_of=NEXT))) == []
    assert names(folder) == {f"{ROUND}.xlsx"}


def test_one_that_was_read_back_is_written_anew_in_its_place(folder: Folder) -> None:
    resolve(folder, save(folder), TODAY)
    assert names(folder) == {f"{ROUND}.xlsx"}
    assert told(merge(folder, Request(as_of=NEXT))) == []


def test_something_else_in_its_place_is_kept(folder: Folder) -> None:
    folder.report(ROUND).write_bytes(b"not a workbook")
    merge(folder, Request(as_of=NEXT))
    assert folder.report(ROUND).with_name(ASIDE).read_bytes() == b"not a workbook"


def test_a_dry_run_leaves_it_where_it_is(folder: Folder) -> None:
    save(folder)
    merge(folder, Request(as_of=NEXT, dry_run=True))
    assert names(folder) == {f"{ROUND}.xlsx"}


def test_the_next_round_waits_until_it_is_read_back(folder: Folder) -> None:
    path = save(folder)
    with pytest.raises(Refusal, match="unread-report"):
        generate(folder, None, today=MONDAY)
    assert not folder.outbox("2026-W48").exists()
    merge(folder, Request(as_of=NEXT))
    with pytest.raises(Refusal, match="unread-report"):
        generate(folder, None, today=MONDAY)
    resolve(folder, path.with_name(ASIDE), NEXT)
    assert generate(folder, None, today=MONDAY).opened


def test_a_report_of_the_round_before_says_how_its_decisions_can_still_be_added(folder: Folder) -> None:
    late = folder.path.parent / "late.xlsx"
    shutil.copy(save(folder), late)
    resolve(folder, folder.report(ROUND), TODAY)
    generate(folder, None, today=MONDAY)
    with pytest.raises(Refusal) as refused:
        resolve(folder, late, MONDAY)
    assert "sheetsync reopen 2026-W47" in folder.words(f"refusal.{refused.value.key}", **refused.value.values)


def test_a_wrong_answer_and_a_remark_stay_beside_their_decisions_until_they_are_settled(folder: Folder) -> None:
    path = folder.report(ROUND)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells what it leaves out
        book = load_workbook(path)
        page = book["待决事项"]
        page["H5"], page["J5"], page["J6"], page["H7"], page["J7"] = "不好说", "先问问", "周一再定", "B", "同意"
        settled = page["A7"].value
        book.save(path)
    done = resolve(folder, path, TODAY)
    assert [(s.id, s.remark) for s in done.applied] == [(settled, "同意")]
    assert [f.code for f in done.findings] == ["invalid-value"]
    decided = next(d.decided for d in done.result.decisions if d.id == settled)
    assert decided is not None
    assert decided["remark"] == "同意"
    for result in (done.result, merge(folder, Request(as_of=NEXT))):
        page = load_workbook(path)["待决事项"]
        assert [page[cell].value for cell in ("H5", "J5", "H6", "J6")] == ["不好说", "先问问", None, "周一再定"]
        assert "不好说" in page["H5"].comment.text
        assert told(result) == []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells what it leaves out
        book = load_workbook(path)
        book["待决事项"]["H5"], book["待决事项"]["J6"] = "B", None
        book.save(path)
    again = resolve(folder, path, NEXT)
    assert [s.remark for s in again.applied] == ["先问问"]
    page = load_workbook(path)["待决事项"]
    assert [page[cell].value for cell in ("H5", "J5")] == [None, None]


def test_a_remark_alone_is_written_over_by_nobody(folder: Folder) -> None:
    path = folder.report(ROUND)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells what it leaves out
        book = load_workbook(path)
        book["待决事项"]["J5"] = "周一再定"
        book.save(path)
    merge(folder, Request(as_of=NEXT))
    assert load_workbook(path.with_name(ASIDE))["待决事项"]["J5"].value == "周一再定"


@pytest.mark.parametrize("elsewhere", [False, True])
def test_a_named_output_is_written_over_no_sooner(folder: Folder, elsewhere: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    written = save(folder)
    target = shutil.copy(written, folder.path.parent / "mine.xlsx") if elsewhere else written
    monkeypatch.chdir(folder.path)
    result = merge(folder, Request(as_of=NEXT, output=Path(target) if elsewhere else Path("reports") / f"{ROUND}.xlsx"))
    aside = Path(target).with_name("mine（未读回）.xlsx" if elsewhere else ASIDE)
    assert load_workbook(aside)["待决事项"]["H5"].value == "B"
    assert [Path(file).name for _, file in told(result)] == [aside.name]


def test_a_round_is_not_withdrawn_with_what_nobody_has_read_back(folder: Folder) -> None:
    generate(folder, None, today=MONDAY)
    merge(folder, Request(as_of=MONDAY))
    path = folder.report("2026-W48")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells what it leaves out
        book = load_workbook(path)
        book["任务跟踪"]["E5"] = "写在第二轮的汇总表里"
        book.save(path)
    with pytest.raises(Refusal, match="unread-report"):
        reopen(folder, ROUND)
