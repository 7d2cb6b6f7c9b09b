"""Holds what is told of one copy to what a person can read: of thousands of findings alike, the others are counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from sheetsync.model.finding import Finding

MOST_ALIKE = 2000
"""So many findings of one code are told of one copy; nobody reads more, and a hostile file could ask for millions."""

_KINDS = {
    "invalid-value": "unread",
    "ambiguous-value": "unread",
    "uncalculated-formula": "unread",
    "repaired-value": "repaired",
    "formula-value": "repaired",
    "required-missing": "blank",
    "skipped-row": "",
    "comment": "",
    "unknown-id": "",
    "duplicate-id": "",
    "relinked": "",
}
"""The findings about cells and rows of which any number may be told, with what the sentence about the others calls them. Nothing but people reads
these: what becomes of a cell does not depend on its finding."""


def capped(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings, of those that are too many only the first ones, with one more that counts the others from where they begin."""
    counts: Counter[str] = Counter()
    beyond: dict[str, Finding] = {}
    for finding in findings:
        counts[finding.code] += 1
        if finding.code not in _KINDS or counts[finding.code] <= MOST_ALIKE:
            yield finding
        else:
            beyond.setdefault(finding.code, finding)
    for code, first in beyond.items():
        detail = {"count": counts[code] - MOST_ALIKE}
        yield replace(first, code="more-findings", record="", field="", value="", reason=_KINDS[code], detail=detail)
