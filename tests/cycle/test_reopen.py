"""A round that was closed too early is opened again by its name: what came after it is withdrawn, nothing is lost, and the ledger tells of it."""

from __future__ import annotations

import getpass
import json
from pathlib import Path

import pytest
from play import FRIDAY, NEXT, add, adds_up, again, asked, codes, document, edit, everything, fill, issue, merged, statuses, workbook
from terminal import sheetsync

from sheetsync.files.workbook_reader import read_workbook
from sheetsync.workflow.doctor import doctor
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.generate import generate
from sheetsync.workflow.history import history
from sheetsync.workflow.importing import import_list
from sheetsync.workflow.log import log
from sheetsync.workflow.refusal import Refusal
from sheetsync.workflow.reopen import reopen
from sheetsync.workflow.resolve import resolve, settle
from sheetsync.workflow.status import status

W47, W48 = "2026-W47", "2026-W48"
THURSDAY = "2026-11-26 10:00"
LATER = FRIDAY.replace(day=27)


@pytest.fixture
def closed(folder: Folder) -> Folder:
    """The first week was merged with a conflict open, then the second one was generated too early."""
    fill(folder, "客服部", edit("T-JS-001", risk="高"), add("task", title="建立周报", person="客服经理"))
    fill(folder, "技术部", edit("T-JS-001", risk="中", progress="70%"))
    merged(folder)
    issue(folder, NEXT)
    return folder


def token(path: Path) -> str:
    return read_workbook(path).core["keywords"]


# ── what it does ──


def test_a_late_copy_counts_in_the_round_that_is_open_again(closed: Folder) -> None:
    report = closed.report(W47).read_bytes()
    reopen(closed, W47)
    fill(closed, "市场部", edit("T-SC-001", progress="30%"), saved="2026-11-20 09:00")
    result = merged(closed)
    assert (result.round, result.state["task"]["T-SC-001"]["progress"], result.missing) == (W47, 0.3, ())
    assert closed.report(W47).read_bytes() != report
    assert asked(result) == {"T-JS-001.risk": "conflict"}
    assert "stale-copy" not in codes(result, "warning")
    assert doctor(closed).troubles == []


def test_without_anything_new_it_is_as_if_the_next_round_had_never_been(folder: Folder) -> None:
    fill(folder, "客服部", edit("T-JS-001", risk="高"), add("task", title="建立周报", person="客服经理"))
    fill(folder, "技术部", edit("T-JS-001", risk="中", progress="70%"))
    before, report = document(merged(folder)), folder.report(W47).read_bytes()
    issue(folder, NEXT)
    reopen(folder, W47)
    assert (document(merged(folder)), folder.report(W47).read_bytes()) == (before, report)


def test_the_round_can_be_settled_again_in_its_report(closed: Folder) -> None:
    reopen(closed, W47)
    settle(closed, "技术部", ["T-JS-001.risk"], FRIDAY)
    assert merged(closed).state["task"]["T-JS-001"]["risk"] == "medium"
    assert resolve(closed, closed.report(W47), FRIDAY).findings == []


def test_the_workbooks_of_the_withdrawn_round_are_set_aside(closed: Folder) -> None:
    merged(closed, day=LATER)
    sent = {path.name: path.read_bytes() for path in closed.outbox(W48).iterdir()}
    done = reopen(closed, W47)
    assert [(r.name, names) for r, names in done.withdrawn] == [(W48, ["客服部", "市场部", "技术部"])]
    assert not closed.outbox(W48).exists()
    assert {path.name: path.read_bytes() for path in (closed.path / "outbox" / f"{W48}（已撤回）").iterdir()} == sent
    assert sorted(path.name for path in (closed.path / "reports").iterdir()) == [f"{W47}.xlsx", f"{W48}（已撤回）.xlsx"]


