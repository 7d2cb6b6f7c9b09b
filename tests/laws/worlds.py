"""Generated projects: a state, what was issued in two rounds, and copies in which anything may have been done.

Everything is drawn from one `random.Random`, so that Hypothesis can shrink it and a plain loop can run many of them.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random

from hypothesis import strategies as st
from small import TEMPLATE, context, project

from sheetsync.model.copy import Copy, Edit, Entry, NewRow
from sheetsync.model.decision import KEEP, REMOVE, UNITE, Choice, Decision, Settlement
from sheetsync.model.kinds import Context, Value, canonical
from sheetsync.model.kinds_refs import NEW
from sheetsync.model.merged import Merged
from sheetsync.model.project import Project
from sheetsync.model.record import Issued, Opening, Record, Source, record_id
from sheetsync.model.rights import default_values, may_change
from sheetsync.model.template import Aim, Field, Sheet
from sheetsync.steps.merge import merge

BLANKS = 3
WORDS = ("alpha line", "alpha lines", "beta", "gamma phase 1", "gamma phase 2", "delta", "epsilon", "zeta")
DAYS = tuple(date(2026, 12, day) for day in (1, 2, 5, 28))
LINES = ("one", "two", "three", "four")

States = Mapping[str, Mapping[str, Record]]


@dataclass(frozen=True)
class World:
    """A project, its opening state, what was issued (by token), and the copies."""

    project: Project
    opening: Opening
    issued: Mapping[str, Issued]
    copies: tuple[Copy, ...] = ()
    settlements: tuple[Settlement, ...] = ()
    links: tuple[Aim, ...] = ()

    @property
    def context(self) -> Context:
        return context(self.project)

    def merge(self, copies: Sequence[Copy] | None = None, settlements: Sequence[Settlement] | None = None) -> Merged:
        """The merge of the world's copies, or of others."""
        return merge(
            replace(TEMPLATE, links=self.links), self.project, self.context, self.opening,
            self.copies if copies is None else copies, self.settlements if settlements is None else settlements,
        )  # fmt: skip


