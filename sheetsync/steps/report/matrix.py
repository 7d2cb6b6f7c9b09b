"""How many unfinished records there are by two fields at once, as a risk matrix: for the first sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from sheetsync.model.page import Block, Captioned
from sheetsync.model.plan import Cell
from sheetsync.model.template import MATRIX, ChartAim, holds
from sheetsync.steps.report.charts import Category, categories
from sheetsync.steps.report.parts import NAME, count
from sheetsync.steps.report.tables import place
from sheetsync.steps.report.view import ReportInput

MOST_COLUMNS, NARROW = 10, 4
"""So many columns have room beside their rows' names, and with so many the whole of it has room beside another table."""
RANKS: Mapping[str, int] = {"bad": 2, "warn": 1}
"""How much a choice weighs, by its tone; every other one weighs nothing."""


def matrices(data: ReportInput) -> Iterator[Block]:
    """The matrices that the template asks for; those without any unfinished record are left out."""
    for aim in data.template.charts:
        sheet = data.template.find_sheet(aim.sheet)
        if aim.kind == MATRIX and sheet:
            records = (each.values for each in data.merged.state.get(aim.sheet, {}).values() if not holds(sheet.closed, each.values))
            counts = Counter((values.get(aim.by), values.get(aim.split)) for values in records)
            if counts:
                yield _matrix(data, aim, counts)


def _matrix(data: ReportInput, aim: ChartAim, counts: Counter[tuple[object, object]]) -> Block:
    rows = categories(data, aim.sheet, aim.by, Counter(row for row, _ in counts.elements()))
    across = categories(data, aim.sheet, aim.split, Counter(column for _, column in counts.elements()), MOST_COLUMNS)
    weighs, link = any(each.tone in RANKS for each in across), place(data.names[aim.sheet])
    named = {"by": data.field_label(aim.sheet, aim.by), "split": data.field_label(aim.sheet, aim.split)}
    head = Captioned("by", data.words("report.matrix.corner", **named), 1 if len(across) <= NARROW else 2)
    cells = tuple(_row(row, across, counts, link, weighs=weighs) for row in rows)
    title = aim.labels.get(data.language) or data.sheet_label(aim.sheet)
    columns = (head, *(Captioned(str(n), each.label, 1) for n, each in enumerate(across)))
    return Block("matrix", title, columns, cells, more=data.words("report.matrix.note", **named))


def _row(row: Category, across: Sequence[Category], counts: Counter[tuple[object, object]], link: str, *, weighs: bool) -> tuple[Cell, ...]:
    tones = (severity(row.tone, each.tone if weighs else "warn") for each in across)
    return Cell(row.label, NAME), *(count(counts[row.value, each.value], tone, link) for each, tone in zip(across, tones, strict=True))


def severity(row: str, column: str) -> str:
    """The tone of a cell by those of its row and its column: a bad row is bad but in a column that weighs nothing, where it is a warning; a warning
    becomes bad in a bad column and nothing in one that weighs nothing; any other row is nothing to warn of."""
    weight = RANKS.get(row, 0) + RANKS.get(column, 0)
    if row not in RANKS or weight < 2:
        return ""
    return "bad" if weight > 2 else "warn"
