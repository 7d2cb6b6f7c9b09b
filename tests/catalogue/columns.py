"""Columns and sheets: renamed, moved, deleted, doubled, in other workbooks and under other programs' hands."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from catalogue.harness import Book, Desk, Group, Page
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill

COLUMNS = Group("列和表", "Columns and sheets")
TASK = "任务跟踪"


def head(book: Book, label: str, text: str | None) -> None:
    """Writes another header over a column's own."""
    page = book[TASK]
    page.sheet.cell(page.header, page.columns[label]).value = text


def edit(book: Book) -> None:
    """The edit that must arrive, whatever else was done."""
    book[TASK]["T-KF-001", "完成进度"] = 0.95


def moved(page: Page, order: Sequence[int]) -> None:
    """Puts the columns into another order, formats and all."""
    for row in page.sheet.iter_rows(min_row=page.header, max_col=len(order)):
        cells = [(cell.value, cell.number_format) for cell in row]
        for cell, column in zip(row, order, strict=True):
            cell.value, cell.number_format = cells[column - 1]


@COLUMNS.case(
    zh="表头改成别的说法", en="A header was replaced by other words", takes={"T-KF-001.progress": 0.95}, tells=["renamed-column task.progress"]
)
def column_renamed(book: Book) -> None:
    edit(book)
    head(book, "完成进度", "做到哪了")


@COLUMNS.case(
    zh="表头改成相近的说法，或加了单位",
    en="Headers were replaced by similar ones, or got a unit",
    takes={"T-KF-001.progress": 0.95},
    tells=["renamed-column task.person", "renamed-column task.planned_finish"],
    same=["完成进度（%）"],
)
def column_renamed_nearly(book: Book) -> None:
    edit(book)
    head(book, "完成进度", "完成进度（%）")
    head(book, "计划完成", "计划完成时间")
    head(book, "负责人", "责任人")


@COLUMNS.case(
    zh="部分表头改成英文", en="Some headers were translated", takes={"T-KF-001.progress": 0.95}, same=["Task", "OWNER", "Progress", "Status"]
)
def headers_in_english(book: Book) -> None:
    edit(book)
    head(book, "完成进度", "Progress")
    head(book, "状态", "Status")
    head(book, "任务名称", "Task")
    head(book, "负责人", "OWNER ")


@COLUMNS.case(
    zh="表头加了换行、空格、括号里的说明、冒号",
    en="Headers got line breaks, spaces, remarks in brackets, colons",
    takes={"T-KF-001.progress": 0.95},
    same=["任 务 名 称", "优先级（高/中/低）", "计划完成*\n(年-月-日)", "完成进度\n（填百分数）", "状态【必填】", "备注："],
)
def headers_with_remarks(book: Book) -> None:
    edit(book)
    head(book, "完成进度", "完成进度\n（填百分数）")
    head(book, "计划完成", "计划完成*\n(年-月-日)")
    head(book, "状态", "状态【必填】")
    head(book, "备注", "备注：")
    head(book, "优先级", "优先级（高/中/低）")
    head(book, "任务名称", " 任 务 名 称 ")


@COLUMNS.case(zh="表头加粗上色", en="The header was coloured", takes={"T-KF-001.progress": 0.95})
def headers_bold(book: Book) -> None:
    edit(book)
    for c in book[TASK].sheet[7]:
        c.font = Font(bold=True)
        c.fill = PatternFill("solid", fgColor="FFFF00")


@COLUMNS.case(zh="调换列的次序", en="Columns were moved", takes={"T-KF-001.progress": 0.95})
def columns_moved(book: Book) -> None:
    edit(book)
    moved(book[TASK], [1, 3, 15, 16, 2, *range(4, 15), *range(17, 22)])


@COLUMNS.case(zh="编号列移到最后", en="The column of ids was moved to the end", takes={"T-KF-001.progress": 0.95})
def id_column_moved(book: Book) -> None:
    edit(book)
    moved(book[TASK], [*range(2, 22), 1])


@COLUMNS.case(zh="删掉一列", en="A column was deleted", takes={"T-KF-001.progress": 0.95}, tells=["missing-column task.risk_note"])
def column_deleted(book: Book) -> None:
    edit(book)
    book[TASK].sheet.delete_cols(book[TASK].columns["风险说明"])


@COLUMNS.case(zh="隐藏几列", en="Columns were hidden", takes={"T-KF-001.progress": 0.95})
def columns_hidden(book: Book) -> None:
    edit(book)
    for c in "BDEG":
        book[TASK].sheet.column_dimensions[c].hidden = True


