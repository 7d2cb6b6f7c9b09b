"""The rows of a workbook's sheets, compressed while they are made, and put into the file that XlsxWriter made of everything else.

Compressing is a fifth of the work of writing a large workbook. A thread does it while the rows are made, since zlib lets other threads
run; and no row waits uncompressed, on a disk or in memory.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator, Sequence
from queue import Queue
from threading import Thread
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

PIECE = 1 << 20
"""Characters that are compressed at a time."""
WAITING = 4
"""Pieces that wait for the thread at most."""
MARK = "<!-- the rows of this sheet -->"
"""Stands in the part of a sheet until its rows are put there."""
LEVEL = 6

_ZEROS = bytes(1 << 16)
_HEADER = 30
"""Bytes of a zip entry's own header, before its name."""


class Press:
    """The thread that compresses; it begins with the first piece, so that small workbooks do without."""

    def __init__(self) -> None:
        self._pieces: Queue[tuple[Rows, bytes] | None] = Queue(WAITING)
        self._thread: Thread | None = None
        self._error: BaseException | None = None

    def add(self, rows: Rows, piece: bytes) -> None:
        """Hands a piece of some rows over."""
        if self._thread is None:
            self._thread = Thread(target=self._work, daemon=True)
            self._thread.start()
        self._pieces.put((rows, piece))

    def __enter__(self) -> Press:
        return self

    def __exit__(self, *_: object) -> None:
        """Waits until everything is compressed; raises what went wrong there."""
        if self._thread is not None:
            self._pieces.put(None)
            self._thread.join()
        if self._error is not None:
            raise self._error

    def _work(self) -> None:
        while (task := self._pieces.get()) is not None:
            if self._error is None:
                try:
                    task[0].press(task[1])
                except BaseException as error:
                    self._error = error


class Rows:
    """The rows of one sheet as XML, compressed piece by piece; the same rows give the same bytes."""

    def __init__(self, press: Press) -> None:
        self._press = press
        self._ready: list[str] = []
        self._waiting = 0
        self._zlib = _deflate()
        self._packed: list[bytes] = []
        self.crc = self.size = 0
        """CRC-32 and number of the uncompressed bytes."""

    def write(self, text: str) -> None:
        """Adds the XML of some rows."""
        self._ready.append(text)
        self._waiting += len(text)
        if self._waiting >= PIECE:
            self._press.add(self, self._piece())

    def press(self, piece: bytes) -> None:
        """Compresses a piece."""
        self.crc, self.size = zlib.crc32(piece, self.crc), self.size + len(piece)
        self._packed.append(self._zlib.compress(piece))

    def finish(self) -> list[bytes]:
        """All of it compressed, so that other compressed data may follow; only after the press was left."""
        self.press(self._piece())
        self._packed.append(self._zlib.flush(zlib.Z_FULL_FLUSH))
        return self._packed

    def _piece(self) -> bytes:
        piece = "".join(self._ready).encode()
        self._ready.clear()
        self._waiting = 0
        return piece


def put_rows(package: io.BytesIO, sheets: Sequence[Rows], file: BinaryIO) -> None:
    """Writes the workbook in which the rows of each sheet stand at its mark; everything else is taken over as it is."""
    bodies = iter(sheets)
    with ZipFile(package) as source, _Package(file, "w", ZIP_DEFLATED) as target:
        for entry in source.infolist():
            if entry.filename.startswith("xl/worksheets/sheet"):
                target.put_sheet(entry, source.read(entry).decode(), next(bodies))
            else:
                target.put(entry, [_as_packed(package, entry)])


class _Package(ZipFile):
    """A zip file that takes entries which are compressed already, what `zipfile` has no method for."""

    def put_sheet(self, entry: ZipInfo, part: str, rows: Rows) -> None:
        before, _, after = (text.encode() for text in part.partition(MARK))
        head, tail = _deflate(), _deflate()
        packed = [head.compress(before), head.flush(zlib.Z_FULL_FLUSH), *rows.finish(), tail.compress(after), tail.flush()]
        crc = joined_crc(zlib.crc32(before), rows.crc, rows.size)
        entry.CRC = joined_crc(crc, zlib.crc32(after), len(after))
        entry.file_size = len(before) + rows.size + len(after)
        entry.compress_size = sum(map(len, packed))
        self.put(entry, packed)

    def put(self, entry: ZipInfo, packed: Sequence[bytes]) -> None:
        assert self.fp is not None
        entry.header_offset = self.fp.tell()
        self.fp.write(entry.FileHeader())
        for piece in packed:
            self.fp.write(piece)
        self.filelist.append(entry)
        self.NameToInfo[entry.filename] = entry
        self.start_dir = self.fp.tell()
        self._didModify = True


def _deflate() -> zlib._Compress:
    """Compresses as zip files do it, without a header."""
    return zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)


def _as_packed(package: io.BytesIO, entry: ZipInfo) -> bytes:
    """An entry's data as it is compressed."""
    package.seek(entry.header_offset)
    header = package.read(_HEADER)
    package.seek(sum(int.from_bytes(header[at : at + 2], "little") for at in (26, 28)), io.SEEK_CUR)
    return package.read(entry.compress_size)


def joined_crc(first: int, second: int, length: int) -> int:
    """The CRC-32 of two pieces of data, of which the second is so long, from those of each."""
    moved, still = first, 0
    for zeros in _zeros(length):
        moved, still = zlib.crc32(zeros, moved), zlib.crc32(zeros, still)
    return moved ^ still ^ second


def _zeros(length: int) -> Iterator[bytes]:
    for start in range(0, length, len(_ZEROS)):
        yield _ZEROS[: length - start]
