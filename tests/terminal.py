"""The command line as people use it: a process of its own, and what a folder holds before and after."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

COMMAND = [sys.executable, "-c", "from sheetsync.cli import main; main()"]
DAY = date(2026, 11, 20)
"""The day on which the week of the tests is played: a Friday."""


def environment(language: str = "zh_CN.UTF-8") -> dict[str, str]:
    return {**os.environ, "LC_ALL": language, "PYTHONIOENCODING": "utf-8", "COLUMNS": "100"}


def sheetsync(*words: object, cwd: Path, language: str = "zh_CN.UTF-8", before: Callable[[], Any] | None = None) -> subprocess.CompletedProcess[str]:
    """Runs `sheetsync WORDS` in a folder. `before` runs in the new process, to limit what it may do."""
    command = [*COMMAND, *(str(word) for word in words)]
    # bytecode that is cut off at a limit would break whatever loads it later
    limits = {"PYTHONDONTWRITEBYTECODE": "1"} if before else {}
    env = environment(language) | limits
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, encoding="utf-8", timeout=120, preexec_fn=before)


def contents(folder: Path) -> dict[str, bytes | None]:
    """Every file and folder below a folder, byte for byte."""
    return {str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None for path in sorted(folder.rglob("*"))}
