"""The lists that cells of the consolidated workbook offer, on one hidden sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from sheetsync.model import kinds
from sheetsync.model.plan import Column, Row, SheetPlan, Validation
from sheetsync.model.raw import column_letters
from sheetsync.model.template import Field, Sheet
from sheetsync.steps.report.view import ReportInput

ROOM = 200
"""Rows below a table for which its lists hold as well."""
MOST_OFFERED = 1000
"""So many records a list offers; in a bigger project it offers none, and an id may be typed all the same."""


class Lists(NamedTuple):
    """The lists to choose from, each once, by the name under which the cells know it."""

    names: Mapping[tuple[str, ...], str]

    def plan(self, sheet: str) -> SheetPlan:
        """The hidden sheet that holds them, one row each."""
        width = max((len(entries) for entries in self.names), default=1)
        return SheetPlan(sheet, (Column(24),) * width, [Row(entries) for entries in self.names], state="hidden")

    def defined(self, sheet: str) -> Mapping[str, str]:
        quoted = sheet.replace("'", "''")
        rows = enumerate(self.names.items(), 1)
        return {name: f"='{quoted}'!$A${row}:${column_letters(len(entries))}${row}" for row, (entries, name) in rows}


def lists_of(found: Iterable[tuple[str, ...]]) -> Lists:
    """Each list under a name of its own."""
    return Lists({each: f"choices_{number}" for number, each in enumerate(dict.fromkeys(each for each in found if each), 1)})


def field_lists(data: ReportInput) -> Iterator[tuple[str, ...]]:
    """What the fields of the merged tables offer."""
    return (entries(data, field) for sheet in data.template.tables for field in sheet.columns)


def entries(data: ReportInput, field: Field) -> tuple[str, ...]:
    """What the cells of a field may hold where that is one of a list; nothing for any other field."""
    if field.new:
        known = data.merged.state.get(field.target, {})
        ids = [str(kinds.show(id_, field, data.language, data.titles)) for id_ in known] if len(known) <= MOST_OFFERED else []
        return (field.new[data.language], *ids)
    if field.kind == "choice":
        return tuple(choice.labels[data.language] for choice in field.choices)
    return tuple(data.project.names) if field.kind == "department" else ()


def validations(data: ReportInput, sheet: Sheet, first_row: int, last_row: int, first_column: int, lists: Lists) -> Iterator[Validation]:
    """The lists in the columns of a merged table. A value that they lack is told by `resolve`, with the cell."""
    for column, field in enumerate(sheet.columns, first_column):
        if offered := entries(data, field):
            yield Validation(((first_row, column, last_row + ROOM, column),), "list", lists.names[offered], severity="warning")
