"""Whatever a department types as text comes back equal, through the consolidated workbook and the next round's ones, and never as a formula."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from play import COLUMNS, DEPARTMENTS, NEXT, adds_up, again, edit, fill, issue, make, merged, statuses, workbook
from typing_texts import cells, type_texts

from sheetsync.files.workbook_reader import read_workbook
from sheetsync.model.kinds_text import DITTO_WORDS, LONGEST, clean, plain
from sheetsync.model.project import Project
from sheetsync.model.result import Result
from sheetsync.workflow.folder import Folder

RECORDS = [f"T-KF-{number:03}" for number in range(1, 17)]
FIELDS = ("description", "risk_note", "support")
PLACES = [(record, key) for record in RECORDS for key in FIELDS]
SHEET = "任务跟踪"

SAME = (
    "=1+1", "=cmd|' /C calc'!A0", "+86 138 0000 0000", "-负号开头", "@SUM(A1:A9)", "'=1+1", "''", "007", "00000",
    "110101199003071234",
    "1E5", "1-2", "TRUE", "FALSE", "#REF!", "#N/A", "NA", "None", "null", "10%", "2026-11-27", "_x000D_", "_x0041_", "_x005F_x000D_", "_x005F_",
    "__x000D__",
    "a_xD800_b", "<b>&amp;</b>", "<r><t>x</t></r>", "]]>", "第一行\n第二行\n\n第四行", "a\tb", "不\u00a0换行", "全\u3000角", "بالعربية ‏עברית",
    "e\u0301 e\u0308\u0323",
    "👩‍👩‍👧‍👦 🏳️‍🌈", "𠮷野家 𪚥", "a\u200bb", "http://example.com/?a=1&b=2", "=HYPERLINK(\"http://example.com\",\"点我\")",
)  # fmt: skip
"""Texts that are kept as they are."""

CHANGED = {
    "\x00头\x01尾\x1b": "头尾",
    "半个\ud83d字符": "半个\ufffd字符",
    "半个\udc00": "半个\ufffd",
    " \u3000\n 两端 \t\n": "两端",
    "一\r\n二\r三\x0b四": "一\n二\n三\n四",
    "长" * 40_000: "长" * 32_767,
    "  \u00a0\u200b ": "",
}
"""Texts that no cell can hold, or that differ in their ends alone, and what is kept of them."""


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    tasks = [
        (f"任务{n}", "客服部", "客服经理", "技术部", "表", "高", "2026-11-02", "2026-12-25", "10%", "正常推进", "低", "") for n in range(len(RECORDS))
    ]
    folder = make(tmp_path_factory.mktemp("texts") / "project", Project("满意度", "zh", DEPARTMENTS), {"task": (COLUMNS, *tasks)})
    issue(folder)
    return folder


def labels(folder: Folder) -> dict[str, str]:
    return {key: folder.template.sheet("task").field(key).label("zh") for key in FIELDS}


def type_in(folder: Folder, texts: Iterable[str]) -> dict[tuple[str, str], str]:
    """A copy with each text in a cell of its own, in the inbox; the texts by record and field."""
    placed = dict(zip(PLACES, texts, strict=False))
    named = {(record, labels(folder)[key]): text for (record, key), text in placed.items()}
    type_texts(workbook(folder, "客服部"), folder.inbox / "a.xlsx", SHEET, named)
    return placed


def stated(result: Result, places: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    return {(record, key): result.state["task"][record].get(key) or "" for record, key in places}


def shown(file: Path, folder: Folder, places: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """What stands in the cells of a workbook of ours; nothing of it is a formula or anything but text."""
    found = cells(read_workbook(file), SHEET, labels(folder))
    assert {cell.type for cell in found.values()} <= {"text"}
    assert not any(cell.formula for cell in found.values())
    return {place: str(found[place].value) if place in found else "" for place in places}


def travel(folder: Folder, expected: Mapping[tuple[str, str], str]) -> None:
    """From the inbox through two rounds: the state, the consolidated workbook, the next workbooks, these returned untouched."""
    first = merged(folder)
    assert stated(first, expected) == expected
    assert shown(folder.report("2026-W47"), folder, expected) == expected
    issue(folder, NEXT)
    assert shown(workbook(folder, "客服部", "2026-W48"), folder, expected) == expected
    fill(folder, "客服部", name="b.xlsx", saved="2026-11-26 09:00", round_="2026-W48")
    second = merged(folder, day=NEXT)
    assert (statuses(second), second.edits["read"]) == ({"b.xlsx": "unchanged"}, 0)
    assert stated(second, expected) == expected


@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
def test_texts_come_back_equal(sent: Folder, tmp_path: Path) -> None:
    folder = again(sent, tmp_path / "project")
    placed = type_in(folder, (*SAME, *CHANGED))
    assert len(placed) == len(SAME) + len(CHANGED)
    travel(folder, {place: CHANGED.get(text, text) for place, text in placed.items()})


TEXTS = st.text(
    st.characters(codec=None) | st.sampled_from("=+-@'_xX05FDn\t\r\n\x00\x0b\x1f\x85\u200b\u3000\ufeff\u2028\ud800\udfff\U0001f469\u200d"),
    max_size=30,
).filter(lambda text: plain(text).replace(" ", "") not in DITTO_WORDS)
"""Any texts, but for those that ask for the one above."""


@settings(max_examples=3, phases=[Phase.generate])
@given(texts=st.lists(TEXTS, min_size=len(PLACES), max_size=len(PLACES)))
@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
def test_any_texts_come_back_equal(sent: Folder, tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    folder = again(sent, tmp_path_factory.mktemp("any") / "project")
    placed = type_in(folder, texts)
    travel(folder, {place: clean(_whole(text))[0] for place, text in placed.items()})


def _whole(text: str) -> str:
    """Two halves of a character are one; a lone half is shown as what it is, a character that is lost."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