@dataclass
class Maker:
    """Draws worlds."""

    rng: Random
    links: tuple[Aim, ...] = ()
    project: Project = field(init=False)
    count: int = 0

    def __post_init__(self) -> None:
        self.project = project(self.rng.randint(2, 4))

    def world(self, late: bool = True) -> World:
        opening, issued = self.opening()
        if self.rng.random() < 0.3:
            opening = replace(opening, open=self._still_open(opening, issued))
        copies = [copy for each in issued.values() if late or each.order == 2 for copy in self.copies(each, opening)]
        return World(self.project, opening, issued, tuple(copies), links=self.links)

    def _still_open(self, opening: Opening, issued: Mapping[str, Issued]) -> tuple[Decision, ...]:
        """Questions that an earlier round left open: what other copies would have asked."""
        copies = tuple(copy for each in issued.values() for copy in self.copies(each, opening))
        asked = [d for d in World(self.project, opening, issued, copies, links=self.links).merge().decisions if d.decided is None]
        jobs = list(opening.state["job"])
        if len(jobs) > 1:
            pair = "+".join(self.rng.sample(jobs, self.rng.choice((2, 2, min(3, len(jobs))))))
            asked.append(
                Decision(pair, "possible-duplicate", "job", pair.split("+")[0], "", KEEP, (Choice(KEEP), Choice(UNITE)), basis=(KEEP, UNITE))
            )
        return tuple(asked)

    # ── values ──

    def value(self, each: Field, ids: Sequence[str], blank: float = 0.15) -> Value:
        rng = self.rng
        if rng.random() < blank:
            return None
        if each.kind in ("line", "person"):
            return rng.choice(WORDS)
        if each.kind == "text":
            return "\n".join(rng.sample(LINES, rng.randint(1, 3))) if each.policy == "append" else rng.choice(WORDS)
        if each.kind == "date":
            return rng.choice(DAYS)
        if each.kind == "percent":
            return rng.choice((0.0, 0.2, 0.5, 1.0))
        if each.kind == "integer":
            return rng.randint(0, 3)
        return self._named(each, ids)

    def _named(self, each: Field, ids: Sequence[str]) -> Value:
        pool: Sequence[str] = list(ids) or ["J-ZZ-001"]
        if each.kind in ("choice", "choices"):
            pool = [choice.key for choice in each.choices]
        elif each.kind in ("department", "departments"):
            pool = self.project.names
        if each.kind in ("choice", "department", "ref"):
            return self.rng.choice(pool)
        some = self.rng.sample(list(pool), self.rng.randint(1, min(3, len(pool))))
        return canonical(dict.fromkeys(some), each, context(self.project))

    def values(self, sheet: Sheet, ids: Sequence[str], chance: float = 0.5) -> dict[str, Value]:
        found = {f.key: self.value(f, ids) for f in sheet.columns if self.rng.random() < chance}
        return {key: value for key, value in found.items() if value is not None}

    # ── what was issued ──

    def opening(self) -> tuple[Opening, dict[str, Issued]]:
        """Two rounds: the state of the first one, what came of it, and the workbooks of both."""
        first = self._first_state()
        issued = {i.token: i for i in self._issue(1, first)}
        state, removed = self._second_state(first, issued)
        issued |= {i.token: i for i in self._issue(2, state)}
        numbers = {(s.key, name): 1 + 3 + 2 * BLANKS for s in TEMPLATE.tables for name in self.project.names}
        return Opening("R2", 2, state, removed, numbers), issued

    def _first_state(self) -> dict[str, dict[str, Record]]:
        state: dict[str, dict[str, Record]] = {"plan": {"plan": Record("plan", self.values(TEMPLATE.sheet("plan"), ()))}}
        for sheet in TEMPLATE.tables:
            state[sheet.key] = {}
            for department in self.project.departments:
                for number in range(1, self.rng.randint(0, 3) + 1):
                    identity = record_id(sheet.prefix, department.code, number)
                    values = {**self.values(sheet, list(state["job"])), **default_values(sheet, department.name)}
                    state[sheet.key][identity] = Record(identity, {sheet.title: self.rng.choice(WORDS), **values})
        return state

    def _second_state(self, first: States, issued: Mapping[str, Issued]) -> tuple[dict[str, dict[str, Record]], dict[str, dict[str, Record]]]:
        """The first state after a round: values changed, records gone, a blank row filled in."""
        state = {sheet: dict(records) for sheet, records in first.items()}
        removed: dict[str, dict[str, Record]] = {sheet.key: {} for sheet in TEMPLATE.tables}
        for sheet in TEMPLATE.tables:
            for identity, record in list(state[sheet.key].items()):
                if self.rng.random() < 0.1:
                    removed[sheet.key][identity] = state[sheet.key].pop(identity)
                elif self.rng.random() < 0.4:
                    changed = {key: v for key, v in self.values(sheet, list(state["job"]), 0.3).items() if key not in (sheet.owner, sheet.title)}
                    state[sheet.key][identity] = Record(identity, {**record.values, **changed})
            for each in issued.values():
                if self.rng.random() < 0.3:
                    identity = each.blanks[sheet.key][0]
                    values = {**default_values(sheet, each.department), sheet.title: self.rng.choice(WORDS)}
                    home = removed if self.rng.random() < 0.2 else state
                    home[sheet.key][identity] = Record(identity, values)
        return state, removed

    def _issue(self, order: int, state: Mapping[str, Mapping[str, Record]]) -> list[Issued]:
        return [self._issued(d.name, d.code, order, state) for d in self.project.departments]

    def _issued(self, name: str, code: str, order: int, state: Mapping[str, Mapping[str, Record]]) -> Issued:
        base: dict[str, dict[str, Mapping[str, Value]]] = {"plan": {"plan": state["plan"]["plan"].values}}
        blanks = {}
        for sheet in TEMPLATE.tables:
            records = state[sheet.key]
            base[sheet.key] = {i: r.values for i, r in records.items() if r.values.get(sheet.owner) == name or self.rng.random() < 0.7}
            first = 4 + (order - 1) * BLANKS
            blanks[sheet.key] = tuple(record_id(sheet.prefix, code, n) for n in range(first, first + BLANKS))
        return Issued(f"{name}/{order}", name, f"R{order}", order, "zh", "", base, blanks)

    # ── what came back ──

    def copies(self, issued: Issued, opening: Opening) -> list[Copy]:
        """None to three copies of one workbook: side by side, or one continuing the other."""
        count = self.rng.choice((0, 1, 1, 2, 3) if issued.order == 2 else (0, 0, 0, 1, 2))
        found: list[Copy] = []
        for _ in range(count):
            earlier = self.rng.choice(found) if found and self.rng.random() < 0.6 else None
            found.append(self.copy(issued, opening, earlier))
        return found

    def copy(self, issued: Issued, opening: Opening, earlier: Copy | None = None) -> Copy:
        self.count += 1
        name = f"copy{self.count}.xlsx"
        copy = Copy(
            f"sha{self.count}", name, issued.token, issued.department, issued.round, issued.order,
            self.rng.choice(("", *(f"2026-11-2{day}T10:00:00Z" for day in range(4)))), self.rng.choice(("", "张三", "李四", "admin")),
        )  # fmt: skip
        edits, rows, missing = self._edits(issued, name), self._rows(issued, opening, name), self._missing(issued)
        if earlier is not None:
            held = [_moved(e, name) for e in earlier.edits if self.rng.random() < 0.8]
            cells = {(e.sheet, e.record, e.field) for e in held}
            edits = held + [e for e in edits if (e.sheet, e.record, e.field) not in cells and self.rng.random() < 0.5]
            rows = [r for r in earlier.rows if self.rng.random() < 0.8] + [r for r in rows if self.rng.random() < 0.3]
            rows = [_moved_row(r, name, 30 + n) for n, r in enumerate(rows)]
        gone = [place for place in missing if not any((e.sheet, e.record) == place for e in edits)]
        return replace(copy, edits=tuple(edits), rows=tuple(_once(rows)), missing=tuple(gone))

    def _edits(self, issued: Issued, file: str) -> list[Edit]:
        found: dict[tuple[str, str, str], Edit] = {}
        places = [(s, i) for s, records in issued.base.items() for i in records]
        for _ in range(self.rng.choice((0, 1, 2, 4))):
            sheet, identity = self.rng.choice(places)
            each = self.rng.choice(TEMPLATE.sheet(sheet).columns)
            if self.links and sheet == "job" and self.rng.random() < 0.4:
                each = TEMPLATE.sheet(sheet).field(self.rng.choice(("risk", "risk", "after", "log", "check")))  # on which the links hang
            edit = self._edit(issued, sheet, identity, each, file)
            if edit is not None:
                found[sheet, identity, each.key] = edit
        return list(found.values())

    def _edit(self, issued: Issued, sheet: str, identity: str, each: Field, file: str) -> Edit | None:
        base = issued.base[sheet][identity]
        before, value = base.get(each.key), self._asked(each, issued)
        taken = self.rng.random() < 0.9 and not (value is None and each.required)
        if taken and value == before:
            return None
        written = "" if value is None else str(value) if taken else f"?{self.rng.randint(1, 3)}"
        source = Source(file, sheet, f"{identity}.{each.key}")
        allowed = may_change(TEMPLATE.sheet(sheet), each, base, issued.department)
        return Edit(sheet, identity, each.key, before, value if taken else None, written, source, allowed, taken)

    def _asked(self, each: Field, issued: Issued, blank: float = 0.15) -> Value:
        """What somebody types; where a link makes records, a new one may be asked for."""
        making = any(link.rule == "becomes" and link.options["field"] == each.key for link in self.links)
        return NEW if making and self.rng.random() < 0.35 else self.value(each, list(issued.base["job"]), blank)

    def _rows(self, issued: Issued, opening: Opening, file: str) -> list[NewRow]:
        rows = []
        for sheet in TEMPLATE.tables:
            for number in range(self.rng.choice((0, 0, 1, 2))):
                identity, blank, duplicate = self._row_id(issued, sheet, opening)
                entries = self._entries(sheet, issued, file, 30 + number)
                if entries:
                    rows.append(NewRow(sheet.key, identity, 30 + number, entries, Source(file, sheet.key, f"A{30 + number}"), blank, duplicate))
        return rows

    def _row_id(self, issued: Issued, sheet: Sheet, opening: Opening) -> tuple[str, bool, str]:
        """The id of a new row: mostly one of the blank rows, else none, a copied one, a made-up one, or one from memory."""
        base = list(issued.base[sheet.key])
        others = [i for i in (*opening.state[sheet.key], *opening.removed[sheet.key]) if i not in base and i not in issued.blanks[sheet.key]]
        foreign = [record_id(sheet.prefix, d.code, 4) for d in self.project.departments if d.name != issued.department]
        kind = self.rng.random()
        if kind < 0.5:
            return self.rng.choice(issued.blanks[sheet.key]), True, ""
        if kind < 0.7:
            return "", False, ""
        if kind < 0.8 and base:
            copied = self.rng.choice(base)
            return copied, False, copied
        return self.rng.choice([f"{sheet.prefix}-JA-900", "7", *others, *foreign]), False, ""

    def _entries(self, sheet: Sheet, issued: Issued, file: str, row: int) -> dict[str, Entry]:
        """The cells that are filled in; what is only a default is none."""
        entries, defaults = {}, default_values(sheet, issued.department)
        for each in sheet.columns:
            if self.rng.random() < (0.8 if each.key == sheet.title else 0.25):
                value, taken = self._asked(each, issued, 0.0), self.rng.random() < 0.9
                if value == defaults.get(each.key):
                    continue
                source = Source(file, sheet.key, f"{each.key}{row}")
                written = str(value) if taken else f"?{self.rng.randint(1, 3)}"
                entries[each.key] = Entry(value if taken else None, written, source, each.editors != "coordinator", taken)
        return entries

    def _missing(self, issued: Issued) -> list[tuple[str, str]]:
        return [(s.key, i) for s in TEMPLATE.tables for i in issued.base[s.key] if self.rng.random() < 0.06]

    # ── what the coordinator says ──

    def settlement(self, decision: Decision) -> Settlement:
        """An answer to a decision: one of its choices, or a value of one's own."""
        values: list[Value] = [choice.value for choice in decision.choices]
        if decision.field:
            each = TEMPLATE.sheet(decision.sheet).field(decision.field)
            values += [decision.current, self.value(each, ["J-JA-001"])]
        elif decision.kind == "possible-duplicate":
            values = [KEEP, UNITE]
        else:
            values = [KEEP, REMOVE]
        return Settlement(decision.id, self.rng.choice(values), decision.basis, "协调人", "2026-11-21T09:00:00Z", "R2.xlsx", 2, decision.kind)

    def settled(self, world: World, share: float = 0.7) -> World:
        """The world after the coordinator answered that share of what was open."""
        answers = [self.settlement(d) for d in world.merge().decisions if d.decided is None and self.rng.random() < share]
        return replace(world, settlements=(*world.settlements, *answers))


