"""Which record a new row is, and which copies of a department speak."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest
from small import A, B, C, Writer, asked, codes, fates, job, merged, opening, settle, value

from sheetsync.model.copy import Copy
from sheetsync.model.decision import EDIT, KEEP, REMOVE, UNITE, Settlement
from sheetsync.model.finding import Finding
from sheetsync.model.record import Opening, Origin, Record

ID = "J-JA-001"
EARLY, LATE = "2026-11-18T09:00:00Z", "2026-11-19T09:00:00Z"


def told(result, code: str) -> list[tuple[str, str, str, str]]:
    return [(f.department, f.record, f.value, f.cell) for f in result.findings if f.code == code]


# ── blank rows ──


def test_a_blank_row_that_was_filled_in_keeps_its_id() -> None:
    result = merged(opening(), Writer(A, {}).add("J-JA-012", blank=True, title="新").copy())
    assert list(result.state["job"]) == ["J-JA-012"]
    assert codes(result) == []


def test_two_copies_rows_under_one_blank_id_are_one_record_when_alike() -> None:
    copies = [
        Writer(A, {}, f"{n}.xlsx").add("J-JA-012", blank=True, title=title).copy() for n, title in enumerate(["供应商名单整理", "供应商名单的整理"])
    ]
    result = merged(opening(), *copies)
    assert list(result.state["job"]) == ["J-JA-012"]
    assert asked(result) == {"J-JA-012.title": "conflict"}


@pytest.mark.parametrize(("other", "records"), [("年会场地预订", 2), ("供应商名单整理 2", 2), ("供应商名单整理", 1)])
def test_two_peoples_other_things_under_one_blank_id_are_two_records(other: str, records: int) -> None:
    one = Writer(A, {}, "1.xlsx").add("J-JA-012", blank=True, title="供应商名单整理").copy(EARLY)
    two = Writer(A, {}, "2.xlsx").add("J-JA-012", blank=True, title=other).add("J-JA-013", blank=True, title="后续", after="J-JA-012").copy(LATE)
    result = merged(opening(), two, one)
    assert len(result.state["job"]) == records + 1
    assert value(result, "J-JA-012", "title") == "供应商名单整理"
    if records == 2:
        assert value(result, "J-JA-020", "title") == other
        assert told(result, "duplicate-id") == [(A, "J-JA-020", "J-JA-012", "A50")]
        assert [f.detail["title"] for f in result.findings if f.code == "duplicate-id"] == [other]
        gone = Settlement("J-JA-020", REMOVE, (KEEP, REMOVE, ("title", other)), order=2, kind=EDIT)
        after = codes(merged(opening(), two, one, settlements=[gone]))
        assert "decided-against" in after
        assert "duplicate-id" not in after, "nobody is asked to delete it again"
        assert value(result, "J-JA-013", "after") == "J-JA-020"


BETWEEN = "2026-11-18T18:00:00Z"
BLANK_ROW = "J-JA-012"


def blank_row(name: str, title: str, at: str, by: str) -> Copy:
    return Writer(A, {}, name).add(BLANK_ROW, blank=True, title=title).copy(at, by)


def titles(result) -> dict[str, object]:
    return {i: r.values["title"] for i, r in result.state["job"].items()}


def test_a_blank_rows_id_stays_with_the_thing_that_had_it_when_an_earlier_saved_copy_comes() -> None:
    there = blank_row("1", "供应商名单整理", LATE, "张三")
    first = merged(opening(), there)
    both = merged(replace(opening(), given=first.given), blank_row("0", "年会场地预订", EARLY, "李四"), there)
    assert titles(both) == {BLANK_ROW: "供应商名单整理", "J-JA-020": "年会场地预订"}
    assert both.given == {**first.given, ("sha of 0", "job", 50): "J-JA-020"}


def test_which_of_two_things_keeps_a_blank_rows_id_depends_on_which_was_merged_first_and_nothing_else_does() -> None:
    """The limit of the law of increment: each of them has the id by itself, and an id once given never comes to mean another thing."""
    one, two = blank_row("1", "供应商名单整理", EARLY, "张三"), blank_row("2", "年会场地预订", LATE, "李四")
    assert titles(merged(opening(), one)) == {BLANK_ROW: "供应商名单整理"}
    assert titles(merged(opening(), two)) == {BLANK_ROW: "年会场地预订"}
    after_one, after_two = (merged(replace(opening(), given=merged(opening(), first).given), one, two) for first in (one, two))
    assert titles(after_one) == titles(merged(opening(), two, one)) == {BLANK_ROW: "供应商名单整理", "J-JA-020": "年会场地预订"}
    assert titles(after_two) == {BLANK_ROW: "年会场地预订", "J-JA-020": "供应商名单整理"}
    assert codes(after_one) == codes(after_two) == ["duplicate-id"]
    told = [(f.file, f.reason, f.value, f.record, f.detail["title"]) for result in (after_one, after_two) for f in result.findings]
    assert told == [("2", "shared", BLANK_ROW, "J-JA-020", "年会场地预订"), ("1", "shared", BLANK_ROW, "J-JA-020", "供应商名单整理")]


def test_a_thing_that_has_to_leave_its_blank_rows_id_is_no_other_row_for_that() -> None:
    """A colleague's row without an id, or a copied one, is apart from it while it has its number; so it is without."""
    one, two = blank_row("1", "供应商名单整理", EARLY, "张三"), blank_row("2", "年会场地预订", LATE, "李四")
    loose = Writer(A, {}, "3.xlsx").add("", title="年会场地预订").add(BLANK_ROW, duplicate=BLANK_ROW, title="年会场地预订").copy(LATE, "王五")
    before, after = merged(opening(), two, loose), merged(opening(), one, two, loose)
    assert sorted(map(str, titles(before).values())) == ["年会场地预订"] * 3
    assert sorted(map(str, titles(after).values())) == ["供应商名单整理"] + ["年会场地预订"] * 3


