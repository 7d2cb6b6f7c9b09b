"""Everything of a plan that lies over the cells, and how files come to be."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sheetsync.files.whole import whole_file
from sheetsync.files.xlsx_styles import TONES as LOOKS
from sheetsync.files.xlsx_writer import WriterError, write_workbook
from sheetsync.model.plan import (
    NUMBERS,
    TONES,
    Cell,
    Chart,
    Column,
    Conditional,
    Note,
    Row,
    Series,
    SheetPlan,
    Style,
    Validation,
    WorkbookPlan,
)

TOKEN = "SS-7K3F9QX2-C"
HEAD = Row(("编号", "日期", "进度"), 24, Style("header"))
BODY = [Row((f"T-{n}", date(2026, 11, n), n / 10)) for n in range(1, 5)]
COLUMNS = (Column(12, Style("id", locked=False)), Column(22, Style("input", number="date", locked=False), hidden=True), Column(9, Style("input")))


def sheet(name: str = "进度 表", **more: Any) -> SheetPlan:
    return SheetPlan(name, COLUMNS, [HEAD, *BODY], **more)


def saved(*sheets: SheetPlan, **more: Any) -> bytes:
    out = io.BytesIO()
    write_workbook(WorkbookPlan(sheets, **more), out)
    return out.getvalue()


def opened(*sheets: SheetPlan, **more: Any) -> Any:
    return openpyxl.load_workbook(io.BytesIO(saved(*sheets, **more)))


def part(file: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(file)).read(name).decode()


def test_every_tone_and_number_has_a_look() -> None:
    assert set(LOOKS) == set(TONES)
    styles = [Style(tone, number) for tone in TONES for number in NUMBERS]
    plan = SheetPlan("a", (Column(9),), [Row(tuple(Cell(1, style) for style in styles))])
    assert len(next(opened(plan).active.iter_rows())) == len(styles)


def test_a_format_is_made_once_per_style() -> None:
    many = SheetPlan("a", (Column(9, Style("input")),), [Row((Cell("x", Style("bad")), "y")) for _ in range(50)])
    assert part(saved(many), "xl/styles.xml").count("<xf ") < 8


def test_validations() -> None:
    rules = (
        Validation(((2, 1, 3, 1), (5, 1, 5, 1)), "never", error_title="编号", error="不用改", prompt_title="编号", prompt="已经填好"),
        Validation(((2, 2, 5, 2),), "date", minimum=date(2000, 1, 1), error="请填日期"),
        Validation(((2, 3, 3, 3),), "decimal", minimum=0, maximum=1, severity="warning"),
        Validation(((4, 3, 4, 3),), "list", "list_status", severity="information"),
        Validation(((5, 3, 5, 3),), "any", prompt="多个用顿号分开"),
        Validation(((6, 3, 6, 3),), "integer", maximum=5),
        Validation(((7, 3, 7, 3),), "integer"),
    )
    found = opened(sheet(validations=rules)).active.data_validations.dataValidation
    told = [(str(v.sqref), v.type, v.operator, v.formula1, v.formula2, v.errorStyle, v.prompt, v.error) for v in found]
    assert told == [
        ("A2:A3 A5", "custom", None, "FALSE", None, None, "已经填好", "不用改"),
        ("B2:B5", "date", "greaterThanOrEqual", "36526", None, None, None, "请填日期"),
        ("C2:C3", "decimal", None, "0", "1", "warning", None, None),
        ("C4", "list", None, "list_status", None, "information", None, None),
        ("C5", None, None, None, None, None, "多个用顿号分开", None),
        ("C6", "whole", "lessThanOrEqual", "5", None, None, None, None),
        ("C7", "whole", "greaterThanOrEqual", "-1000000000", None, None, None, None),
    ]
    assert not found[0].allowBlank


def test_conditionals_carry_a_word_and_a_bar() -> None:
    word = Conditional((2, 2, 5, 2), '$B2<TODAY()', "bad", '"⚠ 已逾期 "yyyy-mm-dd', stop=True)  # fmt: skip
    found = opened(sheet(conditionals=(word, Conditional((2, 3, 5, 3), bar=True)))).active.conditional_formatting
    [overdue], [bar] = (each.rules for each in found)
    assert (overdue.formula, overdue.dxf.numFmt.formatCode, overdue.stopIfTrue) == (["$B2<TODAY()"], '"⚠ 已逾期 "yyyy-mm-dd', True)
    assert (overdue.dxf.font.color.rgb, bar.type) == ("FFA11B12", "dataBar")


def test_view_print_and_protection() -> None:
    plan = sheet(
        freeze=(2, 2), filter=(1, 1, 5, 3), protect=True, tab="warn", repeat_rows=(1, 1), footer="甲 & 乙", zoom=90, print_range=(1, 1, 5, 3)
    )
    page = opened(plan).active
    assert (page.freeze_panes, page.auto_filter.ref, page.sheet_view.zoomScale) == ("B2", "A1:C5", 90)
    assert page.column_dimensions["B"].hidden
    assert page.sheet_properties.tabColor.rgb == "FFD99100"
    protection = page.protection
    assert protection.sheet
    assert protection.password is None
    allowed = ("sort", "autoFilter", "insertRows", "deleteRows", "formatColumns", "formatRows", "objects", "selectLockedCells")
    assert {name: getattr(protection, name) for name in allowed} == dict.fromkeys(allowed, False)
    assert (protection.insertColumns, protection.formatCells) == (True, True)
    setup = page.page_setup
    assert (setup.paperSize, setup.orientation, setup.fitToWidth, setup.fitToHeight) == (9, "landscape", None, 0)
    assert (page.print_title_rows, page.oddFooter.left.text, page.oddFooter.right.text) == ("$1:$1", "甲 && 乙", "&P / &N")
    assert page.print_area == "'进度 表'!$A$1:$C$5"


def test_a_wide_table_is_printed_on_pages_side_by_side_and_pages_begin_where_they_should() -> None:
    file = saved(sheet(pages_wide=2, repeat_columns=(1, 1), repeat_rows=(1, 1), breaks=(3,)))
    page = part(file, "xl/worksheets/sheet1.xml")
    assert '<pageSetup paperSize="9" fitToWidth="2" fitToHeight="0" pageOrder="overThenDown" orientation="landscape"/>' in page
    assert '<brk id="2" max="16383" man="1"/>' in page
    assert "$A:$A,'进度 表'!$1:$1" in part(file, "xl/workbook.xml")


def test_what_stands_at_the_top_of_its_row_says_so() -> None:
    cells = Row((Cell("a", Style("input", top=True)), Cell("b", Style("input"))))
    found = opened(SheetPlan("a", (Column(9), Column(9)), [cells])).active
    assert [found[name].alignment.vertical for name in ("A1", "B1")] == ["top", "center"]


def test_every_category_of_a_chart_is_named_and_small_numbers_are_not() -> None:
    series = Series("n", "进度 表", (2, 1, 5, 1), (2, 3, 5, 3))
    charts = (Chart("stacked_bar", "t", (series,), 8, 1, least=3), Chart("column", "t", (series,), 30, 1))
    file = saved(sheet(charts=charts))
    first, second = (part(file, f"xl/charts/chart{n}.xml") for n in (1, 2))
    assert '<c:tickLblSkip val="1"/>' in first
    assert 'formatCode="[&lt;3]&quot;&quot;;0"' in first
    assert 'formatCode="[&lt;1]&quot;&quot;;0"' in second


def test_a_row_of_a_protected_sheet_can_be_deleted() -> None:
    """Excel asks that all cells of the row are unlocked, to the last column of the sheet."""
    page = opened(SheetPlan("a", (Column(9, Style(locked=False)),), [], protect=True)).active
    spans = [(d.min, d.max, d.protection.locked) for d in page.column_dimensions.values()]
    assert spans == [(1, 1, False), (2, 16384, False)]


def test_notes_show_their_whole_text() -> None:
    long = "协调人还没有定。\n" + "产品部认为高，研发部认为低。" * 12
    file = saved(sheet(notes=(Note(2, 1, "短"), Note(3, 3, long))))
    page = openpyxl.load_workbook(io.BytesIO(file)).active
    assert (page["A2"].comment.text, page["C3"].comment.text) == ("短", long)
    short_height, long_height = (float(h) for h in re.findall(r"[^-]height:([\d.]+)pt", part(file, "xl/drawings/vmlDrawing1.vml")))
    assert long_height > 3 * short_height


def test_links() -> None:
    cells = (Cell("去", Style("link"), "'进度 表'!A1", tip="第一格"), Cell("写信", Style("link"), "mailto:a@b.cn"), Cell("#", link="#'进度 表'!B2"))
    page = opened(sheet(), SheetPlan("b", COLUMNS, [Row(cells)])).worksheets[1]
    assert [(c.value, c.hyperlink.location, c.hyperlink.target, c.hyperlink.tooltip) for c in page[1]] == [
        ("去", "'进度 表'!A1", None, "第一格"),
        ("写信", None, "mailto:a@b.cn", None),
        ("#", "'进度 表'!B2", None, None),
    ]


def test_a_link_to_a_place_with_marks_that_xml_knows() -> None:
    cells = (Cell("去", link="'甲 & \"乙\" <丙>'!A1", tip='第一行\n"第二行" & <完>'),)
    found = opened(sheet(), SheetPlan("b", COLUMNS, [Row(cells)])).worksheets[1]["A1"].hyperlink
    assert (found.location, found.tooltip) == ("'甲 & \"乙\" <丙>'!A1", '第一行\n"第二行" & <完>')


@pytest.mark.parametrize("kind", ["column", "bar", "stacked_bar", "doughnut", "line"])
def test_charts_keep_their_numbers_and_say_what_they_are(kind: str) -> None:
    series = (Series("正常", "数", (2, 1, 3, 1), (2, 2, 3, 2), tones=("good", "bad")), Series("风险", "数", (2, 1, 3, 1), (2, 3, 3, 3), "bad"))
    data = [HEAD, Row(("研发", 3, Cell(1, formula="1"))), Row(("市场", 2, None))]
    file = saved(SheetPlan("数", COLUMNS, data, charts=(Chart(kind, "按部门", series, 5, 1, alt="每个部门的任务数"),)))
    chart, drawing = part(file, "xl/charts/chart1.xml"), part(file, "xl/drawings/drawing1.xml")
    for kept in ("<c:v>研发</c:v>", "<c:v>3</c:v>", "<c:v>1</c:v>", "按部门", "C8352B", "c:dLbls"):
        assert kept in chart, kept
    assert 'descr="每个部门的任务数"' in drawing


def test_lines_are_told_apart_without_their_colours() -> None:
    series = tuple(Series(name, "数", (2, 1, 3, 1), (2, n, 3, n)) for n, name in enumerate(("全部", "完成"), 2))
    data = [HEAD, Row(("研发", 3, 1)), Row(("市场", 2, 1))]
    chart = part(saved(SheetPlan("数", COLUMNS, data, charts=(Chart("line", "t", series, 5, 1),))), "xl/charts/chart1.xml")
    assert re.findall('<c:symbol val="([a-z]+)"/>', chart) == ["circle", "square"]


def test_names_properties_and_states() -> None:
    lists = SheetPlan("列表", (Column(9),), [Row(("请勿删除",))], state="hidden")
    book = opened(
        sheet(), lists, SheetPlan("更深", (), [], state="very_hidden"), sheet("第四"), active=3,
        names={"list_status": "='列表'!$A$1:$A$1"}, title="标题", author="作者", keywords=TOKEN, custom={"sheetsync_token": TOKEN},
        created=datetime(2026, 11, 16, 9, 0),
    )  # fmt: skip
    assert book.defined_names["list_status"].attr_text == "'列表'!$A$1:$A$1"
    assert [page.sheet_state for page in book.worksheets] == ["visible", "hidden", "veryHidden", "visible"]
    properties = book.properties
    assert (properties.title, properties.creator, properties.keywords) == ("标题", "作者", TOKEN)
    assert (properties.created, properties.modified) == (datetime(2026, 11, 16, 9, 0), datetime(2026, 11, 16, 9, 0))
    assert {p.name: p.value for p in book.custom_doc_props.props} == {"sheetsync_token": TOKEN}
    assert book.active.title == "第四"


def test_merged_ranges_keep_their_text() -> None:
    page = opened(SheetPlan("a", COLUMNS, [Row(("说明", None, None), style=Style("title"))], merges=((1, 1, 1, 3),))).active
    assert ([str(each) for each in page.merged_cells.ranges], page["A1"].value) == (["A1:C1"], "说明")


def test_the_same_plan_gives_the_same_bytes() -> None:
    def once() -> bytes:
        return saved(
            sheet(notes=(Note(2, 1, "a"),), conditionals=(Conditional((2, 3, 5, 3), bar=True),)),
            names={"b": "='进度 表'!$A$1", "a": "='进度 表'!$A$2"},
        )

    assert once() == once()


@pytest.mark.parametrize(
    "plan",
    [
        WorkbookPlan((sheet("a" * 32),)),
        WorkbookPlan((sheet("a/b"),)),
        WorkbookPlan((sheet("a"), sheet("A"))),
        WorkbookPlan((sheet(),), names={"A1": "='进度 表'!$A$1"}),
        WorkbookPlan((sheet(validations=(Validation(((2, 1, 2, 1),), "any", prompt="长" * 256),)),)),
        WorkbookPlan((sheet(validations=(Validation(((2, 1, 2, 1),), "never", error_title="长" * 33),)),)),
        WorkbookPlan((sheet(merges=((1, 1, 2, 2), (2, 2, 3, 3))),)),
        WorkbookPlan((sheet(merges=((1, 1, 1, 1),)),)),
        WorkbookPlan((sheet(footer="长" * 300),)),
        WorkbookPlan((sheet(notes=(Note(1, 1, "长" * 40_000),)),)),
        WorkbookPlan((sheet(notes=(Note(2_000_000, 1, "a"),)),)),
        WorkbookPlan((SheetPlan("a", COLUMNS, [Row((Cell("x", link="https://a.cn/" + "b" * 3000),))]),)),
        WorkbookPlan((SheetPlan("a", COLUMNS, [Row((Cell("x", link="b!A1", tip="长" * 256),))]),)),
        WorkbookPlan((SheetPlan("a", COLUMNS, [Row((Cell("x", link="b" * 3000 + "!A1"),))]),)),
        WorkbookPlan((sheet(charts=(Chart("bar", "a", (), 1, 1),)),)),
        WorkbookPlan((sheet(),), custom={"a": "长" * 300}),
    ],
)
def test_what_excel_would_refuse_is_an_error(plan: WorkbookPlan) -> None:
    with pytest.raises(WriterError):
        write_workbook(plan, io.BytesIO())


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "研发部.xlsx"
    write_workbook(WorkbookPlan((sheet(),)), target)
    before = target.read_bytes()
    with pytest.raises(WriterError):
        write_workbook(WorkbookPlan((SheetPlan("a", COLUMNS, [Row(("a" * 40_000,))]),)), target)
    assert target.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["研发部.xlsx"]
    with pytest.raises(OSError, match="nowhere"):
        write_workbook(WorkbookPlan((sheet(),)), tmp_path / "nowhere" / "a.xlsx")


def test_trouble_with_the_disk_stays_trouble_with_the_disk() -> None:
    class Full(io.BytesIO):
        def write(self, _: Any) -> int:
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        write_workbook(WorkbookPlan((sheet(),)), Full())


def test_whole_file_leaves_no_trace_of_an_interruption(tmp_path: Path) -> None:
    def interrupted() -> None:
        with whole_file(tmp_path / "a.txt") as file:
            file.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert list(tmp_path.iterdir()) == []
