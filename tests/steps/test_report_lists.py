"""Overdue and due soon, changes, returns, findings."""

import dataclasses
from datetime import date, datetime, timedelta

from report_sample import CHECKS, COPIES, MERGED, PROJECT, TITLES, TODAY, at, body, given, made

from sheetsync.model.decision import KEEP, UNITE, Settlement
from sheetsync.model.figures import figures
from sheetsync.model.finding import Finding
from sheetsync.model.merged import Change, CopyOutcome, Fate
from sheetsync.model.plan import Cell, SheetPlan
from sheetsync.model.project import Department
from sheetsync.model.record import Origin, Record, Source
from sheetsync.steps.report.lists import first_rows
from sheetsync.text import words

SAVED = datetime(2026, 11, 20, 18, 30)


def links(plan: SheetPlan) -> list[str]:
    return [cell.link for row in list(plan.rows)[4:] for cell in row.cells if isinstance(cell, Cell) and cell.link]


def test_what_is_due_is_sorted_by_who_must_act_and_then_by_days() -> None:
    assert body(made("逾期与临期")) == [
        ("甲组", "已逾期", -6, TODAY - timedelta(6), "工作", "J-2", "第2件", "张三", "拖延"),
        ("甲组", "即将到期", 0, TODAY, "工作", "J-9", "没有了的", None, None),
        ("乙组", "已逾期", -1, TODAY - timedelta(1), "工作", "J-3", "第3件", "张三", "受阻"),
    ]
    assert links(made("逾期与临期")) == ["'工作'!A5", "'工作'!A7"]


def test_who_must_act_comes_in_the_order_of_the_project() -> None:
    stranger = dataclasses.replace(CHECKS[0], department="别处")
    assert [row[0] for row in body(made("逾期与临期", given(checks=(stranger, *CHECKS))))] == ["甲组", "甲组", "乙组", "别处"]


def test_other_checks_are_no_deadlines() -> None:
    assert body(made("逾期与临期", given(checks=(Finding("no-update", sheet="job", record="J-1"),)))) == [("没有逾期或即将到期的事项。",)]


def test_changes_say_who_and_where_from_what_to_what() -> None:
    rows = body(made("本轮变更"))
    assert rows[0] == ("工作", "J-1", "第1件", "阶段", "未办", "已办", "甲组、乙组", "甲.xlsx\n乙.xlsx", "工作\n工作", "G7\nG9", SAVED)
    assert rows[1] == ("工作", "J-1", "第1件", "完成比例", "50%", "100%", "协调人", "", "", "", None)


def told(*found: Change, **more: object) -> list[tuple[object, ...]]:
    return body(made("本轮变更", given(merged=dataclasses.replace(MERGED, changes=found, **more))))


def test_what_the_coordinator_decided_says_by_whom_in_which_file_and_when() -> None:
    settled = [
        Settlement("J-1.share", 1.0, (), "李主任", "2026-11-20T10:30:00Z", "汇总.xlsx", kind="edit"),
        Settlement("J-2.by", TODAY, (), at="2026-11-20T11:30:00Z"),
    ]
    rows = told(MERGED.changes[1], Change("job", "J-2", "by", None, TODAY, (), ()), settled=settled)
    assert [row[6:] for row in rows] == [
        ("协调人（李主任）", "汇总.xlsx", "", "", SAVED),
        ("协调人", "（命令行）", "", "", datetime(2026, 11, 20, 19, 30)),
    ]


def test_a_record_that_went_and_one_that_came_back_keep_their_titles() -> None:
    removed = {"job": {"J-9": Record("J-9", {"name": "旧桥拆除"})}}
    rows = told(
        Change("job", "J-9", "", KEEP, None, (), ()), Change("job", "J-5", "", None, KEEP, (), ()), removed=removed,
        settled=[Settlement("J-5+J-9", UNITE, (), "李主任")],
    )  # fmt: skip
    assert [row[:7] for row in rows] == [
        ("工作", "J-9", "旧桥拆除", "（整条记录）", "在表中", "已移除", "协调人（李主任）"),
        ("工作", "J-5", "第5件", "（整条记录）", "已移除", "在表中", "协调人（李主任）"),
    ]


