"""Decisions: settled ones stand, and are asked again only when a copy brings a choice that was not there."""

from __future__ import annotations

from datetime import date

from small import A, B, C, D, Writer, asked, codes, fates, job, merged, opening, settle, value

from sheetsync.model.copy import Copy
from sheetsync.model.decision import EDIT, KEEP, REMOVE, Settlement
from sheetsync.model.kinds import Value
from sheetsync.model.record import Origin, Record

ID = "J-JA-001"
BEGIN = opening(job(ID, risk="low", helper=B))


def said(department: str, name: str = "", order: int = 2, before: Record | None = None, **values: Value) -> Copy:
    issued = {ID: before or BEGIN.state["job"][ID]}
    return Writer(department, issued, name or f"{department}.xlsx", order, f"token {name} {department}").edit(ID, **values).copy()


def answer(chosen: Value, *copies: Copy, begin=BEGIN, order: int = 2) -> Settlement:
    (decision,) = [d for d in merged(begin, *copies).decisions if d.decided is None]
    return settle(decision, chosen, order)


TWO = (said(A, risk="high"), said(C, risk="middle"))


def test_a_settled_conflict_is_the_state_and_says_so() -> None:
    settled = answer("high", *TWO)
    result = merged(BEGIN, *TWO, settlements=[settled])
    assert value(result, ID, "risk") == "high"
    (decision,) = result.decisions
    assert (decision.decided, decision.current, decision.kind) == (settled, "high", "conflict")
    assert [(c.value, c.departments) for c in decision.choices] == [("high", (A,)), ("middle", (C,))]
    assert fates(result) == ["refused", "merged"]
    assert [(f.code, f.department, f.value) for f in result.findings] == [("decided-against", C, "middle")]
    origin = result.state["job"][ID].origins["risk"]
    assert (origin.departments, origin.decision) == ((A,), f"{ID}.risk")
    (change,) = result.changes
    assert change.departments == (A,)


def test_a_value_of_the_coordinators_own_is_nobody_elses() -> None:
    result = merged(BEGIN, *TWO, settlements=[answer(None, *TWO)])
    assert value(result, ID, "risk") is None
    assert fates(result) == ["refused", "refused"]
    assert [c.departments for c in result.changes] == [()]


def test_a_settlement_for_what_stands_changes_nothing() -> None:
    result = merged(BEGIN, *TWO, settlements=[answer("low", *TWO)])
    assert result.state["job"][ID] is BEGIN.state["job"][ID]
    assert not result.changes
    assert not asked(result)


def test_the_coordinators_own_edit_needs_no_copy() -> None:
    edit = Settlement(f"{ID}.secret", "x", (None, "x"), order=2, kind=EDIT)
    result = merged(BEGIN, settlements=[edit])
    assert value(result, ID, "secret") == "x"
    assert not result.decisions
    assert [(c.departments, c.before, c.after) for c in result.changes] == [((), None, "x")]


def test_the_last_settlement_of_a_decision_counts() -> None:
    first, second = answer("high", *TWO), answer("middle", *TWO)._replace(at="2026-11-20T11:00:00Z")
    for answers in ([first, second], [second, first]):
        assert value(merged(BEGIN, *TWO, settlements=answers), ID, "risk") == "middle"


def test_a_settlement_of_another_round_does_not_count() -> None:
    for order in (1, 3):
        assert asked(merged(BEGIN, *TWO, settlements=[answer("high", *TWO)._replace(order=order)])) == {f"{ID}.risk": "conflict"}


def test_a_settlement_about_nothing_there_is_passed_over() -> None:
    ids = ("J-XX-001.risk", "J-XX-002", f"{ID}.nothing", "J-XX-001+J-XX-002")
    answers = [Settlement(each, "x", (), order=2) for each in ids]
    result = merged(BEGIN, settlements=answers)
    assert not result.decisions
    assert result.state["job"] == BEGIN.state["job"]


