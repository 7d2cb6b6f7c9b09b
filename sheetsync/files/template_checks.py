"""What a template must agree on with itself: each check is one function over the template, and one line in CHECKS."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from sheetsync.files.template_aims import check_aims, check_views
from sheetsync.files.template_keys import MEANT
from sheetsync.files.template_slips import Lists, Slip, condition_slips, doubles, known_choices, known_field, meant
from sheetsync.files.toml_values import Wrong
from sheetsync.model.kinds import KINDS, several
from sheetsync.model.kinds_words import SEPARATORS, nearest
from sheetsync.model.template import MATRIX, Field, Sheet, Template

KINDS_FOR: Mapping[str, frozenset[str]] = {
    "list": frozenset({"choice", "choices"}),
    "target": frozenset({"ref", "refs"}),
    "minimum": frozenset({"integer", "percent", "rating"}),
    "maximum": frozenset({"integer", "percent", "rating"}),
    "planning": frozenset({"date", "datetime"}),
    "default": frozenset({"choice", "line", "text", "person"}),
}
"""The field types that a key of a field's line makes sense for; the others go with every type."""

KINDS_OF_POLICY: Mapping[str, frozenset[str]] = {
    "union": frozenset(kind for kind, entry in KINDS.items() if entry.several),
    "max": frozenset({"percent", "integer", "rating", "date", "datetime"}),
    "append": frozenset({"text", "line"}),
}

Check = Callable[[Template, Lists], Iterator[Slip]]

TABLE_ONLY = ("prefix", "match", "closed", "append_only", "goes_with")
FACTS = ("round.name", "round.due_at", "departments.names", "departments.contacts")
_PROJECT_FACT = re.compile(r"project\.[a-z_]+")


def check_sheets(template: Template, _lists: Lists) -> Iterator[Slip]:
    """Sheets have what their form needs, and nothing that it has no use for."""
    if not template.data_sheets:
        yield "sheets", Wrong("no-sheets")
    for sheet in template.sheets:
        name = f"sheets.{sheet.key}"
        needed = ("prefix", "owner", "title", "fields") if sheet.form == "table" else ("fields",) if sheet.form == "form" else ()
        yield from ((f"{name}.{key}", Wrong("missing-key", key)) for key in needed if not getattr(sheet, key))
        if sheet.form in ("form", "notes"):
            yield from ((f"{name}.{key}", Wrong("not-for-form", key, form=sheet.form)) for key in TABLE_ONLY if getattr(sheet, key))
        if sheet.form == "notes" and sheet.fields:
            yield f"{name}.fields", Wrong("not-for-form", "fields", form=sheet.form)


def check_ids(template: Template, _lists: Lists) -> Iterator[Slip]:
    """A table has one id, in its first column; a form has none."""
    for sheet in template.data_sheets:
        places = [number for number, field in enumerate(sheet.fields) if field.kind == "id"]
        if sheet.fields and sheet.form and places != ([0] if sheet.form == "table" else []):
            yield f"sheets.{sheet.key}.fields", Wrong("id-first" if sheet.form == "table" else "id-in-form", sheet.key)


def check_prefixes(template: Template, _lists: Lists) -> Iterator[Slip]:
    """No two tables share the prefix of their ids."""
    first: dict[str, str] = {}
    for sheet in template.tables:
        if sheet.prefix and first.setdefault(sheet.prefix, sheet.key) != sheet.key:
            yield f"sheets.{sheet.key}.prefix", Wrong("duplicate-prefix", sheet.prefix, other=first[sheet.prefix])


def check_sheet_names(template: Template, _lists: Lists) -> Iterator[Slip]:
    """No name or alias means two sheets, in whatever language."""
    words = ((f"sheets.{s.key}", s.key, word) for s in template.sheets for word in (*s.labels.values(), *s.aliases))
    return doubles(words, "duplicate-sheet-name")


def check_labels(template: Template, _lists: Lists) -> Iterator[Slip]:
    """No label or alias means two fields of a sheet, in whatever language."""
    for sheet in template.sheets:
        words = ((f"sheets.{sheet.key}.fields.{f.key}", f.key, word) for f in sheet.fields for word in (*f.labels.values(), *f.aliases))
        yield from doubles(words, "duplicate-label")