def test_a_record_that_the_coordinator_added_is_one_row_and_is_marked() -> None:
    origin = Origin("W2", (), (Source("汇总.xlsx", "工作", "B10"),))
    record = Record("J-6", {"name": "补一件", "phase": "open"}, {"name": origin})
    merged = dataclasses.replace(MERGED, state={**MERGED.state, "job": {**MERGED.state["job"], "J-6": record}}, changes=(), added=[("job", "J-6")])
    data = given(merged=merged, titles={**TITLES, "J-6": "补一件"})
    (row,) = body(made("本轮变更", data))
    assert row == ("工作", "J-6", "补一件", "（新增记录）", None, "事由：补一件\n阶段：未办", "协调人", "汇总.xlsx", "工作", "B10", None)
    assert [each[1] for each in body(made("工作", data)) if each[0] == "J-6"] == ["新"]
    assert figures(data.template, data.project, merged, (), (), ()).sheets["job"].added == 1


def test_a_new_record_is_one_row() -> None:
    assert body(made("本轮变更"))[2:] == [
        ("工作", "J-4", "第4件", "（新增记录）", None, "事由：第4件\n完成比例：50%", "乙组", "乙.xlsx", "工作", "B12", SAVED),
    ]


def test_a_cleared_cell_is_called_blank() -> None:
    cleared = Change("job", "J-2", "who", "张三", None, ("甲组",), (at(0, "D6"),))
    row = body(made("本轮变更", given(merged=dataclasses.replace(MERGED, changes=[cleared]))))[0]
    assert row[4:6] == ("张三", "（空）")


def test_returns_tell_of_every_department_and_every_file() -> None:
    assert body(made("回收情况")) == [
        ("甲组", "张三", "jia@example.com", "已合并", "甲.xlsx", "W2", 2, 0, "", "从前"),
        ("乙组", "", None, "已合并", "乙.xlsx", "W2", 3, 1, "李四", datetime(2026, 11, 20, 18, 30)),
        ("乙组", "", None, "重复", "再来.xlsx", "W2", 0, 0, "", ""),
        ("丙组", "", None, "未收回"),
        ("丁组", "", None, "未发出"),
        ("", None, None, "拒收", "残.xlsx", "", 0, 0, "", ""),
    ]
    assert links(made("回收情况")) == ["mailto:jia@example.com"]


def test_a_held_copy_does_not_make_a_department_returned_nor_one_to_be_asked() -> None:
    held = [CopyOutcome("丙.xlsx", "dd", "丙组", "W2", "held")]
    plan = given(merged=dataclasses.replace(MERGED, copies=[*COPIES, *held]))
    assert [row[3:5] for row in body(made("回收情况", plan)) if row[0] == "丙组"] == [("搁置", "丙.xlsx")]


def test_of_a_department_that_sent_another_rounds_copy_it_is_said_which() -> None:
    late = [CopyOutcome("丙.xlsx", "dd", "丙组", "W1", "merged")]
    rows = body(made("回收情况", given(merged=dataclasses.replace(MERGED, copies=[*COPIES, *late]))))
    assert [row[3] for row in rows if row[0] == "丙组"] == ["已合并", "未收回（只交来 W1 的）"]


def test_findings_come_worst_first_with_their_place_in_columns() -> None:
    rows = body(made("问题与提醒"))
    assert [row[0] for row in rows] == ["提醒", "提醒", "知悉", "知悉"]
    assert rows[2] == (
        "知悉", "甲组", "有一条批注：“见附件”。批注不会合并，请看是否需要处理。", "工作", "J-1", "事由", "甲.xlsx", "B7", "见附件",
    )  # fmt: skip


