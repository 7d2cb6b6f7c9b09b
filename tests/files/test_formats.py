"""Every format in which a copy may come back is read to the same cells. The samples in `formats/` are one workbook, saved by XlsxWriter (.xlsx) and
by LibreOffice 7.4 (the others); the locked ones have the password `geheim`. `form` is a form of a company, by LibreOffice."""

from __future__ import annotations

import random
import re
import zipfile
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from xlsx_sample import zipped

from sheetsync.files.form_looks import read_looks
from sheetsync.files.unreadable import UnreadableFile
from sheetsync.files.workbook_reader import read_workbook
from sheetsync.model.raw import RawCell, RawSheet, RawWorkbook, address

SAMPLES = Path(__file__).parent / "formats"
FORMATS = ("xlsx", "xls", "ods")

CELLS = {
    "A1": RawCell("编号"), "B1": RawCell(" 前导 空格  两个"),
    "A2": RawCell(0.8, "percent"), "B2": RawCell(1.0, "percent"), "C2": RawCell(0.8, "number"), "D2": RawCell(12345678.9, "number"),
    "A3": RawCell(46351.0, "date"), "B3": RawCell(46351.4375, "date"), "C3": RawCell(0.4375, "date"), "D3": RawCell(46351.0, "date"),
    "A4": RawCell(1.8, "number", formula=True), "B4": RawCell("#DIV/0!", "error", formula=True), "E4": RawCell(46351.0, "date", formula=True),
    "B5": RawCell("多行\n第二行"), "C5": RawCell("尾部 \t制表"), "D5": RawCell("#N/A"), "E5": RawCell("富文本"),
    "A6": RawCell("合并"), "A8": RawCell("隐藏行"), "G9": RawCell("隐列"),
    "A10": RawCell(12.5, "number"), "B10": RawCell(1e-7, "number"), "C10": RawCell(-3.0, "number"), "E10": RawCell("x" * 300), "A1000": RawCell("远"),
}  # fmt: skip
"""What stands in the cells in every format."""

DIFFERENT = {
    "xlsx": {"C4": RawCell(None, "blank", formula=True, calculated=False), "D4": RawCell("文字", formula=True), "A5": RawCell(True, "bool")},
    # LibreOffice itself made a number of the text, and a formula of the truth value
    "xls": {"C4": RawCell("", formula=True), "D4": RawCell(0.0, "number", formula=True), "A5": RawCell(True, "bool", formula=True)},
    "ods": {"C4": RawCell("", formula=True), "D4": RawCell("文字", formula=True), "A5": RawCell(True, "bool", formula=True)},
}
"""What the program that saved it made of the rest."""


def cells(sheet: RawSheet) -> dict[str, RawCell]:
    return {address(row, column): cell for row, found in sheet.rows for column, cell in found.items()}


def plain(format_: str) -> bytes:
    return (SAMPLES / f"plain.{format_}").read_bytes()


def refused(data: bytes, *passwords: str) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read_workbook(data, passwords=passwords)
    return caught.value.reason


@pytest.mark.parametrize("format_", FORMATS)
def test_cells_are_the_same_in_every_format(format_: str) -> None:
    found = read_workbook(plain(format_))
    assert found.format == format_
    told = cells(found.sheets[0])
    told.pop("D10")  # sixteen digits, of which formats keep fifteen
    assert told == CELLS | DIFFERENT[format_]


@pytest.mark.parametrize("format_", FORMATS)
def test_what_is_around_the_cells_is_the_same_in_every_format(format_: str) -> None:
    found = read_workbook(plain(format_))
    tasks, lists = found.sheets
    assert (tasks.name, tasks.state, lists.name, lists.state) == ("任务", "visible", "选项", "hidden")
    assert (tasks.hidden_rows, tasks.hidden_columns, list(tasks.merged)) == ({8}, {7, 8}, [(6, 1, 7, 2)])
    assert dict(tasks.comments) == {(6, 3): "批注第一行\n第二行"}
    kept = {key: found.core[key] for key in ("keywords", "creator", "lastModifiedBy", "modified", "title")}
    assert kept == {"keywords": "SS-7K3F9QX2-C", "creator": "甲", "lastModifiedBy": "甲", "modified": "2026-11-21T17:56:32Z", "title": "标题"}


