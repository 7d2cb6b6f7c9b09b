"""Facts as compressed JSON and back: states, bases, copies, settlements.

Records are arrays, a table's columns stand once, with their kinds, so that a fact can be read without the template that made it.
"""

from __future__ import annotations

import dataclasses
import json
import zlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any, cast

from sheetsync.model.copy import Copy, Edit, Entry, NewRow
from sheetsync.model.decision import Choice, Decision, Settlement
from sheetsync.model.finding import Finding
from sheetsync.model.kinds import KINDS, Value
from sheetsync.model.ours import SHORT
from sheetsync.model.record import Book, Cause, Issued, Origin, Record, Source, State
from sheetsync.model.template import Template

PLAIN = KINDS["line"]
"""A field type whose values are JSON as they are."""
DATED = {each.__name__: each for each in (date, datetime, time)}
"""The types of values that JSON does not know."""
REPEATED = frozenset({"person", "date", "choice", "department", "departments", "ref"})
"""The field types of which many records hold the same value: in memory it is one."""


def pack(data: Any) -> bytes:
    """JSON data as compressed bytes; equal data gives equal bytes."""
    return zlib.compress(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"), 6)


def unpack(blob: bytes) -> Any:
    """The data that `pack` made these bytes of."""
    return json.loads(zlib.decompress(blob).decode("utf-8", "surrogatepass"))


def plain(value: Value) -> Any:
    """A value of any field as JSON; a date, a moment or a time of day says what it is."""
    if isinstance(value, date | time):
        return {type(value).__name__: value.isoformat()}
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    return value


def value_of(data: Any) -> Value:
    """The value that `plain` made this of."""
    if isinstance(data, dict):
        ((kind, iso),) = data.items()
        return DATED[kind].fromisoformat(iso)
    if isinstance(data, list):
        return tuple(value_of(each) for each in data)
    return cast(Value, data)


def _columns(template: Template, sheet: str) -> list[tuple[str, str]]:
    return [(f.key, f.kind) for f in template.sheet(sheet).fields]


def pack_book(template: Template, book: Book) -> Any:
    """A book as JSON data: per sheet its columns with their kinds, and an array per record."""
    return {sheet: _pack_rows(_columns(template, sheet), records) for sheet, records in book.items()}


def _pack_rows(columns: list[tuple[str, str]], records: Mapping[str, Mapping[str, Value]]) -> Any:
    keep = [(key, KINDS[kind].keep) for key, kind in columns]
    rows = []
    for identity, values in records.items():
        rows.append([identity, *(None if (value := values.get(key)) is None else kept(value) for key, kept in keep)])
    return {"columns": columns, "rows": rows}


def unpack_book(data: Any) -> dict[str, dict[str, dict[str, Value]]]:
    """The book that `pack_book` made this of."""
    return {sheet: dict(_unpack_rows(table)) for sheet, table in data.items()}


def _unpack_rows(table: Any) -> Iterable[tuple[str, dict[str, Value]]]:
    keys = [key for key, _ in table["columns"]]
    recall = [(key, KINDS[kind].recall) for key, kind in table["columns"] if KINDS[kind].recall is not PLAIN.recall]
    repeated = [(key, dict[Value, Value]()) for key, kind in table["columns"] if kind in REPEATED]
    rows = table["rows"]
    for identity, *cells in rows:
        values = {key: cell for key, cell in zip(keys, cells, strict=True) if cell is not None}
        for key, recalled in recall:
            if key in values:
                values[key] = recalled(values[key])
        for key, known in repeated:
            if key in values:
                values[key] = known.setdefault(values[key], values[key])
        yield identity, values


def pack_state(template: Template, state: State) -> Any:
    """A state as JSON data: its book, and the origins of the values that have one."""
    book = {sheet: {i: r.values for i, r in records.items()} for sheet, records in state.items()}
    origins = {
        sheet: {i: {key: _pack_origin(o) for key, o in r.origins.items()} for i, r in records.items() if r.origins}
        for sheet, records in state.items()
    }
    return {"book": pack_book(template, book), "origins": origins}


def unpack_state(data: Any) -> dict[str, dict[str, Record]]:
    """The state that `pack_state` made this of."""
    state: dict[str, dict[str, Record]] = {}
    for sheet, records in unpack_book(data["book"]).items():
        origins = data["origins"].get(sheet, {})
        state[sheet] = {i: Record(i, values, {key: _origin(o) for key, o in origins.get(i, {}).items()}) for i, values in records.items()}
    return state


def _pack_origin(origin: Origin) -> Any:
    return [origin.round, origin.departments, origin.sources, origin.decision]


def _origin(data: Any) -> Origin:
    round_, departments, sources, decision = data
    return Origin(round_, tuple(departments), tuple(Source(*s) for s in sources), decision)


def pack_issued(template: Template, issued: Issued) -> Any:
    """An issued workbook's facts as JSON data."""
    data = {key: getattr(issued, key) for key in ("token", "department", "round", "order", "language", "template")}
    return {**data, "base": pack_book(template, issued.base), "blanks": issued.blanks, **_pack_ours(issued)}


def unpack_issued(data: Any) -> Issued:
    """The issued workbook that `pack_issued` made this of."""
    blanks = {sheet: tuple(ids) for sheet, ids in data["blanks"].items()}
    return Issued(**{**data, "base": unpack_book(data["base"]), "blanks": blanks, **_ours(data)})


def _pack_ours(issued: Issued) -> dict[str, Any]:
    """The texts of ours in a workbook as JSON data; marks stand in one text, for there are many."""
    return {"notes": sorted(issued.notes), "printed": "".join(sorted(issued.printed))}


def _ours(data: Any) -> dict[str, frozenset[str]]:
    # workbooks of before there were such marks have none
    marks = data.get("printed", "")
    return {"notes": frozenset(data["notes"]), "printed": frozenset(marks[at : at + SHORT] for at in range(0, len(marks), SHORT))}


def pack_return(given_back: Issued) -> Any:
    """What a workbook that was given back has otherwise than the issued one, as JSON data."""
    return {"blanks": given_back.blanks, "aside": sorted(given_back.aside), **_pack_ours(given_back)}


def unpack_return(issued: Issued, mends: str, data: Any) -> Issued:
    """The workbook that was given back, of which `pack_return` made this: it answers for the issued one."""
    blanks = {sheet: tuple(ids) for sheet, ids in data["blanks"].items()}
    ours = _ours(data)
    return dataclasses.replace(
        issued, blanks=blanks, aside=frozenset(data["aside"]), mends=mends, notes=ours["notes"], printed=ours["printed"] | issued.printed
    )


def pack_copy(copy: Copy) -> Any:
    """What was read from a copy as JSON data."""
    return {
        **{
            key: getattr(copy, key)
            for key in ("sha256", "file", "token", "department", "round", "order", "saved_at", "saved_by", "status", "template", "mends")
        },
        "edits": [[*e[:3], plain(e.before), plain(e.value), *e[5:]] for e in copy.edits],
        "rows": [
            [r.sheet, r.id, r.row, {k: [plain(e.value), *e[1:]] for k, e in r.entries.items()}, r.source, r.blank, r.duplicate] for r in copy.rows
        ],
        "missing": copy.missing,
        "findings": [_pack_finding(f) for f in copy.findings],
    }


def unpack_copy(data: Any) -> Copy:
    """The copy that `pack_copy` made this of."""
    edits = (Edit(e[0], e[1], e[2], value_of(e[3]), value_of(e[4]), e[5], Source(*e[6]), e[7], e[8]) for e in data["edits"])
    rows = (
        NewRow(s, i, row, {k: _entry(e) for k, e in entries.items()}, Source(*source), *rest) for s, i, row, entries, source, *rest in data["rows"]
    )
    findings = tuple(_finding(f) for f in data["findings"])
    missing = tuple((sheet, record) for sheet, record in data["missing"])
    return Copy(**{**data, "edits": tuple(edits), "rows": tuple(rows), "missing": missing, "findings": findings})


def _entry(data: Any) -> Entry:
    value, written, source, allowed, taken = data
    return Entry(value_of(value), written, Source(*source), allowed, taken)


FINDING = ("code", "file", "department", "sheet", "record", "field", "place", "cell", "value", "reason")


def _pack_finding(finding: Finding) -> Any:
    return [*(getattr(finding, key) for key in FINDING), {key: plain(value) for key, value in finding.detail.items()}]


def _finding(data: Any) -> Finding:
    return Finding(**dict(zip(FINDING, data, strict=False)), detail={key: value_of(value) for key, value in data[-1].items()})


def pack_settlement(settlement: Settlement) -> Any:
    """A settlement as JSON data."""
    return [settlement.id, plain(settlement.value), [plain(v) for v in settlement.basis], *settlement[3:]]


def unpack_settlement(data: Any) -> Settlement:
    """The settlement that `pack_settlement` made this of."""
    return Settlement(data[0], value_of(data[1]), tuple(value_of(v) for v in data[2]), *data[3:])._replace(things=tuple(data[-1]))


def pack_decision(decision: Decision) -> Any:
    """An open decision as JSON data."""
    choices = [[plain(c.value), c.departments, c.sources, c.causes] for c in decision.choices]
    about = [decision.id, decision.kind, decision.sheet, decision.record, decision.field]
    return [*about, plain(decision.current), choices, [plain(v) for v in decision.basis]]


def unpack_decision(data: Any) -> Decision:
    """The decision that `pack_decision` made this of."""
    identity, kind, sheet, record, field, current, choices, basis = data
    offered = tuple(
        Choice(value_of(v), tuple(departments), tuple(Source(*s) for s in sources), tuple(Cause(*c) for c in causes))
        for v, departments, sources, causes in choices
    )
    return Decision(identity, kind, sheet, record, field, value_of(current), offered, basis=tuple(value_of(v) for v in basis))
