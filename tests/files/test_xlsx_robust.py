"""Whatever the bytes: a workbook or a reason. And the shortcut through plain cells reads what the parser reads."""

from __future__ import annotations

import contextlib
import time
import zipfile
from io import BytesIO

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from xlsx_sample import MAIN, formats, ole_file, parts, zipped

from sheetsync.files.cell_kinds import CellKinds
from sheetsync.files.shared_strings import parse_strings, parse_strings_at_once
from sheetsync.files.sheet_parser import parse_sheet, parse_sheet_at_once
from sheetsync.files.sniff import sniff
from sheetsync.files.unreadable import UnreadableFile
from sheetsync.files.workbook_reader import read_workbook
from sheetsync.model.raw import RawCell


def _real() -> dict[str, bytes]:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("任务")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for row in range(4):
            sheet.write_row(row, 0, ["任务", row, "正常推进", True])
            sheet.write_number(row, 5, 46000 + row, day)
        sheet.write_formula("G1", "=1+1", None, 2)
        sheet.write_array_formula("H1:H3", "{=A1:A3}", None, 1)
        sheet.write_comment("A1", "请核对")
        sheet.merge_range("A9:B10", "合并")
        sheet.set_row(1, None, None, {"hidden": True})
        book.set_custom_property("ReturnCode", "SS-1")
    with zipfile.ZipFile(buffer) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


REAL = _real()
WHOLE = zipped(REAL)
READ = sorted(name for name in REAL if name.endswith((".xml", ".rels")) and "theme" not in name and "drawing" not in name)
TOKENS = st.sampled_from(
    [
        b"<",
        b">",
        b"/",
        b'"',
        b"&",
        b"\x00",
        b"\xff",
        b"-",
        b"9" * 5000,
        b"1e999",
        b"<!DOCTYPE x>",
        b"<![CDATA[",
        b"]]>",
        b"<!--",
        b"<c",
        b"</c>",
        b"<v>",
        b'<c r="A1"/>',
        b'<row r="7"/>',
        b"<f/>",
        b"<is><t>",
        b' r=""',
        b' r="A0"',
        b' t="zz"',
        b' s="-1"',
        b"A",
        b"0",
        b"\xe4\xbb\xbb",
        b"<x:y/>",
        b'encoding="GBK"',
        b"_xD800_",
    ]
)


def _read_or_refuse(data: bytes) -> None:
    with contextlib.suppress(UnreadableFile):
        read_workbook(data)


@given(st.sampled_from(READ), st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 40), TOKENS), min_size=1, max_size=4))
def test_changed_parts(name: str, changes: list[tuple[int, int, bytes]]) -> None:
    content = REAL[name]
    for at, cut, token in changes:
        at %= len(content) + 1
        content = content[:at] + token + content[at + cut :]
    _read_or_refuse(zipped(REAL | {name: content}, zipfile.ZIP_STORED))


@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=8), st.integers(0, 64), st.booleans())
def test_changed_bytes(changes: list[tuple[int, int]], cut: int, at_the_end: bool) -> None:
    data = bytearray(WHOLE)
    for at, value in changes:
        # most numbers that matter stand in the directory, which is at the end
        data[len(data) - 1 - at % 1200 if at_the_end else at] = value
    _read_or_refuse(bytes(data[: len(data) - cut]))


@given(st.sampled_from(READ))
def test_missing_parts(name: str) -> None:
    _read_or_refuse(zipped({other: content for other, content in REAL.items() if other != name}))


