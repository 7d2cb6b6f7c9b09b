"""Which records concern whom, and what they are called: looked up once for all workbooks of a round."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping

from sheetsync.model import kinds
from sheetsync.model.record import Record, State, items
from sheetsync.model.template import Field, Sheet, Template, holds

DEPARTMENTS, REFERENCES = ("department", "departments"), ("ref", "refs")
"""The field types that name departments, and those that name records."""

Key = tuple[str, str]
"""(sheet, record)."""


class Register:
    """The records of a state by the departments and the records that they name. `titles` says in a few words what each record is.

    Records that were closed before the rounds named in `recent` concern nobody any more; None: all are still shown.
    """

    def __init__(self, template: Template, state: State, language: str, recent: Container[str] | None = None) -> None:
        self.template, self.state = template, state
        self._fallen = fallen(template, state, recent) if recent is not None else frozenset()
        self.titles: Mapping[str, str] = all_titles(template, state, language)
        self._own: dict[tuple[str, object], list[Record]] = {}
        self._naming: dict[str, list[Key]] = {}
        self._referring: dict[str, list[Key]] = {}
        self._places: dict[str, list[Key]] = {}
        self._order: dict[Key, int] = {}
        for sheet in template.tables:
            for record in state.get(sheet.key, {}).values():
                self._enter(sheet, record)

    def _enter(self, sheet: Sheet, record: Record) -> None:
        key = (sheet.key, record.id)
        self._order[key] = len(self._order)
        self._places.setdefault(record.id, []).append(key)
        if sheet.owner:
            self._own.setdefault((sheet.key, record.values.get(sheet.owner)), []).append(record)
        for name in departments(sheet, record):
            self._naming.setdefault(name, []).append(key)
        for target in references(sheet, record):
            self._referring.setdefault(target, []).append(key)

    def concerning(self, department: str) -> dict[str, tuple[Record, ...]]:
        """The records of each table that concern a department, its own ones first.

        Those are: the records that name it in any field, those to which one of its own refers, those that refer to one of its own, and those that
        go with one of all these. A table that names no departments concerns everybody.
        """
        own = {sheet.key: self._own.get((sheet.key, department), []) for sheet in self.template.tables}
        mine = {record.id for records in own.values() for record in records}
        others = self._others(department, own, mine)
        found = {sheet.key: (*own[sheet.key], *self._in_order(sheet, others, mine)) for sheet in self.template.tables}
        if not self._fallen:
            return found
        return {key: tuple(r for r in records if (key, r.id) not in self._fallen) for key, records in found.items()}

    def _others(self, department: str, own: Mapping[str, list[Record]], mine: set[str]) -> set[Key]:
        found = set(self._naming.get(department, ()))
        for sheet in self.template.tables:
            for record in own[sheet.key]:
                for target in references(sheet, record):
                    found.update(self._places.get(target, ()))
        for identity in mine:
            found.update(self._referring.get(identity, ()))
        return found | self._going_with({identity for _, identity in found} | mine)

    def _going_with(self, shown: set[str]) -> set[Key]:
        """The records whose sheet says that they go with one of those."""
        sheets = [sheet for sheet in self.template.tables if sheet.goes_with]
        referring = {key for identity in shown for key in self._referring.get(identity, ())} if sheets else set()
        found = ((sheet, self.state[sheet.key][i]) for sheet in sheets for key, i in referring if key == sheet.key)
        return {(sheet.key, record.id) for sheet, record in found if shown.intersection(items(record.values.get(sheet.goes_with)))}

    def _in_order(self, sheet: Sheet, others: set[Key], mine: set[str]) -> list[Record]:
        """The others of one table, in the order of the state."""
        records = self.state.get(sheet.key, {})
        if all(field.kind not in DEPARTMENTS for field in sheet.columns):
            return [record for identity, record in records.items() if identity not in mine]
        found = sorted((key for key in others if key[0] == sheet.key and key[1] not in mine), key=self._order.__getitem__)
        return [records[identity] for _, identity in found]


def fallen(template: Template, state: State, recent: Container[str]) -> frozenset[Key]:
    """The records that are closed since an earlier round than the `recent` ones (a blank name stands for closed from the beginning),
    and the entries of logs that speak of nothing else."""
    found = {
        (sheet.key, record.id)
        for sheet in template.tables
        for record in state.get(sheet.key, {}).values()
        if holds(sheet.closed, record.values) and closed_in(sheet, record) not in recent
    }
    closed = {identity for _, identity in found}
    for sheet in (s for s in template.tables if s.append_only):
        for record in state.get(sheet.key, {}).values():
            about = set(references(sheet, record))
            if about and about <= closed:
                found.add((sheet.key, record.id))
    return frozenset(found)


def closed_in(sheet: Sheet, record: Record) -> str:
    """The round in which a closed record was closed; blank when it came in closed."""
    origins = (record.origins.get(key) for key in sheet.closed)
    return max((origin.round for origin in origins if origin), default="")


def departments(sheet: Sheet, record: Record) -> Iterator[str]:
    """The departments that a record names."""
    for field in sheet.columns:
        if field.kind in DEPARTMENTS:
            yield from items(record.values.get(field.key))


def references(sheet: Sheet, record: Record) -> Iterator[str]:
    """The ids that a record names."""
    for field in sheet.columns:
        if field.kind in REFERENCES:
            yield from items(record.values.get(field.key))


def all_titles(template: Template, state: State, language: str) -> dict[str, str]:
    """What each record is, by the field that its sheet calls the title."""
    fields = {sheet.key: title_field(sheet) for sheet in template.tables}
    return {
        record.id: kinds.text(record.values.get(field.key), field, language)
        for sheet in template.tables
        if (field := fields[sheet.key])
        for record in state.get(sheet.key, {}).values()
    }


def title_field(sheet: Sheet) -> Field | None:
    return sheet.field(sheet.title) if sheet.title else None
