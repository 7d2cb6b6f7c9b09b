"""Months of a project, played by a state machine: workbooks go out, copies come back late, twice, in part, without their codes or never, with rows of
which nobody numbered; the coordinator decides, adds, deletes, imports, releases and takes copies back out, commands are killed; after each step the
ledger holds what a merge from scratch gives (laws 9, 10 and 15 among them).

`SHEETSYNC_MONTHS=400` plays so many projects, each for longer: about a quarter of an hour.
"""

from __future__ import annotations

import csv
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from codes import no_blank_rows, no_codes
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test
from killed import killed_at
from laws.people import BLANKS, NAMES, PEOPLE, SHOPS, TOOLS, People, compare, first_position, is_uniting, may_settle, may_unite
from laws.reference import KEEP, REMOVE, UNITE, Position, Question, Record, Reference, Returned, Sent, Settled, Unreadable
from laws.typing_hands import Page, as_typed, opened, saved, write_copy, write_sheets
from play import TINY, WEDNESDAY, adds_up, again, make

from sheetsync.model.decision import lettered
from sheetsync.model.merged import Merged
from sheetsync.model.project import Project
from sheetsync.model.record import GivenRow
from sheetsync.model.result import Result
from sheetsync.workflow.doctor import doctor
from sheetsync.workflow.folder import Folder, open_folder
from sheetsync.workflow.generate import Generated, generate
from sheetsync.workflow.importing import import_list
from sheetsync.workflow.merge import Request, merge
from sheetsync.workflow.refusal import Refusal
from sheetsync.workflow.reopen import reopen
from sheetsync.workflow.resolve import resolve, settle
from sheetsync.workflow.rounds import closing_merge, open_round


@cache
def begun() -> Folder:
    """The project with its tools imported, before its first round."""
    place = Path(tempfile.mkdtemp(prefix="months-"))
    project = Project("工具", "zh", SHOPS, templates=(str(TINY.with_name("months.toml")),), country="")
    folder = make(place / "project", project, {"tool": TOOLS})
    text = (folder.path / "sheetsync.toml").read_text("utf-8").replace("blank_rows = 4", f"blank_rows = {BLANKS}")
    (folder.path / "sheetsync.toml").write_text(text, "utf-8")
    return open_folder(folder.path)


@dataclass
class File:
    """A returned workbook on somebody's disk, and the names under which it came in, each with its round."""

    copy: Returned
    path: Path
    names: list[tuple[str, int]]
    taken: int = 0
    """The order of the round that took it in; 0 when none has."""
    out: bool = False
    held: bool = False
    """Nothing in it says whose it is, and nobody has said it yet."""

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        printer.text(f"copy {self.path.stem} of {self.copy.sent.department} {self.copy.sent.order}")


@dataclass
class Printed:
    """A consolidated workbook that the coordinator took home: what it was made of, and the letters of its choices."""

    path: Path
    order: int
    copies: list[Returned]
    settled: int
    added: int
    letters: Mapping[str, list[tuple[str, Any]]]

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        printer.text(self.path.stem)


@dataclass(frozen=True)
class Added:
    """A record that the coordinator added, in a list or in a consolidated workbook, and which of its fields it says."""

    name: str
    order: int
    values: dict[str, Any]
    said: tuple[str, ...]

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        printer.text(self.name)


