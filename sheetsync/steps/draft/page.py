"""A sheet of a company's form as one looks at it: the text of each cell, merged cells as one, and what stands under a header."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cached_property

from sheetsync.model.draft import Range
from sheetsync.model.raw import RawCell, RawSheet

HEAD, WIDE = 40, 200
"""A header stands in one of so many rows and columns."""
COLONS = (":", "：")
BODY = 500
"""So many rows under a header are looked at."""
_ASIDE = re.compile(r"(?:注|备注|说明|填[表写]说明|notes?|remarks?)\s*\d*[:：]|(?:合\s*计|总\s*计|小\s*计|(?:sub)?total)[:：]?$", re.IGNORECASE)
_UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


def clean(text: object) -> str:
    """A text on one line, without what can't be shown; spaces between Chinese characters are only there to part them."""
    line = " ".join(_UNSHOWN.sub(" ", str(text)).split())
    return re.sub(r"(?<=[^\x00-\xff]) (?=[^\x00-\xff])", "", line)


class Page:
    """A sheet, its cells by row."""

    def __init__(self, sheet: RawSheet) -> None:
        self.sheet = sheet
        self.rows = {number: cells for number, cells in sheet.rows if number <= HEAD + BODY}

    @cached_property
    def spans(self) -> dict[tuple[int, int], Range]:
        """The merged cells of the head, by their first one."""
        return {(top, left): (top, left, bottom, right) for top, left, bottom, right in self.sheet.merged[:2_000] if top <= HEAD and left <= WIDE}

    @cached_property
    def covered(self) -> dict[tuple[int, int], tuple[int, int]]:
        """The first cell of each cell of the head that is merged with others."""
        found = {}
        for start, (top, left, bottom, right) in self.spans.items():
            places = ((r, c) for r in range(top, min(bottom, HEAD) + 1) for c in range(left, min(right, WIDE) + 1))
            found.update(dict.fromkeys(places, start))
        return found

    def text(self, row: int, column: int) -> str:
        """What a cell of the head says, as one line; that of the merged cell to which it belongs."""
        row, column = self.covered.get((row, column), (row, column))
        cell = self.rows.get(row, {}).get(column)
        return clean(cell.value) if cell and cell.type == "text" else ""

    def own(self, row: int) -> dict[int, str]:
        """The texts of a row by column, each merged cell once."""
        found = {column: self.text(row, column) for column in sorted(self.rows.get(row, {})) if column <= WIDE}
        return {column: text for column, text in found.items() if text}

    def end(self, row: int, column: int) -> int:
        """The last column of the merged cell that begins here, or this one."""
        return min(self.spans[row, column][3], WIDE) if (row, column) in self.spans else column

    def filled(self, row: int, column: int) -> bool:
        cell = self.rows.get(row, {}).get(column)
        return cell is not None and cell.value is not None

    def under(self, bottom: int, column: int, asides: Collection[int] = ()) -> Iterator[RawCell]:
        """The cells of a column that hold something, under its header; without those in rows that are no records."""
        for number, cells in self.rows.items():
            if number > bottom and number not in asides and column in cells and cells[column].value is not None:
                yield cells[column]

    def asides(self, bottom: int, columns: Collection[int]) -> dict[int, list[str]]:
        """The rows under a header that are no records, with what they say: remarks, totals, lines for signatures, texts merged over columns."""
        wide = {top for top, left, _, right in self.sheet.merged[:2_000] if top > bottom and sum(left <= column <= right for column in columns) > 1}
        found: dict[int, list[str]] = {}
        for number, cells in self.rows.items():
            texts = [clean(cell.value) for _, cell in sorted(cells.items()) if cell.type == "text" and cell.value]
            if number > bottom and texts and (number in wide or _ASIDE.match(texts[0]) or all(text.endswith(COLONS) for text in texts)):
                found[number] = texts
        return found
