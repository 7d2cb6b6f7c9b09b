"""Many findings of one kind in one file are one line."""

from __future__ import annotations

from sheetsync.cli.alike import alike
from sheetsync.model.finding import CODES, Finding, sort_key


def cells(file: str, code: str, count: int) -> list[Finding]:
    return [Finding(code, file=file, cell=f"A{row}") for row in range(8, 8 + count)]


def test_many_of_one_kind_in_one_file_are_one_and_a_count() -> None:
    found = [*cells("a.xlsx", "shifted-row", 6), *cells("b.xlsx", "invalid-value", 30)]
    assert [(f.file, f.cell, more) for f, more in alike(found)] == [("a.xlsx", "A8", 5), ("b.xlsx", "A8", 29)]


def test_two_of_a_kind_and_other_kinds_and_files_are_told_each() -> None:
    found = [*cells("a.xlsx", "shifted-row", 2), *cells("a.xlsx", "invalid-value", 2), *cells("b.xlsx", "invalid-value", 2)]
    assert alike(found) == [(each, 0) for each in found]


def test_what_is_about_no_file_is_never_summed_up() -> None:
    found = [Finding("overdue", record=f"T-{number}") for number in range(5)]
    assert alike(found) == [(each, 0) for each in found]


def test_none_is_lost() -> None:
    found = [each for code in CODES for file in ("a", "b") for each in cells(file, code, 4)]
    assert sum(1 + more for _, more in alike(found)) == len(found)


def test_findings_about_whole_files_stand_before_those_about_their_cells() -> None:
    found = [
        *cells("a.xlsx", "ambiguous-value", 1),
        *cells("b.xlsx", "missing-sheet", 1),
        Finding("not-a-workbook", file="c"),
        Finding("unknown-copy", file="d"),
    ]
    told = [f.code for f in sorted(found, key=sort_key)]
    assert told == ["unknown-copy", "not-a-workbook", "missing-sheet", "ambiguous-value"]