def test_a_thing_that_got_another_id_keeps_that_when_the_blank_rows_is_free_again() -> None:
    one, two = blank_row("1", "供应商名单整理", EARLY, "张三"), blank_row("2", "年会场地预订", LATE, "李四")
    both = merged(opening(), one, two)
    assert titles(both) == {BLANK_ROW: "供应商名单整理", "J-JA-020": "年会场地预订"}
    assert titles(merged(replace(opening(), given=both.given), two)) == {"J-JA-020": "年会场地预订"}


def test_a_blank_rows_id_stays_with_the_thing_of_the_person_who_had_it_first() -> None:
    """Also when that person's first copy was replaced by a later one."""
    one, two = blank_row("1", "供应商名单整理", EARLY, "张三"), blank_row("2", "年会场地预订", BETWEEN, "李四")
    again = blank_row("3", "供应商名单整理", LATE, "张三")
    assert titles(merged(opening(), one, two, again)) == {BLANK_ROW: "供应商名单整理", "J-JA-020": "年会场地预订"}
    alone = blank_row("4", "供应商大会", LATE, "张三")
    assert titles(merged(opening(), one, alone)) == {BLANK_ROW: "供应商大会"}
    assert set(merged(opening(), one, alone).given.values()) == {BLANK_ROW}


def test_a_late_copys_blank_row_is_the_record_that_came_out_of_it() -> None:
    begin = opening(Record("J-JA-012", {"title": "供应商名单整理", "owner": A, "state": "open", "risk": "low"}))
    late = Writer(A, {}, order=1).add("J-JA-012", blank=True, title="供应商名单整理", risk="high", count=3).copy()
    result = merged(begin, late)
    assert list(result.state["job"]) == ["J-JA-012"]
    assert codes(result) == ["conflict", "stale-copy"]
    assert asked(result) == {"J-JA-012.risk": "conflict"}
    assert value(result, "J-JA-012", "count") == 3


def test_a_late_copys_blank_row_may_be_another_thing() -> None:
    begin = opening(Record("J-JA-012", {"title": "供应商名单整理", "owner": A}))
    late = Writer(A, {}, order=1).add("J-JA-012", blank=True, title="年会场地预订").copy()
    result = merged(begin, late)
    assert list(result.state["job"]) == ["J-JA-012", "J-JA-020"]
    assert "duplicate-id" in codes(result)


def test_a_late_copys_blank_row_without_a_title_is_the_record_that_came_out_of_it() -> None:
    begin = opening(Record("J-JA-012", {"title": "供应商名单整理", "owner": A, "count": 1}))
    late = Writer(A, {}, order=1).add("J-JA-012", blank=True, remark="快了").copy()
    assert value(merged(begin, late), "J-JA-012", "remark") == "快了"


def test_a_late_copys_blank_row_that_became_another_departments_is_a_suggestion() -> None:
    begin = opening(Record("J-JA-012", {"title": "供应商名单整理", "owner": B}))
    late = Writer(A, {}, order=1).add("J-JA-012", blank=True, title="供应商名单整理", count=3).copy()
    assert asked(merged(begin, late)) == {"J-JA-012.count": "suggestion"}


def test_a_late_copys_blank_row_whose_record_was_removed_does_not_bring_it_back() -> None:
    gone = Record("J-JA-012", {"title": "供应商名单整理", "owner": A})
    late = Writer(A, {}, order=1).add("J-JA-012", blank=True, title="供应商名单整理", count=3).copy()
    result = merged(opening(removed=[gone]), late)
    assert not result.state["job"]
    assert asked(result) == {"J-JA-012": "conflict"}
    assert fates(result) == ["open", "open"]


# ── rows without an id ──


def test_a_row_without_an_id_gets_the_departments_next_number() -> None:
    copy = Writer(A, {}).add("", title="一").add("", title="二").copy()
    other = Writer(B, {}).add("", title="三").copy()
    result = merged(opening(), copy, other)
    assert {i: r.values["title"] for i, r in result.state["job"].items()} == {"J-JA-020": "一", "J-JA-021": "二", "J-YI-020": "三"}
    assert codes(result) == []


@pytest.mark.parametrize("person", ["张三", "李四", ""])
def test_the_same_row_without_an_id_in_the_departments_next_copy_is_the_same_record(person: str) -> None:
    """Also when that copy replaced the one in which the row came first."""
    one = Writer(A, {}, "1.xlsx").add("", title="供应商名单整理工作", count=1, remark="x").copy(EARLY, "张三")
    two = Writer(A, {}, "2.xlsx").add("", title="年会").add("", title="供应商名单整理工作", count=2).copy(LATE, person)
    result = merged(opening(), one, two)
    assert {i: r.values["title"] for i, r in result.state["job"].items()} == {"J-JA-020": "供应商名单整理工作", "J-JA-021": "年会"}
    assert codes(result).count("superseded") == (2 if person == "张三" else 0)


