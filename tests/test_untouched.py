"""Workbooks that a department opened and saved in another program: what it did not type is no edit, what it typed arrives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from full_week import project
from openpyxl import load_workbook
from play import TINY, asked, everything, issue, make, merged, workbook
from writers import Cells, Node, lacking, openpyxl_saves, pandas_saves

from sheetsync.files.workbook_reader import read_workbook
from sheetsync.model.project import Department, Project
from sheetsync.model.token import TOKEN_PROPERTY, find_tokens
from sheetsync.workflow.check import check
from sheetsync.workflow.folder import Folder

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")

DAY, ROUND = date(2036, 1, 2), "2036-W01"
"""A round that is not over, since programs put the present time into what they save."""

Saves = Callable[[Path, Path, Cells], None]
JAVASCRIPT = [pytest.param(name, marks=pytest.mark.node) for name in ("exceljs", "sheetjs", "sheetjs-values")]
WRITERS = ["openpyxl", "pandas", *JAVASCRIPT]

SPOILT: dict[str, Callable[[str], bool]] = {
    "pandas": lambda text: text.startswith("=") or "_x" in text,
    "sheetjs": lambda text: "_x" in text,
    "sheetjs-values": lambda text: "_x" in text,
}
"""The texts of which a program itself makes something else: a formula, or the character of an escape that is none."""

CARRIERS = {
    "openpyxl": ["keywords", "lists", "property", "sheets"],
    "pandas": ["lists", "sheets"],
    "exceljs": ["keywords", "lists", "sheets"],
    "sheetjs": ["keywords", "lists", "property", "sheets"],
    "sheetjs-values": ["lists", "sheets"],
}
"""Which of the places in which the return code stands outlive a program."""


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
    if reason := lacking():
        pytest.skip(reason)
    running = Node.start()
    yield running
    running.close()


@pytest.fixture
def saves(writer: str, request: pytest.FixtureRequest) -> Saves:
    if writer in ("openpyxl", "pandas"):
        return {"openpyxl": openpyxl_saves, "pandas": pandas_saves}[writer]
    node: Node = request.getfixturevalue("node")
    return lambda source, target, cells: node.saves(writer, source, target, cells)


def tiny(home: Path) -> Folder:
    halls = (Department("东馆", "DG"), Department("西馆", "XG"))
    loans = (
        ("器材", "馆", "领用者", "领走", "应还", "去向", "配件", "件数", "电量", "代管馆", "随记"),
        ("相机", "东馆", "学生甲", "2036-01-02", "2036-02-17", "在外", "充电器、背包", "1", "100%", "西馆", "一行\n又一行"),
    )
    folder = make(home, Project("器材", "zh", halls, templates=(str(TINY),), country=""), {"loan": loans})
    issue(folder, DAY)
    return folder


@pytest.fixture(scope="module", params=["zh", "en", "tiny"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Folder:
    home = tmp_path_factory.mktemp("untouched") / "project"
    return tiny(home) if request.param == "tiny" else project(home, request.param, DAY)


def sent(folder: Folder) -> Path:
    return workbook(folder, folder.project.names[0], ROUND)


@pytest.mark.parametrize("writer", WRITERS)
def test_a_copy_that_nobody_touched_makes_no_edit(writer: str, folder: Folder, saves: Saves, tmp_path: Path) -> None:
    issued, before = merged(folder, day=DAY, dry_run=True).state, everything(folder.path)
    saves(sent(folder), tmp_path / "copy.xlsx", {})
    result = check(folder, [tmp_path / "copy.xlsx"])
    edited = {(line.sheet, line.record, line.field) for lines in result.accounts.values() for line in lines}
    spoilt = {(sheet, record, field) for sheet, record, field in edited if SPOILT.get(writer, lambda _: False)(issued[sheet][record][field])}
    assert edited - spoilt == set()
    assert [f.message for f in result.findings if (f.sheet, f.record, f.field) not in spoilt] == []
    assert result.copies[0].status == ("merged" if spoilt else "unchanged")
    assert everything(folder.path) == before


@pytest.mark.parametrize("writer", WRITERS)
def test_the_places_of_the_return_code_that_outlive_a_program(writer: str, folder: Folder, saves: Saves, tmp_path: Path) -> None:
    saves(sent(folder), tmp_path / "copy.xlsx", {})
    assert carriers(tmp_path / "copy.xlsx", folder) == CARRIERS[writer]


def carriers(file: Path, folder: Folder) -> list[str]:
    """Where the return code stands: on every sheet that is filled in, on the sheet of lists, in either property."""
    raw = read_workbook(file)
    shown = Counter("lists" if s.name in folder.lists else "sheets" for s in raw.sheets if _shows(s.rows))
    to_fill_in = len(folder.template.data_sheets)
    places = {
        "keywords": bool(find_tokens(raw.core.get("keywords", ""))),
        "lists": shown["lists"] == 1,
        "property": bool(find_tokens(raw.custom.get(TOKEN_PROPERTY, ""))),
        "sheets": shown["sheets"] >= to_fill_in,
    }
    return [place for place, there in places.items() if there]


def _shows(rows: object) -> bool:
    return any(find_tokens(str(cell.value)) for number, row in rows if number <= 20 for cell in row.values())  # type: ignore[attr-defined] # raw rows


FILLED = {
    ("T-KF-004", "person"): "张三",
    ("T-KF-005", "planned_start"): date(2036, 1, 15),
    ("T-KF-006", "progress"): 0.85,
    ("T-KF-007", "status"): "存在风险",
    ("T-KF-008", "collaborators"): "市场部",
    ("T-KF-004", "risk_note"): "第一行\n第二行 😀 007",
    ("T-KF-006", "actual_finish"): "2036年1月16日",
}


@pytest.mark.parametrize("writer", [name for name in WRITERS if name != JAVASCRIPT[2]])
def test_what_was_typed_arrives_through_every_program(saves: Saves, tmp_path: Path) -> None:
    folder = project(tmp_path / "project", "zh", DAY)
    page = load_workbook(sent(folder))["任务跟踪"]
    header = next(row for row in page.iter_rows(max_row=20) if row[0].value == "任务编号 *" or str(row[0].value).startswith("任务编号"))
    columns = {str(cell.value).strip("* "): cell.column_letter for cell in header}
    rows = {row[0].value: row[0].row for row in page.iter_rows()}
    labels = {f.key: f.label("zh") for f in folder.template.sheet("task").fields}
    cells = {("任务跟踪", f"{columns[labels[key]]}{rows[record]}"): value for (record, key), value in FILLED.items()}
    saves(sent(folder), tmp_path / "copy.xlsx", cells)
    result = check(folder, [tmp_path / "copy.xlsx"])
    expected = {**FILLED, ("T-KF-007", "status"): "at_risk", ("T-KF-008", "collaborators"): ["市场部"], ("T-KF-006", "actual_finish"): "2036-01-16"}
    expected[("T-KF-005", "planned_start")] = "2036-01-15"
    found = {(c.record, c.field): c.after for c in result.changes}
    assert {place: found.get(place) for place in FILLED} == expected
    assert [f.message for f in result.findings if f.severity == "error" and (f.record, f.field) in FILLED] == []
    assert asked(result).keys() & {record for record, _ in FILLED} == set()
