"""Plays a week with a sample project: issues workbooks, fills them in as departments would, merges what comes back."""

from __future__ import annotations

import csv
import dataclasses
import re
import tomllib
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
from sheetsync.workflow.refusal import Refusal, writing

SAMPLE = "satisfaction"
DATE = re.compile(r"\{([+-]\d+)(?: ([^}]*))?\}")
"""A day, so many working days from the day on which a week's copies are due, and how it is written."""
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Played:
    """The week that was played: the folder, this week's workbooks, and what the merge gave."""

    folder: Folder
    generated: Generated
    arrived: Sequence[Path]
    result: Result


def demo(directory: Path, language: str = "zh", today: date | None = None) -> Played:
    """Makes the sample project in an empty folder and plays a week of it."""
    if directory.exists() and any(directory.iterdir()):
        raise Refusal("not-empty", path=directory)
    script = tomllib.loads((samples_folder() / SAMPLE / f"{language}.toml").read_text("utf-8"))
    stage = _Stage(script, language, today or date.today())
    with writing(directory):
        folder = init(directory, stage.project)
        stage.import_lists(folder)
        before = generate(folder, stage.rounds[0].name, today=stage.rounds[0].opened_on)
        first = list(stage.fill(folder, before, week=0, late=False))
        merge(folder, Request(as_of=stage.day(0)))
        _clear(first)
        now = generate(folder, stage.rounds[1].name, today=stage.rounds[1].opened_on)
        arrived = [*stage.fill(folder, before, week=0, late=True), *stage.fill(folder, now, week=1, late=False), *stage.broken(folder, now)]
    return Played(folder, now, arrived, merge(folder, Request(as_of=stage.day(1))))


def samples_folder() -> Path:
    """In a wheel the samples lie within the package, in the repository beside it."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "samples"
    return inside if inside.is_dir() else package.parent / "samples"


def _rounds(project: Project, calendar: Calendar, today: date) -> tuple[Round, Round]:
    """The last week whose copies were due by `today`, and the one before it."""
    now = round_of(today, 2, project, calendar)
    while now.due_at.date() > today:
        now = round_of(now.opened_on - WEEK, 2, project, calendar)
    return round_of(now.opened_on - WEEK, 1, project, calendar), now


def _clear(files: Sequence[Path]) -> None:
    """Empties the inbox after a week, as a coordinator does; the ledger keeps every file."""
    for file in files:
        file.unlink()


class _Stage:
    """What the script of a sample means on a certain day."""

    def __init__(self, script: Mapping[str, Any], language: str, today: date) -> None:
        self.script, self.language = script, language
        departments = tuple(Department(**each) for each in script["departments"])
        plain = Project(script["project"]["name"], language, departments, **script["calendar"])
        self.calendar = load_calendar(plain, range(today.year - 1, today.year + 3))
        self.rounds = _rounds(plain, self.calendar, today)
        facts = {key: self.text(value) for key, value in script["project"].items() if key != "name"}
        self.project = dataclasses.replace(plain, facts=facts)

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
            import_list(folder, file, key, self.day(1))

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

    def text(self, value: str, week: int = 1) -> str:
        """A text with its days written out."""
        return DATE.sub(lambda m: _written(self.day(week, int(m[1])), m[2]), value)

    def _moment(self, value: str, week: int) -> datetime:
        """A local day and time in UTC."""
        local = datetime.fromisoformat(self.text(value, week)).replace(tzinfo=ZoneInfo(self.project.timezone))
        return local.astimezone(UTC).replace(tzinfo=None)


def _written(day: date, form: str | None) -> str:
    if not form:
        return day.isoformat()
    return re.sub("[YMD]", lambda m: str({"Y": day.year, "M": day.month, "D": day.day}[m[0]]), form)
