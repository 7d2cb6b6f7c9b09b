"""What a file is, told from its content and never from its name."""

from __future__ import annotations

import codecs
import re

from sheetsync.files import ole

_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "archive"),
    (ole.SIGNATURE, "ole"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"BM", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ", "archive"),
    (b"\x09\x00\x04\x00", "xls"),
    (b"\x09\x02\x06\x00", "xls"),
    (b"\x09\x04\x06\x00", "xls"),
    (b"\x09\x08", "xls"),
    (b"%TSD-Header-###%", "rights-managed"),
)
"""How files begin. Excel before 1997 wrote no container, so its first record stands here; the last is a Chinese document guard."""

_OLE_STREAMS: tuple[tuple[str, str], ...] = (
    ("EncryptionInfo", "password"),
    ("EncryptedPackage", "rights-managed"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("WordDocument", "word"),
    ("PowerPoint Document", "powerpoint"),
)

_HTML = re.compile(r"\s*+(?:<!--(?:(?!-->).)*+-->\s*+)*+<(?:!doctype\s+html|html|head|meta|body|table|style|script|div)\b", re.I | re.S)
_MHTML = re.compile(r"(?:mime-version|content-type:\s*multipart)", re.I)
_SAMPLE = 4096


def sniff(data: bytes) -> str:
    """What the bytes are: `zip` (still to be looked into), `xls` or `csv`, else one of the reasons for which a file is not read."""
    if not data:
        return "empty"
    for start, kind in _STARTS:
        if data.startswith(start) and not (start == b"BM" and _text(data[:_SAMPLE])):
            return _inside_ole(data) if kind == "ole" else kind
    return _by_marks(data[:_SAMPLE])


def zip_kind(names: frozenset[str]) -> str:
    """What a zip archive with parts of these names (in lower case) is: `xlsx`, `xlsb`, `ods`, or the reason why it is not read."""
    if "xl/workbook.bin" in names:
        return "xlsb"
    for kind, mark in (
        ("word", "word/document.xml"),
        ("powerpoint", "ppt/presentation.xml"),
        ("ods", "content.xml"),
        ("ods", "encrypted-package"),
        ("numbers", "index/document.iwa"),
    ):
        if mark in names:
            return kind
    return "xlsx" if "[content_types].xml" in names or "xl/workbook.xml" in names else "archive"


def _inside_ole(data: bytes) -> str:
    names = ole.root_names(data)
    if not names:
        # they stand anywhere in the file, mostly near its end
        return "truncated"
    return next((kind for name, kind in _OLE_STREAMS if name in names), "ole")


def _by_marks(sample: bytes) -> str:
    if b"%PDF-" in sample[:1024]:
        return "pdf"
    if sample[:4] == b"RIFF" and sample[8:12] == b"WEBP":
        return "image"
    if sample[4:8] == b"ftyp" and sample[8:11] in (b"hei", b"mif", b"avi"):
        return "image"
    if b"E-SafeNet" in sample[:64]:
        return "rights-managed"
    if sample[257:262] == b"ustar":
        return "archive"
    text = _text(sample)
    return _text_kind(text) if text else "unknown"


def _text_kind(text: str) -> str:
    if _HTML.match(text) or _MHTML.match(text):
        return "html"
    if text.lstrip().startswith("<?xml"):
        if "urn:schemas-microsoft-com:office:spreadsheet" in text:
            return "xml-spreadsheet"
        return "html" if "<html" in text.lower() else "xml"
    line = text.lstrip().partition("\n")[0]
    return "csv" if any(mark in line for mark in ",\t;") else "text"


def _text(sample: bytes) -> str:
    """The sample as text, or nothing where it is none; the encodings are those that Excel's own exports have."""
    encodings = ("utf-16",) if sample[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = codecs.getincrementaldecoder(encoding)().decode(sample)
        except UnicodeDecodeError:
            continue
        if not any(ch < " " and ch not in "\t\r\n\f" for ch in text):
            return text
    return ""
