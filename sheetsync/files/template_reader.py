"""A template's TOML file as a Template: every value that has not the shape it should have is a mistake, everything else is taken."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sheetsync.files.template_keys import CHART, CHECK, CHOICE, FIELD, LANGUAGES, SHEET, SHOW, TIMELINE, TOP, needed, readers
from sheetsync.files.template_values import (
    LONGEST_HINT,
    LONGEST_LABEL,
    LONGEST_WORD,
    bad_key,
    is_key,
    label,
    language_codes,
    one_line,
    sheet_name,
    texts,
)
from sheetsync.files.toml_values import Reader, Reading, Wrong
from sheetsync.model.template import COUNT, Aim, ChartAim, Choice, Field, Sheet, Template, Timeline, View


def read_template(
    reading: Reading, name: str, content: dict[str, Any], there: Mapping[str, tuple[Choice, ...]]
) -> tuple[Template, Mapping[str, tuple[Choice, ...]]]:
    """The template that a file's content means, as far as it has the right shape, and its lists by name. Mistakes are noted in `reading`.

    `there` has the lists of the templates that come before it, whose sheets stand in the same workbook.
    """
    languages = _declared(content)
    parts = reading.table(content, "", {**_labels(languages, LONGEST_WORD), **readers(TOP)}, required=(*needed(TOP), *languages))
    choices = _entries(reading, parts, "lists")
    lists = {key: _list(reading, key, entries, languages) for key, entries in choices.items()}
    known = {**there, **lists}
    sheets = _entries(reading, parts, "sheets")
    template = Template(
        name,
        _picked(parts, languages),
        languages,
        tuple(_sheet(reading, key, each, languages, known) for key, each in sheets.items()),
        tuple(_aims(reading, "checks", parts.get("checks", []))),
        tuple(_charts(reading, parts.get("charts", []), languages)),
        tuple(_aims(reading, "links", parts.get("links", []))),
        shows=tuple(_views(reading, parts.get("shows", []), languages)),
        timelines=tuple(_timelines(reading, parts.get("timelines", []))),
    )
    return template, lists


def _sheet(reading: Reading, key: str, value: Any, languages: tuple[str, ...], lists: Mapping[str, tuple[Choice, ...]]) -> Sheet:
    name = f"sheets.{key}"
    read = {**dict.fromkeys(languages, sheet_name), **readers(SHEET), "hint": _hint(reading, f"{name}.hint", languages)}
    found = reading.table(value, name, read, required=(*languages, *needed(SHEET)))
    fields = _entries(reading, found, "fields", name)
    return Sheet(
        key,
        _picked(found, languages),
        found.get("form", ""),
        tuple(_field(reading, f"{name}.fields.{each}", each, line, languages, lists) for each, line in fields.items()),
        closed=_closed(reading, f"{name}.closed", found.get("closed", {})),
        hints=found.get("hint", {}),
        **{each: found[each] for each in ("prefix", "owner", "append_only", "goes_with", "title", "match", "aliases", "was") if each in found},
    )


def _field(reading: Reading, name: str, key: str, value: Any, languages: tuple[str, ...], lists: Mapping[str, tuple[Choice, ...]]) -> Field:
    read = {**dict.fromkeys(languages, label(LONGEST_LABEL)), **readers(FIELD), "hint": _hint(reading, f"{name}.hint", languages)}
    found = reading.table(value, name, read, required=(*languages, *needed(FIELD)), code="not-a-line")
    kind = found.get("type", "")
    list_name = found.get("list", "")
    return Field(
        key,
        _picked(found, languages),
        kind,
        editors=found.get("editors", "coordinator" if kind == "id" else "owner"),
        choices=lists.get(list_name, ()),
        list_name=list_name,
        hints=found.get("hint", {}),
        **{each: found[each] for each in FIELD if each in found and each not in ("type", "list", "editors", "hint")},
    )


def _list(reading: Reading, key: str, entries: Any, languages: tuple[str, ...]) -> tuple[Choice, ...]:
    name = f"lists.{key}"
    if not isinstance(entries, dict) or not entries:
        reading.wrong(name, Wrong("flat-list", entries) if entries and not isinstance(entries, dict) else Wrong("empty-list", key))
        return ()
    read = {**_labels(languages, LONGEST_WORD), **readers(CHOICE)}
    choices = []
    for each, value in entries.items():
        found = reading.table(value, f"{name}.{each}", read, required=languages, code="not-a-line")
        _check_key(reading, f"{name}.{each}", each)
        choices.append(Choice(each, _picked(found, languages), found.get("tone", ""), found.get("synonyms", ())))
    return tuple(choices)


def _aims(reading: Reading, above: str, tables: list[Any]) -> list[Aim]:
    """The checks or links; their options are looked at by the rule that they name."""
    aims = []
    for number, table in enumerate(tables, 1):
        kept, options = _apart(table, CHECK)
        found = reading.table(kept, f"{above}[{number}]", readers(CHECK), required=needed(CHECK))
        aims.append(Aim(found.get("rule", ""), found.get("sheet", ""), options))
    return aims


def _views(reading: Reading, tables: list[Any], languages: tuple[str, ...]) -> list[View]:
    """The columns that nobody fills in; their options are looked at by what they show."""
    views = []
    for number, table in enumerate(tables, 1):
        name = f"shows[{number}]"
        read = {**_labels(languages, LONGEST_LABEL), **readers(SHOW), "hint": _hint(reading, f"{name}.hint", languages)}
        kept, options = _apart(table, read)
        found = reading.table(kept, name, read, required=(*languages, *needed(SHOW)))
        aim = Aim(found.get("what", ""), found.get("sheet", ""), options)
        views.append(View(found.get("key", ""), _picked(found, languages), aim, found.get("hint", {}), found.get("sent", False)))
    return views


def _apart(table: Any, known: Collection[str]) -> tuple[Any, dict[str, Any]]:
    """The keys of a table that are always the same, and the others, which are the options of what it names."""
    if not isinstance(table, dict):
        return table, {}
    return {key: table[key] for key in table if key in known}, {key: table[key] for key in table if key not in known}


def _charts(reading: Reading, tables: list[Any], languages: tuple[str, ...]) -> list[ChartAim]:
    charts = []
    for number, table in enumerate(tables, 1):
        read = {**_labels(languages, LONGEST_WORD), **readers(CHART)}
        found = reading.table(table, f"charts[{number}]", read, required=(*languages, *needed(CHART)))
        aimed = (found.get("sheet", ""), found.get("by", ""), found.get("split", ""))
        charts.append(ChartAim(*aimed, _picked(found, languages), found.get("kind", COUNT)))
    return charts


def _timelines(reading: Reading, tables: list[Any]) -> Iterator[Timeline]:
    for number, table in enumerate(tables, 1):
        found = reading.table(table, f"timelines[{number}]", readers(TIMELINE), required=needed(TIMELINE))
        yield Timeline(**{key: found.get(key, "") for key in TIMELINE})


def _entries(reading: Reading, parts: Mapping[str, Any], key: str, above: str = "") -> dict[str, Any]:
    """A table of named entries, whose names must be keys."""
    entries: dict[str, Any] = parts.get(key, {})
    name = f"{above}.{key}" if above else key
    for each in entries:
        _check_key(reading, f"{name}.{each}", each)
    return entries


def _check_key(reading: Reading, name: str, key: str) -> None:
    if not is_key(key):
        reading.wrong(name, bad_key(key))


def _closed(reading: Reading, name: str, entries: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    found = {}
    for key, value in entries.items():
        with reading.at(f"{name}.{key}"):
            found[key] = texts(value)
    return found


def _picked(found: Mapping[str, Any], languages: tuple[str, ...]) -> dict[str, str]:
    return {language: found[language] for language in languages if language in found}


def _labels(languages: tuple[str, ...], longest: int) -> dict[str, Reader]:
    return dict.fromkeys(languages, one_line(longest))


def _hint(reading: Reading, name: str, languages: tuple[str, ...]) -> Reader:
    """A hint has one text per language, all of them."""
    return lambda value: reading.table(value, name, _labels(languages, LONGEST_HINT), required=languages, code="not-labels")


def _declared(content: Mapping[str, Any]) -> tuple[str, ...]:
    """The languages that the template says it has; where it says that wrong, the usual ones, so that the rest can be read."""
    try:
        return language_codes(content.get("languages", list(LANGUAGES)))
    except Wrong:
        return LANGUAGES
