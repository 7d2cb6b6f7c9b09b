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
        # the file that is written beside its place is no name that people know
        named = None if str(error.filename).endswith(".part") else error.filename
        raise Refusal("cannot-write", path=named or path, why=error) from error
