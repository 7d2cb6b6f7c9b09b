"""Copies that lost what says whose they are, one carrier after the other, and sheets that went into other workbooks."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from itertools import permutations
from pathlib import Path

import pytest
from codes import (
    Change,
    header,
    no_blank_rows,
    no_codes,
    no_keywords,
    no_lists,
    no_property,
    no_shown_codes,
    no_title_rows,
    opened,
    put,
    rewritten,
    showing,
)
from openpyxl import Workbook
from play import FRIDAY, NEXT, add, adds_up, again, asked, codes, document, edit, fill, issue, merged, statuses, workbook

from sheetsync.model.result import Result
from sheetsync.workflow.check import check
from sheetsync.workflow.doctor import doctor
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.generate import generate

NEWS = add("progress", date="11月19日", task="T-KF-001", reporter="客服经理", status="正常推进", done="电话渠道已汇总")
EDITS = (edit("T-KF-001", progress="70%"), NEWS)


def found(result: Result, code: str) -> list[str]:
    return [f.message for f in result.findings if f.code == code]


def taken(result: Result) -> object:
    """The state, and what each copy brought."""
    return result.state, [(c.file, c.department, c.round, c.status, c.edits, c.new_records) for c in result.copies]


@pytest.fixture
def whole(folder: Folder) -> object:
    """What the copy gives that has kept all its codes."""
    fill(folder, "客服部", *EDITS)
    return taken(merged(folder, dry_run=True))


CARRIERS = (no_keywords, no_property, no_lists, no_shown_codes)


def only(carrier: Change) -> Change:
    def change(book: Workbook) -> None:
        for each in CARRIERS:
            if each is not carrier:
                each(book)

    return change


@pytest.mark.parametrize("change", [*CARRIERS, *map(only, CARRIERS), no_title_rows], ids=[f"{kind}-{n}" for kind in "ab" for n in range(4)] + ["c"])
def test_any_carrier_may_die_and_any_one_is_enough(folder: Folder, whole: object, change: Change) -> None:
    rewritten(fill(folder, "客服部", *EDITS), change)
    result = merged(folder)
    assert taken(result) == whole
    assert found(result, "no-return-code") == found(result, "stray-code") == []


@pytest.mark.parametrize("typed", [str.lower, lambda code: code.replace("-", "－"), lambda code: f" {code} ，谢谢", lambda code: f"{code}\n请勿改动"])
def test_a_code_that_was_typed_again_counts(folder: Folder, whole: object, typed: Callable[[str], str]) -> None:
    rewritten(fill(folder, "客服部", *EDITS), no_keywords, no_property, no_lists, lambda book: showing(book, typed))
    result = merged(folder)
    assert taken(result) == whole
    assert found(result, "no-return-code") == []


def test_a_code_with_a_slip_counts_and_is_told(folder: Folder, whole: object) -> None:
    swapped = lambda code: code[:3] + ("0" if code[3] != "0" else "8") + code[4:]  # noqa: E731 - one expression, twice used
    file = rewritten(fill(folder, "客服部", *EDITS), no_keywords, no_property, no_lists, no_blank_rows, lambda book: showing(book, swapped))
    result = merged(folder)
    assert taken(result) == whole
    (message,) = found(result, "no-return-code")
    assert "客服部" in message
    assert codes(result) == []
    assert file.name in message


def test_without_any_code_its_blank_rows_tell(folder: Folder, whole: object) -> None:
    rewritten(fill(folder, "客服部", *EDITS), no_codes)
    result = merged(folder)
    assert taken(result) == whole
    assert ["客服部（2026-W47 轮）" in message for message in found(result, "no-return-code")] == [True]
    assert doctor(folder).troubles == []


def test_so_they_do_under_other_sheet_names_and_without_title_rows(folder: Folder, whole: object) -> None:
    def renamed(book: Workbook) -> None:
        for number, page in enumerate(book.worksheets):
            page.title = page.title if page.title == "项目概览" else f"Sheet{number}"

    rewritten(fill(folder, "客服部", *EDITS), no_codes, no_title_rows, renamed)
    assert taken(merged(folder)) == whole


def test_a_name_is_no_identity(folder: Folder) -> None:
    rewritten(fill(folder, "客服部", *EDITS, name="技术部 2026-W47.xlsx"), no_codes)
    (copy,) = merged(folder).copies
    assert (copy.department, copy.status) == ("客服部", "merged")


def test_a_copy_of_an_earlier_round_is_compared_with_what_was_sent_then(folder: Folder) -> None:
    fill(folder, "客服部", edit("T-KF-001", progress="70%"))
    merged(folder)
    generate(folder, None, today=NEXT)
    for stays, name in ((True, "有码.xlsx"), (False, "无码.xlsx")):
        file = fill(folder, "客服部", edit("T-KF-001", progress="70%", remark="晚到的话"), name=name, saved="2026-11-26 09:00")
        if not stays:
            rewritten(file, no_codes)
    result = merged(folder, day=NEXT)
    rounds = {Path(c.file).name: (c.round, c.edits) for c in result.copies}
    assert rounds == {"有码.xlsx": ("2026-W47", 2), "无码.xlsx": ("2026-W47", 2)}
    assert result.state["task"]["T-KF-001"]["remark"] == "晚到的话"


def test_without_blank_rows_nothing_is_certain_and_nothing_changes(folder: Folder) -> None:
    before = merged(folder)
    rewritten(fill(folder, "客服部", *EDITS), no_codes, no_blank_rows)
    after = merged(folder)
    assert (after.state, after.changes, after.decisions, after.missing) == (before.state, (), (), before.missing)
    assert (statuses(after), after.edits["read"]) == ({"客服部.xlsx": "held"}, 0)
    (message,) = found(after, "unknown-copy")
    assert "sheetsync merge inbox/客服部.xlsx --as 客服部 --round 2026-W47" in message
    assert document(merged(folder)) == document(after)
    assert doctor(folder).troubles == []


def test_checking_says_the_same_and_keeps_nothing(folder: Folder) -> None:
    file = rewritten(fill(folder, "客服部", *EDITS), no_codes, no_blank_rows)
    result = check(folder, [file])
    assert [(c.status, c.edits) for c in result.copies] == [("held", 0)]
    assert ["--as 客服部" in message for message in found(result, "unknown-copy")] == [True]


def test_a_name_makes_the_hint_where_the_rows_say_nothing(folder: Folder) -> None:
    def no_rows(book: Workbook) -> None:
        for page in book.worksheets[2:]:
            page.delete_rows(8, page.max_row)

    rewritten(fill(folder, "客服部", name="市场部（周五）.xlsx"), no_codes, no_rows)
    # without a title of its own it would be the same file, where both are saved within a second
    rewritten(fill(folder, "客服部", name="最终版.xlsx"), no_codes, no_rows, lambda book: setattr(book.properties, "title", "最终版"))
    named, nameless = sorted(found(merged(folder), "unknown-copy"), key=lambda message: "最终版" in message)
    assert "sheetsync merge inbox/市场部（周五）.xlsx --as 市场部 --round 2026-W47" in named.replace('"', "")
    assert "sheetsync merge inbox/最终版.xlsx --as 部门 --round 2026-W47" in nameless


def test_some_other_workbook_is_said_to_be_none(folder: Folder) -> None:
    book = Workbook()
    book.active["A1"] = "午餐"
    book.save(folder.inbox / "午餐.xlsx")
    result = merged(folder)
    assert statuses(result) == {"午餐.xlsx": "held"}
    (message,) = found(result, "unknown-copy")
    assert "--as" not in message
    assert "sheetsync merge --without inbox/午餐.xlsx" in message
    assert merged(folder, without=["inbox/午餐.xlsx"]).copies == ()


# ── sheets of other workbooks ──


def with_tasks_of(folder: Folder, department: str, remark: str = "写在别人的表里", round_: str = "2026-W47") -> Change:
    """The task sheet becomes the one of another workbook, with a remark on each of its tasks."""

    def change(book: Workbook) -> None:
        put(book["任务跟踪"], opened(workbook(folder, department, round_))["任务跟踪"])
        remarks = next(cell.column for row in book["任务跟踪"].iter_rows(max_row=10) for cell in row if str(cell.value).startswith("备注"))
        for row in book["任务跟踪"].iter_rows(min_row=8):
            if row[2].value:
                row[remarks - 1].value = remark

    return change


def test_a_sheet_of_another_department_is_not_read_and_the_others_are(folder: Folder) -> None:
    rewritten(fill(folder, "客服部", *EDITS), with_tasks_of(folder, "技术部"))
    result = merged(folder)
    assert "写在别人的表里" not in document(result)
    assert [(c.record, c.field) for c in result.changes if c.record.startswith("T-")] == []
    assert [c.sheet for c in result.changes][:1] == ["progress"]
    (message,) = found(result, "wrong-department")
    assert "“任务跟踪”表" in message
    assert "技术部 2026-W47" in message
    assert (statuses(result), found(result, "missing-sheet")) == ({"客服部.xlsx": "merged"}, [])
    assert doctor(folder).troubles == []


def test_rows_of_another_department_under_our_title_are_not_read(folder: Folder) -> None:
    own = opened(workbook(folder, "客服部"))["任务跟踪"]["A4"].value
    titled = lambda book: book["任务跟踪"].__setitem__("A4", own)  # noqa: E731 - one statement
    rewritten(fill(folder, "客服部", *EDITS), with_tasks_of(folder, "技术部"), titled)
    result = merged(folder)
    assert "写在别人的表里" not in document(result)
    assert ["技术部 2026-W47" in message for message in found(result, "wrong-department")] == [True]


def test_last_weeks_rows_in_this_weeks_workbook_are_not_compared_with_this_weeks(folder: Folder) -> None:
    """The values of last week would look like edits that undo what was agreed since."""
    fill(folder, "客服部", edit("T-KF-001", progress="70%"))
    merged(folder)
    generate(folder, None, today=NEXT)
    shutil.rmtree(folder.inbox)
    folder.inbox.mkdir()
    own = opened(workbook(folder, "客服部", "2026-W48"))["任务跟踪"]["A4"].value
    titled = lambda book: book["任务跟踪"].__setitem__("A4", own)  # noqa: E731 - one statement
    file = fill(folder, "客服部", saved="2026-11-26 09:00", round_="2026-W48")
    rewritten(file, with_tasks_of(folder, "客服部"), titled)
    result = merged(folder, day=NEXT)
    assert (result.state["task"]["T-KF-001"]["progress"], result.edits["read"]) == (0.7, 0)
    assert ["客服部 2026-W47" in message for message in found(result, "wrong-department")] == [True]


def test_one_sheet_in_a_new_workbook_is_read(folder: Folder) -> None:
    """Each sheet shows the code, so each may come alone."""
    book = opened(fill(folder, "客服部", *EDITS))
    for page in [page for page in book.worksheets if page.title != "任务跟踪"]:
        book.remove(page)
    no_keywords(book)
    no_property(book)
    book.save(folder.inbox / "客服部.xlsx")
    result = merged(folder)
    assert result.state["task"]["T-KF-001"]["progress"] == 0.7
    assert [(c.department, c.status) for c in result.copies] == [("客服部", "merged")]


def test_codes_that_contradict_each_other_hold_a_copy(folder: Folder) -> None:
    before = merged(folder).state
    other = opened(workbook(folder, "技术部"))["任务跟踪"]["A4"].value.partition("：")[2]
    rewritten(fill(folder, "客服部", *EDITS), no_keywords, no_property, no_lists, lambda book: half(book, other))
    result = merged(folder)
    assert (result.state, statuses(result), codes(result)) == (before, {"客服部.xlsx": "held"}, ["mixed-identity"])
    (message,) = found(result, "mixed-identity")
    assert "客服部 2026-W47、技术部 2026-W47" in message or "技术部 2026-W47、客服部 2026-W47" in message


def half(book: Workbook, other: str) -> None:
    """Every second code is another workbook's."""
    pages = [page for page in book.worksheets if "SS-" in str([cell.value for row in page.iter_rows(max_row=20) for cell in row])]
    for number, page in enumerate(pages):
        for row in page.iter_rows(max_row=20):
            for cell in row:
                if isinstance(cell.value, str) and "SS-" in cell.value:
                    cell.value = other if number % 2 else cell.value
    if len(pages) % 2:
        pages[-1].delete_rows(1, 6)


