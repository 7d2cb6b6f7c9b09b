"""What we have put into a workbook ourselves, and in which nothing is to be read: it says so itself, so that it is known wherever it comes back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from sheetsync.model.kinds import written
from sheetsync.model.raw import RawSheet, RawWorkbook
from sheetsync.model.record import Issued
from sheetsync.model.token import without_codes

OURS_PROPERTY = "sheetsync_ours"
"""Begins the names of the document properties that hold marks of the texts of our notes, our columns and our sheets."""
LONGEST = 250
"""Characters of such a property; Excel keeps 255."""
MARK = 8
"""Characters of a mark: enough not to take a remark of somebody for one of ours."""
KEPT = 4_096
"""So many texts are remembered with their marks: the copies of a round have the same instructions."""
SHORT = 6
"""Characters of the marks of printed texts, of which the ledger keeps many for each workbook."""


class Ours(NamedTuple):
    """The texts that we have put into a workbook: of notes and of what tells rows apart, and the names and titles of columns and sheets."""

    notes: frozenset[str] = frozenset()
    aside: frozenset[str] = frozenset()


def marks_of_ours(ours: Ours) -> dict[str, str]:
    """The document properties by which texts are known as ours."""
    marks = sorted({_mark(kind, text) for kind, texts in ours._asdict().items() for text in texts})
    room = LONGEST // (MARK + 1)
    return {f"{OURS_PROPERTY}_{start // room + 1}": " ".join(marks[start : start + room]) for start in range(0, len(marks), room)}


def ours_in(raw: RawWorkbook) -> Ours:
    """The texts in a workbook that it says are ours."""
    marks = _marks(raw.custom)
    if not marks:
        return Ours()
    texts = {text for sheet in raw.sheets for text in _texts(sheet)}
    notes, aside = (frozenset(text for text in texts if _mark(kind, text) in marks) for kind in Ours._fields)
    return Ours(notes, aside)


def printed(texts: Iterable[str]) -> frozenset[str]:
    """The marks of texts that stand in a workbook where nothing is read, by which what people type there is told from them."""
    return frozenset((_short(""), *map(_short, texts)))


def is_printed(text: str, marks: frozenset[str]) -> bool:
    """Whether a text is one of those, whatever a program has made of its spaces and widths."""
    return _short(text) in marks


def with_ours(issued: Issued, raw: RawWorkbook) -> Issued:
    """What is known of an issued workbook, with what a copy of it says is ours."""
    ours = ours_in(raw)
    return replace(issued, notes=issued.notes | ours.notes, aside=issued.aside | ours.aside) if any(ours) else issued


def _marks(custom: Mapping[str, str]) -> frozenset[str]:
    return frozenset(mark for name, marks in custom.items() if name.startswith(OURS_PROPERTY) for mark in marks.split())


def _texts(sheet: RawSheet) -> Iterator[str]:
    yield sheet.name
    yield from (text.strip() for text in sheet.comments.values())
    yield from (written(cell).strip() for _, row in sheet.rows for cell in row.values() if cell.type == "text")


@lru_cache(maxsize=KEPT)
def _short(text: str) -> str:
    # what is left when somebody deletes a return code, or types another one, is ours all the same
    bare = "".join(without_codes(text).split())
    return hashlib.sha256(bare.encode("utf-8", "surrogatepass")).hexdigest()[:SHORT]


def _mark(kind: str, text: str) -> str:
    return hashlib.sha256(f"{kind} {text.strip()}".encode("utf-8", "surrogatepass")).hexdigest()[:MARK]
