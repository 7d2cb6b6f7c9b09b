"""The people of the months that are played: what they type into their workbooks, and how the ledger is compared with the reference."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from laws.reference import UNITE, Position, Question, Record, Reference, Sent, Settled, Unreadable

from sheetsync.model.decision import Decision
from sheetsync.model.merged import Merged
from sheetsync.model.project import Department

Pick = Callable[[Sequence[Any], str], Any]
"""Chooses one of several things; the text says of what."""

SHOPS = (Department("东间", "DG"), Department("西间", "XG"), Department("南间", "NG"))
NAMES = [each.name for each in SHOPS]
BLANKS = 2
INSERTED = 2
"""So many rows without an id may be inserted into one workbook; which of them is which, their titles tell."""
TOOLS = (
    ("名称", "车间", "期限", "去处", "附件", "损耗", "合用车间", "日志"),
    ("第1号电钻", "东间", "2026-12-01", "在用", "灯", "20%", "西间", "旧的一行"),
    ("第2号电锯", "东间", "", "在用", "", "", "南间", ""),
    ("第3号台钳", "西间", "2026-12-02", "在用", "箱、带", "50%", "东间", ""),
    ("第4号梯子", "南间", "2026-12-03", "归库", "", "", "西间", ""),
)
FIRST = {
    "W-DG-001": {"due": date(2026, 12, 1), "place": "out", "parts": ("lamp",), "wear": 0.2, "partner": "西间", "log": "旧的一行"},
    "W-DG-002": {"place": "out", "partner": "南间"},
    "W-XG-001": {"due": date(2026, 12, 2), "place": "out", "parts": ("case", "belt"), "wear": 0.5, "partner": "东间"},
    "W-NG-001": {"due": date(2026, 12, 3), "place": "home", "partner": "西间"},
}
VALUES: Mapping[str, list[Any]] = {
    "due": [date(2026, 12, 4), date(2026, 12, 5), date(2026, 12, 1), date(2026, 12, 14), None, Unreadable("待定")],
    "place": ["out", "home", "gone", None, Unreadable("哪里")],
    "parts": [("lamp",), ("case",), ("lamp", "case"), ("lamp", "case", "belt"), None],
    "wear": [0.1, 0.3, 0.6, None, Unreadable("很多")],
    "partner": [*NAMES, None],
    "shop": NAMES,
    "answer": ["快", "慢", "停", None],
    "note": ["快", "慢", "停", None],
    "motto": ["安全", "快", None],
    "name": [],
    "log": [],
}
"""What people type; titles and logs depend on what stands there."""
HOT = ("W-DG-001", "W-DG-001", "W-XG-001", "note", "note", "note", "due", "due", "place", "wear", "wear")
"""What most people have something to say about."""
PEOPLE = ["甲", "乙", "openpyxl"]
MOST_EDITS = 2
"""So many cells of a record are typed over in one copy; with more, values that moved between records could look like a sort of some columns."""


def first_position() -> Position:
    """The imported tools, as the first round begins."""
    rows = zip(FIRST, TOOLS[1:], strict=True)
    return Position(1, {"front": Record({}), **{i: Record({"name": row[0], "shop": row[1], **FIRST[i]}) for i, row in rows}})


class People:
    """What may be typed; `titles` remembers what each record is about, so that one id never stands for two things.

    A row that was inserted without an id (only where `inserts` says so) goes by the department, the round and a number: 东间1#0.
    """

    def __init__(self, reference: Reference, inserts: bool = False) -> None:
        self.reference, self.inserts = reference, inserts
        self.titles = {i: row[0] for i, row in zip(FIRST, TOOLS[1:], strict=True)}
        self.new: dict[str, Sent] = {}

    def types(self, pick: Pick, sent: Sent, rows: dict[str, dict[str, Any]]) -> None:
        """One thing that a person does to a copy."""
        inserts = ["insert"] if self.inserts else []
        what = pick(["cell"] * 6 + ["new", "new", "back", "remove", "remove", "blank", *inserts], "does")
        if what == "insert":
            number = pick(range(INSERTED), "row")
            record = f"{sent.department}{sent.order}#{number}"
            rows.setdefault(record, {"name": self.titled(pick, sent, record)})
            return
        if what == "new":
            record = pick(sent.blanks, "row")
            rows.setdefault(record, {"name": self.titled(pick, sent, record)})
            return
        if what == "remove":
            own = [i for i in rows if i in sent.base and i != "front"]
            if len(own) > 1 and len(sent.base) - len(own) < 2:
                rows.pop(pick(own, "row"))
            return
        if what == "blank":
            for record in sent.blanks:
                rows.pop(record, None)
            return
        record = pick([*rows, *[i for i in HOT if i in rows]], "record")
        new = record not in sent.base
        fields = [f.key for f in self.reference.fields(record) if not (f.key == "shop" and new) and not (f.key == "name" and new and "#" in record)]
        key = pick([*fields, *[key for key in HOT if key in fields]], "field")
        before = sent.base.get(record, {}).get(key)
        value = before if what == "back" else pick(self.values(record, key, rows[record].get(key)), "value")
        if new and key in ("name", "shop") and value is None:
            return
        rows[record] = {k: v for k, v in {**rows[record], key: value}.items() if v is not None}
        if record in sent.base and sum(rows[record].get(f) != sent.base[record].get(f) for f in fields) > MOST_EDITS:
            rows[record][key] = before
            rows[record] = {k: v for k, v in rows[record].items() if v is not None}

    def titled(self, pick: Pick, sent: Sent, record: str) -> str:
        """What a new record is about: a thing of its own, or one that another department has in the same round."""
        if record not in self.titles:
            mine = {self.titles[i] for i, theirs in self.new.items() if theirs.department == sent.department}
            others = [self.titles[i] for i, theirs in self.new.items() if theirs.order == sent.order and self.titles[i] not in mine]
            own = f"第{100 + len(self.titles)}号物件"
            self.titles[record] = pick([own, own, *dict.fromkeys(others)], "thing")
            self.new[record] = sent
        return self.titles[record]

    def values(self, record: str, key: str, now: Any) -> list[Any]:
        """What may be typed into a cell that holds `now`."""
        if key == "name":
            return [self.titles[record] + more for more in ("", "甲", "乙")] + [None]
        if key == "log":
            lines = now.split("\n") if now else []
            return ["\n".join([*lines, "记一"]), "\n".join([*lines, "记二"]), "\n".join(lines[1:]) or None, "另记"]
        return VALUES[key]


def is_uniting(record: str, settled: Sequence[Settled], order: int) -> bool:
    """Whether the coordinator has united the record with others in this round, or would have, were all of them there."""
    return any(s.value == UNITE and s.order == order and record in s.id.split("+") for s in settled)


def may_unite(question: Question, settled: Sequence[Settled], begin: Position) -> bool:
    """Only what the reference knows: records of this round, of whose cells nothing was settled before."""
    spoken = {s.id.partition(".")[0] for s in settled if "." in s.id and s.order == begin.order}
    return not any(i in begin.state or i in spoken for i in question.group.split("+"))


def may_settle(question: Question, settled: Sequence[Settled], begin: Position) -> bool:
    return not (question.field and is_uniting(question.record, settled, begin.order))


def compare(merged: Merged, position: Position, waiting: Sequence[str] = ()) -> None:
    """Whether a merge gave what the reference gives: state, removed records, open and settled decisions, and what became of the copies."""
    undecided = [d for d in merged.decisions if d.decided is None]
    same(values(merged.state), plain(position.state))
    same(values(merged.removed), plain(position.removed))
    same({d.id: asked(d) for d in undecided}, {q.id: (q.kind, q.record, q.field, q.now, q.choices) for q in position.open.values()})
    same({d.id: set(d.basis) for d in undecided}, {q.id: set(q.table) for q in position.open.values()})
    same({d.id: d.current for d in merged.decisions if d.decided is not None}, position.settled)
    same({c.sha256: c.status for c in merged.copies}, {**position.copies, **dict.fromkeys(waiting, "held")})
    assert len(merged.fates) == position.read


def same(ledger: Mapping[str, Any], scratch: Mapping[str, Any]) -> None:
    """Compares what the ledger says with what a merge from scratch gives, and shows nothing but the difference."""
    other = [(k, ledger.get(k), scratch.get(k)) for k in sorted({*ledger, *scratch}) if ledger.get(k) != scratch.get(k)]
    assert not other, other


def asked(decision: Decision) -> tuple[object, ...]:
    choices = {c.value: frozenset(c.departments) for c in decision.choices}
    return decision.kind, decision.record, decision.field, decision.current, choices


def values(state: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    return {i: {k: v for k, v in r.values.items() if v is not None and k != "term"} for records in state.values() for i, r in records.items()}


def plain(state: Mapping[str, Record]) -> dict[str, dict[str, Any]]:
    return {i: r.values for i, r in state.items()}
