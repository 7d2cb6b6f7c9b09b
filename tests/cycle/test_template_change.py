"""A template that is changed in the middle of a project: nothing is lost, nothing is made up, and it is said what no longer fits."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from play import (
    FRIDAY,
    NEXT,
    TINY,
    add,
    adds_up,
    again,
    asked,
    choices,
    codes,
    document,
    edit,
    everything,
    fill,
    issue,
    make,
    merged,
    statuses,
    workbook,
)

from sheetsync.files.hands import fill_in
from sheetsync.files.templates import load_template
from sheetsync.model.project import Department, Project
from sheetsync.model.result import Result
from sheetsync.workflow.check import check
from sheetsync.workflow.doctor import doctor
from sheetsync.workflow.folder import Folder, open_folder
from sheetsync.workflow.history import history
from sheetsync.workflow.refusal import Refusal
from sheetsync.workflow.reopen import reopen
from sheetsync.workflow.resolve import resolve, settle
from sheetsync.workflow.status import status

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")

HALLS = (Department("东馆", "DG", "东馆长"), Department("西馆", "XG", "西馆长"))
LOANS = (
    ("器材", "馆", "领用者", "领走", "应还", "去向", "配件", "件数", "电量", "代管馆", "随记"),
    ("相机", "东馆", "学生甲", "2026-11-02", "2026-11-17", "在外", "充电器", "1", "50%", "西馆", "旧的一行"),
    ("投影仪", "西馆", "学生乙", "2026-11-09", "2026-11-24", "遗失", "", "2", "", "东馆", ""),
)
LATER = date(2026, 11, 27)
W48 = "2026-W48"

RENAMED = (
    ('taker = { zh = "领用者", en = "Taker"', 'borrower = { zh = "借用人", en = "Borrower", was = ["taker"]'),
    ('pieces = { zh = "件数", en = "Pieces"', 'pieces = { zh = "数量", en = "Number", aliases = ["件数"]'),
)
REMOVED = (('power = { zh = "电量", en = "Battery", type = "percent", policy = "max" }\n', ""),)
ADDED = (("earlier = {", 'shelf = { zh = "柜号", en = "Shelf", type = "line", required = true }\nearlier = {'),)
RETYPED = (
    ('came_back = { zh = "收回", en = "Came Back", type = "date" }', 'came_back = { zh = "收回", en = "Came Back", type = "line" }'),
    ('lent_on = { zh = "领走", en = "Taken", type = "date" }', 'lent_on = { zh = "领走", en = "Taken", type = "integer" }'),
)
FEWER = (('lost = { zh = "遗失", en = "Lost", tone = "bad", synonyms = ["丢了", "missing"] }\n', ""),)
MORE = (("[lists.extras]", 'broken = { zh = "损坏", en = "Broken", synonyms = ["坏了"] }\n\n[lists.extras]'),)


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A project on the tiny template, with the first week's workbooks sent."""
    project = Project("器材", "zh", HALLS, templates=(str(TINY),), country="")
    folder = make(tmp_path_factory.mktemp("sent") / "project", project, {"loan": LOANS})
    issue(folder)
    return folder


@pytest.fixture
def folder(sent: Folder, tmp_path: Path) -> Folder:
    return again(sent, tmp_path / "project")


def changed(folder: Folder, *changes: tuple[str, str]) -> Folder:
    """The project after somebody changed its template's file."""
    file = folder.path / "templates" / "tiny.toml"
    text = file.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, "utf-8")
    load_template(str(file))
    return open_folder(folder.path)


def back(folder: Folder, hall: str, **values: object) -> Path:
    """A hall's copy of the first week, filled in before the template changed."""
    return fill(folder, hall, edit("LN-DG-001" if hall == "东馆" else "LN-XG-001", **values))  # type: ignore[arg-type] # passes cells on


def loan(result: Result, record: str = "LN-DG-001") -> dict[str, object]:
    return dict(result.state["loan"][record])


# ── a copy from before the change ──


