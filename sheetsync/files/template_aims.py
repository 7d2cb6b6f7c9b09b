"""Whether the checks that a template asks for aim at something that is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sheetsync.files.template_slips import Lists, Slip, condition_slips, known_field
from sheetsync.files.toml_values import Wrong
from sheetsync.model.kinds_words import nearest
from sheetsync.model.rules import FIELD_KINDS, RULES, Option
from sheetsync.model.template import Aim, Sheet, Template


def check_aims(template: Template, _lists: Lists) -> Iterator[Slip]:
    """Every check names a rule, a table and the rule's options, and these name fields and choices that there are."""
    tables = {sheet.key: sheet for sheet in template.tables}
    for number, aim in enumerate(template.checks, 1):
        name = f"checks[{number}]"
        if aim.rule and aim.rule not in RULES:
            yield f"{name}.rule", Wrong("unknown-rule", aim.rule, nearest(aim.rule, tuple(RULES)))
        if aim.sheet and aim.sheet not in tables:
            yield f"{name}.sheet", Wrong("unknown-table", aim.sheet, nearest(aim.sheet, tuple(tables)))
        if aim.rule in RULES and aim.sheet in tables:
            yield from _options(name, aim, tables)


def _options(name: str, aim: Aim, tables: Mapping[str, Sheet]) -> Iterator[Slip]:
    rule = RULES[aim.rule]
    for key in aim.options.keys() - rule.keys():
        yield f"{name}.{key}", Wrong("unknown-key", key, nearest(key, tuple(rule)), known=tuple(rule))
    for key, option in rule.items():
        if key in aim.options:
            yield from _option(f"{name}.{key}", option, aim, aim.options[key], tables)
        elif option.required:
            yield f"{name}.{key}", Wrong("missing-key", key)


def _option(name: str, option: Option, aim: Aim, value: Any, tables: Mapping[str, Sheet]) -> Iterator[Slip]:
    if option.what == "sheet":
        if value not in tables:
            yield name, Wrong("unknown-table", value, nearest(str(value), tuple(tables)))
        return
    sheet = tables.get(str(aim.options.get(option.of, ""))) if option.of else tables[aim.sheet]
    if sheet is None:
        # Without the other sheet there is nothing to compare with; that it is missing is a mistake of its own.
        return
    if option.what == "condition":
        yield from _condition(name, sheet, value)
    elif option.what == "fields":
        yield from _fields(name, sheet, value)
    else:
        yield from _field(name, option, aim, sheet, value)


def _condition(name: str, sheet: Sheet, value: Any) -> Iterator[Slip]:
    right = isinstance(value, dict) and value and all(isinstance(choices, list) for choices in value.values())
    if not right:
        yield name, Wrong("not-a-condition", value)
    else:
        yield from condition_slips(name, sheet, {key: [str(choice) for choice in choices] for key, choices in value.items()})


def _fields(name: str, sheet: Sheet, value: Any) -> Iterator[Slip]:
    if not isinstance(value, list) or not value:
        yield name, Wrong("not-a-list", value)
    else:
        for key in value:
            yield from known_field(name, sheet, str(key))


def _field(name: str, option: Option, aim: Aim, sheet: Sheet, value: Any) -> Iterator[Slip]:
    if not isinstance(value, str):
        yield name, Wrong("not-text", value)
        return
    yield from known_field(name, sheet, value, *FIELD_KINDS[option.what])
    field = next((each for each in sheet.fields if each.key == value), None)
    if field and option.to_own and field.target and field.target != aim.sheet:
        yield name, Wrong("other-target", value, target=field.target, sheet=aim.sheet)
