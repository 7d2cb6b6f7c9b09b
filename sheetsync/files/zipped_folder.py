"""A zipped folder of workbooks: its members as files of their own, and those of zipped folders in it, once."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePosixPath
from typing import Generic, NamedTuple, TypeVar

from sheetsync.files import ole
from sheetsync.files.archive import MAX_ENTRIES, MAX_UNPACKED, Archive, open_archive
from sheetsync.files.file_bytes import MAX_BYTES
from sheetsync.files.sniff import sniff, zip_kind
from sheetsync.files.unreadable import UnreadableFile, unreadable

_PASSED_OVER = ("~$", ".")
_UNFINISHED = (".tmp", ".part", ".crdownload", ".download", ".partial")
_LEFT_BEHIND = frozenset({"__macosx", "thumbs.db", "desktop.ini"})
_TABLES = (".xlsx", ".xlsm", ".xltx", ".xls", ".xlsb", ".ods", ".et", ".csv", ".zip")
_TABLE_KINDS = frozenset({"zip", "xls", "password"})


Saved = TypeVar("Saved")
Save = Callable[[Iterator[bytes]], Saved]
"""Puts the content of a member somewhere, piece by piece, and gives what tells where; `UnreadableFile` may come with any piece."""


class Member(NamedTuple, Generic[Saved]):
    """A file in a zipped folder; `name` is its path there."""

    name: str
    saved: Saved


def is_left_behind(name: str) -> bool:
    """Whether a file of this name is what programs leave behind: locks, hidden files, downloads that were broken off."""
    return name.startswith(_PASSED_OVER) or name.lower().endswith(_UNFINISHED) or name.lower() in _LEFT_BEHIND


def members(data: bytes, save: Save[Saved]) -> Iterator[Member[Saved]]:
    """The files in a zipped folder, in its order, each as it was saved; none for what is no such folder or holds nothing like a workbook.

    Nothing but folders in the folder is ever unpacked as a whole. Raises `UnreadableFile` where the folder is broken, hostile or over a limit, and
    after the last one where some could not be unpacked.
    """
    if sniff(data) == "zip":
        archive = open_archive(data)
        if zip_kind(frozenset(archive.entries)) == "archive" and _holds_tables(archive):
            yield from _Unpacker(save).unpack(archive, "", inside=False)


def why_not_read(data: bytes) -> UnreadableFile:
    """The reason for which a zip archive that is no workbook is not read itself: what is wrong with its members, or that it is one."""
    try:
        for _ in members(data, _pass_by):
            pass
    except UnreadableFile as trouble:
        return trouble
    return unreadable("archive")


def _pass_by(pieces: Iterable[bytes]) -> None:
    deque(pieces, maxlen=0)


def _files(archive: Archive) -> Iterator[str]:
    """The names of the files that people put there."""
    for entry in archive.entries.values():
        path = PurePosixPath(entry.name)
        if not entry.name.endswith("/") and not any(is_left_behind(part) for part in path.parts):
            yield entry.name


def _holds_tables(archive: Archive) -> bool:
    """Whether anything in it is or calls itself a workbook; a folder of photographs is one file that is not read, not a hundred."""
    return any(name.lower().endswith(_TABLES) or _is_table(archive, name) for name in _files(archive))


def _is_table(archive: Archive, name: str) -> bool:
    try:
        return sniff(_beginning(archive, name)) in _TABLE_KINDS
    except UnreadableFile:
        return False


def _beginning(archive: Archive, name: str) -> bytes:
    """What is enough of a member to tell what it is: the first piece; all of an old Office file, which has its directory anywhere."""
    first = next(archive.pieces(name), b"")
    return archive.read(name) if first.startswith(ole.SIGNATURE) and archive.size(name) <= MAX_BYTES else first


class _Unpacker(Generic[Saved]):
    """Unpacks a folder and those in it, which together hold no more than one may."""

    def __init__(self, save: Save[Saved]) -> None:
        self._save = save
        self._count = self._size = 0
        self._trouble: UnreadableFile | None = None

    def unpack(self, archive: Archive, folder: str, inside: bool) -> Iterator[Member[Saved]]:
        for name in _files(archive):
            self._add(archive.size(name))
            try:
                nested = None if inside else _nested(archive, name)
                if nested is None:
                    member = Member(folder + name, self._save(_of_bounded_size(archive, name)))
            except UnreadableFile as trouble:
                self._trouble = self._trouble or trouble
                continue
            if nested is None:
                yield member
            else:
                yield from self.unpack(nested, f"{folder}{name}/", inside=True)
        if not inside and self._trouble:
            raise self._trouble

    def _add(self, size: int) -> None:
        self._count += 1
        self._size += size
        if self._count > MAX_ENTRIES:
            raise unreadable("too-many-entries", limit=MAX_ENTRIES, found=self._count)
        if self._size > MAX_UNPACKED:
            raise unreadable("unpacked-size", limit=MAX_UNPACKED, found=self._size)


def _of_bounded_size(archive: Archive, name: str) -> Iterator[bytes]:
    """The content of a member that is no larger than a file may be."""
    if archive.size(name) > MAX_BYTES:
        raise unreadable("too-large", limit=MAX_BYTES, found=archive.size(name))
    return archive.pieces(name)


def _nested(archive: Archive, name: str) -> Archive | None:
    """The zipped folder that a member is; nothing for any other file, which its own reading will judge."""
    if sniff(next(archive.pieces(name), b"")) != "zip" or archive.size(name) > MAX_BYTES:
        return None
    data = archive.read(name)
    try:
        within = open_archive(data)
        return within if zip_kind(frozenset(within.entries)) == "archive" and _holds_tables(within) else None
    except UnreadableFile:
        return None
