"""A project's folder: what stands where in it, and how its parts are opened."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sheetsync.files.kept_templates import earlier_templates, keep_template, place_for
from sheetsync.files.ledger_trouble import LedgerTrouble
from sheetsync.files.projects import find_project, load_project
from sheetsync.files.templates import find_templates, load_template
from sheetsync.model.calendar import Calendar
from sheetsync.model.kinds import Context
from sheetsync.model.kinds_words import nearest_department
from sheetsync.model.lineage import Lineage, TemplateClash, asked, trace, understood
from sheetsync.model.passage import Passage, Terms
from sheetsync.model.project import Department, Project
from sheetsync.model.record import Opening
from sheetsync.model.round import Round
from sheetsync.model.template import Template
from sheetsync.model.words import Words
from sheetsync.text import LANGUAGES, words
from sheetsync.workflow.refusal import Refusal, writing

if TYPE_CHECKING:
    from sheetsync.files.ledger import Ledger

TEMPLATES = "templates"
"""Where a project keeps templates of its own; they come before those of the same name that come with the program."""
SOME_DAY = date(2000, 1, 1)
"""Values are told in the terms of another type only where they read plainly, on whatever day."""

_UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""Line breaks, other control characters, and bytes that are no text: names of files may hold them."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A project that was opened: its folder, what its file says, and its template with what earlier versions asked.

    `earlier` are the versions of the template that the project used before, oldest first.
    """

    path: Path
    project: Project
    template: Template
    earlier: tuple[Template, ...] = ()

    @property
    def words(self) -> Words:
        return words(self.project.language, self.template, ZoneInfo(self.project.timezone))

    @property
    def lists(self) -> frozenset[str]:
        """The names that the hidden sheet of lists has in issued workbooks."""
        labels = {label for sheet in self.template.sheets for label in (*sheet.labels.values(), *sheet.aliases)}
        return frozenset(words(language)("issue.sheet.lists") for language in LANGUAGES) - labels

    @property
    def asked(self) -> Template:
        """What the template asks today."""
        return asked(self.template)

    @property
    def lineage(self) -> Lineage:
        return trace(self.asked, self.earlier, _retired)

    def with_passwords(self, passwords: Iterable[str]) -> Folder:
        """The project with more passwords for returned files, tried first."""
        mine = dataclasses.replace(self.project, passwords=tuple(dict.fromkeys((*passwords, *self.project.passwords))))
        return dataclasses.replace(self, project=mine)

    def as_of(self, version: str) -> Folder:
        """The project as it was under a version of the template; under one that is not known, as it is."""
        version = self._version(version)
        if version == self.template.version:
            return self
        known = [number for number, each in enumerate(self.earlier) if each.version == version]
        if not known:
            return self
        before = self.earlier[: known[-1]]
        return dataclasses.replace(self, template=trace(self.earlier[known[-1]], before, _retired).template, earlier=before)

    def _version(self, written: str) -> str:
        """The version under which facts were written down; those of before there were versions are of the first one."""
        return written or next((each.version for each in self.earlier), self.template.version)

    def read_by(self, version: str) -> Template:
        """The template by which a copy of a workbook is read: that with which it was sent, and the words that are known today."""
        sent = self.as_of(version)
        return self.asked if sent is self else understood(sent.asked, self.lineage)

    def terms(self) -> Terms:
        """Today's terms, in which facts of all versions of the template are told."""
        lineage = self.lineage
        return Terms(lineage, functools.cache(functools.partial(self._passage, lineage)))

    def _passage(self, lineage: Lineage, version: str) -> Passage | None:
        """From a version of the template to today's."""
        version = self._version(version)
        if version == self.template.version or all(each.version != version for each in self.earlier):
            return None
        return Passage(self.as_of(version).template, lineage, Context(self.departments, SOME_DAY), self.project.language)

    def keep_template(self, about_to_make: Callable[[Path], None] = lambda _: None) -> None:
        """Keeps the template as it is, before facts are written down under it. Refuses when its file has changed since the project was opened."""
        place = place_for(self.private / "templates", self.template.version)
        if place is not None:
            about_to_make(place)
            sources = find_templates(self.project.templates, [self.path / TEMPLATES])
            with writing(place):
                if not keep_template(place, sources, self.template.version):
                    raise Refusal("template-just-changed", path=sources[-1])

    @property
    def departments(self) -> tuple[tuple[str, str], ...]:
        """The departments by name and code."""
        return tuple((d.name, d.code) for d in self.project.departments)

    @property
    def inbox(self) -> Path:
        return self.path / "inbox"

    def outbox(self, round_: str) -> Path:
        return self.path / "outbox" / round_

    def returns(self, round_: str) -> Path:
        """Where the workbooks lie that are given back to be mended."""
        return self.path / "returns" / round_

    def report(self, round_: str) -> Path:
        return self.path / "reports" / f"{round_}.xlsx"

    @property
    def private(self) -> Path:
        return self.path / ".sheetsync"

    def issued_file(self, token: str) -> Path:
        """Where an issued workbook is kept as it was sent."""
        return self.private / "issued" / f"{token}.xlsx"

    def report_file(self, token: str) -> Path:
        """Where a consolidated workbook of the open round is kept as we wrote it."""
        return self.private / "reports" / f"{token}.xlsx"

    def copy_file(self, sha256: str) -> Path:
        """Where a returned file is kept, byte for byte."""
        return self.private / "copies" / sha256[:2] / sha256

    def label(self, path: Path) -> str:
        """How a file is named in results: its path within the project folder, or else its name; on one line, and of characters that can be shown."""
        # a link is named by its own name
        resolved = path.parent.resolve() / path.name
        name = resolved.relative_to(self.path).as_posix() if resolved.is_relative_to(self.path) else path.name
        return shown_name(name)

    def department(self, name: str) -> Department:
        """The department of that name or code. Refuses any other, with the one that may have been meant."""
        found = self.project.department(name)
        if found is None:
            names = self.project.names
            raise Refusal("unknown-department", name=name, departments=names, nearest=nearest_department(name, names))
        return found

    def context(self, round_: Round) -> Context:
        """What reading values needs to know; a date without a year is one near the round's first day."""
        return Context(self.departments, round_.opened_on)

    def calendar(self, today: date) -> Calendar:
        """The working days of the years around a day."""
        from sheetsync.files.calendars import load_calendar  # loads a large library

        return load_calendar(self.project, range(today.year - 1, today.year + 3))

    @contextmanager
    def ledger(self) -> Iterator[Ledger]:
        """The ledger, within one transaction; a refusal when another command holds it or when it can't be used."""
        from sheetsync.files.ledger import open_ledger  # loads a large library

        try:
            with writing(self.private), open_ledger(self.private / "ledger.db", self.template, self.project.ledger, self.terms()) as ledger:
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


