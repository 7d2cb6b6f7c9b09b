"""The first sheet: figures, what needs attention, charts, and tables that add up."""

import dataclasses

from report_sample import MERGED, PROJECT, STATE, TODAY, given, job, nothing, sheet, texts, values

from sheetsync.model.finding import Finding
from sheetsync.model.merged import CopyOutcome
from sheetsync.model.plan import Cell, SheetPlan, WorkbookPlan
from sheetsync.model.project import Department
from sheetsync.steps.report import report

REPORT = report(given())


def overview(plan: WorkbookPlan = REPORT) -> SheetPlan:
    return plan.sheets[0]


def row_after(plan: SheetPlan, heading: str, count: int = 1) -> list[object]:
    rows = values(list(plan.rows))
    start = next(number for number, row in enumerate(rows) if row and row[0] == heading)
    return [cell for cell in rows[start + count] if cell is not None]


def test_the_sheets_stand_in_the_order_in_which_they_are_read() -> None:
    names = [each.name for each in REPORT.sheets]
    assert names == [
        "总览 2",
        "待决事项",
        "已决事项",
        "逾期与临期",
        "各部门页",
        "总览",
        "工作",
        "便笺",
        "本轮变更",
        "回收情况",
        "填写去向",
        "问题与提醒",
        "图表数据",
        "选项",
    ]
    assert [each.name for each in REPORT.sheets if each.state != "visible"] == ["图表数据", "选项"]


def test_the_key_figures_are_there_with_their_captions() -> None:
    rows = values(list(overview().rows))
    figures = dict(zip((c for c in rows[4] if c is not None), (c for c in rows[3] if c is not None), strict=True))
    assert figures == {"工作总数": 5, "已完成": 1, "已逾期": 2, "有风险": 2, "待决事项": 4, "已收回／已发出": "2 / 3"}


def test_what_needs_attention_is_said_in_sentences() -> None:
    found = list(texts(overview()))
    assert "有 4 项待决：请在“待决事项”里选定，保存并关闭，再运行 sheetsync resolve。 →" in found
    assert "逾期最久：J-2 第2件（甲组，应于 2026-11-14 完成，已过 6 个自然日）。 →" in found
    assert "尚未收回：丙组。 →" in found
    assert "有 1 个文件没有合并（搁置或拒收），请先看：为什么、怎么办，写在“问题与提醒”的最前面。 →" in found


def test_whose_copy_is_held_is_not_asked_for_it() -> None:
    held = CopyOutcome("丙.xlsx", "dd", "丙组", "W2", "held")
    plan = overview(report(given(merged=dataclasses.replace(MERGED, copies=[*MERGED.copies, held]))))
    assert row_after(plan, "各部门情况", 5)[:3] == ["丙组", "绿灯", "搁置"]
    assert not [text for text in texts(plan) if "尚未收回" in text]
    assert "2 / 3" in texts(plan)


def test_values_that_were_not_taken_lead_to_their_first_row_among_the_findings() -> None:
    wrong = [
        Finding(code, file="甲.xlsx", sheet="job", record="J-1", field="share", cell="F7", value="多")
        for code in ("invalid-value", "ambiguous-value")
    ]
    other = Finding("unreadable-file", file="残.xlsx"), Finding("approval", sheet="job", record="J-1", field="by")
    plan = overview(report(given(checks=(*wrong, *other))))
    (cell,) = (c for row in plan.rows for c in row.cells if isinstance(c, Cell) and "没有采用" in str(c.value))
    assert (cell.value, cell.link) == ("有 2 格填写没有采用，须请部门修正：请看“问题与提醒”。 →", "'问题与提醒'!A6")
    assert not [text for text in texts(overview()) if "没有采用" in text]


