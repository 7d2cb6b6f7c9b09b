"""Rows that the coordinator typed below a merged sheet's table, or deleted: which of them are new records, and which were added before."""

from __future__ import annotations

from dataclasses import replace

import pytest
from small import PROJECT, TEMPLATE, A, B, Writer, job, opening

from sheetsync.model.copy import Copy
from sheetsync.model.finding import Finding
from sheetsync.model.kinds import Value
from sheetsync.model.record import Record
from sheetsync.steps.resolve.rows import MANY, Earlier, NewRows, new_rows, not_read, removed_rows

ID = "J-JA-001"
STATE = opening(job(ID)).state
NUMBERS = {("job", A): 20, ("job", B): 30}


def typed() -> Writer:
    return Writer("", {}, "report.xlsx")


def read(writer: Writer | Copy, earlier: dict[str, Earlier] | None = None) -> NewRows:
    edits = writer if isinstance(writer, Copy) else writer.copy()
    return new_rows(edits, TEMPLATE, PROJECT, "R2", STATE, NUMBERS, earlier or {})


def added(rows: NewRows) -> dict[str, dict[str, Value]]:
    return {each.record.id: dict(each.record.values) for each in rows.added}


def told(rows: NewRows) -> list[tuple[str, str, str, str]]:
    return [(f.code, f.record, f.field, f.value) for f in rows.findings]


# ── new records ──


def test_a_row_gets_the_next_number_of_its_department_and_its_defaults() -> None:
    rows = read(typed().add(title="甲", owner=A, count=3).add(title="乙", owner=B).add(title="丙", owner=A))
    assert added(rows) == {
        "J-JA-020": {"state": "open", "title": "甲", "owner": A, "count": 3},
        "J-YI-030": {"state": "open", "title": "乙", "owner": B},
        "J-JA-021": {"state": "open", "title": "丙", "owner": A},
    }
    assert rows.places == {("job", 50): "J-JA-020", ("job", 51): "J-YI-030", ("job", 52): "J-JA-021"}
    assert [each.row for each in rows.added] == [50, 51, 52]
    assert [*rows.findings, *rows.again, *rows.there, *rows.gone, *rows.renames] == []
    assert NUMBERS == {("job", A): 20, ("job", B): 30}, "the numbers are the caller's"


def test_what_was_typed_says_where_and_what_is_only_a_default_does_not() -> None:
    (row,) = read(typed().add(title="甲", owner=A)).added
    assert {key: (o.round, o.departments, [s.cell for s in o.sources]) for key, o in row.record.origins.items()} == {
        "title": ("R2", (), ["50.title"]),
        "owner": ("R2", (), ["50.owner"]),
    }


def test_a_row_without_a_department_or_a_title_is_told() -> None:
    rows = read(typed().add(title="甲").add(owner=A))
    assert list(added(rows)) == ["J-X-001", "J-JA-020"]
    assert told(rows) == [("unassigned-record", "J-X-001", "owner", ""), ("required-missing", "J-JA-020", "title", "")]
    assert (rows.findings[0].file, rows.findings[0].place, rows.findings[0].cell, rows.findings[0].sheet) == ("report.xlsx", "工作", "A50", "job")


def test_what_is_no_value_of_its_kind_is_left_out_and_not_told_twice() -> None:
    (row,) = typed().add(title="甲", owner=A, count=3).copy().rows
    entries = {key: entry._replace(taken=key == "title") for key, entry in row.entries.items()}
    rows = read(replace(typed().copy(), rows=(replace(row, entries=entries),)))
    assert (added(rows), told(rows)) == ({"J-X-001": {"state": "open", "title": "甲"}}, [])


def test_an_id_that_was_typed_is_told_and_means_the_new_record_in_the_other_rows() -> None:
    rows = read(typed().add("NEW", title="甲", owner=A, after=ID).add(title="乙", owner=A, after="NEW", sees=("NEW", ID)))
    assert added(rows)["J-JA-021"] == {"state": "open", "title": "乙", "owner": A, "after": "J-JA-020", "sees": ("J-JA-020", ID)}
    assert added(rows)["J-JA-020"]["after"] == ID
    assert told(rows) == [("unknown-id", "J-JA-020", "", "NEW")]
    assert rows.renames == {("job", "NEW"): "J-JA-020"}


def test_an_id_that_two_rows_bear_means_neither() -> None:
    rows = read(typed().add("NEW", title="甲", owner=A).add("NEW", title="乙", owner=A).add(title="丙", owner=A, after="NEW"))
    assert rows.renames == {}
    assert added(rows)["J-JA-022"]["after"] == "NEW"