@pytest.mark.parametrize("format_", ["xlsx", "ods"])
def test_added_properties_are_read(format_: str) -> None:
    assert read_workbook(plain(format_)).custom["ReturnCode"] == "SS-7K3F9QX2-C"


@pytest.mark.parametrize("format_", ["xlsx", "xls"])
def test_a_password_opens_a_locked_workbook(format_: str) -> None:
    data = (SAMPLES / f"locked.{format_}").read_bytes()
    found = read_workbook(data, passwords=["falsch", "geheim"])
    assert found.format == format_
    assert cells(found.sheets[0]).items() >= CELLS.items()
    assert refused(data) == "password"
    assert refused(data, "falsch", "auch falsch") == "wrong-password"


def test_excels_newer_way_of_locking_is_opened() -> None:
    locked = BytesIO()
    OOXMLFile(BytesIO(plain("xlsx"))).encrypt("密码 1", locked)
    found = read_workbook(locked.getvalue(), passwords=["geheim", "密码 1"])
    assert cells(found.sheets[0]).items() >= CELLS.items()


def test_what_excel_locks_for_reading_only_needs_no_password() -> None:
    locked = BytesIO()
    OOXMLFile(BytesIO(plain("xlsx"))).encrypt("VelvetSweatshop", locked)
    assert cells(read_workbook(locked.getvalue()).sheets[0]).items() >= CELLS.items()


# ── Strict Open XML ──

STRICTER = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "officeDocument/2006/relationships/custom-properties": "officeDocument/2006/relationships/customProperties",
    "officeDocument/2006/relationships/extended-properties": "officeDocument/2006/relationships/extendedProperties",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "http://purl.oclc.org/ooxml/officeDocument/relationships",
    "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties": "http://purl.oclc.org/ooxml/officeDocument/extendedProperties",
    "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties": "http://purl.oclc.org/ooxml/officeDocument/customProperties",
    "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes": "http://purl.oclc.org/ooxml/officeDocument/docPropsVTypes",
}
"""The names by which the strict edition of the standard calls what everybody calls by the others."""


def test_the_strict_edition_is_read_alike() -> None:
    """All names are the strict ones, and dates are written as such, as Excel does when it saves in that edition."""
    with zipfile.ZipFile(BytesIO(plain("xlsx"))) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    for name in parts:
        for loose, strict in STRICTER.items():
            parts[name] = parts[name].replace(loose, strict)
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet], dates = re.subn(r'(<c r="[A-D]3" s="\d+")><v>46351</v>', r'\1 t="d"><v>2026-11-25</v>', parts[sheet])
    assert dates == 2
    strict, usual = read_workbook(zipped(parts)), read_workbook(plain("xlsx"))
    assert [(each.name, each.state, list(each.rows)) for each in strict.sheets] == [(each.name, each.state, list(each.rows)) for each in usual.sheets]
    assert [dict(each.comments) for each in strict.sheets] == [dict(each.comments) for each in usual.sheets]
    assert (strict.core, strict.custom["ReturnCode"]) == (usual.core, "SS-7K3F9QX2-C")


# ── OpenDocument ──


def ods(body: str, before: str = "", mimetype: str = "application/vnd.oasis.opendocument.spreadsheet") -> bytes:
    """A spreadsheet of one sheet with these rows."""
    names = ("office", "table", "text", "style", "calcext", "draw")
    spaces = " ".join(f'xmlns:{name}="urn:{name}"' for name in names)
    table = f'<table:table table:name="任务">{body}</table:table>'
    content = f"<office:document-content {spaces}>{before}<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    return zipped({"mimetype": mimetype, "content.xml": content + "</office:document-content>"})


def cell(attributes: str = "", text: str | None = None) -> str:
    return f"<table:table-cell {attributes}>{'' if text is None else f'<text:p>{text}</text:p>'}</table:table-cell>"


def row(*found: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(found)}</table:table-row>"


def one(attributes: str, text: str | None = None) -> RawCell | None:
    (sheet,) = read_workbook(ods(row(cell(attributes, text)))).sheets
    return cells(sheet).get("A1")


