"""Reading a returned workbook: which row is which, which cells differ, what is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest
from laws.returned import HIDDEN, ID, Book, Page, Row, book, cell, ids, joined
from small import PROJECT, TEMPLATE, A, B, context, job

from sheetsync.model.copy import Copy
from sheetsync.model.raw import RawCell, RawSheet, RawWorkbook
from sheetsync.model.record import Issued, Record
from sheetsync.model.token import check_character
from sheetsync.steps.intake import Envelope, read_copy
from sheetsync.steps.intake.identity import carried

DAY = date(2026, 12, 1)
CODE = "SS-22222222-2"


def issued(*jobs: Record, department: str = A, plan: Mapping[str, object] | None = None) -> Issued:
    base = {"plan": {"plan": plan or {}}, "job": {j.id: j.values for j in jobs}, "news": {}}
    return Issued(CODE, department, "R2", 2, "zh", "", base, {"job": ("J-JA-010", "J-JA-011", "J-JA-012"), "news": ("N-JA-010",)})  # type: ignore[arg-type] # plain dicts


FULL = job("J-JA-001", A, due=DAY, count=3, risk="low", tags=("red", "blue"), remark="一")
OTHER = job("J-JA-002", A, due=date(2026, 12, 9), count=8, risk="high", remark="二")


def start(*jobs: Record, **more: object) -> tuple[Book, Page]:
    returned = book(issued(*(jobs or (FULL, OTHER)), **more))  # type: ignore[arg-type] # issued's own
    return returned, returned.pages["job"]


def read(returned: Book, raw: RawWorkbook | None = None) -> Copy:
    return returned.read(PROJECT, raw=raw)


def told(copy: Copy, *fields: str) -> list[tuple[str, ...]]:
    return [(f.code, *(str(getattr(f, name)) for name in fields)) for f in copy.findings]


def edits(copy: Copy) -> dict[str, object]:
    return {f"{e.record}.{e.field}": e.value for e in copy.edits}


# ── cells ──


def test_an_edit_says_what_was_there_what_was_written_and_where() -> None:
    returned, page = start()
    page.row("J-JA-001")["due"] = RawCell("2026年12月5日")
    (edit,) = read(returned).edits
    assert (edit.sheet, edit.record, edit.field, edit.before, edit.value) == ("job", "J-JA-001", "due", DAY, date(2026, 12, 5))
    assert (edit.written, edit.source, edit.allowed, edit.taken) == ("2026年12月5日", ("copy.xlsx", "工作", "E6"), True, True)


def test_a_value_that_is_not_allowed_is_an_edit_that_is_not_taken_with_its_finding() -> None:
    returned, page = start()
    page.row("J-JA-001")["due"] = RawCell("月底")
    copy = read(returned)
    (edit,) = copy.edits
    assert (edit.value, edit.written, edit.taken) == (None, "月底", False)
    assert told(copy, "record", "field", "place", "cell", "value") == [("invalid-value", "J-JA-001", "due", "工作", "E6", "月底")]


def test_a_value_that_is_not_allowed_in_a_blank_cell_is_told_as_well() -> None:
    returned, page = start()
    page.row("J-JA-001")["start"] = RawCell("月底")
    copy = read(returned)
    assert [(e.field, e.taken) for e in copy.edits] == [("start", False)]
    assert [c for (c,) in told(copy)] == ["invalid-value"]


def test_a_value_that_needed_repair_is_taken_with_a_notice() -> None:
    returned, page = start()
    page.row("J-JA-001")["due"] = RawCell("12月5日")
    copy = read(returned)
    assert edits(copy) == {"J-JA-001.due": date(2026, 12, 5)}
    assert told(copy, "reason") == [("repaired-value", "year-added")]
    assert copy.findings[0].detail["read"] == date(2026, 12, 5)


def test_the_same_value_in_another_way_is_no_edit_and_not_told() -> None:
    returned, page = start()
    page.row("J-JA-001").update(due=RawCell("12月1日"), count=RawCell("３"), risk=RawCell("LOW"), tags=RawCell("Blue/Red"))
    copy = read(returned)
    assert (copy.edits, copy.findings) == ((), ())


def test_clearing_is_an_edit() -> None:
    returned, page = start()
    del page.row("J-JA-001")["count"]
    assert edits(read(returned)) == {"J-JA-001.count": None}
    page.row("J-JA-002")["risk"] = RawCell("   ")
    assert edits(read(returned)) == {"J-JA-001.count": None, "J-JA-002.risk": None}


def test_clearing_a_required_cell_is_not_taken() -> None:
    returned, page = start()
    del page.row("J-JA-001")["title"]
    copy = read(returned)
    (edit,) = copy.edits
    assert (edit.before, edit.value, edit.taken) == ("标题J-JA-001", None, False)
    assert told(copy, "field", "reason", "cell") == [("required-missing", "title", "cleared", "B6")]


def test_a_required_cell_that_was_blank_is_not_told_of_an_issued_record() -> None:
    returned, _ = start(Record("J-JA-001", {"owner": A, "count": 1}))
    assert read(returned).findings == ()


def test_who_may_change_a_cell_goes_by_what_was_issued() -> None:
    returned, page = start(job("J-YI-001", B, helper=A))
    page.row("J-YI-001").update(count=RawCell(1.0, "number"), check=RawCell("x"), remark=RawCell("y"), secret=RawCell("z"))
    assert {e.field: e.allowed for e in read(returned).edits} == {"count": False, "check": True, "remark": True, "secret": False}


def test_a_formula_counts_with_its_result_and_is_told() -> None:
    returned, page = start()
    page.row("J-JA-001")["count"] = RawCell(5.0, "number", formula=True)
    page.row("J-JA-002")["count"] = RawCell(None, "number", formula=True, calculated=False)
    copy = read(returned)
    assert [(e.record, e.value, e.taken) for e in copy.edits] == [("J-JA-001", 5, True), ("J-JA-002", None, False)]
    assert told(copy, "record", "value") == [("formula-value", "J-JA-001", "5"), ("uncalculated-formula", "J-JA-002", "=…")]


# ── forms ──


def test_a_form_is_read_by_its_labels() -> None:
    returned, _ = start(plan={"goal": "旧", "day": DAY})
    returned.lines["goal"] = RawCell("新")
    del returned.lines["day"]
    copy = read(returned)
    assert {(e.sheet, e.record, e.field): (e.value, e.source.cell) for e in copy.edits} == {
        ("plan", "plan", "goal"): ("新", "B5"), ("plan", "plan", "day"): (None, "B7"),
    }  # fmt: skip


def test_a_forms_value_may_read_like_another_lines_label() -> None:
    returned, _ = start(plan={"goal": "旧", "note": "x"})
    returned.lines["goal"] = RawCell("note栏")
    assert edits(read(returned)) == {"plan.goal": "note栏"}


# ── rows with ids ──


def test_rows_are_known_by_their_ids_however_these_are_written() -> None:
    returned, page = start()
    page.row("J-JA-001").update({ID: RawCell("ｊ－JA－001 "), HIDDEN: RawCell("j-ja-001"), "count": RawCell(4.0, "number")})
    copy = read(returned)
    assert edits(copy) == {"J-JA-001.count": 4}
    assert copy.missing == ()
    assert copy.findings == ()


def test_a_row_that_is_gone_is_missing() -> None:
    returned, page = start()
    page.rows.remove(page.row("J-JA-001"))
    assert read(returned).missing == (("job", "J-JA-001"),)


def test_a_row_of_which_only_the_id_is_left_is_missing() -> None:
    returned, page = start()
    page.rows[0] = ids("J-JA-001")
    copy = read(returned)
    assert copy.missing == (("job", "J-JA-001"),)
    assert copy.edits == ()


def test_an_issued_record_without_any_value_is_not_missing() -> None:
    returned, _ = start(Record("J-JA-001", {}))
    assert read(returned).missing == ()


def test_a_hidden_row_is_read_and_told() -> None:
    returned, page = start()
    page.row("J-JA-001")["count"] = RawCell(4.0, "number")
    page.hidden = frozenset({6, 7, 99})
    copy = read(returned)
    assert edits(copy) == {"J-JA-001.count": 4}
    assert told(copy, "detail") == [("hidden-rows", "{'count': 2}")]


def test_a_blank_row_that_stays_blank_is_no_record() -> None:
    returned, page = start()
    page.row("J-JA-010")["remark"] = RawCell("  ")
    page.row("J-JA-011").update(state=RawCell("open项"), owner=RawCell(A))
    copy = read(returned)
    assert copy.rows == ()


def test_a_blank_row_that_was_filled_in() -> None:
    returned, page = start()
    page.row("J-JA-011").update(title=RawCell("新"), state=RawCell("open项"), owner=RawCell(A), due=RawCell("月底"), secret=RawCell("x"))
    copy = read(returned)
    (row,) = copy.rows
    assert (row.sheet, row.id, row.row, row.blank, row.duplicate, row.source) == ("job", "J-JA-011", 9, True, "", ("copy.xlsx", "工作", "A9"))
    assert {key: (e.value, e.written, e.allowed, e.taken) for key, e in row.entries.items()} == {
        "title": ("新", "新", True, True), "due": (None, "月底", True, False), "secret": ("x", "x", False, True),
    }  # fmt: skip
    assert told(copy, "record", "field") == [("invalid-value", "J-JA-011", "due")]
    assert copy.read == 3


def test_new_rows_come_in_the_order_of_the_file() -> None:
    returned, page = start()
    page.row("J-JA-011")["title"] = RawCell("b")
    page.rows.insert(0, {"title": RawCell("a"), "remark": RawCell("x")})
    page.row("J-JA-010")["title"] = RawCell("c")
    assert [r.entries["title"].value for r in read(returned).rows] == ["a", "c", "b"]


# ── two columns of ids ──


def test_a_row_whose_visible_id_was_deleted_is_known_by_the_hidden_one() -> None:
    returned, page = start()
    row = page.row("J-JA-001")
    del row[ID]
    row["count"] = RawCell(4.0, "number")
    copy = read(returned)
    assert edits(copy) == {"J-JA-001.count": 4}
    assert told(copy, "reason", "record", "cell") == [("relinked", "hidden-id", "J-JA-001", "A6")]


def test_a_row_whose_visible_id_was_overwritten_is_known_by_the_hidden_one_and_its_content() -> None:
    returned, page = start()
    page.rows[0][ID], page.rows[1][ID] = RawCell("J-JA-002"), RawCell("J-JA-001")
    copy = read(returned)
    assert (copy.edits, copy.missing) == ((), ())
    assert told(copy, "reason", "record") == [("relinked", "hidden-id", "J-JA-001"), ("relinked", "hidden-id", "J-JA-002")]


def test_a_blank_row_whose_id_was_overwritten_with_what_is_no_id_keeps_its_own() -> None:
    returned, page = start()
    row = page.row("J-JA-010")
    row.update({ID: RawCell("新增"), "title": RawCell("新")})
    (new,) = read(returned).rows
    assert (new.id, new.blank) == ("J-JA-010", True)


def test_a_word_in_the_id_cell_of_a_blank_row_is_told() -> None:
    returned, page = start()
    page.row("J-JA-010")[ID] = RawCell("见附件")
    copy = read(returned)
    assert copy.rows == ()
    assert told(copy, "reason", "value", "cell") == [("relinked", "hidden-id", "见附件", "A8")]


@pytest.mark.parametrize("typed", ["J-JA-900", "J-YI-003", "J-JA-001", "J-JA-011"])
def test_a_blank_row_over_whose_id_another_was_filled_keeps_its_own(typed: str) -> None:
    """One that nobody was given, another department's, an issued record's, another blank row's."""
    returned, page = start()
    page.row("J-JA-010").update({"title": RawCell("新"), "owner": RawCell(A), ID: RawCell(typed)})
    copy = read(returned)
    assert [(r.id, r.blank, r.duplicate) for r in copy.rows] == [("J-JA-010", True, "")]
    assert (copy.edits, copy.missing) == ((), ())
    assert told(copy, "reason", "record", "value") == [("relinked", "hidden-id", "J-JA-010", typed)]


