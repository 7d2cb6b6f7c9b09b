"""A record becomes one of another sheet by one choice in its reference: instead of an id, a new record.

| the reference says | the record | it reads as |
|---|---|---|
| a new record | has become none yet | a new record, made where that is what the cell comes to hold |
| a new record | became one in an earlier round (a late copy says so) | the id of that one |
| the id that the new record has got in this round | | a new record, as it was said first |

Each id is the next number of the department that gets the record. It is kept like those of rows without an id: by the record that it came of.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from sheetsync.model.copy import Place
from sheetsync.model.decision import Settlement
from sheetsync.model.kinds import Value
from sheetsync.model.kinds_refs import NEW
from sheetsync.model.record import GivenRow, Opening, Origin, Values
from sheetsync.model.rights import default_values
from sheetsync.model.template import Aim, Template
from sheetsync.steps.merge.gather import Force, Heard, Statement
from sheetsync.steps.merge.identity import Newcomer, free_ids
from sheetsync.steps.merge.links.scene import Reason, Scene
from sheetsync.steps.merge.sort import natural

RULE = "becomes"


class Made(NamedTuple):
    """A new record, what it holds, and the record of which it came."""

    newcomer: Newcomer
    values: Values
    reason: Reason

    @property
    def row(self) -> GivenRow:
        """By what its id is kept."""
        return _row(self.reason.record, self.newcomer.sheet)


def _row(record: str, sheet: str) -> GivenRow:
    return (record, sheet, 0)


def as_said_first(template: Template, opening: Opening, heard: Heard, force: Force) -> tuple[Heard, Force]:
    """All that is said of such references, as if none of them had become a record in this round."""
    readings: dict[Place, tuple[str, str]] = {}
    for link in _links(template):
        there = template.sheet(link.sheet).field(link.options["field"]).target
        for (record, sheet, _), known in opening.given.items():
            if sheet == there and (record in opening.state.get(link.sheet, {}) or (link.sheet, record) in heard.defaults):
                is_there = any(known in state.get(there, {}) for state in (opening.state, opening.removed))
                readings[link.sheet, record, link.options["field"]] = (NEW, known) if is_there else (known, NEW)
    return _read(heard, force, readings)


def make(scene: Scene, taken: Iterable[str]) -> list[Made]:
    """The records that are made; `taken` are ids that others have got in this merge."""
    found: list[Made] = []
    gone, free = set(taken), dict[tuple[str, str], Iterator[str]]()
    for link in _links(scene.template):
        field = link.options["field"]
        sheet = scene.template.sheet(scene.template.sheet(link.sheet).field(field).target)
        for record, values in scene.records(link.sheet):
            if values.get(field) != NEW:
                continue
            mapped = {theirs: values[mine] for theirs, mine in link.options["fields"].items() if values.get(mine) is not None}
            department = str(mapped.get(sheet.owner) or "")
            ids = free.setdefault((sheet.key, department), free_ids(scene.project, scene.opening, sheet, department))
            identity = scene.opening.given.get(_row(record, sheet.key)) or next(i for i in ids if i not in gone)
            reason = scene.reason(link.sheet, record, [field])
            origin = Origin(scene.opening.round, reason.departments, reason.sources)
            newcomer = Newcomer(sheet.key, identity, department, (), origin)
            found.append(Made(newcomer, {**default_values(sheet, department), **mapped}, reason))
    return found


def _links(template: Template) -> Iterator[Aim]:
    return (link for link in template.links if link.rule == RULE)


def with_made(scene: Scene, made: Sequence[Made]) -> Scene:
    """The scene with the records that are made, and their ids where they were asked for."""
    if not made:
        return scene
    ids = {(m.reason.sheet, m.reason.record, m.reason.field): m.newcomer.id for m in made}
    heard, force = _read(scene.heard, scene.force, {place: (NEW, identity) for place, identity in ids.items()})
    place = {department: number for number, department in enumerate(scene.project.names)}
    newcomers = [*heard.newcomers, *(m.newcomer for m in made)]
    newcomers.sort(key=lambda n: (place.get(n.department, len(place)), natural(n.id)))
    defaults = {**heard.defaults, **{(m.newcomer.sheet, m.newcomer.id): m.values for m in made}}
    heard = dataclasses.replace(heard, newcomers=newcomers, defaults=defaults)
    return dataclasses.replace(scene, heard=heard, force=force, opening=_holding(scene.opening, ids))


def _holding(opening: Opening, ids: Mapping[Place, str]) -> Opening:
    """The opening in which references that the coordinator typed in, or a list brought, have their ids."""
    state = {sheet: dict(records) for sheet, records in opening.state.items()}
    asked = [(sheet, i, field) for sheet, i, field in ids if i in state.get(sheet, {}) and state[sheet][i].values.get(field) == NEW]
    for sheet, i, field in asked:
        record = state[sheet][i]
        state[sheet][i] = dataclasses.replace(record, values={**record.values, field: ids[sheet, i, field]})
    return dataclasses.replace(opening, state=state) if asked else opening


def _read(heard: Heard, force: Force, readings: Mapping[Place, tuple[str, str]]) -> tuple[Heard, Force]:
    """What is said and settled of cells, with one value of each read as another one."""
    spoken = {place for place in readings if place[2] in heard.cells.get(place[:2], {})}
    if spoken:
        cells = dict(heard.cells)
        for sheet, record, field in spoken:
            before, after = readings[sheet, record, field]
            told = [p._replace(before=_as(p.before, before, after), value=_as(p.value, before, after)) for p in heard.cells[sheet, record][field]]
            cells[sheet, record] = {**cells[sheet, record], field: told}
        heard = dataclasses.replace(heard, cells=cells, statements=[_stated(each, readings) for each in heard.statements])
    return heard, _settled(force, {f"{record}.{field}": reading for (_, record, field), reading in readings.items()})


def _as(value: Value, before: str, after: str) -> Value:
    return after if value == before else value


def _stated(said: Statement, readings: Mapping[Place, tuple[str, str]]) -> Statement:
    reading = readings.get((said.sheet, said.record, said.field))
    return said._replace(value=_as(said.value, *reading)) if reading else said


def _settled(force: Force, readings: Mapping[str, tuple[str, str]]) -> Force:
    def read(each: Settlement) -> Settlement:
        if (reading := readings.get(each.id)) is None:
            return each
        return each._replace(value=_as(each.value, *reading), basis=tuple(dict.fromkeys(_as(value, *reading) for value in each.basis)))

    if not readings:
        return force
    now, late = ({i: read(each) for i, each in some.items()} for some in (force.now, force.late))
    return Force(now, {i: [read(each) for each in several] for i, several in force.past.items()}, late)