@given(st.binary(max_size=2048), st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<?xml", b"\xff\xfe"]))
def test_any_bytes(data: bytes, start: bytes) -> None:
    assert sniff(start + data)
    _read_or_refuse(start + data)


def test_the_untouched_workbook_is_read() -> None:
    (sheet,) = read_workbook(WHOLE).sheets
    assert len(sheet.rows) == 5


CELL = st.sampled_from(
    [
        '<c r="{a}" s="1"><v>46346</v></c>',
        '<c r="{a}"><v>0.5</v></c>',
        '<c r="{a}" t="s"><v>1</v></c>',
        '<c r="{a}" s="2" t="s"><v>0</v></c>',
        '<c r="{a}" s="1"/>',
        '<c r="{a}" t="b"><v>1</v></c>',
        '<c r="{a}" t="e"><v>#N/A</v></c>',
        '<c r="{a}" t="s"><v>99</v></c>',
        '<c r="{a}"><v>x</v></c>',
        '<c r="{a}"><v></v></c>',
        '<c r="{a}" t="n"><v> 1 </v></c>',
        '<c r="{a}"></c>',
        '<c r="{a}"><f>1+1</f><v>2</v></c>',
        '<c r="{a}" t="str"><f>A1</f><v> a</v></c>',
        '<c r="{a}" t="str"><v>&lt;</v></c>',
        '<c r="{a}"><f>A1</f></c>',
        '<c r="{a}" t="inlineStr"><is><t> a </t></is></c>',
        '<c s="1" r="{a}"><v>3</v></c>',
        "<c r='{a}'><v>4</v></c>",
        '<c r="{a}" >\n<v>5</v>\n</c>',
        '<c r="{a}"><v>6</v></c>\n',
        '<c r="{a}" cm="1"><v>7</v></c>',
        '<c r="{a}" t="d"><v>2026-11-20</v></c>',
        '<c r="{a}"><v>٣</v></c>',
        "<c><v>8</v></c>",
    ]
)
ROW = st.sampled_from(
    ['<row r="{r}">', '<row r="{r}" spans="1:9" hidden="1">', '<row spans="1:9" r="{r}">', "<row>", '\n<row r="0{r}">', '<row r="{r}"\n>']
)
ROWS = st.lists(st.tuples(ROW, st.lists(CELL, max_size=6)), max_size=5)
AROUND = st.sampled_from(["", "", "", "<!-- a -->", '<cols><col min="2" max="2" hidden="1"/></cols>'])


def _rows_xml(rows: list[tuple[str, list[str]]]) -> str:
    return "".join(
        start.format(r=number) + "".join(cell.format(a=f"{letter}{number}") for letter, cell in zip("ABCDEF", cells, strict=False)) + "</row>"
        for number, (start, cells) in enumerate(rows, 1)
    )


@given(ROWS, AROUND)
def test_the_shortcut_reads_what_the_parser_reads(rows: list[tuple[str, list[str]]], before: str) -> None:
    data = f'<worksheet xmlns="{MAIN}">{before}<sheetData>{_rows_xml(rows)}</sheetData></worksheet>'.encode()
    strings = [RawCell("a"), RawCell("b")]
    kinds = CellKinds(("number", "date", "percent"), strings, False)
    whole, streamed = parse_sheet_at_once(data, kinds, "s"), parse_sheet([data], kinds, "s")
    assert whole == streamed
    assert [list(cells) for cells in whole.rows.values()] == [list(cells) for cells in streamed.rows.values()]


@given(ROWS, st.integers(1, 30))
def test_pieces_may_end_anywhere(rows: list[tuple[str, list[str]]], size: int) -> None:
    data = f'<worksheet xmlns="{MAIN}"><sheetData>{_rows_xml(rows)}</sheetData></worksheet>'.encode()
    kinds = CellKinds((), (), False)
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    assert parse_sheet(pieces, kinds, "s") == parse_sheet([data], kinds, "s")


TEXT = st.sampled_from(
    [
        "<si><t>a</t></si>",
        '<si><t xml:space="preserve"> b\n</t></si>',
        "<si><t>&amp;</t></si>",
        "<si/>",
        "<si><t/></si>",
        "<si><r><t>c</t></r></si>",
        "<si><t>_x000D_</t></si>",
        '<si><r><rPr><b/></rPr><t>d</t></r><r><rPr><sz val="9"/></rPr><t xml:space="preserve"> e</t></r></si>',
        "<si><t>f</t><rPh><t>x</t></rPh></si>\n",
        '<si><t>g</t><phoneticPr fontId="1"/></si>',
        "<si><r><rPr><x>y</x></rPr><t>h</t></r><r><t>i</t></r></si>",
        "<si><r><t>j</t></r> <r><t>k</t></r></si>",
        "<si><t>\r\n</t></si>",
    ]
)


@given(st.lists(TEXT, max_size=8))
def test_the_shortcut_through_shared_texts(texts: list[str]) -> None:
    data = f'<sst xmlns="{MAIN}">{"".join(texts)}</sst>'.encode()
    assert parse_strings_at_once(data, "s") == parse_strings([data], "s")


@pytest.mark.parametrize("code", ["d" * 5000, "[" * 5000, '"' * 4999, "\\" * 4999, "_" * 4999, "[h" * 2000])
def test_long_number_formats_are_read_in_no_time(code: str) -> None:
    assert read_workbook(zipped(parts(styles=formats(code)))).sheets


@pytest.mark.parametrize("sample", [b"<!---->" * 500, b" " * 4096, b"<!-- " * 800, b"<?xml" + b"<html" * 800, b"<!--" * 1000 + b"-->"])
def test_what_a_file_is_is_told_in_no_time(sample: bytes) -> None:
    start = time.process_time()
    assert sniff(sample + b"x") != "zip"
    assert time.process_time() - start < 0.2


@given(st.binary(min_size=64, max_size=64), st.integers(0, 20))
def test_any_container(head: bytes, shift: int) -> None:
    container = bytearray(ole_file("Workbook"))
    container[8 : 8 + len(head)] = head
    container[30:32] = shift.to_bytes(2, "little")
    assert sniff(bytes(container))
    assert sniff(ole_file("Workbook")[:30] + shift.to_bytes(2, "little") + ole_file("Workbook")[32:])
