"""The cost of safety: reading many ordinary copies as `merge` does (checks, crew and workers included), against calamine merely reading them.

`python benchmarks/safety.py --departments 40 --copies 1000`; needs python-calamine (the extra `test`). Both sides run in processes of their own, in
turn, and are compared by processor time, children included; then ours once more with a quarter of the copies, to see that memory does not grow.
"""

from __future__ import annotations

import shutil
import sys
from itertools import cycle, islice
from pathlib import Path

from timing import in_turn, show
from world import arguments, world_of

CALAMINE = """
import sys
from pathlib import Path
from python_calamine import CalamineWorkbook
for file in sorted(Path(sys.argv[1]).iterdir()):
    book = CalamineWorkbook.from_path(file)
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()
"""

OURS = """
import sys
from pathlib import Path
from sheetsync.workflow.arrivals import Arrival, fingerprint
from sheetsync.workflow.crew import read_all
from sheetsync.workflow.folder import open_folder
from sheetsync.workflow.jobs import Job
from sheetsync.workflow.reading import CopyReader
folder = open_folder(Path(sys.argv[2]))
with folder.ledger() as ledger:
    reader = CopyReader(folder, ledger.issued, {r.order: r for r in ledger.every_round()}, ledger.is_report)
    jobs = [Job(file, file.name, fingerprint(Arrival(file, file.name))[0]) for file in sorted(Path(sys.argv[1]).iterdir())]
    copies = read_all(reader, jobs, lambda: ledger.bases_of(ledger.rounds()[-1].name))
assert all(copy.token for copy in copies), [copy.findings for copy in copies if not copy.token][:2]
"""


def many(files: list[Path], count: int, target: Path) -> Path:
    """A folder of so many copies."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for number, file in enumerate(islice(cycle(files), count)):
        shutil.copy(file, target / f"{number:05}.xlsx")
    return target


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--copies", type=int, default=1000, help="how many copies are read (default: %(default)s)")
    options = parser.parse_args()
    world = world_of(options)
    files = sorted((world / "inbox").glob("*.xlsx"))
    all_of_them = many(files, options.copies, world.parent / "safety-all")
    some = many(files, options.copies // 4, world.parent / "safety-some")
    run = [sys.executable, "-c"]
    sides = {
        "calamine": ([*run, CALAMINE, str(all_of_them)], None, None),
        "ours": ([*run, OURS, str(all_of_them), str(world)], None, None),
        "ours, a quarter of the copies": ([*run, OURS, str(some), str(world)], None, None),
    }
    found = in_turn(sides, options.runs)
    show(f"reading {options.copies} copies of {options.tasks} tasks", found, "calamine")


if __name__ == "__main__":
    main()
