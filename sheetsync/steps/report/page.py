"""What the week comes to: the figures that matter, what needs attention, charts, and tables that add up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sheetsync.model.figures import DepartmentTally, Figures, Tally, risk_condition
from sheetsync.model.finding import Finding
from sheetsync.model.page import Block, Captioned, KeyFigure, Page, Point
from sheetsync.model.plan import Cell, Style
from sheetsync.steps.report.charts import diagrams
from sheetsync.steps.report.layout import HEADER_ROW
from sheetsync.steps.report.lists import days_left, first_rows, overdue, refused_rows
from sheetsync.steps.report.tables import place
from sheetsync.steps.report.view import ReportInput
from sheetsync.steps.report.waiting import waiting

NAME = Style("input", wrap=True, bold=True)
COUNT, SHARE, LEADING = Style("input", "integer", align="center"), Style("input", "percent", align="center"), Style("link", "integer", align="center")
RETURNED_TONES: Mapping[bool | None, tuple[str, str]] = {True: ("yes", "good"), False: ("no", "bad"), None: ("none", "muted")}
HELD = ("held", "warn")
"""Of a department that has returned a copy which waits for somebody to look at it, and no other."""


def page(data: ReportInput) -> Page:
    """What is said of a round."""
    figures = data.figures
    due_at = f"{data.round.due_at:%Y-%m-%d %H:%M}"
    return Page(
        title=data.words("report.title", project=data.project.name),
        about=data.words("report.subtitle", round=data.round.name, as_of=data.as_of, due_at=due_at),
        figures=tuple(_key_figures(data, figures)),
        meaning=_meanings(data, figures),
        attention=data.words("report.heading.points"),
        points=_points(data, figures),
        diagrams=tuple(diagrams(data, figures)),
        uncharted=data.words("report.charts.none"),
        blocks=(_departments(data, figures), *waiting(data), _sheets(data, figures), *_accounting(data, figures)),
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
    word, records, names = data.words, figures.records, data.names
    if figures.main:
        yield KeyFigure(word("report.figure.total", sheet=data.sheet_label(figures.main)), records.total, place(names[figures.main]))
    if records.done is not None:
        yield KeyFigure(word("report.figure.done"), records.done, place(names[figures.main]))
    yield KeyFigure(word("report.figure.overdue"), figures.overdue, place(names["report.due"]))
    if records.at_risk is not None:
        yield KeyFigure(word("report.figure.at_risk"), records.at_risk, place(names[figures.main]))
    yield KeyFigure(word("report.figure.decisions"), figures.decisions, place(names["report.decisions"]))
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
        yield Point(data.words("report.point.missing", departments=absent), place(names["report.returns"]))
    if late := overdue(data):
        worst = min(late, key=lambda f: (days_left(f, data.as_of), f.sheet, f.record))
        yield Point(data.words("report.point.overdue", **overdue_words(data, worst)), place(names["report.due"]))


def overdue_words(data: ReportInput, finding: Finding) -> Mapping[str, object]:
    """What a sentence about a record that is overdue tells of it."""
    title, days = data.titles.get(finding.record) or finding.detail.get("title"), -days_left(finding, data.as_of)
    return {"record": finding.record, "title": title, "department": finding.department, "due": finding.detail.get("due"), "days": days}


def _columns(data: ReportInput, spans: Mapping[str, int], **captions: str) -> tuple[Captioned, ...]:
    """The columns of a block by their words `report.column.…`, or by the captions given."""
    return tuple(Captioned(key, captions.get(key) or data.words(f"report.column.{key}"), span) for key, span in spans.items())


def _departments(data: ReportInput, figures: Figures) -> Block:
    """A row per department."""
    spans = {"department": 3, "returned": 1, "total": 1, "done": 1, "done_share": 2, "overdue": 1, "due_soon": 1, "at_risk": 1, "decisions": 1}
    captions = {"total": data.sheet_label(figures.main)} if figures.main else {}
    rows = tuple(_department(data, department) for department in figures.departments)
    return Block("departments", data.words("report.heading.departments"), _columns(data, spans, **captions), rows)


def _department(data: ReportInput, tally: DepartmentTally) -> tuple[Cell, ...]:
    waits = tally.returned is False and tally.department in data.merged.held
    records, (word, tone) = tally.records, HELD if waits else RETURNED_TONES[tally.returned]
    share = records.done / records.total if records.done is not None and records.total else None
    return (
        Cell(tally.department or data.words("report.no_department"), NAME),
        Cell(data.words(f"report.returned.{word}") if tally.department else "—", Style(tone, align="center")),
        _count(records.total),
        _count(records.done),
        Cell(share, SHARE),
        _count(tally.overdue, "bad"),
        _count(tally.due_soon, "warn"),
        _count(records.at_risk, "warn"),
        _count(tally.decisions, "warn"),
    )


def _count(number: int | None, tone: str = "") -> Cell:
    """A number; one that asks for attention in its tone."""
    return Cell("—" if number is None else number, COUNT._replace(tone=tone) if tone and number else COUNT)


def _sheets(data: ReportInput, figures: Figures) -> Block:
    """A row per table."""
    spans = {"sheet": 3, "total": 1, "added": 1, "changed": 1, "done": 2, "overdue": 1, "due_soon": 1, "at_risk": 2}
    rows = tuple((_table_name(data, key), *_tally(tally)) for key, tally in figures.sheets.items())
    return Block("sheets", data.words("report.heading.sheets"), _columns(data, spans), rows)


def _table_name(data: ReportInput, key: str) -> Cell:
    return Cell(data.sheet_label(key), Style("link", bold=True), place(data.names[key]))


def _tally(tally: Tally) -> list[Cell]:
    plain = [_count(number) for number in (tally.total, tally.added, tally.changed, tally.done)]
    return [*plain, _count(tally.overdue, "bad"), _count(tally.due_soon, "warn"), _count(tally.at_risk, "warn")]


def _accounting(data: ReportInput, figures: Figures) -> Iterator[Block]:
    """Every file and every edit, by what became of it; each number leads to the rows behind it."""
    heading, note = data.words("report.heading.accounting"), data.words("report.accounting.note")
    rows = first_rows(data)
    for name, kind, counts, sheet in (("files", "status", figures.files, "returns"), ("edits", "fate", figures.edits, "edits")):
        spans = {"item": 4, "all": 2, **dict.fromkeys(counts, 1)}
        captions = {each: data.words(f"report.{kind}.{each}") for each in counts}
        numbers = {"all": sum(counts.values()), **counts}
        cells = (_leading(data, number, sheet, rows[sheet].get(each, HEADER_ROW)) for each, number in numbers.items())
        yield Block(name, heading, _columns(data, spans, **captions), ((Cell(data.words(f"report.{name}"), NAME), *cells),), note)
        heading = note = ""


def _leading(data: ReportInput, number: int, sheet: str, row: int) -> Cell:
    """A number that leads to the rows that it counts."""
    return Cell(number, LEADING, place(data.names[f"report.{sheet}"], row)) if number else Cell(number, COUNT)
