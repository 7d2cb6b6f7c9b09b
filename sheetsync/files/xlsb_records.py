"""The records of a binary workbook's parts, and what their fields are made of."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sheetsync.files.unreadable import unreadable

_LONGEST_HEAD = 6
"""A record's number takes up to two bytes, its length up to four."""
_LENGTH = struct.Struct("<L")
_RK = struct.Struct("<l")
_REAL = struct.Struct("<d")
_NONE = 0xFFFFFFFF

Record = tuple[int, bytes]
"""A record's number, as [MS-XLSB] counts them, and its content."""


def records(pieces: Iterable[bytes], part: str) -> Iterator[Record]:
    """The records of a part that comes piece by piece; raises `UnreadableFile` where it ends inside one. `part` is its name in errors."""
    waiting = b""
    for piece in pieces:
        waiting += piece
        at = 0
        while (found := _record(waiting, at)) is not None:
            number, start, end = found
            yield number, waiting[start:end]
            at = end
        waiting = waiting[at:]
    if waiting:
        raise unreadable("malformed", part=part)


def _record(data: bytes, at: int) -> tuple[int, int, int] | None:
    """The number of the record that begins here and where its content begins and ends; None where more bytes must come."""
    head = data[at : at + _LONGEST_HEAD]
    if not head:
        return None
    number, used = head[0], 1
    if number & 0x80:
        if len(head) < 2:
            return None
        number, used = number & 0x7F | (head[1] & 0x7F) << 7, 2
    length = 0
    for shift in range(0, 28, 7):
        if used == len(head):
            return None
        byte = head[used]
        length, used = length | (byte & 0x7F) << shift, used + 1
        if not byte & 0x80:
            break
    end = at + used + length
    return (number, at + used, end) if end <= len(data) else None


@contextmanager
def well_made(part: str) -> Iterator[None]:
    """Turn the errors of taking records apart into the one that names the part."""
    try:
        yield
    except (struct.error, IndexError, ValueError) as error:
        raise unreadable("malformed", part=part) from error


def text_at(body: bytes, at: int) -> tuple[str, int]:
    """A text in a record, and where it ends."""
    (length,) = _LENGTH.unpack_from(body, at)
    start = at + _LENGTH.size
    if length == _NONE:
        return "", start
    end = start + 2 * length
    if end > len(body):
        raise ValueError("a text ends behind its record")
    return body[start:end].decode("utf-16-le", "replace"), end


def rich_text(body: bytes, at: int = 0) -> str:
    """A text that may have looks, without these."""
    return text_at(body, at + 1)[0]


def small_number(body: bytes, at: int) -> float:
    """A number in four bytes: a whole one or the upper half of any, and a hundredth of it where one bit says so."""
    (packed,) = _RK.unpack_from(body, at)
    number: float = packed >> 2 if packed & 2 else _REAL.unpack(bytes(4) + _RK.pack(packed & ~3))[0]
    return number / 100 if packed & 1 else number
