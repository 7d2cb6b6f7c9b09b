"""Reading a returned workbook of which parts went astray: columns, rows and tables that are not where they were issued."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from laws.returned import DAY_ZERO, HIDDEN, ID, Page, book
from small import A, job
from test_intake_rows import edits, issued, lose_ids, read, start, told

from sheetsync.model.raw import RawCell, RawSheet
from sheetsync.model.record import Record

TITLES = ("收集反馈", "编写手册", "回访客户", "整理问题", "培训坐席", "优化分派")


def many(count: int = 6, **more: object) -> list[Record]:
    """Jobs of which every cell is another one's in no other row."""
    days = [date(2026, 12, 1) + timedelta(days=(7 * n) % 30) for n in range(count)]
    return [
        job(f"J-JA-{n:03d}", A, title=TITLES[n], due=days[n], count=(5 * n) % 7 + 1, share=(3 * n % 7) / 10, check=f"查{n}", log=f"记{n}", **more)
        for n in range(count)
    ]


def column(page: Page, key: str) -> list[RawCell | None]:
    return [row.get(key) for row in page.rows]


def put(page: Page, key: str, cells: Sequence[RawCell | None]) -> None:
    for row, each in zip(page.rows, cells, strict=False):
        row.pop(key, None)
        row.update({key: each} if each else {})


def number(value: float) -> RawCell:
    return RawCell(value, "number")


# ── columns whose values went to other rows ──


def rotated(page: Page, key: str, rows: int) -> None:
    """Gives the first rows one another's values."""
    cells = column(page, key)[:rows]
    put(page, key, [*cells[1:], cells[0]])


@pytest.mark.parametrize(("rows", "status"), [(2, ""), (3, "held"), (5, "held")])
def test_texts_of_one_column_in_other_rows_hold_the_copy(rows: int, status: str) -> None:
    returned, page = start(*many())
    rotated(page, "title", rows)
    assert read(returned).status == status


def test_two_texts_in_other_rows_hold_the_copy_when_another_column_went_along() -> None:
    returned, page = start(*many())
    rotated(page, "title", 2)
    rotated(page, "check", 2)
    assert read(returned).status == "held"


@pytest.mark.parametrize(("typed", "status"), [(1, "held"), (2, "")])
def test_what_was_typed_after_it_does_not_hide_a_column_that_was_sorted(typed: int, status: str) -> None:
    """Four of five moved, or four of six."""
    returned, page = start(*many())
    rotated(page, "title", 4)
    for n in range(4, 4 + typed):
        page.rows[n]["title"] = RawCell(f"另一件 {n}")
    assert read(returned).status == status


def test_one_text_copied_into_many_rows_holds_nothing() -> None:
    returned, page = start(*many())
    put(page, "title", [RawCell("收集反馈")] * 5)
    page.rows[0]["title"] = RawCell("另一件")
    assert read(returned).status == ""


def ordered(page: Page, key: str, rows: int, down: bool = False) -> None:
    cells = [cell for cell in column(page, key)[:rows] if cell]
    put(page, key, sorted(cells, key=lambda cell: cell.value or 0, reverse=down))


@pytest.mark.parametrize("key", ["due", "count", "share"])
@pytest.mark.parametrize("down", [False, True])
def test_a_column_that_was_sorted_by_itself_holds_the_copy(key: str, down: bool) -> None:
    returned, page = start(*many())
    ordered(page, key, 6, down)
    copy = read(returned)
    assert (copy.status, [f.reason for f in copy.findings]) == ("held", ["sorted"])


def test_values_that_were_exchanged_and_stand_in_no_order_are_edits() -> None:
    returned, page = start(*many())
    rotated(page, "count", 4)
    copy = read(returned)
    assert (copy.status, len(copy.edits)) == ("", 4)


def test_fewer_values_in_order_are_edits() -> None:
    returned, page = start(*many(3))
    ordered(page, "count", 3, down=True)
    copy = read(returned)
    assert (copy.status, len(copy.edits)) == ("", 3)


def test_choices_of_two_kinds_in_order_are_edits() -> None:
    states = ("open项", "done项") * 3
    again, page = start(*(replace(j, values={**j.values, "state": s[:-1]}) for j, s in zip(many(), states, strict=True)))
    put(page, "state", [RawCell(state) for state in sorted(states)])
    assert read(again).status == ""