def test_properties_of_another_workbook_do_not_count_against_its_sheets(folder: Folder, whole: object) -> None:
    other = opened(workbook(folder, "技术部")).properties.keywords
    rewritten(fill(folder, "客服部", *EDITS), lambda book: setattr(book.properties, "keywords", other))
    result = merged(folder)
    assert taken(result) == whole
    assert codes(result) == []
    assert [other in message for message in found(result, "stray-code")] == [True]


def test_every_department_without_codes_merges_as_with_them(folder: Folder) -> None:
    names = ("客服部", "技术部", "市场部")
    fills = {name: edit(f"T-{code}-001", remark=f"{name}的话") for name, code in zip(names, ("KF", "JS", "SC"), strict=True)}
    for name in names:
        fill(folder, name, fills[name])
    expected = merged(folder, dry_run=True).state
    for name in names:
        rewritten(folder.inbox / f"{name}.xlsx", no_codes)
    result = merged(folder)
    assert (result.state, result.missing, len(found(result, "no-return-code"))) == (expected, (), 3)
    issue(folder)
    assert document(merged(folder, day=FRIDAY)) == document(result)


# ── a later copy that lacks a part of the earlier one ──


def only_progress(book: Workbook) -> None:
    """One sheet in a file of its own, as people send it."""
    for page in [page for page in book.worksheets if page.title != "进度日志"]:
        book.remove(page)


