"""Takes in what came back: reads the files that are new, and remembers under which names they came."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sheetsync.files.unreadable import OF_THE_PROCESS, UnreadableFile
from sheetsync.model.copy import Copy
from sheetsync.model.finding import Finding
from sheetsync.model.round import Round
from sheetsync.workflow.arrivals import Arrival, Mark, fingerprint, refuse_changed, trouble
from sheetsync.workflow.crew import read_all
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.jobs import Job
from sheetsync.workflow.reading import CopyReader, is_locked
from sheetsync.workflow.register import register_of

if TYPE_CHECKING:
    from sheetsync.files.ledger import Ledger

Progress = Callable[[int, int, str], None]
"""Told how many of how many are done, and what is next."""


@dataclass(slots=True)
class Taken:
    """What was taken in: the new files by their SHA-256, and the findings about files of which nothing is kept."""

    new: dict[str, Path] = field(default_factory=dict)
    troubles: list[Finding] = field(default_factory=list)


def take_in(
    folder: Folder, ledger: Ledger, round_: Round, files: Sequence[Arrival], named: bool, progress: Progress, released: bool = False
) -> Taken:
    """Reads the new files and remembers under which names they came. A file that can't be looked into, or that changes meanwhile, is left alone.

    Files that were `released` are read again, and count in the round that is open, whenever they came in first.
    """
    reading = folder.reading()
    known, out, seen = {} if released else ledger.known_copies(reading), ledger.withdrawn(), ledger.arrivals()
    taken = Taken()
    prints = {file: each for file in files if (each := _fingerprint(file, taken))}
    jobs: dict[str, Job] = {}
    for file, (sha256, _) in prints.items():
        names = [name for name, _ in seen.get(sha256, [])]
        if sha256 not in known:
            jobs.setdefault(sha256, Job(file.path, names[0] if names else file.label, sha256))
    outdated = ledger.outdated(round_.order, reading)
    again = [Job(folder.copy_file(c.sha256), c.file, c.sha256) for c in outdated if c.sha256 not in jobs]
    copies = _read(folder, ledger, round_, [*jobs.values(), *again], progress)
    steady = {file: sha256 for file, (sha256, mark) in prints.items() if _is_steady(file, mark, taken)}
    # another file of the same bytes may be there still
    taken.new = {sha256: file.path for file, sha256 in reversed(steady.items()) if sha256 in jobs}
    there = {*taken.new, *(job.sha256 for job in again)}
    once_read = {copy.sha256 for copy in outdated if copy.status != "refused"}
    _keep(folder, ledger, round_, [copy for copy in copies if copy.sha256 in there], once_read)
    for file, sha256 in steady.items():
        if named and sha256 in out:
            ledger.bring_back(sha256, round_.order)
        if file.label not in [name for name, _ in seen.get(sha256, [])]:
            ledger.add_arrival(sha256, file.label, round_.order)
            seen.setdefault(sha256, []).append((file.label, round_.order))
    for sha256 in taken.new if released else ():
        ledger.bring_back(sha256, round_.order)
    return taken


def _fingerprint(file: Arrival, taken: Taken) -> tuple[str, Mark] | None:
    try:
        return fingerprint(file)
    except UnreadableFile as error:
        taken.troubles.append(trouble(file, error))
        return None


def _is_steady(file: Arrival, mark: Mark, taken: Taken) -> bool:
    try:
        refuse_changed(file.path, mark)
    except UnreadableFile as error:
        taken.troubles.append(trouble(file, error))
        return False
    return True


def _read(folder: Folder, ledger: Ledger, round_: Round, jobs: Sequence[Job], progress: Progress) -> list[Copy]:
    """Reads files."""
    reader = CopyReader(folder, register_of(ledger, round_), {r.order: r for r in ledger.every_round()})
    told: Callable[[int], None] = lambda done: progress(done - 1, len(jobs), jobs[done - 1].label)  # noqa: E731 - three words to pass on
    return read_all(reader, jobs, lambda: ledger.bases_of(round_.name), told, lambda: ledger.opening(round_))


def _keep(folder: Folder, ledger: Ledger, round_: Round, copies: Iterable[Copy], once_read: Set[str]) -> None:
    """Keeps what files say. What only the process could not do that read them, or only a password can, is tried again the next time; what was
    `once_read` stays till then."""
    for copy in copies:
        by_chance = is_locked(copy) or (copy.status == "refused" and any(finding.reason in OF_THE_PROCESS for finding in copy.findings))
        # a copy of a workbook that was withdrawn waits for the next round
        if not (by_chance and copy.sha256 in once_read):
            ledger.put_copy(copy, max(round_.order, copy.order), "" if by_chance else folder.reading())
