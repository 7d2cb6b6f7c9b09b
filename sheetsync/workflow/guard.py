"""Reads files in a process of its own, so that one which kills, stops or swells its reader is that one file's trouble."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from types import TracebackType
from typing import IO, Any, Generic, TypeVar, cast

from sheetsync.files.unreadable import UnreadableFile, unreadable
from sheetsync.files.workbook_reader import Heavy, read_workbook
from sheetsync.model.raw import RawWorkbook
from sheetsync.workflow.worker import MEMORY, NO_MEMORY, seconds_for

T = TypeVar("T")

MOST = 3
"""So many other processes at most."""
TO_START = 60
"""Seconds after which a worker should have started, on the slowest machine."""
_OUT_OF_TIME = -getattr(signal, "SIGXCPU", 0)
"""How a worker ends that used up its processor time; Windows knows no such thing."""


class Guard:
    """A worker process that holds one reader: a picklable object that is called with a job and gives an answer.

    Raises `UnreadableFile` (`no-process`) where none can be started: nor can it where this program is not run by an interpreter.
    """

    def __init__(self, reader: Callable[[Any], object]) -> None:
        if not can_start():
            raise unreadable("no-process")
        places = os.pathsep.join(place for place in sys.path if place)
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "sheetsync.workflow.worker"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": places},
            )  # fmt: skip
        except OSError as error:
            raise unreadable("no-process") from error
        self._late = False
        self._send(reader)
        try:
            self._receive(TO_START)
        except UnreadableFile as error:
            raise unreadable("no-process") from error

    def ask(self, job: object, size: int) -> None:
        """Hands over a job about a file of so many bytes; several small ones may wait."""
        self._send((seconds_for(size), job))

    def answer(self, size: int) -> Any:
        """What the reader gave for the oldest job; raises `UnreadableFile` where the worker did not survive it, and others need a new guard."""
        return self._receive(seconds_for(size))

    def _send(self, what: object) -> None:
        # that the worker has gone is noticed when its answer does not come
        with suppress(OSError):
            pipe = cast(IO[bytes], self._process.stdin)
            pickle.dump(what, pipe)
            pipe.flush()

    def _receive(self, seconds: float) -> Any:
        timer = Timer(seconds, self.stop)
        timer.daemon = True
        timer.start()
        try:
            return pickle.load(cast(IO[bytes], self._process.stdout))
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            # one that ends by itself says why
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(1)
            self.end()
            raise unreadable(self._why(), seconds=round(seconds), limit=MEMORY >> 30) from error
        finally:
            timer.cancel()

    def stop(self) -> None:
        """Ends the worker while somebody waits for its answer, who is told that it took too long."""
        self._late = True
        self._process.kill()

    def _why(self) -> str:
        code = self._process.returncode
        if self._late or code == _OUT_OF_TIME < 0:
            return "too-long"
        return "memory" if code == NO_MEMORY else "died"

    def end(self) -> None:
        """Ends the worker, whatever it is doing."""
        self._process.kill()
        # what it was still to be told may be in the pipe
        with suppress(OSError, ValueError):
            self._process.communicate()

    def __enter__(self) -> Guard:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.end()


def can_start() -> bool:
    """Whether this program is run by an interpreter that can be started again."""
    return bool(sys.executable) and not getattr(sys, "frozen", False)


def helpers(jobs: int, few: int) -> int:
    """How many other processes are worth their start for so many jobs, of which a few are done sooner; none where none can be started."""
    if not can_start():
        return 0
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(0, min(processors - 1, MOST, jobs // few - 1))


def whole(raw: RawWorkbook) -> RawWorkbook:
    """What is made of a workbook that is wanted itself."""
    return raw


@dataclass(frozen=True, slots=True)
class RawReader(Generic[T]):
    """Reads workbooks and makes something of each; why one could not be read is an answer too."""

    make: Callable[[RawWorkbook], T]
    passwords: Sequence[str]

    def __call__(self, path: Path) -> T | UnreadableFile:
        try:
            return self.make(read_workbook(path, passwords=self.passwords))
        except UnreadableFile as error:
            return error


def made_guarded(path: Path, make: Callable[[RawWorkbook], T], passwords: Sequence[str] = ()) -> T:
    """What is made of the workbook in a file (`make` can be pickled), in this process where that is bounded, else in one of its own.

    Raises `UnreadableFile`, and nothing else.
    """
    try:
        return make(read_workbook(path, passwords=passwords, light=True))
    except Heavy:
        size = size_of(path)
    with Guard(RawReader(make, passwords)) as guard:
        guard.ask(path, size)
        found: T | UnreadableFile = guard.answer(size)
    if isinstance(found, UnreadableFile):
        raise found
    return found


def read_guarded(path: Path, passwords: Sequence[str] = ()) -> RawWorkbook:
    """The workbook in a file; else as `made_guarded`."""
    return made_guarded(path, whole, passwords)


def size_of(path: Path) -> int:
    """The bytes of a file; none of one that has gone, which its reader will tell."""
    try:
        return path.stat().st_size
    except OSError:
        return 0
