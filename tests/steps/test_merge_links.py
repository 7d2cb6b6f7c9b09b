"""What follows in another record from what a round changed: carried values and reopened records, and the laws of the merge with links on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from linked_sample import (
    LINKED,
    NEW,
    OLD,
    REOPENS,
    THIRD,
    WISH,
    J,
    W,
    X,
    begin,
    cell,
    run,
    said,
    word,
)  # fmt: skip
from small import CONTEXT, PROJECT, A, B, C, asked, codes, job

from sheetsync import text
from sheetsync.model import kinds
from sheetsync.model.copy import Copy, Entry, NewRow
from sheetsync.model.decision import EDIT, Choice, Decision, Settlement
from sheetsync.model.kinds import Value
from sheetsync.model.kinds_refs import NEW as NEW_RECORD
from sheetsync.model.raw import RawCell
from sheetsync.model.record import Cause, Origin, Record, Source
from sheetsync.steps.issue.carry import decision_notes
from sheetsync.steps.merge import merge

APPROVED = word(f"{W}.answer", "yes")


# ── carries ──


def test_an_approved_wish_carries_its_date_and_keeps_the_old_one() -> None:
    result = run(begin(), words=(APPROVED,))
    assert (cell(result, J, "due"), cell(result, W, "was")) == (NEW, OLD)
    assert {(c.record, c.field): c.cause for c in result.changes} == {
        (J, "due"): Cause("carries", "wish", W, "answer"), (W, "was"): Cause("carries", "wish", W, "answer"), (W, "answer"): None,
    }  # fmt: skip
    (told,) = [f for f in result.findings if f.code == "carried"]
    assert (told.department, told.record, told.field, told.detail["before"], told.detail["now"]) == (A, J, "due", OLD, NEW)
    assert (told.detail["title"], told.detail["caused"]) == (f"标题{J}", "yes")
    assert next(s for s in result.settled if s.id == f"{J}.due").by == "协调人"
    assert asked(result) == {}


@pytest.mark.parametrize("answer", ["asked", "no"])
def test_a_wish_that_is_not_approved_carries_nothing(answer: str) -> None:
    result = run(begin(), words=(word(f"{W}.answer", answer),))
    assert (cell(result, J, "due"), cell(result, W, "was"), "carried" in codes(result)) == (OLD, None, False)


def test_it_happens_once() -> None:
    """In the next round the wish is approved already: the job goes its own way."""
    approved = Record(W, {"why": "慢", "by": A, "about": J, "due": NEW, "answer": "yes"})
    start = begin(approved)
    result = run(start, said(start, A, J_JA_001={"start": NEW}, W_JA_001={"why": "更慢"}), words=(word(f"{J}.due", THIRD),))
    assert (cell(result, J, "due"), cell(result, W, "why"), codes(result)) == (THIRD, "更慢", [])


DONE = Record(W, {"why": "慢", "by": A, "about": J, "was": OLD, "due": NEW, "answer": "yes"})
OTHER = job("J-JA-002", A, due=OLD)


@pytest.mark.parametrize(("key", "value"), [("due", THIRD), ("due", None), ("about", "J-JA-002")])
def test_what_was_approved_changes_in_a_later_round_only_with_another_approval(key: str, value: Value) -> None:
    start = begin(DONE, OTHER, job(J, due=NEW))
    copy = said(start, A, W_JA_001={key: value, "why": "更慢"})
    opened = run(start, copy)
    (decision,) = opened.decisions
    assert (decision.id, decision.kind, cell(opened, W, key), cell(opened, W, "why")) == (f"{W}.{key}", "approval", DONE.values[key], "更慢")
    assert [cell(opened, i, "due") for i in (J, "J-JA-002")] == [NEW, OLD]
    kept = run(start, copy, words=(word(decision.id, DONE.values[key], basis=decision.basis),))
    assert (asked(kept), [cell(kept, i, "due") for i in (J, "J-JA-002")]) == ({}, [NEW, OLD])


@pytest.mark.parametrize(("key", "value", "dues"), [("due", THIRD, [THIRD, OLD]), ("due", None, [NEW, OLD]), ("about", "J-JA-002", [NEW, NEW])])
@pytest.mark.parametrize("is_asked", [True, False])
def test_another_approval_and_the_coordinators_own_edit_carry_the_change(key: str, value: Value, dues: list[date], is_asked: bool) -> None:
    start = begin(DONE, OTHER, job(J, due=NEW))
    copies = (said(start, A, W_JA_001={key: value}),) if is_asked else ()
    result = run(start, *copies, words=(word(f"{W}.{key}", value, basis=(DONE.values[key],)),))
    assert ([cell(result, i, "due") for i in (J, "J-JA-002")], cell(result, W, "was"), asked(result)) == (dues, OLD, {})
    assert {c.cause for c in result.changes if c.field == "due" and c.record != W} <= {Cause("carries", "wish", W, key)}
    assert ("carried" in codes(result)) == (dues != [NEW, OLD])


def test_a_date_that_was_blank_when_its_wish_was_approved_needs_approval_too() -> None:
    bare = replace(DONE, values={key: v for key, v in DONE.values.items() if key != "due"})
    start = begin(bare)
    copy = said(start, A, W_JA_001={"due": THIRD})
    assert (cell(run(start, copy), W, "due"), asked(run(start, copy))) == (None, {f"{W}.due": "approval"})
    assert cell(run(start, copy, words=(word(f"{W}.due", THIRD),)), J, "due") == THIRD


def test_an_approval_that_is_taken_back_carries_nothing_more() -> None:
    start = begin(DONE)
    result = run(start, words=(word(f"{W}.answer", "no", basis=("yes",)), word(f"{W}.due", THIRD, basis=(NEW,))))
    assert (cell(result, J, "due"), cell(result, W, "due")) == (OLD, THIRD)


def test_a_wish_that_was_turned_down_carries_when_it_is_approved_later_and_a_late_copy_says_nothing_new() -> None:
    start = begin(replace(DONE, values={**DONE.values, "answer": "no"}))
    result = run(start, said(start, A, W_JA_001={"due": THIRD}), words=(word(f"{W}.answer", "yes", basis=("no",)),))
    assert (cell(result, W, "due"), cell(result, J, "due"), asked(result)) == (THIRD, THIRD, {})
    late = replace(said(begin(replace(DONE, values={**DONE.values, "due": OLD})), A, W_JA_001={"due": NEW}), order=1, round="R1", token="甲/1")
    assert asked(run(begin(DONE), late)) == {}


def test_a_wish_about_nothing_or_without_a_date_carries_nothing() -> None:
    lost = Record(W, {"why": "慢", "by": A, "about": "J-JA-900", "due": NEW, "answer": "asked"})
    blank = Record(W, {"why": "慢", "by": A, "about": J, "answer": "asked"})
    for wish in (lost, blank):
        result = run(begin(wish), words=(APPROVED,))
        assert (cell(result, J, "due"), [s.id for s in result.settled]) == (OLD, [f"{W}.answer"])


def test_what_somebody_filled_in_as_the_old_date_stays() -> None:
    start = begin()
    result = run(start, said(start, A, W_JA_001={"was": THIRD}), words=(APPROVED,))
    assert (cell(result, W, "was"), cell(result, J, "due")) == (THIRD, NEW)


def test_the_same_date_asked_for_by_the_department_is_approved_with_it() -> None:
    start = begin()
    result = run(start, said(start, A, J_JA_001={"due": NEW}), words=(APPROVED,))
    assert (cell(result, J, "due"), asked(result), [f.fate for f in result.fates]) == (NEW, {}, ["merged"])
    (decided,) = result.decisions
    assert (decided.kind, decided.decided and decided.decided.value) == ("approval", NEW)


def test_another_date_is_decided_against_where_the_coordinator_had_seen_it_and_asked_about_where_not() -> None:
    start = begin()
    copy = said(start, A, J_JA_001={"due": THIRD})
    seen = replace(start, shown={"code": frozenset({copy.sha256})})
    known = run(seen, copy, words=(APPROVED._replace(report="code"),))
    assert (cell(known, J, "due"), asked(known), [f.fate for f in known.fates]) == (NEW, {}, ["refused"])
    assert [f.value for f in known.findings if f.code == "decided-against"] == [str(THIRD)]
    later = run(start, copy, words=(APPROVED._replace(report="code"),))
    assert (cell(later, J, "due"), asked(later)) == (NEW, {f"{J}.due": "approval"})


def test_what_was_open_from_an_earlier_round_is_settled_by_it() -> None:
    start = begin()
    (decision,) = run(start, said(start, A, J_JA_001={"due": THIRD})).decisions
    result = run(replace(start, open=(decision,)), words=(APPROVED,))
    assert (cell(result, J, "due"), asked(result)) == (NEW, {})
    assert next(s for s in result.settled if s.id == f"{J}.due").kind == "approval"
    other = replace(decision, id=f"{J}.title", field="title", current=f"标题{J}", choices=(Choice("别的", (A,)),))
    result = run(replace(start, open=(other,)), words=(APPROVED,))
    assert (next(s for s in result.settled if s.id == f"{J}.due").kind, asked(result)) == (EDIT, {f"{J}.title": "approval"})


def test_the_coordinators_own_later_word_stands_and_an_earlier_one_gives_way() -> None:
    later, earlier = word(f"{J}.due", THIRD, "11:00", (NEW,)), word(f"{J}.due", THIRD, "09:00", (OLD,))
    assert (cell(run(begin(), words=(APPROVED, later)), J, "due"), cell(run(begin(), words=(APPROVED, earlier)), J, "due")) == (THIRD, NEW)
    for words in ((APPROVED, later), (APPROVED, earlier)):
        assert asked(run(begin(), words=words)) == {}
    result = run(begin(), words=(APPROVED, later))
    assert {c.field: c.cause and c.cause.rule for c in result.changes} == {"due": None, "was": "carries", "answer": None}
    assert "carried" not in codes(result)
    known = run(begin(), said(begin(), A, J_JA_001={"due": THIRD}), words=(APPROVED, word(f"{J}.due", OLD, "09:00", (THIRD,))))
    assert (cell(known, J, "due"), asked(known)) == (NEW, {})


def test_two_words_at_one_time_that_contradict_are_asked_about() -> None:
    both = run(begin(), words=(APPROVED, word(f"{J}.due", THIRD, basis=(OLD,))))
    assert (cell(both, J, "due"), asked(both)) == (THIRD, {f"{J}.due": "conflict"})
    other = Record("W-JA-002", {"why": "更慢", "by": A, "about": J, "due": THIRD, "answer": "asked"})
    two = run(begin(other), words=(APPROVED, word("W-JA-002.answer", "yes")))
    assert (cell(two, J, "due"), asked(two)) == (OLD, {f"{J}.due": "conflict"})
    (decision,) = two.decisions
    assert [(c.value, [cause.record for cause in c.causes]) for c in decision.choices] == [(NEW, [W]), (THIRD, ["W-JA-002"])]
    say = text.words("zh", LINKED)
    (told,) = [say.finding(f) for f in two.findings if f.code == "conflict"]
    assert "2026-12-12（调整 W-JA-001）" in told
    assert "2026-12-20（调整 W-JA-002）" in told
    still = run(replace(begin(other), open=(decision,)))
    assert [c.causes for c in still.decisions[0].choices] == [c.causes for c in decision.choices]
    (note,) = decision_notes(LINKED, still.decisions, say).values()
    assert ("W-JA-001" in note, "W-JA-002" in note) == (True, True)
    last = run(begin(other), words=(APPROVED, word("W-JA-002.answer", "yes", "12:00")))
    assert (cell(last, J, "due"), asked(last)) == (THIRD, {})


def test_a_new_wish_that_is_approved_at_once_carries_too() -> None:
    start = begin()
    origin = Origin("R2", (), (Source("R2.xlsx", "调整", "A9"),))
    typed = Record("W-JA-002", {"why": "慢", "by": A, "about": J, "due": NEW, "answer": "yes"}, {"answer": origin})
    result = run(replace(start, state={**start.state, "wish": {"W-JA-002": typed}}))
    assert cell(result, J, "due") == NEW
    (change,) = [c for c in result.changes if c.record == J]
    assert (change.cause, change.sources) == (Cause("carries", "wish", "W-JA-002", "answer"), origin.sources)


def test_a_job_that_goes_gets_no_date() -> None:
    result = run(begin(), words=(APPROVED, Settlement(J, "remove", (), at="2026-11-20T10:00:00Z", order=2, kind=EDIT)))
    assert J not in result.state["job"]
    assert "carried" not in codes(result)


def test_a_wish_about_a_job_that_is_united_in_the_same_round_carries_to_the_one_that_stays() -> None:
    twin = replace(OTHER, values={**OTHER.values, "title": f"标题{J}"})
    pair = Decision(f"{J}+{twin.id}", "possible-duplicate", "job", J, "", "keep", (Choice("keep"), Choice("unite")), basis=("keep", "unite"))
    start = begin(Record(W, {"why": "慢", "by": A, "about": twin.id, "due": NEW, "answer": "asked"}), twin)
    unite = Settlement(pair.id, "unite", pair.basis, at="2026-11-20T09:00:00Z", order=2, kind=pair.kind)
    for words in ((unite, APPROVED), (unite._replace(at="2026-11-20T12:00:00Z"), APPROVED)):
        result = run(replace(start, open=(pair,)), words=words)
        assert (cell(result, J, "due"), cell(result, W, "about"), set(result.state["job"]), asked(result)) == (NEW, J, {J}, {})


def test_two_people_who_both_ask_for_a_new_record_get_one() -> None:
    start = begin(BARE)
    first = said(start, A, W_JA_001={"about": NEW_RECORD})
    second = replace(said(start, A, W_JA_001={"about": NEW_RECORD, "why": "架大桥"}), sha256="other", file="另.xlsx", saved_by="另一人")
    result = run(start, first, second)
    assert (set(result.state["job"]), cell(result, "J-JA-020", "title"), sorted(f.fate for f in result.fates)) == (
        {J, "J-JA-020"},
        "架大桥",
        ["merged"] * 3,
    )
    assert run(start, second, first) == result


# ── reopens ──


def test_a_failed_test_reopens_its_job_and_clears_what_is_not_true_any_more() -> None:
    start = begin()
    result = run(start, said(start, B, X_JA_001={"verdict": "no"}))
    assert (cell(result, J, "state"), cell(result, J, "share"), cell(result, J, "start")) == ("busy", None, None)
    change = next(c for c in result.changes if c.field == "state")
    assert (change.departments, change.sources, change.cause) == (
        (B,),
        (Source("乙部.xlsx", "表", "X-JA-001.verdict"),),
        Cause("reopens", "test", X, "verdict"),
    )
    (told,) = [f for f in result.findings if f.code == "reopened"]
    assert (told.department, told.file, told.cell) == (A, "乙部.xlsx", "X-JA-001.verdict")
    assert [f.fate for f in result.fates] == ["merged"]


@pytest.mark.parametrize(("verdict", "state"), [("yes", "done"), ("no", "open")])
def test_only_a_failed_test_of_a_job_that_is_done_reopens_it(verdict: str, state: str) -> None:
    start = begin(state=state)
    result = run(start, said(start, B, X_JA_001={"verdict": verdict}))
    assert (cell(result, J, "state"), cell(result, J, "share"), "reopened" in codes(result)) == (state, 1.0, False)


def test_whoever_says_in_the_same_round_that_it_is_done_contradicts() -> None:
    start = begin(state="busy")
    link = replace(REOPENS, options={**REOPENS.options, "set": {"state": "open"}})
    template = replace(LINKED, links=(link,))
    copies = (said(start, A, J_JA_001={"state": "done"}), said(start, B, X_JA_001={"verdict": "no"}))
    result = merge(template, PROJECT, CONTEXT, start, copies)
    (decision,) = result.decisions
    assert (decision.id, decision.kind, decision.current) == (f"{J}.state", "conflict", "busy")
    assert {c.value: c.departments for c in decision.choices} == {"done": (A,), "open": (B,)}
    assert (cell(result, J, "share"), sorted(f.fate for f in result.fates)) == (1.0, ["merged", "open"])


def test_what_somebody_says_of_the_progress_stays() -> None:
    start = begin()
    result = run(start, said(start, C, J_JA_001={"share": 0.9}), said(start, B, X_JA_001={"verdict": "no"}))
    assert (cell(result, J, "state"), cell(result, J, "share")) == ("busy", 0.9)


def test_what_somebody_fills_in_anew_is_not_cleared_nor_what_is_asked_about() -> None:
    start = begin()
    failing = said(start, B, X_JA_001={"verdict": "no"})
    typed = run(start, said(start, A, J_JA_001={"start": NEW}), failing)
    assert (cell(typed, J, "state"), cell(typed, J, "start"), asked(typed)) == ("busy", NEW, {})
    doubt = Decision(f"{J}.state", "conflict", "job", J, "state", "done", (Choice("done", (A,)), Choice("open", (C,))), basis=("done", "open"))
    result = run(replace(start, open=(doubt,)), failing)
    assert (asked(result), cell(result, J, "state"), cell(result, J, "share")) == ({f"{J}.state": "conflict"}, "done", 1.0)


def test_the_coordinator_who_says_that_it_is_done_all_the_same_is_asked_once() -> None:
    start = begin()
    copy = said(start, B, X_JA_001={"verdict": "no"})
    first = run(start, copy, words=(word(f"{J}.state", "done", basis=("done",)),))
    assert (cell(first, J, "state"), asked(first)) == ("done", {f"{J}.state": "conflict"})
    (decision,) = first.decisions
    again = run(start, copy, words=(Settlement(decision.id, "done", decision.basis, at="2026-11-21T10:00:00Z", order=2, kind="conflict"),))
    assert (cell(again, J, "state"), asked(again)) == ("done", {})


def test_a_later_delivery_of_the_same_thing_counts() -> None:
    newer = Record("X-JA-002", {"thing": "桥", "by": A, "judge": B, "about": J, "on": NEW, "verdict": "yes"})
    other = replace(newer, values={**newer.values, "thing": "路"})
    for record, state in ((newer, "done"), (other, "busy")):
        start = begin(record)
        assert cell(run(start, said(start, B, X_JA_001={"verdict": "no"})), J, "state") == state


def test_without_the_copy_nothing_has_happened() -> None:
    start = begin()
    copies = (said(start, A, J_JA_001={"remark": "x"}), said(start, B, X_JA_001={"verdict": "no"}))
    assert run(start, *copies) == run(start, *copies[::-1]) == run(start, *copies, copies[1])
    assert run(start, copies[0]).state["job"][J].values["state"] == "done"


# ── becomes ──

BARE = Record(W, {"why": "架桥", "by": A, "due": NEW, "answer": "asked"})
ROW = (W, "job", 0)


def test_a_record_becomes_one_of_another_sheet_by_one_choice() -> None:
    start = begin(BARE)
    result = run(start, said(start, A, W_JA_001={"about": NEW_RECORD}))
    made = result.state["job"]["J-JA-020"]
    assert made.values == {"title": "架桥", "owner": A, "start": NEW, "state": "open"}
    assert (cell(result, W, "about"), result.given[ROW], [f.fate for f in result.fates]) == ("J-JA-020", "J-JA-020", ["merged"])
    assert {c.cause for c in result.changes if c.record == "J-JA-020"} == {Cause("becomes", "wish", W, "about")}
    assert {(c.departments, c.sources[0].cell) for c in result.changes if c.record == "J-JA-020"} == {((A,), f"{W}.about")}
    (told,) = [f for f in result.findings if f.code == "became"]
    assert (told.department, told.record, told.cell, told.detail["lacking"]) == (A, "J-JA-020", f"{W}.about", ())
    assert (told.file, told.reason, told.detail["title"]) == ("甲部.xlsx", "", "架桥")
    assert (asked(result), result.fates[0].value) == ({}, "J-JA-020")
    assert {o.round for o in made.origins.values()} == {"R2"}


def test_an_approval_carries_to_a_record_that_is_made_in_the_same_round() -> None:
    wish = Record("W-JA-002", {"why": "更慢", "by": A, "about": "J-JA-020", "due": THIRD, "answer": "asked"})
    start = begin(BARE, wish)
    copy = said(start, A, W_JA_001={"about": NEW_RECORD})
    approved = word(f"{wish.id}.answer", "yes")
    result = run(replace(start, given={ROW: "J-JA-020"}), copy, words=(approved,))
    assert (cell(result, "J-JA-020", "due"), cell(result, "J-JA-020", "start"), asked(result)) == (THIRD, NEW, {})
    assert {c.field: c.cause and c.cause.rule for c in result.changes if c.record == "J-JA-020"}["due"] == "carries"
    assert [f.record for f in result.findings if f.code == "carried"] == ["J-JA-020"]
    without = run(replace(start, given={ROW: "J-JA-020"}), words=(approved,))
    assert ("J-JA-020" in without.state["job"], "carried" in codes(without)) == (False, False)


def test_what_a_new_record_lacks_is_told_and_no_file_where_the_coordinator_asked_for_it() -> None:
    start = begin(Record(W, {"by": A, "due": NEW, "answer": "asked"}))
    result = run(start, words=(word(f"{W}.about", NEW_RECORD),))
    (told,) = [f for f in result.findings if f.code == "became"]
    assert (told.reason, told.detail["lacking"], told.detail["title"], told.file) == ("lacking", ("title",), "", "")


def test_a_new_record_of_no_department_says_so() -> None:
    start = begin(replace(BARE, values={"why": "架桥", "about": NEW_RECORD}))
    result = run(start)
    (told,) = [f for f in result.findings if f.code == "became"]
    assert (cell(result, "J-X-001", "title"), told.department, told.reason) == ("架桥", "", "nobody")
    assert "但 调整 W-JA-001 没有写是哪个部门的" in text.words("zh", LINKED).finding(told)


def test_its_id_stays_whatever_comes_besides() -> None:
    start = begin(BARE)
    copy = said(start, A, W_JA_001={"about": NEW_RECORD})
    row = NewRow("job", "", 9, {"title": Entry("别的", "别的", Source("丙.xlsx", "表", "B9"))}, Source("丙.xlsx", "表", "A9"))
    other = replace(said(start, A), sha256="sha", file="丙.xlsx", token=copy.token, rows=(row,), saved_by="丙")
    assert run(start, copy, other).given.keys() == {ROW, ("sha", "job", 9)}
    assert len(set(run(start, copy, other).given.values())) == 2
    first = run(start, copy)
    kept = replace(start, given=first.given)
    both = run(kept, copy, other)
    assert (cell(both, W, "about"), both.state["job"]["J-JA-021"].values["title"]) == ("J-JA-020", "别的")
    assert run(kept, other).state["job"].keys() == {J, "J-JA-021"}
    assert run(kept, copy) == first


def test_a_new_record_that_only_some_ask_for_is_made_when_that_is_decided() -> None:
    start = begin(BARE)
    copies = (said(start, A, W_JA_001={"about": NEW_RECORD}), said(start, A, W_JA_001={"about": J}))
    copies = (copies[0], replace(copies[1], sha256="other", file="另.xlsx", saved_by="另一人"))
    result = run(start, *copies)
    assert (cell(result, W, "about"), asked(result), len(result.state["job"])) == (None, {f"{W}.about": "conflict"}, 1)
    (decision,) = result.decisions
    assert {c.value for c in decision.choices} == {NEW_RECORD, J}
    for chosen, about, count in ((NEW_RECORD, "J-JA-020", 2), (J, J, 1)):
        decided = run(start, *copies, words=(word(f"{W}.about", chosen, basis=decision.basis),))
        assert (cell(decided, W, "about"), asked(decided), len(decided.state["job"])) == (about, {}, count)


def test_somebody_else_may_suggest_it() -> None:
    start = begin(BARE)
    result = run(start, said(start, B, W_JA_001={"about": NEW_RECORD}))
    assert (asked(result), len(result.state["job"])) == ({f"{W}.about": "suggestion"}, 1)


def test_the_coordinator_may_say_otherwise_when_it_is_there() -> None:
    """The answer was given when the new record's id stood in the cell; it holds for the choice of which that came."""
    start = begin(BARE)
    copy = said(start, A, W_JA_001={"about": NEW_RECORD})
    kept = replace(start, given=run(start, copy).given)
    result = run(kept, copy, words=(word(f"{W}.about", J, basis=("J-JA-020",)),))
    assert (cell(result, W, "about"), asked(result), len(result.state["job"]), [f.fate for f in result.fates]) == (J, {}, 1, ["refused"])
    edited = run(kept, copy, words=(word("J-JA-020.title", "架大桥", basis=("架桥",)),))
    assert cell(edited, "J-JA-020", "title") == "架大桥"
    assert {c.field for c in edited.changes if c.record == "J-JA-020" and not c.cause} == {"title"}
    gone = run(kept, copy, words=(Settlement("J-JA-020", "remove", (), at="2026-11-20T10:00:00Z", order=2, kind=EDIT),))
    assert ("J-JA-020" in gone.state["job"], "dangling-reference" in codes(gone), "became" in codes(gone)) == (False, True, False)


