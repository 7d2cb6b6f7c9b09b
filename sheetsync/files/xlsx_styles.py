"""What the tones of a plan look like: colours, fonts, borders and number formats, in the words of XlsxWriter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from xlsxwriter.workbook import Workbook

from sheetsync.model.plan import Conditional, Style

FONT_SIZE = 10

INK, SOFT, NAVY, SLATE, LINE, MIST = "#24292F", "#5F6977", "#1F4E79", "#64788F", "#D5DBE3", "#F3F5F8"
GOOD, WARN, BAD, MUTED, BLUE, OPEN = "#287A4D", "#D99100", "#C8352B", "#8A94A3", "#2E6DA4", "#E09A2B"

_GRID: Mapping[str, Any] = {"border": 1, "border_color": LINE}
_HEAD: Mapping[str, Any] = {"bold": True, "font_color": "#FFFFFF", "align": "center", "border": 1, "border_color": "#FFFFFF"}

TONES: Mapping[str, Mapping[str, Any]] = {
    "plain": {"font_color": INK},
    "title": {"bold": True, "font_size": 16, "font_color": NAVY},
    "subtitle": {"font_color": SOFT},
    "heading": {"bold": True, "font_size": 12, "font_color": NAVY, "bottom": 2, "bottom_color": NAVY},
    "header": {**_HEAD, "bg_color": SLATE},
    "required": {**_HEAD, "bg_color": NAVY},
    "input": {"font_color": INK, **_GRID},
    "locked": {"font_color": "#57606A", "bg_color": "#ECEFF3", **_GRID},
    "id": {"font_color": NAVY, "bold": True, "bg_color": "#E4EDF6", **_GRID},
    "note": {"font_color": SOFT, "italic": True},
    "label": {"bold": True, "font_color": NAVY, "bg_color": MIST, **_GRID},
    "figure": {"bold": True, "font_size": 22, "font_color": NAVY, "align": "center", "bg_color": MIST, "top": 2, "top_color": NAVY},
    "caption": {"font_size": 9, "font_color": SOFT, "align": "center", "bg_color": MIST},
    "good": {"font_color": "#1B6B3A", "bg_color": "#E0F3E6", **_GRID},
    "warn": {"font_color": "#7A4F00", "bg_color": "#FFF1CC", **_GRID},
    "bad": {"font_color": "#A11B12", "bg_color": "#FCE0DD", "bold": True, **_GRID},
    "muted": {"font_color": SOFT, "bg_color": "#EEF0F3", **_GRID},
    "link": {"font_color": "#0B5CAD", "underline": 1, **_GRID},
    "new": {"font_color": "#174A7C", "bg_color": "#DDEBFA", **_GRID},
    "open": {"font_color": "#6B3F00", "bg_color": "#FFE3B3", "border": 1, "border_color": OPEN},
    "mend": {"font_color": "#FFFFFF", "bg_color": BAD, "bold": True, "border": 1, "border_color": "#8E1F17"},
    "code": {"font_name": "Consolas", "font_color": NAVY, "bg_color": MIST, **_GRID},
    "week": {"font_color": INK, "left": 7, "left_color": LINE, "bottom": 7, "bottom_color": LINE},
    "week_now": {"font_color": INK, "left": 8, "left_color": BAD, "right": 8, "right_color": BAD, "bottom": 7, "bottom_color": LINE},
    "now": {"font_color": "#A11B12", "bold": True},
    "bar_done": {"font_color": "#FFFFFF", "bg_color": NAVY},
    "bar_ahead": {"font_color": NAVY, "bg_color": "#CFE2F5"},
    "bar_late": {"font_color": "#FFFFFF", "bg_color": BAD, "bold": True},
    "bar_reached": {"font_color": NAVY, "bold": True},
    "bar_milestone": {"font_color": NAVY, "bold": True},
}  # fmt: skip
"""The look of each tone; a new tone of the plan is one line here."""

SOLID: Mapping[str, str] = {
    "good": GOOD, "warn": WARN, "bad": BAD, "muted": MUTED, "new": BLUE, "open": OPEN, "mend": BAD,
    "header": SLATE, "required": NAVY, "title": NAVY,
    "heading": NAVY, "input": BLUE, "locked": MUTED, "id": NAVY, "note": MUTED, "link": BLUE, "label": NAVY, "plain": BLUE,
}  # fmt: skip
"""The full colours of tones, for tabs and for the shapes of charts."""

SERIES = (BLUE, "#6FA8DC", "#93A4B8", "#4FA58B", "#C9A24B", "#7D5C96")
"""The colours of series without a tone, in turn."""

LIGHT = frozenset({WARN, MUTED, OPEN, *SERIES[1:5]})
"""Those of the full colours on which a dark text is read; on all others it is a white one."""

BAR, BAR_BORDER = "#C5DDF2", "#7FB2DD"
"""A bar is so light that every text that may stand over it can be read."""

NUMBERS: Mapping[str, str] = {
    "": "General",
    "date": "yyyy-mm-dd",
    "datetime": "yyyy-mm-dd hh:mm",
    "time": "hh:mm",
    "percent": "0%",
    "integer": "0",
    "number": "#,##0.0",
    "text": "@",
    "day": "d",
    "unless_zero": "0;-0;;@",
    "unseen": ";;;",
}

_DXF = ("font_color", "bg_color", "bold", "italic", "underline")
"""What a conditional format may change; Excel refuses fonts and sizes there."""


def properties(style: Style) -> dict[str, Any]:
    """The properties of a cell's format."""
    found: dict[str, Any] = {"valign": "top" if style.top else "vcenter", **TONES[style.tone], "locked": style.locked, **_number(style)}
    if style.wrap:
        found["text_wrap"] = True
    if style.align:
        found["align"] = style.align
    if style.bold:
        found["bold"] = True
    if style.indent:
        found |= {"align": "left", "indent": style.indent}
    return found


def bare(style: Style) -> dict[str, Any]:
    """The same without colours and lines: for the cells around and below a table, which take what is typed as the table would."""
    return properties(style._replace(tone="plain", bold=False))


def conditional(rule: Conditional) -> dict[str, Any]:
    """The properties of a conditional format."""
    found = {name: value for name, value in TONES[rule.tone].items() if name in _DXF}
    if rule.number_format:
        found["num_format"] = rule.number_format
    return found


def _number(style: Style) -> dict[str, Any]:
    return {"num_format": NUMBERS[style.number]} if style.number else {}


class Formats:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[str, Style | tuple[str, str]], Any] = {}

    def bare(self, style: Style) -> Any:
        """The format of a column outside of the plan's rows."""
        return self._get("bare", style, lambda: bare(style))

    def conditional(self, rule: Conditional) -> Any:
        return self._get("rule", (rule.tone, rule.number_format), lambda: conditional(rule))

    def xf(self, style: Style) -> int:
        """The number by which a cell names its format."""
        index: int = self._get("cell", style, lambda: properties(style))._get_xf_index()
        return index

    def _get(self, use: str, look: Style | tuple[str, str], make: Callable[[], Mapping[str, Any]]) -> Any:
        if (use, look) not in self._made:
            self._made[use, look] = self._book.add_format(make())
        return self._made[use, look]
