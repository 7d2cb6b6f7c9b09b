"""What a worker is handed to read returned files: what their reader needs, and one job after the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from sheetsync.files import codec
from sheetsync.model.copy import Copy
from sheetsync.model.record import Issued
from sheetsync.model.round import Round
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.reading import CopyReader


class Known(NamedTuple):
    """What the ledger knows of return codes: the issued workbooks (or none), and which codes are those of consolidated workbooks."""

    issued: Mapping[str, Issued | None]
    reports: frozenset[str]


class Wanted(NamedTuple):
    """The answer to a job about a file with return codes of which a worker does not know what they are."""

    tokens: tuple[str, ...]


NOTHING = Known({}, frozenset())


class Job(NamedTuple):
    """A file to read: where it lies, how it is named in results, its SHA-256, and what a worker had to ask for."""

    path: Path
    label: str
    sha256: str
    known: Known = NOTHING


@dataclass(slots=True)
class Needs:
    """The reader of copies in a worker, where there is no ledger. `bases` holds issued workbooks by their return code, as the ledger keeps them."""

    folder: Folder
    rounds: dict[int, Round]
    bases: Mapping[str, bytes]
    reader: CopyReader | None = None
    job: Job | None = None
    wanted: list[str] = field(default_factory=list)

    def __call__(self, job: Job) -> Copy | Wanted:
        """The copy in a file, or what must be known before it can be told."""
        self.reader = self.reader or CopyReader(self.folder, self._find, self.rounds, self._is_report)
        self.job, self.wanted = job, []
        copy = self.reader.read(job.path, job.label, job.sha256)
        return Wanted(tuple(self.wanted)) if self.wanted else copy

    def _find(self, token: str) -> Issued | None:
        known = self.job.known.issued if self.job else {}
        if token in self.bases:
            return codec.unpack_issued(codec.unpack(self.bases[token]))
        if token not in known:
            self.wanted.append(token)
        return known.get(token)

    def _is_report(self, token: str) -> bool:
        return self.job is not None and token in self.job.known.reports
