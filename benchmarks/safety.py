"""The cost of safety: reading many ordinary copies as `merge` does, against calamine merely reading them.

`python benchmarks/safety.py --departments 40 --copies 1000`; needs python-calamine (the extra `test`). All sides run in processes of their own, in
turn, and are compared by processor time, children included. "Reading" does what calamine does, with all that makes it safe: the file's hash, the
checks before anything is unpacked, a guarded process where one is due; what comes out is every cell with its kind. "Reading and comparing" is the
whole intake of a merge by the crew: whose copy it is, every cell against what was issued, rows and columns found again; calamine does nothing like
it. Both once more with a quarter of the copies show whether memory grows with their number.
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

READING = """
import sys
from pathlib import Path
from sheetsync.workflow.arrivals import Arrival, fingerprint
from sheetsync.workflow.guard import read_guarded
for file in sorted(Path(sys.argv[1]).iterdir()):
    fingerprint(Arrival(file, file.name))
    read_guarded(file)
"""

COMPARING = """
import sys
from pathlib import Path
from sheetsync.workflow.arrivals import Arrival, fingerprint
from sheetsync.workflow.crew import read_all
from sheetsync.workflow.folder import open_folder
from sheetsync.workflow.jobs import Job
from sheetsync.workflow.reading import CopyReader
from sheetsync.workflow.register import register_of
folder = open_folder(Path(sys.argv[2]))
with folder.ledger() as ledger:
    rounds = ledger.every_round()
    reader = CopyReader(folder, register_of(ledger, rounds[-1]), {r.order: r for r in rounds})
    jobs = [Job(file, file.name, fingerprint(Arrival(file, file.name))[0]) for file in sorted(Path(sys.argv[1]).iterdir())]
    copies = read_all(reader, jobs, lambda: ledger.bases_of(rounds[-1].name))
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
        "reading": ([*run, READING, str(all_of_them)], None, None),
        "reading, a quarter of the copies": ([*run, READING, str(some)], None, None),
        "reading and comparing": ([*run, COMPARING, str(all_of_them), str(world)], None, None),
        "… a quarter of the copies": ([*run, COMPARING, str(some), str(world)], None, None),
    }
    found = in_turn(sides, options.runs)
    show(f"reading {options.copies} copies of {options.tasks} tasks", found, "calamine")


if __name__ == "__main__":
    main()
