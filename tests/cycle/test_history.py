"""What the ledger remembers of a record, and of the rounds."""

from __future__ import annotations

import shutil
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sheetsync.cli.history import history_lines, log_lines
from sheetsync.model.decision import EDIT, KEEP, REMOVE, UNITE, Settlement
from sheetsync.workflow.folder import Folder, open_folder
from sheetsync.workflow.generate import generate
from sheetsync.workflow.history import Entry, History, history
from sheetsync.workflow.log import log
from sheetsync.workflow.refusal import Refusal
from sheetsync.workflow.resolve import settle
from sheetsync.workflow.status import status

TODAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def folder(demo_week: Path, tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """The demo's week, with one of its decisions settled."""
    directory = shutil.copytree(demo_week, tmp_path_factory.mktemp("history") / "week")
    settle(open_folder(directory), "技术部", ["T-JS-001.risk"], TODAY)
    return open_folder(directory)


def test_a_field_tells_how_it_began_what_was_decided_and_what_lost(folder: Folder) -> None:
    entries = history(folder, "T-JS-001", "risk").entries
    assert [(e.round, e.kind, e.before, e.value, e.departments) for e in entries] == [
        ("2026-W46", "began", None, "low", ()),
        ("2026-W47", "decision", "low", "medium", ("技术部",)),
        ("2026-W47", "refused", None, "high", ("产品部",)),
    ]
    assert entries[1].sources[0].sheet == "任务跟踪"
    assert entries[1].settlement is not None


def test_a_record_tells_of_all_its_fields_and_of_nothing_twice(folder: Folder) -> None:
    told = history(folder, "t-kf-002")
    assert told.sheet.key == "task"
    beginnings = [e.field for e in told.entries if e.kind == "began"]
    assert len(beginnings) == len(set(beginnings))
    assert ("progress", 0.8, 1.0) in {(e.field, e.before, e.value) for e in told.entries if e.kind == "change"}


def test_a_field_goes_by_its_key_or_its_label(folder: Folder) -> None:
    assert history(folder, "T-JS-001", "风险等级").entries == history(folder, "T-JS-001", "risk").entries


def test_json_has_the_contracts_values(folder: Folder) -> None:
    line = history(folder, "T-JS-001", "risk").to_json()["entries"][1]
    assert (line["before"], line["value"], line["kind"], line["departments"]) == ("low", "medium", "decision", ["技术部"])
    assert line["sources"][0].keys() == {"file", "sheet", "cell"}


@pytest.mark.parametrize(("record", "field", "key"), [("T-XX-999", None, "no-record"), ("T-JS-001", "nix", "unknown-field")])
def test_what_is_not_there_is_refused(folder: Folder, record: str, field: str | None, key: str) -> None:
    with pytest.raises(Refusal) as refusal:
        history(folder, record, field)
    assert refusal.value.key == key


def test_the_log_lists_rounds_copies_and_decisions(folder: Folder) -> None:
    first, second = log(folder).lines
    assert (first["round"], second["round"]) == ("2026-W46", "2026-W47")
    assert {i["file"] for i in first["imports"]} == {"任务跟踪.csv", "需求申请.csv"}
    assert [c["status"] for c in second["copies"]].count("refused") == 1
    assert [d["id"] for d in second["decisions"]] == ["T-JS-001.risk"]


def test_the_log_has_headings_words_and_the_projects_clock(folder: Folder) -> None:
    said = [line.split() for line in log_lines(folder, log(folder))]
    headings = ["部门", "结果", "改动", "保存时间", "保存人", "文件"]
    assert headings in said
    assert ["客服部", "已读取", "49", "2026-11-19", "17:45", "客服经理", "inbox/客服部（已填）.xlsx"] in said
    assert ["拒收", "0", "inbox/技术部", "-", "副本(1).xlsx"] in said
    assert ["编号", "类型", "决定为", "谁", "时间", "文件", "备注"] in said
    decided = next(line for line in said if line[0] == "T-JS-001.risk")
    settled = log(folder).lines[1]["decisions"][0]["at"]
    local = datetime.fromisoformat(settled).astimezone(ZoneInfo("Asia/Shanghai"))
    assert decided[1:] == ["意见不一", "中", "协调人", *f"{local:%Y-%m-%d %H:%M}".split(), "（命令行）"]


def test_where_a_decision_was_made_is_told_on_the_projects_clock(folder: Folder) -> None:
    settlement = Settlement("T-JS-001.risk", "high", (), file="reports/2026-W47.xlsx", at="2026-11-20T11:02:09Z")
    entry = Entry("2026-W47", "risk", "decision", "low", "high", settlement=settlement)
    told = history_lines(folder, History("T-JS-001", folder.template.sheet("task"), [entry]))
    assert told[-1].endswith("reports/2026-W47.xlsx 2026-11-20 19:02")


def test_an_earlier_round_has_a_status_of_its_own(folder: Folder) -> None:
    assert status(folder, TODAY, "2026-W46").to_json()["missing"] == ["市场部"]
    with pytest.raises(Refusal) as refusal:
        status(folder, TODAY, "2026-W01")
    assert refusal.value.key == "unknown-round"


# ── what the coordinator decided ──

PAIR = "T-KF-045+T-JS-083"


def decided(folder: Folder, settlements: list[Settlement], tmp_path: Path) -> Folder:
    """The same week with these answers, from a workbook that 李主任 saved."""
    copied = open_folder(shutil.copytree(folder.path, tmp_path / "week"))
    with copied.ledger() as ledger:
        order = ledger.rounds()[-1].order
        for each in settlements:
            ledger.add_settlement(each._replace(order=order, at="2026-11-20T11:02:09Z", file="reports/a.xlsx", by="李主任"))
    return copied


def told(folder: Folder, record: str, field: str | None = None) -> list[str]:
    return history_lines(folder, history(folder, record, field))


def test_a_record_that_was_united_tells_into_which_and_by_whom(folder: Folder, tmp_path: Path) -> None:
    after = decided(folder, [Settlement(PAIR, UNITE, (KEEP, UNITE), kind="possible-duplicate")], tmp_path)
    gone = history(after, "T-JS-083")
    (title,) = [e for e in gone.entries if e.field == "title"]
    assert (title.kind, title.value, title.departments, bool(title.sources)) == ("change", "上线常见问题知识库", ("技术部",), True)
    assert (gone.entries[-1].kind, gone.entries[-1].before, gone.entries[-1].value) == ("united", ("T-JS-083",), "T-KF-045")
    *_, last, hint = told(after, "T-JS-083")
    assert "T-JS-083 并入 T-KF-045" in last
    assert last.endswith("协调人（李主任）  reports/a.xlsx 2026-11-20 19:02")
    assert "sheetsync history T-KF-045" in hint
    assert told(after, "T-KF-045")[-1] == last


def test_a_record_that_came_and_was_removed_in_one_round_tells_it_once(folder: Folder, tmp_path: Path) -> None:
    after = decided(folder, [Settlement("T-JS-083", REMOVE, (KEEP, REMOVE), kind=EDIT)], tmp_path)
    assert [e.kind for e in history(after, "T-JS-083").entries if not e.field] == ["removed"]
    assert "移除" in told(after, "T-JS-083")[-1]
    assert told(after, "T-JS-083")[-1].endswith("协调人（李主任）  reports/a.xlsx 2026-11-20 19:02")


def test_a_record_that_was_removed_and_came_back_says_both(folder: Folder, tmp_path: Path) -> None:
    after = decided(folder, [Settlement("T-KF-002", REMOVE, (KEEP, REMOVE), kind=EDIT)], tmp_path)
    assert [e.kind for e in history(after, "T-KF-002").entries if not e.field] == ["removed"]
    generate(after, None, today=TODAY + timedelta(days=7))
    back = decided(after, [Settlement("T-KF-002", KEEP, (KEEP, REMOVE), kind=EDIT)], tmp_path / "more")
    assert [e.kind for e in history(back, "T-KF-002").entries if not e.field] == ["removed", "restored"]


@pytest.mark.parametrize(
    ("decision", "value", "kind", "department"),
    [
        ("T-JS-001.risk_note", "规则延期会影响客服排班", "conflict", "客服部"),
        ("T-JS-001.planned_finish", date(2026, 11, 24), "approval", "技术部"),
        ("T-JS-002.person", "产品经理", "suggestion", "产品部"),
    ],
)
def test_who_stands_for_a_choice_and_who_decided_is_told_the_same_way(
    folder: Folder, tmp_path: Path, decision: str, value: object, kind: str, department: str
) -> None:
    fresh = Settlement(decision, value, (value,), kind=kind)
    after = decided(folder, [fresh], tmp_path)
    (line,) = (each for each in told(after, *decision.split(".")) if " 决定 " in each)
    assert f"  {department}，协调人（李主任）决定  " in line
    assert line.endswith("reports/a.xlsx 2026-11-20 19:02")


def test_a_value_that_the_coordinator_left_as_it_was_is_told_too(folder: Folder, tmp_path: Path) -> None:
    after = decided(folder, [Settlement("T-JS-002.person", "开发组长", ("开发组长", "产品经理"), kind="suggestion", remark="先不换人")], tmp_path)
    assert told(after, "T-JS-002", "person")[-1].split()[1:4] == ["负责人", "决定", "开发组长"]
    assert told(after, "T-JS-002", "person")[-1].endswith("备注：先不换人")


def test_the_log_says_what_was_decided_by_whom_and_why(folder: Folder, tmp_path: Path) -> None:
    answers = [
        Settlement("T-JS-001.planned_finish", date(2026, 11, 24), (), kind="approval", remark="同意顺延"),
        Settlement(PAIR, UNITE, (KEEP, UNITE), kind="possible-duplicate"),
        Settlement("T-KF-002", REMOVE, (), kind=EDIT),
        Settlement("T-KF-003.note", None, (), kind=EDIT),
    ]
    after = decided(folder, answers, tmp_path)
    lines = [line.split() for line in log_lines(after, log(after))]
    who = ["协调人（李主任）", "2026-11-20", "19:02", "reports/a.xlsx"]
    assert ["T-JS-001.planned_finish", "须批准", "2026-11-24", *who, "同意顺延"] in lines
    assert [PAIR, "疑似重复", "合为一条", *who] in lines
    assert ["T-KF-002", "移除", "移除", *who] in lines
    assert ["T-KF-003.note", "修改", "（空）", *who] in lines
    assert log(after).lines[1]["decisions"][1]["value"] == "2026-11-24"
