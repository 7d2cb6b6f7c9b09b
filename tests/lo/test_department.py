"""Departments that work with LibreOffice: what they type arrives, once; what they did not type does not."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from full_week import TEXTS, project
from office import Office
from openpyxl import load_workbook
from play import adds_up, again, asked, codes, merged, statuses, workbook

from sheetsync.model.result import Result
from sheetsync.workflow.folder import Folder

pytestmark = [pytest.mark.libreoffice, pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")]


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return project(tmp_path_factory.mktemp("lo") / "project", "zh")


@pytest.fixture
def folder(sent: Folder, tmp_path: Path) -> Folder:
    return again(sent, tmp_path / "project")


@cache
def places(file: Path, sheet: str) -> tuple[Mapping[object, str], Mapping[object, int]]:
    """In which column a label stands in a workbook, and in which row a record."""
    page = load_workbook(file)[sheet]
    header = next(row for row in page.iter_rows(max_row=20) if str(row[0].value).endswith(("编号", " ID")))
    return {str(c.value).strip("* "): c.column_letter for c in header}, {row[0].value: row[0].row for row in page.iter_rows()}


def address(file: Path, sheet: str, record: str, label: str) -> str:
    """Where a record's cell stands in a workbook."""
    columns, rows = places(file, sheet)
    return f"{columns[label]}{rows[record]}"


def typed(folder: Folder, department: str, sheet: str, cells: Mapping[tuple[str, str], str]) -> list[tuple[str, str, str, str]]:
    """The steps that type into the cells of records, by (id, label)."""
    file = workbook(folder, department)
    return [("type_in", sheet, address(file, sheet, *place), text) for place, text in cells.items()]


def changed(result: Result) -> dict[tuple[str, str], object]:
    """What the round changed in records that were there before."""
    return {(c.record, c.field): c.after for c in result.changes if c.field and c.before != c.after and not is_new(result, c.record)}


def is_new(result: Result, record: str) -> bool:
    return record in {c.record for c in result.changes if c.before is None and c.field in ("title", "done")}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_saving_without_a_touch_is_no_edit(language: str, office: Office, tmp_path: Path) -> None:
    folder = project(tmp_path / "project", language)
    before = {sheet: dict(records) for sheet, records in merged(folder, dry_run=True).state.items()}
    for department in folder.project.names:
        office.do(workbook(folder, department), [], folder.inbox / f"{department}.xlsx")
    result = merged(folder)
    assert set(statuses(result).values()) == {"unchanged"}
    assert result.edits["read"] == 0
    assert (result.changes, result.decisions, codes(result)) == ((), (), [])
    assert [f.message for f in result.findings if f.cell] == []
    assert result.state == before


TYPED = {
    ("T-KF-001", "任务名称"): ("改过的名称", None),  # a controlled field: it waits for an approval
    ("T-KF-001", "计划开始"): ("2026年11月25日", "2026-11-25"),
    ("T-KF-002", "计划开始"): ("2026/11/26", "2026-11-26"),
    ("T-KF-003", "计划开始"): ("2026-11-27", "2026-11-27"),
    ("T-KF-004", "计划开始"): ("２０２６．１１．２８", "2026-11-28"),
    ("T-KF-001", "完成进度"): ("80%", 0.8),
    ("T-KF-002", "完成进度"): ("８５％", 0.85),
    ("T-KF-003", "完成进度"): ("0.9", 0.9),
    ("T-KF-001", "状态"): ("存在风险", "at_risk"),
    ("T-KF-002", "状态"): ("进行中 ", None),  # it says what stands there already
    ("T-KF-003", "状态"): ("Delayed", "delayed"),
    ("T-KF-004", "风险等级"): ("高", "high"),
    ("T-KF-005", "协作部门"): ("技术部", ["技术部"]),
    ("T-KF-006", "前置任务"): ("T-KF-001、T-KF-002", ["T-KF-001", "T-KF-002"]),
    ("T-KF-007", "关联需求"): ("REQ-KF-001 提升满意度", None),
    ("T-KF-008", "负责人"): ("张三", "张三"),
}


