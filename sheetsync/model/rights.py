"""Who may change which cell, and what a record holds before anybody filled it in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from sheetsync.model.kinds import Value
from sheetsync.model.record import Values
from sheetsync.model.template import Field, Sheet, Template, holds

LookUp = Callable[[str, str], Values]
"""What the record of a sheet holds, by its id; nothing where it is not known."""


def _nowhere(_sheet: str, _record: str) -> Values:
    return {}


def may_change(sheet: Sheet, field: Field, values: Values, department: str, look_up: LookUp = _nowhere) -> bool:
    """Whether a department may change this cell of a record that holds `values` (as it was issued).

    `look_up` finds the records that it refers to: the editors of a field may be named there.
    """
    if field.kind == "id" or field.editors == "coordinator":
        return False
    if field.editors == "any":
        return True
    named = sheet.owner if field.editors == "owner" else field.editors
    here, _, there = named.partition(".")
    if there:
        referred = values.get(here)
        return isinstance(referred, str) and look_up(sheet.field(here).target, referred).get(there) == department
    return bool(named) and values.get(named) == department


def editors_field(template: Template, sheet: Sheet, field: Field) -> Field | None:
    """The field that names the department which may change a cell: of the same sheet, or of the one that it refers to; None where none does."""
    named = sheet.owner if field.editors == "owner" else field.editors
    here, _, there = named.partition(".")
    found = sheet.find(here)
    return template.find(found.target, there) if found and there else found


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


def approved(template: Template, sheet: Sheet, values: Values) -> frozenset[str]:
    """The fields of a record that was approved whose values a link has carried on with that; they change only with another approval."""
    links = (link for link in template.links if link.rule == "carries" and link.sheet == sheet.key and holds(link.options["when"], values))
    return frozenset(key for link in links for key in (link.options["to"], *link.options["fields"].values()))
