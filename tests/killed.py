"""Kills a piece of work at one of its moments, with SIGKILL: before or after a file takes its place, or a transaction is committed."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event


def killed_at(moment: int, work: Callable[[], Any]) -> bool:
    """Does the work in another process that dies at its n-th moment; False when it was done before."""
    child = os.fork()
    if child == 0:
        _die_at(moment)
        try:
            work()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def _die_at(moment: int) -> None:
    passed = iter(range(1, moment))

    def tick(*_: object) -> None:
        if next(passed, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)

    def ticking(done: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*arguments: Any) -> Any:
            tick()
            result = done(*arguments)
            tick()
            return result

        return wrapped

    Path.replace = ticking(Path.replace)  # type: ignore[method-assign] # in a process that is about to die
    Engine.dispose = ticking(Engine.dispose)  # type: ignore[method-assign] # the same; it follows the commit
    event.listen(Engine, "commit", tick)
