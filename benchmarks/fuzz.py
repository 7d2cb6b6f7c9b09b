"""Reads damaged workbooks for a time: none may end or stop its reader, fill the memory, or be refused without its one sentence.

`python benchmarks/fuzz.py --seconds 600`. The files are an issued workbook, a filled-in one, this one protected by a password and in a zipped folder,
the reader's samples of all formats and, where LibreOffice is installed, the filled-in one in its other formats, each damaged by chance. A seed is
printed; `--seed S --only N` makes and reads the N-th file again. What fails is saved in build/fuzz/. Every file is unpacked and read as `merge` does
it, by a worker under limits. In the formats that libraries read, a worker may die of a file; in ours it may not.
"""

from __future__ import annotations

import argparse
import collections
import random
import shutil
import subprocess
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path

from msoffcrypto.format.ooxml import OOXMLFile

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "files")]

from hostile import zipped  # noqa: E402 - stands in tests/
from mutations import mutated  # noqa: E402 - stands in tests/
from play import edit, fill, issue, make, workbook  # noqa: E402 - stands in tests/
from test_xlsb import SAMPLE  # noqa: E402 - stands in tests/files/

from sheetsync.files.sniff import sniff  # noqa: E402 - as above
from sheetsync.files.unreadable import UnreadableFile  # noqa: E402 - as above
from sheetsync.model.copy import Copy  # noqa: E402 - as above
from sheetsync.text import LANGUAGES, words  # noqa: E402 - as above
from sheetsync.workflow.arrivals import Arrival, arrivals  # noqa: E402 - as above
from sheetsync.workflow.folder import Folder  # noqa: E402 - as above
from sheetsync.workflow.guard import Guard  # noqa: E402 - as above
from sheetsync.workflow.jobs import Job, Needs, Wanted  # noqa: E402 - as above
from sheetsync.workflow.reading import refused  # noqa: E402 - as above

SLOW = 8.0
"""Seconds after which a file of this size counts as one that stops its reader."""
FORMATS = ("xls", "ods", "xlsx", "csv")
FOREIGN = ("password", "xls")
"""What libraries read."""
PASSWORD = "geheim"
"""With which the samples are locked."""


def sources(folder: Folder, room: Path) -> list[bytes]:
    """The workbooks that are damaged."""
    issued = workbook(folder, "客服部")
    filled = fill(folder, "客服部", edit("T-KF-001", progress=0.9, title="改好的任务"), edit("T-JS-001", risk="高"))
    found = [
        issued.read_bytes(),
        filled.read_bytes(),
        SAMPLE,
        *(path.read_bytes() for path in sorted((ROOT / "tests" / "files" / "formats").iterdir())),
    ]
    found += [locked(found[1]), zipped({"a.xlsx": found[0], "b/c.xlsx": found[1], "d.zip": zipped({"e.xlsb": SAMPLE})})]
    if office := shutil.which("soffice"):
        command = [office, f"-env:UserInstallation={(room / 'profile').as_uri()}", "--headless", "--convert-to"]
        for kind in FORMATS:
            subprocess.run(
                [*command, kind, "--outdir", str(room / kind), str(filled)],
                check=False,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=120,
            )
        found += [path.read_bytes() for kind in FORMATS for path in (room / kind).glob("*")]
    return found


def locked(data: bytes) -> bytes:
    """The workbook, protected by a password."""
    target = BytesIO()
    OOXMLFile(BytesIO(data)).encrypt(PASSWORD, target)
    return target.getvalue()


def reader_of(folder: Folder) -> Needs:
    with folder.ledger() as ledger:
        rounds = {r.order: r for r in ledger.every_round()}
        return Needs(folder.with_passwords([PASSWORD]), rounds, ledger.bases_of("2026-W47"), {}, "2026-W47")


def trouble_with(copy: Copy) -> str:
    """What is wrong with what was said of a file; blank where nothing is."""
    if copy.status in ("refused", "held") and not copy.findings:
        return f"{copy.status} without a finding"
    if copy.status == "refused" and len(copy.findings) != 1:
        return f"refused with {len(copy.findings)} findings"
    unsaid = [f for f in copy.findings for language in LANGUAGES if not words(language).finding(f).strip()]
    return f"without a sentence: {unsaid[0]}" if unsaid else ""


class Fuzzer:
    """Reads one file after the other and counts what became of them."""

    def __init__(self, needs: Needs, place: Path) -> None:
        self.needs, self.place = needs, place
        self.guard = Guard(needs)
        self.outcomes: collections.Counter[str] = collections.Counter()
        self.slowest = 0.0

    def read(self, data: bytes) -> str:
        """Reads one file, or all that it holds; what is wrong, or blank."""
        path = self.place / "fuzzed"
        path.write_bytes(data)
        start = time.perf_counter()
        with arrivals(None, [path]) as found:
            troubles = [self._read(each) for each in found]
        took = time.perf_counter() - start
        self.slowest = max(self.slowest, took)
        return next(filter(None, troubles), f"took {took:.1f} s" if took > SLOW else "")

    def _read(self, file: Arrival) -> str:
        try:
            copy = self._answer(Job(file.path, file.label, "0" * 64), file.path.stat().st_size)
        except UnreadableFile as error:
            self.guard = Guard(self.needs)
            self.outcomes[error.reason] += 1
            # only what libraries read may end a worker, and even then the file has its sentence
            foreign = sniff(file.path.read_bytes()) in FOREIGN
            return trouble_with(refused(file.label, "", error)) if foreign else f"ended its reader: {error.reason}"
        self.outcomes[copy.status or "read"] += 1
        return trouble_with(copy)

    def _answer(self, job: Job, size: int) -> Copy:
        self.guard.ask(job, size)
        answer: Copy | Wanted = self.guard.answer(size)
        if isinstance(answer, Wanted):
            # nothing but what was handed over is known here
            return self._answer(job._replace(known={**job.known, **dict.fromkeys(answer.questions)}), size)
        return answer


def run(seconds: float, seed: int, only: int | None, target: Path) -> int:
    """Reads damaged files for so long; how many failed."""
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        room = Path(name)
        folder = make(room / "project")
        issue(folder)
        files = sources(folder, room)
        fuzzer = Fuzzer(reader_of(folder), room)
        end = time.monotonic() + seconds
        number = only or 0
        while time.monotonic() < end and (only is None or number == only):
            data = mutated(f"{seed}-{number}", files)
            if wrong := fuzzer.read(data):
                failed += 1
                target.mkdir(parents=True, exist_ok=True)
                (target / f"{seed}-{number}.bin").write_bytes(data)
                print(f"  {seed}-{number}: {wrong}", flush=True)
            number += 1
        fuzzer.guard.end()
    told = ", ".join(f"{count} {what}" for what, count in fuzzer.outcomes.most_common())
    print(f"seed {seed}: {sum(fuzzer.outcomes.values())} files ({told}); the slowest took {fuzzer.slowest:.2f} s; {failed} failed")
    return failed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=600, help="for how long (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000), help="begins the sequence of files (default: by chance)")
    parser.add_argument("--only", type=int, help="reads this one file of the sequence")
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    sys.exit(1 if run(options.seconds, options.seed, options.only, ROOT / "build" / "fuzz") else 0)


if __name__ == "__main__":
    main()
