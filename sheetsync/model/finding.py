"""Findings: anything that a person should know, all of one shape. Their sentences come from `text/`."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ERROR, WARNING, NOTICE = "error", "warning", "notice"

# the most fundamental first: of findings of one severity, those about whole files stand before those about cells
READING: Mapping[str, str] = {
    "unknown-copy": ERROR,
    "wrong-department": ERROR,
    "mixed-identity": ERROR,
    "unclear-row": ERROR,
    "encrypted-file": ERROR,
    "unreadable-file": ERROR,
    "unsafe-file": ERROR,
    "other-project": ERROR,
    "not-a-workbook": ERROR,
    "duplicate-copy": NOTICE,
    "stale-copy": WARNING,
    "late-copy": WARNING,
    "withdrawn-round": WARNING,
    "stray-code": WARNING,
    "no-return-code": WARNING,
    "released": NOTICE,
    "missing-sheet": ERROR,
    "single-sheet": WARNING,
    "missing-column": ERROR,
    "unknown-column": WARNING,
    "unknown-sheet": NOTICE,
    "second-sheet": ERROR,
    "renamed-sheet": NOTICE,
    "renamed-column": NOTICE,
    "moved-header": NOTICE,
    "hidden-rows": NOTICE,
    "skipped-row": NOTICE,
    "shifted-row": ERROR,
    "misplaced-row": ERROR,
    "known-row": WARNING,
    "formula-value": NOTICE,
    "uncalculated-formula": ERROR,
    "comment": NOTICE,
    "more-findings": WARNING,
}
VALUES: Mapping[str, str] = {
    "invalid-value": ERROR,
    "ambiguous-value": ERROR,
    "repaired-value": NOTICE,
    "required-missing": WARNING,
    "unassigned-record": ERROR,
    "outdated-value": WARNING,
    "dangling-reference": WARNING,
    "relinked": NOTICE,
    "duplicate-id": WARNING,
    "unknown-id": WARNING,
}
MERGING: Mapping[str, str] = {
    "conflict": ERROR,
    "approval": ERROR,
    "suggestion": ERROR,
    "possible-duplicate": ERROR,
    "removal": ERROR,
    "template-changed": NOTICE,
    "redirected": NOTICE,
    "carried": NOTICE,
    "became": NOTICE,
    "reopened": WARNING,
    "confirmation-void": WARNING,
    "superseded": NOTICE,
    "outvoted": NOTICE,
    "decided-against": NOTICE,
    "without-record": WARNING,
    "lines-kept": NOTICE,
    "cell-full": WARNING,
    "unread-report": ERROR,
    "changed-return": WARNING,
    "row-kept": WARNING,
    "row-not-added": WARNING,
    "not-read-back": WARNING,
}
CHECKING: Mapping[str, str] = {
    "missing-copy": WARNING,
    "overdue": WARNING,
    "due-soon": NOTICE,
    "overdue-dependency": WARNING,
    "dependency-order": WARNING,
    "at-risk-without-plan": WARNING,
    "no-update": WARNING,
    "inconsistent-status": WARNING,
    "approval-late": WARNING,
    "acceptance-missing": WARNING,
    "acceptance-failed": WARNING,
    "recheck-overdue": WARNING,
    "retro-late": WARNING,
    "plan-adjustment-needed": WARNING,
    "escalation-needed": WARNING,
    "criteria-missing": WARNING,
    "response-late": WARNING,
    "confirmation-missing": WARNING,
    "confirmation-incomplete": WARNING,
    "notice-late": WARNING,
    "agenda-too-long": NOTICE,
    "minutes-late": WARNING,
    "open-point-unassigned": WARNING,
    "unknown-calendar": NOTICE,
}
CODES: Mapping[str, str] = {**READING, **VALUES, **MERGING, **CHECKING}
"""Every code that there is, with its severity."""
RANKS: Mapping[str, int] = {code: rank for rank, code in enumerate(CODES)}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a person should know.

    `sheet`, `record` and `field` are keys and ids; `place` is the sheet's name in that file and `cell` its address there. `value` is what was
    found, as written; `reason` picks the sentence where a code has several; `detail` holds what else the sentence needs, by name.
    """

    code: str
    file: str = ""
    department: str = ""
    sheet: str = ""
    record: str = ""
    field: str = ""
    place: str = ""
    cell: str = ""
    value: str = ""
    reason: str = ""
    detail: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def severity(self) -> str:
        return CODES[self.code]


def sort_key(finding: Finding) -> tuple[Any, ...]:
    """Worst first, then the most fundamental, then by place, so that equal input gives equal bytes."""
    rank = (ERROR, WARNING, NOTICE).index(finding.severity)
    return (
        rank,
        RANKS[finding.code],
        finding.sheet,
        finding.record,
        finding.field,
        finding.department,
        finding.file,
        finding.place,
        finding.cell,
        finding.value,
        finding.reason,
        sorted((k, repr(v)) for k, v in finding.detail.items()),
    )
