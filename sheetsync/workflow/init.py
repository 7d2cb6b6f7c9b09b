"""Makes a project's folder."""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sheetsync.files.project_writer import project_text, write_project
from sheetsync.files.projects import FILE, read_project
from sheetsync.files.templates import find_template, find_templates, is_path, load_template, template_names
from sheetsync.model.codes import department_code
from sheetsync.model.mistake import Mistakes
from sheetsync.model.project import Department, Project
from sheetsync.text import words
from sheetsync.workflow.folder import TEMPLATES, Folder, must_speak, open_folder
from sheetsync.workflow.refusal import Refusal, writing
from sheetsync.workflow.undo import all_or_nothing

SEPARATORS = re.compile("[、，,；;]")
FOLDERS = ("inbox", "outbox", "reports")


def departments(texts: Sequence[str]) -> tuple[Department, ...]:
    """Departments as the command line names them: `NAME`, `NAME=CODE` or `NAME=CODE:EMAIL`."""
    found: list[Department] = []
    for text in texts:
        name, _, rest = text.partition("=")
        code, _, email = rest.partition(":")
        taken = [d.code for d in found]
        found.append(Department(name.strip(), code.strip().upper() or department_code(name.strip(), taken), email=email.strip()))
    return tuple(found)


def split_departments(text: str) -> list[str]:
    """The departments that were typed on one line; blanks part them only where no comma, semicolon or 、 does."""
    parts = SEPARATORS.split(text) if SEPARATORS.search(text) else text.split()
    return [part.strip() for part in parts if part.strip()]


def must_be_free(path: Path) -> None:
    """Refuses a folder in which there is a project already."""
    if (path / FILE).exists():
        raise Refusal("project-exists", path=path / FILE)


def must_be_right(project: Project) -> None:
    """Refuses a project whose file would have mistakes; those about a department are named by it, since there is no file yet."""
    if not project.departments:
        raise Refusal("no-departments")
    try:
        read_project(tomllib.loads(project_text(project, words(project.language))))
    except Mistakes as found:
        raise Refusal("mistakes", mistakes=[replace(m, key=_about(project, m.key)) for m in found.mistakes]) from found


def _about(project: Project, key: str) -> str:
    numbered = re.fullmatch(r"departments\[(\d+)\]\.\w+", key)
    return project.departments[int(numbered[1]) - 1].name if numbered else key


def init(path: Path, project: Project) -> Folder:
    """Makes a project in a folder; nothing that is there is ever overwritten. A template of one's own comes along, into `templates/`."""
    file = path / FILE
    must_be_free(path)
    must_be_right(project)
    sources = _templates(path, project)
    with all_or_nothing() as about_to_make:
        own = (path / TEMPLATES / f"{source.stem}.toml" for source in sources)
        for each in (file, path / ".sheetsync" / "ledger.db", *own, *(path / name for name in FOLDERS)):
            about_to_make(each)
        with writing(path):
            _write(path, project, sources)
        opened = open_folder(path)
        with opened.ledger():
            return opened


def _write(path: Path, project: Project, sources: Sequence[Path]) -> None:
    for folder in FOLDERS:
        (path / folder).mkdir(parents=True, exist_ok=True)
    for source in sources:
        _bring_along(path, source)
    named = replace(project, templates=tuple(Path(name).stem if is_path(name) else name for name in project.templates))
    write_project(path / FILE, named, words(project.language))


def _templates(path: Path, project: Project) -> Sequence[Path]:
    """The files of a template without mistakes, in the project's language."""
    folders, names = [path / TEMPLATES], project.templates
    try:
        must_speak(load_template(names, folders), project.language)
        return find_templates(names, folders)
    except Mistakes as mistakes:
        raise Refusal("mistakes", mistakes=mistakes.mistakes) from mistakes
    except OSError as error:
        raise Refusal("cannot-read", path=error.filename or names[0], why=error) from error


def _bring_along(path: Path, source: Path) -> None:
    """Copies a template that does not come with the program into the project."""
    if source.resolve() == _builtin(source.stem):
        return
    target = path / TEMPLATES / f"{source.stem}.toml"
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    elif target.read_bytes() != source.read_bytes():
        raise Refusal("file-exists", path=target)


def _builtin(name: str) -> Path | None:
    return find_template(name).resolve() if name in template_names() else None
