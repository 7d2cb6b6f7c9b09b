"""Reads many returned files at once: this process, and one more for every other processor."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from threading import Thread
from typing import IO

from sheetsync.model.copy import Copy
from sheetsync.workflow.reading import CopyReader
from sheetsync.workflow.worker import Job, Needs

FEW = 8
"""So many files are read sooner than another process has started."""
MOST = 3
"""So many other processes at most."""
AHEAD = 2
"""A worker is given its next file before it has answered, so that it never waits for this process."""

Told = Callable[[int], None]
"""Told how many files were read."""


def read_all(
    reader: CopyReader,
    jobs: Sequence[Job],
    bases: Callable[[], Mapping[str, bytes]],
    told: Told = lambda _: None,
    meanwhile: Callable[[], object] = bool,
) -> list[Copy]:
    """The copies in the order of the jobs: the same as if one process had read them all. `meanwhile` is done while others have begun to read.

    `bases` gives the issued workbooks that a worker may meet, by return code; a copy of another one, or one that a worker did not
    answer for whatever reason, is read here.
    """
    copies: list[Copy | None] = [None] * len(jobs)
    waiting = deque(range(len(jobs)))
    count = _helpers(len(jobs))
    needs = Needs(reader.folder, reader.rounds, bases()) if count else None
    helpers = [_Helper(needs, jobs, copies, waiting) for _ in range(count) if needs]
    try:
        if helpers:
            meanwhile()
        while (number := _next(waiting)) is not None:
            copies[number] = reader.read(*jobs[number])
            told(sum(copy is not None for copy in copies))
        for helper in helpers:
            helper.join()
    finally:
        for helper in helpers:
            helper.end()
    return [reader.read(*job) if copy is None else copy for copy, job in zip(copies, jobs, strict=True)]


def _helpers(jobs: int) -> int:
    """How many workers are worth their start; none where this program is not run by an interpreter that can be started again."""
    if not sys.executable or getattr(sys, "frozen", False):
        return 0
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(0, min(processors - 1, MOST, jobs // FEW - 1))


def _next(waiting: deque[int]) -> int | None:
    with suppress(IndexError):
        return waiting.popleft()
    return None


class _Helper:
    """A worker process, and the thread that feeds it."""

    def __init__(self, needs: Needs, jobs: Sequence[Job], copies: list[Copy | None], waiting: deque[int]) -> None:
        self._jobs, self._copies, self._waiting = jobs, copies, waiting
        places = os.pathsep.join(place for place in sys.path if place)
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "sheetsync.workflow.worker"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": places},
        )  # fmt: skip
        self._thread = Thread(target=self._feed, args=(needs,), daemon=True)
        self._thread.start()

    def _feed(self, needs: Needs) -> None:
        """Hands out jobs and takes answers; when the worker dies, what it leaves unanswered is read by the process itself."""
        to, answers = self._process.stdin, self._process.stdout
        with suppress(OSError, EOFError, pickle.UnpicklingError):
            if to is not None and answers is not None:
                _send(to, needs)
                self._talk(to, answers)

    def _talk(self, to: IO[bytes], answers: IO[bytes]) -> None:
        asked: deque[int] = deque()
        while True:
            while len(asked) < AHEAD and (number := _next(self._waiting)) is not None:
                _send(to, self._jobs[number])
                asked.append(number)
            if not asked:
                return
            self._copies[asked[0]] = pickle.load(answers)
            asked.popleft()

    def join(self) -> None:
        """Waits until the worker has answered all that it was given."""
        self._thread.join()

    def end(self) -> None:
        """Ends the worker, whatever it is doing."""
        self._process.kill()
        self._process.communicate()


def _send(to: IO[bytes], what: object) -> None:
    pickle.dump(what, to)
    to.flush()
