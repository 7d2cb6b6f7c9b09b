"""What stands on the first page: lights, what is overdue longest, what stands beside what, and where pages begin."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import timedelta

import pytest
from report_sample import MERGED, PROJECT, STATE, TEMPLATE, TODAY, given, job, plain

from sheetsync.model.finding import Finding
from sheetsync.model.page import Block, Captioned, Page
from sheetsync.model.plan import Cell, Row, SheetPlan
from sheetsync.model.project import Department
from sheetsync.model.record import Record
from sheetsync.model.template import ChartAim, Choice, Field
from sheetsync.model.trend import RoundFigures
from sheetsync.steps.report import ReportInput, page, report
from sheetsync.steps.report.grid import Grid
from sheetsync.steps.report.matrix import severity
from sheetsync.steps.report.overview import _bands, _beside, _breaks, overview_sheet


def block(data: ReportInput, key: str) -> Block:
    return next(each for each in page(data).blocks if each.key == key)


def row_of(plan: SheetPlan, text: str) -> int:
    """The first row in whose first cell a text stands."""
    return next(n for n, row in enumerate(plan.rows, 1) if row.cells and plain(row.cells[0]) == text)


def test_a_light_is_a_word_with_its_tone_and_the_note_says_what_it_means() -> None:
    shown = block(given(), "departments")
    lights = [row[1] for row in shown.rows]
    assert [(cell.value, cell.style.tone if cell.style else "") for cell in lights] == [
        ("红灯", "bad"),
        ("红灯", "bad"),
        ("绿灯", "good"),
        ("—", "input"),
    ]
    assert all(word in shown.note for word in ("红灯", "黄灯", "绿灯"))


def test_what_asks_for_attention_leads_to_the_departments_first_row() -> None:
    due = {"due": TODAY, "days": 1}
    more = [Finding(code, department="甲组", sheet="job", record="J-1", detail=due) for code in ("due-soon", "overdue")]
    data = given(checks=[*given().checks, *more])
    first, second = block(data, "departments").rows[:2]
    assert {n: cell.link for n, cell in enumerate(first) if cell.link} == {
        3: "'工作'!A1",
        4: "'工作'!A1",
        6: "'逾期与临期'!A5",
        7: "'逾期与临期'!A6",
        8: "'工作'!A1",
        9: "'待决事项'!A1",
    }
    # the second department stands below the four rows of the first one, and has finished nothing
    assert (second[4].link, second[6].link) == ("", "'逾期与临期'!A9")


def test_what_is_overdue_longest_comes_first_and_leads_to_its_record() -> None:
    found = block(given(), "worst")
    assert [[plain(cell) for cell in row] for row in found.rows] == [
        ["J-2", "第2件", "甲组", TODAY - timedelta(6), 6],
        ["J-3", "第3件", "乙组", TODAY - timedelta(1), 1],
    ]
    assert [row[0].link for row in found.rows] == ["'工作'!A5", "'工作'!A7"]
    assert found.more == ""


def test_of_many_that_are_overdue_the_worst_are_named_and_the_others_counted() -> None:
    checks = [
        Finding("overdue", department="甲组", sheet="job", record=f"J-{n}", detail={"due": TODAY - timedelta(n), "title": "久"}) for n in range(1, 9)
    ]
    found = block(given(checks=checks), "worst")
    assert [plain(row[4]) for row in found.rows] == [8, 7, 6, 5, 4]
    assert found.more == "另有 3 项逾期，请看“逾期与临期”。"
    assert "worst" not in [each.key for each in page(given(checks=())).blocks]


def narrow(key: str, width: int, heading: str = "h") -> Block:
    return Block(key, heading, (Captioned("a", "A", width),), ((Cell(1),),))


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ([narrow("a", 7), narrow("b", 4)], ["ab"]),
        ([narrow("a", 7), narrow("b", 5)], ["a", "b"]),
        ([narrow("a", 4), narrow("b", 4, "")], ["a", "b"]),
        ([narrow("a", 12), narrow("b", 7), narrow("c", 4), narrow("d", 2)], ["a", "bc", "d"]),
        ([], []),
    ],
)
def test_two_narrow_tables_stand_side_by_side(blocks: list[Block], expected: list[str]) -> None:
    assert ["".join(block.key for block in beside) for beside in _beside(blocks)] == expected


def test_tables_side_by_side_reach_from_edge_to_edge() -> None:
    told = page(given())
    left = Block("left", "左", (Captioned("a", "甲", 6),), ((Cell("一"),), (Cell("二"),)), more="左下")
    right = Block("right", "右", (Captioned("b", "乙", 2), Captioned("c", "丙", 2)), ((Cell(1), Cell(2)),))
    plan = overview_sheet(given(), dataclasses.replace(told, blocks=(left, right)))
    rows = list(plan.rows)
    top = row_of(plan, "左")
    cells = [[plain(cell) for cell in row.cells] for row in rows[top - 1 : top + 4]]
    assert [(each[0], each[8] if len(each) > 8 else None) for each in cells] == [("左", "右"), ("甲", "乙"), ("一", 1), ("二", None), ("左下", None)]
    assert {len(each) for each in cells} <= {8, 12}
    assert (top, 9, top, 12) in plan.merges
    assert not [merge for merge in plan.merges if merge[1] <= 8 <= merge[3] and top <= merge[0] <= top + 4]


@pytest.mark.parametrize(("count", "bands"), [(0, []), (1, [1]), (2, [2]), (3, [3]), (4, [2, 2]), (5, [3, 2]), (6, [3, 3]), (7, [3, 2, 2])])
def test_charts_fill_their_rows(count: int, bands: list[int]) -> None:
    assert _bands(count) == bands


def grid(*parts: tuple[float, int]) -> Grid:
    """A grid of parts of these heights and so many rows."""
    made = Grid()
    for height, rows in parts:
        made.part()
        made.rows += [Row((), height / rows)] * rows
    return made


@pytest.mark.parametrize(
    ("heights", "details", "expected"),
    [
        ((300, 300, 300), 5, []),
        ((300, 275, 500), 5, []),
        ((300, 276, 500), 5, [5]),
        ((300, 200, 700), 3, [3]),
        ((300, 500, 300, 300), 7, [5, 7]),
        ((300, 300, 600, 600, 400), 7, [5, 7]),
        ((300, 300, 600, 600, 500), 7, [5, 7, 9]),
    ],
)
def test_a_page_begins_with_a_part_and_the_details_with_a_page(heights: tuple[float, ...], details: int, expected: list[int]) -> None:
    assert list(_breaks(grid(*((height, 2) for height in heights)), details)) == expected


def test_a_long_table_begins_where_it_stands_and_goes_on_over_the_page() -> None:
    assert list(_breaks(grid((300, 2), (900, 40), (300, 2)), 43)) == [43]
    assert list(_breaks(grid((300, 2), (900, 20), (300, 2)), 23)) == [3, 23]


def test_of_many_departments_no_heading_stands_at_the_foot_of_a_page() -> None:
    teams = [f"{n}组" for n in range(32)]
    merged = dataclasses.replace(MERGED, state={**STATE, "job": {f"J-{n}": job(n, team) for n, team in enumerate(teams)}})
    project = dataclasses.replace(PROJECT, departments=tuple(Department(team, f"T{n}") for n, team in enumerate(teams)))
    plan = report(given(merged=merged, project=project)).sheets[0]
    assert plan.breaks == (row_of(plan, "逾期最久的"), row_of(plan, "各表情况"))
    assert report(given()).sheets[0].breaks == ()


def test_a_page_says_what_it_says_in_the_order_of_its_parts() -> None:
    told: Page = page(given())
    assert ([each.key for each in told.blocks], [each.key for each in told.details]) == (["departments", "worst"], ["sheets", "files", "edits"])


W1 = RoundFigures(1, "W1", "job", 4, 0, 5, 2, 1)
W0 = RoundFigures(0, "W0", "job", 3, None, 0, None, 0)


def changes(*earlier: RoundFigures) -> dict[str, str]:
    return {each.caption: each.change for each in page(given(earlier=earlier)).figures}


def test_each_figure_says_how_it_has_changed_since_the_last_round_that_is_known() -> None:
    said = {"工作总数": "较 W1 +1", "已完成": "较 W1 +1", "已逾期": "较 W1 -3", "有风险": "与 W1 相同", "待决事项": "较 W1 +3", "已收回／已发出": ""}
    assert changes(W0, W1) == said
    assert set(changes().values()) == {""}


def test_what_the_last_round_did_not_count_is_compared_with_nothing() -> None:
    nothing = {"工作总数": "较 W0 +2", "已完成": "", "已逾期": "较 W0 +2", "有风险": "", "待决事项": "较 W0 +4", "已收回／已发出": ""}
    assert changes(W0) == nothing
    other = changes(W1._replace(main="note"))
    assert {caption for caption, change in other.items() if change} == {"已逾期", "待决事项"}


def test_changes_stand_below_their_figures_and_take_no_room_where_none_is_known() -> None:
    rows = [[plain(cell) for cell in row.cells if plain(cell)] for row in report(given(earlier=(W1,))).sheets[0].rows]
    assert rows[5] == ["较 W1 +1", "较 W1 +1", "较 W1 -3", "与 W1 相同", "较 W1 +3"]
    without = [[plain(cell) for cell in row.cells if plain(cell)] for row in report(given()).sheets[0].rows]
    assert without[:3] + without[3:5] + without[5:8] == rows[:5] + rows[6:9]


def drawn(*earlier: RoundFigures) -> dict[str, tuple[str, list[str], dict[str, list[int]]]]:
    told = page(given(earlier=earlier)).diagrams[3:]
    return {each.title: (each.kind, list(each.categories), {name: list(column) for name, column in each.columns.items()}) for each in told}


def test_what_is_done_and_overdue_is_shown_round_by_round() -> None:
    assert drawn(W0._replace(done=0), W1) == {
        "历轮完成情况": ("line", ["W0", "W1", "W2"], {"工作总数": [3, 4, 5], "已完成": [0, 0, 1]}),
        "历轮逾期事项": ("column", ["W0", "W1", "W2"], {"历轮逾期事项": [0, 5, 2]}),
    }
    assert drawn() == {}


def test_a_round_that_counted_no_finished_records_or_other_ones_is_left_out_of_what_is_done() -> None:
    assert drawn(W0, W1)["历轮完成情况"][1] == ["W1", "W2"]
    assert list(drawn(W0)) == ["历轮逾期事项"]
    assert list(drawn(W1._replace(main="note"))) == ["历轮逾期事项"]


def test_the_last_twelve_rounds_are_shown() -> None:
    rounds = [W1._replace(order=n, round=f"V{n}") for n in range(15)]
    assert drawn(*rounds)["历轮逾期事项"][1] == [*(f"V{n}" for n in range(4, 15)), "W2"]


@pytest.mark.parametrize(
    ("row", "column", "expected"),
    [
        ("bad", "bad", "bad"),
        ("bad", "warn", "bad"),
        ("bad", "muted", "warn"),
        ("warn", "bad", "bad"),
        ("warn", "warn", "warn"),
        ("warn", "", ""),
        ("good", "bad", ""),
        ("", "bad", ""),
        ("muted", "warn", ""),
    ],
)
def test_how_grave_a_cell_of_the_matrix_is_comes_of_its_row_and_its_column(row: str, column: str, expected: str) -> None:
    assert severity(row, column) == expected


LEVELS = (Choice("high", {"zh": "急", "en": "Urgent"}, "bad"), Choice("low", {"zh": "缓", "en": "Later"}, "muted"))
AIM = ChartAim("job", "phase", "level", {"zh": "轻重", "en": "Weight"}, "matrix")


def weighed(split: str = "level", records: Sequence[Record] | None = None) -> Block | None:
    """The matrix of a template that asks for it."""
    sheet = TEMPLATE.sheet("job")
    wider = dataclasses.replace(sheet, fields=(*sheet.fields, Field("level", {"zh": "缓急", "en": "Urgency"}, "choice", choices=LEVELS)))
    template = dataclasses.replace(TEMPLATE, sheets=(wider,), charts=(*TEMPLATE.charts, dataclasses.replace(AIM, split=split)))
    jobs = records if records is not None else [job(1, "甲组", "stuck", level="high"), job(2, "甲组", "stuck", level="low"), job(3, "乙组", "done")]
    merged = dataclasses.replace(MERGED, state={"job": {each.id: each for each in jobs}}, decisions=(), changes=())
    return next((each for each in page(given(template=template, merged=merged)).blocks if each.key == "matrix"), None)


def toned(found: Block) -> list[list[tuple[object, str]]]:
    return [[(cell.value, cell.style.tone if cell.style else "") for cell in row] for row in found.rows]


def test_the_matrix_counts_unfinished_records_and_tells_in_words_what_its_rows_and_columns_are() -> None:
    found = weighed()
    assert found
    assert (found.heading, [column.caption for column in found.columns]) == ("轻重", ["阶段＼缓急", "急", "缓"])
    assert toned(found)[:2] == [
        [("未办", "input"), (0, "input"), (0, "input")],
        [("受阻", "input"), (1, "bad"), (1, "warn")],
    ]
    assert toned(found)[3] == [("已办", "input"), (0, "input"), (0, "input")]
    assert found.rows[1][1].link == "'工作'!A1"
    assert found.more == "只计未完成的记录；行是阶段，列是缓急。"


def test_columns_that_weigh_nothing_leave_each_row_its_own_tone() -> None:
    found = weighed("team")
    assert found
    assert toned(found)[1] == [("受阻", "input"), (2, "bad"), (0, "input"), (0, "input"), (0, "input")]


def test_a_matrix_is_no_chart_and_is_left_out_where_all_is_finished() -> None:
    assert weighed(records=[job(1, "甲组", "done", level="high")]) is None
    assert weighed(records=[]) is None
    assert [each.title for each in page(given(template=dataclasses.replace(TEMPLATE, charts=(AIM,)))).diagrams] == ["各部门逾期事项"]


def test_a_blank_is_a_row_and_a_column_of_its_own_and_many_columns_are_cut_to_the_fullest() -> None:
    found = weighed(records=[job(1, "甲组", None)])
    assert found
    assert toned(found)[-1] == [("未填", "input"), (0, "input"), (0, "input"), (1, "input")]
    crowd = weighed("who", [job(n, "甲组", "stuck", who=f"人{n % 14:02}") for n in range(40)])
    assert crowd
    assert sum(column.span for column in crowd.columns) == 12