def test_a_number_that_a_replaced_copys_row_got_is_not_given_to_another_row() -> None:
    one = Writer(A, {}, "1.xlsx").add("", title="供应商名单整理").copy(EARLY, "张三")
    two = Writer(A, {}, "2.xlsx").add("", title="年会场地预订").copy(LATE, "张三")
    assert list(merged(opening(), one).state["job"]) == ["J-JA-020"]
    assert list(merged(opening(), one, two).state["job"]) == ["J-JA-021"]


def test_a_replaced_copys_rows_are_told_of_no_more() -> None:
    one = Writer(A, {}, "1.xlsx").add("7", title="供应商名单整理").add("J-JA-012", blank=True, title="年会").copy(EARLY, "张三")
    two = Writer(A, {}, "2.xlsx").add("J-JA-012", blank=True, title="供应商名单整理").copy(LATE, "张三")
    result = merged(opening(), one, two)
    assert list(result.state["job"]) == ["J-JA-012"]
    assert value(result, "J-JA-012", "title") == "供应商名单整理"
    assert set(codes(result)) == {"superseded"}


def test_two_rows_of_one_copy_are_never_one_record() -> None:
    copy = Writer(A, {}).add("", title="周报").add("", title="周报").copy()
    assert list(merged(opening(), copy).state["job"]) == ["J-JA-020", "J-JA-021"]


def test_rows_that_share_no_cell_are_not_the_same() -> None:
    one = Writer(A, {}, "1.xlsx").add("", count=1).copy()
    two = Writer(A, {}, "2.xlsx").add("", remark="x").copy()
    assert len(merged(opening(), one, two).state["job"]) == 2


def test_rows_of_two_departments_without_an_id_are_two_records() -> None:
    copies = [Writer(d, {}).add("", sheet="news", text="同一条消息").copy() for d in (A, B)]
    assert list(merged(opening(), *copies).state["news"]) == ["N-JA-020", "N-YI-020"]


def test_a_late_copys_row_without_an_id_is_the_record_that_was_made_of_it_in_its_round() -> None:
    made = merged(opening(order=1), Writer(A, {}, "1.xlsx", order=1).add("", title="供应商名单整理").copy())
    begin = opening(made.state["job"]["J-JA-020"], first=40)
    late = Writer(A, {}, "2.xlsx", order=1).add("", title="供应商名单整理", count=3).copy()
    result = merged(begin, late)
    assert list(result.state["job"]) == ["J-JA-020"]
    assert value(result, "J-JA-020", "count") == 3
    this_round = Writer(A, {}, "3.xlsx").add("", title="供应商名单整理").copy()
    assert list(merged(begin, this_round).state["job"]) == ["J-JA-020", "J-JA-040"]
    other = Writer(B, {}, "4.xlsx", order=1).add("", title="供应商名单整理").copy()
    assert list(merged(begin, other).state["job"]) == ["J-JA-020", "J-YI-040"]
    two = Writer(A, {}, "5.xlsx", order=1).add("J-JA-020", blank=True, title="供应商名单整理").add("", title="供应商名单整理").copy()
    assert list(merged(begin, two).state["job"]) == ["J-JA-020", "J-JA-040"]


def test_a_record_that_was_changed_by_another_round_is_not_taken_for_a_late_row() -> None:
    record = Record("J-JA-020", {"title": "供应商名单整理", "owner": A}, {"title": Origin("R0", (A,))})
    late = Writer(A, {}, order=1).add("", title="供应商名单整理").copy()
    assert len(merged(opening(record, first=40), late).state["job"]) == 2


def over(begin: Opening, *copies: Copy, answers: Sequence[Settlement] = ()) -> Opening:
    """The round after one in which these copies came and this was settled."""
    result = merged(begin, *copies, settlements=answers)
    still = tuple(d for d in result.decisions if d.decided is None)
    following = replace(begin, round=f"R{begin.order + 1}", order=begin.order + 1, state=result.state, removed=result.removed, open=still)
    codes = {**begin.codes, **{copy.sha256: copy.token for copy in copies}}
    return replace(following, next_number=dict.fromkeys(begin.next_number, 40), given={**begin.given, **result.given}, codes=codes)


GONE = Settlement("J-JA-020", REMOVE, (KEEP, REMOVE), order=1)
ROW = Writer(A, {}, "1.xlsx", order=1).add("", title="供应商名单整理", count=3)


@pytest.mark.parametrize("order", [1, 2])
@pytest.mark.parametrize("removed_in", [1, 2])
def test_a_row_without_an_id_whose_record_was_removed_does_not_bring_it_back_under_another_number(order: int, removed_in: int) -> None:
    """Neither in a late copy nor in one of a later round's workbooks."""
    answer = GONE._replace(order=removed_in)
    begin = over(opening(order=1), ROW.copy(), answers=[answer])
    begin = begin if removed_in == 1 else over(begin, answers=[answer])
    again = Writer(A, {}, "again.xlsx", order=order if order == 1 else begin.order).add("", title="供应商名单整理", count=4).copy()
    result = merged(begin, again, settlements=[answer])
    assert not result.state["job"]
    assert asked(result) == {"J-JA-020": "conflict"}
    (question,) = (d for d in result.decisions if d.decided is None)
    back = merged(begin, again, settlements=[answer, settle(question, KEEP, begin.order)])
    assert list(back.state["job"]) == ["J-JA-020"]


