"""The process that reads files for another one, under limits: `python -m sheetsync.workflow.worker`, with pickled objects on its pipes.

First comes the reader, an object that is called with each job, and is answered by `READY`; then one job after the other, each answered by what the
reader gives. A file that kills, stops or swells this process is that one file's trouble: `guard.py` sees it end.
"""

from __future__ import annotations

import os
import pickle
import sys
import time
from contextlib import suppress
from typing import IO

MEMORY = 2 << 30
"""Bytes of address space that a worker may take; where the system has no such limit (Windows), only the time is limited."""
SECONDS = 10
"""So long may the reading of any file take,"""
SECONDS_PER_MEBIBYTE = 2
"""and so much longer for each mebibyte that it has."""

READY = "ready"
NO_MEMORY = 71
"""The exit code of a worker for which the memory did not do."""


def seconds_for(size: int) -> float:
    """How long the reading of a file of so many bytes may take, by the clock."""
    return SECONDS + SECONDS_PER_MEBIBYTE * size / (1 << 20)


def main() -> None:
    """Answers jobs until there are no more."""
    jobs, answers = sys.stdin.buffer, _own_pipe()
    _limit("RLIMIT_AS", MEMORY)
    _limit("RLIMIT_CORE", 0)
    try:
        reader = pickle.load(jobs)
        _send(answers, READY)
        while True:
            seconds, job = pickle.load(jobs)
            _limit("RLIMIT_CPU", int(time.process_time() + seconds) + 1)
            _send(answers, reader(job))
    except EOFError:
        return
    except MemoryError:
        # not even this process knows what is left of it
        os._exit(NO_MEMORY)


def _own_pipe() -> IO[bytes]:
    """The pipe for answers, out of the reach of libraries that print."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return answers


def _limit(name: str, most: int) -> None:
    """Limits one thing, where the system can: a worker whose master was killed must not run for ever either."""
    # Windows has no such module, and not every system has or grants every limit
    with suppress(ImportError, AttributeError, ValueError, OSError):
        import resource

        which = getattr(resource, name)
        _, hard = resource.getrlimit(which)
        resource.setrlimit(which, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _send(to: IO[bytes], what: object) -> None:
    pickle.dump(what, to)
    to.flush()


if __name__ == "__main__":
    main()
