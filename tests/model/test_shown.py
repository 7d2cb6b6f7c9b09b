"""What tables show beside their fields: which records came of one, and who has not answered yet."""

from __future__ import annotations

from sheetsync.model.project import Department, Project
from sheetsync.model.record import Record, State
from sheetsync.model.shown import MOST, Shown, by_record, shown
from sheetsync.model.template import Aim, Choice, Field, Sheet, Template, View

LABEL = {"zh": "看", "en": "Seen"}
STATE = Field("state", LABEL, "choice", choices=(Choice("open", LABEL), Choice("over", LABEL)))
TALK = Sheet(
    "talk", LABEL, "table",
    (
        Field("id", LABEL, "id"), Field("title", LABEL, "line"), Field("owner", LABEL, "department"), Field("guests", LABEL, "departments"),
        Field("by", LABEL, "person"), Field("on", LABEL, "date"), Field("names", LABEL, "text", policy="append"), STATE,
    ),
    prefix="TK", owner="owner", title="title", closed={"state": ("over",)},
)  # fmt: skip
REPLY = Sheet(
    "reply", LABEL, "table",
    (Field("id", LABEL, "id"), Field("dept", LABEL, "department"), Field("talk", LABEL, "ref", target="talk")),
    prefix="RP", owner="dept", title="dept",
)  # fmt: skip
PROJECT = Project("谈", "zh", (Department("甲部", "JA", "李工"), Department("乙部", "YI", "王工"), Department("丙部", "BI")))


def template(what: str, **options: object) -> Template:
    view = View("seen", LABEL, Aim(what, "talk", options), {"zh": "说明", "en": "Hint"}, sent=what != "entries")
    return Template("t", LABEL, ("zh", "en"), (TALK, REPLY), shows=(view,))


def state(talks: dict[str, dict[str, object]], replies: dict[str, dict[str, object]] | None = None) -> State:
    found = {"talk": talks, "reply": replies or {}}
    return {sheet: {i: Record(i, values) for i, values in records.items()} for sheet, records in found.items()}  # type: ignore[arg-type] # values as a test writes them


def seen(what: str, there: State, **options: object) -> dict[str, tuple[str, ...]]:
    return dict(column(what, there, **options).found)


def column(what: str, there: State, **options: object) -> Shown:
    return shown(template(what, **options), PROJECT, there)["talk"][0]


def test_entries_are_shown_where_they_point_in_the_order_of_their_ids() -> None:
    replies = {"RP-YI-010": {"talk": "TK-JA-001"}, "RP-YI-002": {"talk": "TK-JA-001"}, "RP-BI-001": {"talk": "TK-JA-002"}, "RP-BI-003": {}}
    found = column("entries", state({"TK-JA-001": {}, "TK-JA-003": {}}, replies), entries="reply", entry_of="talk")
    assert found.found["TK-JA-001"] == ("RP-YI-002", "RP-YI-010")
    assert "TK-JA-003" not in found.found
    assert found.text("TK-JA-001", "zh", {"RP-YI-002": "来 不来"}) == "RP-YI-002 来 不来\nRP-YI-010"
    assert found.text("TK-JA-003", "zh", {}) is None


def test_very_many_entries_are_counted() -> None:
    replies = {f"RP-YI-{number:03d}": {"talk": "TK-JA-001"} for number in range(1, MOST + 3)}
    text = column("entries", state({"TK-JA-001": {}}, replies), entries="reply", entry_of="talk").text("TK-JA-001", "zh", {})
    assert text is not None
    assert text.splitlines()[-2:] == [f"RP-YI-{MOST:03d}", "… +2"]


def test_who_has_not_confirmed_is_shown_until_every_field_is_filled_in() -> None:
    talks = {
        "TK-JA-001": {"owner": "甲部"},
        "TK-JA-002": {"owner": "甲部", "by": "李工"},
        "TK-JA-003": {"owner": "甲部", "by": "李工", "on": "2026-11-18"},
        "TK-JA-004": {"owner": "甲部", "state": "over"},
    }
    options = {"asked": ["owner"], "confirmed": ["by", "on"]}
    assert seen("unconfirmed", state(talks), **options) == {"TK-JA-001": ("甲部",), "TK-JA-002": ("甲部",)}


def test_who_has_not_signed_is_whom_the_text_does_not_name() -> None:
    guests = ("丙部", "乙部", "甲部")
    talks = {
        "TK-JA-001": {"owner": "甲部", "guests": guests},
        "TK-JA-002": {"owner": "甲部", "guests": guests, "names": "王工 11-18"},
        "TK-JA-003": {"owner": "甲部", "guests": guests, "names": "王工\n丙部：赵工"},
    }
    found = column("unsigned", state(talks), asked=["guests"], signed="names")
    assert dict(found.found) == {"TK-JA-001": ("乙部", "丙部"), "TK-JA-002": ("丙部",)}
    assert found.text("TK-JA-001", "zh", {}) == "乙部、丙部"
    assert found.text("TK-JA-001", "en", {}) == "乙部, 丙部"


def test_who_has_not_answered_is_who_has_no_entry_of_their_own() -> None:
    talks = {"TK-JA-001": {"owner": "甲部", "guests": ("乙部", "丙部")}, "TK-JA-002": {"guests": ("乙部",), "state": "over"}}
    replies = {"RP-YI-001": {"dept": "乙部", "talk": "TK-JA-001"}, "RP-JA-001": {"dept": "甲部", "talk": "TK-JA-001"}}
    options = {"asked": ["owner", "guests"], "entries": "reply", "entry_of": "talk"}
    assert seen("unanswered", state(talks, replies), **options) == {"TK-JA-001": ("丙部",)}


def test_a_view_is_sent_to_departments_only_where_it_says_so() -> None:
    there = state({"TK-JA-001": {"owner": "甲部"}})
    assert shown(template("entries", entries="reply", entry_of="talk"), PROJECT, there, sent=True) == {}
    assert "talk" in shown(template("unconfirmed", asked=["owner"], confirmed=["by"]), PROJECT, there, sent=True)


def test_what_is_shown_is_found_by_record_too() -> None:
    columns = shown(template("unconfirmed", asked=["owner"], confirmed=["by"]), PROJECT, state({"TK-JA-001": {"owner": "甲部"}}))
    assert by_record(columns) == {"talk": {"TK-JA-001": {"seen": ("甲部",)}}}
