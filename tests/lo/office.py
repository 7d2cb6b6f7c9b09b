"""LibreOffice as a person in a department."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

PYTHON = "/usr/bin/python3"
"""The Python for which LibreOffice's own module is packaged."""
DRIVER = Path(__file__).resolve().parent / "driver.py"

Step = Sequence[object]


class Office:
    """Opens workbooks in LibreOffice, does what the steps say, and saves."""

    def __init__(self) -> None:
        self.process = subprocess.Popen([PYTHON, "-I", str(DRIVER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def do(self, source: Path | None, steps: Sequence[Step], target: Path | None = None, password: str = "") -> list[Any]:
        """What those steps told that tell something; the format is that of the target's ending."""
        assert self.process.stdin
        assert self.process.stdout
        if target:
            target.parent.mkdir(parents=True, exist_ok=True)
        job = {"open": str(source) if source else None, "steps": list(steps), "save": str(target) if target else None, "password": password}
        print(json.dumps(job), file=self.process.stdin, flush=True)
        answer = json.loads(self.process.stdout.readline())
        assert "error" not in answer, answer["error"]
        told: list[Any] = answer["told"]
        return told

    def close(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(30)


def lacking() -> str:
    """What is missing to run LibreOffice, in a few words."""
    if not shutil.which("soffice"):
        return "LibreOffice is not installed (soffice)"
    if not Path(PYTHON).exists() or subprocess.run([PYTHON, "-I", "-c", "import uno"], capture_output=True).returncode:
        return f"LibreOffice cannot be driven: {PYTHON} has no module uno (Debian: python3-uno)"
    return ""
