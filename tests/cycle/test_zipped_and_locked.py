"""Copies that come back in zipped folders, behind passwords, or as text."""

from __future__ import annotations

import csv
import hashlib
import json
import zipfile
from collections.abc import Mapping
from datetime import date, timedelta
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from play import FRIDAY, adds_up, codes, edit, fill, issue, make, merged, statuses

from sheetsync.cli import trouble
from sheetsync.files.workbook_reader import read_workbook
from sheetsync.model.raw import RawCell
from sheetsync.model.result import Result
from sheetsync.workflow.check import check, check_alone
from sheetsync.workflow.doctor import doctor
from sheetsync.workflow.folder import Folder, open_folder
from sheetsync.workflow.merge import Request, merge

PASSWORD = "秘密 7"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    folder = make(tmp_path / "project")
    issue(folder)
    return folder


def moved(path: Path) -> bytes:
    """A file's bytes, and the file no more."""
    data = path.read_bytes()
    path.unlink()
    return data


class _Gbk(zipfile.ZipInfo):
    """A member whose name is written as Windows in China does."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("gb18030"), self.flag_bits & ~0x800


class _Mac(zipfile.ZipInfo):
    """A member whose name is written as macOS does."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode(), self.flag_bits & ~0x800


def zipped(parts: Mapping[str, bytes], kind: type[zipfile.ZipInfo] = zipfile.ZipInfo) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in parts.items():
            archive.writestr(kind(name), data)
    return buffer.getvalue()


def both(folder: Folder) -> dict[str, bytes]:
    """Copies of two departments that say different things."""
    service = moved(fill(folder, "客服部", edit("T-KF-001", progress="55%")))
    engineers = moved(fill(folder, "技术部", edit("T-JS-001", progress="70%")))
    return {"客服部.xlsx": service, "七月/技术部.xlsx": engineers}


def progress(result: Result) -> dict[str, float]:
    return {change.record: change.after for change in result.changes if change.field == "progress"}


# ── zipped ──


@pytest.mark.parametrize("kind", [zipfile.ZipInfo, _Gbk, _Mac])
def test_a_zipped_folder_is_taken_in_as_the_files_that_it_holds(folder: Folder, kind: type[zipfile.ZipInfo]) -> None:
    copies = both(folder)
    junk = {"__MACOSX/._客服部.xlsx": b"x", "~$客服部.xlsx": b"x", ".DS_Store": b"x", "七月/": b"", "Thumbs.db": b"x"}
    (folder.inbox / "收回.zip").write_bytes(zipped(copies | junk, kind))
    result = merged(folder)
    assert {copy.file: copy.status for copy in result.copies} == {"inbox/收回.zip/客服部.xlsx": "merged", "inbox/收回.zip/七月/技术部.xlsx": "merged"}
    assert progress(result) == {"T-KF-001": 0.55, "T-JS-001": 0.7}
    for data in copies.values():
        sha256 = hashlib.sha256(data).hexdigest()
        assert folder.copy_file(sha256).read_bytes() == data
    assert not doctor(folder).troubles
    assert adds_up(result)


def test_merging_a_zipped_folder_again_changes_nothing(folder: Folder) -> None:
    (folder.inbox / "收回.zip").write_bytes(zipped(both(folder)))
    assert merged(folder).to_json() == merged(folder).to_json()


def test_a_zipped_folder_in_a_zipped_folder_is_unpacked_once(folder: Folder) -> None:
    copies = both(folder)
    inner = zipped({"技术部.xlsx": copies["七月/技术部.xlsx"]})
    (folder.inbox / "a.zip").write_bytes(zipped({"b.zip": inner, "c.zip": zipped({"d.zip": zipped({"客服部.xlsx": copies["客服部.xlsx"]})})}))
    result = merged(folder)
    assert statuses(result) == {"技术部.xlsx": "merged", "d.zip": "refused"}
    assert [(f.code, f.file) for f in result.findings if f.code == "not-a-workbook"] == [("not-a-workbook", "inbox/a.zip/c.zip/d.zip")]


def test_a_member_that_came_apart_too_is_a_duplicate(folder: Folder) -> None:
    copies = both(folder)
    (folder.inbox / "客服部.xlsx").write_bytes(copies["客服部.xlsx"])
    (folder.inbox / "收回.zip").write_bytes(zipped(copies))
    assert {copy.file: copy.status for copy in merged(folder).copies} == {
        "inbox/客服部.xlsx": "merged",
        "inbox/收回.zip/七月/技术部.xlsx": "merged",
        "inbox/收回.zip/客服部.xlsx": "duplicate",
    }


