"""A template's TOML file as a Template: every value that has not the shape it should have is a mistake, everything else is taken."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from sheetsync.files.toml_values import Reader, Reading, Wrong, filled_text, text, word
from sheetsync.model.kinds import KINDS
from sheetsync.model.template import Aim, ChartAim, Choice, Field, Sheet, Template

FORMS = ("table", "form", "notes")
POLICIES = ("merge", "controlled", "union", "max", "append")
TONES = ("good", "warn", "bad", "muted", "")
LANGUAGES = ("zh", "en")

LONGEST_SHEET_NAME = 31
LONGEST_LABEL = 32
"""What Excel shows of the title of an input prompt."""
LONGEST_HINT = 200
"""An input prompt holds 255 characters, and says the type as well."""
LONGEST_WORD = 100

_FORBIDDEN = re.compile(r"[\[\]:*?/\\]|^'|'$")
_KEY = re.compile(r"[a-z][a-z0-9_]*")
_PREFIX = re.compile(r"[A-Z][A-Z0-9]{0,5}")
_LANGUAGE = re.compile(r"[a-z]{2}")


def read_template(
    reading: Reading, name: str, content: dict[str, Any], there: Mapping[str, tuple[Choice, ...]]
) -> tuple[Template, Mapping[str, tuple[Choice, ...]]]:
    """The template that a file's content means, as far as it has the right shape, and its lists by name. Mistakes are noted in `reading`.

    `there` has the lists of the templates that come before it, whose sheets stand in the same workbook.
    """
    languages = _declared(content)
    parts = reading.table(content, "", {**_labels(languages, LONGEST_WORD), **TOP}, required=("sheets", *languages))
    choices = _entries(reading, parts, "lists")
    lists = {key: _list(reading, key, entries, languages) for key, entries in choices.items()}
    known = {**there, **lists}
    sheets = _entries(reading, parts, "sheets")
    template = Template(
        name,
        _picked(parts, languages),
        languages,
        tuple(_sheet(reading, key, each, languages, known) for key, each in sheets.items()),
        tuple(_aims(reading, parts.get("checks", []))),
        tuple(_charts(reading, parts.get("charts", []), languages)),
    )
    return template, lists


def _sheet(reading: Reading, key: str, value: Any, languages: tuple[str, ...], lists: Mapping[str, tuple[Choice, ...]]) -> Sheet:
    name = f"sheets.{key}"
    readers = {**dict.fromkeys(languages, sheet_name), **SHEET, "hint": _hint(reading, f"{name}.hint", languages)}
    found = reading.table(value, name, readers, required=(*languages, "form"))
    fields = _entries(reading, found, "fields", name)
    return Sheet(
        key,
        _picked(found, languages),
        found.get("form", ""),
        tuple(_field(reading, f"{name}.fields.{each}", each, line, languages, lists) for each, line in fields.items()),
        closed=_closed(reading, f"{name}.closed", found.get("closed", {})),
        hints=found.get("hint", {}),
        **{each: found[each] for each in ("prefix", "owner", "append_only", "title", "match", "aliases", "was") if each in found},
    )


def _field(reading: Reading, name: str, key: str, value: Any, languages: tuple[str, ...], lists: Mapping[str, tuple[Choice, ...]]) -> Field:
    readers = {**_labels(languages, LONGEST_LABEL), **FIELD, "hint": _hint(reading, f"{name}.hint", languages)}
    found = reading.table(value, name, readers, required=(*languages, "type"))
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
        **{each: found[each] for each in FIELD if each in found and each not in ("type", "list", "editors")},
    )


def _list(reading: Reading, key: str, entries: Any, languages: tuple[str, ...]) -> tuple[Choice, ...]:
    name = f"lists.{key}"
    if not isinstance(entries, dict) or not entries:
        reading.wrong(name, Wrong("empty-list", key))
        return ()
    readers = {**_labels(languages, LONGEST_WORD), **CHOICE}
    choices = []
    for each, value in entries.items():
        found = reading.table(value, f"{name}.{each}", {**readers}, required=languages)
        _check_key(reading, f"{name}.{each}", each)
        choices.append(Choice(each, _picked(found, languages), found.get("tone", ""), found.get("synonyms", ())))
    return tuple(choices)


def _aims(reading: Reading, tables: list[Any]) -> list[Aim]:
    """The checks; their options are looked at by the rule that they name."""
    aims = []
    for number, table in enumerate(tables, 1):
        name = f"checks[{number}]"
        options = {key: value for key, value in table.items() if key not in CHECK} if isinstance(table, dict) else {}
        kept = {key: value for key, value in table.items() if key in CHECK} if isinstance(table, dict) else table
        found = reading.table(kept, name, CHECK, required=tuple(CHECK))
        aims.append(Aim(found.get("rule", ""), found.get("sheet", ""), options))
    return aims


def _charts(reading: Reading, tables: list[Any], languages: tuple[str, ...]) -> list[ChartAim]:
    charts = []
    for number, table in enumerate(tables, 1):
        readers = {**_labels(languages, LONGEST_WORD), **CHART}
        found = reading.table(table, f"charts[{number}]", readers, required=(*languages, "sheet", "by"))
        charts.append(ChartAim(found.get("sheet", ""), found.get("by", ""), found.get("split", ""), _picked(found, languages)))
    return charts


def _entries(reading: Reading, parts: Mapping[str, Any], key: str, above: str = "") -> dict[str, Any]:
    """A table of named entries, whose names must be keys."""
    entries: dict[str, Any] = parts.get(key, {})
    name = f"{above}.{key}" if above else key
    for each in entries:
        _check_key(reading, f"{name}.{each}", each)
    return entries


def _check_key(reading: Reading, name: str, key: str) -> None:
    if not _KEY.fullmatch(key):
        reading.wrong(name, Wrong("bad-key", key))


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
    return lambda value: reading.table(value, name, _labels(languages, LONGEST_HINT), required=languages)


def _declared(content: Mapping[str, Any]) -> tuple[str, ...]:
    """The languages that the template says it has; where it says that wrong, the usual ones, so that the rest can be read."""
    try:
        return language_codes(content.get("languages", list(LANGUAGES)))
    except Wrong:
        return LANGUAGES


def language_codes(value: Any) -> tuple[str, ...]:
    """The languages of a template by their two letters, the preferred one first."""
    codes = texts(value)
    wrong = next((each for each in codes if not _LANGUAGE.fullmatch(each)), "")
    if wrong or not codes:
        raise Wrong("bad-language", wrong)
    return tuple(dict.fromkeys(codes))


def one_line(longest: int) -> Callable[[Any], str]:
    """A text of one line, not too long."""

    def read(value: Any) -> str:
        line = filled_text(value)
        if "\n" in line or "\r" in line:
            raise Wrong("line-break", line)
        if len(line) > longest:
            raise Wrong("too-long", line, length=len(line), longest=longest)
        return line

    return read


def sheet_name(value: Any) -> str:
    """A name that Excel allows for a sheet."""
    name = one_line(LONGEST_SHEET_NAME)(value)
    if _FORBIDDEN.search(name) or name.lower() == "history":
        raise Wrong("sheet-name", name)
    return name


def texts(value: Any) -> tuple[str, ...]:
    """A list of texts."""
    if not isinstance(value, list):
        raise Wrong("not-a-list", value)
    return tuple(filled_text(each) for each in value)


def keys(value: Any) -> tuple[str, ...]:
    """A list of keys."""
    found = texts(value)
    wrong = next((each for each in found if not _KEY.fullmatch(each)), "")
    if wrong:
        raise Wrong("bad-key", wrong)
    return found


def number(value: Any) -> float:
    """A number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Wrong("not-numeric", value)
    return value


