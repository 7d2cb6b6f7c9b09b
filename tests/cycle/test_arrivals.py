"""Whatever lies in the inbox: each thing has its own sentence or is passed over, and the copies beside it are merged."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from zipfile import ZipFile

import pytest
from play import edit, fill, merged, statuses, workbook

from sheetsync.files.file_bytes import MAX_BYTES
from sheetsync.files.unreadable import REASONS, unreadable
from sheetsync.model.result import FindingLine
from sheetsync.text import SENTENCES
from sheetsync.workflow import taking_in
from sheetsync.workflow.arrivals import arrivals
from sheetsync.workflow.check import check, check_alone
from sheetsync.workflow.doctor import doctor
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.refusal import Refusal
from sheetsync.workflow.resolve import resolve

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        here = Path.cwd()
        # the name of a socket must be short
        os.chdir(path.parent)
        server.bind(path.name)
        os.chdir(here)


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)


def _outside(path: Path) -> None:
    outside = path.parent.parent.parent / "elsewhere.xlsx"
    outside.write_bytes(b"PK")
    path.symlink_to(outside)


THINGS: dict[str, tuple[str, Callable[[Path], object]]] = {
    "pipe": ("not-a-file", os.mkfifo),
    "socket": ("not-a-file", _socket),
    "link": ("link", _outside),
    "dangling": ("link", lambda path: path.symlink_to("nowhere")),
    "loop": ("link", lambda path: path.symlink_to(path.name)),
    "link to a folder": ("link", lambda path: path.symlink_to("..")),
    "folder": ("folder", Path.mkdir),
    "nothing": ("empty", Path.touch),
    "large": ("too-large", _sparse),
}


def why(findings: Iterable[FindingLine], file: str) -> list[str]:
    """The reasons that the sentences about a file give."""
    return [_reason(f.code, f.message) for f in findings if (f.file or "").endswith(file)]


def _reason(code: str, message: str) -> str:
    """Which of a code's reasons a sentence in Chinese names."""
    for reason in sorted(REASONS):
        said = SENTENCES["zh"].get(f"finding.{code}.{reason}") or SENTENCES["zh"].get(f"reason.{reason}")
        if unreadable(reason).code == code and said and said in message:
            return reason
    return message


@POSIX
@pytest.mark.parametrize("thing", THINGS)
def test_each_thing_has_its_sentence_and_the_copy_beside_it_is_merged(folder: Folder, thing: str) -> None:
    reason, make = THINGS[thing]
    make(folder.inbox / "thing.xlsx")
    fill(folder, "客服部", edit("T-KF-001", progress=0.9))
    result = merged(folder)
    assert statuses(result)["客服部.xlsx"] == "merged"
    assert why(result.findings, "thing.xlsx") == [reason]
    assert why(check(folder, [folder.inbox]).findings, "thing.xlsx") == [reason]
    assert why(check_alone([folder.inbox])[0].findings, "thing.xlsx") == [reason]
    assert why(merged(folder).findings, "thing.xlsx") == [reason]


