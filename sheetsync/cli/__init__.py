"""The command line: each command parses, calls one function, shows, and gives an exit code."""

from __future__ import annotations

import os
import sys

__all__ = ["main"]

HERE = os.path.dirname(__file__)  # noqa: PTH120 - pathlib would take longer to load than the rest takes
HELP = {"en": os.path.join(HERE, "help.txt"), "zh": os.path.join(HERE, "help.zh.txt")}  # noqa: PTH118 - as above
"""What `sheetsync --help` prints in each language; `make docs` writes it, a test holds it."""


def main() -> None:
    """The `sheetsync` command. Its help is ready, since loading the library that makes it takes longer than everything else together."""
    if sys.argv[1:] in (["--help"], ["-h"]):
        from sheetsync.cli.language import helping_language

        with open(HELP[helping_language()], encoding="utf-8") as text:  # noqa: PTH123 - as above
            sys.stdout.buffer.write(text.read().encode())
        return
    from sheetsync.cli.commands import sheetsync
    from sheetsync.cli.trouble import run

    sys.exit(run(sheetsync))
