"""How wide columns and how high rows are, and how the cells of a field look."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sheetsync.model import kinds
from sheetsync.model.plan import Style, line_count, longest_word, row_height, text_width
from sheetsync.model.template import Field

LOWEST = 24.0
"""The height of the lowest row, in points."""

WIDTHS: Mapping[str, float] = {
    "id": 12, "line": 18, "text": 26, "person": 10, "date": 12.5, "datetime": 17, "time": 8, "rating": 9, "percent": 9.5, "integer": 9,
    "choice": 11, "choices": 16, "department": 12, "departments": 16, "ref": 20, "refs": 19,
}  # fmt: skip
"""The width of a column by its field's type, in characters, where the template names none."""

WIDEST, WIDEST_NAME = 46.0, 20.0
GROWING = frozenset({"line", "text", "ref"})
"""The types whose columns widen for long content, so that rows stay low."""

NAMES = frozenset({"person", "department"})
"""The types whose columns widen so that names take two lines and no word is broken."""

CENTRED = frozenset({"person", "date", "datetime", "time", "percent", "integer", "rating", "choice", "department"})


def style(field: Field, tone: str = "input") -> Style:
    """How a field's cells look. None of them is locked: Excel does not sort a protected range that holds one locked cell."""
    align = "center" if field.kind in CENTRED else "left"
    return Style(tone, number=kinds.number_format(field), wrap=True, align=align, locked=False, top=True)


def field_width(field: Field, label: str, contents: Iterable[object], marked: float = 0) -> float:
    """The width of a field's column for what stands in it; `marked` is the width of dates that carry a word."""
    base = field.width or max(WIDTHS[field.kind], marked)
    base = max(base, min(text_width(label) + 2.0, 14.0))
    if field.width or field.kind not in GROWING | NAMES:
        return base
    texts = [content for content in contents if isinstance(content, str)]
    longest = max(map(text_width, texts), default=0)
    if field.kind in GROWING:
        return min(WIDEST, max(base, longest / 6))
    return max(base, min(WIDEST_NAME, max([longest / 2, *map(longest_word, texts)]) + 2.0))


def height(cells: Iterable[tuple[object, float]], lowest: float = LOWEST) -> float:
    """The height of a row that shows these contents whole, each in a column of its width."""
    texts = ((str(content), width) for content, width in cells if content is not None)
    # a short one is not measured
    return row_height(max((line_count(text, width) for text, width in texts if 2 * len(text) > width - 2.5 or "\n" in text), default=1), lowest)


def narrowed(text: str, width: float) -> str:
    """A text that finds room in so many characters, with an ellipsis where it was cut."""
    if text_width(text) <= width:
        return text
    kept = next(text[:count] for count in range(len(text) - 1, -1, -1) if text_width(text[:count]) <= width - 2)
    return f"{kept.rstrip()}…"


def shorten(text: str, limit: int) -> str:
    """A text within so many UTF-16 units, with an ellipsis where it was cut."""
    if len(text.encode("utf-16-le", "surrogatepass")) <= 2 * limit:
        return text
    cut = text.encode("utf-16-le", "surrogatepass")[: 2 * (limit - 1)].decode("utf-16-le", "ignore")
    return f"{cut.rstrip()}…"
