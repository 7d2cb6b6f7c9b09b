"""Decisions that were still open when the round began."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from small import A, B, C, D, Writer, asked, fates, job, merged, opening, settle, value

from sheetsync.model.copy import Copy
from sheetsync.model.decision import EDIT, KEEP, REMOVE, UNITE, Choice, Decision, Settlement
from sheetsync.model.merged import Merged
from sheetsync.model.record import Opening, Record

ID = "J-JA-001"
FIRST = opening(job(ID, risk="low", due=date(2026, 12, 1)), order=1)


def later(*copies: Copy, begin: Opening = FIRST) -> Opening:
    """The round after one in which these copies came and nobody settled anything."""
    result = merged(begin, *copies)
    still = tuple(d for d in result.decisions if d.decided is None)
    return Opening("R2", 2, result.state, result.removed, dict.fromkeys(begin.next_number, 40), open=still)


def said(department: str, name: str = "", order: int = 1, record: Record | None = None, **values: object) -> Copy:
    issued = {ID: record or FIRST.state["job"][ID]}
    return Writer(department, issued, name or f"{order} {department}", order).edit(ID, **values).copy()


BEGIN = later(said(A, risk="high"), said(C, risk="middle"))


def only(result) -> Decision:
    (decision,) = result.decisions
    return decision


def test_an_open_conflict_stays_open_while_nobody_says_anything() -> None:
    result = merged(BEGIN)
    assert only(result) == BEGIN.open[0]
    assert [f.code for f in result.findings] == ["conflict"]
    assert not result.changes


def test_an_answer_of_somebody_who_may_change_the_cell_closes_it() -> None:
    result = merged(BEGIN, said(B, order=2, risk="high"))
    assert not result.decisions
    assert value(result, ID, "risk") == "high"


def test_a_late_copy_that_does_not_know_the_question_is_one_more_choice_and_no_answer() -> None:
    """It was filled in before anybody was asked; had it come in time, it would be one of the choices."""
    result = merged(BEGIN, said(B, order=1, risk=None))
    decision = only(result)
    assert value(result, ID, "risk") == "low"
    assert {c.value: c.departments for c in decision.choices} == {"high": (A,), "middle": (C,), None: (B,)}
    assert fates(result) == ["open"]
    assert not merged(BEGIN, said(B, order=1, risk=None), said(A, order=2, risk="high")).decisions[0].decided


def test_a_late_line_of_a_log_leaves_a_question_about_it_open() -> None:
    begin = later(Writer(B, {}, "1", 1).add(ID, log="B").copy())
    result = merged(begin, said(A, order=1, log="A"))
    decision = only(result)
    assert (decision.current, value(result, ID, "log")) == ("A", "A")
    assert [c.value for c in decision.choices] == ["B"]


def test_a_suggestion_comes_beside_the_choices_that_were_there() -> None:
    begin = later(said(C, count=3))
    result = merged(begin, said(B, order=2, count=4))
    decision = only(result)
    assert [(c.value, c.departments) for c in decision.choices] == [(3, (C,)), (4, (B,))]
    assert decision.basis == (None, 3, 4)
    assert not merged(begin, said(A, order=2, count=5)).decisions


def test_a_settlement_of_what_was_open_counts() -> None:
    result = merged(BEGIN, settlements=[settle(BEGIN.open[0], "middle")])
    assert value(result, ID, "risk") == "middle"
    assert not asked(result)
    assert [(c.departments, c.before, c.after) for c in result.changes] == [((), "low", "middle")]


def test_a_question_whose_choices_all_stand_by_now_is_closed() -> None:
    begin = later(said(C, count=3))
    there = replace(begin, state={**begin.state, "job": {ID: job(ID, risk="low", count=3)}})
    assert not merged(there).decisions


def test_a_question_about_a_record_that_is_gone_is_closed() -> None:
    gone = replace(BEGIN, state={**BEGIN.state, "job": {}}, removed={"job": {ID: job(ID)}})
    assert not merged(gone).decisions


def test_a_question_about_a_cell_of_a_record_that_the_coordinator_removes_is_closed() -> None:
    answer = settle(BEGIN.open[0], REMOVE)._replace(id=ID, basis=(KEEP, REMOVE))
    assert [d.id for d in merged(BEGIN, settlements=[answer]).decisions] == [ID]


def test_a_suggestion_that_stands_by_now_is_no_choice_any_more() -> None:
    begin = later(said(C, count=3), said(B, count=4))
    there = replace(begin, state={**begin.state, "job": {ID: job(ID, risk="low", count=3)}})
    decision = only(merged(there))
    assert (decision.current, [(c.value, c.departments) for c in decision.choices]) == (3, [(4, (B,))])


# ── whole records ──


REMOVAL = later(Writer(A, FIRST.state["job"], "1", 1).remove(ID).copy())


def test_an_open_removal_stays_open_and_becomes_a_conflict_with_a_new_edit() -> None:
    assert only(merged(REMOVAL)) == REMOVAL.open[0]
    result = merged(REMOVAL, said(B, order=2, risk="high"))
    decision = only(result)
    assert (decision.kind, decision.current) == ("conflict", KEEP)
    assert [(c.value, c.departments) for c in decision.choices] == [(KEEP, (B,)), (REMOVE, (A,))]
    assert value(result, ID, "risk") == "high"


def test_an_open_removal_that_is_settled_is_not_asked_again_for_the_edits_that_it_showed() -> None:
    edit = said(B, order=2, risk="high")
    result = merged(REMOVAL, edit, settlements=[settle(only(merged(REMOVAL, edit)), REMOVE)])
    assert not asked(result)
    assert not result.state["job"]
    assert fates(result) == ["refused"]
    unseen = merged(REMOVAL, edit, settlements=[settle(only(merged(REMOVAL)), REMOVE)])
    assert asked(unseen) == {ID: "conflict"}


def test_a_removal_that_is_asked_again_is_one_question() -> None:
    result = merged(REMOVAL, Writer(A, REMOVAL.state["job"], "2", 2).remove(ID).copy())
    assert asked(result) == {ID: "removal"}
    assert len(result.decisions) == 1


def test_an_open_question_about_a_removed_record() -> None:
    begin = opening(removed=[job(ID)])
    begin = later(said(B, record=job(ID), risk="high", order=0), begin=replace(begin, order=1))
    assert asked(merged(begin)) == {ID: "conflict"}
    result = merged(begin, settlements=[settle(begin.open[0], KEEP)])
    assert list(result.state["job"]) == [ID]
    assert not asked(result)


def test_an_open_question_about_a_removed_record_stays_when_somebody_repeats_what_was_decided() -> None:
    removed = replace(opening(removed=[job(ID)]), order=2)
    past = Settlement(ID, REMOVE, (KEEP, REMOVE, ("risk", "middle")), order=1, kind="conflict")
    first = merged(removed, said(B, record=job(ID), risk="high", order=1), settlements=[past])
    begin = replace(removed, order=3, open=tuple(first.decisions))
    repeated = merged(begin, said(C, record=job(ID), risk="middle", order=1), settlements=[past])
    assert asked(repeated) == asked(first) == {ID: "conflict"}
    assert fates(repeated) == ["refused"]


# ── look-alikes ──


def twins(name: str, *departments: str) -> list[Copy]:
    numbers = {A: "JA", B: "YI", C: "BI"}
    return [
        Writer(d, {}, f"{name} {d}", 1)
        .add(f"J-{numbers[d]}-010", blank=True, title="系统接口联调测试", **({"count": 3} if d != A else {"risk": "low"}))
        .copy()
        for d in departments
    ]


def test_look_alikes_of_an_earlier_round_are_asked_about_until_settled() -> None:
    begin = later(*twins("1", A, B), begin=opening(job("J-BI-001", C, after="J-YI-010", sees=("J-JA-010", "J-YI-010")), order=1))
    (question,) = (d for d in merged(begin).decisions)
    assert question.kind == "possible-duplicate"
    kept = merged(begin, settlements=[settle(question, KEEP)])
    assert not asked(kept)
    assert kept.state == begin.state
    united = merged(begin, settlements=[settle(question, UNITE)])
    assert not asked(united)
    assert list(united.state["job"]) == ["J-BI-001", "J-JA-010"]
    assert list(united.removed["job"]) == ["J-YI-010"]
    one = united.state["job"]["J-JA-010"]
    assert (one.values["risk"], one.values["count"], one.values["owner"]) == ("low", 3, A)
    assert one.origins["count"].departments == (B,)
    assert (value(united, "J-BI-001", "after"), value(united, "J-BI-001", "sees")) == ("J-JA-010", ("J-JA-010",))
    assert {(c.record, c.field, c.before, c.after, c.departments) for c in united.changes} == {
        ("J-JA-010", "count", None, 3, ()), ("J-YI-010", "", KEEP, None, ()), ("J-BI-001", "after", "J-YI-010", "J-JA-010", ()),
        ("J-BI-001", "sees", ("J-JA-010", "J-YI-010"), ("J-JA-010",), ()),
    }  # fmt: skip


def test_edits_of_records_that_are_united_now_speak_of_the_one_that_stays() -> None:
    begin = later(*twins("1", A, B), begin=opening(order=1))
    (question,) = merged(begin).decisions
    issued = begin.state["job"]
    edits = Writer(B, issued, "2 B", 2).edit("J-YI-010", count=5, remark="x").copy(), Writer(C, issued, "2 C", 2).edit("J-YI-010", risk="high").copy()
    reference = Writer(A, issued, "2 A", 2).edit("J-JA-010", after="J-YI-010").copy()
    result = merged(begin, *edits, reference, settlements=[settle(question, UNITE)])
    one = result.state["job"]["J-JA-010"].values
    assert (one["count"], one["remark"], one["after"]) == (5, "x", "J-JA-010")
    assert asked(result) == {"J-JA-010.risk": "conflict"}
    assert sorted(fates(result)) == ["merged", "merged", "merged", "open"]
    assert {(c.record, c.field, c.before, c.after) for c in result.changes} == {
        ("J-JA-010", "count", None, 5), ("J-JA-010", "remark", None, "x"), ("J-JA-010", "after", None, "J-JA-010"), ("J-YI-010", "", KEEP, None),
    }  # fmt: skip


def test_open_questions_about_records_that_are_united_now_are_put_to_the_one_that_stays() -> None:
    begin = later(*twins("1", A, B), begin=opening(order=1))
    (question,) = begin.open
    conflicts = [
        Decision(f"{i}.risk", "conflict", "job", i, "risk", now, (Choice(now), Choice(value, (C,))), basis=(now, value))
        for i, now, value in (("J-JA-010", "low", "high"), ("J-YI-010", None, "middle"))
    ]
    result = merged(replace(begin, open=(question, *conflicts)), settlements=[settle(question, UNITE)])
    (decision,) = (d for d in result.decisions if d.decided is None)
    assert (decision.id, decision.record, decision.current) == ("J-JA-010.risk", "J-JA-010", "low")
    assert [c.value for c in decision.choices] == ["low", "high", None, "middle"]


def test_whether_a_united_record_is_removed_is_no_question() -> None:
    begin = later(*twins("1", A, B), begin=opening(order=1))
    removal = Decision("J-YI-010", "removal", "job", "J-YI-010", "", KEEP, (Choice(KEEP), Choice(REMOVE, (B,))), basis=(KEEP, REMOVE))
    answers = [settle(begin.open[0], UNITE), settle(removal, KEEP)]
    for settlements in (answers[:1], answers):
        result = merged(replace(begin, open=(*begin.open, removal)), settlements=settlements)
        assert list(result.state["job"]) == ["J-JA-010"]
        assert [d.id for d in result.decisions] == ["J-JA-010+J-YI-010"]


@pytest.mark.parametrize("pairs", [(("YI", "BI"), ("JA", "YI")), (("JA", "YI"), ("YI", "BI"))])
def test_groups_that_share_a_record_become_one(pairs: tuple[tuple[str, str], ...]) -> None:
    begin = later(*twins("1", A, B, C), begin=opening(job("J-DI-001", D, after="J-BI-010"), order=1))
    (question,) = begin.open
    both = [replace(question, id=f"J-{one}-010+J-{two}-010", record=f"J-{one}-010") for one, two in pairs]
    result = merged(replace(begin, open=tuple(both)), settlements=[settle(each, UNITE) for each in both])
    assert list(result.state["job"]) == ["J-DI-001", "J-JA-010"]
    assert set(result.removed["job"]) == {"J-BI-010", "J-YI-010"}
    assert value(result, "J-DI-001", "after") == "J-JA-010"
    assert not asked(result)


def test_look_alikes_of_which_one_went_are_not_united() -> None:
    begin = later(*twins("1", A, B), begin=opening(order=1))
    alone = replace(begin, state={**begin.state, "job": {"J-JA-010": begin.state["job"]["J-JA-010"]}})
    assert merged(alone, settlements=[settle(begin.open[0], UNITE)]).state == alone.state
    gone = merged(begin, settlements=[settle(REMOVAL.open[0], REMOVE)._replace(id="J-YI-010")])
    assert [d.id for d in gone.decisions] == ["J-YI-010"]


def test_look_alikes_of_which_one_is_gone_are_no_question() -> None:
    begin = later(*twins("1", A, B), begin=opening(order=1))
    alone = replace(begin, state={**begin.state, "job": {"J-JA-010": begin.state["job"]["J-JA-010"]}})
    assert not merged(alone).decisions


# ── what records hold that are united ──


def differing() -> Opening:
    """Two look-alikes of an earlier round that say different things of the same fields."""
    title = "系统接口联调测试"
    one = Writer(A, {}, "1 A", 1).add(
        "J-JA-010", blank=True, title=title, risk="low", count=2, tags=("red",), log="A", share=0.2, due=date(2026, 12, 1)
    )
    two = Writer(B, {}, "1 B", 1).add(
        "J-YI-010", blank=True, title=title, count=3, state="busy", tags=("blue",), log="B", share=0.5, due=date(2026, 12, 3)
    )
    return later(one.copy(), two.copy(), begin=opening(order=1))


def united(begin: Opening, *copies: Copy, answers: tuple[Settlement, ...] = ()) -> Merged:
    (question,) = (d for d in begin.open if d.kind == "possible-duplicate")
    return merged(begin, *copies, settlements=[settle(question, UNITE), *answers])


def test_what_united_records_say_differently_is_a_conflict_between_who_said_what() -> None:
    begin = differing()
    result = united(begin)
    assert asked(result) == {"J-JA-010.count": "conflict", "J-JA-010.due": "conflict"}
    count = next(d for d in result.decisions if d.id == "J-JA-010.count")
    assert (count.current, [(c.value, c.departments) for c in count.choices]) == (2, [(2, (A,)), (3, (B,))])
    assert [s.file for c in count.choices for s in c.sources] == ["1 B"]
    assert count.basis == (2, 3)


def test_what_needs_no_decision_of_united_records_is_taken_in_by_its_policy() -> None:
    one = united(differing()).state["job"]["J-JA-010"]
    assert (one.values["tags"], one.values["log"], one.values["share"]) == (("red", "blue"), "A\nB", 0.5)
    assert one.values["state"] == "busy"
    assert {key: one.origins[key].departments for key in ("tags", "log", "share", "state")} == dict.fromkeys(("tags", "log", "share", "state"), (B,))
    assert one.values["owner"] == A


def test_a_decision_about_united_records_settles_it() -> None:
    begin = differing()
    questions = [d for d in united(begin).decisions if d.field]
    result = united(begin, answers=tuple(settle(d, d.choices[1].value) for d in questions))
    assert not asked(result)
    assert (value(result, "J-JA-010", "count"), value(result, "J-JA-010", "due")) == (3, date(2026, 12, 3))


def test_what_united_records_differ_in_stays_open_until_the_next_round() -> None:
    begin = differing()
    (question,) = begin.open
    result = united(begin)
    still = tuple(d for d in result.decisions if d.decided is None)
    following = replace(begin, order=3, state=result.state, removed=result.removed, open=still)
    assert asked(merged(following, settlements=[settle(question, UNITE)])) == asked(result)


def test_a_department_that_changes_its_united_record_speaks_for_it() -> None:
    begin = differing()
    issued = begin.state["job"]
    agreed = united(begin, Writer(B, issued, "2 B", 2).edit("J-YI-010", count=2).copy())
    assert asked(agreed) == {"J-JA-010.due": "conflict"}
    other = united(begin, Writer(B, issued, "2 B", 2).edit("J-YI-010", count=5).copy())
    count = next(d for d in other.decisions if d.id == "J-JA-010.count")
    assert {c.value: c.departments for c in count.choices} == {2: (A,), 5: (B,)}
    mine = united(begin, Writer(A, issued, "2 A", 2).edit("J-JA-010", count=5).copy())
    count = next(d for d in mine.decisions if d.id == "J-JA-010.count")
    assert {c.value: c.departments for c in count.choices} == {2: (A,), 5: (A,), 3: (B,)}
    assert fates(mine) == ["open"]
    suggested = united(begin, Writer(C, issued, "2 C", 2).edit("J-YI-010", count=2).copy())
    assert "J-JA-010.count" in asked(suggested)


def test_a_removal_of_a_record_that_others_are_united_with_is_no_conflict_with_what_they_held() -> None:
    begin = differing()
    removal = Writer(A, begin.state["job"], "2 A", 2).remove("J-JA-010").copy()
    assert asked(united(begin, removal))["J-JA-010"] == "removal"
    gone = united(begin, answers=(settle(REMOVAL.open[0], REMOVE)._replace(id="J-JA-010"),))
    assert not asked(gone)
    assert set(gone.removed["job"]) == {"J-JA-010", "J-YI-010"}


@pytest.mark.parametrize(("order", "issued"), [(1, 3), (2, 1)])
def test_who_did_not_see_what_a_united_record_holds_does_not_take_it_back(order: int, issued: int) -> None:
    """Of an earlier round's workbook, or of one that was sent before a list changed it."""
    begin = differing()
    seen = {"J-YI-010": Record("J-YI-010", {**begin.state["job"]["J-YI-010"].values, "count": issued})}
    count = next(d for d in united(begin, Writer(B, seen, "B", order).edit("J-YI-010", count=5).copy()).decisions if d.id == "J-JA-010.count")
    assert {c.value: c.departments for c in count.choices} == {2: (A,), 5: (B,), 3: (B,)}


