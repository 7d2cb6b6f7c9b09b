"""Copies that are held and what releases them: the coordinator's word is a fact, and nothing lands on other records for it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from codes import Change, header, no_blank_rows, no_codes, no_keywords, no_property, opened, put, rewritten
from openpyxl import Workbook
from play import FRIDAY, NEXT, add, adds_up, codes, document, edit, everything, fill, issue, make, merged, statuses, workbook

from sheetsync.cli.history import log_lines
from sheetsync.cli.status import lines
from sheetsync.files.hands import Action
from sheetsync.model.result import Result
from sheetsync.workflow.doctor import doctor
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.generate import generate
from sheetsync.workflow.log import log
from sheetsync.workflow.merge import Request, merge
from sheetsync.workflow.refusal import Refusal
from sheetsync.workflow.reopen import reopen
from sheetsync.workflow.status import status

BOTH_LEDGERS = ("test_a_released_copy_gives_what_it_would_have_given_with_its_code", "test_a_release_is_kept_or_nothing_is")

EDITS = (edit("T-KF-001", progress="70%", remark="电话打完了"), add("task", title="补一件事", person="客服经理", deliverable="清单"))


def released(folder: Folder, file: Path | str, department: str = "客服部", round_: str | None = None, **more: object) -> Result:
    return merge(folder, Request([Path(file)], as_of=FRIDAY, round=round_, department=department, **more))  # type: ignore[arg-type] # Request's own


def taken(result: Result) -> object:
    """The state, and what each copy brought."""
    return result.state, [(c.file, c.department, c.round, c.status, c.edits, c.new_records) for c in result.copies]


def nameless(folder: Folder, *actions: object, name: str = "客服部.xlsx") -> Path:
    """A copy of the service department's of which nothing says whose it is."""
    return rewritten(fill(folder, "客服部", *(actions or EDITS), name=name), no_codes, no_blank_rows)  # type: ignore[arg-type] # actions


def test_a_released_copy_gives_what_it_would_have_given_with_its_code(folder: Folder) -> None:
    fill(folder, "客服部", *EDITS)
    expected = taken(merged(folder, dry_run=True))
    file = nameless(folder)
    held = merged(folder)
    assert (statuses(held), held.edits["read"]) == ({"客服部.xlsx": "held"}, 0)
    result = released(folder, file)
    assert taken(result) == expected
    assert ([f.department for f in result.findings if f.code == "released"], codes(result)) == (["客服部"], [])
    assert adds_up(result)
    assert document(merged(folder)) == document(result)
    assert document(released(folder, file)) == document(result)
    assert doctor(folder).troubles == []


def test_it_may_be_released_when_it_comes(folder: Folder) -> None:
    """Whoever knows need not merge it twice."""
    result = released(folder, nameless(folder))
    assert statuses(result) == {"客服部.xlsx": "merged"}
    assert folder.copy_file(result.copies[0].sha256).is_file()


@pytest.mark.parametrize("named", ["客服部.xlsx", "inbox/客服部.xlsx"])
def test_it_goes_by_the_name_under_which_it_came(folder: Folder, named: str) -> None:
    nameless(folder)
    merged(folder)
    shutil.rmtree(folder.inbox)
    assert statuses(released(folder, named)) == {"客服部.xlsx": "merged"}
    assert statuses(merged(folder)) == {"客服部.xlsx": "merged"}


def test_it_goes_by_its_sha256(folder: Folder) -> None:
    nameless(folder)
    (copy,) = merged(folder).copies
    assert statuses(released(folder, copy.sha256[:12])) == {"客服部.xlsx": "merged"}


def test_the_next_copy_with_its_code_replaces_it(folder: Folder) -> None:
    released(folder, nameless(folder, name="初稿.xlsx"))
    fill(folder, "客服部", edit("T-KF-001", progress="75%"), name="定稿.xlsx", saved="2027-01-01 09:00")
    result = merged(folder)
    assert result.state["task"]["T-KF-001"]["progress"] == 0.75
    assert statuses(result)["定稿.xlsx"] == "merged"
    assert doctor(folder).troubles == []


def test_taken_out_and_named_again_it_is_still_released(folder: Folder) -> None:
    file = nameless(folder)
    result = released(folder, file)
    assert merged(folder, without=["客服部.xlsx"]).copies == ()
    again = merged(folder, file)
    assert taken(again) == taken(result)


def test_a_dry_run_keeps_nothing_of_it(folder: Folder) -> None:
    file = nameless(folder)
    merged(folder)
    assert statuses(released(folder, file, dry_run=True)) == {"客服部.xlsx": "merged"}
    assert statuses(merged(folder)) == {"客服部.xlsx": "held"}