def test_what_the_coordinator_wrote_into_a_record_that_is_gone_is_told() -> None:
    mine = Settlement("J-JA-009.secret", "the only copy of this", (None,), order=2, kind=EDIT, file="report.xlsx")
    passed = [mine._replace(id="J-JA-009", value=KEEP), mine._replace(id="J-JA-009.risk", value=None), mine._replace(id=f"{ID}.secret")]
    result = merged(BEGIN, settlements=[mine, *passed])
    told = [(f.record, f.field, f.value, f.file) for f in result.findings if f.code == "without-record"]
    assert told == [("J-JA-009", "secret", "the only copy of this", "report.xlsx")]
    late = merged(BEGIN, settlements=[mine._replace(late=True)])
    assert [f.value for f in late.findings if f.code == "without-record"] == ["the only copy of this"]


# ── asked again ──


def test_more_copies_with_known_choices_do_not_ask_again() -> None:
    settled = answer("high", *TWO)
    result = merged(BEGIN, *TWO, said(B, risk="middle"), settlements=[settled])
    assert not asked(result)
    assert [c.departments for c in result.decisions[0].choices] == [(A,), (B, C)]


def test_a_copy_that_says_what_the_coordinator_chose_does_not_ask_again() -> None:
    settled = answer(None, *TWO)
    assert not asked(merged(BEGIN, *TWO, said(B, risk=None), settlements=[settled]))


def test_a_new_choice_asks_again_and_the_settled_value_stands_until_then() -> None:
    settled = answer("middle", *TWO)
    result = merged(BEGIN, *TWO, said(B, risk=None), settlements=[settled])
    assert asked(result) == {f"{ID}.risk": "conflict"}
    assert value(result, ID, "risk") == "middle"
    (decision,) = result.decisions
    assert (decision.current, decision.decided) == ("middle", None)
    assert [(c.value, c.departments) for c in decision.choices] == [("middle", (C,)), ("high", (A,)), (None, (B,))]
    by_department = {f.department: f.fate for f in result.fates}
    assert by_department == {A: "open", B: "open", C: "merged"}
    origin = result.state["job"][ID].origins["risk"]
    assert (origin.departments, origin.decision) == ((C,), f"{ID}.risk")


def test_who_set_the_value_before_does_not_stand_for_the_settled_one() -> None:
    begin = opening(Record(ID, {"title": "x", "owner": A, "risk": "low"}, {"risk": Origin("R1", (D,))}))
    copies = [Writer(d, begin.state["job"]).edit(ID, risk=r).copy() for d, r in ((A, "high"), (C, "middle"), (B, None))]
    settled = answer("middle", *copies[:2], begin=begin)
    (decision,) = merged(begin, *copies, settlements=[settled]).decisions
    assert [(c.value, c.departments) for c in decision.choices] == [("middle", (C,)), ("high", (A,)), (None, (B,))]


def test_a_single_new_choice_after_a_settlement_is_asked_and_not_taken() -> None:
    settled = answer("low", *TWO)
    result = merged(BEGIN, said(A, "later", risk=None), settlements=[settled])
    assert asked(result) == {f"{ID}.risk": "conflict"}
    assert value(result, ID, "risk") == "low"


def test_a_late_choice_is_among_those_that_are_asked_again() -> None:
    late = said(A, "late", 1, job(ID, risk="middle"), risk="high")
    settled = answer("low", late)
    (decision,) = merged(BEGIN, late, said(C, risk="middle"), settlements=[settled]).decisions
    assert [(c.value, c.departments) for c in decision.choices] == [("low", ()), ("high", (A,)), ("middle", (C,))]


def test_a_new_suggestion_after_a_settlement_is_asked() -> None:
    owner = said(A, count=1), said(A, "2", count=2)
    settled = answer(1, *owner)
    result = merged(BEGIN, *owner, said(C, count=3), settlements=[settled])
    assert asked(result) == {f"{ID}.count": "conflict"}
    assert value(result, ID, "count") == 1


def test_a_settled_suggestion() -> None:
    stranger = said(C, count=3)
    taken = merged(BEGIN, stranger, settlements=[answer(3, stranger)])
    assert (value(taken, ID, "count"), fates(taken), asked(taken)) == (3, ["merged"], {})
    assert [c.departments for c in taken.changes] == [()]
    refused = merged(BEGIN, stranger, settlements=[answer(None, stranger)])
    assert (value(refused, ID, "count"), fates(refused), codes(refused)) == (None, ["refused"], ["decided-against"])


