"""Signatures: a name and a date cover what the signer's copy showed, and are void when that comes to be something else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from linked_sample import LINKED, begin, cell, run, said, word
from small import PROJECT, A, B, C, asked

from sheetsync.model.calendar import Calendar
from sheetsync.model.copy import Copy, Entry, NewRow
from sheetsync.model.finding import Finding
from sheetsync.model.merged import Merged
from sheetsync.model.record import Cause, Opening, Origin, Record, Source
from sheetsync.model.round import Round, Situation
from sheetsync.model.template import Aim
from sheetsync.steps.checks import check
from sheetsync.steps.merge.links.signatures import covered

D = "D-JA-001"
DAY, LATER = date(2026, 11, 18), date(2026, 11, 19)
BARE = Record(D, {"what": "修桥", "by": A, "limit": "不修路"})
SIGNED = replace(BARE, values={**BARE.values, "who": "张三", "on": DAY})
SIGNS = {"who": "张三", "on": DAY}


def signature(result: Merged) -> tuple[object, object]:
    return cell(result, D, "who"), cell(result, D, "on")


def void(result: Merged) -> list[Finding]:
    return [f for f in result.findings if f.code == "confirmation-void"]


def start(record: Record = SIGNED) -> Opening:
    return begin(record)


def other(copy: Copy, **changes: object) -> Copy:
    return replace(copy, sha256="other", file="另.xlsx", saved_by="另一人", **changes)  # type: ignore[arg-type] # fields of a copy


# ── what stands since an earlier round ──


def test_a_signature_stands_while_nothing_of_what_it_covers_changes() -> None:
    result = run(start(), said(start(), A, D_JA_001={"names": "甲"}), said(start(), C, D_JA_001={"names": "丙"}))
    assert (signature(result), void(result)) == (("张三", DAY), [])


@pytest.mark.parametrize(("department", "field"), [(A, "limit"), (B, "note")])
def test_a_later_change_of_what_was_confirmed_voids_it_whoever_makes_it(department: str, field: str) -> None:
    result = run(start(), said(start(), department, D_JA_001={field: "别的"}))
    assert signature(result) == (None, None)
    (told,) = void(result)
    assert (told.department, told.record, told.field, told.value, told.detail["seen"]) == (
        A, D, "who", "张三", ((field, SIGNED.values.get(field), "别的"),),
    )  # fmt: skip
    voided = {c.field: (c.before, c.after, c.cause, c.departments) for c in result.changes if c.field in ("who", "on")}
    cause = Cause("signature", "duty", D, field)
    assert voided == {"who": ("张三", None, cause, (department,)), "on": (DAY, None, cause, (department,))}


def test_the_coordinators_change_voids_it_too_and_a_question_does_not_yet() -> None:
    asking = run(start(), said(start(), A, D_JA_001={"what": "修大桥"}))
    assert (signature(asking), asked(asking)) == (("张三", DAY), {f"{D}.what": "approval"})
    result = run(start(), words=(word(f"{D}.what", "修大桥", basis=("修桥",)),))
    assert (signature(result), len(void(result))) == ((None, None), 1)


def test_signing_again_with_the_change_holds() -> None:
    result = run(start(), said(start(), A, D_JA_001={"limit": "别的", "on": LATER}))
    assert (signature(result), void(result), [f.fate for f in result.fates]) == (("张三", LATER), [], ["merged", "merged"])


def test_without_the_copy_that_changed_it_the_signature_stands_again() -> None:
    change = said(start(), B, D_JA_001={"note": "别的"})
    assert signature(run(start(), change)) == (None, None)
    assert signature(run(start())) == ("张三", DAY)


def test_without_more_it_covers_what_the_department_fills_in() -> None:
    link = Aim("signature", "duty", {"by": "who", "on": "on"})
    sheet = LINKED.sheet("duty")
    assert covered(sheet, link) == ["what", "limit"]
    grows = replace(sheet, fields=tuple(replace(f, policy="append") if f.key == "limit" else f for f in sheet.fields))
    assert covered(grows, link) == ["what"]


# ── what is signed in this round ──


def test_a_signature_covers_what_its_copy_showed() -> None:
    result = run(start(BARE), said(start(BARE), A, D_JA_001=SIGNS))
    assert (signature(result), void(result)) == (("张三", DAY), [])
    changing = run(start(BARE), said(start(BARE), A, D_JA_001={**SIGNS, "limit": "别的"}))
    assert (signature(changing), cell(changing, D, "limit"), void(changing)) == (("张三", DAY), "别的", [])


def test_somebody_elses_change_in_the_same_round_voids_it_and_nothing_is_lost() -> None:
    copies = said(start(BARE), A, D_JA_001=SIGNS), said(start(BARE), B, D_JA_001={"note": "别的"})
    result = run(start(BARE), *copies)
    assert signature(result) == (None, None)
    assert {(f.field, f.fate) for f in result.fates} == {("who", "refused"), ("on", "refused"), ("note", "merged")}
    assert {(f.field, f.value, f.cell, f.file) for f in void(result)} == {
        ("who", "张三", f"{D}.who", "甲部.xlsx"), ("on", str(DAY), f"{D}.on", "甲部.xlsx"),
    }  # fmt: skip
    assert run(start(BARE), *copies[::-1]) == result == run(start(BARE), *copies, copies[0])
    assert signature(run(start(BARE), copies[0])) == ("张三", DAY)


def test_two_copies_of_a_department_of_which_one_signs_and_the_other_changes() -> None:
    first, second = said(start(BARE), A, D_JA_001=SIGNS), other(said(start(BARE), A, D_JA_001={"limit": "别的"}))
    assert signature(run(start(BARE), first, second)) == (None, None)


def test_what_the_signer_wants_counts_as_seen_while_it_is_open_and_not_when_it_is_turned_down() -> None:
    copy = said(start(BARE), A, D_JA_001={**SIGNS, "what": "修大桥"})
    opened = run(start(BARE), copy)
    (decision,) = opened.decisions
    assert (signature(opened), decision.kind) == (("张三", DAY), "approval")
    for value, expected in (("修大桥", ("张三", DAY)), ("修桥", (None, None))):
        assert signature(run(start(BARE), copy, words=(word(decision.id, value, basis=decision.basis),))) == expected


def test_a_new_row_is_signed_with_what_it_says() -> None:
    entries = {key: Entry(v, str(v), Source("甲部.xlsx", "表", f"9.{key}")) for key, v in {"what": "挖洞", "limit": "浅", **SIGNS}.items()}
    row = NewRow("duty", "D-JA-005", 9, entries, Source("甲部.xlsx", "表", "A9"), blank=True)
    copy = replace(said(start(), A), rows=(row,))
    result = run(start(), copy)
    assert (cell(result, "D-JA-005", "who"), void(result)) == ("张三", [])
    beside = other(copy, rows=(replace(row, entries={"what": entries["what"], "limit": Entry("深", "深", Source("另.xlsx", "表", "9.limit"))}),))
    differing = run(start(), copy, beside)
    assert ("D-JA-005.limit" in asked(differing), cell(differing, "D-JA-005", "who")) == (True, "张三")


def test_a_late_signature_does_not_cover_what_was_changed_since() -> None:
    since = Origin("R1", (B,))
    changed = replace(BARE, values={**BARE.values, "limit": "新的"}, origins={"limit": since})
    late = replace(said(start(BARE), A, D_JA_001=SIGNS), order=1, round="R1", token="甲/1")
    assert signature(run(start(changed), late)) == (None, None)
    assert signature(run(start(replace(changed, origins={"limit": since._replace(round="R0")})), late)) == ("张三", DAY)


def test_another_department_than_the_one_asked_only_suggests_its_name() -> None:
    result = run(start(BARE), said(start(BARE), B, D_JA_001=SIGNS))
    assert (signature(result), asked(result)) == ((None, None), {f"{D}.who": "suggestion", f"{D}.on": "suggestion"})


def test_what_the_coordinator_accepts_covers_what_the_coordinator_had_seen() -> None:
    signs, changes = said(start(BARE), B, D_JA_001=SIGNS), said(start(BARE), C, D_JA_001={"note": "别的"})
    accepted = tuple(word(f"{D}.{key}", value, report="code") for key, value in SIGNS.items())
    for shown, expected in (({signs.sha256, changes.sha256}, ("张三", DAY)), ({signs.sha256}, (None, None))):
        opening = replace(start(BARE), shown={"code": frozenset(shown)})
        assert signature(run(opening, signs, changes, words=accepted)) == expected
    later = word(f"{D}.limit", "新的", "12:00", basis=("不修路",))
    assert signature(run(start(BARE), signs, words=(*accepted, later))) == (None, None)


def test_who_suggests_to_take_a_name_out_that_is_void_anyhow_is_heard_and_other_suggestions_stay_open() -> None:
    copies = (
        said(start(), A, D_JA_001={"limit": "别的"}), said(start(), B, D_JA_001={"who": None}), said(start(), C, D_JA_001={"who": "李四"}),
    )  # fmt: skip
    result = run(start(), *copies)
    assert (signature(result), {(f.department, f.fate) for f in result.fates}) == ((None, None), {(A, "merged"), (B, "merged"), (C, "open")})
    (decision,) = result.decisions
    assert (decision.kind, [c.value for c in decision.choices]) == ("suggestion", ["李四"])


# ── several names, each on a line ──

BOTH = replace(BARE, values={**BARE.values, "names": "甲 张三\n乙 李四", "seen": DAY})


def names(result: Merged) -> tuple[object, object]:
    return cell(result, D, "names"), cell(result, D, "seen")


def test_all_names_go_that_stood_when_what_they_agreed_to_changes() -> None:
    result = run(start(BOTH), said(start(BOTH), A, D_JA_001={"limit": "别的"}))
    assert names(result) == (None, None)
    (told,) = void(result)
    assert (told.field, told.value) == ("names", "甲 张三、乙 李四")


def test_who_signs_the_change_stays_and_who_signs_what_was_before_goes() -> None:
    copies = (
        said(start(BOTH), A, D_JA_001={"limit": "别的", "names": "甲 张三\n乙 李四\n甲 赵六", "seen": LATER}),
        said(start(BOTH), C, D_JA_001={"names": "甲 张三\n乙 李四\n丙 王五"}),
    )
    result = run(start(BOTH), *copies)
    assert names(result) == ("甲 赵六", LATER)
    assert {(f.field, f.fate) for f in result.fates if f.department == C} == {("names", "refused")}
    assert [(f.department, f.cell) for f in void(result)] == [(C, f"{D}.names")]
    assert names(run(start(BOTH), copies[1])) == ("甲 张三\n乙 李四\n丙 王五", DAY)


def test_the_same_name_written_again_signs_again() -> None:
    result = run(start(BOTH), said(start(BOTH), A, D_JA_001={"limit": "别的", "names": "甲 张三\n乙 李四\n甲 张三", "seen": LATER}))
    assert names(result) == ("甲 张三", LATER)


# ── a name and a date ──


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({}, []),
        ({"who": "张三", "on": DAY}, []),
        ({"who": "张三"}, [("on", "")]),
        ({"on": DAY}, [("who", "no-name")]),
        ({"who": "张三", "on": date(2026, 11, 20)}, []),
        ({"who": "张三", "on": date(2026, 11, 21)}, [("on", "future")]),
    ],
)
def test_a_name_needs_a_date_that_has_come(values: dict[str, object], found: list[tuple[str, str]]) -> None:
    state = {"duty": {D: replace(BARE, values={**BARE.values, **values})}}
    round_ = Round("2026-W47", 1, date(2026, 11, 16), datetime(2026, 11, 20, 17))
    situation = Situation(LINKED, PROJECT, Calendar(known_years=frozenset({2026})), state, round_, date(2026, 11, 20), (), ())
    assert [(f.field, f.reason) for f in check(situation) if f.code == "confirmation-incomplete"] == found