def shown_name(name: str) -> str:
    """A file's name on one line, of characters that can be shown."""
    return _UNSHOWN.sub("\N{REPLACEMENT CHARACTER}", name)


def _retired(language: str, label: str, number: int) -> str:
    """The label of what is no longer asked."""
    said = words(language if language in LANGUAGES else LANGUAGES[0])
    return said("template.retired", label=label) if number == 1 else said("template.retired.again", label=label, number=number)


def open_folder(start: Path | None = None) -> Folder:
    """The project in a folder, or in the nearest one above the working directory. Refuses where there is none or where its files have mistakes."""
    path = find_project(Path.cwd()) if start is None else start.resolve()
    if path is None or not (path / "sheetsync.toml").is_file():
        raise Refusal("no-project", path=start or Path.cwd())
    with _refusals(path):
        project = load_project(path)
    return open_with(path, project, project.templates)


def open_with(path: Path, project: Project, templates: Sequence[str | Path]) -> Folder:
    """A project as it is with these templates, whatever its file says. Refuses those that have mistakes, lack its language, or are at odds with what
    it used before."""
    with _refusals(path):
        template = load_template(templates, [path / TEMPLATES])
        must_speak(template, project.language)
        earlier = earlier_templates(path / ".sheetsync" / "templates", template.version)
        return Folder(path, project, trace(template, earlier, _retired).template, earlier)


def must_speak(template: Template, language: str) -> None:
    """Refuses a template that has no labels in that language."""
    if language not in template.languages:
        raise Refusal("template-language", template=template.name, language=language, languages=template.languages)


@contextmanager
def _refusals(path: Path) -> Iterator[None]:
    """Turns what is wrong with a project's files into refusals."""
    from sheetsync.model.mistake import Mistakes

    try:
        yield
    except Mistakes as mistakes:
        raise Refusal("mistakes", mistakes=mistakes.mistakes) from mistakes
    except TemplateClash as clash:
        raise Refusal(clash.reason, **clash.values) from clash
    except OSError as error:
        raise Refusal("cannot-read", path=error.filename or path, why=error) from error
