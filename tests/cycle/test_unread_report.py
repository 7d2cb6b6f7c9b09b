"""A consolidated workbook in which the coordinator wrote something is never written over before it was read back."""

from __future__ import annotations

import shutil
import warnings
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from sheetsync.model.result import Result
from sheetsync.workflow.folder import Folder, open_folder
from sheetsync.workflow.generate import generate
from sheetsync.workflow.log import log
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


def load_answers(folder: Folder) -> Worksheet:
    """The sheet of decisions as the coordinator sees it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as above
        return load_workbook(folder.report(ROUND))["待决事项"]


def answer(folder: Folder, identity: object, choice: str = "", remark: str = "") -> None:
    """The coordinator answers one decision, or writes a remark beside it."""
    page = load_answers(folder)
    (row,) = [row for row in page.iter_rows(min_row=5) if row[0].value == identity]
    headings = [cell.value for cell in page[4]]
    for heading, text in (("选定", choice), ("备注", remark)):
        row[headings.index(heading)].value = text or row[headings.index(heading)].value
    page.parent.save(folder.report(ROUND))


def history_of(folder: Folder, decision: object) -> list[str]:
    """What was settled of a decision, in the order of the log."""
    return [each["value"] for line in log(folder).lines for each in line["decisions"] if each["id"] == decision]


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


# ── reading back without naming a file ──


def test_without_a_file_the_open_rounds_workbook_is_read_back(folder: Folder) -> None:
    save(folder, "B", "写在汇总表里的话")
    done = resolve(folder, as_of=NEXT)
    assert (len(done.applied), list(done.files), done.known) == (2, [f"reports/{ROUND}.xlsx"], False)
    again = resolve(folder, as_of=NEXT)
    assert (again.applied, again.stale, again.result.decisions) == ([], [], done.result.decisions)


def test_those_that_were_set_aside_are_read_back_with_it_and_the_later_word_counts(folder: Folder) -> None:
    page = load_answers(folder)
    first, second = (row[0].value for row in page.iter_rows(min_row=5, max_row=6))
    save(folder, "A")
    answer(folder, second, "B")
    merge(folder, Request(as_of=NEXT))
    save(folder, "B")
    done = resolve(folder, as_of=MONDAY)
    assert list(done.files) == [f"reports/{ROUND}.xlsx", f"reports/{ASIDE}"]
    assert ({s.id for s in done.applied}, [s.id for s in done.stale]) == ({first, second}, [first])
    assert told(done.result) == []
    assert len(history_of(folder, first)) == 1


def test_remarks_of_all_of_them_stay(folder: Folder) -> None:
    ids = [str(row[0].value) for row in load_answers(folder).iter_rows(min_row=5, max_row=6)]
    answer(folder, ids[0], remark="先问领导")
    merge(folder, Request(as_of=NEXT))
    answer(folder, ids[1], remark="再等等")
    resolve(folder, as_of=NEXT)
    rows = {row[0].value: row[-1].value for row in load_answers(folder).iter_rows(min_row=5)}
    assert [rows[i] for i in ids] == ["先问领导", "再等等"]


def test_without_a_file_there_must_be_one(folder: Folder) -> None:
    folder.report(ROUND).unlink()
    with pytest.raises(Refusal, match="no-report"):
        resolve(folder)
    generate(folder, today=MONDAY)
    with pytest.raises(Refusal, match="no-report"):
        resolve(folder)
    shutil.copyfile(next(folder.outbox("2026-W48").glob("*.xlsx")), folder.report("2026-W48"))
    with pytest.raises(Refusal, match="not-a-report"):
        resolve(folder)


# ── comments ──


def commented(folder: Folder, page: str, cell: str, text: str) -> None:
    """The coordinator puts a comment on a cell."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as above
        book = load_workbook(folder.report(ROUND))
    note = book[page][cell].comment
    book[page][cell].comment = Comment(f"{note.text}\n{text}" if note else text, "协调人")
    book.save(folder.report(ROUND))


@pytest.mark.parametrize(("page", "cell", "record"), [("任务跟踪", "D5", True), ("总览", "A3", False), ("待决事项", "A5", False)])
def test_a_comment_of_the_coordinators_is_told_before_it_goes(folder: Folder, page: str, cell: str, record: bool) -> None:
    commented(folder, page, cell, "下周一当面问")
    done = resolve(folder, as_of=NEXT)
    (found,) = done.findings
    assert (found.code, found.place, found.cell, found.value) == ("comment", page, cell, "下周一当面问")
    assert bool(found.record) == record


def test_a_workbook_with_a_comment_is_not_written_over(folder: Folder) -> None:
    commented(folder, "任务跟踪", "D5", "下周一当面问")
    merge(folder, Request(as_of=NEXT))
    assert names(folder) == {f"{ROUND}.xlsx", ASIDE}


def test_our_own_notes_are_no_comments_until_somebody_writes_in_them(folder: Folder) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as above
        page = load_workbook(folder.report(ROUND))["任务跟踪"]
    noted = [cell for row in page.iter_rows() for cell in row if cell.comment]
    assert len(noted) > 5
    save(folder, "B")
    assert resolve(folder, as_of=NEXT).findings == []
    commented(folder, "任务跟踪", noted[0].coordinate, "我同意")
    (found,) = resolve(folder, as_of=NEXT).findings
    assert found.value.endswith("我同意")
