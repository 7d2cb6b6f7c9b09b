"""Plays a sample project by its script: issues workbooks, fills them in as departments would, merges what comes back, decides, week by week."""

from __future__ import annotations

import csv
import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sheetsync.files.calendars import load_calendar
from sheetsync.files.hands import Action, Typed, fill_in
from sheetsync.model.calendar import Calendar
from sheetsync.model.project import Department, Project
from sheetsync.model.result import Result
from sheetsync.model.round import Round
from sheetsync.model.template import Template
from sheetsync.model.weeks import round_of
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.generate import Generated, generate
from sheetsync.workflow.importing import import_list
from sheetsync.workflow.init import init
from sheetsync.workflow.merge import Request, merge
from sheetsync.workflow.outside import at
from sheetsync.workflow.resolve import resolve

DATE = re.compile(r"\{([+-]\d+)(?: ([^}]*))?\}")
"""A day, so many working days from the day on which a week's copies are due, and how it is written."""
WEEK = timedelta(days=7)
SETTINGS = ("templates", "blank_rows", "deadline_weekday", "deadline_time")
"""What a script may say about the project beside its facts, its calendar and its departments."""


@dataclass(frozen=True, slots=True)
class Played:
    """What was played: the folder, the last week's workbooks, the files that came back in it, and what their merge gave."""

    folder: Folder
    generated: Generated
    arrived: Sequence[Path]
    result: Result


def play(script: Mapping[str, Any], language: str, directory: Path, today: date) -> Played:
    """Makes the project of a script in an empty folder and plays all its weeks; the last one is the last whose copies were due by `today`."""
    stage = _Stage(script, language, today)
    folder = init(directory, stage.project)
    stage.import_lists(folder)
    return stage.weeks(folder)


def _rounds(count: int, project: Project, calendar: Calendar, today: date) -> tuple[Round, ...]:
    """The last week whose copies were due by `today`, and those before it."""
    last = round_of(today, count, project, calendar)
    while last.due_at.date() > today:
        last = round_of(last.opened_on - WEEK, count, project, calendar)
    return tuple(round_of(last.opened_on - (count - n) * WEEK, n, project, calendar) for n in range(1, count + 1))


class _Stage:
    """What the script of a sample means on a certain day."""

    def __init__(self, script: Mapping[str, Any], language: str, today: date) -> None:
        self.script, self.language = script, language
        departments = tuple(Department(**each) for each in script["departments"])
        settings = {key: script[key] for key in SETTINGS if key in script}
        plain = Project(script["project"]["name"], language, departments, **script["calendar"], **settings)
        self.calendar = load_calendar(plain, range(today.year - 1, today.year + 3))
        self.rounds = _rounds(1 + max(each["week"] for each in script["copies"]), plain, self.calendar, today)
        facts = {key: self.text(value) for key, value in script["project"].items() if key != "name"}
        self.project = dataclasses.replace(plain, facts=facts)

    def weeks(self, folder: Folder) -> Played:
        """Plays the weeks one after the other; the files of each but the last are taken out of the inbox, as a coordinator does."""
        generated: Generated | None = None
        arrived: list[Path] = []
        for week, round_ in enumerate(self.rounds):
            _clear(arrived)
            before, generated = generated, generate(folder, round_.name, today=round_.opened_on)
            arrived = list(self.fill(folder, before, week - 1, late=True)) if before else []
            arrived += [*self.fill(folder, generated, week, late=False), *(self.broken(folder, generated) if round_ == self.rounds[-1] else ())]
            result = self.coordinate(folder, week, merge(folder, Request(as_of=self.day(week))))
        assert generated is not None  # there is always a week
        return Played(folder, generated, arrived, result)

    def coordinate(self, folder: Folder, week: int, result: Result) -> Result:
        """What the coordinator does in the consolidated workbook of a week: fills in cells, settles decisions."""
        for each in (each for each in self.script.get("coordinator", ()) if each["week"] == week):
            report = folder.path / str(result.workbook)
            actions = [self._action(folder.template, action, week) for action in each["actions"]]
            moment = self._moment(each["saved"], week)
            fill_in(report, report, folder.template, self.language, actions, each["by"], moment)
            with at(moment):
                result = resolve(folder, report, self.day(week)).result
        return result

    def day(self, week: int, offset: int = 0) -> date:
        """The day on which a week's copies are due, or so many working days from it."""
        return self.calendar.add(self.rounds[week].due_at.date(), offset)

    def import_lists(self, folder: Folder) -> None:
        """Writes each list as a .csv file, as it might have lived somewhere else, and imports it."""
        for key, content in self.script["lists"].items():
            sheet = folder.template.sheet(key)
            file = folder.path / f"{sheet.label(self.language)}.csv"
            with file.open("w", encoding="utf-8-sig", newline="") as target:
                writer = csv.writer(target)
                writer.writerow([sheet.field(column).label(self.language) for column in content["columns"]])
                writer.writerows([[self.text(cell) for cell in row] for row in content["rows"]])
            import_list(folder, file, key, self.day(-1))

    def fill(self, folder: Folder, generated: Generated, week: int, late: bool) -> Iterator[Path]:
        """Fills in a week's copies and drops them into the inbox."""
        workbooks = {department.name: (department, path) for department, path in generated.workbooks}
        for each in self.script["copies"]:
            if (each["week"], each.get("late", False)) == (week, late):
                department, source = workbooks[each["department"]]
                target = folder.inbox / each.get("file", source.name)
                actions = [self._action(folder.template, action, week) for action in each["actions"]]
                fill_in(source, target, folder.template, self.language, actions, department.contact, self._moment(each["saved"], week))
                yield target

    def broken(self, folder: Folder, generated: Generated) -> Iterator[Path]:
        """Files of which only the beginning arrived."""
        workbooks = {department.name: path for department, path in generated.workbooks}
        for each in self.script.get("broken", ()):
            target = folder.inbox / each["file"]
            target.write_bytes(workbooks[each["department"]].read_bytes()[: each["bytes"]])
            yield target

    def _action(self, template: Template, action: Mapping[str, Any], week: int) -> Action:
        values = action.get("values") or {action["field"]: action["value"]}
        record = action.get("record", "")
        prefix = record.partition("-")[0]
        sheet = action.get("sheet") or next(s.key for s in template.tables if s.prefix == prefix)
        return Action(action["do"], sheet, record, {key: self._typed(value, week) for key, value in values.items()})

    def _typed(self, value: Any, week: int) -> Typed:
        """What is typed into a cell; a day by itself is typed as a date."""
        match = DATE.fullmatch(value) if isinstance(value, str) else None
        if match and not match[2]:
            return datetime.combine(self.day(week, int(match[1])), time())
        typed: Typed = self.text(value, week) if isinstance(value, str) else value
        return typed

    def text(self, value: str, week: int = -1) -> str:
        """A text with its days written out."""
        return DATE.sub(lambda m: _written(self.day(week, int(m[1])), m[2]), value)

    def _moment(self, value: str, week: int) -> datetime:
        """A local day and time in UTC."""
        local = datetime.fromisoformat(self.text(value, week)).replace(tzinfo=ZoneInfo(self.project.timezone))
        return local.astimezone(UTC).replace(tzinfo=None)


def _clear(files: Sequence[Path]) -> None:
    """Empties the inbox after a week; the ledger keeps every file."""
    for file in files:
        file.unlink()


def _written(day: date, form: str | None) -> str:
    if not form:
        return day.isoformat()
    return re.sub("[YMD]", lambda m: str({"Y": day.year, "M": day.month, "D": day.day}[m[0]]), form)
