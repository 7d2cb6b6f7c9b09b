"""Makes a project's folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sheetsync.files.project_writer import write_project
from sheetsync.files.projects import FILE
from sheetsync.files.templates import load_template
from sheetsync.model.codes import department_code
from sheetsync.model.mistake import Mistakes
from sheetsync.model.project import Department, Project
from sheetsync.text import words
from sheetsync.workflow.folder import Folder, open_folder
from sheetsync.workflow.refusal import Refusal, writing

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


def init(path: Path, project: Project) -> Folder:
    """Makes a project in a folder; nothing that is there is ever overwritten."""
    file = path / FILE
    if file.exists():
        raise Refusal("project-exists", path=file)
    try:
        load_template(project.template)
    except Mistakes as mistakes:
        raise Refusal("mistakes", mistakes=mistakes.mistakes) from mistakes
    with writing(path):
        for folder in FOLDERS:
            (path / folder).mkdir(parents=True, exist_ok=True)
        write_project(file, project, words(project.language))
    try:
        return open_folder(path)
    except Refusal:
        file.unlink()
        raise
