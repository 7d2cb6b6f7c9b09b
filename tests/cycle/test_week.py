"""One week of the standard project on real files: from what departments type to what the coordinator gets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import pytest
from codes import no_blank_rows, no_codes, rewritten
from openpyxl import load_workbook
from play import FRIDAY, add, adds_up, again, asked, choices, codes, document, edit, everything, fill, issue, make, merged, statuses, workbook

from sheetsync.model.result import Result
from sheetsync.workflow.check import check, check_alone
from sheetsync.workflow.folder import Folder, open_folder
from sheetsync.workflow.refusal import Refusal


@pytest.fixture(scope="module")
def week(issued: Folder, tmp_path_factory: pytest.TempPathFactory) -> tuple[Folder, Result]:
    """Three copies came back."""
    folder = again(issued, tmp_path_factory.mktemp("week") / "project")
    fill(
        folder, "客服部",
        edit("T-KF-001", progress="８０％", actual_finish="2026年11月19日", status="完成"),
        edit("T-JS-001", risk="高", remark="客服看到了"),
        add("task", title="建立周报", person="客服经理", deliverable="周报", priority="中", planned_finish=datetime(2026, 12, 1)),
        add("progress", date="11月19日", task="T-KF-001", reporter="客服经理", status="正常推进", done="收齐两个渠道"),
    )  # fmt: skip
    fill(
        folder, "技术部",
        edit("T-JS-001", planned_finish="2026-11-24", progress=0.75, risk="中", remark="旧备注\n规则写了八成"),
        edit("T-KF-001", risk="高"),
    )  # fmt: skip
    fill(folder, "市场部", edit("T-KF-001", title="收集全部反馈", risk="高"), name="回复/市场部 最终.xlsx")
    return folder, merged(folder)


def values(result: Result, record: str, sheet: str = "task") -> Mapping[str, object]:
    return result.state[sheet][record]


def test_what_is_typed_arrives(week: tuple[Folder, Result]) -> None:
    task = values(week[1], "T-KF-001")
    assert (task["progress"], task["actual_finish"], task["status"]) == (0.8, "2026-11-19", "done")
    assert values(week[1], "T-JS-001")["progress"] == 0.75


def test_agreeing_departments_make_one_change(week: tuple[Folder, Result]) -> None:
    change = next(c for c in week[1].changes if (c.record, c.field) == ("T-KF-001", "risk"))
    assert (change.before, change.after, change.departments) == ("low", "high", ("技术部", "市场部"))
    assert sorted(s.file for s in change.sources) == ["inbox/回复/市场部 最终.xlsx", "inbox/技术部.xlsx"]


def test_what_only_the_coordinator_can_settle_is_asked(week: tuple[Folder, Result]) -> None:
    result = week[1]
    assert asked(result) == {"T-JS-001.planned_finish": "approval", "T-JS-001.risk": "conflict", "T-KF-001.title": "suggestion"}
    assert choices(result, "T-JS-001.risk") == {"high": ("客服部",), "medium": ("技术部",)}
    assert (values(result, "T-JS-001")["planned_finish"], values(result, "T-KF-001")["title"]) == ("2026-11-17", "收集客户反馈")


def test_lines_of_a_log_are_added_up(week: tuple[Folder, Result]) -> None:
    assert str(values(week[1], "T-JS-001")["remark"]).splitlines() == ["旧备注", "客服看到了", "规则写了八成"]


def test_new_records_have_the_numbers_of_their_rows(week: tuple[Folder, Result]) -> None:
    task, entry = values(week[1], "T-KF-002"), values(week[1], "P-KF-001", "progress")
    assert (task["title"], task["department"], task["planned_finish"], task["status"]) == ("建立周报", "客服部", "2026-12-01", "not_started")
    assert (entry["task"], entry["date"]) == ("T-KF-001", "2026-11-19")


def test_everybody_is_back_and_every_edit_accounted_for(week: tuple[Folder, Result]) -> None:
    assert set(statuses(week[1]).values()) == {"merged"}
    assert week[1].missing == ()
    assert adds_up(week[1])


def test_the_checks_look_at_the_merged_state(week: tuple[Folder, Result]) -> None:
    assert [f.record for f in week[1].findings if f.code == "overdue"] == ["T-JS-001"]


def test_merging_again_is_the_same_and_touches_nothing(week: tuple[Folder, Result]) -> None:
    folder, result = week
    before, times = everything(folder.path), {p: p.stat().st_mtime_ns for p in folder.path.rglob("*.xlsx")}
    assert document(merged(folder)) == document(result)
    assert everything(folder.path) == before
    assert {p: p.stat().st_mtime_ns for p in folder.path.rglob("*.xlsx")} == times


def test_a_consolidated_workbook_that_was_lost_is_written_again(week: tuple[Folder, Result], tmp_path: Path) -> None:
    twin = again(week[0], tmp_path / "project")
    twin.report("2026-W47").unlink()
    assert document(merged(twin)) == document(week[1])
    assert twin.report("2026-W47").is_file()


@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
def test_the_consolidated_workbook_shows_the_decisions(week: tuple[Folder, Result]) -> None:
    book = load_workbook(week[0].path / str(week[1].workbook))
    text = {str(c.value) for page in book for row in page.iter_rows() for c in row if c.value is not None}
    assert {"T-JS-001.risk", "T-JS-001.planned_finish", "T-KF-001.title"} <= text


def test_a_dry_run_keeps_nothing(folder: Folder) -> None:
    fill(folder, "技术部", edit("T-JS-001", progress="70%"))
    before = everything(folder.path)
    result = merged(folder, dry_run=True)
    assert values(result, "T-JS-001")["progress"] == 0.7
    assert result.workbook is None
    assert {k: v for k, v in everything(folder.path).items() if ".sheetsync/copies" not in k} == before


def test_generating_twice_gives_the_same_workbooks(folder: Folder) -> None:
    before = everything(folder.path)
    assert not issue(folder).opened
    assert everything(folder.path) == before


@pytest.mark.parametrize("gone", ["outbox/2026-W47", ".sheetsync/issued"])
def test_a_workbook_that_was_lost_is_made_again_as_it_was(folder: Folder, gone: str) -> None:
    before = everything(folder.path)
    for file in (folder.path / gone).iterdir():
        file.unlink()
    issue(folder)
    assert everything(folder.path) == before


def test_departments_and_weekdays_do_not_change_the_round(folder: Folder) -> None:
    from sheetsync.workflow.generate import generate

    before = everything(folder.path)
    made = generate(folder, "2026-11-22", ["技术部"], today=date(2026, 11, 16))
    assert (made.round.name, [d.name for d, _ in made.workbooks], made.opened) == ("2026-W47", ["技术部"], False)
    assert everything(folder.path) == before


def test_a_copy_taken_out_is_as_if_it_had_never_come(folder: Folder) -> None:
    fill(folder, "技术部", edit("T-JS-001", progress="70%"))
    without = merged(folder)
    fill(folder, "客服部", edit("T-JS-001", risk="高"), add("task", title="不该有"), name="错的.xlsx")
    assert values(merged(folder), "T-JS-001")["risk"] == "high"
    (folder.inbox / "错的.xlsx").rename(folder.path / "错的.xlsx")
    after = merged(folder, without=["错的.xlsx"])
    assert document(after) == document(without)
    assert document(merged(folder)) == document(without)
    assert values(merged(folder, folder.path / "错的.xlsx"), "T-JS-001")["risk"] == "high"


def test_taking_out_wants_a_copy_that_is_there(folder: Folder) -> None:
    with pytest.raises(Refusal, match="no-such-copy"):
        merged(folder, without=["没有这个.xlsx"])


def test_the_same_file_under_two_names_counts_once(folder: Folder) -> None:
    first = fill(folder, "技术部", edit("T-JS-001", progress="70%"))
    (folder.inbox / "技术部 - 副本.xlsx").write_bytes(first.read_bytes())
    result = merged(folder)
    assert statuses(result) == {"技术部.xlsx": "merged", "技术部 - 副本.xlsx": "duplicate"}
    assert "duplicate-copy" in codes(result, "notice")
    assert (result.edits["read"], result.edits["merged"]) == (1, 1)


def test_a_copy_of_another_project_is_refused(folder: Folder, tmp_path: Path) -> None:
    other = make(tmp_path / "other")
    issue(other)
    (folder.inbox / "别的项目.xlsx").write_bytes(workbook(other, "技术部").read_bytes())
    result = merged(folder)
    assert statuses(result) == {"别的项目.xlsx": "refused"}
    assert codes(result) == ["other-project"]
    assert result.missing == ("客服部", "技术部", "市场部")


def test_a_copy_of_which_nothing_says_whose_it_is_is_held(folder: Folder) -> None:
    rewritten(fill(folder, "技术部", edit("T-JS-001", progress="70%")), no_codes, no_blank_rows)
    result = merged(folder)
    assert statuses(result) == {"技术部.xlsx": "held"}
    assert codes(result) == ["unknown-copy"]
    assert values(result, "T-JS-001")["progress"] == 0.6


def test_a_file_that_cannot_be_read_stops_nobody(folder: Folder) -> None:
    fill(folder, "技术部", edit("T-JS-001", progress="70%"))
    (folder.inbox / "坏.xlsx").write_bytes(workbook(folder, "客服部").read_bytes()[:3000])
    (folder.inbox / "~$技术部.xlsx").write_bytes(b"lock")
    result = merged(folder)
    assert statuses(result) == {"坏.xlsx": "refused", "技术部.xlsx": "merged"}
    assert values(result, "T-JS-001")["progress"] == 0.7


def test_a_later_copy_of_the_same_person_replaces_the_earlier_one(folder: Folder) -> None:
    fill(folder, "技术部", edit("T-JS-001", progress="70%", support="要一台服务器"), name="初稿.xlsx", saved="2026-11-18 09:00")
    fill(folder, "技术部", edit("T-JS-001", progress="75%"), name="定稿.xlsx", saved="2026-11-19 09:00")
    result = merged(folder)
    assert statuses(result) == {"初稿.xlsx": "superseded", "定稿.xlsx": "merged"}
    assert (values(result, "T-JS-001")["progress"], values(result, "T-JS-001")["support"]) == (0.75, None)
    assert result.edits["superseded"] == 2
    assert "superseded" in codes(result, "notice")
    assert adds_up(result)


def test_two_people_of_one_department_are_two_voices(folder: Folder) -> None:
    fill(folder, "技术部", edit("T-JS-001", progress="70%", support="要一台服务器"), name="甲.xlsx", by="甲", saved="2026-11-18 09:00")
    fill(folder, "技术部", edit("T-JS-001", progress="75%", priority="中"), name="乙.xlsx", by="乙", saved="2026-11-19 09:00")
    result = merged(folder)
    assert set(statuses(result).values()) == {"merged"}
    assert (values(result, "T-JS-001")["support"], values(result, "T-JS-001")["priority"]) == ("要一台服务器", "medium")
    assert asked(result) == {"T-JS-001.progress": "conflict"}
    assert values(result, "T-JS-001")["progress"] == 0.6


def test_copies_may_come_one_by_one(folder: Folder, week: tuple[Folder, Result]) -> None:
    for file in sorted((week[0].inbox).rglob("*.xlsx"), reverse=True):
        target = folder.inbox / file.relative_to(week[0].inbox)
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(file.read_bytes())
    # the project was copied after its workbooks were sent, so that the return codes are the same
    for file in sorted(folder.inbox.rglob("*.xlsx")):
        last = merged(folder, file)
    assert document(last) == document(week[1])


def test_check_shows_what_a_merge_would_do_and_keeps_nothing(folder: Folder) -> None:
    file = fill(folder, "客服部", edit("T-KF-001", progress="一半"), edit("T-SC-001", title="改名"))
    before = everything(folder.path)
    result = check(folder, [file])
    assert everything(folder.path) == before
    assert asked(result) == {"T-SC-001.title": "suggestion"}
    assert [(f.cell, f.value) for f in result.findings if f.code == "invalid-value"] == [("O8", "一半")]


def test_check_reads_a_copy_without_a_project(folder: Folder) -> None:
    file = fill(folder, "客服部", edit("T-KF-001", progress="一半"))
    found = [f for f in check_alone([file])[0].findings if f.severity == "error"]
    assert [(f.code, f.field, f.value) for f in found] == [("invalid-value", "progress", "一半")]


def test_a_late_copy_is_told_and_merged_all_the_same(folder: Folder) -> None:
    fill(folder, "技术部", edit("T-JS-001", progress="70%"), saved="2026-11-20 17:01")
    result = merged(folder, day=FRIDAY)
    assert "late-copy" in codes(result, "warning")
    assert values(result, "T-JS-001")["progress"] == 0.7


@pytest.mark.parametrize(("round_", "key"), [("2026-W46", "round-not-open"), ("2026-W48", "round-not-open")])
def test_only_the_open_round_is_merged(folder: Folder, round_: str, key: str) -> None:
    from sheetsync.workflow.merge import Request, merge

    with pytest.raises(Refusal, match=key):
        merge(folder, Request(round=round_))


def test_a_lost_workbook_that_cannot_be_as_it_was_is_a_new_one(folder: Folder) -> None:
    (folder.path / "sheetsync.toml").write_text(
        (folder.path / "sheetsync.toml").read_text("utf-8").replace("blank_rows = 4", "blank_rows = 3"), "utf-8"
    )
    for file in (folder.path / ".sheetsync/issued").iterdir():
        file.unlink()
    sent = fill(folder, "技术部", edit("T-JS-001", progress="70%"), add("task", title="旧的空行"))
    issue(open_folder(folder.path))
    fill(folder, "客服部", edit("T-KF-001", progress="70%"), add("task", title="新的空行"))
    result = merged(folder)
    assert set(statuses(result).values()) == {"merged"}
    assert (values(result, "T-JS-001")["progress"], values(result, "T-KF-001")["progress"]) == (0.7, 0.7)
    assert {r["title"] for r in result.state["task"].values()} >= {"旧的空行", "新的空行"}
    assert sent.is_file()
