"""Finds rows whose cells stand some columns beside their own, so that every one of them would be read as something else."""

from __future__ import annotations

from collections.abc import Mapping, Set

from sheetsync.model.raw import BLANK
from sheetsync.model.record import Values
from sheetsync.model.template import Sheet
from sheetsync.steps.intake.lines import Line, identity

OFFSETS = (1, -1, 2, -2)
"""How many columns to the right a row may have got."""

MOST = 0.6
"""So many of a record's issued values must stand there."""

FEW = 3
"""But at least so many; fewer may well be a coincidence."""


def shifted(line: Line, sheet: Sheet, base: Mapping[str, Values], blanks: Set[str]) -> str:
    """The record of which a row holds the values beside their columns; blank where it does not."""
    if line.hidden in base or line.hidden in blanks or _as_issued(line, sheet, base):
        return ""
    return next((found for offset in OFFSETS if (found := _at(line, offset, base, blanks))), "")


def _as_issued(line: Line, sheet: Sheet, base: Mapping[str, Values]) -> bool:
    """Whether a row has its record's title, or no record of which to tell one."""
    values = base.get(line.visible, {})
    if line.hidden_column == 0 and not values:
        return True
    return bool(values) and sheet.title in line.table.columns and line.reading(sheet.field(sheet.title)).value == values.get(sheet.title)


def _at(line: Line, offset: int, base: Mapping[str, Values], blanks: Set[str]) -> str:
    """The record that stands in a row that many columns to the right of its own ones."""
    hidden, visible = (identity(line.cells.get(column + offset, BLANK)) if column else "" for column in (line.hidden_column, line.id_column))
    if hidden == visible and hidden in blanks:
        return hidden
    for found in dict.fromkeys((hidden, visible, line.visible)):
        issued = [(field, column) for field, column in line.table.fields if base.get(found, {}).get(field.key) is not None]
        same = sum(line.table.reading(field, line.cells.get(column + offset, BLANK)).value == base[found][field.key] for field, column in issued)
        if same >= max(FEW, MOST * len(issued)):
            return found
    return ""