@COLUMNS.case(
    zh="插入自己的一列并填写",
    en="A column of one's own was inserted and filled in",
    takes={"T-KF-001.progress": 0.95},
    tells=["unknown-column task@E7"],
)
def column_added(book: Book) -> None:
    edit(book)
    page = book[TASK]
    page.sheet.insert_cols(5)
    page.sheet.cell(7, 5).value = "本周重点"
    page.sheet.cell(8, 5).value = "是"
    page.sheet.cell(9, 5).value = "待跟进：等样本"


@COLUMNS.case(
    zh="最前面插入序号列", en="A column of serial numbers was inserted in front", takes={"T-KF-001.progress": 0.95}, tells=["unknown-column task@A7"]
)
def serial_numbers_in_front(book: Book) -> None:
    edit(book)
    page = book[TASK]
    page.sheet.insert_cols(1)
    page.sheet.cell(7, 1).value = "序号"
    for n, r in enumerate(range(8, 20), 1):
        page.sheet.cell(r, 1).value = n


@COLUMNS.case(
    zh="插入没有表头的一列，写了一格",
    en="A column without a header was inserted, with one cell",
    takes={"T-KF-001.progress": 0.95},
    tells=["unknown-column task@E8"],
)
def unlabelled_column(book: Book) -> None:
    edit(book)
    page = book[TASK]
    page.sheet.insert_cols(5)
    page.sheet.cell(8, 5).value = "请看邮件"


@COLUMNS.case(
    zh="复制一列，改了后一列",
    en="A column was doubled and the second one edited",
    tells=["unknown-column task.progress@P8", "unknown-column task@P7"],
)
def column_doubled(book: Book) -> None:
    page = book[TASK]
    page.sheet.insert_cols(16)
    for r in range(7, 20):
        page.sheet.cell(r, 16).value = page.sheet.cell(r, 15).value
    page.sheet.cell(8, 16).value = 0.95


@COLUMNS.case(
    zh="复制一列，改了前一列",
    en="A column was doubled and the first one edited",
    takes={"T-KF-001.progress": 0.95},
    tells=["unknown-column task.progress@P8", "unknown-column task@P7"],
)
def column_doubled_in_front(book: Book) -> None:
    page = book[TASK]
    page.sheet.insert_cols(15)
    for r in range(7, 20):
        page.sheet.cell(r, 15).value = page.sheet.cell(r, 16).value
    page.sheet.cell(8, 15).value = 0.95


@COLUMNS.case(
    zh="前面多了一个同名的空列",
    en="A blank column of the same name stands before it",
    takes={"T-KF-001.progress": 0.95},
    tells=["unknown-column task@O7"],
)
def column_doubled_blank(book: Book) -> None:
    page = book[TASK]
    page.sheet.insert_cols(15)
    page.sheet.cell(7, 15).value = "完成进度"
    page.sheet.cell(8, 16).value = 0.95


@COLUMNS.case(
    zh="两个表头的文字互换，类型不同",
    en="The labels of two columns of different types were exchanged",
    tells=["renamed-column task.planned_finish", "renamed-column task.progress"],
)
def headers_swapped(book: Book) -> None:
    head(book, "计划完成", "完成进度")
    head(book, "完成进度", "计划完成 *")


@COLUMNS.case(
    zh="两个日期表头的文字互换",
    en="The labels of two columns of dates were exchanged",
    tells=["renamed-column task.planned_finish", "renamed-column task.planned_start"],
)
def headers_of_one_type_swapped(book: Book) -> None:
    head(book, "计划完成", "计划开始")
    head(book, "计划开始", "计划完成 *")


@COLUMNS.case(
    zh="两个文字表头的文字互换",
    en="The labels of two columns of texts were exchanged",
    tells=["renamed-column task.deliverable", "renamed-column task.title"],
)
def text_headers_swapped(book: Book) -> None:
    head(book, "任务名称", "交付成果 *")
    head(book, "交付成果", "任务名称 *")


@COLUMNS.case(
    zh="表头上面加一行合并的分组标题",
    en="A row of merged group headings was put above the header",
    takes={"T-KF-001.progress": 0.95},
    tells=["skipped-row task@L7"],
    same=["任务"],
)
def header_of_two_rows(book: Book) -> None:
    edit(book)
    page = book[TASK]
    page.sheet.insert_rows(7)
    page.sheet.cell(7, 12).value = "计划"
    page.sheet.merge_cells("L7:M7")
    page.sheet.cell(7, 1).value = "任务"
    page.sheet.merge_cells("A7:J7")