def test_what_the_coordinator_sets_in_a_new_record_is_the_coordinators() -> None:
    copy = Writer(A, {}).add("J-JA-010", blank=True, title="新", secret="y").copy()
    result = merged(BEGIN, copy, settlements=[answer("z", copy)])
    assert {c.field: (c.after, c.departments) for c in result.changes} == {
        "title": ("新", (A,)), "owner": (A, (A,)), "state": ("open", (A,)), "secret": ("z", ()),
    }  # fmt: skip


def test_a_settled_approval() -> None:
    begin = opening(job(ID, due=date(2026, 12, 1)))
    copy = Writer(A, begin.state["job"]).edit(ID, due=date(2026, 12, 5)).copy()
    granted = merged(begin, copy, settlements=[answer(date(2026, 12, 5), copy, begin=begin)])
    assert value(granted, ID, "due") == date(2026, 12, 5)
    assert granted.decisions[0].kind == "approval"
    denied = merged(begin, copy, settlements=[answer(date(2026, 12, 1), copy, begin=begin)])
    assert value(denied, ID, "due") == date(2026, 12, 1)
    assert fates(denied) == ["refused"]


# ── policies that need nobody to decide ──


TAGGED = opening(job(ID, tags=("red",), log="one", share=0.5))


def tagged(department: str, name: str = "", order: int = 2, **values: Value) -> Copy:
    return Writer(department, TAGGED.state["job"], name or f"{department}.xlsx", order, f"token {name} {department}").edit(ID, **values).copy()


def edit(key: str, chosen: Value, *basis: Value, order: int = 2) -> Settlement:
    return Settlement(f"{ID}.{key}", chosen, basis, "协调人", "2026-11-20T10:00:00Z", "R2.xlsx", order, EDIT)


def test_what_the_coordinator_made_of_a_list_stands_and_later_additions_come_on_top() -> None:
    first = tagged(A, tags=("red", "green"))
    settled = edit("tags", ("blue",), ("red",), ("red", "green"))
    one = merged(TAGGED, first, settlements=[settled])
    assert value(one, ID, "tags") == ("blue",)
    assert (fates(one), codes(one)) == (["refused"], ["decided-against"])
    two = merged(TAGGED, first, tagged(C, tags=("red", "white")), settlements=[settled])
    assert value(two, ID, "tags") == ("blue", "white")
    assert {f.department: f.fate for f in two.fates} == {A: "refused", C: "merged"}
    assert not asked(two)
    answered = merged(TAGGED, first, tagged(C, tags=("red", "white")), settlements=[settled._replace(kind="suggestion")])
    (decision,) = answered.decisions
    assert decision.decided == settled._replace(kind="suggestion")
    assert decision.current == ("blue", "white")


def test_what_a_settled_list_holds_of_a_copys_additions_is_merged() -> None:
    copies = tagged(A, tags=("red", "green")), tagged(C, tags=("red", "blue")), tagged(B, tags=None)
    settled = edit("tags", ("green",), ("red",), ("red", "green"), ("red", "blue"), None)
    result = merged(TAGGED, *copies, settlements=[settled])
    assert {f.department: f.fate for f in result.fates} == {A: "merged", B: "merged", C: "refused"}
    assert result.changes[0].departments == (A, B)


def test_a_settled_log_holds_what_of_it_was_merged() -> None:
    copies = tagged(A, log="one\ntwo"), tagged(C, log="one\nthree"), tagged(B, log=None)
    settled = edit("log", "all: two\ntwo", "one", "one\ntwo", "one\nthree", None)
    result = merged(TAGGED, *copies, settlements=[settled])
    assert value(result, ID, "log") == "all: two\ntwo"
    assert {f.department: f.fate for f in result.fates} == {A: "merged", B: "refused", C: "refused"}


