"""What was on the table when the coordinator typed a cell over."""

from __future__ import annotations

from dataclasses import replace

from small import TEMPLATE, A, B, Writer, asked, job, merged, opening, settle

from sheetsync.model.copy import Copy
from sheetsync.model.decision import KEEP, REMOVE, UNITE, Choice, Decision, Left, Settlement
from sheetsync.model.finding import Finding
from sheetsync.model.record import Source
from sheetsync.steps.resolve.answers import Answers, Chosen
from sheetsync.steps.resolve.rows import Again, NewRows
from sheetsync.steps.resolve.settled import settlements, without_contradictions

ID = "J-JA-001"
NO_ROWS = NewRows((), (), (), {}, {})
SIGNED = Settlement("", None, (), order=2)
BEGIN = opening(job(ID, risk="low"))
ISSUED = {ID: BEGIN.state["job"][ID]}


def by_zhang(name: str, hour: int, risk: str) -> Copy:
    """A copy of one person, who saves it again and again."""
    return Writer(A, ISSUED, name, token="A").edit(ID, risk=risk).copy(f"2026-11-19T{hour:02d}:00:00Z", "张三")


def typed_over(*copies: Copy, **values: object) -> Settlement:
    """The coordinator's edit of a cell in the consolidated workbook of these copies."""
    (settled,) = settlements(TEMPLATE, (), Writer("", ISSUED, "report").edit(ID, **values).copy(), NO_ROWS, merged(BEGIN, *copies), SIGNED)
    return settled


def test_a_value_that_its_own_department_took_back_was_not_on_the_table() -> None:
    copies = by_zhang("1", 8, "high"), by_zhang("2", 9, "middle")
    settled = typed_over(*copies, risk=None)
    assert settled.basis == ("low", "middle", None)
    assert not asked(merged(BEGIN, *copies, settlements=[settled]))
    now = Writer(B, ISSUED, "3").edit(ID, risk="high").copy()
    assert asked(merged(BEGIN, *copies, now, settlements=[settled])) == {f"{ID}.risk": "conflict"}


def test_what_another_ones_highest_value_has_beaten_was_on_the_table() -> None:
    """Only what a later copy took back was not: a lower value that still stands in its copy is known, and does not overrule the coordinator."""
    half, most = (Writer(d, ISSUED, d).edit(ID, share=share).copy() for d, share in ((A, 0.5), (B, 0.8)))
    settled = typed_over(half, most, share=0.3)
    assert set(settled.basis) == {None, 0.5, 0.8, 0.3}
    assert merged(BEGIN, half, most, settlements=[settled]).state["job"][ID].values["share"] == 0.3


def test_what_could_not_be_read_does_not_stand_for_a_blank() -> None:
    unread = Writer(A, ISSUED, "1").edit(ID, risk=None, taken=False, written="hihg").copy()
    assert typed_over(unread, risk="high").basis == ("low", "high")


def test_what_an_earlier_round_left_open_was_on_the_table_as_well() -> None:
    about = Decision(f"{ID}.risk", "conflict", "job", ID, "risk", "low", (Choice("high"), Choice("middle")), basis=("low", "high", "middle"))
    gone = Decision(ID, "conflict", "job", ID, "", KEEP, (Choice(KEEP, (A,)), Choice(REMOVE, (A,))), basis=(KEEP, REMOVE, ("count", 5)))
    then = merged(replace(BEGIN, open=(about, gone)))
    report = Writer("", ISSUED, "report")
    (typed,) = settlements(TEMPLATE, (), report.edit(ID, risk=None).copy(), NO_ROWS, then, SIGNED)
    assert typed.basis == ("low", "high", "middle", None)
    (removed,) = settlements(TEMPLATE, (), Writer("", ISSUED, "report").remove(ID).copy(), NO_ROWS, then, SIGNED)
    assert removed.basis == (KEEP, REMOVE, ("count", 5))


PAIR = Decision("J-JA-001+J-YI-001", "possible-duplicate", "job", "J-JA-001", "", KEEP, (Choice(KEEP), Choice(UNITE)))


