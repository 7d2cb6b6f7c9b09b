"""Which records a department is sent, what its workbook's base says, and that reading it back finds nothing."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from feast import DEPARTMENTS, PROJECT, ROUND, TEMPLATE, TOKEN, cells, dish, issued, state
from hypothesis import given
from hypothesis import strategies as st

from sheetsync.files.templates import load_template
from sheetsync.files.workbook_reader import read_workbook
from sheetsync.files.xlsx_writer import write_workbook
from sheetsync.model.calendar import Calendar
from sheetsync.model.kinds import Context
from sheetsync.model.plan import WorkbookPlan
from sheetsync.model.project import Project
from sheetsync.model.record import Issued, Opening, Origin, Record
from sheetsync.model.template import Template
from sheetsync.steps.intake import Envelope, read_copy
from sheetsync.steps.intake.identity import carried
from sheetsync.steps.issue import issue
from sheetsync.text import words


def shown(*records: Record, to: str = "厨房", sheet: str = "dish") -> list[str]:
    return list(issued(*records, to=to)[0].base[sheet])


def test_own_records_come_first_and_strangers_not_at_all() -> None:
    assert shown(dish("D-QT-001", "前厅", helpers=("厨房",)), dish("D-CF-001", "厨房"), dish("D-CG-001", "采购")) == ["D-CF-001", "D-QT-001"]


@pytest.mark.parametrize("naming", [{"cook": "厨房"}, {"helpers": ("采购", "厨房")}, {"taster": "厨房"}])
def test_a_record_that_names_the_department_concerns_it(naming: dict[str, Any]) -> None:
    record = Record("D-QT-001", {"name": "鱼", "cook": "前厅", **naming})
    assert shown(record) == ["D-QT-001"]


def test_references_count_in_both_directions_and_over_one_step_only() -> None:
    own = dish("D-CF-001", "厨房", waits_for=("D-QT-001",))
    needed = dish("D-QT-001", "前厅", waits_for=("D-QT-002",))
    two_steps = dish("D-QT-002", "前厅")
    waiting = dish("D-CG-001", "采购", waits_for=("D-CF-001",))
    assert shown(two_steps, needed, waiting, own) == ["D-CF-001", "D-QT-001", "D-CG-001"]


def test_references_count_across_sheets() -> None:
    bought = Record("B-CG-001", {"dish": "D-CF-001", "who": "采购", "what": "鱼"})
    other = Record("B-CG-002", {"dish": "D-QT-001", "who": "采购", "what": "酒"})
    records = (dish("D-CF-001", "厨房"), dish("D-QT-001", "前厅"), bought, other)
    assert shown(*records, sheet="purchase") == ["B-CG-001"]
    assert shown(*records, to="采购", sheet="dish") == ["D-CF-001", "D-QT-001"]


def test_a_table_that_names_no_departments_concerns_everybody() -> None:
    assert shown(Record("S-QT-001", {"song": "喜洋洋"}), sheet="song") == ["S-QT-001"]


def test_the_base_holds_what_is_filled_in_and_nothing_else() -> None:
    found, _ = issued(dish("D-CF-001", "厨房", by=None, ready=0.0, waits_for=("D-CF-002",)))
    assert found.base["dish"] == {"D-CF-001": {"name": "菜D-CF-001", "cook": "厨房", "ready": 0.0, "waits_for": ("D-CF-002",)}}
    assert (found.token, found.department, found.round, found.order, found.language, found.template) == (TOKEN, "厨房", "2026-W47", 2, "zh", "v1")


def test_blank_rows_carry_numbers_that_were_never_given_out() -> None:
    found, _ = issued(numbers={("dish", "厨房"): 12, ("dish", "前厅"): 40})
    assert found.blanks == {
        "dish": ("D-CF-012", "D-CF-013", "D-CF-014"),
        "purchase": ("B-CF-001", "B-CF-002", "B-CF-003"),
        "song": ("S-CF-001", "S-CF-002", "S-CF-003"),
    }


def test_forms_show_the_facts_of_the_project_and_the_round() -> None:
    found, _ = issued()
    assert found.base["facts"] == {
        "facts": {
            "name": "年夜饭",
            "aim": "十桌",
            "from": date(2026, 11, 2),
            "who": ("厨房", "前厅", "采购"),
            "contacts": "厨房：做菜、老王、wang@example.com\n前厅：小李\n采购",
            "week": "2026-W47",
            "until": "2026-11-20（周五）17:00",
        }
    }


def test_forms_keep_what_was_decided_and_what_is_no_fact() -> None:
    decided = Record(
        "facts", {"aim": "十二桌", "host": "前厅", "week": "2026-W01", "name": "旧名"}, {"aim": Origin("2026-W46"), "week": Origin("2026-W46")}
    )
    opening = Opening("2026-W47", 2, {**state(), "facts": {"facts": decided}})
    values = issued(opening=opening)[0].base["facts"]["facts"]
    assert (values["aim"], values["host"], values["week"], values["name"]) == ("十二桌", "前厅", "2026-W47", "年夜饭")


def test_the_return_code_stands_in_four_places() -> None:
    _, plan = issued(dish("D-CF-001", "厨房"))
    *sheets, lists = plan.sheets
    assert all(any(TOKEN in str(value) for row in cells(sheet)[:8] for value in row) for sheet in sheets)
    assert lists.state == "hidden"
    assert cells(lists)[1] == ["回收码", TOKEN]
    assert (plan.custom, plan.keywords) == ({"sheetsync_token": TOKEN}, TOKEN)
    assert plan.sheets[plan.active].name == "说明"


def read_back(found: Issued, plan: WorkbookPlan, template: Template = TEMPLATE, project: Project = PROJECT) -> Any:
    out = io.BytesIO()
    write_workbook(plan, out)
    raw = read_workbook(out.getvalue())
    assert set(carried(raw).votes) == {TOKEN}
    context = Context(tuple((d.name, d.code) for d in project.departments), ROUND.opened_on)
    return read_copy(raw, found, template, project, context, Envelope("a.xlsx", "0"))


def silent(copy: Any) -> bool:
    return (copy.edits, copy.rows, copy.missing, copy.findings, copy.status) == ((), (), (), (), "")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_untouched_workbook_reads_back_as_nothing_new(language: str) -> None:
    own = dish("D-CF-001", "厨房", level="mild", by=date(2026, 11, 27), ready=0.35, waits_for=("D-CF-002", "D-QT-001"), stars=5, taster="前厅")
    notes = {("dish", "D-CF-001", "level"): "前厅：辣", ("facts", "facts", "wish"): "再想想", ("dish", "D-CG-009", "level"): "不在这份里"}
    bought = Record("B-CF-001", {"dish": "D-CF-001", "who": "厨房", "what": "=1+1\n_x000A_ <r>"})
    found, plan = issued(own, bought, language=language, notes=notes)
    assert silent(read_back(found, plan))
    assert found.notes == {"前厅：辣", "再想想"}


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]) | st.sampled_from("\n=@<&_x"), min_size=1, max_size=30).map(
    lambda text: text.strip("".join(chr(n) for n in range(0x3001) if chr(n).isspace()) + "\u200b\u200c\u200d\u2060\ufeff\u00ad\ufffe\uffff")
)
VALUES = st.fixed_dictionaries(
    {"name": TEXT, "cook": st.sampled_from(["厨房", "前厅", "采购"])},
    optional={
        "helpers": st.sampled_from([("厨房",), ("厨房", "采购")]),
        "level": st.sampled_from(["hot", "mild"]),
        "by": st.dates(date(2000, 1, 1), date(2040, 1, 1)),
        "ready": st.integers(0, 1000).map(lambda n: n / 1000),
        "waits_for": st.sampled_from([("D-CF-001",), ("D-CF-001", "D-QT-009")]),
        "remark": TEXT,
        "stars": st.integers(1, 5),
    },
)


@given(st.lists(VALUES, max_size=5), st.sampled_from(["厨房", "前厅"]), st.integers(0, 2))
def test_generated_workbooks_read_back_as_nothing_new(values: list[dict[str, Any]], to: str, blank: int) -> None:
    records = [Record(f"D-CG-{n:03d}", {k: v for k, v in each.items() if v != ""}) for n, each in enumerate(values, 1)]
    project = Project("年夜饭", "zh", DEPARTMENTS, blank_rows=blank)
    found, plan = issued(*records, to=to, project=project)
    assert silent(read_back(found, plan, project=project))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_standard_workbook_reads_back_as_nothing_new(language: str) -> None:
    template = load_template("standard")
    task = Record("T-CF-001", {"title": "联调", "department": "厨房", "planned_finish": date(2026, 11, 27), "status": "at_risk", "risk": "high"})
    opening = Opening("2026-W47", 1, {"task": {task.id: task}})
    found, plan = issue(template, PROJECT, opening, ROUND, DEPARTMENTS[0], TOKEN, words(language, template), Calendar())
    assert silent(read_back(found, plan, template))
    labels = [sheet.label(language) for sheet in template.sheets]
    assert [sheet.name for sheet in plan.sheets[:-1]] == labels
