"""Templates that change: what is one with what, and where the facts of earlier versions go."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetsync.files import codec
from sheetsync.model import kinds
from sheetsync.model.copy import Copy, Edit, Entry, NewRow, Unread
from sheetsync.model.decision import Choice as Offered
from sheetsync.model.decision import Decision, Settlement
from sheetsync.model.finding import Finding
from sheetsync.model.kinds import Context, Value
from sheetsync.model.lineage import Lineage, TemplateClash, asked, in_use, trace
from sheetsync.model.passage import Passage
from sheetsync.model.record import Origin, Record, Source
from sheetsync.model.template import Choice, Field, Sheet, Template

HERE = Source("甲.xlsx", "工作", "C8")
CONTEXT = Context((("甲部", "JA"), ("乙部", "YI")), date(2026, 11, 20))


def field(key: str, kind: str = "line", label: str = "", **more: object) -> Field:
    return Field(key, {"zh": label or f"{key}栏", "en": label or key.capitalize()}, kind, **more)  # type: ignore[arg-type] # passes Field's own fields on


def choices(*keys: str) -> tuple[Choice, ...]:
    return tuple(Choice(key, {"zh": f"{key}项", "en": key.capitalize()}) for key in keys)


STATE = field("state", "choice", choices=choices("open", "lost", "done"))
BASIC = (field("id", "id"), field("title", required=True), field("owner", "department", editors="coordinator"))


def job(*fields: Field, key: str = "job", prefix: str = "J", **more: object) -> Sheet:
    labels = {"zh": f"{key}表", "en": key.capitalize()}
    return Sheet(key, labels, "table", (*BASIC, *fields), prefix=prefix, owner="owner", title="title", **more)  # type: ignore[arg-type] # passes on


def plan(*fields: Field, key: str = "plan", **more: object) -> Sheet:
    return Sheet(key, {"zh": f"{key}页", "en": key.capitalize()}, "form", fields, **more)  # type: ignore[arg-type] # passes Sheet's own fields on


def template(*sheets: Sheet, version: str = "now") -> Template:
    return Template("small", {"zh": "小", "en": "Small"}, ("zh", "en"), sheets, version=version)


def mark(_language: str, label: str, number: int) -> str:
    return f"{label}!{number}"


def traced(*versions: Template) -> Lineage:
    """The lineage of the last one."""
    return trace(versions[-1], versions[:-1], mark)


def passage(*versions: Template) -> Passage:
    """From the first version to the last."""
    return Passage(versions[0], traced(*versions), CONTEXT, "zh")


def keys(sheet: Sheet) -> list[tuple[str, bool]]:
    return [(each.key, each.retired) for each in sheet.columns[2:]]


# ── what is one with what ──


def test_a_template_that_never_changed_is_itself() -> None:
    now = template(job(field("due", "date")))
    assert traced(now).template is now
    assert traced(replace(now, version="before"), now).template == now
    assert asked(now) == now


def test_what_is_no_longer_asked_is_kept_retired_at_the_end() -> None:
    before = template(job(field("due", "date", required=True, default="x"), field("note")), plan(field("goal")), version="1")
    now = template(job(field("note"), field("new", required=True)))
    found = traced(before, now).template
    assert keys(found.sheet("job")) == [("note", False), ("new", False), ("due", True)]
    due = found.sheet("job").field("due")
    assert (due.labels["zh"], due.required, due.default) == ("due栏!1", False, "")
    assert (found.sheet("plan").retired, found.sheet("plan").labels["zh"]) == (True, "plan页!1")
    assert asked(found) == now


@pytest.mark.parametrize(
    "new",
    [
        field("danger", was=("risk",)),
        field("danger", aliases=("risk栏",)),
        field("danger", aliases=("risk",)),
        field("danger", label="risk栏"),
    ],
    ids=["was", "its label as alias", "its key as alias", "its label"],
)
def test_a_field_is_renamed(new: Field) -> None:
    before, now = template(job(field("risk")), version="1"), template(job(new))
    found = traced(before, now)
    assert found.template == now
    assert found.fields["job"]["risk"] == "danger"


def test_a_field_whose_label_another_one_has_beside_it_is_not_renamed() -> None:
    before = template(job(field("risk"), field("danger")), version="1")
    now = template(job(field("danger", aliases=("risk栏",))))
    assert keys(traced(before, now).template.sheet("job")) == [("danger", False), ("risk", True)]


def test_two_fields_of_one_version_stay_two_whatever_a_later_one_says() -> None:
    before = template(job(field("risk"), field("danger")), version="1")
    now = template(job(field("danger", was=("risk",))))
    assert keys(traced(before, now).template.sheet("job")) == [("danger", False), ("risk", True)]


def test_what_a_field_was_is_remembered_when_the_template_no_longer_says_so() -> None:
    first, second = template(job(field("risk")), version="1"), template(job(field("danger", was=("risk",))), version="2")
    assert traced(first, second, template(job(field("danger")))).fields["job"]["risk"] == "danger"
    assert traced(first, second, template(job(field("peril", was=("danger",))))).fields["job"]["risk"] == "peril"


def test_a_rename_that_is_taken_back_leads_back() -> None:
    first, second = template(job(field("risk")), version="1"), template(job(field("danger", was=("risk",))), version="2")
    found = traced(first, second, replace(first, version="3"))
    assert (found.fields["job"]["danger"], keys(found.template.sheet("job"))) == ("risk", [("risk", False)])


def test_a_key_that_was_renamed_is_never_used_again() -> None:
    first, second = template(job(field("risk")), version="1"), template(job(field("danger", was=("risk",))), version="2")
    with pytest.raises(TemplateClash, match="template-key-reused"):
        traced(first, second, template(job(field("danger"), field("risk"))))


def test_sheets_are_renamed_with_the_references_to_them() -> None:
    before = template(job(field("after", "ref", target="job"), field("sees", "refs", target="job")), version="1")
    now = template(job(field("after", "ref", target="work"), key="work", was=("job",)))
    found = traced(before, now).template
    assert [sheet.key for sheet in found.sheets] == ["work"]
    assert found.sheet("work").field("sees").target == "work"


def test_a_prefix_of_ids_and_a_form_never_change_hands() -> None:
    before = template(job(), version="1")
    with pytest.raises(TemplateClash, match="template-prefix-reused"):
        traced(before, template(job(key="other")))
    with pytest.raises(TemplateClash, match="template-form-changed"):
        traced(before, template(plan(field("title"), key="job")))


def test_an_id_is_the_id_whatever_it_is_called() -> None:
    other = replace(job(), fields=(field("number", "id"), *BASIC[1:]))
    assert traced(template(job(), version="1"), template(other)).template.sheet("job") == other


def test_choices_that_are_offered_no_more_are_still_known() -> None:
    before = template(job(STATE), version="1")
    renamed = Choice("finished", {"zh": "done项", "en": "Finished"})
    now = template(job(replace(STATE, choices=(*choices("open"), renamed))))
    state = traced(before, now).template.sheet("job").field("state")
    assert [c.key for c in state.choices] == ["open", "finished"]
    assert [c.key for c in state.former_choices] == ["lost"]
    assert state.choice("lost") == STATE.choice("lost")


def test_a_changed_type_keeps_the_old_one_beside_it() -> None:
    found = traced(template(job(field("due")), version="1"), template(job(field("due", "date"), field("due_line")))).template.sheet("job")
    assert [(f.key, f.kind, f.former) for f in found.columns[2:]] == [("due", "date", ""), ("due_line", "line", ""), ("due_line_", "line", "due")]


def test_only_what_holds_something_is_in_use() -> None:
    before = template(job(field("due"), field("note")), plan(field("goal")), version="1")
    whole = traced(before, template(job())).template
    assert keys(in_use(whole, {"job": {"J-JA-001": Record("J-JA-001", {"note": "x"})}}).sheet("job")) == [("note", True)]
    assert in_use(whole, {"job": {}}) == asked(whole)
    assert in_use(whole, {"plan": {"plan": Record("plan", {"goal": "x"})}}).find_sheet("plan") is not None


# ── where facts go ──


def told(way: Passage, **values: Value) -> dict[str, Value]:
    record = Record("J-JA-001", values, {key: Origin("R1", ("甲部",), (HERE,)) for key in values})
    found = way.state({"job": {record.id: record}})["job"][record.id]
    assert found.origins.keys() == found.values.keys()
    return dict(found.values)


def test_values_go_along_with_their_origins() -> None:
    way = passage(template(job(field("risk"), field("gone")), version="1"), template(job(field("danger", was=("risk",)))))
    assert told(way, title="标题", risk="高", gone="旧") == {"title": "标题", "danger": "高", "gone": "旧"}


def test_what_a_copy_lacks_goes_along() -> None:
    way = passage(template(job(field("risk")), version="1"), template(job(field("danger", was=("risk",)), key="work", was=("job",))))
    lacking = (Finding("single-sheet", detail={"sheets": ["job表"], "lacking": ["job"]}), Finding("missing-column", sheet="job", field="risk"))
    assert list(way.copy(Copy("sha", "甲.csv", "SS", "甲部", "R1", 1, findings=lacking)).unread) == [Unread("work"), Unread("work", field="danger")]


def test_values_keep_their_order() -> None:
    names = [f"field_{number}" for number in range(30)]
    way = passage(template(job(*map(field, names), field("risk")), version="1"), template(job(*map(field, names), field("danger", was=("risk",)))))
    assert list(told(way, **dict.fromkeys([*reversed(names), "risk"], "x"))) == [*reversed(names), "danger"]


def test_a_value_goes_where_its_type_allows_it() -> None:
    before = template(job(field("due"), field("count", "integer"), field("share", "percent"), STATE), version="1")
    now = template(job(field("due", "date"), field("count"), field("share", "integer"), replace(STATE, kind="text", choices=())))
    way = passage(before, now)
    assert told(way, due="2026年11月27日", count=3, share=0.4, state="lost") == {
        "due": date(2026, 11, 27), "count": "3", "share_percent": 0.4, "state": "lost项",
    }  # fmt: skip
    assert told(way, due="下周") == {"due_line": "下周"}


def test_what_was_put_aside_goes_back_when_its_type_does() -> None:
    first, second = template(job(field("share", "percent")), version="1"), template(job(field("share", "date")), version="2")
    then = traced(first, second).template
    way = Passage(then, traced(first, second, replace(first, version="3")), CONTEXT, "zh")
    assert told(way, share_percent=0.4) == {"share": 0.4}
    assert told(passage(second, first), share=date(2026, 11, 27)) == {"share_date": date(2026, 11, 27)}


def test_choices_stay_or_go_by_their_label() -> None:
    before = template(job(STATE, field("tags", "choices", choices=STATE.choices)), version="1")
    new = (Choice("finished", {"zh": "done项", "en": "Finished"}), *choices("open"))
    way = passage(before, template(job(replace(STATE, choices=new), field("tags", "choices", choices=new))))
    assert told(way, state="done", tags=("open", "lost", "done")) == {"state": "finished", "tags": ("finished", "open", "lost")}
    assert told(way, state="lost") == {"state": "lost"}


def test_a_form_takes_its_record_along() -> None:
    way = passage(template(plan(field("goal")), version="1"), template(plan(field("aim", was=("goal",)), key="front", was=("plan",))))
    found = way.state({"plan": {"plan": Record("plan", {"goal": "目标"})}})
    assert found == {"front": {"front": Record("front", {"aim": "目标"})}}


def edit(key: str, before: Value, value: Value, taken: bool = True) -> Edit:
    return Edit("job", "J-JA-001", key, before, value, str(value), HERE, True, taken)


def test_what_a_copy_says_goes_along() -> None:
    way = passage(
        template(job(field("risk"), field("due")), version="1"),
        template(job(field("danger", was=("risk",)), field("due", "date"), key="work", was=("job",))),
    )
    edits = (edit("risk", "低", "高"), edit("due", "下周", "2026-11-27"), edit("due", "2026-11-20", "下周"), edit("due", "下周", None))
    row = NewRow("job", "", 50, {"risk": Entry("中", "中", HERE), "due": Entry("以后", "以后", HERE)}, HERE)
    found = way.copy(Copy("sha", "甲.xlsx", "t", "甲部", "R1", 1, edits=edits, rows=(row,), missing=(("job", "J-JA-002"),)))
    assert [(e.sheet, e.field, e.before, e.value) for e in found.edits] == [
        ("work", "danger", "低", "高"),
        ("work", "due", None, date(2026, 11, 27)),
        ("work", "due_line", None, "下周"),
        ("work", "due_line", "下周", None),
    ]
    assert {key: entry.value for key, entry in found.rows[0].entries.items()} == {"danger": "中", "due_line": "以后"}
    assert (found.rows[0].sheet, found.missing) == ("work", (("work", "J-JA-002"),))
    assert found.read == 6


def test_decisions_go_along() -> None:
    way = passage(template(job(field("risk"), field("due")), version="1"), template(job(field("danger", was=("risk",)), field("due", "date"))))
    question = Decision("J-JA-001.risk", "conflict", "job", "J-JA-001", "risk", "低", (Offered("高"), Offered("中")), basis=("低", "高", "中"))
    found = way.decision(question)
    assert (found.id, found.field, found.current, [c.value for c in found.choices]) == ("J-JA-001.danger", "danger", "低", ["高", "中"])
    assert way.settlement(Settlement("J-JA-001.risk", "高", ("低", "高"))) == Settlement("J-JA-001.danger", "高", ("低", "高"))
    assert way.settlement(Settlement("J-JA-001.due", "2026-11-27", ())).value == date(2026, 11, 27)
    assert way.settlement(Settlement("J-JA-001.due", "下周", ())).id == "J-JA-001.due_line"
    about = Settlement("J-JA-001", "remove", ("keep", "remove", ("risk", "高")))
    assert way.settlement(about).basis == ("keep", "remove", ("danger", "高"))


def test_a_decision_about_values_of_two_types_stays_one_question() -> None:
    way = passage(template(job(field("due")), version="1"), template(job(field("due", "date"))))
    question = Decision("J-JA-001.due", "conflict", "job", "J-JA-001", "due", "下周", (Offered("2026-11-27"), Offered("以后")))
    found = way.decision(question)
    assert (found.field, found.current, [c.value for c in found.choices]) == ("due_line", "下周", ["2026-11-27", "以后"])


# ── whatever changes, nothing is lost ──

VALUES: dict[str, st.SearchStrategy[Value]] = {
    "line": st.sampled_from(["一", "3", "40%", "2026-11-27", "open项", "甲部", "J-JA-001"]),
    "text": st.sampled_from(["一\n二", "3"]),
    "date": st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    "percent": st.sampled_from([0.0, 0.25, 0.4, 1.0]),
    "integer": st.integers(0, 200),
    "choice": st.sampled_from(["open", "lost", "done"]),
    "choices": st.sampled_from([("open",), ("lost", "done")]),
    "department": st.sampled_from(["甲部", "乙部"]),
    "departments": st.sampled_from([("甲部",), ("甲部", "乙部")]),
    "refs": st.sampled_from([("J-JA-001",), ("J-JA-001", "J-JA-002")]),
}
NAMES = ("a", "b", "c")


@st.composite
def versions(draw: st.DrawFn) -> list[Template]:
    """Templates of which each adds, removes, renames and retypes fields of the one before."""
    found, given = [], dict.fromkeys(NAMES[:2], "line")
    for number in range(draw(st.integers(2, 4))):
        offered = draw(st.sampled_from([("open", "lost", "done"), ("open", "lost"), ("done",)]))
        given = {name: draw(st.sampled_from(sorted(VALUES))) for name in draw(st.sets(st.sampled_from(NAMES), min_size=1))}
        fields = [field(n, kind, choices=choices(*offered) if kind.startswith("choice") else ()) for n, kind in sorted(given.items())]
        if renamed := draw(st.booleans()) and [n for n in NAMES if n not in given and number == 1]:
            fields.append(field("renamed", draw(st.sampled_from(sorted(VALUES.keys() - {"choice", "choices"}))), was=(renamed[0],)))
        found.append(template(job(*fields), version=str(number)))
    return found


@given(st.data(), versions())
def test_every_value_is_somewhere_where_it_can_be_shown_and_kept(data: st.DataObject, chain: list[Template]) -> None:
    values = {f.key: data.draw(VALUES[f.kind]) for f in chain[0].sheet("job").columns[2:]}
    try:
        lineages = [traced(*chain[: end + 1]) for end in range(len(chain))]
    except TemplateClash:
        return
    state = {"job": {"J-JA-001": Record("J-JA-001", {k: v for k, v in values.items() if k in {f.key for f in chain[0].sheet("job").fields}})}}
    count = len(state["job"]["J-JA-001"].values)
    for before, after in pairwise(lineages):
        state = Passage(before.template, after, CONTEXT, "zh").state(state)
        kept = codec.unpack_state(codec.unpack(codec.pack(codec.pack_state(after.template, state))))
        assert kept == state
        assert len(state["job"]["J-JA-001"].values) == count
        for key, value in state["job"]["J-JA-001"].values.items():
            each = after.template.sheet("job").field(key)
            assert kinds.text(value, each, "zh")
            assert kinds.from_json(kinds.to_json(value, each), each) == value