@pytest.mark.parametrize(
    ("attributes", "text", "expected"),
    [
        ('office:value-type="float" office:value="1.5"', "1.50", RawCell(1.5, "number")),
        ('office:value-type="currency" office:value="3"', "¥3.00", RawCell(3.0, "number")),
        ('office:value-type="percentage" office:value="0.8"', "80%", RawCell(0.8, "percent")),
        ('office:value-type="date" office:date-value="1900-01-01"', "1900/1/1", RawCell(1.0, "date")),
        ('office:value-type="date" office:date-value="2026-11-25T06:00:00"', "", RawCell(46351.25, "date")),
        ('office:value-type="date" office:date-value="2026-13-45"', "13月45日", RawCell("13月45日")),
        ('office:value-type="time" office:time-value="PT36H00M00S"', "36:00", RawCell(1.5, "date")),
        ('office:value-type="time" office:time-value="soon"', "马上", RawCell("马上")),
        ('office:value-type="boolean" office:boolean-value="true"', "TRUE", RawCell(True, "bool")),
        ('office:value-type="float" office:value="NaN"', "nichts", RawCell("nichts")),
        ('office:value-type="string"', "a <text:s text:c=\"2\"/>b<text:tab/>c<text:line-break/>d  e", RawCell("a   b\tc\nd e")),
        ('office:value-type="string" office:string-value=" x "', "x", RawCell(" x ")),
        ("", "只有文字", RawCell("只有文字")),
        ("", None, None),
        ('table:formula="of:=1/0" office:value-type="float" office:value="0"', "#DIV/0!", RawCell("#DIV/0!", "error", formula=True)),
        ('table:formula="of:=X" office:value-type="string" office:string-value="" calcext:value-type="error"', "Err:508",
         RawCell("Err:508", "error", formula=True)),
        ('table:formula="of:=A2"', None, RawCell(None, "blank", formula=True, calculated=False)),
        ('table:formula="of:=A2" office:value-type="percentage" office:value="1"', "100%", RawCell(1.0, "percent", formula=True)),
        ('office:value-type="string"', "#N/A", RawCell("#N/A")),
    ],
)  # fmt: skip
def test_opendocument_names_the_type_of_each_cell(attributes: str, text: str | None, expected: RawCell | None) -> None:
    assert one(attributes, text) == expected


def test_repeated_rows_and_cells_are_read_where_they_stand() -> None:
    value = 'office:value-type="float" office:value="7"'
    body = row(cell(), attributes='table:number-rows-repeated="3"')
    body += row(
        cell('table:number-columns-repeated="2"'), cell(f'{value} table:number-columns-repeated="2"'), attributes='table:number-rows-repeated="2"'
    )
    (sheet,) = read_workbook(ods(body)).sheets
    assert sorted(cells(sheet)) == ["C4", "C5", "D4", "D5"]


def test_what_is_drawn_tracked_or_nested_is_no_cell() -> None:
    shape = "<draw:frame><draw:text-box><text:p>画里的字</text:p></draw:text-box></draw:frame>"
    nested = f'<table:table table:name="x">{row(cell("", "里面"))}</table:table>'
    tracked = f"<table:tracked-changes>{row(cell('', '从前'))}</table:tracked-changes>"
    body = f"{tracked}<table:shapes>{shape}</table:shapes>{row(f'<table:table-cell><text:p>真{shape}</text:p>{shape}{nested}</table:table-cell>')}"
    (sheet,) = read_workbook(ods(body)).sheets
    assert cells(sheet) == {"A1": RawCell("真")}


@pytest.mark.parametrize(
    ("reason", "body"),
    [
        ("too-many-cells", row(cell('office:value-type="float" office:value="7" table:number-columns-repeated="16384"') * 1) * 130),
        ("too-many-cells", row(cell("", "x") * 2, attributes='table:number-rows-repeated="1048576"')),
        ("address", row(cell("", "x"), attributes='table:number-rows-repeated="1048577"')),
        ("address", row(cell('table:number-columns-repeated="16384"'), cell("", "x"))),
        ("malformed", row(cell('table:number-columns-repeated="viele"', "x"))),
    ],
)
def test_repetition_is_held_to_what_a_sheet_can_hold(reason: str, body: str) -> None:
    assert refused(ods(body)) == reason


def test_another_opendocument_is_told_for_what_it_is() -> None:
    assert refused(ods("", mimetype="application/vnd.oasis.opendocument.text")) == "word"
    assert refused(ods("", mimetype="application/vnd.oasis.opendocument.presentation")) == "powerpoint"