def test_of_a_text_that_was_cut_or_cleaned_everything_is_kept_and_told(sent: Folder, tmp_path: Path) -> None:
    folder = again(sent, tmp_path / "project")
    placed = type_in(folder, ("长" * 40_000, "\x00头\x01尾"))
    result = merged(folder)
    told = [f for f in result.findings if f.code == "repaired-value"]
    assert [(f.record, f.field, f.value) for f in told] == [(*place, text.strip()) for place, text in placed.items()]
    assert "40000" in told[0].message
    assert len(told[0].message) < 600
    assert "控制字符" in told[1].message
    assert all("保留" in f.message for f in told)
    written = {(line.record, line.field): line.written for lines in result.accounts.values() for line in lines}
    assert written == placed
    shown_in_report = read_workbook(folder.report("2026-W47"))
    assert all(len(str(cell.value)) <= 32_767 for page in shown_in_report.sheets for _, row in page.rows for cell in row.values())


@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
def test_texts_as_long_as_a_cell_may_be_disputed_and_noted(sent: Folder, tmp_path: Path) -> None:
    folder = again(sent, tmp_path / "project")
    long = {name: name + "字" * (LONGEST - 1) for name in "甲乙丙"}
    for name, text in long.items():
        fill(folder, "客服部", edit("T-KF-001", description=text, title=text), name=f"{name}.xlsx", by=name, saved="2026-11-19 10:00")
    result = merged(folder)
    assert "approval" in {d.kind for d in result.decisions}
    assert folder.report("2026-W47").exists()
    issue(folder, NEXT)
    assert workbook(folder, "客服部", "2026-W48").exists()