def test_an_untouched_copy_from_before_says_nothing(folder: Folder) -> None:
    fill(folder, "东馆")
    fill(folder, "西馆", add("loan", item="话筒", taker="学生丙", back_by="2026-11-30", power=0.9))
    now = changed(folder, *RENAMED, *REMOVED, *ADDED, *FEWER, *RETYPED)
    result = merged(now)
    assert statuses(result) == {"东馆.xlsx": "unchanged", "西馆.xlsx": "merged"}
    new = loan(result, "LN-XG-002")
    assert (new["item"], new["borrower"], new["power"], new["shelf"]) == ("话筒", "学生丙", 0.9, None)
    assert {"unknown-column", "missing-column", "renamed-column", "invalid-value"} & {f.code for f in result.findings} == set()
    assert adds_up(result)


def test_renamed_fields_carry_what_was_said(folder: Folder) -> None:
    back(folder, "东馆", taker="学生丁", pieces=3)
    result = merged(changed(folder, *RENAMED))
    assert (loan(result)["borrower"], loan(result)["pieces"]) == ("学生丁", 3)
    assert {(c.field, c.before, c.after) for c in result.changes} == {("borrower", "学生甲", "学生丁"), ("pieces", 1, 3)}


def test_removed_fields_are_kept_and_shown_and_still_taken(folder: Folder) -> None:
    back(folder, "东馆", power=0.8)
    now = changed(folder, *REMOVED)
    result = merged(now)
    assert (loan(result)["power"], loan(result, "LN-XG-001").get("power", "none")) == (0.8, "none")
    page = load_workbook(now.report("2026-W47"))["借还"]
    (head,) = [row for row in page.iter_rows() if row[0].value == "借条号"]
    assert [cell.value for cell in head][-1] == "电量（已停用）"
    assert [row[len(head) - 1].value for row in page.iter_rows(min_row=head[0].row + 1)] == [0.8, None]
    told = history(now, "LN-DG-001", "power").entries
    assert [(e.kind, e.value) for e in told] == [("began", 0.5), ("change", 0.8)]


def test_nobody_must_approve_what_is_no_longer_asked(folder: Folder) -> None:
    back(folder, "东馆", back_by="2026-12-01")
    (line,) = [each for each in TINY.read_text("utf-8").splitlines() if each.startswith("back_by")]
    removed = ((', "back_by"', ""), ('due = "back_by"', 'due = "lent_on"'), (line, ""))
    result = merged(changed(folder, *removed))
    assert (asked(result), loan(result)["back_by"]) == ({}, "2026-12-01")


def test_values_of_a_changed_type_go_where_they_fit(folder: Folder) -> None:
    back(folder, "西馆", came_back="2026-11-19")
    result = merged(changed(folder, *RETYPED))
    assert (loan(result, "LN-XG-001")["came_back"], loan(result)["lent_on"], loan(result)["lent_on_date"]) == ("2026-11-19", None, "2026-11-02")
    told = [(f.record, f.field, f.value, f.severity) for f in result.findings if f.code == "outdated-value"]
    assert told == [("LN-DG-001", "lent_on", "2026-11-02", "warning"), ("LN-XG-001", "lent_on", "2026-11-09", "warning")]


def test_a_choice_that_is_offered_no_more_stays_and_is_told_of(folder: Folder) -> None:
    back(folder, "东馆", stage="丢了")
    result = merged(changed(folder, *FEWER))
    assert [loan(result, i)["stage"] for i in ("LN-DG-001", "LN-XG-001")] == ["lost", "lost"]
    told = [(f.record, f.field, f.value, f.expected) for f in result.findings if f.code == "outdated-value"]
    assert told == [(i, "stage", "遗失", "以下之一：在外、还清") for i in ("LN-DG-001", "LN-XG-001")]


def test_a_word_that_the_template_knows_only_now_is_understood_in_a_copy_from_before(folder: Folder) -> None:
    back(folder, "东馆", stage="坏了")
    assert "invalid-value" in codes(merged(again(folder, folder.path.parent / "other")))
    merged(folder)
    assert loan(merged(changed(folder, *MORE)))["stage"] == "broken"


