"""The week as a message: Markdown for a chat or a mail, short enough to be read there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from sheetsync.model.page import Block, Page
from sheetsync.model.plan import Cell, cell_text
from sheetsync.steps.report.decisions import choices_told, open_decisions
from sheetsync.steps.report.lists import overdue
from sheetsync.steps.report.marks import records_of
from sheetsync.steps.report.page import overdue_words, page
from sheetsync.steps.report.view import ReportInput

MOST = 12
"""So many lines of each list; the workbook has them all."""
LEADS = "→"
"""At the end of a sentence that leads somewhere, which a message can't."""
_MARKUP = re.compile(r"([\\`*\[\]<>|~#]|(?<!\w)_|_(?!\w))")
"""What means something to Markdown; an underscore within a word does not."""


def message(data: ReportInput) -> str:
    """The summary of a round as Markdown."""
    told = page(data)
    parts = (
        [f"# {escaped(told.title)}", told.about],
        [_figures(told)],
        [f"## {told.attention}", *(f"- {escaped(point.text.removesuffix(LEADS))}" for point in told.points)],
        _departments(next(block for block in told.blocks if block.key == "departments")),
        _listed(data, "report.sheet.decisions", list(_decisions(data))),
        _listed(data, "report.figure.overdue", [escaped(data.words("message.overdue", **overdue_words(data, f))) for f in overdue(data)]),
    )
    return "\n\n".join("\n".join(_spaced(part)) for part in parts if part) + "\n"


def escaped(text: str) -> str:
    """A text of somebody's as Markdown that shows it as it is, on one line."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def _spaced(lines: Sequence[str]) -> Iterator[str]:
    """A heading stands alone, with a line free below it."""
    for line in lines:
        yield line
        if line.startswith("#"):
            yield ""


def _figures(told: Page) -> str:
    return " · ".join(f"{escaped(each.caption)} **{each.value}**{f' ({escaped(each.change)})' if each.change else ''}" for each in told.figures)


def _departments(block: Block) -> list[str]:
    """The table of the departments."""
    lines = [_line(column.caption for column in block.columns), _line("---" for _ in block.columns)]
    return [f"## {block.heading}", *lines, *(_line(map(_text, row)) for row in block.rows)] if block.rows else []


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _text(cell: Cell) -> str:
    return escaped(cell_text(cell, cell.style.number if cell.style else ""))


def _decisions(data: ReportInput) -> Iterator[str]:
    for decision in open_decisions(data):
        titles = data.words("list.semicolon").join(filter(None, (data.title(decision.sheet, record) for record in records_of(decision))))
        field = data.part_label(decision.sheet, decision.field)
        choices = data.words("list.semicolon").join(choices_told(data, decision))
        # an id is made of letters, numbers and signs that mean nothing here
        yield f"**{decision.id}** {escaped(titles)} · {escaped(field)}: {escaped(choices)}"


def _listed(data: ReportInput, heading: str, lines: Sequence[str]) -> list[str]:
    """A list under its heading, cut where it is long; nothing where it is empty."""
    more = [f"- {data.words('cli.more', count=len(lines) - MOST)}"] if len(lines) > MOST else []
    return [f"## {data.words(heading)} ({len(lines)})", *(f"- {line}" for line in lines[:MOST]), *more] if lines else []
