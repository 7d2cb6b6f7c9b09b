"""Holds what is told of one copy to what a person can read: of thousands of findings alike, the others are counted, and never held."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from sheetsync.model.copy import WITHOUT_ROW
from sheetsync.model.finding import Finding

MOST_ALIKE = 2000
"""So many findings of one code are told of one copy; nobody reads more, and a hostile file could ask for millions."""

MORE = "more-findings"

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

_PARTS = {"unclear-row": False, **dict.fromkeys(WITHOUT_ROW, True)}
"""The findings by which it goes what is not read: of one record, or else of one sheet, a single one tells that as well as any number."""

_Part = tuple[str, ...]


@dataclass(slots=True)
class Findings:
    """The findings about a copy, or a part of one, in the order in which they are added; of those that are too many, only the first ones are held.

    Iterated, they end with one for each code that counts those which were left out, from where they begin. Added to others, it counts for as many.
    """

    _held: list[Finding] = field(default_factory=list)
    _counts: Counter[str] = field(default_factory=Counter)
    _beyond: dict[str, Finding] = field(default_factory=dict)
    _parts: set[_Part] = field(default_factory=set)

    def add(self, findings: Iterable[Finding]) -> None:
        """Adds findings one by one; they need not all be there at a time."""
        for each in findings:
            if each.code == MORE:
                self._count(each, each.detail["of"], each.detail["count"])
            elif self._counts[each.code] < MOST_ALIKE or not self._is_spare(each):
                self._counts[each.code] += 1
                self._parts.update([_part(each)] if each.code in _PARTS else ())
                self._held.append(each)
            else:
                self._count(each, each.code, 1)

    def _count(self, first: Finding, code: str, count: int) -> None:
        self._beyond.setdefault(code, first)
        self._counts[code] += count

    def _is_spare(self, finding: Finding) -> bool:
        return finding.code in _KINDS or (finding.code in _PARTS and _part(finding) in self._parts)

    def __iter__(self) -> Iterator[Finding]:
        yield from self._held
        held = Counter(each.code for each in self._held)
        for code, first in self._beyond.items():
            detail = {"count": self._counts[code] - held[code], "of": code}
            yield replace(first, code=MORE, record="", field="", value="", reason=_KINDS.get(code, ""), detail=detail)


def _part(finding: Finding) -> _Part:
    return finding.code, finding.reason, finding.sheet, finding.place, finding.record if _PARTS[finding.code] else ""


def capped(findings: Iterable[Finding]) -> Findings:
    """The findings, of which no more are held than are told."""
    found = Findings()
    found.add(findings)
    return found
