"""What is shown in a cell reads as the value that it shows, in every language; and so does what is kept as JSON."""

from __future__ import annotations

import json
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetsync.model.kinds import KINDS, Context, Reading, Shown, Value, from_json, read, show, to_json
from sheetsync.model.kinds_refs import ref_key
from sheetsync.model.kinds_text import clean
from sheetsync.model.raw import RawCell
from sheetsync.model.template import Choice, Field

DEPARTMENTS = (("客服部", "KF"), ("IT/运维部", "IT"), ("R&D 与设计", "RD"), ("Sales and Marketing", "SM"), ("无", "W"))
CONTEXT = Context(DEPARTMENTS, date(2026, 11, 20))
CHOICES = (
    Choice("at_risk", {"zh": "存在风险", "en": "At Risk"}),
    Choice("on_track", {"zh": "正常/推进", "en": "On / Track"}),
    Choice("none", {"zh": "无", "en": "None"}),
    Choice("five", {"zh": "5", "en": "Five and more"}),
)
IDS = st.builds("{}-{}-{:03d}".format, st.sampled_from(["T", "REQ", "P2"]), st.sampled_from(["KF", "IT", "客服", "A1"]), st.integers(1, 12_000))
TITLES = st.dictionaries(IDS, st.text(max_size=30) | IDS.map(lambda ref: f"见 {ref}、{ref}"), max_size=3)


def field(kind: str) -> Field:
    return Field("f", {"zh": "字段", "en": "Field"}, kind, choices=CHOICES if kind.startswith("choice") else ())


def as_cell(shown: Shown) -> RawCell:
    """The cell that a spreadsheet holds after it was given this."""
    if shown is None:
        return RawCell(None, "blank")
    if isinstance(shown, datetime):
        return RawCell((shown - datetime(1899, 12, 30)).total_seconds() / 86_400, "date")
    if isinstance(shown, time):
        return RawCell((datetime.combine(date(1899, 12, 30), shown) - datetime(1899, 12, 30)).total_seconds() / 86_400, "date")
    if isinstance(shown, date):
        return RawCell(float((datetime.combine(shown, datetime.min.time()) - datetime(1899, 12, 30)).days), "date")
    if isinstance(shown, str):
        return RawCell(shown)
    return RawCell(float(shown), "percent" if isinstance(shown, float) else "number")


def typed(kind: str) -> st.SearchStrategy[Value]:
    """Values as readings give them."""
    words = st.text(max_size=60).map(lambda text: read(RawCell(text), field(kind), CONTEXT).value)
    several = {"choices": [choice.key for choice in CHOICES], "departments": [name for name, _ in DEPARTMENTS]}
    if kind in several:
        order = several[kind]
        return st.sets(st.sampled_from(order), min_size=1).map(lambda keys: tuple(key for key in order if key in keys)) | st.none()
    found: dict[str, st.SearchStrategy[Value]] = {
        "date": st.dates(date(1950, 1, 1), date(9999, 12, 31)),
        "datetime": st.datetimes(datetime(1980, 1, 1), datetime(2079, 12, 31)).map(lambda moment: moment.replace(microsecond=0)),
        "time": st.times().map(lambda clock: clock.replace(microsecond=0)),
        "rating": st.integers(1, 5),
        "percent": st.floats(0, 1).map(lambda fraction: round(fraction, 6)),
        "integer": st.integers(-(10**15), 10**15),
        "choice": st.sampled_from(several["choices"]),
        "department": st.sampled_from(several["departments"]),
        "id": IDS,
        "ref": IDS | words,
        "refs": st.sets(IDS, min_size=1).map(lambda ids: tuple(sorted(ids, key=ref_key))) | words,
    }
    return found.get(kind, words) | st.none()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data(), titles=TITLES)
def test_what_is_shown_reads_as_what_it_shows(kind: str, language: str, data: st.DataObject, titles: dict[str, str]) -> None:
    value = data.draw(typed(kind))
    shown = show(value, field(kind), language, titles | dict.fromkeys([str(value)], data.draw(st.text(max_size=20))))
    assert read(as_cell(shown), field(kind), CONTEXT) == Reading(value)


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_what_is_kept_as_json_is_the_value(kind: str, data: st.DataObject) -> None:
    value = data.draw(typed(kind))
    assert from_json(json.loads(json.dumps(to_json(value, field(kind)))), field(kind)) == value


@given(st.text(alphabet=st.characters() | st.sampled_from(" \t\r\n\x00\x0b\x1f\x85\u200b\u3000\ufeff\u2028")))
def test_a_cleaned_text_is_clean(text: str) -> None:
    cleaned, _ = clean(text)
    assert clean(cleaned) == (cleaned, "")


DATE_LIKE = st.text(alphabet="0123456789年月日上下午周一点半:/.-, TZapmSe+%", max_size=24)
CELLS = (st.text() | DATE_LIKE).map(RawCell) | st.tuples(st.floats(), st.sampled_from(["number", "date", "percent"])).map(lambda pair: RawCell(*pair))


@pytest.mark.parametrize("kind", KINDS)
@given(cell=CELLS)
def test_nothing_that_stands_in_a_cell_breaks_reading(kind: str, cell: RawCell) -> None:
    reading = read(cell, field(kind), CONTEXT)
    assert reading.taken or (reading.value is None and reading.reason)
    if reading.taken:
        shown = show(reading.value, field(kind), "zh")
        assert read(as_cell(shown), field(kind), CONTEXT) == Reading(reading.value)