def test_a_late_copy_that_asks_for_it_means_the_record_that_came_of_it() -> None:
    there = job("J-JA-020", A, start=NEW)
    start = begin(replace(BARE, values={**BARE.values, "about": "J-JA-020"}), there)
    late = replace(said(begin(BARE), A, W_JA_001={"about": NEW_RECORD}), order=1, round="R1", token="甲/1")
    result = run(replace(start, given={ROW: "J-JA-020"}), late)
    assert (cell(result, W, "about"), asked(result), len(result.state["job"]), result.changes) == ("J-JA-020", {}, 2, [])


def typed_in(department: str, identity: str, **values: str) -> Copy:
    """A copy in which somebody typed a row with an id that the copy was not given."""
    entries = {key: Entry(value, value, Source("手.xlsx", "表", f"9.{key}")) for key, value in values.items()}
    row = NewRow("job", identity, 9, entries, Source("手.xlsx", "表", "A9"))
    return replace(said(begin(), department), sha256="typed", file="手.xlsx", rows=(row,), saved_by="另一人")


@pytest.mark.parametrize("department", [A, B])
def test_the_id_of_a_new_record_typed_by_hand_means_that_record(department: str) -> None:
    start = begin(BARE)
    copy, row = said(start, A, W_JA_001={"about": NEW_RECORD}), typed_in(department, "J-JA-020", title="架桥", remark="很急", state="busy")
    kept = replace(start, given=run(start, copy).given)
    result = run(kept, copy, row)
    assert (set(result.state["job"]), asked(result)) == ({J, "J-JA-020"}, dict.fromkeys(("J-JA-020.remark", "J-JA-020.state"), "suggestion"))
    assert [(f.record, f.reason) for f in result.findings if f.code == "unknown-id"] == [("J-JA-020", "exists")]
    assert {(f.record, f.field): f.fate for f in result.fates} == {
        (W, "about"): "merged", ("J-JA-020", "title"): "merged", ("J-JA-020", "remark"): "open", ("J-JA-020", "state"): "open",
    }  # fmt: skip
    assert run(kept, row, copy) == result == run(replace(kept, given={**kept.given, **result.given}), copy, row, row)
    taken = run(kept, copy, row, words=(word("J-JA-020.remark", "很急", basis=(None,)),))
    assert cell(taken, "J-JA-020", "remark") == "很急"


