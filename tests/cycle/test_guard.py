"""A worker that dies, hangs or takes too much memory tells of one file, and the next one goes on."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hostile import in_column, unzipped, zipped
from killers import kill
from play import workbook

from sheetsync.files import workbook_reader
from sheetsync.files.unreadable import UnreadableFile
from sheetsync.files.workbook_reader import Heavy, read_workbook
from sheetsync.workflow import guard as guards
from sheetsync.workflow import worker
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.guard import Guard, read_guarded


@pytest.fixture
def guard() -> Iterator[Guard]:
    with Guard(kill) as guard:
        yield guard


def reason(guard: Guard, job: str) -> str:
    guard.ask(job, 0)
    with pytest.raises(UnreadableFile) as caught:
        guard.answer(0)
    return caught.value.reason


@pytest.mark.parametrize("job", ["abort", "exit", "bug"])
def test_a_worker_that_ends_is_told_from_one_that_answers(guard: Guard, job: str) -> None:
    guard.ask("fine", 0)
    assert guard.answer(0) == "fine"
    assert reason(guard, job) == "died"


@pytest.mark.parametrize("job", ["sleep", "spin"])
def test_a_worker_that_hangs_is_stopped(guard: Guard, job: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "SECONDS", 1)
    assert reason(guard, job) == "too-long"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its address space")
def test_a_worker_that_takes_too_much_memory_says_so(guard: Guard) -> None:
    assert reason(guard, "memory") == "memory"


def test_libraries_may_print(guard: Guard) -> None:
    guard.ask("print", 0)
    assert guard.answer(0) == "print"


def test_larger_files_have_more_time() -> None:
    assert worker.seconds_for(0) == worker.SECONDS
    assert worker.seconds_for(10 << 20) == worker.SECONDS + 10 * worker.SECONDS_PER_MEBIBYTE


def test_a_program_that_cannot_be_started_is_said_to_be_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, content in (("none", None), ("ends", "#!/bin/sh\nexit 1\n")):
        if content:
            (tmp_path / name).write_text(content)
            (tmp_path / name).chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(tmp_path / name))
        with pytest.raises(UnreadableFile) as caught:
            Guard(kill)
        assert caught.value.reason == "no-process"


def test_a_workbook_reads_the_same_in_another_process(folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook(folder, "客服部")
    here = read_workbook(path)
    monkeypatch.setattr(guards, "Guard", None)
    assert read_guarded(path) == here
    monkeypatch.undo()
    monkeypatch.setattr(workbook_reader, "LIGHT", 0)
    assert read_guarded(path) == here
    (tmp_path / "broken.xlsx").write_bytes(path.read_bytes()[:3000])
    with pytest.raises(UnreadableFile):
        read_guarded(tmp_path / "broken.xlsx")


def test_what_is_not_bounded_is_not_read_here(folder: Folder) -> None:
    parts = unzipped(workbook(folder, "客服部").read_bytes())
    large = zipped(in_column(parts, 70_000, "H", lambda k: f"成果{k}"))
    with pytest.raises(Heavy):
        read_workbook(large, light=True)


def test_no_worker_outlives_its_guard() -> None:
    with Guard(kill) as guard:
        guard.ask("spin", 0)
        pid = guard._process.pid
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
