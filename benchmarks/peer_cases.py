"""Runs the merge cases of other projects' test suites through this project's merge, and says how many agree and why each other one does not.

    python benchmarks/peer_cases.py FILE.json

A case has a base table, two copies, a key, and what its own project expects. Here the key is the record's id, each copy is a department's, and
every column is a plain field that anybody may change. A row that is gone from a copy counts as removed by its owner; where nobody else edits it, the
coordinator is taken to agree. An expected conflict agrees with an open decision about one of its cells or about its record.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sheetsync.model.copy import Copy, Edit, Entry, NewRow
from sheetsync.model.decision import REMOVE, Settlement
from sheetsync.model.kinds import Context, Value
from sheetsync.model.merged import Merged
from sheetsync.model.project import Department, Project
from sheetsync.model.record import Opening, Record, Source
from sheetsync.model.template import Field, Sheet, Template
from sheetsync.steps.merge import merge

Case = Mapping[str, Any]
Row = Mapping[str, Value]

OWNER, TITLE = "owner of the record", "title of the record"
"""Fields besides the columns: who may remove a record, and by what two people's rows are known to be one, which is the key."""
NAMES = ("first", "second")
PROJECT = Project("peers", "en", tuple(Department(name, name[:2].upper()) for name in NAMES))
CONTEXT = Context((), None)  # type: ignore[arg-type] # no value is parsed here

COLUMNS = "columns differ between the tables: a template is the same for all"
KEYLESS = "the base has rows without a key of their own: ids are never given out twice"
UNKEYED = "no key"
OTHER = "ends neither clean nor in a conflict"


def not_ours(case: Case) -> str:
    """Why a case asks for something that is not this project's; blank where it is ours to answer."""
    tables = [case["base"], *case["copies"]]
    if not case["key"]:
        return UNKEYED
    if case["expect"]["outcome"] not in ("clean", "conflict"):
        return OTHER
    if len({frozenset(table["columns"]) for table in tables}) > 1 or any(tag.startswith("needs:column") for tag in case["tags"]):
        return COLUMNS
    keys = [key_of(case, row) for row in rows_of(case["base"])]
    return KEYLESS if len(set(keys)) < len(keys) or "" in keys else ""


def rows_of(table: Mapping[str, Any]) -> list[Row]:
    """A table's rows by column; a number in whatever notation is one value."""
    return [{column: plain(value) for column, value in zip(table["columns"], row, strict=True)} for row in table["rows"]]


def plain(value: object) -> Value:
    """A value for comparison, as a typed field would read it."""
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return value or None
    return float(value) if isinstance(value, (int, float)) else value


def key_of(case: Case, row: Row) -> str:
    """A row's key as an id; blank where all of it is blank."""
    parts = [row[column] for column in case["key"]]
    return "" if all(part is None for part in parts) else "/".join(map(str, parts))


