"""Takes in what came back, merges it, checks it, and writes the consolidated workbook."""

from __future__ import annotations

import dataclasses
import hashlib
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sheetsync.files.ledger import Report
from sheetsync.files.whole import whole_file
from sheetsync.model.decision import Left
from sheetsync.model.finding import Finding
from sheetsync.model.result import Result, from_json
from sheetsync.model.round import Round
from sheetsync.model.trend import packed, round_figures
from sheetsync.workflow.answers import codes_of_unread, set_aside, unread_reports
from sheetsync.workflow.arrivals import Arrival, arrivals, hash_file
from sheetsync.workflow.consolidated import Consolidated, consolidate, thrown_away
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.outside import new_token
from sheetsync.workflow.past import figures_before
from sheetsync.workflow.reading import kept
from sheetsync.workflow.refusal import Refusal, writing
from sheetsync.workflow.releasing import refuse_contradicted, release
from sheetsync.workflow.returns import changed_returns, giving_back, return_lines, still_there, wrong_copies
from sheetsync.workflow.rounds import open_round
from sheetsync.workflow.taking_in import Progress, Taken, take_in
from sheetsync.workflow.taking_out import take_out

if TYPE_CHECKING:
    from sheetsync.files.ledger import Ledger


LATEST = 20
"""So many workbooks of a round are kept as they were written, besides the one that is being written: somebody may still have one of them open."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a merge is asked to do. Without `sources` the inbox is taken in; `output` is where the workbook goes instead of `reports/`.

    With a `department` the sources are released: they are copies of what it was issued in `round` (default: the one that is open). `brief` asks for a
    result without the state, the changes and the accounts, which take long to write down in a big project.
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
    troubles: Sequence[Finding] = ()
    """The findings about files that were not taken in, which only this run can tell of."""
    department: str | None = None


def merge(folder: Folder, request: Request, progress: Progress = lambda *_: None) -> Result:
    """Merges the copies of the open round and writes the consolidated workbook; what did not change since the last time is not done again."""
    if request.output and request.output.suffix.lower() != ".xlsx":
        raise Refusal("output-not-xlsx", path=request.output)
    as_of = request.as_of or date.today()
    sources = [each for each in _sources(folder, request) if not request.department or each.exists()]
    try:
        with arrivals(folder, sources) as files, folder.ledger() as ledger:
            round_ = open_round(ledger, None if request.department else request.round)
            taken = _taken_in(folder, ledger, round_, request, files, progress)
            take_out(ledger, round_, request.without, folder.words)
            with kept(folder, {} if request.dry_run else taken.new):
                result = finish(folder, ledger, round_, dataclasses.replace(request, as_of=as_of, troubles=taken.troubles))
            if request.dry_run:
                raise _DryRun(result)
            return result
    except _DryRun as done:
        return done.result


def _sources(folder: Folder, request: Request) -> Sequence[Path]:
    """The files and folders that are named; without any, the inbox."""
    return request.sources or ([folder.inbox] if folder.inbox.is_dir() and not request.department else [])


def _taken_in(folder: Folder, ledger: Ledger, round_: Round, request: Request, files: Sequence[Arrival], progress: Progress) -> Taken:
    """Takes in files as whose copies they are or, where they are to be released, as a department's."""
    if request.department is None:
        return take_in(folder, ledger, round_, files, bool(request.sources), progress)
    found = release(folder, ledger, round_, request.sources, files, request.department, request.round)
    taken = take_in(folder, ledger, round_, found, True, progress, released=True)
    refuse_contradicted(ledger, round_, taken)
    return taken


class _DryRun(Exception):
    """Ends the transaction without keeping anything."""

    def __init__(self, result: Result) -> None:
        self.result = result
        super().__init__()


def close(folder: Folder, ledger: Ledger, round_: Round) -> None:
    """Writes the consolidated workbook of a round that is about to end, if that does not show what came in last, or is gone.

    What is overdue is measured from the same day as when it was written last. A round in which nothing happened has none.
    """
    last = ledger.last_document(round_.name)
    nothing = not last and not any(_made_of(ledger, round_))
    if nothing or (last and last.get("made_of") == _made_of(ledger, round_) and folder.report(round_.name).is_file()):
        return
    as_of = date.fromisoformat(last["document"]["as_of"]) if last else round_.due_at.date()
    finish(folder, ledger, round_, Request(as_of=as_of, brief=True))


