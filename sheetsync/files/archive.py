"""A zip archive whose directory was checked before anything in it is unpacked."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from sheetsync.files.unreadable import unreadable

MAX_ENTRIES = 10_000
MAX_UNPACKED = 1 << 30
MAX_RATIO = 300
RATIO_FROM = 64 << 20
"""Parts that unpack to less than this may be packed as tightly as they like."""
READ_AT_MOST = 2
"""Nothing needs to be unpacked more often than this on the whole,"""
READ_IN_ANY_CASE = 8 << 20
"""but so many bytes may be: a part that many sheets name as theirs is read for each of them."""

_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR64 = struct.Struct("<4sLQL")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_LONG = 0xFFFFFFFF
_STORED, _DEFLATED = 0, 8
_PIECE = 1 << 20
_PATH_TRICK = re.compile(r"^/|^[A-Za-z]:|(?:^|/)\.\.(?:/|$)|[\x00-\x1f]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One file in the archive: where it lies, its sizes in bytes, packed and unpacked."""

    name: str
    raw_name: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int


@dataclass(frozen=True, slots=True)
class Archive:
    """The files of a zip archive by name; names in lower case, for parts are found whatever their case."""

    data: bytes
    entries: dict[str, Entry]
    left: list[int]
    """How many bytes may still be unpacked, in its only place."""

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self.entries

    @property
    def unpacked(self) -> int:
        """How many bytes all parts unpack to, as the directory claims."""
        return sum(entry.size for entry in self.entries.values())

    def size(self, name: str) -> int:
        """The unpacked size in bytes that the directory claims; `pieces` holds the file to it."""
        return self.entries[name.lower()].size

    def read(self, name: str) -> bytes:
        """The whole content of a part; raises `UnreadableFile` where it is missing or damaged."""
        return b"".join(self.pieces(name))

    def pieces(self, name: str) -> Iterator[bytes]:
        """The content in pieces of at most a mebibyte or so; raises `UnreadableFile` at the latest after the last one."""
        entry = self.entries.get(name.lower())
        if entry is None:
            raise unreadable("missing-part", part=name)
        crc = size = 0
        for piece in _unpacked(self.data, entry):
            crc, size = zlib.crc32(piece, crc), size + len(piece)
            self.left[0] -= len(piece)
            if size > entry.size:
                raise unreadable("contradiction", part=name)
            if self.left[0] < 0:
                raise unreadable("read-again", part=name)
            yield piece
        if size != entry.size or crc != entry.crc:
            raise unreadable("damaged", part=name)


def open_archive(data: bytes) -> Archive:
    """The archive in these bytes; raises `UnreadableFile` where its directory is broken, hostile or over a limit."""
    try:
        start, end, shift = _directory(data)
        entries = list(_entries(data, start, end, shift))
        _check_places(data, entries, start)
    except struct.error as error:
        raise unreadable("truncated") from error
    total = _check_sizes(entries)
    return Archive(data, _by_name(entries), [max(READ_AT_MOST * total, READ_IN_ANY_CASE)])


def _directory(data: bytes) -> tuple[int, int, int]:
    """Where the central directory starts and ends, and by how much all offsets are moved (by bytes put before the archive)."""
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - _END.size - 0xFFFF))
    if at < 0:
        raise unreadable("truncated")
    _, _, _, _, count, length, offset, _ = _END.unpack_from(data, at)
    if count == 0xFFFF or _LONG in (length, offset):
        at, count, length, offset = _directory64(data, at) or (at, count, length, offset)
    if count > MAX_ENTRIES:
        raise unreadable("too-many-entries", limit=MAX_ENTRIES, found=count)
    shift = at - length - offset
    if shift < 0:
        raise unreadable("damaged")
    return at - length, at, shift


def _directory64(data: bytes, at: int) -> tuple[int, int, int, int] | None:
    if at < _LOCATOR64.size:
        return None
    mark, _, offset, _ = _LOCATOR64.unpack_from(data, at - _LOCATOR64.size)
    if mark != b"PK\x06\x07":
        return None
    mark, _, _, _, _, _, _, count, length, start = _END64.unpack_from(data, offset)
    if mark != b"PK\x06\x06":
        raise unreadable("damaged")
    return offset, count, length, start


