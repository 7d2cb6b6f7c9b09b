"""Working days of real countries, with the weekends that China moves."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest

from sheetsync.files.calendars import UnknownCountry, is_country, load_calendar
from sheetsync.model.project import Project


def _project(country: str = "CN", holidays: tuple[str, ...] = (), workdays: tuple[str, ...] = ()) -> Project:
    return Project("P", "zh", (), country=country, extra_holidays=holidays, extra_workdays=workdays)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-09-18", True),  # Friday
        ("2026-09-19", False),  # Saturday
        ("2026-09-20", True),  # Sunday, worked for 6 October
        ("2026-09-25", False),  # Mid-Autumn
        ("2026-10-01", False),
        ("2026-10-06", False),  # Tuesday, free for 20 September
        ("2026-10-08", True),
        ("2026-10-10", True),  # Saturday, worked for 7 October
        ("2026-10-11", False),
        ("2026-01-01", False),
        ("2026-01-02", False),  # Friday, free for 4 January
        ("2026-01-04", True),  # Sunday
    ],
)
def test_china_moves_its_weekends(day: str, works: bool) -> None:
    assert load_calendar(_project(), [2026]).is_working(date.fromisoformat(day)) is works


def test_a_day_worked_in_december_for_a_holiday_of_january() -> None:
    """29 December 2001, a Saturday, was worked by the decree of 2002."""
    assert load_calendar(_project(), [2001]).is_working(date(2001, 12, 29))


def test_a_year_without_a_decree_is_unknown_and_has_plain_weekdays() -> None:
    calendar = load_calendar(_project(), [2000, 2001, 2026, 2099])
    assert calendar.known_years == {2001, 2026}
    assert calendar.is_working(date(2099, 10, 1))  # Thursday
    assert not calendar.is_working(date(2099, 10, 3))  # Saturday
    assert calendar.is_working(date(2000, 10, 2))  # Monday


@pytest.mark.parametrize("year", [1, 1900, 9999])
def test_a_year_far_off_is_only_unknown(year: int) -> None:
    assert load_calendar(_project(), [year]).known_years == frozenset()


def test_days_of_the_project_win_over_the_countrys_both_ways() -> None:
    calendar = load_calendar(_project(holidays=("2026-09-20", "2026-11-20"), workdays=("2026-10-01", "2026-11-21")), [2026])
    assert not calendar.is_working(date(2026, 9, 20))
    assert not calendar.is_working(date(2026, 11, 20))
    assert calendar.is_working(date(2026, 10, 1))
    assert calendar.is_working(date(2026, 11, 21))


def test_a_year_with_days_of_the_projects_own_is_known() -> None:
    calendar = load_calendar(_project(holidays=("2099-10-01",)), [2099])
    assert calendar.known_years == {2099}
    assert not calendar.is_working(date(2099, 10, 1))


def test_another_country_has_its_own_weekend_and_holidays() -> None:
    saudi = load_calendar(_project("SA"), [2026])
    assert saudi.is_working(date(2026, 11, 22))  # Sunday
    assert not saudi.is_working(date(2026, 11, 20))  # Friday
    germany = load_calendar(_project("DE"), [2026, 2040])
    assert not germany.is_working(date(2026, 10, 3))
    assert not germany.is_working(date(2040, 12, 25))
    assert germany.known_years == {2026, 2040}


def test_without_a_country_there_are_weekdays_and_nothing_is_unknown() -> None:
    calendar = load_calendar(_project("", holidays=("2026-11-20",)), [2026, 2099])
    assert calendar.known_years == {2026, 2099}
    assert calendar.is_working(date(2026, 10, 1))
    assert not calendar.is_working(date(2026, 11, 20))


def test_a_country_that_is_none() -> None:
    assert not is_country("XX")
    assert not is_country("China!")
    assert is_country("CN")
    assert is_country("")
    with pytest.raises(UnknownCountry):
        load_calendar(_project("XX"), [2026])


def test_the_library_is_loaded_only_when_a_calendar_is_asked_for() -> None:
    code = "import sys, sheetsync.files.calendars; sys.exit('holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
