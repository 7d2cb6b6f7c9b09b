"""Rows as people mangle them in LibreOffice: with its own sort, fill, insert, copy and delete, by which formulas and formats go along."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from catalogue.harness import Desk, Group

OFFICE = Group("LibreOffice 里的操作", "Done in LibreOffice")
TASK = "任务跟踪"
NEW = {3: "补做满意度问卷", 6: "张三", 8: "问卷", 10: "高", 13: "2026-12-20"}
FILLED = {
    "title": "补做满意度问卷",
    "department": "客服部",
    "person": "张三",
    "deliverable": "问卷",
    "priority": "high",
    "planned_finish": "2026-12-20",
}


def done(desk: Desk, *steps: Sequence[object]) -> Path:
    desk.office.do(desk.issued, steps, desk.home / "copy.xlsx")
    return desk.home / "copy.xlsx"


def typed(row: int) -> list[tuple[object, ...]]:
    return [("type_in", TASK, f"{chr(64 + column)}{row}", text) for column, text in NEW.items()]


def taken(record: str) -> dict[str, object]:
    return {f"{record}.{key}": value for key, value in FILLED.items()} | {f"{record}.status": "not_started"}


@OFFICE.made(zh="打开后另存", en="Opened and saved", office=True)
def saved_by_libreoffice(desk: Desk) -> Path:
    return done(desk)


@OFFICE.made(zh="改进度、日期和状态", en="Progress, a date and a status were typed", office=True,
    takes={"T-KF-001.progress": 0.95, "T-KF-003.actual_finish": "2026-11-18", "T-KF-003.status": "done"})  # fmt: skip
def typed_in_libreoffice(desk: Desk) -> Path:
    return done(desk, ("type_in", TASK, "O8", "95%"), ("type_in", TASK, "N10", "2026-11-18"), ("type_in", TASK, "P10", "已完成"))


@OFFICE.made(
    zh="按完成进度降序排序，再改一格", en="The rows were sorted by their progress, and a cell edited", office=True, takes={"T-KF-001.progress": 0.95}
)
def sorted_and_edited_in_libreoffice(desk: Desk) -> Path:
    return done(desk, ("type_in", TASK, "O8", "95%"), ("sort", TASK, "A8:U19", 15, False))


@OFFICE.made(zh="排序时只选了前十列", en="Only the first ten columns were sorted", office=True, status="held", tells=["unclear-row T-KF-002@A8"])
def partly_sorted_in_libreoffice(desk: Desk) -> Path:
    return done(desk, ("sort", TASK, "A8:J15", 3, True))


@OFFICE.made(zh="插入一行并填写", en="A row was inserted and filled in", office=True, takes=taken("T-KF-010"))
def row_inserted_in_libreoffice(desk: Desk) -> Path:
    return done(desk, ("insert_row", TASK, 10), *typed(10))


@OFFICE.made(zh="填一个空白行", en="A blank row was filled in", office=True, takes=taken("T-KF-006"))
def blank_row_filled_in_libreoffice(desk: Desk) -> Path:
    return done(desk, *typed(16))


@OFFICE.made(zh="复制一行到空白行，没有改", en="A row was copied over a blank one", office=True, tells=["duplicate-id T-KF-001@A16"])
def row_copied_in_libreoffice(desk: Desk) -> Path:
    return done(desk, ("copy_row", TASK, 8, 16))


@OFFICE.made(zh="删掉一行", en="A row was deleted", office=True, asks={"T-KF-003": "removal"}, tells=["removal T-KF-003"])
def row_deleted_in_libreoffice(desk: Desk) -> Path:
    return done(desk, ("delete_row", TASK, 10))


@OFFICE.made(zh="隐藏几行", en="Rows were hidden", office=True, tells=["hidden-rows task"])
def rows_hidden_in_libreoffice(desk: Desk) -> Path:
    return done(desk, ("hide_rows", TASK, 9, 11))


@OFFICE.made(
    zh="清空备注列",
    en="The column of remarks was cleared",
    office=True,
    status="merged",
    tells=["lines-kept T-JS-001.remark@U13", "lines-kept T-KF-002.remark@U9", "lines-kept T-KF-004.remark@U11"],
)
def column_cleared_in_libreoffice(desk: Desk) -> Path:
    return done(desk, ("clear", TASK, "U8:U15"))


@OFFICE.made(
    zh="用公式算进度",
    en="A progress was calculated by a formula",
    office=True,
    takes={"T-KF-001.progress": 0.75},
    tells=["formula-value T-KF-001.progress@O8"],
)
def formula_in_libreoffice(desk: Desk) -> Path:
    return done(desk, ("type_in", TASK, "O8", "=3/4"))
