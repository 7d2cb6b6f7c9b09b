"""Projects: the folder that holds one, and its `sheetsync.toml`."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sheetsync.files.calendars import is_country
from sheetsync.files.ledger_address import BadAddress, read_address
from sheetsync.files.toml_values import (
    Reader,
    Reading,
    Wrong,
    clock,
    filled_text,
    iso_day_or_blank,
    iso_days,
    load_toml,
    text,
    whole,
    word,
)
from sheetsync.model.codes import CODE
from sheetsync.model.kinds_text import fold
from sheetsync.model.kinds_words import nearest
from sheetsync.model.mistake import Mistakes
from sheetsync.model.project import THRESHOLDS, Department, Project

FILE = "sheetsync.toml"
LANGUAGES = ("zh", "en")
FACTS = ("goal", "background", "initiating_department", "initiator", "starts_on", "ends_on", "channel")
"""What a project file may say for the overview, beside its name."""

WEEKDAYS: Mapping[str, int] = {
    name: number
    for number, names in enumerate(
        ("monday 周一", "tuesday 周二", "wednesday 周三", "thursday 周四", "friday 周五", "saturday 周六", "sunday 周日"), 1
    )
    for name in names.split()
}
_EMAIL = re.compile(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+\.[^@\s.<>,;\"]+")
_SEPARATORS = re.compile(r"[\n\r\t;；、,，|｜]")
_LONGEST_NAME = 40
_NEAR_ZONE = 0.75
"""Among hundreds of names some one is always a little like any other."""


class ProjectMistakes(Mistakes):
    """A project file with mistakes, all of them."""


def find_project(start: Path) -> Path | None:
    """The nearest folder with a project file, from `start` upwards."""
    here = start.resolve()
    return next((folder for folder in (here, *here.parents) if (folder / FILE).is_file()), None)


def load_project(path: Path) -> Project:
    """The project of a folder or of its file. Raises ProjectMistakes with all mistakes, OSError where the file can't be read."""
    file = path / FILE if path.is_dir() else path
    try:
        content = load_toml(file)
    except Mistakes as mistakes:
        raise ProjectMistakes(mistakes.mistakes) from None
    return read_project(content, file.name)


def read_project(content: dict[str, Any], file: str = "") -> Project:
    """The project that a file's content, as TOML has it, means; `file` names it in mistakes. Raises ProjectMistakes with all mistakes."""
    reading = Reading(file)
    project = _project(reading, content)
    if reading.mistakes or project is None:
        raise ProjectMistakes(reading.mistakes)
    return project


def _project(reading: Reading, content: dict[str, Any]) -> Project | None:
    """The project that a file's content means, or nothing when what every project needs is missing."""
    parts = reading.table(content, "", dict.fromkeys((*SECTIONS, "departments"), _as_it_is))
    general = {name: reading.table(parts.get(name, {}), name, readers, REQUIRED.get(name, ())) for name, readers in SECTIONS.items()}
    departments = _departments(reading, parts.get("departments", []))
    named, calendar = general["project"], general["calendar"]
    if "template" in named and "templates" in named:
        reading.wrong("project.template", Wrong("said-twice", named["template"], other="templates"))
    elif "template" in named:
        named["templates"] = (named["template"],)
    _agree(reading, named, calendar, departments)
    if "name" not in named or "language" not in named:
        return None
    return Project(
        **{key: named[key] for key in ("name", "language", "templates", "ledger", "passwords") if key in named},
        departments=tuple(departments),
        facts={key: named[key] for key in FACTS if named.get(key)},
        **{_ATTRIBUTES.get(key, key): value for key, value in calendar.items()},
        thresholds={**THRESHOLDS, **general["thresholds"]},
        **general["generate"],
    )


def _departments(reading: Reading, value: Any) -> list[Department]:
    if not isinstance(value, list) or not value:
        reading.wrong("departments", Wrong("no-departments"))
        return []
    found: list[Department] = []
    for number, each in enumerate(value, 1):
        values = reading.table(each, f"departments[{number}]", DEPARTMENT, required=("name", "code"))
        _unlike(reading, number, values, found)
        found.append(Department(**{"name": "", "code": "", **values}))
    return found