def test_what_is_open_and_what_was_settled_goes_along(folder: Folder) -> None:
    back(folder, "东馆", pieces=2, back_by="2026-12-01")
    fill(folder, "东馆", edit("LN-DG-001", pieces=3), name="又.xlsx", by="别人")
    merged(folder)
    settle(folder, "东馆", ["LN-DG-001.back_by"], FRIDAY)
    renamed = (
        ('pieces = { zh = "件数"', 'number = { was = ["pieces"], zh = "数量"'),
        ('back_by = { zh = "应还"', 'due = { was = ["back_by"], zh = "归还期限"'),
        ('due = "back_by"', 'due = "due"'),
        ('match = ["item", "back_by"]', 'match = ["item", "due"]'),
    )
    now = changed(folder, *renamed)
    result = merged(now)
    assert asked(result) == {"LN-DG-001.number": "conflict"}
    assert (choices(result, "LN-DG-001.number"), loan(result)["due"]) == ({2: ("东馆",), 3: ("东馆",)}, "2026-12-01")
    settle(now, None, ["LN-DG-001.number"], FRIDAY)
    assert asked(merged(now)) == {}


def test_check_reads_it_like_merge(folder: Folder) -> None:
    file = back(folder, "东馆", taker="学生丁", power=0.8)
    found = check(changed(folder, *RENAMED, *REMOVED), [file])
    assert {(c.field, c.after) for c in found.changes} == {("borrower", "学生丁"), ("power", 0.8)}


def test_a_copy_from_before_is_given_back_as_it_was_sent(folder: Folder) -> None:
    """What the template asks otherwise since does not show in it, and mended it leaves nothing open."""
    back(folder, "东馆", back_by="月底", power=0.8, taker="学生丁")
    now = changed(folder, *RENAMED, *REMOVED, *ADDED)
    before = merged(now)
    (line,) = before.returns
    assert (line.department, line.file, line.cells) == ("东馆", "returns/2026-W47/东馆.xlsx", 1)
    page = load_workbook(now.path / str(line.file))["借还"]
    (head,) = [[cell.value for cell in row] for row in page.iter_rows() if row[0].value == "借条号"]
    assert {"电量", "件数", "领用者 *", "待修正"} <= set(head)
    (row,) = [[cell.value for cell in row] for row in page.iter_rows() if row[0].value == "LN-DG-001"]
    assert {"月底", 0.8, "学生丁"} <= set(row)
    actions = [edit("LN-DG-001", back_by="2026-11-27")]
    fill_in(now.path / str(line.file), now.inbox / "改好.xlsx", load_template(TINY), "zh", actions, "东馆长", datetime(2026, 11, 20, 9))
    result = merged(now)
    assert statuses(result) == {"东馆.xlsx": "superseded", "改好.xlsx": "merged"}
    assert (result.returns, codes(result), asked(result)) == ((), ["approval"], {"LN-DG-001.back_by": "approval"})
    assert (loan(result)["power"], loan(result)["borrower"]) == (0.8, "学生丁")
    assert (adds_up(result), doctor(now).troubles) == (True, [])


def test_what_was_given_back_before_the_change_comes_back_mended_after_it(folder: Folder) -> None:
    back(folder, "东馆", back_by="月底", power=0.8, taker="学生丁")
    (line,) = merged(folder).returns
    now = changed(folder, *RENAMED, *REMOVED, *ADDED)
    actions = [edit("LN-DG-001", back_by="2026-11-27")]
    fill_in(now.path / str(line.file), now.inbox / "改好.xlsx", load_template(TINY), "zh", actions, "东馆长", datetime(2026, 11, 20, 9))
    result = merged(now)
    assert statuses(result) == {"东馆.xlsx": "superseded", "改好.xlsx": "merged"}
    assert (result.returns, codes(result), asked(result)) == ((), ["approval"], {"LN-DG-001.back_by": "approval"})
    assert (loan(result)["power"], loan(result)["borrower"]) == (0.8, "学生丁")
    assert (adds_up(result), doctor(now).troubles) == (True, [])


def test_nobody_is_told_to_fill_in_what_a_copy_had_no_cell_for(folder: Folder) -> None:
    """Whoever was sent the workbook before asks for nothing that came into the template since; the next round's workbooks do."""
    fill(folder, "东馆", add("loan", item="话筒", back_by="2026-11-30"))
    result = merged(changed(folder, *ADDED))
    assert [(f.record, f.field) for f in result.findings if f.code == "required-missing"] == [("LN-DG-002", "taker")]
    assert [(line.file, line.cells) for line in result.returns] == [("returns/2026-W47/东馆.xlsx", 1)]


def test_the_report_of_the_running_round_says_that_the_template_changed(folder: Folder) -> None:
    assert "template-changed" not in codes(merged(folder), "notice")
    result = merged(changed(folder, *RENAMED, *REMOVED, *ADDED, *RETYPED))
    (told,) = [f.message for f in result.findings if f.code == "template-changed"]
    assert all(word in told for word in ("柜号", "电量", "借用人", "收回"))