def test_a_row_of_another_department_or_another_thing_is_not_the_removed_record() -> None:
    begin = over(opening(order=1), ROW.copy(), answers=[GONE])
    other = Writer(B, {}, "2.xlsx").add("", title="供应商名单整理").copy()
    thing = Writer(A, {}, "3.xlsx").add("", title="年会场地预订").copy()
    assert list(merged(begin, other, thing, settlements=[GONE]).state["job"]) == ["J-JA-040", "J-YI-040"]


def test_a_removed_record_that_no_row_was_numbered_for_is_none_that_a_new_row_could_be() -> None:
    gone = Record("J-JA-003", {"title": "供应商名单整理", "owner": A}, {"title": Origin("R1", (A,))})
    row = Writer(A, {}, "2.xlsx").add("", title="供应商名单整理").copy()
    assert list(merged(opening(removed=[gone], first=40), row).state["job"]) == ["J-JA-040"]


def test_of_two_rows_alike_one_is_the_record_that_came_of_such_a_row() -> None:
    begin = over(opening(order=1), ROW.copy())
    two = Writer(A, {}, "2.xlsx", order=1).add("", title="供应商名单整理", count=4).add("", title="供应商名单整理", count=5).copy()
    assert list(merged(begin, two).state["job"]) == ["J-JA-020", "J-JA-040"]


@pytest.mark.parametrize("removed", [False, True])
def test_a_late_row_is_the_record_that_came_of_it_in_another_late_copy_of_its_workbook(removed: bool) -> None:
    """The record is of the round in which that copy came in; it may have been removed since."""
    answers = [GONE._replace(id="J-JA-040", order=2)] if removed else []
    begin = over(over(opening(order=1)), ROW.copy(), answers=answers)
    again = Writer(A, {}, "again.xlsx", order=1).add("", title="供应商名单整理", count=4).copy()
    result = merged(begin, again, settlements=answers)
    assert [list(each["job"]) for each in (result.state, result.removed)] == [[], ["J-JA-040"]] if removed else [["J-JA-040"], []]
    other = Writer(A, {}, "other.xlsx", order=1, token="another one").add("", title="供应商名单整理", count=4).copy()
    assert list(merged(begin, other, settlements=answers).state["job"]) == (["J-JA-041"] if removed else ["J-JA-040", "J-JA-041"])


def test_a_late_row_is_no_record_of_which_nobody_knows_yet_what_it_is_called() -> None:
    unsure = [Writer(A, {}, name, order=1).add("J-JA-012", blank=True, title=name).copy() for name in ("供应商名单整理", "供应商名录整理")]
    begin = over(over(opening(order=1)), *unsure)
    assert "title" not in begin.state["job"]["J-JA-012"].values
    late = Writer(A, {}, "3.xlsx", order=1).add("", title="年会场地预订").copy()
    assert list(merged(begin, late).state["job"]) == ["J-JA-012", "J-JA-040"]


def test_a_late_row_without_an_id_whose_record_was_united_is_the_one_that_stays() -> None:
    theirs = Writer(B, {}, "2.xlsx", order=1).add("", title="供应商名单整理").copy()
    (question,) = merged(opening(order=1), ROW.copy(), theirs).decisions
    answer = settle(question, UNITE, 1)
    begin = over(opening(order=1), ROW.copy(), theirs, answers=[answer])
    late = Writer(B, {}, "3.xlsx", order=1).add("", title="供应商名单整理", remark="x").copy()
    result = merged(begin, late, settlements=[answer])
    assert list(result.state["job"]) == ["J-JA-020"]
    assert value(result, "J-JA-020", "remark") == "x"


def test_a_late_row_without_an_id_whose_record_was_united_is_still_its_departments_own() -> None:
    """Like one with a number: what the department writes there is its word, and no suggestion about another one's record."""
    theirs = Writer(B, {}, "2.xlsx", order=1).add("", title="供应商名单整理").copy()
    (question,) = merged(opening(order=1), ROW.copy(), theirs).decisions
    answer = settle(question, UNITE, 1)
    begin = over(opening(order=1), ROW.copy(), theirs, answers=[answer])
    late = Writer(B, {}, "3.xlsx", order=1).add("", title="供应商名单整理", helper=C).copy()
    result = merged(begin, late, settlements=[answer])
    assert (value(result, "J-JA-020", "helper"), asked(result)) == (C, {})


# ── copied rows ──


def test_a_copied_row_is_a_new_record_and_references_keep_meaning_the_first() -> None:
    begin = opening(job(ID))
    writer = Writer(A, begin.state["job"]).edit(ID, count=5).add(ID, duplicate=ID, title="抄一份", after=ID)
    result = merged(begin, writer.copy())
    assert list(result.state["job"]) == [ID, "J-JA-020"]
    assert value(result, "J-JA-020", "title") == "抄一份"
    assert value(result, "J-JA-020", "after") == ID
    assert "unknown-id" not in codes(result)