def _entries(data: bytes, at: int, end: int, shift: int) -> Iterator[Entry]:
    count = 0
    while at < end:
        mark, _, _, flags, method, _, _, crc, packed, size, n, m, k, _, _, _, offset = _CENTRAL.unpack_from(data, at)
        if mark != b"PK\x01\x02":
            raise unreadable("damaged")
        count += 1
        if count > MAX_ENTRIES:
            raise unreadable("too-many-entries", limit=MAX_ENTRIES, found=count)
        raw = data[at + _CENTRAL.size : at + _CENTRAL.size + n]
        extra = data[at + _CENTRAL.size + n : at + _CENTRAL.size + n + m]
        size, packed, offset = _long_numbers(extra, size, packed, offset)
        yield Entry(_name(raw, flags), raw, flags, method, crc, packed, size, offset + shift)
        at += _CENTRAL.size + n + m + k


def _long_numbers(extra: bytes, *numbers: int) -> Iterator[int]:
    """The numbers, with those too long for their place taken from the ZIP64 field."""
    longs = iter(())
    while len(extra) >= 4 and _LONG in numbers:
        kind, length = struct.unpack_from("<HH", extra)
        if kind == 1:
            longs = iter(struct.unpack_from(f"<{length // 8}Q", extra, 4))
        extra = extra[4 + length :]
    return (next(longs, number) if number == _LONG else number for number in numbers)


def _name(raw: bytes, flags: int) -> str:
    name = (raw.decode("utf-8", "replace") if flags & 0x800 else _unmarked_name(raw)).replace("\\", "/")
    if _PATH_TRICK.search(name):
        raise unreadable("path", part=name)
    return name


def _unmarked_name(raw: bytes) -> str:
    """A name that does not say how it is written: as macOS does, as Windows in China does, or as the format once asked for."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("cp437")


def _check_places(data: bytes, entries: list[Entry], directory: int) -> None:
    """Raise unless each entry has its own bytes and calls itself what the directory calls it."""
    ends = [(entry.offset, _content_start(data, entry) + entry.packed, entry.name) for entry in entries]
    ends.sort()
    for (_, end, name), (offset, _, _) in pairwise([*ends, (directory, directory, "")]):
        if end > offset:
            raise unreadable("overlap", part=name)


def _content_start(data: bytes, entry: Entry) -> int:
    mark, *_, n, m = _LOCAL.unpack_from(data, entry.offset)
    if mark != b"PK\x03\x04":
        raise unreadable("damaged", part=entry.name)
    start = entry.offset + _LOCAL.size
    if data[start : start + n] != entry.raw_name:
        raise unreadable("contradiction", part=entry.name)
    return start + int(n) + int(m)


def _check_sizes(entries: list[Entry]) -> int:
    """How many bytes all entries unpack to; raises where that is too much, or packed too tightly."""
    total = sum(entry.size for entry in entries)
    if total > MAX_UNPACKED:
        raise unreadable("unpacked-size", limit=MAX_UNPACKED, found=total)
    for entry in entries:
        if entry.size > RATIO_FROM and entry.size > MAX_RATIO * entry.packed:
            raise unreadable("ratio", part=entry.name, limit=MAX_RATIO, found=entry.size // max(entry.packed, 1))
    return total


def _by_name(entries: list[Entry]) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for entry in entries:
        if entry.flags & 1:
            raise unreadable("zip-password", part=entry.name)
        if found.setdefault(entry.name.lower(), entry) is not entry:
            raise unreadable("duplicate-entry", part=entry.name)
    return found


def _unpacked(data: bytes, entry: Entry) -> Iterator[bytes]:
    start = _content_start(data, entry)
    packed = memoryview(data)[start : start + entry.packed]
    if entry.method == _STORED:
        yield from (bytes(packed[at : at + _PIECE]) for at in range(0, len(packed), _PIECE))
    elif entry.method == _DEFLATED:
        yield from _inflated(packed, entry)
    else:
        raise unreadable("compression", part=entry.name, method=entry.method)


def _inflated(packed: memoryview, entry: Entry) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for at in range(0, len(packed), _PIECE):
            waiting: bytes | memoryview = packed[at : at + _PIECE]
            while waiting:
                yield inflater.decompress(waiting, _PIECE)
                waiting = inflater.unconsumed_tail
        yield inflater.flush()
    except zlib.error as error:
        raise unreadable("damaged", part=entry.name) from error