def test_a_copied_row_is_a_new_record_and_its_id_means_the_first_one() -> None:
    rows = read(typed().add(ID, duplicate=ID, title="抄", owner=A).add(title="丙", owner=A, after=ID))
    assert (list(added(rows)), told(rows), rows.renames) == (["J-JA-020", "J-JA-021"], [], {})
    assert added(rows)["J-JA-021"]["after"] == ID


def test_a_row_with_the_id_of_a_record_that_is_there_is_none_and_is_told_whole() -> None:
    rows = read(typed().add(ID, title="甲", count=3))
    assert (added(rows), told(rows), rows.places) == ({}, [("row-not-added", ID, "", "甲、3")], {})


# ── rows that an earlier save added ──

BEFORE = Record("J-JA-015", {"state": "open", "title": "年会场地预订", "owner": A, "count": 3}, dict.fromkeys(("title", "owner", "count")))  # type: ignore[arg-type] # who said so is of no account here
KNOWN = {"J-JA-015": Earlier("job", frozenset({50}), BEFORE)}


def test_a_row_that_was_added_before_is_that_record_wherever_it_stands_now() -> None:
    away = {"J-JA-015": Earlier("job", frozenset({7}), BEFORE)}
    rows = read(typed().add(title="年会场地预订", owner=A, count=3), away)
    assert (added(rows), list(rows.again), list(rows.gone)) == ({}, [], [])
    assert rows.places == {("job", 50): "J-JA-015"}
    assert rows.there == {("job", "J-JA-015"): BEFORE}


def test_what_it_says_otherwise_now_is_an_edit_of_it() -> None:
    rows = read(typed().add(title="年会场地预定", owner=B, count=4, risk="low"), KNOWN)
    assert added(rows) == {}
    assert {(a.sheet, a.record, a.field, a.before, a.value) for a in rows.again} == {
        ("job", "J-JA-015", "title", "年会场地预订", "年会场地预定"),
        ("job", "J-JA-015", "owner", A, B),
        ("job", "J-JA-015", "count", 3, 4),
        ("job", "J-JA-015", "risk", None, "low"),
    }


def test_what_it_says_no_longer_is_cleared_unless_the_column_is_gone() -> None:
    edits = typed().add(title="年会场地预订", owner=A).copy()
    assert [(a.field, a.before, a.value) for a in read(edits, KNOWN).again] == [("count", 3, None)]
    lost = replace(edits, findings=(Finding("missing-column", sheet="job", field="count"),))
    assert list(read(lost, KNOWN).again) == []


def test_what_is_no_value_of_its_kind_is_no_edit_of_it() -> None:
    (row,) = typed().add(title="年会场地预订", owner=A, count=5).copy().rows
    entries = {key: entry._replace(taken=key != "count") for key, entry in row.entries.items()}
    assert list(read(replace(typed().copy(), rows=(replace(row, entries=entries),)), KNOWN).again) == []


@pytest.mark.parametrize(
    ("row", "same"),
    [(50, True), (51, False)],
    ids=["at its place", "elsewhere"],
)
def test_a_row_with_a_title_much_the_same_is_the_record_only_at_its_place(row: int, same: bool) -> None:
    (typed_row,) = typed().add(title="年会的场地预订", owner=A).copy().rows
    rows = read(replace(typed().copy(), rows=(replace(typed_row, row=row),)), KNOWN)
    assert (list(added(rows)), list(rows.gone)) == (([], []) if same else (["J-JA-020"], [("job", "J-JA-015")]))


def test_a_row_with_another_title_at_its_place_is_another_thing() -> None:
    rows = read(typed().add(title="供应商名单", owner=A, count=3), KNOWN)
    assert (list(added(rows)), rows.gone) == (["J-JA-020"], [("job", "J-JA-015")])


def test_of_two_rows_of_one_title_the_one_at_its_place_is_the_record() -> None:
    rows = read(typed().add(title="年会场地预订", owner=B).add(title="年会场地预订", owner=B), {"J-JA-015": Earlier("job", frozenset({51}), BEFORE)})
    assert rows.places == {("job", 50): "J-YI-030", ("job", 51): "J-JA-015"}


def test_the_row_that_says_the_same_comes_before_the_one_that_has_the_title_and_the_place() -> None:
    rows = read(typed().add(title="年会场地预订", owner=B).add(title="年会场地预订", owner=A, count=3), KNOWN)
    assert rows.places == {("job", 50): "J-YI-030", ("job", 51): "J-JA-015"}