def left_of(answer: str, *gone: str) -> tuple[list[str], int, int]:
    """Of an answer about two look-alikes and deleted rows in one workbook: the rows that count as deleted, the answers and the findings."""
    answers = Answers([Chosen(PAIR, answer, "", Source("report", "决定", "D4"))], ())
    kept, edits = without_contradictions(answers, Writer("", {}, "report").remove(*gone).copy())
    return [i for _, i in edits.missing], len(kept.chosen), len(kept.findings)


def test_who_unites_records_and_deletes_the_row_of_one_of_them_says_one_thing() -> None:
    assert left_of(UNITE, "J-YI-001") == ([], 1, 0)
    assert left_of(UNITE, "J-JA-001", "J-BI-001") == (["J-BI-001"], 1, 0)


def test_deleted_rows_count_where_all_of_them_go_or_nothing_is_united() -> None:
    assert left_of(UNITE, "J-JA-001", "J-YI-001") == (["J-JA-001", "J-YI-001"], 1, 0)
    assert left_of(KEEP, "J-YI-001") == (["J-YI-001"], 1, 0)


def test_an_answer_that_keeps_a_record_contradicts_its_deleted_row() -> None:
    about = Decision("J-JA-001", "removal", "job", "J-JA-001", "", KEEP, (Choice(KEEP), Choice(REMOVE)))
    for value, found in ((KEEP, ([], 0, 1)), (REMOVE, (["J-JA-001"], 1, 0))):
        answers = Answers([Chosen(about, value, "", Source("report", "决定", "D4"))], ())
        kept, edits = without_contradictions(answers, Writer("", {}, "report").remove("J-JA-001").copy())
        assert ([i for _, i in edits.missing], len(kept.chosen), len(kept.findings)) == found


# ── about which things it is ──


def new_row(title: str, name: str, **values: object) -> Copy:
    said = {"title": title, **values} if title else values
    return Writer(A, {}, name, token="A").add("J-JA-012", blank=True, **said).copy(f"2026-11-19T{name}:00:00Z", "张三")


def things(*copies: Copy, **values: object) -> tuple[str, ...]:
    """Those of a cell of the new record that the coordinator types over in the consolidated workbook of these copies."""
    then = merged(BEGIN, *copies)
    report = Writer("", then.state["job"], "report").edit("J-JA-012", **values).copy()
    (settled,) = settlements(TEMPLATE, (), report, NO_ROWS, then, SIGNED)
    return settled.things


def test_a_settlement_says_what_the_copies_call_its_new_record() -> None:
    assert things(new_row("会场", "08"), secret="x") == ("会场",)
    assert things(new_row("会场", "08"), title="协调人改的名") == ("会场",)
    assert things(new_row("", "08", risk="low"), secret="x") == ()
    assert typed_over(by_zhang("1", 8, "high"), risk=None).things == ()


def test_what_a_later_copy_calls_otherwise_is_called_so_no_more() -> None:
    assert things(new_row("会场", "08"), new_row("名单", "09"), secret="x") == ("名单",)


def test_a_settlement_about_look_alikes_and_one_about_a_row_that_is_gone_say_it_too() -> None:
    other = Writer(B, {}, "2").add("J-YI-012", blank=True, title="会场预订").copy()
    then = merged(BEGIN, new_row("会场预订", "08"), other)
    (question,) = then.decisions
    answer = Chosen(question, UNITE, "", Source("report", "决定", "D4"))
    gone = Writer("", then.state["job"], "report").remove("J-JA-012").copy()
    assert [s.things for s in settlements(TEMPLATE, [answer], gone, NO_ROWS, then, SIGNED)] == [("会场预订",)] * 2


# ── what an earlier save of the same workbook settled ──

EARLIER = {
    f"{ID}.risk": Settlement(f"{ID}.risk", "high", ("low", "high"), order=2, typed=True),
    ID: Settlement(ID, REMOVE, (KEEP, REMOVE), order=2, typed=True),
}


def saved_again(report: Writer, *ids: str, rows: NewRows = NO_ROWS, findings: tuple[Finding, ...] = (), typed: bool = True) -> dict[str, object]:
    """What a later save settles, of which an earlier one settled these."""
    before = {i: s._replace(typed=typed) for i, s in EARLIER.items() if i in ids}
    copy = replace(report.copy(), findings=findings)
    return {s.id: s.value for s in settlements(TEMPLATE, (), copy, rows, merged(BEGIN), SIGNED, before)}