def test_a_remark_in_the_template_is_no_change(folder: Folder) -> None:
    assert "template-changed" not in codes(merged(changed(folder, ("[lists.extras]", "# a remark\n[lists.extras]"))), "notice")


# ── the next round ──


@pytest.fixture
def next_week(folder: Folder) -> Folder:
    """The first week was merged under the old template, the second one begins with the new one."""
    back(folder, "东馆", power=0.8, pieces=2, taker="学生丁")
    fill(folder, "东馆", edit("LN-DG-001", pieces=3), name="又.xlsx", by="别人")
    merged(folder)
    now = changed(folder, *RENAMED, *REMOVED, *ADDED, *FEWER, *RETYPED)
    issue(now, NEXT)
    for file in now.inbox.iterdir():
        file.unlink()
    return now


def test_new_workbooks_ask_what_the_template_asks_today(next_week: Folder) -> None:
    page = load_workbook(workbook(next_week, "西馆", W48))["借还"]
    (head,) = [[cell.value for cell in row] for row in page.iter_rows() if row[0].value == "借条号"]
    assert "柜号 *" in head
    assert not {"电量", "电量（已停用）", "领用者 *"} & set(head)
    stage = head.index("去向")
    assert "遗失" in [row[stage].value for row in page.iter_rows()]


def test_they_come_back_without_an_edit_and_nothing_is_lost(next_week: Folder) -> None:
    for hall in ("东馆", "西馆"):
        fill(next_week, hall, saved="2026-11-26 09:00", round_=W48)
    result = merged(next_week, day=LATER)
    assert (set(statuses(result).values()), result.edits["read"], result.changes) == ({"unchanged"}, 0, ())
    assert (loan(result)["power"], loan(result)["borrower"], asked(result)) == (0.8, "学生丁", {"LN-DG-001.pieces": "conflict"})
    assert doctor(next_week).troubles == []


def test_a_late_copy_counts_against_its_own_base(next_week: Folder) -> None:
    actions = [edit("LN-XG-001", power=0.3, taker="学生戊"), edit("LN-DG-001", wear="旧划痕")]
    # filled in by somebody who knows nothing of the new template
    fill_in(workbook(next_week, "西馆"), next_week.inbox / "迟.xlsx", load_template(TINY), "zh", actions, "西馆长", datetime(2026, 11, 26, 9))
    result = merged(next_week, day=LATER)
    assert (loan(result, "LN-XG-001")["power"], loan(result, "LN-XG-001")["borrower"], loan(result)["wear"]) == (0.3, "学生戊", "旧划痕")
    assert "stale-copy" in codes(result, "warning")
    assert doctor(next_week).troubles == []


def test_a_late_copy_from_before_is_given_back_too(next_week: Folder) -> None:
    file = next_week.inbox / "迟.xlsx"
    actions = [edit("LN-XG-001", back_by="月底", taker="学生戊")]
    fill_in(workbook(next_week, "西馆"), file, load_template(TINY), "zh", actions, "西馆长", datetime(2026, 11, 26, 9))
    (line,) = merged(next_week, day=LATER).returns
    assert (line.file, line.cells) == ("returns/2026-W48/西馆 2026-W47.xlsx", 1)
    mended = [edit("LN-XG-001", back_by="2026-11-30")]
    fill_in(next_week.path / str(line.file), next_week.inbox / "改好.xlsx", load_template(TINY), "zh", mended, "西馆长", datetime(2026, 11, 26, 10))
    result = merged(next_week, day=LATER)
    assert (result.returns, loan(result, "LN-XG-001")["borrower"]) == ((), "学生戊")
    assert (adds_up(result), doctor(next_week).troubles) == (True, [])


def test_history_tells_one_story_over_the_change(next_week: Folder) -> None:
    fill(next_week, "东馆", edit("LN-DG-001", borrower="学生己"), saved="2026-11-26 09:00", round_=W48)
    merged(next_week, day=LATER)
    for name in ("borrower", "借用人", "taker", "领用者"):
        told = [(e.round, e.kind, e.value) for e in history(next_week, "LN-DG-001", name).entries]
        assert told == [("2026-W47", "began", "学生甲"), ("2026-W47", "change", "学生丁"), (W48, "change", "学生己")]
    with pytest.raises(Refusal, match="unknown-field"):
        history(next_week, "LN-DG-001", "从来没有的")
    assert status(next_week, LATER, "2026-W47").to_json()["records"] == 2


