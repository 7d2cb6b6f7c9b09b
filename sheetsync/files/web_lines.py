"""The lines of a chart on the web page: where each point, number and label stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sheetsync.model.page import Diagram
from sheetsync.model.plan import text_width

WIDTH, HEIGHT = 420, 200
LEFT, TOP, BOTTOM = 34, 24, 40
"""What is free beside the first and the last point, above the highest, and below the lowest for its number and the labels."""
CHARACTER = 6.5
"""How wide a narrow character of a label is."""
ABOVE, BELOW = -8, 16
"""From a point to the foot of its number."""


class Line(NamedTuple):
    """A line: its points as SVG has them, each point with its number, its colour, whether it is dashed, and where its numbers stand."""

    path: str
    points: list[tuple[float, float, int]]
    colour: str
    dashed: bool
    offset: int


class Lines(NamedTuple):
    """All lines of a chart, with the labels below that have room."""

    width: int
    height: int
    drawn: list[Line]
    labels: list[tuple[float, str]]


def lines_of(diagram: Diagram, colours: Sequence[str]) -> Lines:
    """The lines of a chart of at least two categories, each column in its colour, from zero to the highest number; those after it dashed."""
    across = (WIDTH - 2 * LEFT) / (len(diagram.categories) - 1)
    highest = max(max(column) for column in diagram.columns.values()) or 1
    step = (HEIGHT - TOP - BOTTOM) / highest
    drawn = []
    for number, (column, colour) in enumerate(zip(diagram.columns.values(), colours, strict=True)):
        points = [(round(LEFT + n * across, 1), round(HEIGHT - BOTTOM - each * step, 1), each) for n, each in enumerate(column)]
        path = " ".join(f"{x},{y}" for x, y, _ in points)
        drawn.append(Line(path, points, colour, number > 0, BELOW if number else ABOVE))
    return Lines(WIDTH, HEIGHT, drawn, _labels(diagram.categories, across))


def _labels(categories: Sequence[str], across: float) -> list[tuple[float, str]]:
    """The labels of the points, counted from the last one, with so many left out between them that they do not touch."""
    widest = max(map(text_width, categories)) * CHARACTER
    every = max(1, -int(-widest // across))
    last = len(categories) - 1
    return [(round(LEFT + n * across, 1), label) for n, label in enumerate(categories) if (last - n) % every == 0]