def report() -> Writer:
    return Writer("", ISSUED, "report")


def test_a_cell_that_is_as_it_was_written_again_is_settled_as_that() -> None:
    assert saved_again(report(), f"{ID}.risk") == {f"{ID}.risk": "low"}
    (back,) = settlements(TEMPLATE, (), report().copy(), NO_ROWS, merged(BEGIN), SIGNED, {f"{ID}.risk": EARLIER[f"{ID}.risk"]})
    assert (back.basis, back.typed, back.kind) == (("low", "high"), True, "edit")


def test_what_was_answered_or_is_still_so_or_is_said_anew_is_not_taken_back() -> None:
    assert saved_again(report(), f"{ID}.risk", typed=False) == {}
    assert saved_again(report().edit(ID, risk="middle"), f"{ID}.risk") == {f"{ID}.risk": "middle"}
    assert saved_again(report().edit(ID, risk=None, taken=False, written="hihg"), f"{ID}.risk") == {}
    as_written = {f"{ID}.risk": EARLIER[f"{ID}.risk"]._replace(value="low")}
    assert settlements(TEMPLATE, (), report().copy(), NO_ROWS, merged(BEGIN), SIGNED, as_written) == []


def test_a_row_that_is_there_again_is_kept() -> None:
    assert saved_again(report(), ID) == {ID: KEEP}
    assert saved_again(report().remove(ID), ID) == {ID: REMOVE}


def test_what_was_not_read_is_not_taken_back() -> None:
    for code in ("shifted-row", "misplaced-row"):
        assert saved_again(report(), *EARLIER, findings=(Finding(code, sheet="job", record=ID),)) == {}
    assert saved_again(report(), ID, findings=(Finding("unknown-id", sheet="job", record=ID),)) == {ID: KEEP}
    assert saved_again(report(), *EARLIER, findings=(Finding("missing-sheet", sheet="job"),)) == {}
    assert saved_again(report(), *EARLIER, findings=(Finding("missing-column", sheet="job", field="risk"),)) == {ID: KEEP}
    assert saved_again(report(), *EARLIER, findings=(Finding("missing-column", sheet="job", field="count"),)) == {ID: KEEP, f"{ID}.risk": "low"}
    gone = {"J-JA-009": EARLIER[ID]._replace(id="J-JA-009"), "J-JA-009.risk": EARLIER[f"{ID}.risk"]._replace(id="J-JA-009.risk")}
    assert settlements(TEMPLATE, (), report().copy(), NO_ROWS, merged(BEGIN), SIGNED, gone) == []


NEW = job("J-JA-020", title="协调人加的", risk="low")


def test_new_rows_of_an_earlier_save_are_typed_back_typed_over_and_gone_like_others() -> None:
    there = replace(NO_ROWS, there={("job", NEW.id): NEW})
    typed = {f"{NEW.id}.risk": Settlement(f"{NEW.id}.risk", "high", (), order=2, typed=True)}
    (back,) = settlements(TEMPLATE, (), report().copy(), there, merged(BEGIN), SIGNED, typed)
    assert (back.id, back.value) == (f"{NEW.id}.risk", "low")
    over = replace(there, again=[Again("job", NEW.id, "risk", "low", "middle")])
    (now,) = settlements(TEMPLATE, (), report().copy(), over, merged(BEGIN), SIGNED, typed)
    assert (now.id, now.value, now.basis) == (f"{NEW.id}.risk", "middle", ("low", "middle"))
    assert saved_again(report(), rows=replace(NO_ROWS, gone=[("job", NEW.id)])) == {NEW.id: REMOVE}


def test_what_is_no_value_of_its_kind_settles_nothing() -> None:
    assert saved_again(report().edit(ID, risk=None, taken=False, written="hihg")) == {}


def test_who_removes_a_row_has_seen_what_was_said_of_it() -> None:
    said = Writer(B, ISSUED, "b").edit(ID, risk="high").copy()
    (gone,) = settlements(TEMPLATE, (), report().remove(ID).copy(), NO_ROWS, merged(BEGIN, said), SIGNED)
    assert gone.basis == (KEEP, REMOVE, ("risk", "high"))


