"""Text as a workbook can hold it."""

from __future__ import annotations

import re

MAX_TEXT = 32_767
"""The most that a cell holds, in UTF-16 units."""

_UNFIT = "[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]"
_ODD = re.compile(rf"{_UNFIT}|_x[0-9a-fA-F]{{4}}|\A<r>")
_LOOKS_ESCAPED = re.compile(rf"_(?=x[0-9a-fA-F]{{4}}(?:_|{_UNFIT}))")
_ESCAPED = re.compile(_UNFIT)
_SURROGATES = re.compile("[\ud800-\udfff]")


def too_long(text: str) -> bool:
    """Whether a text is more than a cell holds."""
    return len(text) > MAX_TEXT // 2 and len(text.encode("utf-16-le", "surrogatepass")) // 2 > MAX_TEXT


def is_odd(text: str) -> bool:
    """Whether XlsxWriter's own table of strings would break this text or the file.

    It knows no lone surrogates, takes a text that starts with `<r>` for mark-up and misses one escape right behind another.
    """
    return _ODD.search(text) is not None


def escaped(text: str) -> str:
    """The text as XML, with what XML can't say as `_xHHHH_`; reading that back gives the same text."""
    text = _LOOKS_ESCAPED.sub("_x005F_", text)
    return marked_up(_ESCAPED.sub(lambda found: f"_x{ord(found[0]):04X}_", text))


def marked_up(text: str) -> str:
    """A text that is not odd as XML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def quoted(text: str) -> str:
    """A text as an attribute in XML."""
    return marked_up(_ESCAPED.sub("\ufffd", text)).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


def writable(text: str) -> str:
    """A text for the places other than cells (titles, notes, properties): half characters become `�`."""
    return _SURROGATES.sub("\ufffd", text)