@POSIX
def test_a_thing_that_is_named_has_a_sentence(folder: Folder, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.xlsx")
    assert why(merged(folder, tmp_path / "pipe.xlsx").findings, "pipe.xlsx") == ["not-a-file"]
    with pytest.raises(Refusal) as caught:
        resolve(folder, tmp_path / "pipe.xlsx")
    assert caught.value.key == "unreadable-list"
    (tmp_path / "loop.xlsx").symlink_to("loop.xlsx")
    with pytest.raises(Refusal) as caught:
        merged(folder, tmp_path / "loop.xlsx")
    assert caught.value.key == "no-file"


@POSIX
def test_a_link_that_is_named_is_followed(folder: Folder, tmp_path: Path) -> None:
    file = fill(folder, "客服部", edit("T-KF-001", progress=0.9))
    (tmp_path / "here.xlsx").symlink_to(file)
    assert statuses(merged(folder, tmp_path / "here.xlsx")) == {"here.xlsx": "merged"}


@POSIX
def test_names_that_cannot_be_shown_are_shown_otherwise(folder: Folder) -> None:
    file = fill(folder, "客服部", edit("T-KF-001", progress=0.9))
    file.rename(os.fsdecode(os.fsencode(folder.inbox) + b"/\xff\x1b[31m\n.xlsx"))
    result = merged(folder)
    assert [c.file for c in result.copies] == ["inbox/\ufffd\ufffd[31m\ufffd.xlsx"]
    with arrivals(None, [folder.inbox]) as files:
        assert [a.label for a in files] == ["\ufffd\ufffd[31m\ufffd.xlsx"]


def test_a_file_that_goes_or_grows_while_it_is_read_is_left_for_the_next_time(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, department in (("goes", "客服部"), ("grows", "技术部"), ("stays", "市场部")):
        fill(
            folder,
            department,
            edit({"客服部": "T-KF-001", "技术部": "T-JS-001", "市场部": "T-SC-001"}[department], progress=0.9),
            name=f"{name}.xlsx",
        )
    whole = (folder.inbox / "grows.xlsx").read_bytes()
    (folder.inbox / "grows.xlsx").write_bytes(whole[:5000])
    read = taking_in.read_all

    def meanwhile(*given: object) -> object:
        copies = read(*given)  # type: ignore[arg-type] # passes on what it was given
        (folder.inbox / "goes.xlsx").unlink()
        (folder.inbox / "grows.xlsx").write_bytes(whole)
        return copies

    monkeypatch.setattr(taking_in, "read_all", meanwhile)
    result = merged(folder)
    assert statuses(result) == {"stays.xlsx": "merged"}
    assert [each for name in ("goes", "grows") for each in why(result.findings, f"{name}.xlsx")] == ["absent", "changing"]
    monkeypatch.undo()
    assert statuses(merged(folder)) == {"stays.xlsx": "merged", "grows.xlsx": "merged"}


@POSIX
@pytest.mark.skipif(sys.platform == "win32" or os.getuid() != 0, reason="only root can become nobody")
def test_what_may_not_be_read_has_its_sentence() -> None:
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        _is_told_of_what_may_not_be_read(Path(place))


def _is_told_of_what_may_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "in" / "folder").mkdir(parents=True)
    (tmp_path / "in" / "file.xlsx").write_bytes(b"PK")
    (tmp_path / "in" / "file.xlsx").chmod(0)
    (tmp_path / "in" / "folder").chmod(0)
    code = (
        "import os, sys; from pathlib import Path; from sheetsync.workflow.check import check_alone; check_alone([]); os.setuid(65534);"
        "print([f.message for f in check_alone([Path(sys.argv[1])])[0].findings])"
    )
    run = subprocess.run([sys.executable, "-c", code, str(tmp_path / "in")], capture_output=True, text=True, check=False)
    assert run.stdout.count(SENTENCES["zh"]["finding.unreadable-file.no-access"]) == 2, run.stderr


def test_a_broken_file_is_told_of_until_a_good_one_of_its_name_takes_its_place(folder: Folder) -> None:
    good = fill(folder, "客服部", edit("T-KF-001", progress="70%"))
    whole = good.read_bytes()
    good.write_bytes(whole[: len(whole) // 2])
    broken = merged(folder)
    assert (statuses(broken), [f.code for f in broken.findings if f.file]) == ({"客服部.xlsx": "refused"}, ["unreadable-file"])
    good.write_bytes(whole)
    mended = merged(folder)
    assert (statuses(mended), len(mended.copies), [f.code for f in mended.findings if f.file]) == ({"客服部.xlsx": "merged"}, 1, [])
    good.write_bytes(whole[:999])
    assert sorted(c.status for c in merged(folder).copies) == ["merged", "refused"]


def test_a_broken_file_of_another_name_is_told_of_still(folder: Folder) -> None:
    good = fill(folder, "客服部", edit("T-KF-001", progress="70%"))
    (folder.inbox / "技术部.xlsx").write_bytes(good.read_bytes()[:999])
    assert statuses(merged(folder)) == {"客服部.xlsx": "merged", "技术部.xlsx": "refused"}


def test_a_broken_file_that_was_thrown_away_is_told_of_no_more(folder: Folder) -> None:
    good = fill(folder, "客服部", edit("T-KF-001", progress="70%"))
    (folder.inbox / "技术部.xlsx").write_bytes(good.read_bytes()[:999])
    with ZipFile(folder.inbox / "都在这里.zip", "w") as zipped:
        zipped.writestr("市场部.xlsx", good.read_bytes()[:888])
    assert statuses(merged(folder)) == {"客服部.xlsx": "merged", "技术部.xlsx": "refused", "市场部.xlsx": "refused"}
    (folder.inbox / "技术部.xlsx").unlink()
    result = merged(folder)
    assert statuses(result) == {"客服部.xlsx": "merged", "市场部.xlsx": "refused"}
    assert [f.file for f in result.findings if f.code == "unreadable-file"] == ["inbox/都在这里.zip/市场部.xlsx"]
    (folder.inbox / "都在这里.zip").unlink()
    good.unlink()
    result = merged(folder)
    assert (statuses(result), result.state["task"]["T-KF-001"]["progress"]) == ({"客服部.xlsx": "merged"}, 0.7)
    assert doctor(folder).troubles == []


def test_a_broken_file_that_was_never_in_the_inbox_is_told_of_until_it_is_taken_out(folder: Folder, tmp_path: Path) -> None:
    broken = tmp_path / "坏的.xlsx"
    broken.write_bytes(workbook(folder, "客服部").read_bytes()[:999])
    assert statuses(merged(folder, broken)) == {"坏的.xlsx": "refused"}
    broken.unlink()
    assert statuses(merged(folder)) == {"坏的.xlsx": "refused"}
    assert statuses(merged(folder, without=["坏的.xlsx"])) == {}
