"""A page for each department, to be printed and handed over: how it stands, and what it has to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from sheetsync.model.decision import Decision
from sheetsync.model.figures import DepartmentTally
from sheetsync.model.finding import Finding
from sheetsync.model.merged import Change
from sheetsync.model.page import Block
from sheetsync.model.page_breaks import breaks
from sheetsync.model.plan import Cell, CellValue, Column, Range, Row, SheetPlan, Style, line_count, row_height, title_height
from sheetsync.steps.report.changes import begun
from sheetsync.steps.report.decisions import choices_told, open_decisions, short
from sheetsync.steps.report.grid import COLUMN_WIDTH, PAGE_HEIGHT, ROW_HEIGHT, WIDTH, Grid
from sheetsync.steps.report.layout import HEADER_ROW, toned
from sheetsync.steps.report.lists import JOINED, NOT_TAKEN, URGENCY_TONES, days_left, due_rows, here, listed_due, state_of, title_of
from sheetsync.steps.report.overview import TOGETHER, put_blocks
from sheetsync.steps.report.parts import columns
from sheetsync.steps.report.standing import CENTRED, DAY, NUMBER, TEXT, light, number_of, standing
from sheetsync.steps.report.tables import place
from sheetsync.steps.report.view import ReportInput

MOST_ROWS, MOST_CHANGES = 15, 5
"""So many rows each list of a department has, and so many of its changes are shown."""
BESIDE = 4
"""So many departments stand side by side on the first page."""
DAYS = Style("input", "integer", align="center")
QUIET = ("", "green")
"""The traffic lights of a department that has nothing to do."""


@dataclass(slots=True)
class Several:
    """The first of some things, and how many there are."""

    most: int = MOST_ROWS
    count: int = 0
    first: list[Any] = field(default_factory=list)

    def add(self, each: object) -> None:
        self.count += 1
        if len(self.first) < self.most:
            self.first.append(each)


@dataclass(slots=True)
class Told:
    """What a department's page tells."""

    due: Several = field(default_factory=Several)
    decisions: Several = field(default_factory=Several)
    mend: Several = field(default_factory=Several)
    changes: Several = field(default_factory=lambda: Several(MOST_CHANGES))


def departments_sheet(data: ReportInput, back: Cell) -> SheetPlan:
    """The pages of all departments, behind a first page that leads to each."""
    pages, merges, starts, cuts = _Pages(data), list[Range](), list[int](), list[int]()
    row = _cover(data, back, ()).next
    for tally in data.figures.departments:
        grid = pages.grid(tally)
        starts.append(row)
        merges += [(top + row - 1, left, bottom + row - 1, right) for top, left, bottom, right in grid.merges]
        cuts += [row, *(row - 1 + cut for cut in breaks(grid.parts(1, grid.next), WIDTH * COLUMN_WIDTH, TOGETHER, ROW_HEIGHT, PAGE_HEIGHT))]
        row += len(grid.rows)
    cover = _cover(data, back, starts)
    return SheetPlan(
        name=data.names["report.departments"],
        columns=(Column(COLUMN_WIDTH),) * WIDTH,
        rows=_Rows(cover.rows, pages),
        merges=(*cover.merges, *merges),
        print_range=(1, 1, row - 1, WIDTH),
        landscape=False,
        breaks=tuple(cuts),
        footer=data.footer,
        tab="title",
        default_height=ROW_HEIGHT,
    )


def _cover(data: ReportInput, back: Cell, starts: Sequence[int]) -> Grid:
    """The first page: each department with its light, leading to the row where its page starts; as many rows whether those are known or not."""
    grid, name, tallies = Grid(), data.names["report.departments"], data.figures.departments
    grid.add([(WIDTH, Cell(name, Style("title", wrap=True)))], title_height(name, WIDTH * COLUMN_WIDTH))
    _line(grid, data.words("report.about.departments"), Style("subtitle", wrap=True))
    grid.add([(WIDTH, back)], 20)
    grid.gap()
    for first in range(0, len(tallies), BESIDE):
        several = range(first, min(first + BESIDE, len(tallies)))
        names = [_named(data, tallies[n]) for n in several]
        leads = [Cell(text, NUMBER, place(name, starts[n]) if starts else "") for n, text in zip(several, names, strict=True)]
        cells = [part for n, lead in zip(several, leads, strict=True) for part in ((2, lead), (1, light(data, tallies[n])))]
        grid.add(cells, row_height(max(line_count(text, 2 * COLUMN_WIDTH) for text in names), 20))
    return grid


