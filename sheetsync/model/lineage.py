"""How a project's template came to be what it is: what earlier versions asked is kept in it, retired, and every former key leads to today's.

A sheet or field of an earlier version is one of today's when it has its key, when today's says that it `was` that key, or when today's has its
label or key among its labels and aliases. What is none of today's is retired. A field that changed its type is kept twice: as it is asked today, and
retired, as it was asked, for the values that today's type does not allow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import NamedTuple

from sheetsync.model.kinds_text import fold
from sheetsync.model.record import State
from sheetsync.model.template import Choice, Field, Sheet, Template

Mark = Callable[[str, str, int], str]
"""The label of what is retired, out of its language, its label, and the number that tells it from others of that label (1: none)."""

FREE = frozenset({"line", "text", "person"})
"""The field types whose values are one another's."""
EDITORS = ("owner", "any", "coordinator")


class TemplateClash(Exception):
    """A template that is at odds with what the project used before. `reason` is the key of the sentence (`refusal.KEY`), `values` what it names."""

    def __init__(self, reason: str, **values: str) -> None:
        self.reason, self.values = reason, values
        super().__init__(f"{reason} {values}")


@dataclass(frozen=True, slots=True)
class Lineage:
    """A template with all that earlier versions asked, and where what they call by other keys has gone.

    `sheets` leads from every key that a sheet has had to today's, `fields` the same for its fields, by the sheet's key of today; `prefixes`
    from every prefix of ids to the sheet's key of today.
    """

    template: Template
    sheets: Mapping[str, str]
    fields: Mapping[str, Mapping[str, str]]
    prefixes: Mapping[str, str]


class _Told(NamedTuple):
    """The versions of one sheet, newest first, and whether today's template has it."""

    versions: Sequence[Sheet]
    current: bool


def kind_group(field: Field) -> str:
    """What fields share whose values are one another's."""
    return "free" if field.kind in FREE else field.kind


def trace(current: Template, earlier: Sequence[Template], mark: Mark) -> Lineage:
    """What a template is together with the versions that a project used before, the oldest first. Raises TemplateClash."""
    versions = (current, *reversed(earlier))
    sheets = _names([version.data_sheets for version in versions])
    families = _families(versions, sheets)
    fields = {key: _field_names(family.versions) for key, family in families.items()}
    prefixes = _prefixes(families)
    if not earlier:
        return Lineage(current, sheets, fields, prefixes)
    made = {key: _Family(key, family, fields[key], sheets, mark).sheet() for key, family in families.items()}
    kept = [made.get(sheet.key, sheet) for sheet in current.sheets]
    retired = [each for key, each in made.items() if not families[key].current]
    return Lineage(replace(current, sheets=(*kept, *retired)), sheets, fields, prefixes)


def asked(template: Template) -> Template:
    """What a template asks today, without what is retired."""
    sheets = [sheet for sheet in template.sheets if not sheet.retired]
    kept = (_with_fields(sheet, [field for field in sheet.fields if not field.retired]) for sheet in sheets)
    return replace(template, sheets=tuple(kept))


def understood(template: Template, lineage: Lineage) -> Template:
    """An earlier template with the words that today's knows for its choices besides, so that copies of then may use them."""
    sheets = []
    for sheet in template.sheets:
        today = lineage.template.find_sheet(lineage.sheets.get(sheet.key, sheet.key))
        names = lineage.fields.get(today.key, {}) if today else {}
        fields = tuple(_with_words(field, today.find(names.get(field.key, "")) if today else None) for field in sheet.fields)
        sheets.append(sheet if fields == sheet.fields else replace(sheet, fields=fields))
    return replace(template, sheets=tuple(sheets))


def _with_words(field: Field, today: Field | None) -> Field:
    """A field of choices with today's further choices, and with today's further words for its own."""
    if today is None or not field.choices or today.kind != field.kind:
        return field
    known = {word for choice in (*field.choices, *field.former_choices) for word in _words(choice)}
    keys = {choice.key for choice in field.choices}
    words = {c.key: tuple(w for w in (*c.labels.values(), *c.synonyms) if fold(w) not in known) for c in today.choices if c.key in keys}
    choices = tuple(replace(c, synonyms=(*c.synonyms, *words.get(c.key, ()))) for c in field.choices)
    new = tuple(c for c in today.choices if c.key not in keys and not known & set(_words(c)))
    return replace(field, choices=choices, former_choices=(*field.former_choices, *new))


