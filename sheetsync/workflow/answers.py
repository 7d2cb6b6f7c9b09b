"""Reads a consolidated workbook back, and knows one that holds what nobody has read back yet."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sheetsync.files.unreadable import UnreadableFile
from sheetsync.model.copy import Copy
from sheetsync.model.decision import Left
from sheetsync.model.finding import Finding
from sheetsync.model.kinds import Context
from sheetsync.model.merged import Merged
from sheetsync.model.raw import RawWorkbook
from sheetsync.model.record import Issued
from sheetsync.model.round import Round
from sheetsync.model.shown import shown
from sheetsync.model.words import Words
from sheetsync.steps.intake import Envelope, read_copy
from sheetsync.steps.intake.beside import strangers
from sheetsync.steps.intake.identity import carried
from sheetsync.steps.merge import merge
from sheetsync.steps.report.marks import find_marks
from sheetsync.steps.report.tables import header_notes
from sheetsync.steps.resolve.anew import typed_anew
from sheetsync.steps.resolve.answers import Answers, asked_in, findings_about_values, read_decisions
from sheetsync.steps.resolve.comments import own_comments
from sheetsync.steps.resolve.rows import removed_rows
from sheetsync.steps.resolve.settled import without_contradictions
from sheetsync.workflow.arrivals import hash_file
from sheetsync.workflow.consolidated import Consolidated, titles
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.guard import read_guarded
from sheetsync.workflow.refusal import Refusal
from sheetsync.workflow.rounds import opening_of
from sheetsync.workflow.undo import names_given_back

if TYPE_CHECKING:
    from sheetsync.files.ledger import Ledger, Report

COORDINATOR, AUTHOR = "", "sheetsync"
"""The party that is no department, and who a consolidated workbook says to have saved it."""


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What a consolidated workbook holds that we did not write: answers, edits, and what of it was not understood.

    It speaks in the terms of the template under which it was written: those of `shown` and `facts`. `then` is the merge that it showed.
    """

    report: Report
    shown: Folder
    facts: Ledger
    then: Merged
    answers: Answers
    edits: Copy
    findings: Sequence[Finding]

    def left(self, words: Words) -> dict[str, Left]:
        """What was written about decisions that stay open, by their id."""
        return {i: left._replace(reason=words.finding(why) if why else "") for i, (left, why) in self.answers.left.items()}

    def says_something(self, before: Mapping[str, Left]) -> bool:
        """Whether anybody answered or edited anything; `before` is what stood beside the decisions when we wrote it."""
        written = {i: left[:3] for i, (left, _) in self.answers.left.items()}
        new = written != {i: left[:3] for i, left in before.items()}
        found = [f for f in self.findings if f not in self.answers.findings]
        return bool(new or found or self.answers.chosen or self.edits.edits or self.edits.rows or self.edits.missing)


def read_back(folder: Folder, ledger: Ledger, round_: Round, report: Report, raw: RawWorkbook, label: str, sha256: str) -> ReadBack:
    """What the coordinator wrote into a consolidated workbook of the open round."""
    shown = folder.as_of(report.template)
    facts = ledger.told_in(shown.template, shown.terms())
    then = _then(shown, facts, round_, report)
    decisions = [d for d in then.decisions if d.decided is None]
    answers = read_decisions(raw, shown.template, folder.context(round_), decisions, shown.words, label)
    edits, kept = _edits(shown, raw, report, then, round_, label, sha256)
    answers, edits = without_contradictions(answers, edits)
    comments = own_comments(raw, _our_notes(shown, round_, then), then, shown.words, label)
    lost = _typed_anew(shown, raw, report, then, folder.context(round_), label)
    return ReadBack(report, shown, facts, then, answers, edits, [*_findings(shown, answers, edits, label), *kept, *comments, *lost])


def report_of(ledger: Ledger, raw: RawWorkbook) -> Report | None:
    """What is known of a consolidated workbook; None for a file that is none of this project's."""
    return next((report for token, _ in carried(raw).votes.most_common() if (report := ledger.report(token))), None)


def _then(folder: Folder, ledger: Ledger, round_: Round, report: Report) -> Merged:
    """The merge that the workbook showed: the same facts give the same result."""
    known = set(report.copies)
    copies = [c for c in ledger.all_copies(round_.order) if c.sha256 in known]
    opening = opening_of(folder, ledger, round_, report.imports)
    earlier = ledger.settlements(round_.order)[: report.settlements]
    return merge(folder.template, folder.project, folder.context(round_), opening, copies, earlier)


def _our_notes(folder: Folder, round_: Round, then: Merged) -> set[str]:
    """The texts of the notes that the workbook had on its merged sheets."""
    shown = Consolidated(round_, round_.opened_on, then, (), (), ()).input(folder)
    headers = {note.text for sheet in shown.template.tables for note in header_notes(shown, sheet)}
    return {mark.note.strip() for records in find_marks(shown).values() for marks in records.values() for mark in marks.values()} | headers | {""}