@COLUMNS.case(
    zh="两行表头，其余上下合并",
    en="The header was spread over two rows, most cells merged",
    takes={"T-KF-001.progress": 0.95},
    tells=["skipped-row task@K7"],
)
def header_merged_down(book: Book) -> None:
    edit(book)
    page = book[TASK]
    page.sheet.insert_rows(8)
    for c in range(1, 22):
        if c not in (12, 13):
            page.sheet.merge_cells(start_row=7, end_row=8, start_column=c, end_column=c)
    page.sheet.cell(8, 12).value = page.sheet.cell(7, 12).value
    page.sheet.cell(8, 13).value = page.sheet.cell(7, 13).value
    page.sheet.cell(7, 12).value = "时间"
    page.sheet.cell(7, 13).value = None
    page.sheet.merge_cells("L7:M7")


@COLUMNS.case(
    zh="上面插入几行并写标题", en="Rows were inserted above, with a title", takes={"T-KF-001.progress": 0.95}, tells=["skipped-row task@A1"]
)
def title_rows_above(book: Book) -> None:
    edit(book)
    page = book[TASK]
    page.sheet.insert_rows(1, 5)
    page.sheet["A1"].value = "客服部本周任务（已核对）"


@COLUMNS.case(zh="删掉表头上面的行，连同回收码", en="The rows above the header were deleted, with the return code", takes={"T-KF-001.progress": 0.95})
def rows_above_deleted(book: Book) -> None:
    edit(book)
    book[TASK].sheet.delete_rows(1, 6)


@COLUMNS.case(zh="表头移到了第 37 行", en="The header was moved to row 37", takes={"T-KF-001.progress": 0.95})
def header_far_below(book: Book) -> None:
    edit(book)
    book[TASK].sheet.insert_rows(1, 30)


@COLUMNS.case(zh="删掉表头", en="The header was deleted", tells=["missing-sheet task"])
def header_deleted(book: Book) -> None:
    edit(book)
    book[TASK].sheet.delete_rows(7)


@COLUMNS.case(
    zh="清空两个表头，并改了这两列",
    en="Two headers were cleared and cells below them edited",
    takes={"T-KF-001.progress": 0.95, "T-KF-001.remark": "已核对"},
    tells=["renamed-column task.progress", "renamed-column task.remark"],
)
def some_headers_cleared(book: Book) -> None:
    edit(book)
    head(book, "完成进度", None)
    head(book, "备注", None)
    book[TASK]["T-KF-001", "备注"] = "已核对"


# ── sheets ──


@COLUMNS.case(zh="表改名", en="The sheet was renamed", takes={"T-KF-001.progress": 0.95}, tells=["renamed-sheet task"])
def sheet_renamed(book: Book) -> None:
    edit(book)
    book[TASK].sheet.title = "11月任务"


@COLUMNS.case(
    zh="表改名，又删掉五列",
    en="The sheet was renamed and five columns deleted",
    takes={"T-KF-001.progress": 0.95},
    tells=[
        "missing-column task.acceptance_criteria",
        "missing-column task.description",
        "missing-column task.request",
        "missing-column task.risk_note",
        "missing-column task.support",
        "renamed-sheet task",
    ],
)
def sheet_renamed_and_cut(book: Book) -> None:
    edit(book)
    book[TASK].sheet.title = "11月任务"
    for label in ("风险说明", "所需支持", "验收标准", "任务描述", "关联需求"):
        page = Page(book[TASK].sheet)
        book[TASK].sheet.delete_cols(page.columns[label])


@COLUMNS.case(zh="表名改成英文", en="Sheets were renamed in English", takes={"T-KF-001.progress": 0.95})
def sheets_in_english(book: Book) -> None:
    edit(book)
    for a, b in {"任务跟踪": "Tasks", "进度日志": "Progress Log", "成果验收": "acceptance "}.items():
        book[a].sheet.title = b


@COLUMNS.case(zh="删掉一张表", en="A sheet was deleted", takes={"T-KF-001.progress": 0.95}, tells=["missing-sheet acceptance"])
def sheet_deleted(book: Book) -> None:
    edit(book)
    del book.book["成果验收"]


@COLUMNS.case(zh="删掉填写说明", en="The guide was deleted", takes={"T-KF-001.progress": 0.95})
def guide_deleted(book: Book) -> None:
    edit(book)
    del book.book["填写说明"]