def test_each_department_is_a_row() -> None:
    assert row_after(overview(), "各部门情况", 3) == ["甲组", "红灯", "已收回", 2, 1, 0.5, 1, 0, 1, 2]
    assert row_after(overview(), "各部门情况", 5) == ["丙组", "绿灯", "未收回", 1, 0, 0, 0, 0, 0, 0]
    assert row_after(overview(), "各部门情况", 6) == ["丁组", "—", "未发出", 0, 0, 0, 0, 0, 0]


def test_what_a_department_has_overdue_in_other_sheets_stands_in_its_row_and_the_heading_says_what_is_counted() -> None:
    due = {"due": TODAY, "days": 1}
    late = [Finding(code, department="丙组", sheet="note", record="N-1", field="on", detail=due) for code in ("overdue", "due-soon")]
    plan = overview(report(given(checks=late)))
    assert row_after(plan, "各部门情况", 2)[3] == "工作"
    assert row_after(plan, "各部门情况", 5) == ["丙组", "红灯", "未收回", 1, 0, 0, 1, 1, 0, 0]


def test_what_belongs_to_no_department_is_a_row_of_its_own() -> None:
    state = {**STATE, "job": {**STATE["job"], "J-19": job(19, "戊组")}}
    plan = overview(report(given(merged=dataclasses.replace(MERGED, state=state))))
    assert row_after(plan, "各部门情况", 7) == ["（未填部门）", "绿灯", "—", 1, 0, 0, 0, 0, 0, 0]


def test_each_table_is_a_row() -> None:
    assert row_after(overview(), "各表情况", 2) == ["工作", 5, 1, 1, 1, 2, 0, 2]
    assert row_after(overview(), "各表情况", 3) == ["便笺", 1, 0, 0, "—", 0, 0, "—"]


def test_files_and_edits_are_accounted_for() -> None:
    assert row_after(overview(), "核对", 3) == ["收到文件", 4, 2, 0, 0, 1, 0, 1]
    assert row_after(overview(), "核对", 6) == ["填写的格数（一项待决可含几格）", 5, 3, 1, 0, 1]


def test_the_charts_show_what_the_template_aims_and_what_is_overdue() -> None:
    assert [(chart.title, chart.kind) for chart in overview().charts] == [
        ("按阶段", "column"),
        ("按小组", "stacked_bar"),
        ("各部门逾期事项", "column"),
    ]


def numbers(title: str, plan: WorkbookPlan = REPORT) -> dict[str, dict[object, object]]:
    """What a chart shows, read from the cells that it points to."""
    chart = next(chart for chart in overview(plan).charts if chart.title == title)
    found = {}
    for series in chart.series:
        cells = values(list(sheet(plan, series.sheet).rows))
        names, heights = ([cells[row - 1][left - 1] for row in range(top, bottom + 1)] for top, left, bottom, _ in (series.categories, series.values))
        found[series.name] = dict(zip(names, heights, strict=True))
    return found


def test_a_chart_counts_by_choice_in_their_order_and_names_blanks() -> None:
    assert numbers("按阶段") == {"按阶段": {"未办": 1, "受阻": 1, "拖延": 1, "已办": 1, "未填": 1}}


def test_a_chart_by_department_stacks_what_occurs() -> None:
    assert numbers("按小组") == {
        "未办": {"甲组": 0, "乙组": 1, "丙组": 0, "丁组": 0},
        "受阻": {"甲组": 0, "乙组": 1, "丙组": 0, "丁组": 0},
        "拖延": {"甲组": 1, "乙组": 0, "丙组": 0, "丁组": 0},
        "已办": {"甲组": 1, "乙组": 0, "丙组": 0, "丁组": 0},
        "未填": {"甲组": 0, "乙组": 0, "丙组": 1, "丁组": 0},
    }


def test_the_chart_of_what_is_overdue_counts_findings() -> None:
    assert numbers("各部门逾期事项") == {"各部门逾期事项": {"甲组": 1, "乙组": 1, "丙组": 0, "丁组": 0}}