def test_everything_that_got_further_or_was_put_off_is_an_edit() -> None:
    """The new values are what other rows held, and in order, but not all of them."""
    jobs = [job(f"J-JA-{n:03d}", A, title=TITLES[n], count=n, due=date(2026, 12, 1) + timedelta(days=7 * n)) for n in range(6)]
    returned, page = start(*jobs)
    put(page, "count", [number(n + 1) for n in range(6)])
    put(page, "due", [RawCell(float((date(2026, 12, 8) + timedelta(days=7 * n) - DAY_ZERO).days), "date") for n in range(6)])
    copy = read(returned)
    assert (copy.status, len(copy.edits)) == ("", 12)


@pytest.mark.parametrize("first", [0, 1, 2])
def test_a_column_that_was_pushed_down_holds_the_copy(first: int) -> None:
    returned, page = start(*many())
    cells = column(page, "count")[:6]
    put(page, "count", [*cells[:first], None, *cells[first:6]])
    assert read(returned).status == ("held" if first < 3 else "")


def test_a_column_that_was_pulled_up_holds_the_copy() -> None:
    returned, page = start(*many())
    put(page, "count", [*column(page, "count")[1:6], None])
    assert read(returned).status == "held"


# ── rows beside their columns ──


def push(page: Page, row: int, offset: int) -> None:
    """Pastes a row some columns beside its own."""
    there = page.rows[row]
    keys = page.columns
    page.rows[row] = {keys[n + offset]: there[key] for n, key in enumerate(keys) if key in there and 0 <= n + offset < len(keys)}


@pytest.mark.parametrize("offset", [-2, -1, 1, 2])
def test_a_row_beside_its_columns_is_told_and_neither_read_nor_missed(offset: int) -> None:
    returned, page = start(*many())
    push(page, 2, offset)
    page.rows[0]["remark"] = RawCell("照常")
    copy = read(returned)
    assert edits(copy) == {"J-JA-000.remark": "照常"}
    assert (copy.rows, copy.missing, copy.status) == ((), (), "")
    assert told(copy, "record", "cell") == [("shifted-row", "J-JA-002", "A8")]
    assert "收集反馈" not in copy.findings[0].value
    assert "查2" in copy.findings[0].value


def test_a_record_whose_row_stands_beside_its_columns_is_found_in_no_other_row() -> None:
    """It is there and can't be read; a row with the same cells and no id is another one."""
    returned, page = start(*many())
    page.rows.append({key: value for key, value in page.rows[2].items() if key not in (ID, HIDDEN)})
    push(page, 2, 1)
    copy = read(returned)
    assert (copy.edits, copy.missing, len(copy.rows)) == ((), (), 1)
    assert told(copy, "record") == [("shifted-row", "J-JA-002")]


def test_a_blank_row_beside_its_columns_is_told_when_it_has_both_ids() -> None:
    returned, page = start()
    push(page, 2, 1)
    copy = read(returned)
    assert (copy.rows, told(copy, "record")) == ((), [("shifted-row", "J-JA-010")])


@pytest.mark.parametrize(("more", "found"), [({}, False), ({"remark": "一"}, True)])
def test_two_cells_of_a_record_beside_their_columns_tell_no_row(more: dict[str, str], found: bool) -> None:
    """Of a record that has few: its title and its owner."""
    returned, page = start(job("J-JA-001", A, **more), *many()[2:])
    page.columns.remove(HIDDEN)
    row = page.rows[0]
    page.rows[0] = {ID: row[ID], "title": RawCell("另一件"), "owner": row["title"], "helper": row["owner"]}
    if more:
        page.columns.append("beside")
        page.rows[0]["beside"] = row["remark"]
    assert ("shifted-row" in [c for (c,) in told(read(returned))]) == found


def test_a_row_with_its_title_is_read_whatever_was_typed_beside_it() -> None:
    returned, page = start(*many())
    page.columns.remove(HIDDEN)
    row = page.rows[1]
    row["helper"], row["start"] = row["owner"], row["due"]
    assert set(edits(read(returned))) == {"J-JA-001.helper", "J-JA-001.start"}


def test_a_new_row_that_names_a_record_beside_its_id_is_a_new_row() -> None:
    returned, page = start(*many())
    page.rows.append({"title": RawCell("后续"), "remark": RawCell("x"), "state": RawCell("J-JA-001")})
    assert [row.id for row in read(returned).rows] == [""]


@pytest.mark.parametrize("more", [{}, {"state": "count"}])
def test_a_row_of_which_a_few_cells_hold_what_stands_before_them_is_read(more: dict[str, str]) -> None:
    """Two or three of seven."""
    returned, page = start(*many())
    page.columns.remove(HIDDEN)
    row = page.rows[1]
    row["title"] = RawCell("另一件")
    for key, before in {"helper": "owner", "start": "due", **more}.items():
        row[key] = row[before]
    assert [c for (c,) in told(read(returned)) if c == "shifted-row"] == []