def test_the_log_tells_of_it(folder: Folder) -> None:
    file = nameless(folder)
    merged(folder)
    assert log(folder).lines[0]["releases"] == []
    released(folder, file)
    (line,) = log(folder).lines
    (told,) = line["releases"]
    assert (told["file"], told["department"], told["round"]) == ("inbox/客服部.xlsx", "客服部", "2026-W47")
    assert told["at"].endswith("Z")


def test_the_log_and_the_status_say_why_one_is_held_and_what_releases_it(folder: Folder) -> None:
    file = nameless(folder)
    merged(folder)
    command = "sheetsync merge inbox/客服部.xlsx --as 客服部 --round 2026-W47"
    (copy,) = log(folder).lines[0]["copies"]
    (held,) = status(folder, FRIDAY).to_json()["held"]
    assert (command in copy["why"], command in held["message"], held["file"]) == (True, True, "inbox/客服部.xlsx")
    assert any(command in line for line in log_lines(folder, log(folder)))
    assert any(command in line for line in lines(folder, status(folder, FRIDAY)))
    released(folder, file)
    assert status(folder, FRIDAY).to_json()["held"] == []
    assert any("客服部  2026-W47" in line for line in log_lines(folder, log(folder)))


def test_the_report_names_the_command_with_the_file(folder: Folder) -> None:
    """There the file has a column of its own."""
    nameless(folder, name="客服部 最终版.xlsx")
    Workbook().save(folder.inbox / "午餐.xlsx")
    merged(folder)
    page = opened(folder.report("2026-W47"))["问题与提醒"]
    said = "\n".join(str(cell.value) for row in page.iter_rows() for cell in row)
    assert 'sheetsync merge "inbox/客服部 最终版.xlsx" --as 客服部 --round 2026-W47' in said
    assert "sheetsync merge --without inbox/午餐.xlsx" in said


# ── another department, another round ──


def no_rows(book: Workbook) -> None:
    """Nothing is left of the tables but a row that nobody was sent."""
    for page in book.worksheets[2:]:
        page.delete_rows(8, page.max_row)
    book["任务跟踪"]["C8"].value = "说不清是谁的事"


def test_a_second_release_replaces_the_first_and_leaves_a_trace(folder: Folder) -> None:
    file = rewritten(fill(folder, "客服部", name="最终版.xlsx"), no_codes, no_rows)
    released(folder, file, "客服部")
    result = released(folder, file, "技术部")
    assert [(c.department, c.status, c.new_records) for c in result.copies] == [("技术部", "merged", 1)]
    assert sorted(result.missing) == ["客服部", "市场部"]
    assert [told["department"] for told in log(folder).lines[0]["releases"]] == ["客服部", "技术部"]
    assert doctor(folder).troubles == []


def a_row_of_nobody(book: Workbook) -> None:
    """A row whose id nobody was given, so that the ids are not all one department's."""
    page = book["进度日志"]
    column = next(cell.column for cell in page[header(page)] if str(cell.value).startswith("本期进展"))
    page.cell(page.max_row + 1, 1).value = "P-XX-901"
    page.cell(page.max_row, column).value = "谁也没有发过的编号"


def test_after_the_wrong_department_the_right_one_gets_its_rows_under_its_own_ids(folder: Folder) -> None:
    """Taken for another one's, its pre-numbered row got another one's number: nothing of that may stay, and nobody else may get that number."""
    insert = Action("insert", "task", "", {"title": "没有编号的一行", "person": "客服经理", "deliverable": "报告"})
    file = rewritten(nameless(folder, *EDITS, insert), a_row_of_nobody)
    expected = released(folder, file, dry_run=True)
    wrong = released(folder, file, "技术部")
    lent = wrong.state["task"].keys() - expected.state["task"].keys()
    assert lent
    result = released(folder, file, "客服部")
    assert (taken(result), codes(result, "warning")) == (taken(expected), codes(expected, "warning"))
    assert released(folder, file, "技术部").state == wrong.state
    assert taken(released(folder, file, "客服部")) == taken(expected)
    fill(folder, "技术部", Action("insert", "task", "", {"title": "技术部自己的一行", "person": "技术工程师", "deliverable": "报告"}))
    assert lent.isdisjoint(merged(folder).state["task"])
    assert doctor(folder).troubles == []


def test_the_wrong_department_is_refused_when_the_rows_say_whose_it_is(folder: Folder) -> None:
    file = rewritten(fill(folder, "客服部", *EDITS), no_codes)
    before = everything(folder.path)
    with pytest.raises(Refusal, match="released-as-another") as refused:
        released(folder, file, "技术部")
    assert (refused.value.values["other"], refused.value.values["other_round"]) == ("客服部", "2026-W47")
    assert everything(folder.path) == before