def test_two_records_of_one_title_are_two_rows_and_each_row_one_record() -> None:
    twin = replace(BEFORE, id="J-JA-016")
    both = {**KNOWN, "J-JA-016": Earlier("job", frozenset({51}), twin)}
    two = typed().add(title="年会场地预订", owner=A, count=3).add(title="年会场地预订", owner=A, count=3)
    assert read(two, both).places == {("job", 50): "J-JA-015", ("job", 51): "J-JA-016"}
    one = read(typed().add(title="年会场地预订", owner=A, count=3), both)
    assert (one.places, one.gone) == ({("job", 50): "J-JA-015"}, [("job", "J-JA-016")])


def test_what_it_refers_to_goes_by_other_names_in_the_file_and_does_not_tell_rows_apart() -> None:
    refers = Record("J-JA-015", {"title": "年会场地预订", "owner": A, "after": "J-JA-020"}, {})
    rows = read(
        typed().add(title="年会场地预订", owner=A, after="NEW").add("NEW", title="甲", owner=A), {"J-JA-015": Earlier("job", frozenset(), refers)}
    )
    assert rows.places == {("job", 50): "J-JA-015", ("job", 51): "J-JA-020"}
    assert list(rows.again) == [], "NEW is J-JA-020, as before"


def test_a_row_that_says_nothing_but_a_reference_or_of_another_sheet_is_not_the_record() -> None:
    refers = Earlier("job", frozenset({7}), Record("J-JA-015", {"after": ID}, {}))
    assert list(added(read(typed().add(after=ID), {"J-JA-015": refers}))) == ["J-X-001"]
    news = Earlier("news", frozenset({50}), replace(BEFORE, id="N-JA-015"))
    assert list(added(read(typed().add(title="年会场地预订", owner=A), {"N-JA-015": news}))) == ["J-JA-020"]


def test_a_row_with_its_own_id_beside_one_that_was_added_before() -> None:
    """The id that it bears is that of a record by now, and still it is the row that added it."""
    known = {ID: Earlier("job", frozenset({50}), replace(BEFORE, id=ID))}
    rows = read(typed().add(ID, title="年会场地预订", owner=A, count=3), known)
    assert (added(rows), told(rows), rows.places) == ({}, [], {("job", 50): ID})


# ── rows that are gone ──


def test_a_record_is_gone_only_from_the_file_that_added_it_and_from_a_sheet_that_was_read() -> None:
    assert read(typed(), KNOWN).gone == [("job", "J-JA-015")]
    assert read(typed(), {"J-JA-015": KNOWN["J-JA-015"]._replace(same_file=False)}).gone == []
    for code in ("missing-sheet", "second-sheet", "unclear-row", "row-kept"):
        assert read(replace(typed().copy(), findings=(Finding(code, sheet="job"),)), KNOWN).gone == []
    assert read(replace(typed().copy(), findings=(Finding("missing-sheet", sheet="news"),)), KNOWN).gone == [("job", "J-JA-015")]
    assert not_read(replace(typed().copy(), findings=(Finding("skipped-row", sheet="job"),))) == (set(), set())


def of(count: int, gone: int, certain: bool = True) -> tuple[int, list[Finding]]:
    """How many are taken for removed, where so many rows of so many are gone."""
    jobs = [job(f"J-JA-{number:03d}") for number in range(count)]
    removed, findings = removed_rows(typed().remove(*(each.id for each in jobs[:gone])).copy(), opening(*jobs).state, certain)
    return len(removed), findings


@pytest.mark.parametrize(
    ("count", "gone", "removed"),
    [(12, 1, 1), (MANY, MANY - 1, MANY - 1), (MANY, MANY, 0), (2 * MANY, MANY, MANY), (2 * MANY, MANY + 1, 0), (2 * MANY - 1, MANY, 0)],
)
def test_who_deletes_most_of_a_long_table_has_removed_nothing(count: int, gone: int, removed: int) -> None:
    taken, findings = of(count, gone)
    assert taken == removed
    assert len(findings) == gone - removed


def test_rows_that_may_never_have_been_there_are_not_removed() -> None:
    taken, findings = of(12, 1, certain=False)
    assert taken == 0
    assert [(f.code, f.file, f.sheet, f.record) for f in findings] == [("row-kept", "report.xlsx", "job", "J-JA-000")]
