"""What the workbooks to send are called, and how they get into the outbox."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from sheetsync.files.whole import whole_file
from sheetsync.model.project import Department, Project

LONGEST = 200
"""So many bytes a file's name may take: file systems stop at 255, and mail programs add to it."""
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
_ENDING = ".xlsx"


def file_names(project: Project, round_: str) -> dict[str, str]:
    """The file of each department (by name): the project, the department and the round; the project's name alone is shortened, and no two are one
    file on any system."""
    return {name: _file_name(project.name, part, round_) for name, part in department_files(project).items()}


def department_files(project: Project) -> dict[str, str]:
    """How each department goes in the names of files; no two are one file on any system."""
    return dict(zip(project.names, _distinct(project.departments), strict=True))


def _file_name(project: str, department: str, round_: str) -> str:
    rest = f"-{department}-{round_}{_ENDING}"
    room = max(0, LONGEST - len(rest.encode()))
    shortened = _plain(project).encode()[:room].decode(errors="ignore").rstrip(" .-")
    return f"{shortened}{rest}" if shortened else rest[1:]


def _distinct(departments: Sequence[Department]) -> list[str]:
    """The departments' names as file names can have them; those that are not told apart by it get their codes."""
    names = [_plain(d.name) for d in departments]
    counts = Counter(map(_folded, names))
    told = [name if counts[_folded(name)] == 1 else _coded(name, d) for name, d in zip(names, departments, strict=True)]
    if len(set(map(_folded, told))) == len(told):
        return told
    return [_coded(name, d) for name, d in zip(names, departments, strict=True)]


def _coded(name: str, department: Department) -> str:
    return f"{name}({department.code})"


def _plain(name: str) -> str:
    return _FORBIDDEN.sub("_", name)


def _folded(name: str) -> str:
    """Some systems tell file names apart by neither case nor the way in which an accent is written."""
    return unicodedata.normalize("NFKC", name).casefold()


def publish(path: Path, content: bytes, about_to_make: Callable[[Path], None]) -> Path:
    """Puts a workbook into the outbox; one that is there already stays."""
    about_to_make(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    if not (path.is_file() and path.read_bytes() == content):
        with whole_file(path) as file:
            file.write(content)
    return path