def no_remarks(book: Workbook) -> None:
    page = book["任务跟踪"]
    page.delete_cols(next(cell.column for cell in page[header(page)] if str(cell.value).startswith("备注")))


@pytest.mark.parametrize("lacking", [only_progress, no_remarks, "stray"])
def test_what_a_later_copy_lacks_it_does_not_take_back(folder: Folder, lacking: Change | str) -> None:
    """Its sheet came alone, its column is gone, or its sheet is somebody else's: that says nothing about what stood there."""
    change = with_tasks_of(folder, "技术部") if isinstance(lacking, str) else lacking
    fill(folder, "客服部", edit("T-KF-001", remark="电话打完了"), name="1.xlsx")
    rewritten(fill(folder, "客服部", NEWS, name="2.xlsx", saved="2026-11-19 15:00"), change)
    result = merged(folder)
    assert result.state["task"]["T-KF-001"]["remark"] == "电话打完了"
    assert [row["done"] for row in result.state["progress"].values()] == ["电话渠道已汇总"]
    assert (statuses(result), found(result, "superseded"), adds_up(result)) == ({"1.xlsx": "merged", "2.xlsx": "merged"}, [], True)
    fill(folder, "客服部", NEWS, edit("T-KF-001", remark="都打完了"), name="3.xlsx", saved="2027-01-01 09:00")
    result = merged(folder)
    assert result.state["task"]["T-KF-001"]["remark"] == "都打完了"
    assert statuses(result) == {"1.xlsx": "superseded", "2.xlsx": "superseded", "3.xlsx": "merged"}
    assert doctor(folder).troubles == []


