"""The merged tables and forms."""

import dataclasses
from collections.abc import Iterator

import pytest
from report_sample import JOB, JOBS, MERGED, STATE, TEMPLATE, TODAY, body, both, given, job, made, nothing, sheet

from sheetsync.model.plan import Cell, Row, SheetPlan, line_count, row_height, text_width
from sheetsync.model.record import Record
from sheetsync.model.template import Field
from sheetsync.steps.report import report, tables

SHEET = made("工作")
ABOVE = 4


def cells(plan: SheetPlan, record: str) -> tuple[object, ...]:
    return next(row.cells for row in list(plan.rows)[ABOVE:] if row.cells and record in (row.cells[0], getattr(row.cells[0], "value", None)))


def test_records_stand_in_the_order_of_the_state_with_all_fields() -> None:
    assert [row[0] for row in body(SHEET)] == ["J-2", "J-1", "J-3", "J-4", "J-5"]
    assert body(SHEET)[3] == ("J-4", "新、待决", "第4件", "乙组", "张三", TODAY, 0.5, "未办", "J-1")
    assert body(SHEET)[4] == ("J-5", "待决", "第5件", "丙组", "张三", TODAY, 0.5, None, None)


def test_the_header_names_the_fields() -> None:
    header = list(SHEET.rows)[ABOVE - 1].cells
    assert [cell.value for cell in header if isinstance(cell, Cell)] == [
        "工作号", "本轮", "事由", "小组", "经手人", "期限", "完成比例", "阶段", "前项",
    ]  # fmt: skip


def test_changed_and_open_cells_are_marked_and_told_in_words() -> None:
    marked = {number: cell.style.tone for number, cell in enumerate(cells(SHEET, "J-1")) if isinstance(cell, Cell) and cell.style}
    assert marked == {0: "open", 1: "input", 6: "new", 7: "new"}
    assert cells(SHEET, "J-1")[1] == Cell("改、待决", tables.CENTRE)


def test_an_untouched_record_is_plain_values() -> None:
    untouched = given(merged=dataclasses.replace(MERGED, changes=(), decisions=()))
    assert cells(made("工作", untouched), "J-2") == ("J-2", None, "第2件", "甲组", "张三", TODAY, 0.5, "拖延", None)


def test_a_marked_cell_carries_a_note_that_says_who_and_where() -> None:
    notes = {(note.row, note.column): note.text for note in SHEET.notes}
    assert notes[6, 8] == "本轮改动：未办 → 已办\n甲组、乙组\n甲.xlsx 工作 G7；乙.xlsx 工作 G9"
    assert notes[6, 7] == "本轮改动：50% → 100%\n协调人\n—"
    assert notes[7, 8].startswith("待决：\nA　受阻 — 现值\nB　拖延")
    assert set(notes) == {(5, 6), (6, 1), (6, 7), (6, 8), (7, 8), (8, 1), (9, 1)}


def test_a_sheet_carries_a_limited_number_of_notes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_NOTES", 2)
    assert len(made("工作").notes) == 2


def test_tones_follow_the_words_of_the_choices() -> None:
    rules = {(rule.tone, rule.formula) for rule in SHEET.conditionals if not rule.bar}
    assert rules == {("bad", 'OR($H5="受阻",$H5="拖延")'), ("good", 'OR($H5="已办")')}
    assert {rule.range for rule in SHEET.conditionals if not rule.bar} == {(5, 8, 9, 8)}


def test_percentages_have_bars_and_dates_their_format() -> None:
    assert [rule.range for rule in SHEET.conditionals if rule.bar] == [(5, 7, 9, 7)]
    assert [column.style.number for column in SHEET.columns][4:8] == ["text", "date", "percent", "text"]


def test_head_and_id_stay_and_every_column_filters() -> None:
    assert SHEET.freeze == (5, 3)
    assert SHEET.filter == (4, 1, 9, 9)
    assert SHEET.repeat_rows == (4, 4)


