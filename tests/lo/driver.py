"""Runs inside LibreOffice's own Python and works as a person at the program would: opens, types, sorts, inserts rows, saves.

Reads jobs as JSON lines on standard input and answers each with one on standard output; ends with its input. A job:
`{"open": PATH, "steps": [[NAME, ARGUMENT, …], …], "save": PATH, "password": TEXT}`; without a path to open, a new workbook is begun. A step's name
is a function below. Rows count from 1.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import uno
from com.sun.star.beans import NamedValue, PropertyValue
from com.sun.star.sheet import TableFilterField

START = 60
"""Seconds within which LibreOffice must answer."""

FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xls": "MS Excel 97",
    ".ods": "calc8",
    ".csv": "Text - txt - csv (StarCalc)",
    ".html": "HTML (StarCalc)",
}
"""The names of the formats in which it saves, by the ending of the file."""

# Dates are typed as in China; what a file holds is not calculated anew when it is opened.
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>zh-CN</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>1</value></prop></item>
</oor:items>
"""


def prop(name, value):
    each = PropertyValue()
    each.Name, each.Value = name, value
    return each


class Office:
    """A LibreOffice of its own, with its settings in a folder that goes away."""

    def __init__(self):
        self.home = Path(tempfile.mkdtemp(prefix="sheetsync-lo-"))
        settings = self.home / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(SETTINGS, encoding="utf-8")
        pipe = f"pipe,name=sheetsync{os.getpid()};urp;StarOffice.ComponentContext"
        command = ["soffice", "--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck", "--nofirststartwizard"]
        command += [f"-env:UserInstallation={(self.home / 'profile').as_uri()}", f"--accept={pipe}"]
        home = dict(os.environ, HOME=str(self.home))
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=home)
        self.context = self.connect(f"uno:{pipe}")
        self.desktop = self.make("com.sun.star.frame.Desktop")
        self.dispatcher = self.make("com.sun.star.frame.DispatchHelper")

    def connect(self, address):
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        for _ in range(START * 10):
            try:
                return resolver.resolve(address)
            except Exception:  # it says so with many different ones until it has started
                time.sleep(0.1)
        raise RuntimeError("LibreOffice does not start")

    def make(self, service):
        return self.context.ServiceManager.createInstanceWithContext(service, self.context)

    def close(self):
        try:
            self.desktop.terminate()
            self.process.wait(10)
        except Exception:  # it may be gone already
            self.process.kill()
        shutil.rmtree(self.home, ignore_errors=True)

    def run(self, job):
        source = uno.systemPathToFileUrl(job["open"]) if job["open"] else "private:factory/scalc"
        document = self.desktop.loadComponentFromURL(source, "_blank", 0, ())
        try:
            told = [STEPS[name](Page(self, document), *arguments) for name, *arguments in job["steps"]]
            if job.get("save"):
                looks = [prop("FilterName", FILTERS[Path(job["save"]).suffix])]
                looks += locks(job["save"], job["password"]) if job.get("password") else []
                document.storeToURL(uno.systemPathToFileUrl(job["save"]), tuple(looks))
            return {"told": [each for each in told if each is not None]}
        finally:
            document.close(True)


def locks(path, password):
    """What saves a file with a password."""
    if path.endswith(".xlsx"):
        data = NamedValue("CryptoType", "Standard"), NamedValue("OOXPassword", password)
        return [prop("EncryptionData", uno.Any("[]com.sun.star.beans.NamedValue", data))]
    return [prop("Password", password)]


class Page:
    """What the steps work on."""

    def __init__(self, office, document):
        self.office, self.document = office, document

    def sheet(self, name):
        return self.document.Sheets.getByName(name)

    def do(self, name, area, command, **values):
        """A command of the menu on a selected area; protection and validity hold as they do for a person."""
        controller = self.document.CurrentController
        controller.setActiveSheet(self.sheet(name))
        controller.select(self.sheet(name).getCellRangeByName(area))
        self.office.dispatcher.executeDispatch(controller.Frame, command, "", 0, tuple(prop(k, v) for k, v in values.items()))


def type_in(page, sheet, cell, text):
    """Typed into a selected cell, then Enter."""
    page.do(sheet, cell, ".uno:EnterString", StringName=text)


def offered(page, sheet, cell):
    """What the dropdown of a cell offers."""
    rule = page.sheet(sheet).getCellRangeByName(cell).Validation
    formula = rule.getFormula1()
    if formula.startswith('"'):
        return formula.strip('"').split('";"')
    named = page.document.NamedRanges
    area = named.getByName(formula).ReferredCells if named.hasByName(formula) else page.sheet(sheet).getCellRangeByName(formula)
    return [text for row in area.DataArray for text in row if text]


def choose(page, sheet, cell, wanted):
    """Chooses what a dropdown offers that begins so."""
    (entry,) = [text for text in offered(page, sheet, cell) if text.startswith(wanted)]
    type_in(page, sheet, cell, entry)


def clear(page, sheet, area):
    page.do(sheet, area, ".uno:ClearContents")


def insert_row(page, sheet, row):
    page.do(sheet, f"A{row}", ".uno:InsertRowsBefore")


def delete_row(page, sheet, row):
    """Deleting is for those who lift the protection, which has no password."""
    page.sheet(sheet).unprotect("")
    page.do(sheet, f"A{row}", ".uno:DeleteRows")
    page.sheet(sheet).protect("")


def copy_row(page, sheet, row, to):
    """Copies a row over another one, its id included."""
    source = page.sheet(sheet).Rows.getByIndex(row - 1).RangeAddress
    target = page.sheet(sheet).getCellByPosition(0, to - 1).CellAddress
    page.sheet(sheet).copyRange(target, source)


