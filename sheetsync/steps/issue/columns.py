"""Columns of our own in the tables of a workbook: of what is shown, and of what is to be mended. Nothing is filled in there, and nothing is read."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sheetsync.model.copy import Place
from sheetsync.model.plan import CellValue
from sheetsync.model.project import Project
from sheetsync.model.record import Record, State
from sheetsync.model.shown import shown
from sheetsync.model.template import Field, Sheet, Template
from sheetsync.model.words import Words


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns of our own, by table, and what stands in their cells: those before the other fields, next to the ids, and those after them."""

    before: Mapping[str, Sequence[Field]] = field(default_factory=dict)
    after: Mapping[str, Sequence[Field]] = field(default_factory=dict)
    cells: Mapping[Place, CellValue] = field(default_factory=dict)

    def added(self, template: Template) -> Template:
        """The template with these columns, as far as the layout is concerned."""
        return dataclasses.replace(template, sheets=tuple(map(self._added, template.sheets)))

    def _added(self, sheet: Sheet) -> Sheet:
        before, after = self.before.get(sheet.key, ()), self.after.get(sheet.key, ())
        ids = tuple(each for each in sheet.fields if each.kind == "id")
        return dataclasses.replace(sheet, fields=(*ids, *before, *sheet.columns, *after)) if before or after else sheet


def shown_columns(
    template: Template, project: Project, state: State, rows: Mapping[str, Sequence[Record]], titles: Mapping[str, str], words: Words
) -> Columns:
    """What the tables of a department's workbook show of other records, beside the `rows` that it has."""
    found = shown(template, project, state, sent=True)
    cells = {
        (sheet, record.id, each.field.key): text
        for sheet, columns in found.items()
        for each in columns
        for record in rows.get(sheet, ())
        if (text := each.text(record.id, words.language, titles))
    }
    return Columns(after={sheet: [each.field for each in columns] for sheet, columns in found.items()}, cells=cells)
