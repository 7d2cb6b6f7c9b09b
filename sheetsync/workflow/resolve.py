"""Takes the coordinator's answers in: from a consolidated workbook, or from the command line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sheetsync.files.ledger import TYPED, Import, Report
from sheetsync.model.decision import EDIT, KEEP, UNITE, Decision, Left, Settlement
from sheetsync.model.finding import Finding, sort_key
from sheetsync.model.merged import Merged
from sheetsync.model.raw import RawWorkbook
from sheetsync.model.record import Record
from sheetsync.model.result import Result
from sheetsync.model.round import Round
from sheetsync.model.template import Template
from sheetsync.steps.resolve.rows import Earlier, NewRows, new_rows
from sheetsync.steps.resolve.settled import settlements
from sheetsync.steps.resolve.things import with_things
from sheetsync.workflow.answers import AUTHOR, ReadBack, read_back, report_of, unread_reports
from sheetsync.workflow.arrivals import hash_file
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.importing import beyond
from sheetsync.workflow.merge import Request, finish, reported
from sheetsync.workflow.outside import now
from sheetsync.workflow.reading import keep, open_workbook
from sheetsync.workflow.refusal import Refusal
from sheetsync.workflow.rounds import closing_merge, open_round

if TYPE_CHECKING:
    from sheetsync.files.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Resolved:
    """What was applied; what was not understood; what came too late, since a copy came in or it was decided meanwhile; and the new result."""

    applied: Sequence[Settlement]
    findings: Sequence[Finding]
    stale: Sequence[Settlement]
    result: Result
    added: Sequence[str] = ()
    """The ids of the records that the coordinator added."""
    known: bool = False
    """The same file was resolved before; nothing was done."""
    files: Sequence[str] = ()
    """The workbooks that were read."""


def resolve(folder: Folder, file: Path | None = None, as_of: date | None = None) -> Resolved:
    """Reads the decisions and edits back from a consolidated workbook, and writes it anew.

    Without a `file`: from that of the open round where it lies, and from those that were set aside since nobody had read them.
    """
    with folder.ledger() as ledger:
        round_ = open_round(ledger, None)
        files = [file] if file else _unresolved(folder, ledger, round_)
        folder.keep_template()
        taken = [each for path in files if (each := _take_in(folder, ledger, round_, path))]
        left = _left(folder, ledger, round_, [each.told for each in taken]) if taken else None
        result = finish(folder, ledger, round_, Request(as_of=as_of, left=left))
    return Resolved(
        [s for each in taken for s in each.applied],
        sorted((f for each in taken for f in (*each.told.findings, *each.rows.findings)), key=sort_key),
        [s for each in taken for s in each.stale],
        result,
        [row.record.id for each in taken for row in each.rows.added],
        known=not taken,
        files=[each.label for each in taken],
    )


class _Taken(NamedTuple):
    """What one consolidated workbook gave."""

    label: str
    told: ReadBack
    rows: NewRows
    applied: Sequence[Settlement]
    stale: Sequence[Settlement]


def _unresolved(folder: Folder, ledger: Ledger, round_: Round) -> list[Path]:
    """The round's consolidated workbook, and those that were set aside: the one that was saved last comes first, since its word counts."""
    report = folder.report(round_.name)
    aside = unread_reports(folder, ledger, round_)
    if not (report.is_file() or aside):
        raise Refusal("no-report", round=round_.name, path=folder.label(report))
    return [*([report] if report.is_file() else []), *sorted(aside, key=lambda path: path.stat().st_mtime, reverse=True)]


def _take_in(folder: Folder, ledger: Ledger, round_: Round, file: Path) -> _Taken | None:
    """Keeps what a consolidated workbook says; None where that was done before."""
    raw = open_workbook(file, folder.project.passwords)
    report = _report(ledger, raw, file, round_)
    sha256, label = hash_file(file), folder.label(file)
    if ledger.was_resolved(sha256):
        return None
    told = read_back(folder, ledger, round_, report, raw, label, sha256)
    rows = _rows(told, round_, _home(folder, round_, label))
    signed = Settlement("", None, (), _person(raw), _now(ledger, round_), label, round_.order, report=report.token)
    since, mine = _since(told, round_, label)
    wanted = settlements(told.shown.template, told.answers.chosen, told.edits, rows, told.then, signed, mine)
    applied, stale = _apply(folder, ledger, told, round_, wanted, since, mine)
    _add(told.facts, round_, report, rows, label, sha256)
    keep(folder, file, sha256)
    # one of which nothing could be taken is read again when it comes again
    if not told.edits.status:
        ledger.add_resolved(sha256, label, round_.order)
    return _Taken(label, told, rows, applied, stale)


