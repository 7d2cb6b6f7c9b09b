"""A merged round with its checks: what the consolidated workbook and the JSON are made of."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sheetsync.model.decision import Decision, Left
from sheetsync.model.finding import Finding, sort_key
from sheetsync.model.lineage import in_use
from sheetsync.model.merged import CopyOutcome, Merged
from sheetsync.model.record import State
from sheetsync.model.result import Result
from sheetsync.model.round import OpenQuestion, Round, Situation
from sheetsync.model.shown import by_record, shown
from sheetsync.model.template import Template
from sheetsync.model.trend import RoundFigures
from sheetsync.workflow.arrivals import hash_file
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.rounds import closing_merge

if TYPE_CHECKING:
    from sheetsync.files.ledger import Ledger
    from sheetsync.steps.report.view import ReportInput


UNREAD = frozenset({"unreadable-file", "encrypted-file", "unsafe-file", "not-a-workbook"})
"""Of a file with one of these findings, nothing was read."""


@dataclass(frozen=True, slots=True)
class Consolidated:
    """A merged round with its checks: what the consolidated workbook and the JSON are made of."""

    round: Round
    as_of: date
    merged: Merged
    checks: Sequence[Finding]
    issued: Sequence[str]
    missing: Sequence[str]
    left: Mapping[str, Left] = dataclasses.field(default_factory=dict)
    """What the coordinator wrote about decisions that stay open, by their id."""
    earlier: Sequence[RoundFigures] = ()
    """The figures of the rounds before this one, as far as they are known, oldest first."""

    def still_left(self, left: Mapping[str, Left]) -> dict[str, Left]:
        """What is left of that: what is about decisions that are still open."""
        return {d.id: left[d.id] for d in self.merged.decisions if d.decided is None and d.id in left}

    @property
    def findings(self) -> list[Finding]:
        """All findings, the worst first."""
        return sorted((*self.merged.findings, *self.checks), key=sort_key)

    def document(self, folder: Folder, workbook: str | None, brief: bool = False) -> Result:
        from sheetsync.steps.document import document

        names = {"project": folder.project.name, "round": self.round.name, "as_of": self.as_of.isoformat(), "workbook": workbook}
        made = document(folder.template, folder.words, names, self.merged, self.findings, self.missing, brief)
        return made if brief else dataclasses.replace(made, shown=by_record(shown(folder.template, folder.project, self.merged.state)))

    def input(self, folder: Folder, token: str = "") -> ReportInput:
        """What the consolidated workbook is made from."""
        from sheetsync.steps.report.view import ReportInput

        return ReportInput(
            in_use(folder.template, self.merged.state), folder.project, self.round, self.as_of, self.merged, folder.words, checks=self.checks,
            issued=self.issued, missing=self.missing, titles=titles(folder.template, self.merged.state),
            zone=ZoneInfo(folder.project.timezone), token=token, left=self.left, earlier=self.earlier,
        )  # fmt: skip

    def write(self, folder: Folder, target: Path, token: str) -> None:
        """Writes the consolidated workbook."""
        from sheetsync.files.xlsx_writer import write_workbook  # loads a large library
        from sheetsync.steps.report import report

        write_workbook(report(self.input(folder, token)), target)


def consolidate(folder: Folder, ledger: Ledger, round_: Round, as_of: date) -> Consolidated:
    """Merges a round as the ledger has it, and checks the state on a day."""
    from sheetsync.steps.checks import check

    read = _without(closing_merge(folder, ledger, round_), set(thrown_away(folder, ledger, round_)))
    merged = _with_duplicates(_without_replaced(read, ledger), ledger, round_)
    ledger.add_given(merged.given)
    sent = ledger.issues_of(round_.name)
    issued = [name for name in folder.project.names if name in sent]
    # by their codes: a round that was withdrawn may have had the same name
    codes, mine = ledger.tokens_of(round_.order), {token for token, _ in sent.values()}
    back = {c.department for c in merged.copies if codes.get(c.sha256) in mine and c.status in ("merged", "unchanged", "superseded")}
    missing = [name for name in issued if name not in back]
    questions = [OpenQuestion(d.id, d.sheet, d.record, _since(d, merged, round_)) for d in merged.decisions if d.decided is None]
    situation = Situation(
        folder.template, folder.project, folder.calendar(as_of), merged.state, round_, as_of, issued, sorted(back), questions, merged.held
    )  # fmt: skip
    return Consolidated(round_, as_of, merged, check(situation), issued, missing)


def _since(decision: Decision, merged: Merged, round_: Round) -> date:
    """The day on which a decision came up: when the first copy that stands for one of its choices was saved."""
    files = {source.file for choice in decision.choices for source in choice.sources}
    days = [datetime.fromisoformat(c.saved_at).date() for c in merged.copies if c.file in files and _is_time(c.saved_at)]
    return min(days, default=round_.opened_on)


def _is_time(text: str) -> bool:
    try:
        return bool(datetime.fromisoformat(text))
    except ValueError:
        # it comes from inside a file that somebody else wrote
        return False


def thrown_away(folder: Folder, ledger: Ledger, round_: Round) -> list[str]:
    """The files, by their SHA-256, that nobody's code is known of and that lie in the inbox no more, where they came in."""
    names = ledger.arrivals()
    nameless = (sha256 for sha256, token in ledger.tokens_of(round_.order).items() if not token)
    return sorted(each for each in nameless if each in names and not any(_lies_there(folder, label, each) for label, _ in names[each]))


