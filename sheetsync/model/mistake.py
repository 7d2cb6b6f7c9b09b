"""Mistakes in a file that a person writes: a template or a project. Their sentences come from `text/`, under `mistake.CODE`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake: in which file, at which key (`departments[2].code`), what was found, and the valid word that comes closest.

    `detail` holds what else the sentence needs, by name; `line` is the line in the file (from 1), or 0 where that isn't known.
    """

    file: str
    key: str
    code: str
    value: str = ""
    nearest: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)
    line: int = 0


class Mistakes(ValueError):
    """All mistakes of a file; nothing of it is used."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("; ".join(f"{m.file}: {m.key}: {m.code} {m.value!r}" for m in self.mistakes))
