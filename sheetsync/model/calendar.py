"""Working days, with holidays and with weekends that were moved to be worked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked. In years outside `known_years` nothing but the plain weekend is known to be free."""

    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()
    """Days of a weekend that are worked all the same."""
    weekend: frozenset[int] = frozenset({5, 6})
    """Weekdays as `date.weekday()` counts them."""
    known_years: frozenset[int] = frozenset()

    def is_working(self, day: date) -> bool:
        if day in self.workdays:
            return True
        return day.weekday() not in self.weekend and day not in self.holidays

    def add(self, day: date, days: int) -> date:
        """The day that lies so many working days after `day` (before it, when negative); with 0, `day` itself."""
        step = ONE_DAY if days >= 0 else -ONE_DAY
        left = abs(days)
        while left:
            day += step
            left -= self.is_working(day)
        return day

    def between(self, first: date, last: date) -> int:
        """How many working days come after `first`, up to and with `last`; negative when `last` is earlier."""
        if last < first:
            return -self.between(last, first)
        return sum(self.is_working(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))
