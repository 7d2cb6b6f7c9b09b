"""Rounds of a week: names, days and deadlines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from sheetsync.files.calendars import load_calendar
from sheetsync.model.project import Project
from sheetsync.model.weeks import BadRound, monday_of, round_of, week_name

PROJECT = Project("P", "zh", ())
CALENDAR = load_calendar(PROJECT, [2025, 2026])


@pytest.mark.parametrize(
    ("day", "name"), [("2026-11-20", "2026-W47"), ("2025-12-29", "2026-W01"), ("2027-01-03", "2026-W53"), ("2027-01-04", "2027-W01")]
)
def test_the_week_of_a_day(day: str, name: str) -> None:
    assert week_name(date.fromisoformat(day)) == name
    assert week_name(monday_of(day)) == name


@pytest.mark.parametrize("name", ["2026-W47", "2026-w47", "2026W47", " 2026-W47 ", "２０２６－Ｗ４７", "2026-11-16", "2026-11-22"])
def test_ways_to_name_a_week(name: str) -> None:
    assert monday_of(name) == date(2026, 11, 16)


@pytest.mark.parametrize(
    "name", ["", "W47", "2026-W54", "2026-W00", "2025-W53", "2026-47", "2026-11-31", "week 47", "0000-W01", "2026-W47\n2026-W48"]
)
def test_no_week(name: str) -> None:
    with pytest.raises(BadRound, match=r"^" if not name else name[:4]):
        monday_of(name)


@pytest.mark.parametrize(
    ("week", "weekday", "due"),
    [
        ("2026-W47", 5, "2026-11-20T17:00"),
        ("2026-W47", 1, "2026-11-16T17:00"),
        ("2026-W39", 5, "2026-09-24T17:00"),  # Friday is Mid-Autumn
        ("2026-W40", 5, "2026-09-30T17:00"),  # Thursday and Friday are free
        ("2026-W01", 5, "2025-12-31T17:00"),  # New Year
        ("2026-W01", 7, "2026-01-04T17:00"),  # a Sunday that is worked
        ("2026-W38", 7, "2026-09-20T17:00"),  # another
        ("2026-W37", 7, "2026-09-11T17:00"),  # one that isn't
        ("2026-W08", 5, "2026-02-24T17:00"),  # a whole week of Spring Festival: the next working day
    ],
)
def test_the_deadline_is_the_last_working_day_by_then(week: str, weekday: int, due: str) -> None:
    made = round_of(week, 4, replace(PROJECT, deadline_weekday=weekday), CALENDAR)
    assert (made.name, made.order, made.due_at.isoformat(timespec="minutes")) == (week, 4, due)
    assert week_name(made.opened_on) == week
    assert made.opened_on.weekday() == 0


def test_a_round_of_a_day_and_of_another_hour() -> None:
    made = round_of(date(2026, 11, 18), 1, replace(PROJECT, deadline_time="09:30"), CALENDAR)
    assert (made.name, made.opened_on, made.due_at.isoformat()) == ("2026-W47", date(2026, 11, 16), "2026-11-20T09:30:00")
