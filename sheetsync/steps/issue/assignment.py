"""Everything that one department's workbook is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count, islice

from sheetsync.model.calendar import Calendar
from sheetsync.model.copy import Place
from sheetsync.model.project import Department, Project
from sheetsync.model.record import Opening, Record, record_id
from sheetsync.model.round import Round
from sheetsync.model.template import Template
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


def blank_ids(template: Template, project: Project, opening: Opening, department: Department) -> dict[str, tuple[str, ...]]:
    """The ids of the pre-numbered blank rows of each table: numbers that were never given out, nor stand in the state all the same."""
    found = {}
    for sheet in template.tables:
        there, gone = opening.state.get(sheet.key, {}), opening.removed.get(sheet.key, {})
        numbers = count(opening.next_number.get((sheet.key, department.name), 1))
        ids = (id_ for n in numbers if (id_ := record_id(sheet.prefix, department.code, n)) not in there and id_ not in gone)
        found[sheet.key] = tuple(islice(ids, project.blank_rows))
    return found
