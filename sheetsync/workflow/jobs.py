"""What a worker is handed to read returned files: what their reader needs, and one job after the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from sheetsync.model.copy import Copy
from sheetsync.model.round import Round
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.reading import CopyReader
from sheetsync.workflow.register import Asking, Question


class Wanted(NamedTuple):
    """The answer to a job about a file of which a worker can't tell alone whose copy it is."""

    questions: tuple[Question, ...]


class Job(NamedTuple):
    """A file to read: where it lies, how it is named in results, its SHA-256, and the answers to what a worker had to ask."""

    path: Path
    label: str
    sha256: str
    known: Mapping[Question, Any] = {}


@dataclass(slots=True)
class Needs:
    """The reader of copies in a worker, where there is no ledger. `bases` holds issued workbooks by their return code, as the ledger keeps them,
    `releases` the return codes of released copies; `open` is the name of the round that is open."""

    folder: Folder
    rounds: dict[int, Round]
    bases: Mapping[str, bytes]
    releases: Mapping[str, str]
    open: str = ""
    asking: Asking | None = None
    reader: CopyReader | None = None

    def __call__(self, job: Job) -> Copy | Wanted:
        """The copy in a file, or what must be known before it can be told."""
        self.asking = asking = self.asking or Asking(self.bases)
        self.reader = self.reader or CopyReader(self.folder, asking.register(self.releases, self.open), self.rounds)
        asking.answers, asking.wanted = job.known, []
        copy = self.reader.read(job.path, job.label, job.sha256)
        return Wanted(tuple(dict.fromkeys(asking.wanted))) if asking.wanted else copy
