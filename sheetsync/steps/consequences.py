"""What comes of a change of the template for what a project holds, told before it happens.

| change | what is told |
|---|---|
| a sheet or field is added, removed, renamed | how many records or values are kept; where nothing was asked before, how many are blank |
| another type | how many values no longer fit, and stand aside |
| a choice is offered no more | how many records hold it |
| other limits, another rule of merging, other people who may change it | how many values are outside; from what to what |
| a check, link or shown column is added, removed, or looks at something else | that it is |
| another owner, another prefix of ids | which ids stay as they are |
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sheetsync.model import kinds
from sheetsync.model.kinds_numbers import bounds
from sheetsync.model.lineage import Lineage, asked, kind_group
from sheetsync.model.record import Record, State
from sheetsync.model.template import Field, Sheet, Template
from sheetsync.steps.changed_aims import changed_aims


@dataclasses.dataclass(frozen=True, slots=True)
class Consequence:
    """One change and what comes of it. Its sentences are `change.KIND` and `change.KIND.effect`.

    `sheet` and `field` are keys of today, or, where today has none, what they were called; `label` is what people see. `count` values or records
    are concerned, `records` names them; `values` holds what the sentences name besides.
    """

    kind: str
    sheet: str
    field: str
    label: str
    count: int = 0
    records: tuple[str, ...] = ()
    values: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        found = {"kind": self.kind, "sheet": self.sheet, "field": self.field or None, "label": self.label}
        return {**found, "count": self.count, "records": list(self.records), **dict(self.values)}


def consequences(before: Template, lineage: Lineage, state: State, language: str) -> list[Consequence]:
    """What becomes of a project's `state` (told in today's terms) when what `before` asked is asked as today's template does."""
    now = asked(lineage.template)
    known = {lineage.sheets.get(sheet.key, sheet.key): sheet for sheet in before.data_sheets}
    found = [each for key, old in known.items() if now.find_sheet(key) is None for each in [_gone(key, old, state, language)]]
    for sheet in now.data_sheets:
        old = known.get(sheet.key)
        if old is None:
            found.append(Consequence("sheet-added", sheet.key, "", sheet.label(language)))
        else:
            found += _Comparison(old, sheet, lineage, state.get(sheet.key, {}), language).told()
    return [*found, *_rules(before, lineage, language)]


def _gone(key: str, old: Sheet, state: State, language: str) -> Consequence:
    records = tuple(state.get(key, {}))
    return Consequence("sheet-removed", key, "", old.label(language), len(records), records)


def _rules(before: Template, lineage: Lineage, language: str) -> Iterator[Consequence]:
    """Checks, links and shown columns that are there no more, for the first time, or that look at something else."""
    for kind, aim in changed_aims(before, lineage):
        sheet = lineage.template.find_sheet(aim.sheet)
        columns = [view.labels[language] for view in (*lineage.template.shows, *before.shows) if view.key == aim.options.get("key")]
        values = {"column": columns[0]} if columns else {"rule": aim.rule}
        yield Consequence(kind, aim.sheet, "", sheet.label(language) if sheet else aim.sheet, values=values)


