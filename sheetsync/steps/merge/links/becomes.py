"""A record becomes one of another sheet by one choice in its reference: instead of an id, a new record.

| the reference says | the record | it reads as |
|---|---|---|
| a new record | has become none yet | a new record, made where that is what the cell comes to hold |
| a new record | became one in an earlier round (a late copy says so) | the id of that one, or of the record with which it was united |
| a new record | became one that was removed before that was said | a new record, made once more |
| a new record | would become one that the coordinator said to be another one | the id of that |
| the id that the new record has got in this round | | a new record, as it was said first |

Each id is the next number of the department that gets the record. It is kept like those of rows without an id: by the record that it came of.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import NamedTuple

from sheetsync.model.copy import Place
from sheetsync.model.decision import REMOVE, Settlement
from sheetsync.model.kinds import Value
from sheetsync.model.kinds_refs import NEW
from sheetsync.model.record import GivenRow, Opening, Origin, Record, Values, made_ids
from sheetsync.model.rights import default_values
from sheetsync.model.template import Aim, Template
from sheetsync.steps.merge.gather import Force, Heard, Statement
from sheetsync.steps.merge.identity import Newcomer, free_ids
from sheetsync.steps.merge.links.lookalikes import Likely, united_now
from sheetsync.steps.merge.links.scene import Reason, Scene
from sheetsync.steps.merge.sort import natural

RULE = "becomes"


class Made(NamedTuple):
    """A new record, what it holds, and the record of which it came."""

    newcomer: Newcomer
    values: Values
    reason: Reason
    turn: int = 0
    """How many the same reference became before."""

    @property
    def row(self) -> GivenRow:
        """By what its id is kept."""
        return _row(self.reason.record, self.newcomer.sheet, self.turn)


def _row(record: str, sheet: str, turn: int) -> GivenRow:
    return (record, sheet, -turn)


@dataclass(frozen=True, slots=True)
class _Reading:
    """As what a reference reads that became records.

    `fresh` are those of this round; `known` is the last one of earlier rounds. What is said in a round later than `until`, in which that was removed,
    is about another one.
    """

    fresh: Collection[str]
    known: str = ""
    until: int = 0

    def __call__(self, value: Value, order: int) -> Value:
        said = NEW if value in self.fresh else value
        return self.known if said == NEW and self.known and order <= self.until else said


@dataclass(frozen=True, slots=True)
class _Made:
    """A new record in place of what asks for it."""

    identity: str

    def __call__(self, value: Value, _order: int) -> Value:
        return self.identity if value == NEW else value


Readings = Mapping[Place, Callable[[Value, int], Value]]
"""What is said of a cell, by value and order of the round, reads as what."""


def as_said_first(template: Template, opening: Opening, heard: Heard, force: Force) -> tuple[Heard, Force]:
    """All that is said of such references, as if none of them had become a record in this round."""
    became: dict[tuple[str, str], list[str]] = {}
    for record, sheet, identity in made_ids(opening.given):
        became.setdefault((record, sheet), []).append(identity)
    readings: dict[Place, _Reading] = {}
    for link in _links(template):
        there = template.sheet(link.sheet).field(link.options["field"]).target
        for record in (r for r, sheet in became if sheet == there):
            if record in opening.state.get(link.sheet, {}) or (link.sheet, record) in heard.defaults:
                readings[link.sheet, record, link.options["field"]] = _reading(opening, heard, force, there, became[record, there])
    return _read(heard, force, readings)


def _reading(opening: Opening, heard: Heard, force: Force, sheet: str, became: Sequence[str]) -> _Reading:
    """As what a reference reads that became these records of a sheet, oldest first."""
    there, gone = opening.state.get(sheet, {}), opening.removed.get(sheet, {})
    if other := united_now(opening, heard, force.now).get(became[-1]):
        return _Reading(became, other, opening.order)
    known = [identity for identity in became if identity in there or identity in gone]
    fresh = [identity for identity in became if identity not in known]
    if not known:
        return _Reading(fresh)
    last = heard.united.get(known[-1], known[-1])
    removals = [s.order for s in force.past.get(last, ()) if s.value == REMOVE] if last not in there else []
    return _Reading(fresh, last, max(removals, default=opening.order))


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
            reason = scene.reason(link.sheet, record, [field])
            origin = Origin(scene.opening.round, reason.departments, reason.sources)
            *before, last = _turns(scene, sheet.key, reason)
            for turn in (*before, last):
                identity = scene.opening.given.get(_row(record, sheet.key, turn)) or next(i for i in ids if i not in gone)
                newcomer = Newcomer(sheet.key, identity, department, (), origin)
                found.append(Made(newcomer, {**default_values(sheet, department), **mapped}, reason, turn))
    return found


def united(scene: Scene) -> list[Likely]:
    """The records that would have been made, but are others as the coordinator has said."""
    others, found = united_now(scene.opening, scene.heard, scene.force.now), []
    made = [(origin, sheet, identity) for origin, sheet, identity in made_ids(scene.opening.given) if identity in others]
    for link in _links(scene.template):
        field = link.options["field"]
        for origin, sheet, identity in made:
            values = scene.now(link.sheet, origin) or {}
            if scene.template.sheet(link.sheet).field(field).target == sheet and values.get(field) == others[identity]:
                reason = scene.reason(link.sheet, origin, [field])
                mapped = {theirs: values[mine] for theirs, mine in link.options["fields"].items() if values.get(mine) is not None}
                origins = dict.fromkeys(mapped, Origin(scene.opening.round, reason.departments, reason.sources))
                found.append(Likely(sheet, Record(identity, mapped, origins), reason))
    return found


def _turns(scene: Scene, sheet: str, reason: Reason) -> Iterator[int]:
    """Which of the records that a reference became are of this round: those that the coordinator removed before asking for another one, and that."""
    gone = scene.opening.removed.get(sheet, {})
    for turn in count():
        identity = scene.opening.given.get(_row(reason.record, sheet, turn), "")
        removal = scene.force.now.get(identity)
        is_removed = removal is not None and removal.value == REMOVE and reason.settlement is not None and removal.at <= reason.settlement.at
        if identity not in gone:
            yield turn
            if not is_removed:
                return


def _links(template: Template) -> Iterator[Aim]:
    return (link for link in template.links if link.rule == RULE)


def with_made(scene: Scene, made: Sequence[Made]) -> Scene:
    """The scene with the records that are made, and their ids where they were asked for."""
    if not made:
        return scene
    # of several that one reference became, the last one stands there
    ids = {(m.reason.sheet, m.reason.record, m.reason.field): m.newcomer.id for m in made}
    heard, force = _read(scene.heard, scene.force, {place: _Made(identity) for place, identity in ids.items()})
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


def _read(heard: Heard, force: Force, readings: Readings) -> tuple[Heard, Force]:
    """What is said and settled of cells, as it reads."""
    spoken = {place for place in readings if place[2] in heard.cells.get(place[:2], {})}
    if spoken:
        cells = dict(heard.cells)
        for sheet, record, field in spoken:
            read = readings[sheet, record, field]
            told = [p._replace(before=read(p.before, p.order), value=read(p.value, p.order)) for p in heard.cells[sheet, record][field]]
            cells[sheet, record] = {**cells[sheet, record], field: told}
        heard = dataclasses.replace(heard, cells=cells, statements=[_stated(each, readings) for each in heard.statements])
    return heard, _settled(force, {f"{record}.{field}": reading for (_, record, field), reading in readings.items()})


def _stated(said: Statement, readings: Readings) -> Statement:
    reading = readings.get((said.sheet, said.record, said.field))
    return said._replace(value=reading(said.value, said.copy.order)) if reading else said


def _settled(force: Force, readings: Mapping[str, Callable[[Value, int], Value]]) -> Force:
    def read(each: Settlement) -> Settlement:
        if (reading := readings.get(each.id)) is None:
            return each
        basis = tuple(dict.fromkeys(reading(value, each.order) for value in each.basis))
        return each._replace(value=reading(each.value, each.order), basis=basis)

    if not readings:
        return force
    now, late = ({i: read(each) for i, each in some.items()} for some in (force.now, force.late))
    return Force(now, {i: [read(each) for each in several] for i, several in force.past.items()}, late)
