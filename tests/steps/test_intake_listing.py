"""Reading an existing list as new records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from small import CONTEXT, PROJECT, TEMPLATE, field, opening

from sheetsync.model.raw import RawCell, RawSheet, RawWorkbook
from sheetsync.model.template import Sheet
from sheetsync.steps.intake.listing import Listed, read_list
from sheetsync.text import words

JOB = TEMPLATE.sheet("job")


def listed(header: Sequence[str], *rows: Sequence[str], sheet: Sheet = JOB) -> Listed:
    cells = [(n, {c: RawCell(text) for c, text in enumerate(row, 1) if text}) for n, row in enumerate((header, *rows), 1)]
    found = read_list(RawWorkbook([RawSheet("清单", cells)]), sheet, PROJECT, CONTEXT, opening(first=1), "清单.csv")
    assert found is not None
    return found


def told(found: Listed) -> list[tuple[str, str, str]]:
    return [(f.code, f.cell, f.record) for f in found.findings]


def said(found: Listed, number: int = 0) -> str:
    return words("zh", TEMPLATE).finding(found.findings[number])


def test_rows_become_records_with_the_numbers_of_their_departments() -> None:
    found = listed(("title栏", "owner栏"), ("一", "甲部"), ("二", "YI"), ("三", "甲部"))
    assert [(r.id, r.values["owner"], r.values["title"]) for r in found.records] == [
        ("J-JA-001", "甲部", "一"),
        ("J-YI-001", "乙部", "二"),
        ("J-JA-002", "甲部", "三"),
    ]
    assert found.findings == []


def test_a_label_counts_before_an_alias_wherever_it_stands() -> None:
    noted = replace(JOB, fields=tuple(replace(f, aliases=("说明",)) if f.key == "remark" else f for f in JOB.fields))
    found = listed(("title栏", "说明", "owner栏", "remark栏"), ("一", "细节", "甲部", "备"), sheet=noted)
    assert found.records[0].values["remark"] == "备"
    assert [(f.code, f.value, f.cell) for f in found.findings] == [("unknown-column", "说明", "B1")]
    alone = listed(("title栏", "说明", "owner栏"), ("一", "细节", "甲部"), sheet=noted)
    assert alone.records[0].values["remark"] == "细节"


def test_sums_and_remarks_are_told_and_are_no_records() -> None:
    found = listed(
        ("id栏", "title栏", "owner栏", "remark栏"), ("1", "一", "甲部"), ("", "合计", "", "1"), ("合计：", "", "", "1"), ("", "", "", "完")
    )
    assert [r.id for r in found.records] == ["J-JA-001"]
    assert told(found) == [("skipped-row", "A3", ""), ("skipped-row", "A4", ""), ("skipped-row", "A5", "")]


def test_a_row_without_a_title_is_taken_and_told() -> None:
    found = listed(("title栏", "owner栏", "remark栏"), ("", "甲部", "有事"))
    assert [r.id for r in found.records] == ["J-JA-001"]
    assert [(f.code, f.severity, f.cell, f.field) for f in found.findings] == [("required-missing", "warning", "A2", "title")]


def test_a_list_without_the_owners_column_is_taken_and_told_as_one_with_blank_owners() -> None:
    found = listed(("title栏", "remark栏"), ("一", "先问"))
    assert [r.id for r in found.records] == ["J-X-001"]
    assert [(f.code, f.record, f.cell) for f in found.findings] == [("unassigned-record", "J-X-001", "A2")]
    assert "甲部、乙部、丙部、丁部" in said(found)


def test_a_record_that_nobody_would_be_sent_is_an_error_that_says_what_to_do() -> None:
    found = listed(("title栏", "owner栏"), ("一", ""), ("二", "甲步"), ("三", "人事"))
    assert [r.id for r in found.records] == ["J-X-001", "J-X-002", "J-X-003"]
    assert [(f.code, f.record, f.severity) for f in found.findings] == [
        ("unassigned-record", "J-X-001", "error"),
        ("invalid-value", "J-X-002", "error"),
        ("unassigned-record", "J-X-002", "error"),
        ("invalid-value", "J-X-003", "error"),
        ("unassigned-record", "J-X-003", "error"),
    ]
    assert "不会发给任何部门" in said(found)
    assert "甲部、乙部、丙部、丁部" in said(found)
    assert "sheetsync resolve" in said(found)


def test_what_is_not_taken_of_a_new_row_does_not_stay_as_it_was() -> None:
    found = listed(("title栏", "owner栏", "risk栏", "helper栏"), ("一", "甲部", "巨大", "法务"))
    assert "保持原样" not in said(found) + said(found, 1)
    assert "按没有填处理" in said(found, 1)
    assert said(found).endswith("应填：以下部门之一：甲部、乙部、丙部、丁部。")


def test_a_sheet_without_owner_and_title_asks_for_neither() -> None:
    plain = replace(JOB, owner="", title="", fields=(field("id", "id"), field("title"), field("remark", "text")))
    assert listed(("title栏", "remark栏"), ("一", "二"), sheet=plain).findings == []
