"""Zipped folders: what they hold is put aside piece by piece, whatever it unpacks to."""

from __future__ import annotations

import random
import tracemalloc
import zipfile
from collections.abc import Iterator
from io import BytesIO

import pytest
from xlsx_sample import parts, zipped

from sheetsync.files.file_bytes import MAX_BYTES
from sheetsync.files.unreadable import UnreadableFile
from sheetsync.files.zipped_folder import members

WORKBOOK = zipped(parts('<row r="1"><c r="A1"><v>1</v></c></row>'))
LARGE = 60 << 20
"""Just so large that it may be packed as tightly as it likes."""


def folder(**files: bytes) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("_", "."), data)
    return target.getvalue()


def length(pieces: Iterator[bytes]) -> int:
    return sum(map(len, pieces))


def test_members_come_with_what_was_saved_of_them() -> None:
    found = list(members(folder(a_xlsx=WORKBOOK, b_txt=b"x" * 5), length))
    assert [(each.name, each.saved) for each in found] == [("a.xlsx", len(WORKBOOK)), ("b.txt", 5)]


def test_a_large_member_is_never_in_memory_as_a_whole() -> None:
    data = folder(a_xlsx=WORKBOOK, b_xlsx=bytes(LARGE), c=bytes(LARGE))
    tracemalloc.start()
    try:
        assert [each.saved for each in members(data, length)] == [len(WORKBOOK), LARGE, LARGE]
        assert tracemalloc.get_traced_memory()[1] < LARGE // 6
    finally:
        tracemalloc.stop()


def test_one_that_is_larger_than_a_file_may_be_is_not_unpacked_and_the_others_are() -> None:
    chance = random.Random(1)
    data = folder(a_xlsx=WORKBOOK, b_xlsx=b"".join(chance.randbytes(40) + bytes(4056) for _ in range((MAX_BYTES >> 12) + 1)))
    saved: list[int] = []
    with pytest.raises(UnreadableFile, match="too-large"):
        saved.extend(each.saved for each in members(data, length))
    assert saved == [len(WORKBOOK)]


def test_a_damaged_member_keeps_no_other_one_back() -> None:
    data = bytearray(folder(a_xlsx=bytes(range(256)) * 40, b_xlsx=WORKBOOK))
    data[60] ^= 0xFF
    saved: list[int] = []
    with pytest.raises(UnreadableFile, match="damaged"):
        saved.extend(each.saved for each in members(bytes(data), length))
    assert saved == [len(WORKBOOK)]
