"""Who may change which cell, and what a record holds before anybody filled it in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sheetsync.model.kinds import Value
from sheetsync.model.record import Values
from sheetsync.model.template import Field, Sheet


def may_change(sheet: Sheet, field: Field, values: Values, department: str) -> bool:
    """Whether a department may change this cell of a record that holds `values` (as it was issued)."""
    if field.kind == "id" or field.editors == "coordinator":
        return False
    if field.editors == "any":
        return True
    named = sheet.owner if field.editors == "owner" else field.editors
    return bool(named) and values.get(named) == department


def must_fill(field: Field) -> bool:
    """Whether a department must fill in this field of a record that it adds: not what others answer, nor what has an answer already."""
    return field.required and field.kind != "id" and field.editors in ("owner", "any") and not field.default


def default_values(sheet: Sheet, department: str) -> Mapping[str, Value]:
    """What a record that a department adds holds before it fills in anything; one that no department adds has no owner yet."""
    defaults: dict[str, Value] = {f.key: f.default for f in sheet.columns if f.default}
    if sheet.owner and department:
        defaults[sheet.owner] = department
    return defaults


def lacking(sheet: Sheet, values: Values) -> Iterator[tuple[str, str]]:
    """The codes and fields of what a record lacks that no department adds: without a title nobody knows what it is, without an owner nobody would be
    sent it."""
    for code, key in (("required-missing", sheet.title), ("unassigned-record", sheet.owner)):
        if key and values.get(key) is None:
            yield code, key
