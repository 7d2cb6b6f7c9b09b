"""Hostile and damaged files among good ones: each has its one sentence, in little time, and the good ones are merged."""

from __future__ import annotations

import time
from collections import Counter

import pytest
from hostile import HOSTILE, unzipped, zipped
from mutations import mutated
from play import FRIDAY, edit, fill, merged, statuses, workbook

from sheetsync.model.copy import Copy
from sheetsync.steps.intake import cap
from sheetsync.text import LANGUAGES, words
from sheetsync.workflow.doctor import doctor
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.jobs import Job, Needs

BAD = 100
SHARE = 50
"""Hostile files are made this much smaller than they are meant, so that all of them take seconds; what grows with a square still stands out."""
SECONDS = 4.0
"""Seconds of processor time that none of them takes even on a slow machine."""


def needs(folder: Folder) -> Needs:
    with folder.ledger() as ledger:
        return Needs(folder, {r.order: r for r in ledger.every_round()}, ledger.bases_of("2026-W47"), {})


def test_one_good_copy_among_a_hundred_bad_ones_is_merged(folder: Folder) -> None:
    fill(folder, "客服部", edit("T-KF-001", progress=0.9), name="good.xlsx")
    files = [workbook(folder, department).read_bytes() for department in ("技术部", "市场部")]
    for number in range(BAD):
        (folder.inbox / f"bad{number}.xlsx").write_bytes(mutated(f"bad-{number}", files))
    result = merged(folder, day=FRIDAY)
    assert statuses(result)["good.xlsx"] == "merged"
    assert result.state["task"]["T-KF-001"]["progress"] == 0.9
    refused = [copy.file for copy in result.copies if copy.status == "refused"]
    said = Counter(finding.file for finding in result.findings if finding.severity == "error")
    assert len(refused) > BAD / 2
    assert {file: said[file] for file in refused} == dict.fromkeys(refused, 1)


def test_a_good_copy_in_a_zipped_folder_of_hostile_and_broken_ones_is_merged(folder: Folder) -> None:
    good = fill(folder, "客服部", edit("T-KF-001", progress=0.9), name="good.xlsx")
    sent = workbook(folder, "技术部").read_bytes()
    parts, names = unzipped(sent), ("billion_laughs", "far_corner", "sheets_of_one_name", "row_beyond_the_last", "long_attribute")
    bad = {f"{name}.xlsx": zipped(HOSTILE[name][1](parts, max(HOSTILE[name][0] // 1000, 1))) for name in names}
    bad |= {f"bad{number}.xlsx": mutated(f"zipped-{number}", [sent]) for number in range(20)}
    bad |= {"empty.xlsx": b"", "html.xls": b"<html><table></table></html>", "inner.zip": zipped({"a.xlsx": sent[:2000]})}
    (folder.inbox / "all.zip").write_bytes(zipped({**bad, "客服部/good.xlsx": good.read_bytes()}))
    good.unlink()
    result = merged(folder, day=FRIDAY)
    assert statuses(result)["good.xlsx"] == "merged"
    assert result.state["task"]["T-KF-001"]["progress"] == 0.9
    said = Counter(finding.file for finding in result.findings if finding.severity == "error")
    refused = [copy.file for copy in result.copies if copy.status == "refused"]
    assert {file: said[file] for file in refused} == dict.fromkeys(refused, 1)
    assert {copy.file.removeprefix("inbox/all.zip/") for copy in result.copies} >= {*bad} - {"inner.zip"}
    assert not doctor(folder).troubles


def test_damaged_files_are_read_or_have_one_sentence(folder: Folder) -> None:
    reader, files = needs(folder), [workbook(folder, department).read_bytes() for department in ("客服部", "技术部")]
    path = folder.path / "damaged"
    for number in range(150):
        path.write_bytes(mutated(f"test-{number}", files))
        found = reader(Job(path, "damaged", "0" * 64))
        if isinstance(found, Copy) and found.status == "refused":
            (finding,) = found.findings
            assert all(words(language).finding(finding) for language in LANGUAGES)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_take_little_time(folder: Folder, name: str) -> None:
    number, maker = HOSTILE[name]
    path = folder.path / "hostile"
    path.write_bytes(zipped(maker(unzipped(workbook(folder, "客服部").read_bytes()), max(number // SHARE, min(number, 20)))))
    reader = needs(folder)
    start = time.process_time()
    reader(Job(path, "hostile", "0" * 64))
    assert time.process_time() - start < SECONDS


def test_every_edit_has_its_account_whatever_is_told(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cap, "MOST_ALIKE", 1)
    wrong_values = {"planned_start": "下周", "planned_finish": "月底", "progress": "大概一半"}
    fill(folder, "客服部", edit("T-KF-001", **wrong_values), edit("T-KF-002", title="改好的任务"))
    result = merged(folder)
    assert {line.field for line in result.accounts["refused"]} == set(wrong_values)
    assert (result.edits["read"], result.edits["refused"], result.edits["merged"]) == (4, 3, 1)
    codes = [finding.code for finding in result.findings]
    assert (codes.count("invalid-value"), codes.count("more-findings")) == (1, 1)
