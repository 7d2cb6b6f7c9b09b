"""Plays a week with a sample project: issues workbooks, fills them in as departments would, merges what comes back."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sheetsync.files.hands import Action, Typed, fill_in
from sheetsync.model.project import Department, Project
from sheetsync.model.result import Result
from sheetsync.model.template import Template
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.generate import Generated, generate
from sheetsync.workflow.importing import import_list
from sheetsync.workflow.init import init
from sheetsync.workflow.merge import Request, merge
from sheetsync.workflow.refusal import Refusal, writing

SAMPLE = "satisfaction"
DATE = re.compile(r"\{([+-]\d+)(?: ([^}]*))?\}")
"""A day relative to the day on which this week's copies are due, and how it is written."""


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
    today = today or date.today()
    script = tomllib.loads((samples_folder() / SAMPLE / f"{language}.toml").read_text("utf-8"))
    stage = _Stage(script, language, _due_day(script, language, today))
    with writing(directory):
        folder = init(directory, stage.project())
        stage.import_lists(folder)
        before = generate(folder, (today - timedelta(days=7)).isoformat(), today=today)
        first = list(stage.fill(folder, before, week=0, late=False))
        merge(folder, Request(as_of=stage.day - timedelta(days=7)))
        _clear(first)
        now = generate(folder, today.isoformat(), today=today)
        arrived = [*stage.fill(folder, before, week=0, late=True), *stage.fill(folder, now, week=1, late=False), *stage.broken(folder, now)]
    return Played(folder, now, arrived, merge(folder, Request(as_of=stage.day)))


def samples_folder() -> Path:
    """In a wheel the samples lie within the package, in the repository beside it."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "samples"
    return inside if inside.is_dir() else package.parent / "samples"


def _due_day(script: Mapping[str, Any], language: str, today: date) -> date:
    """The day on which this week's copies are due."""
    from sheetsync.files.calendars import load_calendar
    from sheetsync.model.weeks import round_of

    project = Project(script["project"]["name"], language, ())
    return round_of(today, 2, project, load_calendar(project, [today.year])).due_at.date()


def _clear(files: Sequence[Path]) -> None:
    """Empties the inbox after a week, as a coordinator does; the ledger keeps every file."""
    for file in files:
        file.unlink()


class _Stage:
    """What the script of a sample means on a certain day."""

    def __init__(self, script: Mapping[str, Any], language: str, day: date) -> None:
        self.script, self.language, self.day = script, language, day

    def project(self) -> Project:
        facts = {key: self.text(value) for key, value in self.script["project"].items() if key != "name"}
        departments = tuple(Department(**each) for each in self.script["departments"])
        return Project(self.script["project"]["name"], self.language, departments, facts=facts, country="CN" if self.language == "zh" else "US")

    def import_lists(self, folder: Folder) -> None:
        """Writes each list as a .csv file, as it might have lived somewhere else, and imports it."""
        for key, content in self.script["lists"].items():
            sheet = folder.template.sheet(key)
            file = folder.path / f"{sheet.label(self.language)}.csv"
            with file.open("w", encoding="utf-8-sig", newline="") as target:
                writer = csv.writer(target)
                writer.writerow([sheet.field(column).label(self.language) for column in content["columns"]])
                writer.writerows([[self.text(cell) for cell in row] for row in content["rows"]])
            import_list(folder, file, key, self.day)

    def fill(self, folder: Folder, generated: Generated, week: int, late: bool) -> Iterator[Path]:
        """Fills in a week's copies and drops them into the inbox."""
        workbooks = {department.name: (department, path) for department, path in generated.workbooks}
        for each in self.script["copies"]:
            if (each["week"], each.get("late", False)) == (week, late):
                department, source = workbooks[each["department"]]
                target = folder.inbox / each.get("file", source.name)
                actions = [self._action(folder.template, action) for action in each["actions"]]
                fill_in(source, target, folder.template, self.language, actions, department.contact, self._moment(folder, each["saved"]))
                yield target

    def broken(self, folder: Folder, generated: Generated) -> Iterator[Path]:
        """Files of which only the beginning arrived."""
        workbooks = {department.name: path for department, path in generated.workbooks}
        for each in self.script.get("broken", ()):
            target = folder.inbox / each["file"]
            target.write_bytes(workbooks[each["department"]].read_bytes()[: each["bytes"]])
            yield target

    def _action(self, template: Template, action: Mapping[str, Any]) -> Action:
        values = action.get("values") or {action["field"]: action["value"]}
        record = action.get("record", "")
        prefix = record.partition("-")[0]
        sheet = action.get("sheet") or next(s.key for s in template.tables if s.prefix == prefix)
        return Action(action["do"], sheet, record, {key: self._typed(value) for key, value in values.items()})

    def _typed(self, value: Any) -> Typed:
        """What is typed into a cell; a day by itself is typed as a date."""
        match = DATE.fullmatch(value) if isinstance(value, str) else None
        if match and not match[2]:
            return datetime.combine(self.day + timedelta(days=int(match[1])), time())
        typed: Typed = self.text(value) if isinstance(value, str) else value
        return typed

    def text(self, value: str) -> str:
        """A text with its days written out."""
        return DATE.sub(lambda m: _written(self.day + timedelta(days=int(m[1])), m[2]), value)

    def _moment(self, folder: Folder, value: str) -> datetime:
        """A local day and time in UTC."""
        local = datetime.fromisoformat(self.text(value)).replace(tzinfo=ZoneInfo(folder.project.timezone))
        return local.astimezone(UTC).replace(tzinfo=None)


def _written(day: date, form: str | None) -> str:
    if not form:
        return day.isoformat()
    return re.sub("[YMD]", lambda m: str({"Y": day.year, "M": day.month, "D": day.day}[m[0]]), form)