def test_a_typed_id_of_a_record_that_is_made_no_more_is_a_new_record_and_stays_one() -> None:
    start = begin(BARE)
    copy, row = said(start, A, W_JA_001={"about": NEW_RECORD}), typed_in(A, "J-JA-020", title="修渠")
    kept = replace(start, given=run(start, copy).given)
    alone = run(kept, row)
    assert ({i: r.values["title"] for i, r in alone.state["job"].items()}, alone.state["wish"][W].values.get("about")) == (
        {J: f"标题{J}", "J-JA-021": "修渠"}, None,
    )  # fmt: skip
    assert [(f.record, f.reason) for f in alone.findings if f.code == "unknown-id"] == [("J-JA-021", "")]
    again = run(replace(kept, given={**kept.given, **alone.given}), copy, row)
    assert {i: r.values["title"] for i, r in again.state["job"].items()} == {J: f"标题{J}", "J-JA-020": "架桥", "J-JA-021": "修渠"}
    fuller = replace(row, sha256="fuller", rows=(replace(row.rows[0], row=12),))
    more = run(replace(kept, given={**kept.given, **alone.given}), copy, fuller, row)
    assert set(more.state["job"]) == {J, "J-JA-020", "J-JA-021"}


def test_what_is_typed_under_the_id_of_a_new_record_that_the_coordinator_removed_is_asked_about() -> None:
    start = begin(BARE)
    copy, row = said(start, A, W_JA_001={"about": NEW_RECORD}), typed_in(B, "J-JA-020", title="架桥", remark="很急")
    kept = replace(start, given=run(start, copy).given)
    result = run(kept, copy, row, words=(Settlement("J-JA-020", "remove", ("keep", "remove"), at="2026-11-20T10:00:00Z", order=2, kind=EDIT),))
    assert (asked(result), sorted(f.fate for f in result.fates)) == ({"J-JA-020": "conflict"}, ["merged", "open", "open"])


