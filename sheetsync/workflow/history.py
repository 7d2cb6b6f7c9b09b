"""What the ledger remembers: every value that a record has had, and every round, copy and decision."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from sheetsync.model.decision import Settlement
from sheetsync.model.kinds import Value, to_json
from sheetsync.model.merged import Merged
from sheetsync.model.record import Opening, Record, Source
from sheetsync.model.round import Reopening, Round
from sheetsync.model.template import Sheet
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.refusal import Refusal
from sheetsync.workflow.rounds import closing_merge, opening_of

if TYPE_CHECKING:
    from sheetsync.files.ledger import Ledger


class Entry(NamedTuple):
    """One thing that happened to a cell, or (without a field) to the record.

    `kind`: `began` (it was so when the record came in), `added` (so the coordinator added it), `change`, `decision`, `removed`, `reopened` (the round
    was closed with the record in it and opened again); or what became of an edit that is not in the state: `open`, `superseded`, `refused`.
    `written` is what stood in the cell of that edit; `at` and `by` are of a reopening.
    """

    round: str
    field: str
    kind: str
    before: Value
    value: Value
    departments: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    settlement: Settlement | None = None
    written: str = ""
    at: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """The story of one record, oldest first."""

    record: str
    sheet: Sheet
    entries: Sequence[Entry]

    def to_json(self) -> dict[str, Any]:
        """The story with the names and values of the contract."""
        return {"record": self.record, "sheet": self.sheet.key, "entries": [self._line(e) for e in self.entries]}

    def _line(self, e: Entry) -> dict[str, Any]:
        field = next((f for f in self.sheet.fields if f.key == e.field), None)
        before, value = (to_json(v, field) if field else v for v in (e.before, e.value))
        known = e.settlement or (Settlement("", None, (), e.by, e.at) if e.at else None)
        decided = {"by": known.by or None, "at": known.at or None, "file": known.file or None} if known else None
        return {
            "round": e.round, "field": e.field or None, "kind": e.kind, "before": before, "value": value, "written": e.written or None,
            "departments": list(e.departments), "sources": [s._asdict() for s in e.sources], "decided": decided,
        }  # fmt: skip


def history(folder: Folder, record: str, field: str | None = None) -> History:
    """Every value of a record, or of one of its fields, oldest first. Refuses an id that no record has ever had, or an unknown field."""
    identity = record.strip().upper()
    with folder.ledger() as ledger:
        rounds = [(r, opening_of(folder, ledger, r), closing_merge(folder, ledger, r)) for r in ledger.rounds()]
        settled = _settlements(ledger, rounds[-1][0].order if rounds else 0)
        reopened = ledger.reopenings()
    sheet = _sheet(folder, record.strip(), identity, [merged for _, _, merged in rounds])
    identity = sheet.key if sheet.form == "form" else identity
    key = _field(folder, sheet, field)
    entries = [e for each in rounds for e in (*_round(sheet.key, identity, *each, settled), *_reopened(sheet.key, identity, *each, reopened))]
    return History(identity, sheet, _told([e for e in entries if not key or e.field in (key, "")]))


def _sheet(folder: Folder, record: str, identity: str, merges: Sequence[Merged]) -> Sheet:
    for sheet in folder.template.data_sheets:
        names = (sheet.key, *sheet.labels.values()) if sheet.form == "form" else ()
        if record in names or any(identity in m.state.get(sheet.key, {}) or identity in m.removed.get(sheet.key, {}) for m in merges):
            return sheet
    raise Refusal("no-record", record=record)


def _field(folder: Folder, sheet: Sheet, name: str | None) -> str:
    """The key of the field that was named by its key or its label, one of today's or one that it had before; blank for all."""
    if not name:
        return ""
    for field in sheet.columns:
        if name in (field.key, *field.labels.values()):
            return field.key
    if key := _former_field(folder, sheet, name):
        return key
    raise Refusal("unknown-field", name=name, fields=[f.label(folder.project.language) for f in sheet.columns])


def _former_field(folder: Folder, sheet: Sheet, name: str) -> str:
    """Today's key of what an earlier version of the template called so; the newest one counts."""
    lineage = folder.lineage
    for version in reversed(folder.earlier):
        for other in (each for each in version.data_sheets if lineage.sheets.get(each.key) == sheet.key):
            for field in (each for each in other.columns if name in (each.key, *each.labels.values())):
                return lineage.fields[sheet.key][field.key]
    return ""


