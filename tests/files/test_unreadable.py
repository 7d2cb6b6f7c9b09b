"""Each reason for refusing a file, with a file that provokes it."""

from __future__ import annotations

import os
import struct
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import olefile
import pytest
from xlsx_sample import links, ole_file, parts, zipped

from sheetsync.files.file_bytes import MAX_BYTES
from sheetsync.files.unreadable import OF_ARRIVALS, OF_THE_PROCESS, REASONS, UnreadableFile
from sheetsync.files.workbook_reader import read_workbook

WORKBOOK = zipped(parts('<row r="1"><c r="A1"><v>1</v></c></row>'))
LOCKED = Path(__file__).parent / "formats" / "locked.xlsx"
SHEET = "xl/worksheets/sheet1.xml"


def _patched_directory(name: str, at: int, value: int, layout: str = "<L") -> bytes:
    """The workbook with a number changed in the central directory's entry for a part."""
    data = bytearray(WORKBOOK)
    entry = data.rindex(name.encode()) - 46
    struct.pack_into(layout, data, entry + at, value)
    return bytes(data)


def _patched_count() -> bytes:
    data = bytearray(WORKBOOK)
    struct.pack_into("<H", data, len(data) - 12, 10_001)
    return bytes(data)


def _damaged() -> bytes:
    with zipfile.ZipFile(BytesIO(WORKBOOK)) as archive:
        start = archive.getinfo(SHEET).header_offset + 30 + len(SHEET)
    return WORKBOOK[:start] + b"\x00\xff\x00\xff" + WORKBOOK[start + 4 :]


def _twice() -> bytes:
    return zipped(parts(extra={"XL/workbook.xml": "<workbook/>"}))


def _overlapping_arrays(count: int) -> str:
    cell = '<c r="A{0}"><f t="array" ref="A1:XFD1048576">1</f><v>1</v></c>'
    return "".join(f'<row r="{n}">{cell.format(n)}</row>' for n in range(1, count + 1))


def _one_part_for_many_sheets() -> bytes:
    found = parts(f'<row r="1"><c r="A1" t="str"><v>{"x" * 100_000}</v></c></row>')
    sheets = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="rId1"/>' for n in range(2, 100))
    return zipped(found | {"xl/workbook.xml": str(found["xl/workbook.xml"]).replace("</sheets>", sheets + "</sheets>")})


DOCTYPE = '<!DOCTYPE worksheet [<!ENTITY a "aaaa">]><worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>'


def _with_another_lock() -> bytes:
    """The locked sample, but for the number of its kind of encryption."""
    data = LOCKED.read_bytes()
    with olefile.OleFileIO(BytesIO(data)) as container:
        head = container.openstream("EncryptionInfo").read(16)
    assert data.count(head) == 1
    return data.replace(head, b"\x04\x00\x03\x00" + head[4:])


def _repeated() -> bytes:
    """Two cells in as many rows as a sheet has."""
    row = '<table:table-row table:number-rows-repeated="1048576">' + "<table:table-cell><text:p>x</text:p></table:table-cell>" * 2
    return zipped({"content.xml": f'<x xmlns:table="t" xmlns:text="x"><table:table table:name="a">{row}</table:table-row></table:table></x>'})


