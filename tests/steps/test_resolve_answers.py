"""What stands on the sheet of decisions: choices by letter, by value, by department, values of one's own, remarks, and what is not understood."""

from __future__ import annotations

import pytest
from small import CONTEXT, TEMPLATE, A, B, C

from sheetsync.model.copy import Copy
from sheetsync.model.decision import KEEP, REMOVE, Choice, Decision, Left
from sheetsync.model.finding import Finding
from sheetsync.model.raw import RawCell, RawRow, RawSheet, RawWorkbook
from sheetsync.steps.resolve.anew import Asked
from sheetsync.steps.resolve.answers import HEADER_ROWS, Answers, asked_in, findings_about_values, read_decisions
from sheetsync.text import words

WORDS = words("zh")
ID = "J-JA-001"
RISK = Decision(f"{ID}.risk", "conflict", "job", ID, "risk", "low", (Choice("high", (A,)), Choice("middle", (B, C))), basis=("low", "high", "middle"))
COUNT = Decision(f"{ID}.count", "conflict", "job", ID, "count", 1, (Choice(2, (A,)), Choice(3, (B,))))
TITLE = Decision(f"{ID}.title", "suggestion", "job", ID, "title", "甲", (Choice("乙", (A,)), Choice("丙", (A,))))
WHOLE = Decision(ID, "removal", "job", ID, "", KEEP, (Choice(KEEP, (B,)), Choice(REMOVE, (A,))))
ASKED = (RISK, COUNT, TITLE, WHOLE)


def cells(number: int, *texts: str | float | None) -> RawRow:
    kinds = {str: "text", float: "number", int: "number"}
    return number, {c: RawCell(t, kinds[type(t)]) for c, t in enumerate(texts, 1) if t is not None}


HEAD = [WORDS(f"report.column.{name}") for name in ("number", "choose", "own", "remark")]


def sheet(*rows: RawRow, header: int = 4, heads: list[str] = HEAD, name: str = "待决事项") -> RawSheet:
    return RawSheet(name, (cells(1, "上面写着什么"), cells(header, *heads), *rows))


def answers(*rows: RawRow, header: int = 4) -> Answers:
    return read_decisions(RawWorkbook((RawSheet("别的", (cells(1, "x"),)), sheet(*rows, header=header))), TEMPLATE, CONTEXT, ASKED, WORDS, "r.xlsx")


def chosen(found: Answers) -> list[tuple[str, object]]:
    return [(each.decision.id, each.value) for each in found.chosen]


def refused(found: Answers) -> list[tuple[str, str, str, str, str]]:
    return [(f.code, f.reason, f.cell, f.record, f.value) for f in found.findings]


@pytest.mark.parametrize(
    ("about", "typed", "value"),
    [
        (RISK, "A", "low"),
        (RISK, "b", "high"),
        (RISK, "Ｃ", "middle"),
        (RISK, " B. high项（甲部）", "high"),
        (RISK, "C：middle项", "middle"),
        (RISK, "high项", "high"),
        (RISK, "甲部", "high"),
        (RISK, "丙部", "middle"),
        (COUNT, "3", 3),
        (COUNT, 2.0, 2),
        (WHOLE, "A", KEEP),
        (WHOLE, "B", REMOVE),
        (WHOLE, "甲部", REMOVE),
        (TITLE, "A", "甲"),
    ],
)  # fmt: skip
def test_a_choice_by_its_letter_by_its_value_or_by_the_department_that_stands_for_it(about: Decision, typed: str | float, value: object) -> None:
    found = answers(cells(5, about.id, typed))
    assert (chosen(found), refused(found), found.found) == ([(about.id, value)], [], True)
    (one,) = found.chosen
    assert (one.source.file, one.source.sheet, one.source.cell) == ("r.xlsx", "待决事项", "B5")


@pytest.mark.parametrize(
    ("about", "typed"),
    [(RISK, "D"), (RISK, "乙部、丙部"), (RISK, "丁部"), (RISK, "Bad"), (TITLE, "甲部"), (WHOLE, "保留吧"), (COUNT, "4")],
)
def test_a_choice_that_is_not_offered_is_told_with_its_cell(about: Decision, typed: str) -> None:
    found = answers(cells(5, about.id, typed, None, "备注"))
    assert (chosen(found), refused(found)) == ([], [("invalid-value", "not-offered", "B5", ID, typed)])
    assert found.left[about.id] == (Left(typed, "", "备注"), found.findings[0])