# ── ids that were not given out ──


@pytest.mark.parametrize("identity", ["J-JA-900", "7", "新增", "J-ZZ-001", "J-JA-²", "J-YI-005", "N-JA-005", "J-JA-5", "J-JA-020", "X-J-JA-005"])
def test_an_id_that_was_not_given_out_is_a_new_record_with_a_finding(identity: str) -> None:
    copy = Writer(A, {}).add(identity, title="新").add("J-JA-012", blank=True, title="后续", after=identity, sees=(identity, ID)).copy()
    result = merged(opening(job(ID)), copy)
    assert list(result.state["job"]) == [ID, "J-JA-012", "J-JA-020"]
    assert value(result, "J-JA-020", "title") == "新"
    assert value(result, "J-JA-012", "after") == "J-JA-020"
    assert value(result, "J-JA-012", "sees") == (ID, "J-JA-020")
    assert told(result, "unknown-id") == [(A, "J-JA-020", identity, "A50")]


@pytest.mark.parametrize("number", ["001", "019"])
def test_an_id_that_the_department_was_given_in_another_workbook_stays(number: str) -> None:
    result = merged(opening(), Writer(A, {}).add(f"J-JA-{number}", title="新").copy())
    assert list(result.state["job"]) == [f"J-JA-{number}"]
    assert codes(result) == []


def test_renamed_references_come_in_their_order() -> None:
    others = tuple(f"J-JA-00{n}" for n in range(1, 9))
    copy = Writer(A, {}).add("7", title="新").add("J-JA-012", blank=True, title="后续", sees=("7", *others)).copy()
    result = merged(opening(), copy)
    assert value(result, "J-JA-012", "sees") == (*others, "J-JA-020")
    assert [f.value for f in result.fates if f.field == "sees"] == [(*others, "J-JA-020")]


def test_one_unknown_id_in_two_sheets_is_two_records() -> None:
    copy = Writer(A, {}).add("7", title="新").add("7", sheet="news", text="消息", about="7").copy()
    result = merged(opening(), copy)
    assert value(result, "N-JA-020", "about", "news") == "J-JA-020"


def test_one_unknown_id_in_two_copies_is_one_record_when_alike() -> None:
    copies = [Writer(A, {}, f"{n}.xlsx").add("7", title=t).copy() for n, t in enumerate(["供应商名单整理", "供应商名单核对", "年会"])]
    result = merged(opening(), *copies)
    assert list(result.state["job"]) == ["J-JA-020", "J-JA-021"]
    assert asked(result) == {"J-JA-020.title": "conflict"}


def test_an_id_from_memory_makes_suggestions_on_that_record() -> None:
    begin = opening(job(ID, count=1, risk="low"))
    result = merged(begin, Writer(A, {}).add(ID, count=2, risk="low").copy())
    assert list(result.state["job"]) == [ID]
    assert asked(result) == {f"{ID}.count": "suggestion"}
    assert told(result, "unknown-id") == [(A, ID, ID, "A50")]
    assert [f.reason for f in result.findings if f.code == "unknown-id"] == ["exists"]
    assert sorted(fates(result)) == ["merged", "open"]


def test_an_id_from_memory_may_be_that_of_another_departments_new_record() -> None:
    a = Writer(A, {}).add("J-JA-012", blank=True, title="新").copy()
    b = Writer(B, {}).add("J-JA-012", count=2).copy()
    result = merged(opening(), a, b)
    assert list(result.state["job"]) == ["J-JA-012"]
    assert asked(result) == {"J-JA-012.count": "suggestion"}
    alone = merged(opening(), b)
    assert list(alone.state["job"]) == ["J-YI-020"]


def test_an_id_from_memory_of_a_record_that_was_removed_is_a_new_record() -> None:
    result = merged(opening(removed=[job(ID)]), Writer(A, {}).add(ID, title="新").copy())
    assert list(result.state["job"]) == ["J-JA-020"]
    assert "unknown-id" in codes(result)


# ── who speaks ──


def copy(name: str, at: str, by: str, department: str = A, order: int = 2, **values: object) -> Copy:
    return Writer(department, {ID: job(ID)}, name, order).edit(ID, **values).copy(at, by)


def statuses(*copies: Copy) -> dict[str, str]:
    result = merged(opening(job(ID)), *copies)
    return {c.file: c.status for c in result.copies}


@pytest.mark.parametrize(
    ("earlier", "later", "continued"),
    [
        (("1", EARLY, "张三"), ("2", LATE, "张三"), True),
        (("1", EARLY, "张三"), ("2", LATE, " 张三 "), True),
        (("1", EARLY, "ZHANG"), ("2", LATE, "zhang"), True),
        (("1", EARLY, "张三"), ("2", LATE, "李四"), False),
        (("1", EARLY, ""), ("2", LATE, ""), False),
        (("1", EARLY, "Administrator"), ("2", LATE, "Administrator"), False),
        (("1", LATE, "张三"), ("2", LATE, "张三"), False),
        (("1", "", "张三"), ("2", LATE, "张三"), False),
        (("1", EARLY, "张三"), ("2", "", "张三"), False),
    ],
)
def test_a_later_copy_of_the_same_person_continues_the_earlier_one(earlier: tuple, later: tuple, continued: bool) -> None:
    one, two = copy(*earlier, risk="high"), copy(*later, count=3)
    assert statuses(one, two) == {"1": "superseded" if continued else "merged", "2": "merged"}
    assert statuses(two, one) == statuses(one, two)


