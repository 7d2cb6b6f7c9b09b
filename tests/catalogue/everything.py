"""All groups of the catalogue, in the order of the documentation."""

from __future__ import annotations

from catalogue.columns import COLUMNS
from catalogue.office import OFFICE
from catalogue.rows import ROWS
from catalogue.values import VALUES
from catalogue.whose import WHOSE

GROUPS = (WHOSE, ROWS, COLUMNS, VALUES, OFFICE)
CASES = [case for group in GROUPS for case in group.cases]