def _rows(told: ReadBack, round_: Round, home: str) -> NewRows:
    """The records that the workbook's new rows are, some of which it may have added before."""
    folder, ledger = told.shown, told.facts
    imports = [(i, r, each) for each in ledger.imports(round_.order) for records in each.state.values() for i, r in records.items()]
    imported = {i: record for i, record, _ in imports}
    mine = {i for i, _, each in imports if _home(folder, round_, each.file) == home}
    stood: dict[tuple[str, str], set[int]] = {}
    for (key, sheet, row), i in ledger.given().items():
        if key.partition(":")[0] == told.report.token and i in imported:
            stood.setdefault((sheet, i), set()).add(row)
    if told.edits.status or not (told.edits.rows or stood):
        return NewRows((), (), (), {}, {})
    earlier = {i: Earlier(sheet, frozenset(rows), imported[i], i in mine) for (sheet, i), rows in stood.items()}
    merged = closing_merge(folder, ledger, round_)
    numbers = beyond(folder, ledger, round_, merged).next_number
    return new_rows(told.edits, folder.template, folder.project, round_.name, merged.state, numbers, earlier)


def _left(folder: Folder, ledger: Ledger, round_: Round, read: Sequence[ReadBack]) -> dict[str, Left]:
    """What stays beside the open decisions: what these workbooks say of them (the first one's word counts), and of those that none showed, what
    stood there last."""
    shown = {d.id for told in read for d in told.then.decisions}
    left = {i: each for i, each in ledger.last_workbook(round_.name)[1].items() if i not in shown}
    for told in reversed(read):
        left |= told.left(folder.words)
    return left


def _add(ledger: Ledger, round_: Round, report: Report, rows: NewRows, label: str, sha256: str) -> None:
    """Takes the coordinator's new records in, as a list of them would be; and remembers the rows, which later states of the workbook hold as well."""
    state: dict[str, dict[str, Record]] = {}
    for each in rows.added:
        state.setdefault(each.sheet, {})[each.record.id] = each.record
    if state:
        # a file may hold a list as well that was imported as such
        ledger.add_import(Import(f"{sha256}{TYPED}", label, round_.order, state))
    ledger.add_given({(f"{report.token}:{sha256}", sheet, row): i for (sheet, row), i in rows.places.items()})


def _today(folder: Folder, report: Report, found: Sequence[Settlement]) -> list[Settlement]:
    """What was settled in a workbook, in today's terms."""
    way = folder.terms().passage(report.template)
    return [way.settlement(each) if way else each for each in found]


def settle(folder: Folder, take: str | None, keys: Sequence[str], as_of: date | None = None) -> Resolved:
    """Settles open decisions by their keys, or by record and label: for what a department says (`take`), or for what stands now (None)."""
    keys = [_key(folder.template, key) for key in keys]
    with folder.ledger() as ledger:
        round_ = open_round(ledger, None)
        merged = closing_merge(folder, ledger, round_)
        open_ones = {d.id: d for d in merged.decisions if d.decided is None}
        if take is None:
            open_ones = {**_removed(merged), **open_ones}
        missing = [key for key in keys if key not in open_ones]
        if missing:
            asked = [d.id for d in open_ones.values() if d.choices]
            raise Refusal("no-decision" if asked else "no-decision-at-all", keys=missing, open=asked)
        chosen = [(open_ones[key], _taken(folder, open_ones[key], take)) for key in keys]
        signed = Settlement("", None, (), at=_now(ledger, round_), order=round_.order, report=_shown(folder, ledger, round_))
        settled = (signed._replace(id=d.id, value=value, basis=d.basis, kind=d.kind) for d, value in chosen)
        applied = [with_things(folder.template, merged, each) for each in settled]
        folder.keep_template()
        for each in applied:
            ledger.add_settlement(each)
        result = finish(folder, ledger, round_, Request(as_of=as_of))
    return Resolved(applied, (), (), result)


def _shown(folder: Folder, ledger: Ledger, round_: Round) -> str:
    """The return code of a consolidated workbook that shows all copies which are merged now: whoever settles something by a command knows these."""
    copies = set(ledger.merged_copies(round_.order))
    return next((token for token, shown in ledger.shown(round_.order).items() if shown == copies), None) or reported(folder, ledger, round_)


