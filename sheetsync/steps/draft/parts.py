"""Tables that stand beside each other on one sheet of a form, with a blank column between them."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from itertools import pairwise

from sheetsync.model.kinds_text import fold
from sheetsync.steps.draft.layout import Layout, layout
from sheetsync.steps.draft.page import Page

FEWEST = 2
"""So many columns make a table of their own."""


def parts(page: Page) -> list[tuple[Page, Layout]]:
    """The page itself; or a page for each of several tables side by side, as one tells from titles of their own or from equal headers. Empty where
    nothing is asked."""
    whole = layout(page)
    if whole is None:
        return []
    groups = blocks(page, whole)
    found = [(each, laid) for group in groups if (laid := layout(each := _cut(page, group)))]
    tables = [laid for _, laid in found if len(laid.columns) >= FEWEST]
    return found if len(groups) == len(tables) > 1 and (_titled(tables) or _alike(tables)) else [(page, whole)]


def blocks(page: Page, found: Layout) -> list[tuple[int, int]]:
    """The first and last columns of what stands between columns that are wholly blank."""
    columns = sorted(found.columns)
    ends = [(here, there) for here, there in pairwise(columns) if any((found.bottom, c) not in page.covered for c in range(here + 1, there))]
    firsts, lasts = [*columns[:1], *(there for _, there in ends)], [*(here for here, _ in ends), *columns[-1:]]
    return [(first, page.end(found.bottom, last)) for first, last in zip(firsts, lasts, strict=True)]


def _cut(page: Page, block: tuple[int, int]) -> Page:
    """The columns of a block, with the cells that are merged within it."""
    first, last = block
    sheet = page.sheet
    rows = [(number, {c: cell for c, cell in cells.items() if first <= c <= last}) for number, cells in sheet.rows]
    merged = [each for each in sheet.merged if first <= each[1] and each[3] <= last]
    return Page(dataclasses.replace(sheet, rows=[(number, cells) for number, cells in rows if cells], merged=merged))


def _titled(tables: Sequence[Layout]) -> bool:
    return all(laid.above for laid in tables)


def _alike(tables: Sequence[Layout]) -> bool:
    """Whether a header stands in more than one of them."""
    labels = [{fold(label) for label in laid.columns.values() if label} for laid in tables]
    return sum(map(len, labels)) > len(set().union(*labels))