def test_of_a_question_that_was_decided_its_own_table_counts_no_more() -> None:
    two = [Writer(d, ISSUED, d).edit(ID, risk=risk).copy() for d, risk in ((A, "high"), (B, "middle"))]
    (question,) = merged(BEGIN, *two).decisions
    then = merged(BEGIN, *two, settlements=[settle(question, "high")])
    assert then.decisions[0].decided
    decided = replace(then, decisions=[replace(then.decisions[0], basis=("low", "nobody says so"))])
    (typed,) = settlements(TEMPLATE, (), report().edit(ID, risk=None).copy(), NO_ROWS, decided, SIGNED)
    assert "nobody says so" not in typed.basis


# ── an answer and a cell of one workbook ──

RISK = Decision(f"{ID}.risk", "conflict", "job", ID, "risk", "low", (Choice("high"), Choice("middle")), basis=("low", "high", "middle"))


def both(answer: str, typed: str) -> tuple[list[str], list[str], list[tuple[str, str, str, object]]]:
    about = Chosen(RISK, answer, "", Source("report", "决定", "D4"), Left("B", "", "见信"))
    kept, edits = without_contradictions(Answers([about], ()), report().edit(ID, risk=typed, remark="x").copy())
    told = [(f.code, f.reason, f.value, f.detail.get("typed")) for f in kept.findings]
    assert kept.left == ({about.decision.id: (about.left, kept.findings[0])} if told else {})
    return [c.decision.id for c in kept.chosen], [e.field for e in edits.edits], told


def test_an_answer_and_a_cell_that_say_different_things_are_both_told_and_neither_is_taken() -> None:
    assert both("high", "middle") == ([], ["remark"], [("ambiguous-value", "answer-and-cell", "B", "middle")])
    assert both("high", "high") == ([RISK.id], ["risk", "remark"], [])


def test_the_finding_names_both_cells_and_what_stands_in_them() -> None:
    source = Source("report", "决定", "D4")
    about = Chosen(RISK, "x", "", source, Left("B", "x", ""))
    kept, _ = without_contradictions(Answers([about], ()), report().edit(ID, risk="middle").copy())
    assert list(kept.findings) == [
        Finding(
            "ambiguous-value", file="report", sheet="job", record=ID, field="risk", place="决定", cell="D4", value="x", reason="answer-and-cell",
            detail={"typed": "middle", "sheet_typed": "工作", "cell_typed": f"{ID}.risk"},
        )
    ]  # fmt: skip
    kept, edits = without_contradictions(Answers([about], ()), report().edit(ID, risk=None, taken=False, written="hihg").copy())
    assert ([*kept.findings], len(kept.chosen), len(edits.edits)) == ([], 1, 1), "what is no value of its kind says nothing else"


def test_a_settlement_says_who_when_where_and_with_which_remark() -> None:
    signed = Settlement("", None, (), "协调人张", "2026-11-22T00:00:00Z", "label", 2, report="SS-1")
    about = Chosen(RISK, "high", "见信", Source("answers.xlsx", "决定", "D4"))
    typed = Writer("", ISSUED, "typed.xlsx").edit(ID, remark="x").copy()
    answer, cell = settlements(TEMPLATE, [about], typed, NO_ROWS, merged(BEGIN), signed)
    assert answer == signed._replace(id=RISK.id, value="high", basis=RISK.basis, file="answers.xlsx", kind="conflict", remark="见信")
    assert cell == signed._replace(id=f"{ID}.remark", value="x", basis=(None, "x"), file="typed.xlsx", kind="edit", typed=True)


def test_what_an_answer_and_a_cell_say_alike_is_one_settlement() -> None:
    about = Chosen(RISK, "high", "", Source("report", "决定", "D4"))
    (one,) = settlements(TEMPLATE, [about], report().edit(ID, risk="high").copy(), NO_ROWS, merged(BEGIN), SIGNED)
    assert (one.basis, one.typed, one.kind) == (RISK.basis, False, "conflict")
