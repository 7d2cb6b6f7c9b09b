"""The ledger verified against the kept files: right as it is, and every way in which it can be wrong."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from sheetsync.files import codec
from sheetsync.workflow.doctor import doctor
from sheetsync.workflow.folder import Folder, open_folder


@pytest.fixture
def folder(demo_week: Path, tmp_path: Path) -> Folder:
    shutil.copytree(demo_week, tmp_path / "week")
    return open_folder(tmp_path / "week")


def kinds(folder: Folder) -> list[str]:
    return [trouble.key for trouble in doctor(folder).troubles]


def test_a_sound_ledger_is_sound(folder: Folder) -> None:
    examined = doctor(folder)
    assert (examined.rounds, examined.copies, examined.workbooks, list(examined.troubles)) == (2, 8, 8, [])


def a_copy(folder: Folder) -> Path:
    return next(p for p in sorted((folder.private / "copies").rglob("*")) if p.is_file())


def test_a_kept_copy_that_is_gone_or_changed(folder: Folder) -> None:
    a_copy(folder).write_bytes(b"x")
    assert kinds(folder) == ["copy-damaged"]
    a_copy(folder).unlink()
    assert kinds(folder) == ["copy-missing"]


def test_an_issued_workbook_that_is_gone_or_changed(folder: Folder) -> None:
    path = next((folder.private / "issued").iterdir())
    path.write_bytes(b"x")
    assert kinds(folder) == ["workbook-damaged"]
    path.unlink()
    assert kinds(folder) == ["workbook-missing"]


def test_a_state_that_no_copy_explains(folder: Folder) -> None:
    with sqlite3.connect(folder.private / "ledger.db") as db:
        (blob,) = db.execute("SELECT opening FROM rounds WHERE position = 2").fetchone()
        facts = codec.unpack(blob)
        columns = [key for key, _ in facts["state"]["book"]["task"]["columns"]]
        facts["state"]["book"]["task"]["rows"][0][columns.index("title") + 1] = "被人改过"
        db.execute("UPDATE rounds SET opening = ? WHERE position = 2", (codec.pack(facts),))
    assert kinds(folder) == ["opening"]


def test_a_reading_that_the_file_does_not_give(folder: Folder) -> None:
    with sqlite3.connect(folder.private / "ledger.db") as db:
        rows = db.execute("SELECT sha256, facts FROM copies WHERE position = 2").fetchall()
        sha256, facts = next((sha, facts) for sha, blob in rows if (facts := codec.unpack(blob))["edits"])
        facts["edits"] = facts["edits"][1:]
        db.execute("UPDATE copies SET facts = ? WHERE sha256 = ?", (codec.pack(facts), sha256))
    assert kinds(folder) == ["reading"]