def _settlements(ledger: Ledger, order: int) -> dict[tuple[int, str], Settlement]:
    """The last settlement of each decision, by round and id."""
    return {(s.order, s.id): s for s in ledger.settlements(order)}


def _round(sheet: str, identity: str, round_: Round, opening: Opening, merged: Merged, settled: dict[tuple[int, str], Settlement]) -> Iterator[Entry]:
    """What a round did to a record."""
    began = opening.state.get(sheet, {}).get(identity)
    if began is not None:
        yield from _beginning(round_, began)
    for change in merged.changes:
        if (change.sheet, change.record) == (sheet, identity):
            settlement = settled.get((round_.order, f"{identity}.{change.field}" if change.field else identity))
            kind = "removed" if not change.field else "decision" if settlement else "change"
            yield Entry(round_.name, change.field, kind, change.before, change.after, change.departments, change.sources, settlement)
    for fate in merged.fates:
        if (fate.sheet, fate.record) == (sheet, identity) and fate.fate != "merged":
            yield Entry(round_.name, fate.field, fate.fate, None, fate.value, (fate.department,), (fate.source,), None, fate.written)


def _reopened(sheet: str, identity: str, round_: Round, opening: Opening, merged: Merged, found: Sequence[Reopening]) -> Iterator[Entry]:
    """When and by whom the round was opened again, for a record that was in it."""
    if any(identity in state.get(sheet, {}) for state in (opening.state, merged.state)):
        yield from (Entry(round_.name, "", "reopened", None, None, at=each.at, by=each.by) for each in found if each.order == round_.order)


def _beginning(round_: Round, record: Record) -> Iterator[Entry]:
    """The values that a record had when the round began, or with which the coordinator added it in this round, and where."""
    for key, value in record.values.items():
        if value is not None:
            origin = record.origins.get(key)
            here = origin is not None and origin.round == round_.name
            yield Entry(round_.name, key, "added" if here else "began", None, value, (), origin.sources if origin and here else ())


def _told(entries: Sequence[Entry]) -> list[Entry]:
    """The entries without beginnings of which an earlier entry tells already."""
    known: dict[str, Value] = {}
    told = []
    for entry in entries:
        if entry.kind != "began" or known.get(entry.field) != entry.value:
            told.append(entry)
        if entry.kind in ("began", "added", "change", "decision"):
            known[entry.field] = entry.value
    return told


@dataclass(frozen=True, slots=True)
class Log:
    """Everything that came in and was decided, by round."""

    lines: Sequence[dict[str, Any]]


def log(folder: Folder) -> Log:
    """The rounds, oldest first, each with its imported lists, its copies and its settled decisions."""
    with folder.ledger() as ledger:
        rounds = ledger.rounds()
        known, withdrawn = ledger.settlements(rounds[-1].order if rounds else 0), ledger.withdrawn()
        every = [(r, r not in rounds) for r in ledger.every_round()]
        return Log([_withdrawn(ledger, r) if gone else _logged(ledger, r, known, withdrawn) for r, gone in every])


def _withdrawn(ledger: Ledger, round_: Round) -> dict[str, Any]:
    """A round that was withdrawn: nothing was merged or decided in it."""
    told = _about(round_, sorted(ledger.withdrawn_issues(round_)), withdrawn=True)
    return {**told, "reopened": [], "imports": [], "copies": [], "decisions": []}


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


def _logged(ledger: Ledger, round_: Round, known: Sequence[Settlement], withdrawn: set[str]) -> dict[str, Any]:
    first = 0 if round_.order == 1 else round_.order
    waiting = ledger.waiting(round_.order)
    imports = [each for position in range(first, round_.order + 1) for each in ledger.imports(position)]
    return {
        **_about(round_, sorted(ledger.issues_of(round_.name))),
        "reopened": _reopenings(ledger, round_),
        "imports": [{"file": i.file, "records": sum(len(r) for r in i.state.values())} for i in imports],
        "copies": [
            {
                "file": c.file, "sha256": c.sha256, "department": c.department or None, "round": c.round or None,
                "status": "withdrawn" if c.sha256 in withdrawn else c.status or ("waiting" if c in waiting else "read"), "edits": c.read,
                "saved_at": c.saved_at or None, "saved_by": c.saved_by or None,
            }
            for c in sorted([*ledger.all_copies(round_.order), *waiting], key=lambda c: (c.saved_at, c.file))
        ],
        "decisions": [
            {"id": s.id, "kind": s.kind, "by": s.by or None, "at": s.at or None, "file": s.file or None} for s in known if s.order == round_.order
        ],
    }  # fmt: skip
