"""What was on the table when the coordinator typed a cell over."""

from __future__ import annotations

from dataclasses import replace

from small import TEMPLATE, A, B, Writer, asked, job, merged, opening

from sheetsync.model.copy import Copy
from sheetsync.model.decision import KEEP, REMOVE, UNITE, Choice, Decision, Settlement
from sheetsync.model.record import Source
from sheetsync.steps.resolve.answers import Answers, Chosen
from sheetsync.steps.resolve.rows import NewRows
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
