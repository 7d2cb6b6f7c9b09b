"""Wrong files taken back out, and in again, also over rounds: the result is as if they had never come, or had come now."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from play import FRIDAY, NEXT, add, asked, document, edit, fill, issue, merged, statuses

from sheetsync.cli.history import log_lines
from sheetsync.cli.trouble import sentence
from sheetsync.text import words
from sheetsync.workflow.doctor import doctor
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.history import history
from sheetsync.workflow.log import log
from sheetsync.workflow.merge import Request, merge
from sheetsync.workflow.refusal import Refusal
from sheetsync.workflow.reopen import reopen
from sheetsync.workflow.resolve import settle

LATER = NEXT.replace(day=27)


def test_a_copy_of_a_round_that_is_over_is_not_taken_out(folder: Folder) -> None:
    """The next workbooks were made of it: the round can't be as if it had never come."""
    file = fill(folder, "技术部", edit("T-JS-001", progress="70%"))
    merged(folder)
    issue(folder, NEXT)
    file.unlink()
    before = document(merged(folder, day=LATER))
    with pytest.raises(Refusal, match="copy-of-earlier-round"):
        merged(folder, day=LATER, without=["技术部.xlsx"])
    assert document(merged(folder, day=LATER)) == before
    assert list(doctor(folder).troubles) == []


def test_a_name_that_comes_every_week_means_this_weeks_copy(folder: Folder) -> None:
    fill(folder, "技术部", edit("T-JS-001", progress="70%"))
    merged(folder)
    issue(folder, NEXT)
    fill(folder, "技术部", edit("T-JS-001", progress="90%"), saved="2026-11-26 10:00", round_="2026-W48")
    assert merged(folder, day=LATER).state["task"]["T-JS-001"]["progress"] == 0.9
    without = merged(folder, day=LATER, without=["技术部.xlsx"])
    assert without.state["task"]["T-JS-001"]["progress"] == 0.7
    assert list(doctor(folder).troubles) == []


def test_a_copy_that_was_taken_out_in_an_earlier_round_comes_in_again_now(folder: Folder) -> None:
    """It counts as a late copy of the round that is open; the round that is over stays as it was."""
    file = fill(folder, "技术部", add("task", title="新任务", person="技术工程师"))
    merged(folder)
    merged(folder, without=["技术部.xlsx"])
    issue(folder, NEXT)
    again = merged(folder, file, day=LATER)
    assert statuses(again) == {"技术部.xlsx": "merged"}
    assert again.state["task"]["T-JS-002"]["title"] == "新任务"
    assert list(doctor(folder).troubles) == []
    assert document(merged(folder, day=LATER)) == document(again)


def test_a_copy_that_was_taken_out_stays_out_until_it_is_named(folder: Folder) -> None:
    file = fill(folder, "技术部", edit("T-JS-001", progress="70%"))
    whole = document(merged(folder))
    merged(folder, without=["技术部.xlsx"])
    assert merged(folder).state["task"]["T-JS-001"]["progress"] == 0.6
    assert document(merged(folder, file, day=FRIDAY)) == whole


def test_a_copy_of_a_withdrawn_workbook_that_comes_in_again_waits_again(folder: Folder) -> None:
    issue(folder, NEXT)
    file = fill(folder, "技术部", edit("T-JS-001", progress="90%"), saved="2026-11-26 10:00", round_="2026-W48")
    reopen(folder, "2026-W47")
    assert statuses(merged(folder)) == {"技术部.xlsx": "held"}
    merged(folder, without=["技术部.xlsx"])
    again = merged(folder, file)
    assert (statuses(again), again.edits["read"]) == ({"技术部.xlsx": "held"}, 0)


def test_a_copy_that_came_under_two_names_is_taken_out_under_both(folder: Folder) -> None:
    """Nothing is a duplicate of a file that counts no more (law 15)."""
    never = merged(folder)
    fill(folder, "技术部", edit("T-JS-001", person="王五"))
    shutil.copy(folder.inbox / "技术部.xlsx", folder.inbox / "技术部 (1).xlsx")
    assert statuses(merged(folder)) == {"技术部.xlsx": "merged", "技术部 (1).xlsx": "duplicate"}
    out = merged(folder, without=["技术部 (1).xlsx"])
    assert (statuses(out), out.findings, out.state) == ({}, never.findings, never.state)
    back = merged(folder, folder.inbox / "技术部 (1).xlsx")
    assert statuses(back) == {"技术部.xlsx": "merged", "技术部 (1).xlsx": "duplicate"}


