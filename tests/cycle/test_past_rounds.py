"""What a workbook says of earlier rounds: their figures as they had them last, kept or counted anew, never those of a withdrawn round."""

from __future__ import annotations

from datetime import date

import pytest
from openpyxl import load_workbook
from play import FRIDAY, NEXT, add, edit, everything, fill, issue, merged

from sheetsync.model.trend import RoundFigures
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.merge import as_reported
from sheetsync.workflow.past import figures_before
from sheetsync.workflow.reopen import reopen

W47, W48 = "2026-W47", "2026-W48"
THURSDAY = "2026-11-26 10:00"
LATER = date(2026, 11, 27)
FIRST = RoundFigures(1, W47, "task", total=4, done=0, overdue=1, at_risk=0, decisions=1)
"""One of three tasks was overdue on the Friday; one was added, and two departments disagreed about the risk of another one."""


@pytest.fixture
def closed(folder: Folder) -> Folder:
    fill(folder, "客服部", edit("T-JS-001", risk="高"), add("task", title="建立周报", person="客服经理"))
    fill(folder, "技术部", edit("T-JS-001", risk="中", progress="70%"))
    merged(folder)
    issue(folder, NEXT)
    return folder


def before(folder: Folder) -> list[RoundFigures]:
    """The figures of the rounds before the open one."""
    with folder.ledger() as ledger:
        return figures_before(folder, ledger, ledger.rounds()[-1])


def forget(folder: Folder) -> None:
    """As in a ledger of a version that kept no figures."""
    with folder.ledger() as ledger:
        for each in ledger.rounds():
            if kept := ledger.last_document(each.name):
                ledger.put_result(each.name, "", {name: value for name, value in kept.items() if name != "figures"})


def test_the_next_round_tells_what_has_changed_since(closed: Folder) -> None:
    assert before(closed) == [FIRST]
    fill(closed, "技术部", edit("T-JS-001", status="已完成", progress="100%"), saved=THURSDAY, round_=W48)
    merged(closed, day=LATER)
    told = {str(cell) for row in load_workbook(closed.report(W48))["总览"].iter_rows(max_row=6, values_only=True) for cell in row if cell}
    assert {f"与 {W47} 相同", f"较 {W47} +1"} <= told
    with closed.ledger() as ledger:
        kept = ledger.last_document(W48)["figures"]
    assert [each["round"] for each in kept] == [W47, W48]
    assert kept[0] == FIRST._asdict()


def test_figures_that_were_not_kept_are_counted_as_they_were(closed: Folder) -> None:
    forget(closed)
    assert before(closed) == [FIRST]
    merged(closed, day=LATER)
    issue(closed, date(2026, 12, 2))
    kept = before(closed)
    assert [each.round for each in kept] == [W47, W48]
    forget(closed)
    assert before(closed) == kept


def test_a_round_of_which_no_workbook_was_made_is_left_out(folder: Folder) -> None:
    issue(folder, NEXT)
    assert before(folder) == []


def test_a_round_that_was_withdrawn_is_told_no_more_and_the_one_before_it_as_it_is_now(closed: Folder) -> None:
    merged(closed, day=LATER)
    reopen(closed, W47)
    assert before(closed) == []
    fill(closed, "市场部", add("task", title="补一项", person="市场经理"), saved="2026-11-20 09:00")
    merged(closed)
    issue(closed, NEXT)
    # the result of the withdrawn round has the same name, and remembers the first one as it was
    assert before(closed) == [FIRST._replace(total=5)]
    merged(closed, day=LATER)
    assert before(closed) == [FIRST._replace(total=5)]


def test_the_same_again_writes_nothing(closed: Folder) -> None:
    merged(closed, day=LATER)
    files = everything(closed.path)
    merged(closed, day=LATER)
    assert everything(closed.path) == files


def test_a_closed_round_is_told_with_what_was_before_it(closed: Folder) -> None:
    merged(closed, day=LATER)
    with closed.ledger() as ledger:
        first, second = ledger.rounds()
        assert as_reported(closed, ledger, first).earlier == []
        assert as_reported(closed, ledger, second, FRIDAY).earlier == [FIRST]
