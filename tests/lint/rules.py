"""All rules, with the modules that hold them."""

from __future__ import annotations

from lint import formula_rules, look_rules, sheet_rules
from lint.ruling import RULES

__all__ = ["MODULES", "RULES"]

MODULES = (sheet_rules, look_rules, formula_rules)