def test_values_of_every_type_arrive_as_typed(office: Office, folder: Folder) -> None:
    steps = typed(folder, "客服部", "任务跟踪", {place: text for place, (text, _) in TYPED.items()})
    steps += typed(folder, "客服部", "复盘总结", {("R-KF-001", "协作满意度"): "４"})
    office.do(workbook(folder, "客服部"), steps, folder.inbox / "a.xlsx")
    result = merged(folder)
    fields = {f.label("zh"): f.key for f in folder.template.sheet("task").fields}
    expected = {(record, fields[label]): value for (record, label), (_, value) in TYPED.items() if value is not None}
    assert changed(result) == {**expected, ("R-KF-001", "satisfaction"): 4}
    assert asked(result) == {"T-KF-001.title": "approval"}
    assert result.edits == {"read": len(expected) + 2, "merged": len(expected) + 1, "open": 1, "superseded": 0, "refused": 0}


def test_texts_that_look_like_something_else_stay_texts(office: Office, folder: Folder) -> None:
    texts = {(f"T-KF-{n:03}", "风险说明"): text for n, text in enumerate(TEXTS[1:15], 3)} | {("T-KF-002", "风险说明"): "=1+2"}
    office.do(workbook(folder, "客服部"), typed(folder, "客服部", "任务跟踪", texts), folder.inbox / "a.xlsx")
    result = merged(folder)
    kept = {(record, "risk_note"): text.strip() for (record, _), text in texts.items()}
    assert {place: str(value).strip() for place, value in changed(result).items()} == {
        k: v for k, v in kept.items() if v != TEXTS[int(k[0][-3:]) - 1].strip()
    }
    assert codes(result) == []


def test_sorted_hidden_and_inserted_rows_are_no_edit(office: Office, folder: Folder) -> None:
    file = workbook(folder, "客服部")
    last = load_workbook(file)["任务跟踪"].auto_filter.ref.rpartition(":")[2]
    first = address(file, "任务跟踪", "T-KF-001", "任务编号")
    steps = [
        ("sort", "任务跟踪", f"{first}:{last}", 3, False),
        ("insert_row", "任务跟踪", 10),
        ("insert_row", "任务跟踪", 10),
        ("hide_rows", "任务跟踪", 12, 15),
        ("shown", "任务跟踪", "A8"),
        ("shown", "任务跟踪", "A10"),
    ]
    assert office.do(file, steps, folder.inbox / "a.xlsx") == ["T-KF-010", ""]
    result = merged(folder)
    assert statuses(result) == {"a.xlsx": "unchanged"}
    assert result.edits["read"] == 0
    assert codes(result) == []
    assert "hidden-rows" in codes(result, "notice")


def test_edits_in_sorted_rows_land_on_their_records(office: Office, folder: Folder) -> None:
    file = workbook(folder, "客服部")
    last = load_workbook(file)["任务跟踪"].auto_filter.ref.rpartition(":")[2]
    first = address(file, "任务跟踪", "T-KF-001", "任务编号")
    saved = folder.inbox / "a.xlsx"
    office.do(file, [("sort", "任务跟踪", f"{first}:{last}", 3, False)], saved)
    place = address(saved, "任务跟踪", "T-KF-005", "负责人")
    assert place != address(file, "任务跟踪", "T-KF-005", "负责人")
    office.do(saved, [("type_in", "任务跟踪", place, "李四")], folder.inbox / "b.xlsx")
    saved.unlink()
    assert changed(merged(folder)) == {("T-KF-005", "person"): "李四"}


