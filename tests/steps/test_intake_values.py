"""Values that depend on more than their cell: the word for ditto, formulas, cells of another format."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from small import job
from test_intake_rows import DAY, FULL, OTHER, edits, read, start, told

from sheetsync.model.raw import RawCell, RawSheet


@pytest.mark.parametrize("word", ["同上", "〃", "″", "同 上", " 同上 ", "Ditto", "same as above"])
def test_a_ditto_is_the_cell_above_with_a_notice(word: str) -> None:
    returned, page = start(FULL, OTHER)
    page.row("J-JA-002").update({"due": RawCell(word), "risk": RawCell(word), "tags": RawCell(word), "count": RawCell(word)})
    copy = read(returned)
    assert edits(copy) == {"J-JA-002.due": DAY, "J-JA-002.risk": "low", "J-JA-002.tags": ("red", "blue"), "J-JA-002.count": 3}
    assert {e.written for e in copy.edits} == {word.strip()}
    assert sorted(told(copy, "field", "reason", "value")) == [
        ("repaired-value", key, "from-above", word.strip()) for key in ("count", "due", "risk", "tags")
    ]


def test_dittos_below_one_another_are_all_the_first_of_them() -> None:
    returned, page = start(FULL, OTHER)
    page.row("J-JA-001")["start"] = RawCell("2026-12-03")
    page.row("J-JA-002")["start"] = RawCell("同上")
    page.row("J-JA-010").update({"title": RawCell("新事"), "start": RawCell("同上")})
    copy = read(returned)
    assert edits(copy)["J-JA-002.start"] == date(2026, 12, 3)
    assert copy.rows[0].entries["start"].value == date(2026, 12, 3)


@pytest.mark.parametrize("above", [None, RawCell("月底"), RawCell("#REF!", "error")])
def test_a_ditto_of_nothing_that_can_be_taken_is_refused(above: RawCell | None) -> None:
    returned, page = start(FULL, OTHER)
    page.row("J-JA-001").pop("start", None)
    if above:
        page.row("J-JA-001")["start"] = above
    page.row("J-JA-002")["start"] = RawCell("同上")
    assert ("invalid-value", "J-JA-002", "ditto") in told(read(returned), "record", "reason")


def test_a_ditto_in_free_text_is_one_only_when_nothing_else_can_be_meant() -> None:
    returned, page = start(FULL, OTHER)
    page.row("J-JA-001")["remark"] = RawCell("等设备")
    page.row("J-JA-002").update({"remark": RawCell("同上"), "check": RawCell('"')})
    assert edits(read(returned))["J-JA-002.remark"] == "等设备"
    page.row("J-JA-001")["log"] = RawCell("甲部：已开会")
    page.row("J-JA-002")["log"] = RawCell("同上")
    assert edits(read(returned))["J-JA-002.log"] == "同上"


@pytest.mark.parametrize("field", ["remark", "check", "start"])
def test_a_ditto_of_nothing_is_nobodys_value_in_free_text_either(field: str) -> None:
    """A name or a remark that says 同上 tells nothing once the rows are sorted."""
    returned, page = start(FULL, OTHER)
    page.row("J-JA-001").pop(field, None)
    page.row("J-JA-002")[field] = RawCell("同上")
    page.row("J-JA-010").update({"title": RawCell("新事"), field: RawCell("〃")})
    copy = read(returned)
    assert [e.taken for e in copy.edits if e.record == "J-JA-002"] == [False]
    assert {place[1:3] for place in told(copy, "record", "value", "reason") if place[3] == "ditto"} == {("J-JA-002", "同上"), ("J-JA-010", "〃")}


def test_a_ditto_that_was_issued_is_no_edit() -> None:
    returned, page = start(FULL, job("J-JA-002", remark="同上"))
    assert page.row("J-JA-002")["remark"].value == "同上"
    assert read(returned).edits == ()


def test_a_ditto_below_a_row_that_nobody_sees_is_refused() -> None:
    returned, page = start(FULL, OTHER)
    page.row("J-JA-002")["risk"] = RawCell("同上")
    raw = returned.raw()
    hidden = tuple(
        replace(s, hidden_rows=frozenset(n for n, cells in s.rows if any(c.value == "J-JA-001" for c in cells.values()))) for s in raw.sheets
    )
    copy = read(returned, replace(raw, sheets=hidden))
    assert ("invalid-value", "J-JA-002", "ditto") in told(copy, "record", "reason")


def test_a_formula_that_had_to_be_read_says_as_what() -> None:
    returned, page = start(FULL, OTHER)
    page.row("J-JA-001")["due"] = RawCell("12月5日", formula=True)
    copy = read(returned)
    assert edits(copy) == {"J-JA-001.due": date(2026, 12, 5)}
    (finding,) = copy.findings
    assert (finding.code, finding.reason, finding.detail["read"]) == ("formula-value", "year-added", date(2026, 12, 5))


def test_the_number_that_was_issued_is_no_edit_though_its_format_is_lost() -> None:
    full = job("J-JA-001", share=1.0)
    returned, page = start(full)
    page.row("J-JA-001")["share"] = RawCell(1.0, "number")
    assert read(returned).edits == ()
    page.row("J-JA-001")["share"] = RawCell("1")
    assert told(read(returned), "reason") == [("ambiguous-value", "percent-or-fraction")]


def test_the_sheet_of_lists_is_no_strange_one_where_a_program_shows_it() -> None:
    returned, _ = start(FULL)
    raw = returned.raw()
    lists = RawSheet("选项", [(1, {1: RawCell("请保留")}), (3, {1: RawCell("list_states"), 2: RawCell("calendar_days")})])
    assert told(read(returned, replace(raw, sheets=[*raw.sheets, lists]))) == []
    mine = RawSheet("我的笔记", [(1, {1: RawCell("请看")})])
    assert told(read(returned, replace(raw, sheets=[*raw.sheets, mine])), "place") == [("unknown-sheet", "我的笔记")]
