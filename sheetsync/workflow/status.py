"""Who has returned, who has not, and how the project stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sheetsync.model.figures import Figures, figures
from sheetsync.model.finding import ERROR
from sheetsync.model.record import State
from sheetsync.model.result import ReturnLine
from sheetsync.steps.consequences import Consequence
from sheetsync.workflow.consolidated import Consolidated, consolidate
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.returns import return_lines, wrong_copies
from sheetsync.workflow.rounds import as_it_ended, closing_merge, current_round, known_round, open_round
from sheetsync.workflow.template_change import since_opening


class Held(NamedTuple):
    """A copy of which nothing is merged until somebody has looked: why, and what to do."""

    file: str
    sha256: str
    message: str


@dataclass(frozen=True, slots=True)
class Status:
    """A round as it stands; nothing is read from the inbox for it."""

    project: str
    due_at: str
    consolidated: Consolidated
    figures: Figures
    returns: tuple[ReturnLine, ...] = ()
    """What departments are to mend."""
    held: Sequence[Held] = ()
    changes: Sequence[Consequence] = ()
    """What the template asks otherwise than when the round began, and what comes of it; only of the open round."""

    def to_json(self) -> dict[str, Any]:
        """The figures under the names of the contract."""
        seen, records = self.consolidated, self.figures.records
        return {
            "project": self.project,
            "round": seen.round.name,
            "as_of": seen.as_of.isoformat(),
            "due_at": self.due_at,
            "departments": [
                {
                    "department": d.department or None,
                    "returned": d.returned,
                    "records": d.records.total,
                    "overdue": d.overdue,
                    "decisions": d.decisions,
                }
                for d in self.figures.departments
            ],
            "missing": list(seen.missing),
            "held": [each._asdict() for each in self.held],
            "open_decisions": [d.id for d in seen.merged.decisions if d.decided is None],
            "records": records.total,
            "done": records.done,
            "overdue": self.figures.overdue,
            "due_soon": self.figures.due_soon,
            "at_risk": records.at_risk,
            "changes": [each.to_json() for each in self.changes],
            "returns": [{"department": each.department, "file": each.file, "cells": each.cells} for each in self.returns],
        }


def status(folder: Folder, as_of: date | None = None, round_: str | None = None) -> Status:
    """How a round (default: the open one) stands on a day, from what was merged last; a closed one by the template that it had."""
    with folder.ledger() as ledger:
        known = known_round(ledger, round_)
        changes = since_opening(folder, ledger) if known == current_round(ledger) else []
        folder, facts = as_it_ended(folder, ledger, known)
        seen = consolidate(folder, facts, known, as_of or date.today())
        returns = return_lines(folder, known, wrong_copies(folder, facts, seen))
    counted = figures(folder.template, folder.project, seen.merged, seen.checks, seen.issued, seen.missing)
    return Status(folder.project.name, seen.round.due_at.isoformat(timespec="minutes"), seen, counted, returns, list(_held(folder, seen)), changes)


def _held(folder: Folder, seen: Consolidated) -> Iterator[Held]:
    """The copies that wait for somebody, with the first reason of each."""
    for copy in (each for each in seen.merged.copies if each.status == "held"):
        found = next((f for f in seen.findings if f.file == copy.file and f.severity == ERROR), None)
        yield Held(copy.file, copy.sha256, folder.words.finding(found) if found else copy.file)


def state(folder: Folder) -> State:
    """The state of the open round, from what was merged last."""
    with folder.ledger() as ledger:
        return closing_merge(folder, ledger, open_round(ledger, None)).state
