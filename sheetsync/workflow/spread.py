"""Spreads work over processes: this one, and one more for every other processor."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from threading import Thread
from typing import Generic, TypeVar

from sheetsync.files.unreadable import UnreadableFile
from sheetsync.workflow.guard import Guard

J = TypeVar("J")
R = TypeVar("R")

PATIENCE = 60 << 20
"""A job may take as long as the reading of a file of so many bytes; nobody else wrote what is worked on, so it is only for what goes wrong."""


class Spread(Generic[J, R]):
    """Jobs that a tool does, here and in so many other processes. The tool and the jobs can be pickled, and so can what comes of them.

    In a `with` block the other processes begin at once, so that this one can do something else until it asks for the results. What another
    process did not survive is done here.
    """

    def __init__(self, tool: Callable[[J], R], jobs: Iterable[J], helpers: int) -> None:
        self._tool, self._jobs = tool, list(jobs)
        self._waiting = deque(range(len(self._jobs)))
        self._results: list[Future[R]] = [Future() for _ in self._jobs]
        self._guards: list[Guard] = []
        self._threads = [Thread(target=self._help, daemon=True) for _ in range(helpers)]

    def __enter__(self) -> Spread[J, R]:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._waiting.clear()
        for guard in self._guards:
            guard.stop()
        for thread in self._threads:
            thread.join()

    def results(self) -> Iterator[R]:
        """What comes of each job, in their order; this process does what nobody has begun."""
        for number, result in enumerate(self._results):
            while not result.done() and (mine := self._next()) is not None:
                self._results[mine].set_result(self._tool(self._jobs[mine]))
            yield self._result(number)

    def _result(self, number: int) -> R:
        try:
            return self._results[number].result()
        except UnreadableFile:
            return self._tool(self._jobs[number])

    def _next(self) -> int | None:
        with suppress(IndexError):
            return self._waiting.popleft()
        return None

    def _help(self) -> None:
        """Hands jobs to another process, and to a new one when it is gone, until there are none or no process can be started."""
        with suppress(UnreadableFile):
            while self._waiting:
                with Guard(self._tool) as guard:
                    self._guards.append(guard)
                    self._feed(guard)

    def _feed(self, guard: Guard) -> None:
        while (number := self._next()) is not None:
            try:
                guard.ask(self._jobs[number], PATIENCE)
                self._results[number].set_result(guard.answer(PATIENCE))
            except Exception as error:
                # whoever asks for the result meets it
                self._results[number].set_exception(error)
                return