def test_a_round_can_be_opened_again_over_the_change(next_week: Folder) -> None:
    actions = [edit("LN-XG-001", power=0.3, taker="学生戊")]
    fill_in(workbook(next_week, "西馆"), next_week.inbox / "迟.xlsx", load_template(TINY), "zh", actions, "西馆长", datetime(2026, 11, 19, 9))
    reopen(next_week, "2026-W47")
    result = merged(next_week)
    assert (result.round, loan(result, "LN-XG-001")["power"], loan(result, "LN-XG-001")["borrower"]) == ("2026-W47", 0.3, "学生戊")
    assert issue(next_week, NEXT).round.order == 3
    assert loan(merged(next_week, day=LATER), "LN-XG-001") == loan(result, "LN-XG-001")
    assert doctor(next_week).troubles == []


def test_a_template_that_is_changed_back_has_it_all_again(next_week: Folder) -> None:
    shutil.copyfile(TINY, next_week.path / "templates" / "tiny.toml")
    now = open_folder(next_week.path)
    result = merged(now, day=LATER)
    assert {key: loan(result)[key] for key in ("taker", "power", "lent_on", "stage")} == {
        "taker": "学生丁", "power": 0.8, "lent_on": "2026-11-02", "stage": "lent",
    }  # fmt: skip
    assert not set(loan(result)) - {field.key for field in load_template(TINY).sheet("loan").fields}
    issue(now, date(2026, 12, 2))
    assert loan(merged(now, day=date(2026, 12, 2)))["lent_on"] == "2026-11-02"


# ── sheets ──

SHEETS = (
    ("[sheets.loan]", '[sheets.lending]\nwas = ["loan"]'),
    ("[sheets.loan.fields]", "[sheets.lending.fields]"),
    ('target = "loan"', 'target = "lending"'),
    ('sheet = "loan"', 'sheet = "lending"'),
    ('zh = "借还"', 'zh = "出借"'),
)


def test_a_renamed_sheet_takes_everything_along(folder: Folder) -> None:
    fill(folder, "东馆", edit("LN-DG-001", pieces=2), add("loan", item="话筒", taker="学生丙", back_by="2026-11-30"))
    now = changed(folder, *SHEETS)
    result = merged(now)
    assert list(result.state["lending"]) == ["LN-DG-001", "LN-XG-001", "LN-DG-002"]
    assert "loan" not in result.state
    issue(now, NEXT)
    assert merged(now, day=LATER).state["lending"] == result.state["lending"]
    assert doctor(now).troubles == []


def test_the_lines_of_a_form_change_like_the_columns_of_a_table(folder: Folder) -> None:
    now = changed(
        folder,
        ('term = { zh = "学期", en = "Term"', 'season = { was = ["term"], zh = "学季", en = "Season"'),
        ('units = { zh = "各馆", en = "Halls", type = "departments", editors = "coordinator", fill = "departments.names" }\n', ""),
        ("[sheets.cover.fields]", 'was = ["front"]\n\n[sheets.cover.fields]\nmotto = { zh = "口号", en = "Motto", type = "line", editors = "any" }'),
    )
    fill(folder, "东馆")
    assert merged(now).state["cover"]["cover"] == {"motto": None, "book": "器材", "season": "2026-W47", "units": ["东馆", "西馆"]}
    lines = [row[0].value for row in load_workbook(now.report("2026-W47"))["封页"].iter_rows()]
    assert lines[-1] == "各馆（已停用）"
    issue(now, NEXT)
    book = load_workbook(workbook(now, "东馆", W48))
    next(row for row in book["封页"].iter_rows() if row[0].value == "口号")[1].value = "爱护器材"
    book.save(now.inbox / "新.xlsx")
    result = merged(now, day=LATER)
    assert result.state["cover"]["cover"] == {"motto": "爱护器材", "book": "器材", "season": W48, "units": ["东馆", "西馆"]}
    assert doctor(now).troubles == []


