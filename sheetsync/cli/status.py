"""What `sheetsync status` shows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sheetsync.cli.changes import change_lines
from sheetsync.cli.paint import painted
from sheetsync.cli.show import Shown, table
from sheetsync.model.words import Words
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.status import Status

RETURNED = {True: "yes", False: "no", None: "none"}
TONES = {"yes": "good", "no": "bad", "held": "warn", "none": "muted"}
COUNTED = {"records": "", "overdue": "bad", "decisions": "warn"}
"""The figures of a department, each with its tone where it is not nought."""


def lines(folder: Folder, status: Status) -> list[str]:
    """A line about the round, a table of the departments, and the figures."""
    say, data = folder.words, status.to_json()
    headings = [say(f"report.column.{key}") for key in ("department", "returned", "total", "overdue", "decisions")]
    due = data["due_at"].replace("T", " ")
    rows = [_row(say, department, status.consolidated.merged.held) for department in data["departments"]]
    return [
        painted(say("cli.status.round", project=status.project, round=data["round"], as_of=data["as_of"], due=due), "head"),
        *(f"  {line}" for line in table(rows, headings)),
        say(
            "cli.status.figures", records=data["records"], done=data["done"], overdue=data["overdue"], soon=data["due_soon"],
            risk=data["at_risk"], decisions=len(data["open_decisions"]),
        ),
        *([say("cli.status.waiting", count=len(status.held))] if status.held else []),
        *(f"  {each.message}" for each in status.held),
        *Shown(say).returns(status.returns),
        *change_lines(status.changes, say),
    ]  # fmt: skip


def _row(say: Words, department: Mapping[str, Any], held: Collection[str]) -> tuple[str, ...]:
    """A department's figures; those that belong to none have been sent nothing that could come back."""
    counts = (painted(str(department[key]), tone if department[key] else "") for key, tone in COUNTED.items())
    if department["department"] is None:
        return (say("report.no_department"), "—", *counts)
    waits = department["returned"] is False and department["department"] in held
    returned = "held" if waits else RETURNED[department["returned"]]
    return (department["department"], painted(say(f"report.returned.{returned}"), TONES[returned]), *counts)