@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
def test_a_log_grows_as_long_as_a_cell_holds_it_and_says_when_it_is_full(sent: Folder, tmp_path: Path) -> None:
    folder = again(sent, tmp_path / "project")
    fill(folder, "客服部", edit("T-KF-001", remark="一" * 32_000), edit("T-KF-002", remark="二" * 32_000))
    merged(folder)
    issue(folder, NEXT)
    for name, sign in (("客服部", "客"), ("技术部", "技")):
        more = (edit("T-KF-001", remark="一" * 32_000 + "\n" + sign * 382), edit("T-KF-002", remark="二" * 32_000 + "\n" + sign * 383))
        fill(folder, name, *more, name=f"{name}.xlsx", saved="2026-11-26 09:00", round_="2026-W48")
    result = merged(folder, day=NEXT)
    assert [len(result.state["task"][record]["remark"]) for record in RECORDS[:2]] == [32_766, 32_000]
    full = [f for f in result.findings if f.code == "cell-full"]
    assert [(f.record, f.field, f.value[-2:], f.department) for f in full] == [
        ("T-KF-002", "remark", "客客", "客服部"),
        ("T-KF-002", "remark", "技技", "技术部"),
    ]
    assert adds_up(result)
    assert result.edits["refused"] == 2


# ── formulas ──

EVIL = (
    "=EVIL()",
    "+EVIL()",
    "-EVIL()",
    "@EVIL()",
    "\tEVIL",
    "=cmd|' /C EVIL'!A0",
    '=HYPERLINK("http://EVIL","EVIL")',
    "http://EVIL/",
    "file://EVIL",
    "{=EVIL()}",
)
FORMULAS = re.compile(rb"<(?:\w+:)?(f|formula|formula1|formula2|definedName|sqref)\b[^>]*>([^<]*)<")
LINKS = re.compile(rb'Target="([^"]*)"')


@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
def test_nothing_of_a_hostile_week_is_a_formula_or_a_link(tmp_path: Path) -> None:
    project = Project("=EVIL(项目)", "zh", DEPARTMENTS, facts={"goal": "=EVIL()", "background": "@EVIL()", "channel": "http://EVIL/"})
    tasks = [("=EVIL()", "客服部", "+EVIL()", "技术部", "@EVIL()", "高", "2026-11-02", "2026-12-25", "10%", "正常推进", "低", "-EVIL()")]
    folder = make(tmp_path / "project", project, {"task": (COLUMNS, *tasks * 3)})
    issue(folder)
    texts = dict(zip([*PLACES[:9]], EVIL, strict=False))
    named = {(record, labels(folder)[key]): text for (record, key), text in texts.items()}
    type_texts(
        workbook(folder, "客服部"),
        folder.inbox / "客服部.xlsx",
        SHEET,
        named | {("T-KF-001", "备注"): "=EVIL()\n+EVIL()", ("T-KF-001", "任务名称"): "=EVIL(1)"},
    )
    fill(folder, "技术部", edit("T-KF-001", risk_note="'=EVIL()", title="=EVIL(2)", planned_finish="=EVIL"), name="EVIL.xlsx", by="=EVIL()")
    result = merged(folder)
    assert result.decisions
    issue(folder, NEXT)
    files = [*folder.path.glob("outbox/**/*.xlsx"), *folder.path.glob("reports/*.xlsx")]
    assert len(files) == 7
    for file in files:
        assert evil_parts(file) == []
        # the formulas of the Gantt sheet, which are looked at above, give the texts of the merged tables again
        pages = [page for page in read_workbook(file).sheets if page.name != folder.words("report.sheet.gantt")]
        formulas = [cell for page in pages for _, row in page.rows for cell in row.values() if cell.formula]
        assert [cell for cell in formulas if "EVIL" in str(cell.value)] == []
    assert json.loads(json.dumps(result.to_json(), ensure_ascii=True))


def evil_parts(file: Path) -> list[tuple[str, bytes]]:
    """What a workbook computes, names or points to and has from people."""
    with ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    computed = [(name, found[1]) for name, data in parts.items() if name.endswith(".xml") for found in FORMULAS.findall(data)]
    linked = [(name, found) for name, data in parts.items() if name.endswith(".rels") for found in LINKS.findall(data)]
    return [(name, found) for name, found in (*computed, *linked) if b"EVIL" in found]
