"""Work that is spread over processes gives what one process gives, in order, also when a process dies."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest
from killers import call, die_elsewhere, who
from play import FRIDAY, again, edit, everything, fill, issue, make, merged
from test_returns import WRONG

from sheetsync.model.plan import WorkbookPlan
from sheetsync.model.project import Department, Project
from sheetsync.model.record import Issued
from sheetsync.workflow import laying_out
from sheetsync.workflow.consolidated import consolidate
from sheetsync.workflow.doctor import doctor
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.laying_out import Asked, Bench, Desk
from sheetsync.workflow.returns import wrong_copies
from sheetsync.workflow.spread import Spread

R = TypeVar("R")

NAMES = ("客服部", "技术部", "市场部")


def results(jobs: Iterable[Callable[[], R]], helpers: int) -> list[R]:
    with Spread(call, jobs, helpers) as work:
        return list(work.results())


@pytest.mark.parametrize("helpers", [0, 1, 2])
def test_the_answers_come_in_the_order_of_the_jobs(helpers: int) -> None:
    assert results((partial(pow, 3, n) for n in range(20)), helpers) == [3**n for n in range(20)]


def test_others_begin_before_anybody_asks_and_go_on_beside_this_process() -> None:
    with Spread(call, [who] * 40, 1) as work:
        until(lambda: work._results[0].done())
        found = list(work.results())
    assert found[0] != os.getpid()
    assert len(set(found)) == 2


def test_without_others_all_is_done_here() -> None:
    assert set(results([who] * 8, 0)) == {os.getpid()}


def test_nobody_waits_for_what_is_not_wanted_any_more() -> None:
    start = time.monotonic()
    with Spread(call, [partial(time.sleep, 1000)] * 2, 1) as work:
        until(lambda: len(work._waiting) == 1)
    assert time.monotonic() - start < 100


def until(holds: Callable[[], bool]) -> None:
    """Waits for what comes soon."""
    for _ in range(6000):
        if holds():
            return
        time.sleep(0.01)
    raise AssertionError("it did not come")


@pytest.mark.parametrize("helpers", [1, 2])
def test_what_a_process_did_not_survive_is_done_here(helpers: int) -> None:
    assert results((partial(die_elsewhere, os.getpid()) for _ in range(3)), helpers) == ["here"] * 3


@pytest.mark.parametrize("helpers", [0, 1])
def test_a_bug_in_a_job_is_no_answer(helpers: int) -> None:
    with pytest.raises(ZeroDivisionError):
        results((partial(divmod, 1, n) for n in (1, 0)), helpers)


def test_workbooks_are_given_back_by_several_processes_as_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = Project("客户满意度", "zh", tuple(Department(name, code) for name, code in zip(NAMES, ("KF", "JS", "SC"), strict=True)))
    folder = make(tmp_path / "project", project)
    issue(folder)
    for name, code in zip(NAMES, ("KF", "JS", "SC"), strict=True):
        fill(folder, name, *(WRONG if code == "KF" else [edit(f"T-{code}-001", planned_finish="月底")]))
    found: dict[int, dict[str, bytes]] = {}
    for helpers in (0, 1):
        monkeypatch.setattr(laying_out, "helpers", lambda *_, helpers=helpers: helpers)
        played = again(folder, tmp_path / str(helpers))
        merged(played)
        found[helpers] = given_back(played)
        assert doctor(played).troubles == []
    assert sorted(found[0]) == sorted(f"{name}.xlsx" for name in NAMES)
    assert found[0] == found[1]


def test_a_workbook_that_does_not_say_what_its_copy_says_goes_to_nobody(folder: Folder) -> None:
    fill(folder, NAMES[0], *WRONG)
    merged(folder)
    with folder.ledger() as ledger:
        (round_,) = ledger.rounds()
        (wrong,) = wrong_copies(folder, ledger, consolidate(folder, ledger, round_, FRIDAY))
        desk = Desk(folder, ledger, round_)
        asked = desk._asked(wrong.copy, wrong.troubles)
        assert asked is not None
        bench = desk._bench({wrong.copy.order})
    careless = Careless(**{each.name: getattr(bench, each.name) for each in fields(bench)})
    assert bench.laid(asked) is not None
    assert careless.laid(asked) is None


class Careless(Bench):
    """Forgets what stands in one cell."""

    def planned(self, asked: Asked, sent: Issued) -> tuple[Issued, WorkbookPlan] | None:
        return super().planned(asked._replace(copy=replace(asked.copy, edits=asked.copy.edits[1:])), sent)


def given_back(folder: Folder) -> dict[str, bytes]:
    (place,) = (folder.path / "returns").iterdir()
    return everything(place)
