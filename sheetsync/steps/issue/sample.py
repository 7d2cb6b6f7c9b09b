"""A template without a project, filled with a few made-up records: so that somebody who writes one sees what departments will get."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from types import MappingProxyType

from sheetsync.model.kinds import Context, Value, canonical
from sheetsync.model.kinds_numbers import bounds
from sheetsync.model.project import Department, Project
from sheetsync.model.record import Opening, Record, State, record_id
from sheetsync.model.round import Round
from sheetsync.model.template import Field, Sheet, Template
from sheetsync.model.words import Words
from sheetsync.steps.issue.carry import with_forms

RECORDS = 2
"""So many made-up records stand in each table."""
CODES = ("A", "B")
BLANK_ROWS = 10


def sample_project(template: Template, words: Words) -> Project:
    """A project to show a template in, with made-up departments."""
    departments = tuple(Department(words("preview.department", code=code), code, words(f"preview.person.{code}")) for code in CODES)
    facts = {name: words(f"preview.fact.{name}") for name in ("goal", "background")}
    return Project(
        words("preview.title", name=template.labels[words.language]), words.language, departments, facts=facts, country="", blank_rows=BLANK_ROWS
    )


def sample_opening(template: Template, project: Project, round_: Round, words: Words) -> Opening:
    """What the first department's workbook shows: its records, and each line of a form that the project fills."""
    made = {sheet.key: dict(_records(template, sheet, project, round_.opened_on, words)) for sheet in template.tables}
    numbers = {(sheet.key, each.name): RECORDS + 1 for sheet in template.tables for each in project.departments}
    opening = Opening(round_.name, round_.order, made, next_number=numbers)
    state: State = with_forms(template, project, round_, opening, words)
    return Opening(round_.name, round_.order, state, next_number=numbers)


def _records(template: Template, sheet: Sheet, project: Project, day: date, words: Words) -> Iterator[tuple[str, Record]]:
    for number in range(RECORDS):
        id_ = record_id(sheet.prefix, project.departments[0].code, number + 1)
        values = {field.key: _Maker(template, sheet, project, day, words, number).value(field) for field in sheet.columns}
        yield id_, Record(id_, {key: value for key, value in values.items() if value is not None})


class _Maker:
    """Makes up the values of one record."""

    def __init__(self, template: Template, sheet: Sheet, project: Project, day: date, words: Words, number: int) -> None:
        self.template, self.sheet, self.project, self.day, self.words, self.number = template, sheet, project, day, words, number

    def value(self, field: Field) -> Value:
        made = MAKERS[field.kind](self, field)
        if isinstance(made, list):
            return canonical(made, field, Context(tuple((d.name, d.code) for d in self.project.departments), self.day)) or None
        return made

    def text(self, field: Field) -> str:
        return self.words("preview.text", label=field.label(self.words.language), number=self.number + 1)

    def person(self, _field: Field) -> str:
        return self.words(f"preview.person.{CODES[self.number % len(CODES)]}")

    def moment(self, _field: Field) -> datetime:
        return datetime.combine(self.on(_field), time(9 + self.number, 30))

    def on(self, _field: Field) -> date:
        return self.day + timedelta(days=10 + 7 * self.number)

    def count(self, field: Field) -> int:
        least, most = bounds(field)
        wanted = max(self.number + 1, int(least) if least is not None else 1)
        return wanted if most is None else min(wanted, int(most))

    def share(self, field: Field) -> float:
        least, most = (field.minimum or 0.0), (1.0 if field.maximum is None else field.maximum)
        return min(max(0.4 * (self.number + 1), least), most)

    def choice(self, field: Field) -> str | None:
        keys = [choice.key for choice in field.choices]
        return keys[self.number % len(keys)] if keys else None

    def choices(self, field: Field) -> Sequence[str]:
        return [choice.key for choice in field.choices[: self.number + 1]]

    def department(self, field: Field) -> str:
        return self.project.names[0 if field.key == self.sheet.owner else -1]

    def reference(self, field: Field) -> str:
        return record_id(self.template.sheet(field.target).prefix, self.project.departments[0].code, 1)


MAKERS: Mapping[str, Callable[[_Maker, Field], Value | list[str]]] = MappingProxyType(
    {
        "id": lambda _maker, _field: None,
        "line": _Maker.text,
        "text": _Maker.text,
        "person": _Maker.person,
        "date": _Maker.on,
        "datetime": _Maker.moment,
        "time": lambda maker, field: maker.moment(field).time(),
        "percent": _Maker.share,
        "integer": _Maker.count,
        "rating": _Maker.count,
        "choice": _Maker.choice,
        "choices": _Maker.choices,
        "department": _Maker.department,
        "departments": lambda maker, _field: list(maker.project.names),
        "ref": _Maker.reference,
        "refs": lambda maker, field: [maker.reference(field)] if field.target != maker.sheet.key or maker.number else [],
    }
)
"""How a value of each field type is made up."""
