"""The rows of sheets, compressed while they are made."""

from __future__ import annotations

import io
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetsync.files.xlsx_package import MARK, PIECE, Press, Rows, joined_crc, put_rows

OTHER = "xl/sharedStrings.xml"


def package(*parts: str) -> io.BytesIO:
    """What XlsxWriter hands over: sheets with a mark, and other parts, none with a time of its own."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for number, part in enumerate(parts, 1):
            target.writestr(zipfile.ZipInfo(f"xl/worksheets/sheet{number}.xml"), part, zipfile.ZIP_DEFLATED)
        target.writestr(zipfile.ZipInfo(OTHER), "共享" * 99, zipfile.ZIP_DEFLATED)
    return file


def packed(*bodies: list[str]) -> zipfile.ZipFile:
    """A workbook of sheets with these rows, each handed over piece by piece."""
    file = io.BytesIO()
    with Press() as press:
        sheets = [Rows(press) for _ in bodies]
        for sheet, body in zip(sheets, bodies, strict=True):
            for text in body:
                sheet.write(text)
    put_rows(package(*(f"<头>{MARK}</尾>" for _ in bodies)), sheets, file)
    return zipfile.ZipFile(file)


def written(file: zipfile.ZipFile) -> bytes:
    assert file.fp is not None
    file.fp.seek(0)
    return file.fp.read()


def test_rows_stand_at_the_mark_of_their_sheet() -> None:
    found = packed(["<row>甲</row>"], [], ["一", "二"])
    texts = [found.read(f"xl/worksheets/sheet{n}.xml").decode() for n in (1, 2, 3)]
    assert texts == ["<头><row>甲</row></尾>", "<头></尾>", "<头>一二</尾>"]
    assert found.read(OTHER).decode() == "共享" * 99
    assert found.testzip() is None


def test_more_rows_than_one_piece_holds() -> None:
    body = [f"<row r='{n}'>行</row>" * 2000 for n in range(200)]
    assert sum(map(len, body)) > 3 * PIECE
    found = packed(body, ["<row/>"], body)
    assert found.read("xl/worksheets/sheet3.xml").decode() == f"<头>{''.join(body)}</尾>"
    assert found.read("xl/worksheets/sheet1.xml") == found.read("xl/worksheets/sheet3.xml")
    assert found.testzip() is None


def test_the_same_rows_give_the_same_bytes() -> None:
    rows = ["<row>" + str(n) * 999 for n in range(5000)]
    assert written(packed(rows)) == written(packed(rows))


class Full(Rows):
    """Rows for which there is no memory left."""

    def press(self, piece: bytes) -> None:
        raise MemoryError(f"{len(piece)} bytes")


def test_what_goes_wrong_in_the_thread_is_raised_where_the_rows_are_made() -> None:
    def press_many() -> None:
        with Press() as press:
            for _ in range(20):
                Full(press).write("x" * PIECE)

    with pytest.raises(MemoryError, match="1048576 bytes"):
        press_many()


@given(st.binary(max_size=300), st.integers(0, 3), st.binary(max_size=300))
def test_the_crc_of_two_pieces_is_that_of_both_in_one(first: bytes, zeros: int, second: bytes) -> None:
    second += bytes(zeros << 16)
    assert joined_crc(zlib.crc32(first), zlib.crc32(second), len(second)) == zlib.crc32(first + second)