def _named(data: ReportInput, tally: DepartmentTally) -> str:
    return tally.department or data.words("report.no_department")


def _line(grid: Grid, text: str, style: Style) -> None:
    grid.add([(WIDTH, Cell(text, style))], row_height(line_count(text, WIDTH * COLUMN_WIDTH), 20))


class _Pages:
    """Makes the page of each department, as often as it is asked for."""

    def __init__(self, data: ReportInput) -> None:
        self.data, self.told, self.due = data, told(data), due_rows(data)
        self.numbers = {decision.id: number for number, decision in enumerate(open_decisions(data), HEADER_ROW + 1)}

    def grid(self, tally: DepartmentTally) -> Grid:
        data, grid, name = self.data, Grid(), _named(self.data, tally)
        grid.add([(WIDTH, Cell(name, Style("title", wrap=True)))], title_height(name, WIDTH * COLUMN_WIDTH))
        _line(grid, f"{data.footer}　{data.subtitle}", Style("subtitle", wrap=True))
        grid.gap()
        put_blocks([standing(data, [tally], self.due)], grid)
        lists = list(self._lists(self.told.get(tally.department, Told())))
        quiet = tally.light in QUIET and all(block.key == "changes" for block in lists)
        for text in list(self._absent(tally)) or [data.words("report.page.quiet")] * quiet:
            _line(grid, text, Style(wrap=True))
            grid.gap()
        put_blocks(lists, grid)
        return grid

    def _absent(self, tally: DepartmentTally) -> Iterator[str]:
        """That its workbook is not back, or waits for somebody."""
        if tally.returned is False:
            held = tally.department in self.data.merged.held
            yield self.data.words(f"report.page.{'held' if held else 'missing'}", sheet=self.data.names["report.findings"])

    def _lists(self, found: Told) -> Iterator[Block]:
        due = {"number": 2, "sheet": 2, "title": 4, "due": 1, "days": 1, "urgency": 1, "state": 1}
        decisions = {"number": 2, "kind": 1, "title": 3, "field": 2, "choices": 4}
        changes = {"number": 2, "title": 3, "field": 2, "before": 2, "after": 2, "who": 1}
        yield from self._list("due", found.due, due, self._due)
        yield from self._list("decisions", found.decisions, decisions, self._decision)
        yield from self._list("findings", found.mend, {"number": 2, "field": 2, "message": 5, "file": 2, "cell": 1}, self._mend)
        yield from self._list("changes", found.changes, changes, self._change)

    def _list(self, key: str, found: Several, spans: dict[str, int], make: Callable[[Any], tuple[Cell, ...]]) -> Iterator[Block]:
        """A list under a heading that counts it, with what leads to the rest; nothing where it is empty."""
        words, sheet, left = self.data.words, self.data.names[f"report.{key}"], found.count - len(found.first)
        if found.count:
            heading = words(
                "report.page.heading", heading=words("report.page.mend" if key == "findings" else f"report.sheet.{key}"), count=found.count
            )
            more = words("report.page.more", count=left, sheet=sheet) if left else ""
            yield Block(key, heading, columns(self.data, spans, choices=words("report.page.choices")), tuple(map(make, found.first)), more=more)

    def _due(self, finding: Finding) -> tuple[Cell, ...]:
        tone = URGENCY_TONES[finding.code]
        state = state_of(self.data, finding)
        return (
            number_of(self.data, finding.sheet, finding.record),
            Cell(self.data.sheet_label(finding.sheet), CENTRED),
            _text(title_of(self.data, finding)),
            Cell(finding.detail.get("due"), DAY),
            Cell(days_left(finding, self.data.as_of), DAYS),
            Cell(self.data.words(f"report.urgency.{finding.code}"), toned(tone)._replace(top=False)),
            Cell(state.value, state.style and state.style._replace(top=False)) if isinstance(state, Cell) else Cell(state, CENTRED),
        )

    def _decision(self, decision: Decision) -> tuple[Cell, ...]:
        """An open decision, leading to where it is made."""
        return (
            Cell(decision.id, NUMBER, place(self.data.names["report.decisions"], self.numbers[decision.id])),
            Cell(self.data.words(f"decision.{decision.kind}"), CENTRED),
            _text(self.data.title(decision.sheet, decision.record)),
            _text(self.data.part_label(decision.sheet, decision.field)),
            _text("\n".join(choices_told(self.data, decision, short))),
        )

    def _mend(self, numbered: tuple[int, Finding]) -> tuple[Cell, ...]:
        """A value that was not taken over; where its record stands in no table, its number leads to the finding."""
        row, finding = numbered
        number = number_of(self.data, finding.sheet, finding.record)
        return (
            number if number.link else Cell(finding.record or "→", NUMBER, place(self.data.names["report.findings"], row)),
            _text(self.data.field_label(finding.sheet, finding.field)),
            _text(self.data.words.finding(here(finding))),
            _text(finding.file),
            Cell(finding.cell, CENTRED),
        )

    def _change(self, change: Change) -> tuple[Cell, ...]:
        data = self.data
        if change.added:
            label, turn = data.words("report.new_record"), ("", "")
        else:
            label, turn = data.part_label(change.sheet, change.field), data.turn(change)
        who = data.join(change.departments) or data.coordinator(data.settlement(change))
        title = data.title(change.sheet, change.record)
        return (number_of(data, change.sheet, change.record), *map(_text, (title, label, *map(short, turn), who)))


