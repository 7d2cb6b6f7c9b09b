"""The files that came back: which of them are taken in, how they are named in results, and their SHA-256."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sheetsync.workflow.folder import Folder
from sheetsync.workflow.refusal import Refusal

PASSED_OVER = ("~$", ".", "._")
UNFINISHED = (".tmp", ".part", ".crdownload", ".download", ".partial")
"""Names of files that programs leave behind: locks, and downloads that were broken off."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that came in, and how it is named in results."""

    path: Path
    label: str


def arrivals(folder: Folder | None, sources: Iterable[Path]) -> list[Arrival]:
    """The files to take in: those named, and every file in a folder that is named. Refuses a path that is not there.

    Without a project, a file is named by its path within the folder that was named.
    """
    found: dict[Path, Arrival] = {}
    for source in sources:
        if not source.exists():
            raise Refusal("no-file", path=source)
        for path in sorted(_files(source)) if source.is_dir() else [source]:
            found.setdefault(path.resolve(), Arrival(path, folder.label(path) if folder else _within(source, path)))
    return sorted(found.values(), key=lambda each: (len(each.label), each.label))


def _within(source: Path, path: Path) -> str:
    return path.relative_to(source).as_posix() if source.is_dir() else path.name


def _files(directory: Path) -> Iterator[Path]:
    """The regular files below a folder, without what programs leave behind."""
    for path in directory.rglob("*"):
        apart = path.name.startswith(PASSED_OVER) or path.suffix.lower() in UNFINISHED
        if not apart and path.is_file() and not path.is_symlink():
            yield path


def hash_file(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
