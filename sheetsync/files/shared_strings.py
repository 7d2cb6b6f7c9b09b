"""The table of texts that the cells of a workbook share, and how its format writes characters that XML cannot."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sheetsync.files.xml_tree import local_name, new_parser, simple_text, well_formed
from sheetsync.model.raw import BLANK, RawCell

_PLAIN = re.compile(r'<si>(<r>)?<t(?: xml:space="preserve")?>([^<&\x00-\x08\x0b-\x1f\ufffe\uffff]*)</t>(?(1)</r>)(?:<phoneticPr[^<>]*/>)?</si>')
"""A text as most programs write it; a Chinese Excel adds the mark for phonetic reading to each."""

_LOOKS = re.compile(r'(?:<\w+(?: \w+="[^"<&]*")*/>)*')

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def unescape(text: str) -> str:
    """The text with `_x000D_` and the like turned into the characters they stand for; `_x005F_` is an underscore."""
    if "_x" not in text:
        return text
    plain = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    # two escapes can be the halves of one character; half a character could not be written anywhere
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def text_cell(text: str) -> RawCell:
    """The cell of a text; no text at all is a blank."""
    return RawCell(unescape(text)) if text else BLANK


class _Strings:
    """Collects the texts; a text is all of its runs, without the phonetic ones. `plain` are the texts that each `<plain/>` stands for."""

    __slots__ = ("cells", "in_text", "phonetic", "pieces", "plain")

    def __init__(self, plain: Iterator[list[str]]) -> None:
        self.cells: list[RawCell] = []
        self.plain = plain
        self.pieces: list[str] = []
        self.in_text = self.phonetic = False

    def start(self, name: str, _: list[str]) -> None:
        name = local_name(name)
        if name == "t":
            self.in_text = not self.phonetic
        elif name == "rPh":
            self.phonetic = True

    def end(self, name: str) -> None:
        name = local_name(name)
        if name == "t":
            self.in_text = False
        elif name == "si":
            self.cells.append(text_cell("".join(self.pieces)))
            self.pieces.clear()
        elif name == "rPh":
            self.phonetic = False
        elif name == "plain":
            self.cells += map(text_cell, next(self.plain, ()))

    def characters(self, text: str) -> None:
        if self.in_text:
            self.pieces.append(text)


def parse_strings(pieces: Iterable[bytes], part: str, plain: Iterable[list[str]] = ()) -> list[RawCell]:
    """One cell per shared text, in the order of the table, from a part that comes piece by piece."""
    strings, parser = _Strings(iter(plain)), new_parser(part)
    parser.StartElementHandler = strings.start
    parser.EndElementHandler = strings.end
    parser.CharacterDataHandler = strings.characters
    with well_formed(part):
        for piece in pieces:
            parser.Parse(piece)
        parser.Parse(b"", True)
    return strings.cells


def parse_strings_at_once(data: bytes, part: str) -> list[RawCell]:
    """The same from a part that is there as a whole: several times faster, as plainly written texts are taken out before it is parsed."""
    # a text of several lines is as plain as any other
    parts = _PLAIN.split(_without_looks(simple_text(data)).replace("&#10;", "\n"))
    between, plain = parts[::3], parts[2::3]
    if not plain:
        return parse_strings([data], part)
    if any("<si" in kept for kept in between):
        return _mixed(between, plain, part)
    parse_strings(["".join(between).encode()], part)
    # few tables hold an escape
    return [text_cell(text) for text in plain] if b"_x" in data else [RawCell(text) if text else BLANK for text in plain]


def _mixed(between: list[str], plain: list[str], part: str) -> list[RawCell]:
    """A table in which some texts are not plain: one `<plain/>` stands for all plain texts up to the next one that is not."""
    runs: list[list[str]] = []
    kept = [between[0]]
    for text, after in zip(plain, between[1:], strict=True):
        if not runs or kept[-1]:
            runs.append([])
            kept.append("<plain/>")
            kept.append("")
        runs[-1].append(text)
        kept[-1] = after
    return parse_strings(["".join(kept).encode()], part, runs)


def _without_looks(text: str) -> str:
    """The table without fonts and colours: LibreOffice cuts each Chinese text into runs that differ in nothing else."""
    first, *runs = text.split("<rPr>")
    kept, known = [first], dict[str, str]()
    for run in runs:
        look, end, rest = run.partition("</rPr>")
        if look not in known:
            known[look] = "" if end and _LOOKS.fullmatch(look) else f"<rPr>{look}{end}"
        kept += (known[look], rest)
    return "".join(kept).replace('</t></r><r><t xml:space="preserve">', "").replace("</t></r><r><t>", "")
