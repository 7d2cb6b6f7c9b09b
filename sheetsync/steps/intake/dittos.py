"""Gives cells that say 同上 what stands above them."""

from __future__ import annotations

from collections.abc import Mapping, Set
from functools import lru_cache

from sheetsync.model.kinds_text import DITTO_WORDS, plain
from sheetsync.model.raw import BLANK, RawCell
from sheetsync.model.template import Field
from sheetsync.steps.intake.lines import Cells

LONGEST = 15
"""No word for it is longer."""

FREE_WORDS = frozenset({"同上", "〃", "ditto", "sameasabove"})
"""What says nothing else even where any text is allowed."""

GROWS = "append"
"""The policy of fields whose lines belong to those who wrote them."""

NOTHING = RawCell(None)
"""Stands for a ditto of nothing that can be taken."""

Rows = dict[int, Mapping[int, RawCell]]


def resolve_dittos(cells: Cells, rows: Rows, hidden: Set[int]) -> None:
    """Puts the cell of the row above in the place of each ditto, top down; where nothing stands above it, or a row that nobody sees, it stands for
    nothing. A word that may mean something else in its field stays."""
    if not any(map(_ditto, {str(cell.value) for row in rows.values() for cell in row.values() if cell.type == "text"})):
        # nearly every table
        return
    fields = {column: field for field, column in cells.fields}
    for number in sorted(rows):
        for column in [c for c, cell in rows[number].items() if cell.type == "text" and _ditto(str(cell.value))]:
            word = str(rows[number][column].value)
            if column in fields and _says_ditto(cells, fields[column], word):
                above = BLANK if number - 1 in hidden else rows.get(number - 1, {}).get(column, BLANK)
                meant = above if _may_stand(cells, fields[column], above) else NOTHING
                rows[number] = {**rows[number], column: meant._replace(formula=False, stands_for=word.strip())}


def _says_ditto(cells: Cells, field: Field, word: str) -> bool:
    """Whether a word for ditto says nothing else in a field."""
    return field.key not in cells.free or (field.policy != GROWS and _ditto(word) in FREE_WORDS)


def _may_stand(cells: Cells, field: Field, above: RawCell) -> bool:
    """Whether a cell holds a value of the field."""
    reading = cells.reading(field, above)
    return reading.taken and reading.value is not None


def _ditto(text: str) -> str:
    """The word for ditto that a text is; blank for any other text."""
    return _short_ditto(text) if len(text) <= LONGEST else ""


@lru_cache(maxsize=4096)
def _short_ditto(text: str) -> str:
    word = plain(text).replace(" ", "")
    return word if word in DITTO_WORDS else ""
