"""The charts of the overview, and the hidden sheet with their numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sheetsync.model.figures import Figures
from sheetsync.model.kinds import Value
from sheetsync.model.page import Diagram
from sheetsync.model.plan import Chart, Column, Range, Row, Series, SheetPlan, text_width
from sheetsync.model.template import COUNT, ChartAim, Field
from sheetsync.steps.report.view import ReportInput

MOST_BARS = 16
"""So many categories a chart shows: those with the most records, in their order."""
COLUMN_PIXELS, ROW_PIXELS, CHART_HEIGHT, GAP = 85, 20, 212, 4
"""Pixels: of a column of the first sheet, of a row of the default height, of a chart, and of what is free beside it."""
BAR_PIXELS, THIN_PIXELS, AROUND_BARS, LABELS_WIDTH = 22, 18, 90, 130
"""Pixels: of a bar lying down with the space to the next one, of one among few, above and below all bars, and of their labels."""
FEW_BARS = 8
"""So many bars are shown thin, in a chart of which three stand side by side."""
MOST_UPRIGHT, WIDEST_UPRIGHT = 6, 42
"""So many categories, and characters of their labels in all, find room side by side below upright columns."""
SPARE_TONES = ("header", "new", "note", "heading")
"""For categories without a tone of their own."""
LYING = ("bar", "stacked_bar")


class Category(NamedTuple):
    """A value by which a chart counts: as data, as people read it, and its tone."""

    value: Value
    label: str
    tone: str = ""


def diagrams(data: ReportInput, figures: Figures) -> list[Diagram]:
    """The charts that the template aims and the one of what is overdue; those that would be empty are left out."""
    found = [_aimed(data, aim) for aim in data.template.charts if aim.kind == COUNT]
    late = sorted(figures.departments, key=lambda each: -each.overdue)[:MOST_BARS]
    late = [each for each in late if each.overdue] if len(late) > MOST_UPRIGHT else late
    label = data.words("report.chart.overdue")
    names = [each.department or data.words("report.no_department") for each in late]
    found.append(Diagram(_kind(names), label, names, {label: [each.overdue for each in late]}, ["bad"] * len(late)))
    return [diagram for diagram in found if any(any(column) for column in diagram.columns.values())]


def data_sheet(name: str, found: Sequence[Diagram]) -> SheetPlan:
    """The numbers of the charts: a block of rows for each, its categories in the first column."""
    width = max((len(diagram.columns) for diagram in found), default=0) + 1
    return SheetPlan(name, (Column(24),) * width, [row for diagram in found for row in _block(diagram)], state="hidden")


def crowded(diagram: Diagram) -> bool:
    """Whether a chart needs more room than one of three side by side has."""
    return diagram.kind in LYING and len(diagram.categories) > FEW_BARS


def chart_rows(diagram: Diagram) -> int:
    """How many rows of the default height a chart covers: more where many bars lie below each other."""
    bars = len(diagram.categories) if diagram.kind in LYING else 0
    return -(-max(CHART_HEIGHT, AROUND_BARS + (BAR_PIXELS if crowded(diagram) else THIN_PIXELS) * bars) // ROW_PIXELS)


def placed_charts(data: ReportInput, found: Sequence[Diagram], places: Iterable[Range]) -> Iterator[Chart]:
    """The charts, each over its cells."""
    first = 1
    for diagram, (top, left, bottom, right) in zip(found, places, strict=True):
        series = tuple(_series(data.names["report.charts"], diagram, first))
        alt = data.words("report.chart.alt", title=diagram.title)
        width, height = (right + 1 - left) * COLUMN_PIXELS - GAP, (bottom + 1 - top) * ROW_PIXELS - 2 * GAP
        yield Chart(diagram.kind, diagram.title, series, top, left, width, height, alt, _least(diagram, width))
        first += len(_block(diagram))


def _kind(labels: Sequence[str]) -> str:
    """Bars that lie down where upright columns would have no room for their labels."""
    return "column" if len(labels) <= MOST_UPRIGHT and sum(text_width(label) + 2 for label in labels) <= WIDEST_UPRIGHT else "bar"


def _least(diagram: Diagram, width: int) -> int:
    """The smallest number that has room on its part of a stacked bar."""
    longest = max(map(sum, zip(*diagram.columns.values(), strict=True)))
    return -(-longest * (8 + 7 * len(str(longest))) // (width - LABELS_WIDTH)) if diagram.kind == "stacked_bar" else 0


def _block(diagram: Diagram) -> list[Row]:
    rows = zip(diagram.categories, *diagram.columns.values(), strict=True)
    return [Row((diagram.title, *diagram.columns)), *(Row(tuple(row)) for row in rows), Row()]


def _series(sheet: str, diagram: Diagram, first: int) -> Iterator[Series]:
    """One series per column of the block that begins in row `first`."""
    top, bottom = first + 1, first + len(diagram.categories)
    single = len(diagram.columns) == 1
    for number, name in enumerate(diagram.columns, 2):
        tone = "" if single else diagram.tones[number - 2]
        yield Series(name, sheet, (top, 1, bottom, 1), (top, number, bottom, number), tone, tuple(diagram.tones) if single else ())


def _aimed(data: ReportInput, aim: ChartAim) -> Diagram:
    """A chart of how many records of a sheet there are by a field, and by a second one as stacks."""
    counts = Counter(
        (record.values.get(aim.by), record.values.get(aim.split) if aim.split else None) for record in data.merged.state.get(aim.sheet, {}).values()
    )
    title = aim.labels.get(data.language) or data.sheet_label(aim.sheet)
    rows = categories(data, aim.sheet, aim.by, Counter(row for row, _ in counts.elements()))
    if not aim.split:
        numbers = [counts[row.value, None] for row in rows]
        return Diagram(_kind([row.label for row in rows]), title, [row.label for row in rows], {title: numbers}, _tones(rows))
    stacks = categories(data, aim.sheet, aim.split, Counter(stack for _, stack in counts.elements()))
    stacks = [stack for stack in stacks if any(counts[row.value, stack.value] for row in rows)]
    columns = {stack.label: [counts[row.value, stack.value] for row in rows] for stack in stacks}
    return Diagram("stacked_bar", title, [row.label for row in rows], columns, _tones(stacks))


def categories(data: ReportInput, sheet: str, key: str, counts: Counter[Value], limit: int = MOST_BARS) -> list[Category]:
    """The values of a field in the order in which people know them; blank comes last, and only when there is any. Where they are more than the
    limit, those that are counted most."""
    field = data.field(sheet, key)
    known = _known(data, field) if field else []
    others = sorted(counts.keys() - {each.value for each in known} - {None}, key=str)
    found = [*known, *(Category(value, data.value(sheet, key, value)) for value in others)]
    if counts[None]:
        found.append(Category(None, data.words("report.chart.blank"), "muted"))
    most = {value for value, _ in counts.most_common(limit)}
    return found if len(found) <= limit else [each for each in found if each.value in most]


def _known(data: ReportInput, field: Field) -> list[Category]:
    """What a field can hold, where that is known beforehand."""
    if field.choices:
        return [Category(choice.key, choice.labels[data.language], choice.tone) for choice in field.choices]
    return [Category(name, name) for name in data.project.names] if field.kind == "department" else []


def _tones(found: Sequence[Category]) -> list[str]:
    """A tone for each, no two the same as long as there are enough: its own if it has one that is still free, else a spare one."""
    spare, used, tones = iter(SPARE_TONES), set[str](), list[str]()
    for each in found:
        tone = each.tone if each.tone and each.tone not in used else next(spare, each.tone)
        used.add(tone)
        tones.append(tone)
    return tones
