"""The canonical order of what goes in and what comes out, so that equal input gives equal bytes; no tie is broken by the alphabet of values."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sheetsync.model.copy import Copy
from sheetsync.model.finding import sort_key
from sheetsync.model.merged import Merged
from sheetsync.model.project import Project
from sheetsync.model.template import Template


def in_order(project: Project, copies: Iterable[Copy]) -> list[Copy]:
    """The copies by round, department (as the project lists them) and time of saving; each once."""
    place = {name: index for index, name in enumerate(project.names)}
    unique = {copy.sha256: copy for copy in sorted(copies, key=lambda c: c.file, reverse=True)}
    return sorted(unique.values(), key=lambda c: (c.order, place.get(c.department, len(place)), c.saved_at, c.sha256))


def natural(identity: str) -> tuple[Any, ...]:
    """An id's place among others: T-KF-9 before T-KF-10."""
    return tuple((int(part), "") if part.isdecimal() else (0, part) for part in re.split(r"(\d+)", identity))


class Order:
    """The order of places: sheets and fields as in the template, records by their ids."""

    def __init__(self, template: Template) -> None:
        self.sheets = {sheet.key: index for index, sheet in enumerate(template.sheets)}
        self.fields = {(sheet.key, f.key): index for sheet in template.sheets for index, f in enumerate(sheet.fields)}

    def __call__(self, sheet: str, record: str, field: str) -> tuple[Any, ...]:
        return (self.sheets.get(sheet, -1), natural(record), self.fields.get((sheet, field), -1))


def sorted_result(template: Template, merged: Merged) -> Merged:
    """The result in its canonical order."""
    order = Order(template)
    return Merged(
        state=merged.state,
        removed=merged.removed,
        changes=sorted(merged.changes, key=lambda c: order(c.sheet, c.record, c.field)),
        decisions=sorted(merged.decisions, key=lambda d: (order(d.sheet, d.record, d.field), d.id)),
        findings=sorted(merged.findings, key=sort_key),
        fates=sorted(merged.fates, key=lambda f: (order(f.sheet, f.record, f.field), f.source, f.fate)),
        copies=merged.copies,
        given=merged.given,
        added=merged.added,
        settled=merged.settled,
    )
