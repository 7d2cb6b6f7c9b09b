"""The round and the project as a whole, and the list of rules itself."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest
from checks_sample import AIMS, GARDEN, found, situation

from sheetsync.model.calendar import Calendar
from sheetsync.model.finding import CHECKING, sort_key
from sheetsync.model.project import Department
from sheetsync.model.round import OpenQuestion
from sheetsync.model.rules import RULES, WHATS
from sheetsync.steps.checks import AIMED, check
from sheetsync.text import LANGUAGES, words


@pytest.mark.parametrize(
    ("as_of", "returned", "missing"),
    [("2026-11-19", (), []), ("2026-11-20", (), ["North", "South"]), ("2026-11-20", ("North",), ["South"]), ("2026-11-23", ("South", "North"), [])],
)
def test_missing_copies_from_the_day_on_which_they_are_due(as_of: str, returned: tuple[str, ...], missing: list[str]) -> None:
    findings = found("missing-copy", as_of, issued=("North", "South", "South"), returned=returned)
    assert [finding.department for finding in findings] == missing
    assert all(finding.detail["due_at"] == "2026-11-20 17:00" for finding in findings)


def test_who_was_sent_nothing_is_not_missed() -> None:
    assert not found("missing-copy", "2026-11-23", issued=(), returned=("South",))


@pytest.mark.parametrize(
    ("since", "as_of", "days"),
    [("2026-09-18", "2026-09-20", None), ("2026-09-18", "2026-09-21", 2), ("2025-12-31", "2026-01-04", None), ("2025-12-31", "2026-01-05", 2)],
)
def test_a_decision_left_open_goes_up_after_one_working_day(since: str, as_of: str, days: int | None) -> None:
    question = OpenQuestion("J1.state", "job", "J1", date.fromisoformat(since))
    findings = found("escalation-needed", as_of, questions=(question,))
    assert [(f.sheet, f.record, f.value, f.reason, f.detail["days"]) for f in findings] == (
        [] if days is None else [("job", "J1", "J1.state", "decision", days)]
    )


@pytest.mark.parametrize(
    ("ends", "as_of", "written", "late"),
    [
        ("2025-12-31", "2026-01-06", None, []),
        ("2025-12-31", "2026-01-07", None, ["North", "South"]),
        ("2025-12-31", "2026-01-07", "South", ["North"]),
        ("2025-12-31", "2025-12-30", None, []),
        ("2026-09-18", "2026-09-22", None, []),  # the moved Sunday counts
        ("2026-09-18", "2026-09-23", None, ["North", "South"]),
    ],
)
def test_the_retrospective_is_late_after_three_working_days(ends: str, as_of: str, written: str | None, late: list[str]) -> None:
    lesson = {"L1": {"team": written}} if written else {}
    findings = found("retro-late", as_of, facts={"ends_on": ends}, lesson=lesson)
    assert [(finding.department, finding.sheet) for finding in findings] == [(department, "lesson") for department in late]


def test_a_project_without_an_end_has_no_retrospective_due() -> None:
    assert not found("retro-late", "2026-11-20")


@pytest.mark.parametrize(
    ("as_of", "years"),
    [
        ("2026-11-20", []),
        ("2026-12-28", []),  # three working days ahead is the 31st
        ("2026-12-29", ["2027"]),
        ("2028-05-01", ["2028"]),
    ],
)
def test_years_without_known_holidays_are_told(as_of: str, years: list[str]) -> None:
    assert [finding.value for finding in found("unknown-calendar", as_of)] == years


def test_the_year_of_the_round_is_needed_too() -> None:
    here = situation("2027-01-04")
    findings = check(replace(here, calendar=Calendar(known_years=frozenset({2027}))))
    assert [finding.value for finding in findings if finding.code == "unknown-calendar"] == ["2026"]


BUSY = {
    "job": {
        "J1": {"end": "2026-11-02", "state": "stuck", "after": ("J2",), "begin": "2026-10-01"},
        "J2": {"end": "2026-11-03", "share": 1.0},
        "J3": {"end": "2026-11-21", "begin": "2026-11-20"},
        "J4": {"state": "ready"},
        "J5": {"after": ("J5",), "end": "2026-11-20"},
        "J9": {"after": ("J10",)},
        "J10": {"after": ("J9",)},
        "J6": {"end": "2026-11-21"},
        "J7": {"after": ("J6",), "end": "2026-11-20"},
        "J8": {"end": "2026-11-21"},
    },
    "note": {"N1": {"trouble": "rain", "day": "2026-11-02"}, "N2": {"job": "J3", "later": "2026-12-12", "day": "2026-11-17"}},
    "proof": {"P1": {"verdict": "bad", "again": "2026-11-03"}, "P2": {"verdict": "bad", "seen": "2026-11-03", "name": "Map"}},
    "wish": {"W1": {"answer": "asked", "asked": "2026-11-02"}},
    "lesson": {"L1": {"until": "2026-11-02", "team": "South"}},
}


def _busy() -> dict[str, object]:
    question = OpenQuestion("J1.state", "job", "J1", date(2026, 11, 2))
    return {"facts": {"ends_on": "2026-11-10"}, "issued": ("North", "South"), "questions": (question,), **BUSY}


OF_PACKS = {
    "criteria-missing", "response-late", "confirmation-missing", "notice-late", "agenda-too-long", "minutes-late", "open-point-unassigned",
}  # fmt: skip
"""The rules that are proved on the templates which come along, in test_checks_packs.py."""

OF_SIGNATURES = {"confirmation-incomplete"}
"""What is found where a template declares signatures, without a check that aims: proved in test_merge_signatures.py."""


def test_every_code_can_be_found_and_every_finding_can_be_said() -> None:
    findings = [*check(situation("2026-11-20", **_busy())), *check(situation("2026-11-21", **_busy())), *found("unknown-calendar", "2028-01-04")]
    assert {finding.code for finding in findings} | OF_PACKS | OF_SIGNATURES == set(CHECKING)
    for language in LANGUAGES:
        say = words(language)
        for finding in findings:
            sentence = say.finding(finding)
            assert "{" not in sentence
            assert not finding.detail.get("days") or str(finding.detail["days"]) in sentence
            if finding.record and finding.reason != "decision":
                assert finding.record in sentence


def test_findings_are_sorted_and_do_not_depend_on_the_order_of_records() -> None:
    first = check(situation("2026-11-20", **_busy()))
    assert first == sorted(first, key=sort_key)
    shuffled = {sheet: dict(random.Random(7).sample(list(rows.items()), len(rows))) for sheet, rows in BUSY.items()}
    assert check(situation("2026-11-20", **{**_busy(), **shuffled})) == first


def test_one_finding_for_a_cell_and_a_rule() -> None:
    findings = check(situation("2026-11-20", **_busy()))
    places = [(f.code, f.sheet, f.record, f.field, f.department, f.reason == "decision") for f in findings]
    assert len(places) == len(set(places))


def test_an_empty_project_has_nothing_to_tell() -> None:
    assert check(situation("2026-11-20")) == []


def test_without_aims_only_the_round_itself_is_looked_at() -> None:
    findings = check(replace(situation("2026-11-20", **_busy()), template=replace(GARDEN, checks=())))
    assert {finding.code for finding in findings} == {"missing-copy", "escalation-needed"}


def test_the_rules_that_can_be_aimed_are_those_that_there_are() -> None:
    assert set(RULES) == set(AIMED) == {aim.rule for aim in AIMS} | OF_PACKS
    assert set(RULES) <= set(CHECKING)
    for options in RULES.values():
        for option in options.values():
            assert option.what in WHATS
            assert not option.of or options[option.of].what == "sheet"


def test_the_sample_gives_each_rule_what_it_asks_for() -> None:
    for aim in AIMS:
        assert {name for name, option in RULES[aim.rule].items() if option.required} <= set(aim.options) <= set(RULES[aim.rule])


def test_whom_to_ask_for_a_missing_copy() -> None:
    here = situation("2026-11-20", issued=("North", "South", "gone"))
    project = replace(here.project, departments=(Department("North", "N", contact="Ann"), Department("South", "S")))
    findings = [finding for finding in check(replace(here, project=project)) if finding.code == "missing-copy"]
    assert [(f.department, f.reason, f.detail["contact"]) for f in findings] == [("North", "contact", "Ann"), ("South", "", ""), ("gone", "", "")]


@pytest.mark.parametrize(
    ("rule", "sheet", "left_out", "records"),
    [
        # two failed deliveries of one thing: without `per`, the later one replaces nothing
        ("acceptance-failed", "proof", {"per", "date"}, ["P1", "P2"]),
        # a problem of something finished: without `about`, nobody can know
        ("escalation-needed", "note", {"about"}, ["N1"]),
        # an idea in an entry: without `entries`, only the record itself counts
        ("at-risk-without-plan", "job", {"entries", "entry_of", "entry_plan"}, ["J2"]),
        # without `start`, what has not begun is asked for as well
        ("no-update", "job", {"start"}, ["J2", "J3"]),
    ],
)
def test_options_may_be_left_out(rule: str, sheet: str, left_out: set[str], records: list[str]) -> None:
    assert not {name for name, option in RULES[rule].items() if option.required} & left_out
    aim = next(aim for aim in AIMS if aim.rule == rule and aim.sheet == sheet)
    bare = replace(aim, options={key: value for key, value in aim.options.items() if key not in left_out})
    here = situation(
        "2026-11-20",
        job={"J1": {"state": "ready"}, "J2": {"state": "stuck"}, "J3": {"begin": "2026-12-01"}},
        note={"N1": {"job": "J1", "trouble": "rain", "day": "2026-11-02"}, "N2": {"job": "J2", "idea": "wait"}, "N3": {}},
        proof={"P1": {"verdict": "bad", "given": "2026-11-02"}, "P2": {"verdict": "bad", "given": "2026-11-03"}},
    )
    full, less = (check(replace(here, template=replace(GARDEN, checks=(each,)))) for each in (aim, bare))
    assert [finding.record for finding in less if finding.code == rule] == records
    assert [finding.record for finding in full if finding.code == rule] != records


def test_a_department_whose_copy_is_held_is_not_to_be_asked_for_it() -> None:
    here = situation("2026-11-23", issued=("North", "South"))
    findings = check(replace(here, held=("North",)))
    assert [(f.department, f.reason) for f in findings if f.code == "missing-copy"] == [("North", "held"), ("South", "")]