def test_a_removed_sheet_is_kept_and_shown(folder: Folder) -> None:
    fill(folder, "东馆", edit("LN-DG-001", pieces=2))
    now = changed(
        folder,
        ("[sheets.loan]", "[sheets.note]"),
        ("[sheets.loan.fields]", "[sheets.note.fields]"),
        ('target = "loan"', 'target = "note"'),
        ('sheet = "loan"', 'sheet = "note"'),
        ('zh = "借还"', 'zh = "记录"'),
        ('en = "Loans"', 'en = "Notes"'),
        ('prefix = "LN"', 'prefix = "NT"'),
        ('aliases = ["借条"]\n', ""),
    )
    result = merged(now)
    assert (result.state["loan"]["LN-DG-001"]["pieces"], result.state["note"]) == (2, {})
    assert load_workbook(now.report("2026-W47"))["借还（已停用）"].max_row > 2
    issue(now, NEXT)
    assert "借还" not in load_workbook(workbook(now, "东馆", W48)).sheetnames
    assert merged(now, day=LATER).state["loan"] == result.state["loan"]


def test_a_sheet_can_be_added(folder: Folder) -> None:
    extra = """
[sheets.room]
zh = "房间"
en = "Rooms"
form = "table"
prefix = "RM"
owner = "keeper"
title = "name"

[sheets.room.fields]
room = { zh = "房号", en = "Room", type = "id", required = true }
name = { zh = "房名", en = "Room Name", type = "line", required = true }
keeper = { zh = "管理馆", en = "Keeper", type = "department", required = true, editors = "coordinator" }

[[charts]]"""
    fill(folder, "东馆", edit("LN-DG-001", pieces=2))
    now = changed(folder, ("\n[[charts]]", extra))
    assert "missing-sheet" not in codes(merged(now))
    issue(now, NEXT)
    assert "房间" in load_workbook(workbook(now, "东馆", W48)).sheetnames


# ── the rest ──


def test_generating_again_gives_what_was_sent(folder: Folder) -> None:
    before = {path.name: path.read_bytes() for path in folder.outbox("2026-W47").iterdir()}
    made = issue(changed(folder, *RENAMED, *REMOVED))
    assert (made.same, made.outdated) == (2, True)
    assert {path.name: path.read_bytes() for path in folder.outbox("2026-W47").iterdir()} == before
    assert not issue(again(folder, folder.path.parent / "other")).opened


def test_answers_in_a_report_from_before_are_understood(folder: Folder) -> None:
    back(folder, "东馆", pieces=2, back_by="2026-12-01")
    fill(folder, "东馆", edit("LN-DG-001", pieces=3), name="又.xlsx", by="别人")
    merged(folder)
    book = load_workbook(folder.report("2026-W47"))
    page = book["借还"]
    (head,) = [row for row in page.iter_rows() if row[0].value == "借条号"]
    column = next(cell.column for cell in head if cell.value == "领用者")
    page.cell(head[0].row + 1, column).value = "协调人改的"
    answers = book["待决事项"]
    for row in answers.iter_rows():
        if row[0].value == "LN-DG-001.pieces":
            row[8].value = 5
    book.save(folder.report("2026-W47"))
    now = changed(folder, ('pieces = { zh = "件数"', 'number = { was = ["pieces"], zh = "数量"'), RENAMED[0])
    done = resolve(now, now.report("2026-W47"), FRIDAY)
    assert list(done.findings) == []
    assert (done.result.state["loan"]["LN-DG-001"]["borrower"], done.result.state["loan"]["LN-DG-001"]["number"]) == ("协调人改的", 5)


def test_a_change_that_is_at_odds_with_what_was_is_refused(folder: Folder) -> None:
    before = everything(folder.path)
    changed(folder, *RENAMED)
    issue(open_folder(folder.path))
    with pytest.raises(Refusal, match="template-key-reused"):
        changed(folder, ("earlier = {", 'taker = { zh = "领取人", en = "Fetcher", type = "line" }\nearlier = {'), (', was = ["taker"]', ""))
    assert [name for name in before if name not in everything(folder.path)] == []


