"""Reading: what each way of writing a cell means. The cases that libraries read wrong stand here as we read them."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
import xlsxwriter
from xlsx_sample import MAIN, STRICT, formats, links, parts, zipped

from sheetsync.files import xlsx_reader
from sheetsync.files.workbook_reader import read_workbook
from sheetsync.model.raw import RawCell, RawSheet

UNCALCULATED = RawCell(None, "blank", formula=True, calculated=False)


@pytest.fixture(params=["at once", "piece by piece"], autouse=True)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every case holds for small parts, which are read at once, and for large ones."""
    monkeypatch.setattr(xlsx_reader, "_AT_ONCE", 16 << 20 if request.param == "at once" else 0)


def _sheet(data: bytes) -> RawSheet:
    (sheet,) = read_workbook(data).sheets
    return sheet


def _rows(data: bytes) -> dict[int, dict[int, RawCell]]:
    return {number: dict(cells) for number, cells in _sheet(data).rows}


def _cell(xml: str, styles: str | None = None, strings: str | None = None, workbook: str = "") -> RawCell | None:
    """The cell A1 that is written like this."""
    data = zipped(parts(f'<row r="1">{xml}</row>', styles=styles, strings=strings, workbook=workbook))
    return _rows(data).get(1, {}).get(1)


CELLS: list[tuple[str, RawCell | None]] = [
    ('<c r="A1"><v>1.5</v></c>', RawCell(1.5, "number")),
    ('<c r="A1" t="n"><v> -2E3\n</v></c>', RawCell(-2000.0, "number")),
    ('<c r="A1" s="9"><v>1</v></c>', RawCell(1.0, "number")),
    ('<c r="A1"><v>abc</v></c>', RawCell("abc")),
    ('<c r="A1"><v>1_000</v></c>', RawCell("1_000")),
    ('<c r="A1"><v>NaN</v></c>', RawCell("NaN")),
    ('<c r="A1"><v>1e999</v></c>', RawCell("1e999")),
    ('<c r="A1" t="b"><v>1</v></c>', RawCell(True, "bool")),
    ('<c r="A1" t="b"><v>0</v></c>', RawCell(False, "bool")),
    ('<c r="A1" t="b"><v>true</v></c>', RawCell(True, "bool")),
    ('<c r="A1" t="e"><v>#REF!</v></c>', RawCell("#REF!", "error")),
    ('<c r="A1" t="e"><v>#N/A</v></c>', RawCell("#N/A", "error")),
    ('<c r="A1" t="d"><v>2026-11-20</v></c>', RawCell(46346.0, "date")),
    ('<c r="A1" t="d"><v>2026-11-20T12:00:00Z</v></c>', RawCell(46346.5, "date")),
    ('<c r="A1" t="d"><v>1900-01-01</v></c>', RawCell(1.0, "date")),
    ('<c r="A1" t="d"><v>06:00:00</v></c>', RawCell(0.25, "date")),
    ('<c r="A1" t="d"><v>soon</v></c>', RawCell("soon")),
    ('<c r="A1" t="str"><v> a </v></c>', RawCell(" a ")),
    ('<c r="A1" t="str">\n  <v> a </v>\n</c>', RawCell(" a ")),
    ('<c r="A1" t="str"><v>NA</v></c>', RawCell("NA")),
    ('<c r="A1" t="inlineStr"><is><t xml:space="preserve"> 5</t></is></c>', RawCell(" 5")),
    ('<c r="A1" t="inlineStr"><is>\n<r><t>逾</t></r>\n<r><rPr><b/></rPr><t>期 </t></r>\n</is></c>', RawCell("逾期 ")),
    ('<c r="A1" t="inlineStr"><is><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="1"/></is></c>', RawCell("東京")),
    ('<c r="A1" t="inlineStr"><v>plain</v></c>', RawCell("plain")),
    ('<c r="A1"><is><t>no type</t></is></c>', RawCell("no type")),
    ('<c r="A1" t="inlineStr"><is><t>a&lt;b &amp; <![CDATA[<c r="B1"><v>1</v></c>]]></t></is></c>', RawCell('a<b & <c r="B1"><v>1</v></c>')),
    ('<c r="A1" t="inlineStr"><is><t>a_x000D_b_x005F_x000D_ _x12_</t></is></c>', RawCell("a\rb_x000D_ _x12_")),
    ('<c r="A1" t="inlineStr"><is><t>_xD83D__xDE00_ _xD83D_</t></is></c>', RawCell("😀 �")),
    ('<c r="A1" t="inlineStr"><is><t>\u3000</t></is></c>', RawCell("\u3000")),
    ('<c r="A1" t="s"><v>0</v></c>', RawCell(" 共享 ")),
    ('<c r="A1" t="s"><v> 1 </v></c>', RawCell(" ")),
    ('<c r="A1" t="s"><v>2</v></c>', None),
    ('<c r="A1" t="s"><v>7</v></c>', RawCell("#REF!", "error")),
    ('<c r="A1" s="0"/>', None),
    ('<c r="A1" s="0"></c>', None),
    ('<c r="A1"><v></v></c>', None),
    ('<c r="A1"><v/></c>', None),
    ('<c r="A1" t="str"><v/></c>', None),
    ('<c r="A1" t="inlineStr"><is><t/></is></c>', None),
    ('<c r="A1"><f>1+1</f><v>2</v></c>', RawCell(2.0, "number", formula=True)),
    ('<c r="A1"><f>1+1</f></c>', UNCALCULATED),
    ('<c r="A1"><f>1+1</f><v></v></c>', UNCALCULATED),
    ('<c r="A1"><f>1+1</f>\n<v/>\n</c>', UNCALCULATED),
    ('<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', RawCell("#DIV/0!", "error", formula=True)),
    ('<c r="A1" t="b"><f>TRUE()</f><v>1</v></c>', RawCell(True, "bool", formula=True)),
    ('<c r="A1" t="str"><f>""</f><v></v></c>', RawCell("", formula=True)),
    ('<c r="A1" t="str"><f>""</f><v/></c>', RawCell("", formula=True)),
    ('<c r="A1" t="str"><f>A2</f></c>', UNCALCULATED),
    ('<c r="A1" t="str"><f>A2&amp;" "</f>\n<v>高 </v>\n</c>', RawCell("高 ", formula=True)),
    ('<c r="A1" t="s"><f>A2</f><v>0</v></c>', RawCell(" 共享 ", formula=True)),
    ('<c r="A1"><f t="shared" si="0"/><v>3</v></c>', RawCell(3.0, "number", formula=True)),
    ("<c><v>1</v></c>", RawCell(1.0, "number")),
    ('<c t="b" r="A1"><v>1</v></c>', RawCell(True, "bool")),
    ("<c r='A1'  t = 'b'><v>1</v></c>", RawCell(True, "bool")),
    ('<c r="$A$1"><v>1</v></c>', RawCell(1.0, "number")),
    ('<c r="a1"><v>1</v></c>', RawCell(1.0, "number")),
    ('<c r="A1" cm="1"><v>1<!-- one --></v><extLst><ext><x:v xmlns:x="urn:x">9</x:v></ext></extLst></c>', RawCell(1.0, "number")),
]
STRINGS = '<si><t xml:space="preserve"> 共享 </t></si><si><t> </t></si><si><t/></si>'


