"""What `sheetsync demo` says at the end."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from sheetsync.cli.show import Shown
from sheetsync.workflow.demo import Played


def program() -> str:
    """How this program is called from a terminal."""
    called = Path(sys.argv[0])
    if called.name == "__main__.py":
        return f"{_quoted(Path(sys.executable))} -m sheetsync"
    return "sheetsync" if shutil.which("sheetsync") or not called.is_file() else _quoted(called.resolve())


def _quoted(path: Path) -> str:
    return f'"{path}"' if " " in str(path) else str(path)


def lines(played: Played, called: str = "sheetsync") -> list[str]:
    """What was played, what came of it, which files to open, and the command to try next."""
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
        say("cli.demo.next", command=f"{called} --project {_quoted(folder.path)} status"),
    ]