def test_rows_are_high_enough_for_chinese_text() -> None:
    long = dataclasses.replace(MERGED, state={**STATE, "note": {"N-1": Record("N-1", {"text": "字" * 100}), "N-2": Record("N-2", {"text": "短"})}})
    first, second = list(made("便笺", given(merged=long)).rows)[ABOVE:]
    assert first.height is not None
    assert second.height is not None
    assert first.height >= 6 * second.height / 2
    assert first.height <= 240


def test_rows_can_be_read_twice_and_are_made_while_they_are_read() -> None:
    read: list[str] = []

    class Watched(dict[str, Record]):
        def values(self) -> Iterator[Record]:  # type: ignore[override] # an iterator is all that is used
            for record in super().values():
                read.append(record.id)
                yield record

    state = {**STATE, "job": Watched((each.id, each) for each in JOBS)}
    rows = made("工作", given(merged=dataclasses.replace(MERGED, state=state))).rows
    read.clear()
    turn = iter(rows)
    for _ in range(ABOVE + 1):
        next(turn)
    assert read == ["J-2"]
    assert list(rows) == list(rows)


def test_a_form_shows_its_lines() -> None:
    assert body(made("总览")) == [("目的", "通车"), ("起始", TODAY)]
    assert body(made("总览", given(merged=dataclasses.replace(MERGED, state={})))) == [("目的", None), ("起始", None)]


def test_a_quote_in_a_label_does_not_break_the_formula() -> None:
    assert tables._is_one_of("$A1", ['a"b', "c"]) == 'OR($A1="a""b",$A1="c")'


def test_a_table_without_records_says_so() -> None:
    plan = made("工作", given(merged=dataclasses.replace(MERGED, state={})))
    assert list(plan.rows)[ABOVE:] == [Row((Cell("还没有记录。", tables.NOTE),), 24, tables.PLAIN)]
    assert plan.filter is None


def test_an_apostrophe_in_a_sheet_name_is_doubled_in_links() -> None:
    assert tables.place("it's", 7) == "'it''s'!A7"


def test_a_new_record_alone_is_new() -> None:
    alone = given(merged=dataclasses.replace(MERGED, decisions=(), changes=MERGED.changes[2:]))
    assert cells(made("工作", alone), "J-4")[:2] == (
        Cell("J-4", made("工作").columns[0].style._replace(tone="new", bold=True)),
        Cell("新", tables.CENTRE),
    )
    assert job(4, "乙组").id == "J-4"


def long_job(text: str) -> SheetPlan:
    field = Field("more", both("详情", "More"), "text")
    wide = dataclasses.replace(JOB, fields=(*JOB.fields, field))
    template = dataclasses.replace(TEMPLATE, sheets=(wide,))
    merged = dataclasses.replace(MERGED, state={"job": {"J-1": job(1, "甲组", more=text)}}, changes=(), decisions=())
    return made("工作", given(merged=merged, template=template))


def test_a_column_of_texts_widens_until_the_longest_finds_room_in_the_highest_row() -> None:
    short, long, endless = (long_job("说明" * count) for count in (10, 400, 9000))
    assert short.columns[-1].width == 34
    assert 34 < long.columns[-1].width < 80
    assert (list(long.rows)[-1].height or 0) < 409
    assert endless.columns[-1].width == 80
    assert list(endless.rows)[-1].height == 409
    assert all(column.style.top for column in long.columns)


def test_a_table_too_wide_to_be_read_on_one_page_is_printed_on_several_with_its_ids() -> None:
    fields = tuple(Field(f"f{number}", both(f"第{number}项", f"F{number}"), "text") for number in range(20))
    wide = dataclasses.replace(JOB, fields=(*JOB.fields, *fields))
    assert made("工作").pages_wide == 1
    found = made("工作", given(template=dataclasses.replace(TEMPLATE, sheets=(wide,), charts=())))
    assert (found.pages_wide, found.repeat_columns) == (3, (1, 1))
    empty = made("工作", dataclasses.replace(nothing(), template=dataclasses.replace(TEMPLATE, sheets=(wide,), charts=())))
    assert empty.pages_wide == 1


