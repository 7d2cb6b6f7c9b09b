"""The runner of other projects' merge cases, on small cases of the same form."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.peer_cases import BY_CELL, COLUMNS, KEYLESS, NOTHING, OTHER, UNEXPLAINED, UNKEYED, judge, main, not_ours

Table = list[list[object]]


def case(base: Table, one: Table, two: Table, merged: Table, *conflicts: str, **more: Any) -> dict[str, Any]:
    """A case over the columns k (the key), a and b; `conflicts` are the keys that the source blocks."""
    tables = [{"columns": ["k", "a", "b"], "rows": rows} for rows in (base, one, two, merged)]
    expect = {"outcome": "conflict" if conflicts else "clean", "merged": tables[3], "conflicts": [{"key": [key]} for key in conflicts]}
    return {"id": "x-1", "name": "small", "key": ["k"], "tags": [], "base": tables[0], "copies": tables[1:3], "expect": expect, **more}


BASE: Table = [["x", 1, 2], ["y", 3, None]]

CASES = {
    "nothing": (case(BASE, BASE, BASE, BASE), ""),
    "one edit each": (case(BASE, [["x", 9, 2], BASE[1]], [["x", 1, 8], BASE[1]], [["x", 9, 8], BASE[1]]), ""),
    "one cell in two ways": (case(BASE, [["x", 9, 2], BASE[1]], [["x", 7, 2], BASE[1]], [BASE[1]], "x"), ""),
    "removed by one": (case(BASE, [BASE[1]], BASE, [BASE[1]]), ""),
    "removed by both": (case(BASE, [BASE[1]], [BASE[1]], [BASE[1]]), ""),
    "removed by one, edited by the other": (case(BASE, [BASE[1]], [["x", 9, 2], BASE[1]], [BASE[1]], "x"), ""),
    "added by both alike": (case(BASE, [*BASE, ["z", 1, 1]], [["z", 1, 1], *BASE], [*BASE, ["z", 1, 1]]), ""),
    "added by both in two ways": (case(BASE, [*BASE, ["z", 1, 1]], [*BASE, ["z", 2, 1]], BASE, "z"), ""),
    "filled in and cleared": (case(BASE, [BASE[0], ["y", 3, 4]], [BASE[0], ["y", None, None]], [BASE[0], ["y", None, 4]]), ""),
    "a number in another notation": (case(BASE, [["x", "1", 2.0], BASE[1]], [["x", 5, 2], BASE[1]], [["x", 5, 2], BASE[1]]), ""),
    "the source blocks the row": (case(BASE, [["x", 9, 2], BASE[1]], [["x", 1, 8], BASE[1]], [BASE[1]], "x"), BY_CELL),
    "a blank row": (case(BASE, BASE, [*BASE, [None, None, None]], [*BASE, [None, None, None]]), NOTHING),
    "they expect another value": (case(BASE, BASE, BASE, [["x", 1, 1], BASE[1]]), UNEXPLAINED),
    "they expect no question": (case(BASE, [["x", 9, 2], BASE[1]], [["x", 7, 2], BASE[1]], [["x", 9, 2], BASE[1]]), UNEXPLAINED),
    "they expect a question about another row": (
        case(BASE, [["x", 9, 2], BASE[1]], [["x", 7, 2], ["y", 5, None]], [BASE[0]], "y"), UNEXPLAINED
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_case_is_judged(name: str) -> None:
    given, why = CASES[name]
    assert judge(given).why == why


def test_cases_that_ask_for_something_else_are_left_out() -> None:
    wide = {"columns": ["k", "a", "b", "c"], "rows": []}
    assert not_ours(CASES["nothing"][0]) == ""
    assert not_ours(case(BASE, BASE, BASE, BASE, key=[])) == UNKEYED
    assert not_ours(case(BASE, BASE, BASE, BASE, copies=[wide, wide])) == COLUMNS
    assert not_ours(case(BASE, BASE, BASE, BASE, tags=["needs:column-default"])) == COLUMNS
    assert not_ours(case([*BASE, BASE[0]], BASE, BASE, BASE)) == KEYLESS
    assert not_ours(case([*BASE, [None, 1, 1]], BASE, BASE, BASE)) == KEYLESS
    assert not_ours(case(BASE, BASE, BASE, BASE, expect={"outcome": "violation"})) == OTHER


def test_the_figures_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "cases.json"
    file.write_text(json.dumps([CASES["nothing"][0], CASES["a blank row"][0], case(BASE, BASE, BASE, BASE, key=[])]), "utf-8")
    assert main([str(file)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:4] == ["3 cases; 2 of them ask what this project answers.", f"  not asked here, 1: {UNKEYED}", "1 of 2 agree.", f"  1: {NOTHING}"]
    assert lines[4].startswith("      x-1 (small): only here: []")
    assert main([]) == 2