def test_the_same_round_can_be_opened_once_more_with_new_codes_and_numbers(closed: Folder) -> None:
    before = token(workbook(closed, "客服部", W48))
    reopen(closed, W47)
    assert not generate(closed, W47, today=FRIDAY).opened
    made = issue(closed, NEXT)
    assert (made.opened, made.round.name, made.round.order) == (True, W48, 3)
    assert token(workbook(closed, "客服部", W48)) != before
    fill(closed, "客服部", add("task", title="第二周的任务", person="客服经理"), saved=THURSDAY, round_=W48, name="新.xlsx")
    new = [i for i, r in merged(closed, day=LATER).state["task"].items() if r["title"] == "第二周的任务"]
    assert new == ["T-KF-010"]  # 002 to 005 were given out in the first week, 006 to 009 in the withdrawn one
    assert doctor(closed).troubles == []


def test_it_can_be_done_again_and_over_several_rounds(closed: Folder) -> None:
    for turn in range(3):
        reopen(closed, W47)
        assert issue(closed, NEXT).round.order == turn + 3
    generate(closed, "2026-W50", today=NEXT)
    assert [r.name for r, _ in reopen(closed, W47).withdrawn] == [W48, "2026-W50"]
    assert len([path for path in (closed.path / "outbox").iterdir() if W48 in path.name]) == 4
    assert merged(closed).round == W47
    withdrew = [each["withdrew"] for line in log(closed).lines for each in line["reopened"]]
    assert withdrew == [[W48], [W48], [W48], [W48, "2026-W50"]]
    assert doctor(closed).troubles == []


def test_rows_without_an_id_get_no_number_of_the_withdrawn_round(closed: Folder) -> None:
    from sheetsync.files.hands import Action

    reopen(closed, W47)
    fill(closed, "市场部", Action("insert", "task", "", {"title": "没有编号的任务", "planned_finish": "2026-12-10"}))
    new = [i for i, r in merged(closed).state["task"].items() if r["title"] == "没有编号的任务"]
    assert new == ["T-SC-010"]


# ── copies of what was withdrawn ──


@pytest.fixture
def returned(closed: Folder) -> Folder:
    """Somebody had got a workbook of the second week already, and returns it filled in."""
    mine = closed.path.parent / "sent.xlsx"
    fill(closed, "客服部", edit("T-KF-001", progress="80%"), add("task", title="太早的任务"), saved=THURSDAY, round_=W48, name="早.xlsx")
    (closed.inbox / "早.xlsx").replace(mine)
    reopen(closed, W47)
    (closed.inbox / "早.xlsx").write_bytes(mine.read_bytes())
    return closed


def test_a_copy_of_a_withdrawn_workbook_waits_for_the_next_round(returned: Folder) -> None:
    result = merged(returned)
    assert statuses(result)["早.xlsx"] == "held"
    assert "withdrawn-round" in codes(result, "warning")
    assert result.state["task"]["T-KF-001"]["progress"] == 0.4
    assert [c["status"] for c in log(returned).lines[0]["copies"]] == ["read", "read", "waiting"]
    assert document(merged(returned)) == document(result)


def test_and_is_merged_against_its_own_base_then_though_it_is_in_the_inbox_no_more(returned: Folder) -> None:
    merged(returned)
    for file in returned.inbox.iterdir():
        file.unlink()
    issue(returned, NEXT)
    result = merged(returned, day=LATER)
    assert result.state["task"]["T-KF-001"]["progress"] == 0.8
    assert [i for i, r in result.state["task"].items() if r["title"] == "太早的任务"] == ["T-KF-006"]
    assert (statuses(result), "stale-copy" in codes(result, "warning"), adds_up(result)) == ({"早.xlsx": "merged"}, True, True)
    assert doctor(returned).troubles == []


def test_and_can_be_taken_out_and_in_again(returned: Folder) -> None:
    merged(returned)
    assert "早.xlsx" not in statuses(merged(returned, without=["早.xlsx"]))
    assert statuses(merged(returned, returned.inbox / "早.xlsx"))["早.xlsx"] == "held"
    issue(returned, NEXT)
    assert statuses(merged(returned, day=LATER)) == {"早.xlsx": "merged"}