def former_places(before: Template, lineage: Lineage) -> dict[tuple[str, str], tuple[str, str]]:
    """Where an earlier version has what today's calls by a sheet's key and a field's; a sheet alone with a blank one."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for sheet in before.data_sheets:
        today = lineage.sheets.get(sheet.key, sheet.key)
        names = lineage.fields.get(today, {})
        found[today, ""] = (sheet.key, "")
        found.update({(today, names.get(field.key, field.key)): (sheet.key, field.key) for field in sheet.fields})
    return found


def in_use(template: Template, state: State) -> Template:
    """A template without what is retired and holds nothing."""
    sheets = []
    for sheet in template.sheets:
        records = state.get(sheet.key, {}).values()
        held = {key for record in records for key in record.values} if sheet.retired or any(f.retired for f in sheet.fields) else set()
        if not sheet.retired or held:
            sheets.append(_with_fields(sheet, [field for field in sheet.fields if not field.retired or field.key in held]))
    return replace(template, sheets=tuple(sheets))


def _with_fields(sheet: Sheet, fields: Sequence[Field]) -> Sheet:
    return sheet if len(fields) == len(sheet.fields) else replace(sheet, fields=tuple(fields))


# ── which is which ──


def _names(versions: Sequence[Sequence[Sheet | Field]]) -> dict[str, str]:
    """Every key that there was, with today's, or with that of the newest version which had it. The versions come newest first."""
    names: dict[str, str] = {}
    for number, version in enumerate(versions):
        here = {each.key for each in version}
        taken = {each.key for each in version if names.get(each.key, each.key) == each.key}
        for each in version:
            names[each.key] = _name(each, here, taken, names, versions[:number])
        for each in version:
            for key in each.was:
                _check_reuse(key, each.key, names)
                names.setdefault(key, names[each.key])
    return names


def _name(each: Sheet | Field, here: set[str], taken: set[str], names: Mapping[str, str], newer: Sequence[Sequence[Sheet | Field]]) -> str:
    known = names.get(each.key)
    if known is None:
        known = next((names[key] for key in each.was if key in names), None) or _renamed(each, here, names, newer) or each.key
    # two of one version are two, whatever a later version says
    return each.key if known != each.key and known in taken else known


def _renamed(each: Sheet | Field, here: set[str], names: Mapping[str, str], newer: Sequence[Sequence[Sheet | Field]]) -> str | None:
    """What a newer version calls by this one's label, when this version does not have that beside it."""
    mine = {fold(word) for word in (each.key, *each.labels.values())}
    for other in (other for version in newer for other in version):
        if other.key not in here and names[other.key] not in here and mine & {fold(word) for word in (*other.labels.values(), *other.aliases)}:
            return names[other.key]
    return None


def _check_reuse(key: str, owner: str, names: Mapping[str, str]) -> None:
    if key in names and names[key] != names[owner]:
        raise TemplateClash("template-key-reused", name=key, owner=owner)


def _families(versions: Sequence[Template], names: Mapping[str, str]) -> dict[str, _Told]:
    found: dict[str, list[Sheet]] = {}
    for version in versions:
        for sheet in version.data_sheets:
            found.setdefault(names[sheet.key], []).append(sheet)
    today = {sheet.key for sheet in versions[0].data_sheets}
    for key, sheets in found.items():
        if other := next((sheet.form for sheet in sheets if sheet.form != sheets[0].form), ""):
            raise TemplateClash("template-form-changed", name=key, form=sheets[0].form, before=other)
    return {key: _Told(sheets, key in today) for key, sheets in found.items()}


def _field_names(versions: Sequence[Sheet]) -> dict[str, str]:
    """The same for the fields of one sheet; its id is its id, whatever it is called."""
    names = _names([[field for field in sheet.fields if field.kind != "id"] for sheet in versions])
    ids = [field.key for sheet in versions for field in sheet.fields if field.kind == "id"]
    return {**dict.fromkeys(ids, ids[0]), **names} if ids else names


