"""A merge from the command line (reading, ledger, merging, checks, consolidated workbook) against the script that everybody would write.

`python benchmarks/merge.py` takes a minute; the full size is `--departments 200 --tasks 200` (some minutes to make, then kept).
Also: the same merge again when nothing has changed, as a part of the first one.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from timing import in_turn, show
from world import arguments, fresh, world_of

HERE = Path(__file__).resolve().parent


def main() -> None:
    options = arguments(__doc__).parse_args()
    world = world_of(options)
    with tempfile.TemporaryDirectory() as room:
        project = Path(room) / "project"
        ours = (str(Path(sys.executable).with_name("sheetsync")), "--project", str(project), "merge", "--as-of", "2026-11-20")
        peer = (sys.executable, str(HERE / "pandas_script.py"), str(world / "inbox"), str(Path(room) / "peer.xlsx"))
        sides = {
            "sheetsync merge": (ours, lambda: fresh(world, project), None),
            "sheetsync merge again": (ours, None, None),
            "pandas script": (peer, None, None),
        }
        show(f"merge, {options.departments} copies of {options.tasks} tasks", in_turn(sides, options.runs), "sheetsync merge")


if __name__ == "__main__":
    main()
