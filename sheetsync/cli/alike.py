"""Sums findings up: many of one kind in one file are one thing to act on, and one line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

FEW = 2
"""So many findings of one kind in one file are told each by itself."""


class _Told(Protocol):
    """A finding, whether it has its sentence yet or not."""

    @property
    def code(self) -> str: ...
    @property
    def file(self) -> str | None: ...


About = TypeVar("About", bound=_Told)


def alike(findings: Iterable[About]) -> list[tuple[About, int]]:
    """Each finding that is told, in their order, and how many of its kind in its file stand behind it."""
    kinds: dict[tuple[str, str], list[About]] = {}
    for number, each in enumerate(findings):
        kinds.setdefault((each.code, each.file or f"{number}"), []).append(each)
    return [told for kind in kinds.values() for told in ([(kind[0], len(kind) - 1)] if len(kind) > FEW else [(one, 0) for one in kind])]
