"""`template from`: whatever the file, a template that is right or one sentence; nothing in the file is trusted."""

from __future__ import annotations

import csv
import json
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from terminal import contents, sheetsync

from sheetsync.files.form_looks import read_looks
from sheetsync.files.form_looks_ods import _LIST, _as_xlsx
from sheetsync.files.templates import check_template, load_template
from sheetsync.files.unreadable import UnreadableFile
from sheetsync.workflow.drafting import template_from
from sheetsync.workflow.refusal import Refusal

SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def form(tmp_path: Path) -> Path:
    book = Workbook()
    page = book.active
    page.title = "登记"
    for number, head in enumerate(("事项", "部门", "等级", "日期"), 1):
        page.cell(1, number, head)
    page["D2"].number_format = 'yyyy"年"m"月"d"日" hh:mm'
    offer = DataValidation(type="list", formula1='"高,低"')
    offer.add("C2:C9")
    page.add_data_validation(offer)
    book.save(tmp_path / "登记.xlsx")
    return tmp_path / "登记.xlsx"


def changed(source: Path, old: str, new: str, part: str = SHEET) -> Path:
    """The form with something in one of its parts replaced."""
    target = source.with_name(f"改{source.suffix}")
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            assert name != part or old.encode() in content
            after.writestr(name, content.replace(old.encode(), new.encode()) if name == part else content)
    return target


def kinds(path: Path) -> dict[str, str]:
    template = load_template(str(path))
    return {field.label(template.languages[0]): field.kind for field in template.data_sheets[0].fields}


def test_the_command_tells_what_to_look_at(form: Path) -> None:
    ran = sheetsync("template", "from", form.name, cwd=form.parent)
    assert ran.returncode == 0
    target = form.parent / "登记.toml"
    lines = target.read_text("utf-8").splitlines()
    told = [line.strip().split("　") for line in ran.stdout.splitlines() if line.startswith("  第 ")]
    assert told
    assert [lines[int(number.split()[1]) - 1] for number, _ in told] == [f"# {text}" for _, text in told]
    assert "sheetsync template check 登记，" in ran.stdout
    assert kinds(target) == {"编号": "id", "事项": "line", "部门": "department", "等级": "choice", "日期": "datetime"}


def test_the_command_in_json_writes_where_it_is_told(form: Path) -> None:
    told = json.loads(sheetsync("template", "from", form, "-o", "他.toml", "--json", cwd=form.parent, language="en_US.UTF-8").stdout)
    assert (told["file"], told["sheets"]) == ("他.toml", ["dj"])
    assert all("check: " in each["text"] or "fill in: " in each["text"] for each in told["marked"])


def test_lists_of_the_newer_kind_are_read(form: Path) -> None:
    newer = (
        '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" xmlns:x14="x"><x14:dataValidations xmlns:xm="m" count="1">'
        '<x14:dataValidation type="list"><x14:formula1><xm:f>"甲,乙"</xm:f></x14:formula1><xm:sqref>A2:A9</xm:sqref></x14:dataValidation>'
        "</x14:dataValidations></ext></extLst></worksheet>"
    )
    made = template_from(changed(form, "</worksheet>", newer), None, form.parent, "zh")
    assert kinds(made.path)["事项"] == "choice"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('sqref="C2:C9"', 'sqref="甲乙"'),
        ('sqref="C2:C9"', 'sqref="C2:XFE9999999"'),
        ("<sheetData>", "<!DOCTYPE x><sheetData>"),
        ("</sheetData>", ""),
        ('s="1"', 's="99999"'),
        ("<formula1>", "<formula1>&amp;&lt;"),
        ('type="list"', 'type="none"'),
        ("<worksheet", '<worksheet x="&lol;"'),
    ],
)
def test_a_form_that_is_broken_gives_a_template_or_one_sentence(form: Path, old: str, new: str) -> None:
    broken = changed(form, old, new)
    before = contents(form.parent)
    ran = sheetsync("template", "from", broken.name, cwd=form.parent)
    if ran.returncode:
        assert (ran.returncode, ran.stdout, len(ran.stderr.strip().splitlines())) == (2, "", 1), ran.stderr
        assert contents(form.parent) == before
    else:
        assert check_template(str(form.parent / "改.toml")) == []


