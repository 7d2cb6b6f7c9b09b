"""Of thousands of findings alike, the first ones are told and the others counted; nothing else changes."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

from sheetsync.model.copy import Copy
from sheetsync.model.finding import Finding
from sheetsync.steps.intake.cap import MOST_ALIKE, capped
from sheetsync.steps.intake.held import held


def wrong(row: int) -> Finding:
    return Finding("invalid-value", file="a.xlsx", sheet="task", record=f"T-{row}", field="progress", place="任务", cell=f"K{row}", value="?")


def test_what_is_too_much_is_counted_from_where_it_begins() -> None:
    other = Finding("missing-sheet", file="a.xlsx", sheet="risk")
    *told, other_too, rest = capped([*map(wrong, range(MOST_ALIKE + 3)), other])
    assert told == [wrong(row) for row in range(MOST_ALIKE)]
    assert other_too == other
    expected = {
        "reason": "unread",
        "detail": {"count": 3, "of": "invalid-value"},
        "cell": f"K{MOST_ALIKE}",
        "place": "任务",
        "sheet": "task",
        "file": "a.xlsx",
    }
    assert rest == Finding("more-findings", **expected)  # type: ignore[arg-type] # its own fields


def test_as_many_as_are_told_are_told() -> None:
    every = [wrong(row) for row in range(MOST_ALIKE)]
    assert list(capped(every)) == every


def test_what_others_go_by_is_never_left_out() -> None:
    rows = [Finding("shifted-row", record=f"T-{row}") for row in range(MOST_ALIKE + 1)]
    assert list(capped(rows)) == rows


def test_of_one_record_or_sheet_that_is_not_read_a_single_finding_is_enough() -> None:
    rows = [Finding(code, record="T-1", place="任务", cell=f"A{row}") for code in ("shifted-row", "unclear-row") for row in range(MOST_ALIKE + 5)]
    other = Finding("unclear-row", place="进度", cell="A1")
    told = list(capped([*rows, other]))
    assert [(f.code, f.detail) for f in told[-2:]] == [("more-findings", {"count": 5, "of": code}) for code in ("shifted-row", "unclear-row")]
    assert other in told
    assert len(told) == 2 * MOST_ALIKE + 3


def test_a_copy_that_is_held_for_very_many_rows_tells_how_many_more_there_are() -> None:
    rows = [Finding("unclear-row", place="任务", cell=f"A{row}") for row in range(MOST_ALIKE + 5)]
    findings = held(Copy("", "a.xlsx", "", "", "", 1, findings=tuple(capped(rows)))).findings
    assert [(f.code, f.detail["count"]) for f in findings[MOST_ALIKE:]] == [("more-findings", 5)]


def test_what_was_counted_in_parts_is_counted_once_on_the_whole() -> None:
    """However the findings of a copy are made, sheet by sheet or all at once, the same is told."""
    sheets = [
        [replace(wrong(row), place=name) for row in range(count)] for name, count in (("甲", MOST_ALIKE - 3), ("乙", MOST_ALIKE + 7), ("丙", 4))
    ]
    assert list(capped(f for sheet in sheets for f in capped(sheet))) == list(capped(f for sheet in sheets for f in sheet))


def test_what_is_only_counted_takes_no_memory() -> None:
    tracemalloc.start()
    found = capped(replace(wrong(row), value="?" * 10_000) for row in range(50_000))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 2 * MOST_ALIKE * 10_000
    assert [f.detail for f in found][-1]["count"] == 50_000 - MOST_ALIKE
