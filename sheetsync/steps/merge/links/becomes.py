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
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from sheetsync.model.decision import Settlement
from sheetsync.model.kinds import Value
from sheetsync.model.kinds_refs import NEW
from sheetsync.model.record import GivenRow, Opening, Origin, Record, Values
from sheetsync.model.rights import default_values
from sheetsync.model.template import Aim, Template
from sheetsync.steps.merge.gather import Force, Heard
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
    for link in _links(template):
        there = template.sheet(link.sheet).field(link.options["field"]).target
        for (record, sheet, _), known in opening.given.items():
            if sheet == there and (record in opening.state.get(link.sheet, {}) or (link.sheet, record) in heard.defaults):
                is_there = any(known in state.get(there, {}) for state in (opening.state, opening.removed))
                before, after = (NEW, known) if is_there else (known, NEW)
                heard, force = _reading(heard, force, (link.sheet, record, link.options["field"]), before, after)
    return heard, force


def make(scene: Scene, taken: Iterable[str]) -> list[Made]:
    """The records that are made; `taken` are ids that others have got in this merge."""
    found: list[Made] = []
    gone = set(taken)
    for link in _links(scene.template):
        field = link.options["field"]
        sheet = scene.template.sheet(scene.template.sheet(link.sheet).field(field).target)
        for record, values in scene.records(link.sheet):
            if values.get(field) != NEW:
                continue
            mapped = {theirs: values[mine] for theirs, mine in link.options["fields"].items() if values.get(mine) is not None}
            department = str(mapped.get(sheet.owner) or "")
            free = (i for i in free_ids(scene.project, scene.opening, sheet, department) if i not in gone)
            identity = scene.opening.given.get(_row(record, sheet.key)) or next(free)
            gone.add(identity)
            reason = scene.reason(link.sheet, record, [field])
            origin = Origin(scene.opening.round, reason.departments, reason.sources)
            newcomer = Newcomer(sheet.key, identity, department, (), origin)
            found.append(Made(newcomer, {**default_values(sheet, department), **mapped}, reason))
    return found


def _links(template: Template) -> Iterator[Aim]:
    return (link for link in template.links if link.rule == RULE)


def with_made(scene: Scene, made: Iterable[Made]) -> Scene:
    """The scene with the records that are made, and their ids where they were asked for."""
    heard, force, opening = scene.heard, scene.force, scene.opening
    names = scene.project.names
    for each in made:
        reason, newcomer = each.reason, each.newcomer
        heard, force = _reading(heard, force, (reason.sheet, reason.record, reason.field), NEW, newcomer.id)
        opening = _holding(opening, reason, newcomer.id)
        place = {department: number for number, department in enumerate(names)}
        newcomers = sorted([*heard.newcomers, newcomer], key=lambda n: (place.get(n.department, len(place)), natural(n.id)))
        heard = dataclasses.replace(heard, newcomers=newcomers, defaults={**heard.defaults, (newcomer.sheet, newcomer.id): each.values})
    return dataclasses.replace(scene, heard=heard, force=force, opening=opening)


def _holding(opening: Opening, reason: Reason, identity: str) -> Opening:
    """The opening in which a reference that the coordinator typed in, or a list brought, has its id."""
    record = opening.state.get(reason.sheet, {}).get(reason.record)
    if record is None or record.values.get(reason.field) != NEW:
        return opening
    named = dataclasses.replace(record, values={**record.values, reason.field: identity})
    state: dict[str, Mapping[str, Record]] = {**opening.state, reason.sheet: {**opening.state[reason.sheet], reason.record: named}}
    return dataclasses.replace(opening, state=state)


def _reading(heard: Heard, force: Force, place: tuple[str, str, str], before: str, after: str) -> tuple[Heard, Force]:
    """What is said and settled of a cell, with one value read as another one."""
    sheet, record, field = place

    def told(value: Value) -> Value:
        return after if value == before else value

    said = heard.cells.get((sheet, record), {})
    if field in said:
        fields = {**said, field: [p._replace(before=told(p.before), value=told(p.value)) for p in said[field]]}
        statements = [s._replace(value=told(s.value)) if (s.sheet, s.record, s.field) == place else s for s in heard.statements]
        heard = dataclasses.replace(heard, cells={**heard.cells, (sheet, record): fields}, statements=statements)
    return heard, _settled(force, f"{record}.{field}", told)


def _settled(force: Force, identity: str, told: Callable[[Value], Value]) -> Force:
    def read(each: Settlement) -> Settlement:
        return each._replace(value=told(each.value), basis=tuple(dict.fromkeys(map(told, each.basis))))

    now, late = ({**some, identity: read(some[identity])} if identity in some else some for some in (force.now, force.late))
    past = {**force.past, identity: [read(each) for each in force.past[identity]]} if identity in force.past else force.past
    return Force(now, past, late)