def test_a_late_copy_that_was_merged_too_late_is_taken_out_and_merged_where_it_belongs(closed: Folder) -> None:
    late = fill(closed, "市场部", edit("T-SC-001", progress="30%"), name="迟.xlsx", saved="2026-11-20 09:00")
    merged(closed, day=LATER)
    with pytest.raises(Refusal, match="reopen-copies"):
        reopen(closed, W47)
    merged(closed, without=["迟.xlsx"], day=LATER)
    reopen(closed, W47)
    assert merged(closed, late).state["task"]["T-SC-001"]["progress"] == 0.3
    assert "迟.xlsx" in statuses(merged(closed))
    assert doctor(closed).troubles == []


# ── what is refused ──


def refused(folder: Folder, key: str, name: str = W47) -> None:
    before = everything(folder.path)
    with pytest.raises(Refusal) as refusal:
        reopen(folder, name)
    assert refusal.value.key == key
    assert everything(folder.path) == before


def test_what_would_lose_something_is_refused(closed: Folder, tmp_path: Path) -> None:
    refused(closed, "round-is-open", W48)
    refused(closed, "unknown-round", "2026-W30")
    listed = tmp_path / "list.csv"
    listed.write_text("任务名称,责任部门\n新任务,客服部\n", "utf-8-sig")
    imported = again(closed, tmp_path / "imported")
    import_list(imported, listed, "task", NEXT)
    refused(imported, "reopen-lists")
    settle(closed, "客服部", ["T-JS-001.risk"], LATER)
    refused(closed, "reopen-settled")


def test_a_copy_that_came_back_is_never_forgotten(closed: Folder) -> None:
    fill(closed, "技术部", saved=THURSDAY, round_=W48)
    merged(closed, day=LATER)
    refused(closed, "reopen-copies")


def test_the_command_says_what_to_do_next(closed: Folder) -> None:
    done = sheetsync("reopen", "2026-w47", cwd=closed.path)
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, f"{W47} 已重新打开，现在是当前轮次。")
    assert "sheetsync generate" in done.stdout
    issue(closed, NEXT)
    told = json.loads(sheetsync("reopen", W47, "--json", cwd=closed.path).stdout)
    assert (told["round"], told["withdrawn"]) == (W47, [{"round": W48, "departments": ["客服部", "市场部", "技术部"]}])
    refused = sheetsync("reopen", W47, cwd=closed.path)
    assert (refused.returncode, W47 in refused.stderr) == (2, True)
    assert f"由 {getpass.getuser()} 重新打开；撤回了 {W48}" in sheetsync("log", cwd=closed.path).stdout
    assert "（整轮）" in sheetsync("history", "T-JS-001", cwd=closed.path).stdout


# ── the trace ──


def test_log_and_history_tell_of_it(closed: Folder) -> None:
    reopen(closed, W47)
    issue(closed, NEXT)
    lines = log(closed).lines
    assert [(line["round"], line["withdrawn"]) for line in lines] == [(W47, False), (W48, True), (W48, False)]
    (once,) = lines[0]["reopened"]
    assert (once["withdrew"], bool(once["at"])) == ([W48], True)
    told = [e for e in history(closed, "T-JS-001").entries if e.kind == "reopened"]
    assert [(e.round, e.at) for e in told] == [(W47, once["at"])]
    assert [e for e in history(closed, "T-KF-001", "progress").entries if e.kind == "reopened"] == told
    assert status(closed, LATER).to_json()["round"] == W48


def test_a_workbook_that_was_withdrawn_is_not_the_one_that_is_missing_now(closed: Folder) -> None:
    """The round that is generated again has the same name, and workbooks of its own."""
    early = fill(closed, "市场部", edit("T-SC-001", progress="50%"), name="早.xlsx", saved=THURSDAY, round_=W48)
    reopen(closed, W47)
    issue(closed, NEXT)
    result = merged(closed, early, day=LATER)
    assert (statuses(result)["早.xlsx"], result.missing) == ("merged", ("客服部", "技术部", "市场部"))
    fill(closed, "市场部", edit("T-SC-001", progress="60%"), name="晚.xlsx", saved=THURSDAY, round_=W48)
    assert merged(closed, day=LATER).missing == ("客服部", "技术部")
