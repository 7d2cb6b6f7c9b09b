"""How a rule is written: a function that tells what it finds in a workbook, under its name and with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lint.book import Book

Check = Callable[[Book], Iterator[str]]

RULES: dict[str, Check] = {}
"""Every rule by its name; its reason is its docstring."""


def rule(check: Check) -> Check:
    """Makes a function a rule, named as it is."""
    RULES[check.__name__.replace("_", "-")] = check
    return check


def units(text: str) -> int:
    """Characters as Excel counts them."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