def _edits(
    folder: Folder, raw: RawWorkbook, report: Report, then: Merged, round_: Round, label: str, sha256: str
) -> tuple[Copy, list[Finding]]:  # fmt: skip
    """What the coordinator changed in the merged sheets, against what that workbook held; and the rows that are gone and yet were not taken out."""
    base = {sheet: {i: r.values for i, r in records.items()} for sheet, records in then.state.items()}
    beside = _shown_texts(folder, then)
    issued = Issued(report.token, COORDINATOR, round_.name, round_.order, folder.project.language, folder.template.version, base, {}, beside)
    copy = read_copy(raw, issued, folder.template, folder.project, folder.context(round_), Envelope(label, sha256, proven=True))
    missing, kept = removed_rows(copy, then.state, report.imports is not None)
    return dataclasses.replace(copy, missing=tuple(missing), findings=(*copy.findings, *kept)), kept


def _shown_texts(folder: Folder, then: Merged) -> frozenset[str]:
    """What stood in the columns of the merged sheets that nobody fills in."""
    known, language = titles(folder.template, then.state), folder.project.language
    columns = (each for found in shown(folder.template, folder.project, then.state).values() for each in found)
    return frozenset(text for each in columns for record in each.found if (text := each.text(record, language, known)))


def _typed_anew(folder: Folder, raw: RawWorkbook, report: Report, then: Merged, context: Context, label: str) -> list[Finding]:
    """What was typed where nothing is read; nobody can tell of a workbook that an earlier version of the program wrote."""
    written = folder.report_file(report.token)
    if not written.is_file():
        return []
    found = [sheet for sheet, _ in strangers(raw, folder.template, context)]
    records = {i: sheet for state in (then.removed, then.state) for sheet, there in state.items() for i in there}
    return list(typed_anew(found, read_guarded(written), asked_in(raw, folder.words), records, label))


def _findings(folder: Folder, answers: Answers, edits: Copy, label: str) -> list[Finding]:
    """What was not understood, with its cells."""
    found = [*answers.findings, *findings_about_values(edits, [folder.words("report.column.mark"), folder.words("report.empty.table")])]
    if not answers.found:
        found.append(Finding("missing-sheet", file=label, reason="no-decisions"))
    return found


# ── what nobody has read back ──


def is_unread(folder: Folder, ledger: Ledger, round_: Round, file: Path, ours: bool = True) -> bool:
    """Whether a file holds what nobody has read back: answers, edits; where a consolidated workbook belongs (`ours`), also anything else."""
    if not file.is_file():
        return False
    sha256 = hash_file(file)
    last, left = ledger.last_workbook(round_.name)
    if sha256 == last or ledger.was_resolved(sha256):
        return False
    try:
        raw = read_guarded(file, passwords=folder.project.passwords)
    except UnreadableFile:
        return ours
    report = report_of(ledger, raw)
    if report is None or report.position != round_.order:
        # what a killed command left behind is as we wrote it
        return (ours or report is not None) and raw.core.get("lastModifiedBy", "").strip() != AUTHOR
    # what an earlier save of it settled may have been typed back
    settled = any(each.report == report.token and each.typed for each in ledger.settlements(round_.order))
    return settled or read_back(folder, ledger, round_, report, raw, file.name, sha256).says_something(left)


@contextmanager
def set_aside(folder: Folder, ledger: Ledger, round_: Round, target: Path) -> Iterator[Path | None]:
    """Gives a workbook that nobody has read back another name, so that a new one can be written, and tells it; its own again when the block fails."""
    ours = target.resolve() == folder.report(round_.name).resolve()
    with names_given_back() as rename:
        aside = None
        if is_unread(folder, ledger, round_, target, ours):
            # where another program holds it open, the new one is written beside it
            with suppress(PermissionError):
                aside = rename(target, folder.words("file.unread", stem=target.stem))
        yield aside


def unread_reports(folder: Folder, ledger: Ledger, round_: Round) -> list[Path]:
    """The workbooks of a round that were set aside and that nobody has read back since."""
    stem = folder.words("file.unread", stem=round_.name)
    found = sorted(folder.report(round_.name).parent.glob(f"{stem}*.xlsx"))
    return [path for path in found if not ledger.was_resolved(hash_file(path))]


def codes_of_unread(folder: Folder, ledger: Ledger, round_: Round) -> set[str]:
    """The return codes of the workbooks of a round that nobody has read back."""
    found: set[str] = set()
    for path in unread_reports(folder, ledger, round_):
        # one that can't be read is none of which to tell what was typed
        with suppress(UnreadableFile):
            found.update(carried(read_guarded(path, passwords=folder.project.passwords)).votes)
    return found


def refuse_unread(folder: Folder, ledger: Ledger, round_: Round) -> None:
    """Refuses to leave a round behind while its consolidated workbook holds what nobody has read back."""
    report = folder.report(round_.name)
    if unread := [*unread_reports(folder, ledger, round_), *([report] if is_unread(folder, ledger, round_, report) else [])]:
        raise Refusal("unread-report", path=folder.label(unread[0]))
