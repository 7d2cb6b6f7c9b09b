"""The sheet of what the round changed: who, where, from what to what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby

from sheetsync.model.decision import Settlement
from sheetsync.model.merged import Change
from sheetsync.model.plan import Cell, CellValue, SheetPlan
from sheetsync.model.record import Source
from sheetsync.steps.report.layout import BODY, CENTRE, ID, MOMENT, Cells
from sheetsync.steps.report.lists import columns, linked, list_sheet
from sheetsync.steps.report.view import ReportInput

LONGEST = 500
"""So many characters are shown of each value of a new record."""


def changes(data: ReportInput, back: Cell) -> SheetPlan:
    """Everything that the round changed; a new record is one row."""
    rows = [*_added_rows(data), *_change_rows(data, data.merged.changes)]
    widths = {
        "sheet": 13, "number": 15, "title": 28, "field": 16, "before": 28, "after": 40, "who": 16, "file": 30, "place": 14, "cell": 10, "when": 18,
    }  # fmt: skip
    styles = {"sheet": CENTRE, "number": ID, "cell": CENTRE, "when": MOMENT}
    headings = columns(data, widths, styles, BODY)
    return list_sheet(data, "changes", data.words("report.about.changes", count=len(rows)), headings, rows, back, fixed=2)


def _added_rows(data: ReportInput) -> Iterator[Cells]:
    """The records that the coordinator added: what they hold now, and in which row they were typed."""
    for sheet, record in data.merged.added:
        origins = [origin for origin in data.merged.state[sheet][record].origins.values() if origin.sources and not origin.departments]
        sources = tuple(origin.sources[0] for origin in origins)
        values = data.merged.state[sheet][record].values
        yield _new_row(data, [Change(sheet, record, key, None, value, (), sources, added=True) for key, value in values.items()])


def _change_rows(data: ReportInput, found: Iterable[Change]) -> Iterator[Cells]:
    for (_, _, added), group in groupby(found, key=lambda change: (change.sheet, change.record, change.added)):
        if added:
            yield _new_row(data, list(group))
        else:
            yield from (_change_row(data, change) for change in group)


def _change_row(data: ReportInput, change: Change) -> Cells:
    label = data.part_label(change.sheet, change.field)
    return _told(data, change, label, data.turn(change), change.sources)


def _new_row(data: ReportInput, group: list[Change]) -> Cells:
    """A new record: what it holds, and where it begins."""
    first = group[0]
    holds = (data.words("where.says", where=data.field_label(c.sheet, c.field), sentence=begun(data.value(c.sheet, c.field, c.after))) for c in group)
    return _told(data, first, data.words("report.new_record"), (None, "\n".join(holds)), first.sources[:1])


def begun(text: CellValue) -> str:
    """The beginning of a very long text, so that a whole record finds room in one cell; its table has all of it. Blank where there is none."""
    shown = "" if text is None else str(text)
    return shown if len(shown) <= LONGEST else f"{shown[: LONGEST - 1]}…"


def _told(data: ReportInput, change: Change, label: str, values: tuple[CellValue, CellValue], sources: tuple[Source, ...]) -> Cells:
    number, title = linked(data, change.sheet, change.record), data.title(change.sheet, change.record)
    settlement = None if sources else data.settlement(change)
    where = ["\n".join(getattr(source, part) for source in sources) for part in ("file", "sheet", "cell")]
    if settlement:
        where[0] = data.settled_in(settlement)
    who = data.join(change.departments) or data.coordinator(settlement)
    if change.cause:
        who = data.words("report.follows", who=who, cause=data.cause(change.cause))
    return (data.sheet_label(change.sheet), number, title, label, *values, who, *where, _when(data, sources, settlement))


def _when(data: ReportInput, sources: Iterable[Source], settlement: Settlement | None) -> CellValue:
    """When something was settled, or the file was saved in which it was written; of several the last one."""
    times = [data.local(settlement.at)] if settlement else [data.saved.get(source.file) for source in sources]
    return max((each for each in times if isinstance(each, datetime)), default=None)