def test_values_of_several_united_records_are_choices_each() -> None:
    numbers = {A: "JA", B: "YI", C: "BI"}
    copies = [
        Writer(d, {}, f"1 {d}", 1).add(f"J-{numbers[d]}-010", blank=True, title="系统接口联调测试", count=n).copy() for n, d in enumerate(numbers, 1)
    ]
    begin = later(*copies, begin=opening(order=1))
    count = next(d for d in united(begin).decisions if d.id == "J-JA-010.count")
    assert [(c.value, c.departments) for c in count.choices] == [(1, (A,)), (2, (B,)), (3, (C,))]


def test_what_came_from_a_list_is_held_by_nobody() -> None:
    pair = Decision("J-JA-001+J-YI-001", "possible-duplicate", "job", "J-JA-001", "", KEEP, (Choice(KEEP), Choice(UNITE)), basis=(KEEP, UNITE))
    begin = replace(opening(job("J-JA-001", A, title="x", count=2), job("J-YI-001", B, title="x", count=3)), open=(pair,))
    (count,) = (d for d in united(begin).decisions if d.field)
    assert [(c.value, c.departments, c.sources) for c in count.choices] == [(2, (), ()), (3, (), ())]


# ── what the coordinator said of a record that is united ──


def typed(identity: str, value: object, *basis: object) -> Settlement:
    """What the coordinator typed into a cell of the merged sheets."""
    return Settlement(identity, value, (*basis, value), at="2026-11-20T10:00:00Z", order=2, kind=EDIT, typed=True)


