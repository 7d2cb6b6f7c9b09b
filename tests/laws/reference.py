"""A merge from scratch, as merge.md says it in words: small and plain, to compare the real one with.

It knows nothing of steps, workflow, files or ledger: it is told what was issued, what each copy holds (as it was typed), and what was settled, and
takes a round's copies cell by cell. Only the template is shared, for who may change a field and how it merges.

A row without an id goes by a name of its own here, and so does the record that it becomes: what plays with it says which rows are one thing, and
compares under which ids the real merge has them.

It does not know copied rows, tables sorted in part, two things under one blank row's id, references, and copies that are refused; of look-alikes
only those united in the round in which they came in, of whose cells nothing was settled before. What plays with it leaves the rest out. Records that
the coordinator adds are there when the round begins, and a copy that is held is not told to it until somebody has said whose it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from sheetsync.model.template import Field, Sheet, Template

KEEP, REMOVE, UNITE = "keep", "remove", "unite"
NOBODY = {"", "openpyxl"}
"""Names that programs put in; two files with one of them may come from two people."""


class Unreadable(str):
    """A text that its field does not allow."""


@dataclass(frozen=True, eq=False)
class Sent:
    """An issued workbook: what its records held, and the ids of its blank rows."""

    department: str
    order: int
    base: Mapping[str, Mapping[str, Any]]
    blanks: Sequence[str]

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        printer.text(f"the workbook of {self.department} in round {self.order}")


@dataclass(frozen=True, eq=False)
class Returned:
    """A copy that came back: every row that it still has, blank ones apart. `at` and `by` are the time of saving and the person."""

    sent: Sent
    rows: Mapping[str, Mapping[str, Any]]
    at: str
    by: str
    sha256: str
    mends: Returned | None = None
    """The copy that was given back to be mended, of which this is one."""


class Settled(NamedTuple):
    """What the coordinator decided, in which round, and all that was on the table. An `asked` one answers a question; a `late` one did not know what
    copies had said meanwhile, and is one voice more."""

    id: str
    value: Any
    table: tuple[Any, ...]
    order: int
    asked: bool = True
    late: bool = False


@dataclass
class Record:
    """A record. `made` tells of a cell that was changed in which round and by whom (nobody: the coordinator)."""

    values: dict[str, Any]
    made: dict[str, tuple[int, tuple[str, ...]]] = field(default_factory=dict)

    def twin(self) -> Record:
        return Record(dict(self.values), dict(self.made))


@dataclass(frozen=True)
class Question:
    """An open decision about a record, or a cell of it: what it is now, and each choice with who stands for it."""

    kind: str
    record: str
    field: str
    now: Any
    choices: Mapping[Any, frozenset[str]]
    table: tuple[Any, ...]
    group: str = ""

    @property
    def id(self) -> str:
        return f"{self.record}.{self.field}" if self.field else self.group or self.record


@dataclass
class Position:
    """How a round begins or ends. `settled` has the answers that stand, by what was asked; `read` counts edits; `copies` says what became of each;
    `speaks_as` leads from each united record to the one that stays."""

    order: int
    state: dict[str, Record]
    removed: dict[str, Record] = field(default_factory=dict)
    open: dict[str, Question] = field(default_factory=dict)
    settled: dict[str, Any] = field(default_factory=dict)
    read: int = 0
    copies: dict[str, str] = field(default_factory=dict)
    speaks_as: dict[str, str] = field(default_factory=dict)


class Edit(NamedTuple):
    """A cell that a copy holds otherwise than it was issued, by a department that may change it (`may`) or not."""

    record: str
    field: str
    before: Any
    value: Any
    may: bool
    department: str
    order: int
    said_of: str = ""
    """The record as which the copy has it."""


class Reference:
    """One project: its template and its departments in their order; `number` tells that of a new record, by which those of a department stand."""

    def __init__(self, template: Template, departments: Sequence[str], number: Callable[[str], int] = lambda _: 0) -> None:
        self.departments, self.number = list(departments), number
        self.forms = {sheet.key: sheet for sheet in template.forms}
        (self.table,) = template.tables

    # ── what a copy says ──

    def sheet(self, record: str) -> Sheet:
        return self.forms.get(record, self.table)

    def fields(self, record: str) -> list[Field]:
        """The fields that people may fill in; those that show a fact of the project are not merged."""
        return [f for f in self.sheet(record).columns if not f.fill]

    def defaults(self, department: str) -> dict[str, Any]:
        return {f.key: f.default for f in self.table.columns if f.default} | {self.table.owner: department}

    def may_change(self, record: str, key: str, values: Mapping[str, Any], department: str) -> bool:
        editors = self.sheet(record).field(key).editors
        if editors in ("any", "coordinator"):
            return editors == "any"
        return values.get(self.table.owner if editors == "owner" else editors) == department

    def is_readable(self, copy: Returned, record: str, key: str, value: Any) -> bool:
        cleared = value is None and record in copy.sent.base and self.sheet(record).field(key).required
        return not isinstance(value, Unreadable) and not cleared

    def differing(self, copy: Returned) -> Iterator[tuple[str, str, Any, Any]]:
        """Every cell that is not as it was issued: record, field, before, value."""
        for record, row in copy.rows.items():
            before = copy.sent.base.get(record) or self.defaults(copy.sent.department)
            for each in self.fields(record):
                old, new = before.get(each.key), row.get(each.key)
                if new != old and (new is not None or record in copy.sent.base):
                    yield record, each.key, old, new

    def removals(self, copy: Returned) -> list[str]:
        return [record for record in copy.sent.base if record not in copy.rows]

    def said(self, copy: Returned) -> set[Any]:
        """All that a copy says; a cell of a new row says it of the thing that the row is about."""
        title = self.table.title
        about = {r: "" if r in copy.sent.base else row.get(title) for r, row in copy.rows.items()}
        return {(r, about[r], key, value) for r, key, _, value in self.differing(copy)} | set(self.removals(copy))

    # ── which copies speak ──

    def mended(self, copy: Returned, here: Sequence[Returned]) -> Iterator[Returned]:
        """The copies that a copy mends, one after the other, as far as they are there."""
        while copy.mends in here:
            copy = copy.mends
            yield copy

    def continues(self, later: Returned, earlier: Returned, here: Sequence[Returned]) -> bool:
        """A later copy of the same workbook, by the same person or with most of the earlier one's edits; an untouched copy is neither.

        One of a workbook that was given back continues what it mends, and is as late as that.
        """
        now, then = self.said(later), self.said(earlier)
        if earlier in self.mended(later, here):
            return True
        mine, theirs = (max(each.at for each in (one, *self.mended(one, here))) for one in (later, earlier))
        if later.sent is not earlier.sent or not mine > theirs or not now or not then:
            return False
        return (later.by == earlier.by and later.by not in NOBODY) or len(now & then) > len(then) / 2

    def speaking(self, copies: Sequence[Returned]) -> list[Returned]:
        heard = [one for one in copies if one.mends not in copies or self.said(one) != self.said(one.mends)]
        return [one for one in heard if not any(self.continues(other, one, copies) for other in heard)]

    def in_order(self, copies: Iterable[Returned]) -> list[Returned]:
        return sorted(copies, key=lambda c: (c.sent.order, self.departments.index(c.sent.department), c.at, c.sha256))

    # ── a round ──

    def end(self, begin: Position, copies: Iterable[Returned], settled: Sequence[Settled]) -> Position:
        """The position in which a round ends: what it began with, the copies that came in, and the decisions up to it, oldest first."""
        every = self.in_order(copies)
        speaking = self.speaking(every)
        result = Position(begin.order, {i: r.twin() for i, r in begin.state.items()}, {i: r.twin() for i, r in begin.removed.items()})
        result.speaks_as = dict(begin.speaks_as)
        result.read = sum(len(list(self.differing(c))) for c in every)
        result.copies = {c.sha256: "superseded" if c not in speaking else "merged" if self.said(c) else "unchanged" for c in every}
        _Round(self, begin, speaking, settled, result).play()
        return result

    def all_said(self, copies: Iterable[Returned], at: Position) -> dict[tuple[str, str], list[Any]]:
        """What the copies that speak say of each cell, as the records speak in that position."""
        found: dict[tuple[str, str], list[Any]] = {}
        for copy in self.speaking(self.in_order(copies)):
            for record, key, _, value in self.differing(copy):
                if self.is_readable(copy, record, key, value):
                    found.setdefault((at.speaks_as.get(record, record), key), []).append(value)
        return found

    # ── what looks like one thing ──

    def groups(self, new: Mapping[str, str], said: Mapping[str, Mapping[str, Any]]) -> list[list[str]]:
        """Of the new records, by department, those that look like one thing, ordered by department and number; `said` is what is said of each."""
        ordered = sorted(new, key=lambda i: (self.departments.index(new[i]), self.number(i)))
        groups: list[list[str]] = []
        for one in ordered:
            mine = [group for group in groups if any(new[one] != new[i] and self.is_alike(said[one], said[i]) for i in group)]
            groups = [*(group for group in groups if group not in mine), [*(i for group in mine for i in group), one]]
        return [sorted(group, key=ordered.index) for group in groups if len(group) > 1]

    def is_alike(self, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
        """Titles that differ in little, and in no number; dates a week apart, or not said."""
        titles = [str(each.get(self.table.title) or "") for each in (one, other)]
        numbers = ["".join(c if c.isdigit() else " " for c in title).split() for title in titles]
        days = [day for each in (one, other) if isinstance(day := each.get("due"), date)]
        near = len(days) < 2 or abs((days[0] - days[1]).days) <= 7
        return all(titles) and numbers[0] == numbers[1] and near and SequenceMatcher(None, *titles).ratio() >= 0.9

    def shown(self, begin: Position, department: str, before: int) -> set[str]:
        """The records that a department's workbook of the round has: those closed in the round `before` for the last time."""
        names = [f.key for f in self.table.columns if f.kind == "department"]
        return {
            i
            for i, r in begin.state.items()
            if i in self.forms or (department in [r.values.get(key) for key in names] and not self.is_closed_before(r, before))
        }

    def is_closed_before(self, record: Record, order: int) -> bool:
        (key, words), *_ = self.table.closed.items()
        return record.values.get(key) in words and record.made.get(key, (0, ()))[0] < order


