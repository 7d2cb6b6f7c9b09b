"""Everything that one department's workbook is made of."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count, filterfalse, islice

from sheetsync.model.calendar import Calendar
from sheetsync.model.copy import Place
from sheetsync.model.plan import CellValue
from sheetsync.model.project import Department, Project
from sheetsync.model.record import Opening, Record, Values, record_id
from sheetsync.model.round import Round
from sheetsync.model.shown import KEY, is_shown
from sheetsync.model.template import Field, Template
from sheetsync.model.words import Words


@dataclass(frozen=True, slots=True)
class Assignment:
    """What a department's workbook is made of. `titles` says in a few words what each record of the project is."""

    template: Template
    project: Project
    opening: Opening
    round: Round
    department: Department
    token: str
    words: Words
    calendar: Calendar
    notes: Mapping[Place, str]
    shown: Mapping[str, Sequence[Record]]
    blanks: Mapping[str, tuple[str, ...]]
    titles: Mapping[str, str]
    told: Mapping[Place, str] = field(default_factory=dict)
    """Notes on cells that ask for nothing: what became of what the department wrote, what is newly its own."""
    added: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The ids of the rows that the department has filled in, by sheet, where its workbook is given back."""
    names: Mapping[str, str] = field(default_factory=dict)
    """What stands in the id cells of those that have none."""
    cells: Mapping[Place, CellValue] = field(default_factory=dict)
    """What the department has filled in, and what stands in columns of our own."""
    troubles: Mapping[Place, str] = field(default_factory=dict)
    """What it is to mend, by place: without a record of a column, without a field of a row."""

    @property
    def language(self) -> str:
        return self.words.language

    def values(self, sheet: str, record: str) -> Values:
        """What a record holds that the workbook shows; nothing for any other."""
        return next((each.values for each in self.shown.get(sheet, ()) if each.id == record), {})

    @property
    def beside(self) -> frozenset[str]:
        """The texts in the columns that nobody fills in, and of the notes on their headers."""
        fields = (each for sheet in self.template.tables for each in sheet.columns)
        texts = (str(value) for (_, _, key), value in self.cells.items() if key.startswith(KEY))
        return frozenset((*texts, *(about_column(each, self.words) for each in fields if is_shown(each))))

    @property
    def due(self) -> str:
        """Until when the workbook is due, as people read it."""
        return moment(self.round.due_at, self.words)


def about_column(column: Field, words: Words) -> str:
    """The note on the header of a column that nobody fills in; blank for any other."""
    return words("shown.note", hint=column.hints.get(words.language, "")).strip() if is_shown(column) else ""


def moment(at: datetime, words: Words) -> str:
    """A day with its weekday and the time."""
    return words("issue.moment", day=at.date(), weekday=words(f"issue.weekday.{at.isoweekday()}"), time=f"{at:%H:%M}")


def seen(notes: Mapping[Place, str], template: Template, shown: Mapping[str, Sequence[Record]]) -> dict[Place, str]:
    """The notes on cells that a workbook has which shows these records."""
    there = {(key, record.id) for key, records in shown.items() for record in records} | {(form.key, form.key) for form in template.forms}
    return {place: text for place, text in notes.items() if place[:2] in there}


def unlike(name: str, taken: Collection[str]) -> str:
    """A name that none of those taken is, which are case-folded."""
    while name.casefold() in taken:
        name += "_"
    return name


def blank_ids(template: Template, project: Project, opening: Opening, department: Department) -> dict[str, tuple[str, ...]]:
    """The ids of the pre-numbered blank rows of each table: numbers that were never given out, whatever became of the records that got them."""
    found: dict[str, tuple[str, ...]] = {}
    given = set(opening.given.values())
    for sheet in template.tables:
        had = given.union(opening.state.get(sheet.key, ()), opening.removed.get(sheet.key, ()))
        numbers = count(opening.next_number.get((sheet.key, department.name), 1))
        ids = (record_id(sheet.prefix, department.code, number) for number in numbers)
        found[sheet.key] = tuple(islice(filterfalse(had.__contains__, ids), project.blank_rows))
    return found
