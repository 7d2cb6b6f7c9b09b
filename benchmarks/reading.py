"""Reading copies: our reader, with every cell's type, formulas and addresses, against calamine merely reading the same sheets, in processor time.

`python benchmarks/reading.py --departments 200 --tasks 200`; needs python-calamine (the extra `test`).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from python_calamine import CalamineWorkbook
from world import arguments, world_of

from sheetsync.files.workbook_reader import read_workbook


def calamine(path: Path) -> None:
    """All cells of all sheets."""
    book = CalamineWorkbook.from_path(path)
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()


def milliseconds(work: Callable[[Path], object], files: list[Path]) -> float:
    start = time.process_time()
    for file in files:
        work(file)
    return (time.process_time() - start) / len(files) * 1000


def main() -> None:
    options = arguments(__doc__).parse_args()
    files = sorted((world_of(options) / "inbox").glob("*.xlsx"))[:20]
    read_workbook(files[0])
    pairs = [(milliseconds(calamine, files), milliseconds(read_workbook, files)) for _ in range(options.runs)]
    theirs, ours = (median(side) for side in zip(*pairs, strict=True))
    print(f"\nreading, {len(files)} copies of {options.tasks} tasks, per copy")
    print(f"  calamine {theirs:.1f} ms  ours {ours:.1f} ms = calamine × {median(b / a for a, b in pairs):.2f}")


if __name__ == "__main__":
    main()