def test_the_ledger_knows_under_which_template_each_round_was_sent(next_week: Folder) -> None:
    kept = sorted(path.name for path in (next_week.private / "templates").iterdir())
    assert [name[:4] for name in kept] == ["001-", "002-"]
    assert kept[1] == f"002-{next_week.template.version}.toml"
    with next_week.ledger() as ledger:
        sent = [ledger.issued(ledger.issues_of(name)["东馆"][0]) for name in ("2026-W47", W48)]
    assert [each.template if each else "" for each in sent] == [name[4:-5] for name in kept]
    first = next_week.private / "templates" / kept[0]
    content = first.read_bytes()
    first.write_bytes(content + b"# somebody was here")
    assert [trouble.key for trouble in doctor(next_week).troubles] == ["template-damaged"]
    first.write_text("x", "utf-8")
    with pytest.raises(Refusal, match="mistakes"):
        open_folder(next_week.path)
    first.unlink()
    assert "template-missing" in [trouble.key for trouble in doctor(open_folder(next_week.path)).troubles]


def test_merging_under_the_new_template_is_stable(next_week: Folder) -> None:
    once = document(merged(next_week, day=LATER))
    before = everything(next_week.path)
    assert document(merged(next_week, day=LATER)) == once
    assert everything(next_week.path) == before


# ── rounds that were closed under an earlier template ──

NO_RULE = (('type = "percent", policy = "max" }', 'type = "percent" }'),)
NEW_KEY = (('power = { zh = "电量"', 'charge = { was = ["power"], zh = "电量"'),)


@pytest.fixture
def ruled(folder: Folder) -> Folder:
    """A week in which the highest value counted, and the next one, which was opened under the same template."""
    back(folder, "东馆", power=0.8, pieces=2)
    fill(folder, "东馆", edit("LN-DG-001", power=0.6), name="又.xlsx", by="别人")
    merged(folder)
    issue(folder, NEXT)
    return folder


@pytest.mark.parametrize("changes", [NO_RULE, (*NO_RULE, *NEW_KEY), (*NO_RULE, *SHEETS)])
def test_a_closed_round_is_told_with_the_rules_that_it_had(ruled: Folder, changes: tuple[tuple[str, str], ...]) -> None:
    before = [(e.round, e.kind, e.before, e.value, e.departments, e.sources) for e in history(ruled, "LN-DG-001", "电量").entries]
    assert [(kind, value) for _, kind, _, value, _, _ in before] == [("began", 0.5), ("change", 0.8), ("refused", 0.6)]
    seen = status(ruled, FRIDAY, "2026-W47").to_json()
    now = changed(ruled, *changes)
    assert [(e.round, e.kind, e.before, e.value, e.departments, e.sources) for e in history(now, "LN-DG-001", "电量").entries] == before
    assert status(now, FRIDAY, "2026-W47").to_json() == seen
    assert seen["open_decisions"] == []
    assert doctor(now).troubles == []


def test_the_running_round_goes_by_the_template_of_today(ruled: Folder) -> None:
    for file in ruled.inbox.iterdir():
        file.unlink()
    for name, power in (("东馆.xlsx", 0.9), ("又.xlsx", 0.95)):
        fill(ruled, "东馆", edit("LN-DG-001", power=power), name=name, by=name, saved="2026-11-26 09:00", round_=W48)
    now = changed(ruled, *NO_RULE)
    assert asked(merged(now, day=LATER)) == {"LN-DG-001.power": "conflict"}
    told = [(e.round, e.kind, e.value) for e in history(now, "LN-DG-001", "power").entries]
    assert told == [("2026-W47", "began", 0.5), ("2026-W47", "change", 0.8), ("2026-W47", "refused", 0.6), (W48, "open", 0.9), (W48, "open", 0.95)]


def test_what_was_decided_under_an_earlier_template_keeps_its_place_in_the_story(folder: Folder) -> None:
    back(folder, "东馆", pieces=2)
    fill(folder, "东馆", edit("LN-DG-001", pieces=3), name="又.xlsx", by="别人")
    merged(folder)
    settle(folder, None, ["LN-DG-001.pieces"], FRIDAY)
    issue(folder, NEXT)
    before = [e._replace(field="") for e in history(folder, "LN-DG-001", "pieces").entries]
    now = changed(folder, ('pieces = { zh = "件数"', 'number = { was = ["pieces"], zh = "数量"'), ("minimum = 1, ", ""))
    assert [e.kind for e in before] == ["began", "refused", "refused", "decision"]
    told = history(now, "LN-DG-001", "number").entries
    assert [(e.kind, e.before, e.value, e.backers) for e in told] == [(e.kind, e.before, e.value, e.backers) for e in before]
