"""Deadlines, on both sides of each limit: around a weekend that China moved (Sunday 20 September 2026 was worked) and around New Year
(1 and 2 January 2026 were free, Sunday 4 January was worked)."""

from __future__ import annotations

import pytest
from checks_sample import found, records


@pytest.mark.parametrize(
    ("due", "as_of", "days"),
    [
        ("2026-11-20", "2026-11-20", None),  # the day itself
        ("2026-11-20", "2026-11-21", 0),  # Saturday: late, but no working day has passed
        ("2026-11-20", "2026-11-23", 1),
        ("2026-09-18", "2026-09-20", 1),  # the Sunday is worked
        ("2026-09-18", "2026-09-21", 2),
        ("2026-09-30", "2026-10-08", 1),  # National Day
        ("2025-12-31", "2026-01-03", 0),
        ("2025-12-31", "2026-01-04", 1),
        ("2025-12-31", "2026-01-05", 2),
    ],
)
def test_overdue_counts_working_days_from_the_day_after(due: str, as_of: str, days: int | None) -> None:
    findings = found("overdue", as_of, job={"J1": {"end": due, "name": "Dig"}})
    assert [finding.detail["days"] for finding in findings] == ([] if days is None else [days])
    for finding in findings:
        assert (finding.sheet, finding.record, finding.field, finding.department, finding.value) == ("job", "J1", "end", "North", due)
        assert finding.detail["title"] == "Dig"
        assert finding.reason == ("" if days else "no-working-day-since")


@pytest.mark.parametrize("values", [{"state": "ready"}, {"state": "dropped"}, {"end": None}])
def test_what_is_finished_or_has_no_date_is_not_overdue(values: dict[str, object]) -> None:
    assert not found("overdue", "2026-11-20", job={"J1": {"end": "2026-11-01", **values}})


@pytest.mark.parametrize(("told", "late"), [(None, True), ("2026-11-09", True), ("2026-11-10", False), ("2026-11-12", False)])
def test_what_was_answered_on_its_day_or_later_is_not_overdue(told: str | None, late: bool) -> None:
    assert bool(found("overdue", "2026-11-20", lesson={"L1": {"until": "2026-11-10", "told": told}})) is late


@pytest.mark.parametrize(
    ("due", "as_of", "left"),
    [
        ("2026-11-19", "2026-11-20", None),  # past
        ("2026-11-20", "2026-11-20", 0),
        ("2026-11-20", "2026-11-17", 3),
        ("2026-11-22", "2026-11-17", 3),  # the Sunday after the third day
        ("2026-11-23", "2026-11-17", None),
        ("2026-09-22", "2026-09-18", 3),  # the moved Sunday counts
        ("2026-09-23", "2026-09-18", None),
        ("2026-01-06", "2025-12-31", 3),
        ("2026-01-07", "2025-12-31", None),
    ],
)
def test_due_soon_warns_three_working_days_ahead(due: str, as_of: str, left: int | None) -> None:
    findings = found("due-soon", as_of, job={"J1": {"end": due}})
    assert [(f.detail["days"], f.detail["limit"], f.reason) for f in findings] == ([] if left is None else [(left, 3, "" if left else "today")])


def test_due_soon_follows_the_projects_threshold() -> None:
    job = {"J1": {"end": "2026-11-19"}}
    assert found("due-soon", "2026-11-17", job=job, limits={"due_soon": 2})
    assert not found("due-soon", "2026-11-17", job=job, limits={"due_soon": 1})


@pytest.mark.parametrize(
    ("as_of", "days"),
    [("2026-09-21", None), ("2026-09-22", 3), ("2026-09-25", 5)],  # Mid-Autumn is free
)
def test_more_than_two_days_late_need_a_new_plan(as_of: str, days: int | None) -> None:
    findings = found("plan-adjustment-needed", as_of, job={"J1": {"end": "2026-09-18"}})
    assert [(f.detail["days"], f.reason) for f in findings] == ([] if days is None else [(days, "")])


@pytest.mark.parametrize(("as_of", "needed"), [("2026-01-05", False), ("2026-01-06", True)])
def test_a_new_plan_is_needed_over_new_year(as_of: str, needed: bool) -> None:
    assert bool(found("plan-adjustment-needed", as_of, job={"J1": {"end": "2025-12-31"}})) is needed


@pytest.mark.parametrize(
    ("end", "later", "days"),
    [
        ("2026-11-20", "2026-11-24", None),
        ("2026-11-20", "2026-11-25", 3),
        ("2026-11-20", "2026-11-10", None),
        ("2026-09-18", "2026-09-21", None),  # the Sunday between them is worked
        ("2026-09-18", "2026-09-22", 3),
        ("2025-12-31", "2026-01-05", None),
        ("2025-12-31", "2026-01-06", 3),
    ],
)
def test_a_new_finish_more_than_two_days_later_needs_a_new_plan(end: str, later: str, days: int | None) -> None:
    job, note = {"J1": {"end": end}}, {"N1": {"job": "J1", "day": "2025-12-18", "later": later}}
    findings = found("plan-adjustment-needed", "2025-12-18", job=job, note=note)
    assert [(f.detail["days"], f.reason) for f in findings] == ([] if days is None else [(days, "new-finish")])


def test_the_latest_entry_that_names_a_new_finish_counts() -> None:
    note = {
        "N1": {"job": "J1", "day": "2026-11-18", "later": "2026-11-23"},
        "N2": {"job": "J1", "day": "2026-11-11", "later": "2026-12-25"},
        "N3": {"job": "J1", "day": "2026-11-19"},
        "N4": {"job": "J2", "day": "2026-11-19", "later": "2026-12-25"},
    }
    findings = found("plan-adjustment-needed", "2026-11-19", job={"J1": {"end": "2026-11-20"}, "J2": {"end": "2026-11-20"}}, note=note)
    assert records(findings) == ["J2"]


def test_no_new_plan_for_what_is_finished() -> None:
    assert not found("plan-adjustment-needed", "2026-11-20", job={"J1": {"end": "2026-11-02", "state": "ready"}})


@pytest.mark.parametrize(
    ("asked", "as_of", "days"),
    [
        ("2026-09-18", "2026-09-21", None),
        ("2026-09-18", "2026-09-22", 3),
        ("2025-12-31", "2026-01-05", None),
        ("2025-12-31", "2026-01-06", 3),
        ("2026-11-30", "2026-11-20", None),  # to come
    ],
)
def test_an_approval_is_late_after_two_working_days(asked: str, as_of: str, days: int | None) -> None:
    findings = found("approval-late", as_of, wish={"W1": {"answer": "asked", "asked": asked}})
    assert [(f.field, f.value, f.detail["days"], f.detail["limit"]) for f in findings] == ([] if days is None else [("answer", "asked", days, 2)])


@pytest.mark.parametrize("values", [{"answer": "yes", "asked": "2026-11-02"}, {"answer": "asked"}])
def test_no_approval_is_late_that_was_given_or_has_no_date(values: dict[str, str]) -> None:
    assert not found("approval-late", "2026-11-20", wish={"W1": values})
