"""A record, decided: removed, edited after it was removed, added, or perhaps the same as another."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from small import A, B, C, D, Writer, asked, codes, fates, job, merged, opening, settle, value

from sheetsync.model.decision import EDIT, KEEP, REMOVE, UNITE, Settlement
from sheetsync.model.kinds import Value

ID = "J-JA-001"
DAY = date(2026, 12, 1)


# ── removed ──


def test_its_owner_may_ask_to_remove_a_record() -> None:
    begin = opening(job(ID), job("J-JA-002"))
    result = merged(begin, Writer(A, begin.state["job"]).remove(ID).copy())
    (decision,) = result.decisions
    assert (decision.kind, decision.id, decision.sheet, decision.field, decision.current) == ("removal", ID, "job", "", KEEP)
    assert [(c.value, c.departments, [s.file for s in c.sources]) for c in decision.choices] == [(KEEP, (), []), (REMOVE, (A,), [f"{A}.xlsx"])]
    assert ID in result.state["job"]
    assert codes(result) == ["removal"]
    assert result.copies[0].status == "merged"


def test_missing_in_another_departments_copy_means_nothing() -> None:
    begin = opening(job(ID))
    result = merged(begin, Writer(B, begin.state["job"]).remove(ID).copy())
    assert not result.decisions
    assert not result.changes


def test_what_is_removed_already_is_not_removed_again() -> None:
    begin = opening(removed=[job(ID)])
    result = merged(begin, Writer(A, {ID: job(ID)}, order=1).remove(ID).copy())
    assert not result.decisions
    assert list(result.removed["job"]) == [ID]


def test_an_owner_who_is_no_longer_one_cannot_remove() -> None:
    begin = opening(job(ID, B))
    late = Writer(A, {ID: job(ID, A)}, order=1).remove(ID).copy()
    assert not merged(begin, late).decisions


def test_removed_by_one_and_edited_by_another_is_a_conflict() -> None:
    begin = opening(job(ID))
    result = merged(begin, Writer(A, begin.state["job"]).remove(ID).copy(), Writer(B, begin.state["job"]).edit(ID, risk="high", tags=("red",)).copy())
    (decision,) = result.decisions
    assert decision.kind == "conflict"
    assert [(c.value, c.departments) for c in decision.choices] == [(KEEP, (B,)), (REMOVE, (A,))]
    assert len(decision.choices[0].sources) == 2
    assert value(result, ID, "risk") == "high"
    assert fates(result) == ["merged", "merged"]


def test_removed_in_one_copy_and_not_in_another_of_the_same_department() -> None:
    begin = opening(job(ID))
    one = Writer(A, begin.state["job"], "1.xlsx").remove(ID).copy()
    two = Writer(A, begin.state["job"], "2.xlsx").edit(ID, risk="high").copy()
    assert asked(merged(begin, one, two)) == {ID: "conflict"}


def test_the_coordinator_settles_a_removal() -> None:
    begin = opening(job(ID), job("J-JA-002"))
    copy = Writer(A, begin.state["job"]).remove(ID).copy()
    (decision,) = merged(begin, copy).decisions
    gone = merged(begin, copy, settlements=[settle(decision, REMOVE)])
    assert list(gone.state["job"]) == ["J-JA-002"]
    assert list(gone.removed["job"]) == [ID]
    assert [(c.record, c.field, c.before, c.after) for c in gone.changes] == [(ID, "", KEEP, None)]
    (settled,) = gone.decisions
    assert (settled.decided, settled.current) == (settle(decision, REMOVE), REMOVE)
    kept = merged(begin, copy, settlements=[settle(decision, KEEP)])
    assert list(kept.state["job"]) == [ID, "J-JA-002"]
    assert kept.decisions[0].decided
    assert not asked(kept)


def test_edits_of_a_record_that_the_coordinator_removed_are_decided_against() -> None:
    begin = opening(job(ID))
    copies = Writer(A, begin.state["job"]).remove(ID).copy(), Writer(B, begin.state["job"]).edit(ID, risk="high").copy()
    (decision,) = merged(begin, *copies).decisions
    result = merged(begin, *copies, settlements=[settle(decision, REMOVE)])
    assert fates(result) == ["refused"]
    assert [(f.code, f.value) for f in result.findings] == [("decided-against", "high")]


def test_a_record_is_asked_about_again_when_somebody_edits_it_after_its_removal_was_settled() -> None:
    begin = opening(job(ID))
    removal = Writer(A, begin.state["job"]).remove(ID).copy()
    (decision,) = merged(begin, removal).decisions
    edit = Writer(B, begin.state["job"]).edit(ID, risk="high").copy()
    result = merged(begin, removal, edit, settlements=[settle(decision, REMOVE)])
    assert asked(result) == {ID: "conflict"}
    assert result.decisions[0].current == REMOVE
    assert ID not in result.state["job"]
    assert fates(result) == ["open"]


def test_a_record_that_was_kept_is_not_asked_about_again_for_an_edit() -> None:
    begin = opening(job(ID))
    removal = Writer(A, begin.state["job"]).remove(ID).copy()
    (decision,) = merged(begin, removal).decisions
    edit = Writer(B, begin.state["job"]).edit(ID, risk="high").copy()
    result = merged(begin, removal, edit, settlements=[settle(decision, KEEP)])
    assert not asked(result)
    assert value(result, ID, "risk") == "high"


def test_the_coordinator_may_remove_a_record_unasked() -> None:
    begin = opening(job(ID))
    answer = Settlement(ID, REMOVE, (KEEP, REMOVE), order=2)
    result = merged(begin, settlements=[answer])
    assert not result.state["job"]
    assert result.decisions[0].decided == answer
    earlier = merged(begin, settlements=[answer._replace(order=1)])
    assert list(earlier.state["job"]) == [ID]


# ── edited after it was removed ──


def test_a_late_edit_of_a_removed_record_is_a_conflict_and_it_stays_removed() -> None:
    gone = job(ID, risk="low")
    begin = opening(removed=[gone])
    result = merged(begin, Writer(B, {ID: gone}, order=1).edit(ID, risk="high").copy())
    (decision,) = result.decisions
    assert (decision.kind, decision.current) == ("conflict", REMOVE)
    assert [(c.value, c.departments) for c in decision.choices] == [(KEEP, (B,)), (REMOVE, ())]
    assert not result.state["job"]
    assert fates(result) == ["open"]
    assert not result.changes


def test_a_removed_record_that_the_coordinator_keeps_comes_back_with_the_edit() -> None:
    gone = job(ID, risk="low")
    begin = opening(job("J-JA-002"), removed=[gone])
    late = Writer(B, {ID: gone}, order=1).edit(ID, risk="high").copy()
    (decision,) = merged(begin, late).decisions
    result = merged(begin, late, settlements=[settle(decision, KEEP)])
    assert list(result.state["job"]) == ["J-JA-002", ID]
    assert not result.removed["job"]
    assert value(result, ID, "risk") == "high"
    changes = [(c.field, c.before, c.after, c.added) for c in result.changes]
    assert changes == [("", None, KEEP, False), ("risk", "low", "high", False)]
    assert fates(result) == ["merged"]


def test_what_was_said_before_the_coordinator_removed_a_record_in_an_earlier_round_is_not_asked_again() -> None:
    record = job(ID, risk="low")
    first = opening(record, order=1)
    removal, edit = Writer(A, first.state["job"], order=1).remove(ID).copy(), Writer(B, first.state["job"], order=1).edit(ID, risk="high").copy()
    (decision,) = merged(first, removal, edit).decisions
    answer = settle(decision, REMOVE, order=1)
    begin = opening(removed=[record])
    late = Writer(B, first.state["job"], "late.xlsx", order=1).edit(ID, risk="high").copy()
    result = merged(begin, late, settlements=[answer])
    assert not result.decisions
    assert fates(result) == ["refused"]
    assert "decided-against" in codes(result)
    new = Writer(C, first.state["job"], "new.xlsx", order=1).edit(ID, risk="middle").copy()
    both = merged(begin, late, new, settlements=[answer])
    assert asked(both) == {ID: "conflict"}
    assert sorted(fates(both)) == ["open", "refused"]
    assert [c.departments for c in both.decisions[0].choices] == [(C,), ()]


def test_what_was_said_when_the_coordinator_kept_a_record_counts_when_it_is_removed_again() -> None:
    begin = opening(job(ID, risk="low"))
    answer = Settlement(ID, KEEP, (KEEP, REMOVE, ("risk", "high")), order=1)
    again = Writer(A, begin.state["job"]).remove(ID).copy()
    late = Writer(B, begin.state["job"], order=1).edit(ID, risk="high").copy()
    assert asked(merged(begin, again, late, settlements=[answer])) == {ID: "conflict"}


def test_what_is_said_in_a_later_round_is_not_what_the_coordinator_decided_about() -> None:
    gone = job(ID, risk="low")
    answer = Settlement(ID, REMOVE, (KEEP, REMOVE, ("risk", "high")), order=1)
    odd = Writer(B, {ID: gone}, order=2).edit(ID, risk="high").copy()
    assert asked(merged(opening(removed=[gone], order=3), odd, settlements=[answer])) == {ID: "conflict"}


# ── added ──


def test_a_new_record_is_taken_over_with_its_values_and_its_defaults() -> None:
    begin = opening()
    result = merged(begin, Writer(A, {}).add("J-JA-010", blank=True, title="新", due=DAY).copy())
    assert result.state["job"]["J-JA-010"].values == {"title": "新", "due": DAY, "owner": A, "state": "open"}
    assert not result.decisions
    assert {(c.field, c.after, c.departments, c.added) for c in result.changes} == {
        ("title", "新", (A,), True), ("due", DAY, (A,), True), ("owner", A, (A,), True), ("state", "open", (A,), True),
    }  # fmt: skip
    assert all(c.before is None and c.sources for c in result.changes)
    assert result.copies[0].new_records == 1


def test_a_new_record_keeps_its_default_while_two_voices_differ_about_it() -> None:
    begin = opening()
    copies = [Writer(A, {}, f"{n}.xlsx").add("J-JA-010", blank=True, title="新", state=said).copy() for n, said in enumerate(["busy", "done"])]
    result = merged(begin, *copies)
    assert asked(result) == {"J-JA-010.state": "conflict"}
    assert value(result, "J-JA-010", "state") == "open"
    assert result.decisions[0].current == "open"


def test_a_new_record_that_only_one_voice_speaks_fully_of() -> None:
    copies = [Writer(A, {}, "1.xlsx").add("J-JA-010", blank=True, title="新", state="busy").copy()]
    copies += [Writer(A, {}, "2.xlsx").add("J-JA-010", blank=True, title="新", count=3).copy()]
    result = merged(opening(), *copies)
    assert not result.decisions
    assert (value(result, "J-JA-010", "state"), value(result, "J-JA-010", "count")) == ("busy", 3)


def test_the_owner_of_a_new_record_is_the_coordinators_to_change() -> None:
    result = merged(opening(), Writer(A, {}).add("J-JA-010", blank=True, title="新", owner=B).copy())
    assert asked(result) == {"J-JA-010.owner": "suggestion"}
    assert value(result, "J-JA-010", "owner") == A


def test_a_required_cell_that_a_new_record_leaves_blank_is_told_once() -> None:
    result = merged(opening(), Writer(A, {}).add("J-JA-010", blank=True, count=3).copy())
    (finding,) = [f for f in result.findings if f.code == "required-missing"]
    assert (finding.record, finding.field, finding.department, finding.reason, finding.cell) == ("J-JA-010", "title", A, "new", "A50")


def test_a_required_cell_in_which_something_wrong_stands_is_told_by_that_finding_alone() -> None:
    writer = Writer(A, {}).add("J-JA-010", blank=True, title="?", count=3)
    row = writer.rows[0]
    entries = {**row.entries, "title": row.entries["title"]._replace(value=None, taken=False)}
    object.__setattr__(row, "entries", entries)  # a frozen row, made wrong on purpose
    assert "required-missing" not in codes(merged(opening(), writer.copy()))


def test_new_records_follow_the_old_ones_by_department_and_number() -> None:
    begin = opening(job("J-DI-001", D))
    b = Writer(B, {}).add("J-YI-011", blank=True, title="b two").add("J-YI-009", blank=True, title="b one").copy()
    a = Writer(A, {}).add("", title="a last").add("J-JA-010", blank=True, title="a first").copy()
    assert list(merged(begin, b, a).state["job"]) == ["J-DI-001", "J-JA-010", "J-JA-020", "J-YI-009", "J-YI-011"]


# ── references ──


def test_a_reference_to_what_does_not_exist_is_kept_and_told() -> None:
    begin = opening(job(ID))
    result = merged(begin, Writer(A, begin.state["job"]).edit(ID, after="J-JA-777", sees=("J-JA-001", "J-JA-888")).copy())
    assert value(result, ID, "after") == "J-JA-777"
    told = [(f.field, f.value, f.department, f.file, f.cell) for f in result.findings if f.code == "dangling-reference"]
    assert told == [("after", "J-JA-777", A, f"{A}.xlsx", f"{ID}.after"), ("sees", "J-JA-888", A, f"{A}.xlsx", f"{ID}.sees")]


def test_a_reference_to_a_record_that_was_removed_dangles() -> None:
    begin = opening(job(ID, after="J-JA-002"), job("J-JA-002"))
    answer = Settlement("J-JA-002", REMOVE, (KEEP, REMOVE), order=2)
    assert codes(merged(begin)) == []
    assert codes(merged(begin, settlements=[answer])) == ["dangling-reference"]


# ── possible duplicates ──


@pytest.mark.parametrize(
    ("title", "due", "alike"),
    [
        ("系统接口联调测试", DAY, True),
        ("系统接口联调测试。", DAY, True),
        ("系统接口联调测试", None, True),
        ("系统接口联调测试", DAY + timedelta(days=7), True),
        ("系统接口联调测试", DAY + timedelta(days=8), False),
        ("系统接口联调测试", DAY - timedelta(days=7), True),
        ("系统接口联调测试2", DAY, False),
        ("系统接口联调验收", DAY, False),
        ("年终总结", DAY, False),
    ],
)
def test_what_looks_like_one_thing(title: str, due: date | None, alike: bool) -> None:
    values: dict[str, Value] = {"title": title} | ({"due": due} if due else {})
    a = Writer(A, {}).add("J-JA-010", blank=True, title="系统接口联调测试", due=DAY).copy()
    b = Writer(B, {}).add("J-YI-010", blank=True, **values).copy()
    result = merged(opening(), a, b)
    assert asked(result) == ({"J-JA-010+J-YI-010": "possible-duplicate"} if alike else {})
    assert {"J-JA-010", "J-YI-010"} <= result.state["job"].keys()


def twins(*departments: str, **values: Value) -> list:
    codes = {A: "JA", B: "YI", C: "BI"}
    return [Writer(d, {}).add(f"J-{codes[d]}-010", blank=True, title="系统接口联调测试", **values).copy() for d in departments]


def test_one_departments_own_records_are_never_taken_for_one() -> None:
    copy = Writer(A, {}).add("J-JA-010", blank=True, title="周报").add("J-JA-011", blank=True, title="周报").copy()
    assert not merged(opening(), copy).decisions


def test_a_sheet_that_is_not_matched_is_never_asked_about() -> None:
    copies = [Writer(d, {}).add(f"N-{c}-010", sheet="news", blank=True, text="同一件事情").copy() for d, c in ((A, "JA"), (B, "YI"))]
    assert not merged(opening(), *copies).decisions


def test_three_that_look_alike_are_one_question() -> None:
    (decision,) = merged(opening(), *twins(A, B, C)).decisions
    assert (decision.id, decision.sheet, decision.record, decision.current) == ("J-JA-010+J-YI-010+J-BI-010", "job", "J-JA-010", KEEP)
    assert [(c.value, c.departments) for c in decision.choices] == [(KEEP, ()), (UNITE, (A, B, C))]
    assert len(decision.choices[1].sources) == 3


def test_united_records_speak_as_the_first() -> None:
    copies = twins(A, B)
    copies[1] = (
        Writer(B, {})
        .add("J-YI-010", blank=True, title="系统接口联调测试", count=3)
        .add("J-YI-011", blank=True, title="后续", after="J-YI-010")
        .copy()
    )
    (decision,) = merged(opening(), *copies).decisions
    result = merged(opening(), *copies, settlements=[settle(decision, UNITE)])
    assert list(result.state["job"]) == ["J-JA-010", "J-YI-011"]
    assert value(result, "J-JA-010", "count") == 3
    assert value(result, "J-YI-011", "after") == "J-JA-010"
    assert "dangling-reference" not in codes(result)
    assert result.decisions[0].current == UNITE
    assert not asked(result)
    assert value(result, "J-JA-010", "owner") == A


def test_look_alikes_are_compared_by_all_that_a_department_says_of_its_own() -> None:
    """The day stands in the second copy only."""
    copies = [
        Writer(A, {}, name).add("J-JA-010", blank=True, title="系统接口联调测试", **more).copy()
        for name, more in (("1", {}), ("2", {"due": DAY + timedelta(days=30)}))
    ]
    assert not asked(merged(opening(), *copies, *twins(B, due=DAY)))
    assert asked(merged(opening(), copies[0], *twins(B, due=DAY)))


def test_of_united_records_one_that_clears_a_default_says_nothing_that_stands() -> None:
    copies = twins(A, state=None) + twins(B, state="busy")
    (decision,) = merged(opening(), *copies).decisions
    result = merged(opening(), *copies, settlements=[settle(decision, UNITE)])
    assert asked(result) == {"J-JA-010.state": "conflict"}
    assert value(result, "J-JA-010", "state") == "busy"


def test_what_the_coordinator_wrote_too_late_of_a_new_record_does_not_stand_by_itself() -> None:
    """It was written over what a copy said that was taken out since."""
    late = Settlement("J-JA-010.count", 7, (3, 7), at="1", order=2, kind=EDIT, typed=True, late=True)
    result = merged(opening(), *twins(A), settlements=[late])
    assert asked(result) == {"J-JA-010.count": "conflict"}
    assert value(result, "J-JA-010", "count") is None


TOO_LATE = Settlement("J-JA-010", REMOVE, (KEEP, REMOVE), at="2", file="R2.xlsx", order=2, kind=EDIT, typed=True, late=True)


def test_a_removal_that_came_too_late_is_asked_about_and_names_its_file() -> None:
    begin = opening(job("J-JA-010"))
    copy = Writer(A, begin.state["job"]).edit("J-JA-010", count=5).copy()
    for copies, kind in (([copy], "conflict"), ([], "removal")):
        result = merged(begin, *copies, settlements=[TOO_LATE])
        (question,) = result.decisions
        assert (question.kind, question.current, question.decided) == (kind, KEEP, None)
        assert [[source.file for source in choice.sources] for choice in question.choices][1] == ["R2.xlsx"]
        assert list(result.state["job"]) == ["J-JA-010"]


def test_a_removal_of_a_new_record_that_came_too_late_is_asked_about() -> None:
    assert asked(merged(opening(), *twins(A), settlements=[TOO_LATE])) == {"J-JA-010": "conflict"}


def test_a_removal_that_came_too_late_asks_again_about_what_was_settled_before() -> None:
    before = Settlement("J-JA-010", KEEP, (KEEP, REMOVE), at="1", order=2, kind="removal")
    assert asked(merged(opening(job("J-JA-010")), settlements=[before, TOO_LATE])) == {"J-JA-010": "removal"}


def test_records_that_are_kept_apart_stay_so() -> None:
    (decision,) = merged(opening(), *twins(A, B)).decisions
    result = merged(opening(), *twins(A, B), settlements=[settle(decision, KEEP)])
    assert list(result.state["job"]) == ["J-JA-010", "J-YI-010"]
    assert not asked(result)


def test_united_records_that_differ_are_asked_about_cell_by_cell() -> None:
    copies = twins(A, due=DAY) + twins(B, due=DAY + timedelta(days=2))
    (decision,) = merged(opening(), *copies).decisions
    assert asked(merged(opening(), *copies, settlements=[settle(decision, UNITE)])) == {"J-JA-010.due": "conflict"}


def test_what_the_one_that_stays_says_stands_until_a_difference_is_decided() -> None:
    later = DAY + timedelta(days=2)
    copies = twins(A, due=DAY) + twins(B, due=later)
    (decision,) = merged(opening(), *copies).decisions
    answer = settle(decision, UNITE)
    result = merged(opening(), *copies, settlements=[answer])
    asking = next(d for d in result.decisions if d.decided is None)
    assert value(result, "J-JA-010", "due") == DAY == asking.current
    assert [(c.value, c.departments) for c in asking.choices] == [(DAY, (A,)), (later, (B,))]
    assert result.state["job"]["J-JA-010"].origins["due"].departments == (A,)
    assert [(c.departments, c.after) for c in result.changes if c.field == "due"] == [((A,), DAY)]
    assert sorted(f.fate for f in result.fates if f.field == "due") == ["merged", "open"]
    decided = merged(opening(), *copies, settlements=[answer, settle(asking, later)])
    assert value(decided, "J-JA-010", "due") == later
    assert not asked(decided)


def test_of_united_records_the_first_that_says_something_stands_until_it_is_decided() -> None:
    copies = twins(A) + twins(B, due=DAY) + twins(C, due=DAY + timedelta(days=2))
    (decision,) = merged(opening(), *copies).decisions
    result = merged(opening(), *copies, settlements=[settle(decision, UNITE)])
    assert value(result, "J-JA-010", "due") == DAY
    assert asked(result) == {"J-JA-010.due": "conflict"}


def test_a_difference_within_the_one_that_stays_is_not_decided_by_uniting() -> None:
    two = [
        Writer(A, {}, name).add("J-JA-010", blank=True, title="系统接口联调测试", due=due).copy()
        for name, due in (("1", DAY), ("2", DAY + timedelta(days=1)))
    ]
    copies = [*two, *twins(B, due=DAY + timedelta(days=2))]
    decision = next(d for d in merged(opening(), *copies).decisions if d.kind == "possible-duplicate")
    result = merged(opening(), *copies, settlements=[settle(decision, UNITE)])
    assert value(result, "J-JA-010", "due") is None
    assert [c.departments for c in next(d for d in result.decisions if d.decided is None).choices] == [(A,), (A,), (B,)]


def test_a_record_that_was_united_with_another_is_among_those_that_went() -> None:
    copies = twins(A) + twins(B, due=DAY)
    (decision,) = merged(opening(), *copies).decisions
    gone = merged(opening(), *copies, settlements=[settle(decision, UNITE)]).removed["job"]["J-YI-010"]
    assert gone.values == {"title": "系统接口联调测试", "due": DAY, "owner": B, "state": "open"}


def test_a_third_that_looks_alike_leaves_two_united_and_is_asked_about() -> None:
    (decision,) = merged(opening(), *twins(A, B)).decisions
    answer = settle(decision, UNITE)
    result = merged(opening(), *twins(A, B, C), settlements=[answer])
    assert list(result.state["job"]) == ["J-JA-010", "J-BI-010"]
    assert asked(result) == {"J-JA-010+J-BI-010": "possible-duplicate"}
    second = next(d for d in result.decisions if d.decided is None)
    final = merged(opening(), *twins(A, B, C), settlements=[answer, settle(second, UNITE)])
    assert list(final.state["job"]) == ["J-JA-010"]
    assert not asked(final)


def test_an_earlier_one_that_looks_alike_takes_in_what_was_united() -> None:
    (decision,) = merged(opening(), *twins(B, C)).decisions
    answer = settle(decision, UNITE)
    result = merged(opening(), *twins(A, B, C), settlements=[answer])
    assert asked(result) == {"J-JA-010+J-YI-010": "possible-duplicate"}
    second = next(d for d in result.decisions if d.decided is None)
    final = merged(opening(), *twins(A, B, C), settlements=[answer, settle(second, UNITE)])
    assert list(final.state["job"]) == ["J-JA-010"]
    assert final.state["job"]["J-JA-010"].origins["title"].departments == (A, B, C)


def test_long_titles_that_differ_in_a_letter_look_alike() -> None:
    titles = {A: "系统接口联调测试方案评审会议", B: "系统接口联调测试方案评议会议"}
    copies = [Writer(d, {}).add(f"J-{c}-010", blank=True, title=titles[d]).copy() for d, c in ((A, "JA"), (B, "YI"))]
    assert asked(merged(opening(), *copies)) == {"J-JA-010+J-YI-010": "possible-duplicate"}
