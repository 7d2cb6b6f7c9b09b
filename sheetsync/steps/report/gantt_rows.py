"""The rows of the Gantt sheet: formulas that look into the merged tables, each with what it gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from sheetsync.model import kinds
from sheetsync.model.plan import Cell, CellValue, Style
from sheetsync.model.raw import column_letters
from sheetsync.model.template import Field
from sheetsync.steps.report.formulas import cell_of, is_one_of, literal, whole_percent, with_number
from sheetsync.steps.report.layout import BODY, CENTRE, LINK, Heading, label_width, name_width
from sheetsync.steps.report.tables import FIRST_ROW as TABLE_ROW
from sheetsync.steps.report.tables import MARK_COLUMN, link
from sheetsync.steps.report.timeline import Bar
from sheetsync.steps.report.view import ReportInput

TODAY = "$C$3"
"""The cell that holds the day on which everything is measured."""
_DAY, _SHARE, _DAYS = (Style("input", number, align="center", top=True) for number in ("date", "percent", "unless_zero"))
MARK = "\0"
"""Goes for a number in a sentence whose number a formula puts in."""


class GanttColumn(NamedTuple):
    """A column before the calendar: its key, how wide it is at least, and how its cells look."""

    key: str
    width: float
    style: Style

    def __call__(self, data: ReportInput) -> Heading:
        label = data.words(f"report.gantt.column.{self.key}" if self.key in OWN else f"report.column.{self.key}")
        names = data.project.names if self.key == "department" else ()
        return Heading(label, name_width(names, max(self.width, label_width([label]))), self.style)


OWN = ("start", "finish", "finished", "progress", "late", "said")
COLUMNS = (
    GanttColumn("number", 14, LINK), GanttColumn("title", 28, BODY), GanttColumn("department", 12, CENTRE), GanttColumn("person", 13, CENTRE),
    GanttColumn("state", 11, CENTRE), GanttColumn("start", 12, _DAY), GanttColumn("finish", 12, _DAY), GanttColumn("finished", 12, _DAY),
    GanttColumn("progress", 8, _SHARE), GanttColumn("late", 8, _DAYS), GanttColumn("said", 22, BODY),
)  # fmt: skip
_AT = {column.key: f"${column_letters(number)}" for number, column in enumerate(COLUMNS, 1)}


class Place(NamedTuple):
    """Where a row stands, and the first and last week of the calendar: their cells and their Mondays."""

    row: int
    first: str
    last: str
    begins: date
    ends: date


def row_cells(data: ReportInput, bar: Bar, place: Place) -> tuple[Cell, ...]:
    """The cells of a record before the calendar."""
    return tuple(_Row(data, bar, place).cells())


class _Row(NamedTuple):
    data: ReportInput
    bar: Bar
    place: Place

    def cells(self) -> Iterator[Cell]:
        sheet, timeline = self.bar.sheet, self.bar.timeline
        table, record = self.data.names[sheet.key], self.bar.record
        leads = link(self.data, sheet.key, record.id)
        identity = Cell(record.id, None, leads, f'{cell_of(table, self._row, 1)}&""')
        yield identity
        for key in (sheet.title, sheet.owner, next((f.key for f in sheet.fields if f.kind == "person"), ""), next(iter(sheet.closed), "")):
            yield self._shown(sheet.find(key))
        yield self._shown(sheet.find(timeline.start)) if timeline.start else Cell(self.data.words("report.gantt.milestone"))
        yield self._shown(sheet.find(timeline.finish))
        yield self._shown(sheet.find(timeline.finished))
        yield self._progress()
        yield self._late()
        yield self._said()

    @property
    def _row(self) -> int:
        """The row of the record in its table."""
        return TABLE_ROW + self.data.positions[self.bar.sheet.key][self.bar.record.id]

    def _at(self, key: str) -> str:
        return f"{_AT[key]}{self.place.row}"

    def _in_table(self, field: Field) -> str:
        sheet = self.bar.sheet
        # to compare fields takes long
        number = next(n for n, each in enumerate(sheet.columns, MARK_COLUMN + 1) if each is field)
        return cell_of(self.data.names[sheet.key], self._row, number)

    def _value(self, field: Field) -> CellValue:
        return kinds.show(self.bar.value(field.key), field, self.data.language, self.data.titles)

    def _shown(self, field: Field | None) -> Cell:
        """What the table says in a field; nothing where the sheet has no such field."""
        if field is None:
            return Cell(None)
        there, value = self._in_table(field), self._value(field)
        if kinds.number_format(field) == "text":
            return Cell(value if value is not None else "", formula=f'{there}&""')
        return Cell(value if value is not None else "", formula=f'IF({there}="","",{there})')

    # ── what is worked out ──

    @property
    def _finished(self) -> bool:
        return self.bar.day(self.bar.timeline.finished) is not None

    def _closed(self) -> str:
        """Whether the table says that the record is finished with; blank where nothing says so."""
        conditions = []
        for key, choices in self.bar.sheet.closed.items():
            field = self.bar.sheet.field(key)
            labels = [choice.labels[self.data.language] for each in choices if (choice := field.choice(each))]
            conditions.append(is_one_of(self._in_table(field), labels))
        return f"AND({','.join(conditions)})" if len(conditions) > 1 else "".join(conditions)

    def _progress(self) -> Cell:
        """How much is done; where the table has no field for that, all or nothing."""
        if field := self.bar.sheet.find(self.bar.timeline.progress):
            return self._shown(field)
        over = ",".join(filter(None, (f"COUNT({self._at('finished')})=1", self._closed())))
        return Cell(float(self._finished or self.bar.closed), formula=f"IF(OR({over}),1,0)")

    @property
    def _days_late(self) -> int | None:
        """Days between the planned finish and the real one, or today as long as it is open; None without a planned finish."""
        finish, finished = self.bar.day(self.bar.timeline.finish), self.bar.day(self.bar.timeline.finished)
        if finish is None:
            return None
        until = finished or (finish if self.bar.closed else self.data.as_of)
        return max(0, (until - finish).days)

    def _late(self) -> Cell:
        finish, finished, closed = self._at("finish"), self._at("finished"), self._closed()
        still = f"MAX(0,{TODAY}-{finish})"
        still = f"IF({closed},0,{still})" if closed else still
        formula = f'IF(COUNT({finish})=0,"",IF(COUNT({finished})=1,MAX(0,{finished}-{finish}),{still}))'
        late = self._days_late
        return Cell("" if late is None else late, formula=formula)

    def _said(self) -> Cell:
        """The same in words, for whoever sees no colours: how much is done, how late it is, and that it has no days or lies outside."""
        words, parts = self.data.words, (*self._done_words(), *self._late_words(), *self._where_words())
        comma = words("list.clause")
        formula = "&".join(f'IF({test},{literal(comma)}&{told},"")' for test, told, _ in parts)
        said = comma.join(text for _, _, text in parts if text)
        return Cell(said, formula=f"MID({formula},{len(comma) + 1},200)")

    def _done_words(self) -> Iterator[tuple[str, str, str]]:
        """When which words are said, as formulas; and those that are said now."""
        progress, share = self._at("progress"), self._progress().value
        if self.bar.milestone:
            for name, test, holds in (("reached", "=1", share == 1), ("open", "<1", share != 1)):
                said = self.data.words(f"report.gantt.{name}")
                yield f"N({progress}){test}", literal(said), said if holds else ""
            return
        said = self.data.words("report.gantt.share", share=MARK)
        now = self.data.words("report.gantt.share", share=whole_percent(share)) if isinstance(share, float) else ""
        yield f"COUNT({progress})=1", with_number(said, MARK, f'TEXT({progress},"0%")'), now

    def _late_words(self) -> Iterator[tuple[str, str, str]]:
        late, days = self._at("late"), self._days_late
        said: Callable[[object], str] = lambda number: self.data.words("report.gantt.days", days=number)  # noqa: E731 - one sentence, twice
        yield f"N({late})>0", with_number(said(MARK), MARK, late), said(days) if days else ""

    def _where_words(self) -> Iterator[tuple[str, str, str]]:
        """That the calendar can't show it."""
        both, planned = f"{self._at('start')}:{self._at('finish')}", self.bar.planned
        none, before, after = (self.data.words(f"report.gantt.{name}") for name in ("undated.said", "before", "after"))
        begins, ends = self.place.begins, self.place.ends + timedelta(days=6)
        yield f"COUNT({both})=0", literal(none), none if not planned else ""
        yield f"AND(COUNT({both})>0,MAX({both})<{self.place.first})", literal(before), before if planned and planned[-1] < begins else ""
        yield f"AND(COUNT({both})>0,MIN({both})>{self.place.last}+6)", literal(after), after if planned and planned[0] > ends else ""