class _Comparison:
    """One sheet as it was and as it is."""

    def __init__(self, old: Sheet, sheet: Sheet, lineage: Lineage, records: Mapping[str, Record], language: str) -> None:
        self.old, self.sheet, self.lineage, self.records, self.language = old, sheet, lineage, records, language
        self.names = lineage.fields[sheet.key]
        self.whole = lineage.template.sheet(sheet.key)

    def told(self) -> Iterator[Consequence]:
        yield from self._of_sheet()
        known = {self.names[field.key]: field for field in self.old.fields}
        for key, field in known.items():
            if self.sheet.find(key) is None:
                holding = self._holding(key)
                yield self._consequence("field-removed", field, holding, key=key)
        for field in self.sheet.fields:
            if field.key not in known:
                yield self._consequence("field-required" if field.required else "field-added", field, self._blank(field) if field.required else ())
            else:
                yield from self._of_field(known[field.key], field)

    def _consequence(self, kind: str, field: Field, records: Iterable[str] = (), key: str = "", **values: Any) -> Consequence:
        ids = tuple(records)
        return Consequence(kind, self.sheet.key, key or field.key, field.label(self.language), len(ids), ids, values)

    def _of_sheet(self) -> Iterator[Consequence]:
        old, new, label = self.old, self.sheet, self.sheet.label(self.language)
        if old.label(self.language) != label:
            yield Consequence("sheet-renamed", new.key, "", label, values={"before": old.label(self.language)})
        if old.prefix != new.prefix:
            ids = tuple(self.records)
            yield Consequence("prefix-changed", new.key, "", label, len(ids), ids, {"before": old.prefix, "after": new.prefix})
        before, after = self.names.get(old.owner, old.owner), new.owner
        if before != after:
            ids = tuple(id_ for id_, r in self.records.items() if r.values.get(before) != r.values.get(after))
            told = {"before": self._label(old, old.owner), "after": self._label(new, after)}
            yield Consequence("owner-changed", new.key, after, label, len(ids), ids, told)
        if old.append_only != new.append_only:
            yield Consequence("append-only" if new.append_only else "append-any", new.key, "", label)

    def _label(self, sheet: Sheet, key: str) -> str:
        field = sheet.find(key)
        return field.label(self.language) if field else key

    def _of_field(self, old: Field, field: Field) -> Iterator[Consequence]:
        if old.label(self.language) != field.label(self.language):
            yield self._consequence("field-renamed", field, self._holding(field.key), before=old.label(self.language))
        if field.required and not old.required:
            yield self._consequence("now-required", field, self._blank(field))
        if kind_group(old) != kind_group(field):
            yield self._retyped(old, field)
        else:
            yield from self._choices(old, field)
            yield from self._limits(old, field)
        for name, before, after in (("policy", old.policy, field.policy), ("editors", self._editors(old), field.editors)):
            if before != after:
                yield self._consequence(f"{name}-changed", field, before=before, after=after)
        if old.target and self.lineage.sheets.get(old.target, old.target) != field.target and field.target:
            yield self._consequence("target-changed", field, self._holding(field.key), before=old.target, after=field.target)

    def _editors(self, old: Field) -> str:
        """Who might change it, in today's terms."""
        return self.names.get(old.editors, old.editors)

    def _retyped(self, old: Field, field: Field) -> Consequence:
        """Those values that the new type does not hold stand aside."""
        aside = next((each for each in self.whole.columns if each.former == field.key and kind_group(each) == kind_group(old)), None)
        left = {id_: r.values[aside.key] for id_, r in self.records.items() if r.values.get(aside.key) is not None} if aside else {}
        examples = [f"{id_} {kinds.text(value, aside, self.language)}" for id_, value in left.items() if aside][:3]
        return self._consequence(
            "type-changed", field, left, before=old.kind, after=field.kind, taken=len(self._holding(field.key)), examples=examples
        )

    def _choices(self, old: Field, field: Field) -> Iterator[Consequence]:
        gone = {choice.key for choice in self.whole.field(field.key).former_choices} - {choice.key for choice in field.choices}
        for choice in old.choices:
            if choice.key in gone:
                yield self._consequence("choice-removed", field, self._with_choice(field.key, choice.key), choice=choice.labels[self.language])
        before = {choice.key for choice in old.choices}
        added = [c.labels[self.language] for c in field.choices if c.key not in before]
        if added and old.choices:
            yield self._consequence("choice-added", field, choices=added)

    def _with_choice(self, key: str, choice: str) -> Iterator[str]:
        for id_, record in self.records.items():
            value = record.values.get(key)
            if value == choice or (isinstance(value, tuple) and choice in value):
                yield id_

    def _limits(self, old: Field, field: Field) -> Iterator[Consequence]:
        least, most = bounds(field)
        if bounds(old) == (least, most) or field.kind not in ("integer", "percent", "rating"):
            return
        outside = [id_ for id_, value in self._values(field.key) if (least is not None and value < least) or (most is not None and value > most)]
        yield self._consequence("limits-changed", field, outside, minimum=_said(least), maximum=_said(most))

    def _values(self, key: str) -> Iterator[tuple[str, float]]:
        for id_, record in self.records.items():
            value = record.values.get(key)
            if isinstance(value, int | float):
                yield id_, value

    def _holding(self, key: str) -> Sequence[str]:
        return [id_ for id_, record in self.records.items() if record.values.get(key) is not None]

    def _blank(self, field: Field) -> Sequence[str]:
        return [id_ for id_, record in self.records.items() if record.values.get(field.key) is None]


def _said(limit: float | None) -> str | None:
    return None if limit is None else f"{limit:g}"
