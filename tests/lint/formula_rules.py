"""What holds for formulas and defined names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from lint.book import Book
from lint.ruling import rule, units
from openpyxl.formula import Tokenizer

VOLATILE = frozenset({"NOW", "RAND", "RANDBETWEEN", "RANDARRAY", "OFFSET", "INDIRECT", "CELL", "INFO"})
KNOWN = frozenset(
    {
        "AND", "COUNT", "COUNTIF", "DATE", "IF", "INDEX", "ISNUMBER", "LOOKUP", "MAX", "MID", "MIN", "N", "NOT", "OR", "SUBTOTAL",
        "SUMPRODUCT", "TEXT", "TODAY",
    }
)  # fmt: skip
"""The functions that Excel 2007, WPS and LibreOffice all have and that we use; a new one is tried in LibreOffice first."""
BUILT_IN = ("_xlnm.Print_Area", "_xlnm.Print_Titles", "_xlnm._FilterDatabase")
CALENDAR = "calendar_days"
"""It stands in every workbook that is sent: by it, intake knows the sheet of lists in a program that shows hidden sheets."""


class Formula(NamedTuple):
    """A formula and where it stands."""

    place: str
    text: str


def formulas(book: Book) -> Iterator[Formula]:
    """Every formula: of cells, of conditional formats, of rules for what may be typed, of names, of charts."""
    for sheet in book.sheets:
        yield from (Formula(f"{sheet.name} {place}", cell.formula) for place, cell in sheet.cells.items() if cell.formula)
        yield from (Formula(f"{sheet.name} {v.areas[0]}", each) for v in sheet.validations for each in v.formulas)
        yield from (Formula(sheet.name, each.formula) for each in book.rules[sheet.name] if each.formula)
        yield from (Formula(sheet.name, each.text or "") for chart in sheet.charts for each in chart.iter("f"))
    yield from (Formula(each.name, each.formula) for each in book.names)


def tokens(formula: str, kind: str, part: str = "") -> list[str]:
    """The parts of a formula of one kind (OPERAND, FUNC) and, where one is named, of one sort (RANGE, TEXT, OPEN)."""
    items = Tokenizer("=" + formula.removeprefix("=")).items
    return [each.value for each in items if each.type == kind and (not part or each.subtype == part)]


def _distinct(book: Book) -> dict[str, str]:
    """Each formula once, with the place where it first stands."""
    found: dict[str, str] = {}
    for each in formulas(book):
        found.setdefault(each.text, each.place)
    return found


@rule
def sound_formulas(book: Book) -> Iterator[str]:
    """Excel repairs a file with a formula that it can't read: too long, with a text over 255 characters, with a function that it does not know."""
    for text, place in _distinct(book).items():
        functions = {each.rstrip("(").upper() for each in tokens(text, "FUNC", "OPEN")}
        texts = [each for each in tokens(text, "OPERAND", "TEXT") if units(each.strip('"').replace('""', '"')) > 255]
        if units(text) > 8_192 or texts or (text.count("(") != text.count(")") and '"' not in text):
            yield f"{place}: {text[:80]}"
        yield from (f"{place}: {name}" for name in functions - KNOWN - VOLATILE)
        yield from (f"{place}: {each}" for each in tokens(text, "OPERAND", "ERROR"))
        if "#REF!" in text or re.search(r"\[\d*\]|\[.*\.xls", text):
            yield f"{place}: {text[:80]}"


@rule
def nothing_volatile(book: Book) -> Iterator[str]:
    """A function that counts anew with every key makes a workbook slow and asks to save what nobody changed; the day is the one exception."""
    for text, place in _distinct(book).items():
        yield from (f"{place}: {name}" for name in {each.rstrip("(").upper() for each in tokens(text, "FUNC", "OPEN")} & VOLATILE)


@rule
def cached_values(book: Book) -> Iterator[str]:
    """What looks into a file without counting, as phones and mail programs do, shows what the formula comes to."""
    for sheet in book.sheets:
        # a text may be blank
        bare = ((place, cell) for place, cell in sheet.cells.items() if cell.formula and cell.value == "" and cell.type != "str")
        yield from (f"{sheet.name} {place}: {cell.formula}" for place, cell in bare)


@rule
def names_once(book: Book) -> Iterator[str]:
    """Excel repairs a file in which a name stands twice in one place, in whatever letters, or looks like a cell."""
    counts = Counter((each.name.casefold(), each.sheet) for each in book.names)
    yield from (f"{name}: {count} times" for (name, _), count in counts.items() if count > 1)
    for each in book.names:
        odd = not re.fullmatch(r"[A-Za-z_][\w.]{0,254}", each.name) or re.fullmatch(r"[A-Za-z]{1,3}\d+|[Rr]\d*[Cc]\d*", each.name)
        if odd and each.name not in BUILT_IN:
            yield f"{each.name}: no name that Excel takes"


@rule
def names_lead_somewhere(book: Book) -> Iterator[str]:
    """A name whose cells are not there, or are blank, makes an empty list of the dropdown that uses it."""
    for each in book.names:
        if each.sheet is None and "" in (book.values(each.name) or [""]):
            yield f"{each.name}: {each.formula}"


@rule
def names_used(book: Book) -> Iterator[str]:
    """A name that nothing uses is left over from something; one that is used and not defined makes an error of its formula."""
    defined = {each.name for each in book.names if each.sheet is None}
    used: set[str] = set()
    for text in _distinct(book):
        ranges = tokens(text, "OPERAND", "RANGE")
        used |= {each for each in ranges if "!" not in each and not re.fullmatch(r"\$?[A-Z]{1,3}\$?\d+(:\$?[A-Z]{1,3}\$?\d+)?|\$?\d+:\$?\d+", each)}
    yield from (f"{name}: not defined" for name in sorted(used - defined))
    yield from (f"{name}: not used" for name in sorted(defined - used - {CALENDAR}))
