"""What the workflow takes from outside, the clock and chance, where they become facts; a sample that must come out alike each time brings its own."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sheetsync.model.token import make_token


def _clock() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Outside:
    """The clock (in UTC), and numbers of 64 bits that nobody can foresee."""

    clock: Callable[[], datetime] = _clock
    number: Callable[[], int] = lambda: secrets.randbits(64)


_OUTSIDE: ContextVar[Outside] = ContextVar("outside", default=Outside())  # noqa: B039 # it is frozen


def now() -> str:
    """The present moment as facts have it: in UTC, to the second."""
    return _OUTSIDE.get().clock().strftime("%Y-%m-%dT%H:%M:%SZ")


def new_token() -> str:
    """A return code that was never given out."""
    return make_token(_OUTSIDE.get().number())


@contextmanager
def arranged(outside: Outside) -> Iterator[None]:
    """Within the block, the clock and chance are these."""
    before = _OUTSIDE.set(outside)
    try:
        yield
    finally:
        _OUTSIDE.reset(before)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Within the block it is that moment (in UTC)."""
    with arranged(replace(_OUTSIDE.get(), clock=lambda: moment)):
        yield
