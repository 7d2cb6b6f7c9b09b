"""Takes in what came back, merges it, checks it, and writes the consolidated workbook."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sheetsync.files.ledger import Report
from sheetsync.model.decision import Decision, Left
from sheetsync.model.finding import Finding, sort_key
from sheetsync.model.lineage import in_use
from sheetsync.model.merged import CopyOutcome, Merged
from sheetsync.model.record import State
from sheetsync.model.result import Result, from_json
from sheetsync.model.round import OpenQuestion, Round, Situation
from sheetsync.model.template import Template
from sheetsync.model.token import make_token
from sheetsync.workflow.answers import set_aside, unread_reports
from sheetsync.workflow.arrivals import Arrival, arrivals, hash_file
from sheetsync.workflow.crew import read_all
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.reading import CopyReader, kept
from sheetsync.workflow.refusal import Refusal, writing
from sheetsync.workflow.rounds import closing_merge, open_round
from sheetsync.workflow.worker import Job

if TYPE_CHECKING:
    from sheetsync.files.ledger import Ledger

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Request:
    """What a merge is asked to do. Without `sources` the inbox is taken in; `output` is where the workbook goes instead of `reports/`.

    `brief` asks for a result without the state, the changes and the accounts, which take long to write down in a big project.
    """

    sources: Sequence[Path] = ()
    output: Path | None = None
    as_of: date | None = None
    round: str | None = None
    without: Sequence[str] = ()
    dry_run: bool = False
    brief: bool = False
    left: Mapping[str, Left] | None = None
    """What the coordinator wrote about decisions that stay open, by their id; None: what stood there last."""


def merge(folder: Folder, request: Request, progress: Progress = lambda *_: None) -> Result:
    """Merges the copies of the open round and writes the consolidated workbook; what did not change since the last time is not done again."""
    if request.output and request.output.suffix.lower() != ".xlsx":
        raise Refusal("output-not-xlsx", path=request.output)
    as_of = request.as_of or date.today()
    files = arrivals(folder, request.sources or ([folder.inbox] if folder.inbox.is_dir() else []))
    try:
        with folder.ledger() as ledger:
            round_ = open_round(ledger, request.round)
            new = _take_in(folder, ledger, round_, files, bool(request.sources), progress)
            _take_out(ledger, round_, request.without)
            with kept(folder, {} if request.dry_run else new):
                result = finish(folder, ledger, round_, dataclasses.replace(request, as_of=as_of))
            if request.dry_run:
                raise _DryRun(result)
            return result
    except _DryRun as done:
        return done.result


class _DryRun(Exception):
    """Ends the transaction without keeping anything."""

    def __init__(self, result: Result) -> None:
        self.result = result
        super().__init__()


# ── taking in ──


def _take_in(folder: Folder, ledger: Ledger, round_: Round, files: Sequence[Arrival], named: bool, progress: Progress) -> dict[str, Path]:
    """Reads the new files and remembers under which names they came; gives the new ones by their SHA-256."""
    reading = folder.reading()
    known, out, seen = ledger.known_copies(reading), ledger.withdrawn(), ledger.arrivals()
    jobs: dict[str, Job] = {}
    for file in files:
        sha256 = _hashed(file)
        names = [name for name, _ in seen.get(sha256, [])]
        if sha256 not in known:
            jobs.setdefault(sha256, Job(file.path, names[0] if names else file.label, sha256))
        elif named and sha256 in out:
            ledger.bring_back(sha256, round_.order)
        if file.label not in names:
            ledger.add_arrival(sha256, file.label, round_.order)
            seen.setdefault(sha256, []).append((file.label, round_.order))
    again = [Job(folder.copy_file(c.sha256), c.file, c.sha256) for c in ledger.outdated(round_.order, reading) if c.sha256 not in jobs]
    _read(folder, ledger, round_, [*jobs.values(), *again], progress)
    return {sha256: job.path for sha256, job in jobs.items()}


def _read(folder: Folder, ledger: Ledger, round_: Round, jobs: Sequence[Job], progress: Progress) -> None:
    """Reads files, and keeps what they say."""
    reader = CopyReader(folder, functools.lru_cache(maxsize=8)(ledger.issued), {r.order: r for r in ledger.every_round()}, ledger.is_report)
    told: Callable[[int], None] = lambda done: progress(done - 1, len(jobs), jobs[done - 1].label)  # noqa: E731 - three words to pass on
    for copy in read_all(reader, jobs, lambda: ledger.bases_of(round_.name), told, lambda: ledger.opening(round_)):
        # a copy of a workbook that was withdrawn waits for the next round
        ledger.put_copy(copy, max(round_.order, copy.order), folder.reading())


def _hashed(file: Arrival) -> str:
    try:
        return hash_file(file.path)
    except OSError as error:
        raise Refusal("cannot-read", path=file.path, why=error) from error


def _take_out(ledger: Ledger, round_: Round, names: Iterable[str]) -> None:
    """Takes copies of the open round back out, by a name under which they came or by the beginning of their SHA-256.

    Refuses those of earlier rounds: what they brought has been sent out.
    """
    taken_in = ledger.taken_in()
    closed = max((each.order for each in ledger.rounds() if each.order < round_.order), default=0)
    for name in names:
        wanted = name.replace("\\", "/")
        found = [
            sha256
            for sha256, labels in ledger.arrivals().items()
            if (len(name) >= 8 and sha256.startswith(name)) or any(wanted in (label, Path(label).name) for label, _ in labels)
        ]
        if not found and Path(name).is_file():
            found = [hash_file(Path(name))] if hash_file(Path(name)) in ledger.arrivals() else []
        if not found:
            raise Refusal("no-such-copy", name=name)
        mine = [sha256 for sha256 in found if taken_in[sha256] > closed]
        if not mine:
            raise Refusal("copy-of-earlier-round", name=name, current=round_.name)
        for sha256 in mine:
            ledger.withdraw(sha256)


# ── the result ──


def finish(folder: Folder, ledger: Ledger, round_: Round, request: Request) -> Result:
    """The result of the round, out of the ledger when nothing has changed since the workbook was written.

    A workbook that holds what nobody has read back is never written over: it gets another name, and a finding tells of it.
    """
    target = request.output or folder.report(round_.name)
    if request.dry_run:
        return _finish(folder, ledger, round_, request, target)
    with set_aside(folder, ledger, round_, target) as aside:
        return _finish(folder, ledger, round_, request, target, aside)


def _finish(folder: Folder, ledger: Ledger, round_: Round, request: Request, target: Path, aside: Path | None = None) -> Result:
    as_of = request.as_of or date.today()
    left = ledger.last_workbook(round_.name)[1] if request.left is None else request.left
    # one that was named as the output lies where nobody would look for it again
    paths = [*unread_reports(folder, ledger, round_), *([aside] if aside else [])]
    unread = list(dict.fromkeys(folder.label(path) for path in paths))
    fingerprint = _fingerprint(folder, ledger, round_, as_of, target, [*unread, repr(sorted(left.items()))])
    kept = ledger.result(round_.name, fingerprint)
    unchanged = kept and target.is_file() and hash_file(target) == kept["workbook"]
    if unchanged and request.brief:
        return from_json(kept["document"])
    made = consolidate(folder, ledger, round_, as_of)
    made = dataclasses.replace(made, checks=[*made.checks, *(Finding("unread-report", file=file) for file in unread)], left=made.still_left(left))
    if unchanged or request.dry_run:
        return made.document(folder, kept["document"]["workbook"] if unchanged else None, request.brief)
    with writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        written = _written(folder, made, target, _reported(folder, ledger, round_))
    result = made.document(folder, _named(folder, written), request.brief)
    ledger.put_result(round_.name, fingerprint, {"document": result.brief().to_json(), "workbook": hash_file(written), "left": dict(made.left)})
    return result


def _written(folder: Folder, made: Consolidated, target: Path, token: str) -> Path:
    """Writes the workbook, and says where: a file that Excel on Windows holds open can't be replaced, so it is written beside that one."""
    try:
        made.write(folder, target, token)
    except PermissionError:
        if not target.is_file():
            raise
        target = next(path for n in range(2, 1000) if not (path := target.with_stem(f"{target.stem} ({n})")).exists())
        made.write(folder, target, token)
    return target


