"""Field types: one entry each says how a cell is read, shown and kept.

A value is opaque to everybody else: it is hashable, `None` is blank, and two values that mean the same are equal.
`line`, `text`, `person`, `id`, `ref`, `choice`, `department`: str · `date`: datetime.date · `datetime`: datetime.datetime and `time`: datetime.time,
both of the project's time zone and without one · `percent`: float, a fraction rounded to 6 places · `integer`, `rating`: int · `choices`,
`departments`, `refs`: tuple of str in a canonical order. A choice is its key, a department its name, a reference an id.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Any, NamedTuple, cast

from sheetsync.model.kinds_dates import read_date
from sheetsync.model.kinds_moments import read_datetime, read_time
from sheetsync.model.kinds_numbers import read_integer, read_percent, read_rating
from sheetsync.model.kinds_refs import NEW, read_ref, read_refs, ref_key, show_ref
from sheetsync.model.kinds_text import moment_text, percent_text, read_text, written
from sheetsync.model.kinds_words import choice_words, read_choice, read_choices, read_department, read_departments
from sheetsync.model.raw import RawCell
from sheetsync.model.reading import BLANK_READING, REASONS, REFUSED, WITHOUT_RESULT, Context, Reading, Value, refused, repaired
from sheetsync.model.template import Field

__all__ = [
    "KINDS", "REASONS", "REFUSED", "Context", "Kind", "Reading", "Shown", "Value",
    "canonical", "choice_words", "from_json", "is_free", "number_format", "read", "several", "show", "shows_itself", "text", "to_json", "written",
]  # fmt: skip

Shown = str | int | float | date | time | None
"""What is put in a workbook's cell."""

NO_TITLES: Mapping[str, str] = MappingProxyType({})

Titles = Mapping[str, str]
Show = Callable[[Any, Field, str, Titles], Shown]


class Kind(NamedTuple):
    """A field type. `read` is asked about cells that hold a value; `show` gives a cell's content in a language, `text` a sentence's;
    `number` is one of plan.NUMBERS; `keep` and `recall` turn a value into JSON and back."""

    read: Callable[[RawCell, Field, Context], Reading]
    show: Show = lambda value, _field, _language, _titles: cast(Shown, value)
    text: Callable[[Any], str] = str
    number: str = "text"
    several: bool = False
    keep: Callable[[Any], Any] = lambda value: value
    recall: Callable[[Any], Value] = lambda data: cast(Value, data)


def _comma(language: str) -> str:
    return "、" if language == "zh" else ", "


def _label(key: str, field: Field, language: str) -> str:
    choice = field.choice(key)
    return choice.labels[language] if choice else key


def _show_choices(value: tuple[str, ...], field: Field, language: str, _titles: Titles) -> str:
    return _comma(language).join(_label(key, field, language) for key in value)


def _show_several(value: tuple[str, ...], _field: Field, language: str, _titles: Titles) -> str:
    return _comma(language).join(value)


def _show_ref(value: Value, field: Field, language: str, titles: Titles) -> str:
    return field.new[language] if value == NEW and field.new else show_ref(value, titles)


_FREE = Kind(read_text)
_SEVERAL = Kind(read_refs, _show_several, several=True, keep=list, recall=tuple)

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "id": Kind(read_ref),
        "line": _FREE,
        "text": _FREE,
        "person": _FREE,
        "date": Kind(read_date, number="date", text=date.isoformat, keep=date.isoformat, recall=date.fromisoformat),
        "percent": Kind(read_percent, number="percent", text=percent_text),
        "datetime": Kind(
            read_datetime,
            number="datetime",
            text=moment_text,
            keep=lambda value: moment_text(value).replace(" ", "T"),
            recall=datetime.fromisoformat,
        ),
        "time": Kind(read_time, number="time", text=moment_text, keep=moment_text, recall=time.fromisoformat),
        "integer": Kind(read_integer, number="integer"),
        "rating": Kind(read_rating, number="integer"),
        "choice": Kind(read_choice, lambda value, field, language, _titles: _label(value, field, language)),
        "choices": _SEVERAL._replace(read=read_choices, show=_show_choices),
        "department": Kind(read_department),
        "departments": _SEVERAL._replace(read=read_departments),
        "ref": Kind(read_ref, _show_ref),
        "refs": _SEVERAL,
    }
)
"""Every field type that there is."""


def read(cell: RawCell, field: Field, context: Context) -> Reading:
    """What a cell means in a field."""
    if not cell.calculated or cell.value == WITHOUT_RESULT:
        return Reading(None, "uncalculated-formula")
    if cell.value is None or cell.type == "blank":
        reading = refused("ditto") if cell.stands_for else BLANK_READING
    elif cell.type == "error":
        return refused("error-value")
    else:
        reading = KINDS[field.kind].read(cell, field, context)
    if cell.stands_for and reading.taken:
        return repaired(reading.value, "from-above")
    return reading._replace(code="formula-value") if cell.formula and reading.taken else reading


def show(value: Value, field: Field, language: str, titles: Titles = NO_TITLES) -> Shown:
    """What is put in a workbook's cell; read again it gives the value. `titles` holds what a `ref` shows behind an id."""
    return None if value is None else KINDS[field.kind].show(value, field, language, titles)


def shows_itself(field: Field) -> bool:
    """Whether the values of a field are put in a workbook's cells as they are."""
    return KINDS[field.kind].show is _FREE.show


def is_free(field: Field) -> bool:
    """Whether a field takes any text, as it is written."""
    return KINDS[field.kind] is _FREE


def text(value: Value, field: Field, language: str, titles: Titles = NO_TITLES) -> str:
    """A value in a sentence or a note; a blank one is an empty text."""
    return "" if value is None else KINDS[field.kind].text(show(value, field, language, titles))


def to_json(value: Value, field: Field) -> Any:
    """A value as JSON has it: dates in ISO form, several as a list, blank as null."""
    return None if value is None else KINDS[field.kind].keep(value)


def from_json(data: Any, field: Field) -> Value:
    """The value that `to_json` made this of."""
    return None if data is None else KINDS[field.kind].recall(data)


def number_format(field: Field) -> str:
    """How the field's cells are formatted: one of plan.NUMBERS."""
    return KINDS[field.kind].number


def several(field: Field) -> bool:
    """Whether a cell of the field holds several values."""
    return KINDS[field.kind].several


def canonical(values: Iterable[str], field: Field, context: Context) -> tuple[str, ...]:
    """Several values in the one order that reading gives them: choices and departments as they are listed, references by id."""
    if field.kind == "refs":
        return tuple(sorted(values, key=ref_key))
    listed = [c.key for c in (*field.choices, *field.former_choices)] or [name for name, _ in context.departments]
    place = {key: index for index, key in enumerate(listed)}
    return tuple(sorted(values, key=lambda value: (place.get(value, len(place)), value)))
