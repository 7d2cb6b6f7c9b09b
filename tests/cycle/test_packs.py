"""The packs: meetings, kickoff, planning, records and feedback beside the standard workbook, through two rounds."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from play import NEXT, add, adds_up, asked, choices, codes, edit, fill, issue, merged, statuses, workbook

from sheetsync.files.templates import load_template
from sheetsync.model.project import Department, Project
from sheetsync.model.result import Result
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.init import init

PACKS = ("meetings", "kickoff", "planning", "records", "feedback")
DEPARTMENTS = (Department("研发部", "YF", "研发经理"), Department("市场部", "SC", "市场经理"), Department("销售部", "XS", "销售经理"))


@pytest.fixture(scope="module", params=["zh", "en"])
def first(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Folder, Result]:
    """A week in which a launch is planned: a meeting is called, its items are put up, duties confirmed."""
    facts = {"initiating_department": "市场部"}
    project = Project("新品上线", request.param, DEPARTMENTS, templates=PACKS, facts=facts, blank_rows=4)
    folder = init(tmp_path_factory.mktemp("packs") / "project", project)
    issue(folder)
    fill(
        folder, "市场部",
        add("meeting", topic="上线日期", starts_at="2026年11月25日下午2点", ends_at=datetime(2026, 11, 25, 16), departments="研发部、销售部"),
        edit("charter", background="新品要赶在年底前上线", goal="12月15日上线", success_measure="首月 1000 单", budget="30 万", approval="待审批"),
        add("milestone", title="发布", due="2026-12-15"),
        add("record", date="2026-11-18", topic="上线日期有分歧", departments="研发部、销售部", recorder="市场经理", dispute="15 日还是 20 日"),
        add("feedback", about="研发部", speed="4分", clarity="★★★", quality=5),
        name="市场部.xlsx",
    )  # fmt: skip
    fill(
        folder, "销售部",
        add("agenda", meeting="MTG-SC-001", topic="培训要一周", presenter="销售经理", minutes=20),
        add("attendance", meeting="MTG-SC-001", person="销售经理", attending="参加"),
        add("responsibility", responsibility="培训销售人员", person="销售经理", confirmed_by="销售总监", confirmed_on="11月19日"),
        add("channel", method="例会", purpose="对齐进度", frequency="每周", time="周五下午3点"),
        edit("charter", goal="12月20日上线"),
    )  # fmt: skip
    fill(
        folder, "研发部",
        add("action", meeting="MTG-SC-001", title="交付培训版", person="研发经理", due="2026-12-10"),
        add("adjustment", task="T-YF-001", reason="测试环境紧张", new_finish="2026-12-12", delay=2),
        add("task", title="开发前端", person="研发经理", deliverable="前端", priority="高", planned_finish="2026-12-10"),
        add("review", plan="上线方案", reviewing_departments="市场部、销售部"),
    )  # fmt: skip
    return folder, merged(folder)


@pytest.fixture(scope="module")
def second(first: tuple[Folder, Result]) -> tuple[Folder, Result]:
    """The next week: the organizer says what was decided, somebody else tries to, and the third department sends its workbook back as it was."""
    folder, _ = first
    issue(folder, NEXT)
    late = {"saved": "2026-11-26 09:00", "round_": "2026-W48"}
    fill(
        folder,
        "市场部",
        edit("AG-XS-001", decision="20 日上线"),
        edit("MTG-SC-001", status="已召开", minutes_on="2026-11-26"),
        name="二/市.xlsx",
        **late,
    )
    fill(folder, "销售部", edit("AG-XS-001", discussion="两周不够"), edit("charter", scope="只做线上"), name="二/销.xlsx", **late)
    fill(folder, "研发部", name="二/研.xlsx", **late)
    return folder, merged(folder, day=date(2026, 11, 27))


@pytest.mark.parametrize("name", PACKS)
def test_each_pack_is_sound_by_itself(name: str) -> None:
    assert load_template(name).languages == ("zh", "en")


def test_every_form_of_every_pack_is_merged(first: tuple[Folder, Result]) -> None:
    folder, result = first
    filled = {key: len(records) for key, records in result.state.items() if records}
    expected = {
        "meeting": 1, "agenda": 1, "attendance": 1, "action": 1, "charter": 1, "responsibility": 1, "channel": 1, "milestone": 1, "review": 1,
        "adjustment": 1, "record": 1, "feedback": 1, "task": 1,
    }  # fmt: skip
    assert {key: filled.get(key) for key in expected} == expected
    assert adds_up(result)
    assert codes(result) == ["suggestion"] * codes(result).count("suggestion")
    assert {each.name for each in folder.outbox("2026-W47").iterdir()} != set()


def test_moments_and_ratings_of_the_packs(first: tuple[Folder, Result]) -> None:
    meeting, feedback = first[1].state["meeting"]["MTG-SC-001"], first[1].state["feedback"]["FB-SC-001"]
    assert (meeting["starts_at"], meeting["ends_at"], meeting["status"]) == ("2026-11-25T14:00", "2026-11-25T16:00", "announced")
    assert (feedback["speed"], feedback["clarity"], feedback["quality"]) == (4, 3, 5)


def test_a_form_belongs_to_the_department_that_starts_the_project(first: tuple[Folder, Result]) -> None:
    charter = first[1].state["charter"]["charter"]
    assert (charter["department"], charter["goal"], charter["approval"]) == ("市场部", "12月15日上线", "pending")
    assert asked(first[1]) == {"charter.goal": "suggestion"}
    assert choices(first[1], "charter.goal") == {"12月20日上线": ("销售部",)}


def test_references_lead_across_packs(first: tuple[Folder, Result]) -> None:
    result = first[1]
    assert result.state["adjustment"]["ADJ-YF-001"]["task"] == "T-YF-001"
    assert not [f for f in result.findings if f.code == "dangling-reference"]


def test_only_the_meetings_organizer_says_what_was_decided(second: tuple[Folder, Result]) -> None:
    folder, result = second
    agenda = result.state["agenda"]["AG-XS-001"]
    assert (agenda["decision"], agenda["discussion"]) == ("20 日上线", "两周不够")
    assert "charter.scope" in asked(result)
    sent = load_workbook(workbook(folder, "销售部", "2026-W48"))
    sheet = sent[folder.template.sheet("agenda").label(folder.project.language)]
    prompts = {rule.prompt for rule in sheet.data_validations.dataValidation}
    label = folder.template.sheet("meeting").field("organizing_department").label(folder.project.language)
    assert any(label in (prompt or "") for prompt in prompts)


def test_whoever_is_invited_gets_the_agenda(second: tuple[Folder, Result]) -> None:
    folder, _ = second
    sent = load_workbook(workbook(folder, "研发部", "2026-W48"))
    sheet = sent[folder.template.sheet("agenda").label(folder.project.language)]
    assert "AG-XS-001" in {row[0].value for row in sheet.iter_rows()}


def test_a_workbook_with_all_packs_comes_back_as_it_was_without_an_edit(second: tuple[Folder, Result]) -> None:
    assert statuses(second[1])["研.xlsx" if "研.xlsx" in statuses(second[1]) else "inbox/二/研.xlsx"] == "unchanged"
    assert adds_up(second[1])
    assert set(codes(second[1])) <= {"missing-copy", "approval", "conflict", "suggestion"}


def test_the_templates_come_along_by_name(first: tuple[Folder, Result]) -> None:
    folder: Folder = first[0]
    assert folder.project.templates == PACKS
    assert folder.template.name == "standard+meetings+kickoff+planning+records+feedback"
    kept: list[Path] = list((folder.path / ".sheetsync" / "templates").iterdir())
    assert len(kept) == 1
