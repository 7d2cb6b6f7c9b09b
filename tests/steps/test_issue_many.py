"""Big projects: lists offer everybody's records up to a limit, and one register finds for each department what concerns it."""

from __future__ import annotations

import dataclasses

import pytest
from feast import PROJECT, TEMPLATE, cells, dish, issued, state

from sheetsync.model.record import Record
from sheetsync.steps.issue.lists import MOST_OFFERED
from sheetsync.steps.issue.register import Register


@pytest.mark.parametrize(("others", "offered"), [(MOST_OFFERED, MOST_OFFERED), (MOST_OFFERED + 1, 0)])
def test_records_of_others_are_offered_unless_they_are_too_many(others: int, offered: int) -> None:
    _, plan = issued(dish("D-CF-001", "厨房"), *(dish(f"D-CG-{n:04d}", "采购") for n in range(1, others + 1)))
    names, *rows = cells(plan.sheets[-1])[2:]
    column = names.index("list_dish_ids")
    values = [row[column] for row in rows if row[column]]
    own_and_blank = 1 + PROJECT.blank_rows
    assert len(values) == own_and_blank + offered
    assert sum("D-CG" in value for value in values) == offered


def test_what_goes_with_a_record_is_shown_to_all_to_whom_that_is_shown() -> None:
    sheets = tuple(dataclasses.replace(s, goes_with="dish") if s.key == "purchase" else s for s in TEMPLATE.sheets)
    bought = [Record(f"B-CF-00{n}", {"dish": dish_, "who": "厨房"}) for n, dish_ in enumerate(("D-CF-001", "D-CF-002", None), 1)]
    records = state(dish("D-CF-001", "厨房", helpers=("前厅",)), dish("D-CF-002", "厨房"), *bought)
    apart, together = (Register(template, records, "zh") for template in (TEMPLATE, dataclasses.replace(TEMPLATE, sheets=sheets)))
    told = [[record.id for record in register.concerning("前厅")["purchase"]] for register in (apart, together)]
    assert told == [[], ["B-CF-001"]]
    assert [record.id for record in together.concerning("厨房")["purchase"]] == ["B-CF-001", "B-CF-002", "B-CF-003"]


def test_a_register_gives_each_department_what_a_workbook_of_its_own_shows() -> None:
    records = (
        dish("D-CG-001", "采购"), dish("D-CF-002", "厨房", waits_for=("D-QT-001",)), dish("D-QT-001", "前厅"),
        dish("D-QT-002", "前厅", helpers=("厨房",)),
        dish("D-CG-002", "采购", waits_for=("D-CF-002",)), dish("D-QT-003", "前厅", taster="采购"), dish("D-CF-001", "厨房"),
        Record("B-CG-001", {"dish": "D-CF-001", "who": "采购"}), Record("S-X-001", {"song": "难忘今宵"}),
    )  # fmt: skip
    register = Register(TEMPLATE, state(*records), "zh")
    found = {name: {sheet: [r.id for r in shown] for sheet, shown in register.concerning(name).items()} for name in ("厨房", "前厅", "采购")}
    assert found["厨房"] == {
        "dish": ["D-CF-002", "D-CF-001", "D-QT-001", "D-QT-002", "D-CG-002"], "purchase": ["B-CG-001"], "song": ["S-X-001"],
    }  # fmt: skip
    assert found["前厅"]["dish"] == ["D-QT-001", "D-QT-002", "D-QT-003", "D-CF-002"]
    assert found["采购"]["dish"] == ["D-CG-001", "D-CG-002", "D-CF-002", "D-QT-003", "D-CF-001"]
    assert found["前厅"]["purchase"] == []
