"""What has changed since the last round, and how it went over the rounds: for the first sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sheetsync.model.figures import Figures
from sheetsync.model.page import Diagram
from sheetsync.model.trend import RoundFigures, round_figures
from sheetsync.steps.report.view import ReportInput

MOST_ROUNDS = 12
"""So many rounds a chart shows: the last ones."""


def since(data: ReportInput, figures: Figures) -> Mapping[str, str]:
    """How each figure differs from the last round of which the figures are known, by its name; what that round did not count is left out."""
    if not data.earlier:
        return {}
    now, before = round_figures(data.round, figures), data.earlier[-1]
    names = ("total", "done", "at_risk", "overdue", "decisions") if before.main == now.main else ("overdue", "decisions")
    pairs = {name: (getattr(now, name), getattr(before, name)) for name in names}
    return {name: _change(data, here - there, before) for name, (here, there) in pairs.items() if None not in (here, there)}


def _change(data: ReportInput, by: int, before: RoundFigures) -> str:
    return data.words("report.change" if by else "report.change.none", by=f"{by:+d}", round=before.round)


def trends(data: ReportInput, figures: Figures) -> Iterator[Diagram]:
    """What was done of all there was, and what was overdue, round by round; nothing where there is only one."""
    rounds = [*data.earlier, round_figures(data.round, figures)][-MOST_ROUNDS:]
    alike = [each for each in rounds if each.main == figures.main and each.done is not None]
    if len(alike) > 1:
        done = {"report.figure.total": [each.total for each in alike], "report.figure.done": [each.done or 0 for each in alike]}
        columns = {data.words(name, sheet=data.sheet_label(figures.main)): numbers for name, numbers in done.items()}
        yield Diagram("line", data.words("report.chart.done"), [each.round for each in alike], columns, ("heading", "good"))
    if len(rounds) > 1:
        title = data.words("report.chart.overdue_rounds")
        yield Diagram("column", title, [each.round for each in rounds], {title: [each.overdue for each in rounds]}, ["bad"] * len(rounds))
