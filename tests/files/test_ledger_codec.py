"""What is packed comes back as it was put in: every kind of fact, with any value of any field type."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small import TEMPLATE

from sheetsync.files import codec
from sheetsync.model.copy import Copy, Edit, Entry, NewRow
from sheetsync.model.decision import Settlement
from sheetsync.model.finding import CODES, Finding
from sheetsync.model.kinds import Value
from sheetsync.model.record import Issued, Origin, Record, Source
from sheetsync.model.template import Field, Sheet

WORDS = st.text(st.characters(codec="utf-8"), max_size=6)
TEXT = st.text(max_size=12)  # lone surrogates among them, as a damaged file may hold
DAYS = st.dates(date(1900, 1, 1), date(2999, 12, 31))
SHARES = st.integers(-(10**6), 2 * 10**6).map(lambda n: n / 10**6)
WORD_LISTS = st.lists(WORDS, min_size=1, max_size=3).map(tuple)
VALUES: Mapping[str, st.SearchStrategy[Value]] = {
    "date": DAYS,
    "percent": SHARES,
    "integer": st.integers(-(2**60), 2**60),
    "choices": WORD_LISTS,
    "departments": WORD_LISTS,
    "refs": WORD_LISTS,
}
SOURCES = st.builds(Source, TEXT, TEXT, WORDS)
ORIGINS = st.builds(Origin, WORDS, st.lists(TEXT, max_size=2).map(tuple), st.lists(SOURCES, max_size=2).map(tuple), WORDS)
ANY = st.one_of(st.none(), TEXT, DAYS, SHARES, st.integers(), WORD_LISTS)
FLAGS = st.booleans()


def value_of(field: Field) -> st.SearchStrategy[Value]:
    return VALUES.get(field.kind, TEXT)


def values_of(sheet: Sheet) -> st.SearchStrategy[dict[str, Value]]:
    return st.fixed_dictionaries({}, optional={f.key: value_of(f) for f in sheet.columns})


def records_of(sheet: Sheet) -> st.SearchStrategy[dict[str, Record]]:
    origins = st.dictionaries(st.sampled_from([f.key for f in sheet.columns]), ORIGINS, max_size=2)
    return st.dictionaries(TEXT, st.tuples(values_of(sheet), origins), max_size=3).map(lambda d: {i: Record(i, v, o) for i, (v, o) in d.items()})


STATES = st.fixed_dictionaries({}, optional={sheet.key: records_of(sheet) for sheet in TEMPLATE.sheets})
BOOKS = st.fixed_dictionaries({}, optional={s.key: st.dictionaries(TEXT, values_of(s), max_size=3) for s in TEMPLATE.sheets})
BLANKS = st.dictionaries(WORDS, st.lists(WORDS, max_size=3).map(tuple), max_size=2)
ISSUED = st.builds(
    Issued, WORDS, TEXT, WORDS, st.integers(1, 99), st.sampled_from(["zh", "en"]), WORDS, BOOKS, BLANKS, st.frozensets(TEXT, max_size=3)
)
EDITS = st.builds(Edit, WORDS, TEXT, WORDS, ANY, ANY, TEXT, SOURCES, FLAGS, FLAGS)
ENTRIES = st.builds(Entry, ANY, TEXT, SOURCES, FLAGS, FLAGS)
ROWS = st.builds(NewRow, WORDS, TEXT, st.integers(1, 2**20), st.dictionaries(WORDS, ENTRIES, max_size=3), SOURCES, FLAGS, TEXT)
FINDINGS = st.builds(
    Finding, st.sampled_from(sorted(CODES)), TEXT, TEXT, WORDS, TEXT, WORDS, TEXT, WORDS, TEXT, WORDS, st.dictionaries(WORDS, ANY, max_size=2)
)  # fmt: skip
COPIES = st.builds(
    Copy, WORDS, TEXT, WORDS, TEXT, WORDS, st.integers(0, 99), TEXT, TEXT,
    st.lists(EDITS, max_size=3).map(tuple), st.lists(ROWS, max_size=2).map(tuple),
    st.lists(st.tuples(WORDS, TEXT), max_size=2).map(tuple), st.lists(FINDINGS, max_size=2).map(tuple), st.sampled_from(["", "held", "refused"]),
)  # fmt: skip
SETTLEMENTS = st.builds(Settlement, TEXT, ANY, st.lists(ANY, max_size=3).map(tuple), TEXT, TEXT, TEXT, st.integers(0, 99), WORDS)


@given(STATES)
def test_states(state: dict[str, dict[str, Record]]) -> None:
    back = codec.unpack_state(codec.unpack(codec.pack(codec.pack_state(TEMPLATE, state))))
    assert back == state
    assert [(sheet, list(records)) for sheet, records in back.items()] == [(sheet, list(records)) for sheet, records in state.items()]


@given(ISSUED)
def test_issued_workbooks(issued: Issued) -> None:
    assert codec.unpack_issued(codec.unpack(codec.pack(codec.pack_issued(TEMPLATE, issued)))) == issued


@given(COPIES)
def test_copies(copy: Copy) -> None:
    assert codec.unpack_copy(codec.unpack(codec.pack(codec.pack_copy(copy)))) == copy


@given(SETTLEMENTS)
def test_settlements(settlement: Settlement) -> None:
    back = codec.unpack_settlement(codec.unpack(codec.pack(codec.pack_settlement(settlement))))
    assert back == settlement
    assert [type(v) for v in (back.value, *back.basis)] == [type(v) for v in (settlement.value, *settlement.basis)]


@given(ANY)
def test_values_keep_their_type(value: Value) -> None:
    back = codec.value_of(codec.unpack(codec.pack(codec.plain(value))))
    assert (back, type(back)) == (value, type(value))


def test_equal_facts_give_equal_bytes() -> None:
    state = {"job": {"J-JA-001": Record("J-JA-001", {"title": "一", "due": date(2026, 12, 1)})}}
    assert codec.pack(codec.pack_state(TEMPLATE, state)) == codec.pack(codec.pack_state(TEMPLATE, {"job": dict(state["job"])}))


@pytest.mark.parametrize("value", [date(2026, 11, 27), datetime(2026, 11, 27, 14, 30, 5), datetime(2026, 11, 27), time(14, 30), time(0)])
def test_days_moments_and_times_are_kept_as_what_they_are(value: date | time) -> None:
    again = codec.value_of(codec.unpack(codec.pack(codec.plain(value))))
    assert (again, type(again)) == (value, type(value))
