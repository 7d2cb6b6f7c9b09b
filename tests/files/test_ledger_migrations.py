"""Ledgers that earlier versions of the program have written are brought up to date when they are opened, and all goes on as with a new one."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from keep_ledger import PROJECT
from play import TINY, asked, edit, fill, merged, statuses
from sqlalchemy import Connection, create_engine, inspect

from sheetsync.files import ledger_migrations
from sheetsync.files.ledger import open_ledger
from sheetsync.files.ledger_migrations import latest
from sheetsync.files.ledger_trouble import LedgerBroken, LedgerNewer
from sheetsync.files.project_writer import write_project
from sheetsync.text import words
from sheetsync.workflow.doctor import doctor
from sheetsync.workflow.folder import Folder, open_folder
from sheetsync.workflow.generate import generate
from sheetsync.workflow.history import history
from sheetsync.workflow.log import log
from sheetsync.workflow.resolve import settle
from sheetsync.workflow.status import status

OLD = Path(__file__).parent / "old_ledgers"
SAMPLES = sorted(path.stem for path in OLD.glob("*.sql"))
FRIDAY = date(2026, 11, 27)
NEXT = date(2026, 12, 2)


def laid(sample: str, path: Path) -> Folder:
    """The project of which the sample is, with its kept files where its ledger says."""
    private = path / ".sheetsync"
    for each in (private, path / "inbox", path / "templates"):
        each.mkdir(parents=True)
    shutil.copyfile(TINY, path / "templates" / "tiny.toml")
    write_project(path / "sheetsync.toml", PROJECT, words("zh"))
    (path / "sheetsync.toml").write_text((path / "sheetsync.toml").read_text("utf-8").replace(str(TINY), "tiny"), "utf-8")
    folder = open_folder(path)
    with sqlite3.connect(private / "ledger.db") as ledger:
        ledger.executescript((OLD / f"{sample}.sql").read_text("utf-8"))
        files = [(sha256, folder.issued_file(token)) for sha256, token in ledger.execute("SELECT sha256, token FROM issues")]
        files += [(sha256, folder.copy_file(sha256)) for (sha256,) in ledger.execute("SELECT sha256 FROM copies")]
    for sha256, target in files:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(OLD / "kept" / sha256, target)
    return folder


@pytest.fixture(params=SAMPLES)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Folder:
    return laid(request.param, tmp_path / request.param)


def test_there_is_a_sample_of_every_earlier_version() -> None:
    assert {int(name.partition("-")[0]) for name in SAMPLES} == set(range(1, latest()))


def tables(path: Path) -> dict[str, Any]:
    """Everything that the database says of its tables."""
    engine = create_engine(f"sqlite:///{path}")
    found = inspect(engine)
    described = {
        name: (
            [{**c, "type": str(c["type"])} for c in found.get_columns(name)],
            found.get_pk_constraint(name),
            found.get_unique_constraints(name),
            found.get_indexes(name),
        )
        for name in found.get_table_names()
    }
    engine.dispose()
    return described


def dump(path: Path) -> list[str]:
    """Everything that the database holds."""
    with sqlite3.connect(path) as ledger:
        return list(ledger.iterdump())


def test_its_tables_become_those_of_a_new_one(old: Folder, tmp_path: Path) -> None:
    with open_ledger(tmp_path / "new.db", old.template):
        pass
    with old.ledger():
        pass
    ledger = old.private / "ledger.db"
    assert tables(ledger) == tables(tmp_path / "new.db")
    assert f"INSERT INTO \"about\" VALUES('schema','{latest()}');" in dump(ledger)


def test_it_is_brought_up_to_date_once(old: Folder) -> None:
    with old.ledger():
        pass
    once = dump(old.private / "ledger.db")
    with old.ledger():
        pass
    assert dump(old.private / "ledger.db") == once


def settled(old: Folder) -> bool:
    """Whether the program of then could settle decisions."""
    return "at-first" not in old.path.name


def test_what_it_knew_is_still_there(old: Folder) -> None:
    rounds = log(old).lines
    assert [(r["round"], sorted(c["file"] for c in r["copies"])) for r in rounds] == [
        ("2026-W47", ["inbox/东.xlsx", "inbox/西.xlsx"]),
        ("2026-W48", ["inbox/东二.xlsx"]),
    ]
    assert [d["id"] for r in rounds for d in r["decisions"]] == (["LN-DG-001.back_by"] if settled(old) else [])
    powers = [(entry.round, entry.value) for entry in history(old, "LN-DG-001", "power").entries]
    assert powers == [("2026-W47", 0.5), ("2026-W48", 0.7)]


def test_its_kept_files_agree_with_it(old: Folder) -> None:
    examined = doctor(old)
    assert (examined.rounds, examined.copies, examined.workbooks, list(examined.troubles)) == (2, 3, 3, [])


def test_the_week_goes_on(old: Folder) -> None:
    found = merged(old, day=FRIDAY)
    assert statuses(found) == {"东二.xlsx": "merged"}
    assert status(old, FRIDAY).to_json()["open_decisions"] == list(asked(found))
    loan = found.state["loan"]["LN-DG-001"]
    assert (loan["power"], loan["pieces"], loan["extras"]) == (0.7, 2, ["charger", "bag"])
    assert loan["back_by"] == ("2026-11-27" if settled(old) else "2026-11-17")
    assert list(found.state["loan"]) == ["LN-DG-001", "LN-XG-001", "LN-DG-002"]
    sent = generate(old, None, ["东馆"], today=date(2026, 11, 25))
    assert (sent.opened, sent.same) == (False, 1)
    fill(old, "东馆", edit("LN-DG-001", pieces=5), name="又.xlsx", saved="2026-11-26 11:00", round_="2026-W48")
    assert merged(old, day=FRIDAY).state["loan"]["LN-DG-001"]["pieces"] == 5


def test_the_next_round_begins_with_it(old: Folder) -> None:
    before = merged(old, day=FRIDAY)
    generate(old, None, today=NEXT)
    after = merged(old, day=NEXT)
    assert (after.round, after.state["loan"], asked(after)) == ("2026-W49", before.state["loan"], asked(before))
    fill(old, "西馆", edit("LN-DG-001", item="单反相机", wear="有划痕"), name="西三.xlsx", saved="2026-12-03 09:00", round_="2026-W49")
    asking = asked(merged(old, day=NEXT))
    assert asking == {"LN-DG-001.item": "suggestion"}
    settle(old, "西馆", list(asking), NEXT)
    loan = merged(old, day=NEXT).state["loan"]["LN-DG-001"]
    assert (loan["item"], loan["wear"]) == ("单反相机", "有划痕")
    assert list(doctor(old).troubles) == []


def test_a_decision_that_was_open_is_still_open(tmp_path: Path) -> None:
    """The program of then carried decisions already; the earlier ones let them fall away with their round."""
    old = laid("1-with-open-decisions", tmp_path / "1-with-open-decisions")
    assert asked(merged(old, day=FRIDAY)) == {"LN-DG-001.item": "suggestion"}


def and_then(monkeypatch: pytest.MonkeyPatch, last: Callable[[Connection], None]) -> None:
    """One more migration after those that there are."""
    monkeypatch.setattr(ledger_migrations, "MIGRATIONS", (*ledger_migrations.MIGRATIONS, last))


def test_a_migration_that_fails_leaves_it_as_it_was(old: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(connection: Connection) -> None:
        connection.exec_driver_sql("DROP TABLE rounds")
        raise ZeroDivisionError

    before = dump(old.private / "ledger.db")
    and_then(monkeypatch, fail)
    with pytest.raises(ZeroDivisionError), open_ledger(old.private / "ledger.db", old.template):
        pass
    assert dump(old.private / "ledger.db") == before


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the kill is played by a forked process, which this system does not have")
def test_killed_in_a_migration_it_is_as_it_was(old: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    before = dump(old.private / "ledger.db")
    with monkeypatch.context() as dying:
        and_then(dying, lambda _: os._exit(42))
        child = os.fork()
        if child == 0:
            with open_ledger(old.private / "ledger.db", old.template):
                os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 42
    assert dump(old.private / "ledger.db") == before
    assert merged(old, day=FRIDAY).state["loan"]["LN-DG-001"]["power"] == 0.7


def test_one_of_a_newer_version_is_refused(old: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as later:
        and_then(later, lambda _: None)
        with old.ledger():
            pass
    before = dump(old.private / "ledger.db")
    with pytest.raises(LedgerNewer), open_ledger(old.private / "ledger.db", old.template):
        pass
    assert dump(old.private / "ledger.db") == before


@pytest.mark.parametrize("said", ["UPDATE about SET value = 'x'", "UPDATE about SET value = '0'", "DELETE FROM about"])
def test_one_that_tells_no_version_is_refused(said: str, tmp_path: Path) -> None:
    old = laid(SAMPLES[0], tmp_path / "old")
    with sqlite3.connect(old.private / "ledger.db") as ledger:
        ledger.execute(said)
    with pytest.raises(LedgerBroken), open_ledger(old.private / "ledger.db", old.template):
        pass
