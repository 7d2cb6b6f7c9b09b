"""Makes a project's folder."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Sequence
from pathlib import Path

from sheetsync.files.project_writer import write_project
from sheetsync.files.projects import FILE
from sheetsync.files.templates import find_template, load_template, template_names
from sheetsync.model.codes import department_code
from sheetsync.model.mistake import Mistakes
from sheetsync.model.project import Department, Project
from sheetsync.text import words
from sheetsync.workflow.folder import Folder, open_folder
from sheetsync.workflow.refusal import Refusal, writing
from sheetsync.workflow.undo import all_or_nothing

FOLDERS = ("inbox", "outbox", "reports")
TEMPLATES = "templates"
"""Where a project keeps templates of its own; they come before those of the same name that come with the program."""


def departments(texts: Sequence[str]) -> tuple[Department, ...]:
    """Departments as the command line names them: `NAME`, `NAME=CODE` or `NAME=CODE:EMAIL`."""
    found: list[Department] = []
    for text in texts:
        name, _, rest = text.partition("=")
        code, _, email = rest.partition(":")
        taken = [d.code for d in found]
        found.append(Department(name.strip(), code.strip().upper() or department_code(name.strip(), taken), email=email.strip()))
    return tuple(found)


def init(path: Path, project: Project) -> Folder:
    """Makes a project in a folder; nothing that is there is ever overwritten. A template of one's own comes along, into `templates/`."""
    file = path / FILE
    if file.exists():
        raise Refusal("project-exists", path=file)
    if not project.departments:
        raise Refusal("no-departments")
    source = _template(path, project.template)
    with all_or_nothing() as about_to_make:
        for each in (file, path / ".sheetsync" / "ledger.db", path / TEMPLATES / f"{source.stem}.toml", *(path / name for name in FOLDERS)):
            about_to_make(each)
        with writing(path):
            _write(path, project, source)
        opened = open_folder(path)
        with opened.ledger():
            return opened


def _write(path: Path, project: Project, source: Path) -> None:
    for folder in FOLDERS:
        (path / folder).mkdir(parents=True, exist_ok=True)
    if own := _brought_along(path, source):
        project = dataclasses.replace(project, template=own)
    write_project(path / FILE, project, words(project.language))


def _template(path: Path, name: str) -> Path:
    """The file of a template without mistakes."""
    folders = [path / TEMPLATES]
    try:
        load_template(name, folders)
        return find_template(name, folders)
    except Mistakes as mistakes:
        raise Refusal("mistakes", mistakes=mistakes.mistakes) from mistakes
    except OSError as error:
        raise Refusal("cannot-read", path=error.filename or name, why=error) from error


def _brought_along(path: Path, source: Path) -> str:
    """Copies a template that does not come with the program into the project, and gives its name there."""
    if source.resolve() == _builtin(source.stem):
        return ""
    target = path / TEMPLATES / f"{source.stem}.toml"
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    elif target.read_bytes() != source.read_bytes():
        raise Refusal("file-exists", path=target)
    return source.stem


def _builtin(name: str) -> Path | None:
    return find_template(name).resolve() if name in template_names() else None
