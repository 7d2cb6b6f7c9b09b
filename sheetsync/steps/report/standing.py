"""How each department stands, with its traffic light, and what is overdue longest: for the first sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sheetsync.model.figures import DepartmentTally, Figures
from sheetsync.model.finding import Finding
from sheetsync.model.page import Block
from sheetsync.model.plan import Cell, Style
from sheetsync.steps.report.layout import HEADER_ROW
from sheetsync.steps.report.lists import days_left, due_rows, linked, overdue, title_of
from sheetsync.steps.report.parts import NAME, columns, count
from sheetsync.steps.report.tables import place
from sheetsync.steps.report.view import ReportInput

MOST_OVERDUE = 5
"""So many records the list of what is overdue longest has."""
TEXT, CENTRED, SHARE = Style("input", wrap=True), Style("input", wrap=True, align="center"), Style("input", "percent", align="center")
DAY, NUMBER = Style("input", "date", align="center"), Style("link", wrap=True, bold=True)
LIGHTS: Mapping[str, str] = {"red": "bad", "amber": "warn", "green": "good"}
"""The tones of the traffic lights; the word beside the colour says the same."""
RETURNED_TONES: Mapping[bool | None, tuple[str, str]] = {True: ("yes", "good"), False: ("no", "bad"), None: ("none", "muted")}
HELD = ("held", "warn")
"""Of a department that has returned a copy which waits for somebody to look at it, and no other."""


def departments(data: ReportInput, figures: Figures) -> Block:
    """A row per department."""
    return standing(data, figures.departments, due_rows(data), data.words("report.heading.departments"))


def standing(data: ReportInput, tallies: Sequence[DepartmentTally], due: Mapping[tuple[str, str], int], heading: str = "") -> Block:
    """How some departments stand; `due` are the rows of what is overdue and due soon."""
    spans = {
        "department": 3, "light": 1, "returned": 1, "total": 1, "done": 1, "done_share": 1, "overdue": 1, "due_soon": 1, "at_risk": 1, "decisions": 1,
    }  # fmt: skip
    main = data.figures.main
    captions = {"total": data.sheet_label(main)} if main else {}
    rows = tuple(_department(data, main, each, due) for each in tallies)
    return Block("departments", heading, columns(data, spans, **captions), rows, data.words("report.lights"))


def _department(data: ReportInput, main: str, tally: DepartmentTally, due: Mapping[tuple[str, str], int]) -> tuple[Cell, ...]:
    """The row of a department; what asks for attention leads to where it stands, `due` being the rows of what is overdue and due soon."""
    records, names = tally.records, data.names
    table, listed = place(names[main]) if main else "", names["report.due"]
    share = records.done / records.total if records.done is not None and records.total else None
    return (
        Cell(tally.department or data.words("report.no_department"), NAME),
        light(data, tally),
        _returned(data, tally),
        count(records.total, link=table),
        count(records.done, link=table),
        Cell(share, SHARE),
        count(tally.overdue, "bad", place(listed, due.get((tally.department, "overdue"), HEADER_ROW))),
        count(tally.due_soon, "warn", place(listed, due.get((tally.department, "due-soon"), HEADER_ROW))),
        count(records.at_risk, "warn", table),
        count(tally.decisions, "warn", place(names["report.decisions"])),
    )


def light(data: ReportInput, tally: DepartmentTally) -> Cell:
    """The traffic light of a department."""
    if not tally.light:
        return Cell("—", CENTRED)
    return Cell(data.words(f"report.light.{tally.light}"), Style(LIGHTS[tally.light], align="center", bold=True))


def _returned(data: ReportInput, tally: DepartmentTally) -> Cell:
    waits = tally.returned is False and tally.department in data.merged.held
    word, tone = HELD if waits else RETURNED_TONES[tally.returned]
    return Cell(data.words(f"report.returned.{word}") if tally.department else "—", Style(tone, align="center"))


def worst(data: ReportInput) -> Iterator[Block]:
    """What is overdue longest, each leading to its record; nothing where nothing is overdue."""
    late = sorted(overdue(data), key=lambda f: (days_left(f, data.as_of), f.sheet, f.record))
    if late:
        spans = {"number": 1, "title": 2, "department": 1, "due": 1, "days_late": 1}
        more = data.words("report.worst.more", count=len(late) - MOST_OVERDUE, sheet=data.names["report.due"]) if len(late) > MOST_OVERDUE else ""
        rows = tuple(_late(data, each) for each in late[:MOST_OVERDUE])
        yield Block("worst", data.words("report.heading.worst"), columns(data, spans), rows, more=more)


def _late(data: ReportInput, finding: Finding) -> tuple[Cell, ...]:
    return (
        number_of(data, finding.sheet, finding.record),
        Cell(title_of(data, finding), TEXT),
        Cell(finding.department or data.words("report.no_department"), CENTRED),
        Cell(finding.detail.get("due"), DAY),
        count(-days_left(finding, data.as_of), "bad"),
    )


def number_of(data: ReportInput, sheet: str, record: str) -> Cell:
    """A record's id, leading to the record as long as that stands in its table."""
    found = linked(data, sheet, record)
    return found._replace(style=NUMBER) if isinstance(found, Cell) else Cell(found, TEXT)
