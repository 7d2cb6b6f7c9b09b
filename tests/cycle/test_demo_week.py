"""The demo tells its story on any day of the year, and fits on a screen."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path

import pytest
from play import adds_up, asked, choices, codes, statuses

from sheetsync.cli.demo import lines
from sheetsync.cli.show import Shown
from sheetsync.model.plan import text_width
from sheetsync.workflow.demo import demo
from sheetsync.workflow.play import Played
from sheetsync.workflow.refusal import Refusal
from sheetsync.workflow.status import status

DAYS = [
    ("zh", "2026-01-05", "2025-12-31"),  # the Monday after New Year: last week's copies are the last that were due
    ("zh", "2026-02-24", "2026-02-24"),  # a week of nothing but Spring Festival is due when work begins again
    ("zh", "2026-10-04", "2026-09-30"),  # National Day: that week's last working day is a Wednesday
    ("en", "2026-12-25", "2026-12-24"),
]


@pytest.fixture(scope="module", params=DAYS, ids=lambda each: f"{each[0]}-{each[1]}")
def played(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Played, str]:
    language, today, due = request.param
    return demo(tmp_path_factory.mktemp("demo") / "week", language, date.fromisoformat(today)), due


def test_it_plays_the_last_week_that_is_over(played: tuple[Played, str]) -> None:
    assert played[0].result.as_of == played[1]


def test_its_story_is_all_there(played: tuple[Played, str]) -> None:
    result = played[0].result
    assert sorted(asked(result).values()) == ["approval", "conflict", "conflict", "possible-duplicate", "suggestion"]
    assert sorted(statuses(result).values()) == ["merged"] * 4 + ["refused"]
    assert len(result.missing) == 1
    assert codes(result) == ["approval", "conflict", "invalid-value", "possible-duplicate", "suggestion", "unreadable-file"]
    assert {"duplicate-id", "late-copy", "missing-copy", "overdue", "stale-copy"} <= set(codes(result, "warning"))
    assert {"due-soon", "repaired-value"} <= set(codes(result, "notice"))
    assert [f.record[-3:] for f in result.findings if f.code == "overdue"] == ["001", "001"]
    assert [f.record[-3:] for f in result.findings if f.code == "due-soon"] == ["001"]
    assert adds_up(result)


def test_two_who_say_the_same_are_no_conflict(played: tuple[Played, str]) -> None:
    agreed = [c for c in played[0].result.changes if len(c.departments) == 2]
    assert [(c.field, c.after) for c in agreed] == [("risk", "low")]


def test_a_deadline_waits_for_approval(played: tuple[Played, str]) -> None:
    result = played[0].result
    identity = next(i for i, kind in asked(result).items() if kind == "approval")
    record, field = identity.split(".")
    now = result.state["task"][record][field]
    later = [value for value in choices(result, identity) if value != now]
    assert field == "planned_finish"
    assert now < result.as_of < str(later[0])


def test_no_date_lies_in_the_future_but_plans(played: tuple[Played, str]) -> None:
    result = played[0].result
    dates = [v for r in result.state["task"].values() if (v := r["actual_finish"])] + [r["date"] for r in result.state["progress"].values()]
    assert len(dates) == 8
    assert max(dates) <= result.as_of
    assert "inconsistent-status" not in codes(result, "warning")


def test_what_it_says_fits_on_a_screen(played: tuple[Played, str]) -> None:
    shown = lines(played[0])
    # a folder of the tests has a longer path than a person's
    seen = [line.replace(str(played[0].folder.path), "/home/somebody/sheetsync-demo") for line in shown]
    assert sum(1 + (text_width(line) - 1) // 120 for line in seen if line) <= 30
    assert all((played[0].folder.path / line.strip()).exists() for line in shown if line.startswith(f"  {played[0].folder.path}"))


def test_its_project_goes_on(played: tuple[Played, str]) -> None:
    week, due = played
    assert status(week.folder, date.fromisoformat(due)).consolidated.missing == list(week.result.missing)


def test_it_wants_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("precious")
    with pytest.raises(Refusal, match="not-empty"):
        demo(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


def test_it_suggests_to_settle_what_is_open(played: tuple[Played, str]) -> None:
    folder, result = played[0].folder, played[0].result
    (line,) = (line for line in lines(played[0]) if line.endswith(" resolve"))
    assert line.endswith(f"sheetsync --project {folder.path} resolve")
    assert Shown(folder.words).next(result)[0].endswith("sheetsync resolve")
    elsewhere = dataclasses.replace(result, workbook="/tmp/a b.xlsx")
    assert Shown(folder.words).next(elsewhere)[0].endswith('sheetsync resolve "/tmp/a b.xlsx"')
    assert Shown(folder.words).next(dataclasses.replace(result, decisions=())) == []


def test_a_copied_row_names_the_record_that_it_became(played: tuple[Played, str]) -> None:
    result, language = played[0].result, played[0].folder.project.language
    (told,) = (f for f in result.findings if f.code == "duplicate-id")
    assert told.record
    assert told.record != told.value
    assert result.state["task"][told.record]["title"] in told.message
    assert f"{told.value}，这一行另作新记录 {told.record}" in told.message or language == "en"
