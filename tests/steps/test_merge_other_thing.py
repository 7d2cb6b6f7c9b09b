"""A pre-numbered row may come to hold another thing: what was decided about the first one is never applied to that (and is told)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from small import TEMPLATE, A, B, Writer, asked, job, merged, opening, settle, value

from sheetsync.model.copy import Copy
from sheetsync.model.decision import EDIT, KEEP, REMOVE, UNITE, Settlement
from sheetsync.model.kinds import Value
from sheetsync.model.merged import Merged
from sheetsync.steps.merge.identity import Newcomer
from sheetsync.steps.merge.likeness import Said
from sheetsync.steps.merge.meant import names
from sheetsync.steps.resolve.things import with_things

ID = "J-JA-012"
FIRST, OTHER = "供应商名单整理", "年会场地预订"
BEGIN = opening(job("J-JA-001"))


def row(title: str, name: str = "", by: str = A, identity: str = ID, **values: Value) -> Copy:
    said = {"title": title, **values} if title else values
    return Writer(by, {}, name or f"{title}.xlsx", token=f"token {name or title} {by}").add(identity, blank=True, **said).copy()


def told(result: Merged) -> list[tuple[str, str, str]]:
    return [(f.reason, f.record, f.field) for f in result.findings if f.code == "without-record"]


def about(title: str, identity: str, decided: Value, *basis: Value, order: int = 2) -> Settlement:
    return Settlement(identity, decided, basis, order=order, kind=EDIT, file="report.xlsx", things=(title,) if title else ())


DECIDED = [
    about(FIRST, f"{ID}.secret", "for the first", None),
    about(FIRST, f"{ID}.risk", "high", None, "low"),
    about(FIRST, ID, REMOVE, KEEP, REMOVE),
    about(FIRST, f"{ID}.remark", None, "x"),
]


@pytest.mark.parametrize("decided", DECIDED, ids=lambda each: each.id)
def test_what_was_decided_about_one_thing_is_not_applied_to_another_with_its_number(decided: Settlement) -> None:
    other = row(OTHER, risk="low", remark="x")
    result = merged(BEGIN, other, settlements=[decided])
    assert (result.state, result.removed, result.settled) == (*(lambda m: (m.state, m.removed))(merged(BEGIN, other)), [])
    field = decided.id.partition(".")[2]
    assert told(result) == [("another" if field else "another-record", ID, field)]
    (finding,) = (f for f in result.findings if f.code == "without-record")
    assert (finding.sheet, finding.file) == ("job", "report.xlsx")
    assert (finding.detail["title"], finding.detail["now"]) == (FIRST, OTHER)


@pytest.mark.parametrize("decided", DECIDED, ids=lambda each: each.id)
def test_it_holds_for_the_same_thing_whichever_copy_says_it(decided: Settlement) -> None:
    """Also when that calls it a little otherwise, or does not say what it is."""
    for title in (FIRST, "供应商名录整理", ""):
        copy = row(title, risk="low", remark="x")
        assert merged(BEGIN, copy, settlements=[decided]).state == merged(BEGIN, copy, settlements=[decided._replace(things=())]).state
        assert not told(merged(BEGIN, copy, settlements=[decided]))


def test_titles_that_differ_in_a_number_are_two_things() -> None:
    decided = about("第1期培训", f"{ID}.risk", "high", None)
    assert "risk" not in merged(BEGIN, row("第2期培训"), settlements=[decided]).state["job"][ID].values


def test_of_two_copies_one_that_says_the_same_is_enough() -> None:
    copies = [row("供应商名单整理", "1"), row("供应商名单整理总表", "2")]
    result = merged(BEGIN, *copies, settlements=[about("供应商名单整理总表", f"{ID}.risk", "high", None)])
    assert value(result, ID, "risk") == "high"


def test_what_came_too_late_is_no_voice_about_another_thing() -> None:
    late = about(FIRST, f"{ID}.risk", "high", None)._replace(late=True)
    result = merged(BEGIN, row(OTHER, risk="low"), settlements=[late])
    assert not asked(result)
    assert told(result) == [("another", ID, "risk")]
    assert asked(merged(BEGIN, row(FIRST, risk="low"), settlements=[late])) == {f"{ID}.risk": "conflict"}


def test_what_was_decided_against_in_an_earlier_round_may_be_said_of_another_thing() -> None:
    """And is not told again: the round in which it counted has told it."""
    past = about(FIRST, f"{ID}.risk", "low", None, "high", order=1)
    late = replace(row(OTHER, risk="high"), order=1)
    result = merged(BEGIN, late, settlements=[past])
    assert value(result, ID, "risk") == "high"
    assert not told(result)
    assert "risk" not in merged(BEGIN, replace(row(FIRST, risk="high"), order=1), settlements=[past]).state["job"][ID].values


def test_look_alikes_are_united_only_when_they_are_the_ones_that_were_meant() -> None:
    pair = [row(title, f"{by} {title}", by, identity) for title in (FIRST, OTHER) for by, identity in ((A, ID), (B, "J-YI-012"))]
    (question,) = merged(BEGIN, *pair[:2]).decisions
    answer = settle(question, UNITE)._replace(things=(FIRST,))
    assert set(merged(BEGIN, *pair[:2], settlements=[answer]).state["job"]) == {"J-JA-001", ID}
    others = merged(BEGIN, *pair[2:], settlements=[answer])
    assert asked(others) == {question.id: "possible-duplicate"}
    assert told(others) == [("another-record", ID, "")]


def test_a_record_that_another_one_became_is_what_that_is() -> None:
    """Numbers of such records are kept by the record that they came of; those of rows by their copies."""
    newcomer = Newcomer("job", ID, A, (Said(copy := row(FIRST), copy.rows[0]),))
    assert names(TEMPLATE, [newcomer], {(ID, "job", 0): "J-JA-030", ("sha", "job", 50): ID}) == {ID: [FIRST], "J-JA-030": [FIRST]}
    then = replace(merged(BEGIN, row(FIRST)), given={(ID, "job", 0): "J-JA-030"})
    assert with_things(TEMPLATE, then, about("", "J-JA-030.risk", "high")).things == (FIRST,)


def test_a_record_of_an_earlier_round_keeps_what_was_decided_whatever_it_is_called_now() -> None:
    decided = about(FIRST, "J-JA-001.risk", "high", None)
    renamed = Writer(A, BEGIN.state["job"]).edit("J-JA-001", title=OTHER).copy()
    result = merged(BEGIN, renamed, settlements=[decided])
    assert value(result, "J-JA-001", "risk") == "high"
    assert not told(result)
