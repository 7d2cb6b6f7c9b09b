"""How long `sheetsync --help` takes, against `python -c pass`: whole processes in turn."""

from __future__ import annotations

import sys
from pathlib import Path
from statistics import median

from timing import timed

RUNS = 21


def main() -> None:
    command = (str(Path(sys.executable).with_name("sheetsync")), "--help")
    pairs = [(timed((sys.executable, "-c", "pass")), timed(command)) for _ in range(RUNS + 1)][1:]
    cpu, wall = (median(getattr(b, key) / getattr(a, key) for a, b in pairs) for key in ("cpu", "wall"))
    print(f"\nsheetsync --help = python -c pass × {cpu:.1f} (processor time), × {wall:.1f} (wall time)")


if __name__ == "__main__":
    main()
