"""Results that are handed over and accepted."""

from __future__ import annotations

import pytest
from checks_sample import found, records

AS_OF = "2026-11-20"
BAD = {"job": "J1", "name": "Map", "verdict": "bad", "given": "2026-11-02"}


@pytest.mark.parametrize(
    ("job", "proof", "expected"),
    [
        ({"state": "ready"}, {}, ["J1"]),
        ({"state": "ready"}, {"job": "J2"}, ["J1"]),
        ({"state": "ready"}, {"job": "J1", "verdict": "wait"}, []),
        ({"state": "open"}, {}, []),
        ({"state": "dropped"}, {}, []),
    ],
)
def test_done_without_an_acceptance(job: dict[str, str], proof: dict[str, str], expected: list[str]) -> None:
    assert records(found("acceptance-missing", AS_OF, job={"J1": job}, proof={"P1": proof} if proof else {})) == expected


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({}, ["P1"]),
        ({"given": "2026-11-03", "verdict": "wait"}, []),  # handed over again
        ({"given": "2026-11-01", "verdict": "wait"}, ["P1"]),  # an earlier one
        ({"given": "2026-11-03", "name": "Plan"}, ["P1"]),
        ({"given": "2026-11-03", "job": "J2"}, ["P1"]),
        ({"given": "2026-11-03", "verdict": "bad"}, ["P2"]),
    ],
)
def test_failed_until_handed_over_again(other: dict[str, str], expected: list[str]) -> None:
    proof = {"P1": BAD, "P2": {"job": "J1", "name": "Map", "verdict": "good", **other}}
    findings = found("acceptance-failed", AS_OF, proof=proof)
    assert records(findings) == expected
    assert all((finding.field, finding.value) == ("verdict", "bad") for finding in findings)


@pytest.mark.parametrize(
    ("dates", "as_of", "expected"),
    [
        ({"again": "2026-11-19"}, "2026-11-19", []),
        ({"again": "2026-11-19"}, "2026-11-20", [("", "2026-11-19")]),
        ({"again": "2026-12-19", "seen": "2026-11-02"}, "2026-11-20", []),  # the day agreed goes before the limit
        ({"seen": "2026-09-18"}, "2026-09-22", []),  # three working days: Sunday 20th, 21st, 22nd
        ({"seen": "2026-09-18"}, "2026-09-23", [("no-date", "2026-09-22")]),
        ({"seen": "2025-12-31"}, "2026-01-06", []),
        ({"seen": "2025-12-31"}, "2026-01-07", [("no-date", "2026-01-06")]),
        ({}, "2026-11-20", []),
    ],
)
def test_check_again_after_failing(dates: dict[str, str], as_of: str, expected: list[tuple[str, str]]) -> None:
    assert [(f.reason, str(f.detail["due"])) for f in found("recheck-overdue", as_of, proof={"P1": {**BAD, **dates}})] == expected


def test_nothing_to_check_again_once_it_passed() -> None:
    assert not found("recheck-overdue", AS_OF, proof={"P1": {**BAD, "again": "2026-11-03", "verdict": "good"}})
