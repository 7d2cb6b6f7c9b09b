"""The web page: what it says is what the consolidated workbook says, and nothing that somebody wrote becomes part of it."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime, time
from itertools import pairwise
from pathlib import Path

import pytest
from report_sample import JOBS, MERGED, STATE, TITLES, given, job, made, nothing, plain
from web_page import Page

from sheetsync.files.web_lines import BOTTOM, LEFT, TOP, lines_of
from sheetsync.files.web_writer import Anchor, leads, write_web
from sheetsync.model.page import Diagram
from sheetsync.model.plan import Cell, CellValue, cell_text
from sheetsync.model.trend import RoundFigures
from sheetsync.steps.report import ReportInput, report
from sheetsync.steps.report.web import web

NASTY = '<script>alert("x")</script>&amp; =1+1 \ud800\x00\x1b'


def page(tmp_path: Path, data: ReportInput) -> Page:
    target = tmp_path / "week.html"
    write_web(web(data, report(data).sheets), target)
    return Page(target.read_text("utf-8"))


def test_each_table_of_the_workbook_stands_on_the_page_row_by_row(tmp_path: Path) -> None:
    data = given()
    found = page(tmp_path, data)
    for name in (data.names[key] for key in ("report.due", "job", "note", "report.changes", "report.returns", "report.edits", "report.findings")):
        rows = found.tables[found.names[name]]
        below = [[cell_text(cell) for cell in row.cells] for row in list(made(name, data).rows)[3:]]
        assert [row[0] for row in rows] == [row[0] for row in below], name
        assert len(rows[0]) == len(below[0]), name


def test_dates_shares_and_choices_read_as_in_the_workbook(tmp_path: Path) -> None:
    found = page(tmp_path, given())
    rows = found.tables[found.names["工作"]]
    assert rows[0] == ["工作号", "本轮", "事由", "小组", "经手人", "期限", "完成比例", "阶段", "前项"]
    assert rows[1] == ["J-2", "待决", "第2件", "甲组", "张三", "2026-11-20", "50%", "拖延", ""]


def test_decisions_can_only_be_read_so_the_columns_to_fill_in_are_not_there(tmp_path: Path) -> None:
    found = page(tmp_path, given())
    assert found.tables[found.names[given().names["report.decisions"]]][0] == ["编号", "类型", "表", "记录", "字段", "现值", "各方意见及出处"]
    assert "resolve" not in found.said.split("需要关注")[1].split("各部门情况")[1]


def test_what_is_to_be_done_first_is_unfolded(tmp_path: Path) -> None:
    found = page(tmp_path, given())
    assert found.open == {found.names[given().names["report.decisions"]], found.names[given().names["report.due"]]}


def test_every_link_leads_to_a_place_of_the_page_or_writes_a_mail(tmp_path: Path) -> None:
    found = page(tmp_path, given())
    assert {link[1:] for link in found.links if link.startswith("#")} <= set(found.anchors)
    assert len(found.anchors) == len(set(found.anchors))
    assert {link for link in found.links if not link.startswith("#")} == {"mailto:jia@example.com"}
    row = found.tables[found.names["工作"]].index(next(row for row in found.tables[found.names["工作"]] if row[0] == "J-3"))
    assert f"#{found.names['工作']}r{row + 4}" in found.links


def test_nothing_is_fetched(tmp_path: Path) -> None:
    assert page(tmp_path, given()).fetched == ["data:,"]


def test_what_somebody_wrote_is_text(tmp_path: Path) -> None:
    state = {**STATE, "job": {record.id: record for record in (*JOBS, job(9, "甲组", name=NASTY))}}
    data = given(merged=dataclasses.replace(MERGED, state=state), titles={**TITLES, "J-9": NASTY})
    data = dataclasses.replace(data, project=dataclasses.replace(data.project, name=NASTY))
    found = page(tmp_path, data)
    shown = NASTY[:-3] + "\N{REPLACEMENT CHARACTER}" * 3
    assert found.tables[found.names["工作"]][-1][2] == shown
    assert (tmp_path / "week.html").read_text("utf-8").count("<script") == 1


def test_a_table_without_rows_says_so(tmp_path: Path) -> None:
    found = page(tmp_path, nothing())
    assert found.names["工作"] not in found.tables
    assert "还没有记录" in found.said


def test_the_page_says_what_the_first_sheet_says(tmp_path: Path) -> None:
    data = given()
    found = page(tmp_path, data)
    skipped = ("→", "")
    for row in made(data.names["report.overview"], data).rows:
        for cell in row.cells:
            if isinstance(plain(cell), str) and plain(cell) not in skipped:
                assert str(plain(cell)) in found.said


EARLIER = tuple(RoundFigures(n, f"2026-W{n:02}", "job", total, done, 1, 0, 0) for n, (total, done) in enumerate([(2, 0), (4, 1), (4, 3)]))


def test_lines_are_drawn_with_their_numbers_which_stand_in_a_table_too(tmp_path: Path) -> None:
    found = page(tmp_path, given(earlier=EARLIER))
    rows = found.tables[""]
    start = rows.index(["", "工作总数", "已完成"])
    assert rows[start + 1 : start + 5] == [["2026-W00", "2", "0"], ["2026-W01", "4", "1"], ["2026-W02", "4", "3"], ["W2", "5", "1"]]
    assert "较 2026-W02 +1" in found.said


def test_each_point_of_a_line_stands_as_high_as_its_number() -> None:
    diagram = Diagram("line", "t", ["a", "b", "c"], {"all": [2, 4, 8], "done": [0, 4, 4]}, ("heading", "good"))
    lines = lines_of(diagram, ["#111111", "#222222"])
    everything, done = lines.drawn
    heights = {number: y for line in lines.drawn for _, y, number in line.points}
    assert (heights[0], heights[8]) == (lines.height - BOTTOM, TOP)
    assert heights[0] - heights[4] == (heights[0] - heights[8]) / 2
    assert [x for x, _, _ in everything.points] == [x for x, _, _ in done.points] == [LEFT, lines.width / 2, lines.width - LEFT]
    assert (everything.dashed, done.dashed, everything.colour, done.colour) == (False, True, "#111111", "#222222")
    assert done.path.split()[0] == f"{float(LEFT)},{float(lines.height - BOTTOM)}"
    assert lines.labels == [(LEFT, "a"), (lines.width / 2, "b"), (lines.width - LEFT, "c")]


def test_labels_that_would_touch_are_left_out_but_never_the_last() -> None:
    names = [f"2026-W{n:02}" for n in range(12)]
    lines = lines_of(Diagram("line", "t", names, {"all": [0] * 12}, ("",)), ["#111111"])
    shown = [label for _, label in lines.labels]
    assert shown[-1] == names[-1]
    assert 4 <= len(shown) < 12
    assert all(b[0] - a[0] >= 8 * 6.5 for a, b in pairwise(lines.labels))


@pytest.mark.parametrize(
    ("value", "number", "text"),
    [
        (None, "", ""), (3, "integer", "3"), (0.256, "percent", "26%"), (0.5, "", "0.5"), (1234.5, "number", "1,234.5"),
        (date(2026, 1, 2), "date", "2026-01-02"),
        (datetime(2026, 1, 2, 3, 4, 5), "datetime", "2026-01-02 03:04"), (time(9, 5), "time", "09:05"), (Cell("x"), "", "x"),
        (True, "", "True"),
    ],
)  # fmt: skip
def test_values_read_as_in_a_cell(value: CellValue | Cell, number: str, text: str) -> None:
    assert cell_text(value, number) == text


@pytest.mark.parametrize(
    ("link", "place"),
    [
        ("'工作'!A7", "#s1r7"), ("'工作'!A1", "#s1"), ("'工作'!A4", "#s1"), ("'工作'!A5", "#s1r5"), ("'别的'!A7", ""),
        ("mailto:a@b.c", "mailto:a@b.c"), ("javascript:alert(1)", ""), ("https://example.com", ""), ("'O''Neill'!B2", "#s2r2"), ("", ""),
    ],
)  # fmt: skip
def test_links_lead_to_places_of_the_page_only(link: str, place: str) -> None:
    assert leads(link, {"工作": Anchor("s1", 4), "O'Neill": Anchor("s2", 1)}) == place
