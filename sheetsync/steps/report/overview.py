"""The first sheet: the figures that matter, what needs attention, charts, and tables that add up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sheetsync.model.figures import DepartmentTally, Figures, Tally, risk_condition
from sheetsync.model.plan import Cell, CellValue, Column, Conditional, Range, SheetPlan, Style, line_count, row_height, title_height
from sheetsync.steps.report.charts import Diagram, chart_rows, placed_charts
from sheetsync.steps.report.grid import COLUMN_WIDTH, HEAD, NAME, WIDTH, Grid
from sheetsync.steps.report.layout import HEADER_ROW
from sheetsync.steps.report.lists import days_left, first_rows, refused_rows
from sheetsync.steps.report.tables import place
from sheetsync.steps.report.view import ReportInput
from sheetsync.steps.report.waiting import waiting

COUNT, SHARE, LEADING = Style("input", "integer", align="center"), Style("input", "percent", align="center"), Style("link", "integer", align="center")
RETURNED_TONES: Mapping[bool | None, tuple[str, str]] = {True: ("yes", "good"), False: ("no", "bad"), None: ("none", "muted")}
HELD = ("held", "warn")
"""Of a department that has returned a copy which waits for somebody to look at it, and no other."""


def overview_sheet(data: ReportInput, figures: Figures, diagrams: Sequence[Diagram]) -> SheetPlan:
    """The overview of a round."""
    grid = Grid()
    _head(data, grid)
    _cards(data, figures, grid)
    _points(data, figures, grid)
    places = _places(data, diagrams, grid)
    bars = _departments(data, figures, grid)
    waiting(data, grid)
    _sheets(data, figures, grid)
    _accounting(data, figures, grid)
    return SheetPlan(
        name=data.names["report.overview"],
        columns=(Column(COLUMN_WIDTH),) * WIDTH,
        rows=grid.rows,
        conditionals=(Conditional(bars, bar=True),) if figures.departments else (),
        charts=tuple(placed_charts(data, diagrams, places)),
        merges=tuple(grid.merges),
        print_range=(1, 1, len(grid.rows), WIDTH),
        landscape=False,
        footer=data.footer,
        tab="title",
        default_height=15,
    )


def _places(data: ReportInput, diagrams: Sequence[Diagram], grid: Grid) -> list[tuple[int, int, int]]:
    """Room for the charts, two side by side: row, column and how many rows each of them covers."""
    grid.skip()
    if not diagrams:
        grid.add([(WIDTH, Cell(data.words("report.charts.none"), Style("note")))], 24)
    found: list[tuple[int, int, int]] = []
    for number in range(0, len(diagrams), 2):
        pair = diagrams[number : number + 2]
        rows = max(map(chart_rows, pair))
        found += [(grid.next, 1 + n * WIDTH // 2, rows) for n in range(len(pair))]
        grid.skip(rows)
    grid.skip()
    return found


def _head(data: ReportInput, grid: Grid) -> None:
    due_at = f"{data.round.due_at:%Y-%m-%d %H:%M}"
    about = data.words("report.subtitle", round=data.round.name, as_of=data.as_of, due_at=due_at)
    title = data.words("report.title", project=data.project.name)
    grid.add([(WIDTH, Cell(title, Style("title", wrap=True)))], title_height(title, WIDTH * COLUMN_WIDTH))
    grid.add([(WIDTH, Cell(about, Style("subtitle")))], 20)
    grid.skip()


def _cards(data: ReportInput, figures: Figures, grid: Grid) -> None:
    """The key figures: a big number and what it is, each leading to its sheet."""
    cards = list(_key_figures(data, figures))
    span = WIDTH // len(cards)
    grid.add([(span, Cell(value, Style("figure"))) for _, value, _ in cards], 40)
    captions = [Cell(caption, Style("caption"), place(data.names[target]) if target else "") for caption, _, target in cards]
    grid.add([(span, caption) for caption in captions], 20)
    told = _meanings(data, figures)
    grid.add([(WIDTH, Cell(told, Style("note", wrap=True)))], row_height(line_count(told, WIDTH * COLUMN_WIDTH)))
    grid.skip()


def _meanings(data: ReportInput, figures: Figures) -> str:
    """What counts as overdue and as at risk, in a line."""
    sentences = [data.words("report.meaning.overdue")]
    for key, chosen in risk_condition(data.template, figures.main).items():
        field = data.field(figures.main, key)
        labels = [data.value(figures.main, key, each) for each in chosen]
        told = {"sheet": data.sheet_label(figures.main), "field": field.label(data.language) if field else key, "choices": labels}
        sentences.append(data.words("report.meaning.at_risk", **told))
    return " ".join(sentences)


def _key_figures(data: ReportInput, figures: Figures) -> Iterator[tuple[str, CellValue, str]]:
    """Caption, figure, and the sheet that tells more."""
    word, records = data.words, figures.records
    if figures.main:
        yield word("report.figure.total", sheet=data.sheet_label(figures.main)), records.total, figures.main
    if records.done is not None:
        yield word("report.figure.done"), records.done, figures.main
    yield word("report.figure.overdue"), figures.overdue, "report.due"
    if records.at_risk is not None:
        yield word("report.figure.at_risk"), records.at_risk, figures.main
    yield word("report.figure.decisions"), figures.decisions, "report.decisions"
    yield word("report.figure.returned"), f"{figures.returned} / {figures.issued}", "report.returns"


def _points(data: ReportInput, figures: Figures, grid: Grid) -> None:
    """What needs attention, in sentences that lead to their sheets."""
    grid.heading(data.words("report.heading.points"))
    nothing = "report.point.none" if figures.issued else "report.point.quiet"
    points = list(_attention(data, figures)) or [(data.words(nothing), "", 1)]
    for text, target, row in points:
        look, high = Style(wrap=True), row_height(line_count(text, WIDTH * COLUMN_WIDTH), 20)
        grid.add([(WIDTH, Cell(text, look, place(data.names[target], row) if target else ""))], high)


def _attention(data: ReportInput, figures: Figures) -> Iterator[tuple[str, str, int]]:
    """Each point, and the sheet and the row to which it leads."""
    names, files = data.names, figures.files
    if figures.decisions:
        yield data.words("report.point.decisions", count=figures.decisions, sheet=names["report.decisions"]), "report.decisions", 1
    if aside := files["held"] + files["refused"]:
        yield data.words("report.point.held", count=aside, sheet=names["report.findings"]), "report.findings", 1
    if refused := refused_rows(data):
        yield data.words("report.point.refused", count=len(refused), sheet=names["report.findings"]), "report.findings", refused[0]
    if absent := [name for name in data.project.names if name in data.missing and name not in data.merged.held]:
        yield data.words("report.point.missing", departments=absent), "report.returns", 1
    if late := [finding for finding in data.checks if finding.code == "overdue"]:
        worst = min(late, key=lambda f: (days_left(f, data.as_of), f.sheet, f.record))
        title = data.titles.get(worst.record) or worst.detail.get("title")
        told = {
            "record": worst.record,
            "title": title,
            "department": worst.department,
            "due": worst.detail.get("due"),
            "days": -days_left(worst, data.as_of),
        }
        yield data.words("report.point.overdue", **told), "report.due", 1


def _departments(data: ReportInput, figures: Figures, grid: Grid) -> Range:
    """A row per department; gives the range of their shares done."""
    grid.heading(data.words("report.heading.departments"))
    widths = {"department": 3, "returned": 1, "total": 1, "done": 1, "done_share": 2, "overdue": 1, "due_soon": 1, "at_risk": 1, "decisions": 1}
    captions = {name: data.words(f"report.column.{name}") for name in widths}
    if figures.main:
        captions["total"] = data.sheet_label(figures.main)
    lines = max(line_count(caption, widths[name] * COLUMN_WIDTH) for name, caption in captions.items())
    grid.add([(span, Cell(captions[name], HEAD)) for name, span in widths.items()], row_height(lines, 20))
    first = grid.next
    for department in figures.departments:
        lines = line_count(department.department, widths["department"] * COLUMN_WIDTH)
        grid.add(zip(widths.values(), _department(data, department), strict=True), row_height(lines, 18))
    grid.skip()
    return (first, 7, max(first, grid.next - 2), 8)


def _department(data: ReportInput, tally: DepartmentTally) -> list[Cell]:
    waits = tally.returned is False and tally.department in data.merged.held
    records, (word, tone) = tally.records, HELD if waits else RETURNED_TONES[tally.returned]
    share = records.done / records.total if records.done is not None and records.total else None
    return [
        Cell(tally.department or data.words("report.no_department"), NAME),
        Cell(data.words(f"report.returned.{word}") if tally.department else "—", Style(tone, align="center")),
        _count(records.total),
        _count(records.done),
        Cell(share, SHARE),
        _count(tally.overdue, "bad"),
        _count(tally.due_soon, "warn"),
        _count(records.at_risk, "warn"),
        _count(tally.decisions, "warn"),
    ]


def _count(number: int | None, tone: str = "") -> Cell:
    """A number; one that asks for attention in its tone."""
    return Cell("—" if number is None else number, COUNT._replace(tone=tone) if tone and number else COUNT)


def _sheets(data: ReportInput, figures: Figures, grid: Grid) -> None:
    grid.heading(data.words("report.heading.sheets"))
    widths = {"sheet": 3, "total": 1, "added": 1, "changed": 1, "done": 2, "overdue": 1, "due_soon": 1, "at_risk": 2}
    grid.add([(span, Cell(data.words(f"report.column.{name}"), HEAD)) for name, span in widths.items()], 20)
    for key, tally in figures.sheets.items():
        name = Cell(data.sheet_label(key), Style("link", bold=True), place(data.names[key]))
        grid.add(zip(widths.values(), [name, *_tally(tally)], strict=True), 18)
    grid.skip()


def _tally(tally: Tally) -> list[Cell]:
    plain = [_count(number) for number in (tally.total, tally.added, tally.changed, tally.done)]
    return [*plain, _count(tally.overdue, "bad"), _count(tally.due_soon, "warn"), _count(tally.at_risk, "warn")]


def _accounting(data: ReportInput, figures: Figures, grid: Grid) -> None:
    """Every file and every edit, by what became of it; each number leads to the rows behind it."""
    grid.heading(data.words("report.heading.accounting"))
    grid.add([(WIDTH, Cell(data.words("report.accounting.note"), Style("note")))], 18)
    rows = first_rows(data)
    for name, kind, counts, sheet in (("files", "status", figures.files, "returns"), ("edits", "fate", figures.edits, "edits")):
        spans = (4, 2, *(1 for _ in counts))
        heads = (data.words("report.column.item"), data.words("report.column.all"), *(data.words(f"report.{kind}.{each}") for each in counts))
        numbers = {"all": sum(counts.values()), **counts}
        cells = (_leading(data, number, sheet, rows[sheet].get(each, HEADER_ROW)) for each, number in numbers.items())
        grid.add(zip(spans, [Cell(text, HEAD) for text in heads], strict=True), 20)
        grid.add(zip(spans, [Cell(data.words(f"report.{name}"), NAME), *cells], strict=True), 18)
        grid.skip()


def _leading(data: ReportInput, number: int, sheet: str, row: int) -> Cell:
    """A number that leads to the rows that it counts."""
    return Cell(number, LEADING, place(data.names[f"report.{sheet}"], row)) if number else Cell(number, COUNT)
