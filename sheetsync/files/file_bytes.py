"""The bytes of a file that somebody else made: regular files only, up to a size."""

from __future__ import annotations

import stat
from pathlib import Path

from sheetsync.files.unreadable import unreadable

MAX_BYTES = 200 << 20


def file_bytes(source: Path | bytes) -> bytes:
    """A regular file's bytes, or the bytes themselves; raises `UnreadableFile` for more than `MAX_BYTES` and for what is no regular file.

    Such a thing is not even opened, since opening a pipe would wait for ever.
    """
    if isinstance(source, bytes):
        return _held_to_size(source, len(source))
    try:
        status = source.stat()
        if not stat.S_ISREG(status.st_mode):
            raise unreadable("not-a-file")
        _held_to_size(b"", status.st_size)
        return source.read_bytes()
    except FileNotFoundError as error:
        raise unreadable("absent") from error
    except (OSError, ValueError) as error:
        raise unreadable("no-access", error=str(error)) from error


def _held_to_size(data: bytes, size: int) -> bytes:
    if size > MAX_BYTES:
        raise unreadable("too-large", limit=MAX_BYTES, found=size)
    return data