@pytest.mark.parametrize("name", ["收回.zip", "inbox/收回.zip", "{path}"])
def test_a_zipped_folder_is_taken_out_with_all_that_it_holds(folder: Folder, name: str) -> None:
    (folder.inbox / "收回.zip").write_bytes(zipped(both(folder)))
    merged(folder)
    path = (folder.inbox / "收回.zip").rename(folder.path.parent / "别处.zip")
    assert progress(merged(folder, without=[name.format(path=path)])) == {}


@pytest.mark.parametrize("name", ["技术部.xlsx", "inbox/收回.zip/七月/技术部.xlsx"])
def test_one_member_is_taken_out(folder: Folder, name: str) -> None:
    (folder.inbox / "收回.zip").write_bytes(zipped(both(folder)))
    merged(folder)
    assert progress(merged(folder, without=[name])) == {"T-KF-001": 0.55}


def test_a_zipped_folder_may_be_named(folder: Folder, tmp_path: Path) -> None:
    archive = tmp_path / "收回.zip"
    archive.write_bytes(zipped(both(folder)))
    assert {copy.file for copy in check(folder, [archive]).copies} == {"收回.zip/客服部.xlsx", "收回.zip/七月/技术部.xlsx"}
    assert {copy.file for copy in check_alone([archive])[0].copies} == {"收回.zip/客服部.xlsx", "收回.zip/七月/技术部.xlsx"}
    assert progress(merged(folder, archive)) == {"T-KF-001": 0.55, "T-JS-001": 0.7}


def test_a_broken_member_does_not_keep_the_others_out(folder: Folder) -> None:
    archive = zipped(both(folder))
    at = archive.rindex("技术部.xlsx".encode(), 0, archive.rindex(b"PK\x01\x02")) + 1000
    (folder.inbox / "收回.zip").write_bytes(archive[:at] + b"\xff\x00\xff\x00" + archive[at + 4 :])
    result = merged(folder)
    assert progress(result) == {"T-KF-001": 0.55}
    assert {copy.file: copy.status for copy in result.copies} == {"inbox/收回.zip/客服部.xlsx": "merged", "inbox/收回.zip": "refused"}
    assert codes(result) == ["unreadable-file"]
    assert not doctor(folder).troubles


def test_a_folder_of_pictures_is_one_file_that_is_not_read(folder: Folder) -> None:
    (folder.inbox / "照片.zip").write_bytes(zipped({f"{n}.jpg": b"\xff\xd8\xff" for n in range(9)}))
    result = merged(folder)
    assert {copy.file: copy.status for copy in result.copies} == {"inbox/照片.zip": "refused"}
    assert [(f.code, f.file) for f in result.findings if f.severity == "error"] == [("not-a-workbook", "inbox/照片.zip")]


# ── locked ──


def locked(folder: Folder, password: str = PASSWORD) -> Path:
    path = fill(folder, "客服部", edit("T-KF-001", progress="55%"))
    inside = BytesIO(moved(path))
    with path.open("wb") as target:
        OOXMLFile(inside).encrypt(password, target)
    return path


def given(folder: Folder, *passwords: str) -> Result:
    return merge(folder.with_passwords(passwords), Request(as_of=FRIDAY))


def reasons(result: Result) -> list[str]:
    return [f.code for f in result.findings if f.code == "encrypted-file"]


def test_a_locked_copy_waits_for_its_password(folder: Folder) -> None:
    locked(folder)
    assert statuses(given(folder)) == {"客服部.xlsx": "refused"}
    assert reasons(given(folder, "falsch")) == ["encrypted-file"]
    result = given(folder, "falsch", PASSWORD)
    assert (statuses(result), progress(result), reasons(result)) == ({"客服部.xlsx": "merged"}, {"T-KF-001": 0.55}, [])


def test_what_was_read_once_stays_when_nobody_gives_the_password_again(folder: Folder) -> None:
    locked(folder)
    given(folder, PASSWORD)
    assert progress(given(folder)) == {"T-KF-001": 0.55}
    file = folder.path / "sheetsync.toml"
    file.write_text(file.read_text("utf-8") + '\n[[departments]]\nname = "财务部"\ncode = "CW"\n', "utf-8")
    again = open_folder(folder.path)
    assert again.reading() != folder.reading()
    assert progress(given(again)) == {"T-KF-001": 0.55}