@pytest.mark.parametrize(("kept", "continued"), [(0, False), (1, False), (2, True), (3, True)])
def test_a_later_copy_that_holds_most_of_the_earlier_ones_edits_continues_it(kept: int, continued: bool) -> None:
    said = {"risk": "high", "count": 3, "remark": "x"}
    one = copy("1", EARLY, "张三", **said)
    two = copy("2", LATE, "李四", **dict(list(said.items())[:kept]), share=0.5)
    assert statuses(one, two)["1"] == ("superseded" if continued else "merged")


def test_how_much_a_later_copy_says_besides_does_not_matter() -> None:
    said = {"risk": "high", "count": 3, "remark": "x"}
    more = {"share": 0.5, "tags": ("red",), "log": "y", "check": "z", "helper": B, "start": None, "after": ID}
    assert statuses(copy("1", EARLY, "张三", **said), copy("2", LATE, "李四", **said, **more))["1"] == "superseded"
    assert statuses(copy("1", EARLY, "张三", **said, **more), copy("2", LATE, "李四", **said))["1"] == "merged"


def test_exactly_half_is_not_most() -> None:
    assert statuses(copy("1", EARLY, "张三", risk="high", count=3), copy("2", LATE, "李四", risk="high", share=0.5))["1"] == "merged"


def test_the_same_field_with_another_value_is_not_held() -> None:
    assert statuses(copy("1", EARLY, "张三", risk="high"), copy("2", LATE, "李四", risk="middle"))["1"] == "merged"


def test_refused_values_are_held_when_the_same_was_written() -> None:
    def said(name: str, at: str, written: str) -> Copy:
        return Writer(A, {ID: job(ID)}, name).edit(ID, count=None, taken=False, written=written).copy(at, name)

    assert statuses(said("1", EARLY, "很多"), said("2", LATE, "很多"))["1"] == "superseded"
    assert statuses(said("1", EARLY, "很多"), said("2", LATE, "不少"))["1"] == "merged"


def test_removed_and_new_rows_are_held_as_well() -> None:
    def said(name: str, at: str, title: str) -> Copy:
        return Writer(A, {ID: job(ID)}, name).add("J-JA-012", blank=True, title=title).remove(ID).copy(at, name)

    assert statuses(said("1", EARLY, "新"), said("2", LATE, "新"))["1"] == "superseded"
    assert statuses(said("1", EARLY, "新"), said("2", LATE, "旧"))["1"] == "merged"


ALIKE = {"risk": "high", "share": 0.5, "state": "busy", "remark": "x"}


@pytest.mark.parametrize("title", ["", "年会场地预订", "供应商名单整理"])
def test_two_peoples_tasks_that_only_share_choices_and_days_are_two_voices(title: str) -> None:
    one = Writer(A, {}, "1").add("J-JA-012", blank=True, title="供应商名单整理", **ALIKE).copy(EARLY, "张三")
    two = Writer(A, {}, "2").add("J-JA-012", blank=True, **({"title": title} if title else {}), **ALIKE, count=3).copy(LATE, "李四")
    result = merged(opening(), one, two)
    continued = title == "供应商名单整理"
    assert {c.file: c.status for c in result.copies}["1"] == ("superseded" if continued else "merged")
    assert {r.values.get("title") for r in result.state["job"].values()} >= {"供应商名单整理"}


def test_a_removed_row_alone_is_held() -> None:
    def said(name: str, at: str, *gone: str) -> Copy:
        return Writer(A, {ID: job(ID)}, name).remove(*gone).copy(at, name)

    assert statuses(said("1", EARLY, ID), said("2", LATE, ID))["1"] == "superseded"
    assert statuses(said("1", EARLY, ID), said("2", LATE, "J-JA-002"))["1"] == "merged"


def test_copies_of_two_departments_or_rounds_never_continue_each_other() -> None:
    assert "superseded" not in statuses(copy("1", EARLY, "张三", risk="high"), copy("2", LATE, "张三", B, risk="high")).values()
    assert "superseded" not in statuses(copy("1", EARLY, "张三", order=1, risk="high"), copy("2", LATE, "张三", risk="high")).values()


def test_an_untouched_copy_neither_continues_nor_is_continued() -> None:
    silent = Writer(A, {}, "0").copy(LATE, "张三")
    assert statuses(copy("1", EARLY, "张三", risk="high"), silent) == {"1": "merged", "0": "unchanged"}
    early = Writer(A, {}, "0").copy(EARLY, "张三")
    assert statuses(early, copy("1", LATE, "张三", risk="high")) == {"0": "unchanged", "1": "merged"}


def test_a_copy_that_only_lost_rows_is_merged() -> None:
    assert statuses(Writer(A, {}, "1").remove(ID).copy()) == {"1": "merged"}