def test_an_id_that_was_typed_over_that_of_a_row_in_which_nothing_stands_says_nothing() -> None:
    returned, page = start()
    page.row("J-JA-010")[ID] = RawCell("J-JA-900")
    copy = read(returned)
    assert (copy.findings, copy.rows, copy.edits, copy.missing) == ((), (), (), ())


def changed(hidden: str, visible: str = "J-JA-001", kept: tuple[str, ...] = ("owner",), **others: object) -> Copy:
    """The first of two records of four cells, of which all but these were typed over, with another hidden id."""
    two = (job("J-JA-001", A, count=3, risk="low"), job("J-JA-002", A, count=8, risk="high"))
    returned, page = start(*two)
    row = page.row("J-JA-001")
    if hidden == "J-JA-002":
        page.rows.remove(page.row("J-JA-002"))
    typed = {"title": RawCell("别的"), "count": RawCell(5.0, "number"), "risk": RawCell("middle项"), "owner": RawCell(A)}
    row.update({key: value for key, value in typed.items() if key not in kept})
    row.update({key: RawCell(value) if isinstance(value, str) else RawCell(float(value), "number") for key, value in others.items()})  # type: ignore[arg-type] # numbers
    row.update({ID: RawCell(visible), HIDDEN: RawCell(hidden)})
    return read(returned)


