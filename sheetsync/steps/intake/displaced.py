"""Finds columns whose values went to other rows: sorted by themselves, or pushed down or up by cells that were put in or taken out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sheetsync.model.copy import Edit
from sheetsync.model.kinds import Value, is_free
from sheetsync.model.template import Field, Sheet
from sheetsync.steps.intake.lines import Line

TEXTS = 3
"""So many texts of one column in other rows than they were issued in are no coincidence."""

TEXTS_IN_TWO = 2
"""So many in each of two columns are none either."""

SORTED = 4
"""So many values of one column must have changed places before the order in which they stand tells anything."""

NEARLY_ALL = 0.8
"""The share of a column's new values that were issued in other rows, from which on the others were typed afterwards."""


def displaced(sheet: Sheet, edits: Iterable[Edit], lines: Iterable[Line]) -> str:
    """A record beside which another one's value stands, where whole columns went to other rows; blank where none did.

    `lines` are the rows of the records that were issued. A text that another row has given up tells it. A date, a number or a choice does not:
    everything put off by a week looks the same. There all must be exactly what was issued, and either stand in order now or one row further.
    """
    by_field: dict[str, list[Edit]] = {}
    for edit in edits:
        by_field.setdefault(edit.field, []).append(edit)
    texts = {key: moved for key, each in by_field.items() if _is_text(sheet.field(key)) and (moved := _moved(each))}
    rows = sorted(lines, key=lambda line: line.number)
    sure = [moved for moved in texts.values() if len(moved) >= TEXTS]
    sure += [moved for moved in texts.values() if len(moved) >= TEXTS_IN_TWO and len(texts) > 1]
    sure += [each for key, each in by_field.items() if len(each) >= SORTED and _is_as_issued(sheet.field(key), each, rows)]
    return sure[0][0].record if sure else ""


def _is_text(field: Field) -> bool:
    """Whether a field takes any text; names of people are exchanged when duties are."""
    return is_free(field) and field.kind != "person"


def _moved(edits: Sequence[Edit]) -> list[Edit]:
    """The edits of a column that put there what other rows have given up, where nearly all do, and not the same again and again."""
    filled = [edit for edit in edits if edit.value is not None]
    given_up = Counter(edit.before for edit in edits if edit.before is not None)
    moved = list(_taken_from(given_up, filled))
    several = len({edit.value for edit in moved}) == len(moved) >= TEXTS_IN_TWO
    return moved if several and len(moved) >= NEARLY_ALL * len(filled) else []


def _taken_from(given_up: Counter[Value], edits: Iterable[Edit]) -> Iterator[Edit]:
    for edit in edits:
        if given_up[edit.value]:
            given_up[edit.value] -= 1
            yield edit


def _is_as_issued(field: Field, edits: Sequence[Edit], rows: Sequence[Line]) -> bool:
    """Whether a column holds what was issued in it, in order, or all from one row on a row further."""
    before = {edit.source.cell: edit.before for edit in edits}
    now = [line.reading(field).value for line in rows]
    issued = [before.get(line.cell(field), value) for line, value in zip(rows, now, strict=True)]
    filled = [value for value in now if value is not None]
    if len(set(filled)) < TEXTS:
        return False
    if Counter(now) == Counter(issued):
        return any(_in_order(keys) for keys in _orders(filled))
    return _is_pushed(now, issued) or _is_pushed(now[::-1], issued[::-1])


def _is_pushed(now: Sequence[Value], issued: Sequence[Value]) -> bool:
    """Whether a blank cell was put in, and everything from there on stands one row further."""
    first = next(n for n, (value, before) in enumerate(zip(now, issued, strict=True)) if value != before)
    return now[first] is None and now[first + 1 :] == issued[first:-1]


def _orders(values: Sequence[Value]) -> Iterator[Sequence[Any]]:
    """The values by what programs sort them by: texts by their letters, Chinese ones by their sounds, of which GBK has most in order."""
    if all(isinstance(value, str) for value in values):
        yield [str(value).casefold() for value in values]
        yield [str(value).encode("gb18030") for value in values]
    elif not any(isinstance(value, str | tuple) for value in values):
        yield values


def _in_order(keys: Sequence[Any]) -> bool:
    ordered = sorted(keys)
    return list(keys) in (ordered, ordered[::-1])
