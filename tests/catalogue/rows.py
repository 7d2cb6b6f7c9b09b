"""Rows: copied, cut, shifted, sorted, without ids, and whatever stands between and below them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from catalogue.harness import Book, Desk, Group, Page

ROWS = Group("行", "Rows")
TASK = "任务跟踪"
HEADER = (
    "任务编号", "关联需求", "任务名称 *", "任务描述", "责任部门", "负责人 *", "协作部门", "交付成果 *", "验收标准", "优先级 *", "id", "计划开始",
    "计划完成 *", "实际完成", "完成进度", "状态", "风险等级", "风险说明", "前置任务", "所需支持", "备注",
)  # fmt: skip
RELINKED = ("T-KF-001@A8", "T-KF-002@A9", "T-KF-003@A10", "T-KF-004@A11", "T-KF-005@A12", "T-JS-001@A13", "T-JS-002@A14", "T-SC-001@A15")


def sort(page: Page, label: str, first: int = 0, last: int = 0) -> None:
    """Sorts some columns of the filled rows by one of them."""
    column = page.columns[label]
    rows = sorted(page.filled, key=lambda row: (page.sheet.cell(row, column).value is None, page.sheet.cell(row, column).value or 0))
    page.reorder(page.filled, rows, first or column, last or column)


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


@ROWS.case(zh="连同空白行整行倒序", en="The rows were put into reverse order, the blank ones too")
def sorted_by_status_with_blanks(book: Book) -> None:
    page = book[TASK]
    rows = list(page.rows.values())
    page.reorder(rows, rows[::-1])


@ROWS.case(zh="剪切一行，插到别处", en="A row was cut and put in elsewhere")
def cut_and_inserted(book: Book) -> None:
    page = book[TASK]
    rows = page.filled
    page.reorder(rows, [*rows[1:6], rows[0], *rows[6:]])


@ROWS.case(zh="剪切一行，贴到表的最下面，原处留空", en="A row was cut and pasted below the table, a gap left behind")
def cut_to_the_bottom(book: Book) -> None:
    page = book[TASK]
    row = page.rows["T-KF-002"]
    values = page.values(row)
    page.put(row, [None] * len(values))
    page.put(page.sheet.max_row + 3, values)


@ROWS.case(
    zh="编号列整体下移一格",
    en="The column of ids was pushed down by one row",
    tells=[
        "relinked T-JS-001@A13",
        "relinked T-JS-002@A14",
        "relinked T-KF-001@A8",
        "relinked T-KF-002@A9",
        "relinked T-KF-003@A10",
        "relinked T-KF-004@A11",
        "relinked T-KF-005@A12",
        "relinked T-SC-001@A15",
    ],
)
def ids_shifted_down(book: Book) -> None:
    page = book[TASK]
    ids = [page.sheet.cell(r, 1).value for r in page.rows.values()]
    for r, v in zip(list(page.rows.values())[1:], ids, strict=False):
        page.sheet.cell(r, 1).value = v
    page.sheet.cell(8, 1).value = None


@ROWS.case(
    zh="编号以外的各列整体下移一格",
    en="All columns but the visible ids were pushed down by one row",
    tells=[
        "relinked T-JS-001@A14",
        "relinked T-JS-002@A15",
        "relinked T-KF-001@A9",
        "relinked T-KF-002@A10",
        "relinked T-KF-003@A11",
        "relinked T-KF-004@A12",
        "relinked T-KF-005@A13",
        "relinked T-SC-001@A16",
    ],
)
def content_shifted_down(book: Book) -> None:
    page = book[TASK]
    rows = list(page.rows.values())
    page.reorder(rows[1:9], rows[:8], first=2)
    page.put(rows[0], [None] * 20, 2)


@ROWS.case(
    zh="两列编号以外的各列整体下移一格", en="All columns but both ids were pushed down by one row", status="held", tells=["unclear-row T-KF-003@A10"]
)
def content_shifted_below_both_ids(book: Book) -> None:
    page = book[TASK]
    rows = list(page.rows.values())
    for first, last in ((2, 10), (12, 21)):
        page.reorder(rows[1:9], rows[:8], first, last)
        page.put(rows[0], [None] * (last - first + 1), first)


@ROWS.case(
    zh="在一列数字里插入一个空格，以下各格下移",
    en="A blank cell was put into a column of numbers, pushing it down",
    status="held",
    tells=["unclear-row T-KF-001@A8"],
)
def one_column_shifted_down(book: Book) -> None:
    page = book[TASK]
    rows = list(page.rows.values())
    page.reorder(rows[1:9], rows[:8], 15, 15)
    page.put(rows[0], [None], 15)


@ROWS.case(zh="单独排序一列文字", en="A column of texts was sorted by itself", status="held", tells=["unclear-row T-KF-001@A8"])
def one_column_sorted(book: Book) -> None:
    page = book[TASK]
    sort(page, "交付成果")


@ROWS.case(zh="单独排序一列数字", en="A column of numbers was sorted by itself", status="held", tells=["unclear-row T-KF-001@A8"])
def numbers_sorted(book: Book) -> None:
    page = book[TASK]
    sort(page, "完成进度")


@ROWS.case(
    zh="单独排序一列选项，只有两格因此变化",
    en="A column of choices was sorted by itself, which changed two cells",
    takes={"T-KF-001.priority": "medium"},
    asks={"T-SC-001.priority": "suggestion"},
    tells=["suggestion T-SC-001.priority"],
)
def choices_sorted(book: Book) -> None:
    page = book[TASK]
    sort(page, "优先级")


@ROWS.case(
    zh="五条任务的进度各加一成",
    en="Five tasks got ten percent further",
    takes={"T-KF-001.progress": 1.0, "T-KF-002.progress": 0.9, "T-KF-003.progress": 0.1, "T-KF-004.progress": 0.7, "T-KF-005.progress": 0.4},
)
def all_twenty_percent_on(book: Book) -> None:
    page = book[TASK]
    for r in page.filled[:5]:
        page[r, "完成进度"] = (page[r, "完成进度"] or 0) + 0.1


@ROWS.case(
    zh="五条任务的计划开始各推迟一周",
    en="Five tasks were put off by a week",
    takes={
        "T-KF-001.planned_start": "2026-10-19",
        "T-KF-002.planned_start": "2026-11-02",
        "T-KF-003.planned_start": "2026-11-30",
        "T-KF-004.planned_start": "2026-11-09",
        "T-KF-005.planned_start": "2026-11-16",
    },
)
def all_a_week_later(book: Book) -> None:
    page = book[TASK]
    for r in page.filled[:5]:
        page[r, "计划开始"] = page[r, "计划开始"] + timedelta(days=7)


@ROWS.case(
    zh="五条任务的负责人轮换",
    en="The owners of five tasks took turns",
    takes={
        "T-KF-001.person": "话术专员",
        "T-KF-002.person": "回访主管",
        "T-KF-003.person": "话术专员",
        "T-KF-004.person": "培训主管",
        "T-KF-005.person": "客服经理",
    },
)
def duties_rotated(book: Book) -> None:
    page = book[TASK]
    who = [page[r, "负责人"] for r in page.filled[:5]]
    for r, w in zip(page.filled[:5], [*who[1:], who[0]], strict=False):
        page[r, "负责人"] = w


@ROWS.case(zh="单独排序两列日期", en="Two columns of dates were sorted by themselves", status="held", tells=["unclear-row T-KF-002@A9"])
def two_columns_sorted(book: Book) -> None:
    page = book[TASK]
    sort(page, "计划完成", 12, 13)


@ROWS.case(zh="排序时漏了最后一列", en="The rows were sorted without the last column", status="held", tells=["unclear-row T-JS-002@A9"])
def sorted_without_the_last_column(book: Book) -> None:
    page = book[TASK]
    page.reorder(page.filled, page.filled[::-1], 1, 20)


@ROWS.case(zh="一行粘贴时整体右移一列", en="A row was pasted one column too far to the right", tells=["shifted-row T-KF-002@A9"])
def row_shifted_right(book: Book) -> None:
    page = book[TASK]
    r = page.rows["T-KF-002"]
    v = page.values(r)
    page.put(r, [None, *v[:-1]])


@ROWS.case(
    zh="全表粘贴时整体右移一列，表头没动",
    en="The whole table was pasted one column too far to the right, below its header",
    tells=[
        "shifted-row T-JS-001@A13",
        "shifted-row T-JS-002@A14",
        "shifted-row T-KF-001@A8",
        "shifted-row T-KF-002@A9",
        "shifted-row T-KF-003@A10",
        "shifted-row T-KF-004@A11",
        "shifted-row T-KF-005@A12",
        "shifted-row T-KF-006@A16",
        "shifted-row T-KF-007@A17",
        "shifted-row T-KF-008@A18",
        "shifted-row T-KF-009@A19",
        "shifted-row T-SC-001@A15",
        "unknown-column task@V11",
        "unknown-column task@V13",
        "unknown-column task@V9",
    ],
)
def table_shifted_right(book: Book) -> None:
    page = book[TASK]
    for r in page.rows.values():
        v = page.values(r)
        page.put(r, [None, *v])


@ROWS.case(
    zh="编号之后的各格整体右移一列",
    en="All cells behind the ids were pushed one column to the right",
    tells=[
        "shifted-row T-JS-001@A13",
        "shifted-row T-JS-002@A14",
        "shifted-row T-KF-001@A8",
        "shifted-row T-KF-002@A9",
        "shifted-row T-KF-003@A10",
        "shifted-row T-KF-004@A11",
        "shifted-row T-KF-005@A12",
        "shifted-row T-SC-001@A15",
        "unknown-column task@V11",
        "unknown-column task@V13",
        "unknown-column task@V9",
    ],
)
def table_shifted_right_behind_id(book: Book) -> None:
    page = book[TASK]
    for r in page.filled:
        v = page.values(r)
        page.put(r, [v[0], None, *v[1:]])


# ── ids ──


@ROWS.case(
    zh="清空编号列",
    en="The column of ids was cleared",
    tells=[
        "relinked T-JS-001@A13",
        "relinked T-JS-002@A14",
        "relinked T-KF-001@A8",
        "relinked T-KF-002@A9",
        "relinked T-KF-003@A10",
        "relinked T-KF-004@A11",
        "relinked T-KF-005@A12",
        "relinked T-SC-001@A15",
    ],
)
def all_ids_cleared(book: Book) -> None:
    page = book[TASK]
    for r in page.rows.values():
        page.sheet.cell(r, 1).value = None


@ROWS.case(
    zh="清空两列编号，再改一格",
    en="Both columns of ids were cleared and a cell was edited",
    takes={"T-KF-001.progress": 0.95},
    tells=[
        "relinked T-JS-001@A13",
        "relinked T-JS-002@A14",
        "relinked T-KF-001@A8",
        "relinked T-KF-002@A9",
        "relinked T-KF-003@A10",
        "relinked T-KF-004@A11",
        "relinked T-KF-005@A12",
        "relinked T-SC-001@A15",
    ],
)
def both_ids_cleared(book: Book) -> None:
    page = book[TASK]
    page["T-KF-001", "完成进度"] = 0.95
    for r in page.rows.values():
        page.sheet.cell(r, 1).value = None
        page.sheet.cell(r, 11).value = None


@ROWS.case(
    zh="编号改成 1、2、3……",
    en="The ids were replaced by 1, 2, 3 …",
    takes={"T-KF-001.progress": 0.95},
    tells=[
        "relinked T-JS-001@A13",
        "relinked T-JS-002@A14",
        "relinked T-KF-001@A8",
        "relinked T-KF-002@A9",
        "relinked T-KF-003@A10",
        "relinked T-KF-004@A11",
        "relinked T-KF-005@A12",
        "relinked T-SC-001@A15",
    ],
)
def ids_renumbered(book: Book) -> None:
    page = book[TASK]
    page["T-KF-001", "完成进度"] = 0.95
    for n, r in enumerate(page.filled, 1):
        page.sheet.cell(r, 1).value = n


@ROWS.case(
    zh="编号向下拖动填充成连续的编号",
    en="The first id was dragged down, which counts on",
    tells=["relinked T-JS-001@A13", "relinked T-JS-002@A14", "relinked T-SC-001@A15"],
    same=["T-KF-010", "T-KF-011", "T-KF-012"],
)
def ids_filled_down(book: Book) -> None:
    page = book[TASK]
    for n, r in enumerate(list(page.rows.values()), 1):
        page.sheet.cell(r, 1).value = f"T-KF-{n:03d}"


@ROWS.case(
    zh="编号向下拖动填充成同一个编号",
    en="The first id was dragged down, which repeats it",
    tells=[
        "relinked T-JS-001@A13",
        "relinked T-JS-002@A14",
        "relinked T-KF-002@A9",
        "relinked T-KF-003@A10",
        "relinked T-KF-004@A11",
        "relinked T-KF-005@A12",
        "relinked T-SC-001@A15",
    ],
)
def ids_filled_with_the_first(book: Book) -> None:
    page = book[TASK]
    for r in list(page.rows.values()):
        page.sheet.cell(r, 1).value = "T-KF-001"


@ROWS.case(
    zh="编号用小写、全角、空格重打，有的少了零或连字符",
    en="Ids were typed anew: small, full-width, with spaces, without zeros or hyphens",
    tells=["relinked T-KF-002@A9", "relinked T-KF-003@A10"],
    same=["t－kf－００１"],
)
def ids_retyped(book: Book) -> None:
    page = book[TASK]
    page["T-KF-001", "任务编号"] = " t－kf－００１ "
    page["T-KF-002", "任务编号"] = "T-KF-2"
    page["T-KF-003", "任务编号"] = "TKF003"


@ROWS.case(zh="删掉隐藏的编号列", en="The hidden column of ids was deleted")
def hidden_ids_deleted(book: Book) -> None:
    book[TASK].sheet.delete_cols(11)


@ROWS.case(zh="删掉编号列", en="The column of ids was deleted", takes={"T-KF-001.progress": 0.95}, tells=["relinked task"])
def id_column_deleted(book: Book) -> None:
    book[TASK]["T-KF-001", "完成进度"] = 0.95
    book[TASK].sheet.delete_cols(1)


@ROWS.case(
    zh="两列编号都删掉",
    en="Both columns of ids were deleted",
    takes={"T-KF-001.progress": 0.95},
    tells=[
        "missing-column task.id",
        "relinked T-JS-001@A13",
        "relinked T-JS-002@A14",
        "relinked T-KF-001@A8",
        "relinked T-KF-002@A9",
        "relinked T-KF-003@A10",
        "relinked T-KF-004@A11",
        "relinked T-KF-005@A12",
        "relinked T-SC-001@A15",
    ],
)
def both_id_columns_deleted(book: Book) -> None:
    book[TASK]["T-KF-001", "完成进度"] = 0.95
    book[TASK].sheet.delete_cols(11)
    book[TASK].sheet.delete_cols(1)


@ROWS.case(
    zh="两列编号都删掉，一行改了四格，包括名称里的错字",
    en="Both columns of ids were deleted; four cells of a row were edited, its title mended",
    takes={"T-KF-003.person": "回访主管张三", "T-KF-003.progress": 0.2, "T-KF-003.status": "on_track"},
    asks={"T-KF-003.title": "approval"},
    tells=[
        "approval T-KF-003.title",
        "missing-column task.id",
        "relinked T-JS-001@A13",
        "relinked T-JS-002@A14",
        "relinked T-KF-001@A8",
        "relinked T-KF-002@A9",
        "relinked T-KF-003@A10",
        "relinked T-KF-004@A11",
        "relinked T-KF-005@A12",
        "relinked T-SC-001@A15",
    ],
)
def both_id_columns_deleted_and_edited(book: Book) -> None:
    page = book[TASK]
    page["T-KF-003", "任务名称"] = "回访投诉的客户"
    page["T-KF-003", "完成进度"] = 0.2
    page["T-KF-003", "状态"] = "正常推进"
    page["T-KF-003", "负责人"] = "回访主管张三"
    page.sheet.delete_cols(11)
    page.sheet.delete_cols(1)


@ROWS.case(zh="两行的编号互换", en="Two ids were exchanged", tells=["relinked T-KF-001@A8", "relinked T-KF-002@A9"])
def two_ids_exchanged(book: Book) -> None:
    page = book[TASK]
    a, b = page.rows["T-KF-001"], page.rows["T-KF-002"]
    page.sheet.cell(a, 1).value, page.sheet.cell(b, 1).value = "T-KF-002", "T-KF-001"


@ROWS.case(
    zh="两行的内容互换，两列编号都没动",
    en="The contents of two rows were exchanged, but neither of their ids",
    status="held",
    tells=["unclear-row T-KF-002@A8"],
)
def two_rows_exchanged_without_ids(book: Book) -> None:
    page = book[TASK]
    a, b = page.rows["T-KF-001"], page.rows["T-KF-002"]
    for col in (1, 11):
        page.sheet.cell(a, col).value, page.sheet.cell(b, col).value = "T-KF-002", "T-KF-001"


@ROWS.case(
    zh="在空白行里凭记忆打了别的部门的编号",
    en="Another department's id was typed from memory into a blank row",
    takes={"T-KF-001.remark": "见新任务", "T-KF-010.department": "客服部", "T-KF-010.status": "not_started", "T-KF-010.remark": "请加快"},
    tells=[
        "duplicate-id T-KF-010@A16",
        "required-missing T-KF-010.deliverable@A16",
        "required-missing T-KF-010.person@A16",
        "required-missing T-KF-010.planned_finish@A16",
        "required-missing T-KF-010.priority@A16",
        "required-missing T-KF-010.title@A16",
    ],
)
def id_of_another_departments_record(book: Book) -> None:
    page = book[TASK]
    r = page.blanks[0]
    page["T-KF-001", "备注"] = "见新任务"
    page.put(r, [None] * 21)
    page.write(r, 任务编号="T-SC-001", 备注="请加快")


@ROWS.case(
    zh="表下新增一行，自编编号",
    en="A row was added below the table under an id of one's own",
    takes={
        "T-KF-010.title": "补做满意度问卷",
        "T-KF-010.department": "客服部",
        "T-KF-010.person": "张三",
        "T-KF-010.deliverable": "问卷",
        "T-KF-010.priority": "high",
        "T-KF-010.planned_finish": "2026-12-20",
        "T-KF-010.status": "not_started",
    },
    tells=["unknown-id T-KF-010@A20"],
)
def unknown_id_below(book: Book) -> None:
    page = book[TASK]
    page.write(
        page.sheet.max_row + 1, 任务编号="T-KF-099", 任务名称="补做满意度问卷", 负责人="张三", 交付成果="问卷", 优先级="高", 计划完成="2026-12-20"
    )


# ── rows added ──


@ROWS.case(
    zh="填了一个空白行",
    en="A blank row was filled in",
    takes={
        "T-KF-006.title": "补做满意度问卷",
        "T-KF-006.department": "客服部",
        "T-KF-006.person": "张三",
        "T-KF-006.deliverable": "问卷",
        "T-KF-006.priority": "high",
        "T-KF-006.planned_finish": "2026-12-20",
        "T-KF-006.status": "not_started",
    },
)
def blank_row_filled(book: Book) -> None:
    page = book[TASK]
    page.write(page.blanks[0], 任务名称="补做满意度问卷", 负责人="张三", 交付成果="问卷", 优先级="高", 计划完成="2026-12-20")


@ROWS.case(
    zh="在中间插入一行",
    en="A row was inserted between others",
    takes={
        "T-KF-010.title": "补做满意度问卷",
        "T-KF-010.department": "客服部",
        "T-KF-010.person": "张三",
        "T-KF-010.deliverable": "问卷",
        "T-KF-010.priority": "high",
        "T-KF-010.planned_finish": "2026-12-20",
        "T-KF-010.status": "not_started",
    },
)
def row_inserted(book: Book) -> None:
    page = book[TASK]
    page.sheet.insert_rows(10)
    page.write(10, 任务名称="补做满意度问卷", 负责人="张三", 交付成果="问卷", 优先级="高", 计划完成="2026-12-20")


@ROWS.case(
    zh="紧接表头插入一行",
    en="A row was inserted right below the header",
    takes={
        "T-KF-010.title": "补做满意度问卷",
        "T-KF-010.department": "客服部",
        "T-KF-010.person": "张三",
        "T-KF-010.deliverable": "问卷",
        "T-KF-010.priority": "high",
        "T-KF-010.planned_finish": "2026-12-20",
        "T-KF-010.status": "not_started",
    },
)
def row_inserted_first(book: Book) -> None:
    page = book[TASK]
    page.sheet.insert_rows(8)
    page.write(8, 任务名称="补做满意度问卷", 负责人="张三", 交付成果="问卷", 优先级="高", 计划完成="2026-12-20")


@ROWS.case(
    zh="隔很远在下面写了一行",
    en="A row was written far below the table",
    takes={
        "T-KF-010.title": "补做满意度问卷",
        "T-KF-010.department": "客服部",
        "T-KF-010.person": "张三",
        "T-KF-010.deliverable": "问卷",
        "T-KF-010.priority": "high",
        "T-KF-010.planned_finish": "2026-12-20",
        "T-KF-010.status": "not_started",
    },
)
def row_far_below(book: Book) -> None:
    page = book[TASK]
    page.write(500, 任务名称="补做满意度问卷", 负责人="张三", 交付成果="问卷", 优先级="高", 计划完成="2026-12-20")


@ROWS.case(
    zh="新增的行比空白行多",
    en="More rows were added than there are blank ones",
    takes={
        "T-KF-006.title": "补做第 0 批问卷",
        "T-KF-006.department": "客服部",
        "T-KF-006.person": "张三",
        "T-KF-006.deliverable": "问卷",
        "T-KF-006.priority": "high",
        "T-KF-006.planned_finish": "2026-12-20",
        "T-KF-006.status": "not_started",
        "T-KF-007.title": "补做第 1 批问卷",
        "T-KF-007.department": "客服部",
        "T-KF-007.person": "张三",
        "T-KF-007.deliverable": "问卷",
        "T-KF-007.priority": "high",
        "T-KF-007.planned_finish": "2026-12-20",
        "T-KF-007.status": "not_started",
        "T-KF-008.title": "补做第 2 批问卷",
        "T-KF-008.department": "客服部",
        "T-KF-008.person": "张三",
        "T-KF-008.deliverable": "问卷",
        "T-KF-008.priority": "high",
        "T-KF-008.planned_finish": "2026-12-20",
        "T-KF-008.status": "not_started",
        "T-KF-009.title": "补做第 3 批问卷",
        "T-KF-009.department": "客服部",
        "T-KF-009.person": "张三",
        "T-KF-009.deliverable": "问卷",
        "T-KF-009.priority": "high",
        "T-KF-009.planned_finish": "2026-12-20",
        "T-KF-009.status": "not_started",
        "T-KF-010.title": "补做第 4 批问卷",
        "T-KF-010.department": "客服部",
        "T-KF-010.person": "张三",
        "T-KF-010.deliverable": "问卷",
        "T-KF-010.priority": "high",
        "T-KF-010.planned_finish": "2026-12-20",
        "T-KF-010.status": "not_started",
        "T-KF-011.title": "补做第 5 批问卷",
        "T-KF-011.department": "客服部",
        "T-KF-011.person": "张三",
        "T-KF-011.deliverable": "问卷",
        "T-KF-011.priority": "high",
        "T-KF-011.planned_finish": "2026-12-20",
        "T-KF-011.status": "not_started",
        "T-KF-012.title": "补做第 6 批问卷",
        "T-KF-012.department": "客服部",
        "T-KF-012.person": "张三",
        "T-KF-012.deliverable": "问卷",
        "T-KF-012.priority": "high",
        "T-KF-012.planned_finish": "2026-12-20",
        "T-KF-012.status": "not_started",
        "T-KF-013.title": "补做第 7 批问卷",
        "T-KF-013.department": "客服部",
        "T-KF-013.person": "张三",
        "T-KF-013.deliverable": "问卷",
        "T-KF-013.priority": "high",
        "T-KF-013.planned_finish": "2026-12-20",
        "T-KF-013.status": "not_started",
    },
)
def many_rows_below(book: Book) -> None:
    page = book[TASK]
    for n in range(8):
        page.write(16 + n, 任务名称=f"补做第 {n} 批问卷", 负责人="张三", 交付成果="问卷", 优先级="高", 计划完成="2026-12-20")


@ROWS.case(
    zh="复制一行，原行和新行都改了",
    en="A row was copied, and both were edited",
    takes={
        "T-KF-001.progress": 0.95,
        "T-KF-010.title": "收集季度客户反馈",
        "T-KF-010.department": "客服部",
        "T-KF-010.person": "客服经理",
        "T-KF-010.collaborators": ["市场部"],
        "T-KF-010.deliverable": "反馈汇总表",
        "T-KF-010.priority": "high",
        "T-KF-010.planned_start": "2026-10-12",
        "T-KF-010.planned_finish": "2026-11-25",
        "T-KF-010.progress": 1.0,
        "T-KF-010.status": "done",
        "T-KF-010.risk": "low",
        "T-KF-010.remark": "复制的行",
    },
    tells=["duplicate-id T-KF-010@A16"],
)
def copied_row_both_edited(book: Book) -> None:
    page = book[TASK]
    r = page.blanks[0]
    page.put(r, page.values(8))
    page.write(8, 完成进度=0.95)
    page.write(r, 完成进度=1.0, 状态="已完成", 备注="复制的行")


@ROWS.case(
    zh="表下又粘贴一遍全部行",
    en="All rows were pasted below the table once more",
    tells=[
        "duplicate-id T-JS-001@A27",
        "duplicate-id T-JS-002@A28",
        "duplicate-id T-KF-001@A22",
        "duplicate-id T-KF-002@A23",
        "duplicate-id T-KF-003@A24",
        "duplicate-id T-KF-004@A25",
        "duplicate-id T-KF-005@A26",
        "duplicate-id T-SC-001@A29",
    ],
)
def table_pasted_twice(book: Book) -> None:
    page = book[TASK]
    for n, r in enumerate(page.filled):
        page.put(22 + n, page.values(r))


@ROWS.case(
    zh="表下又粘贴一遍，连同表头，并改了下面的一格",
    en="The table was pasted below itself with its header, and a cell edited there",
    takes={
        "T-KF-010.title": "收集季度客户反馈",
        "T-KF-010.department": "客服部",
        "T-KF-010.person": "客服经理",
        "T-KF-010.collaborators": ["市场部"],
        "T-KF-010.deliverable": "反馈汇总表",
        "T-KF-010.priority": "high",
        "T-KF-010.planned_start": "2026-10-12",
        "T-KF-010.planned_finish": "2026-11-25",
        "T-KF-010.progress": 0.95,
        "T-KF-010.status": "on_track",
        "T-KF-010.risk": "low",
    },
    tells=[
        "duplicate-id T-JS-001@A28",
        "duplicate-id T-JS-002@A29",
        "duplicate-id T-KF-002@A24",
        "duplicate-id T-KF-003@A25",
        "duplicate-id T-KF-004@A26",
        "duplicate-id T-KF-005@A27",
        "duplicate-id T-KF-010@A23",
        "duplicate-id T-SC-001@A30",
    ],
    same=HEADER,
)
def table_pasted_below_and_edited(book: Book) -> None:
    page = book[TASK]
    filled = page.filled
    page.put(22, page.values(7))
    for n, r in enumerate(filled):
        page.put(23 + n, page.values(r))
    page[23, "完成进度"] = 0.95


@ROWS.case(
    zh="旁边又粘贴一遍，并改了那里的一格",
    en="The table was pasted beside itself, and a cell edited there",
    tells=[
        "unknown-column task.progress@AL8",
        "unknown-column task@AA7",
        "unknown-column task@AB7",
        "unknown-column task@AC7",
        "unknown-column task@AD7",
        "unknown-column task@AE7",
        "unknown-column task@AF7",
        "unknown-column task@AG7",
        "unknown-column task@AI7",
        "unknown-column task@AJ7",
        "unknown-column task@AK7",
        "unknown-column task@AL7",
        "unknown-column task@AM7",
        "unknown-column task@AN7",
        "unknown-column task@AO7",
        "unknown-column task@AP7",
        "unknown-column task@AQ7",
        "unknown-column task@AR7",
        "unknown-column task@X7",
        "unknown-column task@Y7",
        "unknown-column task@Z7",
    ],
    same=["id", "T-KF-001", "T-KF-002", "T-KF-003", "T-KF-004", "T-KF-005", "T-JS-001", "T-JS-002", "T-SC-001"],
)
def table_beside(book: Book) -> None:
    page = book[TASK]
    for _n, r in enumerate([7, *page.filled]):
        page.put(r, page.values(r), 24)
    page.sheet.cell(8, 24 + 14).value = 0.95


@ROWS.case(
    zh="中间重复了一遍表头",
    en="The header stands once more between the rows",
    same=HEADER,
)
def header_repeated(book: Book) -> None:
    page = book[TASK]
    header = page.values(7)
    page.sheet.insert_rows(11)
    page.put(11, header)


@ROWS.case(zh="行间插入小标题", en="Headings of sections between the rows", tells=["skipped-row task@A14", "skipped-row task@A8"])
def section_headings(book: Book) -> None:
    page = book[TASK]
    page.sheet.insert_rows(13)
    page.sheet.insert_rows(8)
    page.sheet.cell(8, 1).value = "一、本部门任务"
    page.sheet.cell(14, 1).value = "二、协作任务"


@ROWS.case(zh="合并单元格的小标题", en="A heading in merged cells", tells=["skipped-row task@A8"])
def merged_section_headings(book: Book) -> None:
    page = book[TASK]
    page.sheet.insert_rows(8)
    page.sheet.cell(8, 1).value = "客服组"
    page.sheet.merge_cells("A8:U8")


@ROWS.case(zh="小标题写在名称列", en="A heading in the column of titles", tells=["skipped-row task@A8"])
def section_heading_in_title(book: Book) -> None:
    page = book[TASK]
    page.sheet.insert_rows(8)
    page.sheet.cell(8, 3).value = "一、本部门任务"


@ROWS.case(zh="行间插入小计，用公式", en="A subtotal between the rows, by a formula", tells=["skipped-row task@A13"])
def subtotals(book: Book) -> None:
    page = book[TASK]
    page.sheet.insert_rows(13)
    page.sheet.cell(13, 1).value = "小计"
    page.sheet.cell(13, 15).value = "=AVERAGE(O8:O12)"


@ROWS.case(zh="表下一个求平均的公式", en="A formula below the table and nothing else", tells=["skipped-row task@A21"])
def sum_without_words(book: Book) -> None:
    page = book[TASK]
    page.sheet.cell(21, 15).value = "=AVERAGE(O8:O15)"


@ROWS.case(zh="表下写一句注", en="A remark below the table", tells=["skipped-row task@A22"])
def note_below(book: Book) -> None:
    page = book[TASK]
    page.sheet.cell(22, 1).value = "注：进度截至周四下班。"


@ROWS.case(
    zh="表下在名称列写说明、制表人和审核人",
    en="A remark and a line for signatures below the table, in the columns of the table",
    tells=["skipped-row task@A22", "skipped-row task@A23"],
)
def notes_below_in_the_title_column(book: Book) -> None:
    page = book[TASK]
    page.sheet.cell(22, 3).value = "以上由客服部填写，如有疑问请联系客服经理。"
    page.sheet.cell(23, 3).value = "制表：张三"
    page.sheet.cell(23, 8).value = "审核：李四"


@ROWS.case(zh="表下写填表人和日期", en="Who filled it in and when, below the table", tells=["skipped-row task@A22"])
def signature_below(book: Book) -> None:
    page = book[TASK]
    page.sheet.cell(22, 6).value = "填表人：张三"
    page.sheet.cell(22, 13).value = "日期：2026年11月19日"


@ROWS.case(
    zh="空白行的编号改成序号",
    en="The ids of blank rows were replaced by numbers",
    tells=["relinked T-KF-006@A16", "relinked T-KF-007@A17", "relinked T-KF-008@A18", "relinked T-KF-009@A19"],
)
def numbers_in_blank_ids(book: Book) -> None:
    page = book[TASK]
    for n, r in enumerate(page.blanks, 9):
        page.sheet.cell(r, 1).value = n


@ROWS.case(
    zh="筛选掉几行，改了其中一行", en="Rows were filtered out, one of them edited", takes={"T-KF-002.progress": 0.95}, tells=["hidden-rows task"]
)
def filtered(book: Book) -> None:
    page = book[TASK]
    page["T-KF-002", "完成进度"] = 0.95
    for r in (8, 9, 10):
        page.sheet.row_dimensions[r].hidden = True


@ROWS.case(
    zh="分组折叠几行，改了其中一行",
    en="Rows were grouped and folded, one of them edited",
    takes={"T-KF-002.progress": 0.95},
    tells=["hidden-rows task"],
)
def grouped(book: Book) -> None:
    page = book[TASK]
    page["T-KF-002", "完成进度"] = 0.95
    page.sheet.row_dimensions.group(9, 11, hidden=True)


@ROWS.case(zh="删掉空白行", en="The blank rows were deleted")
def blank_rows_deleted(book: Book) -> None:
    book[TASK].sheet.delete_rows(16, 4)


@ROWS.case(zh="删掉别的部门的行", en="The rows of other departments were deleted", status="merged")
def only_own_rows_left(book: Book) -> None:
    book[TASK].sheet.delete_rows(13, 3)


@ROWS.case(
    zh="删掉全部行",
    en="All rows were deleted",
    asks={"T-KF-001": "removal", "T-KF-002": "removal", "T-KF-003": "removal", "T-KF-004": "removal", "T-KF-005": "removal"},
    tells=["removal T-KF-001", "removal T-KF-002", "removal T-KF-003", "removal T-KF-004", "removal T-KF-005"],
)
def all_rows_deleted(book: Book) -> None:
    book[TASK].sheet.delete_rows(8, 12)


@ROWS.case(
    zh="清空全部内容，只留编号",
    en="All content was cleared but the ids",
    asks={"T-KF-001": "removal", "T-KF-002": "removal", "T-KF-003": "removal", "T-KF-004": "removal", "T-KF-005": "removal"},
    tells=["removal T-KF-001", "removal T-KF-002", "removal T-KF-003", "removal T-KF-004", "removal T-KF-005"],
)
def all_content_cleared(book: Book) -> None:
    page = book[TASK]
    for r in page.filled:
        page.put(r, [None] * 9, 2)
        page.put(r, [None] * 10, 12)


@ROWS.case(zh="清空一行内容，只留编号", en="A row was cleared but its ids", asks={"T-KF-003": "removal"}, tells=["removal T-KF-003"])
def row_content_cleared(book: Book) -> None:
    page = book[TASK]
    r = 10
    page.put(r, [None] * 9, 2)
    page.put(r, [None] * 10, 12)


@ROWS.case(
    zh="一行改成另一件事",
    en="A row was made another task",
    takes={"T-KF-003.person": "王五", "T-KF-003.priority": "high", "T-KF-003.planned_start": "2026-12-01"},
    asks={"T-KF-003.title": "approval", "T-KF-003.deliverable": "approval", "T-KF-003.planned_finish": "approval"},
    tells=["approval T-KF-003.deliverable", "approval T-KF-003.planned_finish", "approval T-KF-003.title"],
)
def row_reused(book: Book) -> None:
    page = book[TASK]
    page.write(
        10, 任务名称="上线新版知识库", 负责人="王五", 交付成果="知识库", 优先级="高", 计划开始="2026-12-01", 计划完成="2027-01-15", 状态="未开始"
    )


@ROWS.case(zh="一行移到了另一张表", en="A row was moved to another sheet", tells=["misplaced-row T-KF-003@A13"])
def row_moved_to_another_sheet(book: Book) -> None:
    page = book[TASK]
    v = page.values(10)
    page.put(10, [None] * 21)
    book["成果验收"].put(book["成果验收"].sheet.max_row + 1, v)


@ROWS.case(zh="一行连同表头移到自己新建的表", en="A row was moved to a new sheet, with the header", tells=["second-sheet task"])
def rows_moved_to_a_sheet_of_their_own(book: Book) -> None:
    page = book[TASK]
    h, v = page.values(7), page.values(10)
    page.sheet.delete_rows(10)
    new = Page(book.book.create_sheet("已归档"))
    new.put(1, h)
    new.put(2, v)


@ROWS.case(zh="行列转置", en="Rows and columns were transposed", tells=["missing-sheet task"])
def transposed(book: Book) -> None:
    page = book[TASK]
    block = [page.values(r) for r in range(7, 16)]
    for r in range(7, 20):
        page.put(r, [None] * 21)
    for c, values in enumerate(block, 1):
        for r, v in enumerate(values, 7):
            page.sheet.cell(r, c).value = v


@ROWS.made(
    zh="表下粘贴别的部门的行",
    en="Rows of another department were pasted below",
    takes={
        "T-KF-010.title": "缩短响应时间",
        "T-KF-010.department": "客服部",
        "T-KF-010.person": "开发组长",
        "T-KF-010.collaborators": ["客服部"],
        "T-KF-010.deliverable": "新版流转",
        "T-KF-010.priority": "high",
        "T-KF-010.planned_start": "2026-11-25",
        "T-KF-010.planned_finish": "2026-12-21",
        "T-KF-010.progress": 0.2,
        "T-KF-010.status": "not_started",
        "T-KF-010.risk": "medium",
    },
    asks={"T-KF-010.department": "suggestion"},
    tells=["duplicate-id T-JS-001@A21", "duplicate-id T-KF-004@A23", "duplicate-id T-KF-010@A22", "suggestion T-KF-010.department"],
)
def rows_of_another_department(desk: Desk) -> Path:
    book, other = desk.open(), desk.open("技术部")
    page, theirs = book[TASK], other[TASK]
    theirs["T-JS-002", "完成进度"] = 0.2
    for n, r in enumerate(theirs.filled):
        page.put(21 + n, theirs.values(r))
    return desk.save(book)


@ROWS.made(
    zh="整表换成别的部门的行",
    en="The rows were replaced by another department's",
    tells=["wrong-department task"],
    same=["T-JS-003", "T-JS-004", "T-JS-005", "T-JS-006", "0.2", "20%"],
)
def table_of_another_department(desk: Desk) -> Path:
    book, other = desk.open(), desk.open("技术部")
    page, theirs = book[TASK], other[TASK]
    theirs["T-JS-002", "完成进度"] = 0.2
    for r in page.rows.values():
        page.put(r, [None] * 21)
    for n, r in enumerate(theirs.rows.values()):
        page.put(8 + n, theirs.values(r))
    return desk.save(book)


@ROWS.case(
    zh="上下合并两行的负责人", en="The owners of two rows were merged", takes={"T-KF-002.person": "客服经理"}, tells=["repaired-value task.person@F9"]
)
def merged_status(book: Book) -> None:
    page = book[TASK]
    page.sheet.merge_cells("F8:F9")


@ROWS.case(
    zh="左右合并名称和描述", en="A title was merged with the description", asks={"T-KF-002.title": "approval"}, tells=["approval T-KF-002.title"]
)
def merged_across(book: Book) -> None:
    page = book[TASK]
    page.sheet["C9"].value = "编写客服话术手册（含附录）"
    page.sheet.merge_cells("C9:D9")


@ROWS.case(zh="上下合并两行的编号", en="The ids of two rows were merged", tells=["relinked T-KF-002@A9"])
def merged_ids(book: Book) -> None:
    page = book[TASK]
    page.sheet.merge_cells("A8:A9")