@pytest.mark.parametrize(("visible", "hidden", "read_as"), [("J-JA-001", "J-ZZ-999", 5), ("J-JA-900", "J-JA-001", 0)])
def test_an_id_that_nobody_was_given_does_not_make_a_row_unclear(visible: str, hidden: str, read_as: int) -> None:
    """However much of it was typed over; where people see that one, the row is a new one."""
    returned, page = start(job("J-JA-001", A, due=DAY, count=3, risk="low", remark="一"))
    typed = {"title": "别的", "count": 5.0, "risk": "high项", "remark": "二", "due": "2026-12-05", ID: visible, HIDDEN: hidden}
    page.row("J-JA-001").update({key: RawCell(text, "number" if key == "count" else "text") for key, text in typed.items()})  # type: ignore[arg-type] # texts and a number
    copy = read(returned)
    assert (len(copy.edits), len(copy.rows)) == (read_as, int(not read_as))
    assert "unclear-row" not in dict(told(copy, "record"))


def test_the_content_decides_between_two_ids_from_a_quarter_of_the_cells_on() -> None:
    theirs = changed("J-JA-002", count=8)
    assert (told(theirs, "reason", "record"), list(theirs.missing)) == ([("relinked", "hidden-id", "J-JA-002")], [("job", "J-JA-001")])
    ours = changed("J-JA-002", kept=("owner", "count"))
    assert (told(ours), sorted(edits(ours))) == ([], ["J-JA-001.risk", "J-JA-001.title"])
    neither = changed("J-JA-002", kept=("owner", "count"), risk="high项")
    assert told(neither, "value") == [("unclear-row", "J-JA-001")]


def test_a_record_typed_over_but_for_a_quarter_stays_itself_also_beside_a_blank_rows_hidden_id() -> None:
    copy = changed("J-JA-010")
    assert (told(copy), copy.rows, sorted(edits(copy))) == ([], (), ["J-JA-001.count", "J-JA-001.risk", "J-JA-001.title"])


def test_ids_that_were_filled_down_over_blank_rows_move_none_of_them() -> None:
    returned, page = start()
    for row, typed in zip(page.rows[2:], ("J-JA-011", "J-JA-012", "J-JA-013"), strict=True):
        row.update({"title": RawCell(f"新 {row[ID].value}"), ID: RawCell(typed)})
    copy = read(returned)
    assert [(r.id, r.entries["title"].value) for r in copy.rows] == [(f"J-JA-01{n}", f"新 J-JA-01{n}") for n in range(3)]
    assert {reason for _, reason in told(copy, "reason")} == {"hidden-id"}


def test_a_record_whose_row_was_moved_onto_a_blank_one_without_its_hidden_id_goes_by_the_visible_one() -> None:
    returned, page = start()
    page.row("J-JA-001").update({HIDDEN: RawCell("J-JA-010"), "count": RawCell(4.0, "number")})
    page.rows.remove(page.row("J-JA-010"))
    assert edits(read(returned)) == {"J-JA-001.count": 4}


@pytest.mark.parametrize("onto", ["J-JA-010", "J-JA-002"])
def test_a_row_that_was_pasted_over_another_one_keeps_the_id_that_people_see(onto: str) -> None:
    """The hidden id in the middle of the pasted range comes along; the record that it names stands elsewhere, with both ids."""
    returned, page = start()
    page.row("J-JA-011").update(title=RawCell("后续"), after=RawCell(onto))
    page.row(onto).update({key: value for key, value in page.row("J-JA-001").items() if key != ID})
    copy = read(returned)
    assert (copy.status, copy.missing, copy.findings) == ("", (), ())
    if onto == "J-JA-010":
        assert [(r.id, r.blank, r.duplicate) for r in copy.rows] == [("J-JA-010", True, ""), ("J-JA-011", True, "")]
        assert copy.edits == ()
    else:
        assert edits(copy)["J-JA-002.title"] == FULL.values["title"]


def test_a_copied_row_in_which_something_stands_that_is_no_value_is_no_row_of_the_same_content() -> None:
    returned, page = start()
    page.rows.insert(1, {**page.row("J-JA-001"), "start": RawCell("月底")})
    copy = read(returned)
    assert copy.edits == ()
    assert [(row.duplicate, row.entries["start"].written) for row in copy.rows] == [("J-JA-001", "月底")]
    assert sorted(told(copy, "reason", "value")) == [("duplicate-id", "", "J-JA-001"), ("invalid-value", "relative-date", "月底")]
    page.rows.insert(1, dict(page.rows[1]))
    page.rows[0]["start"] = RawCell("月底")
    again = read(returned)
    assert (again.rows, [(e.field, e.written) for e in again.edits]) == ((), [("start", "月底")])
    assert told(again, "reason").count(("duplicate-id", "same")) == 2


def test_of_two_rows_with_one_id_that_which_holds_what_is_no_value_is_the_farther_one() -> None:
    returned, page = start()
    page.rows.insert(0, {**page.row("J-JA-001"), "start": RawCell("月底")})
    copy = read(returned)
    assert (copy.edits, [row.row for row in copy.rows]) == ((), [6])


