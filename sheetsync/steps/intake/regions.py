"""Tells apart the tables that people have put below one another on one sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from sheetsync.model.raw import RawRow, RawSheet, RawWorkbook
from sheetsync.model.template import Sheet, Template
from sheetsync.steps.intake.headers import count_labels
from sheetsync.steps.intake.labels import Labels

SHARE = 0.6
"""A row is a table's header when at least this share of the table's labels stand in it."""

PLAIN = 3
"""So many labels must stand in it just as they were issued; looking at every cell more closely takes too long."""

REQUIRED = ("", "*", " *")
"""What may stand behind a label as it was issued: the mark of a required field."""


def apart(raw: RawWorkbook, template: Template) -> RawWorkbook:
    """The workbook with every table on a sheet of its own, all of one name where they stood on one; rows keep their numbers."""
    tables = [(sheet, Labels(sheet)) for sheet in template.tables]
    labels = [label for sheet in template.tables for field in sheet.fields for label in field.labels.values()]
    plain = frozenset(label + mark for label in labels for mark in REQUIRED)
    return replace(raw, sheets=[part for sheet in raw.sheets for part in _parts(sheet, tables, plain)])


def _parts(sheet: RawSheet, tables: Sequence[tuple[Sheet, Labels]], plain: frozenset[str]) -> Iterator[RawSheet]:
    heads = [(number, key) for number, key in ((row[0], _table(row, tables, plain)) for row in sheet.rows) if key]
    # the same header once more begins no other table
    starts = [number for (_, before), (number, key) in pairwise(heads) if key != before]
    if not starts:
        yield sheet
        return
    for first, end in pairwise([0, *starts, max(number for number, _ in sheet.rows) + 1]):
        yield _cut(sheet, first, end)


def _table(row: RawRow, tables: Sequence[tuple[Sheet, Labels]], plain: frozenset[str]) -> str:
    """The key of the table of which a row is the header."""
    _, cells = row
    if len(cells) < PLAIN or plain.isdisjoint(texts := [cell.value for cell in cells.values()]) or len(plain.intersection(texts)) < PLAIN:
        return ""
    shares = {sheet.key: count_labels(labels, cells) / len(sheet.fields) for sheet, labels in tables}
    best = max(shares, key=lambda key: shares[key])
    return best if shares[best] >= SHARE else ""


def _cut(sheet: RawSheet, first: int, end: int) -> RawSheet:
    """The rows of a sheet from one on and before another one, with their notes; what is known of other rows does no harm."""
    comments = {place: text for place, text in sheet.comments.items() if first <= place[0] < end}
    return replace(sheet, rows=[row for row in sheet.rows if first <= row[0] < end], comments=comments)