@dataclass
class _Round:
    """A round being merged, part by part, into `result`."""

    reference: Reference
    begin: Position
    speaking: list[Returned]
    decided: Sequence[Settled]
    result: Position

    def play(self) -> None:
        mine = [s for s in self.decided if s.order == self.begin.order]
        self.now = {s.id: s for s in mine if not s.late}
        self.past = [s for s in self.decided if s.order < self.begin.order and not s.late]
        self.late = [s for s in {s.id: s for s in mine}.values() if s.late]
        self.new: dict[str, dict[str, Any]] = {}
        edits = [edit for copy in self.speaking for edit in self.edits(copy)]
        edits = self.look_alikes(edits) + list(self.late_edits())
        for record, values in self.new.items():
            self.result.state[record] = Record(dict(values))
        self.records(edits)
        by_cell: dict[tuple[str, str], list[Edit]] = {}
        for edit in edits:
            by_cell.setdefault((edit.record, edit.field), []).append(edit)
        for record in list(self.result.state):
            for each in self.reference.fields(record):
                said = by_cell.get((record, each.key), [])
                if said or f"{record}.{each.key}" in self.now:
                    self.cell(record, each, said)
        self.carry(edits)

    def edits(self, copy: Returned) -> Iterator[Edit]:
        """What a copy puts forward. A row of its own is a new record, or says something of the one that an earlier copy made of that row."""
        of, department = self.reference, copy.sent.department
        for record, key, before, value in of.differing(copy):
            there = self.begin.state.get(record) or self.begin.removed.get(record)
            if record in copy.sent.base:
                may = of.may_change(record, key, copy.sent.base[record], department)
            elif there:
                may = of.may_change(record, key, there.values, department)
            else:
                self.new.setdefault(record, of.defaults(department))
                may = of.table.field(key).editors != "coordinator"
            if of.is_readable(copy, record, key, value):
                yield Edit(self.begin.speaks_as.get(record, record), key, before, value, may, department, copy.sent.order, record)

    # ── what looks like one thing ──

    def look_alikes(self, edits: Sequence[Edit]) -> list[Edit]:
        """Asks about new records that look like one thing; what is said of those that are united is said of the first."""
        said: dict[str, dict[str, Any]] = {record: {} for record in self.new}
        for each in (e for e in edits if e.record in said and e.value is not None):
            said[each.record][each.field] = each.value
        united: dict[str, str] = {}
        for group in self.reference.groups({i: values[self.reference.table.owner] for i, values in self.new.items()}, said):
            self.ask_about(group, united)
        for record in united:
            self.result.removed[record] = Record({**self.new.pop(record), **said[record]})
        self.result.speaks_as |= {record: last_of(united, record) for record in united}
        places = {record: number for number, record in enumerate(sorted(said, key=self.place_of))}
        moved = [e._replace(record=self.result.speaks_as.get(e.record, e.record)) for e in edits]
        return sorted(moved, key=lambda e: places.get(e.said_of, -1))

    def place_of(self, record: str) -> tuple[int, int]:
        of = self.reference
        owner = (self.new.get(record) or self.result.removed[record].values)[of.table.owner]
        return of.departments.index(owner), of.number(record)

    def ask_about(self, group: Sequence[str], united: dict[str, str]) -> None:
        """Of a group a part may have been united before: the rest of it is asked about."""
        answers = [s for s in self.now.values() if s.value == UNITE and set(s.id.split("+")) < set(group)]
        for answer in sorted(answers, key=lambda s: s.id.count("+")):
            stays, *gone = [i for i in group if i in answer.id.split("+")]
            united.update(dict.fromkeys(gone, stays))
            self.result.settled[answer.id] = UNITE
        rest = [i for i in group if i not in united]
        question = "+".join(rest)
        if len(rest) > 1 and question in self.now:
            self.result.settled[question] = self.now[question].value
            united.update(dict.fromkeys(rest[1:], rest[0]) if self.now[question].value == UNITE else {})
        elif len(rest) > 1:
            stand = frozenset(self.new[i][self.reference.table.owner] for i in rest)
            self.put(Question("possible-duplicate", rest[0], "", KEEP, {KEEP: frozenset(), UNITE: stand}, (KEEP, UNITE), question))

    def late_edits(self) -> Iterator[Edit]:
        """What the coordinator wrote of cells too late, as the edit of nobody's."""
        for each in self.late:
            record, dot, key = each.id.rpartition(".")
            if dot and (record in self.begin.state or record in self.new):
                yield Edit(record, key, each.table[0], each.value, True, "", self.begin.order)

    # ── whole records ──

    def records(self, edits: Sequence[Edit]) -> None:
        """Removed by the owner, or by the coordinator; spoken of although it was removed."""
        for record in [*self.begin.state, *self.begin.removed]:
            there = record in self.begin.state
            said = [e for e in edits if e.department and e.record == record and not self.is_old_news(e, record)]
            gone = [c.sent.department for c in self.speaking if record in self.reference.removals(c) and there and self.owns(c, record)]
            held = KEEP if there else REMOVE
            if gone or record in self.now or (said and not there):
                held = self.ask(record, held, said, gone)
            if held == REMOVE and there:
                self.result.removed[record] = self.result.state.pop(record)
            elif held == KEEP and not there:
                self.result.state[record] = self.result.removed.pop(record)

    def owns(self, copy: Returned, record: str) -> bool:
        return self.begin.state[record].values.get(self.reference.table.owner) == copy.sent.department

    def is_old_news(self, edit: Edit, record: str) -> bool:
        """Whether a record was removed although this was said of it, in a round that its copy does not know."""
        return any(s.id == record and s.value == REMOVE and edit.order <= s.order and (edit.field, edit.value) in s.table for s in self.past)

    def ask(self, record: str, held: str, said: Sequence[Edit], gone: Sequence[str]) -> str:
        """A kept record is kept; a removed one is asked about again when something is said of it that was not on the table."""
        table = (KEEP, REMOVE, *dict.fromkeys((e.field, e.value) for e in said))
        answer = self.now.get(record)
        held = answer.value if answer else held
        if answer and (held == KEEP or set(table) <= set(answer.table)):
            self.result.settled[record] = held
        else:
            choices = {KEEP: frozenset(e.department for e in said), REMOVE: frozenset(gone)}
            self.put(Question("conflict" if said else "removal", record, "", held, choices, table))
        return held

    def put(self, question: Question) -> None:
        self.result.open[question.id] = question

    # ── one cell ──

    def cell(self, record: str, each: Field, said: Sequence[Edit]) -> None:
        """One cell, with all that is said of it."""
        place = f"{record}.{each.key}"
        before = self.result.state[record].values.get(each.key)
        answer = self.now.get(place)
        fresh = [e for e in said if not self.was_decided(e, place, before)]
        table = tuple(dict.fromkeys([before, *(e.value for e in fresh)]))
        now = before
        if answer:
            now = answer.value
            unseen = [e for e in fresh if (e.value not in answer.table or not e.department) and e.value != answer.value]
            if not unseen or each.policy in ("union", "append", "max"):
                fresh = unseen
        heard = [e for e in fresh if e.may]
        old = self.begin.open.get(place)
        unknown = old is not None and old.kind == "conflict" and not self.is_answered(said)
        value, kind, asked = self.weigh(record, each, now, heard, answer is not None or unknown)
        others = [e.value for e in fresh if not e.may and e.value not in (now, value)]
        if asked or others:
            choices = {v: frozenset(e.department for e in fresh if e.value == v and e.department) for v in [*asked, *others]}
            if kind == "conflict" and any(e.before != now for e in heard):
                holders = () if answer else self.result.state[record].made.get(each.key, (0, ()))[1]
                choices[now] = frozenset([*holders, *(e.department for e in fresh if e.value == now and e.department)])
            self.put(Question(kind or "suggestion", record, each.key, value, choices, table))
        elif answer and answer.asked:
            self.result.settled[place] = value
        self.write(record, each, before, value, [e for e in said if e.may and self.is_in(each, e, value)])

    def was_decided(self, edit: Edit, place: str, now: Any) -> bool:
        """Whether the coordinator decided against a value already, in a round that its copy does not know."""
        return edit.value != now and any(s.id == place and edit.order <= s.order and edit.value in s.table for s in self.past)

    def weigh(self, record: str, each: Field, now: Any, heard: Sequence[Edit], answered: bool) -> tuple[Any, str, list[Any]]:
        """What a cell holds, and what is asked about it: the kind, and the values."""
        if each.policy == "union":
            return self.united(each, now, heard), "", []
        if each.policy == "append":
            return self.appended(now, heard), "", []
        values = list(dict.fromkeys(e.value for e in heard if e.value != now))
        known = [v for v in values if not answered and any(e.value == v and e.before == now for e in heard)]
        if not values:
            return now, "", []
        if each.policy == "max":
            return max([*values, *([now] if len(known) < len(values) else [])], key=lambda v: (v is not None, v)), "", []
        if each.policy == "controlled" and record not in self.new and now is not None and all(e.department for e in heard):
            return now, "approval", values
        if len(values) == len(known) == 1:
            return values[0], "", []
        return (now if answered else self.first_said(record, now, heard)), "conflict", values

    def first_said(self, record: str, now: Any, heard: Sequence[Edit]) -> Any:
        """What is true until a conflict is decided: of new records that were united, what the first of them says."""
        said = {e.said_of: {other.value for other in heard if other.said_of == e.said_of} for e in heard}
        first = next(iter(said.values()))
        return next(iter(first)) if record in self.new and len(said) > 1 and len(first) == 1 else now

    def united(self, each: Field, now: Any, heard: Sequence[Edit]) -> Any:
        """What somebody added is in it; what somebody took out is not, unless somebody added it."""
        added = {item for e in heard for item in set(e.value or ()) - set(e.before or ())}
        out = {item for e in heard for item in set(e.before or ()) - set(e.value or ())}
        items = (set(now or ()) - out) | added
        return tuple(c.key for c in each.choices if c.key in items) or None

    def appended(self, now: Any, heard: Sequence[Edit]) -> Any:
        lines = (now or "").split("\n") if now else []
        for line in (line for e in heard for line in added_lines(e) if line not in lines):
            lines = [*lines, line]
        return "\n".join(lines) or None

    def is_in(self, each: Field, edit: Edit, value: Any) -> bool:
        """Whether a cell's value is (also) this edit's work."""
        if each.policy == "union":
            held, added = set(value or ()), set(edit.value or ()) - set(edit.before or ())
            return (bool(added) and added <= held) or (held >= added and held.isdisjoint(set(edit.before or ()) - set(edit.value or ())))
        return bool(added_lines(edit)) if each.policy == "append" else edit.value == value

    def write(self, record: str, each: Field, before: Any, value: Any, by: Sequence[Edit]) -> None:
        if value == before:
            return
        there = self.result.state[record]
        there.values.pop(each.key, None)
        there.values.update({each.key: value} if value is not None else {})
        there.made[each.key] = (self.begin.order, tuple(dict.fromkeys(e.department for e in by if e.department)))

    # ── what was still open when the round began ──

    def carry(self, edits: Sequence[Edit]) -> None:
        for question in self.begin.open.values():
            if question.group:
                self.carry_group(question)
            elif question.field:
                self.carry_cell(question, edits)
            else:
                self.carry_record(question, edits)

    def carry_cell(self, old: Question, edits: Sequence[Edit]) -> None:
        """It stays open, beside what else is suggested, until it is settled or answered by somebody who may change the cell."""
        answered = self.is_answered(e for e in edits if (e.record, e.field) == (old.record, old.field))
        if answered or old.id in self.now or old.record not in self.result.state or old.record not in self.begin.state:
            return
        now = self.result.state[old.record].values.get(old.field)
        newer = self.result.open.pop(old.id, None)
        choices = joined(old, newer)
        if set(choices) == {now}:
            return
        if old.kind != "conflict":
            choices.pop(now, None)
        table = tuple(dict.fromkeys([now, *old.table, *(newer.table if newer else ())]))
        kind = newer.kind if newer and old.kind == "suggestion" else old.kind
        self.put(replace(old, kind=kind, now=now, choices=choices, table=table))

    def carry_group(self, old: Question) -> None:
        """Look-alikes are asked about as long as all of them are there."""
        if all(i in self.begin.state and i in self.result.state for i in old.group.split("+")):
            if old.id in self.now:
                self.result.settled[old.id] = self.now[old.id].value
            else:
                self.put(old)

    def is_answered(self, edits: Iterable[Edit]) -> bool:
        """Only a workbook of this round shows what is open; a late copy is no answer to it."""
        return any(e.may and e.department and e.order == self.begin.order for e in edits)

    def carry_record(self, old: Question, edits: Sequence[Edit]) -> None:
        """It stays open while the record is as it was; who edits the record wants it kept."""
        there = self.result.removed if old.now == REMOVE else self.result.state
        was = self.begin.removed if old.now == REMOVE else self.begin.state
        if old.id in self.result.open or old.id in self.result.settled or old.record not in there or old.record not in was:
            return
        said = [e for e in edits if e.department and e.record == old.record and not (old.now == REMOVE and self.is_old_news(e, old.record))]
        choices = {**old.choices, KEEP: old.choices[KEEP] | {e.department for e in said}}
        table = tuple(dict.fromkeys([old.now, *old.table, *((e.field, e.value) for e in said)]))
        self.put(replace(old, kind="conflict" if said else old.kind, choices=choices, table=table))


def joined(old: Question, newer: Question | None) -> dict[Any, frozenset[str]]:
    """The choices of both."""
    both = [old.choices, newer.choices if newer else {}]
    return {value: frozenset().union(*(each.get(value, ()) for each in both)) for each in both for value in each}


def added_lines(edit: Edit) -> list[str]:
    """The lines that an edit adds to a log."""
    left = (edit.before or "").split("\n") if edit.before else []
    added = []
    for line in (edit.value or "").split("\n") if edit.value else []:
        if line in left:
            left.remove(line)
        else:
            added.append(line)
    return added


def last_of(united: Mapping[str, str], record: str) -> str:
    """The record as which one speaks in the end."""
    while record in united:
        record = united[record]
    return record