def test_parts_of_a_copy_give_the_same_in_every_order(folder: Folder, tmp_path: Path) -> None:
    """A whole copy, a later sheet that came alone, and one as text, with nothing but its ids; one after the other and together."""
    fill(folder, "客服部", edit("T-KF-001", remark="电话打完了", progress="70%"), name="1.xlsx")
    rewritten(fill(folder, "客服部", NEWS, name="2.xlsx", saved="2026-11-19 15:00"), only_progress)
    rows = opened(fill(folder, "客服部", edit("T-KF-001", progress="75%"), name="3.xlsx"))["任务跟踪"].iter_rows(values_only=True)
    with (folder.inbox / "3.csv").open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows(rows)
    (folder.inbox / "3.xlsx").unlink()
    files = sorted(folder.inbox.iterdir())
    expected = merged(again(folder, tmp_path / "at once"))
    assert (asked(expected), statuses(expected)) == ({"T-KF-001.progress": "conflict"}, dict.fromkeys(["1.xlsx", "2.xlsx", "3.csv"], "merged"))
    assert adds_up(expected)
    for number, order in enumerate(permutations(files)):
        each = again(folder, tmp_path / str(number))
        for file in order:
            result = merged(each, each.inbox / file.name)
        assert document(result) == document(expected), [file.name for file in order]
        assert doctor(each).troubles == []
