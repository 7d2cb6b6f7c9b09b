"""What the ledger remembers: every value that a record has had, and every round, copy and decision."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from sheetsync.model.decision import KEEP, REMOVE, UNITE, Settlement
from sheetsync.model.kinds import Value, to_json
from sheetsync.model.merged import Change, Merged
from sheetsync.model.record import Opening, Record, Source
from sheetsync.model.round import Reopening, Round
from sheetsync.model.template import Field, Sheet, Template
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.refusal import Refusal
from sheetsync.workflow.rounds import closing_merge, opening_of

if TYPE_CHECKING:
    from sheetsync.files.ledger import Ledger


class Entry(NamedTuple):
    """One thing that happened to a cell, or (without a field) to the record.

    `kind`: `began` (it was so when the record came in), `added` (so the coordinator added it), `change`, `decision`, `removed`, `kept` (the
    coordinator did not let it go), `restored`, `united` (the records `before` went into the record `value`), `reopened` (the round was closed with
    the record in it and opened again); or what became of an edit that is not in the state: `open`, `superseded`, `refused`. `written` is what stood
    in the cell of that edit; `at` and `by` are of a reopening; `backers` are the departments that stand for what the coordinator decided.
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
    backers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class History:
    """The story of one record, oldest first."""

    record: str
    sheet: Sheet
    entries: Sequence[Entry]

    @property
    def goes_on_as(self) -> str:
        """The record into which this one was united for good; blank for any other."""
        last = next((e for e in reversed(self.entries) if not e.field and e.kind in ("united", "restored")), None)
        return str(last.value) if last and last.kind == "united" and last.value != self.record else ""

    def to_json(self) -> dict[str, Any]:
        """The story with the names and values of the contract."""
        return {"record": self.record, "sheet": self.sheet.key, "entries": [self._line(e) for e in self.entries]}

    def _line(self, e: Entry) -> dict[str, Any]:
        field = next((f for f in self.sheet.fields if f.key == e.field), None)
        before, value = (to_json(v, field) if field else v for v in (e.before, e.value))
        known = e.settlement or (Settlement("", None, (), e.by, e.at) if e.at else None)
        decided = _by_whom(known) if known else None
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
    return History(identity, sheet, _told([e for e in entries if not e.field or (sheet.find(e.field) and key in (e.field, ""))]))


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
    return {(s.order, s.id): s for s in sorted(ledger.settlements(order), key=lambda s: s.at) if not s.late}


def _round(sheet: str, identity: str, round_: Round, opening: Opening, merged: Merged, settled: dict[tuple[int, str], Settlement]) -> Iterator[Entry]:
    """What a round did to a record."""
    mine = {id_: each for (order, id_), each in settled.items() if order == round_.order and id_.partition(".")[0] == identity}
    unions = [d for d in merged.decisions if d.decided and d.current == UNITE and d.sheet == sheet and identity in d.id.split("+")]
    yield from _beginnings(sheet, identity, round_, opening, merged)
    changes = [change for change in merged.changes if (change.sheet, change.record) == (sheet, identity)]
    for change in (change for change in changes if change.field or not unions):
        settlement = mine.pop(f"{identity}.{change.field}" if change.field else identity, None)
        backers = _backers(settlement, opening, merged, change.departments)
        yield Entry(
            round_.name, change.field, _kind(change, settlement), change.before, change.after, change.departments, change.sources, settlement,
            backers=backers,
        )  # fmt: skip
    for fate in merged.fates:
        if (fate.sheet, fate.record) == (sheet, identity) and fate.fate != "merged":
            yield Entry(round_.name, fate.field, fate.fate, None, fate.value, (fate.department,), (fate.source,), None, fate.written)
    for settlement in mine.values():
        yield _without_change(round_, settlement, opening, merged)
    for union in unions:
        stays, *gone = union.id.split("+")
        yield Entry(round_.name, "", "united", tuple(gone), stays, settlement=union.decided)


