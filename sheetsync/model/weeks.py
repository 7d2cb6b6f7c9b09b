"""Rounds of a week: from a name or a day to the round's first day and deadline."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from sheetsync.model.calendar import Calendar
from sheetsync.model.project import Project
from sheetsync.model.round import Round

_WEEK = re.compile(r"(\d{4})-?W(\d{1,2})", re.ASCII | re.IGNORECASE)


YEARS = range(2000, 2200)
"""The years in which rounds may lie."""


class BadRound(ValueError):
    """A round's name that is neither a week of the ISO calendar (`2026-W47`) nor a day (`2026-11-20`)."""


def week_name(day: date) -> str:
    """The ISO week in which a day lies: `2026-W47`."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def monday_of(name: str) -> date:
    """The first day of the week that a name means; small letters, full-width forms and any day of the week will do. Raises BadRound."""
    plain = unicodedata.normalize("NFKC", name).strip()
    match = _WEEK.fullmatch(plain)
    try:
        day = date.fromisocalendar(int(match[1]), int(match[2]), 1) if match else date.fromisoformat(plain)
        if day.year not in YEARS:
            raise BadRound(name)
        return day - timedelta(days=day.weekday())
    except (ValueError, OverflowError):
        raise BadRound(name) from None


def deadline(monday: date, project: Project, calendar: Calendar) -> datetime:
    """When copies of a week are due, in the project's local time: on the project's weekday, or else the last working day of the week before it.

    In a week without any until then, on the next working day there is.
    """
    asked = monday + timedelta(days=project.deadline_weekday - 1)
    days = [asked - timedelta(days=n) for n in range(project.deadline_weekday)]
    due = next((day for day in days if calendar.is_working(day)), None) or calendar.add(asked, 1)
    return datetime.combine(due, time.fromisoformat(project.deadline_time))


def round_of(name_or_day: str | date, order: int, project: Project, calendar: Calendar) -> Round:
    """The weekly round of that name or day, the `order`-th of the project. Raises BadRound."""
    monday = monday_of(name_or_day if isinstance(name_or_day, str) else name_or_day.isoformat())
    return Round(week_name(monday), order, monday, deadline(monday, project, calendar))


def weeks_ahead(round_: Round, day: date) -> int:
    """How many weeks the week of a round lies after that of a day; negative when it lies before it."""
    return (round_.opened_on - (day - timedelta(days=day.weekday()))).days // 7


def first_due_after(moment: datetime, project: Project, calendar: Calendar) -> str:
    """The first week whose copies are due after a moment, which is in the project's local time."""
    monday = monday_of(moment.date().isoformat())
    while deadline(monday, project, calendar) <= moment:
        monday += timedelta(days=7)
    return week_name(monday)