LIKE = job("J-YI-002", B, title="架 桥", due=NEW)
PAIR = "J-YI-002+J-JA-020"


def test_a_new_record_that_looks_like_one_that_is_there_is_asked_about_and_may_be_that() -> None:
    like = replace(LIKE, values={**LIKE.values, "title": "架桥"})
    start = begin(BARE, like)
    copy = said(start, A, W_JA_001={"about": NEW_RECORD})
    result = run(start, copy)
    (question,) = result.decisions
    assert (question.id, question.kind, question.current, set(result.state["job"])) == (PAIR, "possible-duplicate", "keep", {J, like.id, "J-JA-020"})
    assert [c.value for c in question.choices] == ["keep", "unite"]
    kept = replace(start, given=result.given)
    for answer, about in (("keep", "J-JA-020"), ("unite", like.id)):
        words = (Settlement(PAIR, answer, question.basis, at="2026-11-20T10:00:00Z", order=2, kind=question.kind),)
        decided = run(kept, copy, words=words)
        assert (asked(decided), cell(decided, W, "about"), [f.fate for f in decided.fates]) == ({}, about, ["merged"])
        assert [(d.id, d.current) for d in decided.decisions] == [(PAIR, answer)]
        assert run(replace(kept, given={**kept.given, **decided.given}), copy, words=words) == decided
    assert (set(decided.state["job"]), decided.removed["job"]["J-JA-020"].values["title"]) == ({J, like.id}, "架桥")
    edited = run(kept, copy, words=(*words, word("J-JA-020.remark", "很急", "09:00")))
    assert [(f.code, f.record, f.value) for f in edited.findings] == [("without-record", "J-JA-020", "很急")]
    assert (set(run(kept, words=words).state["job"]), run(kept, words=words).decisions) == ({J, like.id}, [])
    other = word(f"{W}.about", J, "11:00", basis=(like.id,))
    assert (cell(run(kept, copy, words=(*words, other)), W, "about"), asked(run(kept, copy, words=(*words, other)))) == (J, {})
    dropped = Settlement(GONE.id, "remove", ("keep", "remove"), at="2026-11-20T09:00:00Z", order=2, kind=EDIT)
    assert asked(run(kept, copy, words=(dropped,))) == {}
    gone = Settlement(like.id, "remove", ("keep", "remove"), at="2026-11-20T09:00:00Z", order=2, kind=EDIT)
    assert (asked(run(kept, copy, words=(gone,))), set(run(kept, copy, words=(gone,)).state["job"])) == ({}, {J, "J-JA-020"})