def test_no_two_stacks_of_a_chart_look_the_same() -> None:
    stacks = next(chart for chart in overview().charts if chart.kind == "stacked_bar").series
    tones = [series.tone for series in stacks]
    assert len(set(tones)) == len(tones)
    assert tones[1] == "bad"


def test_charts_do_not_cover_each_other_or_the_tables() -> None:
    places = [(chart.row, chart.column) for chart in overview().charts]
    rows = values(list(overview().rows))
    heading = next(number for number, row in enumerate(rows, 1) if row and row[0] == "各表情况")
    assert places == [(places[0][0], 1), (places[0][0], 5), (places[0][0], 9)]
    assert heading >= places[2][0] + 11
    assert all(row == () for row in rows[places[0][0] - 1 : places[0][0] + 10])


def test_a_round_without_anything_has_a_report_all_the_same() -> None:
    plan = report(nothing())
    assert overview(plan).charts == ()
    assert "没有待决事项，没有逾期。" in list(texts(overview(plan)))
    assert "还没有记录：工作簿收回并汇总以后，这里会有图表。" in list(texts(overview(plan)))
    assert "没有待决事项。" in list(texts(sheet(plan, "待决事项")))
    assert "还没有记录。" in list(texts(sheet(plan, "工作")))


def test_the_report_speaks_the_language_of_the_project() -> None:
    plan = report(given("en"))
    assert [each.name for each in plan.sheets][:6] == [
        "Dashboard",
        "Open Decisions",
        "Decided",
        "Overdue and Due Soon",
        "Department Pages",
        "Summary",
    ]
    chinese = [text for text in texts(overview(plan)) if any("\u4e00" <= char <= "\u9fff" for char in text)]
    assert all(any(own in text for own in ("修桥", "组", "第2件", "第3件")) for text in chinese)


def test_of_many_departments_a_chart_shows_those_with_most() -> None:
    teams = [f"{number}组" for number in range(30)]
    jobs = [job(100 * number + turn, team) for number, team in enumerate(teams) for turn in range(1 + number % 3)]
    merged = dataclasses.replace(MERGED, state={**STATE, "job": {each.id: each for each in jobs}}, decisions=())
    project = dataclasses.replace(PROJECT, departments=tuple(Department(team, f"T{team[:-1]}") for team in teams))
    shown = numbers("按小组", report(given(merged=merged, project=project)))["未办"]
    assert len(shown) == 16
    assert set(shown.values()) == {2, 3}
    assert list(shown) == sorted(shown, key=teams.index)


def test_it_is_said_what_counts_as_overdue_and_as_at_risk() -> None:
    assert "已逾期：各表中过了期限还没有完成的记录。 有风险：“工作”中还没有完成、“阶段”为受阻、拖延的记录。" in list(texts(overview()))


def crowded(count: int, name: str = "{}组") -> SheetPlan:
    """The overview of a project with so many departments, each with a task that is late."""
    teams = [name.format(number) for number in range(count)]
    jobs = [job(number, team, "late") for number, team in enumerate(teams)]
    merged = dataclasses.replace(MERGED, state={**STATE, "job": {each.id: each for each in jobs}}, decisions=())
    checks = [Finding("overdue", department=team, sheet="job", record=f"J-{n}", detail={"due": TODAY}) for n, team in enumerate(teams)]
    project = dataclasses.replace(PROJECT, departments=tuple(Department(team, f"T{n}") for n, team in enumerate(teams)))
    return overview(report(given(merged=merged, project=project, checks=checks)))


