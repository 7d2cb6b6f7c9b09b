"""Readers that do to their process what hostile files do to real ones."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sheetsync.files.workbook_reader import Heavy
from sheetsync.model.copy import Copy
from sheetsync.workflow.jobs import Job, Needs, Wanted

R = TypeVar("R")


def kill(job: str) -> str:
    """Does what the job says."""
    if job == "abort":
        os.abort()
    if job == "exit":
        raise SystemExit(3)
    if job == "bug":
        raise ZeroDivisionError
    if job == "sleep":
        time.sleep(1000)
    if job == "spin":
        while True:
            pass
    if job == "memory":
        return "x" * (3 << 30)
    if job == "print":
        print("noise", flush=True)
        os.write(1, b"more noise")
    return job


@dataclass(slots=True)
class Deadly(Needs):
    """The reader of copies, except that a file with this name ends its process."""

    def __call__(self, job: Job) -> Copy | Wanted:
        if job.label == "deadly":
            os.abort()
        # the dataclass with slots is another class than the one that super() alone would know
        return Needs.__call__(self, job)


def too_heavy(*_: object, light: bool = False) -> Copy:
    """As a reader that reads nothing in the process that asks for few files only."""
    assert light
    raise Heavy


def call(job: Callable[[], R]) -> R:
    """The tool whose jobs say themselves what to do."""
    return job()


def who() -> int:
    """Which process does this; slow enough that another one is free meanwhile."""
    time.sleep(0.05)
    return os.getpid()


def die_elsewhere(home: int) -> str:
    """Done in its own process only."""
    if os.getpid() != home:
        os.abort()
    return "here"