def sort(page, sheet, area, column, ascending):
    """Sorts the rows of an area by one of its columns, counted from 1."""
    page.do(sheet, area, ".uno:DataSort", ByRows=True, HasHeader=False, Col1=column, Ascending1=ascending, IncludeAttribs=True)


def hide_rows(page, sheet, first, last):
    for row in range(first - 1, last):
        page.sheet(sheet).Rows.getByIndex(row).IsVisible = False


def protected(page, sheet):
    return page.sheet(sheet).isProtected()


def recalculate(page):
    page.document.calculateAll()


def faults(page):
    """The places of all formulas whose result is an error."""
    found = [sheet.queryFormulaCells(4) for sheet in page.document.Sheets]  # com.sun.star.sheet.FormulaResult.ERROR
    return [cells.RangeAddressesAsString for cells in found if cells.Count]


def results(page):
    """What all formulas come to, by their places; errors among them."""
    found = {}
    for sheet in page.document.Sheets:
        for block in sheet.queryFormulaCells(7):  # com.sun.star.sheet.FormulaResult.VALUE, STRING and ERROR
            address = block.RangeAddress
            for row in range(address.EndRow - address.StartRow + 1):
                for column in range(address.EndColumn - address.StartColumn + 1):
                    cell = block.getCellByPosition(column, row)
                    found[cell.AbsoluteName] = [cell.getError(), cell.Value, cell.String]
    return found


def shown(page, sheet, cell):
    """What a person sees in a cell."""
    return page.sheet(sheet).getCellRangeByName(cell).String


def rows(page, sheet, area):
    """What a person sees in an area."""
    block = page.sheet(sheet).getCellRangeByName(area)
    return [[block.getCellByPosition(c, r).String for c in range(block.Columns.Count)] for r in range(block.Rows.Count)]


def filter_filled(page, sheet, column):
    """Filters the table of a sheet by the rows in which something stands in a column, counted from 1; tells the rows that are left."""
    index = next(n for n in range(page.document.Sheets.Count) if page.document.Sheets.getByIndex(n).Name == sheet)
    table = page.document.getPropertyValue("UnnamedDatabaseRanges").getByTable(index)
    condition = TableFilterField()
    condition.Field, condition.Operator = column - 1, uno.Enum("com.sun.star.sheet.FilterOperator", "NOT_EMPTY")
    table.FilterDescriptor.setFilterFields((condition,))
    table.refresh()
    area = table.DataArea
    return [row + 1 for row in range(area.StartRow + 1, area.EndRow + 1) if page.sheet(sheet).Rows.getByIndex(row).IsVisible]


def links(page, sheet, area):
    """Where the links in an area lead."""
    block = page.sheet(sheet).getCellRangeByName(area)
    cells = [block.getCellByPosition(c, r) for r in range(block.Rows.Count) for c in range(block.Columns.Count)]
    return [field.URL for cell in cells for field in cell.TextFields]


def name_sheet(page, number, name):
    """Names a sheet, counted from 1; a new one where there is none."""
    sheets = page.document.Sheets
    if number > sheets.Count:
        sheets.insertNewByName(name, sheets.Count)
    else:
        sheets.getByIndex(number - 1).Name = name


def hide_sheet(page, sheet):
    page.sheet(sheet).IsVisible = False


def merge_cells(page, sheet, area):
    page.sheet(sheet).getCellRangeByName(area).merge(True)


def offer(page, sheet, area, formula, prompt):
    """A dropdown: words in quotes with semicolons between them, a range, or a name."""
    cells = page.sheet(sheet).getCellRangeByName(area)
    validity = cells.Validation
    validity.Type = uno.Enum("com.sun.star.sheet.ValidationType", "LIST")
    validity.setFormula1(formula)
    validity.InputMessage, validity.ShowInputMessage = prompt, bool(prompt)
    cells.Validation = validity


def define(page, name, sheet, area):
    """A name for a range of cells."""
    cells = page.sheet(sheet).getCellRangeByName(area)
    page.document.NamedRanges.addNewByName(name, cells.AbsoluteName, cells.getCellByPosition(0, 0).CellAddress, 0)


def show_as(page, sheet, area, code):
    """Gives cells a number format."""
    formats, locale = page.document.NumberFormats, uno.createUnoStruct("com.sun.star.lang.Locale")
    key = formats.queryKey(code, locale, False)
    page.sheet(sheet).getCellRangeByName(area).NumberFormat = key if key >= 0 else formats.addNew(code, locale)


def widen(page, sheet, column, millimetres):
    page.sheet(sheet).Columns.getByName(column).Width = 100 * millimetres


def note(page, sheet, cell, text):
    page.sheet(sheet).Annotations.insertNew(page.sheet(sheet).getCellRangeByName(cell).CellAddress, text)


STEPS = {
    each.__name__: each
    for each in (
        type_in,
        offered,
        choose,
        clear,
        insert_row,
        delete_row,
        copy_row,
        sort,
        hide_rows,
        protected,
        recalculate,
        faults,
        results,
        shown,
        rows,
        filter_filled,
        links,
        name_sheet,
        hide_sheet,
        merge_cells,
        offer,
        define,
        show_as,
        widen,
        note,
    )
}


def main():
    office = Office()
    try:
        for line in sys.stdin:
            try:
                answer = office.run(json.loads(line))
            except Exception as error:
                answer = {"error": f"{type(error).__name__}: {error}"}
            print(json.dumps(answer), flush=True)
    finally:
        office.close()


if __name__ == "__main__":
    main()
