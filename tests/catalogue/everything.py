"""All groups of the catalogue, in the order of the documentation."""

from __future__ import annotations

from catalogue.rows import ROWS

GROUPS = (ROWS,)
CASES = [case for group in GROUPS for case in group.cases]