@COLUMNS.case(
    zh="只留一张表",
    en="All sheets but one were deleted",
    takes={"T-KF-001.progress": 0.95},
    tells=["missing-sheet acceptance", "missing-sheet overview", "missing-sheet progress", "missing-sheet request", "missing-sheet retro"],
)
def only_one_sheet_left(book: Book) -> None:
    edit(book)
    for s in list(book.book.sheetnames):
        if s != TASK and book.book[s].sheet_state == "visible":
            del book.book[s]


@COLUMNS.case(zh="调换表的次序", en="The sheets were put into another order", takes={"T-KF-001.progress": 0.95})
def sheets_reordered(book: Book) -> None:
    edit(book)
    book.book._sheets = book.book._sheets[::-1]


@COLUMNS.case(zh="复制一张表，没有改", en="A sheet was doubled and left as it is", takes={"T-KF-001.progress": 0.95}, tells=["unknown-sheet"])
def sheet_doubled(book: Book) -> None:
    edit(book)
    s = book.book.copy_worksheet(book[TASK].sheet)
    s.title = "任务跟踪 (2)"


@COLUMNS.case(
    zh="复制一张表，两张都改了", en="A sheet was doubled and both were edited", takes={"T-KF-001.progress": 0.95}, tells=["second-sheet task"]
)
def sheet_doubled_both_edited(book: Book) -> None:
    s = book.book.copy_worksheet(book[TASK].sheet)
    s.title = "任务跟踪 (2)"
    edit(book)
    Page(s)["T-KF-002", "完成进度"] = 0.85


@COLUMNS.case(zh="复制一张表，只改了后一张", en="A sheet was doubled and only the second one edited", tells=["second-sheet task"])
def sheet_doubled_second_edited(book: Book) -> None:
    s = book.book.copy_worksheet(book[TASK].sheet)
    s.title = "任务跟踪 (2)"
    Page(s)["T-KF-002", "完成进度"] = 0.85


@COLUMNS.case(
    zh="复制一张表，删掉原来的", en="A sheet was doubled and the first one deleted", takes={"T-KF-001.progress": 0.95}, tells=["renamed-sheet task"]
)
def sheet_replaced_by_its_copy(book: Book) -> None:
    edit(book)
    s = book.book.copy_worksheet(book[TASK].sheet)
    s.title = "任务跟踪 (2)"
    del book.book[TASK]


@COLUMNS.case(zh="隐藏一张表", en="A sheet was hidden", takes={"T-KF-001.progress": 0.95})
def sheet_hidden(book: Book) -> None:
    edit(book)
    book[TASK].sheet.sheet_state = "hidden"


@COLUMNS.case(zh="深度隐藏一张表", en="A sheet was very hidden", takes={"T-KF-001.progress": 0.95})
def sheet_very_hidden(book: Book) -> None:
    edit(book)
    book[TASK].sheet.sheet_state = "veryHidden"


@COLUMNS.case(zh="新建一张自己的表", en="A sheet of one's own was added", takes={"T-KF-001.progress": 0.95}, tells=["unknown-sheet"])
def sheet_added(book: Book) -> None:
    edit(book)
    s = book.book.create_sheet("会议纪要")
    s["A1"] = "周四例会"
    s["A2"] = "技术部下周给接口"


@COLUMNS.case(zh="新建一张隐藏的表", en="A hidden sheet was added", takes={"T-KF-001.progress": 0.95}, same=["先放这里"])
def hidden_sheet_added(book: Book) -> None:
    edit(book)
    s = book.book.create_sheet("草稿")
    s["A1"] = "先放这里"
    s.sheet_state = "hidden"


@COLUMNS.case(
    zh="把一张表剪贴到另一张表的下面",
    en="A sheet was moved below the table on another one",
    takes={"T-KF-001.progress": 0.95, "P-KF-001.done": "三个渠道都已汇总"},
    tells=["renamed-sheet progress"],
)
def two_sheets_in_one(book: Book) -> None:
    edit(book)
    page, log = book[TASK], book["进度日志"]
    log["P-KF-001", "本期进展"] = "三个渠道都已汇总"
    for n, row in enumerate(range(log.header, log.header + 4)):
        page.put(24 + n, [c.value for c in log.sheet[row]])
    del book.book["进度日志"]


@COLUMNS.case(zh="工作表加密码保护", en="The sheet was protected by a password", takes={"T-KF-001.progress": 0.95})
def sheet_protected(book: Book) -> None:
    edit(book)
    book[TASK].sheet.protection.set_password("123")
    book[TASK].sheet.protection.sheet = True


