"""The files that came back: which of them are taken in, how they are named in results, and their SHA-256."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from sheetsync.files.file_bytes import MAX_BYTES, file_bytes
from sheetsync.files.unreadable import UnreadableFile, unreadable
from sheetsync.files.zipped_folder import is_left_behind, members
from sheetsync.model.finding import Finding
from sheetsync.workflow.folder import Folder, shown_name
from sheetsync.workflow.refusal import Refusal, writing

WORKBOOKS = (".csv", ".et", ".ods", ".xls", ".xlsb", ".xlsm", ".xlsx")
"""How names end that promise a workbook; a folder with such a name is none, and no such file is looked at for being a zipped folder."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that came in, where its bytes are, and how it is named in results; `trouble` says why it was not even looked into."""

    path: Path
    label: str
    trouble: UnreadableFile | None = None


Mark = tuple[int, int]
"""What changes when somebody writes into a file: its size in bytes, and when it was written last, in nanoseconds."""


@contextmanager
def arrivals(folder: Folder | None, sources: Iterable[Path]) -> Iterator[list[Arrival]]:
    """The files to take in: those named, and every file in a folder that is named. Refuses a path that is not there.

    The members of a zipped folder are files of their own, named after it (`copies.zip/a.xlsx`), which last as long as the block.
    Without a project, a file is named by its path within the folder that was named.
    """
    found: dict[Path, Arrival] = {}
    for source in sources:
        if not source.exists():
            raise Refusal("no-file", path=source)
        for path, trouble in sorted(_files(source)) if source.is_dir() else [(source, "" if source.is_file() else "not-a-file")]:
            label = folder.label(path) if folder else shown_name(_within(source, path))
            found.setdefault(_place(path), Arrival(path, label, unreadable(trouble) if trouble else None))
    with ExitStack() as stack:
        every = [member for each in found.values() for member in _unpacked(each, stack)]
        yield sorted(every, key=lambda each: (len(each.label), each.label))


def _unpacked(file: Arrival, stack: ExitStack) -> list[Arrival]:
    """The members of a zipped folder; else the file itself, as well as beside its members where something is wrong with it."""
    if file.trouble or file.path.suffix.lower() in WORKBOOKS:
        return [file]
    found: list[Arrival] = []
    places = _places(stack)

    def save(pieces: Iterator[bytes]) -> Path:
        with writing(file.path):
            path = next(places)
            with path.open("wb") as target:
                target.writelines(pieces)
        return path

    try:
        found.extend(Arrival(each.saved, f"{file.label}/{shown_name(each.name)}") for each in members(file_bytes(file.path), save))
    except UnreadableFile:
        # reading it will tell the same
        return [*found, file]
    return found or [file]


def _places(stack: ExitStack) -> Iterator[Path]:
    """Paths for files that last as long as the stack."""
    place = Path(stack.enter_context(TemporaryDirectory(prefix="sheetsync-")))
    yield from (place / str(number) for number in count())


def _place(path: Path) -> Path:
    """Where a path leads; of a link that leads in a circle, itself."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return path.absolute()


def _within(source: Path, path: Path) -> str:
    return path.relative_to(source).as_posix() if source.is_dir() else path.name


def _files(directory: Path) -> Iterator[tuple[Path, str]]:
    """The files below a folder, without what programs leave behind, each with the reason for which it is not looked into, if there is one."""
    closed: list[OSError] = []
    for place, folders, names in os.walk(directory, onerror=closed.append):
        yield from ((Path(place, name), "link") for name in folders if Path(place, name).is_symlink())
        yield from ((Path(place, name), "folder") for name in folders if name.lower().endswith(WORKBOOKS) and not Path(place, name).is_symlink())
        for name in names:
            path = Path(place, name)
            if not is_left_behind(name):
                yield path, "link" if path.is_symlink() else "" if path.is_file() else "not-a-file"
    yield from ((Path(error.filename), "no-access") for error in closed)


def fingerprint(file: Arrival) -> tuple[str, Mark]:
    """A file's SHA-256, and what tells whether it was written to since; raises `UnreadableFile` for one that can't be looked into."""
    if file.trouble:
        raise file.trouble
    try:
        before = _mark(file.path)
        if before[0] > MAX_BYTES:
            raise unreadable("too-large", limit=MAX_BYTES, found=before[0])
        return hash_file(file.path), before
    except FileNotFoundError as error:
        raise unreadable("absent") from error
    except OSError as error:
        raise unreadable("no-access", error=str(error)) from error


def refuse_changed(path: Path, mark: Mark) -> None:
    """Raises `UnreadableFile` for a file that has gone or was written to since its fingerprint was taken."""
    try:
        if _mark(path) != mark:
            raise unreadable("changing")
    except OSError as error:
        raise unreadable("absent") from error


def trouble(file: Arrival, error: UnreadableFile) -> Finding:
    """The finding about a file of which nothing is kept."""
    return Finding(error.code, file=file.label, reason=error.reason, detail=error.detail)


def _mark(path: Path) -> Mark:
    status = path.stat()
    return status.st_size, status.st_mtime_ns


def hash_file(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
