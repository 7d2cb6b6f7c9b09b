"""Reads a copy without merging it: what would be merged, what is wrong, and where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sheetsync.files.templates import load_template
from sheetsync.files.unreadable import UnreadableFile
from sheetsync.files.whole import whole_file
from sheetsync.model.copy import Copy
from sheetsync.model.finding import Finding, sort_key
from sheetsync.model.kinds import Context
from sheetsync.model.merged import CopyOutcome, Merged
from sheetsync.model.mistake import Mistakes
from sheetsync.model.raw import RawWorkbook
from sheetsync.model.result import Result
from sheetsync.model.template import Template
from sheetsync.steps.document import document
from sheetsync.steps.intake.inspect import found_tables, inspect_workbook, language_of
from sheetsync.steps.merge import merge
from sheetsync.steps.returns import to_mend
from sheetsync.text import words
from sheetsync.workflow.arrivals import Arrival, arrivals, fingerprint, hash_file, trouble
from sheetsync.workflow.crew import read_all
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.guard import made_guarded
from sheetsync.workflow.jobs import Job
from sheetsync.workflow.reading import CopyReader
from sheetsync.workflow.refusal import Refusal, writing
from sheetsync.workflow.register import register_of
from sheetsync.workflow.returns import annotated
from sheetsync.workflow.rounds import current_round, open_round, opening_of

if TYPE_CHECKING:
    from sheetsync.files.ledger import Ledger


def check(folder: Folder, files: Sequence[Path], annotate: Path | None = None) -> Result:
    """What each file would change if it were merged alone into the open round; nothing is kept.

    With `annotate`, a copy's workbook is written there, laid out again with what is to be mended marked in it.
    """
    with _arrived(folder, files, annotate) as found, folder.ledger() as ledger:
        reader = CopyReader(folder, register_of(ledger, current_round(ledger)), {r.order: r for r in ledger.every_round()})
        jobs, troubles = _jobs(found)
        copies = [ledger.told(copy) for copy in read_all(reader, jobs, lambda: ledger.bases_of(open_round(ledger, None).name))]
        merged = _merged(folder, ledger, copies)
        round_ = open_round(ledger, None)
        if annotate:
            _annotate(folder, ledger, copies, merged, annotate)
    names: dict[str, str | None] = {"project": folder.project.name, "round": round_.name, "as_of": date.today().isoformat(), "workbook": None}
    return document(folder.template, folder.words, names, merged, [*merged.findings, *troubles], ())


@contextmanager
def _arrived(folder: Folder | None, files: Sequence[Path], annotate: Path | None) -> Iterator[Sequence[Arrival]]:
    """The files; refuses to annotate more than one, and to write over one that is there."""
    if annotate and (annotate.suffix.lower() != ".xlsx" or annotate.exists() or len(files) != 1 or files[0].is_dir()):
        raise Refusal("annotate-one", path=annotate)
    with arrivals(folder, files) as found:
        if annotate and len(found) != 1:
            raise Refusal("annotate-one", path=annotate)
        yield found


def _annotate(folder: Folder, ledger: Ledger, copies: Sequence[Copy], merged: Merged, target: Path) -> None:
    content = annotated(folder, ledger, open_round(ledger, None), copies[0], merged.findings) if copies else None
    _write(target, content)


def _write(target: Path, content: bytes | None) -> None:
    if content is None:
        raise Refusal("annotate-impossible", path=target)
    with writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(target) as file:
            file.write(content)


def _jobs(files: Sequence[Arrival]) -> tuple[list[Job], list[Finding]]:
    """What is to be read, and the findings about files that can't be looked into."""
    jobs, troubles = [], []
    for file in files:
        try:
            jobs.append(Job(file.path, file.label, fingerprint(file)[0]))
        except UnreadableFile as error:
            troubles.append(trouble(file, error))
    return jobs, troubles


def _merged(folder: Folder, ledger: Ledger, copies: Sequence[Copy]) -> Merged:
    round_ = open_round(ledger, None)
    opening = opening_of(folder, ledger, round_)
    return merge(folder.template, folder.project, folder.context(round_), opening, copies, ledger.settlements(round_.order))


def check_alone(
    files: Sequence[Path], passwords: Sequence[str] = (), template_name: str = "standard", annotate: Path | None = None
) -> tuple[Result, str]:
    """What can be said of files, and of all files in folders, without a project: every cell that cannot be read as what its column asks for.

    With the language in which it is said, which is that of the workbooks. With `annotate`, the one file is written there, laid out again as it was
    found with what is to be mended marked in it.
    """
    template = _template(template_name)
    today = date.today()
    lines: list[CopyOutcome] = []
    findings: list[Finding] = []
    language = template.languages[0]
    with _arrived(None, files, annotate) as arrived:
        for file in arrived:
            looked = _looked_over(file, Look(template, today, file.label, bool(annotate)), passwords)
            language = looked.language or language
            findings += looked.findings
            status = "unchanged" if looked.language else "refused"
            lines.append(CopyOutcome(file.label, hash_file(file.path) if looked.language else "", "", "", status))
            if annotate:
                _write(annotate, looked.content)
    merged = Merged({}, {}, copies=lines, findings=sorted(findings, key=sort_key))
    names: dict[str, str | None] = {"project": None, "round": None, "as_of": today.isoformat(), "workbook": None}
    return document(template, words(language, template), names, merged, merged.findings, ()), language


def _laid_out(raw: RawWorkbook, template: Template, findings: Sequence[Finding], file: str, language: str) -> bytes:
    """The workbook that shows what is to be mended in a file."""
    from sheetsync.files.xlsx_writer import workbook_bytes  # loads a large library
    from sheetsync.steps.issue.annotated import Found, annotated_plan

    tables = list(found_tables(raw, template, Context((), date.today())))
    return workbook_bytes(annotated_plan(Found(file, raw, tables, to_mend(findings)), template, words(language, template)))


def _template(name: str) -> Template:
    try:
        return load_template(name)
    except Mistakes as mistakes:
        raise Refusal("mistakes", mistakes=mistakes.mistakes) from mistakes


class Looked(NamedTuple):
    """The language of a workbook, blank where it can't be read, the findings about it, and the workbook that shows what is to be mended."""

    language: str
    findings: Sequence[Finding]
    content: bytes | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """Looks a workbook over, and lays it out again with `lay_out`; in a process of its own, where the workbook is large."""

    template: Template
    today: date
    label: str
    lay_out: bool

    def __call__(self, raw: RawWorkbook) -> Looked:
        language = language_of(raw, self.template)
        findings = inspect_workbook(raw, self.template, Context((), self.today), self.label)
        return Looked(language, findings, _laid_out(raw, self.template, findings, self.label, language) if self.lay_out else None)


def _looked_over(file: Arrival, look: Look, passwords: Sequence[str]) -> Looked:
    try:
        fingerprint(file)
        return made_guarded(file.path, look, passwords)
    except UnreadableFile as error:
        return Looked("", [trouble(file, error)])
