"""What `sheetsync reopen` shows."""

from __future__ import annotations

from typing import Any

from sheetsync.workflow.folder import Folder
from sheetsync.workflow.reopen import Reopened


def lines(folder: Folder, done: Reopened) -> list[str]:
    """Which round is open again, what was withdrawn and set aside, and what to do next."""
    say = folder.words
    return [
        say("cli.reopen.done", round=done.round.name),
        *(f"  {say('cli.reopen.withdrawn', round=each.name, departments=departments)}" for each, departments in done.withdrawn),
        *(f"  {say('cli.reopen.moved', before=folder.label(before), after=folder.label(after))}" for before, after in done.moved),
        say("cli.reopen.next", round=done.round.name, later=done.withdrawn[0][0].name),
    ]


def data(folder: Folder, done: Reopened) -> dict[str, Any]:
    """The same as JSON."""
    return {
        "round": done.round.name,
        "withdrawn": [{"round": each.name, "departments": list(departments)} for each, departments in done.withdrawn],
        "moved": [{"before": folder.label(before), "after": folder.label(after)} for before, after in done.moved],
    }
