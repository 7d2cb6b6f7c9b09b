"""The pages of the departments: what stands on each, where each begins, and how long its lists get."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import timedelta

from report_sample import CHANGES, DECISIONS, FILES, MERGED, PROJECT, STATE, TODAY, at, given, job, made, plain, values

from sheetsync.model.finding import Finding
from sheetsync.model.merged import Change
from sheetsync.model.plan import Cell, CellValue, Row, SheetPlan
from sheetsync.model.project import Department
from sheetsync.steps.report import ReportInput

NAME = "各部门页"
REFUSED = Finding("invalid-value", file=FILES[0], department="甲组", sheet="job", record="J-2", field="by", cell="E6", value="月底")


def sheet(data: ReportInput | None = None) -> SheetPlan:
    return made(NAME, data)


def pages(plan: SheetPlan) -> dict[str, list[tuple[CellValue, ...]]]:
    """What stands on each page, by its title."""
    rows = values(list(plan.rows))
    titles = [row[0] if row else "" for row in rows]
    starts = [cut - 1 for cut in plan.breaks]
    return {str(titles[start]): [tuple(c for c in row if c is not None) for row in rows[start:end]] for start, end in spans(starts, len(rows))}


def spans(starts: Sequence[int], last: int) -> list[tuple[int, int]]:
    return list(zip(starts, [*starts[1:], last], strict=True))


def links(rows: Sequence[Row]) -> dict[object, str]:
    return {plain(cell): cell.link for row in rows for cell in row.cells if isinstance(cell, Cell) and cell.link}


def below(page: list[tuple[CellValue, ...]], heading: str) -> list[tuple[CellValue, ...]]:
    """The rows of a list, without its head."""
    start = next(n for n, row in enumerate(page) if row and row[0] == heading) + 2
    return page[start : next(n for n in range(start, len(page) + 1) if n == len(page) or not page[n])]


def test_each_department_has_a_page_that_begins_with_its_name() -> None:
    plan = sheet()
    assert list(pages(plan)) == ["甲组", "乙组", "丙组", "丁组"]
    assert plan.print_range == (1, 1, len(list(plan.rows)), 12)


def test_the_first_page_leads_to_the_pages_and_back() -> None:
    plan = sheet()
    found = links(list(plan.rows)[: plan.breaks[0] - 1])
    assert found == {"← 返回总览": "'总览 2'!A1", **{name: f"'{NAME}'!A{cut}" for name, cut in zip(pages(plan), plan.breaks, strict=True)}}
    assert values(list(plan.rows))[4][2::3] == ("红灯", "红灯", "绿灯", "—")


def test_a_page_tells_what_its_department_has_to_do_and_what_it_changed() -> None:
    page = pages(sheet(given(merged=dataclasses.replace(MERGED, findings=(REFUSED,)))))["甲组"]
    assert below(page, "逾期与临期（2）") == [
        ("J-2", "工作", "第2件", TODAY - timedelta(6), -6, "已逾期", "拖延"),
        ("J-9", "工作", "没有了的", TODAY, 0, "即将到期"),
    ]
    assert below(page, "待决事项（2）") == [
        ("J-2.by", "须批准", "第2件", "期限", "A　2026-11-20 — 现值\nB　2026-11-29 — 甲组"),
        ("J-1", "删除", "第1件", "（整条记录）", "A　保留 — 现值\nB　移除 — 甲组"),
    ]
    assert ("编号", "类型", "名称", "字段", "各方意见") in page
    (mend,) = below(page, "没有采用、须修正的填写（1）")
    assert (mend[:2], mend[3:], "月底" in str(mend[2])) == (("J-2", "期限"), (FILES[0], "E6"), True)
    assert below(page, "本轮变更（2）") == [
        ("J-1", "第1件", "阶段", "未办", "已办", "甲组、乙组"),
        ("J-1", "第1件", "完成比例", "50%", "100%", "协调人"),
    ]


def test_a_new_record_is_one_change() -> None:
    assert below(pages(sheet())["乙组"], "本轮变更（1）") == [("J-4", "第4件", "（新增记录）", "乙组")]
    added = given(merged=dataclasses.replace(MERGED, added=(("job", "J-5"),)))
    assert below(pages(sheet(added))["丙组"], "本轮变更（1）") == [("J-5", "第5件", "（新增记录）", "协调人")]


def test_numbers_lead_to_their_records_and_decisions_to_where_they_are_made() -> None:
    plan = sheet(given(merged=dataclasses.replace(MERGED, findings=(dataclasses.replace(REFUSED, record=""),))))
    found = links(list(plan.rows)[plan.breaks[0] - 1 : plan.breaks[1] - 1])
    assert (found["J-2"], found["J-2.by"], found["→"], "J-9" in found) == ("'工作'!A5", "'待决事项'!A6", "'问题与提醒'!A5", False)


def test_a_department_with_nothing_open_gets_a_line_and_one_whose_copy_is_missing_another() -> None:
    found = pages(sheet())
    assert ("没有需要处理的事项。",) in found["丁组"]
    assert ("工作簿还没有收回。",) in found["丙组"]
    assert ("没有需要处理的事项。",) not in found["丙组"] + found["甲组"]


def test_of_a_removed_record_its_department_hears() -> None:
    merged = dataclasses.replace(
        MERGED, removed={"job": {"J-8": job(8, "丁组")}}, changes=(Change("job", "J-8", "", "keep", "remove", ("丁组",), ()),)
    )
    page = pages(sheet(given(merged=merged)))["丁组"]
    assert ("没有需要处理的事项。",) in page
    assert below(page, "本轮变更（1）") == [("J-8", "第8件", "（整条记录）", "在表中", "已移除", "丁组")]


def test_long_lists_are_cut_and_say_where_the_rest_stands() -> None:
    checks = [Finding("overdue", department="甲组", sheet="job", record="J-2", detail={"due": TODAY - timedelta(n)}) for n in range(40)]
    changes = [Change("job", "J-2", "name", "x" * 900, "y", ("甲组",), (at(0, "B6"),))] * 9
    page = pages(sheet(given(checks=checks, merged=dataclasses.replace(MERGED, changes=changes))))["甲组"]
    assert len(below(page, "逾期与临期（40）")) == 16
    assert below(page, "逾期与临期（40）")[-1] == ("另有 25 项，请看“逾期与临期”。",)
    assert below(page, "本轮变更（9）")[-1] == ("另有 4 项，请看“本轮变更”。",)
    assert below(page, "本轮变更（9）")[0][3] == f"{'x' * 39}…"


def test_two_hundred_departments_have_two_hundred_pages_and_no_cell_is_merged_twice() -> None:
    teams = [f"{n}组" for n in range(200)]
    project = dataclasses.replace(PROJECT, departments=tuple(Department(team, f"T{n}") for n, team in enumerate(teams)))
    records = {f"J-{n}": job(n, team) for n, team in enumerate(teams)}
    changes = [CHANGES[0]._replace(record=record) for record in records]
    decisions = [dataclasses.replace(DECISIONS[1], id=f"{record}.by", record=record) for record in records]
    data = given(
        project=project, merged=dataclasses.replace(MERGED, state={**STATE, "job": records}, changes=changes, decisions=decisions), checks=()
    )
    plan = sheet(data)
    rows = list(plan.rows)
    assert list(pages(plan)) == teams
    merged = [(row, column) for top, left, _, right in plan.merges for row in [top] for column in range(left, right + 1)]
    assert len(merged) == len(set(merged))
    assert all(left <= len(rows[top - 1].cells) for top, left, _, _ in plan.merges)
    assert list(plan.rows) == rows


def test_records_of_no_department_have_a_page_of_their_own() -> None:
    merged = dataclasses.replace(MERGED, state={**STATE, "job": {**STATE["job"], "J-7": job(7, "外面")}})
    assert list(pages(sheet(given(merged=merged))))[-1] == "（未填部门）"
