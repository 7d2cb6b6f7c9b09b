"""Reads many returned files at once: this process, and one more for every other processor.

Files whose reading is bounded are read by whoever comes first; all others by a worker, which is replaced when it does not survive one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from threading import Thread

from sheetsync.files.unreadable import UnreadableFile, unreadable
from sheetsync.files.workbook_reader import Heavy
from sheetsync.model.copy import Copy
from sheetsync.workflow.guard import Guard, helpers, size_of
from sheetsync.workflow.jobs import Job, Needs, Wanted
from sheetsync.workflow.reading import CopyReader, refused
from sheetsync.workflow.register import answer

FEW = 8
"""So many files are read sooner than another process has started."""
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

    `bases` gives the issued workbooks that a worker may meet, by return code; this process looks up what a worker does not know.
    """
    crew = _Crew(reader, jobs, bases)
    count = helpers(len(jobs), FEW)
    try:
        crew.begin(range(len(jobs)), count)
        if count:
            meanwhile()
        crew.read_here(told)
        crew.join()
        while left := crew.left():
            before = crew.found.copy()
            crew.begin(left, max(1, min(count, len(left))), ahead=1)
            crew.join()
            if crew.found == before:
                crew.give_up()
    finally:
        crew.end()
    return crew.copies()


def _next(waiting: deque[int]) -> int | None:
    with suppress(IndexError):
        return waiting.popleft()
    return None


class _Crew:
    """The files to read, what is known of them, and the workers."""

    def __init__(self, reader: CopyReader, jobs: Sequence[Job], bases: Callable[[], Mapping[str, bytes]]) -> None:
        self._reader, self._jobs, self._bases = reader, list(jobs), bases
        self.found: list[Copy | Wanted | None] = [None] * len(jobs)
        """Of each file the copy, or what a worker wants to know first, or nothing yet."""
        self._waiting: deque[int] = deque()
        self._helpers: list[_Helper] = []
        self._needs: Needs | None = None

    def begin(self, numbers: Sequence[int], count: int, ahead: int = AHEAD) -> None:
        """Has so many workers read files; what they wanted to know is told them now, which is too much to be told ahead of time."""
        self._waiting.extend(numbers)
        for number in numbers:
            if isinstance(wanted := self.found[number], Wanted):
                told = {question: answer(self._reader.register, question) for question in wanted.questions}
                self._jobs[number] = self._jobs[number]._replace(known={**self._jobs[number].known, **told})
        if count and self._needs is None:
            register = self._reader.register
            self._needs = Needs(self._reader.folder, self._reader.rounds, self._bases(), register.releases, register.open)
        self._helpers += [_Helper(self._needs) for _ in range(count - len(self._helpers)) if self._needs]
        for helper in self._helpers:
            helper.begin(self._jobs, self.found, self._waiting, ahead)

    def read_here(self, told: Told) -> None:
        """Reads what no worker has begun with, except what only a worker may read."""
        while (number := _next(self._waiting)) is not None:
            self.found[number] = self._read(self._jobs[number])
            told(sum(isinstance(each, Copy) for each in self.found))

    def _read(self, job: Job) -> Copy | None:
        try:
            return self._reader.read(job.path, job.label, job.sha256, light=True)
        except Heavy:
            return None
        except Exception:
            # whatever it is, it is this file's trouble, and as a worker would have met it
            return refused(job.label, job.sha256, unreadable("died"))

    def join(self) -> None:
        """Waits until the workers have read all that they took."""
        for helper in self._helpers:
            helper.join()

    def left(self) -> list[int]:
        """The files that are still to be read."""
        return [number for number, each in enumerate(self.found) if not isinstance(each, Copy)]

    def give_up(self) -> None:
        """Reads the bounded files here, since no worker could be started, and says of the others that this is so."""
        self._waiting.clear()
        for number in self.left():
            job = self._jobs[number]
            self.found[number] = self._read(job) or refused(job.label, job.sha256, unreadable("no-process"))

    def copies(self) -> list[Copy]:
        return [each for each in self.found if isinstance(each, Copy)]

    def end(self) -> None:
        for helper in self._helpers:
            helper.end()


class _Helper:
    """A worker process, and the thread that feeds it."""

    def __init__(self, needs: Needs) -> None:
        self._needs = needs
        self._guard: Guard | None = None
        self._thread: Thread | None = None

    def begin(self, jobs: Sequence[Job], found: list[Copy | Wanted | None], waiting: deque[int], ahead: int) -> None:
        """Hands out jobs, so many at a time, and takes answers, until no file waits or no worker can be started."""
        self._thread = Thread(target=self._feed, args=(jobs, found, waiting, ahead), daemon=True)
        self._thread.start()

    def _feed(self, jobs: Sequence[Job], found: list[Copy | Wanted | None], waiting: deque[int], ahead: int) -> None:
        asked: deque[int] = deque()
        with suppress(UnreadableFile):
            while waiting or asked:
                self._guard = guard = self._guard or Guard(self._needs)
                while len(asked) < ahead and (number := _next(waiting)) is not None:
                    guard.ask(jobs[number], size_of(jobs[number].path))
                    asked.append(number)
                if asked:
                    found[asked[0]] = self._answer(guard, jobs[asked[0]])
                    asked.popleft()
                if self._guard is None:
                    # what was waiting behind the file that ended the worker
                    waiting.extendleft(reversed(asked))
                    asked.clear()

    def _answer(self, guard: Guard, job: Job) -> Copy | Wanted:
        try:
            answer: Copy | Wanted = guard.answer(size_of(job.path))
            return answer
        except UnreadableFile as error:
            self._guard = None
            return refused(job.label, job.sha256, error)

    def join(self) -> None:
        """Waits until the worker has answered all that it was given."""
        if self._thread:
            self._thread.join()

    def end(self) -> None:
        """Ends the worker, whatever it is doing."""
        if self._guard:
            self._guard.end()
