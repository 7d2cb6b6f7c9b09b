"""What a record says of itself, and what is said about it elsewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from checks_sample import found, records, situation

from sheetsync.model.record import Origin, Record
from sheetsync.steps.checks import check

AS_OF = "2026-11-20"


@pytest.mark.parametrize(
    ("job", "note", "expected"),
    [
        ({"state": "stuck"}, {}, ["J1"]),
        ({"state": "stuck"}, {"job": "J1", "trouble": "rain"}, ["J1"]),
        ({"state": "stuck"}, {"job": "J2", "idea": "wait"}, ["J1"]),
        ({"state": "stuck"}, {"job": "J1", "idea": "wait"}, []),
        ({"state": "stuck", "cure": "a roof"}, {}, []),
        ({"state": "open"}, {}, []),
        ({"state": "ready"}, {}, []),
    ],
)
def test_at_risk_without_a_plan(job: dict[str, str], note: dict[str, str], expected: list[str]) -> None:
    findings = found("at-risk-without-plan", AS_OF, job={"J1": job}, note={"N1": note} if note else {})
    assert records(findings) == expected
    assert all(finding.field == "cure" for finding in findings)


@pytest.mark.parametrize(
    ("job", "note", "expected"),
    [
        ({}, {}, True),
        ({}, {"job": "J1", "day": "2026-11-15"}, True),  # the day before the round
        ({}, {"job": "J1", "day": "2026-11-16"}, False),
        ({}, {"job": "J2", "day": "2026-11-16"}, True),
        ({"state": "ready"}, {}, False),
        ({"begin": "2026-11-20"}, {}, True),
        ({"begin": "2026-11-21"}, {}, False),  # nothing to report before it begins
    ],
)
def test_no_update_in_the_round(job: dict[str, str], note: dict[str, str], expected: bool) -> None:
    assert bool(found("no-update", AS_OF, job={"J1": job}, note={"N1": note} if note else {})) is expected


@pytest.mark.parametrize(
    ("as_of", "returned", "expected"),
    [("2026-11-19", (), []), ("2026-11-19", ("South",), ["J2"]), ("2026-11-20", (), ["J1", "J2"]), ("2026-11-20", ("South",), ["J1", "J2"])],
)
def test_no_update_is_only_missed_once_it_could_have_come(as_of: str, returned: tuple[str, ...], expected: list[str]) -> None:
    assert records(found("no-update", as_of, returned=returned, job={"J1": {"team": "North"}, "J2": {"team": "South"}})) == expected


@pytest.mark.parametrize(("round_name", "missed"), [("2026-W47", False), ("2026-W46", True)])
def test_an_entry_handed_in_with_this_round_counts_whatever_its_date(round_name: str, missed: bool) -> None:
    note = Record("N1", {"job": "J1", "day": date(2026, 11, 13)}, {"job": Origin(round_name)})
    before = situation(AS_OF, job={"J1": {}})
    now = replace(before, state={**before.state, "note": {"N1": note}})
    assert any(finding.code == "no-update" for finding in check(now)) is missed


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"state": "open", "share": 1.0}, [("state", "full-not-done")]),
        ({"state": "open", "share": 0.99}, []),
        ({"share": 1.0}, [("state", "full-not-done")]),
        ({"state": "dropped", "share": 1.0}, []),
        ({"state": "ready", "share": 1.0, "ended": AS_OF}, []),
        ({"state": "ready", "ended": AS_OF}, []),
        ({"state": "ready", "share": 0.99, "ended": AS_OF}, [("share", "done-not-full")]),
        ({"state": "ready", "share": 0.0, "ended": AS_OF}, [("share", "done-not-full")]),
        ({"state": "ready", "share": 1.0}, [("ended", "done-without-date")]),
        ({"state": "ready", "share": 0.5}, [("ended", "done-without-date"), ("share", "done-not-full")]),
        ({"state": "ready", "share": 1.0, "ended": "2026-11-21"}, [("ended", "finished-in-future")]),
        ({"state": "open", "ended": "2026-11-21"}, [("ended", "finished-in-future")]),
    ],
)
def test_contradictions(values: dict[str, object], expected: list[tuple[str, str]]) -> None:
    assert [(f.field, f.reason) for f in found("inconsistent-status", AS_OF, job={"J1": values})] == expected


@pytest.mark.parametrize(
    ("day", "as_of", "days"),
    [("2026-09-18", "2026-09-20", None), ("2026-09-18", "2026-09-21", 2), ("2025-12-31", "2026-01-04", None), ("2025-12-31", "2026-01-05", 2)],
)
def test_a_problem_left_open_goes_up_after_one_working_day(day: str, as_of: str, days: int | None) -> None:
    findings = found("escalation-needed", as_of, note={"N1": {"trouble": "no water", "day": day}})
    assert [(f.field, f.value, f.detail["days"], f.detail["limit"]) for f in findings] == ([] if days is None else [("trouble", "no water", days, 1)])


@pytest.mark.parametrize(
    ("note", "job", "expected"),
    [
        ({"settled": "no"}, {}, True),
        ({"settled": "working"}, {}, False),
        ({"settled": "yes"}, {}, False),
        ({"trouble": None}, {}, False),
        ({"day": None}, {}, False),
        ({"job": "J1"}, {"state": "open"}, True),
        ({"job": "J1"}, {"state": "dropped"}, False),
        ({"job": "J2"}, {"state": "dropped"}, True),
    ],
)
def test_which_problems_are_left_open(note: dict[str, str | None], job: dict[str, str], expected: bool) -> None:
    findings = found("escalation-needed", AS_OF, job={"J1": job}, note={"N1": {"trouble": "no water", "day": "2026-11-02", **note}})
    assert bool(findings) is expected
