"""Rows: copied, cut, shifted, sorted, without ids, and whatever stands between and below them."""

from __future__ import annotations

from pathlib import Path

from catalogue.harness import Book, Desk, Group

ROWS = Group("行", "Rows")
TASK = "任务跟踪"
RELINKED = ("T-KF-001@A8", "T-KF-002@A9", "T-KF-003@A10", "T-KF-004@A11", "T-KF-005@A12", "T-JS-001@A13", "T-JS-002@A14", "T-SC-001@A15")


@ROWS.case(zh="原样保存", en="Saved as it was")
def untouched(_book: Book) -> None:
    pass


@ROWS.case(zh="改一格", en="One cell was edited", takes={"T-KF-001.progress": 0.95})
def one_edit(book: Book) -> None:
    book[TASK]["T-KF-001", "完成进度"] = 0.95


@ROWS.case(zh="整行倒序", en="The rows were put into reverse order")
def reversed_rows(book: Book) -> None:
    page = book[TASK]
    page.reorder(page.filled, page.filled[::-1])


@ROWS.case(
    zh="删掉一个编号，并改这一行", en="An id was deleted and its row edited", takes={"T-KF-001.progress": 0.95}, tells=["relinked T-KF-001@A8"]
)
def id_deleted(book: Book) -> None:
    book[TASK]["T-KF-001", "完成进度"] = 0.95
    book[TASK]["T-KF-001", "任务编号"] = None


@ROWS.case(zh="编号列单独排序", en="The column of ids was sorted by itself", tells=[f"relinked {record}" for record in RELINKED])
def ids_sorted_apart(book: Book) -> None:
    page = book[TASK]
    page.reorder(page.filled, page.filled[::-1], last=1)


@ROWS.case(zh="前半列排序，后半列没动", en="The first columns were sorted, the others were not", status="held", tells=["unclear-row T-JS-002@A9"])
def first_columns_sorted(book: Book) -> None:
    page = book[TASK]
    page.reorder(page.filled, page.filled[::-1], last=page.columns["优先级"])


@ROWS.case(zh="复制一行，原样留着", en="A row was copied and left as it is", tells=["duplicate-id T-KF-001@A16"])
def copied_row(book: Book) -> None:
    page = book[TASK]
    page.put(page.blanks[0], page.values(page.rows["T-KF-001"]))


@ROWS.case(
    zh="复制一行后改名，编号没换",
    en="A row was copied and renamed, its id kept",
    takes={
        "T-KF-010.title": "收集年度客户反馈", "T-KF-010.department": "客服部", "T-KF-010.person": "客服经理", "T-KF-010.collaborators": ["市场部"],
        "T-KF-010.deliverable": "反馈汇总表", "T-KF-010.priority": "high", "T-KF-010.planned_start": "2026-10-12",
        "T-KF-010.planned_finish": "2026-11-25", "T-KF-010.progress": 0.9, "T-KF-010.status": "on_track", "T-KF-010.risk": "low",
    },
    tells=["duplicate-id T-KF-010@A16"],
)  # fmt: skip
def copied_and_renamed_row(book: Book) -> None:
    page = book[TASK]
    row = page.blanks[0]
    page.put(row, page.values(page.rows["T-KF-001"]))
    page[row, "任务名称"] = "收集年度客户反馈"


@ROWS.case(zh="表下写合计行", en="A row of totals below the table", tells=["skipped-row task@A20"])
def total_below(book: Book) -> None:
    page = book[TASK]
    page.write(page.sheet.max_row + 1, 任务名称="合计", 完成进度=0.5)


@ROWS.case(zh="删掉一行", en="A row was deleted", asks={"T-KF-003": "removal"}, tells=["removal T-KF-003"])
def deleted_row(book: Book) -> None:
    page = book[TASK]
    page.sheet.delete_rows(page.rows["T-KF-003"])


@ROWS.case(zh="行间插入空行", en="Blank rows were inserted between rows", takes={"T-KF-003.progress": 0.1})
def blank_rows_between(book: Book) -> None:
    page = book[TASK]
    page["T-KF-003", "完成进度"] = 0.1
    page.sheet.insert_rows(page.rows["T-KF-002"], 2)


@ROWS.made(zh="在 LibreOffice 里按计划完成排序后另存", en="Sorted by date and saved by LibreOffice", office=True)
def sorted_by_libreoffice(desk: Desk) -> Path:
    desk.office.do(desk.issued, [("sort", TASK, "A8:U15", 13, True)], desk.home / "sorted.xlsx")
    return desk.home / "sorted.xlsx"
