"""A request that cannot be carried out: one sentence as its reason, and nothing is changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Refusal(Exception):
    """Why a command stops. Its sentence is `refusal.KEY` in `text/`, with `values` filled in."""

    def __init__(self, key: str, **values: Any) -> None:
        self.key = key
        self.values = values
        super().__init__(f"{key} {values}")


@contextmanager
def writing(path: object) -> Iterator[None]:
    """Turns a folder that can't be written and a full disk into a refusal."""
    try:
        yield
    except OSError as error:
        raise Refusal("cannot-write", path=error.filename or path, why=error.strerror or error) from error
