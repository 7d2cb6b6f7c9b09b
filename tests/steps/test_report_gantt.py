"""The Gantt sheet: which records stand on it, what its formulas give, and the weeks above them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from report_sample import JOB, MERGED, TEMPLATE, TODAY, both, given, made, nothing, plain

from sheetsync.model.plan import Cell, SheetPlan
from sheetsync.model.record import Record
from sheetsync.model.template import Field, Sheet, Timeline
from sheetsync.steps.report import report, timeline
from sheetsync.steps.report.formulas import whole_percent, with_number
from sheetsync.steps.report.gantt import FIRST_ROW, FIRST_WEEK, WEEK_ROW

PLANNED = dataclasses.replace(JOB, fields=(*JOB.fields, Field("from", both("开工", "From"), "date"), Field("end", both("完工", "End"), "date")))
GATE = Sheet(
    "gate", both("节点", "Gates"), "table", prefix="G", owner="team", title="name",
    fields=(Field("id", both("节点号", "Gate"), "id"), Field("name", both("名", "Name"), "line"), Field("on", both("定于", "On"), "date"),
            Field("was", both("实于", "Was"), "date"), Field("team", both("组", "Team"), "department")),
)  # fmt: skip
TIMELINES = (Timeline("job", "by", "from", "end", "share"), Timeline("gate", "on", finished="was"))
WITH = dataclasses.replace(TEMPLATE, sheets=(PLANNED, GATE), charts=(), timelines=TIMELINES)


def day(offset: int) -> date:
    return TODAY + timedelta(offset)


def job(number: int, **values: Any) -> Record:
    return Record(f"J-{number}", {"name": f"第{number}件", "team": "甲组", "phase": "open", **values})


def drawn(jobs: Iterable[Record] = (), gates: Iterable[Record] = (), language: str = "zh") -> SheetPlan:
    state = {"job": {each.id: each for each in jobs}, "gate": {each.id: each for each in gates}}
    data = given(language, dataclasses.replace(MERGED, state=state, changes=(), decisions=()), template=WITH, checks=())
    return made("甘特图" if language == "zh" else "Gantt", data)


def rows(plan: SheetPlan) -> dict[str, list[Any]]:
    """What stands in each row before the calendar, by the record."""
    return {str(plain(row.cells[0])): [plain(cell) for cell in row.cells[: FIRST_WEEK - 1]] for row in list(plan.rows)[WEEK_ROW:]}


def said(record: Record, milestone: bool = False) -> tuple[Any, Any, Any]:
    """How much is done, how late it is, and both in words."""
    (row,) = rows(drawn(gates=[record]) if milestone else drawn([record])).values()
    return row[8], row[9], row[10]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"from": day(-9), "by": day(-3), "share": 0.4}, (0.4, 3, "完成 40%，晚 3 天")),
        ({"from": day(-9), "by": day(3), "share": 0.125}, (0.125, 0, "完成 13%")),
        ({"from": day(-9), "by": day(-5), "end": day(-3), "share": 1.0}, (1.0, 2, "完成 100%，晚 2 天")),
        ({"from": day(-9), "by": day(-5), "phase": "done"}, ("", 0, "")),
        ({"from": day(-9)}, ("", "", "")),
        ({"share": 0.5}, (0.5, "", "完成 50%，没有日期")),
        ({"from": day(9000), "by": day(9001)}, ("", 0, "在日历之后")),
        ({"from": day(-9001), "by": day(-9000), "phase": "done"}, ("", 0, "在日历之前")),
    ],
)
def test_a_bar_is_told_in_words(values: dict[str, Any], expected: tuple[Any, Any, Any]) -> None:
    assert said(job(1, **values)) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"on": day(2)}, (0.0, 0, "未达成")),
        ({"on": day(-2)}, (0.0, 2, "未达成，晚 2 天")),
        ({"on": day(-2), "was": day(-1)}, (1.0, 1, "已达成，晚 1 天")),
        ({}, (0.0, "", "未达成，没有日期")),
    ],
)
def test_a_milestone_is_reached_or_not(values: dict[str, Any], expected: tuple[Any, Any, Any]) -> None:
    assert said(Record("G-1", values), milestone=True) == expected


def test_milestones_stand_first_and_what_has_no_days_last() -> None:
    plan = drawn([job(1), job(2, by=day(9)), job(3, **{"from": day(-9), "by": day(20)})], [Record("G-1", {"on": day(30)}), Record("G-2", {})])
    assert list(rows(plan)) == ["G-1", "J-3", "J-2", "G-2", "J-1"]
    assert rows(plan)["G-1"][5] == "里程碑"
    assert "有 2 项没有日期" in str(plain(list(plan.rows)[1].cells[1]))


def test_every_cell_looks_into_its_row_of_the_merged_table() -> None:
    plan = drawn([job(1, by=day(9), **{"from": day(1)}), job(2, by=day(2), **{"from": day(0)})])
    first = list(plan.rows)[FIRST_ROW - 1].cells
    formulas = [cell.formula for cell in first if isinstance(cell, Cell)]
    assert formulas[:2] == ["INDEX('工作'!$A:$A,6)&\"\"", "INDEX('工作'!$C:$C,6)&\"\""]
    assert formulas[5] == "IF(INDEX('工作'!$J:$J,6)=\"\",\"\",INDEX('工作'!$J:$J,6))"
    assert first[0].link == "'工作'!A6"  # type: ignore[union-attr] # it is a cell


def test_few_rules_draw_all_rows_and_say_what_they_mean_by_signs() -> None:
    plan = drawn([job(1, by=day(9), **{"from": day(1)})])
    last = FIRST_WEEK + len(weeks_of(plan)) - 1
    assert {rule.range for rule in plan.conditionals} == {(FIRST_ROW, FIRST_WEEK, FIRST_ROW, last), (FIRST_ROW, 10, FIRST_ROW, 10)}
    assert [rule.number_format for rule in plan.conditionals] == ['"◆"', '"◇"', '"■"', '"×"', '"□"', '"晚 "0" 天"']
    legend = " ".join(str(plain(cell)) for cell in list(plan.rows)[3].cells)
    assert all(sign in legend for sign in "◆◇■×□▼")


def weeks_of(plan: SheetPlan) -> list[date]:
    return [value for cell in list(plan.rows)[WEEK_ROW - 1].cells if isinstance(value := plain(cell), date)]


def test_the_calendar_has_the_mondays_of_whole_months_around_the_days() -> None:
    found = weeks_of(drawn([job(1, by=date(2027, 1, 20), **{"from": date(2026, 10, 14)})]))
    assert (found[0], found[-1]) == (date(2026, 10, 5), date(2027, 1, 25))
    assert {day.weekday() for day in found} == {0}
    assert {b - a for a, b in pairwise(found)} == {timedelta(7)}


@pytest.mark.parametrize("far", [date(1900, 1, 1), date(2200, 12, 31), date(9999, 12, 31), TODAY])
def test_the_calendar_is_never_too_long_nor_too_short_and_holds_today(far: date) -> None:
    found = timeline.weeks([far, day(60)], TODAY)
    assert timeline.LEAST_WEEKS <= len(found) <= timeline.MOST_WEEKS
    assert found[0] <= TODAY < found[-1] + timedelta(7)


def test_what_lies_outside_is_counted() -> None:
    plan = drawn([job(1, by=day(9)), job(2, by=day(4000)), job(3, by=day(-4000))])
    assert "有 2 项的日期落在日历之外" in str(plain(list(plan.rows)[1].cells[1]))


def test_so_many_records_are_drawn_open_ones_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline, "MOST_BARS", 2)
    plan = drawn([job(1, by=day(-9), phase="done"), job(2, by=day(9)), job(3), job(4, by=day(2))])
    assert list(rows(plan)) == ["J-4", "J-2"]


def test_without_records_a_sentence_stands_there_and_without_timelines_no_sheet() -> None:
    empty = dataclasses.replace(nothing(), template=WITH)
    assert [row.cells[0].value for row in list(made("甘特图", empty).rows)[WEEK_ROW:]] == ["还没有记录。"]  # type: ignore[union-attr] # they are cells
    assert not made("甘特图", empty).conditionals
    assert "甘特图" not in [each.name for each in report(given()).sheets]


def test_a_quote_in_a_label_or_a_sheet_does_not_break_a_formula() -> None:
    odd = dataclasses.replace(PLANNED, labels=both("老'王", 'J"s'), fields=PLANNED.fields)
    data = given(merged=dataclasses.replace(MERGED, state={"job": {"J-1": job(1)}}, changes=(), decisions=()), checks=())
    plan = made("甘特图", dataclasses.replace(data, template=dataclasses.replace(WITH, sheets=(odd, GATE))))
    first = list(plan.rows)[FIRST_ROW - 1].cells[0]
    assert isinstance(first, Cell)
    assert first.formula == "INDEX('老''王'!$A:$A,5)&\"\""


def test_shares_are_rounded_as_programs_show_them() -> None:
    assert [whole_percent(share) for share in (0.005, 0.015, 0.125, 0.555, 1.0, 0.0)] == ["1%", "2%", "13%", "56%", "100%", "0%"]
    assert with_number("N days", "N", "$A1") == '$A1&" days"'
