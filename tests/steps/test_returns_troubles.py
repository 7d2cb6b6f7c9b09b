"""What a department is to mend in its copy, and the copy as it is laid out again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from small import CONTEXT, TEMPLATE, A, Writer, job

from sheetsync.model import kinds
from sheetsync.model.copy import Copy
from sheetsync.model.finding import Finding
from sheetsync.model.mending import NAMELESS, Mending
from sheetsync.model.plan import CellError
from sheetsync.model.raw import RawCell
from sheetsync.model.reading import WITHOUT_RESULT
from sheetsync.model.record import GivenRow, Issued
from sheetsync.steps.returns import Returning, to_mend
from sheetsync.steps.returns.written import as_written
from sheetsync.text import words

ONE, TWO = job("J-JA-001", A), job("J-JA-002", A)
ISSUED = Issued(
    "T", A, "R2", 2, "zh", "small", {"job": {each.id: each.values for each in (ONE, TWO)}, "plan": {"plan": {}}, "news": {}},
    {"job": ("J-JA-020", "J-JA-021"), "news": ("N-JA-020",)},
)  # fmt: skip


def writer() -> Writer:
    return Writer(A, {"J-JA-001": ONE, "J-JA-002": TWO}, "甲.xlsx")


def returning(given: dict[GivenRow, str] | None = None, titles: dict[str, str] | None = None) -> Returning:
    return Returning(TEMPLATE, CONTEXT, words("zh", TEMPLATE), titles or {}, given or {})


def finding(code: str, cell: str = "", **more: Any) -> Finding:
    place = {"place": "工作", "sheet": "job"} | ({"cell": cell} if cell else {})
    return Finding(code, file="甲.xlsx", department=A, **{**place, **more})


def troubles(copy: Copy, *findings: Finding, **more: Any) -> list[tuple[str, str, str, str]]:
    found = returning(**more).troubles(replace(copy, findings=findings), findings)
    return [(each.code, *each.place) for each in found]


def mending(copy: Copy, **more: Any) -> Mending:
    found = returning(**more).mending(copy, ISSUED, [])
    assert found is not None
    return found


# ── what is to be mended ──


def test_a_wrong_value_is_named_by_its_cell_in_the_workbook() -> None:
    copy = writer().edit("J-JA-001", taken=False, written="月底", due=None).copy()
    assert troubles(copy, finding("invalid-value", "J-JA-001.due", field="due")) == [("invalid-value", "job", "J-JA-001", "due")]


def test_what_another_file_has_wrong_is_no_trouble_of_this_one() -> None:
    copy = writer().edit("J-JA-001", taken=False, written="月底", due=None).copy()
    other = replace(finding("invalid-value", "J-JA-001.due", field="due"), file="乙.xlsx")
    assert returning().troubles(copy, [other]) == []


def test_the_most_fundamental_comes_first_then_the_order_of_the_sheets() -> None:
    copy = writer().edit("J-JA-001", taken=False, due=None).edit("J-JA-002", taken=False, title=None).copy()
    found = [
        finding("required-missing", "J-JA-002.title", field="title"),
        finding("invalid-value", "J-JA-001.due", field="due"),
        finding("missing-sheet", sheet="news", place=""),
        finding("missing-column", field="risk"),
        finding("missing-sheet", sheet="plan", place=""),
    ]
    codes = [(code, sheet) for code, sheet, _, _ in troubles(copy, *found)]
    assert codes == [
        ("missing-sheet", "plan"), ("missing-sheet", "news"), ("missing-column", "job"), ("invalid-value", "job"), ("required-missing", "job"),
    ]  # fmt: skip


@pytest.mark.parametrize("code", ["unknown-column", "unknown-id", "duplicate-id"])
def test_what_need_not_be_mended_is_told_along_but_never_alone(code: str) -> None:
    copy = writer().add("J-XX-9", title="新", due=date(2026, 12, 1)).edit("J-JA-001", taken=False, due=None).copy()
    along = finding(code, "" if code == "unknown-column" else "A50", value="J-XX-9")
    assert troubles(copy, along) == []
    assert [each[0] for each in troubles(copy, along, finding("invalid-value", "J-JA-001.due", field="due"))] == ["invalid-value", code]


def test_of_a_row_that_was_not_read_the_record_is_marked_on_its_own_sheet() -> None:
    shifted = finding("shifted-row", "A9", record="J-JA-001", value="J-JA-001 · 标题")
    misplaced = finding("misplaced-row", "A12", record="N-JA-001", value="N-JA-001 · 消息")
    found = troubles(writer().copy(), shifted, misplaced)
    assert found == [("shifted-row", "job", "J-JA-001", ""), ("misplaced-row", "news", "N-JA-001", "")]


def test_the_text_for_a_row_that_was_not_read_has_all_that_stood_there() -> None:
    value = " · ".join(f"第{n}格的很长的内容" for n in range(60))
    shifted = finding("shifted-row", "A9", record="J-JA-001", value=value)
    (told,) = returning().troubles(replace(writer().copy(), findings=(shifted,)), [shifted])
    assert value in told.text


def test_of_what_the_copy_did_not_say_itself_about_its_sheets_nothing_is_asked() -> None:
    assert returning().troubles(writer().copy(), [finding("missing-sheet", place="")]) == []


@pytest.mark.parametrize(("names", "asked"), [("J-XX-999", 1), ("J-JA-002", 0)])
def test_a_reference_is_to_be_mended_where_the_copy_names_the_lost_record(names: str, asked: int) -> None:
    copy = writer().edit("J-JA-001", sees=(names, "J-JA-002")).copy()
    lost = Finding("dangling-reference", sheet="job", record="J-JA-001", field="sees", value="J-XX-999")
    assert len(returning().troubles(copy, [lost])) == asked


def test_what_a_department_wrote_into_cells_of_others_is_not_for_it_to_mend() -> None:
    copy = writer().edit("J-JA-001", taken=False, written="看不懂", owner=None).edit("J-JA-002", taken=False, written="月底", due=None).copy()
    theirs = finding("invalid-value", "J-JA-001.owner", field="owner", value="看不懂")
    assert returning().troubles(copy, [theirs]) == []
    told = returning().troubles(copy, [theirs, finding("invalid-value", "J-JA-002.due", field="due", value="月底")])
    assert [(each.record, each.along) for each in told] == [("J-JA-002", False), ("J-JA-001", True)]
    assert "不用改" in told[1].text


def test_the_cells_of_a_record_come_in_the_order_of_its_columns() -> None:
    copy = writer().edit("J-JA-001", taken=False, title=None, due=None, start=None).copy()
    found = [finding("invalid-value", f"J-JA-001.{key}", field=key) for key in ("start", "due", "title")]
    assert [field for _, _, _, field in troubles(copy, *found)] == ["title", "due", "start"]


def test_one_thing_that_is_told_twice_is_one_thing() -> None:
    copy = writer().edit("J-JA-001", taken=False, due=None).copy()
    wrong = finding("invalid-value", "J-JA-001.due", field="due", value="月底")
    assert len(returning().troubles(copy, [wrong, wrong])) == 1


def test_a_row_without_an_id_is_known_by_the_one_that_it_got_or_by_its_place() -> None:
    copy = writer().add(title="新", due=date(2026, 12, 1)).copy()
    wrong = finding("required-missing", "A50")
    assert troubles(copy, wrong) == [("required-missing", "job", f"{NAMELESS}50", "")]
    assert troubles(copy, wrong, given={(copy.sha256, "job", 50): "J-JA-022"}) == [("required-missing", "job", "J-JA-022", "")]


def test_findings_of_one_file_in_the_order_of_mending() -> None:
    found = [finding("unknown-column"), finding("conflict"), finding("invalid-value"), finding("missing-sheet"), finding("shifted-row")]
    assert [each.code for each in to_mend(found)] == ["missing-sheet", "shifted-row", "invalid-value", "unknown-column"]


# ── the copy as it is laid out again ──


def test_what_was_filled_in_stands_in_its_cells_and_gone_rows_are_gone() -> None:
    copy = writer().edit("J-JA-001", due=date(2026, 12, 1), share=0.4).remove("J-JA-002").copy()
    found = mending(copy)
    assert dict(found.cells) == {("job", "J-JA-001", "due"): date(2026, 12, 1), ("job", "J-JA-001", "share"): 0.4}
    assert [record.id for record in found.shown["job"]] == ["J-JA-001"]


def test_choices_and_records_are_shown_as_people_see_them() -> None:
    copy = writer().edit("J-JA-001", risk="high", after="J-JA-002").copy()
    found = mending(copy, titles={"J-JA-002": "另一件"})
    assert found.cells["job", "J-JA-001", "risk"] == "high项"
    assert str(found.cells["job", "J-JA-001", "after"]).startswith("J-JA-002")


def test_a_blank_row_that_was_filled_in_is_blank_no_more() -> None:
    copy = writer().add("J-JA-020", blank=True, title="新").copy()
    found = mending(copy)
    assert (found.added["job"], found.blanks["job"]) == (("J-JA-020",), ("J-JA-021",))
    assert found.cells["job", "J-JA-020", "state"] == "open项"  # what counts when nobody fills it in


def test_rows_without_an_id_keep_what_stood_in_its_place_and_those_that_got_one_are_the_copys_own() -> None:
    copy = writer().add("没有编号", title="一").add(title="二").copy()
    found = mending(copy, given={(copy.sha256, "job", 51): "J-JA-030"})
    assert (found.added["job"], found.mine - {""}) == (("没有编号", "J-JA-030"), {"J-JA-030"})
    assert mending(writer().add(title="一").copy()).names == {f"{NAMELESS}50": ""}


def test_references_to_a_row_that_got_another_id_go_along() -> None:
    copy = writer().add("J-XX-9", title="新").edit("J-JA-001", after="J-XX-9", sees=("J-JA-002", "J-XX-9")).copy()
    found = mending(copy, given={(copy.sha256, "job", 50): "J-JA-022"})
    assert str(found.cells["job", "J-JA-001", "after"]).startswith("J-JA-022")
    assert str(found.cells["job", "J-JA-001", "sees"]) == "J-JA-002、J-JA-022"


def test_two_rows_with_one_id_that_is_not_theirs_can_not_be_laid_out() -> None:
    copy = writer().add("J-XX-9", title="一").add("J-XX-9", title="二").copy()
    assert returning().mending(copy, ISSUED, []) is None


def test_a_value_that_was_not_taken_stands_as_it_was_written() -> None:
    copy = writer().edit("J-JA-001", taken=False, written="月底", due=None).copy()
    assert mending(copy).cells["job", "J-JA-001", "due"] == "月底"


@pytest.mark.parametrize(
    ("key", "written"), [("due", "月底"), ("due", "5"), ("share", "140%"), ("share", "1.4"), ("count", "很多"), ("title", WITHOUT_RESULT)]
)
def test_what_was_not_taken_is_found_wrong_again_as_long_as_nobody_mends_it(key: str, written: str) -> None:
    field = TEMPLATE.sheet("job").field(key)
    shown = as_written(written, field, CONTEXT)
    assert shown == written
    assert not kinds.read(RawCell(written), field, CONTEXT).taken


@pytest.mark.parametrize(("written", "error"), [("#REF!", "#REF!"), ("=A1&B1", "#N/A")])
def test_what_would_be_taken_as_a_text_stands_as_the_error_that_it_was(written: str, error: str) -> None:
    shown = as_written(written, TEMPLATE.sheet("job").field("title"), CONTEXT)
    assert (shown, isinstance(shown, CellError)) == (error, True)


def test_a_blank_stays_blank() -> None:
    assert as_written("  ", TEMPLATE.sheet("job").field("due"), CONTEXT) is None


def test_every_edit_of_a_copy_has_its_cell_whatever_it_says() -> None:
    days: dict[str, Any] = {"due": date(2026, 12, 1), "start": None, "tags": ("red", "blue"), "parties": ("甲部", "乙部"), "helper": "乙部"}
    copy = writer().edit("J-JA-001", **days).copy()
    found = mending(copy)
    assert set(found.cells) == {("job", "J-JA-001", key) for key in days}
    for key in ("tags", "parties", "helper"):
        shown = found.cells["job", "J-JA-001", key]
        assert kinds.read(RawCell(str(shown)), TEMPLATE.sheet("job").field(key), CONTEXT).value == days[key]
