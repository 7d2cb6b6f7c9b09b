"""What `sheetsync demo` says at the end."""

from __future__ import annotations

import dataclasses
import shutil
import sys
from pathlib import Path

from sheetsync.cli.show import Shown, quoted
from sheetsync.workflow.play import Played


def program() -> str:
    """How this program is called from a terminal."""
    called = Path(sys.argv[0])
    if called.name == "__main__.py":
        return f"{quoted(Path(sys.executable))} -m sheetsync"
    return "sheetsync" if shutil.which("sheetsync") or not called.is_file() else quoted(called.resolve())


def lines(played: Played, called: str = "sheetsync") -> list[str]:
    """What was played, what came of it, which files to open, and the command to try next."""
    folder, say = played.folder, played.folder.words
    shown, result = Shown(say, folder.template), played.result
    program_here = f"{called} --project {quoted(folder.path)}"
    workbook = folder.path / (result.workbook or "")
    return [
        say("cli.demo.played", folder=folder.path, issued=len(played.generated.workbooks), arrived=len(played.arrived)),
        "",
        *shown.merge(dataclasses.replace(result, workbook=None)),
        "",
        say("cli.demo.open"),
        f"  {workbook}",
        *(f"  {path}" for _, path in played.generated.workbooks[:1]),
        f"  {folder.inbox}",
        *shown.next(result, program_here),
        say("cli.demo.next", command=f"{program_here} status"),
    ]
