"""What `sheetsync demo` says at the end."""

from __future__ import annotations

from sheetsync.cli.show import Shown
from sheetsync.workflow.demo import Played


def lines(played: Played) -> list[str]:
    """What was played, what came of it, and which files to open."""
    folder, say = played.folder, played.folder.words
    result = Shown(say, folder.template).merge(played.result)
    workbook = folder.path / (played.result.workbook or "")
    return [
        say("cli.demo.played", folder=folder.path, issued=len(played.generated.workbooks), arrived=len(played.arrived)),
        "",
        *result[:-1],
        "",
        say("cli.demo.open"),
        f"  {workbook}",
        *(f"  {path}" for _, path in played.generated.workbooks[:1]),
        f"  {folder.inbox}",
        say("cli.demo.next", folder=folder.path),
    ]
