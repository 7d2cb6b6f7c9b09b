"""The numbers of a round."""

import dataclasses

import pytest
from report_sample import CHECKS, MERGED, PROJECT, TEMPLATE, job

from sheetsync.model.decision import Settlement
from sheetsync.model.figures import DepartmentTally, Figures, Tally, figures, light
from sheetsync.model.finding import Finding
from sheetsync.model.merged import Merged
from sheetsync.model.record import Record
from sheetsync.model.template import Template


def counted(merged: Merged = MERGED, template: Template = TEMPLATE) -> Figures:
    return figures(template, PROJECT, merged, CHECKS, ("甲组", "乙组", "丙组"), ("丙组",))


def test_the_main_sheet_is_that_of_the_first_chart() -> None:
    assert counted().main == "job"
    assert counted().records == Tally(total=5, added=1, changed=1, done=1, overdue=2, due_soon=0, at_risk=2)


def test_without_charts_the_first_table_is_the_main_sheet() -> None:
    assert counted(template=dataclasses.replace(TEMPLATE, charts=())).main == "job"
    assert counted(template=dataclasses.replace(TEMPLATE, charts=(), sheets=())).records == Tally()


def test_a_sheet_that_nobody_finishes_has_no_done() -> None:
    assert counted().sheets["note"] == Tally(total=1, done=None, at_risk=None)


def test_each_department_has_its_own() -> None:
    told = {each.department: (each.records.total, each.records.done, each.overdue, each.decisions, each.returned) for each in counted().departments}
    assert told == {"甲组": (2, 1, 1, 2, True), "乙组": (2, 0, 1, 2, True), "丙组": (1, 0, 0, 0, False), "丁组": (0, 0, 0, 0, None)}


def test_what_belongs_to_no_department_is_counted_too() -> None:
    strays = {each.id: each for each in (job(6, "戊组", "late"), Record("J-7", {"title": "无主"}))}
    state = {**MERGED.state, "job": {**MERGED.state["job"], **strays}}
    checks = [*CHECKS, Finding("overdue", department="戊组", sheet="job", record="J-6")]
    asked = dataclasses.replace(MERGED.decisions[0], id="J-7.phase", record="J-7")
    merged = dataclasses.replace(MERGED, state=state, decisions=[*MERGED.decisions, asked])
    found = figures(TEMPLATE, PROJECT, merged, checks, ("甲组", "乙组", "丙组"), ("丙组",))
    assert found.departments[-1] == DepartmentTally("", Tally(total=2, done=0, overdue=1, at_risk=1), 1, 0, 1, None, "red")
    assert sum(each.records.total for each in found.departments) == found.records.total
    assert sum(each.decisions for each in found.departments) == found.decisions
    assert sum(each.overdue for each in found.departments) == found.overdue


def test_what_is_late_or_due_counts_for_a_department_whichever_sheet_it_stands_in() -> None:
    notes = [Finding(code, department="丙组", sheet="note", record="N-1") for code in ("overdue", "due-soon")]
    found = figures(TEMPLATE, PROJECT, MERGED, [*CHECKS, *notes], ("甲组", "乙组", "丙组"), ("丙组",))
    told = {each.department: (each.overdue, each.due_soon) for each in found.departments}
    assert told == {"甲组": (1, 0), "乙组": (1, 0), "丙组": (1, 1), "丁组": (0, 0)}
    assert (sum(late for late, _ in told.values()), sum(soon for _, soon in told.values())) == (found.overdue, found.due_soon)


def test_files_and_edits_add_up() -> None:
    assert counted().files == {"merged": 2, "unchanged": 0, "superseded": 0, "duplicate": 1, "held": 0, "refused": 1}
    assert counted().edits == {"merged": 3, "open": 1, "superseded": 0, "refused": 1}
    assert (counted().issued, counted().returned, counted().decisions) == (3, 2, 4)


def test_a_settled_decision_is_not_open() -> None:
    settled = [dataclasses.replace(MERGED.decisions[0], decided=Settlement("J-3.phase", "done", ()))]
    assert counted(dataclasses.replace(MERGED, decisions=settled)).decisions == 0


CALM = DepartmentTally("甲组", Tally(total=3, done=1, overdue=0, at_risk=0), overdue=0, due_soon=0, decisions=0, returned=True)


@pytest.mark.parametrize(
    ("changed", "unreturned", "expected"),
    [
        ({}, "", "green"),
        ({"returned": None}, "", "green"),
        ({"returned": False}, "", "green"),
        ({"returned": False}, "missing", "red"),
        ({"returned": False}, "held", "amber"),
        ({"overdue": 1}, "", "red"),
        ({"overdue": 1, "due_soon": 1}, "held", "red"),
        ({"due_soon": 1}, "", "amber"),
        ({"due_soon": 1}, "missing", "red"),
        ({"decisions": 1}, "", "amber"),
        ({"records": Tally(total=3, at_risk=1)}, "", "amber"),
        ({"records": Tally(total=3, at_risk=None)}, "", "green"),
        ({"records": Tally()}, "", "green"),
        ({"records": Tally(), "returned": None}, "", ""),
    ],
)
def test_a_light_tells_the_worst_that_is_known_of_a_department(changed: dict[str, object], unreturned: str, expected: str) -> None:
    assert light(CALM._replace(**changed), unreturned) == expected  # type: ignore[arg-type] # the values are of several types


def test_a_copy_that_was_due_turns_the_light_red_and_one_that_is_held_amber() -> None:
    def lights(*more: Finding) -> dict[str, str]:
        found = figures(TEMPLATE, PROJECT, MERGED, [*CHECKS, *more], ("甲组", "乙组", "丙组"), ("丙组",))
        return {each.department: each.light for each in found.departments}

    assert lights() == {"甲组": "red", "乙组": "red", "丙组": "green", "丁组": ""}
    assert lights(Finding("missing-copy", department="丙组", reason="contact"))["丙组"] == "red"
    assert lights(Finding("missing-copy", department="丙组", reason="held"))["丙组"] == "amber"
