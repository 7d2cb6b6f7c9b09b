"""Native charts of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xlsxwriter.workbook import Workbook

from sheetsync.files.xlsx_styles import INK, LIGHT, LINE, SERIES, SOFT, SOLID
from sheetsync.files.xlsx_text import writable
from sheetsync.model.plan import Chart, Range, Series

KINDS: Mapping[str, Mapping[str, str]] = {
    "column": {"type": "column"},
    "bar": {"type": "bar"},
    "stacked_bar": {"type": "bar", "subtype": "stacked"},
    "doughnut": {"type": "doughnut"},
    "line": {"type": "line"},
}

MARKERS = ("circle", "square", "diamond", "triangle")
"""Of lines, so that they can be told apart without their colours."""


def make_chart(book: Workbook, plan: Chart, font: str) -> Any:
    """XlsxWriter's chart for a chart of the plan."""
    made = book.add_chart(KINDS[plan.kind])
    for number, series in enumerate(plan.series):
        made.add_series(_series(plan, series, number, font))
    made.set_title({"name": writable(plan.title), "name_font": _font(font, 12, INK, bold=True), "overlay": False})
    made.set_size({"width": plan.width, "height": plan.height})
    made.set_chartarea({"border": {"color": LINE}, "fill": {"color": "#FFFFFF"}})
    made.set_legend(_legend(plan, font))
    if plan.kind == "doughnut":
        made.set_hole_size(62)
    else:
        _axes(made, plan.kind, font)
    return made


def _series(plan: Chart, series: Series, number: int, font: str) -> dict[str, Any]:
    colour = SOLID[series.tone] if series.tone else SERIES[number % len(SERIES)]
    found: dict[str, Any] = {
        "name": writable(series.name),
        "categories": _reference(series.sheet, series.categories),
        "values": _reference(series.sheet, series.values),
        "data_labels": _labels(plan, colour, font),
    }
    if plan.kind == "line":
        return {**found, "line": {"color": colour, "width": 2.25}, "marker": _marker(colour, number)}
    if series.tones:
        found["points"] = [{"fill": {"color": SOLID[tone]}} if tone else None for tone in series.tones]
    return {**found, "fill": {"color": colour}, "border": {"color": "#FFFFFF", "width": 0.75}, "gap": 55}


def _marker(colour: str, number: int) -> dict[str, Any]:
    return {"type": MARKERS[number % len(MARKERS)], "size": 7, "fill": {"color": colour}, "border": {"color": "#FFFFFF"}}


def _reference(sheet: str, cells: Range) -> list[Any]:
    first_row, first_column, last_row, last_column = cells
    return [sheet, first_row - 1, first_column - 1, last_row - 1, last_column - 1]


def _labels(plan: Chart, shape: str, font: str) -> dict[str, Any]:
    """The numbers on shapes of one colour; a zero says nothing, and what has no room is left away."""
    inside = plan.kind in ("stacked_bar", "doughnut")
    place = {"position": "above"} if plan.kind == "line" else {}
    ink = INK if shape in LIGHT or not inside else "#FFFFFF"
    return {"value": True, "num_format": f'[<{max(plan.least, 1)}]"";0', "font": _font(font, 9, ink, bold=inside), **place}


def _legend(plan: Chart, font: str) -> dict[str, Any]:
    if plan.kind == "doughnut":
        return {"position": "right", "font": _font(font, 9, INK)}
    return {"position": "bottom", "font": _font(font, 9, INK)} if len(plan.series) > 1 else {"none": True}


def _axes(made: Any, kind: str, font: str) -> None:
    """Categories in the order of the sheet, from the top where the bars lie; no scale, since every shape carries its number."""
    categories: dict[str, Any] = {"num_font": _font(font, 9, INK), "line": {"color": LINE}, "major_tick_mark": "none"}
    categories |= {"major_gridlines": {"visible": False}, "interval_unit": 1}
    values: dict[str, Any] = {"visible": False, "major_gridlines": {"visible": False}, "min": 0}
    if kind in ("bar", "stacked_bar"):
        made.set_y_axis({**categories, "reverse": True})
        made.set_x_axis(values)
    else:
        made.set_x_axis(categories)
        if kind == "line":
            values = {
                "num_font": _font(font, 9, SOFT),
                "line": {"none": True},
                "major_gridlines": {"visible": True, "line": {"color": LINE}},
                "min": 0,
            }
        made.set_y_axis(values)


def _font(name: str, size: int, colour: str, *, bold: bool = False) -> dict[str, Any]:
    return {"name": name, "size": size, "color": colour, "bold": bold}