# ── rows of other sheets ──


def test_a_row_over_whose_id_another_sheets_was_typed_keeps_its_own() -> None:
    returned, page = start()
    page.row("J-JA-010").update({ID: RawCell("N-JA-010"), "title": RawCell("新")})
    assert [row.id for row in read(returned).rows] == ["J-JA-010"]


def test_a_row_on_another_sheet_is_told_and_not_missed() -> None:
    returned, page = start(*many())
    row = page.rows.pop(1)
    returned.pages["news"].rows.append({ID: row[ID], "text": row["title"]})
    copy = read(returned)
    assert (copy.edits, copy.rows, copy.missing) == ((), (), ())
    assert told(copy, "sheet", "record", "value") == [("misplaced-row", "news", "J-JA-001", "J-JA-001 · 编写手册")]


def test_rows_on_a_second_sheet_of_their_table_are_not_missed() -> None:
    returned, page = start(*many())
    other = book(returned.issued)
    other.pages["job"].name = "已归档"
    other.pages["job"].rows = [page.rows.pop(1)]
    raw = returned.raw()
    copy = read(returned, replace(raw, sheets=[*raw.sheets, other.pages["job"].raw()]))
    assert copy.missing == ()
    assert told(copy, "place") == [("second-sheet", "已归档")]


# ── columns that no label tells ──


def head(raw: RawSheet, **labels: str | None) -> RawSheet:
    """A sheet with other labels, by those that stand there."""
    renamed = {f"{key}栏": label for key, label in labels.items()}
    rows = [
        (
            n,
            {
                c: RawCell(renamed[str(cell.value)]) if cell.value in renamed else cell
                for c, cell in row.items()
                if renamed.get(str(cell.value), "") is not None
            },
        )
        for n, row in raw.rows
    ]
    return replace(raw, rows=rows)


def relabelled(jobs: int, **labels: str | None) -> tuple[list[tuple[str, ...]], dict[str, object]]:
    returned, page = start(*many(jobs))
    page.rows[0]["count"] = number(99)
    raw = returned.raw()
    copy = read(returned, replace(raw, sheets=[raw.sheets[0], head(raw.sheets[1], **labels), *raw.sheets[2:]]))
    return told(copy, "field", "reason"), edits(copy)


@pytest.mark.parametrize("label", ["多少个", None])
def test_a_column_is_known_by_what_was_issued_in_it(label: str | None) -> None:
    found, changed = relabelled(6, count=label)
    assert found == [("renamed-column", "count", "content")]
    assert changed == {"J-JA-000.count": 99}


@pytest.mark.parametrize("jobs", [2, 3])
def test_too_few_values_tell_no_column(jobs: int) -> None:
    found, changed = relabelled(jobs, check="查的人", count="多少个") if jobs == 2 else relabelled(jobs, count="多少个")
    assert ("missing-column", "count", "") in found
    assert ("renamed-column", "check", "content") not in found
    assert changed == {}


def test_a_column_in_which_half_was_edited_is_not_known_without_its_label() -> None:
    returned, page = start(*many())
    for n in range(3):
        page.rows[n]["count"] = number(90 + n)
    raw = returned.raw()
    copy = read(returned, replace(raw, sheets=[raw.sheets[0], head(raw.sheets[1], count="多少个"), *raw.sheets[2:]]))
    assert ("missing-column", "count") in told(copy, "field")


@pytest.mark.parametrize(("dropped", "hidden", "found"), [(3, False, True), (5, False, False), (5, True, True), (9, True, False)])
def test_a_renamed_sheet_is_known_by_most_of_its_labels_or_many_and_the_hidden_ids(dropped: int, hidden: bool, found: bool) -> None:
    returned, page = start(*many())
    page.name = "甲部的工作"
    page.columns = [key for key in page.columns if hidden or key != HIDDEN][: None if dropped == 0 else len(page.columns) - dropped - (not hidden)]
    assert (("renamed-sheet", "job") in told(read(returned), "sheet")) == found


def test_values_that_are_all_alike_tell_no_column() -> None:
    returned, page = start(*many(risk="low"))
    raw = returned.raw()
    copy = read(returned, replace(raw, sheets=[raw.sheets[0], head(raw.sheets[1], risk="等级"), *raw.sheets[2:]]))
    assert ("missing-column", "risk") in told(copy, "field")
    assert len(page.rows) == 9


