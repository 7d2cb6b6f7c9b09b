"""Takes in what came back: reads the files that are new, remembers under which names they came, and takes copies back out."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sheetsync.model.round import Round
from sheetsync.workflow.arrivals import Arrival, hash_file
from sheetsync.workflow.crew import read_all
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.jobs import Job
from sheetsync.workflow.reading import CopyReader
from sheetsync.workflow.refusal import Refusal

if TYPE_CHECKING:
    from sheetsync.files.ledger import Ledger

Progress = Callable[[int, int, str], None]
"""Told how many of how many are done, and what is next."""


def take_in(folder: Folder, ledger: Ledger, round_: Round, files: Sequence[Arrival], named: bool, progress: Progress) -> dict[str, Path]:
    """Reads the new files and remembers under which names they came; gives the new ones by their SHA-256."""
    reading = folder.reading()
    known, out, seen = ledger.known_copies(reading), ledger.withdrawn(), ledger.arrivals()
    jobs: dict[str, Job] = {}
    for file in files:
        sha256 = _hashed(file)
        names = [name for name, _ in seen.get(sha256, [])]
        if sha256 not in known:
            jobs.setdefault(sha256, Job(file.path, names[0] if names else file.label, sha256))
        elif named and sha256 in out:
            ledger.bring_back(sha256, round_.order)
        if file.label not in names:
            ledger.add_arrival(sha256, file.label, round_.order)
            seen.setdefault(sha256, []).append((file.label, round_.order))
    again = [Job(folder.copy_file(c.sha256), c.file, c.sha256) for c in ledger.outdated(round_.order, reading) if c.sha256 not in jobs]
    _read(folder, ledger, round_, [*jobs.values(), *again], progress)
    return {sha256: job.path for sha256, job in jobs.items()}


def _read(folder: Folder, ledger: Ledger, round_: Round, jobs: Sequence[Job], progress: Progress) -> None:
    """Reads files, and keeps what they say."""
    reader = CopyReader(folder, functools.lru_cache(maxsize=8)(ledger.issued), {r.order: r for r in ledger.every_round()}, ledger.is_report)
    told: Callable[[int], None] = lambda done: progress(done - 1, len(jobs), jobs[done - 1].label)  # noqa: E731 - three words to pass on
    for copy in read_all(reader, jobs, lambda: ledger.bases_of(round_.name), told, lambda: ledger.opening(round_)):
        # a copy of a workbook that was withdrawn waits for the next round
        ledger.put_copy(copy, max(round_.order, copy.order), folder.reading())


def _hashed(file: Arrival) -> str:
    try:
        return hash_file(file.path)
    except OSError as error:
        raise Refusal("cannot-read", path=file.path, why=error) from error


def take_out(ledger: Ledger, round_: Round, names: Iterable[str]) -> None:
    """Takes copies of the open round back out, by a name under which they came or by the beginning of their SHA-256.

    Refuses those of earlier rounds: what they brought has been sent out.
    """
    taken_in = ledger.taken_in()
    closed = max((each.order for each in ledger.rounds() if each.order < round_.order), default=0)
    for name in names:
        wanted = name.replace("\\", "/")
        found = [
            sha256
            for sha256, labels in ledger.arrivals().items()
            if (len(name) >= 8 and sha256.startswith(name)) or any(wanted in (label, Path(label).name) for label, _ in labels)
        ]
        if not found and Path(name).is_file():
            found = [hash_file(Path(name))] if hash_file(Path(name)) in ledger.arrivals() else []
        if not found:
            raise Refusal("no-such-copy", name=name)
        mine = [sha256 for sha256 in found if taken_in[sha256] > closed]
        if not mine:
            raise Refusal("copy-of-earlier-round", name=name, current=round_.name)
        for sha256 in mine:
            ledger.withdraw(sha256)