def test_bars_of_many_departments_get_more_room_and_cover_nothing() -> None:
    few, many = crowded(4), crowded(16)
    assert [chart.height for chart in few.charts] == [212] * 3
    stacks, late = many.charts[1:]
    assert stacks.kind == "stacked_bar"
    assert stacks.height >= 16 * 22 + 80
    assert (late.kind, late.row, late.column) == ("bar", stacks.row + -(-stacks.height // 20) + 1, 1)
    assert stacks.column == 7
    rows = values(list(many.rows))
    assert next(n for n, row in enumerate(rows, 1) if row and row[0] == "各表情况") >= late.row + -(-late.height // 20)


def test_long_names_stand_beside_their_bars_and_wrap_in_the_table() -> None:
    long = crowded(4, "信息技术与数字化转型推进办公室以及其他部门第{}组")
    assert long.charts[2].kind == "bar"
    heights = {str(row.cells[0].value)[-3:]: row.height for row in long.rows if row.cells and isinstance(row.cells[0], Cell)}
    assert heights["第3组"] == 2 * 16.5 + 4
    short = next(row for row in crowded(4).rows if row.cells and isinstance(row.cells[0], Cell) and row.cells[0].value == "3组")
    assert short.height == 20.5


def test_small_numbers_in_a_long_stack_are_not_written() -> None:
    assert next(chart for chart in overview().charts if chart.kind == "stacked_bar").least <= 1
    jobs = [job(n, "甲组", "open" if n else "done") for n in range(200)]
    merged = dataclasses.replace(MERGED, state={**STATE, "job": {each.id: each for each in jobs}}, decisions=())
    chart = next(chart for chart in overview(report(given(merged=merged))).charts if chart.kind == "stacked_bar")
    assert 1 < chart.least < 199


def test_a_long_title_is_wrapped() -> None:
    plan = report(given(project=dataclasses.replace(PROJECT, name="修桥" * 40)))
    first = next(iter(overview(plan).rows))
    assert first.height == 56
    assert isinstance(first.cells[0], Cell)
    assert first.cells[0].style
    assert first.cells[0].style.wrap
    assert all(len(each.footer) <= 200 for each in report(given(project=dataclasses.replace(PROJECT, name="修桥" * 300))).sheets)


def test_the_numbers_of_the_accounting_lead_to_the_rows_behind_them() -> None:
    plan = overview(report(given()))
    links = [
        (cell.value, cell.link)
        for row in plan.rows
        for cell in row.cells
        if isinstance(cell, Cell) and cell.link.startswith(("'回收情况'", "'填写去向'"))
    ]
    files = [(4, "'回收情况'!A4"), (2, "'回收情况'!A5"), (1, "'回收情况'!A7"), (1, "'回收情况'!A10")]
    assert links[-8:] == [*files, (5, "'填写去向'!A4"), (3, "'填写去向'!A7"), (1, "'填写去向'!A5"), (1, "'填写去向'!A6")]


def headings_on_top(plan: WorkbookPlan) -> list[object]:
    rows = values(list(overview(plan).rows))
    return [next((cell for cell in rows[row - 1] if cell is not None), "charts") for row in overview(plan).breaks]


def test_no_table_begins_at_the_foot_of_a_page() -> None:
    """Its heading goes to the next page along with it, and its rows stay together where they find room on one."""
    more = tuple(Department(f"{number}组", f"D{number}") for number in range(8))
    longer = dataclasses.replace(given(), project=dataclasses.replace(PROJECT, departments=(*PROJECT.departments, *more)))
    assert headings_on_top(REPORT) == []
    assert headings_on_top(report(longer)) == ["charts", "各表情况"]


def test_of_many_departments_that_have_not_returned_the_first_are_named() -> None:
    teams = [f"{number}组" for number in range(9)]
    project = dataclasses.replace(PROJECT, departments=tuple(Department(team, f"T{n}") for n, team in enumerate(teams)))
    said = list(texts(overview(report(given(project=project, issued=teams, missing=teams[:7])))))
    assert "尚未收回：0组、1组、2组、3组、4组、5组等 7 个部门。 →" in said
    six = list(texts(overview(report(given(project=project, issued=teams, missing=teams[:6])))))
    assert "尚未收回：0组、1组、2组、3组、4组、5组。 →" in six
