"""A template drafted of a company's form: what the file shows is taken over, what it can't show is marked, and whatever it is, the draft is right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetsync.files.template_writer import draft_text
from sheetsync.files.templates import check_source
from sheetsync.model.draft import Draft, DraftSheet, FormLooks, Looks, Offer
from sheetsync.model.raw import RawCell, RawSheet, RawWorkbook
from sheetsync.steps.draft import draft
from sheetsync.steps.draft.names import key_for, label_of, prefix_for, sheet_label
from sheetsync.text import LANGUAGES, words

WORDS = {language: words(language) for language in LANGUAGES}
DAY, MOMENT, CLOCK = 46_000.0, 46_000.5, 0.5


def cell(value: Any) -> RawCell:
    if isinstance(value, RawCell):
        return value
    return RawCell(value, "text" if isinstance(value, str) else "number")


def sheet(rows: Sequence[Sequence[Any]], name: str = "表", **more: Any) -> RawSheet:
    cells = [(n, {c: cell(value) for c, value in enumerate(row, 1) if value is not None}) for n, row in enumerate(rows, 1)]
    return RawSheet(name, [(n, row) for n, row in cells if row], **more)


def drafted(*sheets: RawSheet, looks: Mapping[str, Looks] | None = None, names: Mapping[str, str] | None = None) -> Draft:
    made = draft(RawWorkbook(sheets), FormLooks(looks or {}, names or {}), "样表", WORDS)
    assert check_source(draft_text(made, "样表.xlsx", "填写说明", WORDS["zh"]).encode(), "样表.toml") == [] or not made.sheets
    return made


def only(*sheets: RawSheet, **more: Any) -> DraftSheet:
    (found,) = drafted(*sheets, **more).sheets
    return found


def labels(found: DraftSheet) -> list[str]:
    return [field.label for field in found.fields]


def kinds(found: DraftSheet) -> dict[str, str]:
    return {field.label: field.kind for field in found.fields}


def remarks(found: DraftSheet, label: str) -> list[tuple[str, str]]:
    return [(remark.mark, remark.key) for field in found.fields if field.label == label for remark in field.remarks]


# ── where the header is ──

HEADERS: list[tuple[str, RawSheet, list[str]]] = [
    ("in the first row", sheet([["编号", "部门", "事项"], ["A-1", "甲", "一"]]), ["编号", "部门", "事项"]),
    ("under a title", sheet([["登记表"], ["请每周填写"], ["编号", "部门", "事项"], ["A-1", "甲", "一"]]), ["编号", "部门", "事项"]),
    ("under a merged title", sheet([["登记表"], ["编号", "部门", "事项"]], merged=((1, 1, 1, 3),)), ["编号", "部门", "事项"]),
    (
        "over two rows, those of one row merged",
        sheet(
            [["编号", "部门", "计划", None, "事项"], [None, None, "开始", "结束"]], merged=((1, 1, 2, 1), (1, 2, 2, 2), (1, 3, 1, 4), (1, 5, 2, 5))
        ),
        ["编号", "部门", "计划开始", "计划结束", "事项"],
    ),
    (
        "under a row that names groups",
        sheet([[None, None, "计划"], ["编号", "部门", "开始", "结束", "事项"]], merged=((1, 3, 1, 4),)),
        ["编号", "部门", "计划开始", "计划结束", "事项"],
    ),
    ("not in the first column", sheet([[None, "编号", "部门", "事项"]]), ["编号", "部门", "事项"]),
    ("with line breaks", sheet([["编\n号", "部 门", "Due\ndate"]]), ["编号", "部门", "Due date"]),
    ("over a column without one", sheet([["编号", None, "部门"], ["A-1", "甲", "乙"]]), ["编号", "第 2 列", "部门"]),
    ("merged over columns that it fills", sheet([["编号", "部门", "事项"], ["A-1", "甲", "一"]], merged=((1, 3, 1, 4),)), ["编号", "部门", "事项"]),
]


@pytest.mark.parametrize(("found", "expected"), [each[1:] for each in HEADERS], ids=[each[0] for each in HEADERS])
def test_the_header_is_found(found: RawSheet, expected: list[str]) -> None:
    assert labels(only(found)) == expected


def test_what_stands_above_the_header_is_told() -> None:
    found = only(sheet([["登记表"], ["请每周填写"], ["编号", "部门", "事项"]], "登记"))
    assert [remark.values for remark in found.remarks if remark.key == "above"] == [{"texts": ["登记表", "请每周填写"]}]
    named = only(sheet([["设备登记表"], ["编号", "部门", "事项"]], "Sheet1"))
    assert (named.label, named.options["aliases"]) == ("设备登记表", ["Sheet1"])


# ── what is no field ──


def test_remarks_totals_and_signatures_under_a_table_are_no_records() -> None:
    rows = [
        ["序号", "部门", "事项", "数量"],
        [1.0, "甲", "一", 2.0],
        [2.0, "乙", "二", 3.0],
        ["合 计", None, None, 5.0],
        ["说明：每月填"],
        ["制表：", None, "审核："],
        ["一二"],
    ]
    found = only(sheet(rows, merged=((7, 1, 7, 4),)))
    assert (kinds(found)["序号"], kinds(found)["数量"]) == ("id", "integer")
    assert [remark.values for remark in found.remarks if remark.key == "below"] == [{"texts": ["合计", "说明：每月填", "制表：", "审核：", "一二"]}]
    assert "below" not in {remark.key for remark in only(sheet(rows[:3])).remarks}


def test_hidden_columns_are_no_fields() -> None:
    found = only(sheet([["序号", "内码", "部门", "事项"], [1.0, "ZC001", "甲", "一"], [2.0, "ZC002", "乙", "二"]], hidden_columns=frozenset({2})))
    assert (labels(found), kinds(found)["序号"]) == (["序号", "部门", "事项"], "id")
    assert [remark.values for remark in found.remarks if remark.key == "hidden"] == [{"texts": ["内码"]}]


# ── tables side by side ──

LENT, BACK = ["序号", "领用部门", "物品"], ["序号", "归还部门", "物品", "日期"]


@pytest.mark.parametrize(
    ("rows", "merged", "expected"),
    [
        ([["领用登记", None, None, None, "归还登记"], [*LENT, None, *BACK], [1.0, "甲", "纸", None, 1.0, "乙", "纸", None]],
         ((1, 1, 1, 3), (1, 5, 1, 8)), {"领用登记": LENT, "归还登记": BACK}),
        ([["办公用品"], [*LENT, None, *BACK]], ((1, 1, 1, 8),), {"办公用品": LENT, "表 2": BACK}),
        ([["一"], [*LENT, None, None, "单价", "金额"], [1.0, "甲", "纸", None, None, 2.0, 3.0]], (), {"表": [*LENT, "单价", "金额"]}),
        ([[*LENT, None, *BACK], [1.0, "甲", "纸", "有", 1.0, "乙", "纸", None]], (),
         {"表": [*LENT, "第 4 列", "序号 2", "归还部门", "物品 2", "日期"]}),
    ],
    ids=["titles of their own", "equal headers", "nothing but a gap", "a column between them"],
)  # fmt: skip
def test_tables_side_by_side_are_told_apart(rows: list[list[Any]], merged: Any, expected: Mapping[str, list[str]]) -> None:
    made = drafted(sheet(rows, merged=merged))
    assert {each.label: labels(each) for each in made.sheets} == expected
    told = {remark.key for each in made.sheets for remark in each.remarks} & {"beside", "gap"}
    assert told == ({"beside"} if len(expected) > 1 else {"gap"} if "单价" in rows[1] else set())


def test_a_file_of_which_only_the_cells_are_read_says_so() -> None:
    rows = RawWorkbook((sheet([["编号", "部门", "事项"]]),), format="xlsb")
    assert [remark.key for remark in draft(rows, FormLooks(), "样表", WORDS).remarks] == ["no-looks"]


# ── forms ──


def test_columns_beyond_the_limit_are_told() -> None:
    wide = [[f"列{number}" for number in range(1, 122)], list(range(1, 122))]
    (told,) = [each for each in only(sheet(wide)).remarks if each.key == "fields-cut"]
    assert told.values == {"kept": 120}
    assert "fields-cut" not in {each.key for each in only(sheet([row[:120] for row in wide])).remarks}


def test_labels_beside_merged_cells_make_a_form() -> None:
    rows = [["审批单"], ["部门", None, "申请人", "张三"], ["事由"], ["意见"]]
    found = only(sheet(rows, merged=((1, 1, 1, 4), (3, 2, 3, 4), (4, 2, 4, 4))))
    assert (found.form, labels(found)) == ("form", ["部门", "申请人", "事由", "意见"])
    assert {field.options["editors"] for field in found.fields} == {"any"}


def test_labels_with_colons_make_a_form() -> None:
    found = only(sheet([["单位：", "甲公司"], ["联系人：", None], ["日期：", RawCell(DAY, "date")]]))
    assert kinds(found) == {"单位": "department", "联系人": "person", "日期": "date"}


def test_two_full_columns_make_a_table() -> None:
    found = only(sheet([["事项", "数量"], *([f"事{n}", n] for n in range(6))]))
    assert found.form == "table"


# ── what a column is ──

VALUES: list[tuple[str, Sequence[Any], str]] = [
    ("到货", [RawCell(DAY, "date")], "date"),
    ("到货", [RawCell(DAY, "date"), RawCell(MOMENT, "date")], "datetime"),
    ("到货", [RawCell(CLOCK, "date")], "time"),
    ("完成", [RawCell(0.5, "percent")], "percent"),
    ("件", [1.0, 2.0], "integer"),
    ("价", [1.5, 2.0], "line"),
    ("序号", [1.0, 2.0], "id"),
    ("单据", ["HT-2026-001", "HT-2026-002"], "id"),
    ("经办人", ["张三", "张三", "李四", "李四", "李四", "李四"], "person"),
    ("承办部门", ["甲部", "乙部"], "department"),
    ("配合部门", ["甲部、乙部"], "departments"),
    ("情形", ["好", "坏", "好", "好", "坏", "好"], "choice"),
    ("情形", ["好", "坏", "中"], "line"),
    ("经过", ["这是一段很长的文字，写了事情的经过，前前后后都在这里，比三十个字还要多一些。"], "text"),
    ("情形", ["好", 1.0, RawCell(DAY, "date")], "line"),
    ("截止日期", [], "date"),
    ("数量", [], "integer"),
    ("完成比例", [], "percent"),
    ("备注", [], "text"),
    ("别的", [], "line"),
    ("错", [RawCell("#REF!", "error")], "line"),
]


@pytest.mark.parametrize(("label", "values", "kind"), VALUES)
def test_what_stands_in_a_column_tells_what_it_is(label: str, values: Sequence[Any], kind: str) -> None:
    rows = [["名目", label, "又一列", "再一列"], *([f"第{n}条", value, "甲", "乙"] for n, value in enumerate(values, 1))]
    assert kinds(only(sheet(rows)))[label] == kind


def test_guesses_are_marked() -> None:
    rows = [["事项", "情形", "价", "截止日期", "别的"], *([f"事{n}", word, 1.5, None, None] for n, word in enumerate(["好", "坏"] * 3))]
    found = only(sheet(rows))
    marks = {label: remarks(found, label) for label in labels(found)}
    assert marks["情形"] == [("check", "choice-guessed")]
    assert marks["价"] == [("check", "decimals")]
    assert marks["截止日期"] == [("check", "by-label")]
    assert marks["别的"] == [("check", "blank")]
    assert marks["编号"] == [("note", "id-added")]
    assert marks["责任部门"] == [("check", "owner-added")]
    assert {remark.key for remark in found.remarks} == {"prefix", "title"}


def test_formats_of_blank_cells_tell() -> None:
    looks = Looks(formats={(2, 2): "datetime", (2, 3): "time", (2, 4): "percent", (2, 5): "integer"}, columns={6: "date"}, widths={1: 25.0, 2: 8.43})
    found = only(sheet([["事项", "甲", "乙", "丙", "丁", "戊"]]), looks={"表": looks})
    assert [kinds(found)[label] for label in "甲乙丙丁戊"] == ["datetime", "time", "percent", "integer", "date"]
    assert {field.label: field.options.get("width") for field in found.fields if "width" in field.options} == {"事项": 25}


# ── dropdowns ──


def offer(source: str, column: int = 2, **more: Any) -> Looks:
    return Looks(offers=(Offer(((2, column, 100, column),), "list", source, **more),))


LISTS = sheet([["高", "红"], ["中", "绿"], ["低"]], "字典", state="hidden")
SOURCES = [
    ('"高,中,低"', ["高", "中", "低"]),
    ('=" 高 , 高,低"', ["高", "低"]),
    ("字典!$A$1:$A$3", ["高", "中", "低"]),
    ("=字典!A1:A3", ["高", "中", "低"]),
    ("'字典'!$A:$A", ["高", "中", "低"]),
    ("=等级", ["高", "中", "低"]),
    ("=又名", ["高", "中", "低"]),
    ("$E$2:$E$3", ["是", "否"]),
    ("=转圈", []),
    ("INDIRECT($A$1)", []),
    ("OFFSET(字典!$A$1,0,0,3)", []),
    ("没有!A1:A3", []),
    ("=cmd|' /c calc'!A1", []),
]


@pytest.mark.parametrize(("source", "expected"), SOURCES)
def test_what_a_dropdown_offers(source: str, expected: list[str]) -> None:
    page = sheet([["事项", "等级", "部门", "情况"], [None, None, None, None, "是"], [None, None, None, None, "否"]])
    names = {"等级": "字典!$A$1:$A$3", "又名": "=等级", "转圈": "转圈"}
    made = drafted(page, LISTS, looks={"表": offer(source)}, names=names)
    assert [[label for _, label in each.choices] for each in made.lists] == ([expected] if expected else [])
    assert kinds(made.sheets[0])["等级"] == ("choice" if expected else "line")
    assert remarks(made.sheets[0], "等级") == ([] if expected else [("fill-in", "list-unknown")])


def test_equal_lists_are_one_and_prompts_are_hints() -> None:
    looks = Looks(offers=(Offer(((2, 2, 9, 3),), "list", '"是,否"', prompt="选\n一项"), Offer(((2, 4, 9, 4),), "whole", "", 1, 5)))
    made = drafted(sheet([["事项", "甲", "乙", "丙"]], comments={(1, 4): "打分"}), looks={"表": looks})
    (listed,) = made.lists
    assert listed.choices == (("yes", "是"), ("no", "否"))
    options = {field.label: dict(field.options) for field in made.sheets[0].fields}
    assert options["甲"] == {"list": listed.key, "hint": "选一项"}
    assert options["丙"] == {"minimum": 1, "maximum": 5, "hint": "打分"}


def test_a_dropdown_of_departments_is_a_department() -> None:
    found = only(sheet([["事项", "部门"]]), looks={"表": offer('"甲,乙"')})
    assert kinds(found)["部门"] == "department"


# ── names ──


@pytest.mark.parametrize(
    ("text", "label", "required"),
    [
        ("姓名*", "姓名", True),
        ("* 姓名", "姓名", True),
        ("姓名（必填）", "姓名", True),
        ("姓名：", "姓名", False),
        ("姓名*：", "姓名", True),
        ("姓名", "姓名", False),
    ],
)
def test_stars_and_colons_are_no_part_of_a_label(text: str, label: str, required: bool) -> None:
    assert label_of(text) == (label, required)


def test_keys_and_prefixes_are_right_whatever_the_label() -> None:
    assert [key_for(each, (), "field1") for each in ("负责人", "报修单号", "Due Date", "①", "2nd", "㛃")] == [
        "person", "bxdh", "due_date", "field1_1", "field1_2nd", "field1",
    ]  # fmt: skip
    assert key_for("姓名", {"name", "name_2", "name2"}, "x") == "name_3"
    assert (prefix_for("设备", {"SB"}), prefix_for("①", ()), prefix_for("x", (), "bx")) == ("SB2", "N", "BX")
    assert (sheet_label("a/b[c]"), sheet_label("History"), sheet_label("'")) == ("a b c", "History 1", " 1")


def test_labels_that_are_long_or_there_twice_are_told() -> None:
    long = "这是一个非常非常长的表头，它说明了这一列应该怎样填写，超过了三十二个字"
    found = only(sheet([["事项", long, "情况", "情况"]]))
    assert remarks(found, "情况 2")[0] == ("check", "label-twice")
    (cut,) = [field for field in found.fields if field.label == long[:32]]
    assert cut.options["hint"] == long


def test_labels_of_emoji_are_cut_as_excel_counts_them() -> None:
    found = only(sheet([["事项", "😀" * 40, "😀" * 40, "部门"]], "😀" * 31))
    assert (found.label, labels(found)[2:4]) == ("😀" * 15, ["😀" * 16, "😀" * 15 + " 2"])


def test_a_form_in_english_makes_an_english_template() -> None:
    made = drafted(sheet([["Item", "Team", "Due Date"]], "List"))
    assert (made.language, kinds(made.sheets[0])) == ("en", {"ID": "id", "Item": "line", "Team": "department", "Due Date": "date"})


# ── whatever it is, the draft is right ──

TEXT = st.text(st.characters(codec="utf-8") | st.sampled_from("部门日期编号*：\n\"'\\{}[]#=,、 "), max_size=40)
NUMBER = st.floats(allow_nan=False, width=32) | st.integers(-5, 5).map(float)
CELL = st.none() | TEXT | NUMBER | st.builds(RawCell, NUMBER, st.sampled_from(["date", "percent", "number"])) | st.sampled_from(["高", "A-1", "A-2"])
SHEET = st.builds(
    lambda name, rows, merged: sheet(rows, name or "x", merged=tuple((min(a, c), min(b, d), max(a, c), max(b, d)) for a, b, c, d in merged)),
    st.sampled_from(["表", "Sheet1", "history", "甲/乙", "é" * 40, "填写说明"]) | TEXT,
    st.lists(st.lists(CELL, max_size=6), max_size=8),
    st.lists(st.tuples(*[st.integers(1, 7)] * 4), max_size=4),
)
OFFERS = st.builds(
    Offer, st.just(((2, 1, 9, 3),)), st.sampled_from(["list", "whole", "date", "other"]), TEXT | st.just('"a,A,b"'), NUMBER, NUMBER, TEXT
)


@settings(max_examples=150, deadline=None)
@given(st.lists(SHEET, max_size=3, unique_by=lambda each: each.name), OFFERS)
def test_whatever_a_form_holds_its_template_is_right(sheets: list[RawSheet], offer: Offer) -> None:
    made = draft(RawWorkbook(sheets), FormLooks({each.name: Looks(offers=(offer,)) for each in sheets}), "样表", WORDS)
    if made.sheets:
        assert check_source(draft_text(made, "样\n表.xlsx", "填写说明 9", WORDS["en"]).encode(), "a.toml") == []
