"""What became of every edit that was read, and of every copy: nothing is lost without a word."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence

from sheetsync.model.copy import Copy
from sheetsync.model.finding import Finding
from sheetsync.model.merged import CopyOutcome, Fate
from sheetsync.model.record import Source
from sheetsync.steps.merge.gather import Heard
from sheetsync.steps.merge.settle import Settled
from sheetsync.steps.merge.voices import Replaced


def account(heard: Heard, settled: Settled, replaced: Sequence[Replaced]) -> tuple[list[Fate], list[Finding]]:
    """The fate of every edit, and a finding for each one that a later copy of the same department no longer holds."""
    fates = []
    spoken: dict[tuple[str, Hashable], str] = {}
    for key, said in enumerate(heard.statements):
        fate = settled.fates[key] if said.taken else "refused"
        fates.append(Fate(fate, said.copy.department, said.sheet, said.record, said.field, said.value, said.written, said.source))
        spoken[said.copy.token, (said.sheet, said.field, said.source.cell, said.written)] = fate
        spoken[said.copy.token, (said.sheet, said.record, said.field, said.value, said.taken)] = fate
    lost = [fate for each in replaced for fate in _replaced(each.copy, spoken)]
    return fates + lost, [_superseded(each.copy, fate) for each in replaced for fate in _replaced(each.copy, spoken) if fate.fate == "superseded"]


def _replaced(copy: Copy, spoken: Mapping[tuple[str, Hashable], str]) -> Iterator[Fate]:
    """What became of the edits of a copy that a later one replaced: those that the later one still holds share their fate."""
    for e in copy.edits:
        fate = spoken.get((copy.token, (e.sheet, e.record, e.field, e.value, e.taken)), "superseded")
        yield Fate(fate, copy.department, e.sheet, e.record, e.field, e.value, e.written, e.source)
    for row in copy.rows:
        for field, entry in row.entries.items():
            by_id = (row.sheet, row.id, field, entry.value, entry.taken)
            by_place = (row.sheet, field, entry.source.cell, entry.written)
            fate = spoken.get((copy.token, by_id)) or spoken.get((copy.token, by_place)) or "superseded"
            yield Fate(fate, copy.department, row.sheet, row.id, field, entry.value, entry.written, entry.source)


def _superseded(copy: Copy, fate: Fate) -> Finding:
    source: Source = fate.source
    return Finding(
        "superseded", file=copy.file, department=copy.department, sheet=fate.sheet, record=fate.record, field=fate.field,
        place=source.sheet, cell=source.cell, value=fate.written,
    )  # fmt: skip


def outcomes(copies: Sequence[Copy], replaced: Sequence[Replaced]) -> list[CopyOutcome]:
    """What became of each copy."""
    superseded = {each.copy.sha256 for each in replaced}
    return [CopyOutcome(c.file, c.sha256, c.department, c.round, _status(c, superseded), c.read, len(c.rows), c.saved_at, c.saved_by) for c in copies]


def _status(copy: Copy, superseded: set[str]) -> str:
    if copy.status:
        return copy.status
    if copy.sha256 in superseded:
        return "superseded"
    return "merged" if copy.read or copy.missing else "unchanged"