def _key(template: Template, named: str) -> str:
    """The key of a decision, in which the field may go by its label: `T-JS-001 风险等级` and `T-JS-001.风险等级` are `T-JS-001.risk`."""
    record, *label = re.split(r"[.\s]+", named.strip(), maxsplit=1)
    for sheet in template.data_sheets if label else ():
        if record in (sheet.key, *sheet.labels.values()) or record.upper().startswith(f"{sheet.prefix}-"):
            identity = sheet.key if sheet.form == "form" else record.upper()
            found = next((f for f in sheet.columns if label[0] in (f.key, *f.labels.values())), None)
            return f"{identity}.{found.key}" if found else named
    return named.strip()


def _removed(merged: Merged) -> dict[str, Decision]:
    """The records that were taken out: what would bring each of them back. One that was united with another in this round is not apart."""
    united = {i for d in merged.decisions if d.decided and d.current == UNITE for i in d.id.split("+")}
    return {i: Decision(i, EDIT, sheet, i, "", KEEP, ()) for sheet, records in merged.removed.items() for i in records if i not in united}


def _now(ledger: Ledger, round_: Round) -> str:
    """When something is settled: by the clock, but never before what was settled already, since the last answer counts.

    A workbook's own time of saving won't do: not every program puts it in.
    """
    return max([now(), *(s.at for s in ledger.settlements(round_.order))])


def _taken(folder: Folder, decision: Decision, take: str | None) -> object:
    """What a department says about a decision, or what stands now."""
    if take is None:
        return decision.current if decision.field else KEEP
    department = folder.department(take)
    values = [c.value for c in decision.choices if department.name in c.departments]
    if len(values) != 1:
        raise Refusal("no-such-choice", decision=decision.id, department=department.name)
    return values[0]


def _person(raw: RawWorkbook) -> str:
    """Who saved the workbook; nobody when it still bears the name that we gave it."""
    saved_by = raw.core.get("lastModifiedBy", "").strip()
    return "" if saved_by == AUTHOR else saved_by


def _report(ledger: Ledger, raw: RawWorkbook, file: Path, round_: Round) -> Report:
    """What is known of the consolidated workbook; refuses one that is none, or of another round."""
    found = report_of(ledger, raw)
    if found is None:
        raise Refusal("not-a-report", path=file)
    if found.position != round_.order:
        name = next((r.name for r in ledger.every_round() if r.order == found.position), "")
        raise Refusal("report-of-earlier-round", path=file, current=round_.name, round=name)
    return found


def _home(folder: Folder, round_: Round, label: str) -> str:
    """The name of a consolidated workbook, also when it was set aside: the same file, saved again."""
    path = Path(label)
    aside = path.name.startswith(folder.words("file.unread", stem=round_.name))
    return path.with_name(f"{round_.name}.xlsx").as_posix() if aside else label


def _since(told: ReadBack, round_: Round, label: str) -> tuple[dict[str, Settlement], dict[str, Settlement]]:
    """What was settled last since a workbook was written, by id; and of that what an earlier save of the same file settled."""
    since = {s.id: s for s in told.facts.settlements(round_.order)[told.report.settlements :]}
    home = _home(told.shown, round_, label)
    return since, {i: s for i, s in since.items() if s.report == told.report.token and _home(told.shown, round_, s.file) == home}


def _apply(
    folder: Folder,
    ledger: Ledger,
    told: ReadBack,
    round_: Round,
    wanted: Sequence[Settlement],
    since: Mapping[str, Settlement],
    mine: Mapping[str, Settlement],
) -> tuple[list[Settlement], list[Settlement]]:
    """Keeps what was settled. Stale is what was settled otherwise since the workbook was written, unless by an earlier save of it; what is asked
    again since a copy says otherwise, which is kept as one voice more; and what is about a thing whose number another one has by now."""
    new = [each for each in wanted if each.id not in since or (each.id in mine and mine[each.id].value != each.value)]
    stale = [each for each in wanted if each.id in since and each.id not in mine and since[each.id].value != each.value]
    asked, astray = _come_to(folder, ledger, round_, told.report, _today(folder, told.report, new))
    applied: list[Settlement] = []
    for each, today in zip(new, _today(folder, told.report, new), strict=True):
        late = today.id in asked and today.id not in astray
        told.facts.add_settlement(each._replace(late=late))
        (stale if today.id in asked | astray else applied).append(today)
    return applied, stale


def _come_to(folder: Folder, ledger: Ledger, round_: Round, report: Report, new: Sequence[Settlement]) -> tuple[set[str], set[str]]:
    """What the copies that came in, or went, after the workbook was written make of it: what is asked again at once, and what is about another
    thing now."""
    if not new or set(ledger.merged_copies(round_.order)) == set(report.copies):
        return set(), set()
    merged = closing_merge(folder, ledger, round_, new)
    return {d.id for d in merged.decisions if d.decided is None}, {s.id for s in new} - {s.id for s in merged.settled}
