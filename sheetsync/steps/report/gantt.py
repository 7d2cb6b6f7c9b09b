"""The Gantt sheet: a row for each record with days, and a calendar of weeks in which conditional formats draw it.

Every cell of a row is a formula that looks into the merged table, so that an edit there moves the bar; a week's cell holds a 0 that nobody sees
until a conditional format shows a sign in its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from sheetsync.model.plan import LINE_HEIGHT, Cell, Column, Conditional, Range, Row, SheetPlan, Style, line_count, pages_wide
from sheetsync.model.raw import column_letters
from sheetsync.steps.report import layout
from sheetsync.steps.report.formulas import is_one_of, literal, with_number
from sheetsync.steps.report.gantt_rows import COLUMNS, Place, row_cells
from sheetsync.steps.report.layout import HEADER, NOTE, PLAIN, SUBTITLE, TITLE, explained, wrapped_columns
from sheetsync.steps.report.timeline import MOST_BARS, Bar, bars, count, outside, weeks
from sheetsync.steps.report.view import ReportInput

LEGEND_ROW, MONTH_ROW, WEEK_ROW = 4, 5, 6
FIRST_ROW, FIRST_WEEK = WEEK_ROW + 1, len(COLUMNS) + 1
WEEK_WIDTH = 3.3
SIGNS = {"done": "■", "ahead": "□", "late": "×", "reached": "◆", "milestone": "◇"}
"""What a week shows besides its colour."""
NOW = "▼"


def gantt(data: ReportInput, back: Cell) -> Iterator[SheetPlan]:
    """The Gantt sheet; none where the template has no timelines."""
    if data.template.timelines:
        found = bars(data)
        yield _Chart(data, found, weeks((day for bar in found for day in bar.days), data.as_of)).plan(back)


@dataclass(frozen=True)
class _Chart:
    data: ReportInput
    bars: Sequence[Bar]
    weeks: Sequence[date]

    @property
    def now(self) -> int:
        """The column of today's week; 0 where it lies outside."""
        return next((n for n, day in enumerate(self.weeks, FIRST_WEEK) if day <= self.data.as_of < day + timedelta(days=7)), 0)

    @property
    def last_row(self) -> int:
        return FIRST_ROW + max(len(self.bars), 1) - 1

    @property
    def last_column(self) -> int:
        return FIRST_WEEK + len(self.weeks) - 1

    def plan(self, back: Cell) -> SheetPlan:
        headings = [heading(self.data) for heading in COLUMNS]
        widths = [heading.width for heading in headings] + [WEEK_WIDTH] * len(self.weeks)
        pages = pages_wide(widths) if self.bars else 1
        about, end = explained(self.data.words("report.about.count", count=count(self.data)), self._about(), headings, pages)
        name = self.data.names["report.gantt"]
        return SheetPlan(
            name=name,
            columns=(*(Column(heading.width, heading.style) for heading in headings), *(Column(WEEK_WIDTH, self._style(n)) for n in self._columns)),
            rows=[Row((Cell(name, TITLE),), 27, PLAIN), about, self._today(back), self._legend(), *self._header(headings), *self._body(headings)],
            freeze=(FIRST_ROW, 3),
            filter=(WEEK_ROW, 1, self.last_row, len(COLUMNS)) if self.bars else None,
            conditionals=tuple(self._conditionals()) if self.bars else (),
            merges=(*((2, 2, 2, end) for _ in range(end > 2)), *self._months()),
            repeat_rows=(MONTH_ROW, WEEK_ROW),
            repeat_columns=(1, 2),
            pages_wide=pages,
            print_range=(1, 1, self.last_row, self.last_column),
            footer=self.data.footer,
            tab="new",
        )

    @property
    def _columns(self) -> range:
        return range(FIRST_WEEK, self.last_column + 1)

    def _style(self, column: int) -> Style:
        return Style("week_now" if column == self.now else "week", "unseen", align="center")

    def _about(self) -> str:
        words, left = self.data.words, count(self.data) - len(self.bars)
        told = [words("report.about.gantt", first=self.weeks[0], last=self.weeks[-1] + timedelta(days=6))]
        told += [words("report.gantt.outside", count=n) for n in [outside(self.bars, self.weeks)] if n]
        told += [words("report.gantt.undated", count=n) for n in [sum(not bar.planned for bar in self.bars)] if n]
        told += [words("report.gantt.left", most=MOST_BARS, count=left)] if left else []
        return " ".join(told)

    def _today(self, back: Cell) -> Row:
        """The link back, and the day on which everything here is measured."""
        said = Cell(self.data.words("report.gantt.today"), SUBTITLE._replace(align="right"))
        return Row((back, said, Cell(self.data.as_of, Style("label", "date", align="center"))), 18, PLAIN)

    def _legend(self) -> Row:
        words = self.data.words
        samples = [(f"bar_{sign}", f"{SIGNS[sign]} {words(f'report.gantt.{sign}')}") for sign in SIGNS]
        cells = [Cell(words("report.gantt.legend"), SUBTITLE), Cell(None)]
        cells += [Cell(text, Style(tone, align="center")) for tone, text in samples]
        if self.now:
            cells += [Cell(None)] * (self.now - 1 - len(cells)) + [Cell(f"{NOW} {words('report.gantt.now')}", Style("now", bold=True))]
        return Row(tuple(cells), 18, PLAIN)

    def _header(self, headings: Sequence[layout.Heading]) -> Iterator[Row]:
        blank = tuple(Cell(None, HEADER) for _ in headings)
        # a month begins with its first Monday
        months = (Cell(f"{day:%Y-%m}" if day.day <= 7 else None, HEADER) for day in self.weeks)
        yield Row((*blank, *months), 20)
        lines = max(line_count(heading.label, heading.width - 2) for heading in headings)
        days = (Cell(day, Style("required" if n == self.now else "header", "day", align="center")) for n, day in enumerate(self.weeks, FIRST_WEEK))
        yield Row((*(Cell(heading.label, HEADER) for heading in headings), *days), 9 + LINE_HEIGHT * lines)

    def _months(self) -> Iterator[Range]:
        """The weeks of each month, whose name stands above them."""
        left = FIRST_WEEK
        for _, days in groupby(self.weeks, key=lambda day: (day.year, day.month)):
            width = len(list(days))
            yield (MONTH_ROW, left, MONTH_ROW, left + width - 1)
            left += width

    def _body(self, headings: Sequence[layout.Heading]) -> Iterator[Row]:
        unseen, wrapped = (0,) * len(self.weeks), wrapped_columns(headings)
        first, last = (f"${column_letters(column)}${WEEK_ROW}" for column in (FIRST_WEEK, self.last_column))
        for row, bar in enumerate(self.bars, FIRST_ROW):
            cells = row_cells(self.data, bar, Place(row, first, last, self.weeks[0], self.weeks[-1]))
            yield Row((*cells, *unseen), layout.height(cells, wrapped))
        if not self.bars:
            yield Row((Cell(self.data.words("report.empty.table"), NOTE),), 24, PLAIN)

    def _conditionals(self) -> Iterator[Conditional]:
        """What a week shows of a record: the first that holds, in every program."""
        week, area = f"{column_letters(FIRST_WEEK)}${WEEK_ROW}", (FIRST_ROW, FIRST_WEEK, self.last_row, self.last_column)
        for tone, formula in _rules(week, self.data.words("report.gantt.milestone")).items():
            yield Conditional(area, formula, f"bar_{tone}", literal(SIGNS[tone]), stop=True)
        late = next(n for n, heading in enumerate(COLUMNS, 1) if heading.key == "late")
        told = with_number(self.data.words("report.gantt.days", days="\0"), "\0", "0").replace("&", "")
        yield Conditional((FIRST_ROW, late, self.last_row, late), f"N(${column_letters(late)}{FIRST_ROW})>0", "bad", told)


def _rules(week: str, milestone: str) -> dict[str, str]:
    """When a week of the first row shows which sign. Its Monday is `week`."""
    at = {heading.key: f"${column_letters(n)}{FIRST_ROW}" for n, heading in enumerate(COLUMNS, 1)}
    both = f"{at['start']}:{at['finish']}"
    start, finish, single = f"MIN({both})", f"MAX({both})", is_one_of(at["start"], [milestone])
    within = f"{start}<={week}+6,{finish}>={week}"
    middle = f"(MAX({week},{start})+MIN({week}+6,{finish})+1)/2"
    really = f"IF(COUNT({at['finished']})=1,{at['finished']},{finish})"
    return {
        "reached": f"AND({single},N({at['progress']})=1,{really}>={week},{really}<={week}+6)",
        "milestone": f"AND({single},{within})",
        "done": f"AND({within},{middle}<={start}+N({at['progress']})*({finish}-{start}+1))",
        "late": f"AND(N({at['late']})>0,{finish}<{week}+6,{finish}+N({at['late']})>={week})",
        "ahead": f"AND({within})",
    }