def test_in_the_next_round_a_late_copy_means_the_record_that_it_was_said_to_be() -> None:
    like = replace(LIKE, values={**LIKE.values, "title": "架桥"})
    start = begin(replace(BARE, values={**BARE.values, "about": like.id}), like)
    start = replace(start, removed={"job": {GONE.id: GONE}}, given={ROW: GONE.id})
    united = Settlement(PAIR, "unite", ("keep", "unite"), at="2026-11-13T10:00:00Z", order=1, kind="possible-duplicate")
    late = replace(said(begin(BARE), A, W_JA_001={"about": NEW_RECORD}), order=1, round="R1", token="甲/1")
    result = run(start, late, words=(united,))
    assert (cell(result, W, "about"), asked(result), result.changes, set(result.state["job"])) == (like.id, {}, [], {J, like.id})


@pytest.mark.parametrize("changes", [{"title": "修路"}, {"title": "架桥2"}, {"due": date(2027, 3, 1), "start": THIRD, "title": "架桥期"}])
def test_what_looks_otherwise_is_not_asked_about(changes: dict[str, Value]) -> None:
    start = begin(BARE, replace(LIKE, values={**LIKE.values, **changes}))
    assert asked(run(start, said(start, A, W_JA_001={"about": NEW_RECORD}))) == {}