def _reported(folder: Folder, ledger: Ledger, round_: Round) -> str:
    """The return code of a new consolidated workbook; the ledger remembers of which facts it is made."""
    token = make_token(secrets.randbits(64))
    folder.keep_template()
    copies, settled = ledger.merged_copies(round_.order), len(ledger.settlements(round_.order))
    ledger.add_report(Report(token, round_.order, copies, settled, folder.template.version, [each.sha256 for each in ledger.imports(round_.order)]))
    return token


def _named(folder: Folder, target: Path) -> str:
    return folder.label(target) if target.resolve().is_relative_to(folder.path) else str(target)


def _fingerprint(folder: Folder, ledger: Ledger, round_: Round, as_of: date, target: Path, unread: Sequence[str]) -> str:
    """Names everything that a result is made of."""
    copies = sorted(ledger.known_copies(folder.reading()))
    parts = [folder.reading(), repr(folder.project), repr(round_), as_of.isoformat(), str(target), *unread, *copies, repr(sorted(ledger.withdrawn()))]
    parts += [repr(sorted(ledger.arrivals().items())), repr(ledger.settlements(round_.order)), repr([i.sha256 for i in ledger.imports(round_.order)])]
    parts.append(repr((sorted(ledger.issues_of(round_.name)), [each.version for each in folder.earlier])))
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


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
        return document(folder.template, folder.words, names, self.merged, self.findings, self.missing, brief)

    def write(self, folder: Folder, target: Path, token: str) -> None:
        """Writes the consolidated workbook."""
        from sheetsync.files.xlsx_writer import write_workbook  # loads a large library
        from sheetsync.steps.report import ReportInput, report

        plan = report(
            ReportInput(
                in_use(folder.template, self.merged.state), folder.project, self.round, self.as_of, self.merged, folder.words, checks=self.checks,
                issued=self.issued, missing=self.missing, titles=titles(folder.template, self.merged.state),
                zone=ZoneInfo(folder.project.timezone), token=token, left=self.left,
            )
        )  # fmt: skip
        write_workbook(plan, target)


