"""Importing a list: what is said, and how a record that nobody would be sent finds its department."""

from __future__ import annotations

import csv
import warnings
from collections.abc import Sequence
from pathlib import Path

from openpyxl import load_workbook
from play import COLUMNS, DEPARTMENTS, FRIDAY, NEXT, TASKS, TINY, WEDNESDAY, issue, make, merged, workbook

from sheetsync.cli.importing import lines
from sheetsync.model.project import Project
from sheetsync.model.record import Source
from sheetsync.workflow.doctor import doctor
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.history import history
from sheetsync.workflow.importing import Imported, import_list
from sheetsync.workflow.init import init
from sheetsync.workflow.log import log
from sheetsync.workflow.resolve import resolve


def taken(folder: Folder, *rows: Sequence[str]) -> Imported:
    file = folder.path.parent / "list.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as target:
        csv.writer(target).writerows([COLUMNS, *rows])
    return import_list(folder, file, "task", WEDNESDAY)


def test_the_ids_and_the_next_step_are_said(tmp_path: Path) -> None:
    folder = init(tmp_path / "project", Project("客户满意度", "zh", DEPARTMENTS))
    said = lines(folder, taken(folder, *TASKS))
    assert said[:2] == ["已从 list.csv 导入 3 条记录。", "  编号：T-KF-001、T-JS-001、T-SC-001"]
    assert "sheetsync generate" in said[-1]
    assert lines(folder, taken(folder, *TASKS)) == ["list.csv 以前已经导入过，没有重复导入。"]
    issue(folder)
    assert lines(folder, taken(folder, ("又一件", *TASKS[0][1:])))[1:] == [
        "  编号：T-KF-042",
        "2026-W47 轮已经生成的工作簿里没有这些记录；它们已计入本轮汇总，下一轮起会发给各部门。",
    ]


def test_many_findings_of_one_kind_are_one_line_with_a_count(tmp_path: Path) -> None:
    folder = init(tmp_path / "project", Project("客户满意度", "zh", DEPARTMENTS))
    said = lines(folder, taken(folder, *(("事情", "", *TASKS[0][2:]) for _ in range(30))))
    assert len(said) == 4
    assert said[2].endswith("（这个文件里这样的另有 29 处。）")


def test_a_department_filled_in_afterwards_is_sent_the_record(tmp_path: Path) -> None:
    folder = init(tmp_path / "project", Project("客户满意度", "zh", DEPARTMENTS))
    assert [f.code for f in taken(folder, ("无主任务", "", *TASKS[0][2:])).findings if f.severity == "error"] == ["unassigned-record"]
    issue(folder)
    merged(folder)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells what it leaves out
        book = load_workbook(folder.report("2026-W47"))
        page = book["任务跟踪"]
        header = next(row for row in page.iter_rows() if str(row[0].value).endswith("编号"))
        row = next(row for row in page.iter_rows() if row[0].value == "T-X-001")
        row[next(i for i, cell in enumerate(header) if str(cell.value).strip("* ") == "责任部门")].value = "技术部"
        book.save(tmp_path / "filled.xlsx")
        done = resolve(folder, tmp_path / "filled.xlsx", FRIDAY)
        assert done.result.state["task"]["T-X-001"]["department"] == "技术部"
        issue(folder, NEXT)
        sent = [row[0].value for row in load_workbook(workbook(folder, "技术部", "2026-W48"))["任务跟踪"].iter_rows()]
    assert "T-X-001" in sent


def test_a_mended_list_is_not_imported_twice(tmp_path: Path) -> None:
    folder = init(tmp_path / "project", Project("客户满意度", "zh", DEPARTMENTS))
    first = taken(folder, *TASKS)
    mended = (TASKS[0], ("新的一件", *TASKS[0][1:]), (*TASKS[1][:2], "别人", *TASKS[1][3:]), TASKS[2])
    again = taken(folder, *mended)
    assert list(again.there) == list(first.records)
    assert again.records == ["T-KF-002"]
    assert [(f.code, f.record, f.field, f.value) for f in again.findings] == [("known-row", first.records[1], "person", "别人")]
    assert lines(folder, again)[0] == "已从 list.csv 导入 1 条记录；另有 3 条已经有了，没有重复导入。"
    issue(folder)
    assert len(merged(folder).state["task"]) == 4
    assert taken(folder, *reversed(mended)).records == []


def test_a_list_for_a_sheet_of_any_key_is_told_as_a_list(tmp_path: Path) -> None:
    text = TINY.read_text("utf-8").replace("[sheets.loan", "[sheets.rows").replace('"loan"', '"rows"')
    (tmp_path / "own.toml").write_text(text, "utf-8")
    project = Project("器材", "zh", DEPARTMENTS, templates=(str(tmp_path / "own.toml"),), country="")
    folder = make(tmp_path / "project", project, {"rows": (("器材", "馆", "领用者", "应还"), ("相机", "客服部", "学生甲", "2026-11-17"))})
    issue(folder)
    (told,) = log(folder).lines
    assert ([i["records"] for i in told["imports"]], told["added"]) == ([1], [])


def test_two_rows_of_one_title_are_two_records_once(tmp_path: Path) -> None:
    folder = init(tmp_path / "project", Project("客户满意度", "zh", DEPARTMENTS))
    assert len(taken(folder, TASKS[0], TASKS[0]).records) == 2
    again = taken(folder, TASKS[0], TASKS[0], TASKS[0], ("", *TASKS[0][1:]))
    assert (len(again.there), len(again.records)) == (2, 2)


def test_a_list_that_comes_in_while_a_round_is_open_brings_new_records(tmp_path: Path) -> None:
    folder = init(tmp_path / "project", Project("客户满意度", "zh", DEPARTMENTS))
    taken(folder, TASKS[0])
    issue(folder)
    (new,) = taken(folder, *TASKS[:2]).records
    result = merged(folder)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells what it leaves out
        book = load_workbook(folder.report("2026-W47"))
    tasks = {row[0]: row[1] for row in book["任务跟踪"].iter_rows(min_row=5, values_only=True)}
    assert (tasks["T-KF-001"], tasks[new]) == (None, "新")
    (change,) = [row for row in book["本轮变更"].iter_rows(min_row=5, values_only=True) if row[0]]
    assert (change[1], change[3], change[6], change[7]) == (new, "（新增记录）", "协调人", "list.csv")
    told = history(folder, new, "title").entries
    assert [(e.kind, e.sources) for e in told] == [("added", (Source("list.csv", "list", "A3"),))]
    assert [e.kind for e in history(folder, "T-KF-001", "title").entries] == ["began"]
    issue(folder, NEXT)
    assert result.state["task"][new] == merged(folder, day=NEXT).state["task"][new]
    assert doctor(folder).troubles == []