class Peer:
    """One case, put to the merge."""

    def __init__(self, case: Case) -> None:
        self.case, self.columns = case, list(case["base"]["columns"])
        self.base = {key_of(case, row): row for row in rows_of(case["base"])}
        self.tables = [rows_of(table) for table in case["copies"]]
        fields = tuple(Field(column, {"en": column}, "line", editors="any") for column in [*self.columns, TITLE, OWNER])
        self.template = Template("peers", {}, ("en",), (Sheet("rows", {}, "table", fields, "R", OWNER, title=TITLE),))

    def run(self) -> Merged:
        """The merge, with the removals settled that nobody contradicts."""
        copies = [self.copy(number) for number in range(len(self.tables))]
        gone = {key: copy.department for copy in reversed(copies) for _, key in copy.missing}
        state = {key: Record(key, self.values(row) | {OWNER: gone.get(key, NAMES[0])}) for key, row in self.base.items()}
        opening = Opening("1", 1, {"rows": state})
        first = merge(self.template, PROJECT, CONTEXT, opening, copies)
        settled = [Settlement(d.id, REMOVE, d.basis, order=1) for d in first.decisions if d.kind == "removal"]
        return merge(self.template, PROJECT, CONTEXT, opening, copies, settled)

    def values(self, row: Row) -> dict[str, Value]:
        return {column: value for column, value in row.items() if value is not None}

    def differs(self, key: str) -> bool:
        """Whether the two tables have a cell of that row in two ways, each unlike the base; a row that is gone differs from any edit."""
        base = self.base.get(key, {})
        one, two = ({key_of(self.case, row): row for row in table}.get(key) for table in self.tables)
        if one is None or two is None:
            return (one or two) not in (None, base)
        return any(one[c] != two[c] and base.get(c) not in (one[c], two[c]) for c in self.columns)

    def copy(self, number: int) -> Copy:
        """What a department's table says against the base."""
        edits, new, seen = [], [], set()
        for place, row in enumerate(self.tables[number]):
            key = key_of(self.case, row)
            before = self.base.get(key)
            if before is not None and key not in seen:
                edits += [self.edit(number, key, column, (before, row)) for column in self.columns if row[column] != before[column]]
            elif self.values(row):
                new.append(self.new(number, key, place, row, duplicate=key in seen))
            seen.add(key)
        missing = tuple(("rows", key) for key in self.base if key not in seen)
        return Copy(str(number), NAMES[number], NAMES[number], NAMES[number], "1", 1, edits=tuple(edits), rows=tuple(new), missing=missing)

    def edit(self, number: int, key: str, column: str, pair: tuple[Row, Row]) -> Edit:
        before, after = pair
        return Edit("rows", key, column, before[column], after[column], str(after[column]), Source(NAMES[number], key, column))

    def new(self, number: int, key: str, place: int, row: Row, duplicate: bool) -> NewRow:
        values = self.values(row) | ({TITLE: key} if key else {})
        entries = {column: Entry(value, str(value), Source(NAMES[number], str(place), column)) for column, value in values.items()}
        source = Source(NAMES[number], str(place), "")
        return NewRow("rows", key, place, entries, source, blank=bool(key) and not duplicate, duplicate=key if duplicate else "")


BY_CELL = "both changed the row, no cell of it in two ways: the source blocks the row, we merge by cell"
NOTHING = "a row in which nothing stands: the source keeps it, here it is no record"
UNEXPLAINED = "not explained"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a case: blank `why` where it agrees."""

    case: Case
    why: str = ""
    detail: str = ""


def judge(case: Case) -> Verdict:
    """Whether the merge does with a case what its own project expects; decided cell by cell, for the rows about which nobody is asked."""
    peer = Peer(case)
    result = peer.run()
    asked = {d.record for d in result.decisions if d.decided is None}
    expected = {"/".join(str(plain(part)) for part in each["key"]) for each in case["expect"]["conflicts"]}
    if asked - expected:
        return Verdict(case, UNEXPLAINED, f"asked about {sorted(asked - expected)}")
    if missed := expected - asked:
        return Verdict(case, UNEXPLAINED if any(map(peer.differs, missed)) else BY_CELL, f"not asked about {sorted(missed)}")
    return _compare(peer, result, expected)


def _compare(peer: Peer, result: Merged, apart: set[str]) -> Verdict:
    """Compares the rows about which nobody is asked."""
    rows = rows_of(peer.case["expect"]["merged"])
    theirs = Counter(_content(row) for row in rows if key_of(peer.case, row) not in apart)
    ours = Counter(_content({c: r.values.get(c) for c in peer.columns}) for i, r in result.state["rows"].items() if i not in apart)
    if ours == theirs:
        return Verdict(peer.case)
    blank = not (ours - theirs) and set(theirs - ours) == {frozenset()}
    return Verdict(peer.case, NOTHING if blank else UNEXPLAINED, f"only here: {list(ours - theirs)}; only there: {list(theirs - ours)}")


def _content(row: Row) -> frozenset[tuple[str, Value]]:
    return frozenset((column, value) for column, value in row.items() if value is not None)


def report(cases: Sequence[Case]) -> Iterator[str]:
    """How many of the cases are ours, how many of those agree, and why the others do not."""
    apart = Counter(why for case in cases if (why := not_ours(case)))
    verdicts = [judge(case) for case in cases if not not_ours(case)]
    yield f"{len(cases)} cases; {len(verdicts)} of them ask what this project answers."
    yield from (f"  not asked here, {count}: {why}" for why, count in apart.items())
    yield f"{sum(not v.why for v in verdicts)} of {len(verdicts)} agree."
    for why in dict.fromkeys(v.why for v in verdicts if v.why):
        yield f"  {sum(v.why == why for v in verdicts)}: {why}"
        yield from (f"      {v.case['id']} ({v.case['name']}): {v.detail}" for v in verdicts if v.why == why)


def main(arguments: Sequence[str]) -> int:
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    print("\n".join(report(json.loads(Path(arguments[0]).read_text("utf-8")))))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
