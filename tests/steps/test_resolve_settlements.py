"""What was on the table when the coordinator typed a cell over."""

from __future__ import annotations

from small import TEMPLATE, A, B, Writer, asked, job, merged, opening

from sheetsync.model.copy import Copy
from sheetsync.model.decision import Settlement
from sheetsync.steps.resolve.rows import NewRows
from sheetsync.steps.resolve.settled import settlements

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


def test_what_could_not_be_read_does_not_stand_for_a_blank() -> None:
    unread = Writer(A, ISSUED, "1").edit(ID, risk=None, taken=False, written="hihg").copy()
    assert typed_over(unread, risk="high").basis == ("low", "high")