def test_of_two_columns_that_hold_the_same_neither_is_known() -> None:
    returned, page = start(*many())
    page.columns[page.columns.index("secret")] = "一"
    page.columns[page.columns.index("count")] = "二"
    for row in page.rows:
        if "count" in row:
            row["一"] = row["二"] = row.pop("count")
    assert ("missing-column", "count") in told(read(returned), "field")


def test_labels_that_were_exchanged_are_known_by_what_stands_below_them() -> None:
    found, changed = relabelled(6, title="check栏", check="title栏")
    assert sorted(found) == [("renamed-column", "check", "content"), ("renamed-column", "title", "content")]
    assert changed == {"J-JA-000.count": 99}


def test_values_that_were_exchanged_below_their_labels_are_edits() -> None:
    returned, page = start(*(replace(j, values={**j.values, "start": date(2027, 1, 2 + n)}) for n, j in enumerate(many())))
    due, begin = column(page, "due"), column(page, "start")
    put(page, "due", begin)
    put(page, "start", due)
    assert len(edits(read(returned))) == 12


@pytest.mark.parametrize("label", ["count栏（个）", "count栏\n[1-9]", "COUNT:", "count栏 *【必填】", "Count (pieces)"])
def test_what_was_added_to_a_label_does_not_hide_it(label: str) -> None:
    found, changed = relabelled(3, count=label)
    assert (found, changed) == ([], {"J-JA-000.count": 99})


def test_of_two_columns_of_one_label_the_first_with_content_is_read_and_the_other_compared() -> None:
    returned, page = start(*many())
    page.columns.insert(2, "空")
    page.columns.append("又")
    for row in page.rows[:6]:
        row["又"] = row["count"]
    page.rows[1]["又"] = number(77)
    raw = returned.raw()
    sheet = raw.sheets[1]
    rows = [(n, {c: RawCell("count栏") if n == 5 and cell.value in ("空", "又") else cell for c, cell in row.items()}) for n, row in sheet.rows]
    copy = read(returned, replace(raw, sheets=[raw.sheets[0], replace(sheet, rows=rows), *raw.sheets[2:]]))
    assert copy.edits == ()
    assert [(f.reason, f.cell, f.value) for f in copy.findings] == [("", "C5", "count栏"), ("", "V5", "count栏"), ("doubled", "V7", "77")]


# ── tables below one another ──


def test_a_table_below_another_one_is_read_as_its_own_sheet() -> None:
    returned, page = start(*many())
    returned.pages["news"].rows[0]["text"] = RawCell("好消息")
    raw = returned.raw()
    jobs, news = raw.sheets[1], raw.sheets[2]
    last = max(n for n, _ in jobs.rows)
    below = [(n + last, cells) for n, cells in news.rows if n >= 5]
    copy = read(returned, replace(raw, sheets=[raw.sheets[0], replace(jobs, rows=[*jobs.rows, *below])]))
    assert [(row.id, row.row) for row in copy.rows] == [("N-JA-010", last + 6)]
    assert (copy.edits, copy.missing) == ((), ())
    assert told(copy, "sheet", "place") == [("renamed-sheet", "news", "工作")]
    assert len(page.rows) == 9


def test_what_stands_in_one_of_two_tables_is_told_once() -> None:
    """A hidden row, a note and a merged area belong to the table in whose rows they are."""
    returned, page = start(*many())
    page.hidden = frozenset({7})
    returned.pages["news"].rows[0]["text"] = RawCell("好消息")
    raw = returned.raw()
    jobs, news = raw.sheets[1], raw.sheets[2]
    last = max(n for n, _ in jobs.rows)
    below = [(n + last, cells) for n, cells in news.rows if n >= 5]
    both = replace(jobs, rows=[*jobs.rows, *below], comments={(8, 4): "请看"}, merged=[(9, 3, 10, 3)])
    copy = read(returned, replace(raw, sheets=[raw.sheets[0], both]))
    alone = read(returned, replace(raw, sheets=[raw.sheets[0], replace(both, rows=jobs.rows), news]))
    assert [(f.code, f.cell, dict(f.detail)) for f in copy.findings if f.code != "renamed-sheet"] == [
        (f.code, f.cell, dict(f.detail)) for f in alone.findings
    ]
    assert {"hidden-rows", "comment"} <= {f.code for f in copy.findings}


