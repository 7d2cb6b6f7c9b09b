"""What the ledger remembers of the rounds: what came in, what was decided, and by whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sheetsync.model.decision import Settlement
from sheetsync.model.kinds import to_json
from sheetsync.model.round import Round
from sheetsync.model.template import Field, Template
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.rounds import closing_merge

if TYPE_CHECKING:
    from sheetsync.files.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Log:
    """Everything that came in and was decided, by round."""

    lines: Sequence[dict[str, Any]]


def log(folder: Folder) -> Log:
    """The rounds, oldest first, each with its imported lists, its copies, its settled decisions and what followed from all that."""
    with folder.ledger() as ledger:
        rounds = ledger.rounds()
        known = [s for s in ledger.settlements(rounds[-1].order if rounds else 0) if not s.late]
        withdrawn = ledger.withdrawn()
        every = [(r, r not in rounds) for r in ledger.every_round()]
        return Log([_withdrawn(ledger, r) if gone else _logged(folder, ledger, r, known, withdrawn) for r, gone in every])


def _withdrawn(ledger: Ledger, round_: Round) -> dict[str, Any]:
    """A round that was withdrawn: nothing was merged or decided in it."""
    told = _about(round_, sorted(ledger.withdrawn_issues(round_)), withdrawn=True)
    return {**told, "reopened": [], "imports": [], "added": [], "copies": [], "releases": [], "decisions": [], "followed": []}


def _about(round_: Round, issued: Sequence[str], withdrawn: bool = False) -> dict[str, Any]:
    return {
        "round": round_.name,
        "opened_on": round_.opened_on.isoformat(),
        "due_at": round_.due_at.isoformat(timespec="minutes"),
        "issued": issued,
        "withdrawn": withdrawn,
    }


def _reopenings(ledger: Ledger, round_: Round) -> list[dict[str, Any]]:
    """When and by whom a round was opened again, and which rounds were withdrawn with it."""
    left, found = ledger.every_round(), []
    for each in ledger.reopenings():
        gone = [r for r in left if each.order < r.order <= each.last]
        left = [r for r in left if r not in gone]
        if each.order == round_.order:
            found.append({"at": each.at, "by": each.by or None, "withdrew": [r.name for r in gone]})
    return found


def _releases(ledger: Ledger, round_: Round) -> list[dict[str, Any]]:
    """What the coordinator said while a round was open about whose copies files are, oldest first."""
    names = ledger.arrivals()
    told = [(each, ledger.issued(each.token)) for each in ledger.all_releases() if each.order == round_.order]
    return [
        {
            "file": names[each.sha256][0][0], "sha256": each.sha256, "department": issued.department, "round": issued.round,
            "by": each.by or None, "at": each.at,
        }
        for each, issued in told if issued and each.sha256 in names
    ]  # fmt: skip


def _again(ledger: Ledger, round_: Round) -> list[dict[str, Any]]:
    """The files that came in while a round was open and were known already under another name, by their names."""
    arrived = ledger.arrivals()
    names = sorted((name, sha256) for sha256, labels in arrived.items() for name, order in labels[1:] if order == round_.order)
    known = {copy.sha256: copy for copy in ledger.copies_named([sha256 for _, sha256 in names])}
    told = [(name, copy) for name, sha256 in names if (copy := known.get(sha256))]
    return [
        {
            "file": name, "sha256": c.sha256, "department": c.department or None, "round": c.round or None, "status": "duplicate", "edits": 0,
            "saved_at": c.saved_at or None, "saved_by": c.saved_by or None, "why": None,
        }
        for name, c in told
    ]  # fmt: skip


def _logged(folder: Folder, ledger: Ledger, round_: Round, known: Sequence[Settlement], withdrawn: set[str]) -> dict[str, Any]:
    first = 0 if round_.order == 1 else round_.order
    waiting = ledger.waiting(round_.order)
    imports = [each for position in range(first, round_.order + 1) for each in ledger.imports(position)]
    return {
        **_about(round_, sorted(ledger.issues_of(round_.name))),
        "reopened": _reopenings(ledger, round_),
        "imports": [{"file": i.file, "records": len(i.ids)} for i in imports if not i.typed],
        "added": [{"file": i.file, "records": i.ids} for i in imports if i.typed],
        "copies": [
            {
                "file": c.file, "sha256": c.sha256, "department": c.department or None, "round": c.round or None,
                "status": "withdrawn" if c.sha256 in withdrawn else c.status or ("waiting" if c in waiting else "read"), "edits": c.read,
                "saved_at": c.saved_at or None, "saved_by": c.saved_by or None,
                "why": folder.words.finding(c.findings[0]) if c.status and c.findings else None,
            }
            for c in sorted([*ledger.all_copies(round_.order), *waiting], key=lambda c: (c.saved_at, c.file))
        ] + _again(ledger, round_),
        "releases": _releases(ledger, round_),
        "decisions": [
            {"id": s.id, "kind": s.kind, "value": _settled_value(folder.template, s), **by_whom(s)} for s in known if s.order == round_.order
        ],
        "followed": _followed(folder, ledger, round_),
    }  # fmt: skip


def _followed(folder: Folder, ledger: Ledger, round_: Round) -> list[dict[str, Any]]:
    """What followed in other records from what the round changed, by the template's links."""
    changes = closing_merge(folder, ledger, round_).changes if folder.template.links else ()
    found = ((c, c.cause, folder.template.find(c.sheet, c.field)) for c in changes)
    return [
        {"id": f"{c.record}.{c.field}", "value": to_json(c.after, field) if field else c.after, "cause": cause._asdict()}
        for c, cause, field in found if cause
    ]  # fmt: skip


def by_whom(settlement: Settlement) -> dict[str, Any]:
    """Who settled something, when, in which file, and what was written beside it."""
    return {"by": settlement.by or None, "at": settlement.at or None, "file": settlement.file or None, "remark": settlement.remark or None}


def _settled_value(template: Template, settlement: Settlement) -> Any:
    field = field_of(template, settlement.id)
    return to_json(settlement.value, field) if field else settlement.value


def field_of(template: Template, decision: str) -> Field | None:
    """The field that a decision or a settlement is about, by its id; None for one about a whole record."""
    record, _, key = decision.rpartition(".")
    sheet = next((s for s in template.data_sheets if record == s.key or record.startswith(f"{s.prefix}-")), None) if record else None
    return sheet.find(key) if sheet else None