def test_a_row_with_two_cells_of_its_hidden_ids_record_may_have_been_typed_and_two_such_rows_were_sorted_in_part() -> None:
    first, second = (
        job(f"J-JA-00{n}", due=date(2026, 12, n), start=date(2026, 12, 10 + n), count=n, share=n / 10, risk=risk, remark=f"备注{n}")
        for n, risk in ((1, "low"), (2, "high"))
    )
    returned, page = start(first, second)
    one, two = page.rows[:2]
    mine, theirs = ({key: row[key] for key in ("count", "remark")} for row in (one, two))
    one[HIDDEN], two[HIDDEN] = two[HIDDEN], one[HIDDEN]
    one.update(theirs)
    copy = read(returned)
    assert (copy.status, edits(copy)) == ("", {"J-JA-001.count": 2, "J-JA-001.remark": "备注2"})
    two.update(mine)
    assert (read(returned).status, {c for (c,) in told(read(returned))}) == ("held", {"unclear-row"})


def test_rows_over_whose_ids_something_was_typed_and_of_which_cells_were_cleared_are_still_their_own() -> None:
    """What is blank in them is nothing that they hold of a record that there is not."""
    returned, page = start()
    for row, typed in zip(page.rows[:2], ("甲", "乙"), strict=True):
        row[ID] = RawCell(typed)
        for key in ("count", "remark"):
            del row[key]
    copy = read(returned)
    assert (copy.status, copy.missing, copy.rows) == ("", (), ())
    assert edits(copy) == {f"J-JA-00{n}.{key}": None for n in (1, 2) for key in ("count", "remark")}


def test_a_blank_row_into_which_a_records_row_was_copied_with_the_id_that_is_seen_is_that_blank_row() -> None:
    returned, page = start()
    page.row("J-JA-010").update({key: value for key, value in page.row("J-JA-001").items() if key != HIDDEN} | {"count": RawCell(4.0, "number")})
    copy = read(returned)
    assert (copy.edits, copy.missing, [(row.id, row.blank) for row in copy.rows]) == ((), (), [("J-JA-010", True)])
    assert told(copy, "reason", "value") == [("relinked", "hidden-id", "J-JA-001")]


def test_a_record_whose_cells_were_moved_to_another_row_without_its_id_is_found_there() -> None:
    returned, page = start()
    row = page.row("J-JA-001")
    page.rows.append({key: value for key, value in row.items() if key not in (ID, HIDDEN)})
    for key in [key for key in row if key not in (ID, HIDDEN)]:
        del row[key]
    copy = read(returned)
    assert (copy.edits, copy.missing, copy.rows) == ((), (), ())
    assert told(copy, "reason", "record") == [("relinked", "content", "J-JA-001")]


def test_a_row_that_was_pasted_where_no_id_stands_is_a_copied_row() -> None:
    returned, page = start()
    page.rows.append({**{key: value for key, value in page.row("J-JA-001").items() if key != ID}, "count": RawCell(4.0, "number")})
    assert [(r.id, r.duplicate) for r in read(returned).rows] == [("", "J-JA-001")]


def test_a_row_of_which_it_is_unclear_whose_it_is_holds_the_copy() -> None:
    returned, page = start()
    page.row("J-JA-001").update({HIDDEN: RawCell("J-JA-002"), "count": RawCell(8.0, "number"), "remark": RawCell("二")})
    page.row("J-JA-002").update({HIDDEN: RawCell("J-JA-001")})
    copy = read(returned)
    assert (copy.status, copy.edits, copy.rows, copy.missing) == ("held", (), (), ())
    assert told(copy, "cell", "record") == [("unclear-row", "A6", "J-JA-001")]


def test_a_row_that_holds_nothing_of_either_record_goes_by_its_visible_id() -> None:
    returned, page = start()
    page.rows[0] = {ID: RawCell("J-JA-001"), HIDDEN: RawCell("J-JA-002"), "title": RawCell("全新"), "owner": RawCell(B)}
    del page.rows[1]
    copy = read(returned)
    assert copy.status == ""
    assert edits(copy)["J-JA-001.title"] == "全新"


def test_the_hidden_column_is_not_taken_for_the_visible_one() -> None:
    """The English label of an id may itself be Id."""
    returned, page = start(job("J-JA-001", A))
    page.language = "en"
    del page.rows[0][ID]
    copy = read(returned)
    assert (copy.edits, copy.missing) == ((), ())
    assert told(copy, "reason") == [("relinked", "hidden-id")]
    page.rows[0][ID] = page.rows[0].pop(HIDDEN)
    assert read(returned).findings == ()


# ── columns that were sorted apart ──

THIRD = job("J-JA-003", A, due=date(2026, 12, 20), count=5, risk="middle", remark="三")


def sort_up_to(page: Page, last: str, *order: int) -> None:
    """Puts the first cells of other rows into the first rows, up to a column."""
    column, rows = page.columns.index(last) + 1, [dict(row) for row in page.rows]
    for place, came in enumerate(order):
        page.rows[place] = joined(page, rows[came], rows[place], column)


@pytest.mark.parametrize("order", [(1, 0), (2, 0, 1), (0, 2, 1), (5, 4, 3, 2, 1, 0)])
@pytest.mark.parametrize("last", [HIDDEN, "risk", "sees", "count"])
def test_a_sort_that_takes_ids_along_and_leaves_columns_behind_holds_the_copy(order: tuple[int, ...], last: str) -> None:
    """However few cells were left behind, whether the blank rows were sorted as well, and whether the hidden ids went along."""
    returned, page = start(FULL, OTHER, THIRD)
    sort_up_to(page, last, *order)
    copy = read(returned)
    assert (copy.status, copy.edits, copy.rows, copy.missing) == ("held", (), (), ())
    assert {(f.code, f.place) for f in copy.findings} == {("unclear-row", "工作")}
    assert last == "count" or [f.reason for f in copy.findings] == ["sorted"]


def test_a_few_cells_typed_after_it_do_not_hide_such_a_sort() -> None:
    returned, page = start(*(job(f"J-JA-{n:03d}", A, count=n, remark=f"第 {n} 条") for n in range(100, 106)))
    sort_up_to(page, "state", *reversed(range(6)))
    page.row("J-JA-100")["remark"] = RawCell("改")
    assert read(returned).status == "held"


def test_rows_that_were_moved_whole_are_only_edited_where_somebody_typed() -> None:
    """Even what the row that was issued in that place holds."""
    returned, page = start(FULL, OTHER, THIRD)
    page.rows[:3] = [page.rows[2], page.rows[0], page.rows[1]]
    page.row("J-JA-003")["remark"], page.row("J-JA-001")["risk"] = RawCell("一"), RawCell("high项")
    assert edits(read(returned)) == {"J-JA-003.remark": "一", "J-JA-001.risk": "high"}


