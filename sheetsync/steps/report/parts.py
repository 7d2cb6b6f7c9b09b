"""What the tables of the first sheet are made of."""

from __future__ import annotations

from collections.abc import Mapping

from sheetsync.model.page import Captioned
from sheetsync.model.plan import Cell, Style
from sheetsync.steps.report.view import ReportInput

NAME = Style("input", wrap=True, bold=True)
COUNT = Style("input", "integer", align="center")


def columns(data: ReportInput, spans: Mapping[str, int], **captions: str) -> tuple[Captioned, ...]:
    """The columns of a block by their words `report.column.…`, or by the captions given."""
    return tuple(Captioned(key, captions.get(key) or data.words(f"report.column.{key}"), span) for key, span in spans.items())


def count(number: int | None, tone: str = "", link: str = "") -> Cell:
    """A number; one that asks for attention in its tone. It leads to what it counts, where that is anything."""
    return Cell("—" if number is None else number, COUNT._replace(tone=tone) if tone and number else COUNT, link if number else "")
