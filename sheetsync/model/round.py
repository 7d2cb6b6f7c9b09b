"""A round, and the situation in which its state is looked at."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sheetsync.model.calendar import Calendar
from sheetsync.model.project import Project
from sheetsync.model.record import State
from sheetsync.model.template import Template


class Round(NamedTuple):
    """One cycle. `order` counts the rounds from 1; `opened_on` is its first day, `due_at` the local time by which copies are due."""

    name: str
    order: int
    opened_on: date
    due_at: datetime


class Reopening(NamedTuple):
    """That a round was opened again: its order, the highest order of the rounds that were withdrawn with it, when (ISO 8601, UTC), and by whom."""

    order: int
    last: int
    at: str
    by: str


class OpenQuestion(NamedTuple):
    """A decision that is open, and since which day."""

    id: str
    sheet: str
    record: str
    since: date


@dataclass(frozen=True, slots=True)
class Situation:
    """What the checks look at: the state on the day `as_of`, who was issued a workbook in this round and who has returned it; of those who have
    not, whose copy is `held`."""

    template: Template
    project: Project
    calendar: Calendar
    state: State
    round: Round
    as_of: date
    issued: Sequence[str] = ()
    returned: Sequence[str] = ()
    questions: Sequence[OpenQuestion] = ()
    held: Collection[str] = ()
