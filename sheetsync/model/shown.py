"""What a table shows beside its own fields: which records came of one, who has not answered yet. Worked out anew each time, and never stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sheetsync.model import kinds
from sheetsync.model.kinds_refs import ref_key, show_ref
from sheetsync.model.kinds_text import fold
from sheetsync.model.project import Project
from sheetsync.model.record import State, Values, items
from sheetsync.model.rules import WAITING
from sheetsync.model.template import Aim, Field, Sheet, Template, View, holds

KEY = "shown "
"""Begins the keys of such columns where they stand beside fields; no template has a field of such a name."""
MOST = 40
"""So many records are named in a cell; the others are counted."""

Found = Mapping[str, tuple[str, ...]]
"""By record what a column shows of it: ids of records, or names of departments. A record without any is left out."""


class Shown(NamedTuple):
    """A column that nobody fills in, the field as which it looks, and what it shows."""

    view: View
    field: Field
    found: Found

    @property
    def waiting(self) -> bool:
        """Whether it shows who has not answered yet."""
        return self.view.aim.rule in WAITING

    def text(self, record: str, language: str, titles: Mapping[str, str]) -> str | None:
        """What stands in the cell of a record: ids with their titles, each on a line of its own; names as everywhere."""
        found = self.found.get(record)
        if not found:
            return None
        if self.waiting:
            return kinds.text(found, self.field, language)
        lines = [show_ref(each, titles) for each in found[:MOST]]
        return "\n".join([*lines, f"… +{len(found) - MOST}"] if len(found) > MOST else lines)


def shown(template: Template, project: Project, state: State, sent: bool = False) -> dict[str, tuple[Shown, ...]]:
    """The columns of each table that nobody fills in, as the state has them; with `sent` only those that departments are sent."""
    source = _Source(template, project, state)
    views = ((sheet.key, view) for sheet in template.tables for view in template.views(sheet.key) if view.sent or not sent)
    found: dict[str, tuple[Shown, ...]] = {}
    for key, view in views:
        made = Shown(view, _field(view), VIEWS[view.aim.rule](source, view.aim))
        found[key] = (*found.get(key, ()), made)
    return found


def by_record(columns: Mapping[str, Iterable[Shown]]) -> dict[str, dict[str, dict[str, tuple[str, ...]]]]:
    """The same by sheet, record and column."""
    found: dict[str, dict[str, dict[str, tuple[str, ...]]]] = {}
    for sheet, each in ((sheet, each) for sheet, several in columns.items() for each in several):
        for record, values in each.found.items():
            found.setdefault(sheet, {}).setdefault(record, {})[each.view.key] = values
    return found


def _field(view: View) -> Field:
    kind = "departments" if view.aim.rule in WAITING else "text"
    return Field(f"{KEY}{view.key}", view.labels, kind, editors="coordinator", hints=view.hints)


def is_shown(field: Field) -> bool:
    """Whether a field only stands for a column that nobody fills in."""
    return field.key.startswith(KEY)


@dataclass(frozen=True, slots=True)
class _Source:
    """What the columns are worked out from."""

    template: Template
    project: Project
    state: State

    def sheet(self, aim: Aim) -> Sheet:
        return self.template.sheet(aim.sheet)

    def entries(self, aim: Aim) -> Mapping[str, Mapping[str, Values]]:
        """The records of the aim's `entries`, by the id of the record that they are about."""
        found: dict[str, dict[str, Values]] = {}
        for identity, record in self.state.get(aim.options["entries"], {}).items():
            for target in items(record.values.get(aim.options["entry_of"])):
                found.setdefault(target, {})[identity] = record.values
        return found

    def waiting(self, aim: Aim, answered: Callable[[str, Values, str], bool]) -> Found:
        """Of the departments that are asked about a record which is not finished with, those that have not answered."""
        closed, found = self.sheet(aim).closed, {}
        for identity, record in self.state.get(aim.sheet, {}).items():
            if not holds(closed, record.values):
                asked = dict.fromkeys(name for key in aim.options["asked"] for name in items(record.values.get(key)))
                if left := tuple(name for name in self._in_order(asked) if not answered(identity, record.values, name)):
                    found[identity] = left
        return found

    def _in_order(self, names: Iterable[str]) -> list[str]:
        order = {name: number for number, name in enumerate(self.project.names)}
        return sorted(names, key=lambda name: order.get(name, len(order)))


def _entries(source: _Source, aim: Aim) -> Found:
    """The records that are about each one."""
    return {target: tuple(sorted(entries, key=ref_key)) for target, entries in source.entries(aim).items()}


def _unconfirmed(source: _Source, aim: Aim) -> Found:
    """A field in which they confirm is blank."""
    return source.waiting(aim, lambda _, values, __: all(values.get(key) is not None for key in aim.options["confirmed"]))


def _unsigned(source: _Source, aim: Aim) -> Found:
    """Neither they nor their contact are named in the text in which people sign; who wrote the record need not."""
    owner = source.sheet(aim).owner
    contacts = {each.name: each.contact for each in source.project.departments}

    def signed(_: str, values: Values, name: str) -> bool:
        text = fold(str(values.get(aim.options["signed"]) or ""))
        return values.get(owner) == name or any(word and fold(word) in text for word in (name, contacts.get(name)))

    return source.waiting(aim, signed)


def _unanswered(source: _Source, aim: Aim) -> Found:
    """None of the entries about the record is theirs."""
    owner, entries = source.template.sheet(aim.options["entries"]).owner, source.entries(aim)
    return source.waiting(aim, lambda identity, _, name: any(each.get(owner) == name for each in entries.get(identity, {}).values()))


VIEWS: Mapping[str, Callable[[_Source, Aim], Found]] = {
    "entries": _entries,
    "unconfirmed": _unconfirmed,
    "unsigned": _unsigned,
    "unanswered": _unanswered,
}
"""What works out each of the views that a template may aim."""
