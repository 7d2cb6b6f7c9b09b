"""What reading one cell gives, and what reading needs to know."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from typing import NamedTuple

Value = Hashable

REFUSED = frozenset({"invalid-value", "ambiguous-value", "uncalculated-formula"})
"""The codes of readings that are not taken over."""

REASONS = frozenset(
    {
        "ditto",
        "from-above",
        "error-value",
        "long-text",
        "several-not-allowed",
        "merged-cells",
        # text
        "too-long",
        "control-characters",
        # dates
        "not-a-date",
        "no-such-day",
        "date-out-of-range",
        "number-in-date-cell",
        "relative-date",
        "day-or-month",
        "weekday-differs",
        "year-added",
        "short-year",
        "digits-as-date",
        "decimal-as-date",
        "decimal-or-date",
        "serial-as-date",
        "no-day",
        "time-zone",
        # times
        "not-a-time",
        "not-a-datetime",
        "no-such-time",
        "morning-or-afternoon",
        "serial-as-time",
        "time-left-out",
        # numbers
        "not-a-number",
        "not-a-whole-number",
        "out-of-range",
        "over-100-percent",
        "percent-scaled",
        "percent-or-fraction",
        "percent-in-words",
        "number-in-date-format",
        "digits-lost",
        # words
        "not-a-choice",
        "synonym",
        "not-a-department",
        "role-left-out",
        "number-padded",
        "shortened-ids",
    }
)
"""Every reason that a reading may give; the sentences stand in `text/`."""

WITHOUT_RESULT = "=…"
"""What is said to stand in a cell whose formula has no result. Where it is written out, it still says so."""


class Reading(NamedTuple):
    """What a cell was read as. `code` is blank for a plain reading, else the code of the finding it makes; `reason` picks its sentence,
    `nearest` is the valid word that comes closest (as people see it), or the values between which the cell leaves open which is meant; `part` is
    what could not be read where that is not all that stands in the cell."""

    value: Value
    code: str = ""
    reason: str = ""
    nearest: str = ""
    part: str = ""

    @property
    def taken(self) -> bool:
        return self.code not in REFUSED


class Context(NamedTuple):
    """What a cell's meaning depends on besides its field: the project's departments (name, code) in their order,
    and the round's date, which gives a date without a year its year."""

    departments: tuple[tuple[str, str], ...]
    today: date


BLANK_READING = Reading(None)


def repaired(value: Value, reason: str) -> Reading:
    """A value that is taken, with a notice of how it was read."""
    return Reading(value, "repaired-value", reason)


def refused(reason: str, nearest: str = "", part: str = "") -> Reading:
    """A value that its field does not allow."""
    return Reading(None, "invalid-value", reason, nearest, part)


def ambiguous(reason: str, *meanings: object) -> Reading:
    """A value that could mean several things, which are named."""
    return Reading(None, "ambiguous-value", reason, " / ".join(str(meaning) for meaning in meanings))