def _moved(edit: Edit, file: str) -> Edit:
    return edit._replace(source=edit.source._replace(file=file))


def _moved_row(row: NewRow, file: str, number: int) -> NewRow:
    entries = {key: e._replace(source=Source(file, row.sheet, f"{key}{number}")) for key, e in row.entries.items()}
    return replace(row, entries=entries, row=number, source=Source(file, row.sheet, f"A{number}"))


def _once(rows: Sequence[NewRow]) -> list[NewRow]:
    """Rows as reading gives them: of two rows with one issued id the second is a copied row."""
    seen: set[tuple[str, str]] = set()
    found = []
    for row in rows:
        twice = row.blank and (row.sheet, row.id) in seen
        found.append(replace(row, blank=False, duplicate=row.id) if twice else row)
        seen.add((row.sheet, row.id))
    return found


def makers(links: tuple[Aim, ...] = ()) -> st.SearchStrategy[Maker]:
    """Sources of worlds: by a seed, since that is fast, or as `HYPOTHESIS_PROFILE=shrink` by draws that Hypothesis can shrink."""
    if os.environ.get("HYPOTHESIS_PROFILE") == "shrink":
        return st.builds(Maker, st.randoms(use_true_random=False), st.just(links))
    return st.integers(0, 2**40).map(lambda seed: Maker(Random(seed), links))
