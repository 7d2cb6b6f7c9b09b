"""The same months without a disk: many more of them, copies as reading gives them, merged by the steps alone and from scratch by the reference."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from laws.people import BLANKS, NAMES, PEOPLE, SHOPS, People, compare, first_position, is_uniting, may_settle, may_unite
from laws.reference import Position, Question, Reference, Returned, Sent, Settled
from play import TINY

from sheetsync.files.templates import load_template
from sheetsync.model.copy import Copy, Edit, Entry, NewRow
from sheetsync.model.decision import EDIT, Settlement
from sheetsync.model.kinds import Context
from sheetsync.model.merged import Merged
from sheetsync.model.project import Project
from sheetsync.model.record import GivenRow, Opening, Record, Source
from sheetsync.steps.merge import merge

TEMPLATE = load_template(TINY.with_name("months.toml"))
PROJECT = Project("工具", "zh", SHOPS, "months")
CONTEXT = Context(tuple((d.name, d.code) for d in SHOPS), date(2026, 11, 16))
REFERENCE = Reference(TEMPLATE, NAMES)
CODES = {d.name: d.code for d in SHOPS}


def sheet_of(record: str) -> str:
    return record if record in REFERENCE.forms else REFERENCE.table.key


class Ids:
    """Under which ids the merge has the records that came from rows without one: each under one, and none under that of another."""

    def __init__(self) -> None:
        self.rows: dict[GivenRow, str] = {}
        self.of: dict[str, str] = {}
        self.given: set[GivenRow] = set()
        self.borne: set[GivenRow] = set()

    def shown(self, copy: Returned | None) -> set[str]:
        """The rows without an id of a copy that is given back under the ids that they have got, or that they bear already."""
        return {name for place, name in self.rows.items() if copy and place[0] == copy.sha256 and (place in self.given or place in self.borne)}

    def learn(self, given: Mapping[GivenRow, str]) -> None:
        self.given |= given.keys()
        for place, name in self.rows.items():
            if place in given:
                assert self.of.setdefault(name, given[place]) == given[place], (name, self.of[name], given[place])
        assert len(set(self.of.values())) == len(self.of), self.of

    def forget(self, ended: Merged) -> None:
        """Rows that were taken back before their round was over have become no record; in a late copy they may get another id."""
        there = {i for state in (ended.state, ended.removed) for records in state.values() for i in records}
        self.rows = {place: name for place, name in self.rows.items() if self.of.get(name) in there}
        self.of = {name: i for name, i in self.of.items() if i in there}

    def id(self, name: str) -> str:
        """The id of a record or decision that goes by such a name."""
        records, dot, key = name.partition(".")
        return "+".join(self.of.get(record, record) for record in records.split("+")) + dot + key

    def number(self, name: str) -> int:
        return int(self.id(name).rpartition("-")[2])

    def named(self, merged: Merged) -> Merged:
        """A result with the records under their names."""
        names = {i: name for name, i in self.of.items()}

        def name(identity: str) -> str:
            records, dot, key = identity.partition(".")
            return "+".join(names.get(record, record) for record in records.split("+")) + dot + key

        state, removed = ({s: {name(i): r for i, r in there.items()} for s, there in each.items()} for each in (merged.state, merged.removed))
        decisions = [replace(d, id=name(d.id), record=name(d.record)) for d in merged.decisions]
        return replace(merged, state=state, removed=removed, decisions=decisions)


def as_read(copy: Returned, ids: Ids) -> Copy:
    """A copy as reading gives it."""
    file, sent = f"{copy.sha256}.xlsx", copy.sent
    edits: list[Edit] = []
    rows: dict[str, dict[str, Entry]] = {}
    for record, key, before, value in REFERENCE.differing(copy):
        source = Source(file, sheet_of(record), f"{ids.id(record)}.{key}")
        taken = REFERENCE.is_readable(copy, record, key, value)
        meaning = value if taken else None
        if record in sent.base:
            may = REFERENCE.may_change(record, key, sent.base[record], sent.department)
            edits.append(Edit(sheet_of(record), ids.id(record), key, before, meaning, str(value), source, may, taken))
        else:
            may = REFERENCE.table.field(key).editors != "coordinator"
            rows.setdefault(record, {})[key] = Entry(meaning, str(value), source, may, taken)
    shown = rows.keys() & ids.shown(copy.mends)
    loose = {i for i in rows if i not in sent.blanks} - shown
    places = {i: 50 + n for n, i in enumerate(rows)}
    ids.rows.update({(copy.sha256, "tool", places[i]): i for i in loose | shown})
    ids.borne |= {(copy.sha256, "tool", places[i]) for i in shown}
    new = tuple(
        NewRow("tool", "" if i in loose else ids.id(i), places[i], each, Source(file, "tool", i), blank=i not in loose) for i, each in rows.items()
    )
    gone = tuple((sheet_of(i), ids.id(i)) for i in REFERENCE.removals(copy))
    token = f"{sent.department} {sent.order}"
    return Copy(
        copy.sha256,
        file,
        token,
        sent.department,
        f"R{sent.order}",
        sent.order,
        copy.at,
        copy.by,
        tuple(edits),
        new,
        gone,
        mends=copy.mends.sha256 if copy.mends else "",
    )


def is_inserted(copy: Returned) -> bool:
    """Whether a copy has rows without an id."""
    return any(i not in copy.sent.base and i not in copy.sent.blanks for i in copy.rows)


class Months:
    """A project, once as the steps have it and once as the reference has it."""

    def __init__(self, rng: Random) -> None:
        self.rng, self.people, self.ids = rng, People(REFERENCE, inserts=True), Ids()
        self.reference = Reference(TEMPLATE, NAMES, self.ids.number)
        self.begin = first_position()
        state: dict[str, dict[str, Record]] = {"front": {}, "tool": {}}
        for i, record in self.begin.state.items():
            state[sheet_of(i)][i] = Record(i, dict(record.values))
        self.opening = Opening("R1", 1, state)
        self.next = {"东间": 3, "西间": 2, "南间": 2}
        self.given: dict[GivenRow, str] = {}
        self.sent: list[Sent] = []
        self.copies: list[Returned] = []
        self.here: list[Returned] = []
        self.settled: list[Settled] = []
        self.saved = 0

    def pick(self, things: Sequence[Any], _what: str = "") -> Any:
        return self.rng.choice(things)

    def play(self, rounds: int) -> None:
        for order in range(1, rounds + 1):
            self.send(order)
            for _ in range(self.rng.randint(1, 5)):
                self.fill_in()
                self.take_in_and_out()
                compare(self.ids.named(self.merged()), self.position())
                self.settle()
                compare(self.ids.named(self.merged()), self.position())
            self.close(order + 1)

    def send(self, order: int) -> None:
        for identity in self.given.values():
            name = next(n for n, code in CODES.items() if f"-{code}-" in identity)
            self.next[name] = max(self.next[name], int(identity[-3:]) + 1)
        for name in NAMES:
            shown = REFERENCE.shown(self.begin, name, order - 1)
            base = {i: dict(r.values) for i, r in self.begin.state.items() if i in shown}
            self.sent.append(Sent(name, order, base, [f"W-{CODES[name]}-{self.next[name] + n:03d}" for n in range(BLANKS)]))
        numbers = {("tool", name): self.next[name] + BLANKS for name in NAMES}
        self.next = {name: number + BLANKS for name, number in self.next.items()}
        self.opening = replace(self.opening, next_number=numbers)

    def fill_in(self) -> None:
        """Some copies, of this round's workbooks or of earlier ones, begun anew or going on with another copy."""
        for _ in range(self.rng.randint(0, 4)):
            sent = self.pick(self.sent[-3:] if self.rng.random() < 0.6 else self.sent)
            mends = self.pick(self.here) if self.here and self.rng.random() < 0.2 else None
            if mends:
                self.mend(mends)
                continue
            earlier = [c.rows for c in self.copies if c.sent is sent] if self.rng.random() < 0.6 else []
            rows = {i: dict(values) for i, values in (self.pick(earlier) if earlier else sent.base).items()}
            for _ in range(self.rng.randint(0, 6)):
                self.people.types(self.pick, sent, rows)
            self.saved += 1
            at = f"2026-11-19T08:{self.rng.randint(0, 20):02d}:00Z"
            self.copies.append(Returned(sent, rows, at, self.pick(PEOPLE), f"{self.rng.random():.9f} {self.saved}"))

    def mend(self, copy: Returned) -> None:
        """A copy that was given back is mended, or sent again as it is."""
        rows = {i: dict(values) for i, values in copy.rows.items()}
        for _ in range(self.rng.randint(0, 3)):
            self.people.types(self.pick, copy.sent, rows)
        self.saved += 1
        at = f"2026-11-19T08:{self.rng.randint(0, 20):02d}:00Z"
        self.copies.append(Returned(copy.sent, rows, at, self.pick(PEOPLE), f"{self.rng.random():.9f} {self.saved}", copy))

    def take_in_and_out(self) -> None:
        """Any of the copies that no earlier round had come in; some go out again, but none with rows that have got an id."""
        self.copies = [c for c in self.copies if c in self.here or self.rng.random() < 0.9]
        self.here = [c for c in self.copies if (c in self.here and is_inserted(c)) or self.rng.random() < (0.9 if c in self.here else 0.5)]
        self.rng.shuffle(self.here)

    def position(self) -> Position:
        return self.reference.end(self.begin, self.here, self.settled)

    def merged(self) -> Merged:
        opening = replace(self.opening, given=self.given)
        kinds = {q.id: q.kind for q in self.asked}
        answers = [
            Settlement(self.ids.id(s.id), s.value, s.table, at=f"{n:05d}", order=s.order, kind=kinds[s.id] if s.asked else EDIT)
            for n, s in enumerate(self.settled)
        ]
        result = merge(TEMPLATE, PROJECT, CONTEXT, opening, [as_read(c, self.ids) for c in self.here], answers)
        self.given.update(result.given)
        self.ids.learn(result.given)
        return result

    asked: tuple[Question, ...] = ()
    """Every question that was answered."""

    def settle(self) -> None:
        """Some of what is open is answered by a choice, by what stands now, or by a value of the coordinator's own; a cell is typed over."""
        position = self.position()
        for question in position.open.values():
            if self.rng.random() < 0.3 and may_settle(question, self.settled, self.begin):
                choices = [*question.choices, question.now]
                if question.group and not may_unite(question, self.settled, self.begin):
                    choices = [question.now]
                self.asked = (*self.asked, question)
                self.settled.append(Settled(question.id, self.pick(choices), question.table, self.begin.order))
        if self.rng.random() < 0.2:
            order = self.begin.order
            record = self.pick(list(position.state))
            each = self.pick([f for f in REFERENCE.fields(record) if not f.required])
            said = REFERENCE.all_said(self.here, position).get((record, each.key), ())
            now, place = position.state[record].values.get(each.key), f"{record}.{each.key}"
            value = self.pick([v for v in self.people.values(record, each.key, now) if not isinstance(v, str) or v not in ("待定", "很多")])
            if value != now and place not in position.open and place not in position.settled and not is_uniting(record, self.settled, order):
                self.settled.append(Settled(place, value, (now, *said, value), self.begin.order, asked=False))

    def close(self, order: int) -> None:
        """The next round begins with what this one came to; copies that it did not have are late from now on."""
        ended, result = self.position(), self.merged()
        self.begin = Position(order, ended.state, ended.removed, ended.open, speaks_as=ended.speaks_as)
        still = tuple(d for d in result.decisions if d.decided is None)
        self.ids.forget(result)
        codes = {**self.opening.codes, **{copy.sha256: f"{copy.sent.department} {copy.sent.order}" for copy in self.here}}
        self.opening = Opening(f"R{order}", order, result.state, result.removed, open=still, codes=codes)
        # nor does what mends a copy of another round find that one's rows
        self.copies = [c for c in self.copies if c not in self.here and not c.mends]
        self.here = []


MANY = int(os.environ.get("SHEETSYNC_MONTHS", "0"))
LONG = settings(max_examples=max(MANY, 1) * 20, phases=[Phase.generate], derandomize=False)


@(LONG if MANY else settings())
@given(st.randoms(use_true_random=False))
def test_months_in_memory(rng: Random) -> None:
    Months(rng).play(rng.randint(1, 5))
