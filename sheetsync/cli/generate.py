"""What `sheetsync generate` shows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sheetsync.cli.changes import change_lines
from sheetsync.cli.paint import painted
from sheetsync.cli.show import few, table
from sheetsync.model.weeks import week_name
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.generate import Generated


def lines(folder: Folder, made: Generated) -> list[str]:
    """The workbooks, what to know of the round, and what to do next."""
    say = folder.words
    files = [(department.name, folder.label(path), department.email) for department, path in made.workbooks]
    done, following = "again" if _is_again(made) else "done", week_name(made.round.opened_on + timedelta(days=7))
    return [
        say(f"cli.generate.{done}", round=made.round.name, count=len(files), due=_due(made), next=following),
        *(f"  {line}" for line in table(files)),
        *_notes(folder, made),
        painted(say("cli.generate.next"), "next"),
    ]


def _notes(folder: Folder, made: Generated) -> Iterator[str]:
    say, name = folder.words, made.round.name
    if made.same and not _is_again(made):
        yield say("cli.generate.same", same=made.same)
    if made.outdated:
        yield say("cli.generate.outdated")
    yield from change_lines(made.changes, say, "cli.change.opened")
    if made.left_open:
        yield say("cli.generate.open", count=len(made.left_open), ids=few([d.id for d in made.left_open]))
    if made.unmerged:
        yield say("cli.generate.unmerged", count=len(made.unmerged), files=few(made.unmerged))
    if made.held:
        yield say("cli.generate.held", count=len(made.held), files=few(made.held))
    if made.far:
        key = "cli.generate.far-ahead" if made.weeks_ahead > 0 else "cli.generate.far-behind"
        yield say(key, round=name, weeks=abs(made.weeks_ahead), due=_due(made))
    if made.in_time:
        yield say("cli.generate.late", round=name, due=_due(made), next=made.in_time)


def _is_again(made: Generated) -> bool:
    """Whether the round was open already, and none of its workbooks is new."""
    return not made.opened and made.same == len(made.workbooks)


def _due(made: Generated) -> str:
    return f"{made.round.due_at:%Y-%m-%d %H:%M}"


def data(folder: Folder, made: Generated) -> dict[str, Any]:
    """The same as JSON."""
    return {
        "round": made.round.name,
        "opened": made.opened,
        "due_at": made.round.due_at.isoformat(),
        "workbooks": [{"department": d.name, "file": folder.label(path), "email": d.email or None} for d, path in made.workbooks],
        "same": made.same,
        "outdated": made.outdated,
        "changes": [each.to_json() for each in made.changes],
        "left_open": [d.id for d in made.left_open],
        "unmerged": list(made.unmerged),
        "held": list(made.held),
        "weeks_ahead": made.weeks_ahead,
        "in_time": made.in_time or None,
    }