def test_a_locked_copy_that_was_taken_out_comes_back_when_it_is_named(folder: Folder) -> None:
    path = locked(folder)
    given(folder)
    merge(folder, Request(as_of=FRIDAY, without=["客服部.xlsx"]))
    result = merge(folder.with_passwords([PASSWORD]), Request([path], as_of=FRIDAY))
    assert progress(result) == {"T-KF-001": 0.55}


def test_the_kept_file_is_the_locked_one_and_doctor_says_when_it_cannot_read_it(folder: Folder) -> None:
    path = locked(folder)
    given(folder, PASSWORD)
    kept = folder.copy_file(hashlib.sha256(path.read_bytes()).hexdigest())
    assert kept.read_bytes() == path.read_bytes()
    found = doctor(folder)
    assert (found.troubles, found.locked) == ([], ["inbox/客服部.xlsx"])
    found = doctor(folder.with_passwords([PASSWORD]))
    assert (found.troubles, found.locked) == ([], [])


def test_passwords_may_stand_in_the_project_file(folder: Folder) -> None:
    locked(folder)
    file = folder.path / "sheetsync.toml"
    assert "passwords = []" in file.read_text("utf-8")
    file.write_text(file.read_text("utf-8").replace("passwords = []", f'passwords = ["{PASSWORD}"]'), "utf-8")
    assert progress(merged(open_folder(folder.path))) == {"T-KF-001": 0.55}
    assert doctor(open_folder(folder.path)).locked == []


def test_passwords_are_kept_nowhere(folder: Folder) -> None:
    locked(folder)
    result = given(folder, PASSWORD)
    assert PASSWORD not in json.dumps(result.to_json(), ensure_ascii=False)
    assert PASSWORD not in repr(folder.with_passwords([PASSWORD]))
    for path in folder.path.rglob("*"):
        if path.is_file():
            assert PASSWORD.encode() not in path.read_bytes()
            assert PASSWORD.encode("utf-16-le") not in path.read_bytes()


def test_no_password_gets_into_the_log_of_a_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["sheetsync", "merge", "--password", PASSWORD, f"--password={PASSWORD}", "--dry-run"])
    log = Path(trouble._log(ValueError("bug")))
    assert log.read_text("utf-8").splitlines()[0] == "sheetsync merge --password *** --password=*** --dry-run"
    log.unlink()


# ── as text ──


def as_text(path: Path, sheet: str, but: str = "") -> bytes:
    """A sheet as Excel in China saves it as text, without the cells that hold what `but` says."""
    found = next(each for each in read_workbook(path).sheets if each.name == sheet)
    rows, text = dict(found.rows), StringIO()
    for number in range(1, max(rows) + 1):
        shown = [_shown(rows.get(number, {}).get(column)) for column in range(1, 30)]
        csv.writer(text).writerow("" if but and but in each else each for each in shown)
    return text.getvalue().encode("gb18030")


def _shown(cell: RawCell | None) -> str:
    if cell is None or cell.value is None:
        return ""
    if cell.type == "date":
        return (date(1899, 12, 30) + timedelta(days=int(cell.value))).strftime("%Y/%m/%d")
    return f"{cell.value:.0%}" if cell.type == "percent" else f"{cell.value:g}" if cell.type == "number" else str(cell.value)


def test_a_sheet_saved_as_text_is_merged_when_it_shows_its_return_code(folder: Folder) -> None:
    path = fill(folder, "客服部", edit("T-KF-001", progress="55%"))
    (folder.inbox / "任务.csv").write_bytes(as_text(path, "任务跟踪"))
    path.unlink()
    result = merged(folder)
    assert {(c.record, c.field, c.after) for c in result.changes} == {("T-KF-001", "progress", 0.55)}
    assert not [d for d in result.decisions if d.kind == "removal"]
    (alone,) = (f for f in result.findings if f.code in ("missing-sheet", "single-sheet"))
    assert (alone.code, alone.severity, alone.department) == ("single-sheet", "warning", "客服部")
    assert "进度日志、成果验收" in alone.message
    assert "任务跟踪" not in alone.message


def test_a_sheet_saved_as_text_without_its_return_code_is_held(folder: Folder) -> None:
    path = fill(folder, "客服部", edit("T-KF-001", progress="55%"))
    (folder.inbox / "任务.csv").write_bytes(as_text(path, "任务跟踪", but="SS-"))
    path.unlink()
    result = merged(folder)
    assert (statuses(result), result.changes) == ({"任务.csv": "held"}, ())
