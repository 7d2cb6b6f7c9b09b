"""What follows in other records, played on files over two rounds: approved adjustments and failed acceptances."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from play import DEPARTMENTS, NEXT, add, adds_up, asked, choices, codes, document, edit, fill, issue, make, merged

from sheetsync.cli.history import history_lines
from sheetsync.files.hands import Action, fill_in
from sheetsync.model.project import Project
from sheetsync.model.result import Result
from sheetsync.workflow.doctor import doctor
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.history import history
from sheetsync.workflow.log import log
from sheetsync.workflow.resolve import resolve, settle

T_JS, T_KF = "T-JS-001", "T-KF-001"


def typed(folder: Folder, *actions: Action, round_: str = "2026-W47") -> None:
    """The coordinator edits the merged sheets of the consolidated workbook, and has it read back."""
    report = folder.report(round_)
    fill_in(report, report, folder.template, folder.project.language, actions, "陈静", datetime(2026, 11, 20, 9))
    resolve(folder, None, as_of=date(2026, 11, 20))


def removed(folder: Folder, sheet: str, record: str, round_: str) -> None:
    """The coordinator deletes a row of a merged sheet, and has that read back."""
    book = load_workbook(folder.report(round_))
    book[sheet].delete_rows(next(cell.row for cell in book[sheet]["A"] if cell.value == record))
    book.save(folder.report(round_))
    resolve(folder, None, as_of=date(2026, 11, 27))


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    folder = make(tmp_path / "project", replace(Project("满意度", "zh", DEPARTMENTS), templates=("standard", "planning"), blank_rows=4))
    issue(folder)
    return folder


def changed(result: Result) -> dict[str, tuple[object, object, str | None]]:
    """The changed cells of records that are not new: from what to what, and by which rule."""
    return {f"{c.record}.{c.field}": (c.before, c.after, c.cause["rule"] if c.cause else None) for c in result.changes if c.before is not None}


def test_an_approved_adjustment_moves_its_task_and_is_accounted_for(folder: Folder) -> None:
    fill(folder, "技术部", add("adjustment", task=T_JS, reason="测试环境紧张", new_finish="2026-12-04"))
    before = merged(folder)
    assert (before.state["task"][T_JS]["planned_finish"], adds_up(before)) == ("2026-11-17", True)
    typed(folder, edit("ADJ-JS-001", approval="已批准"))
    result = merged(folder)
    adjustment = result.state["adjustment"]["ADJ-JS-001"]
    assert result.state["task"][T_JS]["planned_finish"] == "2026-12-04"
    assert (adjustment["approval"], adjustment["old_finish"]) == ("approved", "2026-11-17")
    assert changed(result) == {f"{T_JS}.planned_finish": ("2026-11-17", "2026-12-04", "carries")}
    (told,) = [f for f in result.findings if f.code == "carried"]
    assert told.message == "进度调整 ADJ-JS-001 的“审批状态”是“已批准”，T-JS-001“优化工单分派”的“计划完成”因此从“2026-11-17”改为“2026-12-04”。"
    (entry,) = [e for e in history(folder, T_JS, "planned_finish").entries if e.kind == "follows"]
    assert entry.cause
    assert entry.settlement
    assert (entry.cause.record, entry.settlement.by, entry.settlement.file) == ("ADJ-JS-001", "陈静", "reports/2026-W47.xlsx")
    (line,) = [each for each in log(folder).lines[0]["followed"] if each["id"].startswith("T-")]
    assert (line["value"], line["cause"]["record"]) == ("2026-12-04", "ADJ-JS-001")
    row = next(r for r in load_workbook(folder.report("2026-W47"))[folder.words("report.sheet.changes")].iter_rows(values_only=True) if r[1] == T_JS)
    assert "协调人（陈静）（随 ADJ-JS-001 审批状态）" in row
    assert doctor(folder).troubles == []


def test_it_happens_once_and_a_copy_that_comes_later_is_asked_about(folder: Folder) -> None:
    fill(folder, "技术部", add("adjustment", task=T_JS, reason="测试环境紧张", new_finish="2026-12-04"))
    merged(folder)
    typed(folder, edit("ADJ-JS-001", approval="已批准"))
    late = fill(folder, "技术部", edit(T_JS, planned_finish="2026-12-18"), name="技术部二.xlsx", saved="2026-11-20 11:00", by="另一人")
    result = merged(folder)
    assert (result.state["task"][T_JS]["planned_finish"], asked(result)) == ("2026-12-04", {f"{T_JS}.planned_finish": "approval"})
    result = merged(folder, without=[late.name])
    assert asked(result) == {}
    issue(folder, NEXT)
    following = {"saved": "2026-11-26 09:00", "round_": "2026-W48"}
    fill(folder, "技术部", edit(T_JS, planned_finish="2026-12-20"), name="二.xlsx", **following)
    merged(folder, day=date(2026, 11, 27))
    typed(folder, edit(T_JS, planned_finish="2026-12-20"), round_="2026-W48")
    result = merged(folder, day=date(2026, 11, 27))
    assert (result.state["task"][T_JS]["planned_finish"], "carried" in {f.code for f in result.findings}) == ("2026-12-20", False)
    assert doctor(folder).troubles == []


def test_a_failed_acceptance_reopens_its_task_until_the_copy_is_taken_out(folder: Folder) -> None:
    done = edit(T_KF, status="已完成", progress="100%", actual_finish="2026-11-18")
    delivery = add(
        "acceptance",
        task=T_KF,
        deliverable="反馈汇总表",
        delivered_by="客服经理",
        delivered_on="2026-11-18",
        self_check="通过",
        reviewing_department="市场部",
    )
    fill(folder, "客服部", done, delivery)
    first = merged(folder)
    assert first.state["task"][T_KF]["status"] == "done"
    issue(folder, NEXT)
    late = {"saved": "2026-11-26 09:00", "round_": "2026-W48"}
    copy = fill(folder, "市场部", edit("A-KF-001", result="不通过", reviewer="市场经理", reviewed_on="2026-11-25"), name="验收.xlsx", **late)
    fill(folder, "客服部", name="客服部二.xlsx", **late)
    result = merged(folder, day=date(2026, 11, 27))
    task = result.state["task"][T_KF]
    assert (task["status"], task["progress"], task["actual_finish"]) == ("at_risk", None, None)
    assert changed(result)[f"{T_KF}.status"] == ("done", "at_risk", "reopens")
    (change,) = [c for c in result.changes if (c.record, c.field) == (T_KF, "status")]
    assert (change.departments, [s.file for s in change.sources]) == (("市场部",), ["inbox/验收.xlsx"])
    assert "inconsistent-status" not in codes(result, "warning")
    assert [f.department for f in result.findings if f.code == "reopened"] == ["客服部"]
    again = document(merged(folder, day=date(2026, 11, 27)))
    assert again == document(merged(folder, copy, day=date(2026, 11, 27)))
    without = merged(folder, day=date(2026, 11, 27), without=[copy.name])
    assert (without.state["task"][T_KF]["status"], [f for f in without.findings if f.code == "reopened"]) == ("done", [])
    assert doctor(folder).troubles == []


# ── a meeting's action becomes a task ──


@pytest.fixture
def meeting(tmp_path: Path) -> Folder:
    folder = make(tmp_path / "project", replace(Project("满意度", "zh", DEPARTMENTS), templates=("standard", "meetings"), blank_rows=4))
    issue(folder)
    return folder


def test_an_action_becomes_a_task_that_stays_the_same(meeting: Folder) -> None:
    folder = meeting
    action = add("action", title="交付培训版", person="技术工程师", due="2026-12-10", task="新建任务")
    copy = fill(folder, "技术部", action)
    result = merged(folder)
    (made,) = [i for i, task in result.state["task"].items() if task["title"] == "交付培训版"]
    task = result.state["task"][made]
    assert (task["department"], task["person"], task["planned_finish"], task["status"]) == ("技术部", "技术工程师", "2026-12-10", "not_started")
    assert (result.state["action"]["ACT-JS-001"]["task"], adds_up(result), codes(result)) == (made, True, [])
    (told,) = [f.message for f in result.findings if f.code == "became"]
    assert f"ACT-JS-001 的“转入任务”选了新建：已新建任务跟踪 {made}“交付培训版”，归技术部。还缺：交付成果、优先级，请技术部" in told
    again = fill(folder, "技术部", action, edit(T_JS, remark="另写一句"), name="技术部二.xlsx", saved="2026-11-19 15:00")
    fill(folder, "客服部", add("task", title="核对数据", person="客服经理", deliverable="表", priority="高", planned_finish="2026-12-01"))
    more = merged(folder)
    assert (more.state["action"]["ACT-JS-001"]["task"], more.state["task"][made]["title"]) == (made, "交付培训版")
    assert document(merged(folder)) == document(merged(folder, copy))
    without = merged(folder, without=[copy.name, again.name])
    assert (made in without.state["task"], without.state["action"]) == (False, {})
    told = history(folder, made)
    (entry,) = told.entries
    assert (entry.kind, entry.before, entry.cause and entry.cause.record) == ("vanished", None, "ACT-JS-001")
    assert any("曾由 ACT-JS-001 新建；ACT-JS-001 也不在了" in line for line in history_lines(folder, told))
    back = merged(folder, again)
    assert back.state["action"]["ACT-JS-001"]["task"] == made
    assert {e.cause.record for e in history(folder, made).entries if e.cause} == {"ACT-JS-001"}
    issue(folder, NEXT)
    page = load_workbook(next(p for p in folder.outbox("2026-W48").iterdir() if "技术部" in p.name))["任务跟踪"]
    ids = [cell.value for cell in page["A"] if str(cell.value).startswith("T-JS")]
    assert ids.count(made) == 1
    late = fill(folder, "技术部", action, edit(T_JS, support="要人"), name="又一份.xlsx", saved="2026-11-19 18:00", by="另一人")
    result = merged(folder, late, day=date(2026, 11, 27))
    assert [t["title"] for t in result.state["task"].values()].count("交付培训版") == 1
    assert (asked(result), doctor(folder).troubles) == ({}, [])


def test_the_history_of_a_task_that_is_made_no_more_says_why(meeting: Folder) -> None:
    folder = meeting
    action = {"title": "交付培训版", "person": "技术工程师", "due": "2026-12-10"}
    fill(folder, "技术部", add("action", **action, task="新建任务"))
    made = str(merged(folder).state["action"]["ACT-JS-001"]["task"])
    fill(folder, "技术部", add("action", **action, task=T_KF), name="二.xlsx", saved="2026-11-19 15:00")
    merged(folder)
    told = history(folder, made)
    assert told.to_json()["entries"][0]["cause"] == {"rule": "becomes", "sheet": "action", "record": "ACT-JS-001", "field": "task"}
    assert any("曾由 ACT-JS-001“交付培训版”新建；那一格现在是“T-KF-001”，不再要它" in line for line in history_lines(folder, told))


def test_the_coordinator_chooses_a_new_task_in_the_consolidated_workbook(meeting: Folder) -> None:
    folder = meeting
    fill(folder, "技术部", add("action", title="交付培训版", person="技术工程师", due="2026-12-10"))
    merged(folder)
    book = load_workbook(folder.report("2026-W47"))
    lists = {rule.formula1 for rule in book["待办事项"].data_validations.dataValidation}
    offered = [[cell.value for cell in row] for row in book[folder.words("report.sheet.lists")].iter_rows()]
    assert any(row[:2] == ["新建任务", "T-KF-001 收集客户反馈"] for row in offered)
    assert len(lists) > 1
    typed(folder, edit("ACT-JS-001", task="新建任务"))
    result = merged(folder)
    made = result.state["action"]["ACT-JS-001"]["task"]
    assert (result.state["task"][made]["title"], codes(result)) == ("交付培训版", [])
    new = {"title": "写手册", "department": "客服部", "person": "客服经理", "due": "2026-12-11", "task": "新建任务"}
    typed(folder, edit(made, deliverable="培训版"), Action("insert", "action", "", new))
    result = merged(folder)
    assert result.state["task"][made]["deliverable"] == "培训版"
    assert [t["department"] for t in result.state["task"].values() if t["title"] == "写手册"] == ["客服部"]
    assert doctor(folder).troubles == []
    issue(folder, NEXT)
    assert doctor(folder).troubles == []


def test_the_id_of_a_new_task_can_be_typed_by_hand_and_it_is_made_again_once_it_was_removed(meeting: Folder) -> None:
    folder = meeting
    action = add("action", title="交付培训版", person="技术工程师", due="2026-12-10", task="新建任务")
    fill(folder, "技术部", action)
    made = str(merged(folder).state["action"]["ACT-JS-001"]["task"])
    fill(
        folder,
        "技术部",
        action,
        Action("insert", "task", "", {"id": made, "title": "交付培训版", "priority": "高"}),
        name="二.xlsx",
        saved="2026-11-19 15:00",
    )
    result = merged(folder)
    assert [i for i, task in result.state["task"].items() if task["title"] == "交付培训版"] == [made]
    assert asked(result) == {f"{made}.priority": "suggestion"}
    (told,) = [f.message for f in result.findings if f.code == "unknown-id"]
    assert made in told
    assert adds_up(result)
    settle(folder, "技术部", [f"{made}.priority"], date(2026, 11, 20))
    assert merged(folder).state["task"][made]["priority"] == "high"
    issue(folder, NEXT)
    merged(folder, day=date(2026, 11, 27))
    removed(folder, "任务跟踪", made, "2026-W48")
    issue(folder, date(2026, 12, 2))
    fill(folder, "技术部", edit("ACT-JS-001", task="新建任务"), name="三.xlsx", saved="2026-12-03 09:00", round_="2026-W49")
    result = merged(folder, day=date(2026, 12, 4))
    again = str(result.state["action"]["ACT-JS-001"]["task"])
    assert (again != made, result.state["task"][again]["title"], made in result.state["task"]) == (True, "交付培训版", False)
    assert document(merged(folder, day=date(2026, 12, 4))) == document(result)
    issue(folder, date(2026, 12, 9))
    assert doctor(folder).troubles == []


def test_a_new_task_that_is_there_already_can_be_that(meeting: Folder) -> None:
    folder = meeting
    fill(folder, "技术部", add("action", title="优化工单分派", person="技术工程师", due="2026-11-20", task="新建任务"))
    first = merged(folder)
    made = str(first.state["action"]["ACT-JS-001"]["task"])
    pair = f"{T_JS}+{made}"
    assert asked(first) == {pair: "possible-duplicate"}
    settle(folder, "技术部", [pair], date(2026, 11, 20))
    result = merged(folder)
    assert (result.state["action"]["ACT-JS-001"]["task"], made in result.state["task"], asked(result), adds_up(result)) == (T_JS, False, {}, True)
    assert document(merged(folder)) == document(result)
    assert history(folder, made).goes_on_as == T_JS
    issue(folder, NEXT)
    late = fill(
        folder, "技术部", add("action", title="优化工单分派", person="技术工程师", due="2026-11-20", task="新建任务"), name="晚.xlsx", by="另一人"
    )
    result = merged(folder, late, day=date(2026, 11, 27))
    assert (result.state["action"]["ACT-JS-001"]["task"], asked(result), len(result.state["task"])) == (T_JS, {}, len(first.state["task"]) - 1)
    assert doctor(folder).troubles == []


def test_a_question_about_a_new_task_that_stays_open_is_answered_in_the_next_round(meeting: Folder) -> None:
    folder = meeting
    fill(folder, "技术部", add("action", title="优化工单分派", person="技术工程师", due="2026-11-20", task="新建任务"))
    (pair,) = asked(merged(folder))
    issue(folder, NEXT)
    assert list(asked(merged(folder, day=date(2026, 11, 27)))) == [pair]
    settle(folder, "技术部", [pair], date(2026, 11, 27))
    result = merged(folder, day=date(2026, 11, 27))
    assert result.state["action"]["ACT-JS-001"]["task"] == T_JS
    issue(folder, date(2026, 12, 2))
    assert doctor(folder).troubles == []


# ── signatures ──


@pytest.fixture
def kickoff(tmp_path: Path) -> Folder:
    """A department has put down its duty and confirmed it in the first round; another one has confirmed what was talked about."""
    templates = ("standard", "kickoff", "records")
    folder = make(tmp_path / "project", replace(Project("满意度", "zh", DEPARTMENTS), templates=templates, blank_rows=4))
    issue(folder)
    duty = {"responsibility": "汇总反馈", "person": "客服经理", "confirmed_by": "客服总监", "confirmed_on": "2026-11-18"}
    record = {"date": "2026-11-18", "topic": "分工", "departments": "技术部、市场部", "recorder": "客服经理", "resolution": "按月汇总"}
    fill(folder, "客服部", add("responsibility", **duty), add("record", **record))
    first = merged(folder)
    assert first.state["responsibility"]["RSP-KF-001"]["confirmed_by"] == "客服总监"
    issue(folder, NEXT)
    return folder


FRIDAY = date(2026, 11, 27)
W48 = {"saved": "2026-11-26 09:00", "round_": "2026-W48"}
DUTY, RECORD = "RSP-KF-001", "REC-KF-001"


def confirmed(result: Result, record: str) -> tuple[object, object]:
    found = next(records[record] for records in result.state.values() if record in records)
    return found["confirmed_by"], found["confirmed_on"]


def test_a_confirmation_is_void_when_what_was_confirmed_changes_until_it_is_signed_again(kickoff: Folder) -> None:
    folder = kickoff
    change = fill(folder, "客服部", edit(DUTY, contact="客服专员"), name="客服部二.xlsx", **W48)
    result = merged(folder, day=FRIDAY)
    assert confirmed(result, DUTY) == (None, None)
    (told,) = [f for f in result.findings if f.code == "confirmation-void"]
    assert (told.department, told.value) == ("客服部", "客服总监")
    assert "的确认（客服总监）不再有效" in told.message
    assert "“接口人”从“（空）”变为“客服专员”" in told.message
    told_of = {(e.kind, e.before, e.value) for e in history(folder, DUTY, "confirmed_by").entries}
    assert ("follows", "客服总监", None) in told_of
    assert doctor(folder).troubles == []
    without = merged(folder, day=FRIDAY, without=[change.name])
    assert confirmed(without, DUTY) == ("客服总监", "2026-11-18")
    again = fill(folder, "客服部", edit(DUTY, contact="客服专员", confirmed_on="2026-11-26"), name="客服部三.xlsx", **W48)
    result = merged(folder, again, day=FRIDAY)
    assert (confirmed(result, DUTY), adds_up(result)) == (("客服总监", "2026-11-26"), True)
    issue(folder, FRIDAY + timedelta(days=5))
    assert doctor(folder).troubles == []


def test_who_signs_what_somebody_else_changes_in_the_same_round_must_sign_again(kickoff: Folder) -> None:
    folder = kickoff
    fill(folder, "技术部", edit(RECORD, confirmed_by="技术部 工程师", confirmed_on="2026-11-25"), name="技.xlsx", **W48)
    assert confirmed(merged(folder, day=FRIDAY), RECORD) == ("技术部 工程师", "2026-11-25")
    fill(folder, "客服部", edit(RECORD, resolution="按周汇总"), name="客.xlsx", **W48)
    result = merged(folder, day=FRIDAY)
    assert (confirmed(result, RECORD), adds_up(result), result.edits["refused"]) == ((None, None), True, 2)
    assert {f.department for f in result.findings if f.code == "confirmation-void"} == {"技术部"}
    kinds = {(e.field, e.kind, e.written) for e in history(folder, RECORD).entries}
    assert ("confirmed_by", "refused", "技术部 工程师") in kinds
    issue(folder, FRIDAY + timedelta(days=5))
    later = {"saved": "2026-12-03 09:00", "round_": "2026-W49"}
    fill(folder, "技术部", edit(RECORD, confirmed_by="技术部 工程师", confirmed_on="2026-12-03"), name="技二.xlsx", **later)
    late = fill(folder, "市场部", edit(RECORD, confirmed_by="市场部 经理"), name="市晚.xlsx", **W48)
    result = merged(folder, day=date(2026, 12, 4))
    assert confirmed(result, RECORD) == ("技术部 工程师", "2026-12-03")
    assert [f.department for f in result.findings if f.code == "confirmation-void"] == ["市场部"]
    assert document(merged(folder, late, day=date(2026, 12, 4))) == document(merged(folder, day=date(2026, 12, 4)))
    assert doctor(folder).troubles == []


def test_a_name_without_a_date_is_told(kickoff: Folder) -> None:
    fill(kickoff, "技术部", add("responsibility", responsibility="改系统", person="技术工程师", confirmed_by="技术总监"), name="技.xlsx", **W48)
    result = merged(kickoff, day=FRIDAY)
    (told,) = [f for f in result.findings if f.code == "confirmation-incomplete"]
    assert (told.department, told.field) == ("技术部", "confirmed_on")
    assert "签了姓名，没有日期" in told.message


def test_an_approved_adjustment_carries_only_what_was_approved(folder: Folder) -> None:
    first = add("adjustment", task=T_JS, reason="测试环境紧张", new_finish="2026-12-04")
    fill(folder, "技术部", first)
    merged(folder)
    typed(folder, edit("ADJ-JS-001", approval="已批准"))
    fill(folder, "技术部", first, edit(T_JS, support="要人"), name="二.xlsx", saved="2026-11-20 11:00")
    result = merged(folder)
    assert (result.state["task"][T_JS]["planned_finish"], asked(result)) == ("2026-12-04", {})
    later = add("adjustment", task=T_JS, reason="测试环境紧张", new_finish="2027-06-30")
    copy = fill(folder, "技术部", later, edit(T_JS, support="要人"), name="三.xlsx", saved="2026-11-20 12:00")
    result = merged(folder)
    assert (result.state["task"][T_JS]["planned_finish"], asked(result)) == ("2026-11-17", {f"{T_JS}.planned_finish": "approval"})
    assert list(choices(result, f"{T_JS}.planned_finish").items()) == [("2027-06-30", ("技术部",))]
    assert (adds_up(result), document(merged(folder)) == document(merged(folder, copy))) == (True, True)
    settle(folder, "技术部", [f"{T_JS}.planned_finish"], date(2026, 11, 20))
    result = merged(folder)
    assert (result.state["task"][T_JS]["planned_finish"], asked(result)) == ("2027-06-30", {})
    assert doctor(folder).troubles == []


def test_what_the_coordinator_saw_stays_known_when_a_fuller_copy_repeats_it(folder: Folder) -> None:
    both = (edit(T_JS, planned_finish="2026-12-18"), add("adjustment", task=T_JS, reason="测试环境紧张", new_finish="2026-12-04"))
    fill(folder, "技术部", *both)
    merged(folder)
    typed(folder, edit("ADJ-JS-001", approval="已批准"))
    fill(folder, "技术部", *both, edit(T_JS, support="要人"), name="二.xlsx", saved="2026-11-20 12:00")
    result = merged(folder)
    assert (result.state["task"][T_JS]["planned_finish"], asked(result), adds_up(result)) == ("2026-12-04", {}, True)


def test_the_coordinators_signature_stays_when_a_fuller_copy_repeats_what_was_signed(kickoff: Folder) -> None:
    change = edit(DUTY, contact="客服专员", confirmed_by="")
    fill(kickoff, "客服部", change, name="客.xlsx", **W48)
    merged(kickoff, day=FRIDAY)
    typed(kickoff, edit(DUTY, confirmed_by="客服经理", confirmed_on="2026-11-27"), round_="2026-W48")
    fill(kickoff, "客服部", change, edit(T_KF, remark="又一句"), name="客二.xlsx", saved="2026-11-26 12:00", round_="2026-W48")
    result = merged(kickoff, day=FRIDAY)
    assert confirmed(result, DUTY) == ("客服经理", "2026-11-27")
    assert "confirmation-void" not in {f.code for f in result.findings}


def test_what_was_approved_by_a_command_carries_only_what_was_approved(folder: Folder) -> None:
    first = add("adjustment", task=T_JS, reason="测试环境紧张", new_finish="2026-12-04", approval="已批准")
    fill(folder, "技术部", first)
    assert asked(merged(folder)) == {"ADJ-JS-001.approval": "suggestion"}
    settle(folder, "技术部", ["ADJ-JS-001.approval"], date(2026, 11, 20))
    assert merged(folder).state["task"][T_JS]["planned_finish"] == "2026-12-04"
    later = add("adjustment", task=T_JS, reason="测试环境紧张", new_finish="2027-06-30", approval="已批准")
    fill(folder, "技术部", later, edit(T_JS, support="要人"), name="二.xlsx", saved="2026-11-20 12:00")
    result = merged(folder)
    assert (result.state["task"][T_JS]["planned_finish"], asked(result)) == ("2026-11-17", {f"{T_JS}.planned_finish": "approval"})
    assert doctor(folder).troubles == []


def test_an_approved_adjustment_changes_in_the_next_round_only_with_another_approval(folder: Folder) -> None:
    fill(folder, "技术部", add("adjustment", task=T_JS, reason="测试环境紧张", new_finish="2026-12-04"))
    merged(folder)
    typed(folder, edit("ADJ-JS-001", approval="已批准"))
    issue(folder, NEXT)
    fill(folder, "技术部", edit("ADJ-JS-001", new_finish="2027-03-31"), name="二.xlsx", saved="2026-11-26 09:00", round_="2026-W48")
    result = merged(folder, day=date(2026, 11, 27))
    assert asked(result) == {"ADJ-JS-001.new_finish": "approval"}
    assert (result.state["adjustment"]["ADJ-JS-001"]["new_finish"], result.state["task"][T_JS]["planned_finish"]) == ("2026-12-04", "2026-12-04")
    settle(folder, "技术部", ["ADJ-JS-001.new_finish"], date(2026, 11, 27))
    result = merged(folder, day=date(2026, 11, 27))
    assert (result.state["task"][T_JS]["planned_finish"], adds_up(result), asked(result)) == ("2027-03-31", True, {})
    assert changed(result)[f"{T_JS}.planned_finish"] == ("2026-12-04", "2027-03-31", "carries")
    issue(folder, date(2026, 12, 2))
    assert doctor(folder).troubles == []