def check_lists(template: Template, lists: Lists) -> Iterator[Slip]:
    """No word means two choices of a list; where several may be chosen, no label holds what separates them."""
    for key, choices in lists.items():
        names = ((f"lists.{key}.{c.key}", c.key, word) for c in choices for word in (c.key, *c.labels.values(), *c.synonyms))
        yield from doubles(names, "duplicate-word")
    combined = {f.list_name for s in template.sheets for f in s.fields if f.kind in KINDS and several(f)}
    for key in combined & lists.keys():
        for choice in lists[key]:
            for label in choice.labels.values():
                if any(separator.search(label) for separator in SEPARATORS[:4]):
                    yield f"lists.{key}.{choice.key}", Wrong("separator-in-label", label)


def check_naming(template: Template, _lists: Lists) -> Iterator[Slip]:
    """What a sheet says about its fields names fields that it has, of the right type."""
    for sheet in template.data_sheets:
        name = f"sheets.{sheet.key}"
        yield from known_field(f"{name}.owner", sheet, sheet.owner, "department")
        yield from known_field(f"{name}.title", sheet, sheet.title)
        for key in sheet.match:
            yield from known_field(f"{name}.match", sheet, key)
        yield from known_field(f"{name}.goes_with", sheet, sheet.goes_with, "ref", "refs") if sheet.goes_with else ()
        yield from condition_slips(f"{name}.closed", sheet, sheet.closed)


def check_former_keys(template: Template, _lists: Lists) -> Iterator[Slip]:
    """What something was called before means nothing else: no key in use, and not what another one was called."""
    yield from _former_keys("sheets", template.sheets)
    for sheet in template.data_sheets:
        yield from _former_keys(f"sheets.{sheet.key}.fields", sheet.fields)


def _former_keys(name: str, named: Sequence[Sheet | Field]) -> Iterator[Slip]:
    owners = {each.key: each.key for each in named}
    for each in named:
        for key in each.was:
            if owners.setdefault(key, each.key) != each.key:
                yield f"{name}.{each.key}.was", Wrong("former-key-in-use", key, other=owners[key])


def check_types(template: Template, lists: Lists) -> Iterator[Slip]:
    """A field's line holds what its type needs, and nothing that goes with another type."""
    for name, _sheet, field in _fields(template):
        given = {"list": field.list_name, "target": field.target, "default": field.default, "planning": field.planning}
        limits = {key: getattr(field, key) is not None for key in ("minimum", "maximum")}
        for key, kinds in KINDS_FOR.items():
            if {**given, **limits}[key] and field.kind not in kinds:
                yield f"{name}.{key}", Wrong("not-for-type", key, type=field.kind)
        yield from ((f"{name}.{key}", Wrong("missing-key", key)) for key in ("list", "target") if field.kind in KINDS_FOR[key] and not given[key])
        if field.list_name and field.list_name not in lists:
            yield f"{name}.list", Wrong("unknown-list", field.list_name, nearest(field.list_name, tuple(lists)))
        if field.policy != "merge" and field.kind not in KINDS_OF_POLICY.get(field.policy, KINDS):
            yield f"{name}.policy", Wrong("policy-not-for-type", field.policy, type=field.kind)


def check_values(template: Template, _lists: Lists) -> Iterator[Slip]:
    """Limits leave room between them, and a default is one of the choices."""
    for name, _sheet, field in _fields(template):
        if field.minimum is not None and field.maximum is not None and field.minimum > field.maximum:
            yield f"{name}.minimum", Wrong("minimum-over-maximum", f"{field.minimum:g}", maximum=f"{field.maximum:g}")
        if field.default and field.kind == "choice" and field.choices:
            yield from known_choices(f"{name}.default", field, (field.default,))
        if field.width is not None and not 1 <= field.width <= 255:
            yield f"{name}.width", Wrong("width", f"{field.width:g}")


def check_targets(template: Template, _lists: Lists) -> Iterator[Slip]:
    """A reference points to a table of this template."""
    tables = [sheet.key for sheet in template.tables]
    for name, _sheet, field in _fields(template):
        if field.target and field.target not in tables:
            yield f"{name}.target", Wrong("unknown-table", field.target, meant(field.target, template.tables))


