"""Calendars from the `holidays` library, with the weekends that a country moves, and the days that a project adds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from sheetsync.model.calendar import Calendar
from sheetsync.model.project import Project

if TYPE_CHECKING:
    from holidays import HolidayBase

NO_COUNTRY = ""
"""The country of a project that works every weekday but those that it names itself."""

DECREED = frozenset({"AZ", "BY", "CN", "KG", "KZ", "RU", "UZ"})
"""Countries that decree each year which weekends are worked: a year whose decree the library does not have yet is not known."""


class UnknownCountry(LookupError):
    """The `holidays` library has no country of this code."""


def load_calendar(project: Project, years: Iterable[int]) -> Calendar:
    """The working days of a project in these years; a year that the library does not know has plain weekdays and is not in `known_years`.

    A year for which the project names days of its own is known: the coordinator has seen to it. Raises UnknownCountry.
    """
    wanted = frozenset(years)
    free, worked = _days(project.extra_holidays), _days(project.extra_workdays)
    named = frozenset(day.year for day in free | worked)
    if project.country == NO_COUNTRY:
        return Calendar(free - worked, worked, known_years=wanted)
    country = _country(project.country)
    known = _known(country, wanted)
    # Whoever wants a year also wants the days that are worked in it for a holiday of the next one.
    filled = _country(project.country, known | _known(country, [year + 1 for year in known]))
    return Calendar(
        holidays=(_within(filled, known) - worked) | free,
        workdays=(_within(filled.weekend_workdays, known) - free) | worked,
        weekend=frozenset(filled.weekend),
        known_years=known | (wanted & named),
    )


def is_country(code: str) -> bool:
    """Whether a project may name this country: two letters of ISO 3166-1, or nothing for plain weekdays."""
    try:
        return code == NO_COUNTRY or bool(_country(code).country)
    except UnknownCountry:
        return False


def _country(code: str, years: Iterable[int] = ()) -> HolidayBase:
    import holidays  # here, since it takes longer to load than most commands run

    try:
        return holidays.country_holidays(code, years=years)
    except NotImplementedError:
        raise UnknownCountry(code) from None


def _known(country: HolidayBase, years: Iterable[int]) -> frozenset[int]:
    """Those of the years whose real working days the library holds."""
    first, last = country.start_year, country.end_year
    if country.country in DECREED:
        decrees = getattr(country, "special_public_holidays", {})
        first, last = max(first, min(decrees)), min(last, max(decrees))
    return frozenset(year for year in years if first <= year <= last)


def _within(days: Iterable[date], years: frozenset[int]) -> frozenset[date]:
    return frozenset(day for day in days if day.year in years)


def _days(texts: Iterable[str]) -> frozenset[date]:
    return frozenset(date.fromisoformat(text) for text in texts)
