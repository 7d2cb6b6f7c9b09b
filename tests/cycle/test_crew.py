"""Many files are read by several processes; what they say is the same, whoever reads them, and also when a process dies."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from codes import Change, no_blank_rows, no_codes, no_keywords, no_lists, no_property, rewritten, showing
from killers import Deadly, too_heavy
from play import edit, fill

from sheetsync.files import workbook_reader
from sheetsync.model.copy import Copy, Release
from sheetsync.workflow import crew
from sheetsync.workflow.arrivals import hash_file
from sheetsync.workflow.crew import FEW, read_all
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.jobs import Job
from sheetsync.workflow.reading import CopyReader
from sheetsync.workflow.register import register_of

COUNT = 3 * FEW
ROUND = "2026-W47"


@pytest.fixture
def jobs(folder: Folder) -> list[Job]:
    """Copies in which each department types another number, a broken file and one of another kind among them."""
    files = [fill(folder, "客服部", edit("T-KF-001", progress=n / 100), name=f"{n}.xlsx") for n in range(COUNT)]
    files[3].write_bytes(files[3].read_bytes()[:2000])
    files[4].write_text("no workbook")
    return [Job(path, path.name, hash_file(path)) for path in files]


@contextmanager
def reader_and_bases(folder: Folder) -> Iterator[tuple[CopyReader, dict[str, bytes]]]:
    with folder.ledger() as ledger:
        rounds = ledger.every_round()
        yield CopyReader(folder, register_of(ledger, rounds[-1]), {r.order: r for r in rounds}), ledger.bases_of(ROUND)


def alone(reader: CopyReader, jobs: list[Job]) -> list[Copy]:
    return [reader.read(*job) for job in jobs]


def test_several_processes_read_what_one_reads(folder: Folder, jobs: list[Job], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "helpers", lambda *_: 2)
    with reader_and_bases(folder) as (reader, bases):
        told: list[int] = []
        assert read_all(reader, jobs, lambda: bases, told.append) == alone(reader, jobs)
    assert told == sorted(told)
    assert told[-1] <= COUNT


def test_a_worker_answers_for_a_base_that_it_was_handed_and_for_no_other(folder: Folder, jobs: list[Job], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "helpers", lambda *_: 1)
    with reader_and_bases(folder) as (reader, _):
        assert read_all(reader, jobs, dict) == alone(reader, jobs)


def test_what_a_dead_worker_leaves_is_read_all_the_same(folder: Folder, jobs: list[Job], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dead = tmp_path / "dead"
    dead.write_text("#!/bin/sh\nexit 1\n")
    dead.chmod(0o755)
    monkeypatch.setattr(crew, "helpers", lambda *_: 1)
    monkeypatch.setattr(sys, "executable", str(dead))
    with reader_and_bases(folder) as (reader, bases):
        assert read_all(reader, jobs, lambda: bases) == alone(reader, jobs)


def test_a_file_that_ends_the_worker_is_its_own_trouble_and_the_rest_goes_on(
    folder: Folder, jobs: list[Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "helpers", lambda *_: 2)
    monkeypatch.setattr(crew, "Needs", Deadly)
    # this process leaves them all to the workers
    monkeypatch.setattr(CopyReader, "read", too_heavy)
    with reader_and_bases(folder) as (reader, bases):
        deadly = [Job(job.path, "deadly" if n % 5 == 0 else job.label, job.sha256) for n, job in enumerate(jobs)]
        copies = read_all(reader, deadly, lambda: bases)
    monkeypatch.undo()
    with reader_and_bases(folder) as (reader, _):
        expected = alone(reader, jobs)
    for n, (found, other) in enumerate(zip(copies, expected, strict=True)):
        if n % 5:
            assert found == other
        else:
            assert [(f.code, f.reason) for f in found.findings] == [("unreadable-file", "died")]


def test_a_heavy_copy_of_a_workbook_that_only_the_ledger_knows_is_read_by_a_worker(
    folder: Folder, jobs: list[Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    with reader_and_bases(folder) as (reader, _):
        expected = alone(reader, jobs[:3])
        monkeypatch.setattr(workbook_reader, "LIGHT", 0)
        assert read_all(reader, jobs[:3], dict) == expected


def test_without_a_process_heavy_files_are_refused_with_a_sentence(folder: Folder, jobs: list[Job], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    with reader_and_bases(folder) as (reader, bases):
        light = alone(reader, jobs[:2])
        assert read_all(reader, jobs[:2], lambda: bases) == light
        monkeypatch.setattr(workbook_reader, "LIGHT", 0)
        assert [f.reason for copy in read_all(reader, jobs[:2], lambda: bases) for f in copy.findings] == ["no-process", "no-process"]


def test_few_files_start_no_process() -> None:
    assert crew.helpers(FEW, FEW) == 0


def test_a_program_that_no_interpreter_can_start_again_reads_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert crew.helpers(1000, FEW) == 0


def test_workers_know_whose_copies_are_that_show_no_code(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """They have no ledger, so they ask: about ids, about codes typed wrong, about what was released."""
    slip: Change = lambda book: showing(book, lambda code: f"{code[:3]}0{code[4:]}")  # noqa: E731 - one change
    changes = {"无码": [no_codes], "错码": [no_keywords, no_property, no_lists, no_blank_rows, slip], "谁的": [no_codes, no_blank_rows], "有码": []}
    files = {name: rewritten(fill(folder, "客服部", edit("T-KF-001", progress=0.7), name=f"{name}.xlsx"), *changes[name]) for name in changes}
    files["指定"] = rewritten(fill(folder, "客服部", edit("T-KF-001", progress=0.8), name="指定.xlsx"), no_codes, no_blank_rows)
    jobs = [Job(path, path.name, hash_file(path)) for path in files.values()]
    with folder.ledger() as ledger:
        token, _ = ledger.issues_of(ROUND)["客服部"]
        ledger.add_release(Release(jobs[-1].sha256, token, 1))
        rounds = ledger.every_round()
        reader, bases = CopyReader(folder, register_of(ledger, rounds[-1]), {r.order: r for r in rounds}), ledger.bases_of(ROUND)
        expected = alone(reader, jobs)
        monkeypatch.setattr(crew, "helpers", lambda *_: 1)
        monkeypatch.setattr(CopyReader, "read", too_heavy)
        assert read_all(reader, jobs, lambda: bases) == expected
        # without the workbooks of the round they lack what the hint is made of
        assert [(c.department, c.status, c.edits) for c in read_all(reader, jobs, dict)] == [(c.department, c.status, c.edits) for c in expected]
    assert [(c.department, c.status, len(c.edits)) for c in expected] == [("客服部", "", 1)] * 2 + [("", "held", 0)] + [("客服部", "", 1)] * 2