def test_a_settled_number_is_not_outdone_by_what_was_known_but_by_what_is_new() -> None:
    known = tagged(A, share=0.8)
    settled = edit("share", 0.6, 0.5, 0.8)
    one = merged(TAGGED, known, settlements=[settled])
    assert value(one, ID, "share") == 0.6
    assert codes(one) == ["decided-against"]
    lower = merged(TAGGED, known, tagged(C, share=0.1), settlements=[settled])
    assert value(lower, ID, "share") == 0.6
    assert sorted(codes(lower)) == ["decided-against", "outvoted"]
    higher = merged(TAGGED, known, tagged(C, share=0.7), settlements=[settled])
    assert value(higher, ID, "share") == 0.7
    assert {f.department: f.fate for f in higher.fates} == {A: "refused", C: "merged"}


def test_a_suggestion_of_which_a_settled_list_has_what_it_adds_is_merged() -> None:
    begin = opening(job(ID, tags=("red",)))
    from_memory = Writer(B, {}).add(ID, tags=("red", "white")).copy()
    for chosen, fate in ((("white",), "merged"), (("red", "white", "blue"), "merged"), (("red", "blue"), "refused")):
        result = merged(begin, from_memory, settlements=[answer(chosen, from_memory, begin=begin)])
        assert fates(result) == [fate]


def test_a_suggestion_that_was_decided_against_is_not_asked_again_when_the_list_grows() -> None:
    begin = opening(job(ID, tags=("red",)))
    from_memory = Writer(B, {}).add(ID, tags=("white",)).copy()
    settled = answer(("red",), from_memory, begin=begin)
    result = merged(begin, from_memory, tagged(A, tags=("red", "green")), settlements=[settled])
    assert value(result, ID, "tags") == ("red", "green")
    assert not asked(result)
    again = merged(begin, from_memory, Writer(C, {}, "c").add(ID, tags=("blue",)).copy(), settlements=[settled])
    assert asked(again) == {f"{ID}.tags": "suggestion"}


# ── what an earlier round settled ──


def after_first_round(chosen: Value) -> tuple[Settlement, Record]:
    """A and C differed in round 1, the coordinator chose; the state of round 2."""
    begin = opening(job(ID, risk="low"), order=1)
    copies = [Writer(d, begin.state["job"], d, 1).edit(ID, risk=r).copy() for d, r in ((A, "high"), (C, "middle"))]
    (decision,) = merged(begin, *copies).decisions
    settled = settle(decision, chosen, order=1)
    return settled, merged(begin, *copies, settlements=[settled]).state["job"][ID]


def test_a_late_copy_with_a_choice_that_was_decided_against_is_refused_and_not_asked_again() -> None:
    settled, record = after_first_round("high")
    late = Writer(C, {ID: job(ID, risk="low")}, "late", 1).edit(ID, risk="middle").copy()
    result = merged(opening(record), late, settlements=[settled])
    assert value(result, ID, "risk") == "high"
    assert not asked(result)
    assert fates(result) == ["refused"]
    assert sorted(codes(result)) == ["decided-against", "stale-copy"]


def test_a_late_copy_with_a_choice_that_was_not_there_is_asked() -> None:
    settled, record = after_first_round("high")
    late = Writer(B, {ID: job(ID, risk="low")}, "late", 1).edit(ID, risk=None).copy()
    assert asked(merged(opening(record), late, settlements=[settled])) == {f"{ID}.risk": "conflict"}


def test_a_choice_that_was_decided_against_may_be_made_anew_in_the_next_round() -> None:
    settled, record = after_first_round("high")
    begin = opening(record)
    copy = Writer(C, begin.state["job"], "new").edit(ID, risk="middle").copy()
    result = merged(begin, copy, settlements=[settled])
    assert value(result, ID, "risk") == "middle"


def test_a_choice_that_was_decided_against_counts_again_when_it_stands_by_now() -> None:
    settled, _ = after_first_round("high")
    late = Writer(C, {ID: job(ID, risk="low")}, "late", 1).edit(ID, risk="middle").copy()
    result = merged(opening(job(ID, risk="middle")), late, settlements=[settled])
    assert fates(result) == ["merged"]


