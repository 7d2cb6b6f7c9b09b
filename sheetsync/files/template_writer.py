"""A drafted template as the text of its file, with a comment wherever something was guessed or is to be filled in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sheetsync.files.toml_lines import toml_value
from sheetsync.model.draft import Draft, DraftField, DraftList, DraftSheet, Remark
from sheetsync.model.words import Words


def draft_text(draft: Draft, file: str, guide: str, words: Words) -> str:
    """The text of a template drafted of a file of that name, with comments in the language of `words`; `guide` is the name of its sheet of
    instructions, blank for none."""
    lines = [f"# {line}".rstrip() for line in words("draft.head", file=file, name=draft.name).splitlines()]
    lines += ["", f"# {words('draft.languages')}", f"languages = [{toml_value(draft.language)}]", f"{draft.language} = {toml_value(draft.name)}"]
    lines += _remarks(draft.remarks, words)
    for each in draft.lists:
        lines += ["", *_list(each, draft.language, words)]
    if guide:
        lines += ["", f"[sheets.{_guide_key(draft)}]", f"{draft.language} = {toml_value(guide)}", 'form = "notes"']
    for sheet in draft.sheets:
        lines += ["", *_sheet(sheet, draft.language, words)]
    return "\n".join(lines) + "\n"


def _guide_key(draft: Draft) -> str:
    taken = {sheet.key for sheet in draft.sheets}
    return next(key for key in ("instructions", "instructions_", "instructions__") if key not in taken)


def _list(each: DraftList, language: str, words: Words) -> Iterator[str]:
    yield from _remarks(each.remarks, words)
    yield f"[lists.{each.key}]"
    for key, label in each.choices:
        yield f"{key} = {{ {language} = {toml_value(label)} }}"


def _sheet(sheet: DraftSheet, language: str, words: Words) -> Iterator[str]:
    yield f"[sheets.{sheet.key}]"
    yield f"{language} = {toml_value(sheet.label)}"
    yield f"form = {toml_value(sheet.form)}"
    yield from (f"{key} = {toml_value(value)}" for key, value in sheet.options.items())
    yield from _remarks(sheet.remarks, words)
    yield from ("", f"[sheets.{sheet.key}.fields]")
    for field in sheet.fields:
        yield from _remarks(field.remarks, words)
        yield _field(field, language)


def _field(field: DraftField, language: str) -> str:
    said: Mapping[str, Any] = {language: field.label, "type": field.kind, **field.options}
    parts = (f"{key} = {_hint(value, language) if key == 'hint' else toml_value(value)}" for key, value in said.items())
    return f"{field.key} = {{ {', '.join(parts)} }}"


def _hint(text: str, language: str) -> str:
    return f"{{ {language} = {toml_value(text)} }}"


def _remarks(remarks: Iterable[Remark], words: Words) -> Iterator[str]:
    for remark in remarks:
        yield f"# {words(f'draft.mark.{remark.mark}')}{words(f'draft.{remark.key}', **remark.values)}"
