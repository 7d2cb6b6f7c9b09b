"""Weeks with a ledger in PostgreSQL: the same as with the file, whatever happens to a command or to the server in between."""

from __future__ import annotations

import json
import os
import random
import re
import secrets
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from play import DEPARTMENTS, FRIDAY, NEXT, add, again, asked, document, edit, everything, fill, issue, make, merged, shared, workbook
from postgres_server import Server
from terminal import environment, sheetsync

from sheetsync.api import open as open_project
from sheetsync.files.hands import Action
from sheetsync.files.ledger_address import without_password
from sheetsync.files.ledger_shared import COMING_BACK, bring_back
from sheetsync.model.project import Project
from sheetsync.workflow.doctor import doctor
from sheetsync.workflow.folder import Folder, open_folder
from sheetsync.workflow.history import history
from sheetsync.workflow.init import init
from sheetsync.workflow.log import log
from sheetsync.workflow.refusal import Refusal
from sheetsync.workflow.resolve import settle
from sheetsync.workflow.status import status
from sheetsync.workflow.unshare import unshare

pytestmark = pytest.mark.postgresql

PROJECT = Project("客户满意度", "zh", DEPARTMENTS)


def first_week(path: Path, address: str) -> Folder:
    folder = make(path / "project", replace(PROJECT, ledger=address))
    issue(folder)
    returned(folder, "客服部", edit("T-JS-001", risk="高"), add("task", title="建立周报", person="客服经理"))
    returned(folder, "技术部", edit("T-JS-001", risk="中", progress="70%"))
    return folder


def returned(folder: Folder, department: str, *actions: Action, round_: str = "2026-W47") -> None:
    """A copy in the inbox; for the same project played in the folder beside, the same file, byte for byte."""
    file = folder.path.parents[1] / "returned" / round_ / f"{department}.xlsx"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(fill(folder, department, *actions, round_=round_), file)
    shutil.copyfile(file, folder.inbox / file.name)


