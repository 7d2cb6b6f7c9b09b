"""A small template whose sheets are linked in every way, and short ways to write copies of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from small import CONTEXT, JOB, PROJECT, A, B, field, job, labels, opening

from sheetsync.model.copy import Copy, Edit
from sheetsync.model.decision import EDIT, Settlement
from sheetsync.model.kinds import Value
from sheetsync.model.merged import Merged
from sheetsync.model.record import Opening, Record, Source
from sheetsync.model.rights import may_change
from sheetsync.model.template import Aim, Choice, Sheet, Template
from sheetsync.steps.merge import merge

OLD, NEW, THIRD = date(2026, 12, 1), date(2026, 12, 12), date(2026, 12, 20)
YES = tuple(Choice(key, {"zh": f"{key}项", "en": key}) for key in ("asked", "yes", "no"))

WISH = Sheet(
    "wish", {"zh": "调整", "en": "Wishes"}, "table",
    (
        field("id", "id"),
        field("why", required=True),
        field("by", "department", editors="coordinator"),
        field("about", "ref", target="job", new={"zh": "新建工作", "en": "New job"}),
        field("was", "date"),
        field("due", "date"),
        field("answer", "choice", choices=YES, editors="coordinator", default="asked"),
    ),
    prefix="W", owner="by", title="why",
)  # fmt: skip

TEST = Sheet(
    "test", {"zh": "验收", "en": "Tests"}, "table",
    (
        field("id", "id"),
        field("thing", required=True),
        field("by", "department", editors="coordinator"),
        field("judge", "department"),
        field("about", "ref", target="job"),
        field("on", "date"),
        field("verdict", "choice", choices=YES, editors="judge", default="asked"),
    ),
    prefix="X", owner="by", title="thing",
)  # fmt: skip

DUTY = Sheet(
    "duty", {"zh": "职责", "en": "Duties"}, "table",
    (
        field("id", "id"),
        field("what", "text", required=True, policy="controlled"),
        field("by", "department", editors="coordinator"),
        field("limit", "text"),
        field("note", "text", editors="any"),
        field("who", "person"),
        field("on", "date"),
        field("names", editors="any", policy="append"),
        field("seen", "date", editors="any", policy="max"),
    ),
    prefix="D", owner="by", title="what",
)  # fmt: skip

CARRIES = Aim(
    "carries", "wish",
    {"when": {"answer": ["yes"]}, "to": "about", "fields": {"due": "due"}, "keeps": {"due": "was"}},
)  # fmt: skip
REOPENS = Aim(
    "reopens", "test",
    {
        "when": {"verdict": ["no"]}, "to": "about", "where": {"state": ["done"]}, "set": {"state": "busy"}, "clear": ["share", "start"],
        "per": ["about", "thing"], "date": "on",
    },
)  # fmt: skip
BECOMES = Aim("becomes", "wish", {"field": "about", "entry": {}, "fields": {"title": "why", "owner": "by", "start": "due"}})
ALONE = Aim("signature", "duty", {"by": "who", "on": "on", "over": ["what", "limit", "note"]})
TOGETHER = Aim("signature", "duty", {"by": "names", "on": "seen", "over": ["what", "limit"]})
LINKED = Template("linked", labels("linked"), ("zh", "en"), (JOB, WISH, TEST, DUTY), links=(CARRIES, REOPENS, BECOMES, ALONE, TOGETHER))

J, W, X = "J-JA-001", "W-JA-001", "X-JA-001"


def begin(*more: Record, state: str = "done") -> Opening:
    """A job of the first department that is due, a wish to put it off, and a test of it by the second one."""
    wish = Record(W, {"why": "慢", "by": A, "about": J, "due": NEW, "answer": "asked"})
    test = Record(X, {"thing": "桥", "by": A, "judge": B, "about": J, "on": OLD, "verdict": "asked"})
    start = opening(job(J, due=OLD, state=state, share=1.0, start=OLD))
    records: dict[str, dict[str, Record]] = {"job": dict(start.state["job"]), "wish": {W: wish}, "test": {X: test}, "duty": {}}
    for each in more:
        records[{"J": "job", "W": "wish", "X": "test", "D": "duty"}[each.id[0]]][each.id] = each
    return replace(start, state=records)


def said(start: Opening, department: str, **edits: dict[str, Value]) -> Copy:
    """A copy with edits, by id with underscores for hyphens."""
    found: list[Edit] = []
    for name, values in edits.items():
        identity = name.replace("_", "-")
        sheet = next(s for s, records in start.state.items() if identity in records)
        base = start.state[sheet][identity].values
        for key, value in values.items():
            allowed = may_change(LINKED.sheet(sheet), LINKED.sheet(sheet).field(key), base, department)
            source = Source(f"{department}.xlsx", "表", f"{identity}.{key}")
            found.append(Edit(sheet, identity, key, base.get(key), value, str(value), source, allowed))
    return Copy(f"sha of {department}", f"{department}.xlsx", f"{department}/2", department, "R2", 2, edits=tuple(found))


def word(identity: str, value: Value, at: str = "10:00", basis: tuple[Value, ...] = (), report: str = "") -> Settlement:
    """What the coordinator typed into a consolidated workbook, at a time of one day."""
    return Settlement(identity, value, (*basis, value), "协调人", f"2026-11-20T{at}:00Z", "R2.xlsx", 2, EDIT, report=report)


def run(start: Opening, *copies: Copy, words: tuple[Settlement, ...] = ()) -> Merged:
    return merge(LINKED, PROJECT, CONTEXT, start, copies, words)


def cell(result: Merged, record: str, key: str) -> object:
    return next(records[record].values.get(key) for records in result.state.values() if record in records)