def _unlike(reading: Reading, number: int, values: Mapping[str, str], others: Sequence[Department]) -> None:
    """No two departments may answer to one word, be it name or code."""
    words = {fold(word): other.name for other in others for word in (other.name, other.code) if word}
    for key in ("name", "code"):
        if key in values and fold(values[key]) in words:
            reading.wrong(f"departments[{number}].{key}", Wrong("twice", values[key], other=words[fold(values[key])]))


def _agree(reading: Reading, named: Mapping[str, Any], calendar: Mapping[str, Any], departments: Sequence[Department]) -> None:
    """Values that are right each for itself must also agree with one another."""
    names = [department.name for department in departments if department.name]
    initiating = named.get("initiating_department")
    if initiating and initiating not in names:
        reading.wrong("project.initiating_department", Wrong("not-a-word", initiating, nearest(initiating, names), choices=tuple(names)))
    starts, ends = named.get("starts_on"), named.get("ends_on")
    if starts and ends and ends < starts:
        reading.wrong("project.ends_on", Wrong("ends-before-start", ends, starts_on=starts))
    for day in sorted({*calendar.get("holidays", ())} & {*calendar.get("workdays", ())}):
        reading.wrong("calendar.workdays", Wrong("free-and-worked", day))


def _as_it_is(value: Any) -> Any:
    return value


def _department_name(value: Any) -> str:
    name = filled_text(value)
    if len(name) > _LONGEST_NAME or _SEPARATORS.search(name):
        raise Wrong("not-a-name", name, longest=_LONGEST_NAME)
    return name


def _code(value: Any) -> str:
    code = filled_text(value)
    if not CODE.fullmatch(code):
        raise Wrong("not-a-code", code, code.upper() if CODE.fullmatch(code.upper()) else "")
    return code


def _email(value: Any) -> str:
    address = text(value)
    if address and not _EMAIL.fullmatch(address):
        raise Wrong("not-an-email", address)
    return address


def _country(value: Any) -> str:
    code = text(value).upper()
    # Only a country other than the usual one is worth the time that it takes to load the library.
    if code != "CN" and not is_country(code):
        raise Wrong("not-a-country", value)
    return code


def _timezone(value: Any) -> str:
    zone = text(value)
    try:
        return zoneinfo.ZoneInfo(zone).key
    except (OSError, ValueError, zoneinfo.ZoneInfoNotFoundError):
        raise Wrong("not-a-timezone", zone, nearest(zone, sorted(zoneinfo.available_timezones()), _NEAR_ZONE)) from None


def _names(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise Wrong("not-a-list", value)
    return tuple(dict.fromkeys(filled_text(each) for each in value))


def _ledger(value: Any) -> str:
    address = text(value)
    try:
        if address:
            read_address(address)
    except BadAddress as bad:
        raise Wrong(bad.code, bad.value) from None
    return address


def _passwords(value: Any) -> tuple[str, ...]:
    """A list of texts, spaces and all; none of them is ever named in a mistake."""
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise Wrong("not-passwords")
    return tuple(filter(None, value))


def _weekday(value: Any) -> int:
    if isinstance(value, str):
        return WEEKDAYS[word(tuple(WEEKDAYS))(value.strip().lower())]
    return int(whole(1, 7)(value))


def _project_readers() -> Iterator[tuple[str, Reader]]:
    yield from {"name": filled_text, "language": word(LANGUAGES), "template": filled_text, "templates": _names}.items()
    yield from {"ledger": _ledger, "passwords": _passwords}.items()
    for fact in FACTS:
        yield fact, iso_day_or_blank if fact.endswith("_on") else text


SECTIONS: Mapping[str, Mapping[str, Reader]] = {
    "project": dict(_project_readers()),
    "calendar": {
        "country": _country,
        "holidays": iso_days,
        "workdays": iso_days,
        "timezone": _timezone,
        "deadline_weekday": _weekday,
        "deadline_time": clock,
    },
    "thresholds": {name: whole(0, 1440 if name.endswith("_minutes") else 365) for name in THRESHOLDS},
    "generate": {"blank_rows": whole(0, 1000), "closed_rounds": whole(0, 1000)},
}
"""The tables of a project file, each with its keys and how they are read; `[[departments]]` come beside them."""

REQUIRED: Mapping[str, Sequence[str]] = {"project": ("name", "language")}
DEPARTMENT: Mapping[str, Reader] = {"name": _department_name, "code": _code, "contact": text, "email": _email, "duty": text}
_ATTRIBUTES: Mapping[str, str] = {"holidays": "extra_holidays", "workdays": "extra_workdays"}