@pytest.mark.parametrize(("xml", "expected"), CELLS)
def test_cells(xml: str, expected: RawCell | None) -> None:
    assert _cell(xml, strings=STRINGS) == expected


FORMATTED = [
    ("yyyy-mm-dd", RawCell(46346.0, "date")),
    ("h:mm", RawCell(46346.0, "date")),
    ("0.0%", RawCell(46346.0, "percent")),
    ('0"%"', RawCell(46346.0, "number")),
    *((number, RawCell(46346.0, "date")) for number in (14, 22, 27, 30, 31, 36, 50, 57, 58)),
    (9, RawCell(46346.0, "percent")),
    (49, RawCell(46346.0, "number")),
]


@pytest.mark.parametrize(("code", "expected"), FORMATTED)
def test_number_formats(code: str | int, expected: RawCell) -> None:
    assert _cell('<c r="A1" s="1"><v>46346</v></c>', styles=formats(code)) == expected


def test_days_from_1904_are_moved_but_numbers_and_times_of_day_are_not() -> None:
    rows = '<row r="1"><c r="A1" s="1"><v>0</v></c><c r="B1" s="2"><v>0.5</v></c><c r="C1"><v>7</v></c><c r="D1" t="d"><v>1904-01-01</v></c></row>'
    data = zipped(parts(rows, styles=formats("yyyy-mm-dd", "[h]:mm"), workbook='<workbookPr date1904="true"/>'))
    assert [cell.value for cell in _rows(data)[1].values()] == [1462.0, 0.5, 7.0, 1462.0]


