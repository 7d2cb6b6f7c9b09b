"""What the week comes to: the figures that matter, what needs attention, charts, and tables that add up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sheetsync.model.figures import Figures, Tally, risk_condition
from sheetsync.model.finding import Finding
from sheetsync.model.page import Block, KeyFigure, Page, Point
from sheetsync.model.plan import Cell, Style
from sheetsync.steps.report.charts import diagrams
from sheetsync.steps.report.layout import HEADER_ROW
from sheetsync.steps.report.lists import days_left, first_rows, overdue, refused_rows, title_of
from sheetsync.steps.report.matrix import matrices
from sheetsync.steps.report.parts import COUNT, NAME, columns, count
from sheetsync.steps.report.standing import departments, worst
from sheetsync.steps.report.tables import place
from sheetsync.steps.report.trend import since, trends
from sheetsync.steps.report.view import ReportInput
from sheetsync.steps.report.waiting import waiting

MOST_NAMED = 6
"""So many departments a sentence names."""
LEADING = Style("link", "integer", align="center")


def page(data: ReportInput) -> Page:
    """What is said of a round."""
    figures = data.figures
    return Page(
        title=data.words("report.title", project=data.project.name),
        about=data.subtitle,
        figures=tuple(_key_figures(data, figures)),
        meaning=_meanings(data, figures),
        attention=data.words("report.heading.points"),
        points=_points(data, figures),
        blocks=(departments(data, figures), *worst(data), *matrices(data)),
        diagrams=(*diagrams(data, figures), *trends(data, figures)),
        uncharted=data.words("report.charts.none"),
        details=(*waiting(data), _sheets(data, figures), *_accounting(data, figures)),
    )


def _meanings(data: ReportInput, figures: Figures) -> str:
    """What counts as overdue and as at risk, in a line."""
    sentences = [data.words("report.meaning.overdue")]
    for key, chosen in risk_condition(data.template, figures.main).items():
        field = data.field(figures.main, key)
        labels = [data.value(figures.main, key, each) for each in chosen]
        told = {"sheet": data.sheet_label(figures.main), "field": field.label(data.language) if field else key, "choices": labels}
        sentences.append(data.words("report.meaning.at_risk", **told))
    return " ".join(sentences)


def _key_figures(data: ReportInput, figures: Figures) -> Iterator[KeyFigure]:
    """The key figures, each leading to the sheet that tells more."""
    word, records, names, change = data.words, figures.records, data.names, since(data, figures)
    table = place(names[figures.main]) if figures.main else ""
    if figures.main:
        yield KeyFigure(word("report.figure.total", sheet=data.sheet_label(figures.main)), records.total, table, change.get("total", ""))
    if records.done is not None:
        yield KeyFigure(word("report.figure.done"), records.done, table, change.get("done", ""))
    yield KeyFigure(word("report.figure.overdue"), figures.overdue, place(names["report.due"]), change.get("overdue", ""))
    if records.at_risk is not None:
        yield KeyFigure(word("report.figure.at_risk"), records.at_risk, table, change.get("at_risk", ""))
    yield KeyFigure(word("report.figure.decisions"), figures.decisions, place(names["report.decisions"]), change.get("decisions", ""))
    yield KeyFigure(word("report.figure.returned"), f"{figures.returned} / {figures.issued}", place(names["report.returns"]))


def _points(data: ReportInput, figures: Figures) -> tuple[Point, ...]:
    """What needs attention, or that nothing does."""
    nothing = "report.point.none" if figures.issued else "report.point.quiet"
    return tuple(_attention(data, figures)) or (Point(data.words(nothing)),)


def _attention(data: ReportInput, figures: Figures) -> Iterator[Point]:
    """Each point, leading to the first row of its sheet that tells of it."""
    names, files = data.names, figures.files
    if figures.decisions:
        told = data.words("report.point.decisions", count=figures.decisions, sheet=names["report.decisions"])
        yield Point(told, place(names["report.decisions"]))
    if aside := files["held"] + files["refused"]:
        yield Point(data.words("report.point.held", count=aside, sheet=names["report.findings"]), place(names["report.findings"]))
    if refused := refused_rows(data):
        told = data.words("report.point.refused", count=len(refused), sheet=names["report.findings"])
        yield Point(told, place(names["report.findings"], refused[0]))
    if absent := [name for name in data.project.names if name in data.missing and name not in data.merged.held]:
        key = "report.point.missing.more" if len(absent) > MOST_NAMED else "report.point.missing"
        yield Point(data.words(key, departments=absent[:MOST_NAMED], count=len(absent)), place(names["report.returns"]))
    if late := overdue(data):
        worst = min(late, key=lambda f: (days_left(f, data.as_of), f.sheet, f.record))
        yield Point(data.words("report.point.overdue", **overdue_words(data, worst)), place(names["report.due"]))


def overdue_words(data: ReportInput, finding: Finding) -> Mapping[str, object]:
    """What a sentence about a record that is overdue tells of it."""
    title, days = title_of(data, finding), -days_left(finding, data.as_of)
    return {"record": finding.record, "title": title, "department": finding.department, "due": finding.detail.get("due"), "days": days}


def _sheets(data: ReportInput, figures: Figures) -> Block:
    """A row per table."""
    spans = {"sheet": 3, "total": 1, "added": 1, "changed": 1, "done": 2, "overdue": 1, "due_soon": 1, "at_risk": 2}
    rows = tuple((_table_name(data, key), *_tally(tally)) for key, tally in figures.sheets.items())
    return Block("sheets", data.words("report.heading.sheets"), columns(data, spans), rows)


def _table_name(data: ReportInput, key: str) -> Cell:
    return Cell(data.sheet_label(key), Style("link", bold=True), place(data.names[key]))


def _tally(tally: Tally) -> list[Cell]:
    plain = [count(number) for number in (tally.total, tally.added, tally.changed, tally.done)]
    return [*plain, count(tally.overdue, "bad"), count(tally.due_soon, "warn"), count(tally.at_risk, "warn")]


def _accounting(data: ReportInput, figures: Figures) -> Iterator[Block]:
    """Every file and every edit, by what became of it; each number leads to the rows behind it."""
    heading, note = data.words("report.heading.accounting"), data.words("report.accounting.note")
    rows = first_rows(data)
    for name, kind, counts, sheet in (("files", "status", figures.files, "returns"), ("edits", "fate", figures.edits, "edits")):
        spans = {"item": 4, "all": 2, **dict.fromkeys(counts, 1)}
        captions = {each: data.words(f"report.{kind}.{each}") for each in counts}
        numbers = {"all": sum(counts.values()), **counts}
        cells = (_leading(data, number, sheet, rows[sheet].get(each, HEADER_ROW)) for each, number in numbers.items())
        yield Block(name, heading, columns(data, spans, **captions), ((Cell(data.words(f"report.{name}"), NAME), *cells),), note)
        heading = note = ""


def _leading(data: ReportInput, number: int, sheet: str, row: int) -> Cell:
    """A number that leads to the rows that it counts."""
    return Cell(number, LEADING, place(data.names[f"report.{sheet}"], row)) if number else Cell(number, COUNT)
