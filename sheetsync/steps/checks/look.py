"""How rules look at a state: records by aim, dates, references and working days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sheetsync.model.calendar import Calendar
from sheetsync.model.finding import Finding
from sheetsync.model.kinds import Value
from sheetsync.model.record import Record, items
from sheetsync.model.round import Situation
from sheetsync.model.template import Aim, holds

Entries = Mapping[str, list[Record]]
"""Records of another sheet, by the id of the record that they are about."""


@lru_cache(maxsize=1 << 16)
def working_days(calendar: Calendar, first: date, last: date) -> int:
    """`Calendar.between`, counted once for each pair of days: thousands of records share a few hundred dates."""
    return calendar.between(first, last)


def records(situation: Situation, sheet: str) -> Iterator[Record]:
    """The records of a sheet, of which there may be none."""
    yield from situation.state.get(sheet, {}).values()


def is_open(situation: Situation, sheet: str, record: Record) -> bool:
    """Whether a record is not finished with."""
    return not holds(situation.template.sheet(sheet).closed, record.values)


def open_records(situation: Situation, aim: Aim) -> Iterator[Record]:
    """The records of the aim's sheet that are not finished with."""
    closed = situation.template.sheet(aim.sheet).closed
    return (record for record in records(situation, aim.sheet) if not holds(closed, record.values))


def day(record: Record, field: str | None) -> date | None:
    """The day in a field; nothing where it is blank or no field is named."""
    value = record.values.get(field) if field else None
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def fraction(record: Record, field: str) -> float | None:
    """The share in a percent field; nothing where it is blank."""
    value = record.values.get(field)
    return float(value) if isinstance(value, int | float) else None


def ids(record: Record, field: str) -> tuple[str, ...]:
    """The ids that a reference field names, one or several."""
    return items(record.values.get(field))


def entries(situation: Situation, aim: Aim) -> Entries:
    """The records of the aim's `entries` sheet, by the id that their `entry_of` names; empty where the aim has none."""
    found: dict[str, list[Record]] = {}
    if "entries" not in aim.options:
        return found
    for entry in records(situation, aim.options["entries"]):
        for target in ids(entry, aim.options["entry_of"]):
            found.setdefault(target, []).append(entry)
    return found


def about(aim: Aim, record: Record) -> set[str]:
    """The records that a record is about, by the field that the aim's `about` names."""
    return set(ids(record, aim.options["about"])) if "about" in aim.options else set()


def finished(situation: Situation, aim: Aim) -> set[str]:
    """The finished records that the aim's records may be about."""
    if "about" not in aim.options:
        return set()
    target = situation.template.sheet(aim.sheet).field(aim.options["about"]).target
    return {record.id for record in records(situation, target) if not is_open(situation, target, record)}


def filled(record: Record, fields: tuple[str, ...]) -> bool:
    """Whether one of the fields holds something."""
    return any(record.values.get(field) for field in fields)


def title(situation: Situation, sheet: str, record: Record) -> str:
    """What a record is, in a few words."""
    return _text(record.values.get(situation.template.sheet(sheet).title))


def finding(code: str, situation: Situation, sheet: str, record: Record, field: str, *, reason: str = "", **detail: Any) -> Finding:
    """What a rule has to say about a cell of a record, to the department that owns it."""
    return Finding(
        code=code,
        department=_text(record.values.get(situation.template.sheet(sheet).owner)),
        sheet=sheet,
        record=record.id,
        field=field,
        value=_text(record.values.get(field)),
        reason=reason,
        detail={"title": title(situation, sheet, record), **detail},
    )


def _text(value: Value) -> str:
    return ", ".join(items(value))