def _beginnings(sheet: str, identity: str, round_: Round, opening: Opening, merged: Merged) -> Iterator[Entry]:
    """How a record was when the round began, or, where the round has united it with another one, how it came in."""
    known = any(identity in state.get(sheet, {}) for state in (opening.state, opening.removed))
    began = opening.state.get(sheet, {}).get(identity)
    guest = merged.removed.get(sheet, {}).get(identity) if not known and identity in _united(merged) else None
    if record := began or guest:
        yield from _beginning(round_, record)


def _united(merged: Merged) -> set[str]:
    """The records that the coordinator has united with another one."""
    return {gone for d in merged.decisions if d.decided and d.current == UNITE for gone in d.id.split("+")[1:]}


def _kind(change: Change, settlement: Settlement | None) -> str:
    if change.field:
        return "decision" if settlement else "change"
    return "restored" if change.after == KEEP else "removed"


def _without_change(round_: Round, settlement: Settlement, opening: Opening, merged: Merged) -> Entry:
    """What the coordinator decided so that the state is as it was: a value stays, a record stays, or one that was only just added goes."""
    field, backers = settlement.id.partition(".")[2], _backers(settlement, opening, merged)
    kind = "decision" if field else "removed" if settlement.value == REMOVE else "kept"
    before = settlement.value if field else KEEP
    return Entry(round_.name, field, kind, before, None if kind == "removed" else settlement.value, settlement=settlement, backers=backers)


def _backers(settlement: Settlement | None, opening: Opening, merged: Merged, known: Sequence[str] = ()) -> tuple[str, ...]:
    """The departments that stand for what was settled, in this round or when it was asked in an earlier one."""
    if settlement is None:
        return ()
    asked = [d for d in (*opening.open, *merged.decisions) if d.id == settlement.id]
    return tuple(dict.fromkeys((*known, *(each for d in asked for c in d.choices if c.value == settlement.value for each in c.departments))))


def _reopened(sheet: str, identity: str, round_: Round, opening: Opening, merged: Merged, found: Sequence[Reopening]) -> Iterator[Entry]:
    """When and by whom the round was opened again, for a record that was in it."""
    if any(identity in state.get(sheet, {}) for state in (opening.state, merged.state)):
        yield from (Entry(round_.name, "", "reopened", None, None, at=each.at, by=each.by) for each in found if each.order == round_.order)


def _beginning(round_: Round, record: Record) -> Iterator[Entry]:
    """The values that a record had when the round began, or with which the coordinator added it in this round, and where."""
    for key, value in record.values.items():
        if value is not None:
            origin = record.origins.get(key)
            here = origin is not None and origin.round == round_.name and not origin.departments
            yield Entry(round_.name, key, "added" if here else "began", None, value, (), origin.sources if origin and here else ())


def _by_whom(settlement: Settlement) -> dict[str, Any]:
    """Who settled something, when, in which file, and what was written beside it."""
    return {"by": settlement.by or None, "at": settlement.at or None, "file": settlement.file or None, "remark": settlement.remark or None}


def _told(entries: Sequence[Entry]) -> list[Entry]:
    """The entries without beginnings of which an earlier entry tells already."""
    known: dict[str, Value] = {}
    told: list[Entry] = []
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
        known = [s for s in ledger.settlements(rounds[-1].order if rounds else 0) if not s.late]
        withdrawn = ledger.withdrawn()
        every = [(r, r not in rounds) for r in ledger.every_round()]
        return Log([_withdrawn(ledger, r) if gone else _logged(folder.template, ledger, r, known, withdrawn) for r, gone in every])


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


def _logged(template: Template, ledger: Ledger, round_: Round, known: Sequence[Settlement], withdrawn: set[str]) -> dict[str, Any]:
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
            {"id": s.id, "kind": s.kind, "value": _settled_value(template, s), **_by_whom(s)} for s in known if s.order == round_.order
        ],
    }  # fmt: skip


def _settled_value(template: Template, settlement: Settlement) -> Any:
    field = field_of(template, settlement.id)
    return to_json(settlement.value, field) if field else settlement.value


def field_of(template: Template, decision: str) -> Field | None:
    """The field that a decision or a settlement is about, by its id; None for one about a whole record."""
    record, _, key = decision.rpartition(".")
    sheet = next((s for s in template.data_sheets if record == s.key or record.startswith(f"{s.prefix}-")), None) if record else None
    return sheet.find(key) if sheet else None