def test_a_cell_of_a_united_record_that_the_coordinator_typed_over_speaks_for_the_one_that_stays() -> None:
    begin = differing()
    result = united(begin, answers=(typed("J-YI-010.remark", "说明", None), typed("J-YI-010.state", "done", "busy")))
    assert (value(result, "J-JA-010", "remark"), value(result, "J-JA-010", "state")) == ("说明", "done")
    assert not {"J-JA-010.remark", "J-JA-010.state"} & asked(result).keys()


def test_where_it_is_not_what_the_one_that_stays_holds_it_is_asked_and_what_was_typed_over_is_no_choice() -> None:
    begin = differing()
    result = united(begin, answers=(typed("J-YI-010.count", 7, 3),))
    count = next(d for d in result.decisions if d.id == "J-JA-010.count")
    assert (count.kind, count.current, [(c.value, c.departments) for c in count.choices]) == ("conflict", 2, [(2, (A,)), (7, ())])
    both = united(begin, answers=(typed("J-YI-010.count", 7, 3), typed("J-JA-010.count", 8, 2)))
    count = next(d for d in both.decisions if d.id == "J-JA-010.count")
    assert (count.current, [c.value for c in count.choices]) == (8, [8, 7])
    settled = united(begin, answers=(typed("J-YI-010.count", 7, 3), settle(count, 7)))
    assert value(settled, "J-JA-010", "count") == 7
    assert "J-JA-010.count" not in asked(settled)
    same = united(begin, answers=(typed("J-YI-010.count", 8, 3), typed("J-JA-010.count", 8, 2)))
    assert value(same, "J-JA-010", "count") == 8
    assert "J-JA-010.count" not in asked(same)


