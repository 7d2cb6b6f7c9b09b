"""The first sheet: the page of the week, laid on a grid so that what matters stands on one page of A4."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from sheetsync.model.page import Block, Page
from sheetsync.model.page_breaks import breaks
from sheetsync.model.plan import Cell, Column, Conditional, Range, SheetPlan, Style, line_count, row_height, title_height
from sheetsync.steps.report.charts import chart_rows, crowded, placed_charts
from sheetsync.steps.report.grid import COLUMN_WIDTH, HEAD, PAGE_HEIGHT, ROW_HEIGHT, WIDTH, Grid, Part
from sheetsync.steps.report.view import ReportInput

SHARE = "done_share"
"""The column that is shown as bars."""
TOGETHER = 24
"""So many rows of a part stay on one page: a chart, and tables that are not longer."""
MOST_BESIDE, CROWDED_BESIDE = 3, 2
"""So many charts stand side by side, and so many where one of them has many bars."""

Line = tuple[list[Part], float]
"""The cells of a row, and the height that they need."""


def overview_sheet(data: ReportInput, page: Page) -> SheetPlan:
    """The overview of a round."""
    grid = Grid()
    _head(page, grid)
    _cards(page, grid)
    _points(page, grid)
    bars = put_blocks(page.blocks, grid)
    places = _places(page, grid)
    details = grid.next
    bars += put_blocks(page.details, grid)
    return SheetPlan(
        name=data.names["report.overview"],
        columns=(Column(COLUMN_WIDTH),) * WIDTH,
        rows=grid.rows,
        conditionals=tuple(Conditional(cells, bar=True) for cells in bars),
        charts=tuple(placed_charts(data, page.diagrams, places)),
        merges=tuple(grid.merges),
        print_range=(1, 1, len(grid.rows), WIDTH),
        landscape=False,
        breaks=tuple(_breaks(grid, details)),
        footer=data.footer,
        tab="title",
        default_height=ROW_HEIGHT,
    )


def _breaks(grid: Grid, details: int) -> Iterator[int]:
    """The rows with which new pages begin: that of the details, unless all has room on one page, and every part that would be cut."""
    if sum(ROW_HEIGHT if row.height is None else row.height for row in grid.rows) <= PAGE_HEIGHT:
        return
    for first, following in ((1, details), (details, grid.next)):
        if first > 1:
            yield first
        parts = grid.parts(first, following)
        yield from (first - 1 + row for row in breaks(parts, WIDTH * COLUMN_WIDTH, TOGETHER, ROW_HEIGHT, PAGE_HEIGHT))


def _head(page: Page, grid: Grid) -> None:
    grid.add([(WIDTH, Cell(page.title, Style("title", wrap=True)))], title_height(page.title, WIDTH * COLUMN_WIDTH))
    grid.add([(WIDTH, Cell(page.about, Style("subtitle")))], 20)
    grid.gap()


def _cards(page: Page, grid: Grid) -> None:
    """The key figures: a big number, what it is and how it has changed, each leading to its sheet."""
    span = WIDTH // len(page.figures)
    grid.add([(span, Cell(each.value, Style("figure"))) for each in page.figures], 40)
    grid.add([(span, Cell(each.caption, Style("caption"), each.link)) for each in page.figures], 20)
    if any(each.change for each in page.figures):
        grid.add([(span, Cell(each.change, Style("caption"))) for each in page.figures], 18)
    grid.add([(WIDTH, Cell(page.meaning, Style("note", wrap=True)))], row_height(line_count(page.meaning, WIDTH * COLUMN_WIDTH)))
    grid.gap()


def _points(page: Page, grid: Grid) -> None:
    """What needs attention, in sentences that lead to their sheets."""
    grid.part()
    grid.heading(page.attention)
    for text, link in page.points:
        grid.add([(WIDTH, Cell(text, Style(wrap=True), link))], row_height(line_count(text, WIDTH * COLUMN_WIDTH), 20))
    grid.gap()


def _places(page: Page, grid: Grid) -> list[Range]:
    """Room for the charts, as many side by side as can be and each row of them filled."""
    if not page.diagrams:
        grid.part()
        grid.add([(WIDTH, Cell(page.uncharted, Style("note")))], 24)
    found: list[Range] = []
    for band in _bands(len(page.diagrams), CROWDED_BESIDE if any(map(crowded, page.diagrams)) else MOST_BESIDE):
        beside = page.diagrams[len(found) : len(found) + band]
        rows, span = max(map(chart_rows, beside)), WIDTH // max(band, 2)
        grid.part()
        # else the frame of a chart that begins a page is seen at the foot of the one before
        grid.gap()
        found += [(grid.next, 1 + n * span, grid.next + rows - 1, (n + 1) * span) for n in range(band)]
        grid.skip(rows)
    return found


def _bands(count: int, beside: int = MOST_BESIDE) -> list[int]:
    """How many charts stand in each row, as evenly as can be: four are two and two."""
    bands = -(-count // beside)
    return [len(range(n, count, bands)) for n in range(bands)]


def put_blocks(blocks: Sequence[Block], grid: Grid) -> list[Range]:
    """Tables below each other, two narrow ones side by side; gives the ranges of their shares."""
    bars: list[Range] = []
    for beside in _beside(blocks):
        if beside[0].heading:
            grid.part()
        first, lines = grid.next, [list(_lines(block, _width(block) if len(beside) > 1 else WIDTH)) for block in beside]
        for row in zip_longest(*lines, fillvalue=([], 0.0)):
            grid.add(_joined([parts for parts, _ in row], [_width(block) for block in beside]), max(height for _, height in row))
        bars += _shares(beside[0], first)
        grid.gap()
    return bars


def _beside(blocks: Sequence[Block]) -> Iterator[Sequence[Block]]:
    """The tables that stand side by side: two that are narrow enough to have a column free between them."""
    rest = list(blocks)
    while rest:
        pair = rest[:2]
        fits = len(pair) == 2 and pair[1].heading and sum(map(_width, pair)) < WIDTH
        yield pair if fits else pair[:1]
        del rest[: 2 if fits else 1]


def _width(block: Block) -> int:
    return sum(column.span for column in block.columns)


def _joined(lines: Sequence[list[Part]], widths: Sequence[int]) -> Iterator[Part]:
    """The cells of tables that stand side by side, from edge to edge of the page."""
    for number, (parts, width) in enumerate(zip(lines, widths, strict=True)):
        yield from parts
        if number < len(lines) - 1:
            yield from [(1, Cell(None))] * (width + WIDTH - sum(widths) - sum(span for span, _ in parts))


def _lines(block: Block, width: int) -> Iterator[Line]:
    """The rows of a table, its heading and notes being so many columns wide."""
    if block.heading:
        yield [(width, Cell(block.heading, Style("heading")))], 24
    if block.note:
        yield _note(block.note, width)
    spans = [column.span for column in block.columns]
    captions = [column.caption for column in block.columns]
    yield list(zip(spans, (Cell(caption, HEAD) for caption in captions), strict=True)), _height(spans, captions, 20)
    for row in block.rows:
        wrapped = [str(cell.value) if cell.style and cell.style.wrap else "" for cell in row]
        yield list(zip(spans, row, strict=True)), _height(spans, wrapped, 18)
    if block.more:
        yield _note(block.more, width)


def _note(text: str, width: int) -> Line:
    return [(width, Cell(text, Style("note", wrap=True)))], row_height(line_count(text, width * COLUMN_WIDTH), 18)


def _shares(block: Block, first: int) -> Iterator[Range]:
    """Where the shares of a table stand that begins in row `first`."""
    top = first + bool(block.heading) + bool(block.note) + 1
    for number, column in enumerate(block.columns):
        if column.key == SHARE and block.rows:
            left = sum(each.span for each in block.columns[:number]) + 1
            yield top, left, top + len(block.rows) - 1, left + column.span - 1


def _height(spans: Iterable[int], texts: Iterable[str], lowest: float) -> float:
    """The height of a row that shows texts whole."""
    return row_height(max(line_count(text, span * COLUMN_WIDTH) for text, span in zip(texts, spans, strict=True)), lowest)
