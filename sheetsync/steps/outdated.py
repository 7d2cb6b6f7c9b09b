"""What a change of the template leaves to be told: what it changed while a round was running, and the values that it allows no more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sheetsync.model import kinds
from sheetsync.model.finding import Finding
from sheetsync.model.kinds import Value
from sheetsync.model.lineage import Lineage, asked, kind_group
from sheetsync.model.record import Record, State
from sheetsync.model.template import Field, Sheet, Template


def template_changes(before: Template, lineage: Lineage, language: str) -> Finding | None:
    """What today's template asks otherwise than an earlier one; None where it asks for the same."""
    told: dict[str, list[str]] = {"added": [], "removed": [], "renamed": [], "retyped": []}
    now, known = asked(lineage.template), {lineage.sheets.get(sheet.key, sheet.key): sheet for sheet in before.data_sheets}
    for sheet in before.data_sheets:
        if now.find_sheet(lineage.sheets.get(sheet.key, sheet.key)) is None:
            told["removed"].append(sheet.label(language))
    for sheet in now.data_sheets:
        if (old := known.get(sheet.key)) is None:
            told["added"].append(sheet.label(language))
        else:
            _compare(old, sheet, lineage.fields[sheet.key], language, told)
    detail = {key: tuple(labels) for key, labels in told.items()}
    return Finding("template-changed", detail=detail) if any(told.values()) else None


def _compare(old: Sheet, sheet: Sheet, names: Mapping[str, str], language: str, told: Mapping[str, list[str]]) -> None:
    """Notes what became of the fields of one sheet."""
    _rename(old, sheet, language, told)
    known = {names[field.key]: field for field in old.fields}
    told["removed"].extend(field.label(language) for key, field in known.items() if sheet.find(key) is None)
    for field in sheet.fields:
        if (before := known.get(field.key)) is None:
            told["added"].append(field.label(language))
        else:
            _rename(before, field, language, told)
            if kind_group(before) != kind_group(field):
                told["retyped"].append(field.label(language))


def _rename(old: Sheet | Field, new: Sheet | Field, language: str, told: Mapping[str, list[str]]) -> None:
    if old.label(language) != new.label(language):
        told["renamed"].append(f"{old.label(language)} → {new.label(language)}")


def outdated_values(template: Template, state: State, language: str) -> Iterator[Finding]:
    """The values that a field of today does not allow: choices that are offered no more, and what stands aside since its type was changed."""
    for sheet in template.data_sheets:
        aside = {field.key: sheet.field(field.former) for field in sheet.columns if field.former and sheet.find(field.former)}
        listed = [field for field in sheet.columns if field.former_choices and not field.retired]
        for record in state.get(sheet.key, {}).values() if (aside or listed) and not sheet.retired else ():
            for field in listed:
                if gone := _gone(field, record.values.get(field.key)):
                    yield _told(sheet, record, field, kinds.text(gone, field, language), "choice")
            for key, field in aside.items():
                if record.values.get(key) is not None and record.values.get(field.key) is None:
                    kept = sheet.field(key)
                    yield _told(sheet, record, field, kinds.text(record.values[key], kept, language), "type", kept.label(language))


def _gone(field: Field, value: Value) -> Value:
    """What of a value is offered no more; None where all of it is."""
    offered = {choice.key for choice in field.choices}
    if isinstance(value, tuple):
        return tuple(key for key in value if key not in offered) or None
    return None if value in offered else value


def _told(sheet: Sheet, record: Record, field: Field, value: str, reason: str, kept: str = "") -> Finding:
    return Finding("outdated-value", sheet=sheet.key, record=record.id, field=field.key, value=value, reason=reason, detail={"kept": kept})