def two_weeks(path: Path, address: str, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Everything that a project says in two weeks."""
    monkeypatch.setattr(secrets, "randbits", random.Random(3).getrandbits)
    folder = first_week(path, address)
    said: list[object] = [timeless(merged(folder).to_json()), timeless(merged(folder).to_json())]
    said.append(sorted(s.id for s in settle(folder, "客服部", ["T-JS-001.risk"], FRIDAY).applied))
    said.append(timeless(merged(folder, without=["技术部.xlsx"]).to_json()))
    issue(folder, NEXT)
    for file in folder.inbox.iterdir():
        file.unlink()
    returned(folder, "市场部", edit("T-SC-001", progress="30%"), round_="2026-W48")
    said.append(timeless(merged(folder, day=NEXT + timedelta(days=2)).to_json()))
    said += [timeless(each) for each in (status(folder, NEXT).to_json(), history(folder, "T-JS-001").to_json(), log(folder).lines)]
    said += [doctor(folder).troubles, open_project(folder.path).frame("task").to_csv()]
    return [*said, everything(folder.path, lambda p: p.name in ("sheetsync.toml", "ledger.db", "ledger-id") or p.parent.name == "reports")]


def timeless(document: object) -> str:
    """The document without the moments at which decisions were settled."""
    return re.sub('"at": "[^"]*"', '"at": ""', json.dumps(document, ensure_ascii=False, sort_keys=True))


def test_two_weeks_say_the_same_on_both(postgresql: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own, team = (two_weeks(tmp_path / name, address, monkeypatch) for name, address in (("own", ""), ("team", postgresql.new())))
    for ours, theirs in zip(own, team, strict=True):
        assert ours == theirs
    assert not (tmp_path / "team" / "project" / ".sheetsync" / "ledger.db").exists()


def test_a_project_that_is_shared_later_goes_on_as_it_would_have(folder: Folder, postgresql: Server, tmp_path: Path) -> None:
    fill(folder, "客服部", edit("T-JS-001", risk="高"))
    merged(folder)
    twin = shared(again(folder, tmp_path / "twin"), postgresql.new())
    copy = fill(folder, "技术部", edit("T-JS-001", risk="中"))
    shutil.copyfile(copy, twin.inbox / copy.name)
    assert document(merged(twin)) == document(merged(folder))
    assert asked(merged(twin)) == {"T-JS-001.risk": "conflict"}
    assert list(doctor(twin).troubles) == []
    assert workbook(issue_again(twin), "技术部").read_bytes() == workbook(folder, "技术部").read_bytes()


def issue_again(folder: Folder) -> Folder:
    assert (issue(folder).opened, issue(folder).same) == (False, 3)
    return folder


def test_it_goes_back_into_the_folder_and_on_as_it_would_have(folder: Folder, postgresql: Server, tmp_path: Path) -> None:
    fill(folder, "客服部", edit("T-JS-001", risk="高"))
    address = postgresql.new()
    team = shared(again(folder, tmp_path / "team"), address)
    merged(team)
    settings = (team.path / "sheetsync.toml").read_text("utf-8")
    assert unshare(team) == without_password(address)
    assert (team.path / "sheetsync.toml").read_text("utf-8") == settings.replace(f'"{address}"', '""')
    own = open_folder(team.path)
    assert document(merged(own)) == document(merged(folder))
    assert list(doctor(own).troubles) == []
    with pytest.raises(Refusal, match="ledger-not-shared"):
        unshare(own)
    with pytest.raises(Refusal, match="ledger-back"):
        merged(shared(again(own, tmp_path / "still there"), address))
    once_more = shared(own, postgresql.new())
    assert document(merged(once_more)) == document(merged(folder))


def test_killed_on_the_way_back_it_goes_on_when_it_is_run_again(folder: Folder, postgresql: Server, tmp_path: Path) -> None:
    fill(folder, "客服部", edit("T-JS-001", risk="高"))
    team = shared(again(folder, tmp_path / "team"), postgresql.new())
    merged(team)
    path = team.private / "ledger.db"
    bring_back(team.project.ledger, path)
    # as if killed before the file had its name
    path.replace(path.with_name(COMING_BACK))
    with pytest.raises(Refusal, match="ledger-back"):
        merged(team)
    unshare(team)
    assert document(merged(open_folder(team.path))) == document(merged(folder))


def test_nobody_takes_another_projects_ledger(week: Folder, tmp_path: Path) -> None:
    other = again(week, tmp_path / "other")
    shutil.rmtree(other.private)
    named = shared(other, week.project.ledger)
    with pytest.raises(Refusal, match="ledger-of-another"):
        unshare(named)


# ── in a terminal ──


@pytest.fixture
def week(postgresql: Server, tmp_path: Path) -> Folder:
    """A week with copies in the inbox that were not merged yet."""
    return first_week(tmp_path, postgresql.new())


def refused(folder: Folder, *words: str) -> str:
    ran = sheetsync(*words, cwd=folder.path)
    assert (ran.returncode, ran.stdout, len(ran.stderr.splitlines())) == (2, "", 1), ran.stderr
    return ran.stderr


@pytest.mark.parametrize("words", [["merge"], ["status"]], ids=lambda words: words[0])
def test_without_a_server(week: Folder, postgresql: Server, words: list[str]) -> None:
    before = everything(week.path)
    postgresql.stop()
    try:
        assert "连不上台账" in refused(week, *words)
        assert everything(week.path) == before
    finally:
        postgresql.start()
    assert sheetsync(*words, cwd=week.path).returncode in (0, 1)


def test_a_wrong_password_is_not_shown(week: Folder) -> None:
    team = shared(week, week.project.ledger.replace("admin@", "anna:falsch@"))
    said = refused(team, "merge")
    assert ("anna:***@" in said, "falsch" in said) == (True, False)


def test_a_mistake_in_the_address_is_named_with_its_key(week: Folder) -> None:
    file = week.path / "sheetsync.toml"
    file.write_text(file.read_text("utf-8").replace("postgresql://admin", "mysql://admin:falsch"), "utf-8")
    said = refused(week, "merge")
    assert ("project.ledger" in said, "mysql://admin:***@" in said, "falsch" in said) == (True, True, False)


def test_another_project_beside_it(week: Folder, tmp_path: Path) -> None:
    other = replace(PROJECT, name="另一个项目", ledger=week.project.ledger)
    folder = init(tmp_path / "beside", replace(other, ledger=f"{other.ledger}&schema=beside"))
    assert status(issued(folder)).figures.issued == 3
    said = refused(shared(folder, week.project.ledger), "status")
    assert "schema=sheetsync_2" in said
    assert sheetsync("status", cwd=week.path).returncode == 0


def issued(folder: Folder) -> Folder:
    issue(folder)
    return folder


HOLDING = (
    "import sys, sheetsync.workflow.merge as m\n"
    "real = m.finish\n"
    "def finish(*a):\n"
    "    print('held', flush=True)\n"
    "    sys.stdin.read()\n"
    "    return real(*a)\n"
    "m.finish = finish"
)
"""In the middle of a merge, says that the ledger is held, and goes on when nobody will say anything any more."""


def merging(folder: Folder, patch: str = "") -> subprocess.Popen[str]:
    """A merge in a process of its own; `patch` is run there first."""
    command = [sys.executable, "-c", f"{patch}\nfrom sheetsync.cli import main; main()", "merge", "--as-of", FRIDAY.isoformat()]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=folder.path, env=environment(), stdin=pipe, stdout=pipe, stderr=pipe, encoding="utf-8")


@contextmanager
def held(folder: Folder) -> Iterator[subprocess.Popen[str]]:
    """A merge that is in its middle while the block runs."""
    with merging(folder, HOLDING) as merge:
        assert merge.stdout is not None
        assert merge.stdout.readline() == "held\n"
        yield merge


def test_two_merges_at_once(week: Folder, tmp_path: Path) -> None:
    expected = document(merged(again(week, tmp_path / "undisturbed")))
    both = [merging(week), merging(week)]
    assert [(each.wait(), each.communicate()[1]) for each in both] == [(1, ""), (1, "")]
    assert document(merged(week)) == expected
    assert list(doctor(week).troubles) == []


def test_the_second_does_not_wait_for_ever(week: Folder) -> None:
    with held(week) as first:
        assert "另一个 sheetsync 命令" in refused(week, "status")
        assert (first.communicate()[1], first.returncode) == ("", 1)


def test_killed_in_the_middle(week: Folder, tmp_path: Path) -> None:
    expected = document(merged(again(week, tmp_path / "undisturbed")))
    with held(week) as first:
        os.kill(first.pid, signal.SIGKILL)
    assert document(merged(week)) == expected
    assert list(doctor(week).troubles) == []


def test_the_server_restarts_in_the_middle(week: Folder, postgresql: Server, tmp_path: Path) -> None:
    expected = document(merged(again(week, tmp_path / "undisturbed")))
    with held(week) as first:
        postgresql.stop()
        postgresql.start()
        said = first.communicate()[1]
    assert (first.returncode, "连接中断" in said, len(said.splitlines())) == (2, True, 1), said
    assert document(merged(week)) == expected
    assert list(doctor(week).troubles) == []
