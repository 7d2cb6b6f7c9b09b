"""Copies of which nothing is merged until somebody has looked, and what is told of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence

from sheetsync.model.copy import Copy
from sheetsync.model.finding import Finding
from sheetsync.steps.intake.cap import MORE, capped
from sheetsync.steps.intake.sheets import Part

HOLDING = frozenset({"unclear-row"})
"""Findings with which nothing of a copy may be merged: its rows can't be told apart."""


def held(copy: Copy) -> Copy:
    """The copy as one of which nothing is merged until somebody has looked."""
    holding = _why_held(copy.findings)
    findings = [with_command(f, "release-rows", copy.department, copy.round) for f in holding] or [_contradicted(copy)]
    return dataclasses.replace(copy, edits=(), rows=(), missing=(), findings=tuple(findings), status="held")


def _why_held(findings: Sequence[Finding]) -> list[Finding]:
    """One finding for each row that holds the copy; one for the whole sheet where a sort explains them."""
    holding = [f for f in findings if f.code in HOLDING]
    sorted_ = {f.place: f for f in holding if f.reason == "sorted"}
    rows = {(f.place, f.cell): f for f in holding if f.place not in sorted_}
    more = (f for f in findings if f.code == MORE and f.detail["of"] in HOLDING and f.place not in sorted_)
    return [*sorted_.values(), *rows.values(), *more]


def _contradicted(copy: Copy) -> Finding:
    """Why the rows speak against the return code: they are somebody else's, or nobody's."""
    other = next((f.detail for f in copy.findings if (f.code, f.reason) == ("wrong-department", "rows")), None)
    about = Finding("mixed-identity", file=copy.file, department=copy.department, value=copy.token, reason="rows")
    if other is None:
        return with_command(about, "release", copy.department, copy.round)
    return with_command(dataclasses.replace(about, code="wrong-department", reason="", detail=other), "release", other["other"], other["other_round"])


def with_command(finding: Finding, hint: str, department: str = "", round_: str = "") -> Finding:
    """A finding that holds a copy, with what names the command that releases it as a department's; without one where nobody knows whose it may be."""
    if finding.department == department == "" and hint != "release-unknown":
        # a consolidated workbook is nobody's copy
        return finding
    return dataclasses.replace(finding, detail={**finding.detail, "hint": hint, "release": department, "release_round": round_})


def clear(part: Part) -> Part:
    """A sheet of a copy that somebody has looked at; where its rows can't be told apart, nothing of it is read, whoever has looked."""
    holding = next((f for f in part.findings if f.code in HOLDING), None)
    return Part(findings=capped([dataclasses.replace(holding, reason="sheet")]), known=part.known) if holding else part


def is_foreign(parts: Iterable[Part], proven: bool) -> bool:
    """Whether the rows speak against the return code: there are ids, and none of them was issued under it.

    Where it is proven otherwise whose copy it is, whether they are certainly another's.
    """
    seen = [part for part in parts if part.known or part.unknown or part.of_another]
    if proven:
        return bool(seen) and all(part.of_another for part in seen)
    return bool(seen) and not any(part.known for part in seen)