def test_rich_text_without_phonetic_runs_and_with_every_way_of_writing_runs() -> None:
    strings = (
        '<si><r><rPr><b/><sz val="11"/></rPr><t>需</t></r><r><rPr><sz val="11"/></rPr><t xml:space="preserve">要 </t></r></si>'
        '<si><t>東京</t><phoneticPr fontId="1" type="noConversion"/></si>'
        '<si><r><t>大</t></r><r><rPr><color rgb="FF0000"/><!-- x --></rPr><t>阪</t></r><rPh sb="0" eb="1"><t>オオ</t></rPh></si>'
        "<si/><si><r><t>a</t></r>\n<r><t>&amp;</t></r></si><si>\n<t>b</t>\n</si>"
    )
    rows = '<row r="1">' + "".join(f'<c t="s"><v>{index}</v></c>' for index in range(6)) + "</row>"
    for written in (strings, strings.replace("<!-- x -->", "")):
        cells = _rows(zipped(parts(rows, strings=written)))[1]
        assert {column: cell.value for column, cell in cells.items()} == {1: "需要 ", 2: "東京", 3: "大阪", 5: "a&", 6: "b"}


def test_rows_and_cells_without_addresses_follow_one_another() -> None:
    data = zipped(
        parts('<row><c><v>1</v></c><c r="D1"><v>4</v></c><c><v>5</v></c></row><row r="7"><c><v>7</v></c></row><row><c r="B8"><v>8</v></c></row>')
    )
    values = {row: {column: cell.value for column, cell in cells.items()} for row, cells in _rows(data).items()}
    assert values == {1: {1: 1.0, 4: 4.0, 5: 5.0}, 7: {1: 7.0}, 8: {2: 8.0}}


def test_a_cell_s_own_address_counts_where_it_contradicts_its_row() -> None:
    data = zipped(parts('<row r="2"><c r="A3"><v>3</v></c><c r="B3"><v>4</v></c><c r="C2"><v>2</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>'))
    values = [(row, {column: cell.value for column, cell in cells.items()}) for row, cells in _sheet(data).rows]
    assert values == [(1, {1: 1.0}), (2, {3: 2.0}), (3, {1: 3.0, 2: 4.0})]


def test_the_dimension_is_not_believed_and_the_last_cell_is_cheap() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    data = zipped(parts(rows, around=('<dimension ref="A1"/>', "")))
    assert _rows(data) == {1: {1: RawCell(1.0, "number")}, 1_048_576: {16_384: RawCell(2.0, "number")}}


def test_equal_cells_are_one_object() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c><c r="B{n}"><v>0.5</v></c></row>' for n in (1, 2))
    found = _rows(zipped(parts(rows, strings=STRINGS)))
    assert found[1][1] is found[2][1]
    assert found[1][2] is found[2][2]


def test_results_of_array_formulas_are_formulas_all_over_their_range() -> None:
    rows = '<row r="1"><c r="A1"><f t="array" ref="A1:B2">C1:D2</f><v>1</v></c><c r="B1"><v>2</v></c><c r="C1"><v>3</v></c></row>'
    rows += '<row r="2"><c r="B2"><v>4</v></c></row>'
    found = _rows(zipped(parts(rows)))
    assert [(cell.value, cell.formula) for cells in found.values() for cell in cells.values()] == [
        (1.0, True),
        (2.0, True),
        (3.0, False),
        (4.0, True),
    ]


def test_what_is_hidden_and_merged() -> None:
    rows = '<row r="1" hidden="1"><c r="A1"><v>1</v></c></row><row r="2" hidden="true"/><row r="3" hidden="0"><c r="A3"><v>1</v></c></row>'
    columns = '<cols><col min="2" max="3" hidden="1"/><col min="5" max="5" width="9"/></cols>'
    sheet = _sheet(zipped(parts(rows, around=(columns, '<mergeCells><mergeCell ref="A3:C4"/><mergeCell ref="$E$9"/></mergeCells>'))))
    assert sheet.hidden_rows == {1}
    assert sheet.hidden_columns == {2, 3}
    assert list(sheet.merged) == [(3, 1, 4, 3), (9, 5, 9, 5)]


def test_without_styles_and_strings() -> None:
    assert _rows(zipped(parts('<row r="1"><c r="A1" s="3"><v>1</v></c><c r="B1" t="s"><v>0</v></c></row>'))) == {
        1: {1: RawCell(1.0, "number"), 2: RawCell("#REF!", "error")}
    }