def test_a_late_choice_that_was_decided_against_is_refused_as_well_when_the_coordinator_kept_what_stood() -> None:
    """The state is as the late copy knew it, but keeping it was the answer to this very choice."""
    settled, _ = after_first_round("low")
    late = Writer(C, {ID: job(ID, risk="low")}, "late", 1).edit(ID, risk="middle").copy()
    result = merged(opening(job(ID, risk="low")), late, settlements=[settled])
    assert value(result, ID, "risk") == "low"
    assert fates(result) == ["refused"]
    assert sorted(codes(result)) == ["decided-against", "stale-copy"]


def test_a_late_suggestion_that_was_turned_down_is_not_asked_again() -> None:
    begin = opening(job(ID, A, count=1), order=1)
    suggested = said(C, order=1, before=begin.state["job"][ID], count=2)
    settled = answer(1, suggested, begin=begin, order=1)
    assert not asked(merged(opening(job(ID, A, count=1)), suggested, settlements=[settled]))


def test_a_copy_that_is_issued_after_a_settlement_is_not_bound_by_it() -> None:
    settled, record = after_first_round("high")
    later = Writer(C, {ID: job(ID, risk="low")}, "odd", 2).edit(ID, risk="middle").copy()
    assert asked(merged(opening(record, order=3), later, settlements=[settled])) == {f"{ID}.risk": "conflict"}


def test_a_choice_that_an_earlier_round_decided_against_stays_so_when_a_later_one_was_about_others() -> None:
    first, _ = after_first_round("high")
    second = first._replace(value="low", basis=("high", "low", None), order=2)
    late = Writer(C, {ID: job(ID, risk="low")}, "late", 1).edit(ID, risk="middle").copy()
    result = merged(opening(job(ID, risk="low"), order=3), late, settlements=[first, second])
    assert (asked(result), fates(result)) == ({}, ["refused"])


# ── a new record that the coordinator removes ──

NEW = Writer(A, {}, "A.xlsx").add("J-JA-021", blank=True, title="新的", risk="high").copy()


def removal(identity: str, *said: tuple[str, Value]) -> Settlement:
    return Settlement(identity, REMOVE, (KEEP, REMOVE, *said), order=2, kind=EDIT)


def test_a_new_record_that_the_coordinator_removes_is_gone_and_what_was_said_of_it_is_told() -> None:
    result = merged(BEGIN, NEW, settlements=[removal("J-JA-021", ("title", "新的"), ("risk", "high"))])
    assert list(result.state["job"]) == [ID]
    assert {r.id: (r.values["title"], r.values["risk"]) for r in result.removed["job"].values()} == {"J-JA-021": ("新的", "high")}
    assert fates(result) == ["refused", "refused"]
    (told,) = result.findings
    assert (told.code, told.reason, told.department, told.file, told.record) == ("decided-against", "removed", A, "A.xlsx", "J-JA-021")
    assert (told.value, told.detail["count"], told.detail["title"]) == ("新的、high", 2, "新的")
    assert dict(told.detail["edits"]) == {"title": "新的", "risk": "high"}
    assert not result.changes
    assert not asked(result)


def test_something_new_said_of_it_asks_again() -> None:
    more = Writer(A, {}, "A2.xlsx", token="token A.xlsx A").add("J-JA-021", blank=True, title="新的", risk="low").copy()
    result = merged(BEGIN, more, settlements=[removal("J-JA-021", ("title", "新的"), ("risk", "high"))])
    assert asked(result) == {"J-JA-021": "conflict"}
    assert "J-JA-021" not in result.state["job"]


def test_what_was_removed_is_not_asked_about_as_a_duplicate() -> None:
    twin = Writer(B, {}, "B.xlsx").add("J-YI-021", blank=True, title="同一件重要的事情").copy()
    first = Writer(A, {}, "A.xlsx").add("J-JA-021", blank=True, title="同一件重要的事情").copy()
    assert "possible-duplicate" in asked(merged(BEGIN, first, twin)).values()
    assert not asked(merged(BEGIN, first, twin, settlements=[removal("J-JA-021", ("title", "同一件重要的事情"))]))