def test_a_held_copy_says_nothing_and_keeps_its_status() -> None:
    held = Copy("sha", "h", "", "", "", 0, status="held")
    assert statuses(held, copy("1", EARLY, "张三", risk="high")) == {"h": "held", "1": "merged"}
    assert "stale-copy" not in codes(merged(opening(job(ID)), held))


def test_a_continued_copy_is_replaced_whole_a_return_to_the_issued_value_included() -> None:
    one = copy("1", EARLY, "张三", risk="high", count=3)
    two = copy("2", LATE, "张三", count=3)
    result = merged(opening(job(ID, risk="low")), one, two)
    assert value(result, ID, "risk") == "low"
    assert value(result, ID, "count") == 3
    assert [(f.source.file, f.field, f.fate) for f in result.fates] == [
        ("1", "count", "merged"), ("2", "count", "merged"), ("1", "risk", "superseded"),
    ]  # fmt: skip
    assert [(f.file, f.field, f.value, f.record) for f in result.findings if f.code == "superseded"] == [("1", "risk", "high", ID)]


def test_a_chain_of_three_copies_leaves_the_last_one() -> None:
    copies = [copy("1", EARLY, "张三", risk="high"), copy("2", LATE, "张三", risk="middle"), copy("3", "2026-11-20T09:00:00Z", "张三", count=1)]
    assert statuses(*copies) == {"1": "superseded", "2": "superseded", "3": "merged"}


def test_two_that_continue_one_both_speak() -> None:
    one = copy("1", EARLY, "张三", risk="high", count=1)
    two = copy("2", LATE, "李四", risk="high", count=1, remark="x")
    three = copy("3", LATE, "王五", risk="high", count=1, remark="y")
    result = merged(opening(job(ID)), one, two, three)
    assert asked(result) == {f"{ID}.remark": "conflict"}
    assert not [f for f in result.findings if f.code == "superseded"]


def test_side_by_side_copies_of_one_department_conflict_where_they_differ() -> None:
    result = merged(opening(job(ID)), copy("1", EARLY, "张三", risk="high", count=1), copy("2", LATE, "李四", risk="middle", remark="x"))
    assert asked(result) == {f"{ID}.risk": "conflict"}
    assert (value(result, ID, "count"), value(result, ID, "remark")) == (1, "x")


# ── what became of a replaced copy's rows ──


def row_copy(name: str, at: str, identity: str, place: int = 1, **values: object) -> Copy:
    writer = Writer(A, {ID: job(ID)}, name)
    for _ in range(place - 1):
        writer.add("", title="别的事情")
    return writer.add(identity, blank=identity.startswith("J-JA-01"), **values).copy(at, "张三")


@pytest.mark.parametrize("identity", ["J-JA-012", "", "7"])
def test_a_replaced_copys_row_shares_the_fate_of_the_later_ones_wherever_it_stands(identity: str) -> None:
    one = row_copy("1", EARLY, identity, 1, title="供应商名单整理", count=1, remark="x")
    two = row_copy("2", LATE, identity, 3, title="供应商名单整理", count=2)
    result = merged(opening(job(ID)), one, two)
    mine = {f.field: (f.fate, f.record) for f in result.fates if f.source.file == "1"}
    home = next(i for i, r in result.state["job"].items() if r.values["title"] == "供应商名单整理")
    assert mine["title"] == ("merged", home)
    assert mine["count"][0] == mine["remark"][0] == "superseded"
    assert sorted(f.value for f in result.findings if f.code == "superseded") == ["1", "x"]


def test_a_replaced_copys_row_that_is_gone_is_superseded_though_another_stands_in_its_place() -> None:
    one = row_copy("1", EARLY, "", title="供应商名单整理", state="busy")
    two = row_copy("2", LATE, "", title="年会场地预订", state="busy")
    result = merged(opening(job(ID)), one, two)
    assert {f.field: f.fate for f in result.fates if f.source.file == "1"} == {"title": "superseded", "state": "superseded"}
    told_of = [(f.record, f.detail) for f in result.findings if f.code == "superseded"]
    assert told_of == [("", {"record": "供应商名单整理"})] * 2


def test_of_two_rows_with_one_title_the_one_that_is_gone_is_superseded() -> None:
    one = Writer(A, {}, "1").add("J-JA-012", blank=True, title="周报").add("J-JA-013", blank=True, title="周报").copy(EARLY, "张三")
    two = Writer(A, {}, "2").add("J-JA-013", blank=True, title="周报").copy(LATE, "张三")
    result = merged(opening(), one, two)
    assert [(f.code, f.record) for f in result.findings] == [("superseded", "J-JA-012")]


def test_a_replaced_copys_wrong_value_is_told_unless_the_later_one_still_has_it() -> None:
    def said(name: str, at: str, written: str) -> Copy:
        return Writer(A, {ID: job(ID)}, name).edit(ID, count=None, taken=False, written=written).copy(at, "张三")

    same = merged(opening(job(ID)), said("1", EARLY, "很多"), said("2", LATE, "很多"))
    assert fates(same) == ["refused", "refused"]
    other = merged(opening(job(ID)), said("1", EARLY, "很多"), said("2", LATE, "不少"))
    assert sorted(fates(other)) == ["refused", "superseded"]
    assert [(f.file, f.value) for f in other.findings if f.code == "superseded"] == [("1", "很多")]