def _made_of(ledger: Ledger, round_: Round) -> list[Any]:
    """The copies, the lists and the number of decisions of which a round's result is made."""
    decided = sum(each.order == round_.order for each in ledger.settlements(round_.order))
    return [ledger.merged_copies(round_.order), [each.sha256 for each in ledger.imports(round_.order)], decided]


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
    unread = _labels(folder, paths)
    more = [*unread, repr(sorted(left.items())), repr(request.troubles), *thrown_away(folder, ledger, round_)]
    kept = ledger.result(round_.name, _fingerprint(folder, ledger, round_, as_of, target, [*more, *changed_returns(folder, round_)]))
    unchanged = kept and target.is_file() and hash_file(target) == kept["workbook"] and still_there(folder, round_, ledger.last_returns(round_.name))
    if unchanged and request.brief:
        return from_json(kept["document"])
    made = consolidate(folder, ledger, round_, as_of)
    if unchanged or request.dry_run:
        made = _told(made, [*_untaken(unread, changed_returns(folder, round_)), *request.troubles], left)
        result = made.document(folder, kept["document"]["workbook"] if unchanged else None, request.brief)
        return dataclasses.replace(result, returns=return_lines(folder, round_, wrong_copies(folder, ledger, made)))
    made = dataclasses.replace(made, earlier=figures_before(folder, ledger, round_))
    with giving_back(folder, ledger, made) as returns, writing(target):
        changed = changed_returns(folder, round_)
        made = _told(made, [*_untaken(unread, changed), *request.troubles], left)
        target.parent.mkdir(parents=True, exist_ok=True)
        token = reported(folder, ledger, round_)
        written = _written(folder, made, target, token)
        _keep(folder, ledger, round_, written, token)
        given_back = returns.put()
    result = dataclasses.replace(made.document(folder, named(folder, written), request.brief), returns=given_back.lines)
    kept = {
        "document": result.brief().to_json(), "workbook": hash_file(written), "left": dict(made.left), "returns": dict(given_back.made),
        "made_of": _made_of(ledger, round_), "figures": packed([*made.earlier, round_figures(round_, made.input(folder).figures)]),
    }  # fmt: skip
    ledger.put_result(round_.name, _fingerprint(folder, ledger, round_, as_of, target, [*more, *changed]), kept)
    return result


def as_reported(folder: Folder, ledger: Ledger, round_: Round, as_of: date | None = None) -> Consolidated:
    """A round as its consolidated workbook has it, from what was merged last; on the day of that workbook, unless another one is named."""
    last = ledger.last_document(round_.name)
    made = consolidate(folder, ledger, round_, as_of or (date.fromisoformat(last["document"]["as_of"]) if last else date.today()))
    unread = _labels(folder, unread_reports(folder, ledger, round_))
    made = _told(made, _untaken(unread, changed_returns(folder, round_)), ledger.last_workbook(round_.name)[1])
    return dataclasses.replace(made, earlier=figures_before(folder, ledger, round_))


def _labels(folder: Folder, paths: Sequence[Path]) -> list[str]:
    return list(dict.fromkeys(folder.label(path) for path in paths))


def _untaken(unread: Sequence[str], changed: Sequence[str]) -> list[Finding]:
    """What lies there filled in and was not taken in."""
    return [*(Finding("unread-report", file=file) for file in unread), *(Finding("changed-return", file=file) for file in changed)]


def _told(made: Consolidated, more: Sequence[Finding], left: Mapping[str, Left]) -> Consolidated:
    return dataclasses.replace(made, checks=[*made.checks, *more], left=made.still_left(left))


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


def _keep(folder: Folder, ledger: Ledger, round_: Round, written: Path, token: str) -> None:
    """Keeps a workbook as it was written, to tell later what was typed on its lists."""
    target = folder.report_file(token)
    target.parent.mkdir(parents=True, exist_ok=True)
    for path in _outdated(folder, ledger, round_, sorted(target.parent.glob("*.xlsx"))):
        path.unlink()
    with written.open("rb") as source, whole_file(target) as copy:
        shutil.copyfileobj(source, copy)


def _outdated(folder: Folder, ledger: Ledger, round_: Round, kept: Sequence[Path]) -> list[Path]:
    """The kept workbooks that are needed no more: those of rounds that are over, which can't be read back, and of this one all but the newest and
    those that lie there unread."""
    reports = {path: ledger.report(path.stem) for path in kept}
    mine = [path for path, report in reports.items() if report and report.position == round_.order]
    older = sorted(mine, key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)[LATEST:]
    unread = codes_of_unread(folder, ledger, round_) if older else ()
    return [path for path in kept if path not in mine or (path in older and path.stem not in unread)]


def reported(folder: Folder, ledger: Ledger, round_: Round) -> str:
    """A new return code of a consolidated workbook; the ledger remembers of which facts that is made."""
    token = new_token()
    folder.keep_template()
    copies, settled = ledger.merged_copies(round_.order), len(ledger.settlements(round_.order))
    ledger.add_report(Report(token, round_.order, copies, settled, folder.template.version, [each.sha256 for each in ledger.imports(round_.order)]))
    return token


def named(folder: Folder, target: Path) -> str:
    """How a file that was written is named in a result: one outside the project's folder by its whole path."""
    return folder.label(target) if target.resolve().is_relative_to(folder.path) else str(target)


def _fingerprint(folder: Folder, ledger: Ledger, round_: Round, as_of: date, target: Path, unread: Sequence[str]) -> str:
    """Names everything that a result is made of."""
    copies = sorted(ledger.known_copies(folder.reading()))
    parts = [folder.reading(), repr(folder.project), repr(round_), as_of.isoformat(), str(target), *unread, *copies, repr(sorted(ledger.withdrawn()))]
    parts += [repr(sorted(ledger.arrivals().items())), repr(ledger.settlements(round_.order)), repr([i.sha256 for i in ledger.imports(round_.order)])]
    parts.append(repr(sorted(ledger.releases().items())))
    parts.append(repr((sorted(ledger.issues_of(round_.name)), [each.version for each in folder.earlier])))
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