LATER = {"count": 5, "risk": "middle", "tags": ("green",), "log": "在办", "remark": "三"}
THIRDS = (FULL, replace(OTHER, values={**OTHER.values, "tags": ("white",), "log": "待办"}), job("J-JA-003", A, **LATER))


def exchange(page: Page, *columns: str, order: tuple[int, ...] = (1, 0)) -> None:
    """Sorts some columns by themselves."""
    cells = [{key: row.get(key) for key in columns} for row in page.rows]
    for place, came in enumerate(order):
        for key, each in cells[came].items():
            page.rows[place].pop(key, None)
            page.rows[place].update({key: each} if each else {})


def test_the_last_columns_sorted_without_the_first_ones_hold_the_copy() -> None:
    returned, page = start(*THIRDS)
    exchange(page, *page.columns[page.columns.index("risk") :])
    assert [f.reason for f in read(returned).findings] == ["sorted"]


def test_columns_in_the_middle_sorted_by_themselves_hold_the_copy() -> None:
    returned, page = start(*(job(f"J-JA-00{n}", A, due=date(2026, 12, n), start=date(2026, 11, n), count=n, remark=str(n)) for n in (1, 2, 3)))
    exchange(page, "due", "start", "share", "seen_on", "count", order=(2, 0, 1))
    assert read(returned).status == "held"


def test_two_records_may_exchange_a_few_values() -> None:
    returned, page = start(*(job(f"J-JA-00{n}", A, due=date(2026, 12, n), start=date(2026, 11, n), count=n, remark=str(n)) for n in (1, 2)))
    exchange(page, "due", "start", "count")
    assert len(edits(read(returned))) == 6
    exchange(page, "due", "start", "count")
    exchange(page, "remark")
    assert len(edits(read(returned))) == 2


def test_a_record_may_become_what_another_one_was() -> None:
    """Others did not become what that one was."""
    returned, page = start(*THIRDS)
    for place in (0, 1):
        page.rows[place].update({key: page.rows[2][key] for key in LATER})
    page.rows[2]["count"] = RawCell(99.0, "number")
    assert len(edits(read(returned))) > 8


# ── copied rows ──


def test_of_two_rows_with_one_id_the_one_nearest_to_the_base_keeps_it() -> None:
    returned, page = start()
    copied: Row = {**page.row("J-JA-001"), "title": RawCell("抄一份"), "count": RawCell(9.0, "number")}
    page.row("J-JA-001")["count"] = RawCell(4.0, "number")
    for place in (0, 2):
        page.rows.insert(place, copied)
        copy = read(returned)
        assert edits(copy) == {"J-JA-001.count": 4}
        (row,) = copy.rows
        assert (row.id, row.duplicate, row.blank, row.entries["title"].value) == ("J-JA-001", "J-JA-001", False, "抄一份")
        assert told(copy, "reason", "record") == [("duplicate-id", "", "J-JA-001")]
        page.rows.remove(copied)


def test_a_copied_row_that_says_the_same_is_told_and_not_read() -> None:
    returned, page = start()
    page.rows.insert(1, dict(page.row("J-JA-001")))
    copy = read(returned)
    assert (copy.edits, copy.rows, copy.missing) == ((), (), ())
    assert told(copy, "reason") == [("duplicate-id", "same")]
    page.row("J-JA-001")["count"] = page.rows[1]["count"] = RawCell(4.0, "number")
    copy = read(returned)
    assert edits(copy) == {"J-JA-001.count": 4}
    assert copy.rows == ()


def test_a_copied_id_without_anything_else_is_nothing() -> None:
    returned, page = start()
    page.rows.insert(0, ids("J-JA-001"))
    copy = read(returned)
    assert (copy.edits, copy.rows, copy.missing, copy.findings) == ((), (), (), ())


def test_a_blank_row_that_was_filled_in_and_copied() -> None:
    returned, page = start()
    page.row("J-JA-010").update(title=RawCell("新"))
    page.rows.append({**page.row("J-JA-010"), "title": RawCell("新二"), "count": RawCell(1.0, "number")})
    rows = read(returned).rows
    assert [(r.id, r.blank, r.duplicate) for r in rows] == [("J-JA-010", True, ""), ("J-JA-010", False, "J-JA-010")]


# ── rows without ids ──


def lose_ids(page: Page, *records: str) -> None:
    for identity in records:
        row = page.row(identity)
        row.pop(ID)
        row.pop(HIDDEN)


def test_a_row_without_ids_is_its_record_when_it_holds_the_same() -> None:
    returned, page = start()
    lose_ids(page, "J-JA-001")
    copy = read(returned)
    assert (copy.edits, copy.rows, copy.missing) == ((), (), ())
    assert told(copy, "reason", "record", "value") == [("relinked", "content", "J-JA-001", "标题J-JA-001")]


def test_a_row_without_ids_is_its_record_when_it_clearly_holds_most_of_it() -> None:
    returned, page = start()
    lose_ids(page, "J-JA-001", "J-JA-002")
    page.rows[0]["count"] = RawCell(4.0, "number")
    page.rows.reverse()
    copy = read(returned)
    assert edits(copy) == {"J-JA-001.count": 4}
    assert (copy.rows, copy.missing) == ((), ())


def test_a_row_without_ids_that_holds_little_of_any_record_is_new() -> None:
    returned, page = start()
    lose_ids(page, "J-JA-001")
    page.rows[0].update(title=RawCell("别的"), count=RawCell(4.0, "number"), remark=RawCell("三"), due=RawCell("2026-12-20"))
    copy = read(returned)
    assert copy.missing == (("job", "J-JA-001"),)
    assert [(r.id, r.blank, r.duplicate) for r in copy.rows] == [("", False, "")]


def test_a_row_without_ids_that_may_be_either_of_two_records_is_new() -> None:
    twins = [replace(FULL, id=f"J-JA-00{n}", values={**FULL.values, "count": n}) for n in (1, 2)]
    returned, page = start(*twins)
    lose_ids(page, "J-JA-001", "J-JA-002")
    page.rows[0]["count"] = page.rows[1]["count"] = RawCell(7.0, "number")
    copy = read(returned)
    assert len(copy.missing) == len(copy.rows) == 2