def test_a_check_shows_what_the_state_holds() -> None:
    found = Finding("at-risk-without-plan", sheet="job", record="J-3", field="phase", value="stuck")
    rows = body(made("问题与提醒", given(checks=(found,))))
    assert rows[0][-1] == "受阻"


def test_a_finding_about_nothing_of_the_template_is_still_shown() -> None:
    rows = body(made("问题与提醒", given(checks=(Finding("unknown-sheet", file="a.xlsx", place="杂"),))))
    assert [row for row in rows if row[6] == "a.xlsx"] == [("知悉", "", "“杂”不是标准表，没有读取。", "杂", "", "", "a.xlsx", "", "")]


def test_a_friday_is_a_day_late_on_the_saturday_after_it() -> None:
    friday = dataclasses.replace(CHECKS[0], detail={"due": date(2026, 11, 20), "days": 0})
    assert body(made("逾期与临期", given(checks=(friday,), as_of=date(2026, 11, 21))))[0][2] == -1


def test_names_of_departments_find_room_or_are_wrapped() -> None:
    def width(name: str) -> float:
        project = dataclasses.replace(PROJECT, departments=(Department(name, "JA"),))
        return made("逾期与临期", given(project=project)).columns[0].width

    assert [width("甲组"), width("质量管理与检验部"), width("部" * 40)] == [14, 18, 26]
    assert made("问题与提醒").columns[2].width == 70
    styles = [column.style for column in made("问题与提醒").columns]
    assert all(style.wrap and style.top for style in styles)


def test_a_finding_of_several_departments_names_them_as_the_language_does() -> None:
    conflict = Finding("conflict", department="甲组、乙组", sheet="job", record="J-3", field="phase", detail={"current": "stuck", "choices": ()})
    rows = {language: body(made(name, given(language, checks=(conflict,))))[0][1] for language, name in (("zh", "问题与提醒"), ("en", "Findings"))}
    assert rows == {"zh": "甲组、乙组", "en": "甲组, 乙组"}


def test_when_a_late_copy_was_saved_is_told_on_the_projects_clock() -> None:
    late = Finding("late-copy", file="甲.xlsx", department="甲组", value="2026-11-20T17:30:00Z", detail={"due": "2026-11-20T17:00:00"})
    assert body(made("问题与提醒", given(checks=(late,))))[-2][-1] == datetime(2026, 11, 21, 1, 30)


def test_every_edit_is_listed_by_what_became_of_it_with_what_stands_now() -> None:
    rows = body(made("填写去向"))
    assert [row[0] for row in rows] == ["待决", "未采用", "已合并", "已合并", "已合并"]
    assert rows[0] == ("待决", "甲组", "工作", "J-1", "第1件", "完成比例", "100%", "100%", "甲.xlsx", "F7")


def test_an_edit_that_cleared_a_cell_and_one_of_a_record_that_is_gone() -> None:
    cleared = Fate("merged", "甲组", "job", "J-2", "after", None, "", at(0, "I6"))
    gone = Fate("refused", "甲组", "job", "J-99", "name", "旧", "旧", at(0, "B9"))
    rows = body(made("填写去向", given(merged=dataclasses.replace(MERGED, fates=[cleared, gone]))))
    assert [row[3:8] for row in rows] == [("J-99", None, "事由", "旧", None), ("J-2", "第2件", "前项", "（空）", "（空）")]


def test_where_each_number_of_the_accounting_leads() -> None:
    rows = first_rows(given())
    listed = {name: [row[column] for row in body(made(sheet))] for name, sheet, column in (("returns", "回收情况", 3), ("edits", "填写去向", 0))}
    for name, kind in (("returns", "status"), ("edits", "fate")):
        for each, row in rows[name].items():
            if each:
                label = words("zh")(f"report.{kind}.{each}")
                assert listed[name].index(label) == row - 5
    assert rows["returns"].keys() == {"merged", "duplicate", "missing", "", "refused"}
