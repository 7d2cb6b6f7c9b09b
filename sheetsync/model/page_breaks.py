"""Where a printed sheet begins a new page, so that no heading is left alone at the foot of the one before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sheetsync.model.plan import Row

PAGE, PAGE_WIDTH = 720.0, 102.0
"""How much of a sheet surely finds room on an upright page, in points, when its columns are so many characters wide; a sheet is printed smaller the
wider it is."""


def breaks(blocks: Sequence[Sequence[Row]], width: float, together: int, row_height: float = 0.0, room: float = 0.0) -> Iterator[int]:
    """The rows with which a new page begins: those of blocks of which the first rows, so many as stay together, find no room on the page before.

    `width` is that of all columns in characters, `row_height` that of rows which say none, in points; `room` is what a page holds,
    where that is better known than by the width.
    """
    row, used, page = 1, 0.0, room or PAGE * width / PAGE_WIDTH
    for block in blocks:
        heights = [each.height or row_height for each in block]
        if used and used + sum(heights[:together]) > page:
            yield row
            used = 0
        row, used = row + len(block), (used + sum(heights)) % page