def test_and_when_all_its_ids_are_anothers_without_one_blank_row(folder: Folder) -> None:
    """Read as the wrong one's, every row of it would be a question."""
    file = nameless(folder)
    before = everything(folder.path)
    with pytest.raises(Refusal, match="released-as-another") as refused:
        released(folder, file, "技术部")
    assert refused.value.values["other"] == "客服部"
    assert everything(folder.path) == before
    assert statuses(released(folder, file, "客服部")) == {"客服部.xlsx": "merged"}


def test_and_when_its_codes_do(folder: Folder) -> None:
    with pytest.raises(Refusal, match="released-as-another"):
        released(folder, fill(folder, "客服部", *EDITS), "技术部")


def test_the_round_is_named_of_a_copy_of_an_earlier_one(folder: Folder) -> None:
    """Against this round's base, last round's values would undo what was agreed since."""
    fill(folder, "客服部", edit("T-KF-001", progress="70%"))
    merged(folder)
    generate(folder, None, today=NEXT)
    shutil.rmtree(folder.inbox)
    folder.inbox.mkdir()
    file = nameless(folder, edit("T-KF-001", remark="晚到的话"))
    result = merge(folder, Request([file], as_of=NEXT, round="2026-w47", department="KF"))
    assert [(c.department, c.round, c.edits) for c in result.copies] == [("客服部", "2026-W47", 1)]
    assert (result.state["task"]["T-KF-001"]["progress"], result.state["task"]["T-KF-001"]["remark"]) == (0.7, "晚到的话")
    assert doctor(folder).troubles == []


def test_with_its_blank_rows_the_wrong_round_is_refused(folder: Folder) -> None:
    merged(folder)
    generate(folder, None, today=NEXT)
    file = rewritten(fill(folder, "客服部", *EDITS), no_codes)
    with pytest.raises(Refusal, match="released-as-another"):
        merge(folder, Request([file], as_of=NEXT, department="客服部"))


def test_one_that_was_held_in_an_earlier_round_counts_in_the_open_one(folder: Folder) -> None:
    """What the earlier round came to has been sent out; it stays as it is."""
    nameless(folder, edit("T-KF-001", progress="70%"))
    merged(folder)
    generate(folder, None, today=NEXT)
    result = merge(folder, Request([Path("客服部.xlsx")], as_of=NEXT, round="2026-W47", department="客服部"))
    assert (result.round, result.state["task"]["T-KF-001"]["progress"]) == ("2026-W48", 0.7)
    assert [(c.round, c.status) for c in result.copies] == [("2026-W47", "merged")]
    assert doctor(folder).troubles == []
    with pytest.raises(Refusal, match="reopen-copies"):
        reopen(folder, "2026-W47")


def test_one_that_was_merged_in_an_earlier_round_cannot_become_anothers(folder: Folder) -> None:
    file = nameless(folder)
    released(folder, file)
    generate(folder, None, today=NEXT)
    with pytest.raises(Refusal, match="copy-of-earlier-round"):
        merge(folder, Request([file], as_of=NEXT, department="技术部"))


# ── what can't be released ──


def test_a_department_that_was_sent_nothing(folder: Folder, tmp_path: Path) -> None:
    other = make(tmp_path / "other")
    generate(other, None, ["技术部"], today=FRIDAY)
    file = nameless(folder)
    with pytest.raises(Refusal, match="not-issued"):
        released(other, file)