BYTES: dict[str, tuple[str, bytes]] = {
    "address": ("unreadable-file", zipped(parts('<row r="1"><c r="XFE1"><v>1</v></c></row>'))),
    "compression": ("unreadable-file", zipped(parts(), zipfile.ZIP_BZIP2)),
    "damaged": ("unreadable-file", _damaged()),
    "empty": ("unreadable-file", b""),
    "encoding": ("unreadable-file", b"a,b\n" * 2000 + b"\xff\xff\xff\n"),
    "malformed": ("unreadable-file", zipped(parts('<row r="1"><c r="A1"><v>1</c></row>'))),
    "missing-part": ("unreadable-file", zipped({name: part for name, part in parts().items() if name != SHEET})),
    "truncated": ("unreadable-file", WORKBOOK[: len(WORKBOOK) // 2]),
    "ods-password": ("encrypted-file", zipped({"content.xml": "<x/>", "META-INF/manifest.xml": "<m><f><encryption-data/></f></m>"})),
    "password": ("encrypted-file", ole_file("EncryptionInfo", "EncryptedPackage")),
    "rights-managed": ("encrypted-file", ole_file("\x06DataSpaces", "EncryptedPackage")),
    "unknown-lock": ("encrypted-file", _with_another_lock()),
    "zip-password": ("encrypted-file", _patched_directory(SHEET, 8, 1, "<H")),
    "contradiction": ("unsafe-file", _patched_directory(SHEET, 24, 10)),
    "doctype": ("unsafe-file", zipped(parts() | {SHEET: DOCTYPE})),
    "duplicate-entry": ("unsafe-file", _twice()),
    "overlap": ("unsafe-file", _patched_directory("xl/workbook.xml", 20, 600)),
    "overlapping-ranges": ("unsafe-file", zipped(parts(_overlapping_arrays(200)))),
    "path": ("unsafe-file", zipped(parts(extra={"xl/../../evil": ""}))),
    "ratio": ("unsafe-file", _patched_directory(SHEET, 24, 65 << 20)),
    "read-again": ("unsafe-file", _one_part_for_many_sheets()),
    "too-many-entries": ("unsafe-file", _patched_count()),
    "too-many-cells": ("unsafe-file", _repeated()),
    "unpacked-size": ("unsafe-file", _patched_directory(SHEET, 24, (1 << 30) + 1)),
    "archive": ("not-a-workbook", zipped({"照片/1.txt": "x"})),
    "html": ("not-a-workbook", b'\xef\xbb\xbf\n<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table>'),
    "image": ("not-a-workbook", b"\x89PNG\r\n\x1a\n\x00\x00"),
    "numbers": ("not-a-workbook", zipped({"Index/Document.iwa": b"\x00", "preview.jpg": b"\xff"})),
    "ole": ("not-a-workbook", ole_file("__properties_version1.0")),
    "pdf": ("not-a-workbook", b"%PDF-1.7\n%\xe2\xe3"),
    "powerpoint": ("not-a-workbook", zipped({"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<x/>"})),
    "rtf": ("not-a-workbook", b"{\\rtf1\\ansi"),
    "text": ("not-a-workbook", "请大家查收".encode()),
    "unknown": ("not-a-workbook", bytes(range(256))),
    "word": ("not-a-workbook", zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<x/>"})),
    "xml": ("not-a-workbook", b'<?xml version="1.0"?><Project/>'),
    "xml-spreadsheet": ("not-a-workbook", b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'),
}


def _folder(path: Path) -> Path:
    return path


def _pipe(path: Path) -> Path:
    os.mkfifo(path / "pipe.xlsx")
    return path / "pipe.xlsx"


def _sparse(path: Path) -> Path:
    with (path / "big.xlsx").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    return path / "big.xlsx"


FILES: list[tuple[str, str, Callable[[Path], Path]]] = [
    ("absent", "unreadable-file", lambda path: path / "none.xlsx"),
    ("no-access", "unreadable-file", lambda path: path / ("x" * 300)),
    ("no-access", "unreadable-file", lambda path: path / "a\0b"),
    ("not-a-file", "not-a-workbook", _folder),
    ("not-a-file", "not-a-workbook", _pipe),
    ("too-large", "unsafe-file", _sparse),
]


@pytest.mark.parametrize("reason", sorted(BYTES))
def test_bytes_are_refused_for_their_reason(reason: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_workbook(BYTES[reason][1])
    assert (caught.value.reason, caught.value.code) == (reason, BYTES[reason][0])


@pytest.mark.parametrize(("reason", "code", "make"), FILES)
def test_files_are_refused_for_their_reason(reason: str, code: str, make: Callable[[Path], Path], tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_workbook(make(tmp_path))
    assert (caught.value.reason, caught.value.code) == (reason, code)


def test_a_locked_file_is_refused_when_no_password_opens_it() -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_workbook(LOCKED, passwords=["falsch"])
    assert (caught.value.reason, caught.value.code) == ("wrong-password", "encrypted-file")


def test_every_reason_has_a_file_that_provokes_it() -> None:
    assert {*BYTES, *(reason for reason, _, _ in FILES), "wrong-password"} == REASONS - OF_THE_PROCESS - OF_ARRIVALS


WORKBOOK_XLS = LOCKED.with_name("plain.xls").read_bytes()
OTHERS = {
    "word": [ole_file("WordDocument")],
    "damaged": [ole_file("Book"), ole_file("Workbook", "WordDocument"), b"\x09\x08\x10\x00\x00\x06"],
    "truncated": [WORKBOOK_XLS[:3000]],
    "powerpoint": [ole_file("PowerPoint Document", "Current User")],
    "image": [b"\xff\xd8\xff\xe0", b"GIF89a", b"BM\x36\x00\x00\x00\x00\x00", b"RIFF\x00\x00\x00\x00WEBPVP8 ", b"\x00\x00\x00\x18ftypheic"],
    "archive": [b"Rar!\x1a\x07\x01\x00", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08", b"PK\x05\x06" + bytes(18)],
    "html": [b"<!DOCTYPE html>", b"<table><tr><td>1", b"MIME-Version: 1.0\r\nContent-Type: multipart/related"],
    "unknown": [bytes(4096), b"~$\x00\x01"],
    "rights-managed": [b"%TSD-Header-###%\x00\x01", b"b\x14#e\x02\x00\x04\x01E-SafeNet\x00\x00\x00LOCK\x00"],
    "malformed": [
        zipped(parts() | {"xl/workbook.xml": ""}),
        zipped(parts() | {"xl/workbook.xml": "<workbook><sheets>"}),
        zipped(parts(strings="<si><t>a</si>")),
        zipped(parts(strings='<si><t>a</t></si><si x="1" x="2"/>')),
        zipped(parts(styles='<cellXfs><xf numFmtId="x"/></cellXfs>')),
        zipped(parts('<row r="1"><c r="A1" s="x"><v>1</v></c></row>')),
        zipped(parts() | {SHEET: b'<?xml version="1.0" encoding="GBK"?><worksheet/>'}),
        zipped(parts('<row r="1"><c r="A1"><v>&a;</v></c></row>')),
    ],
    "address": [
        zipped(parts('<row r="0"><c><v>1</v></c></row>')),
        zipped(parts('<row r="1048577"><c r="A1048577"><v>1</v></c></row>')),
        zipped(parts('<row r="1"><c r="XFD1"><v>1</v></c><c><v>2</v></c></row>')),
        zipped(parts(around=("", '<mergeCells><mergeCell ref="A1:ZZZ9"/></mergeCells>'))),
    ],
    "missing-part": [
        zipped({"[Content_Types].xml": "<Types/>"}),
        zipped(parts() | {"xl/_rels/workbook.xml.rels": links(("rId9", "worksheet", "worksheets/sheet1.xml"))}),
    ],
    "doctype": [
        zipped(parts() | {"xl/workbook.xml": "<!DOCTYPE x><workbook/>"}),
        zipped(parts() | {SHEET: DOCTYPE.encode("utf-16")}),
        zipped(parts(extra={"xl/sharedStrings.xml": '<!DOCTYPE sst [<!ENTITY a "aaaa">]><sst><si><t>&a;</t></si></sst>'})),
    ],
    "path": [zipped(parts(extra={name: ""})) for name in ("/etc/passwd", "C:\\evil", "xl\\..\\..\\evil", "a\nb")],
    "contradiction": [WORKBOOK.replace(b"xl/workbook.xml", b"xl/workbook.txt", 1)],
}


@pytest.mark.parametrize(("reason", "data"), [(reason, data) for reason, files in OTHERS.items() for data in files])
def test_more_files_are_told_apart(reason: str, data: bytes) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_workbook(data)
    assert caught.value.reason == reason


def test_a_reason_names_what_it_is_about() -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_workbook(BYTES["malformed"][1])
    assert caught.value.detail == {"part": SHEET, "line": 1}


def test_a_real_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = zipped(parts() | {SHEET: b"<worksheet>" + b" " * (65 << 20) + b"</worksheet>"})
    with pytest.raises(UnreadableFile) as caught:
        read_workbook(bomb)
    assert caught.value.reason == "ratio"
