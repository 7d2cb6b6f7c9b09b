"""Workbooks and containers made by hand for the reader's tests, with nothing in them but what a test writes."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Mapping
from io import BytesIO

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"

Parts = Mapping[str, str | bytes]


def zipped(parts: Parts, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive of these parts in this order."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def links(*targets: tuple[str, str, str], base: str = RELATIONSHIPS) -> str:
    """A relationships part from (id, kind, target)."""
    lines = (f'<Relationship Id="{id_}" Type="{base}/{kind}" Target="{target}"/>' for id_, kind, target in targets)
    return f'<Relationships xmlns="{PACKAGE}">{"".join(lines)}</Relationships>'


def parts(
    rows: str = "",
    *,
    around: tuple[str, str] = ("", ""),
    strings: str | None = None,
    styles: str | None = None,
    workbook: str = "",
    extra: Parts | None = None,
) -> dict[str, str | bytes]:
    """The parts of a workbook with one sheet of these rows, as XML; `around` stands before and after its data."""
    sheet = f'<worksheet xmlns="{MAIN}">{around[0]}<sheetData>{rows}</sheetData>{around[1]}</worksheet>'
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONSHIPS}">{workbook}<sheets><sheet name="任务" sheetId="1" r:id="rId1"/></sheets></workbook>'
    found: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": links(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": links(
            ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "styles", "styles.xml"), ("rId3", "sharedStrings", "sharedStrings.xml")
        ),
        "xl/worksheets/sheet1.xml": sheet,
    }
    if strings is not None:
        found["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{strings}</sst>'
    if styles is not None:
        found["xl/styles.xml"] = f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>'
    return found | dict(extra or {})


def formats(*codes: str | int) -> str:
    """Cell styles with these number formats: a code, or the number of a built-in one; style 0 is General."""
    numbers = [code if isinstance(code, int) else 164 + at for at, code in enumerate(codes)]
    named = "".join(
        f'<numFmt numFmtId="{number}" formatCode="{_quoted(code)}"/>' for number, code in zip(numbers, codes, strict=True) if isinstance(code, str)
    )
    styles = "".join(f'<xf numFmtId="{number}"/>' for number in (0, *numbers))
    return f"<numFmts>{named}</numFmts><cellXfs>{styles}</cellXfs>"


def _quoted(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")


def ole_file(*names: str) -> bytes:
    """An OLE container with empty streams of these names in its root."""
    end, free = 0xFFFFFFFE, 0xFFFFFFFF
    entries = [_ole_entry("Root Entry", 5, child=1 if names else free)]
    entries += [_ole_entry(name, 2, right=at + 2 if at + 1 < len(names) else free) for at, name in enumerate(names)]
    directory = b"".join(entries).ljust(1024, b"\x00")
    fat = struct.pack("<128L", 0xFFFFFFFD, 2, end, *[free] * 125)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<5H6x9L", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<109L", 0, *[free] * 108)
    return head + fat + directory


def _ole_entry(name: str, kind: int, child: int = 0xFFFFFFFF, right: int = 0xFFFFFFFF) -> bytes:
    raw = (name + "\0").encode("utf-16-le")
    return struct.pack("<64sHBB3L", raw, len(raw), kind, 1, 0xFFFFFFFF, right, child).ljust(128, b"\x00")
