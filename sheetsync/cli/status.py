"""What `sheetsync status` shows."""

from __future__ import annotations

from sheetsync.cli.show import table
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.status import Status


def lines(folder: Folder, status: Status) -> list[str]:
    """A line about the round, a table of the departments, and the figures."""
    say, data = folder.words, status.to_json()
    headings = [say(f"cli.status.head.{key}") for key in ("department", "returned", "records", "overdue", "decisions")]
    answers = {True: say("cli.status.yes"), False: say("cli.status.no"), None: say("cli.status.not-issued")}
    rows = [(d["department"], answers[d["returned"]], *(str(d[key]) for key in ("records", "overdue", "decisions"))) for d in data["departments"]]
    return [
        say("cli.status.round", project=status.project, round=data["round"], as_of=data["as_of"], due=data["due_at"].replace("T", " ")),
        *(f"  {line}" for line in table(rows, headings)),
        say(
            "cli.status.figures", records=data["records"], done=data["done"], overdue=data["overdue"], soon=data["due_soon"],
            risk=data["at_risk"], decisions=len(data["open_decisions"]),
        ),
    ]  # fmt: skip
