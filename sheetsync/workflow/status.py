"""Who has returned, who has not, and how the project stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sheetsync.model.figures import Figures, figures
from sheetsync.model.record import State
from sheetsync.model.result import ReturnLine
from sheetsync.workflow.consolidated import Consolidated, consolidate
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.returns import return_lines, wrong_copies
from sheetsync.workflow.rounds import as_it_ended, closing_merge, known_round, open_round


@dataclass(frozen=True, slots=True)
class Status:
    """A round as it stands; nothing is read from the inbox for it."""

    project: str
    due_at: str
    consolidated: Consolidated
    figures: Figures
    returns: tuple[ReturnLine, ...] = ()
    """What departments are to mend."""

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
            "open_decisions": [d.id for d in seen.merged.decisions if d.decided is None],
            "records": records.total,
            "done": records.done,
            "overdue": self.figures.overdue,
            "due_soon": self.figures.due_soon,
            "at_risk": records.at_risk,
            "returns": [{"department": each.department, "file": each.file, "cells": each.cells} for each in self.returns],
        }


def status(folder: Folder, as_of: date | None = None, round_: str | None = None) -> Status:
    """How a round (default: the open one) stands on a day, from what was merged last; a closed one by the template that it had."""
    with folder.ledger() as ledger:
        known = known_round(ledger, round_)
        folder, facts = as_it_ended(folder, ledger, known)
        seen = consolidate(folder, facts, known, as_of or date.today())
        returns = return_lines(folder, known, wrong_copies(folder, facts, seen))
    counted = figures(folder.template, folder.project, seen.merged, seen.checks, seen.issued, seen.missing)
    return Status(folder.project.name, seen.round.due_at.isoformat(timespec="minutes"), seen, counted, returns)


def state(folder: Folder) -> State:
    """The state of the open round, from what was merged last."""
    with folder.ledger() as ledger:
        return closing_merge(folder, ledger, open_round(ledger, None)).state
