"""The process that reads returned files for another one: `python -m sheetsync.workflow.worker`, with pickled objects on its pipes.

First comes what a reader needs, then one job after the other; each is answered by the copy, or by nothing where the file is a copy of a workbook
whose base was not handed over.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from sheetsync.files import codec
from sheetsync.model.copy import Copy
from sheetsync.model.record import Issued
from sheetsync.model.round import Round
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.reading import CopyReader


class Job(NamedTuple):
    """A file to read: where it lies, how it is named in results, and its SHA-256."""

    path: Path
    label: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Needs:
    """What a worker is handed first. `bases` holds issued workbooks by their return code, as the ledger keeps them."""

    folder: Folder
    rounds: dict[int, Round]
    bases: Mapping[str, bytes]

    def find(self, token: str) -> Issued | None:
        """The issued workbook of a return code; KeyError for one that was not handed over."""
        return codec.unpack_issued(codec.unpack(self.bases[token]))


def main() -> None:
    """Answers jobs until there are no more."""
    jobs, answers = sys.stdin.buffer, sys.stdout.buffer
    needs: Needs = pickle.load(jobs)
    reader = CopyReader(needs.folder, needs.find, needs.rounds)
    while True:
        try:
            job: Job = pickle.load(jobs)
        except EOFError:
            return
        pickle.dump(_answer(reader, job), answers)
        answers.flush()


def _answer(reader: CopyReader, job: Job) -> Copy | None:
    try:
        return reader.read(*job)
    except KeyError:
        # only the ledger knows the return code, and it is not here
        return None


if __name__ == "__main__":
    main()
