"""How a department's workbook is laid out, tested as data."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

import pytest
from feast import DEPARTMENTS, PROJECT, ROUND, TEMPLATE, TOKEN, cells, dish, issued, state
from hypothesis import given
from hypothesis import strategies as st

from sheetsync.model.calendar import Calendar
from sheetsync.model.page_breaks import breaks
from sheetsync.model.plan import Cell, Conditional, Range, Row, SheetPlan, Style, Validation, WorkbookPlan, text_width
from sheetsync.model.project import Department, Project
from sheetsync.model.record import Opening, Record
from sheetsync.model.template import Aim, Template
from sheetsync.steps.issue import issue
from sheetsync.steps.issue.grid import rectangles
from sheetsync.steps.issue.look import shorten
from sheetsync.text import words

OWN = dish("D-CF-001", "厨房", level="hot", by=date(2026, 11, 27), ready=0.4, taster="前厅")
OTHER = dish("D-QT-001", "前厅", helpers=("厨房",), by=date(2026, 11, 10))
RULED = Template(
    "feast", TEMPLATE.labels, TEMPLATE.languages, TEMPLATE.sheets,
    checks=(Aim("overdue", "dish", {"due": "by"}), Aim("due-soon", "dish", {"due": "by"}), Aim("no-update", "dish", {"entries": "purchase"})),
)  # fmt: skip


def plan_of(*records: Record, template: Template = TEMPLATE, language: str = "zh", **more: Any) -> WorkbookPlan:
    opening = Opening("2026-W47", 2, state(*records))
    return issue(template, PROJECT, opening, ROUND, DEPARTMENTS[0], TOKEN, words(language, template), Calendar(), **more)[1]


def dishes(*records: Record, **more: Any) -> SheetPlan:
    return next(sheet for sheet in plan_of(*records, **more).sheets if sheet.name in ("菜", "Dishes"))


def header(sheet: SheetPlan) -> int:
    assert sheet.repeat_rows
    return sheet.repeat_rows[0]


def labels(sheet: SheetPlan) -> list[str]:
    return cells(sheet)[header(sheet) - 1]


def column(sheet: SheetPlan, label: str) -> int:
    return next(n for n, each in enumerate(labels(sheet), 1) if str(each).removesuffix(" *") == label)


def at(sheet: SheetPlan, row: int, label: str) -> Style:
    """The look of a cell in the n-th row of the body."""
    number = column(sheet, label)
    cell = list(sheet.rows)[header(sheet) + row - 1].cells[number - 1]
    return cell.style if isinstance(cell, Cell) and cell.style else sheet.columns[number - 1].style


def covers(range_: Range, row: int, number: int) -> bool:
    return range_[0] <= row <= range_[2] and range_[1] <= number <= range_[3]


def rule(sheet: SheetPlan, row: int, label: str) -> Validation:
    """The one validation of a cell in the n-th row of the body."""
    place = header(sheet) + row, column(sheet, label)
    [found] = [each for each in sheet.validations if any(covers(range_, *place) for range_ in each.ranges)]
    return found


def test_a_table_has_its_id_first_and_a_hidden_one_in_the_middle() -> None:
    sheet = dishes(OWN)
    assert labels(sheet) == [
        "nr格", "name格 *", "cook格", "helpers格", "level格 *", "by格", "id",
        "ready格", "waits_for格", "taster格", "verdict格", "remark格", "stars格",
    ]  # fmt: skip
    assert [n for n, each in enumerate(sheet.columns, 1) if each.hidden] == [7]
    body = cells(sheet)[header(sheet) :]
    assert [(row[0], row[6]) for row in body] == [(id_, id_) for id_ in ("D-CF-001", "D-CF-002", "D-CF-003", "D-CF-004")]


def test_blank_rows_show_nothing_but_their_id() -> None:
    body = cells(dishes())[header(dishes()) :]
    assert [[value for value in row if value is not None] for row in body] == [[id_, id_] for id_ in ("D-CF-001", "D-CF-002", "D-CF-003")]


def test_the_header_is_found_early_and_stays_in_sight() -> None:
    sheet = dishes(OWN)
    row = header(sheet)
    assert row < 20
    assert (sheet.freeze, sheet.filter) == ((row + 1, 2), (row, 1, row + 4, 13))
    assert (sheet.print_range, sheet.landscape, sheet.protect) == ((row, 1, row + 4, 13), True, True)
    assert (sheet.header, sheet.pages_wide) == ("菜 · 年夜饭　　厨房　｜　第 2026-W47 轮　｜　请于 2026-11-20（周五）17:00 前交回", 1)
    text = "\n".join(str(value) for line in cells(sheet)[: row - 1] for value in line)
    for told in ("菜", "年夜饭", "厨房", "2026-W47", "2026-11-20（周五）17:00", f"回收码：{TOKEN}"):
        assert told in text


LEFT = 'SUMPRODUCT((($C$7:$C$10="厨房")+($C$7:$C$10="")*(($B$7:$B$10<>"")+($E$7:$E$10<>"")>0)>0)*(2-(($B$7:$B$10<>"")+($E$7:$E$10<>""))))'


def test_what_is_still_to_be_filled_in_is_counted_above_the_table() -> None:
    """Two fields are required: the one of our own two records is blank in both, and nobody asks us for those of others and of blank rows."""
    mine = [dish("D-CF-001", "厨房"), dish("D-CF-002", "厨房", level="hot", name=None)]
    sheet = dishes(*mine, OTHER)
    count, back = list(sheet.rows)[header(sheet) - 2].cells
    assert isinstance(count, Cell)
    assert count.value == 2
    assert count.formula == LEFT.replace("$10", f"${header(sheet) + 6}").replace("$7", f"${header(sheet) + 1}")
    assert [(rule.formula, rule.tone) for rule in sheet.conditionals if rule.range[0] < header(sheet)] == [("$A$5>0", "warn"), ("$A$5=0", "good")]
    assert isinstance(back, Cell)
    assert (back.value, back.link) == ("↩ 说明", "'说明'!A1")


def test_no_cell_of_the_body_is_locked_and_every_cell_above_it_is() -> None:
    sheet = dishes(OWN, OTHER, notes={("dish", "D-CF-001", "level"): "?"})
    rows = list(sheet.rows)
    for number, row in enumerate(rows, 1):
        styles = [
            cell.style if isinstance(cell, Cell) and cell.style else row.style or col.style
            for cell, col in zip(row.cells, sheet.columns, strict=False)
        ]
        assert {style.locked for style in styles} <= {number <= header(sheet)}


def test_what_others_fill_in_looks_so_and_says_whose_it_is() -> None:
    sheet = dishes(OWN, OTHER)
    assert [at(sheet, n, "name格").tone for n in (1, 2, 3)] == ["input", "locked", "input"]
    assert [at(sheet, n, "cook格").tone for n in (1, 2, 3)] == ["locked"] * 3
    assert [at(sheet, n, "verdict格").tone for n in (1, 2, 3)] == ["locked", "locked", "input"]
    assert [at(sheet, n, "remark格").tone for n in (1, 2, 3)] == ["input"] * 3
    others = rule(sheet, 2, "name格")
    assert (others.kind, others.severity) == ("never", "warning")
    assert "“cook格”" in others.error
    assert "“taster格”" in rule(sheet, 1, "verdict格").error
    assert "协调人" in rule(sheet, 1, "cook格").error
    assert "厨房" in rule(sheet, 3, "cook格").prompt


def test_the_id_can_not_be_typed() -> None:
    sheet = dishes(OWN)
    guards = [rule(sheet, n, "nr格") for n in (1, 4)]
    assert {(guard.kind, guard.severity) for guard in guards} == {("never", "stop")}
    assert at(sheet, 1, "nr格").tone == "id"


def test_every_field_has_a_prompt_and_its_check() -> None:
    sheet = dishes(OWN)
    told = {label: rule(sheet, 1, label) for label in ("name格", "helpers格", "level格", "by格", "ready格", "waits_for格", "taster格", "stars格")}
    assert {label: each.kind for label, each in told.items()} == {
        "name格": "any", "helpers格": "any", "level格": "list", "by格": "date",
        "ready格": "decimal", "waits_for格": "any", "taster格": "list", "stars格": "integer",
    }  # fmt: skip
    assert all(each.prompt and each.prompt_title for each in sheet.validations)
    assert (told["by格"].minimum, told["ready格"].minimum, told["ready格"].maximum) == (date(2000, 1, 1), 0, 1)
    assert (told["stars格"].minimum, told["stars格"].maximum) == (1, 5)
    assert told["name格"].prompt.startswith("必填")
    assert "辣、微" in told["level格"].error
    assert told["level格"].severity == "stop"


def test_lists_stand_on_one_hidden_sheet_and_references_name_everything_there_is() -> None:
    far = dish("D-CG-001", "采购")
    plan = plan_of(OWN, OTHER, far)
    lists = plan.sheets[-1]
    assert lists.sparse, "the calendar's year would give each of the other lists some four hundred blank cells"
    names, *values = cells(lists)[2:]
    columns = {name: [row[n] for row in values if n < len(row) and row[n] is not None] for n, name in enumerate(names)}
    assert columns["list_departments"] == ["厨房", "前厅", "采购"]
    assert columns["list_dish_level"] == ["辣", '微"辣']
    known = [f"{id_} 菜{id_}" for id_ in ("D-CF-001", "D-QT-001", "D-CG-001")]
    assert columns["list_dish_ids"] == [*known, "D-CF-002", "D-CF-003", "D-CF-004"]
    assert plan.names["list_dish_level"] == "='选项'!$B$4:$B$5"
    assert all(name.isascii() for name in plan.names)
    bought = next(sheet for sheet in plan.sheets if sheet.name == "采买")
    refs = rule(bought, 1, "dish格")
    assert (refs.kind, refs.source, refs.severity) == ("list", "list_dish_ids", "warning")


def test_the_lists_find_a_name_of_their_own() -> None:
    taken = Template("t", {"zh": "t"}, ("zh",), (*TEMPLATE.sheets[:-1], TEMPLATE.sheets[-1].__class__("song", {"zh": "选项"}, "notes")))
    plan = plan_of(template=taken)
    assert [sheet.name for sheet in plan.sheets][-2:] == ["选项", "选项_"]
    assert plan.names["list_departments"].startswith("='选项_'!")


def formulas(sheet: SheetPlan, label: str) -> list[Conditional]:
    return [each for each in sheet.conditionals if each.range[1] == column(sheet, label)]


def test_days_are_marked_with_a_word_by_the_rules_of_the_template() -> None:
    sheet = dishes(OWN, template=RULED)
    past, near = formulas(sheet, "by格")
    first = header(sheet) + 1
    assert past == Conditional(
        (first, 6, first + 3, 6), f'AND(ISNUMBER($F{first}),$F{first}<TODAY(),NOT($E{first}="微""辣"))', "bad", '"⚠ 已逾期 "yyyy-mm-dd', stop=True
    )
    assert near.formula.startswith(f"AND(ISNUMBER($F{first}),$F{first}>=TODAY(),$F{first}<LOOKUP(TODAY(),calendar_days,calendar_soon_until)")
    assert sheet.columns[5].width >= len("⚠ 已逾期 2026-11-27") + 3
    assert dishes(OWN).columns[5].width < sheet.columns[5].width
    assert formulas(dishes(OWN), "by格") == []


def test_an_answered_day_is_not_marked() -> None:
    answered = Template("t", TEMPLATE.labels, ("zh",), TEMPLATE.sheets, checks=(Aim("overdue", "dish", {"due": "by", "answered": "by"}),))
    [past] = formulas(dishes(OWN, template=answered), "by格")
    first = header(dishes(OWN)) + 1
    assert past.formula.endswith(f",$F{first}<$F{first})")


def test_soon_counts_working_days() -> None:
    """20 November 2026 is a Friday; with the 21st worked, three days later is Wednesday, and what is due on Thursday is not soon."""
    calendar = Calendar(workdays=frozenset({date(2026, 11, 21)}))
    opening = Opening("2026-W47", 2, state())
    plan = issue(RULED, PROJECT, opening, ROUND, DEPARTMENTS[0], TOKEN, words("zh", RULED), calendar)[1]
    names, *rows = cells(plan.sheets[-1])[2:]
    day, until = names.index("calendar_days"), names.index("calendar_soon_until")
    horizon = {row[day]: row[until] for row in rows if len(row) > until}
    assert (horizon[date(2026, 11, 20)], horizon[date(2026, 11, 27)]) == (date(2026, 11, 25), date(2026, 12, 3))


def test_choices_take_their_tones_and_shares_a_bar() -> None:
    sheet = dishes(OWN)
    [tone] = formulas(sheet, "level格")
    assert (tone.tone, tone.formula) == ("bad", f'$E{header(sheet) + 1}="辣"')
    [bar] = formulas(sheet, "ready格")
    assert bar.bar


def test_a_day_of_finishing_is_pale_until_it_is_asked_for() -> None:
    aim = Aim("inconsistent-status", "dish", {"done": {"level": ("hot",)}, "progress": "ready", "finished": "by"})
    plan = plan_of(OWN, template=Template("t", TEMPLATE.labels, ("zh",), TEMPLATE.sheets, checks=(aim,)))
    sheet = next(each for each in plan.sheets if each.name == "菜")
    [rule] = formulas(sheet, "by格")
    first = header(sheet) + 1
    assert (rule.tone, rule.formula) == ("muted", f'AND($F{first}="",NOT($E{first}="辣"))')
    assert "“菜”的这一栏，事情做完了才填；在那之前是浅灰的。" in [row[2] for row in cells(plan.sheets[0]) if len(row) == 3]


def test_open_cells_are_marked_wherever_a_sort_puts_them() -> None:
    plan = plan_of(OWN, notes={("dish", "D-CF-001", "level"): "前厅：微辣"})
    sheet = next(each for each in plan.sheets if each.name == "菜")
    first = header(sheet) + 1
    [note] = sheet.notes
    assert (note.row, note.column, note.text) == (first, 5, "前厅：微辣")
    assert at(sheet, 1, "level格").tone == "open"
    mark = formulas(sheet, "level格")[0]
    assert (mark.tone, mark.stop, mark.formula) == ("open", True, f'COUNTIF(list_open_cells,$A{first}&".level")>0')
    assert "list_open_cells" in plan.names


def test_rows_are_as_high_as_their_text_and_long_text_widens_its_column() -> None:
    sheet = dishes(dish("D-CF-001", "厨房", remark="很长的备注。" * 60), OTHER)
    tall, low = (list(sheet.rows)[header(sheet) + n].height for n in (0, 1))
    assert tall is not None
    assert low is not None
    assert tall > 4 * low
    assert sheet.columns[column(sheet, "remark格") - 1].width > 30
    assert all(row.grows for row in list(sheet.rows)[header(sheet) :])


def test_what_others_answer_and_what_has_an_answer_is_not_asked_for() -> None:
    answered = dish("D-CF-001", "厨房")
    fields = tuple(
        dataclasses.replace(each, required=True, default="mild" if each.key == "level" else "")
        if each.key in ("level", "verdict", "remark")
        else each
        for each in TEMPLATE.sheet("dish").fields
    )
    sheets = tuple(dataclasses.replace(sheet, fields=fields) if sheet.key == "dish" else sheet for sheet in TEMPLATE.sheets)
    template = dataclasses.replace(TEMPLATE, sheets=sheets)
    sheet = dishes(answered, template=template)
    assert [label for label in labels(sheet) if str(label).endswith("*")] == ["name格 *", "remark格 *"]
    assert [rule(sheet, 2, f"{key}格").prompt.startswith("必填") for key in ("name", "level", "verdict", "remark")] == [True, False, False, True]
    guide = plan_of(answered, template=template).sheets[0]
    assert "name格、remark格" in [row[2] for row in cells(guide) if len(row) == 3]


def test_a_prompt_names_a_day_of_the_round_and_says_nothing_twice() -> None:
    sheet = dishes(OWN)
    assert "如 2026-11-20。" in rule(sheet, 1, "by格").prompt
    assert rule(sheet, 1, "stars格").prompt == "请填整数，1 到 5。"
    hinted = tuple(
        dataclasses.replace(each, hints={"zh": "要等哪些菜。"}) if each.key == "waits_for" else each for each in TEMPLATE.sheet("dish").fields
    )
    sheets = tuple(dataclasses.replace(sheet, fields=hinted) if sheet.key == "dish" else sheet for sheet in TEMPLATE.sheets)
    told = rule(dishes(OWN, template=dataclasses.replace(TEMPLATE, sheets=sheets)), 1, "waits_for格").prompt
    assert told.split("\n") == ["请填“菜”表里的一个或几个编号。", "要等哪些菜。", "填几个编号时，用顿号（、）隔开。"]


def test_very_many_departments_are_not_all_named_in_a_prompt() -> None:
    project = dataclasses.replace(PROJECT, departments=(*DEPARTMENTS, *(Department(f"第{n}分公司综合管理部", f"Z{n}") for n in range(30))))
    plan = issued(project=project)[1]
    sheet = next(each for each in plan.sheets if each.name == "菜")
    assert "第29分公司" not in rule(sheet, 1, "helpers格").prompt
    assert rule(sheet, 1, "helpers格").prompt.endswith("隔开。")


def test_columns_of_names_take_whole_words_and_long_names_in_two_lines() -> None:
    def width(name: str) -> float:
        project = dataclasses.replace(PROJECT, departments=(*DEPARTMENTS, Department(name, "ZZ")))
        sheet = next(each for each in issued(project=project)[1].sheets if each.name == "菜")
        return sheet.columns[column(sheet, "cook格") - 1].width

    assert [width(name) for name in ("财务", "Telecommunications", "信息技术与数字化转型推进办公室", "部" * 60)] == [12, 20, 17, 20]


def test_long_texts_begin_at_the_top_and_rows_are_no_higher_than_excel_has_them() -> None:
    sheet = dishes(dish("D-CF-001", "厨房", remark="很长的备注。" * 600))
    row = list(sheet.rows)[header(sheet)]
    assert row.height == 409
    assert all(each.style.top for each in sheet.columns if not each.hidden)


@pytest.mark.parametrize("name", ["年夜饭", "集团公司二〇二六年度全渠道客户满意度提升与服务流程再造暨数字化运营能力建设专项工作" * 2])
def test_titles_are_never_wider_than_their_sheet(name: str) -> None:
    plan = issued(project=dataclasses.replace(PROJECT, name=name))[1]
    for sheet in plan.sheets[:-1]:
        first = next(iter(sheet.rows))
        text, height = next(str(value) for value in cells(sheet)[0] if value), first.height or 0
        wide = sum(each.width for each in sheet.columns if not each.hidden)
        assert text_width(text) * 1.65 <= wide * max(1, height // 24), sheet.name
        assert len(sheet.footer) < 100


def test_what_stands_above_a_narrow_table_is_wrapped_over_it() -> None:
    few = dataclasses.replace(TEMPLATE.sheet("dish"), fields=TEMPLATE.sheet("dish").fields[:3])
    narrow = dataclasses.replace(TEMPLATE, sheets=tuple(few if each.key == "dish" else each for each in TEMPLATE.sheets), charts=())
    assert dishes().merges == ()
    sheet = dishes(template=narrow)
    wide = sum(each.width for each in sheet.columns if not each.hidden)
    above = [
        (number, text_width(str(cells(sheet)[number - 1][0])), row.height or 0) for number, row in enumerate(sheet.rows, 1) if len(row.cells) > 1
    ]
    # the last row above it is that of what is still to be filled in
    above = [each for each in above if each[0] < header(sheet) - 1]
    assert [(number, 1, number, len(sheet.columns)) for number, _, _ in above] == list(sheet.merges) != []
    assert all(text > wide and height > 17 * text / wide for _, text, height in above)


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({}, "请直接问发给您这份文件的人。"),
        ({"initiator": "老李"}, "请直接问发给您这份文件的人，或联系：老李。"),
        ({"initiating_department": "前厅", "channel": "早会"}, "请直接问发给您这份文件的人，或联系：前厅。\n沟通渠道：早会"),
        ({"initiator": "老李", "initiating_department": "前厅"}, "请直接问发给您这份文件的人，或联系：老李（前厅）。"),
    ],
)
def test_whom_to_ask(facts: dict[str, str], told: str) -> None:
    guide = issued(project=dataclasses.replace(PROJECT, facts=facts))[1].sheets[0]
    assert next(row[2] for row in cells(guide) if len(row) == 3 and row[1] == "有疑问") == told


def test_who_has_no_name_is_greeted_without() -> None:
    greeted = {to: cells(issued(to=to)[1].sheets[0])[1][1] for to in ("厨房", "采购")}
    assert str(greeted["厨房"]).startswith("老王，您好！这是厨房")
    assert str(greeted["采购"]).startswith("您好！这是采购")


def test_no_heading_of_the_instructions_stays_alone_at_the_foot_of_a_page() -> None:
    block = [Row((), 30.0)] * 20
    assert list(breaks([block, [Row((), 15.0)] * 9], 102, 6)) == []
    assert list(breaks([block, [Row((), 15.0)] * 4, [Row((), 15.0)] * 9], 102, 6)) == [25]
    assert list(breaks([block, [Row((), 15.0)] * 4, [Row((), 15.0)] * 9], 138, 6)) == []
    assert list(breaks([[Row()] * 40, [Row()] * 9], 102, 9, 15.0)) == [41]


def test_the_instructions_say_what_the_template_says() -> None:
    guide = plan_of(OWN, template=RULED).sheets[0]
    text = "\n".join(str(value) for row in cells(guide) for value in row)
    for told in ("老王，您好", "2026-11-20（周五）17:00", TOKEN, "name格、level格", "厨房负责 1 条", "D-CF-002", "⚠ 已逾期", "灰色"):
        assert told in text, told
    links = [cell.link for row in guide.rows for cell in row.cells if isinstance(cell, Cell) and cell.link]
    assert links == ["'概况'!A1", "'菜'!A1", "'采买'!A1", "'歌单'!A1"]
    assert "橙色" not in text
    assert guide.protect


def test_a_form_shows_label_and_value_and_what_may_be_filled_in() -> None:
    form = next(sheet for sheet in plan_of(OWN).sheets if sheet.name == "概况")
    lines = {row[0]: row[1] for row in cells(form) if len(row) == 2}
    assert (lines["name格"], lines["who格"], lines["wish格"]) == ("年夜饭", "厨房、前厅、采购", None)
    kinds = [validation.kind for validation in form.validations]
    assert (kinds[0], kinds[8], len(kinds)) == ("never", "any", 10)


def test_a_workbook_without_blank_rows_and_records_still_stands() -> None:
    project = Project("空", "zh", DEPARTMENTS, blank_rows=0)
    found, plan = issued(project=project)
    assert found.blanks["dish"] == ()
    assert all(sheet.validations == () for sheet in plan.sheets if sheet.name in ("菜", "采买", "歌单"))


@given(st.sets(st.tuples(st.integers(1, 12), st.integers(1, 6))))
def test_rectangles_cover_exactly_their_cells(places: set[tuple[int, int]]) -> None:
    covered = [
        (row, number) for top, left, bottom, right in rectangles(places) for row in range(top, bottom + 1) for number in range(left, right + 1)
    ]
    assert sorted(covered) == sorted(places)


def test_rectangles_are_few() -> None:
    assert rectangles((row, number) for row in range(1, 100) for number in range(1, 20)) == ((1, 1, 99, 19),)


@pytest.mark.parametrize(("text", "limit", "short"), [("abc", 3, "abc"), ("abcd", 3, "ab…"), ("😀😀", 3, "😀…"), ("a bcd", 3, "a…")])
def test_shorten_counts_as_excel_does(text: str, limit: int, short: str) -> None:
    assert shorten(text, limit) == short
