"""What the ledger remembers of a record, and of the rounds."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sheetsync.cli.history import history_lines, log_lines
from sheetsync.model.decision import Settlement
from sheetsync.workflow.folder import Folder, open_folder
from sheetsync.workflow.history import Entry, History, history, log
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
    assert ["编号", "类型", "谁", "时间", "文件"] in said
    decided = next(line for line in said if line[0] == "T-JS-001.risk")
    settled = log(folder).lines[1]["decisions"][0]["at"]
    local = datetime.fromisoformat(settled).astimezone(ZoneInfo("Asia/Shanghai"))
    assert decided[1:] == ["意见不一", *f"{local:%Y-%m-%d %H:%M}".split()]


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
