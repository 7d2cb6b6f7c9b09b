"""Where a sheet asks for what: the header of a table, under titles and over two rows, or the labels of a form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sheetsync.steps.draft.page import COLONS, HEAD, Page

LONGEST = 60
"""A text of more characters is a remark, and no label."""
COLONED = 0.25
"""So many of a form's texts are labels that end in a colon, where its labels do; under a table there are a few."""
ENOUGH = 0.6
"""The first row that has so many of the texts of the fullest one is the header."""


class Layout(NamedTuple):
    """What a sheet asks for. A table: its labels by column, and the last row of its header. A form: its labels, each with the cell of its value."""

    columns: Mapping[int, str]
    bottom: int = 0
    lines: tuple[tuple[str, tuple[int, int]], ...] = ()
    above: tuple[str, ...] = ()
    """The texts over the header: a title, instructions."""
    below: Mapping[int, tuple[str, ...]] = {}
    """The rows under the header that are no records, with their texts."""
    hidden: tuple[str, ...] = ()
    """The labels of columns that nobody sees, which are not asked for."""


def layout(page: Page) -> Layout | None:
    """What a sheet asks for; None where it asks for nothing."""
    texts = {row: _labels(page, row) for row in range(1, HEAD + 1)}
    most = max((len(found) for found in texts.values()), default=0)
    if _is_form(page, texts, most):
        lines = tuple(_lines(page))
        return Layout({}, lines=lines) if lines else None
    if most < 2:
        return None
    top = next(row for row, found in texts.items() if len(found) >= max(2, ENOUGH * most))
    bottom = _bottom(page, top, texts)
    first = _first(page, top, len(texts[top]))
    every = _columns(page, first, bottom)
    columns = {column: label for column, label in every.items() if column not in page.sheet.hidden_columns}
    above = tuple(text for row in range(1, first) for text in page.own(row).values())
    below = {row: tuple(texts) for row, texts in page.asides(bottom, columns).items()}
    hidden = tuple(label for column, label in every.items() if label and column not in columns)
    return Layout(columns, bottom, above=above, below=below, hidden=hidden) if columns else None


def _labels(page: Page, row: int) -> dict[int, str]:
    """The texts of a row that may be labels; one that is merged over most of the row is its title."""
    return {column: text for column, text in page.own(row).items() if len(text) <= LONGEST}


# ── tables ──


def _bottom(page: Page, top: int, texts: Mapping[int, Mapping[int, str]]) -> int:
    """The last row of a header that begins here: it goes on below where a cell of it is merged over columns or rows."""
    spans = [page.spans[top, column] for column in texts[top] if (top, column) in page.spans]
    deep = max((span[2] for span in spans), default=top)
    wide = [span for span in spans if span[3] > span[1]]
    below = texts.get(top + 1, {})
    if any(left <= column <= right for _, left, _, right in wide for column in below) and not _is_body(below, wide):
        deep = max(deep, top + 1)
    return min(deep, HEAD)


def _is_body(below: Mapping[int, str], wide: list[tuple[int, int, int, int]]) -> bool:
    """Whether the row under wide cells holds values and no second line of labels: then it has texts elsewhere too."""
    return any(not any(left <= column <= right for _, left, _, right in wide) for column in below)


def _first(page: Page, top: int, count: int) -> int:
    """The first row of the header: the one above belongs to it where it names groups of columns."""
    above = [page.spans[top - 1, column] for column in page.own(top - 1) if (top - 1, column) in page.spans] if top > 1 else []
    groups = [span for span in above if 1 < span[3] - span[1] + 1 < count]
    return top - 1 if groups else top


def _columns(page: Page, first: int, bottom: int) -> dict[int, str]:
    found: dict[int, str] = {}
    wide = max((column for row in range(first, bottom + 1) for column in page.own(row)), default=0)
    wide = max([wide, *(right for (row, _), (_, _, _, right) in page.spans.items() if first <= row <= bottom)])
    taken: set[tuple[int, int]] = set()
    for column in range(1, wide + 1):
        parts = list(dict.fromkeys(text for row in range(first, bottom + 1) if (text := page.text(row, column))))
        start = page.covered.get((bottom, column), (bottom, column))
        if parts and start not in taken:
            taken.add(start)
            found[column] = _joined(parts)
        elif not parts and any(True for _ in page.under(bottom, column)):
            found[column] = ""
    return found


def _joined(parts: list[str]) -> str:
    return ("" if any(not part.isascii() for part in parts) else " ").join(parts)


# ── forms ──


def _is_form(page: Page, texts: Mapping[int, Mapping[int, str]], most: int) -> bool:
    """Whether labels stand beside the cells that they ask for: those end in a colon, are merged over columns, or there are two columns only."""
    beside = sum(_merged_beside(page, row, found) for row, found in texts.items())
    every = [text for found in texts.values() for text in found.values()]
    colons = sum(text.endswith(COLONS) for text in every)
    used = {column for cells in page.rows.values() for column, cell in cells.items() if cell.value is not None}
    rows = [row for row, found in texts.items() if found]
    narrow = used <= {1, 2} and len(rows) >= 3 and sum(1 in texts[row] for row in rows) >= 3 and not _numbered(page)
    return beside >= 2 or (colons >= 2 and most <= 4 and colons >= COLONED * len(every)) or narrow


def _numbered(page: Page) -> bool:
    """Whether the second column has a text beside nearly every one of the first: then both are columns of a table."""
    pairs = [(1 in cells, 2 in cells) for cells in page.rows.values()]
    return sum(both == (True, True) for both in pairs) > 0.8 * len(pairs) and len(pairs) > 3


def _merged_beside(page: Page, row: int, found: Mapping[int, str]) -> bool:
    """Whether the cell right of a label is merged over columns, and blank or a value."""
    for column in found:
        beside = (row, page.end(row, column) + 1)
        if beside in page.spans and page.spans[beside][3] > beside[1] and page.spans[beside][0] == row and beside[1] not in found:
            return True
    return False


def _lines(page: Page) -> Iterator[tuple[str, tuple[int, int]]]:
    """The labels with the cells of their values, in reading order."""
    for row in range(1, HEAD + 1):
        texts = page.own(row)
        value = 0
        for column, text in texts.items():
            start = page.covered.get((row, column), (row, column))
            if column < value or start != (row, column) or len(text) > LONGEST:
                continue
            beside = page.end(row, column) + 1
            if len(texts) == 1 and (row, column) in page.spans and not text.endswith(COLONS):
                continue
            yield text, (row, beside)
            value = page.end(row, beside) + 1
