"""A cell, decided: each row of the case tables is a case; a copy is said by who wrote what, and a late one also by what it was issued with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

import pytest
from small import CONTEXT, JOB, NEWS, PLAN, PROJECT, TEMPLATE, A, B, C, Writer, asked, codes, job, merged, opening, value

from sheetsync.model.copy import Copy
from sheetsync.model.finding import MERGING
from sheetsync.model.kinds import Value
from sheetsync.model.merged import Merged
from sheetsync.steps.merge import merge

DAY, NEXT, THIRD = date(2026, 12, 1), date(2026, 12, 5), date(2026, 12, 9)
ID = "J-JA-001"
NEW = object()
"""In place of what a late copy was issued with: the copy is of this round."""


class Case(NamedTuple):
    """A field of a record of A, with B as its helper; what it holds now; who said what; what comes of it."""

    field: str
    now: Value
    said: Sequence[tuple[str, Value] | tuple[str, Value, Value]]
    after: Value
    kind: str = ""
    fates: Sequence[str] = ()
    told: Sequence[str] = ()
    choices: Sequence[tuple[Value, Sequence[str]]] = ()


def copy_of(number: int, field: str, now: Value, department: str, said: Value, before: object) -> Copy:
    issued = {ID: job(ID, A, **{"helper": B, field: now if before is NEW else before})}
    order = 2 if before is NEW else 1
    return Writer(department, issued, f"{number}.xlsx", order, f"token {number}").edit(ID, **{field: said}).copy()


def result_of(case: Case) -> Merged:
    begin = opening(job(ID, A, **{k: v for k, v in {"helper": B, case.field: case.now}.items() if v is not None}))
    copies = [copy_of(n, case.field, case.now, s[0], s[1], s[2] if len(s) > 2 else NEW) for n, s in enumerate(case.said)]
    return merged(begin, *copies)


CASES = {
    # one value, or the same by many
    "one value": Case("risk", "low", [(A, "high")], "high", fates=["merged"]),
    "one value in a blank cell": Case("risk", None, [(A, "high")], "high", fates=["merged"]),
    "clearing is an edit": Case("risk", "low", [(A, None)], None, fates=["merged"]),
    "the same by two": Case("risk", "low", [(A, "high"), (C, "high")], "high", fates=["merged", "merged"]),
    "the same clearing by two": Case("risk", "low", [(A, None), (C, None)], None, fates=["merged", "merged"]),
    # several values
    "two values": Case(
        "risk", "low", [(A, "high"), (C, "middle")], "low", "conflict", ["open", "open"], ["conflict"], [("high", [A]), ("middle", [C])]
    ),
    "two values in a blank cell": Case("risk", None, [(A, "high"), (C, "middle")], None, "conflict", ["open", "open"], ["conflict"]),
    "a value and a clearing": Case(
        "risk", "low", [(A, "high"), (C, None)], "low", "conflict", ["open", "open"], ["conflict"], [("high", [A]), (None, [C])]
    ),
    "two against one": Case(
        "risk", "low", [(A, "high"), (B, "middle"), (C, "high")], "low", "conflict", ["open"] * 3, ["conflict"], [("high", [A, C]), ("middle", [B])]
    ),
    # late copies count against what they were issued with
    "late, nobody changed it since": Case("risk", "low", [(A, "high", "low")], "high", fates=["merged"], told=["stale-copy"]),
    "late, changed since": Case(
        "risk", "low", [(A, "high", "middle")], "low", "conflict", ["open"], ["conflict", "stale-copy"], [("low", []), ("high", [A])]
    ),
    "late, changed since to the same": Case("risk", "high", [(A, "high", "middle")], "high", fates=["merged"], told=["stale-copy"]),
    "late, cleared since": Case("risk", None, [(A, "high", "middle")], None, "conflict", ["open"], ["conflict", "stale-copy"]),
    "late, says the same as one who knew": Case(
        "risk", "low", [(A, "high"), (C, "high", "middle")], "high", fates=["merged", "merged"], told=["stale-copy"]
    ),
    "late, two say the same": Case(
        "risk", "low", [(A, "high", "middle"), (C, "high", "middle")], "low", "conflict", ["open"] * 2, ["conflict", *["stale-copy"] * 2]
    ),
    "late, says what was already so, and one who knew changed it": Case(
        "risk", "low", [(A, "high"), (C, "low", "middle")], "high", fates=["merged", "superseded"], told=["stale-copy", "superseded"]
    ),
    "late and one who knew differ": Case(
        "risk", None, [(A, "high"), (C, "low", "middle")], None, "conflict", ["open"] * 2, ["conflict", "stale-copy"],
        [(None, []), ("low", [C]), ("high", [A])],
    ),
    # who may not change the cell
    "not yours": Case("count", 1, [(C, 2)], 1, "suggestion", ["open"], ["suggestion"], [(2, [C])]),
    "nobody's but the coordinator's": Case("secret", "x", [(A, "y")], "x", "suggestion", ["open"], ["suggestion"]),
    "the department that a field names": Case("check", "x", [(B, "y")], "y", fates=["merged"]),
    "the owner, where a field names another": Case("check", "x", [(A, "y")], "x", "suggestion", ["open"], ["suggestion"]),
    "a stranger says what the owner says": Case("count", 1, [(A, 2), (C, 2)], 2, fates=["merged", "merged"]),
    "a stranger says otherwise than the owner": Case(
        "count", 1, [(A, 2), (C, 3)], 2, "suggestion", ["merged", "open"], ["suggestion"], [(3, [C])]
    ),
    "two strangers": Case("count", 1, [(B, 2), (C, 3)], 1, "suggestion", ["open", "open"], ["suggestion"], [(2, [B]), (3, [C])]),
    "a late stranger says what is so": Case("count", 1, [(C, 1, 0)], 1, fates=["merged"], told=["stale-copy"]),
    "a late stranger says what was so until one who knew changed it": Case(
        "count", 1, [(A, 2), (C, 1, 0)], 2, fates=["merged", "superseded"], told=["stale-copy", "superseded"]
    ),
    "a stranger in a list": Case("due", None, [(C, DAY)], None, "suggestion", ["open"], ["suggestion"]),
    # controlled
    "controlled": Case("due", DAY, [(A, NEXT)], DAY, "approval", ["open"], ["approval"], [(NEXT, [A])]),
    "controlled, cleared": Case("due", DAY, [(A, None)], DAY, "approval", ["open"], ["approval"], [(None, [A])]),
    "controlled, filled in": Case("due", None, [(A, DAY)], DAY, fates=["merged"]),
    "controlled, two copies differ": Case(
        "due", DAY, [(A, NEXT), (A, THIRD)], DAY, "approval", ["open"] * 2, ["approval"], [(NEXT, [A]), (THIRD, [A])]
    ),
    "controlled, filled in differently": Case("due", None, [(A, DAY), (A, NEXT)], None, "conflict", ["open"] * 2, ["conflict"]),
    "controlled, by a stranger": Case("due", DAY, [(C, NEXT)], DAY, "suggestion", ["open"], ["suggestion"]),
    "controlled, by the owner and a stranger": Case(
        "due", DAY, [(A, NEXT), (C, THIRD)], DAY, "approval", ["open"] * 2, ["approval"], [(NEXT, [A]), (THIRD, [C])]
    ),
    "controlled, late": Case("due", DAY, [(A, NEXT, THIRD)], DAY, "approval", ["open"], ["approval", "stale-copy"], [(NEXT, [A])]),
    "controlled, late, as it is by now": Case("due", DAY, [(A, DAY, NEXT)], DAY, fates=["merged"], told=["stale-copy"]),
    # max
    "max, up": Case("share", 0.2, [(A, 0.5)], 0.5, fates=["merged"]),
    "max, down by all who speak": Case("share", 0.8, [(A, 0.5)], 0.5, fates=["merged"]),
    "max, the highest wins": Case("share", 0.2, [(A, 0.5), (C, 0.8)], 0.8, fates=["refused", "merged"], told=["outvoted"]),
    "max, down by two": Case("share", 0.8, [(A, 0.5), (C, 0.2)], 0.5, fates=["merged", "refused"], told=["outvoted"]),
    "max, blank is lowest": Case("share", 0.2, [(A, 0.0), (C, None)], 0.0, fates=["merged", "refused"], told=["outvoted"]),
    "max, cleared": Case("share", 0.2, [(A, None)], None, fates=["merged"]),
    "max, late and lower": Case("share", 0.8, [(A, 0.5, 0.2)], 0.8, fates=["refused"], told=["outvoted", "stale-copy"]),
    "max, late and higher": Case("share", 0.5, [(A, 0.8, 0.2)], 0.8, fates=["merged"], told=["stale-copy"]),
    "max of days": Case("seen_on", DAY, [(A, NEXT), (C, THIRD)], THIRD, fates=["refused", "merged"], told=["outvoted"]),
    "max of days, one cleared": Case("seen_on", DAY, [(A, None), (C, NEXT)], NEXT, fates=["refused", "merged"], told=["outvoted"]),
    # union
    "union, added by two": Case("tags", ("red",), [(A, ("red", "green")), (C, ("red", "blue"))], ("red", "green", "blue"), fates=["merged"] * 2),
    "union, in the order of the list": Case("tags", ("white",), [(A, ("red", "white"))], ("red", "white"), fates=["merged"]),
    "union, taken out": Case("tags", ("red", "green"), [(A, ("red",))], ("red",), fates=["merged"]),
    "union, the last one taken out": Case("tags", ("red",), [(A, None)], None, fates=["merged"]),
    "union, from blank": Case("tags", None, [(A, ("red",)), (C, ("blue",))], ("red", "blue"), fates=["merged"] * 2),
    "union, one adds and one takes out": Case(
        "tags", ("red", "green"), [(A, ("red", "green", "blue")), (C, ("green",))], ("green", "blue"), fates=["merged"] * 2
    ),
    "union, taken out by a late copy what another adds": Case(
        "tags", ("green",), [(A, ("red", "green")), (C, ("green",), ("red", "green"))], ("red", "green"),
        fates=["merged", "refused"], told=["outvoted", "stale-copy"],
    ),
    "union, late, adds one and keeps what has gone": Case(
        "tags", ("green",), [(A, ("red", "blue"), ("red",))], ("green", "blue"), fates=["merged"], told=["stale-copy"]
    ),
    "union, adds one, and takes out what another adds": Case(
        "tags", ("green",), [(A, ("red", "green")), (C, ("green", "blue"), ("red", "green"))], ("red", "green", "blue"),
        fates=["merged", "merged"], told=["outvoted", "stale-copy"],
    ),
    "union of departments, in the project's order": Case("parties", (B,), [(A, (A, B))], (A, B), fates=["merged"]),
    # append
    "append, added by two": Case("log", "one", [(A, "one\ntwo"), (C, "one\nthree")], "one\ntwo\nthree", fates=["merged"] * 2),
    "append, from blank": Case("log", None, [(A, "one")], "one", fates=["merged"]),
    "append, the same line by two": Case("log", "one", [(A, "one\ntwo"), (C, "one\ntwo")], "one\ntwo", fates=["merged"] * 2),
    "append, a line is changed": Case("log", "one\ntwo", [(A, "one\nzwei")], "one\ntwo\nzwei", fates=["merged"], told=["lines-kept"]),
    "append, a line is taken out": Case("log", "one\ntwo", [(A, "one")], "one\ntwo", fates=["refused"], told=["lines-kept"]),
    "append, cleared": Case("log", "one", [(A, None)], "one", fates=["refused"], told=["lines-kept"]),
    "append, in another order": Case("log", "one\ntwo", [(A, "two\none")], "one\ntwo", fates=["refused"], told=["lines-kept"]),
    "append, above": Case("log", "one", [(A, "two\none")], "one\ntwo", fates=["merged"]),
    "append, late": Case("log", "one\ntwo", [(A, "one\nthree", "one")], "one\ntwo\nthree", fates=["merged"], told=["stale-copy"]),
    "append, late, what another wrote since": Case("log", "one\ntwo", [(A, "one\ntwo", "one")], "one\ntwo", fates=["merged"], told=["stale-copy"]),
    "append, spaces at the ends of lines": Case("log", "one  \ntwo", [(A, "one\ntwo\nthree")], "one  \ntwo\nthree", fates=["merged"]),
    "append, a line that stands there once more": Case("log", "same", [(A, "same\nsame")], "same", fates=["merged"]),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_becomes_of_a_cell(name: str) -> None:
    case = CASES[name]
    result = result_of(case)
    assert value(result, ID, case.field) == case.after
    assert asked(result) == ({f"{ID}.{case.field}": case.kind} if case.kind else {})
    by_file = sorted(result.fates, key=lambda f: f.source.file)
    assert [f.fate for f in by_file] == list(case.fates)
    assert sorted(c for c in codes(result) if c in MERGING or c == "stale-copy") == sorted(case.told)
    if case.choices:
        (decision,) = result.decisions
        assert [(c.value, list(c.departments)) for c in decision.choices] == [(v, list(d)) for v, d in case.choices]
        assert decision.current == case.after


@pytest.mark.parametrize("name", CASES)
def test_the_order_of_what_was_said_does_not_matter(name: str) -> None:
    case = CASES[name]
    result, other = result_of(case), result_of(case._replace(said=case.said[::-1]))
    assert value(result, ID, case.field) == value(other, ID, case.field)
    assert asked(result) == asked(other)
    assert sorted(f.fate for f in result.fates) == sorted(f.fate for f in other.fates)


def test_a_change_says_who_made_it_and_where() -> None:
    result = result_of(Case("risk", "low", [(A, "high"), (C, "high"), (B, "high", "low")], "high"))  # the last one is of an earlier round
    (change,) = result.changes
    assert (change.before, change.after, change.departments, change.added) == ("low", "high", (B, A, C), False)
    assert [s.file for s in change.sources] == ["2.xlsx", "0.xlsx", "1.xlsx"]
    origin = result.state["job"][ID].origins["risk"]
    assert (origin.round, set(origin.departments), origin.decision) == ("R2", {A, B, C}, "")


def test_a_stranger_who_says_what_the_owner_says_did_not_change_the_cell() -> None:
    (change,) = result_of(Case("count", 1, [(A, 2), (C, 2)], 2)).changes
    assert change.departments == (A,)


def test_a_cell_about_which_a_suggestion_is_open_was_not_decided() -> None:
    result = result_of(Case("count", 1, [(A, 2), (C, 3)], 2))
    assert result.state["job"][ID].origins["count"].decision == ""


def test_who_lost_to_the_highest_did_not_change_the_cell() -> None:
    (change,) = result_of(Case("share", 0.2, [(A, 0.5), (C, 0.8)], 0.8)).changes
    assert change.departments == (C,)


def test_a_log_names_only_those_who_added_to_it() -> None:
    (change,) = result_of(Case("log", "one\ntwo", [(A, "one"), (C, "one\ntwo\nthree")], "")).changes
    assert change.departments == (C,)


def test_what_stands_now_names_who_set_it_in_a_conflict_with_a_late_copy() -> None:
    begin = opening(job(ID, A, risk="low"))
    first = merged(begin, copy_of(0, "risk", "low", C, "middle", NEW))
    later = opening(first.state["job"][ID], order=3)
    late = Writer(A, {ID: job(ID, A, risk="low")}, "late.xlsx", 2).edit(ID, risk="high").copy()
    (decision,) = merged(later, late).decisions
    assert [(c.value, c.departments) for c in decision.choices] == [("middle", (C,)), ("high", (A,))]


def test_a_value_that_was_not_taken_is_refused_and_keeps_the_state() -> None:
    begin = opening(job(ID, A, count=1))
    copy = Writer(A, begin.state["job"]).edit(ID, count=None, taken=False, written="viele").copy()
    result = merged(begin, copy)
    assert value(result, ID, "count") == 1
    assert [(f.fate, f.written, f.value) for f in result.fates] == [("refused", "viele", None)]
    assert not result.decisions
    assert not result.changes


def test_a_refused_value_does_not_stand_in_the_way_of_a_good_one() -> None:
    begin = opening(job(ID, A, risk="low"))
    bad = Writer(A, begin.state["job"]).edit(ID, risk=None, taken=False, written="??").copy()
    good = Writer(C, begin.state["job"]).edit(ID, risk="high").copy()
    assert value(merged(begin, bad, good), ID, "risk") == "high"


def test_equal_values_of_other_types_are_one() -> None:
    result = result_of(Case("share", 0.5, [(A, 1), (C, 1.0)], 1))
    assert value(result, ID, "share") == 1
    assert not result.decisions


def test_a_controlled_field_of_a_new_record_needs_no_approval() -> None:
    """Its default is not yet accepted by anybody."""
    fields = tuple(replace(f, policy="controlled") if f.key == "state" else f for f in JOB.fields)
    template = replace(TEMPLATE, sheets=(PLAN, replace(JOB, fields=fields), NEWS))
    copy = Writer(A, {}).add("J-JA-010", blank=True, title="新", state="busy").copy()
    result = merge(template, PROJECT, CONTEXT, opening(), [copy])
    assert value(result, "J-JA-010", "state") == "busy"
    assert not result.decisions


def test_a_cell_of_a_form() -> None:
    begin = opening(plan={"goal": "old"})
    one = Writer(A, begin.state["plan"]).edit("plan", sheet="plan", goal="new").copy()
    two = Writer(B, begin.state["plan"]).edit("plan", sheet="plan", goal="newer", note="mine").copy()
    assert value(merged(begin, one), "plan", "goal", "plan") == "new"
    assert asked(merged(begin, one, two)) == {"plan.goal": "conflict", "plan.note": "suggestion"}


def test_what_stands_now_is_no_choice_because_somebody_suggests_something_who_did_not_know_it() -> None:
    begin = opening(job("J-JA-001", count=1))
    mine = [Writer(A, begin.state["job"], str(n)).edit("J-JA-001", count=n).copy() for n in (2, 3)]
    old = Writer(B, {"J-JA-001": job("J-JA-001", count=9)}, "late", order=1).edit("J-JA-001", count=5).copy()
    (question,) = merged(begin, *mine, old).decisions
    assert sorted(c.value for c in question.choices) == [2, 3, 5]  # type: ignore[type-var] # counts