def test_an_answer_about_a_cell_of_a_united_record_is_heard_and_not_asked_again() -> None:
    begin = differing()
    issued = begin.state["job"]
    copies = [Writer(B, issued, f"2 B {risk}", 2).edit("J-YI-010", risk=risk).copy() for risk in ("high", "middle")]
    (risk,) = (d for d in merged(begin, *copies).decisions if d.field)
    assert risk.id == "J-YI-010.risk"
    result = united(begin, *copies, answers=(settle(risk, "high"),))
    question = next(d for d in result.decisions if d.id == "J-JA-010.risk")
    assert {c.value for c in question.choices} == {"low", "high"}
    assert {f.value: f.fate for f in result.fates} == {"high": "open", "middle": "refused"}
    agreed = united(begin, *copies, answers=(settle(risk, "high"), typed("J-JA-010.risk", "high", "low")))
    assert "J-JA-010.risk" not in asked(agreed)
    assert {f.value: f.fate for f in agreed.fates} == {"high": "merged", "middle": "refused"}


def test_an_old_question_about_a_united_record_that_was_answered_is_not_carried_on() -> None:
    begin = differing()
    asked_before = Decision("J-YI-010.remark", "conflict", "job", "J-YI-010", "remark", None, (Choice("甲"), Choice("乙")), basis=(None, "甲", "乙"))
    begin = replace(begin, open=(*begin.open, asked_before))
    result = united(begin, answers=(settle(asked_before, "甲"),))
    assert value(result, "J-JA-010", "remark") == "甲"
    assert "J-JA-010.remark" not in asked(result)