def _text(value: CellValue) -> Cell:
    return Cell(begun(value) or None, TEXT)


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of the sheet; those of a department are made while they are read."""

    cover: Sequence[Row]
    pages: _Pages

    def __iter__(self) -> Iterator[Row]:
        yield from self.cover
        for tally in self.pages.data.figures.departments:
            yield from self.pages.grid(tally).rows


def told(data: ReportInput) -> dict[str, Told]:
    """What concerns each department, by its name; blank for what concerns none of the project's."""
    found = {name: Told() for name in (*data.project.names, "")}
    of: Callable[[object], Told] = lambda name: found[name if isinstance(name, str) and name in found else ""]  # noqa: E731 - three words, four times
    for each in listed_due(data):
        of(each.department).due.add(each)
    for decision in open_decisions(data):
        of(_owner(data, decision.sheet, decision.record)).decisions.add(decision)
    for row, finding in enumerate(data.findings, HEADER_ROW + 1):
        if finding.code in NOT_TAKEN:
            for name in finding.department.split(JOINED):
                of(name).mend.add((row, finding))
    for change in _changes(data):
        of(_owner(data, change.sheet, change.record)).changes.add(change)
    return found


def _changes(data: ReportInput) -> Iterator[Change]:
    """What the round changed, a new record once."""
    yield from (Change(sheet, record, "", None, None, (), (), added=True) for sheet, record in data.merged.added)
    for (_, _, added), group in groupby(data.merged.changes, key=lambda change: (change.sheet, change.record, change.added)):
        changed: Iterable[Change] = group
        yield from [next(iter(changed))] if added else changed


def _owner(data: ReportInput, sheet: str, record: str) -> object:
    """The department of a record, also of one that was removed."""
    known = data.sheet(sheet)
    found = data.merged.state.get(sheet, {}).get(record) or data.merged.removed.get(sheet, {}).get(record)
    return found.values.get(known.owner) if found and known else None
