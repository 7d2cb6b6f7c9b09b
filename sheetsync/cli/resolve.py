"""What `sheetsync resolve` shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sheetsync.cli.paint import painted
from sheetsync.cli.show import MOST, Shown, errors_of, few
from sheetsync.model import kinds
from sheetsync.model.decision import UNITE, Settlement
from sheetsync.model.finding import Finding
from sheetsync.model.result import Result
from sheetsync.model.template import Field
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.resolve import Resolved


def lines(folder: Folder, done: Resolved) -> list[str]:
    """What was applied, what came too late, what was not understood, and what is still open."""
    say, result = folder.words, done.result
    shown = Shown(say, folder.template)
    if done.known:
        return [say("cli.resolve.known")]
    still = [d.id for d in result.decisions if d.decided is None]
    errors = errors_of(result)
    return [
        *([say("cli.resolve.files", files=done.files)] if done.files else []),
        painted(say("cli.resolve.head", project=result.project, round=result.round, applied=len(done.applied)), "head"),
        *(line for each in done.applied for line in (*_settled(folder, [each]), *_differing(folder, done, each))),
        *([say("cli.resolve.added", count=len(done.added), ids=few(done.added, MOST))] if done.added else []),
        *([painted(say("cli.resolve.stale", count=len(done.stale)), "warn"), *_settled(folder, done.stale)] if done.stale else []),
        *(
            [painted(say("cli.resolve.findings", count=len(done.findings)), "warn"), *(f"  {_told(folder, shown, f, result)}" for f in done.findings)]
            if done.findings
            else []
        ),
        say("cli.resolve.open", count=len(still), ids=few(still, MOST)) if still else say("cli.resolve.none"),
        *([painted(say("cli.resolve.errors", count=len(errors), sheet=say("report.sheet.findings")), "bad")] if errors else []),
        *([say("cli.merge.workbook", workbook=painted(result.workbook, "head"))] if result.workbook else []),
        *(painted(line, "next") for line in shown.next(result) or shown.again(result)),
    ]


def _told(folder: Folder, shown: Shown, finding: Finding, result: Result) -> str:
    """A finding with the record that it is about: rows have moved when the workbook is written anew."""
    title = folder.template.sheet(finding.sheet).title if finding.sheet else ""
    name = (result.state.get(finding.sheet, {}).get(finding.record) or {}).get(title)
    if not finding.record or finding.record in finding.file:
        return shown.finding(finding)
    return folder.words("cli.resolve.about", record=finding.record, title=name or "", told=shown.finding(finding))


def _settled(folder: Folder, settlements: Sequence[Settlement]) -> list[str]:
    return [f"  {folder.words('cli.resolve.line', id=s.id, value=_value(folder, s))}" for s in settlements]


def _differing(folder: Folder, done: Resolved, settled: Settlement) -> Iterator[str]:
    """In what records differ that were united: these are questions now, and until they are decided the record that stays is right."""
    stays, *gone = settled.id.split("+")
    asked = [d.id for d in done.result.decisions if d.decided is None and d.field and d.record == stays]
    if gone and asked and settled.value == UNITE:
        yield f"    {folder.words('cli.resolve.differ', record=stays, count=len(asked), ids=few(asked, MOST))}"


def _value(folder: Folder, settlement: Settlement) -> str:
    field = _field(folder, settlement)
    if field is None:
        stays, *gone = settlement.id.split("+")
        united = settlement.value == UNITE and gone
        return folder.words("report.whole.unite.into", stays=stays, gone=gone) if united else folder.words(f"report.whole.{settlement.value}")
    return kinds.text(settlement.value, field, folder.project.language) or folder.words("report.blank")


def _field(folder: Folder, settlement: Settlement) -> Field | None:
    """The field that a settlement is about; none for one about a whole record."""
    record, dot, key = settlement.id.rpartition(".")
    if not dot:
        return None
    owner = next((s for s in folder.template.data_sheets if record == s.key or record.startswith(f"{s.prefix}-")), None)
    return owner.field(key) if owner else None


def data(folder: Folder, done: Resolved) -> dict[str, Any]:
    """The same as JSON."""
    findings = [{"code": f.code, "severity": f.severity, "message": folder.words.finding(f), "cell": f.cell or None} for f in done.findings]
    return {
        "files": list(done.files),
        "applied": [_line(folder, s) for s in done.applied],
        "added": list(done.added),
        "stale": [_line(folder, s) for s in done.stale],
        "findings": findings,
        "open": [d.id for d in done.result.decisions if d.decided is None],
        "workbook": done.result.workbook,
    }


def _line(folder: Folder, settlement: Settlement) -> dict[str, Any]:
    field = _field(folder, settlement)
    value = kinds.to_json(settlement.value, field) if field else settlement.value
    return {"id": settlement.id, "kind": settlement.kind, "value": value}