def test_styles_that_are_broken_are_a_sentence(form: Path) -> None:
    with pytest.raises(UnreadableFile):
        read_looks(changed(form, 'numFmtId="', 'numFmtId="x', "xl/styles.xml"))


def test_what_is_no_form_is_refused(tmp_path: Path) -> None:
    files = {"空.csv": "", "文.txt": "hello", "图.xlsx": "\x89PNG\r\n"}
    for name, text in files.items():
        (tmp_path / name).write_text(text, "latin-1")
    before = contents(tmp_path)
    for name in (*files, "没有.xlsx"):
        ran = sheetsync("template", "from", name, cwd=tmp_path)
        assert (ran.returncode, ran.stdout, len(ran.stderr.strip().splitlines())) == (2, "", 1), ran.stderr
    assert contents(tmp_path) == before


def test_a_list_in_a_text_file_will_do(tmp_path: Path) -> None:
    with (tmp_path / "清单.csv").open("w", encoding="utf-8-sig", newline="") as target:
        csv.writer(target).writerows([("编号", "事项", "部门"), ("HT-01", "甲", "东"), ("HT-02", "乙", "西")])
    made = template_from(tmp_path / "清单.csv", None, tmp_path, "zh")
    assert kinds(made.path) == {"编号": "id", "事项": "line", "部门": "department"}
    assert load_template(str(made.path)).tables[0].prefix == "HT"


def test_nothing_is_overwritten(form: Path) -> None:
    made = template_from(form, None, form.parent, "zh")
    before = made.path.read_bytes()
    with pytest.raises(Refusal, match="file-exists"):
        template_from(form, None, form.parent, "zh")
    assert made.path.read_bytes() == before


FORMATS = Path(__file__).parent.parent / "files" / "formats"


@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods"])
def test_every_format_gives_a_template_or_one_sentence(tmp_path: Path, ending: str) -> None:
    sample = FORMATS / f"plain.{ending}"
    try:
        made = template_from(sample, tmp_path / "a.toml", tmp_path, "zh")
    except Refusal as refusal:
        told = refusal.key
    else:
        told = "made"
        assert check_template(str(made.path)) == []
    assert told in ("made", "no-form")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('table:number-columns-repeated="', 'table:number-columns-repeated="x'),
        ('table:number-columns-repeated="', 'table:number-columns-repeated="999999999'),
        ('style:column-width="', 'style:column-width="-'),
        ("<office:spreadsheet>", "<office:nothing>"),
    ],
)
def test_an_ods_file_that_is_odd_is_read_or_refused(tmp_path: Path, old: str, new: str) -> None:
    source = tmp_path / "plain.ods"
    source.write_bytes((FORMATS / "plain.ods").read_bytes())
    odd = changed(source, old, new, "content.xml")
    try:
        found = sum(len(looks.formats) for looks in read_looks(odd).sheets.values())
    except UnreadableFile as error:
        found = {"unreadable-file": 0}[error.code]
    assert found <= 300 * 200 * 2


def test_lists_of_an_ods_file_are_told_as_those_of_an_xlsx_file() -> None:
    told = {
        'of:cell-content-is-in-list("高";"a ""b""")': '"高,a "b""',
        "of:cell-content-is-in-list([$字典.$A$1:.$A$4])": "字典!$A$1:$A$4",
        "of:cell-content-is-in-list([$'我 的'.$A$1:.$A$4])": "'我 的'!$A$1:$A$4",
        "of:cell-content-is-in-list(结果)": "结果",
    }
    assert {condition: _as_xlsx(_LIST.fullmatch(condition)[1]) for condition in told} == told  # type: ignore[index] # all of them are lists