class Ids:
    """Under which ids the project has the records that bear a name of their own here: those of rows without an id, and those that the coordinator
    added; and that no number is ever given out twice."""

    def __init__(self, first: Iterable[str]) -> None:
        self.rows: dict[GivenRow, str] = {}
        self.of: dict[str, str] = {}
        self.used: dict[str, str] = {i: i for i in first}

    def learn(self, name: str, identity: str) -> None:
        assert self.used.setdefault(identity, name) == name, (identity, self.used[identity], name)
        self.of[name] = identity

    def give_out(self, blanks: Iterable[str], code: str) -> None:
        for identity in blanks:
            assert identity.startswith(f"W-{code}-")
            assert self.used.setdefault(identity, identity) == identity, (identity, self.used[identity])

    def see(self, merged: Merged, given: Mapping[GivenRow, str]) -> None:
        """Under which ids the rows are now. A row whose record came to nothing before its round was over may have got another number since."""
        there = {i for state in (merged.state, merged.removed) for records in state.values() for i in records}
        for place, name in self.rows.items():
            if place in given:
                known = self.of.get(name)
                assert known == given[place] or not {known, given[place]} <= there, (name, known, given[place])
                assert self.used.setdefault(given[place], name) == name, (given[place], self.used[given[place]], name)
                self.of[name] = given[place] if given[place] in there or known is None else known

    def has_rows(self, copy: str) -> bool:
        return any(sha256 == copy for sha256, _, _ in self.rows)

    def id(self, name: str) -> str:
        """The id of a record or decision that goes by such a name."""
        records, dot, key = name.partition(".")
        return "+".join(self.of.get(record, record) for record in records.split("+")) + dot + key

    def number(self, name: str) -> int:
        """A new record's number; those that have got none yet are the last ones."""
        number = self.id(name).rpartition("-")[2]
        return int(number) if number.isdecimal() else 1000

    def named(self, merged: Merged) -> Merged:
        """A result with the records under their names."""

        def name(identity: str) -> str:
            records, dot, key = identity.partition(".")
            return "+".join(self.used.get(record, record) for record in records.split("+")) + dot + key

        state, removed = ({s: {name(i): r for i, r in there.items()} for s, there in each.items()} for each in (merged.state, merged.removed))
        decisions = [replace(d, id=name(d.id), record=name(d.record)) for d in merged.decisions]
        return replace(merged, state=state, removed=removed, decisions=decisions)