def test_new_rows_come_in_once(office: Office, folder: Folder) -> None:
    file = workbook(folder, "客服部")
    blank = int(address(file, "任务跟踪", "T-KF-017", "任务编号")[1:])
    row = {"C": "新任务", "F": "王五", "H": "成果", "J": "高", "M": "12月9日"}
    inserted = {"C": "插入的任务", "F": "赵六", "M": "2026-12-10"}
    steps = [
        *(("type_in", "任务跟踪", f"{column}{blank}", text) for column, text in row.items()),
        ("insert_row", "任务跟踪", 9),
        *(("type_in", "任务跟踪", f"{column}9", text) for column, text in inserted.items()),
        ("copy_row", "任务跟踪", 8, blank + 3),
        ("type_in", "任务跟踪", f"C{blank + 3}", "复制后改名的任务"),
    ]
    office.do(file, steps, folder.inbox / "a.xlsx")
    result = merged(folder)
    tasks = {r["title"]: (i, r["planned_finish"], r["status"]) for i, r in result.state["task"].items()}
    assert tasks["新任务"] == ("T-KF-017", "2026-12-09", "not_started")
    assert tasks["插入的任务"][1:] == ("2026-12-10", "not_started")
    assert tasks["复制后改名的任务"][1:] == ("2026-12-01", "on_track")
    assert len(tasks) == len(TEXTS) + 1 + 3
    assert changed(result) == {}
    assert "duplicate-id" in codes(result, "warning")
    assert adds_up(result)


def test_deleting_is_asked_of_the_owner_and_nobody_elses(office: Office, folder: Folder) -> None:
    for department in ("客服部", "技术部"):
        file = workbook(folder, department)
        row = int(address(file, "任务跟踪", "T-KF-003", "任务编号")[1:])
        office.do(file, [("delete_row", "任务跟踪", row)], folder.inbox / f"{department}.xlsx")
    result = merged(folder)
    assert asked(result) == {"T-KF-003": "removal"}
    assert "T-KF-003" in result.state["task"]


def test_a_cleared_cell_is_an_edit(office: Office, folder: Folder) -> None:
    file = workbook(folder, "客服部")
    office.do(file, [("clear", "任务跟踪", address(file, "任务跟踪", "T-KF-004", "风险等级"))], folder.inbox / "a.xlsx")
    assert changed(merged(folder)) == {("T-KF-004", "risk"): None}


def test_a_copy_that_was_saved_stays_protected_and_keeps_its_lists(office: Office, folder: Folder, tmp_path: Path) -> None:
    sent, saved = workbook(folder, "客服部"), tmp_path / "saved.xlsx"
    assert office.do(sent, [("protected", "任务跟踪")], saved) == [True]
    assert office.do(saved, [("protected", "任务跟踪"), ("protected", "项目概览")]) == [True, True]
    lists = [{v.formula1 for v in load_workbook(f)["任务跟踪"].data_validations.dataValidation if v.type == "list"} for f in (sent, saved)]
    assert lists[0] == lists[1] != set()


@pytest.fixture(scope="module")
def report(sent: Folder, office: Office, tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A merged week with changes and decisions."""
    folder = again(sent, tmp_path_factory.mktemp("report") / "project")
    for department, risk in (("技术部", "高"), ("市场部", "中")):
        office.do(
            workbook(folder, department), typed(folder, department, "任务跟踪", {("T-KF-001", "风险等级"): risk}), folder.inbox / f"{department}.xlsx"
        )
    assert asked(merged(folder)) == {"T-KF-001.risk": "conflict"}
    return folder


def test_the_consolidated_workbook_shows_what_was_merged(office: Office, report: Folder) -> None:
    rows = office.do(report.report("2026-W47"), [("rows", "任务跟踪", "A1:H40")])[0]
    column = next(row.index("任务名称") for row in rows if "任务名称" in row)
    titles = {row[0]: row[column] for row in rows if row[0].startswith("T-")}
    state = merged(report).state["task"]
    assert titles == {i: r["title"] for i, r in state.items()}