def test_a_late_value_that_was_decided_against_before_its_record_was_united_stays_so() -> None:
    begin = differing()
    first = united(begin, answers=(typed("J-YI-010.count", 7, 3, 4), typed("J-JA-010.count", 7, 2)))
    answers = [settle(d, UNITE) for d in begin.open] + [typed("J-YI-010.count", 7, 3, 4), typed("J-JA-010.count", 7, 2)]
    late = Writer(B, begin.state["job"], "2 B late", 2).edit("J-YI-010", count=4).copy()
    result = merged(over(begin, first), late, settlements=answers)
    assert value(result, "J-JA-010", "count") == 7
    assert "J-JA-010.count" not in asked(result)
    assert fates(result) == ["refused"]


def test_what_was_typed_of_a_new_record_that_is_united_speaks_for_the_one_that_stays() -> None:
    copies = twins("2", A, B)
    copies = [replace(c, round="R2", order=2) for c in copies]
    (question,) = merged(opening(), *copies).decisions
    result = merged(opening(), *copies, settlements=[settle(question, UNITE), typed("J-YI-010.count", 9, 3), typed("J-YI-010.remark", "说明", None)])
    assert (value(result, "J-JA-010", "count"), value(result, "J-JA-010", "remark")) == (9, "说明")
    assert not asked(result)


