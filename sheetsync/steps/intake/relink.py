"""Finds records whose rows have lost their ids by what stands in the rows; what may be either of two is neither."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from rapidfuzz.fuzz import ratio

from sheetsync.model.kinds import Value, is_free
from sheetsync.model.record import Values
from sheetsync.model.template import Field, Sheet
from sheetsync.steps.intake.lines import Line

SAME_RECORD = 0.6
"""A row without an id is a record whose row is missing when at least this share of the record's filled cells is the same."""

CLEARLY = 0.25
"""A row is clearly one of two records when it shares this much more of its cells with the one than with the other."""

SIMILAR = 80
"""Texts that are so much alike, of 100, may be one that was mended: a letter of five may be another one.

Names of different things are as much alike (80 to 93: “Sprint 1 review”, “Sprint 2 review”), so this never tells by itself.
"""

COUNTING = re.compile(r"\d+|[一二三四五六七八九十甲乙丙丁上中下首末季月年]")
"""What tells names apart that else are alike; it must be the same in both."""

RARE = 20
"""A value that more of the missing records hold than this tells little about which of them a row is."""

Likeness = Callable[[Line, Sheet, Values], float]


def likeness(line: Line, sheet: Sheet, values: Values) -> float:
    """The share of a record's filled cells that the row holds alike; 0 for a blank one."""
    return _share(line, sheet, values, lambda _, now, before: float(now == before))


def similarity(line: Line, sheet: Sheet, values: Values) -> float:
    """The same, where a text that is nearly the one that was issued counts as far as it is alike."""
    return _share(line, sheet, values, _alike)


def _share(line: Line, sheet: Sheet, values: Values, alike: Callable[[Field, Value, Value], float]) -> float:
    fields = [f for f in line.fields(sheet) if values.get(f.key) is not None]
    return sum(alike(f, line.reading(f).value, values[f.key]) for f in fields) / len(fields) if fields else 0.0


def _alike(field: Field, now: Value, before: Value) -> float:
    if now == before or not (is_free(field) and isinstance(now, str) and isinstance(before, str)):
        return float(now == before)
    if COUNTING.findall(now) != COUNTING.findall(before):
        return 0.0
    return ratio(now, before, score_cutoff=SIMILAR) / 100


def relink(sheet: Sheet, rows: Sequence[Line], gone: Mapping[str, Values]) -> dict[str, Line]:
    """The rows that certainly are those records: what is the same first, then what is mostly the same, then what is nearly so."""
    found = _same(sheet, rows, gone)
    for measure in (likeness, similarity):
        numbers = {line.number for line in found.values()}
        left = {i: values for i, values in gone.items() if i not in found}
        found |= _mostly(sheet, [line for line in rows if line.number not in numbers], left, measure)
    return found


def _same(sheet: Sheet, rows: Iterable[Line], gone: Mapping[str, Values]) -> dict[str, Line]:
    """Records and rows that hold exactly the same; where several do, in their order, since it makes no difference."""
    by_content: dict[frozenset[tuple[str, object]], list[Line]] = {}
    columns: set[str] = set()
    for line in rows:
        values = line.values(sheet)
        columns |= values.keys()
        by_content.setdefault(frozenset((k, v) for k, v in values.items() if v is not None), []).append(line)
    found = {}
    for identity, record in gone.items():
        content = frozenset((k, v) for k, v in record.items() if k in columns and v is not None)
        if content and (same := by_content.get(content)):
            found[identity] = same.pop(0)
    return found


def _mostly(sheet: Sheet, rows: Sequence[Line], gone: Mapping[str, Values], measure: Likeness) -> dict[str, Line]:
    """Records and rows that hold mostly the same, each clearly more of the other than of any third."""
    holders = _holders(gone)
    scores = {(line.number, i): measure(line, sheet, gone[i]) for line in rows for i in _candidates(sheet, line, gone, holders)}
    lines = {line.number: line for line in rows}
    best_of_row, best_of_record = _two_best(scores, 0), _two_best(scores, 1)
    return {
        identity: lines[number]
        for (number, identity), score in scores.items()
        if score >= SAME_RECORD
        and all(score == best and score - second >= CLEARLY for best, second in (best_of_row[number], best_of_record[identity]))
    }


def _candidates(sheet: Sheet, line: Line, gone: Mapping[str, Values], holders: Mapping[tuple[str, object], Sequence[str]]) -> Sequence[str]:
    """The missing records that a row may be: all when they are few, else those that share a value with it that few of them have."""
    if len(gone) <= RARE:
        return list(gone)
    shared = [holders.get(item, ()) for item in line.values(sheet).items()]
    return list(dict.fromkeys(i for ids in shared if len(ids) <= RARE for i in ids))


def _holders(gone: Mapping[str, Values]) -> Mapping[tuple[str, object], Sequence[str]]:
    """Which of the missing records hold a value in a field."""
    holders: dict[tuple[str, object], list[str]] = {}
    for identity, values in gone.items():
        for item in values.items():
            holders.setdefault(item, []).append(identity)
    return holders


def _two_best(scores: Mapping[tuple[int, str], float], side: int) -> dict[object, tuple[float, float]]:
    """The best and the second best score of each row (side 0) or each record (side 1)."""
    best: dict[object, tuple[float, float]] = {}
    for key, score in scores.items():
        first, second = best.get(key[side], (0.0, 0.0))
        best[key[side]] = (score, first) if score > first else (first, max(second, score))
    return best