def _lies_there(folder: Folder, label: str, sha256: str) -> bool:
    """Whether a file may still be where it came in: what came in from elsewhere always may."""
    path = folder.path / label
    if not path.is_relative_to(folder.inbox) or "\N{REPLACEMENT CHARACTER}" in label:
        return True
    if path.is_file():
        return hash_file(path) == sha256
    # a zipped folder that is there has its members still
    return any(each.is_file() for each in path.parents if each.is_relative_to(folder.inbox))


def _without(merged: Merged, gone: set[str]) -> Merged:
    """The result without those of these files that could not be read: whoever throws one away has dealt with it."""
    unread = {f.file for f in merged.findings if f.code in UNREAD}
    copies = [c for c in merged.copies if not (c.sha256 in gone and c.status == "refused" and c.file in unread)]
    told = {c.file for c in merged.copies if c.sha256 in gone} - {c.file for c in copies if c.status == "refused"}
    findings = [f for f in merged.findings if not (f.code in UNREAD and f.file in told)]
    return dataclasses.replace(merged, copies=copies, findings=findings) if len(copies) < len(merged.copies) else merged


def _without_replaced(merged: Merged, ledger: Ledger) -> Merged:
    """The result without the files that could not be read and whose place, under the same name, one has taken later that could."""
    unread = {f.file for f in merged.findings if f.code in UNREAD}
    refused = {c.sha256 for c in merged.copies if c.status == "refused" and c.file in unread}
    if not refused:
        return merged
    there, replaced = {c.sha256 for c in merged.copies}, set[str]()
    for sha256, names in reversed(ledger.arrivals().items()):
        labels = {label for label, _ in names}
        if sha256 in there - refused:
            replaced |= labels
        elif sha256 in refused and not labels & replaced:
            unread -= labels
    gone = unread & replaced
    copies = [c for c in merged.copies if not (c.sha256 in refused and c.file in gone)]
    findings = [f for f in merged.findings if not (f.code in UNREAD and f.file in gone)]
    return dataclasses.replace(merged, copies=copies, findings=findings)


def _with_duplicates(merged: Merged, ledger: Ledger, round_: Round) -> Merged:
    """The result with the files that are the same, byte for byte, as one that came under another name and was not taken out."""
    first, out = {copy.sha256: copy for copy in merged.copies}, ledger.withdrawn()
    lines: list[CopyOutcome] = []
    findings: list[Finding] = []
    for sha256, names in ((sha256, names) for sha256, names in ledger.arrivals().items() if sha256 not in out):
        original = first.get(sha256)
        for label, _ in (each for each in names[1:] if each[1] == round_.order):
            who = (original.department, original.round) if original else ("", "")
            lines.append(CopyOutcome(label, sha256, *who, "duplicate"))
            findings.append(Finding("duplicate-copy", file=label, department=who[0], detail={"original": names[0][0]}))
    copies = sorted([*merged.copies, *lines], key=lambda c: (c.file, c.sha256))
    return dataclasses.replace(merged, copies=copies, findings=[*merged.findings, *findings])


def titles(template: Template, state: State) -> dict[str, str]:
    """What each record is in a few words, by its id."""
    found: dict[str, str] = {}
    for sheet in template.tables:
        if sheet.title:
            found.update({i: str(r.values[sheet.title]) for i, r in state.get(sheet.key, {}).items() if r.values.get(sheet.title)})
    return found
