"""The table of values: what is written in one cell, and what is read."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sheetsync.model.kinds import KINDS, REASONS, REFUSED, Context, Reading, number_format, read, several, text, written
from sheetsync.model.kinds_words import nearest, nearest_department
from sheetsync.model.plan import NUMBERS
from sheetsync.model.raw import BLANK, RawCell
from sheetsync.model.reading import Value
from sheetsync.model.template import Choice, Field

TODAY = date(2024, 9, 20)
CONTEXT = Context((("客服部", "KF"), ("产品部", "CP"), ("IT/运维部", "IT"), ("市场部", "SC"), ("和平里部", "HP")), TODAY)
STATUS = (
    Choice("on_track", {"zh": "正常推进", "en": "On Track"}, synonyms=("进行中", "in progress")),
    Choice("done", {"zh": "已完成", "en": "Done"}, synonyms=("完成",)),
    Choice("none", {"zh": "无", "en": "None"}),
    Choice("other", {"zh": "其他", "en": "Other, or several"}),
)


def field(kind: str, **more: object) -> Field:
    choices = STATUS if kind in ("choice", "choices") else ()
    return Field("f", {"zh": "字段", "en": "Field"}, kind, choices=choices, **more)  # type: ignore[arg-type]  # keys of Field by name


def reading(kind: str, value: str | float | bool | None, type: str = "text", **more: object) -> Reading:
    return read(RawCell(value, type), field(kind, **more), CONTEXT)


def day(month: int, day_: int, year: int = 2024) -> date:
    return date(year, month, day_)


@pytest.mark.parametrize(
    "written_as",
    [
        "2024年9月25日", "2024年09月25号", "2024.9.25", "2024/9/25", "2024-9-25", "2024-09-25", "２０２４年９月２５日", "2024．9．25",
        "2024。9。25", "2024 9 25",
        "  2024-9-25\n", "\u3000\ufeff2024\u200b-9-25\u00a0", "2024–9–25", "2024-09-25 17:00", "2024-09-25T00:00:00Z", "2024/9/25 5:30:00 pm",
        "2024年9月25日17：00", "2024年9月25日 下午3点半", "2024年9月25日（周三）", "2024-9-25 星期三", "二〇二四年九月二十五日", "25 Sep 2024",
        "Sep 25th, 2024", "September 25 2024", "Wed, 25 Sept 2024", "2024-Sep-25", "25.9.2024", "9/25/2024",
        "2024.9.25.", "2024年9月25日。", "'2024-9-25", "’2024/9/25；", "2024\\9\\25", "2024_09_25",
        "2024-9-25 上午", "2024年9月25日下午", "2024-9-25 pm",
        "2024年9月25號", "2024年9月25日（週三）", "2024年9月25日下午5點", "2024-09-25T17:00:00+08:00", "2024年九月二十五日", "2024/9/25 周三 17:00",
        "2024-9-25 24:00", "2024 年 9 月 25 日",
    ],
)  # fmt: skip
def test_a_whole_date_is_taken_silently_in_every_spelling(written_as: str) -> None:
    assert reading("date", written_as) == Reading(day(9, 25))


@pytest.mark.parametrize(
    ("written_as", "expected", "reason"),
    [
        ("9月25日", day(9, 25), "year-added"),
        ("九月二十日", day(9, 20), "year-added"),
        ("9/25", day(9, 25), "year-added"),
        ("9-25", day(9, 25), "year-added"),
        ("9.10", day(9, 10), "year-added"),
        ("25/9", day(9, 25), "year-added"),
        ("Sep 25", day(9, 25), "year-added"),
        ("1月5日", day(1, 5, 2025), "year-added"),
        ("24-9-25", day(9, 25), "short-year"),
        ("24年9月25日", day(9, 25), "short-year"),
        ("9/25/24", day(9, 25), "short-year"),
        ("9/25 17:00", day(9, 25), "year-added"),
        ("9月25号上午9点", day(9, 25), "year-added"),
        ("九月二十五", day(9, 25), "year-added"),
        ("25-Sep-24", day(9, 25), "short-year"),
        ("20240925", day(9, 25), "digits-as-date"),
        ("45560", day(9, 25), "serial-as-date"),
    ],
)
def test_a_date_that_leaves_something_out_is_taken_with_a_notice(written_as: str, expected: date, reason: str) -> None:
    assert reading("date", written_as) == Reading(expected, "repaired-value", reason)


@pytest.mark.parametrize(
    ("written_as", "meanings"),
    [
        ("03/04/2024", "2024-04-03 / 2024-03-04"),
        ("3-4-2024", "2024-04-03 / 2024-03-04"),
        ("24/9/25", "2024-09-25 / 2025-09-24"),
    ],
)
def test_a_date_with_two_meanings_is_not_taken(written_as: str, meanings: str) -> None:
    assert reading("date", written_as) == Reading(None, "ambiguous-value", "day-or-month", meanings)


@pytest.mark.parametrize(
    ("written_as", "meanings"),
    [
        ("2024-09-25T16:00:00Z", "2024-09-25 / 2024-09-26"),
        ("2024-09-25T16:00:00.000+00:00", "2024-09-25 / 2024-09-26"),
        ("2024-09-25 02:30Z", "2024-09-24 / 2024-09-25"),
    ],
)
def test_a_moment_on_the_clock_of_the_world_may_be_another_day_here(written_as: str, meanings: str) -> None:
    assert reading("date", written_as) == Reading(None, "ambiguous-value", "time-zone", meanings)


@pytest.mark.parametrize(
    ("written_as", "reason", "nearest"),
    [
        ("9月25日前", "relative-date", "2024-09-25"),
        ("2024-9-25之前", "relative-date", "2024-09-25"),
        ("2024年9月25日下班前", "relative-date", "2024-09-25"),
        ("暂定9月25日", "relative-date", "2024-09-25"),
        ("2024/9/25左右", "relative-date", "2024-09-25"),
        ("已于9月25日完成", "not-a-date", "2024-09-25"),
        ("9月25日?", "not-a-date", "2024-09-25"),
        ("9月1日开始，9月25日完成", "not-a-date", ""),
        ("民国113年9月25日", "not-a-date", ""),
        ("2024年9月31日前", "relative-date", ""),
        ("3.5天", "not-a-date", ""),
        ("完成 1/3", "not-a-date", ""),
    ],
)
def test_the_one_date_in_a_sentence_is_proposed_and_not_taken(written_as: str, reason: str, nearest: str) -> None:
    assert reading("date", written_as) == Reading(None, "invalid-value", reason, nearest)


def test_a_date_whose_weekday_is_another_is_not_taken() -> None:
    assert reading("date", "2024年9月25日（周四）") == Reading(None, "ambiguous-value", "weekday-differs", "2024-09-25")


@pytest.mark.parametrize(
    ("written_as", "reason"),
    [
        *(
            (each, "relative-date")
            for each in (
                "月底",
                "下周五",
                "尽快",
                "待定",
                "长期",
                "本周五",
                "9月底前",
                "ASAP",
                "TBD",
                "next Friday",
                "年底",
                "明天",
                "今天",
                "Q3",
                "9月中旬",
                "下半年",
                "3天后",
                "3个工作日内",
                "两周内",
                "T+3",
                "随时",
                "9-25前",
            )
        ),
        ("2024-02-30", "no-such-day"),
        ("2024年13月1日", "no-such-day"),
        ("25月9日", "no-such-day"),
        ("31/31", "no-such-day"),
        ("9月1日-9月25日", "several-not-allowed"),
        ("2024.9.1~2024.9.25", "several-not-allowed"),
        ("2024-9-1 至 2024-9-25", "several-not-allowed"),
        ("2024-9-1、2024-9-2", "several-not-allowed"),
        *((each, "several-not-allowed") for each in ("9月25-28日", "9.25-9.28", "9月25日—28日", "2024年9月25日至28日")),
        *((each, "no-day") for each in ("9月", "2024年", "2024年9月", "2024-09", "2024.9", "九月", "9月份")),
        *((each, "not-a-date") for each in ("√", "OK", "农历八月廿三", "已完成", "第3批", "12:30", "Sep 2024", "May be")),
        ("925", "not-a-date"),
        ("240925", "number-in-date-cell"),
        ("同上", "ditto"),
        ("〃", "ditto"),
        ("#REF!", "error-value"),
        ("#N/A", "error-value"),
    ],
)
def test_what_is_no_date_is_refused(written_as: str, reason: str) -> None:
    assert reading("date", written_as) == Reading(None, "invalid-value", reason)


@pytest.mark.parametrize(
    ("value", "type", "expected"),
    [
        (45560.0, "date", Reading(day(9, 25))),
        (45560.75, "date", Reading(day(9, 25))),
        (20240925.0, "date", Reading(day(9, 25), "repaired-value", "digits-as-date")),
        (20240925.0, "number", Reading(day(9, 25), "repaired-value", "digits-as-date")),
        (45560.0, "number", Reading(day(9, 25), "repaired-value", "serial-as-date")),
        (9.25, "number", Reading(day(9, 25), "repaired-value", "decimal-as-date")),
        (9.4, "number", Reading(day(9, 4), "repaired-value", "decimal-as-date")),
        (2.3, "number", Reading(day(2, 3, 2025), "repaired-value", "decimal-as-date")),
        (9.1, "number", Reading(None, "ambiguous-value", "decimal-or-date", "2024-09-01 / 2024-09-10")),
        (9.2, "number", Reading(None, "ambiguous-value", "decimal-or-date", "2024-09-02 / 2024-09-20")),
        (9.3, "number", Reading(None, "ambiguous-value", "decimal-or-date", "2024-09-03 / 2024-09-30")),
        (2024.9, "number", Reading(None, "invalid-value", "number-in-date-cell")),
        (13.45, "number", Reading(None, "invalid-value", "not-a-date")),
        (-9.25, "number", Reading(None, "invalid-value", "number-in-date-cell")),
        (float("inf"), "number", Reading(None, "invalid-value", "number-in-date-cell")),
        (9.25, "date", Reading(None, "invalid-value", "number-in-date-cell", "2024-09-25")),
        (9.1, "date", Reading(None, "invalid-value", "number-in-date-cell")),
        (45.0, "date", Reading(None, "invalid-value", "number-in-date-cell")),
        (0.5, "date", Reading(None, "invalid-value", "number-in-date-cell")),
        (99999999.0, "date", Reading(None, "invalid-value", "number-in-date-cell")),
        (0.8, "percent", Reading(None, "invalid-value", "not-a-date")),
        (True, "bool", Reading(None, "invalid-value", "not-a-date")),
    ],
)
def test_dates_from_cells_that_are_not_text(value: float, type: str, expected: Reading) -> None:
    assert reading("date", value, type) == expected


@pytest.mark.parametrize(
    ("written_as", "taken"),
    [("1999-12-31", False), ("2000-1-1", False), ("2004-9-20", True), ("2044-9-20", True), ("2045-1-1", False), ("2004-9-1", False)],
)
def test_a_plan_lies_within_twenty_years(written_as: str, taken: bool) -> None:
    planned = reading("date", written_as, planning=True)
    assert planned.taken is taken
    assert reading("date", written_as).taken
    assert taken or planned.reason == "date-out-of-range"


@pytest.mark.parametrize(
    ("today", "year"), [(date(2024, 12, 30), 2025), (date(2025, 1, 10), 2025), (date(2025, 8, 1), 2026), (date(2025, 6, 1), 2025)]
)
def test_a_missing_year_is_the_nearest(today: date, year: int) -> None:
    assert read(RawCell("1月5日"), field("date"), Context((), today)).value == date(year, 1, 5)


def test_a_leap_day_without_a_year_needs_a_leap_year_nearby() -> None:
    assert reading("date", "2/29").value == day(2, 29)
    assert read(RawCell("2/29"), field("date"), Context((), date(2026, 9, 1))).reason == "no-such-day"


@pytest.mark.parametrize(
    ("value", "type", "expected"),
    [
        (0.8, "number", Reading(0.8)),
        (0.8, "percent", Reading(0.8)),
        (1.0, "percent", Reading(1.0)),
        (0.0, "number", Reading(0.0)),
        (-0.0, "number", Reading(0.0)),
        (0.1 + 0.2, "number", Reading(0.3)),
        ("0.8", "text", Reading(0.8)),
        (".8", "text", Reading(0.8)),
        ("80%", "text", Reading(0.8)),
        ("８０％", "text", Reading(0.8)),
        (" 80 % ", "text", Reading(0.8)),
        ("100%", "text", Reading(1.0)),
        ("1%", "text", Reading(0.01)),
        (80.0, "number", Reading(0.8, "repaired-value", "percent-scaled")),
        (80.0, "percent", Reading(0.8, "repaired-value", "percent-scaled")),
        (100.0, "number", Reading(1.0, "repaired-value", "percent-scaled")),
        ("80", "text", Reading(0.8, "repaired-value", "percent-scaled")),
        (1.0, "number", Reading(None, "ambiguous-value", "percent-or-fraction", "1% / 100%")),
        ("1", "text", Reading(None, "ambiguous-value", "percent-or-fraction", "1% / 100%")),
        (1.5, "number", Reading(None, "ambiguous-value", "percent-or-fraction", "1.5% / 150%")),
        (1.2, "percent", Reading(None, "invalid-value", "over-100-percent")),
        ("120%", "text", Reading(None, "invalid-value", "over-100-percent")),
        (120.0, "number", Reading(None, "invalid-value", "over-100-percent")),
        (-0.1, "number", Reading(None, "invalid-value", "out-of-range")),
        ("80％。", "text", Reading(0.8)),
        ("'80%", "text", Reading(0.8)),
        ("80 percent", "text", Reading(0.8)),
        ("百分之八十", "text", Reading(0.8, "repaired-value", "percent-in-words")),
        ("百分之八十五", "text", Reading(0.85, "repaired-value", "percent-in-words")),
        ("百分之80.5", "text", Reading(0.805, "repaired-value", "percent-in-words")),
        ("百分之一", "text", Reading(0.01, "repaired-value", "percent-in-words")),
        ("百分之百", "text", Reading(1.0, "repaired-value", "percent-in-words")),
        ("百分之一百", "text", Reading(1.0, "repaired-value", "percent-in-words")),
        ("百分之百二十", "text", Reading(None, "invalid-value", "not-a-number")),
        ("八成", "text", Reading(None, "invalid-value", "not-a-number", "80%")),
        ("约80%", "text", Reading(None, "invalid-value", "not-a-number", "80%")),
        ("50％左右", "text", Reading(None, "invalid-value", "not-a-number", "50%")),
        ("完成80%", "text", Reading(None, "invalid-value", "not-a-number", "80%")),
        ("100%完成", "text", Reading(None, "invalid-value", "not-a-number", "100%")),
        ("120%？", "text", Reading(None, "invalid-value", "not-a-number")),
        ("80%~90%", "text", Reading(None, "invalid-value", "not-a-number")),
        ("80%（上周60%）", "text", Reading(None, "invalid-value", "not-a-number")),
        ("第2期80%", "text", Reading(None, "invalid-value", "not-a-number")),
        ("4/5", "text", Reading(None, "invalid-value", "not-a-number")),
        ("三分之二", "text", Reading(None, "invalid-value", "not-a-number")),
        ("已完成", "text", Reading(None, "invalid-value", "not-a-number")),
        ("1.0", "text", Reading(None, "ambiguous-value", "percent-or-fraction", "1% / 100%")),
        (2.0, "number", Reading(0.02, "repaired-value", "percent-scaled")),
        (0.999999, "number", Reading(0.999999)),
        (1.0000001, "percent", Reading(1.0)),
        (10.0, "percent", Reading(0.1, "repaired-value", "percent-scaled")),
        (9.99, "percent", Reading(None, "invalid-value", "over-100-percent")),
        (100.5, "number", Reading(None, "invalid-value", "over-100-percent")),
        (80.0, "date", Reading(0.8, "repaired-value", "percent-scaled")),
        (0.8, "date", Reading(0.8, "repaired-value", "number-in-date-format")),
        (1.0, "date", Reading(None, "ambiguous-value", "percent-or-fraction", "1% / 100%")),
        ("80,5%", "text", Reading(None, "invalid-value", "not-a-number")),
        ("nan", "text", Reading(None, "invalid-value", "not-a-number")),
        (45560.0, "date", Reading(None, "invalid-value", "not-a-number")),
        (True, "bool", Reading(None, "invalid-value", "not-a-number")),
    ],
)
def test_percents(value: str | float, type: str, expected: Reading) -> None:
    assert reading("percent", value, type) == expected
    assert str(reading("percent", value, type).value) == str(expected.value)


def test_a_percent_may_have_limits_of_its_own() -> None:
    assert reading("percent", "150%", maximum=2.0) == Reading(1.5)
    assert reading("percent", "10%", minimum=0.2) == Reading(None, "invalid-value", "out-of-range")
    assert reading("percent", "250%", maximum=2.0) == Reading(None, "invalid-value", "out-of-range")


@pytest.mark.parametrize(
    ("value", "type", "expected"),
    [
        (1234.0, "number", Reading(1234)),
        ("1,234", "text", Reading(1234)),
        ("1，234", "text", Reading(1234)),
        ("1 234", "text", Reading(1234)),
        ("1234", "text", Reading(1234)),
        ("３", "text", Reading(3)),
        ("3.0", "text", Reading(3)),
        ("-3", "text", Reading(-3)),
        (2.9999999999999996, "number", Reading(3)),
        (3.5, "number", Reading(None, "invalid-value", "not-a-whole-number")),
        ("3.5", "text", Reading(None, "invalid-value", "not-a-whole-number")),
        ("12,34", "text", Reading(None, "invalid-value", "not-a-number")),
        ("5。", "text", Reading(5)),
        ("'4", "text", Reading(4)),
        ("三", "text", Reading(None, "invalid-value", "not-a-number", "3")),
        ("4分", "text", Reading(None, "invalid-value", "not-a-number", "4")),
        ("3天", "text", Reading(None, "invalid-value", "not-a-number", "3")),
        ("两人", "text", Reading(None, "invalid-value", "not-a-number", "2")),
        ("12个", "text", Reading(None, "invalid-value", "not-a-number", "12")),
        ("3-4", "text", Reading(None, "invalid-value", "not-a-number")),
        ("5/5", "text", Reading(None, "invalid-value", "not-a-number")),
        ("3万", "text", Reading(None, "invalid-value", "not-a-number")),
        ("三天半", "text", Reading(None, "invalid-value", "not-a-number")),
        ("1E5", "text", Reading(None, "invalid-value", "not-a-number")),
        ("★★★", "text", Reading(None, "invalid-value", "not-a-number")),
        (0.05, "percent", Reading(None, "invalid-value", "not-a-number", "5")),
        (5.0, "percent", Reading(None, "invalid-value", "not-a-number")),
        (5.0, "date", Reading(5, "repaired-value", "number-in-date-format")),
        (0.75, "date", Reading(None, "invalid-value", "not-a-whole-number")),
        (45560.0, "date", Reading(None, "invalid-value", "not-a-number")),
        (True, "bool", Reading(None, "invalid-value", "not-a-number")),
        (1e300, "number", Reading(None, "invalid-value", "out-of-range")),
        (float("nan"), "number", Reading(None, "invalid-value", "out-of-range")),
    ],
)
def test_whole_numbers(value: str | float, type: str, expected: Reading) -> None:
    assert reading("integer", value, type) == expected


def test_a_number_is_proposed_only_where_the_field_allows_it() -> None:
    assert reading("integer", "6分", minimum=1, maximum=5) == Reading(None, "invalid-value", "not-a-number")
    assert reading("integer", "5分", minimum=1, maximum=5) == Reading(None, "invalid-value", "not-a-number", "5")


@pytest.mark.parametrize(("value", "taken"), [(0.0, False), (6.0, False), (1.0, True), (5.0, True)])
def test_whole_numbers_within_limits(value: float, taken: bool) -> None:
    expected = Reading(int(value)) if taken else Reading(None, "invalid-value", "out-of-range")
    assert reading("integer", value, "number", minimum=1, maximum=5) == expected


@pytest.mark.parametrize(
    ("written_as", "expected"),
    [
        ("已完成", Reading("done")),
        (" 已完成\u3000", Reading("done")),
        ("已 完成", Reading("done")),
        ("Done", Reading("done")),
        ("DONE", Reading("done")),
        ("ｄｏｎｅ", Reading("done")),
        ("on_track", Reading("on_track")),
        ("on-track", Reading("on_track")),
        ("进行中", Reading("on_track", "repaired-value", "synonym")),
        ("In Progress", Reading("on_track", "repaired-value", "synonym")),
        ("无", Reading("none")),
        ("None", Reading("none")),
        ("Other, or several", Reading("other")),
        ("N/A", Reading(None)),
        ("——", Reading(None)),
        ("已完城", Reading(None, "invalid-value", "not-a-choice", "已完成")),
        ("Dome", Reading(None, "invalid-value", "not-a-choice", "Done")),
        ("#VALUE!", Reading(None, "invalid-value", "error-value")),
        ("同上", Reading(None, "invalid-value", "ditto")),
        ("已完成！", Reading("done")),
        ("'已完成", Reading("done")),
        ("Done.", Reading("done")),
        ("完成。", Reading("done", "repaired-value", "synonym")),
        ("无。", Reading("none")),
        ("不适用", Reading(None)),
        ("N/A。", Reading(None)),
        ("已完成✅", Reading(None, "invalid-value", "not-a-choice", "已完成")),
        ("已完成？", Reading(None, "invalid-value", "not-a-choice", "已完成")),
        ("未完成", Reading(None, "invalid-value", "not-a-choice")),
        ("部分完成", Reading(None, "invalid-value", "not-a-choice")),
        ("Not done", Reading(None, "invalid-value", "not-a-choice")),
        *((each, Reading(None, "invalid-value", "not-a-choice")) for each in ("√", "是", "Y", "✅", "1", "TRUE", "？", "。")),
        ("蓝色", Reading(None, "invalid-value", "not-a-choice")),
        ("已完成、正常推进", Reading(None, "invalid-value", "several-not-allowed")),
    ],
)
def test_one_choice(written_as: str, expected: Reading) -> None:
    assert reading("choice", written_as) == expected


def test_a_choice_may_be_a_number() -> None:
    levels = Field("f", {"zh": "级"}, "choice", choices=(Choice("first", {"zh": "1"}), Choice("second", {"zh": "2"})))
    assert read(RawCell(2.0, "number"), levels, CONTEXT) == Reading("second")
    assert read(RawCell(3.0, "number"), levels, CONTEXT).reason == "not-a-choice"


@pytest.mark.parametrize("separator", ["、", "/", ";", "；", ",", "，", "\n", "\r\n", " ", "|", "\t", " / ", "和", "与", " and ", "&", "+", "、、"])
def test_several_departments_with_every_separator(separator: str) -> None:
    assert reading("departments", separator.join(("市场部", "客服部", "市场部"))) == Reading(("客服部", "市场部"))


@pytest.mark.parametrize(
    ("written_as", "expected"),
    [
        ("KF", Reading(("客服部",))),
        ("kf，cp", Reading(("客服部", "产品部"))),
        ("IT/运维部", Reading(("IT/运维部",))),
        ("IT/运维部/客服部", Reading(("客服部", "IT/运维部"))),
        ("客服部/IT/运维部/市场部", Reading(("客服部", "IT/运维部", "市场部"))),
        ("和平里部和市场部", Reading(("市场部", "和平里部"))),
        ("无", Reading(None)),
        ("客服部（主）、产品部", Reading(("客服部", "产品部"), "repaired-value", "role-left-out")),
        ("产品部(牵头)/客服部（配合）", Reading(("客服部", "产品部"), "repaired-value", "role-left-out")),
        ("客服部（不参加）、产品部", Reading(None, "invalid-value", "not-a-department", "", "客服部（不参加）")),
        ("客服部（产品部）", Reading(None, "invalid-value", "not-a-department")),
        ("客服部、产品部。", Reading(("客服部", "产品部"))),
        ("客服部 张三", Reading(None, "invalid-value", "not-a-department", "", "张三")),
        ("客服部、産品部", Reading(None, "invalid-value", "not-a-department", "", "産品部")),
        ("客服部等", Reading(None, "invalid-value", "not-a-department", "客服部")),
        ("客服部、产品不", Reading(None, "invalid-value", "not-a-department", "产品部", "产品不")),
        ("客服", Reading(None, "invalid-value", "not-a-department", "客服部")),
        ("全部", Reading(None, "invalid-value", "not-a-department")),
    ],
)
def test_several_departments(written_as: str, expected: Reading) -> None:
    assert reading("departments", written_as) == expected


@pytest.mark.parametrize(
    ("written_as", "expected"),
    [
        ("客服部", Reading("客服部")),
        ("it/运维部", Reading("IT/运维部")),
        ("cp", Reading("产品部")),
        ("客服部、市场部", Reading(None, "invalid-value", "several-not-allowed")),
        ("客户部", Reading(None, "invalid-value", "not-a-department", "客服部")),
        ("客服部（主）", Reading("客服部", "repaired-value", "role-left-out")),
        ("客服部。", Reading("客服部")),
        ("-", Reading(None)),
    ],
)
def test_one_department(written_as: str, expected: Reading) -> None:
    assert reading("department", written_as) == expected


def test_several_choices_in_the_order_of_the_template() -> None:
    assert reading("choices", "Done; 正常推进") == Reading(("on_track", "done"))
    assert reading("choices", "完成、正常推进") == Reading(("on_track", "done"), "repaired-value", "synonym")
    assert reading("choices", "Done, Other, or several") == Reading(("done", "other"))


@pytest.mark.parametrize(
    ("written_as", "expected"),
    [
        ("T-KF-001", Reading("T-KF-001")),
        ("T-KF-001 任意标题", Reading("T-KF-001")),
        ("ｔ－ｋｆ－００１：标题", Reading("T-KF-001")),
        ("T-KF-001收集反馈，见 T-CP-002", Reading("T-KF-001")),
        ("t – kf – 001", Reading("T-KF-001")),
        ("任务T-KF-001", Reading("T-KF-001")),
        ("T-KF-1", Reading("T-KF-001", "repaired-value", "number-padded")),
        ("T-KF-0012", Reading("T-KF-012", "repaired-value", "number-padded")),
        ("T-KF-1234", Reading("T-KF-1234")),
        ("收集反馈", Reading("收集反馈")),
        (" 收集\u3000反馈 ", Reading("收集\u3000反馈")),
        ("A-2024-9 号文", Reading("A-2024-9 号文")),
        ("无", Reading(None)),
        ("同上", Reading(None, "invalid-value", "ditto")),
        ("T-KF-001、T-CP-002", Reading(None, "invalid-value", "several-not-allowed")),
        ("T-KF-001 收集、T-CP-002 上线", Reading(None, "invalid-value", "several-not-allowed")),
        ("T-KF-001 T-KF-001", Reading("T-KF-001")),
        ("T-KF-001。", Reading("T-KF-001")),
        ("T-KF-001/002", Reading(None, "invalid-value", "several-not-allowed")),
        ("T-KF-001～003", Reading(None, "invalid-value", "several-not-allowed")),
        ("T-KF-001 100万/200万预算", Reading("T-KF-001")),
    ],
)
def test_one_reference(written_as: str, expected: Reading) -> None:
    assert reading("ref", written_as) == expected


@pytest.mark.parametrize(
    ("written_as", "expected"),
    [
        ("T-KF-010、T-KF-002\nT-CP-003", ("T-CP-003", "T-KF-002", "T-KF-010")),
        ("T-KF-002 T-CP-003/T-KF-002", ("T-CP-003", "T-KF-002")),
        ("T-KF-001 收集、整理反馈；T-CP-002 上线", ("T-CP-002", "T-KF-001")),
        ("T-KF-001、上线", ("T-KF-001", "上线")),
        ("T-KF-001、无", ("T-KF-001",)),
        ("上线任务", ("上线任务",)),
        ("-", None),
    ],
)
def test_several_references_by_prefix_code_and_number(written_as: str, expected: Value) -> None:
    assert reading("refs", written_as) == Reading(expected)


@pytest.mark.parametrize("written_as", ["T-KF-001/002", "T-KF-001～003", "T-KF-001至003", "T-KF-001-003", "T-CP-001、T-KF-001~3"])
def test_references_of_which_only_the_number_is_written_are_not_taken(written_as: str) -> None:
    assert reading("refs", written_as) == Reading(None, "invalid-value", "shortened-ids")


@pytest.mark.parametrize("kind", ["line", "text", "person"])
@pytest.mark.parametrize(
    ("value", "type", "expected"),
    [
        (" １２３，ＡＢＣ\u3000中文 \n", "text", "１２３，ＡＢＣ\u3000中文"),
        ("一\r\n二\r三\x0b四", "text", "一\n二\n三\n四"),
        ("无", "text", "无"),
        ("同上", "text", "同上"),
        ("=1+1", "text", "=1+1"),
        (12.0, "number", "12"),
        (13800138000.0, "number", "13800138000"),
        (0.1 + 0.2, "number", "0.3"),
        (0.8, "percent", "80%"),
        (45560.0, "date", "2024-09-25"),
        (45560.75, "date", "2024-09-25 18:00"),
        (0.75, "date", "18:00"),
        (True, "bool", "TRUE"),
        (" \u200b\ufeff\u00a0", "text", None),
    ],
)
def test_free_text_keeps_what_stands_inside(kind: str, value: str | float, type: str, expected: str | None) -> None:
    assert reading(kind, value, type) == Reading(expected)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1.10101199003071e17, "110101199003071000"),
        (1e15, "1000000000000000"),
        (123456789012345678.0, "123456789012346000"),
        (-1e16, "-10000000000000000"),
    ],
)
def test_a_number_too_long_for_its_cell_is_told(value: float, shown: str) -> None:
    assert reading("line", value, "number") == Reading(shown, "repaired-value", "digits-lost")
    assert reading("line", 999_999_999_999_999.0, "number") == Reading("999999999999999")


def test_text_that_no_cell_can_hold_is_cut_or_cleaned_with_a_notice() -> None:
    assert reading("text", "a\x00b\x1bc") == Reading("abc", "repaired-value", "control-characters")
    assert reading("text", "字" * 40_000) == Reading("字" * 32_767, "repaired-value", "too-long")
    emoji = reading("text", "🙂" * 20_000)
    assert emoji == Reading("🙂" * 16_383, "repaired-value", "too-long")
    assert reading("text", "字" * 32_767 + " \n") == Reading("字" * 32_767)


@pytest.mark.parametrize("kind", KINDS)
def test_errors_formulas_and_blanks_are_the_same_in_every_field(kind: str) -> None:
    assert reading(kind, "#REF!", "error") == Reading(None, "invalid-value", "error-value")
    assert read(RawCell(None, "blank", formula=True, calculated=False), field(kind), CONTEXT) == Reading(None, "uncalculated-formula")
    assert read(BLANK, field(kind), CONTEXT) == Reading(None)
    assert reading(kind, "") == Reading(None)


def test_a_formula_counts_by_its_result() -> None:
    assert read(RawCell(45560.0, "date", formula=True), field("date"), CONTEXT) == Reading(day(9, 25), "formula-value")
    assert read(RawCell("进行中", formula=True), field("choice"), CONTEXT) == Reading("on_track", "formula-value", "synonym")
    assert read(RawCell("蓝色", formula=True), field("choice"), CONTEXT).code == "invalid-value"
    assert read(RawCell("#N/A", "error", formula=True), field("text"), CONTEXT).reason == "error-value"


def test_what_stood_there_as_a_person_reads_it() -> None:
    cells = [
        RawCell(" x "),
        RawCell(12.0, "number"),
        RawCell(0.805, "percent"),
        RawCell(45560.0, "date"),
        RawCell(False, "bool"),
        RawCell("#REF!", "error"),
        BLANK,
    ]
    assert [written(cell) for cell in cells] == ["x", "12", "80.5%", "2024-09-25", "FALSE", "#REF!", ""]
    assert written(RawCell(59.0, "date")) == "1900-02-28"
    assert written(RawCell(61.0, "date")) == "1900-03-01"


def test_every_field_type_has_a_number_format_and_says_whether_it_holds_several() -> None:
    assert {number_format(field(kind)) for kind in KINDS} == {"text", "date", "datetime", "time", "percent", "integer"} <= set(NUMBERS)
    assert {kind for kind in KINDS if several(field(kind))} == {"choices", "departments", "refs"}


def test_values_in_sentences() -> None:
    assert text(day(9, 5), field("date"), "zh") == "2024-09-05"
    assert text(0.805, field("percent"), "en") == "80.5%"
    assert text(3, field("integer"), "en") == "3"
    assert text(("on_track", "done"), field("choices"), "zh") == "正常推进、已完成"
    assert text(("on_track", "done"), field("choices"), "en") == "On Track, Done"
    assert text("T-KF-001", field("ref"), "zh", {"T-KF-001": "收集\n反馈"}) == "T-KF-001 收集 反馈"
    assert text(None, field("date"), "zh") == ""


def test_refused_codes_are_those_that_are_not_taken() -> None:
    assert [Reading(None, code).taken for code in sorted(REFUSED)] == [False, False, False]
    assert Reading(1, "repaired-value").taken
    assert Reading(1, "formula-value").taken


def test_reasons_all_have_words() -> None:
    from sheetsync.text import SENTENCES

    missing = {(language, reason) for language in SENTENCES for reason in REASONS if f"reason.{reason}" not in SENTENCES[language]}
    assert missing == set()


def test_time_passes_only_by_the_context() -> None:
    later = Context(CONTEXT.departments, TODAY + timedelta(days=365))
    assert read(RawCell("9月25日"), field("date"), later).value == day(9, 25, 2025)


# ── the nearest word ──


@pytest.mark.parametrize(
    ("word", "names", "near"),
    [
        ("法务部", ("财务部", "客服部"), ""),
        ("技术布", ("财务部", "技术部"), "技术部"),
        ("客服", ("客服部", "产品部"), "客服部"),
        ("客户部", ("财务部", "客服部"), "客服部"),
        ("Suport Team", ("Support Team", "Sales Team"), "Support Team"),
        ("Legal Department", ("Sales Department", "IT Department"), ""),
    ],
)
def test_departments_are_near_by_what_tells_them_apart(word: str, names: tuple[str, ...], near: str) -> None:
    assert nearest_department(word, names) == near


@pytest.mark.parametrize(("word", "near"), [("已完城", "已完成"), ("进行", ""), ("完成", "已完成")])
def test_a_word_is_proposed_only_when_it_is_near(word: str, near: str) -> None:
    assert nearest(word, ("未开始", "正常推进", "已完成")) == near
