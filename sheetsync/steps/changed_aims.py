"""Which checks, links and shown columns of a template are other ones than those of an earlier version, whose keys may have been others."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sheetsync.model.lineage import Lineage
from sheetsync.model.rules import LINKS, LISTED, RULES, VIEWS, Option
from sheetsync.model.template import Aim, Template

_KNOWN = {**RULES, **LINKS, **VIEWS}


def changed_aims(before: Template, lineage: Lineage) -> Iterator[tuple[str, Aim]]:
    """Each with what became of it: `check-added`, `check-removed`, `check-changed`, and so for `link` and `show`; under today's keys."""
    now = lineage.template
    for name, old, new in (("check", before.checks, now.checks), ("link", before.links, now.links), ("show", _shown(before), _shown(now))):
        yield from _compared(name, [_today(aim, before, lineage) for aim in old], list(new))


def _compared(name: str, old: Sequence[Aim], new: Sequence[Aim]) -> Iterator[tuple[str, Aim]]:
    come = [each for each in new if each not in old]
    for aim in (each for each in old if each not in new):
        other = next((each for each in come if (each.rule, each.sheet) == (aim.rule, aim.sheet)), None)
        yield (f"{name}-changed" if other else f"{name}-removed"), other or aim
        come = [each for each in come if each is not other]
    yield from ((f"{name}-added", aim) for aim in come)


def _shown(template: Template) -> Sequence[Aim]:
    """What each shown column shows, and whether departments see it."""
    return [dataclasses.replace(view.aim, options={**view.aim.options, "key": view.key, "sent": view.sent}) for view in template.shows]


def _today(aim: Aim, before: Template, lineage: Lineage) -> Aim:
    """What an earlier template aimed at, under today's keys."""
    rule = _KNOWN.get(aim.rule, {})
    options = {key: _option(aim, rule, key, value, before, lineage) if key in rule else value for key, value in aim.options.items()}
    return dataclasses.replace(aim, sheet=lineage.sheets.get(aim.sheet, aim.sheet), options=options)


def _option(aim: Aim, rule: Mapping[str, Option], key: str, value: Any, before: Template, lineage: Lineage) -> Any:
    option = rule[key]
    mine = _names(aim.sheet, lineage)
    names = _names(_other(aim, rule, option.of, before), lineage) if option.of else mine
    if option.what == "sheet":
        return lineage.sheets.get(value, value)
    if option.what in ("condition", "choices"):
        return {names.get(each, each): choices for each, choices in value.items()}
    if option.what == "pairs":
        return {names.get(theirs, theirs): mine.get(ours, ours) for theirs, ours in value.items()}
    if option.what in LISTED:
        return [names.get(each, each) for each in value]
    return value if option.what == "labels" else names.get(value, value)


def _names(sheet: str, lineage: Lineage) -> Mapping[str, str]:
    """Today's keys of the fields that a sheet of then had."""
    return lineage.fields.get(lineage.sheets.get(sheet, sheet), {})


def _other(aim: Aim, rule: Mapping[str, Option], of: str, before: Template) -> str:
    """The sheet of then that an option names, or to which the field points that it names."""
    named = str(aim.options.get(of, ""))
    field = None if rule[of].what == "sheet" else before.find(aim.sheet, named)
    return field.target if field else named
