"""Field types: one entry each says how a cell is read, compared, shown and kept.

A value is opaque to everybody else: it is hashable, `None` is blank, and two values that mean the same are equal.
`line`, `text`, `person`, `id`, `ref`, `choice`, `department`: str · `date`: datetime.date · `percent`: float, a fraction rounded to 6 places ·
`integer`: int · `choices`, `departments`, `refs`: tuple of str in a canonical order. A choice is its key, a department its name, a reference an id.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import NamedTuple

Value = Hashable

REFUSED = frozenset({"invalid-value", "ambiguous-value", "uncalculated-formula"})
"""The codes of readings that are not taken over."""


class Reading(NamedTuple):
    """What a cell was read as. `code` is blank for a plain reading, else the code of the finding it makes; `reason` picks its sentence,
    `nearest` is the valid word that comes closest (as people see it)."""

    value: Value
    code: str = ""
    reason: str = ""
    nearest: str = ""

    @property
    def taken(self) -> bool:
        return self.code not in REFUSED
