"""Spreads work over processes: this one, and one more for every other processor."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from sheetsync.files.unreadable import UnreadableFile
from sheetsync.workflow.guard import Guard

R = TypeVar("R")

PATIENCE = 60 << 20
"""A job may take as long as the reading of a file of so many bytes; nobody else wrote what is worked on, so it is only for what goes wrong."""


def spread(jobs: Iterable[Callable[[], R]], helpers: int) -> Generator[R, None, None]:
    """What each job gives, in their order; done here and in so many other processes. Jobs can be pickled, and so can what they give.

    They are taken one by one, as somebody gets free, so that few of them are there at once. What another process did not survive is done here.
    """
    crew = _Crew(helpers)
    begun: deque[Future[R]] = deque()
    try:
        for job in jobs:
            begun.append(crew.begin(job))
            while begun and begun[0].done():
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()
    finally:
        crew.end()


class _Crew:
    """The other processes, each with a thread that hands it jobs."""

    def __init__(self, helpers: int) -> None:
        self._helpers = helpers
        self._threads = ThreadPoolExecutor(max(1, helpers))
        self._handed_over: list[Future[object]] = []
        self._free: list[Guard] = []

    def begin(self, job: Callable[[], R]) -> Future[R]:
        """Hands a job over, where somebody is free or will soon be; else does it."""
        self._handed_over = [each for each in self._handed_over if not each.done()]
        if self._helpers and len(self._handed_over) <= self._helpers:
            handed_over: Future[R] = self._threads.submit(self._there, job)
            self._handed_over.append(handed_over)  # type: ignore[arg-type] # only whether it is done is asked of it
            return handed_over
        done = Future[R]()
        done.set_result(job())
        return done

    def _there(self, job: Callable[[], R]) -> R:
        try:
            guard = self._guard()
            guard.ask(job, PATIENCE)
            answer: R = guard.answer(PATIENCE)
        except UnreadableFile:
            return job()
        self._free.append(guard)
        return answer

    def _guard(self) -> Guard:
        with suppress(IndexError):
            return self._free.pop()
        return Guard(call)

    def end(self) -> None:
        """Waits for what was begun, and ends the processes."""
        self._threads.shutdown(cancel_futures=True)
        for guard in self._free:
            guard.end()


def call(job: Callable[[], R]) -> R:
    """What another process does with a job."""
    return job()
