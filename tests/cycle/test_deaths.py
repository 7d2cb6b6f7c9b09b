"""Files that really take their reader to its limit, alone and in a zipped folder: each is that one file's finding, and the rest goes on."""

from __future__ import annotations

import pytest
from deadly_files import doubling_names, far_corners, slowly_locked
from hostile import zipped
from play import FRIDAY, adds_up, edit, fill, statuses

from sheetsync.model.result import Result
from sheetsync.workflow import worker
from sheetsync.workflow.doctor import doctor
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.merge import Request, merge

PASSWORD = "geheim"


def played(folder: Folder, deadly: bytes, member: bytes) -> Result:
    """A merge of two good copies, one of them in a zipped folder, with a deadly file beside each."""
    fill(folder, "客服部", edit("T-KF-001", progress="90%"))
    zipped_too = fill(folder, "技术部", edit("T-JS-001", progress="70%"))
    (folder.inbox / "deadly.xls").write_bytes(deadly)
    (folder.inbox / "收回.zip").write_bytes(zipped({"deadly.xlsx": member, "技术部.xlsx": zipped_too.read_bytes()}))
    zipped_too.unlink()
    return merge(folder.with_passwords([PASSWORD]), Request(as_of=FRIDAY))


def is_their_own_trouble(folder: Folder, result: Result, code: str) -> None:
    assert statuses(result) == {"客服部.xlsx": "merged", "技术部.xlsx": "merged", "deadly.xls": "refused", "deadly.xlsx": "refused"}
    assert {c.record: c.after for c in result.changes if c.field == "progress"} == {"T-KF-001": 0.9, "T-JS-001": 0.7}
    told = [(f.code, f.file) for f in result.findings if "deadly" in (f.file or "")]
    assert sorted(told) == [(code, "inbox/deadly.xls"), (code, "inbox/收回.zip/deadly.xlsx")]
    assert adds_up(result)
    assert not doctor(folder).troubles


def test_files_that_take_all_memory(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "SECONDS", 60)
    result = played(folder, doubling_names(), doubling_names(names=39))
    is_their_own_trouble(folder, result, "unsafe-file")
    assert all("2" in f.message and "GB" in f.message for f in result.findings if f.code == "unsafe-file")


def test_files_that_take_all_time(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "SECONDS", 1)
    result = played(folder, far_corners(), slowly_locked(b"", PASSWORD))
    is_their_own_trouble(folder, result, "unsafe-file")
    assert all("1 秒" in f.message for f in result.findings if f.code == "unsafe-file")


def test_a_single_cell_in_the_corner_is_no_more_than_that(folder: Folder) -> None:
    (folder.inbox / "corner.xls").write_bytes(far_corners(1))
    result = merge(folder, Request(as_of=FRIDAY))
    assert [f.code for f in result.findings if f.file] == ["unknown-copy"]