def test_a_value_of_ones_own_is_one_of_the_field() -> None:
    found = answers(cells(5, RISK.id, None, "middle项", "看过"), cells(6, COUNT.id, None, 7.0), cells(7, TITLE.id, None, "B"))
    assert chosen(found) == [(RISK.id, "middle"), (COUNT.id, 7), (TITLE.id, "B")]
    assert chosen(answers(cells(5, RISK.id, None, "无"))) == [(RISK.id, None)]
    one = found.chosen[0]
    assert (one.remark, one.left, one.source.cell) == ("看过", Left("", "middle项", "看过"), "C5")
    assert found.left == {}


@pytest.mark.parametrize(
    ("about", "typed", "code", "reason"),
    [
        (COUNT, "很多", "invalid-value", "not-integer"),
        (WHOLE, "留下", "invalid-value", "choose-instead"),
        (TITLE, "\x01", "required-missing", "cleared"),
    ],
)
def test_a_value_of_ones_own_that_can_not_be_is_told_with_its_cell(about: Decision, typed: str, code: str, reason: str) -> None:
    found = answers(cells(9, about.id, None, typed))
    assert chosen(found) == []
    ((told, why, cell, record, value),) = refused(found)
    assert (told, cell, record, value) == (code, "C9", ID, typed)
    assert reason in ("not-integer", why)
    assert found.left[about.id][0] == Left("", typed, "")


def test_two_answers_in_one_row_are_told_and_none_is_taken() -> None:
    found = answers(cells(5, RISK.id, "A", "high项"))
    assert (chosen(found), refused(found)) == ([], [("ambiguous-value", "two-answers", "C5", ID, "high项")])


def test_an_answer_to_what_was_not_asked_is_told() -> None:
    found = answers(cells(5, "J-JA-009.risk", "A"), cells(6, None, None, "x"))
    assert refused(found) == [("unknown-id", "no-decision", "A5", "", "J-JA-009.risk"), ("unknown-id", "no-decision", "A6", "", "")]
    assert found.left == {}


def test_a_remark_alone_is_no_answer_and_stays_beside_the_question() -> None:
    found = answers(cells(5, RISK.id, None, " ", "先问问"), cells(6, COUNT.id, "A", None, "好"), cells(7, WHOLE.id))
    assert (chosen(found), refused(found)) == ([(COUNT.id, 1)], [])
    assert found.left == {RISK.id: (Left("", "", "先问问"), None)}


def test_rows_above_the_header_are_no_answers() -> None:
    assert chosen(answers(cells(2, RISK.id, "A"), cells(5, COUNT.id, "B"))) == [(COUNT.id, 2)]


def test_the_header_stands_near_the_top_and_the_columns_anywhere() -> None:
    assert chosen(answers(cells(30, RISK.id, "A"), header=HEADER_ROWS)) == [(RISK.id, "low")]
    assert not answers(cells(30, RISK.id, "A"), header=HEADER_ROWS + 1).found
    turned = sheet(cells(5, "A", "x", RISK.id), heads=[HEAD[1], HEAD[2], HEAD[0]])
    found = read_decisions(RawWorkbook((turned,)), TEMPLATE, CONTEXT, ASKED, WORDS, "r.xlsx")
    assert refused(found) == [("ambiguous-value", "two-answers", "B5", ID, "x")]
    lacking = sheet(cells(5, RISK.id, "A"), heads=HEAD[:2])
    assert not read_decisions(RawWorkbook((lacking,)), TEMPLATE, CONTEXT, ASKED, WORDS, "r.xlsx").found


def test_where_decisions_are_answered_is_known_by_sheet() -> None:
    three = sheet(heads=HEAD[:3], header=7, name="三列")
    assert asked_in(RawWorkbook((RawSheet("别的", ()), sheet(), three)), WORDS) == {
        "待决事项": Asked(4, frozenset({2, 3, 4})),
        "三列": Asked(7, frozenset({2, 3})),
    }


def test_of_the_merged_sheets_is_told_what_was_not_understood_and_nothing_of_our_own() -> None:
    told = ["invalid-value", "shifted-row", "misplaced-row", "missing-sheet", "missing-column", "uncalculated-formula", "more-findings"]
    findings = [
        *(Finding(code, value="要说的") for code in told),
        Finding("assumed-year"),
        Finding("stale-copy"),
        Finding("invalid-value", value="标记"),
    ]
    theirs = [Finding(code, value=value) for code in ("unknown-column", "skipped-row") for value in ("标记", "别的")]
    found = findings_about_values(Copy("", "", "", "", "", 0, findings=(*findings, *theirs)), ["标记"])
    assert [(f.code, f.value) for f in found] == [
        *((code, "要说的") for code in told), ("invalid-value", "标记"), ("unknown-column", "别的"), ("skipped-row", "别的"),
    ]  # fmt: skip