# ── late copies of records that were united in a round that is over ──


def over(begin: Opening, result: Merged) -> Opening:
    """The round after."""
    still = tuple(d for d in result.decisions if d.decided is None)
    return replace(begin, order=3, round="R3", state=result.state, removed=result.removed, open=still)


def test_a_late_edit_of_a_united_record_counts_for_the_one_that_stays() -> None:
    begin = differing()
    (question,) = begin.open
    answers = [settle(question, UNITE), *(settle(d, d.current) for d in united(begin).decisions if d.field)]
    following = over(begin, merged(begin, settlements=answers))
    late = Writer(B, begin.state["job"], "late", 2).edit("J-YI-010", remark="y", state="done").edit("J-JA-010", after="J-YI-010").copy()
    result = merged(following, late, settlements=answers)
    one = result.state["job"]["J-JA-010"].values
    assert (one["remark"], one["state"]) == ("y", "done")
    assert asked(result) == {"J-JA-010.after": "suggestion"}
    told = [f for f in result.findings if f.code == "redirected"]
    assert [(f.file, f.department, f.record, f.value) for f in told] == [("late", B, "J-JA-010", "J-YI-010")]
    (suggestion,) = result.decisions
    assert suggestion.choices[0].value == "J-JA-010"
    assert "J-YI-010" not in result.state["job"]