def test_one_row_that_may_be_either_of_two_records_is_new() -> None:
    twins = [replace(FULL, id=f"J-JA-00{n}", values={**FULL.values, "count": n}) for n in (1, 2)]
    returned, page = start(*twins)
    lose_ids(page, "J-JA-001")
    page.rows[0]["count"] = RawCell(7.0, "number")
    page.rows.pop(1)
    copy = read(returned)
    assert (len(copy.missing), len(copy.rows)) == (2, 1)


def test_of_two_rows_that_may_be_one_record_neither_is() -> None:
    returned, page = start()
    lose_ids(page, "J-JA-001")
    page.rows.insert(0, {**page.rows[0], "count": RawCell(8.0, "number")})
    page.rows[1]["count"] = RawCell(7.0, "number")
    copy = read(returned)
    assert (copy.missing, len(copy.rows)) == ((("job", "J-JA-001"),), 2)


def test_rows_of_many_records_of_which_each_may_be_one_of_two_are_new() -> None:
    days = [date(2027, 1, 1) + timedelta(days=n) for n in range(60)]
    many = [Record(f"J-JA-{n + 100}", {"title": f"第{n // 2}对", "count": n // 2, "remark": f"r{n // 2}", "due": day}) for n, day in enumerate(days)]
    returned, page = start(*many)
    lose_ids(page, *(j.id for j in many))
    page.rows = page.rows[:60:2]
    for row in page.rows:
        del row["due"]
    copy = read(returned)
    assert (len(copy.missing), len(copy.rows)) == (60, 30)


def test_alike_records_are_told_apart_when_each_row_holds_one_of_them_exactly() -> None:
    twins = [replace(FULL, id=f"J-JA-00{n}", values={**FULL.values, "count": n}) for n in (1, 2)]
    returned, page = start(*twins)
    lose_ids(page, "J-JA-001", "J-JA-002")
    page.rows.reverse()
    copy = read(returned)
    assert (copy.edits, copy.rows, copy.missing) == ((), (), ())


def test_rows_without_ids_of_many_records_are_found_again() -> None:
    many = [job(f"J-JA-{n:03d}", A, count=n, state="open", risk="low") for n in range(100, 160)]
    returned, page = start(*many)
    lose_ids(page, *(j.id for j in many))
    for row in page.rows[:60]:
        row["remark"] = RawCell("改")
    copy = read(returned)
    assert edits(copy) == {f"{j.id}.remark": "改" for j in many}
    assert (copy.rows, copy.missing) == ((), ())


def test_a_row_with_an_unknown_id_may_be_a_missing_record() -> None:
    returned, page = start()
    page.row("J-JA-001").update({ID: RawCell("7"), HIDDEN: RawCell("7")})
    copy = read(returned)
    assert (copy.edits, copy.rows, copy.missing) == ((), (), ())


def test_a_copied_row_is_never_taken_for_a_missing_record() -> None:
    twin = replace(FULL, id="J-JA-002")
    returned, page = start(FULL, twin)
    page.rows.remove(page.row("J-JA-002"))
    page.rows.insert(1, {**page.row("J-JA-001"), "count": RawCell(4.0, "number")})
    copy = read(returned)
    assert copy.missing == (("job", "J-JA-002"),)
    assert [r.duplicate for r in copy.rows] == ["J-JA-001"]


def test_no_row_is_missing_where_the_columns_of_ids_are() -> None:
    returned, page = start()
    page.columns = [c for c in page.columns if c not in (ID, HIDDEN)]
    page.rows = page.rows[:1]
    copy = read(returned)
    assert copy.missing == ()
    assert ("missing-column", "id") in told(copy, "field")


@pytest.mark.parametrize(
    ("cells", "skipped"),
    [
        ({"title": "合计", "count": "11"}, True),
        ({"title": "小计：", "count": "11"}, True),
        ({"title": "Total 2 rows", "count": "11"}, True),
        ({"title": "总数3", "count": "11"}, True),
        ({"title": "总数据平台建设", "count": "11"}, False),
        ({"title": "Summary of the year", "count": "11"}, False),
        ({"title": "合计项目推进", "count": "11"}, False),
        ({"title": "合计 3 项整改", "share": "50%", "count": "11"}, True),
        ({"title": "合计 3 项整改", "check": "张三", "due": "2026-12-09", "remark": "x"}, False),
        ({"title": "Total cost review", "check": "Zhang"}, False),
        ({"title": "合计：", "due": "2026-12-09", "check": "张三"}, True),
        ({"count": "11", "remark": "Total"}, True),
        ({"remark": "注：以上为本周情况"}, True),
        ({"title": "下周再定"}, False),
        ({"title": "下周再定", "remark": "x"}, False),
        ({"due": "月底"}, True),
    ],
)
def test_sums_and_remarks_below_the_table_are_no_records(cells: dict[str, str], skipped: bool) -> None:
    returned, page = start()
    page.rows.append({key: RawCell(text) for key, text in cells.items()})
    copy = read(returned)
    assert bool(copy.rows) != skipped
    notes = [f for f in copy.findings if f.code == "skipped-row"]
    assert bool(notes) == skipped
    if skipped:
        assert notes[0].value == " · ".join(cells.values())


def test_the_header_once_more_is_no_record() -> None:
    returned, page = start()
    labels = {key: RawCell(TEMPLATE.sheet("job").field(key).label("zh")) for key in page.columns if key != HIDDEN}
    page.rows.insert(1, labels | {HIDDEN: RawCell("id")})
    page.rows.insert(4, {**labels, "remark": RawCell("二")})
    copy = read(returned)
    assert (copy.edits, copy.rows, copy.missing, copy.findings) == ((), (), (), ())


def test_a_record_may_name_a_label() -> None:
    returned, page = start()
    page.row("J-JA-010")["title"] = RawCell("title栏")
    assert len(read(returned).rows) == 1


def test_a_sum_in_a_row_with_an_id_is_a_record() -> None:
    returned, page = start()
    page.row("J-JA-010")["title"] = RawCell("合计")
    assert len(read(returned).rows) == 1


# ── merged cells ──


def test_a_merged_cell_counts_for_every_row_that_it_spans() -> None:
    returned, page = start(FULL, replace(FULL, id="J-JA-002"))
    column = page.columns.index("remark") + 1
    del page.row("J-JA-002")["remark"]
    page.merged = ((6, column, 7, column),)
    copy = read(returned)
    assert (copy.edits, copy.missing) == ((), ())
    assert told(copy, "reason", "field", "cell") == [("repaired-value", "merged-cells", "remark", "T7")]
    page.row("J-JA-001")["remark"] = RawCell("新")
    assert edits(read(returned)) == {"J-JA-001.remark": "新", "J-JA-002.remark": "新"}


def test_merged_ids_are_not_multiplied() -> None:
    returned, page = start()
    del page.row("J-JA-002")[ID]
    page.merged = ((6, 1, 7, 1), (1, 1, 2, 5))
    copy = read(returned)
    assert (copy.edits, copy.rows, copy.missing) == ((), (), ())


# ── sheets and columns ──


def test_a_missing_sheet_is_told_and_nothing_of_it_is_missing() -> None:
    returned, _ = start()
    raw = returned.raw()
    copy = read(returned, replace(raw, sheets=[s for s in raw.sheets if s.name != "工作"]))
    assert copy.missing == ()
    assert told(copy, "sheet", "value") == [("missing-sheet", "job", "工作")]


def test_a_sheet_without_a_header_is_told_and_nothing_of_it_is_missing() -> None:
    returned, _ = start()
    raw = returned.raw()
    copy = read(returned, replace(raw, sheets=[replace(s, rows=s.rows[:1]) if s.name == "工作" else s for s in raw.sheets]))
    assert copy.missing == ()
    assert told(copy, "sheet", "reason") == [("missing-sheet", "job", "no-header")]


def test_a_sheet_that_was_not_issued_is_not_missed() -> None:
    returned, _ = start()
    only = replace(returned.issued, base={"job": returned.issued.base["job"]}, blanks={})
    raw = returned.raw()
    copy = read_copy(replace(raw, sheets=raw.sheets[1:2]), only, TEMPLATE, PROJECT, context(), Envelope("copy.xlsx", "sha"))
    assert (copy.edits, copy.findings, copy.status) == ((), (), "")


def test_a_renamed_sheet_is_known_by_its_header() -> None:
    returned, page = start()
    page.name = "甲部的工作"
    page.row("J-JA-001")["count"] = RawCell(4.0, "number")
    copy = read(returned)
    assert edits(copy) == {"J-JA-001.count": 4}
    assert told(copy, "value") == [("renamed-sheet", "甲部的工作")]
    assert copy.edits[0].source.sheet == "甲部的工作"


@pytest.mark.parametrize("name", ["Jobs", "工作 ", "ＪＯＢＳ"])
def test_a_sheet_is_known_by_its_name_in_any_language(name: str) -> None:
    returned, page = start()
    page.name, page.language = name, "en"
    page.rows = [
        {key: cell(FULL.values.get(key), TEMPLATE.sheet("job").field(key), "en") or c if key not in (ID, HIDDEN) else c for key, c in row.items()}
        if row[ID].value == "J-JA-001"
        else row
        for row in page.rows
    ]
    copy = read(returned)
    assert (copy.edits, copy.findings) == ((), ())


def test_a_column_that_is_gone_is_told_and_clears_nothing() -> None:
    returned, page = start()
    page.columns.remove("count")
    copy = read(returned)
    assert copy.edits == ()
    assert told(copy, "field") == [("missing-column", "count")]


def test_columns_that_no_field_has_are_told_and_not_read() -> None:
    returned, page = start()
    page.columns += ["我的备注", "count"]
    page.rows[0]["我的备注"] = RawCell("x")
    copy = read(returned)
    assert copy.edits == ()
    assert told(copy, "value", "cell") == [("unknown-column", "我的备注", "U5"), ("unknown-column", "count栏", "V5")]


def test_what_was_written_beside_and_below_a_table_is_told_cell_by_cell() -> None:
    returned, page = start()
    page.columns += ["", " "]
    page.rows[0][" "] = RawCell("请问能晚两天吗")
    page.rows.append({"": RawCell(7.0, "number"), "title": RawCell("新"), "remark": RawCell("x")})
    page.rows[1][""] = RawCell("  ")
    copy = read(returned)
    assert copy.edits == ()
    assert told(copy, "reason", "cell", "value") == [
        ("unknown-column", "no-header", "V6", "请问能晚两天吗"), ("unknown-column", "no-header", "U11", "7"),
    ]  # fmt: skip


def test_many_cells_beside_a_table_are_counted() -> None:
    returned, page = start()
    page.columns.append("")
    page.rows += [{"": RawCell(f"第 {n} 句")} for n in range(23)]
    *cells, more = read(returned).findings
    assert [f.value for f in cells] == [f"第 {n} 句" for n in range(20)]
    assert (more.reason, more.detail) == ("more-cells", {"count": 3})


def test_what_was_written_into_a_form_where_nothing_is_asked_is_told() -> None:
    returned, _ = start(plan={"goal": "旧"})
    raw = returned.raw()
    form = raw.sheets[0]
    rows = [(n, {**row, 4: RawCell("写在旁边")} if n == 6 else row) for n, row in form.rows] + [(12, {1: RawCell("写在下面"), 2: RawCell("还有")})]
    copy = read(returned, replace(raw, sheets=[replace(form, rows=rows), *raw.sheets[1:]]))
    assert copy.edits == ()
    assert told(copy, "sheet", "reason", "cell", "value") == [
        ("unknown-column", "plan", "no-label", cell, text) for cell, text in (("D6", "写在旁边"), ("A12", "写在下面"), ("B12", "还有"))
    ]


def test_rows_whose_column_of_ids_was_deleted_are_told_by_the_hidden_ones() -> None:
    returned, page = start()
    page.columns.remove(ID)
    page.row("J-JA-001")["count"] = RawCell(4.0, "number")
    labels = {"zh": "编号", "en": "Number"}
    sheets = tuple(replace(s, fields=(replace(s.fields[0], labels=labels), *s.fields[1:])) if s.key == "job" else s for s in TEMPLATE.sheets)
    template = replace(TEMPLATE, sheets=sheets)
    copy = read_copy(returned.raw(), returned.issued, template, PROJECT, context(), Envelope("copy.xlsx", "sha"))
    assert edits(copy) == {"J-JA-001.count": 4}
    assert copy.missing == ()
    assert told(copy, "reason", "place") == [("relinked", "hidden-column", "工作")]


@pytest.mark.parametrize("typed", ["2026-12-03", "月底"])
def test_a_second_sheet_of_a_table_is_not_read_and_told_when_it_says_something_else(typed: str) -> None:
    returned, _ = start()
    raw, other = returned.raw(), book(returned.issued)
    other.pages["job"].name = "工作 (2)"
    assert told(read(returned, replace(raw, sheets=[*raw.sheets, other.pages["job"].raw()])), "place") == [("unknown-sheet", "工作 (2)")]
    other.pages["job"].row("J-JA-001")["start"] = RawCell(typed)
    copy = read(returned, replace(raw, sheets=[*raw.sheets, other.pages["job"].raw()]))
    assert copy.edits == ()
    assert told(copy, "sheet", "place") == [("second-sheet", "job", "工作 (2)")]


def test_a_header_may_carry_marks_and_stand_under_an_alias() -> None:
    returned, page = start()
    template = replace(
        TEMPLATE,
        sheets=tuple(replace(s, fields=tuple(replace(f, aliases=("数目",)) if f.key == "count" else f for f in s.fields)) for s in TEMPLATE.sheets),
    )
    raw = returned.raw()
    sheet = raw.sheets[1]
    header = {
        c: RawCell({"title栏": "title栏 *", "count栏": "数目（必填）", "risk栏": "ＲＩＳＫ"}.get(str(v.value), v.value))
        for c, v in sheet.rows[1][1].items()
    }
    raw = replace(raw, sheets=[raw.sheets[0], replace(sheet, rows=[sheet.rows[0], (5, header), *sheet.rows[2:]]), *raw.sheets[2:]])
    page.row("J-JA-001")["count"] = RawCell(4.0, "number")
    copy = read_copy(raw, returned.issued, template, PROJECT, context(), Envelope("copy.xlsx", "sha"))
    assert told(copy, "field", "value") == [("renamed-column", "count", "数目（必填）")]


def test_a_header_below_the_twentieth_row_is_not_looked_for() -> None:
    returned, page = start()
    page.header = 20
    assert read(returned).findings == ()
    page.header = 21
    assert told(read(returned), "reason") == [("missing-sheet", "no-header")]


def test_strange_sheets_and_comments_are_told() -> None:
    returned, _ = start()
    raw = returned.raw()
    noted = replace(raw.sheets[1], comments={(7, 5): "能晚两天吗 ", (6, 2): "ours"})
    strangers = [RawSheet("草稿", [(1, {1: RawCell("x")})]), RawSheet("空", []), RawSheet("藏", [(1, {1: RawCell("x")})], "hidden")]
    returned.issued = replace(returned.issued, notes=frozenset({"ours"}))
    copy = read(returned, replace(raw, sheets=[raw.sheets[0], noted, raw.sheets[2], *strangers]))
    assert told(copy, "place", "cell", "value") == [("comment", "工作", "E7", "能晚两天吗"), ("unknown-sheet", "草稿", "", "")]


# ── the copy ──


def test_who_saved_it_and_when() -> None:
    returned, _ = start()
    returned.core = {"modified": "2026-11-19T09:00:00Z", "lastModifiedBy": " 张三 "}
    copy = read(returned)
    assert (copy.sha256, copy.file, copy.token, copy.department, copy.round, copy.order) == ("sha of copy.xlsx", "copy.xlsx", CODE, A, "R2", 2)
    assert (copy.saved_at, copy.saved_by) == ("2026-11-19T09:00:00Z", "张三")


@pytest.mark.parametrize(
    ("saved", "due", "late"),
    [
        ("2026-11-20T09:00:01Z", "2026-11-20T09:00:00Z", True),
        ("2026-11-20T09:00:00Z", "2026-11-20T09:00:00Z", False),
        ("", "2026-11-20T09:00:00Z", False),
        ("2026-11-20T09:00:01Z", "", False),
    ],
)
def test_a_copy_that_was_saved_too_late_is_told(saved: str, due: str, late: bool) -> None:
    returned, _ = start()
    returned.core = {"modified": saved} if saved else {}
    copy = read_copy(returned.raw(), returned.issued, TEMPLATE, PROJECT, context(), Envelope("copy.xlsx", "sha", due))
    assert told(copy, "value") == ([("late-copy", saved)] if late else [])


def test_a_copy_whose_rows_speak_against_its_return_code_is_held() -> None:
    returned, page = start()
    page.rows = [
        {
            **row,
            ID: RawCell(f"J-YI-{n:03d}"),
            HIDDEN: RawCell(f"J-YI-{n:03d}"),
            "title": RawCell(f"乙部的事 {n}"),
            "owner": RawCell(B),
            "due": RawCell("2026-12-30"),
            "count": RawCell(77.0, "number"),
            "remark": RawCell("乙"),
            "risk": RawCell("middle项"),
        }
        for n, row in enumerate(page.rows, 1)
    ]
    returned.pages["news"].rows = []
    copy = read(returned)
    assert (copy.status, copy.edits, copy.rows, copy.missing) == ("held", (), (), ())
    assert told(copy, "value") == [("mixed-identity", CODE)]


def test_one_issued_id_among_unknown_ones_is_enough() -> None:
    returned, page = start()
    for n, row in enumerate(page.rows[:2]):
        row.update(
            {
                ID: RawCell(f"新{n}"),
                HIDDEN: RawCell(f"新{n}"),
                "title": RawCell(f"另一件 {n}"),
                "count": RawCell(77.0, "number"),
                "remark": RawCell("x"),
                "due": RawCell("2026-12-30"),
            }
        )
    assert read(returned).status == ""


def test_the_votes_for_a_return_code() -> None:
    code, other = (f"SS-{c * 8}-{check_character(c * 8)}" for c in "23")
    rows = [(3, {1: RawCell(f"回收码 {code}"), 2: RawCell(code.lower())}), (21, {1: RawCell(other)})]
    raw = RawWorkbook([RawSheet("一", rows), RawSheet("二", rows)], {"keywords": code}, {"sheetsync_token": other})
    assert carried(raw).votes == {code: 3, other: 1}


def test_a_row_under_an_id_that_nobody_gave_is_known_by_its_content_and_told_so() -> None:
    returned, page = start()
    row = page.row("J-JA-001")
    row.pop(HIDDEN)
    row[ID] = RawCell("J-JA-777")
    copy = read(returned)
    assert told(copy, "reason", "record", "value") == [("relinked", "unknown-id", "J-JA-001", "J-JA-777")]
