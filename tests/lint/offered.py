"""What the lists of a workbook offer, held against what intake makes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache

import play
from lint.book import Area, Book, Sheet
from lint.written import PACKS

from sheetsync.files.templates import load_template
from sheetsync.model import kinds
from sheetsync.model.kinds import Context
from sheetsync.model.raw import RawCell
from sheetsync.model.template import Field


@cache
def fields() -> Mapping[tuple[str, str], Field]:
    """The fields of the templates that come with the program and of the tests' own, by the labels of their sheet and their own."""
    templates = [load_template(PACKS), load_template(str(play.TINY))]
    every = ((sheet, field) for template in templates for sheet in template.data_sheets for field in sheet.fields)
    return {(label, field.labels[language]): field for sheet, field in every for language, label in sheet.labels.items()}


def not_accepted(book: Book) -> Iterator[str]:
    """Entries that intake would not take as they stand, and choices that a list lacks."""
    for sheet in book.sheets:
        for each in sheet.validations:
            field = asked(sheet, each.areas[0]) if each.kind == "list" else None
            if field:
                yield from (f"{sheet.name}, {field.key}: {told}" for told in refused(field, book.values(each.formulas[0])))


def asked(sheet: Sheet, area: Area) -> Field | None:
    """The field whose cells those are: of a table by the heading above them, of a form by the label beside them."""
    heads = (sheet.text(row, area.left) for row in range(area.top - 1, 0, -1))
    labels = [sheet.text(area.top, 1), *heads] if sheet.filter is None else [sheet.text(sheet.filter.top, area.left)]
    found = (fields().get((sheet.name, label.removesuffix(" *"))) for label in labels)
    return next((field for field in found if field), None)


def refused(field: Field, entries: list[str]) -> Iterator[str]:
    departments = tuple((entry, str(number)) for number, entry in enumerate(entries))
    readings = {entry: kinds.read(RawCell(entry), field, Context(departments, date(2026, 11, 18))) for entry in entries}
    yield from (f"{entry!r} is not taken" for entry, reading in readings.items() if not reading.taken)
    if field.choices and {reading.value for reading in readings.values()} != {choice.key for choice in field.choices}:
        yield f"offered are {entries}"
