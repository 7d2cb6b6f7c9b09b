"""What was typed where a consolidated workbook is made anew each time: on its lists, and on sheets of one's own. None of it is taken over."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from sheetsync.model.finding import Finding
from sheetsync.model.kinds import written
from sheetsync.model.raw import RawCell, RawSheet, RawWorkbook, address

Texts = Mapping[int, str]
"""What a row says, by column; formulas say nothing, since every program calculates them anew."""


class Asked(NamedTuple):
    """Where the sheet of decisions is filled in: below which row, in which columns."""

    header: int
    columns: Collection[int]


def typed_anew(found: Sequence[RawSheet], kept: RawWorkbook, asked: Mapping[str, Asked], records: Mapping[str, str], file: str) -> Iterator[Finding]:
    """A finding for each cell that says what it did not say when we wrote the workbook (`kept`), and for each sheet that we did not write.

    `found` are the sheets of which no table is read, `asked` tells by name where in them decisions are answered, `records` the sheet of each record.
    """
    before = {sheet.name: sheet for sheet in kept.sheets}
    for sheet in found:
        if sheet.name not in before:
            yield Finding("not-read-back", file=file, place=sheet.name, value=sheet.name, reason="own-sheet")
            continue
        for number, column, text, row in _typed(sheet, before[sheet.name], asked.get(sheet.name, Asked(0, ()))):
            record = next((word for each in row.values() for word in re.split(r"[^\w-]+", each) if word in records), "")
            yield Finding(
                "not-read-back", file=file, sheet=records.get(record, ""), record=record, place=sheet.name, cell=address(number, column), value=text,
                reason="record" if record else "",
            )  # fmt: skip


def _typed(sheet: RawSheet, before: RawSheet, asked: Asked) -> Iterator[tuple[int, int, str, Texts]]:
    """The cells that say something new, with their rows as they were; rows that are only somewhere else now say nothing new."""
    ours = {number: _texts(number, cells, asked) for number, cells in before.rows}
    theirs = {number: _texts(number, cells, asked) for number, cells in sheet.rows}
    formulas = {(number, column) for number, cells in before.rows for column, cell in cells.items() if cell.formula}
    left = dict(ours)
    for number in [n for n, row in theirs.items() if left.get(n) == row]:
        del left[number], theirs[number]
    for number, row in theirs.items():
        twin = next((n for n, each in left.items() if each == row), None)
        home = twin if twin is not None else _nearest(number, row, left)
        was = left.pop(home, {}) if home is not None else {}
        for column, text in row.items():
            if text != was.get(column) and (home, column) not in formulas:
                yield number, column, text, was or row


def _nearest(number: int, row: Texts, left: Mapping[int, Texts]) -> int | None:
    """The row that this one was: with which it has most cells in common, its own number first."""
    alike = {n: sum(each.get(column) == text for column, text in row.items()) for n, each in left.items()}
    best = max(alike, key=lambda n: (alike[n], n == number), default=None)
    return best if best is not None and (alike[best] or best == number) else None


def _texts(number: int, cells: Mapping[int, RawCell], asked: Asked) -> Texts:
    answers = asked.columns if number > asked.header else ()
    texts = {column: written(cell).strip() for column, cell in cells.items() if not cell.formula and column not in answers}
    return {column: text for column, text in texts.items() if text}
