"""A company's form, laid out in LibreOffice as such forms are in China, becomes a template and goes through two rounds."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from office import Office
from openpyxl import load_workbook
from play import FRIDAY, NEXT, adds_up, issue, merged, statuses, workbook

from sheetsync.files.hands import Action, fill_in
from sheetsync.files.templates import check_template, load_template
from sheetsync.model.project import Department, Project
from sheetsync.model.template import Template
from sheetsync.workflow.drafting import Drafted, template_from
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.importing import import_list
from sheetsync.workflow.init import init
from sheetsync.workflow.preview import preview
from sheetsync.workflow.refusal import Refusal

pytestmark = [pytest.mark.libreoffice, pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")]

REPAIRS = "设备报修"
HEADS = ["报修单号", "设备名称*", "报修部门", "报修人", "报修日期", "故障描述", "紧急程度"]
ROWS = [
    ["BX-001", "打印机", "行政部", "张三", "2026-11-02", "卡纸", "高", "40%", "2026-11-20 09:30", "处理中"],
    ["BX-002", "投影仪", "市场部", "李四", "2026-11-03", "不亮", "中", "100%", "2026-11-05 16:00", "已完成"],
]
STEPS: list[tuple[object, ...]] = [
    ("name_sheet", 1, REPAIRS),
    ("name_sheet", 2, "字典"),
    ("name_sheet", 3, "审批单"),
    ("type_in", REPAIRS, "A1", "2026年设备报修登记表"),
    ("type_in", REPAIRS, "A2", "请各部门每周五前填好"),
    *(("type_in", REPAIRS, f"{letter}3", head) for letter, head in zip("ABCDEFG", HEADS, strict=True)),
    *(("merge_cells", REPAIRS, f"{letter}3:{letter}4") for letter in "ABCDEFGJ"),
    ("type_in", REPAIRS, "H3", "维修"),
    ("type_in", REPAIRS, "H4", "进度"),
    ("type_in", REPAIRS, "I4", "时间"),
    ("type_in", REPAIRS, "J3", "处理结果"),
    ("merge_cells", REPAIRS, "A1:J1"),
    ("merge_cells", REPAIRS, "H3:I3"),
    ("show_as", REPAIRS, "E5:E60", "YYYY-MM-DD"),
    ("show_as", REPAIRS, "H5:H60", "0%"),
    ("show_as", REPAIRS, "I5:I60", "YYYY-MM-DD HH:MM"),
    *(("type_in", "字典", f"A{n}", word) for n, word in enumerate(["待处理", "处理中", "已完成", "已取消"], 1)),
    ("define", "结果", "字典", "A1:A4"),
    ("offer", REPAIRS, "G5:G60", '"高";"中";"低"', "选一项"),
    ("offer", REPAIRS, "J5:J60", "结果", ""),
    ("hide_sheet", "字典"),
    ("widen", REPAIRS, "F", 90),
    ("note", REPAIRS, "D3", "填真实姓名"),
    *(("type_in", REPAIRS, f"{letter}{n}", value) for n, row in enumerate(ROWS, 5) for letter, value in zip("ABCDEFGHIJ", row, strict=True)),
    ("type_in", "审批单", "A1", "维修审批单"),
    ("merge_cells", "审批单", "A1:D1"),
    ("type_in", "审批单", "A2", "申请部门"),
    ("type_in", "审批单", "C2", "申请人"),
    ("type_in", "审批单", "A3", "事由"),
    ("merge_cells", "审批单", "B3:D3"),
    ("type_in", "审批单", "A4", "审批意见"),
    ("merge_cells", "审批单", "B4:D4"),
]


@pytest.fixture(scope="module")
def made(office: Office, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Drafted]:
    """The form as LibreOffice saves it in each format, and the template that is made of it."""
    home = tmp_path_factory.mktemp("form")
    office.do(None, STEPS, home / "报修.xlsx")
    for ending in (".ods", ".xls"):
        office.do(home / "报修.xlsx", [], home / f"报修{ending}")
    return {ending: template_from(home / f"报修{ending}", home / f"报修{ending}.toml", home, "zh") for ending in (".xlsx", ".ods", ".xls")}


def kinds(template: Template, sheet: str) -> dict[str, str]:
    found = next(each for each in template.sheets if each.label("zh") == sheet)
    return {field.label("zh"): field.kind for field in found.fields}


def test_the_template_takes_over_what_the_form_shows(made: dict[str, Drafted]) -> None:
    path = made[".xlsx"].path
    assert check_template(str(path)) == []
    template = load_template(str(path))
    assert template.languages == ("zh",)
    assert kinds(template, REPAIRS) == {
        "报修单号": "id", "设备名称": "line", "报修部门": "department", "报修人": "person", "报修日期": "date", "故障描述": "text",
        "紧急程度": "choice", "维修进度": "percent", "维修时间": "datetime", "处理结果": "choice",
    }  # fmt: skip
    assert kinds(template, "审批单") == {"申请部门": "department", "申请人": "person", "事由": "text", "审批意见": "text"}
    sheet = next(each for each in template.tables)
    fields = {field.label("zh"): field for field in sheet.fields}
    assert (sheet.prefix, sheet.owner) == ("BX", fields["报修部门"].key)
    assert [choice.labels["zh"] for choice in fields["紧急程度"].choices] == ["高", "中", "低"]
    assert [choice.labels["zh"] for choice in fields["处理结果"].choices] == ["待处理", "处理中", "已完成", "已取消"]
    assert (fields["设备名称"].required, fields["报修人"].hints, fields["紧急程度"].hints) == (True, {"zh": "填真实姓名"}, {"zh": "选一项"})
    assert 40 < (fields["故障描述"].width or 0) < 60


def test_an_ods_file_tells_the_same(made: dict[str, Drafted]) -> None:
    template, other = (load_template(str(made[ending].path)) for ending in (".xlsx", ".ods"))
    assert [kinds(other, sheet) for sheet in (REPAIRS, "审批单")] == [kinds(template, sheet) for sheet in (REPAIRS, "审批单")]
    for field, same in zip(template.tables[0].fields, other.tables[0].fields, strict=True):
        assert [choice.labels for choice in same.choices] == [choice.labels for choice in field.choices]
        assert (same.hints, same.required, abs((same.width or 0) - (field.width or 0)) <= 1) == (field.hints, field.required, True)


@pytest.mark.parametrize("ending", [".ods", ".xls"])
def test_other_formats_tell_what_they_can(made: dict[str, Drafted], ending: str) -> None:
    path = made[ending].path
    assert check_template(str(path)) == []
    found = kinds(load_template(str(path)), REPAIRS)
    assert {label: found[label] for label in ("报修单号", "报修部门", "报修日期", "维修进度", "维修时间")} == {
        "报修单号": "id", "报修部门": "department", "报修日期": "date", "维修进度": "percent", "维修时间": "datetime",
    }  # fmt: skip


@pytest.fixture
def folder(made: dict[str, Drafted], tmp_path: Path) -> Folder:
    departments = (Department("行政部", "XZ", "张三"), Department("市场部", "SC", "李四"))
    return init(tmp_path / "project", Project("报修", "zh", departments, templates=(str(made[".xlsx"].path),), country="", blank_rows=4))


def test_it_goes_through_a_round_and_into_the_next(made: dict[str, Drafted], folder: Folder, office: Office) -> None:
    sheet = folder.asked.tables[0]
    key = {field.label("zh"): field.key for field in sheet.fields}
    imported = import_list(folder, made[".xlsx"].path.parent / "报修.xlsx", sheet.key)
    assert [f.code for f in imported.findings if f.severity == "error"] == []
    issue(folder)
    sent = workbook(folder, "行政部")
    page = load_workbook(sent)[REPAIRS]
    row = next(cells[0].row for cells in page.iter_rows() if cells[0].value == imported.records[0])
    (head,) = [cells for cells in page.iter_rows() if cells[0].value == "报修单号"]
    columns = {str(cell.value).rstrip(" *"): cell.column_letter for cell in head}
    typed = [("type_in", REPAIRS, f"{columns['处理结果']}{row}", "已完成"), ("type_in", REPAIRS, f"{columns['维修时间']}{row}", "2026-11-19 14:00")]
    office.do(sent, typed, folder.inbox / "行政部.xlsx")
    new = Action("add", sheet.key, "", {key["设备名称"]: "空调", key["报修人"]: "李四", key["紧急程度"]: "中", key["处理结果"]: "待处理"})
    fill_in(workbook(folder, "市场部"), folder.inbox / "市场部.xlsx", folder.template, "zh", [new], "李四", datetime(2026, 11, 19, 2))
    result = merged(folder)
    assert (statuses(result), adds_up(result)) == ({"行政部.xlsx": "merged", "市场部.xlsx": "merged"}, True)
    state = result.state[sheet.key]
    labels = {choice.key: choice.labels["zh"] for choice in sheet.field(key["处理结果"]).choices}
    first = state[imported.records[0]]
    assert (labels[first[key["处理结果"]]], first[key["维修时间"]]) == ("已完成", "2026-11-19T14:00")
    assert [state[each][key["设备名称"]] for each in state] == ["打印机", "投影仪", "空调"]
    assert folder.report("2026-W47").is_file()
    assert issue(folder, NEXT).opened
    assert merged(folder, day=FRIDAY).state[sheet.key] == state


def test_it_can_be_looked_at_before(made: dict[str, Drafted], tmp_path: Path) -> None:
    assert preview(str(made[".xlsx"].path), (), tmp_path / "预览.xlsx", "en") == "zh"
    assert "审批单" in load_workbook(tmp_path / "预览.xlsx").sheetnames
    with pytest.raises(Refusal, match="file-exists"):
        template_from(made[".xlsx"].path.parent / "报修.xlsx", made[".xlsx"].path, tmp_path, "zh")