def test_a_late_edit_of_a_new_record_that_was_united_in_its_own_round_counts_for_the_one_that_stays() -> None:
    begin = opening(order=2)
    pair = twins("1", A, B)
    copies = [replace(c, order=2) for c in pair]
    (question,) = merged(begin, *copies).decisions
    answer = settle(question, UNITE)
    following = over(begin, merged(begin, *copies, settlements=[answer]))
    again = Writer(B, {}, "again", 2).add("J-YI-010", blank=True, title="系统接口联调测试", count=3, remark="z").copy()
    result = merged(following, again, settlements=[answer])
    assert not asked(result)
    assert value(result, "J-JA-010", "remark") == "z"
    assert [f.record for f in result.findings if f.code == "redirected"] == ["J-JA-010"]


def test_groups_that_were_united_one_after_the_other_lead_to_the_last_one() -> None:
    removed = [job("J-YI-010", B, title="x"), job("J-BI-010", C, title="x")]
    following = replace(opening(job("J-JA-010", title="x"), removed=removed), order=3)
    answers = [Settlement(i, UNITE, (KEEP, UNITE), order=1, at=str(at)) for at, i in enumerate(("J-YI-010+J-BI-010", "J-JA-010+J-YI-010"))]
    late = Writer(C, {"J-BI-010": removed[1]}, "late", 2).edit("J-BI-010", remark="y").copy()
    for settlements in (answers, answers[::-1]):
        assert value(merged(following, late, settlements=settlements), "J-JA-010", "remark") == "y"


@pytest.mark.parametrize("instead", ["taken out", "brought back", "asked about", "kept apart after all"])
def test_a_record_that_goes_by_itself_again_is_not_redirected(instead: str) -> None:
    gone = job("J-YI-010", B, title="x")
    following = replace(opening(job("J-JA-010", title="x"), removed=[gone]), order=3)
    late = Writer(B, {"J-YI-010": gone}, "late", 2).edit("J-YI-010", remark="y").copy()
    answers = [Settlement("J-JA-010+J-YI-010", UNITE, (KEEP, UNITE), order=1)]
    if instead == "taken out":
        answers.append(Settlement("J-YI-010", REMOVE, (KEEP, REMOVE), order=2))
    elif instead == "brought back":
        answers.append(Settlement("J-YI-010", KEEP, (KEEP, REMOVE), order=3))
    elif instead == "asked about":
        question = Decision("J-YI-010", "conflict", "job", "J-YI-010", "", REMOVE, (Choice(KEEP, (B,)), Choice(REMOVE)), basis=(KEEP, REMOVE))
        following = replace(following, open=(question,))
    else:
        answers.append(Settlement("J-JA-010+J-YI-010", KEEP, (KEEP, UNITE), order=2))
    result = merged(following, late, settlements=answers)
    assert value(result, "J-JA-010", "remark") is None
    assert "redirected" not in [f.code for f in result.findings]


