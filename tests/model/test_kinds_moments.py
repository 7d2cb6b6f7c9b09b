"""Times of day, moments and ratings: what is written in one cell, and what is read."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from sheetsync.model.kinds import Context, Reading, read, text, to_json
from sheetsync.model.raw import RawCell
from sheetsync.model.template import Field

CONTEXT = Context((), date(2026, 11, 20))


def field(kind: str, **more: float) -> Field:
    return Field("f", {"zh": "字段", "en": "Field"}, kind, **more)  # type: ignore[arg-type]  # keys of Field by name


def reading(kind: str, value: str | float | bool, type: str = "text", **more: float) -> Reading:
    return read(RawCell(value, type), field(kind, **more), CONTEXT)


@pytest.mark.parametrize(
    "written",
    ["14:30", "14：30", "１４:３０", "14:30:00", "下午2:30", "下午 2点半", "下午两点三十分", "14点30分", "14时30", "十四点半", "2:30 pm", "2:30 P.M.",
     "中午2点30", "下午14:30"],
)  # fmt: skip
def test_a_time_is_read_in_every_spelling(written: str) -> None:
    assert reading("time", written) == Reading(time(14, 30))


@pytest.mark.parametrize(
    ("written", "expected"),
    [("9:05", time(9, 5)), ("上午9点一刻", time(9, 15)), ("中午12点", time(12)), ("凌晨12点", time(0)), ("12 am", time(0)), ("12 pm", time(12)),
     ("晚上8点", time(20)), ("8点", time(8)), ("24:00", time(0)), ("2:30", time(2, 30)), ("14:00:30", time(14, 0, 30))],
)  # fmt: skip
def test_the_part_of_the_day_counts(written: str, expected: time) -> None:
    assert reading("time", written) == Reading(expected)


@pytest.mark.parametrize(
    ("written", "reason"),
    [("25:00", "no-such-time"), ("12:60", "no-such-time"), ("24:01", "no-such-time"), ("13 pm", "no-such-time"), ("晚上12点", "no-such-time"),
     ("14:00-15:30", "several-not-allowed"), ("下午", "not-a-time"), ("一二点", "not-a-time"), ("14", "not-a-time"), ("会后", "not-a-time")],
)  # fmt: skip
def test_what_is_no_time_is_refused(written: str, reason: str) -> None:
    assert reading("time", written) == Reading(None, "invalid-value", reason)


def test_an_hour_that_may_be_of_the_morning_or_the_afternoon_is_not_guessed() -> None:
    assert reading("time", "7点") == Reading(None, "ambiguous-value", "morning-or-afternoon", "07:00 / 19:00")
    assert reading("datetime", "11月27日2点半") == Reading(None, "ambiguous-value", "morning-or-afternoon", "2026-11-27 02:30 / 2026-11-27 14:30")


@pytest.mark.parametrize(
    ("kind", "value", "type", "expected"),
    [
        ("time", 0.604166666666667, "date", Reading(time(14, 30))),
        ("time", 46353.75, "date", Reading(time(18))),
        ("time", 0.75, "number", Reading(time(18), "repaired-value", "serial-as-time")),
        ("time", 46353.0, "date", Reading(None, "invalid-value", "not-a-time")),
        ("time", 14.0, "number", Reading(None, "invalid-value", "not-a-time")),
        ("time", True, "bool", Reading(None, "invalid-value", "not-a-time")),
        ("datetime", 46353.604166666664, "date", Reading(datetime(2026, 11, 27, 14, 30))),
        ("datetime", 46353.0, "date", Reading(datetime(2026, 11, 27))),
        ("datetime", 46353.5, "number", Reading(datetime(2026, 11, 27, 12), "repaired-value", "serial-as-date")),
        ("datetime", 0.5, "date", Reading(None, "invalid-value", "number-in-date-cell")),
        ("datetime", 20.0, "number", Reading(None, "invalid-value", "number-in-date-cell")),
        ("datetime", False, "bool", Reading(None, "invalid-value", "not-a-datetime")),
    ],
)
def test_cells_with_numbers(kind: str, value: float, type: str, expected: Reading) -> None:
    assert reading(kind, value, type) == expected


@pytest.mark.parametrize(
    "written",
    ["2026-11-27 14:30", "2026-11-27T14:30", "2026年11月27日下午2点半", "2026年11月27日（周五）14:30", "2026/11/27, 2:30 pm", "27 Nov 2026 14:30",
     "2026.11.27 14：30", "2026年11月27日14时30分"],
)  # fmt: skip
def test_a_moment_is_read_in_every_spelling(written: str) -> None:
    assert reading("datetime", written) == Reading(datetime(2026, 11, 27, 14, 30))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("11月27日 14:30", Reading(datetime(2026, 11, 27, 14, 30), "repaired-value", "year-added")),
        ("2026-11-27", Reading(datetime(2026, 11, 27), "repaired-value", "time-left-out")),
        ("2026-11-27 24:00", Reading(datetime(2026, 11, 28))),
        ("2026-11-27（周四）14:00", Reading(None, "ambiguous-value", "weekday-differs", "2026-11-27")),
        ("2026-11-27 14:00-15:00", Reading(None, "invalid-value", "several-not-allowed")),
        ("2026-11-27 14:00 16:00", Reading(None, "invalid-value", "several-not-allowed")),
        ("2026-11-27T14:00:00Z", Reading(None, "invalid-value", "not-a-datetime")),
        ("2026-02-30 14:00", Reading(None, "invalid-value", "no-such-day")),
        ("2026-11-27 25:00", Reading(None, "invalid-value", "no-such-time")),
        ("下周五", Reading(None, "invalid-value", "relative-date")),
        ("14:00", Reading(None, "invalid-value", "not-a-datetime")),
        ("待定", Reading(None, "invalid-value", "relative-date")),
        ("无", Reading(None)),
    ],
)
def test_moments_that_leave_something_out_or_say_too_much(written: str, expected: Reading) -> None:
    assert reading("datetime", written) == expected


@pytest.mark.parametrize("written", ["4", "4分", "４ 分", "4星", "4/5", "★★★★", "★★★★☆", "四", "4 stars", "4.0"])
def test_a_rating_is_read_in_every_spelling(written: str) -> None:
    assert reading("rating", written) == Reading(4)


@pytest.mark.parametrize(
    ("value", "reason"),
    [("0", "out-of-range"), ("6", "out-of-range"), ("★★★★★★", "out-of-range"), ("4.5", "not-a-whole-number"), ("很好", "not-a-number")],
)
def test_what_is_no_rating_is_refused(value: str, reason: str) -> None:
    assert reading("rating", value) == Reading(None, "invalid-value", reason)


def test_a_rating_may_have_limits_of_its_own() -> None:
    assert reading("rating", 9.0, "number", maximum=10) == Reading(9)
    assert reading("rating", 6.0, "number") == Reading(None, "invalid-value", "out-of-range")


def test_a_moment_that_plans_ahead_is_near() -> None:
    assert reading("datetime", "1999-11-27 14:00", planning=True) == Reading(None, "invalid-value", "date-out-of-range")
    assert reading("datetime", "2036-11-27 14:00", planning=True) == Reading(datetime(2036, 11, 27, 14))
    assert reading("datetime", "1999-11-27 14:00") == Reading(datetime(1999, 11, 27, 14))


def test_moments_are_told_to_the_minute() -> None:
    assert text(datetime(2026, 11, 27, 9, 5), field("datetime"), "zh") == "2026-11-27 09:05"
    assert to_json(datetime(2026, 11, 27, 9, 5), field("datetime")) == "2026-11-27T09:05"
    assert to_json(datetime(2026, 11, 27, 9, 5, 30), field("datetime")) == "2026-11-27T09:05:30"
    assert text(time(9, 5), field("time"), "zh") == to_json(time(9, 5), field("time")) == "09:05"