# ── text ──

TABLE = [("编号", "标题", "进度"), ("T-KF-001", "收集,反馈", "80%")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_a_sheet_saved_as_text_is_read(encoding: str, mark: str) -> None:
    text = "\r\n".join(mark.join(f'"{value}"' for value in line) for line in TABLE)
    found = read_workbook(text.encode(encoding))
    (sheet,) = found.sheets
    assert found.format == "csv"
    assert [[each.value for each in line.values()] for _, line in sheet.rows] == [list(line) for line in TABLE]


def test_rows_of_text_keep_their_numbers_and_errors_are_errors() -> None:
    (sheet,) = read_workbook(b'a,b\n\n,#REF!\n"x\ny",#####\n').sheets
    assert cells(sheet) == {
        "A1": RawCell("a"),
        "B1": RawCell("b"),
        "B3": RawCell("#REF!", "error"),
        "A4": RawCell("x\ny"),
        "B4": RawCell("#####", "error"),
    }


# ── robustness ──


def _outcome(data: bytes) -> RawWorkbook | str:
    try:
        return read_workbook(data, passwords=["geheim"])
    except UnreadableFile as error:
        return error.reason


@pytest.mark.parametrize("name", ["plain.xls", "plain.ods", "locked.xls"])
def test_damaged_files_are_read_or_refused(name: str) -> None:
    data, chance = (SAMPLES / name).read_bytes(), random.Random(4)
    for _ in range(40):
        damaged = bytearray(data)
        for _ in range(chance.choice((1, 8, 64))):
            damaged[chance.randrange(len(data))] = chance.randrange(256)
        assert _outcome(bytes(damaged[: chance.choice((len(data), chance.randrange(len(data))))]))


def test_damaged_content_of_an_opendocument_is_read_or_refused() -> None:
    with zipfile.ZipFile(BytesIO(plain("ods"))) as archive:
        parts = {name: archive.read(name) for name in ("mimetype", "content.xml", "meta.xml")}
    chance = random.Random(5)
    for _ in range(40):
        content = bytearray(parts["content.xml"])
        for _ in range(4):
            content[chance.randrange(len(content))] = chance.randrange(256)
        assert _outcome(zipped(parts | {"content.xml": bytes(content)}))


def test_how_a_form_is_laid_out_is_the_same_in_an_old_workbook() -> None:
    """LibreOffice wrote both: lists from words, cells, another sheet and a name, limits, a prompt, widths and number formats."""
    new, old = (read_looks(SAMPLES / f"form.{kind}") for kind in ("xlsx", "xls"))
    assert old == new
    (page,) = [looks for name, looks in old.sheets.items() if name == "登记"]
    told = [(offer.kind, offer.source, offer.minimum, offer.maximum, offer.prompt) for offer in page.offers]
    assert told[0][:2] + told[0][4:] == ("list", '"甲部,乙部"', "选一个部门")
    assert [source for kind, source, *_ in told[1:] if kind == "list"] == ["'字 典'!$A$1:$A$3", "等级", "$K$1:$K$2"]
    assert [each[:4] for each in told[4:]] == [("whole", "", 1, 99), ("date", "", None, None), ("decimal", "", 0.5, None)]
    assert (page.widths, page.formats[2, 7], old.names) == ({2: 25.0}, "datetime", {"等级": "'字 典'!$B$1:$B$2"})


def test_columns_of_an_ods_form_that_nobody_has_touched_have_no_width() -> None:
    looks = read_looks(SAMPLES / "form.ods").sheets["登记"]
    assert set(looks.widths) == {2, 8}
    assert {offer.source for offer in looks.offers if offer.kind == "list"} == {'"甲部,乙部"', "'字 典'!$A$1:$A$3", "等级", "$K$1:$K$2"}


@pytest.mark.parametrize("at", range(0, 7168, 97))
def test_an_old_form_with_a_bad_byte_is_told_or_read(at: int, tmp_path: Path) -> None:
    content = bytearray((SAMPLES / "form.xls").read_bytes())
    content[at] ^= 0xFF
    (tmp_path / "form.xls").write_bytes(content)
    with suppress(UnreadableFile):
        assert set(read_looks(tmp_path / "form.xls").sheets) <= {sheet.name for sheet in read_workbook(tmp_path / "form.xls").sheets}
