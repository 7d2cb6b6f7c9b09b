"""Whose copy: what says so dies alone and together, in other programs and formats, or speaks for somebody else."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from typing import Any

from catalogue.harness import Book, Desk, Group
from codes import Change, no_blank_rows, no_codes, no_keywords, no_lists, no_property, no_shown_codes, no_title_rows, showing
from openpyxl import Workbook
from play import workbook

from sheetsync.model.token import make_token

WHOSE = Group("是谁的", "Whose copy it is")
TASK, GUIDE = "任务跟踪", "填写说明"
TAKEN = {"T-KF-001.progress": 0.95}
CARRIERS = (no_keywords, no_property, no_lists, no_shown_codes)


def worked_on(book: Book, *changes: Change) -> None:
    """A copy with an edit, of which some carriers of the return code died."""
    book[TASK]["T-KF-001", "完成进度"] = 0.95
    for change in changes:
        change(book.book)


def all_but(carrier: Change) -> tuple[Change, ...]:
    return tuple(each for each in CARRIERS if each is not carrier)


@WHOSE.made(zh="文件改了名，写的是别的部门", en="The file was given another name, of another department", takes=TAKEN)
def another_name(desk: Desk) -> Path:
    book = desk.open()
    worked_on(book)
    return desk.save(book, "市场部 最终版(2).xlsx")


@WHOSE.case(zh="文档的自定义属性丢了", en="The document's own property is gone", takes=TAKEN)
def property_gone(book: Book) -> None:
    worked_on(book, no_property)


@WHOSE.case(zh="文档的关键词丢了", en="The document's keywords are gone", takes=TAKEN)
def keywords_gone(book: Book) -> None:
    worked_on(book, no_keywords)


@WHOSE.case(zh="隐藏的列表页删掉了", en="The hidden sheet of lists was deleted", takes=TAKEN)
def lists_gone(book: Book) -> None:
    worked_on(book, no_lists)


@WHOSE.case(zh="各表上方的回收码都删了", en="The return codes above all tables were deleted", takes=TAKEN)
def shown_codes_gone(book: Book) -> None:
    worked_on(book, no_shown_codes)


@WHOSE.case(zh="填写说明整页删掉了", en="The sheet of instructions was deleted", takes=TAKEN)
def guide_gone(book: Book) -> None:
    worked_on(book)
    del book.book[GUIDE]


@WHOSE.case(zh="只剩自定义属性", en="Only the document's own property is left", takes=TAKEN)
def only_the_property(book: Book) -> None:
    worked_on(book, *all_but(no_property))


@WHOSE.case(zh="只剩关键词", en="Only the keywords are left", takes=TAKEN)
def only_the_keywords(book: Book) -> None:
    worked_on(book, *all_but(no_keywords))


@WHOSE.case(zh="只剩隐藏的列表页", en="Only the hidden sheet of lists is left", takes=TAKEN)
def only_the_lists(book: Book) -> None:
    worked_on(book, *all_but(no_lists))


@WHOSE.case(zh="只剩一张表上方的回收码", en="Only the return code above one table is left", takes=TAKEN)
def only_one_shown_code(book: Book) -> None:
    line = next(cell.value for row in book[TASK].sheet.iter_rows(max_row=6) for cell in row if "SS-" in str(cell.value))
    worked_on(book, *CARRIERS)
    book[TASK].sheet["A4"].value = line


@WHOSE.case(zh="四处都没有了，空白行的编号还在", en="All four are gone, the ids of the blank rows are there", takes=TAKEN, tells=["no-return-code"])
def all_gone(book: Book) -> None:
    worked_on(book, *CARRIERS)


@WHOSE.case(
    zh="四处都没有了，表名和标题行也改了", en="All four are gone, sheets renamed and title rows deleted", takes=TAKEN, tells=["no-return-code"]
)
def all_gone_and_renamed(book: Book) -> None:
    worked_on(book, *CARRIERS, no_title_rows)
    book[TASK].sheet.title = "任务"


@WHOSE.case(zh="四处都没有了，空白行也删了", en="All four are gone, and the blank rows", status="held", tells=["unknown-copy"])
def all_gone_and_no_blank_rows(book: Book) -> None:
    worked_on(book, no_codes, no_blank_rows)


@WHOSE.case(zh="四处都没有了，编号列也清空了", en="All four are gone, and all ids", status="held", tells=["unknown-copy"])
def all_gone_and_no_ids(book: Book) -> None:
    worked_on(book, no_codes)
    for page in (page for page in book.pages.values() if page.sheet.title not in (GUIDE,)):
        for row in page.sheet.iter_rows():
            for cell in row:
                if str(cell.value).count("-") == 2 and str(cell.value)[-3:].isdigit():
                    cell.value = None


@WHOSE.case(
    zh="回收码抄错一个字符，其他都没有了", en="The return code was typed with a slip, all others are gone", takes=TAKEN, tells=["no-return-code"]
)
def a_slip(book: Book) -> None:
    line = next(str(cell.value) for row in book[TASK].sheet.iter_rows(max_row=6) for cell in row if "SS-" in str(cell.value))
    worked_on(book, *CARRIERS)
    place = line.index("SS-") + 4
    book[TASK].sheet["A4"].value = line[:place] + ("A" if line[place] != "A" else "B") + line[place + 1 :]


@WHOSE.case(zh="回收码用全角小写重打", en="The return code was typed again in wide small letters", takes=TAKEN)
def typed_again(book: Book) -> None:
    line = next(str(cell.value) for row in book[TASK].sheet.iter_rows(max_row=6) for cell in row if "SS-" in str(cell.value))
    worked_on(book, *CARRIERS)
    code = line[line.index("SS-") :].split()[0].lower()
    book[TASK].sheet["A4"].value = "回收码：" + "".join(chr(ord(c) + 0xFEE0) for c in code)


@WHOSE.made(zh="属性里是别的部门的回收码", en="The properties have another department's return code", takes=TAKEN, tells=["stray-code"])
def properties_of_another(desk: Desk) -> Path:
    book, other = desk.open(), desk.open("技术部").book
    worked_on(book)
    book.book.properties.keywords = other.properties.keywords
    return desk.save(book)


@WHOSE.made(zh="一张表换成了别的部门的", en="One sheet is another department's", takes=TAKEN, tells=["wrong-department retro"])
def sheet_of_another(desk: Desk) -> Path:
    book, other = desk.open(), desk.open("技术部").book
    worked_on(book)
    name = "复盘总结"
    del book.book[name]
    page = book.book.create_sheet(name)
    for row in other[name].iter_rows():
        for cell in row:
            page[cell.coordinate].value = cell.value
    return desk.save(book)


@WHOSE.made(zh="两个部门的表各占一半", en="The sheets of two departments, half and half", status="held", tells=["mixed-identity"])
def half_and_half(desk: Desk) -> Path:
    mine, theirs, book = desk.open().book, desk.open("技术部").book, Workbook()
    book.remove(book.active)
    for source, name in ((mine, TASK), (theirs, "进度日志")):
        page = book.create_sheet(name)
        for row in source[name].iter_rows():
            for cell in row:
                page[cell.coordinate].value = cell.value
    return desk.save(Book(book))


def as_text(desk: Desk, skip: int) -> Path:
    """The tasks as CSV, without the first so many rows."""
    book = desk.open()
    worked_on(book)
    path = desk.home / "任务跟踪.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as target:
        rows = [[_shown(cell) for cell in row] for row in book[TASK].sheet.iter_rows()]
        csv.writer(target).writerows(rows[skip:])
    return path


def _shown(cell: Any) -> str:
    """What a program writes of a cell: of the one formula that is there, how many cells are blank, its result."""
    return "0" if cell.data_type == "f" else "" if cell.value is None else str(cell.value).removesuffix(" 00:00:00")


@WHOSE.made(zh="一张表另存为 CSV", en="One sheet was saved as CSV", takes=TAKEN, tells=["renamed-sheet task", "single-sheet"])
def one_sheet_as_text(desk: Desk) -> Path:
    return as_text(desk, 0)


@WHOSE.made(zh="CSV 里连回收码也删了", en="The CSV lost its return code", status="held", tells=["unknown-copy"])
def text_without_its_code(desk: Desk) -> Path:
    return as_text(desk, 5)


@WHOSE.case(zh="回收码都换成另一个项目的", en="All return codes are another project's", status="refused", tells=["other-project"])
def another_project(book: Book) -> None:
    code = make_token(2**40 + 7)
    worked_on(book, no_property, no_lists, lambda each: showing(each, lambda _: code))
    book.book.properties.keywords = code


@WHOSE.made(zh="LibreOffice 另存为 xls", en="Saved as .xls by LibreOffice", office=True, takes=TAKEN)
def saved_as_xls(desk: Desk) -> Path:
    return _saved(desk, "copy.xls")


@WHOSE.made(zh="LibreOffice 另存为 ods", en="Saved as .ods by LibreOffice", office=True, takes=TAKEN)
def saved_as_ods(desk: Desk) -> Path:
    return _saved(desk, "copy.ods")


@WHOSE.made(zh="LibreOffice 打开一份只剩属性的再另存", en="With only its property left, opened and saved by LibreOffice", office=True, takes=TAKEN)
def only_the_property_through_libreoffice(desk: Desk) -> Path:
    book = desk.open()
    worked_on(book, *all_but(no_property))
    desk.office.do(desk.save(book, "source.xlsx"), [], desk.home / "copy.xlsx")
    return desk.home / "copy.xlsx"


@WHOSE.made(zh="LibreOffice 打开一份只剩列表页的再存为 xls", en="With only its lists left, saved as .xls by LibreOffice", office=True, takes=TAKEN)
def only_the_lists_through_libreoffice(desk: Desk) -> Path:
    book = desk.open()
    worked_on(book, *all_but(no_lists))
    desk.office.do(desk.save(book, "source.xlsx"), [], desk.home / "copy.xls")
    return desk.home / "copy.xls"


def _saved(desk: Desk, name: str) -> Path:
    desk.office.do(desk.issued, [("type_in", TASK, "O8", "95%")], desk.home / name)
    return desk.home / name


@WHOSE.made(zh="发出的原文件改名后发来", en="The issued file itself, under another name")
def the_issued_file(desk: Desk) -> Path:
    return Path(shutil.copy(workbook(desk.folder, "客服部"), desk.home / "附件.xlsx"))
