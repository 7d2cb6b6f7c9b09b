"""What the ledger remembers of a record: every value that it has had."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from sheetsync.model.decision import KEEP, REMOVE, UNITE, Settlement
from sheetsync.model.kinds import Value, to_json
from sheetsync.model.merged import Change, Merged
from sheetsync.model.record import Cause, GivenRow, Opening, Record, Source, made_ids
from sheetsync.model.round import Reopening, Round
from sheetsync.model.template import Sheet, Template
from sheetsync.steps.merge.links.becomes import RULE
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.log import by_whom
from sheetsync.workflow.refusal import Refusal
from sheetsync.workflow.rounds import closing_merge, opening_of

if TYPE_CHECKING:
    from sheetsync.files.ledger import Ledger


class Entry(NamedTuple):
    """One thing that happened to a cell, or (without a field) to the record.

    `kind`: `began` (it was so when the record came in), `added` (so the coordinator added it), `change`, `decision`, `removed`, `kept` (the
    coordinator did not let it go), `follows` (by the template's links, from the cell `cause`), `restored`, `united` (the records `before` went into
    the record `value`), `reopened` (the round was closed with the record in it and opened again), `vanished` (a link had made it of the cell `cause`,
    which holds `value` now; `before` is what it was called, nothing where the record of that cell is gone too); or what became of an edit that is
    not in the state, also of one that the coordinator made too late: `open`, `superseded`, `refused`. `written` is what stood in the cell of that
    edit; `at` and `by` are of a reopening; `backers` are the departments that stand for what the coordinator decided.
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
    cause: Cause | None = None


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
        decided = by_whom(known) if known else None
        return {
            "round": e.round, "field": e.field or None, "kind": e.kind, "before": before, "value": value, "written": e.written or None,
            "departments": list(e.departments), "sources": [s._asdict() for s in e.sources], "decided": decided,
            "cause": e.cause._asdict() if e.cause else None,
        }  # fmt: skip


def history(folder: Folder, record: str, field: str | None = None) -> History:
    """Every value of a record, or of one of its fields, oldest first. Refuses an id that no record has ever had, or an unknown field."""
    identity = record.strip().upper()
    with folder.ledger() as ledger:
        rounds = [(r, opening_of(folder, ledger, r), closing_merge(folder, ledger, r)) for r in ledger.rounds()]
        settled = _settlements(ledger, rounds[-1][0].order if rounds else 0)
        reopened = ledger.reopenings()
        vanished = _vanished(folder.template, identity, ledger.given(), [merged for _, _, merged in rounds])
    if vanished:
        return vanished
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


def _vanished(template: Template, identity: str, given: Mapping[GivenRow, str], merges: Sequence[Merged]) -> History | None:
    """What is to be told of a record that a link had made and makes no more; None of any other."""
    there = [states for merged in merges for states in (merged.state, merged.removed)]
    origin, sheet = next(((origin, sheet) for origin, sheet, made in made_ids(given) if made == identity), ("", ""))
    if not origin or any(identity in states.get(sheet, {}) for states in there):
        return None
    for link in (each for each in template.links if each.rule == RULE and template.sheet(each.sheet).field(each.options["field"]).target == sheet):
        home, key = template.sheet(link.sheet), link.options["field"]
        if origin.startswith(f"{home.prefix}-"):
            record = merges[-1].state.get(home.key, {}).get(origin)
            title, value = (str(record.values.get(home.title) or ""), record.values.get(key)) if record else (None, None)
            told = Entry("", "", "vanished", title, value, cause=Cause(RULE, home.key, origin, key))
            return History(identity, template.sheet(sheet), [told])
    return None


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


def _settlements(ledger: Ledger, order: int) -> list[Settlement]:
    """What was settled up to and with a round, oldest first."""
    return sorted(ledger.settlements(order), key=lambda s: s.at)


def _round(sheet: str, identity: str, round_: Round, opening: Opening, merged: Merged, settled: Sequence[Settlement]) -> Iterator[Entry]:
    """What a round did to a record."""
    counted = {each.id for each in merged.settled}
    about = [each for each in settled if each.order == round_.order and each.id.partition(".")[0] == identity]
    mine = {each.id: each for each in about if each.id in counted and not each.late}
    last = {each.id: each for each in about}
    unions = [d for d in merged.decisions if d.decided and d.current == UNITE and d.sheet == sheet and identity in d.id.split("+")]
    yield from _beginnings(sheet, identity, round_, opening, merged)
    changes = [change for change in merged.changes if (change.sheet, change.record) == (sheet, identity)]
    for change in (change for change in changes if change.field or not unions):
        place = f"{identity}.{change.field}" if change.field else identity
        settlement = mine.pop(place, None)
        if change.cause:
            settlement = next((s for s in merged.settled if s.id == place), None)
        backers = _backers(settlement, opening, merged, change.departments)
        yield Entry(
            round_.name, change.field, _kind(change, settlement), change.before, change.after, change.departments, change.sources, settlement,
            backers=backers, cause=change.cause,
        )  # fmt: skip
    for fate in merged.fates:
        if (fate.sheet, fate.record) == (sheet, identity) and fate.fate != "merged":
            yield Entry(round_.name, fate.field, fate.fate, None, fate.value, (fate.department,), (fate.source,), None, fate.written)
    for late in (each for each in last.values() if each.late and "." in each.id):
        asked = any(d.id == late.id and d.decided is None for d in merged.decisions)
        yield Entry(round_.name, late.id.partition(".")[2], "open" if asked else "refused", None, late.value, settlement=late)
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
    if change.cause:
        return "follows"
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
    """The values that a record had when the round began, or with which somebody added it in this round, who, and where."""
    for key, value in record.values.items():
        if value is not None:
            origin = record.origins.get(key)
            if origin and origin.round == round_.name:
                yield Entry(round_.name, key, "change" if origin.departments else "added", None, value, origin.departments, origin.sources)
            else:
                yield Entry(round_.name, key, "began", None, value)


def _told(entries: Sequence[Entry]) -> list[Entry]:
    """The entries without beginnings of which an earlier entry tells already."""
    known: dict[str, Value] = {}
    told: list[Entry] = []
    for entry in entries:
        if entry.kind != "began" or known.get(entry.field) != entry.value:
            told.append(entry)
        if entry.kind in ("began", "added", "change", "decision", "follows"):
            known[entry.field] = entry.value
    return told