def test_cells_of_choices_and_departments_offer_their_words_also_below_the_table() -> None:
    plan = report(given())
    rules = {rule.ranges: rule for rule in sheet(plan, "工作").validations}
    assert list(rules) == [((5, 4, 209, 4),), ((5, 8, 209, 8),)]
    lists = {rule.ranges[0][1]: plan.names[rule.source].partition("!")[2].replace("$", "").split(":") for rule in rules.values()}
    rows = list(sheet(plan, "选项").rows)
    assert {column: rows[int(first[1:]) - 1].cells for column, (first, _) in lists.items()} == {
        4: ("甲组", "乙组", "丙组", "丁组"),
        8: ("未办", "受阻", "拖延", "已办"),
    }
    assert {rule.severity for rule in rules.values()} == {"warning"}


def test_the_explanation_of_a_table_printed_side_by_side_is_wrapped_within_the_first_page() -> None:
    wide = dataclasses.replace(JOB, fields=(*JOB.fields, *(Field(f"t{n}", both(f"第{n}列", f"T{n}"), "text") for n in range(8))))
    for language, name in (("zh", "工作"), ("en", "Jobs")):
        template = dataclasses.replace(TEMPLATE, sheets=tuple(wide if each.key == "job" else each for each in TEMPLATE.sheets))
        plan = made(name, given(language, template=template))
        assert plan.pages_wide > 1
        (count, text, *_), ((top, left, bottom, right),) = list(plan.rows)[1].cells, plan.merges
        assert (top, left, bottom) == (2, 2, 2)
        assert isinstance(count, Cell)
        assert isinstance(text, Cell)
        assert text_width(str(count.value)) <= plan.columns[0].width, "it is printed again on each page"
        assert text_width(str(list(plan.rows)[2].cells[0].value)) <= plan.columns[0].width  # type: ignore[union-attr] # the link back is a cell
        widths = [column.width for column in plan.columns]
        assert sum(widths[:right]) <= sum(widths) / plan.pages_wide
        assert list(plan.rows)[1].height >= row_height(line_count(str(text.value), sum(widths[1:right])))  # type: ignore[operator] # it is given


def test_above_the_header_stands_what_is_shown_and_what_the_numbers_come_to() -> None:
    scale = Field("mark", both("评分", "Mark"), "integer", minimum=1, maximum=5)
    days, stars = Field("days", both("天数", "Days"), "integer"), Field("stars", both("星级", "Stars"), "rating")
    wide = dataclasses.replace(JOB, fields=(*JOB.fields, scale, days, stars))
    state = {"job": {each.id: each for each in (job(1, "甲组", share=0.25, mark=4, days=7), job(2, "乙组", share=0.0, mark=5, days=5))}}
    merged = dataclasses.replace(MERGED, state=state, changes=(), decisions=())
    plan = made("工作", given(merged=merged, template=dataclasses.replace(TEMPLATE, sheets=(wide,), charts=())))
    line = {n: cell for n, cell in enumerate(list(plan.rows)[ABOVE - 2].cells, 1) if isinstance(cell, Cell) and cell.formula}
    assert {n: cell.value for n, cell in line.items()} == {3: "显示 2 条", 7: "平均 13%", 10: "平均 4.5", 11: "合计 12", 12: ""}
    assert line[3].formula == '"显示 "&SUBTOTAL(103,A5:A206)&" 条"'
    assert line[11].formula == 'IF(SUBTOTAL(102,K5:K206)=0,"","合计 "&TEXT(SUBTOTAL(109,K5:K206),"0"))'


def test_above_a_table_without_records_stands_no_total() -> None:
    assert len(list(made("工作", given(merged=dataclasses.replace(MERGED, state={}))).rows)[ABOVE - 2].cells) == 1
