"""Killed at any moment between two writes, the next run ends where an undisturbed run would have."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from killed import killed_at
from laws.typing_hands import Page, opened
from play import FRIDAY, NEXT, WEDNESDAY, add, again, asked, document, edit, everything, fill, make, merged, statuses

from sheetsync.files.workbook_reader import read_workbook
from sheetsync.workflow.doctor import doctor
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.generate import Generated, generate
from sheetsync.workflow.log import log
from sheetsync.workflow.refusal import Refusal
from sheetsync.workflow.reopen import reopen
from sheetsync.workflow.resolve import resolve, settle

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the kill is played by a forked process, which this system does not have")

BOTH_LEDGERS = ("test_merging", "test_opening_the_next_round", "test_resolving_a_workbook", "test_settling")
MOMENTS = range(1, 40)
"""Before and after each file takes its place, and before and after each commit; more than any command here has."""


def every_moment(begin: Folder, tmp_path: Path, work: Callable[[Folder], Any], after: Callable[[Folder], Any]) -> int:
    """Kills the work at each of its moments, in a folder of its own, and looks at what comes after; says how many moments there were."""
    for moment in MOMENTS:
        folder = again(begin, tmp_path / str(moment))
        if not killed_at(moment, lambda folder=folder: work(folder)):
            return moment - 1
        after(folder)
    raise AssertionError("the work did not end")


def test_merging(folder: Folder, tmp_path: Path) -> None:
    fill(folder, "客服部", edit("T-JS-001", risk="高"), add("task", title="建立周报", person="客服经理"))
    fill(folder, "技术部", edit("T-JS-001", risk="中", progress="70%"))
    expected = document(merged(again(folder, tmp_path / "undisturbed")))

    def after(broken: Folder) -> None:
        assert document(merged(broken)) == expected
        before = everything(broken.path)
        assert document(merged(broken)) == expected
        assert everything(broken.path) == before

    assert every_moment(folder, tmp_path, merged, after) >= 8


def test_a_copy_more(folder: Folder, tmp_path: Path) -> None:
    fill(folder, "客服部", edit("T-JS-001", risk="高"))
    merged(folder)
    fill(folder, "技术部", edit("T-JS-001", risk="中"))
    expected = document(merged(again(folder, tmp_path / "undisturbed")))
    assert every_moment(folder, tmp_path, merged, lambda broken: check(document(merged(broken)) == expected)) >= 6


def check(holds: bool) -> None:
    assert holds


def send(folder: Folder, day: date) -> Generated:
    """Opens a round and sends one workbook: it is kept, published, and the ledger committed."""
    return generate(folder, None, ["技术部"], today=day)


def test_generating(tmp_path: Path) -> None:
    begin = make(tmp_path / "begin")

    def after(broken: Folder) -> None:
        made = send(broken, WEDNESDAY)
        sent = {d.name: read_workbook(path).core["keywords"] for d, path in made.workbooks}
        with broken.ledger() as ledger:
            assert {name: token for name, (token, _) in ledger.issues_of(made.round.name).items()} == sent
        assert sorted(p.name for p in broken.outbox(made.round.name).glob("[!.]*")) == sorted(p.name for _, p in made.workbooks)
        fill(broken, "技术部", edit("T-JS-001", progress="70%"), add("task", title="新任务"))
        result = merged(broken)
        assert statuses(result) == {"技术部.xlsx": "merged"}
        assert result.state["task"]["T-JS-002"]["title"] == "新任务"

    assert every_moment(begin, tmp_path, lambda each: send(each, WEDNESDAY), after) >= 6


def test_opening_the_next_round(folder: Folder, tmp_path: Path) -> None:
    fill(folder, "客服部", edit("T-JS-001", risk="高"), add("task", title="建立周报", person="客服经理"))
    fill(folder, "技术部", edit("T-JS-001", risk="中"))
    state = merged(folder).state["task"]
    for file in folder.inbox.iterdir():
        file.unlink()

    def after(broken: Folder) -> None:
        made = send(broken, NEXT)
        assert (made.round.name, made.round.order) == ("2026-W48", 2)
        fill(broken, "技术部", saved="2026-11-26 10:00", round_="2026-W48")
        result = merged(broken)
        assert statuses(result) == {"技术部.xlsx": "unchanged"}
        assert result.state["task"] == state

    assert every_moment(folder, tmp_path, lambda each: send(each, NEXT), after) >= 6


def test_reopening(folder: Folder, tmp_path: Path) -> None:
    fill(folder, "客服部", edit("T-JS-001", risk="高"))
    expected = document(merged(folder))
    send(folder, NEXT)
    inbox = {file.name: file.read_bytes() for file in folder.inbox.iterdir()}

    def after(broken: Folder) -> None:
        with suppress(Refusal):
            reopen(broken, "2026-W47")
        assert document(merged(broken)) == expected
        assert sorted(path.name for path in (broken.path / "outbox").iterdir()) == ["2026-W47", "2026-W48（已撤回）"]
        assert {file.name: file.read_bytes() for file in broken.inbox.iterdir()} == inbox
        assert send(broken, NEXT).round.order == 3
        assert doctor(broken).troubles == []

    assert every_moment(folder, tmp_path, lambda each: reopen(each, "2026-W47"), after) >= 4


def test_resolving_a_workbook(folder: Folder, tmp_path: Path) -> None:
    """A choice, a cell that was typed over, a row that was added and one that was deleted: all of it is taken in once, or nothing is yet."""
    fill(folder, "客服部", edit("T-JS-001", risk="高"))
    fill(folder, "技术部", edit("T-JS-001", risk="中"))
    merged(folder)
    file = tmp_path / "edited.xlsx"
    decide(folder.report("2026-W47"), file)
    undisturbed = again(folder, tmp_path / "undisturbed")
    resolve(undisturbed, file, FRIDAY)
    expected = merged(undisturbed)
    assert (expected.state["task"]["T-KF-001"]["progress"], len(expected.state["task"]), asked(expected)) == (0.55, 3, {})

    def after(broken: Folder) -> None:
        resolve(broken, file, FRIDAY)
        assert merged(broken).state == expected.state
        assert [*log_of(broken)] == [*log_of(undisturbed)]
        assert doctor(broken).troubles == []

    assert every_moment(folder, tmp_path, lambda each: resolve(each, file, FRIDAY), after) >= 4


def decide(report: Path, target: Path) -> None:
    book = opened(report)
    decisions = Page(book["待决事项"], ["选定", "另定为"])
    decisions.put("T-JS-001.risk", "另定为", "中")
    tasks = Page(book["任务跟踪"], ["任务名称", "责任部门", "完成进度"])
    tasks.put("T-KF-001", "完成进度", 0.55)
    tasks.page.delete_rows(tasks.rows["T-SC-001"])
    tasks.rows["new"] = tasks.page.max_row + 1
    tasks.put("new", "任务名称", "整理投诉分类")
    tasks.put("new", "责任部门", "客服部")
    book.save(target)


def log_of(folder: Folder) -> Iterator[object]:
    """What was decided and added, without when."""
    for each in log(folder).lines:
        yield from ((d["id"], d["kind"], d["value"]) for d in each["decisions"])
        yield from each["added"]


def test_settling(folder: Folder, tmp_path: Path) -> None:
    fill(folder, "客服部", edit("T-JS-001", risk="高"))
    fill(folder, "技术部", edit("T-JS-001", risk="中"))
    merged(folder)

    def after(broken: Folder) -> None:
        result = merged(broken)
        assert (asked(result), result.state["task"]["T-JS-001"]["risk"]) in (({"T-JS-001.risk": "conflict"}, "low"), ({}, "high"))
        if asked(result):
            settle(broken, "客服部", ["T-JS-001.risk"])
        assert merged(broken).state["task"]["T-JS-001"]["risk"] == "high"

    assert every_moment(folder, tmp_path, lambda each: settle(each, "客服部", ["T-JS-001.risk"]), after) >= 4