GONE = job("J-JA-020", A, start=NEW)


def test_a_new_record_is_made_once_more_when_it_is_asked_for_after_the_first_one_was_removed() -> None:
    holding = replace(BARE, values={**BARE.values, "about": GONE.id})
    start = replace(begin(holding), removed={"job": {GONE.id: GONE}}, given={ROW: GONE.id})
    removed = Settlement(GONE.id, "remove", (), at="2026-11-13T10:00:00Z", order=1, kind=EDIT)
    again = said(start, A, W_JA_001={"about": NEW_RECORD})
    result = run(start, again, words=(removed,))
    assert (cell(result, W, "about"), cell(result, "J-JA-021", "title"), codes(result)) == ("J-JA-021", "架桥", ["became"])
    assert {row: i for row, i in result.given.items() if row[0] == W} == {(W, "job", -1): "J-JA-021"}
    kept = replace(start, given={ROW: GONE.id, **result.given})
    assert run(kept, again, words=(removed,)) == result
    late = replace(said(begin(BARE), A, W_JA_001={"about": NEW_RECORD}), order=1, round="R1", token="甲/1", sha256="late")
    silent = run(start, late, words=(removed,))
    assert (cell(silent, W, "about"), len(silent.state["job"]), silent.changes, asked(silent)) == (GONE.id, 1, [], {})
    both = run(kept, late, again, words=(removed,))
    assert (cell(both, W, "about"), asked(both)) == ("J-JA-021", {})