def flag(value: Any) -> bool:
    """true or false."""
    if not isinstance(value, bool):
        raise Wrong("not-true-or-false", value)
    return value


def prefix(value: Any) -> str:
    """What stands first in the ids of a sheet's records."""
    letters = filled_text(value)
    if not _PREFIX.fullmatch(letters):
        raise Wrong("bad-prefix", letters, letters.upper() if _PREFIX.fullmatch(letters.upper()) else "")
    return letters


def table(value: Any) -> dict[str, Any]:
    """A table."""
    if not isinstance(value, dict):
        raise Wrong("not-a-table", value)
    return value


def tables(value: Any) -> list[Any]:
    """A list of tables (`[[name]]`)."""
    if not isinstance(value, list):
        raise Wrong("not-a-list", value)
    return value


TOP: Mapping[str, Reader] = {"languages": language_codes, "needs": texts, "lists": table, "sheets": table, "charts": tables, "checks": tables}
SHEET: Mapping[str, Reader] = {
    "form": word(FORMS),
    "prefix": prefix,
    "owner": filled_text,
    "append_only": flag,
    "title": filled_text,
    "match": texts,
    "closed": table,
    "aliases": texts,
    "was": keys,
    "fields": table,
}
FIELD: Mapping[str, Reader] = {
    "type": word(tuple(KINDS)),
    "required": flag,
    "editors": filled_text,
    "policy": word(POLICIES),
    "list": filled_text,
    "target": filled_text,
    "minimum": number,
    "maximum": number,
    "default": text,
    "fill": filled_text,
    "width": number,
    "planning": flag,
    "aliases": texts,
    "was": keys,
}
CHOICE: Mapping[str, Reader] = {"tone": word(TONES), "synonyms": texts}
CHART: Mapping[str, Reader] = {"sheet": filled_text, "by": filled_text, "split": filled_text}
CHECK: Mapping[str, Reader] = {"rule": filled_text, "sheet": filled_text}
"""The keys of each table of a template, beside its labels and hint, and how they are read."""