class Months(RuleBasedStateMachine):
    """The project on a disk, and what the reference is told of it."""

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp(prefix="months-"))
        self.folder = self.new_project()
        self.first = first_position()
        self.ids = Ids(self.first.state)
        self.reference = Reference(self.folder.template, NAMES, self.ids.number)
        self.people = People(self.reference, inserts=True)
        self.added: list[Added] = []
        self.sent: list[Sent] = []
        self.sources: dict[Sent, Path] = {}
        self.files: list[File] = []
        self.settled: list[Settled] = []
        self.printed: list[Printed] = []
        self.orders: list[int] = []
        self.numbers = count(1)
        self.touched = False

    def new_project(self) -> Folder:
        return again(begun(), self.place / "project")

    def teardown(self) -> None:
        try:
            if self.order:
                self.is_sound()
        finally:
            shutil.rmtree(self.place)

    # ── what the reference says ──

    def begin(self, order: int, added: int | None = None) -> Position:
        """The position in which a round begins, from the first round on, with so many (all) of the records that the coordinator added."""
        ended = self.first if order == self.orders[0] else self.end(self.before(order))
        mine = [each for each in self.added[:added] if each.order == order]
        made = {each.name: Record(each.values, dict.fromkeys(each.said, (order, ()))) for each in mine}
        return Position(order, {**ended.state, **made}, ended.removed, ended.open, speaks_as=ended.speaks_as)

    def end(self, order: int) -> Position:
        return self.reference.end(self.begin(order), self.counted(order), [s for s in self.settled if s.order in self.orders and s.order <= order])

    def counted(self, order: int) -> list[Returned]:
        """The copies that a round has; those of workbooks that were withdrawn before it are among them."""
        return [file.copy for file in self.came(order) if not file.held]

    def came(self, order: int) -> list[File]:
        """The files that a round has, those that are held among them."""
        return [file for file in self.files if self.before(order) < file.taken <= order and not file.out]

    def before(self, order: int) -> int:
        """The round before one; 0 before the first."""
        return max((each for each in self.orders if each < order), default=0)

    @property
    def order(self) -> int:
        """The round that is open; 0 before the first."""
        return self.orders[-1] if self.orders else 0

    # ── what people do ──

    @initialize(data=st.data())
    def opens(self, data: st.DataObject) -> None:
        self.send(None)
        self.fill_in(data, 3)

    def day(self) -> date:
        return WEDNESDAY + timedelta(days=7 * (len(self.orders) - 1))

    def played(self, moment: int | None, work: Callable[[], Any]) -> Any:
        """Does what a person does with the program; killed at a moment, it is done again."""
        self.touched = True
        if moment is not None:
            killed_at(moment, work)
        return work()

    moments = st.none() | st.integers(1, 16)

    @precondition(lambda self: self.counted(self.order))
    @rule(moment=moments)
    def next_round(self, moment: int | None) -> None:
        self.send(moment)

    def send(self, moment: int | None) -> None:
        self.orders.append(max((sent.order for sent in self.sent), default=0) + 1)
        made: Generated = self.played(moment, lambda: generate(self.folder, None, today=self.day()))
        assert made.round.order == self.order
        begin = self.begin(self.order)
        for department, path in made.workbooks:
            shown = self.reference.shown(begin, department.name, self.before(self.order))
            base = {i: {k: v for k, v in begin.state[i].values.items() if v is not None} for i in begin.state if i in shown}
            table = self.folder.template.tables[0]
            page = Page(opened(path)[table.label("zh")], [f.label("zh") for f in table.columns])
            blanks = [i for i in page.rows if i not in {self.ids.id(name) for name in shown}]
            assert len(page.rows) == len(shown - {"front"}) + len(blanks)
            assert len(blanks) == BLANKS
            self.ids.give_out(blanks, department.code)
            sent = Sent(department.name, self.order, base, blanks)
            self.sent.append(sent)
            self.sources[sent] = self.place / f"{department.name} {self.order}.xlsx"
            shutil.copy(path, self.sources[sent])

    @rule(data=st.data(), people=st.integers(1, 4))
    def fill_in(self, data: st.DataObject, people: int) -> None:
        """Some people fill in their copies, which are sent back now, later or never."""
        for _ in range(people):
            self.fills_in(data, data.draw(st.sampled_from([True, True, True, False]), label="sends it back"))

    def fills_in(self, data: st.DataObject, arrives: bool) -> None:
        """A person opens the workbook as it was sent, or a copy of it, types and saves it."""
        oldest = self.order - data.draw(st.sampled_from([0, 0, 0, 0, 1, 2]), label="rounds ago")
        recent = [s for s in self.sent if s.order >= oldest]
        sent = data.draw(st.sampled_from(recent), label="workbook")
        earlier = [file for file in self.files if file.copy.sent is sent]
        begun = data.draw(st.none() | st.sampled_from(earlier), label="goes on with") if earlier else None
        rows = {i: dict(values) for i, values in (begun.copy.rows if begun else sent.base).items()}

        def pick(things: Sequence[Any], what: str) -> Any:
            return data.draw(st.sampled_from(things), label=what)

        for _ in range(data.draw(st.integers(0, 6), label="actions")):
            self.people.types(pick, sent, rows)
        by = data.draw(st.sampled_from(PEOPLE), label="by")
        minute = data.draw(st.integers(0, 20), label="minute")
        copy = Returned(sent, rows, f"2026-11-19T08:{minute:02d}:00Z", by, "")
        if any((f.copy.sent, f.copy.rows, f.copy.at, f.copy.by) == (sent, rows, copy.at, by) for f in self.files):
            return
        path = self.place / f"{next(self.numbers)}.xlsx"
        cells = {(record, key): value for record, key, _, value in self.reference.differing(copy)}
        # a new row's number would tell whose it is
        lost = set(rows) <= set(sent.base) and data.draw(st.sampled_from([False] * 5 + [True]), label="loses all codes")
        places = write_copy(self.sources[sent], copy, path, self.folder.template, cells, self.ids.id, *((no_codes, no_blank_rows) if lost else ()))
        file = File(replace(copy, sha256=sha256(path.read_bytes()).hexdigest()), path, [], held=lost)
        self.ids.rows.update({(file.copy.sha256, "tool", row): name for name, row in places.items()})
        self.files.append(file)
        if arrives:
            self.drop(file)

    def inbox(self) -> list[Path]:
        """What lies in the inbox, in the order in which it is read."""
        return sorted(self.folder.inbox.glob("*.xlsx"), key=lambda path: (len(path.name), path.name))

    def drop(self, file: File) -> Path:
        """A copy comes into the inbox, under a name of its own."""
        target = self.folder.inbox / f"来件{next(self.numbers)}.xlsx"
        target.parent.mkdir(exist_ok=True)
        shutil.copy(file.path, target)
        return target

    @precondition(lambda self: self.files)
    @rule(data=st.data())
    def comes_back(self, data: st.DataObject) -> None:
        """A copy that was lost is found, or comes once more under another name."""
        self.drop(data.draw(st.sampled_from(self.files), label="copy"))

    @rule(moment=moments)
    def merges_the_inbox(self, moment: int | None) -> None:
        there = self.inbox()
        result: Result = self.played(moment, lambda: merge(self.folder, Request(as_of=self.day())))
        self.takes_in(there, named=False)
        self.told(result)

    @precondition(lambda self: self.files)
    @rule(data=st.data(), moment=moments)
    def merges_what_is_named(self, data: st.DataObject, moment: int | None) -> None:
        chosen = data.draw(st.lists(st.sampled_from(self.files), min_size=1, max_size=3, unique_by=id), label="copies")
        paths = [file.path for file in chosen]
        result: Result = self.played(moment, lambda: merge(self.folder, Request(paths, as_of=self.day())))
        self.takes_in(sorted(paths, key=lambda path: (len(path.name), path.name)), named=True)
        self.told(result)

    def takes_in(self, paths: Iterable[Path], named: bool) -> None:
        for path in paths:
            digest = sha256(path.read_bytes()).hexdigest()
            file = next(f for f in self.files if f.copy.sha256 == digest)
            label = self.folder.label(path)
            if not file.taken or (named and file.out):
                # a copy of a workbook that was withdrawn waits for the next round
                file.taken, file.out = max(self.order, file.copy.sent.order), False
            if label not in [name for name, _ in file.names]:
                file.names.append((label, self.order))

    @precondition(lambda self: any(file.taken and file.held and file.copy.sent.order in self.orders for file in self.files))
    @rule(data=st.data(), moment=moments)
    def releases(self, data: st.DataObject, moment: int | None) -> None:
        """The coordinator says whose copy a file is that was held; it counts in the round that is open."""
        there = [f for f in self.files if f.taken and f.held and f.copy.sent.order in self.orders]
        file = data.draw(st.sampled_from(there), label="copy")
        request = Request([file.path], as_of=self.day(), round=self.name_of(file.copy.sent.order), department=file.copy.sent.department)
        result: Result = self.played(moment, lambda: merge(self.folder, request))
        file.held = False
        self.takes_in([file.path], named=True)
        file.taken = self.order
        self.told(result)

    @precondition(lambda self: any(file.taken and not file.out for file in self.files))
    @rule(data=st.data(), moment=moments, by_name=st.booleans())
    def takes_out(self, data: st.DataObject, moment: int | None, by_name: bool) -> None:
        """A copy is taken back out; one of a round that is over can't be."""
        here = [f for f in self.files if f.taken and not f.out]
        # what becomes of the number of a row that is gone is told elsewhere
        here = [f for f in here if not self.ids.has_rows(f.copy.sha256)]
        if not here:
            return
        file = data.draw(st.sampled_from(here), label="copy")
        name = file.names[0][0] if by_name else file.copy.sha256[:12]
        there = self.inbox()
        if file.taken <= self.before(self.order):
            with pytest.raises(Refusal):
                merge(self.folder, Request(as_of=self.day(), without=[name]))
            return
        result: Result = self.played(moment, lambda: merge(self.folder, Request(as_of=self.day(), without=[name])))
        self.takes_in(there, named=False)
        file.out = True
        self.told(result)

    def waiting(self) -> list[str]:
        """The copies that are held: those of which nothing says whose they are, and those of workbooks that were withdrawn, until the next round."""
        held = [file for file in self.came(self.order) if file.held]
        return [file.copy.sha256 for file in [*held, *(file for file in self.files if file.taken > self.order and not file.out)]]

    @precondition(lambda self: len(self.orders) > 1)
    @rule(data=st.data(), moment=moments)
    def opens_again(self, data: st.DataObject, moment: int | None) -> None:
        """An earlier round is opened again, unless something came of a later one."""
        wanted = data.draw(st.sampled_from(self.orders[:-1]), label="round")
        later = [order for order in self.orders if order > wanted]
        name = self.name_of(wanted)
        if any(self.came(order) for order in later) or any(each.order in later for each in [*self.settled, *self.added]):
            with pytest.raises(Refusal):
                reopen(self.folder, name)
            return

        def work() -> None:
            if self.round_name() != name:  # else the kill came after it was kept
                reopen(self.folder, name)

        self.played(moment, work)
        self.orders = [order for order in self.orders if order <= wanted]

    # ── what the coordinator decides ──

    def current(self) -> Position:
        return self.end(self.order)

    def answerable(self) -> list[Question]:
        """The open questions that may be answered, as far as the reference knows what comes of it."""
        begin = self.begin(self.order)
        return [q for q in sorted(self.current().open.values(), key=lambda q: q.id) if may_settle(q, self.settled, begin)]

    @precondition(lambda self: self.order and self.answerable())
    @rule(data=st.data(), moment=moments)
    def settles(self, data: st.DataObject, moment: int | None) -> None:
        """`resolve --take` and `resolve --keep`."""
        for _ in range(data.draw(st.integers(1, 3), label="questions")):
            if self.answerable():
                self.settles_one(data, moment)

    def settles_one(self, data: st.DataObject, moment: int | None) -> None:
        question = data.draw(st.sampled_from(self.answerable()), label="question")
        offered = self.offered(question, list(question.choices))
        stands = {d: [v for v, who in question.choices.items() if d in who and v in offered] for d in NAMES}
        take = data.draw(st.none() | st.sampled_from([d for d in NAMES if len(stands[d]) == 1] or [None]), label="take")
        # a record is kept, or comes back
        value = stands[take][0] if take is not None else question.now if question.field else KEEP

        def work() -> None:
            with self.folder.ledger() as ledger:
                undecided = [d.id for d in closing_merge(self.folder, ledger, open_round(ledger, None)).decisions if d.decided is None]
            if self.ids.id(question.id) in undecided:  # else the kill came after it was kept
                settle(self.folder, take, [self.ids.id(question.id)], self.day())

        self.played(moment, work)
        self.settled.append(Settled(question.id, value, question.table, self.order))

    def offered(self, question: Question, choices: Sequence[Any]) -> list[Any]:
        """The choices, without that of uniting what the reference does not know to unite."""
        united = question.group and not may_unite(question, self.settled, self.begin(self.order))
        return [value for value in choices if value != UNITE or not united]

    @precondition(lambda self: self.counted(self.order))
    @rule()
    def prints(self) -> None:
        """The coordinator takes a copy of the consolidated workbook home."""
        self.played(None, lambda: merge(self.folder, Request(as_of=self.day())))
        self.takes_in(self.inbox(), named=False)
        path = self.place / f"print {next(self.numbers)}.xlsx"
        shutil.copy(self.folder.report(self.round_name()), path)
        letters = {d.id: [(letter, choice.value) for letter, choice in lettered(d)] for d in self.ids.named(self.ledger_says()).decisions}
        self.printed.append(Printed(path, self.order, self.counted(self.order), len(self.settled), len(self.added), letters))

    def name_of(self, order: int) -> str:
        with self.folder.ledger() as ledger:
            return next(each.name for each in ledger.rounds() if each.order == order)

    def round_name(self) -> str:
        with self.folder.ledger() as ledger:
            return open_round(ledger, None).name

    @precondition(lambda self: any(p.order == self.order for p in self.printed))
    @rule(data=st.data(), moment=moments, stamped=st.booleans())
    def answers(self, data: st.DataObject, moment: int | None, stamped: bool) -> None:
        """Fills in a consolidated workbook, an older one perhaps, and resolves it; not every program puts in when it was saved."""
        printed = data.draw(st.sampled_from([p for p in self.printed if p.order == self.order]), label="workbook")
        earlier = self.settled[: printed.settled]
        begin = self.begin(self.order, printed.added)
        then = self.reference.end(begin, printed.copies, earlier)
        answers = self.chosen(data, then, printed)
        edits = self.edited(data, then, [i for q, value in answers if value == UNITE for i in q.group.split("+")])
        spoken = {*(i for q, _ in answers for i in (q.group or q.record).split("+")), *(record for record, _ in edits), "front"}
        rows = [i for i in begin.state if i in then.state and i not in spoken and i not in then.open]
        dropped = data.draw(st.lists(st.sampled_from(rows), max_size=1), label="deletes") if rows else []
        added = [self.new_thing(data) for _ in range(data.draw(st.sampled_from([0, 0, 0, 1, 2]), label="adds"))]
        path = self.place / f"answered {next(self.numbers)}.xlsx"
        self.write_answers(printed.path, path, printed, answers, edits, dropped, added, stamped)
        self.played(moment, lambda: resolve(self.folder, path, self.day()))
        self.adds(added)
        # an answer and a cell of one workbook that say different things are neither taken
        torn = {q.id for q, value in answers for (record, key), other in edits.items() if q.id == f"{record}.{key}" and other != value}
        wanted = [Settled(q.id, value, q.table, self.order) for q, value in answers if q.id not in torn]
        said = self.reference.all_said(printed.copies, then)
        for (record, key), value in edits.items():
            place = f"{record}.{key}"
            if place not in {s.id for s in wanted} | torn:
                asked = then.open[place].table if place in then.open else ()
                table = (then.state[record].values.get(key), *said.get((record, key), ()), *asked, value)
                wanted.append(Settled(place, value, table, self.order, place in then.open or place in then.settled))
        for record in dropped:
            about = [(key, value) for (i, key), values in said.items() if i == record for value in values]
            wanted.append(Settled(record, REMOVE, (KEEP, REMOVE, *about), self.order, record in then.settled))
        since = {s.id for s in self.settled[printed.settled :]}
        new = [s for s in wanted if s.id not in since]
        again = self.reference.end(self.begin(self.order), self.counted(self.order), [*self.settled, *new]).open
        self.settled.extend(s._replace(late=s.id in again) for s in new)

    def chosen(self, data: st.DataObject, then: Position, printed: Printed) -> list[tuple[Question, Any]]:
        """Some of the questions with their answers: a choice, or for a cell a value of one's own."""
        found = []
        begin = self.begin(self.order)
        united: set[str] = set()
        for question in sorted(then.open.values(), key=lambda q: (not q.group, q.id)):
            if (
                may_settle(question, self.settled, begin)
                and question.record not in united
                and data.draw(st.booleans(), label=f"answer {question.id}")
            ):
                offered = self.offered(question, [value for _, value in printed.letters[question.id]])
                own = self.people.values(question.record, question.field, question.now) if question.field else []
                required = question.field and self.reference.sheet(question.record).field(question.field).required
                own = [v for v in own if not isinstance(v, Unreadable) and v is not None]
                value = data.draw(st.sampled_from([*offered, *own]), label="value")
                if value is not None or not required:
                    found.append((question, value))
                    united |= set(question.group.split("+")) if value == UNITE else set()
        return found

    def edited(self, data: st.DataObject, then: Position, united: Sequence[str]) -> dict[tuple[str, str], Any]:
        """A few cells that the coordinator types over in the merged sheets."""
        found: dict[tuple[str, str], Any] = {}
        records = [i for i in then.state if i not in united and not is_uniting(i, self.settled, self.order)]
        for _ in range(data.draw(st.sampled_from([0, 0, 1, 2]), label="edits")):
            record = data.draw(st.sampled_from(records), label="record")
            each = data.draw(st.sampled_from([f.key for f in self.reference.fields(record)]), label="field")
            now = then.state[record].values.get(each)
            value = data.draw(st.sampled_from(self.people.values(record, each, now)), label="value")
            if value != now and not isinstance(value, Unreadable) and not (value is None and self.reference.sheet(record).field(each).required):
                found[record, each] = value
        return found

    def new_thing(self, data: st.DataObject) -> Added:
        """A record that the coordinator adds, which looks like no other one."""
        number = next(self.numbers)
        title = "".join(chr(0x4E00 + (number * 7919 + place * place * 1049) % 20000) for place in range(1, 7))
        said = {"name": title, "shop": data.draw(st.sampled_from(NAMES), label="shop")}
        for key in data.draw(st.lists(st.sampled_from(["due", "place", "note", "wear"]), max_size=2, unique=True), label="fields"):
            value = data.draw(st.sampled_from([v for v in self.people.values("", key, None) if v is not None]), label="value")
            said |= {} if isinstance(value, Unreadable) else {key: value}
        self.people.titles[f"协调人#{number}"] = title
        return Added(f"协调人#{number}", self.order, {**self.reference.defaults(said["shop"]), **said}, tuple(said))

    def adds(self, added: Sequence[Added]) -> None:
        """Records came in from the coordinator's list or workbook; under which ids, the ledger says."""
        with self.folder.ledger() as ledger:
            state = [records for each in ledger.imports(self.order) for records in each.state.values()]
        there = {record.values["name"]: i for records in state for i, record in records.items()}
        for each in added:
            self.ids.learn(each.name, there[each.values["name"]])
        self.added.extend(added)

    @rule(data=st.data(), moment=moments, count=st.integers(1, 2))
    def imports(self, data: st.DataObject, moment: int | None, count: int) -> None:
        """A list comes in while the round is open."""
        added = [self.new_thing(data) for _ in range(count)]
        table = self.folder.template.tables[0]
        path = self.place / f"清单{next(self.numbers)}.csv"
        keys = ["name", "shop", "due", "place", "note", "wear"]
        with path.open("w", encoding="utf-8-sig", newline="") as target:
            writer = csv.writer(target)
            writer.writerow([table.field(key).label("zh") for key in keys])
            for each in added:
                said = {key: as_typed(table.field(key), each.values[key]) for key in each.said}
                writer.writerow([v.date() if isinstance(v := said.get(key, ""), datetime) else v for key in keys])
        self.played(moment, lambda: import_list(self.folder, path, "tool", self.day()))
        self.adds(added)

    def write_answers(
        self,
        source: Path,
        target: Path,
        printed: Printed,
        answers: list[tuple[Question, Any]],
        edits: dict[Any, Any],
        dropped: Sequence[str],
        added: Sequence[Added],
        stamped: bool,
    ) -> None:
        book = opened(source)
        sheet = Page(book["待决事项"], ["选定", "另定为"])
        for question, value in answers:
            letter = next((letter for letter, choice in printed.letters[question.id] if choice == value), None)
            if letter:
                sheet.put(self.ids.id(question.id), "选定", letter)
            else:
                sheet.put(self.ids.id(question.id), "另定为", as_typed(self.reference.sheet(question.record).field(question.field), value))
        cells = {(self.ids.id(record), key): value for (record, key), value in edits.items()}
        cells |= {(each.name, key): each.values[key] for each in added for key in each.said}
        write_sheets(book, self.folder.template, cells, [self.ids.id(record) for record in dropped], [each.name for each in added])
        at = datetime(2030, 1, 1) + timedelta(minutes=next(self.numbers))
        saved(book, target, "协调人", at if stamped else datetime(2000, 1, 1))

    # ── what is looked at ──

    @rule(what=st.sampled_from(["opens it anew", "loses the report", "tidies the inbox", "looks only", "has it examined"]))
    def another_day(self, what: str) -> None:
        """What changes nothing of the project."""
        if what == "opens it anew":
            self.folder = open_folder(self.folder.path)
        elif what == "loses the report":
            shutil.rmtree(self.folder.path / "reports", ignore_errors=True)
        elif what == "tidies the inbox":
            for path in self.inbox():
                path.unlink()
        elif what == "looks only" and self.files:
            self.played(None, lambda: merge(self.folder, Request([f.path for f in self.files], as_of=self.day(), dry_run=True)))
        else:
            self.is_sound()

    def is_sound(self) -> None:
        """`doctor` reads and merges everything again from the first round on."""
        assert list(doctor(self.folder).troubles) == []

    def told(self, result: Result) -> None:
        """The accounts of the result add up, and it shows the state."""
        assert adds_up(result)
        self.ids.see(self.ledger_says(), self.given())
        position = self.current()
        assert result.edits["read"] == position.read
        names = [name for file in self.files for name in file.names[1:] if name[1] == self.order and not file.out]
        expected = sorted([*position.copies.values(), *["duplicate"] * len(names), *["held"] * len(self.waiting())])
        assert sorted(copy.status for copy in result.copies) == expected
        back = {copy.sent.department for copy in self.counted(self.order) if copy.sent.order == self.order}
        assert set(result.missing) == set(NAMES) - back
        assert {self.ids.id(i) for i in position.state if i != "front"} == set(result.state["tool"])

    def given(self) -> Mapping[GivenRow, str]:
        with self.folder.ledger() as ledger:
            return ledger.given()

    def ledger_says(self) -> Merged:
        with self.folder.ledger() as ledger:
            return closing_merge(self.folder, ledger, open_round(ledger, None))

    @invariant()
    def is_as_from_scratch(self) -> None:
        if not self.order or not self.touched:
            return
        self.touched = False
        merged = self.ledger_says()
        self.ids.see(merged, self.given())
        compare(self.ids.named(merged), self.current(), self.waiting())


QUICK = settings(max_examples=10, stateful_step_count=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
MANY = os.environ.get("SHEETSYNC_MONTHS", "")
LONG = settings(QUICK, max_examples=int(MANY or 1), stateful_step_count=40, derandomize=False, phases=[Phase.generate], report_multiple_bugs=False)
"""Without making a failure smaller, which takes longer than to understand it."""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the kill is played by a forked process, which this system does not have")
def test_months() -> None:
    run_state_machine_as_test(Months, settings=LONG if MANY else QUICK)