def test_a_late_copy_means_the_last_record_that_its_reference_became() -> None:
    second = job("J-JA-021", A, start=NEW)
    start = begin(replace(BARE, values={**BARE.values, "about": second.id}), second)
    start = replace(start, removed={"job": {GONE.id: GONE}}, given={ROW: GONE.id, (W, "job", -1): second.id})
    late = replace(said(begin(BARE), A, W_JA_001={"about": NEW_RECORD}), order=1, round="R1", token="甲/1")
    result = run(start, late)
    assert (cell(result, W, "about"), asked(result), len(result.state["job"]), result.changes) == (second.id, {}, 2, [])


def test_a_late_copy_means_the_record_with_which_its_own_was_united() -> None:
    start = begin(replace(BARE, values={**BARE.values, "about": J}))
    start = replace(start, removed={"job": {GONE.id: GONE}}, given={ROW: GONE.id})
    united = Settlement(f"{J}+{GONE.id}", "unite", ("keep", "unite"), at="2026-11-13T10:00:00Z", order=1, kind="possible-duplicate")
    late = replace(said(begin(BARE), A, W_JA_001={"about": NEW_RECORD}), order=1, round="R1", token="甲/1")
    result = run(start, late, words=(united,))
    assert (cell(result, W, "about"), asked(result), result.changes) == (J, {}, [])


