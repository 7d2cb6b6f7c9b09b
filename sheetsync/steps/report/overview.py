"""The first sheet: the page of the week, laid on a grid."""

from __future__ import annotations

from itertools import pairwise

from sheetsync.model.page import Block, Page
from sheetsync.model.page_breaks import breaks
from sheetsync.model.plan import Cell, Column, Conditional, Range, SheetPlan, Style, line_count, row_height, title_height
from sheetsync.steps.report.charts import chart_rows, placed_charts
from sheetsync.steps.report.grid import COLUMN_WIDTH, HEAD, WIDTH, Grid
from sheetsync.steps.report.view import ReportInput

SHARE = "done_share"
"""The column that is shown as bars."""
ROW_HEIGHT = 15
"""The height of rows that say none, in points."""
TOGETHER = 24
"""So many rows of a part stay on one page: a chart, and tables that are not longer."""


def overview_sheet(data: ReportInput, page: Page) -> SheetPlan:
    """The overview of a round."""
    grid = Grid()
    _head(page, grid)
    _cards(page, grid)
    _points(page, grid)
    places = _places(page, grid)
    starts = [*dict.fromkeys(row for row, _, _ in places), grid.next]
    bars = []
    for block in page.blocks:
        bars += [cells] if (cells := _block(block, grid)) else []
        starts.append(grid.next)
    parts = [grid.rows[first - 1 : following - 1] for first, following in pairwise([1, *starts])]
    return SheetPlan(
        name=data.names["report.overview"],
        columns=(Column(COLUMN_WIDTH),) * WIDTH,
        rows=grid.rows,
        conditionals=tuple(Conditional(cells, bar=True) for cells in bars),
        charts=tuple(placed_charts(data, page.diagrams, places)),
        merges=tuple(grid.merges),
        print_range=(1, 1, len(grid.rows), WIDTH),
        landscape=False,
        breaks=tuple(breaks(parts, WIDTH * COLUMN_WIDTH, TOGETHER, ROW_HEIGHT)),
        footer=data.footer,
        tab="title",
        default_height=ROW_HEIGHT,
    )


def _head(page: Page, grid: Grid) -> None:
    grid.add([(WIDTH, Cell(page.title, Style("title", wrap=True)))], title_height(page.title, WIDTH * COLUMN_WIDTH))
    grid.add([(WIDTH, Cell(page.about, Style("subtitle")))], 20)
    grid.skip()


def _cards(page: Page, grid: Grid) -> None:
    """The key figures: a big number and what it is, each leading to its sheet."""
    span = WIDTH // len(page.figures)
    grid.add([(span, Cell(each.value, Style("figure"))) for each in page.figures], 40)
    grid.add([(span, Cell(each.caption, Style("caption"), each.link)) for each in page.figures], 20)
    grid.add([(WIDTH, Cell(page.meaning, Style("note", wrap=True)))], row_height(line_count(page.meaning, WIDTH * COLUMN_WIDTH)))
    grid.skip()


def _points(page: Page, grid: Grid) -> None:
    """What needs attention, in sentences that lead to their sheets."""
    grid.heading(page.attention)
    for text, link in page.points:
        grid.add([(WIDTH, Cell(text, Style(wrap=True), link))], row_height(line_count(text, WIDTH * COLUMN_WIDTH), 20))


def _places(page: Page, grid: Grid) -> list[tuple[int, int, int]]:
    """Room for the charts, two side by side: row, column and how many rows each of them covers."""
    grid.skip()
    if not page.diagrams:
        grid.add([(WIDTH, Cell(page.uncharted, Style("note")))], 24)
    found: list[tuple[int, int, int]] = []
    for number in range(0, len(page.diagrams), 2):
        pair = page.diagrams[number : number + 2]
        rows = max(map(chart_rows, pair))
        found += [(grid.next, 1 + n * WIDTH // 2, rows) for n in range(len(pair))]
        grid.skip(rows)
    grid.skip()
    return found


def _block(block: Block, grid: Grid) -> Range | None:
    """A table; gives the range of its shares, if it has any."""
    if block.heading:
        grid.heading(block.heading)
    if block.note:
        grid.add([(WIDTH, Cell(block.note, Style("note")))], 18)
    spans = [column.span for column in block.columns]
    grid.add([(column.span, Cell(column.caption, HEAD)) for column in block.columns], _height(spans, [c.caption for c in block.columns], 20))
    first = grid.next
    for row in block.rows:
        grid.add(zip(spans, row, strict=True), _height(spans, [str(cell.value) if cell.style and cell.style.wrap else "" for cell in row], 18))
    last = grid.next - 1
    if block.more:
        grid.add([(WIDTH, Cell(block.more, Style("note")))], 18)
    grid.skip()
    left = next((sum(spans[:n]) + 1 for n, column in enumerate(block.columns) if column.key == SHARE), None)
    return (first, left, last, left + 1) if left and block.rows else None


def _height(spans: list[int], texts: list[str], lowest: float) -> float:
    """The height of a row that shows texts whole."""
    return row_height(max(line_count(text, span * COLUMN_WIDTH) for text, span in zip(texts, spans, strict=True)), lowest)
