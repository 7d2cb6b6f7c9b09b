"""The names at the top of an OLE container (old Office files, encrypted new ones): enough to tell what it is."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from itertools import islice

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_ENTRY = struct.Struct("<64sHBB3L")
_ENTRY_SIZE = 128
_SECTORS = (9, 12)
"""The sizes of sectors that there are, as powers of two."""
_NONE = 0xFFFFFFFA
"""Sector and entry numbers from here on mean "none" or have a meaning of their own."""


def root_names(data: bytes) -> frozenset[str]:
    """The names of the streams and storages in the container's root; as many as can be read of a damaged one."""
    try:
        return frozenset(_siblings(_directory(data)))
    except (struct.error, IndexError):
        return frozenset()


def _directory(data: bytes) -> bytes:
    (shift,) = struct.unpack_from("<H", data, 30)
    if shift not in _SECTORS:
        raise IndexError
    size = 1 << shift
    fat = list(_fat_sectors(data, size))
    (first,) = struct.unpack_from("<L", data, 48)
    return b"".join(data[(n + 1) * size : (n + 2) * size] for n in _chain(data, size, fat, first))


def _fat_sectors(data: bytes, size: int) -> Iterator[int]:
    """The sectors that hold the allocation table: 109 in the header, the others in a chain of their own."""
    yield from (n for n in struct.unpack_from("<109L", data, 76) if n < _NONE)
    (sector,) = struct.unpack_from("<L", data, 68)
    seen: set[int] = set()
    while sector < _NONE and sector not in seen:
        seen.add(sector)
        *numbers, sector = struct.unpack_from(f"<{size // 4}L", data, (sector + 1) * size)
        yield from (n for n in numbers if n < _NONE)


def _chain(data: bytes, size: int, fat: list[int], sector: int) -> Iterator[int]:
    seen: set[int] = set()
    while sector < _NONE and sector not in seen:
        seen.add(sector)
        yield sector
        table, place = divmod(sector, size // 4)
        (sector,) = struct.unpack_from("<L", data, (fat[table] + 1) * size + 4 * place)


def _siblings(directory: bytes) -> Iterator[str]:
    """The names in the tree that hangs from the root entry, without those below other storages."""
    entries = list(islice(_ENTRY.iter_unpack(_padded(directory)), 100_000))
    waiting, seen = [entries[0][6]], set[int]()
    while waiting:
        number = waiting.pop()
        if number in seen or number >= len(entries):
            continue
        seen.add(number)
        name, length, _, _, left, right, _ = entries[number]
        yield name[: max(length - 2, 0)].decode("utf-16-le", "replace")
        waiting += [left, right]


def _padded(directory: bytes) -> bytes:
    """Each entry cut to the part that is read, one after the other."""
    whole = range(0, len(directory) - _ENTRY_SIZE + 1, _ENTRY_SIZE)
    return b"".join(directory[at : at + _ENTRY.size] for at in whole)
