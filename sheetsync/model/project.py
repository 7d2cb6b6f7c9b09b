"""A project: who takes part, in which language and calendar, with which limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Department:
    """A party to the project; `code` stands in the ids of its records (`KF` in `T-KF-001`)."""

    name: str
    code: str
    contact: str = ""
    email: str = ""
    duty: str = ""


THRESHOLDS: Mapping[str, int] = {
    "due_soon": 3,
    "replan_after": 2,
    "escalate_after": 1,
    "approval_days": 2,
    "recheck_days": 3,
    "retro_days": 3,
    "response_days": 1,
    "confirm_days": 1,
    "notice_days": 2,
    "agenda_minutes": 30,
    "minutes_days": 1,
}
"""Limits in working days (`agenda_minutes` in minutes), with their defaults; a project file may set each of them under `[thresholds]`."""


@dataclass(frozen=True, slots=True)
class Project:
    """What `sheetsync.toml` says. `facts` holds what the overview shows (`goal`, `background`, …) as text or ISO dates."""

    name: str
    language: str
    departments: tuple[Department, ...]
    templates: tuple[str, ...] = ("standard",)
    """Names of templates; the sheets of all of them stand in every workbook."""
    ledger: str = field(default="", repr=False)
    """The address of a shared ledger, in which a password may stand; blank: it is a file in the project's folder."""
    passwords: tuple[str, ...] = field(default=(), repr=False)
    """What opens returned files that are protected by a password, tried in turn."""
    facts: Mapping[str, str] = field(default_factory=dict)
    country: str = "CN"
    extra_holidays: tuple[str, ...] = ()
    extra_workdays: tuple[str, ...] = ()
    timezone: str = "Asia/Shanghai"
    deadline_weekday: int = 5
    """ISO weekday by which copies are due (1 Monday … 7 Sunday)."""
    deadline_time: str = "17:00"
    thresholds: Mapping[str, int] = field(default_factory=lambda: dict(THRESHOLDS))
    blank_rows: int = 40
    closed_rounds: int = 1
    """In how many further rounds a department still sees what was closed."""

    def department(self, name: str) -> Department | None:
        """The department of that name or code."""
        return next((d for d in self.departments if name in (d.name, d.code)), None)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(d.name for d in self.departments)
