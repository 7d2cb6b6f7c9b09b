"""A worker that dies, hangs or takes too much memory tells of one file, and the next one goes on."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hostile import in_column, unzipped, zipped
from killers import kill
from play import statuses, workbook

from sheetsync.files import workbook_reader
from sheetsync.files.unreadable import UnreadableFile
from sheetsync.files.workbook_reader import Heavy, read_workbook
from sheetsync.workflow import guard as guards
from sheetsync.workflow import worker
from sheetsync.workflow.check import check_alone
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


def repeating(times: int) -> bytes:
    """An .ods in which one row with a text stands so many times."""
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))
    cell = '<table:table-cell office:value-type="string"><text:p>名</text:p></table:table-cell>'
    row = f'<table:table-row table:number-rows-repeated="{times}">{cell}</table:table-row>'
    header = "".join(cell.replace("名", label) for label in ("任务名称", "任务描述", "责任部门", "负责人", "协作部门", "交付成果", "验收标准"))
    table = f'<table:table table:name="任务"><table:table-row>{header}</table:table-row>{row}</table:table>'
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    return zipped({"content.xml": f"<office:document-content {spaces}>{body}</office:document-content>".encode()})


DENSE = ",".join("甲乙丙丁") + "\n" + "a," * 600_000


@pytest.mark.parametrize("data", [repeating(1_000_000), DENSE.encode()], ids=["ods", "csv"])
def test_a_small_file_of_very_many_cells_is_not_read_here(data: bytes) -> None:
    with pytest.raises(Heavy):
        read_workbook(data, light=True)


def test_a_file_checked_alone_is_looked_over_under_limits_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "few.ods").write_bytes(repeating(3))
    result, language = check_alone([tmp_path / "few.ods"])
    assert (statuses(result), language) == ({"few.ods": "unchanged"}, "zh")
    monkeypatch.setattr(guards, "can_start", lambda: False)
    result, _ = check_alone([tmp_path / "few.ods"])
    assert [f.code for f in result.findings] == ["unreadable-file"]
