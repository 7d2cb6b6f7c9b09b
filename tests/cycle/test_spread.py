"""Work that is spread over processes gives what one process gives, in order, also when a process dies."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from killers import die_elsewhere, who
from play import FRIDAY, again, edit, everything, fill, issue, make, merged
from test_returns import WRONG

from sheetsync.model.project import Department, Project
from sheetsync.workflow import laying_out
from sheetsync.workflow.consolidated import consolidate
from sheetsync.workflow.doctor import doctor
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.laying_out import Desk
from sheetsync.workflow.returns import wrong_copies
from sheetsync.workflow.spread import spread

NAMES = ("客服部", "技术部", "市场部")


@pytest.mark.parametrize("helpers", [0, 1, 2])
def test_the_answers_come_in_the_order_of_the_jobs(helpers: int) -> None:
    assert list(spread((partial(pow, 3, n) for n in range(20)), helpers)) == [3**n for n in range(20)]


def test_others_work_too() -> None:
    assert len(set(spread((who for _ in range(8)), 1))) == 2
    assert set(spread((who for _ in range(8)), 0)) == {os.getpid()}


def test_what_a_process_did_not_survive_is_done_here() -> None:
    assert list(spread((partial(die_elsewhere, os.getpid()) for _ in range(3)), 2)) == ["here"] * 3


@pytest.mark.parametrize("helpers", [0, 1])
def test_a_bug_in_a_job_is_no_answer(helpers: int) -> None:
    with pytest.raises(ZeroDivisionError):
        list(spread((partial(divmod, 1, n) for n in (1, 0)), helpers))


def test_jobs_are_taken_when_somebody_is_free() -> None:
    """Whatever is laid out and waits takes memory."""
    taken = count()
    jobs: Iterator[Callable[[], int]] = (partial(pow, 2, next(taken)) for _ in range(1000))
    answers = spread(jobs, 0)
    assert [next(answers), next(answers)] == [1, 2]
    assert next(taken) == 2
    answers.close()


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
        begun = Desk(folder, ledger, round_)._begin(wrong.copy, wrong.troubles)
    assert begun is not None
    assert begun.laid() is not None
    assert replace(begun.laid, copy=replace(wrong.copy, edits=wrong.copy.edits[1:]))() is None


def given_back(folder: Folder) -> dict[str, bytes]:
    (place,) = (folder.path / "returns").iterdir()
    return everything(place)