def test_strict_open_xml_prefixes_utf_16_and_parts_in_other_places() -> None:
    main = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    row = '<x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v></x:c></x:row>'
    sheet = f'<?xml version="1.0" encoding="UTF-16"?><x:worksheet xmlns:x="{main}"><x:sheetData>{row}</x:sheetData></x:worksheet>'
    data = zipped({
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": links(("a", "officeDocument", "/Book%20One/W.xml"), base=STRICT),
        "book one\\w.xml": f'<x:workbook xmlns:x="{main}" xmlns:q="{STRICT}"><x:sheets><x:sheet name="S" q:id="b"/></x:sheets></x:workbook>',
        "Book One/_rels/W.xml.rels": links(("b", "worksheet", "../Sheets/S.xml"), ("c", "sharedStrings", "/T.xml"), base=STRICT),
        "Sheets/S.xml": sheet.encode("utf-16"),
        "T.xml": f'<x:sst xmlns:x="{main}"><x:si><x:t>严格</x:t></x:si></x:sst>',
    })  # fmt: skip
    assert _rows(data) == {1: {1: RawCell("严格")}}


def test_sheets_in_the_workbook_s_order_two_of_one_name_and_a_chart() -> None:
    listed = '<sheet name="A" r:id="b" state="veryHidden"/><sheet name="图" r:id="c"/><sheet name="A" r:id="a"/>'
    book = f'<workbook xmlns="{MAIN}" xmlns:r="urn:r"><sheets>{listed}</sheets></workbook>'
    targets = (("a", "worksheet", "worksheets/sheet1.xml"), ("b", "worksheet", "two.xml"), ("c", "chartsheet", "chart.xml"))
    second = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><v>2</v></c></row></sheetData></worksheet>'
    first = parts('<row r="1"><c r="A1"><v>1</v></c></row>')
    data = zipped(first | {"xl/workbook.xml": book, "xl/_rels/workbook.xml.rels": links(*targets), "xl/two.xml": second, "xl/chart.xml": "<c/>"})
    found = [(sheet.name, sheet.state, sheet.rows[0][1][1].value) for sheet in read_workbook(data).sheets]
    assert found == [("A", "veryHidden", 2.0), ("A", "visible", 1.0)]


def test_notes_and_threads() -> None:
    note = '<comment ref="{}"><text><r><t xml:space="preserve">客服: </t></r><r><t>请核对_x000D_</t></r><rPh><t>x</t></rPh></text></comment>'
    thread = '<threadedComment ref="C3" id="1"><text>为什么？</text></threadedComment>'
    thread += '<threadedComment ref="C3" parentId="1"><text>已改</text></threadedComment>'
    extra = {
        "xl/worksheets/_rels/sheet1.xml.rels": links(
            ("1", "comments", "../comments1.xml"), ("2", "threadedComment", "/xl/threads.xml"), ("3", "comments", "gone.xml")
        ),
        "xl/comments1.xml": f"<comments><commentList>{note.format('B2')}{note.format('C3')}</commentList></comments>",
        "xl/threads.xml": f"<ThreadedComments>{thread}</ThreadedComments>",
    }
    assert _sheet(zipped(parts(extra=extra))).comments == {(2, 2): "客服: 请核对\r", (3, 3): "为什么？\n已改"}


def test_document_properties() -> None:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.add_worksheet()
        book.set_properties({"keywords": "SS-7K3F9QX2-C", "title": "周报 & 汇总", "author": "客服部"})
        book.set_custom_property("ReturnCode", "SS-7K3F9QX2-C")
        book.set_custom_property("Count", 3)
    found = read_workbook(buffer.getvalue())
    assert {name: found.core[name] for name in ("keywords", "title", "creator")} == {
        "keywords": "SS-7K3F9QX2-C",
        "title": "周报 & 汇总",
        "creator": "客服部",
    }
    assert found.core["modified"].endswith("Z")
    assert found.custom == {"ReturnCode": "SS-7K3F9QX2-C", "Count": "3"}


def test_formulas_that_openpyxl_writes_were_never_calculated() -> None:
    book, buffer = openpyxl.Workbook(), BytesIO()
    book.active["A1"] = "=1+1"
    book.save(buffer)
    assert _rows(buffer.getvalue()) == {1: {1: UNCALCULATED}}