def test_a_replaced_copys_edit_shares_the_fate_of_the_later_ones() -> None:
    one, two = copy("1", EARLY, "张三", risk="high"), copy("2", LATE, "张三", risk="high")
    rival = copy("3", LATE, "李四", C, risk="middle")
    assert fates(merged(opening(job(ID)), one, two, rival)) == ["open", "open", "open"]


# ── the accounts ──


def test_a_copys_line_says_what_was_read() -> None:
    writer = Writer(A, {ID: job(ID)}).edit(ID, risk="high", count=1).add("J-JA-012", blank=True, title="新")
    (line,) = merged(opening(job(ID)), writer.copy(LATE, "张三")).copies
    assert (line.file, line.department, line.round, line.status) == (f"{A}.xlsx", A, "R2", "merged")
    assert (line.edits, line.new_records, line.saved_at, line.saved_by) == (3, 1, LATE, "张三")


def test_only_copies_of_earlier_rounds_are_stale() -> None:
    assert codes(merged(opening(job(ID)), copy("1", EARLY, "张三"))) == []
    (finding,) = merged(opening(job(ID)), copy("1", EARLY, "张三", order=1)).findings
    assert (finding.code, finding.file, finding.department, finding.value) == ("stale-copy", "1", A, "R1")


def test_findings_of_reading_are_told_once_and_not_for_a_replaced_copy() -> None:
    def with_note(name: str, at: str) -> Copy:
        each = copy(name, at, "张三", risk="high")
        object.__setattr__(each, "findings", (Finding("comment", file=name),))  # a frozen copy, built in one go otherwise
        return each

    result = merged(opening(job(ID)), with_note("1", EARLY), with_note("2", LATE))
    assert [f.file for f in result.findings if f.code == "comment"] == ["2"]


def test_the_same_bytes_count_once_under_the_first_name() -> None:
    one = copy("b", EARLY, "张三", risk="high")
    again = copy("b", EARLY, "张三", risk="high")
    object.__setattr__(again, "file", "a")
    for copies in ((one, again), (again, one)):
        result = merged(opening(job(ID)), *copies)
        assert [c.file for c in result.copies] == ["a"]
        assert fates(result) == ["merged"]


# ── numbers and ids once given ──


def test_a_number_that_a_row_once_got_or_that_a_removed_record_has_is_given_to_no_other_row() -> None:
    row = Writer(A, {}).add("", title="新").copy()
    assert list(merged(replace(opening(), given={("other", "job", 50): "J-JA-020"}), row).state["job"]) == ["J-JA-021"]
    assert list(merged(opening(removed=[job("J-JA-020")]), row).state["job"]) == ["J-JA-021"]


def test_a_blank_row_that_its_own_department_fills_in_anew_keeps_its_id() -> None:
    first = Writer(A, {}, "1", token="A").add("J-JA-010", blank=True, title="供应商名单整理").copy("2026-11-19T08:00:00Z", "张三")
    second = Writer(A, {}, "2", token="A").add("J-JA-010", blank=True, title="年会场地预订").copy("2026-11-19T09:00:00Z", "张三")
    given = merged(opening(), first).given
    assert list(merged(replace(opening(), given=given), first, second).state["job"]) == ["J-JA-010"]


def test_a_row_without_a_title_is_no_other_thing_than_the_record_of_its_id() -> None:
    begin = opening(job("J-JA-010", count=3, risk="low"))
    result = merged(begin, Writer(A, {}).add("J-JA-010", blank=True, count=9, risk="high").copy())
    assert list(result.state["job"]) == ["J-JA-010"]
    assert "duplicate-id" not in codes(result)


def test_a_copied_row_in_a_late_copy_is_the_record_that_it_became_before() -> None:
    issued = opening(job(ID), order=1)
    first = Writer(A, issued.state["job"], "1.xlsx", order=1).add(ID, duplicate=ID, title="供应商名单整理").copy()
    begin = over(issued, first)
    late = Writer(A, issued.state["job"], "2.xlsx", order=1).add(ID, duplicate=ID, title="供应商名单整理", count=4).copy()
    result = merged(begin, late)
    assert list(result.state["job"]) == [ID, "J-JA-020"]
    assert value(result, "J-JA-020", "count") == 4


def test_thousands_of_rows_without_an_id_take_little_time() -> None:
    """Rows of one copy are never one record, so they need not be compared with one another."""
    begin = opening(job("J-JA-001", A))
    writer = Writer(A, begin.state["job"])
    for number in range(3000):
        writer.add(remark=f"说明{number % 17}")
    start = time.process_time()
    result = merged(begin, writer.copy())
    assert time.process_time() - start < 10
    assert len(result.state["job"]) == 3001


def test_rows_of_two_copies_that_say_the_same_are_one_record_each() -> None:
    begin = opening(job("J-JA-001", A))
    copies = [Writer(A, begin.state["job"], name) for name in ("一.xlsx", "二.xlsx", "三.xlsx")]
    for writer in copies:
        for title in ("写手册", "写手册", "做回访"):
            writer.add(title=title)
    result = merged(begin, *(writer.copy() for writer in copies))
    titles = Counter(record.values["title"] for record in result.state["job"].values())
    assert (titles["写手册"], titles["做回访"]) == (2, 1)