@COLUMNS.case(zh="工作簿结构加密码保护", en="The workbook's structure was locked by a password", takes={"T-KF-001.progress": 0.95})
def workbook_locked(book: Book) -> None:
    edit(book)
    from openpyxl.workbook.protection import WorkbookProtection

    book.book.security = WorkbookProtection(workbookPassword="123", lockStructure=True)


@COLUMNS.case(zh="改了冻结窗格、缩放和筛选范围", en="Frozen panes, zoom and filter were changed", takes={"T-KF-001.progress": 0.95})
def view_changed(book: Book) -> None:
    edit(book)
    s = book[TASK].sheet
    s.freeze_panes = "D9"
    s.sheet_view.zoomScale = 60
    s.auto_filter.ref = "A7:U15"


@COLUMNS.made(
    zh="一张表粘贴到新工作簿",
    en="A sheet was pasted into a new workbook",
    takes={"T-KF-001.progress": 0.95},
    tells=[
        "missing-sheet acceptance",
        "missing-sheet overview",
        "missing-sheet progress",
        "missing-sheet request",
        "missing-sheet retro",
        "renamed-sheet task",
    ],
)
def sheet_in_a_new_workbook(desk: Desk) -> Path:
    book = desk.open()
    edit(book)
    new = Workbook()
    s = new.active
    s.title = "Sheet1"
    for row in book[TASK].sheet.iter_rows():
        for c in row:
            if c.value is not None:
                s.cell(c.row, c.column).value = c.value
                s.cell(c.row, c.column).number_format = c.number_format
    return desk.save(Book(new))


@COLUMNS.made(
    zh="只把表格粘贴到新工作簿，没有回收码",
    en="Only the table was pasted into a new workbook, without the return code",
    takes={"T-KF-001.progress": 0.95},
    tells=[
        "missing-sheet acceptance",
        "missing-sheet overview",
        "missing-sheet progress",
        "missing-sheet request",
        "missing-sheet retro",
        "no-return-code",
        "renamed-sheet task",
    ],
)
def table_in_a_new_workbook(desk: Desk) -> Path:
    book = desk.open()
    edit(book)
    new = Workbook()
    s = new.active
    for n, row in enumerate(book[TASK].sheet.iter_rows(min_row=7), 1):
        for c in row:
            s.cell(n, c.column).value = c.value
    return desk.save(Book(new))


# ── cells ──


@COLUMNS.case(
    zh="一格引用另一张表，没有结果",
    en="A cell refers to another sheet and has no result",
    status="merged",
    tells=["uncalculated-formula T-KF-001.progress@O8"],
)
def formula_elsewhere(book: Book) -> None:
    book[TASK]["T-KF-001", "完成进度"] = "='进度日志'!F8"


@COLUMNS.case(
    zh="一格引用另一个文件，没有结果",
    en="A cell refers to another file and has no result",
    status="merged",
    tells=["uncalculated-formula T-KF-001.progress@O8"],
)
def formula_in_another_file(book: Book) -> None:
    book[TASK]["T-KF-001", "完成进度"] = "='[other.xlsx]Sheet1'!A1"


@COLUMNS.case(zh="一格里部分文字加粗", en="A part of a text was made bold", takes={"T-KF-001.support": "需要三个渠道的数据"})
def rich_text(book: Book) -> None:
    book[TASK]["T-KF-001", "所需支持"] = CellRichText("需要", TextBlock(InlineFont(b=True), "三个渠道"), "的数据")


@COLUMNS.case(zh="加批注", en="A comment was added", tells=["comment task@O8"])
def commented(book: Book) -> None:
    book[TASK].sheet["O8"].comment = Comment("实际已到 95%", "张三")


@COLUMNS.case(zh="一行加删除线、改颜色", en="A row was struck through and coloured")
def struck_through(book: Book) -> None:
    for c in book[TASK].sheet[10]:
        c.font = Font(strike=True, color="FF0000")


@COLUMNS.case(zh="自动换行", en="Texts were wrapped", takes={"T-KF-001.progress": 0.95})
def wrapped(book: Book) -> None:
    edit(book)
    for row in book[TASK].sheet["A8:U15"]:
        for c in row:
            c.alignment = Alignment(wrap_text=True)


@COLUMNS.case(zh="概览表上面和左边插入空行空列", en="A blank row and a blank column were inserted into the form")
def form_moved(book: Book) -> None:
    ws = book["项目概览"].sheet
    ws.insert_cols(1)
    ws.insert_rows(3)