def test_a_line_with_some_words_of_another_tables_header_begins_no_table() -> None:
    returned, _ = start(*many())
    raw = returned.raw()
    news = raw.sheets[2]
    first, *others = [row for row in news.rows if row[0] > 5]
    legend = (first[0] + 1, {1: RawCell("title栏"), 2: RawCell("owner栏"), 3: RawCell("due栏")})
    moved = [(n + 2, {**cells, 3: RawCell("好消息")}) for n, cells in [first, *others]]
    copy = read(returned, replace(raw, sheets=[*raw.sheets[:2], replace(news, rows=[*(r for r in news.rows if r[0] <= 5), legend, *moved])]))
    assert [row.sheet for row in copy.rows if row.id == "N-JA-010"] == ["news"]


# ── rows without ids ──


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("收集季度客户反馈", "收集季度顾客反馈", True),
        ("第 2 轮评审的准备", "第 3 轮评审的准备", False),
        ("收集反馈", "整理问题", False),
        ("收集客户反馈", "收集门店意见反馈", False),
    ],
)
def test_a_text_that_was_mended_counts_nearly_as_the_same(before: str, after: str, found: bool) -> None:
    returned, page = start(Record("J-JA-900", {"title": before, "owner": A, "risk": "low", "log": "甲"}), *many(3))
    lose_ids(page, "J-JA-900")
    page.rows[0].update(title=RawCell(after), risk=RawCell("high项"), log=RawCell("甲"))
    copy = read(returned)
    assert bool(copy.missing) != found
    assert bool(copy.rows) != found


def test_a_row_with_three_of_five_cells_of_a_record_is_that_record() -> None:
    returned, page = start(Record("J-JA-900", {"title": "收集反馈", "owner": A, "risk": "low", "log": "甲", "count": 3}))
    lose_ids(page, "J-JA-900")
    page.rows[0].update(title=RawCell("别的说法"), count=number(4))
    assert read(returned).missing == ()


def test_a_row_is_the_record_of_which_it_holds_clearly_more() -> None:
    """Four of five cells of the one, two of the other."""
    values = {"owner": A, "risk": "low"}
    one, other = ({**values, "title": f"{word}事", "log": f"记{word}", "count": n} for n, word in enumerate("甲乙", 1))
    returned, page = start(Record("J-JA-901", one), Record("J-JA-902", other))
    lose_ids(page, "J-JA-901", "J-JA-902")
    page.rows[0]["count"] = number(8)
    page.rows[1]["count"] = number(9)
    assert edits(read(returned)) == {"J-JA-901.count": 8, "J-JA-902.count": 9}


def test_a_text_that_is_as_near_to_another_record_tells_neither() -> None:
    twins = [Record(f"J-JA-90{n}", {"title": f"{word}端问题的整理和答复", "owner": A, "count": n}) for n, word in enumerate("甲乙", 1)]
    returned, page = start(*twins)
    lose_ids(page, "J-JA-901", "J-JA-902")
    page.rows[0].update(title=RawCell("端问题的整理和答复"), count=number(7))
    page.rows[1].update(title=RawCell("端问题的整理与答复"), count=number(8))
    copy = read(returned)
    assert (len(copy.missing), len(copy.rows)) == (2, 2)


# ── what is no row ──


@pytest.mark.parametrize(
    ("cells", "skipped"),
    [
        ({ID: "二、协作任务"}, True),
        ({ID: "注：以上截至周四"}, True),
        ({"title": "（三）其他"}, True),
        ({"title": "第二部分 推广"}, True),
        ({"title": "一月份的推广"}, False),
        ({"title": "备注：数字未核对"}, True),
        ({"title": "以上内容由甲部填写"}, True),
        ({"title": "制表：张三", "check": "审核：李四"}, True),
        ({"title": "审核：工单", "check": "张三"}, False),
        ({ID: "填表人：张三", "check": "Date: 11/19"}, True),
        ({"title": "一、收集反馈", "count": "3"}, False),
    ],
)
def test_headings_remarks_and_signatures_are_no_records(cells: dict[str, str], skipped: bool) -> None:
    returned, page = start(*many())
    page.rows.insert(2, {key: RawCell(text) for key, text in cells.items()})
    copy = read(returned)
    assert bool(copy.rows) != skipped
    assert [f.value for f in copy.findings if f.code == "skipped-row"] == ([" · ".join(cells.values())] if skipped else [])


@pytest.mark.parametrize("text", ["7", "J-JA-777"])
def test_rows_that_were_only_numbered_are_nothing(text: str) -> None:
    returned, page = start()
    page.rows.append({ID: RawCell(text)})
    copy = read(returned)
    assert (copy.rows, copy.findings) == ((), ())


def test_the_issued_ids_of_other_sheets_do_not_matter_where_they_were_issued() -> None:
    assert read(start(*many())[0]).findings == ()
    assert issued().blanks["news"] == ("N-JA-010",)