def test_the_coordinator_asks_for_another_one_in_the_round_in_which_the_first_was_removed() -> None:
    start = begin(BARE)
    copy = said(start, A, W_JA_001={"about": NEW_RECORD})
    kept = replace(start, given=run(start, copy).given)
    removed = Settlement(GONE.id, "remove", ("keep", "remove"), at="2026-11-20T10:00:00Z", order=2, kind=EDIT)
    for at, about, there in (("09:00", GONE.id, {J}), ("10:00", "J-JA-021", {J, "J-JA-021"}), ("11:00", "J-JA-021", {J, "J-JA-021"})):
        again = word(f"{W}.about", NEW_RECORD, at, basis=(GONE.id,))
        result = run(kept, copy, words=(removed, again))
        assert (cell(result, W, "about"), set(result.state["job"]), asked(result)) == (about, there, {})
        assert GONE.id in result.removed["job"]
        assert run(replace(kept, given={**kept.given, **result.given}), copy, words=(removed, again)) == result
    back = word("J-JA-020", "keep", "12:00")
    assert cell(run(kept, copy, words=(removed, again, back)), W, "about") == GONE.id


def test_what_a_list_or_the_coordinator_brought_becomes_one_too() -> None:
    start = begin(replace(BARE, values={**BARE.values, "about": NEW_RECORD}))
    result = run(start)
    assert (cell(result, W, "about"), cell(result, "J-JA-020", "title")) == ("J-JA-020", "架桥")
    assert {(c.record, c.field, c.after) for c in result.changes} >= {(W, "about", "J-JA-020"), ("J-JA-020", "title", "架桥")}


def test_two_become_two_in_the_order_of_their_ids() -> None:
    other = Record("W-YI-001", {"why": "修路", "by": B, "answer": "asked"})
    start = begin(BARE, other, replace(BARE, id="W-JA-002", values={**BARE.values, "why": "挖洞"}))
    edits = said(start, A, W_JA_001={"about": NEW_RECORD}, W_JA_002={"about": NEW_RECORD}), said(start, B, W_YI_001={"about": NEW_RECORD})
    result = run(start, *edits)
    assert [(i, r.values["title"]) for i, r in result.state["job"].items()][1:] == [("J-JA-020", "架桥"), ("J-JA-021", "挖洞"), ("J-YI-020", "修路")]
    assert run(start, *edits[::-1]) == result


@pytest.mark.parametrize(
    ("written", "value"), [("新建工作", NEW_RECORD), ("new job", NEW_RECORD), ("new", NEW_RECORD), ("J-JA-7", "J-JA-007"), ("新建", "新建")]
)
def test_the_entry_is_read_in_every_language(written: str, value: str) -> None:
    each = WISH.field("about")
    assert kinds.read(RawCell(written), each, CONTEXT).value == value
    assert kinds.read(RawCell(written), replace(each, new={}), CONTEXT).value != NEW_RECORD or written == "new"
    assert (kinds.show(NEW_RECORD, each, "zh"), kinds.show("J-JA-007", each, "zh")) == ("新建工作", "J-JA-007")
