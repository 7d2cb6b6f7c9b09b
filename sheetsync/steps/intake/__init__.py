"""Reads a returned workbook against exactly what was issued: which cells were edited, which rows are new, which are gone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from sheetsync.model.copy import Copy
from sheetsync.model.finding import Finding
from sheetsync.model.kinds import Context
from sheetsync.model.project import Project
from sheetsync.model.raw import RawWorkbook
from sheetsync.model.record import Issued
from sheetsync.model.template import Template
from sheetsync.steps.intake.cap import capped
from sheetsync.steps.intake.held import HOLDING, clear, held, is_foreign
from sheetsync.steps.intake.identity import Stray, Whose, without
from sheetsync.steps.intake.regions import apart
from sheetsync.steps.intake.sheets import SheetReader


@dataclass(frozen=True, slots=True)
class Envelope:
    """What is known of a returned file before it is read: its name, its hash, and until when (ISO 8601, UTC) it was due.

    `strays` are the sheets in it that are of other workbooks, and `notes` what else was found about whose copy it is. `proven`: it is that
    workbook even if it shows none of its ids; `released`: so somebody has said who has looked.
    """

    file: str
    sha256: str
    due_at: str = ""
    strays: Sequence[Stray] = ()
    notes: Sequence[Finding] = ()
    proven: bool = False
    released: bool = False


def read_copy(
    raw: RawWorkbook, issued: Issued, template: Template, project: Project, context: Context, envelope: Envelope, whose: Whose = lambda _: None
) -> Copy:
    """The copy that a workbook holds: every cell that differs from what `issued` sent, every new row, every row that is gone.

    `whose` tells which workbook gave out an id with a blank row; it is asked where the rows of a sheet may be another one's.
    """
    own = apart(without(raw, envelope.strays), template)
    reader = SheetReader(issued, template, project, context, envelope.file, RawWorkbook([stray.sheet for stray in envelope.strays]), whose)
    parts = [reader.sheet(sheet, own) for sheet in template.data_sheets]
    if envelope.released:
        parts = [clear(part) for part in parts]
    told = [f for part in parts for f in part.findings]
    about_sheets = chain(reader.strangers(own), reader.printed(own), reader.aside(envelope.strays))
    findings = list(capped(chain(reader.alone(told) if raw.format == "csv" else told, about_sheets)))
    copy = Copy(
        sha256=envelope.sha256,
        file=envelope.file,
        token=issued.token,
        department=issued.department,
        round=issued.round,
        order=issued.order,
        saved_at=raw.core.get("modified", ""),
        saved_by=raw.core.get("lastModifiedBy", "").strip(),
        edits=tuple(e for part in parts for e in part.edits),
        rows=tuple(r for part in parts for r in part.rows),
        missing=tuple(m for part in parts for m in part.missing if m[1] not in _misplaced(findings)),
        findings=(*findings, *envelope.notes, *_late(raw.core.get("modified", ""), issued, envelope)),
        template=issued.template,
        mends=issued.mends,
    )
    unclear = any(f.code in HOLDING for f in findings) and not envelope.released
    return held(copy) if unclear or is_foreign(parts, envelope.proven or envelope.released) else copy


def _misplaced(findings: Iterable[Finding]) -> set[str]:
    """The records whose rows stand on another sheet: these are not gone."""
    rows = {f.record for f in findings if f.code == "misplaced-row"}
    return rows.union(*(f.detail["records"] for f in findings if f.code == "second-sheet"))


def _late(saved_at: str, issued: Issued, envelope: Envelope) -> Iterator[Finding]:
    """A notice when the copy was saved after it was due."""
    if saved_at and envelope.due_at and saved_at > envelope.due_at:
        yield Finding(
            "late-copy", file=envelope.file, department=issued.department, value=saved_at, detail={"due": envelope.due_at, "round": issued.round}
        )
