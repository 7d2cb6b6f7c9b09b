"""What stands on the Gantt sheet: the records of the template's timelines with their days, and the weeks of the calendar above them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from sheetsync.model.kinds import Value
from sheetsync.model.record import Record
from sheetsync.model.template import Sheet, Timeline, holds
from sheetsync.steps.report.view import ReportInput

MOST_BARS = 1000
"""So many records the sheet shows: those that are open first, since nobody reads more."""
LEAST_WEEKS, MOST_WEEKS = 13, 60
PAST = 3
"""A month that is over is worth as much as one so many times as far ahead, where not all months find room."""
HORIZON = 60
"""Months before and after today within which a day may move the calendar."""
WEEK = timedelta(days=7)


class Bar(NamedTuple):
    """A record with its days; without a start in its timeline it is a milestone."""

    sheet: Sheet
    timeline: Timeline
    record: Record
    closed: bool

    def day(self, key: str) -> date | None:
        """The day that a field holds; a blank key has none."""
        value = self.record.values.get(key)
        return value if isinstance(value, date) else None

    @property
    def milestone(self) -> bool:
        return not self.timeline.start

    @property
    def planned(self) -> list[date]:
        """The first and the last day, as far as they are known."""
        return sorted(filter(None, (self.day(self.timeline.start), self.day(self.timeline.finish))))

    @property
    def days(self) -> list[date]:
        """All days that it takes, as far as they are known."""
        return sorted(filter(None, (*self.planned, self.day(self.timeline.finished))))

    def value(self, key: str) -> Value:
        return self.record.values.get(key)


def bars(data: ReportInput) -> list[Bar]:
    """The records, milestones first, each by their days; those without any come last."""
    found = list(_records(data))
    kept = sorted(found, key=_urgency)[:MOST_BARS]
    return sorted(kept, key=lambda bar: (not bar.planned, not bar.milestone, bar.planned, bar.record.id))


def _urgency(bar: Bar) -> tuple[bool, bool, list[date]]:
    return bar.closed, not bar.planned, bar.planned[-1:]


def _records(data: ReportInput) -> Iterator[Bar]:
    for timeline in data.template.timelines:
        if sheet := data.sheet(timeline.sheet):
            for record in data.merged.state.get(sheet.key, {}).values():
                yield Bar(sheet, timeline, record, holds(sheet.closed, record.values))


def count(data: ReportInput) -> int:
    """How many records there are."""
    return sum(len(data.merged.state.get(timeline.sheet, {})) for timeline in data.template.timelines)


def weeks(days: Iterable[date], today: date) -> list[date]:
    """The Mondays of whole months around these days and today; where they are too many, those around today."""
    now = _month(_monday(today))
    months = [min(max(_month(_monday(day)), now - HORIZON), now + HORIZON) for day in (today, *days)]
    first, last = min(months), max(months)
    while len(found := list(_mondays(first, last))) > MOST_WEEKS:
        first, last = (first + 1, last) if PAST * (now - first) > last - now else (first, last - 1)
    return found if len(found) >= LEAST_WEEKS else list(_mondays(first, first + 2))


def outside(found: Sequence[Bar], mondays: Sequence[date]) -> int:
    """How many records have days that the calendar lacks."""
    first, last = mondays[0], mondays[-1] + WEEK
    return sum(any(not first <= day < last for day in bar.days) for bar in found)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _mondays(first: int, last: int) -> Iterator[date]:
    """The Mondays of the months from the first to the last one."""
    day = date(first // 12, first % 12 + 1, 1)
    day += timedelta(days=-day.weekday() % 7)
    while _month(day) <= last:
        yield day
        day += WEEK