def _prefixes(families: Mapping[str, _Told]) -> dict[str, str]:
    """Whose ids begin with what. No two sheets ever share that: numbers are never given out twice."""
    owners: dict[str, str] = {}
    for key, family in families.items():
        for prefix in {sheet.prefix for sheet in family.versions if sheet.prefix}:
            if owners.setdefault(prefix, key) != key:
                raise TemplateClash("template-prefix-reused", prefix=prefix, sheet=key, other=owners[prefix])
    return owners


# ── what is kept ──


@dataclass(frozen=True, slots=True)
class _Family:
    """One sheet through its versions."""

    key: str
    told: _Told
    names: Mapping[str, str]
    sheets: Mapping[str, str]
    mark: Mark

    def sheet(self) -> Sheet:
        """The newest version with what the others asked besides; retired itself when today's template lacks it."""
        newest = self.told.versions[0]
        mine = {self.names[field.key]: field for field in newest.fields}
        fields = [self._living(field) for field in newest.fields]
        fields += self._labelled(self._retired(mine), [*newest.fields])
        if self.told.current:
            return newest if fields == list(newest.fields) else replace(newest, fields=tuple(fields))
        labels = {language: self.mark(language, label, 1) for language, label in newest.labels.items()}
        return replace(newest, key=self.key, labels=labels, fields=tuple(fields), match=(), aliases=(), was=(), retired=True)

    def _living(self, field: Field) -> Field:
        """A field of the newest version: as it is, but for the choices that it had."""
        former = self._former_choices(field)
        changed = replace(field, former_choices=former) if former else field
        return changed if self.told.current or field.kind == "id" else self._asked_no_more(changed, self.names[field.key])

    def _retired(self, known: dict[str, Field]) -> Iterator[Field]:
        """The fields of older versions that the newest has not, or has with another type."""
        kinds: dict[str, set[str]] = {key: {kind_group(field)} for key, field in known.items()}
        keys = set(self.names.values()) | {field.key for sheet in self.told.versions for field in sheet.fields}
        kept: set[tuple[str, str]] = set()
        for field in (field for sheet in self.told.versions for field in sheet.fields if field.kind != "id"):
            name, group = self.names[field.key], kind_group(field)
            if name not in kinds:
                kinds[name] = {group}
                yield replace(self._asked_no_more(field, name), former_choices=self._former_choices(field), retired=True)
            elif kinds[name] != {group} and (name, group) not in kept:
                kept.add((name, group))
                kinds[name].add(group)
                key = next(each for n in count() if (each := f"{name}_{field.kind}" + "_" * n) not in keys)
                yield replace(self._asked_no_more(field, key), former_choices=self._former_choices(field), retired=True, former=name)

    def _asked_no_more(self, field: Field, key: str) -> Field:
        """A field under today's keys, of which nothing is asked any more: nobody must approve what is said of it."""
        editors = field.editors if field.editors in EDITORS else self.names.get(field.editors, field.editors)
        target = self.sheets.get(field.target, field.target)
        policy = "merge" if field.policy == "controlled" else field.policy
        return replace(field, key=key, required=False, default="", fill="", aliases=(), was=(), editors=editors, target=target, policy=policy)

    def _former_choices(self, field: Field) -> tuple[Choice, ...]:
        """The choices that the field had in older versions, and that are none of its choices under another key."""
        name, known = self.names[field.key], {word for choice in field.choices for word in _words(choice)}
        former: list[Choice] = []
        for other in (other for sheet in self.told.versions for other in sheet.fields if self.names[other.key] == name):
            for choice in other.choices if other.kind in ("choice", "choices") else ():
                if not known & set(_words(choice)):
                    former.append(choice)
                    known.update(_words(choice))
        return tuple(former) if field.kind in ("choice", "choices") else ()

    def _labelled(self, retired: Iterator[Field], living: Sequence[Field]) -> Iterator[Field]:
        """Retired fields, with labels that are nobody else's."""
        taken = {fold(word) for field in living for word in (*field.labels.values(), *field.aliases)}
        for field in retired:
            marked = ({language: self.mark(language, label, n) for language, label in field.labels.items()} for n in count(1))
            labels = next(each for each in marked if not taken & {fold(label) for label in each.values()})
            taken.update(fold(label) for label in labels.values())
            yield replace(field, labels=labels)


def _words(choice: Choice) -> Iterator[str]:
    return (fold(word) for word in (choice.key, *choice.labels.values(), *choice.synonyms))
