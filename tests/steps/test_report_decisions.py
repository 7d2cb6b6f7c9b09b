"""The sheet of open decisions: what is asked, what can be chosen, and where the choices are listed."""

import dataclasses
import string
from datetime import datetime

from report_sample import DECISIONS, MERGED, given, made, sheet, values

from sheetsync.model.decision import KEEP, Choice, Decision, Settlement, lettered
from sheetsync.model.plan import Cell, SheetPlan
from sheetsync.model.record import Cause, Source
from sheetsync.steps.report import report
from sheetsync.steps.report.marks import choice_lines

SHEET = made("待决事项")


def rows(plan: SheetPlan = SHEET) -> dict[object, tuple[object, ...]]:
    return {row[0]: row[1:] for row in values(list(plan.rows)[4:])}


def test_a_decision_says_what_it_is_about_and_who_stands_for_what() -> None:
    lines = "A　受阻 — 现值\nB　拖延 — 甲组：甲.xlsx 工作 G8\nC　已办 — 乙组"
    assert rows()["J-3.phase"] == ("意见不一", "工作", "第3件", "阶段", "受阻", lines, None, None, None)


def test_a_choice_that_follows_from_another_record_names_its_cell() -> None:
    cause = Cause("carries", "job", "J-1", "phase")
    choices = (Choice("done", (), (Source("R.xlsx", "", ""),), (cause,)), Choice("late", ("乙组",), (), (cause,)))
    decision = Decision("J-3.phase", "conflict", "job", "J-3", "phase", "stuck", choices)
    assert list(choice_lines(given(), decision)) == [
        "A　受阻 — 现值", "B　已办 — 协调人（随 J-1 阶段）：R.xlsx", "C　拖延 — 乙组（随 J-1 阶段）",
    ]  # fmt: skip


def test_what_stands_now_is_offered_once() -> None:
    assert rows()["J-2.by"][5] == "A　2026-11-20 — 现值\nB　2026-11-29 — 甲组：甲.xlsx 工作 E6"


def test_a_decision_about_two_records_names_both() -> None:
    assert rows()["J-4+J-5"] == (
        "疑似重复",
        "工作",
        "第4件\n第5件",
        "（整条记录）",
        "保留",
        "A　保留 — 现值\nB　合为一条（保留 J-4，J-5 并入） — 乙组、丙组",
        None,
        None,
        None,
    )


def test_a_row_that_is_gone_has_no_cell_to_name() -> None:
    assert rows()["J-1"][5] == "A　保留 — 现值\nB　移除 — 甲组：甲.xlsx"


def test_each_decision_leads_to_its_cell_or_its_record() -> None:
    links = {row.cells[0].value: row.cells[0].link for row in list(SHEET.rows)[4:] if isinstance(row.cells[0], Cell)}
    assert links == {"J-3.phase": "'工作'!H7", "J-2.by": "'工作'!F5", "J-4+J-5": "'工作'!A8", "J-1": "'工作'!A6"}


def test_a_decision_about_a_form_leads_to_its_line() -> None:
    asked = Decision("brief.start", "approval", "brief", "brief", "start", None, (Choice(None),))
    plan = made("待决事项", given(merged=dataclasses.replace(MERGED, decisions=[asked])))
    (cell,) = (row.cells[0] for row in list(plan.rows)[4:])
    assert isinstance(cell, Cell)
    assert cell.link == "'总览'!B6"


def test_what_was_decided_is_listed_with_by_whom_when_and_where() -> None:
    answer = Settlement("J-3.phase", "late", (), "李主任", "2026-11-20T10:30:00Z", "汇总.xlsx", remark="已问过")
    settled = [
        dataclasses.replace(DECISIONS[0], current="late", decided=answer),
        dataclasses.replace(DECISIONS[3], decided=Settlement("J-1", KEEP, (), at="2026-11-20T11:30:00Z")),
        DECISIONS[1],
    ]
    plan = made("已决事项", given(merged=dataclasses.replace(MERGED, decisions=settled)))
    told = rows(plan)
    assert told["J-3.phase"][:5] == ("意见不一", "工作", "第3件", "阶段", "拖延")
    assert told["J-3.phase"][5:] == ("协调人（李主任）", datetime(2026, 11, 20, 18, 30), "汇总.xlsx", "已问过")
    assert told["J-1"][3:] == ("（整条记录）", "保留", "协调人", datetime(2026, 11, 20, 19, 30), "（命令行）", "")
    assert len(told) == 2
    assert list(rows(made("已决事项"))) == ["本轮还没有作出决定。"]


def test_it_is_said_what_comes_after_choosing() -> None:
    assert "保存并关闭，运行 sheetsync resolve" in str(values(list(SHEET.rows))[1][0])


def test_each_decision_has_a_list_of_its_choices() -> None:
    plan = report(given())
    offered = {}
    for rule in sheet(plan, "待决事项").validations:
        ((row, column, last_row, last_column),) = rule.ranges
        assert (row, column) == (last_row, last_column)
        offered[row, column] = entries(plan, rule.source)
    assert offered == {
        (5, 8): ("A　受阻", "B　拖延", "C　已办"),
        (6, 8): ("A　2026-11-20", "B　2026-11-29"),
        (7, 8): ("A　保留", "B　合为一条（保留 J-4，J-5 并入）"),
        (8, 8): ("A　保留", "B　移除"),
    }


def entries(plan: object, name: str) -> tuple[object, ...]:
    """What a defined name of the plan refers to."""
    name, cells = plan.names[name].removeprefix("='").split("'!")  # type: ignore[attr-defined] # a WorkbookPlan
    first, last = cells.replace("$", "").split(":")
    row = list(sheet(plan, name).rows)[int(first[1:]) - 1].cells  # type: ignore[arg-type] # a WorkbookPlan
    return tuple(row[string.ascii_uppercase.index(first[0]) : string.ascii_uppercase.index(last[0]) + 1])


def test_equal_lists_are_kept_once() -> None:
    twice = [*DECISIONS, dataclasses.replace(DECISIONS[1], id="J-5.by", record="J-5")]
    plan = report(given(merged=dataclasses.replace(MERGED, decisions=twice)))
    assert len(plan.names) == len(set(plan.names.values())) == 4 + 2, "besides the lists of two fields"
    assert len({rule.source for rule in sheet(plan, "待决事项").validations}) == 4


def test_a_settled_decision_is_not_asked() -> None:
    settled = dataclasses.replace(DECISIONS[0], decided=Settlement("J-3.phase", "done", ()))
    plan = made("待决事项", given(merged=dataclasses.replace(MERGED, decisions=[settled])))
    assert list(rows(plan)) == ["没有待决事项。"]
    assert plan.validations == ()


def test_a_long_text_is_cut_in_the_list_and_whole_beside_it() -> None:
    long = Decision("J-3.name", "conflict", "job", "J-3", "name", "第3件", (Choice("甲" * 60, ("甲组",)),))
    plan = report(given(merged=dataclasses.replace(MERGED, decisions=[long])))
    assert entries(plan, "choices_1") == ("A　第3件", "B　" + "甲" * 39 + "…")
    assert "甲" * 60 in str(rows(sheet(plan, "待决事项"))["J-3.name"][5])


def test_choices_beyond_z_get_two_letters() -> None:
    many = Decision("x", "conflict", "job", "x", "name", 0, tuple(Choice(number) for number in range(60)))
    letters = [letter for letter, _ in lettered(many)]
    assert letters[24:28] == ["Y", "Z", "AA", "AB"]
    assert letters[52] == "BA"
    assert len(set(letters)) == 60
