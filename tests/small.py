"""A small project in which every policy, editor and field type occurs, and short ways to write copies of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sheetsync.model.copy import Copy, Edit, Entry, NewRow
from sheetsync.model.decision import Decision, Settlement
from sheetsync.model.kinds import Context, Value
from sheetsync.model.merged import Merged
from sheetsync.model.project import Department, Project
from sheetsync.model.record import Opening, Record, Source
from sheetsync.model.rights import may_change
from sheetsync.model.template import Choice, Field, Sheet, Template
from sheetsync.steps.merge import merge

NAMES = {"甲部": "JA", "乙部": "YI", "丙部": "BI", "丁部": "DI"}


def labels(key: str) -> Mapping[str, str]:
    return {"zh": f"{key}栏", "en": key.capitalize()}


def field(key: str, kind: str = "line", **more: object) -> Field:
    return Field(key, labels(key), kind, **more)  # type: ignore[arg-type] # passes Field's own fields on


def choices(*keys: str) -> tuple[Choice, ...]:
    return tuple(Choice(key, {"zh": f"{key}项", "en": key.capitalize()}) for key in keys)


PLAN = Sheet(
    "plan",
    {"zh": "总表", "en": "Plan"},
    "form",
    (field("goal", editors="any"), field("note", "text", editors="coordinator"), field("day", "date", editors="any")),
)

JOB = Sheet(
    "job", {"zh": "工作", "en": "Jobs"}, "table",
    (
        field("id", "id"),
        field("title", required=True),
        field("owner", "department", editors="coordinator"),
        field("helper", "department"),
        field("due", "date", policy="controlled"),
        field("start", "date"),
        field("share", "percent", editors="any", policy="max"),
        field("seen_on", "date", editors="any", policy="max"),
        field("count", "integer"),
        field("state", "choice", choices=choices("open", "busy", "done"), default="open"),
        field("risk", "choice", editors="any", choices=choices("low", "middle", "high")),
        field("tags", "choices", editors="any", policy="union", choices=choices("red", "green", "blue", "white")),
        field("parties", "departments", editors="any", policy="union"),
        field("log", "text", editors="any", policy="append"),
        field("check", editors="helper"),
        field("secret", editors="coordinator"),
        field("after", "ref", target="job"),
        field("sees", "refs", target="job", editors="any", policy="union"),
        field("remark", "text", editors="any"),
    ),
    prefix="J", owner="owner", title="title", match=("title", "due"),
)  # fmt: skip

NEWS = Sheet(
    "news", {"zh": "消息", "en": "News"}, "table",
    (field("id", "id"), field("text", "text", required=True), field("by", "department", editors="coordinator"), field("about", "ref", target="job")),
    prefix="N", owner="by", title="text", append_only=True,
)  # fmt: skip

TEMPLATE = Template("small", labels("small"), ("zh", "en"), (PLAN, JOB, NEWS))


def project(count: int = 3) -> Project:
    """A project of the first so many departments."""
    return Project("小项目", "zh", tuple(Department(name, code) for name, code in list(NAMES.items())[:count]), "small")


PROJECT = project(4)


def context(of: Project = PROJECT) -> Context:
    return Context(tuple((d.name, d.code) for d in of.departments), date(2026, 11, 20))


CONTEXT = context()
A, B, C, D = NAMES


def job(identity: str, owner: str = A, **values: Value) -> Record:
    """A job, with a title and an owner."""
    return Record(identity, {"title": f"标题{identity}", "owner": owner, **values})


def opening(*jobs: Record, removed: Sequence[Record] = (), plan: Mapping[str, Value] | None = None, order: int = 2, first: int = 20) -> Opening:
    """What a round begins with; `first` is the first number that no department was given."""
    numbers = {(sheet.key, name): first for sheet in TEMPLATE.tables for name in NAMES}
    state = {"plan": {"plan": Record("plan", plan or {})}, "job": {j.id: j for j in jobs}, "news": {}}
    return Opening(f"R{order}", order, state, {"job": {j.id: j for j in removed}}, numbers)


class Writer:
    """Writes one copy: `edit` and `remove` speak of records as they were issued, `add` of new rows."""

    def __init__(self, department: str, issued: Mapping[str, Record], name: str = "", order: int = 2, token: str = "") -> None:
        self.department, self.issued, self.order = department, issued, order
        self.name = name or f"{department}.xlsx"
        self.token = token or f"{department}/{order}"
        self.edits: list[Edit] = []
        self.rows: list[NewRow] = []
        self.missing: list[tuple[str, str]] = []

    def source(self, cell: str) -> Source:
        return Source(self.name, "工作", cell)

    def edit(self, record: str, *, sheet: str = "job", taken: bool = True, written: str | None = None, **values: Value) -> Writer:
        base = self.issued[record].values
        for key, value in values.items():
            each = TEMPLATE.sheet(sheet).field(key)
            text = str(value) if written is None else written
            allowed = may_change(TEMPLATE.sheet(sheet), each, base, self.department)
            place = self.source(f"{record}.{key}")
            self.edits.append(Edit(sheet, record, key, base.get(key), value if taken else None, text, place, allowed, taken))
        return self

    def add(self, identity: str = "", *, sheet: str = "job", blank: bool = False, duplicate: str = "", **values: Value) -> Writer:
        row = len(self.rows) + 50
        fields = {key: TEMPLATE.sheet(sheet).field(key) for key in values}
        entries = {key: Entry(value, str(value), self.source(f"{row}.{key}"), fields[key].editors != "coordinator") for key, value in values.items()}
        self.rows.append(NewRow(sheet, identity, row, entries, self.source(f"A{row}"), blank, duplicate))
        return self

    def remove(self, *records: str) -> Writer:
        self.missing.extend(("job", record) for record in records)
        return self

    def copy(self, saved_at: str = "", saved_by: str = "") -> Copy:
        return Copy(
            f"sha of {self.name}", self.name, self.token, self.department, f"R{self.order}", self.order, saved_at, saved_by,
            tuple(self.edits), tuple(self.rows), tuple(self.missing),
        )  # fmt: skip


def merged(begin: Opening, *copies: Copy, settlements: Sequence[Settlement] = ()) -> Merged:
    return merge(TEMPLATE, PROJECT, CONTEXT, begin, copies, settlements)


def settle(decision: Decision, value: Value, order: int = 2) -> Settlement:
    """The coordinator's answer to a decision."""
    return Settlement(decision.id, value, decision.basis, "协调人", "2026-11-20T10:00:00Z", "R2.xlsx", order, decision.kind)


def value(result: Merged, record: str, key: str, sheet: str = "job") -> Value:
    return result.state[sheet][record].values.get(key)


def asked(result: Merged) -> dict[str, str]:
    """The open decisions: what is asked about which cell or record."""
    return {d.id: d.kind for d in result.decisions if d.decided is None}


def codes(result: Merged) -> list[str]:
    return [f.code for f in result.findings]


def fates(result: Merged) -> list[str]:
    return [f.fate for f in result.fates]
