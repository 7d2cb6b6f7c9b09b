"""The command line: each command parses, calls one function, shows, and gives an exit code."""

from __future__ import annotations

import sys

from sheetsync.cli.commands import sheetsync
from sheetsync.cli.trouble import run

__all__ = ["main", "sheetsync"]


def main() -> None:
    """The `sheetsync` command."""
    sys.exit(run(sheetsync))
