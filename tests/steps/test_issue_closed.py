"""What is closed is shown for another round, and then no more; so are the log entries that speak of it."""

from __future__ import annotations

from sheetsync.files.templates import load_template
from sheetsync.model.record import Origin, Record, State
from sheetsync.steps.issue.register import Register, closed_in, fallen

TEMPLATE = load_template("standard")
TASK = TEMPLATE.sheet("task")


def task(identity: str, status: str, closed: str = "") -> Record:
    origins = {"status": Origin(closed, ("甲",))} if closed else {}
    return Record(identity, {"title": identity, "department": "甲", "status": status}, origins)


def entry(identity: str, about: str) -> Record:
    return Record(identity, {"department": "甲", "task": about, "done": "…"})


STATE: State = {
    "task": {
        "T-J-001": task("T-J-001", "done"),
        "T-J-002": task("T-J-002", "done", "2026-W45"),
        "T-J-003": task("T-J-003", "cancelled", "2026-W46"),
        "T-J-004": task("T-J-004", "on_track"),
    },
    "progress": {"P-J-001": entry("P-J-001", "T-J-002"), "P-J-002": entry("P-J-002", "T-J-003"), "P-J-003": entry("P-J-003", "T-J-004")},
}


def shown(recent: set[str] | None) -> set[str]:
    return {record.id for records in Register(TEMPLATE, STATE, "zh", recent).concerning("甲").values() for record in records}


def test_what_was_closed_in_the_last_round_is_still_shown() -> None:
    assert shown({"2026-W46"}) == {"T-J-003", "T-J-004", "P-J-002", "P-J-003"}


def test_what_came_in_closed_is_shown_in_the_first_round() -> None:
    assert "T-J-001" in shown({""})


def test_a_project_may_show_nothing_closed_or_more_rounds_of_it() -> None:
    assert shown(set()) == {"T-J-004", "P-J-003"}
    assert shown({"2026-W45", "2026-W46"}) == {"T-J-002", "T-J-003", "T-J-004", "P-J-001", "P-J-002", "P-J-003"}


def test_without_a_limit_everything_is_shown() -> None:
    assert shown(None) == {record for records in STATE.values() for record in records}


def test_a_record_was_closed_when_its_status_was_last_set() -> None:
    assert closed_in(TASK, STATE["task"]["T-J-003"]) == "2026-W46"
    assert closed_in(TASK, STATE["task"]["T-J-001"]) == ""


def test_an_open_record_never_falls_away() -> None:
    assert ("task", "T-J-004") not in fallen(TEMPLATE, STATE, set())