def check_editors(template: Template, _lists: Lists) -> Iterator[Slip]:
    """Editors are one of the three words, or a field that names a department, of the sheet or of one that it refers to; `owner` needs an owner."""
    for name, sheet, field in _fields(template):
        words = ("owner", "any", "coordinator", *_naming(sheet), *(f"{ref.key}.{key}" for ref, key in _naming_by_reference(template, sheet)))
        if field.editors not in words:
            yield f"{name}.editors", Wrong("unknown-editors", field.editors, _editors_meant(field.editors, sheet, words))
        elif field.editors == "owner" and sheet.form == "form" and not sheet.owner:
            yield f"{name}.editors", Wrong("no-owner", field.editors)


def _editors_meant(word: str, sheet: Sheet, words: Sequence[str]) -> str:
    said = MEANT["editors"].get(word.lower())
    return said or nearest(word, words) or meant(word, [field for field in sheet.fields if field.kind == "department"])


def _naming(sheet: Sheet) -> Iterator[str]:
    return (each.key for each in sheet.fields if each.kind == "department")


def _naming_by_reference(template: Template, sheet: Sheet) -> Iterator[tuple[Field, str]]:
    targets = {each.key: each for each in template.tables}
    return ((ref, key) for ref in sheet.fields if ref.kind == "ref" and ref.target in targets for key in _naming(targets[ref.target]))


def check_facts(template: Template, _lists: Lists) -> Iterator[Slip]:
    """Only a form's line is filled from a fact, and from one that there is."""
    for name, sheet, field in _fields(template):
        if field.fill and sheet.form == "table":
            yield f"{name}.fill", Wrong("not-for-form", "fill", form=sheet.form)
        elif field.fill and field.fill not in FACTS and not _PROJECT_FACT.fullmatch(field.fill):
            yield f"{name}.fill", Wrong("unknown-fact", field.fill, nearest(field.fill, FACTS))


def check_charts(template: Template, _lists: Lists) -> Iterator[Slip]:
    """A chart counts the records of a table by fields that hold one word out of a list."""
    tables = {sheet.key: sheet for sheet in template.tables}
    for number, chart in enumerate(template.charts, 1):
        name = f"charts[{number}]"
        sheet = tables.get(chart.sheet)
        if sheet is None:
            yield f"{name}.sheet", Wrong("unknown-table", chart.sheet, meant(chart.sheet, tables.values()))
            continue
        yield from known_field(f"{name}.by", sheet, chart.by, "choice", "department")
        yield from known_field(f"{name}.split", sheet, chart.split, "choice", "department")
        if chart.kind == MATRIX and not chart.split:
            yield f"{name}.split", Wrong("missing-key", "split")


def check_timelines(template: Template, _lists: Lists) -> Iterator[Slip]:
    """What stands on the Gantt sheet is a table, once, by fields that hold days, and one that holds a part of the whole."""
    tables = {sheet.key: sheet for sheet in template.tables}
    seen: set[str] = set()
    for number, each in enumerate(template.timelines, 1):
        name = f"timelines[{number}]"
        sheet = tables.get(each.sheet)
        if sheet is None:
            yield f"{name}.sheet", Wrong("unknown-table", each.sheet, meant(each.sheet, tables.values()))
            continue
        if each.sheet in seen:
            yield f"{name}.sheet", Wrong("duplicate-key", each.sheet)
        seen.add(each.sheet)
        for key in ("start", "finish", "finished"):
            yield from known_field(f"{name}.{key}", sheet, getattr(each, key), "date")
        yield from known_field(f"{name}.progress", sheet, each.progress, "percent")


CHECKS: tuple[Check, ...] = (
    check_sheets,
    check_ids,
    check_prefixes,
    check_sheet_names,
    check_labels,
    check_lists,
    check_naming,
    check_former_keys,
    check_types,
    check_values,
    check_targets,
    check_editors,
    check_facts,
    check_charts,
    check_timelines,
    check_aims,
    check_views,
)


def _fields(template: Template) -> Iterator[tuple[str, Sheet, Field]]:
    """Every field whose type is known, with its key in the file."""
    for sheet in template.data_sheets:
        for field in sheet.fields:
            if field.kind in KINDS:
                yield f"sheets.{sheet.key}.fields.{field.key}", sheet, field