def consolidate(folder: Folder, ledger: Ledger, round_: Round, as_of: date) -> Consolidated:
    """Merges a round as the ledger has it, and checks the state on a day."""
    from sheetsync.steps.checks import check

    merged = _with_duplicates(closing_merge(folder, ledger, round_), ledger, round_)
    ledger.add_given(merged.given)
    sent = ledger.issues_of(round_.name)
    issued = [name for name in folder.project.names if name in sent]
    # by their codes: a round that was withdrawn may have had the same name
    codes, mine = ledger.tokens_of(round_.order), {token for token, _ in sent.values()}
    back = {c.department for c in merged.copies if codes.get(c.sha256) in mine and c.status in ("merged", "unchanged", "superseded")}
    missing = [name for name in issued if name not in back]
    questions = [OpenQuestion(d.id, d.sheet, d.record, _since(d, merged, round_)) for d in merged.decisions if d.decided is None]
    situation = Situation(folder.template, folder.project, folder.calendar(as_of), merged.state, round_, as_of, issued, sorted(back), questions)
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


def _with_duplicates(merged: Merged, ledger: Ledger, round_: Round) -> Merged:
    """The result with the files that are the same, byte for byte, as one that came under another name."""
    first = {copy.sha256: copy for copy in merged.copies}
    lines: list[CopyOutcome] = []
    findings: list[Finding] = []
    for sha256, names in ledger.arrivals().items():
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