@pytest.mark.parametrize(
    ("files", "department", "round_", "why"),
    [
        ([], "客服部", None, "release-nothing"),
        (["inbox"], "客服部", None, "release-folder"),
        (["没有.xlsx"], "客服部", None, "no-file"),
        (["inbox/客服部.xlsx"], "客户部", None, "unknown-department"),
        (["inbox/客服部.xlsx"], "客服部", "2026-W40", "unknown-round"),
    ],
)
def test_requests_that_cannot_be_carried_out(
    folder: Folder, files: list[str], department: str, round_: str | None, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    nameless(folder)
    monkeypatch.chdir(folder.path)
    before = everything(folder.path)
    with pytest.raises(Refusal, match=why):
        merge(folder, Request([Path(file) for file in files], as_of=FRIDAY, round=round_, department=department))
    assert everything(folder.path) == before


def test_files_of_another_project_and_files_that_are_none(folder: Folder, tmp_path: Path) -> None:
    other = make(tmp_path / "other")
    issue(other)
    broken, lunch = folder.inbox / "坏.xlsx", folder.inbox / "午餐.xlsx"
    broken.write_bytes(workbook(folder, "客服部").read_bytes()[:3000])
    Workbook().save(lunch)
    for file, code in ((workbook(other, "客服部"), "other-project"), (broken, "unreadable-file"), (lunch, "unknown-copy")):
        with pytest.raises(Refusal, match="not-released") as refused:
            released(folder, file)
        assert refused.value.values["finding"].code == code


# ── mixed and unclear ones ──


def test_of_a_mixed_copy_the_sheets_of_the_department_named_are_read(folder: Folder) -> None:
    """Half of the codes are one's and half another's; somebody says whose it is."""
    technicians = fill(folder, "技术部", edit("T-JS-001", remark="技术部写的"), name="b.xlsx")
    theirs = opened(technicians)
    technicians.unlink()

    def half(book: Workbook) -> None:
        for name in ("任务跟踪", "复盘总结", "成果验收"):
            put(book[name], theirs[name])

    file = rewritten(fill(folder, "客服部", add("progress", date="2026-11-19", reporter="客服经理", done="打完了电话")), half)
    book = opened(file)
    no_keywords(book)
    no_property(book)
    for name in ("填写说明", *(page.title for page in book.worksheets if page.sheet_state != "visible")):
        book.remove(book[name])
    book.save(file)
    assert (statuses(merged(folder)), codes(merged(folder))) == ({"客服部.xlsx": "held"}, ["mixed-identity"])
    mine = released(folder, file)
    assert ("技术部写的" in document(mine), [row["done"] for row in mine.state["progress"].values()]) == (False, ["打完了电话"])
    other = released(folder, file, "技术部")
    assert (other.state["progress"], other.state["task"]["T-JS-001"]["remark"]) == ({}, "旧备注\n技术部写的")


def sorted_apart(book: Workbook) -> None:
    """The ids and the first columns of the tasks were sorted, those behind stayed."""
    page = book["任务跟踪"]
    rows = [[cell.value for cell in page[number]] for number in (8, 9, 10)]
    for number, row in zip((8, 9, 10), [rows[2], rows[0], rows[1]], strict=True):
        for column, value in enumerate(row[:7], 1):
            page.cell(number, column).value = value


def test_of_an_unclear_copy_everything_but_that_sheet_is_read(folder: Folder) -> None:
    news = add("progress", date="2026-11-19", task="T-KF-001", reporter="客服经理", status="正常推进", done="打完了电话")
    file = rewritten(fill(folder, "客服部", edit("T-KF-001", remark="这一行是哪条记录"), news), sorted_apart)
    held = merged(folder)
    assert (statuses(held), codes(held)) == ({"客服部.xlsx": "held"}, ["unclear-row"])
    assert all("sheetsync merge inbox/客服部.xlsx --as 客服部 --round 2026-W47" in f.message for f in held.findings if f.code == "unclear-row")
    result = released(folder, file)
    assert (statuses(result), codes(result)) == ({"客服部.xlsx": "merged"}, ["unclear-row"])
    assert "这一行是哪条记录" not in document(result)
    assert {c.sheet for c in result.changes} == {"progress"}
    assert doctor(folder).troubles == []


# ── kept or not ──


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the kill is played by a forked process, which this system does not have")
def test_a_release_is_kept_or_nothing_is(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    file = nameless(folder)
    held = document(merged(folder))
    with monkeypatch.context() as dying:
        dying.setattr("sheetsync.workflow.merge.take_out", lambda *_: os._exit(42))
        child = os.fork()
        if child == 0:
            released(folder, file)
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 42
    assert document(merged(folder)) == held
    assert [line["releases"] for line in log(folder).lines] == [[]]
    assert statuses(released(folder, file)) == {"客服部.xlsx": "merged"}


def test_read_by_a_later_version_it_is_still_released(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    result = released(folder, nameless(folder))
    monkeypatch.setattr("sheetsync.__version__", "99.0")
    assert taken(merged(folder)) == taken(result)


def change_of(name: str) -> Change:
    return lambda book: book.remove(book[name])


def test_a_sheet_that_is_missing_is_told_of_as_ever(folder: Folder) -> None:
    result = released(folder, rewritten(nameless(folder), change_of("复盘总结")))
    assert codes(result) == ["missing-sheet"]


def test_a_nameless_copy_of_an_earlier_round_is_never_read_as_one_of_this_round(folder: Folder) -> None:
    """What was agreed since would look like an edit back."""
    old = nameless(folder, edit("T-KF-001", risk="高"), name="旧.xlsx")
    old = old.rename(folder.path / "旧.xlsx")
    fill(folder, "客服部", edit("T-KF-001", progress="95%"))
    merged(folder)
    issue(folder, NEXT)
    file = Path(shutil.copy(old, folder.inbox / "旧.xlsx"))
    (held,) = (f for f in merged(folder, day=FRIDAY).findings if f.code == "unknown-copy")
    assert "--round 2026-W47" in held.message
    with pytest.raises(Refusal, match="released-as-another") as refused:
        released(folder, file)
    assert refused.value.values["other_round"] == "2026-W47"
    result = released(folder, file, round_="2026-W47")
    task = result.state["task"]["T-KF-001"]
    assert (task["progress"], task["risk"]) == (0.95, "high")
    assert doctor(folder).troubles == []
