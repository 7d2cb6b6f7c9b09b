"""Workbooks that are built to stop, hang, fill up or fool whoever reads them: an issued workbook with something done to it.

Each maker takes the workbook's parts and a number, which says how much of it, and gives the parts of the hostile one. Its return code stays what it
was, so that everything behind the reader meets it too.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO

Parts = dict[str, bytes]
Maker = Callable[[Parts, int], Parts]

TASKS = "xl/worksheets/sheet4.xml"
"""The task sheet of an issued standard workbook."""
FIRST = 15
"""Its first row below what was issued."""
LONG = 32_767
LINKS = "xl/_rels/workbook.xml.rels"
BOOK = "xl/workbook.xml"

HOSTILE: dict[str, tuple[int, Maker]] = {}
"""Each maker by name, with the number at which it is meant to hurt."""


def hostile(number: int) -> Callable[[Maker], Maker]:
    def register(maker: Maker) -> Maker:
        HOSTILE[maker.__name__] = (number, maker)
        return maker

    return register


def unzipped(data: bytes) -> Parts:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED, level: int = 1) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", method, compresslevel=level) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def with_rows(parts: Parts, rows: str = "", before: str = "", after: str = "") -> Parts:
    """The workbook with more rows on the task sheet, and with XML before and after its data."""
    start, end = b"<sheetData>", b"</sheetData>"
    sheet = parts[TASKS].replace(start, before.encode() + start).replace(end, rows.encode() + end + after.encode())
    return parts | {TASKS: sheet}


def text(place: str, content: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{content}</t></is></c>'


def row(number: int, *cells: str) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def in_column(parts: Parts, n: int, column: str, content: Callable[[int], str]) -> Parts:
    """So many new rows with a title and something in one column."""
    return with_rows(parts, "".join(row(k, text(f"C{k}", f"任务{k}"), text(f"{column}{k}", content(k))) for k in range(FIRST, FIRST + n)))


# ── cells, rows, ranges ──


@hostile(1)
def far_corner(parts: Parts, n: int) -> Parts:
    return with_rows(parts, "".join(row(1_048_576, text("XFD1048576", "远")) for _ in range(n)))


@hostile(1)
def row_beyond_the_last(parts: Parts, n: int) -> Parts:
    return with_rows(parts, row(1_048_576 + n, text(f"A{1_048_576 + n}", "远")))


@hostile(1_000_000)
def styled_rows(parts: Parts, n: int) -> Parts:
    return with_rows(parts, "".join(f'<row r="{k}" s="1" customFormat="1" ht="20"/>' for k in range(FIRST, FIRST + n)))


@hostile(1_000_000)
def styled_cells(parts: Parts, n: int) -> Parts:
    return with_rows(parts, "".join(f'<row r="{k}"><c r="A{k}" s="24"/><c r="C{k}" s="25"/></row>' for k in range(FIRST, FIRST + n)))


@hostile(1_000_000)
def hidden_rows(parts: Parts, n: int) -> Parts:
    return with_rows(parts, "".join(f'<row r="{k}" hidden="1"/>' for k in range(FIRST, FIRST + n)))


@hostile(400_000)
def hidden_columns(parts: Parts, n: int) -> Parts:
    return with_rows(parts, before="<cols>" + '<col min="1" max="16384" hidden="1"/>' * n + "</cols>")


@hostile(1_000_000)
def merged_ranges(parts: Parts, n: int) -> Parts:
    ranges = "".join(f'<mergeCell ref="A{k}:B{k}"/>' for k in range(FIRST, FIRST + n))
    return with_rows(parts, after=f"<mergeCells>{ranges}</mergeCells>")


@hostile(20)
def merged_columns(parts: Parts, n: int) -> Parts:
    letters = "CDEFGHIJKLMNOPQRSTUB"[:n]
    ranges = "".join(f'<mergeCell ref="{letter}8:{letter}1048576"/>' for letter in letters)
    return with_rows(parts, after=f"<mergeCells>{ranges}</mergeCells>")


@hostile(20_000)
def merged_over_and_over(parts: Parts, n: int) -> Parts:
    return with_rows(parts, after="<mergeCells>" + '<mergeCell ref="C8:C100008"/>' * n + "</mergeCells>")


@hostile(100_000)
def array_formulas(parts: Parts, n: int) -> Parts:
    cells = "".join(row(k, f'<c r="C{k}"><f t="array" ref="A1:XFD1048576">1</f><v>1</v></c>') for k in range(FIRST, FIRST + n))
    return with_rows(parts, cells)


@hostile(20)
def long_formulas(parts: Parts, n: int) -> Parts:
    return with_rows(parts, "".join(row(k, f'<c r="C{k}"><f>{"1+" * 500_000}1</f><v>1</v></c>') for k in range(FIRST, FIRST + n)))


@hostile(50_000)
def uncalculated_formulas(parts: Parts, n: int) -> Parts:
    return with_rows(parts, "".join(row(k, *(f'<c r="{c}{k}"><f>1+1</f></c>' for c in "BCDEFGHIJL")) for k in range(FIRST, FIRST + n)))


@hostile(16_384)
def wide_rows(parts: Parts, n: int) -> Parts:
    letters = [_letters(c) for c in range(1, n + 1)]
    return with_rows(parts, "".join(row(k, *(text(f"{c}{k}", f"{c}列") for c in letters)) for k in range(FIRST, FIRST + 30)))


@hostile(16_384)
def wide_header(parts: Parts, n: int) -> Parts:
    sheet = re.sub(rb'<row r="7".*?</row>', b"", parts[TASKS], flags=re.S)
    old = re.findall(rb'<row r="7"[^>]*>(.*?)</row>', parts[TASKS], re.S)[0].decode()
    cells = old + "".join(text(f"{_letters(c)}7", f"列{c}") for c in range(30, n + 1))
    return parts | {TASKS: sheet.replace(b'<row r="8"', f'<row r="7">{cells}</row><row r="8"'.encode(), 1)}


@hostile(600_000)
def cells_out_of_order(parts: Parts, n: int) -> Parts:
    return with_rows(parts, "".join(row(k, text(f"D{k}", "丁"), text(f"B{k}", "乙")) for k in range(FIRST + n, FIRST, -1)))


# ── rows that claim to be records ──


@hostile(100_000)
def rows_without_id(parts: Parts, n: int) -> Parts:
    """The issued rows are gone, and so many others are there that might be them."""
    kept = re.sub(rb'<row r="(?:8|9|1[0-4])".*?</row>', b"", parts[TASKS], flags=re.S)
    return in_column(parts | {TASKS: kept}, n, "H", lambda k: f"成果{k % 17}")


@hostile(100_000)
def duplicate_ids(parts: Parts, n: int) -> Parts:
    return in_column(parts, n, "A", lambda _: "T-KF-001")


@hostile(100_000)
def unknown_ids(parts: Parts, n: int) -> Parts:
    return in_column(parts, n, "A", lambda k: f"T-KF-{k:06}")


@hostile(100_000)
def swapped_ids(parts: Parts, n: int) -> Parts:
    """Each row bears one record's id in sight and another's in the hidden column."""
    return with_rows(parts, "".join(row(k, text(f"A{k}", "T-KF-001"), text(f"C{k}", f"任务{k}"), text(f"K{k}", "T-JS-001")) for k in _from(n)))


@hostile(100_000)
def rows_of_the_same(parts: Parts, n: int) -> Parts:
    return in_column(parts, n, "I", lambda _: "同样的内容")


@hostile(200_000)
def notes_below(parts: Parts, n: int) -> Parts:
    return with_rows(parts, "".join(row(k, text(f"U{k}", f"合计 {k}")) for k in _from(n)))


@hostile(100_000)
def cells_beside(parts: Parts, n: int) -> Parts:
    return with_rows(parts, "".join(row(k, text(f"ZZ{k}", f"旁注{k}")) for k in _from(n)))


@hostile(20_000)
def wrong_values(parts: Parts, n: int) -> Parts:
    """Nothing in these rows can be read as what its column asks for."""
    letters = "BEFGJLMNOPQS"
    return with_rows(parts, "".join(row(k, text(f"C{k}", f"任务{k}"), *(text(f"{c}{k}", f"?{c}{k}") for c in letters)) for k in _from(n)))


# ── long values ──


@hostile(200)
def commas(parts: Parts, n: int) -> Parts:
    return in_column(parts, n, "G", lambda k: "、" * (LONG - k))


@hostile(200)
def many_references(parts: Parts, n: int) -> Parts:
    return in_column(parts, n, "S", lambda k: f"T{k}," * (LONG // 8))


@hostile(200)
def many_departments(parts: Parts, n: int) -> Parts:
    return in_column(parts, n, "G", lambda k: f"部{k}、" * (LONG // 8))


LONG_TEXTS = (
    "1" * LONG, "9" * 4301, "a" * LONG, "2024-" * 6000, "１" * LONG, " " * LONG, "\ufdfa" * LONG, "1." * 16000, "2024年" * 5000, "/" * LONG,
    "%" * LONG, "." * LONG, "-" * LONG, "1e" + "9" * 4000, "SS-7K3F9QX2-C" * 2000, "＝" * LONG, "&lt;" * 8000, "_x0041_" * 4000, "正常推" * 10000,
    "1,234" * 6000,
    "((" * 16000, "年月日" * 10000, "  1" * 10000, "1 " * 16000, "一二三" * 10000, "T-KF-" + "0" * LONG, "A\u0301" * 16000, "\u200b" * LONG,
)  # fmt: skip


@hostile(20)
def long_texts(parts: Parts, n: int) -> Parts:
    """Every kind of long text in every column, ids and headers too."""
    rows = [(k, c) for k, c in enumerate("ABCDEFGHIJKLMNOPQRSTU"[: n + 1])]
    texts = list(enumerate(LONG_TEXTS))
    return with_rows(
        parts, "".join(row(FIRST + k * len(texts) + m, text(f"{c}{FIRST + k * len(texts) + m}", each)) for k, c in rows for m, each in texts)
    )


@hostile(20)
def long_headers(parts: Parts, n: int) -> Parts:
    cells = "".join(text(f"{_letters(c)}6", LONG_TEXTS[c % len(LONG_TEXTS)]) for c in range(1, n + 30))
    sheet = re.sub(rb'<row r="6".*?</row>', f'<row r="6">{cells}</row>'.encode(), parts[TASKS], flags=re.S)
    return parts | {TASKS: sheet}


# ── other parts ──


@hostile(3_000_000)
def shared_strings(parts: Parts, n: int) -> Parts:
    return parts | {
        "xl/sharedStrings.xml": parts["xl/sharedStrings.xml"].replace(
            b"</sst>", b"".join(b"<si><t>text %07d</t></si>" % k for k in range(n)) + b"</sst>"
        )
    }


@hostile(100_000_000)
def one_long_shared_string(parts: Parts, n: int) -> Parts:
    # not compressible, so that no ratio gives it away
    filler = bytes(range(97, 123)) * 4000
    return parts | {
        "xl/sharedStrings.xml": parts["xl/sharedStrings.xml"].replace(b"</sst>", b"<si><t>" + filler * (n // len(filler) + 1) + b"</t></si></sst>")
    }


@hostile(1_000_000)
def deep_sheet(parts: Parts, n: int) -> Parts:
    return with_rows(parts, after="<a>" * n + "</a>" * n)


@hostile(1_000_000)
def deep_properties(parts: Parts, n: int) -> Parts:
    return parts | {"docProps/core.xml": b"<a>" * n + b"</a>" * n}


@hostile(1_000_000)
def many_properties(parts: Parts, n: int) -> Parts:
    return parts | {
        "docProps/custom.xml": b"<Properties>" + b"".join(b'<property name="%d"><v>1</v></property>' % k for k in range(n)) + b"</Properties>"
    }


@hostile(50_000_000)
def long_attribute(parts: Parts, n: int) -> Parts:
    return with_rows(parts, after=f'<a b="{"x" * n}"/>')


@hostile(500_000)
def many_attributes(parts: Parts, n: int) -> Parts:
    return with_rows(parts, after="<a " + " ".join(f'b{k}="1"' for k in range(n)) + "/>")


@hostile(10)
def billion_laughs(parts: Parts, n: int) -> Parts:
    entities = "".join(f'<!ENTITY a{k} "{f"&a{k - 1};" * 10}">' for k in range(1, n))
    return parts | {
        TASKS: f'<!DOCTYPE x [<!ENTITY a0 "ha">{entities}]><worksheet><sheetData><row><c><v>&a{n - 1};</v></c></row></sheetData></worksheet>'.encode()
    }


@hostile(1_000_000)
def many_styles(parts: Parts, n: int) -> Parts:
    return parts | {"xl/styles.xml": b"<styleSheet><cellXfs>" + b'<xf numFmtId="1"/>' * n + b"</cellXfs></styleSheet>"}


@hostile(100_000)
def many_number_formats(parts: Parts, n: int) -> Parts:
    codes = b"".join(b'<numFmt numFmtId="%d" formatCode="yyyy%dmm"/>' % (k + 164, k) for k in range(n))
    styles = b"".join(b'<xf numFmtId="%d"/>' % (k + 164) for k in range(n))
    return parts | {"xl/styles.xml": b"<styleSheet><numFmts>" + codes + b"</numFmts><cellXfs>" + styles + b"</cellXfs></styleSheet>"}


@hostile(1_000_000)
def comments(parts: Parts, n: int) -> Parts:
    notes = "".join(f'<comment ref="C{k}"><text><t>注{k}</t></text></comment>' for k in _from(n))
    return _linked(parts, "comments", f"<comments><commentList>{notes}</commentList></comments>")


@hostile(300_000)
def comments_on_one_cell(parts: Parts, n: int) -> Parts:
    return _linked(parts, "comments", "<comments>" + '<comment ref="C8"><text><t>注</t></text></comment>' * n + "</comments>")


@hostile(300_000)
def many_relationships(parts: Parts, n: int) -> Parts:
    more = "".join(f'<Relationship Id="x{k}" Type="a/image" Target="media/{k}.png"/>' for k in range(n))
    return parts | {LINKS: parts[LINKS].replace(b"</Relationships>", more.encode() + b"</Relationships>")}


@hostile(9_900)
def many_sheets(parts: Parts, n: int) -> Parts:
    sheet = b'<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>'
    return _sheets(parts, [(f"表{k}", f"worksheets/more{k}.xml") for k in range(n)]) | {f"xl/worksheets/more{k}.xml": sheet for k in range(n)}


@hostile(10_000)
def one_part_as_many_sheets(parts: Parts, n: int) -> Parts:
    return _sheets(parts, [(f"任务 ({k})", "worksheets/sheet4.xml") for k in range(n)])


@hostile(400)
def big_part_as_many_sheets(parts: Parts, n: int) -> Parts:
    return one_part_as_many_sheets(in_column(parts, 50_000, "H", lambda k: f"成果{k}"), n)


@hostile(200)
def second_task_sheets(parts: Parts, n: int) -> Parts:
    grown = in_column(parts, 500, "H", lambda k: f"成果{k}")
    return _sheets(grown, [(f"任务 ({k})", f"worksheets/more{k}.xml") for k in range(n)]) | {
        f"xl/worksheets/more{k}.xml": grown[TASKS] for k in range(n)
    }


@hostile(100_000)
def sheets_of_one_name(parts: Parts, n: int) -> Parts:
    return _sheets(parts, [("任务跟踪", "worksheets/sheet1.xml")] * n)


def _sheets(parts: Parts, sheets: list[tuple[str, str]]) -> Parts:
    """The workbook with more sheets: their names and parts."""
    entries = "".join(f'<sheet name="{name}" sheetId="{k + 100}" r:id="more{k}"/>' for k, (name, _) in enumerate(sheets))
    links = "".join(f'<Relationship Id="more{k}" Type="a/worksheet" Target="{target}"/>' for k, (_, target) in enumerate(sheets))
    book = parts[BOOK].replace(b"</sheets>", entries.encode() + b"</sheets>")
    return parts | {BOOK: book, LINKS: parts[LINKS].replace(b"</Relationships>", links.encode() + b"</Relationships>")}


def _linked(parts: Parts, kind: str, content: str) -> Parts:
    """The workbook with another part that belongs to the task sheet."""
    links = f'<Relationships><Relationship Id="r1" Type="a/{kind}" Target="../{kind}9.xml"/></Relationships>'
    return parts | {"xl/worksheets/_rels/sheet4.xml.rels": links.encode(), f"xl/{kind}9.xml": content.encode()}


def _from(n: int) -> range:
    return range(FIRST, FIRST + n)


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
