"""A project's folder: what stands where in it, and how its parts are opened."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sheetsync.files.ledger_trouble import LedgerTrouble
from sheetsync.files.projects import find_project, load_project
from sheetsync.files.templates import load_template
from sheetsync.model.calendar import Calendar
from sheetsync.model.kinds import Context
from sheetsync.model.kinds_words import nearest_department
from sheetsync.model.project import Department, Project
from sheetsync.model.record import Opening
from sheetsync.model.round import Round
from sheetsync.model.template import Template
from sheetsync.model.words import Words
from sheetsync.text import LANGUAGES, words
from sheetsync.workflow.refusal import Refusal, writing

if TYPE_CHECKING:
    from sheetsync.files.ledger import Ledger

_UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""Line breaks, other control characters, and bytes that are no text: names of files may hold them."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A project that was opened: its folder, what its file says, and its template."""

    path: Path
    project: Project
    template: Template

    @property
    def words(self) -> Words:
        return words(self.project.language, self.template, ZoneInfo(self.project.timezone))

    @property
    def lists(self) -> frozenset[str]:
        """The names that the hidden sheet of lists has in issued workbooks."""
        labels = {label for sheet in self.template.sheets for label in (*sheet.labels.values(), *sheet.aliases)}
        return frozenset(words(language)("issue.sheet.lists") for language in LANGUAGES) - labels

    @property
    def inbox(self) -> Path:
        return self.path / "inbox"

    def outbox(self, round_: str) -> Path:
        return self.path / "outbox" / round_

    def report(self, round_: str) -> Path:
        return self.path / "reports" / f"{round_}.xlsx"

    @property
    def private(self) -> Path:
        return self.path / ".sheetsync"

    def issued_file(self, token: str) -> Path:
        """Where an issued workbook is kept as it was sent."""
        return self.private / "issued" / f"{token}.xlsx"

    def copy_file(self, sha256: str) -> Path:
        """Where a returned file is kept, byte for byte."""
        return self.private / "copies" / sha256[:2] / sha256

    def label(self, path: Path) -> str:
        """How a file is named in results: its path within the project folder, or else its name; on one line, and of characters that can be shown."""
        resolved = path.resolve()
        name = resolved.relative_to(self.path).as_posix() if resolved.is_relative_to(self.path) else path.name
        return _UNSHOWN.sub("\N{REPLACEMENT CHARACTER}", name)

    def department(self, name: str) -> Department:
        """The department of that name or code. Refuses any other, with the one that may have been meant."""
        found = self.project.department(name)
        if found is None:
            names = self.project.names
            raise Refusal("unknown-department", name=name, departments=names, nearest=nearest_department(name, names))
        return found

    def context(self, round_: Round) -> Context:
        """What reading values needs to know; a date without a year is one near the round's first day."""
        return Context(tuple((d.name, d.code) for d in self.project.departments), round_.opened_on)

    def calendar(self, today: date) -> Calendar:
        """The working days of the years around a day."""
        from sheetsync.files.calendars import load_calendar  # loads a large library

        return load_calendar(self.project, range(today.year - 1, today.year + 3))

    @contextmanager
    def ledger(self) -> Iterator[Ledger]:
        """The ledger, within one transaction; a refusal when another command holds it or when it can't be used."""
        from sheetsync.files.ledger import open_ledger  # loads a large library

        try:
            with writing(self.private), open_ledger(self.private / "ledger.db", self.template, self.project.ledger) as ledger:
                yield ledger
        except LedgerTrouble as trouble:
            raise Refusal(trouble.key, path=trouble.where, **trouble.values) from trouble

    def named(self, opening: Opening) -> Opening:
        """An opening whose numbers go by departments instead of their codes."""
        names = {d.code: d.name for d in self.project.departments}
        numbers = {(sheet, names.get(code, code)): number for (sheet, code), number in opening.next_number.items()}
        return dataclasses.replace(opening, next_number=numbers)

    def reading(self) -> str:
        """Names the way in which copies are read: with another one, what was read from them no longer counts."""
        from sheetsync import __version__

        parts = (__version__, self.template.version, *(f"{d.name}={d.code}" for d in self.project.departments))
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def open_folder(start: Path | None = None) -> Folder:
    """The project in a folder, or in the nearest one above the working directory. Refuses where there is none or where its files have mistakes."""
    from sheetsync.model.mistake import Mistakes

    path = find_project(Path.cwd()) if start is None else start.resolve()
    if path is None or not (path / "sheetsync.toml").is_file():
        raise Refusal("no-project", path=start or Path.cwd())
    try:
        project = load_project(path)
        return Folder(path, project, load_template(project.template, [path / "templates"]))
    except Mistakes as mistakes:
        raise Refusal("mistakes", mistakes=mistakes.mistakes) from mistakes
    except OSError as error:
        raise Refusal("cannot-read", path=error.filename or path, why=error) from error
