"""Everything that one department's workbook is made of, and which records concern it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count, islice

from sheetsync.model import kinds
from sheetsync.model.calendar import Calendar
from sheetsync.model.copy import Place
from sheetsync.model.project import Department, Project
from sheetsync.model.record import Opening, Record, State, record_id
from sheetsync.model.round import Round
from sheetsync.model.template import Field, Sheet, Template
from sheetsync.model.words import Words

DEPARTMENTS, REFERENCES = ("department", "departments"), ("ref", "refs")
"""The field types that name departments, and those that name records."""


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

    @property
    def language(self) -> str:
        return self.words.language

    @property
    def due(self) -> str:
        """Until when the workbook is due, as people read it."""
        return moment(self.round.due_at, self.words)


def moment(at: datetime, words: Words) -> str:
    """A day with its weekday and the time."""
    return words("issue.moment", day=at.date(), weekday=words(f"issue.weekday.{at.isoweekday()}"), time=f"{at:%H:%M}")


def concerning(template: Template, state: State, department: str) -> dict[str, tuple[Record, ...]]:
    """The records of each table that concern a department, its own ones first.

    Those are: the records that name it in any field, those to which one of its own refers, and those that refer to one of its own. A table
    that names no departments concerns everybody.
    """
    own = {sheet.key: [r for r in _records(state, sheet) if _owns(sheet, r, department)] for sheet in template.tables}
    ids = {record.id for records in own.values() for record in records}
    named = {ref for sheet in template.tables for record in own[sheet.key] for ref in references(sheet, record)}
    found = {}
    for sheet in template.tables:
        others = [r for r in _records(state, sheet) if r.id not in ids and _concerns(sheet, r, department, ids, named)]
        found[sheet.key] = (*own[sheet.key], *others)
    return found


def _records(state: State, sheet: Sheet) -> Iterable[Record]:
    return state.get(sheet.key, {}).values()


def _owns(sheet: Sheet, record: Record, department: str) -> bool:
    return bool(sheet.owner) and record.values.get(sheet.owner) == department


def _concerns(sheet: Sheet, record: Record, department: str, own: set[str], named: set[str]) -> bool:
    naming = [field for field in sheet.columns if field.kind in DEPARTMENTS]
    if not naming or record.id in named:
        return True
    return any(department in several(record.values.get(f.key)) for f in naming) or not own.isdisjoint(references(sheet, record))


def references(sheet: Sheet, record: Record) -> Iterator[str]:
    """The ids that a record names."""
    for field in sheet.columns:
        if field.kind in REFERENCES:
            yield from several(record.values.get(field.key))


def several(value: object) -> tuple[str, ...]:
    """The words that a value holds: none, one or several."""
    if value is None:
        return ()
    return tuple(map(str, value)) if isinstance(value, tuple) else (str(value),)


def blank_ids(template: Template, project: Project, opening: Opening, department: Department) -> dict[str, tuple[str, ...]]:
    """The ids of the pre-numbered blank rows of each table: numbers that were never given out, nor stand in the state all the same."""
    found = {}
    for sheet in template.tables:
        taken = {*opening.state.get(sheet.key, ()), *opening.removed.get(sheet.key, ())}
        numbers = count(opening.next_number.get((sheet.key, department.name), 1))
        ids = (id_ for n in numbers if (id_ := record_id(sheet.prefix, department.code, n)) not in taken)
        found[sheet.key] = tuple(islice(ids, project.blank_rows))
    return found


def all_titles(template: Template, state: State, language: str) -> dict[str, str]:
    """What each record is, by the field that its sheet calls the title."""
    fields = {sheet.key: title_field(sheet) for sheet in template.tables}
    return {
        record.id: kinds.text(record.values.get(field.key), field, language)
        for sheet in template.tables
        if (field := fields[sheet.key])
        for record in _records(state, sheet)
    }


def title_field(sheet: Sheet) -> Field | None:
    return sheet.field(sheet.title) if sheet.title else None
