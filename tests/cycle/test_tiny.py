"""The whole cycle on a template that shares no sheet, field, choice or word with the standard one: no code knows either by name."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from play import FRIDAY, NEXT, TINY, add, adds_up, asked, choices, codes, edit, fill, issue, make, merged, statuses, workbook

from sheetsync.api import open as open_project
from sheetsync.files.templates import load_template
from sheetsync.model.project import Department, Project
from sheetsync.model.result import Result
from sheetsync.model.template import Template
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.resolve import settle
from sheetsync.workflow.status import status

LOANS = (
    ("器材", "馆", "领用者", "领走", "应还", "去向", "配件", "件数", "电量", "代管馆", "随记"),
    ("相机", "东馆", "学生甲", "2026-11-02", "2026-11-17", "在外", "充电器", "1", "50%", "西馆", "旧的一行"),
    ("投影仪", "西馆", "学生乙", "2026-11-09", "2026-11-24", "在外", "", "2", "", "东馆", ""),
)


@pytest.fixture(scope="module", params=["zh", "en"])
def first(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Folder, Result]:
    """A week with three copies: two people of one hall, and one of the other."""
    halls = (Department("东馆", "DG", "东馆长"), Department("西馆", "XG", "西馆长"))
    project = Project("器材", request.param, halls, templates=(str(TINY),), country="")
    folder = make(tmp_path_factory.mktemp("tiny") / "project", project, {"loan": LOANS})
    issue(folder)
    fill(
        folder, "东馆",
        edit("LN-DG-001", back_by="2026年11月27日", extras="充电器、背包", pieces=2, power="40%", jottings="旧的一行\n东馆续借"),
        add("loan", item="话筒", taker="学生丙", back_by="11月30日", power=0.9),
        name="东一.xlsx", by="甲",
    )  # fmt: skip
    fill(folder, "东馆", edit("LN-DG-001", pieces=3, extras="充电器, Tripod", power="70%"), name="东二.xlsx", by="乙")
    fill(
        folder,
        "西馆",
        edit("LN-DG-001", wear="镜头有划痕", item="单反相机", jottings="西馆看过"),
        edit("LN-XG-001", stage="收讫", came_back="2026-11-19"),
    )
    return folder, merged(folder)


@pytest.fixture(scope="module")
def second(first: tuple[Folder, Result]) -> tuple[Folder, Result]:
    """The next week: the deadline was decided, everybody's new workbook comes back as it was sent."""
    folder, _ = first
    settle(folder, "东馆", ["LN-DG-001.back_by"], FRIDAY)
    issue(folder, NEXT)
    for hall in ("东馆", "西馆"):
        fill(folder, hall, name=f"第二周/{hall}.xlsx", saved="2026-11-26 09:00", round_="2026-W48")
    return folder, merged(folder, day=date(2026, 11, 27))


def keys_and_labels(template: Template) -> tuple[set[str], set[str]]:
    named = [each for sheet in template.sheets for each in (sheet, *sheet.fields)]
    return {each.key for each in named}, {label for each in named for label in each.labels.values()}


def test_it_shares_no_word_with_the_standard_template() -> None:
    tiny, standard = (keys_and_labels(load_template(each)) for each in (TINY, "standard"))
    assert not tiny[0] & standard[0]
    assert not tiny[1] & standard[1]


def test_the_template_comes_along_into_the_project(first: tuple[Folder, Result]) -> None:
    folder = first[0]
    assert (folder.project.templates, folder.template.name) == (("tiny",), "tiny")
    assert (folder.path / "templates" / "tiny.toml").read_bytes() == TINY.read_bytes()


def test_edits_are_merged_by_their_policies(first: tuple[Folder, Result]) -> None:
    loan = first[1].state["loan"]["LN-DG-001"]
    assert (loan["extras"], loan["power"], loan["wear"]) == (["charger", "tripod", "bag"], 0.7, "镜头有划痕")
    assert sorted(loan["jottings"].splitlines()) == ["东馆续借", "旧的一行", "西馆看过"]
    assert first[1].state["loan"]["LN-XG-001"]["stage"] == "back"
    assert adds_up(first[1])


def test_a_blank_row_becomes_a_record_with_its_defaults(first: tuple[Folder, Result]) -> None:
    loan = first[1].state["loan"]["LN-DG-002"]
    assert (loan["item"], loan["hall"], loan["back_by"], loan["stage"], loan["power"]) == ("话筒", "东馆", "2026-11-30", "lent", 0.9)


def test_the_rest_is_asked(first: tuple[Folder, Result]) -> None:
    assert asked(first[1]) == {"LN-DG-001.back_by": "approval", "LN-DG-001.item": "suggestion", "LN-DG-001.pieces": "conflict"}
    assert choices(first[1], "LN-DG-001.pieces") == {2: ("东馆",), 3: ("东馆",)}


def test_the_checks_are_those_of_the_template(first: tuple[Folder, Result]) -> None:
    assert [(f.code, f.record) for f in first[1].findings if f.code in ("overdue", "due-soon")] == [("overdue", "LN-DG-001")]


@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
def test_the_consolidated_workbook_has_its_sheets(first: tuple[Folder, Result]) -> None:
    folder = first[0]
    titles = load_workbook(folder.report("2026-W47"), read_only=True).sheetnames
    assert {folder.template.sheet(key).label(folder.project.language) for key in ("loan",)} <= set(titles)


def test_a_decision_is_carried_into_the_next_round(second: tuple[Folder, Result]) -> None:
    assert second[1].round == "2026-W48"
    assert second[1].state["loan"]["LN-DG-001"]["back_by"] == "2026-11-27"


def test_new_workbooks_returned_as_they_are_make_no_edit(first: tuple[Folder, Result], second: tuple[Folder, Result]) -> None:
    result = second[1]
    this_week = {name: status_ for name, status_ in statuses(result).items() if name in ("东馆.xlsx", "西馆.xlsx")}
    assert set(this_week.values()) == {"unchanged"}
    assert (result.edits["read"], result.changes, result.missing) == (0, (), ())
    settled = {**first[1].state["loan"]["LN-DG-001"], "back_by": "2026-11-27"}
    assert result.state["loan"] == {**first[1].state["loan"], "LN-DG-001": settled}


@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
def test_what_is_open_is_noted_in_the_new_workbooks(second: tuple[Folder, Result]) -> None:
    notes = [c.comment.text for page in load_workbook(workbook(second[0], "东馆", "2026-W48")) for row in page for c in row if c.comment]
    (told,) = (note for note in notes if "2026-11-27" in note)
    notes.remove(told)
    assert len(notes) == 2
    assert any("2" in note and "3" in note for note in notes)
    assert any("单反相机" in note for note in notes)


def test_status_and_python_know_no_sheet_either(second: tuple[Folder, Result]) -> None:
    found = status(second[0], date(2026, 11, 27)).to_json()
    assert (found["records"], found["done"], found["missing"]) == (3, 1, [])
    frame = open_project(second[0].path).frame("loan")
    assert list(frame.index) == list(second[1].state["loan"])
    assert codes(second[1]) == ["conflict", "suggestion"]  # still open from the first round


def test_a_template_named_from_somewhere_else_must_be_there(tmp_path: Path) -> None:
    from sheetsync.workflow.init import init
    from sheetsync.workflow.refusal import Refusal

    with pytest.raises(Refusal, match="cannot-read"):
        init(tmp_path / "project", Project("器材", "zh", (Department("东馆", "DG"),), templates=(str(tmp_path / "none.toml"),)))
    assert not (tmp_path / "project").exists()