def test_the_log_names_a_file_that_came_under_another_name_too(folder: Folder) -> None:
    """In the round in which it came; and what a name that nobody knows takes out is nothing."""
    file = fill(folder, "技术部", edit("T-JS-001", person="王五"), saved="2026-11-19 10:00")
    shutil.copy(file, folder.inbox / "技术部 (1).xlsx")
    merged(folder)
    issue(folder, NEXT)
    shutil.copy(file, folder.inbox / "又一份.xlsx")
    merged(folder)
    first, second = log(folder).lines
    assert [(c["file"], c["status"], c["edits"]) for c in first["copies"]] == [
        ("inbox/技术部.xlsx", "read", 1), ("inbox/技术部 (1).xlsx", "duplicate", 0),
    ]  # fmt: skip
    (again,) = second["copies"]
    assert [again[key] for key in ("file", "status", "department", "round")] == ["inbox/又一份.xlsx", "duplicate", "技术部", "2026-W47"]
    assert any(line.split()[:3] == ["技术部", "重复", "0"] for line in log_lines(folder, log(folder)))


def test_a_name_that_nobody_knows_takes_nothing_out_and_changes_nothing(folder: Folder) -> None:
    fill(folder, "技术部", edit("T-JS-001", person="王五"))
    before = log(folder)
    with pytest.raises(Refusal) as refusal:
        merged(folder, without=["没有这一份.xlsx"])
    assert folder.words(f"refusal.{refusal.value.key}", **refusal.value.values).startswith("没有收到过名为“没有这一份.xlsx”的文件，没有改动。")
    assert log(folder) == before
    assert statuses(merged(folder)) == {"技术部.xlsx": "merged"}


def test_what_was_decided_about_a_record_that_is_gone_does_not_pass_to_another_with_its_number(folder: Folder) -> None:
    """It is told, stays in the log, and counts again once its record is there again."""
    two = [fill(folder, "技术部", add("task", title="搬迁机房", risk=risk), name=f"{by}.xlsx", by=by) for by, risk in (("甲", "高"), ("乙", "中"))]
    merged(folder)
    settle(folder, None, ["T-JS-002.risk"], FRIDAY)
    before = document(merged(folder))
    kept = [shutil.move(file, folder.path / file.name) for file in two]
    merged(folder, without=[file.name for file in two])
    fill(folder, "技术部", add("task", title="采购显示器", risk="高"), name="丙.xlsx", by="丙")
    result = merged(folder)
    assert (result.state["task"]["T-JS-002"]["title"], result.state["task"]["T-JS-002"]["risk"]) == ("采购显示器", "high")
    (finding,) = (f for f in result.findings if f.code == "without-record")
    assert finding.message.startswith("协调人在 T-JS-002 的“风险等级”里写的“—”是对“搬迁机房”说的；")
    assert [d["id"] for d in log(folder).lines[0]["decisions"]] == ["T-JS-002.risk"]
    assert [(e.kind, e.value) for e in history(folder, "T-JS-002", "risk").entries] == [("change", "high")]
    assert list(doctor(folder).troubles) == []
    assert asked(result) == {}
    (folder.inbox / "丙.xlsx").unlink()
    merged(folder, without=["丙.xlsx"])
    for file in kept:
        shutil.move(file, folder.inbox / file.name)
    assert document(merged(folder, *two)) == before


# ── several files of one name ──


def twice(folder: Folder) -> list[str]:
    """Two copies that came under one name, the second one in the place of the first, by their SHA-256."""
    for saved, by, progress in (("2026-11-19 10:00", "张三", "70%"), ("2026-11-19 16:30", "李四", "80%")):
        fill(folder, "技术部", edit("T-JS-001", progress=progress), saved=saved, by=by)
        result = merged(folder)
    return [c.sha256 for c in sorted(result.copies, key=lambda c: c.saved_at or "")]


def test_a_name_of_several_files_is_asked_about_and_nothing_changes(folder: Folder) -> None:
    first, second = twice(folder)
    before = document(merged(folder))
    with pytest.raises(Refusal, match="which-copy") as caught:
        merged(folder, without=["技术部.xlsx"])
    said = sentence(caught.value, words("zh"))
    for sha256, saved, by in ((first, "2026-11-19 10:00", "张三"), (second, "2026-11-19 16:30", "李四")):
        (line,) = (each for each in said.splitlines() if each.strip().startswith(sha256[:8]))
        assert all(each in line for each in ("技术部", "2026-W47", saved, by, "改动 1 处"))
    assert document(merged(folder)) == before


def test_the_code_in_the_question_takes_the_right_one_out_and_then_the_name_is_clear(folder: Folder) -> None:
    first, second = twice(folder)
    result = merged(folder, without=[second[:8]])
    assert [c.sha256 for c in result.copies] == [first]
    assert result.state["task"]["T-JS-001"]["progress"] == 0.7
    assert merged(folder, without=["技术部.xlsx"]).copies == ()
    assert list(doctor(folder).troubles) == []


def test_a_held_file_of_a_name_that_several_bear_is_not_released_by_it(folder: Folder) -> None:
    twice(folder)
    (folder.inbox / "技术部.xlsx").unlink()
    with pytest.raises(Refusal, match="which-copy"):
        merge(folder, Request([Path("技术部.xlsx")], department="技术部", as_of=FRIDAY))