def test_groups_that_were_united_lead_to_the_one_that_stayed_last_in_whatever_order_they_were_first_asked_about() -> None:
    one, two, three = "J-JA-001", "J-YI-001", "J-BI-001"
    begin = replace(opening(job(one, A), removed=[job(two, B), job(three, C)]), order=3)
    answers = [
        Settlement(f"{one}+{three}", KEEP, (KEEP, UNITE), at="1", order=1, kind="possible-duplicate"),
        Settlement(f"{two}+{three}", UNITE, (KEEP, UNITE), at="2", order=1, kind="possible-duplicate"),
        Settlement(f"{one}+{three}", UNITE, (KEEP, UNITE), at="3", order=2, kind="possible-duplicate"),
    ]
    late = Writer(C, {three: job(three, C)}, "late", order=1).edit(three, remark="x").copy()
    assert value(merged(begin, late, settlements=answers), one, "remark") == "x"


def test_what_a_united_record_held_is_no_answer_to_an_open_question() -> None:
    begin = differing()
    asked_before = Decision("J-JA-010.count", "conflict", "job", "J-JA-010", "count", 2, (Choice(2), Choice(9, (C,))), basis=(2, 9))
    result = united(replace(begin, open=(*begin.open, asked_before)))
    count = next(d for d in result.decisions if d.id == "J-JA-010.count")
    assert {c.value for c in count.choices} == {2, 9, 3}


# ── what the coordinator wrote too late ──


def test_what_came_too_late_is_asked_also_when_it_had_been_on_the_table_before() -> None:
    first = Settlement(f"{ID}.risk", "middle", ("low", "high", "middle"), order=1, at="1", kind="conflict")
    late = first._replace(value="high", at="2", late=True)
    result = merged(FIRST, settlements=[first, late])
    assert asked(result) == {f"{ID}.risk": "conflict"}
    assert value(result, ID, "risk") == "middle"
    assert not asked(merged(FIRST, settlements=[first, late, first._replace(value="low", at="3")]))


def test_what_came_too_late_in_a_round_that_is_over_decided_against_nothing() -> None:
    late = Settlement(f"{ID}.risk", "middle", ("low", "high", "middle"), order=1, late=True)
    copy = said(A, risk="high")
    assert value(merged(replace(FIRST, order=2), copy, settlements=[late]), ID, "risk") == "high"
    assert value(merged(replace(FIRST, order=2), copy, settlements=[late._replace(late=False)]), ID, "risk") == "low"


def test_an_approval_that_was_open_is_a_conflict_once_records_are_united_that_differ() -> None:
    """Nobody asks for approval of what a record held that is united with this one."""
    start = opening(job("J-JA-001", A, due=date(2026, 12, 1)), job("J-JA-002", A, due=date(2026, 12, 5)))
    wanted = Decision("J-JA-002.due", "approval", "job", "J-JA-002", "due", date(2026, 12, 5), (Choice(date(2026, 12, 28), (A,)),))
    pair = Decision("J-JA-001+J-JA-002", "possible-duplicate", "job", "J-JA-001", "", KEEP, (Choice(KEEP), Choice(UNITE)), basis=(KEEP, UNITE))
    result = merged(replace(start, open=(wanted, pair)), settlements=(settle(pair, UNITE),))
    (found,) = [d for d in result.decisions if d.id == "J-JA-001.due"]
    assert (found.kind, {c.value.day for c in found.choices}) == ("conflict", {1, 5, 28})  # type: ignore[union-attr] # dates
