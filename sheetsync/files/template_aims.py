"""Whether the checks and links that a template asks for, and what it shows of other records, aim at something that is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sheetsync.files.template_slips import Lists, Slip, condition_slips, doubles, known_field, meant
from sheetsync.files.toml_values import Wrong
from sheetsync.model.kinds_words import nearest
from sheetsync.model.lineage import kind_group
from sheetsync.model.rules import FIELD_KINDS, LINKS, LISTED, RULES, VIEWS, Option
from sheetsync.model.template import Aim, Sheet, Template


def check_aims(template: Template, _lists: Lists) -> Iterator[Slip]:
    """Every check and link names a rule, a table and the rule's options, and these name fields and choices that there are."""
    tables = {sheet.key: sheet for sheet in template.tables}
    for above, aims, rules in (("checks", template.checks, RULES), ("links", template.links, LINKS)):
        for number, aim in enumerate(aims, 1):
            yield from _aim(f"{above}[{number}]", aim, rules, tables)


def check_views(template: Template, _lists: Lists) -> Iterator[Slip]:
    """Every column that nobody fills in says what it shows, of which table, and has a key and a label that no other column there has."""
    for number, view in enumerate(template.shows, 1):
        name, sheet = f"shows[{number}]", template.find_sheet(view.aim.sheet)
        yield from _aim(name, view.aim, VIEWS, {each.key: each for each in template.tables})
        others = template.views(view.aim.sheet)
        if sheet and view.key and (sheet.find(view.key) or view.key in (each.key for each in others[: others.index(view)])):
            yield f"{name}.key", Wrong("duplicate-key", view.key)
        fields = (
            ((f"sheets.{sheet.key}.fields.{f.key}", f.key, word) for f in sheet.fields for word in (*f.labels.values(), *f.aliases)) if sheet else ()
        )
        shown = ((name, f"{each.key} (shows)", word) for each in others[: others.index(view) + 1] for word in each.labels.values())
        # what is wrong with the fields themselves is told where they stand
        yield from (slip for slip in doubles((*fields, *shown), "duplicate-label") if slip[0] == name)


def _aim(name: str, aim: Aim, rules: Mapping[str, Mapping[str, Option]], tables: Mapping[str, Sheet]) -> Iterator[Slip]:
    if aim.rule and aim.rule not in rules:
        yield f"{name}.rule", Wrong("unknown-rule", aim.rule, nearest(aim.rule, tuple(rules)), known=tuple(rules))
    if aim.sheet and aim.sheet not in tables:
        yield f"{name}.sheet", Wrong("unknown-table", aim.sheet, meant(aim.sheet, tables.values()))
    if aim.rule in rules and aim.sheet in tables:
        yield from _options(name, aim, rules[aim.rule], tables)


def _options(name: str, aim: Aim, rule: Mapping[str, Option], tables: Mapping[str, Sheet]) -> Iterator[Slip]:
    for key in aim.options.keys() - rule.keys():
        yield f"{name}.{key}", Wrong("unknown-key", key, nearest(key, tuple(rule)), known=tuple(rule))
    for key, option in rule.items():
        if key in aim.options:
            yield from _option(f"{name}.{key}", option, rule, aim, tables)
        elif option.required:
            yield f"{name}.{key}", Wrong("missing-key", key)


def _option(name: str, option: Option, rule: Mapping[str, Option], aim: Aim, tables: Mapping[str, Sheet]) -> Iterator[Slip]:
    value = aim.options[name.rpartition(".")[2]]
    if option.what == "sheet":
        if value not in tables:
            yield name, Wrong("unknown-table", value, meant(str(value), tables.values()))
        return
    sheet = tables[aim.sheet] if not option.of else tables.get(_other_sheet(aim, option.of, rule[option.of].what, tables))
    if sheet is None:
        # Without the other sheet there is nothing to compare with; that it is missing is a mistake of its own.
        return
    if option.what == "labels":
        yield from _labels(name, sheet, value)
    elif option.what == "condition":
        yield from _condition(name, sheet, value)
    elif option.what == "choices":
        yield from _choices(name, sheet, value)
    elif option.what == "pairs":
        yield from _pairs(name, sheet, tables[aim.sheet], value)
        if option.makes and isinstance(value, dict):
            yield from ((f"{name}.{key}", Wrong("missing-key", key)) for key in (sheet.title, sheet.owner) if key and key not in value)
    elif option.what in LISTED:
        yield from _fields(name, option, sheet, value)
    else:
        yield from _field(name, option, aim, sheet, value)


def _other_sheet(aim: Aim, option: str, what: str, tables: Mapping[str, Sheet]) -> str:
    """The sheet that an option names, or to which the field points that it names."""
    named = str(aim.options.get(option, ""))
    field = None if what == "sheet" else tables[aim.sheet].find(named)
    return named if what == "sheet" else field.target if field else ""


def _labels(name: str, sheet: Sheet, value: Any) -> Iterator[Slip]:
    """A text in each language in which the sheet has one."""
    if not isinstance(value, dict):
        yield name, Wrong("not-a-table", value)
        return
    for language in sheet.labels:
        if not isinstance(value.get(language), str) or not value[language].strip():
            yield f"{name}.{language}", Wrong("missing-key", language)


def _choices(name: str, sheet: Sheet, value: Any) -> Iterator[Slip]:
    if not isinstance(value, dict) or not value or not all(isinstance(choice, str) for choice in value.values()):
        yield name, Wrong("not-choices", value)
    else:
        yield from condition_slips(name, sheet, {key: [choice] for key, choice in value.items()})


def _pairs(name: str, sheet: Sheet, own: Sheet, value: Any) -> Iterator[Slip]:
    """Fields of one sheet, each with the one of the own sheet that is to hold the same."""
    if not isinstance(value, dict) or not value or not all(isinstance(mine, str) for mine in value.values()):
        yield name, Wrong("not-pairs", value)
        return
    for theirs, mine in value.items():
        yield from known_field(f"{name}.{theirs}", sheet, theirs)
        yield from known_field(f"{name}.{theirs}", own, mine)
        there, here = sheet.find(theirs), own.find(mine)
        if there and here and kind_group(there) != kind_group(here):
            yield f"{name}.{theirs}", Wrong("other-type", mine, type=here.kind, field=theirs, needed=there.kind)


def _condition(name: str, sheet: Sheet, value: Any) -> Iterator[Slip]:
    right = isinstance(value, dict) and value and all(isinstance(choices, list) for choices in value.values())
    if not right:
        yield name, Wrong("not-a-condition", value)
    else:
        yield from condition_slips(name, sheet, {key: [str(choice) for choice in choices] for key, choices in value.items()})


def _fields(name: str, option: Option, sheet: Sheet, value: Any) -> Iterator[Slip]:
    if not isinstance(value, list) or not value:
        yield name, Wrong("not-a-list", value)
    else:
        for key in value:
            yield from known_field(name, sheet, str(key), *FIELD_KINDS[option.what])


def _field(name: str, option: Option, aim: Aim, sheet: Sheet, value: Any) -> Iterator[Slip]:
    if not isinstance(value, str):
        yield name, Wrong("not-text", value)
        return
    yield from known_field(name, sheet, value, *FIELD_KINDS[option.what])
    field = next((each for each in sheet.fields if each.key == value), None)
    if field and option.to_own and field.target and field.target != aim.sheet:
        yield name, Wrong("other-target", value, target=field.target, sheet=aim.sheet)
