"""Of thousands of findings alike, the first ones are told and the others counted; nothing else changes."""

from __future__ import annotations

from sheetsync.model.finding import Finding
from sheetsync.steps.intake.cap import MOST_ALIKE, capped


def wrong(row: int) -> Finding:
    return Finding("invalid-value", file="a.xlsx", sheet="task", record=f"T-{row}", field="progress", place="任务", cell=f"K{row}", value="?")


def test_what_is_too_much_is_counted_from_where_it_begins() -> None:
    other = Finding("missing-sheet", file="a.xlsx", sheet="risk")
    *told, other_too, rest = capped([*map(wrong, range(MOST_ALIKE + 3)), other])
    assert told == [wrong(row) for row in range(MOST_ALIKE)]
    assert other_too == other
    expected = {"reason": "unread", "detail": {"count": 3}, "cell": f"K{MOST_ALIKE}", "place": "任务", "sheet": "task", "file": "a.xlsx"}
    assert rest == Finding("more-findings", **expected)  # type: ignore[arg-type] # its own fields


def test_as_many_as_are_told_are_told() -> None:
    every = [wrong(row) for row in range(MOST_ALIKE)]
    assert list(capped(every)) == every


def test_what_others_go_by_is_never_left_out() -> None:
    rows = [Finding("shifted-row", record=f"T-{row}") for row in range(MOST_ALIKE + 1)]
    assert list(capped(rows)) == rows
