"""Records that wait on one another."""

from __future__ import annotations

import pytest
from checks_sample import found, records

AS_OF = "2026-11-20"


def test_waiting_on_a_late_one_names_the_latest() -> None:
    job = {
        "J1": {"end": "2026-11-18", "name": "Dig"},
        "J2": {"end": "2026-11-16", "name": "Sow"},
        "J3": {"end": "2026-11-30", "after": ("J1", "J2", "J4"), "team": "South"},
        "J4": {"end": "2026-11-20"},
    }
    (finding,) = found("overdue-dependency", AS_OF, job=job)
    assert (finding.record, finding.department, finding.field, finding.value) == ("J3", "South", "after", "J1, J2, J4")
    assert (finding.detail["other"], finding.detail["other_title"], finding.detail["count"]) == ("J2", "Sow", 2)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"end": AS_OF}, {}),  # due today
        ({"end": "2026-11-02", "state": "ready"}, {}),
        ({}, {}),
        ({"end": "2026-11-02"}, {"state": "ready"}),
    ],
)
def test_nothing_waits_on_a_late_one(first: dict[str, str], second: dict[str, str]) -> None:
    assert not found("overdue-dependency", AS_OF, job={"J1": first, "J2": {"end": "2026-11-30", "after": ("J1", "gone"), **second}})


@pytest.mark.parametrize(
    ("begin", "reason"),
    [
        ("2026-11-26", [""]),
        ("2026-11-27", []),  # starts on the day on which the other finishes
        ("2026-11-28", []),
    ],
)
def test_starting_before_the_other_finishes(begin: str, reason: list[str]) -> None:
    job = {"J1": {"end": "2026-11-27"}, "J2": {"begin": begin, "end": "2026-12-30", "after": ("J1",)}}
    assert [f.reason for f in found("dependency-order", AS_OF, job=job)] == reason


@pytest.mark.parametrize(("end", "reason"), [("2026-11-26", ["no-start"]), ("2026-11-27", []), (None, [])])
def test_without_a_start_the_finish_counts(end: str | None, reason: list[str]) -> None:
    job = {"J1": {"end": "2026-11-27"}, "J2": {"end": end, "after": ("J1",)}}
    assert [f.reason for f in found("dependency-order", AS_OF, job=job)] == reason


def test_order_does_not_matter_for_what_is_finished() -> None:
    ready = {"state": "ready"}
    job = {
        "J1": {"end": "2026-11-27", **ready},
        "J2": {"begin": "2026-11-02", "after": ("J1",)},
        "J3": {"begin": "2026-11-02", "after": ("J2",), **ready},
    }
    assert not found("dependency-order", AS_OF, job=job)


def test_the_latest_finish_is_named() -> None:
    job = {"J1": {"end": "2026-11-27"}, "J2": {"end": "2026-11-28"}, "J3": {"begin": "2026-11-25", "after": ("J1", "J2")}}
    (finding,) = found("dependency-order", AS_OF, job=job)
    assert (finding.detail["other"], finding.detail["count"]) == ("J2", 2)


def test_circles_are_told_from_what_only_hangs_on_them() -> None:
    """J1→J2→J3→J1 and J5→J5 are circles; J4 waits on the first, J6 lies between the two, J7 is waited on by a circle."""
    after = {"J1": ("J2",), "J2": ("J3", "J7"), "J3": ("J1", "J6"), "J4": ("J1",), "J5": ("J5",), "J6": ("J5",), "J7": ()}
    findings = found("dependency-order", AS_OF, job={key: {"after": others} for key, others in after.items()})
    assert {f.record: (f.reason, f.detail["others"]) for f in findings} == {
        "J1": ("circle", ("J2", "J3")),
        "J2": ("circle", ("J1", "J3")),
        "J3": ("circle", ("J1", "J2")),
        "J5": ("itself", ()),
    }


def test_a_circle_through_something_finished_is_none() -> None:
    assert not found("dependency-order", AS_OF, job={"J1": {"after": ("J2",)}, "J2": {"after": ("J1",), "state": "dropped"}})


def test_a_chain_of_many_is_no_trouble() -> None:
    chain = {f"J{n}": {"after": (f"J{n + 1}",)} for n in range(20_000)}
    assert not found("dependency-order", AS_OF, job=chain)
    assert len(found("dependency-order", AS_OF, job={**chain, "J20000": {"after": ("J0",)}})) == 20_001


def test_one_finding_for_a_record() -> None:
    job = {"J1": {"end": "2026-11-02", "after": ("J2",)}, "J2": {"end": "2026-11-03", "begin": "2026-11-01", "after": ("J1",)}}
    assert records(found("dependency-order", AS_OF, job=job)) == ["J1", "J2"]
    assert records(found("overdue-dependency", AS_OF, job=job)) == ["J1", "J2"]
