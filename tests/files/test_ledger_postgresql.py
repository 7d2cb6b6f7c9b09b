"""A shared ledger: whose it is, how a project's own facts move there, and what is told when the server does not do its part."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from postgres_server import Server, database_of
from small import TEMPLATE
from sqlalchemy import Connection, Engine, event

from sheetsync.files.ledger import Import, Ledger, open_ledger
from sheetsync.files.ledger_trouble import (
    LedgerDriverMissing,
    LedgerLocked,
    LedgerLost,
    LedgerMissing,
    LedgerMoved,
    LedgerOfAnother,
    LedgerRefused,
    LedgerTrouble,
    LedgerUnreachable,
)
from sheetsync.model.decision import Settlement
from sheetsync.model.record import Record

pytestmark = pytest.mark.postgresql

SETTLED = [Settlement(f"J-JA-00{n}", "keep", ("keep",), order=1, kind="removal") for n in range(3)]
LIST = Import("sha of list", "名单.csv", 0, {"job": {"J-JA-001": Record("J-JA-001", {"title": "一"})}})


class Folder:
    """The private part of a project's folder, with the ledger that its project file names."""

    def __init__(self, path: Path, address: str = "") -> None:
        self.path, self.address = path, address

    def __enter__(self) -> Ledger:
        self._opened = open_ledger(self.path / "ledger.db", TEMPLATE, self.address)
        return self._opened.__enter__()

    def __exit__(self, *trouble: object) -> None:
        self._opened.__exit__(*trouble)  # type: ignore[arg-type] # the three that a with statement gives

    def trouble(self) -> LedgerTrouble:
        """Why the ledger can't be used."""
        with pytest.raises(LedgerTrouble) as caught, self:
            pass
        return caught.value


@pytest.fixture
def shared(postgresql: Server, tmp_path: Path) -> Folder:
    return Folder(tmp_path / "one", postgresql.new())


def fill(folder: Folder) -> None:
    with folder as ledger:
        ledger.add_import(LIST)
        for each in SETTLED:
            ledger.add_settlement(each)
        ledger.add_arrival("sha", "乙\udcff.xlsx", 1)
        ledger.add_arrival("sha", "甲.xlsx", 1)


def filled(folder: Folder) -> bool:
    with folder as ledger:
        return (ledger.imports(0), ledger.settlements(9), ledger.arrivals()) == ([LIST], SETTLED, {"sha": [("乙\udcff.xlsx", 1), ("甲.xlsx", 1)]})


# ── whose it is ──


def test_it_stands_in_a_schema_of_its_own(shared: Folder, postgresql: Server) -> None:
    fill(shared)
    with postgresql.connect(database_of(shared.address)) as connection:
        schemas = connection.execute("SELECT DISTINCT schemaname FROM pg_tables WHERE schemaname !~ '^pg_|^information_'").fetchall()
    assert schemas == [("sheetsync",)]


def test_another_project_is_refused(shared: Folder, tmp_path: Path) -> None:
    fill(shared)
    other = Folder(tmp_path / "two", shared.address)
    trouble = other.trouble()
    assert isinstance(trouble, LedgerOfAnother)
    assert trouble.values["own"] == f"{shared.address}&schema=sheetsync_2"
    assert not other.path.exists()
    assert filled(shared)


def test_another_project_has_its_own_schema_beside(shared: Folder, tmp_path: Path) -> None:
    fill(shared)
    other = Folder(tmp_path / "two", f"{shared.address}&schema=two")
    with other as ledger:
        assert ledger.arrivals() == {}
        with shared as first:  # the two do not wait for each other
            assert first.arrivals()
    assert isinstance(Folder(shared.path, other.address).trouble(), LedgerOfAnother)
    assert filled(shared)


def test_the_same_project_in_another_folder(shared: Folder, tmp_path: Path) -> None:
    fill(shared)
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / "ledger-id").write_bytes((shared.path / "ledger-id").read_bytes())
    assert filled(Folder(tmp_path / "two", shared.address))


def test_a_schema_that_somebody_has_made_for_us(postgresql: Server, tmp_path: Path) -> None:
    """Whoever runs the server need not let us make schemas."""
    address = postgresql.new()
    postgresql.execute("CREATE SCHEMA sheetsync AUTHORIZATION guest", database=database_of(address))
    folder = Folder(tmp_path, address.replace("admin", "guest"))
    fill(folder)
    assert filled(folder)


def test_a_ledger_that_is_gone_is_not_begun_anew(shared: Folder, postgresql: Server) -> None:
    fill(shared)
    (shared.path / "issued").mkdir()
    (shared.path / "issued" / "SS-1.xlsx").write_bytes(b"what was sent")
    elsewhere = Folder(shared.path, postgresql.new())
    assert isinstance(elsewhere.trouble(), LedgerMissing)
    assert filled(shared)


# ── moving ──


def test_the_facts_of_the_own_file_move(shared: Folder) -> None:
    own = Folder(shared.path)
    fill(own)
    assert filled(shared)
    with shared as ledger:
        ledger.add_settlement(SETTLED[0])
        ledger.add_arrival("sha", "丙.xlsx", 1)
    with shared as ledger:
        assert ledger.settlements(9) == [*SETTLED, SETTLED[0]]
        assert [name for name, _ in ledger.arrivals()["sha"]] == ["乙\udcff.xlsx", "甲.xlsx", "丙.xlsx"]
    assert isinstance(own.trouble(), LedgerMoved)
    assert [path.name for path in sorted(shared.path.iterdir())] == ["ledger-id", "ledger-moved.db"]


def test_who_waited_for_the_own_file_while_it_moved_does_not_write_into_it(shared: Folder) -> None:
    own = Folder(shared.path)
    fill(own)
    held, told = threading.Event(), []

    def other() -> None:
        held.wait()
        told.append(type(own.trouble()))

    thread = threading.Thread(target=other)
    thread.start()
    commits = iter(("looked", "moved"))

    def moving(connection: Connection) -> None:
        if connection.dialect.name == "postgresql" and next(commits, None) == "moved":
            held.set()
            thread.join(0.5)

    event.listen(Engine, "commit", moving)
    try:
        assert filled(shared)
    finally:
        event.remove(Engine, "commit", moving)
    thread.join()
    assert told == [LedgerMoved]


def test_a_project_that_began_with_a_shared_ledger_has_no_own_one(shared: Folder) -> None:
    fill(shared)
    own = Folder(shared.path)
    assert isinstance(own.trouble(), LedgerMoved)
    assert not (shared.path / "ledger.db").exists()


def test_what_cannot_move_stays(shared: Folder, tmp_path: Path) -> None:
    fill(shared)
    own = Folder(tmp_path / "two")
    fill(own)
    assert isinstance(Folder(own.path, shared.address).trouble(), LedgerOfAnother)
    assert filled(own)


@pytest.fixture
def kept(shared: Folder) -> Iterator[Folder]:
    """A project with facts of its own, whatever becomes of them."""
    fill(Folder(shared.path))
    yield shared
    assert filled(shared)
    assert isinstance(Folder(shared.path).trouble(), LedgerMoved)


@pytest.mark.parametrize("moment", range(1, 7))
def test_killed_while_they_move(kept: Folder, moment: int) -> None:
    """Before and after each commit, of the new ledger and of the own file."""
    child = os.fork()
    if child == 0:
        commits = iter(range(1, moment))

        def tick(*_: object) -> None:
            if next(commits, None) is None:
                os._exit(42)

        event.listen(Engine, "commit", tick)
        event.listen(Engine, "begin", tick)
        with suppress(LedgerTrouble), kept:
            pass
        os._exit(0)
    os.waitpid(child, 0)


# ── the server ──


def test_no_server(tmp_path: Path) -> None:
    trouble = Folder(tmp_path / "one", f"postgresql://anna:geheim@/team?host={tmp_path}").trouble()
    assert isinstance(trouble, LedgerUnreachable)
    assert "geheim" not in str(trouble)
    assert not (tmp_path / "one").exists()


@pytest.mark.parametrize("user", ["anna", "anna:falsch", "nobody"])
def test_who_may_not_come_in(shared: Folder, user: str) -> None:
    stranger = Folder(shared.path, shared.address.replace("admin", user))
    trouble = stranger.trouble()
    assert isinstance(trouble, LedgerUnreachable)
    assert "falsch" not in str(trouble)
    assert not shared.path.exists()


def test_a_password_comes_as_postgresql_takes_it(shared: Folder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    anna = Folder(shared.path, shared.address.replace("admin", "anna"))
    monkeypatch.setenv("PGPASSWORD", "geheim")
    fill(anna)
    monkeypatch.delenv("PGPASSWORD")
    assert isinstance(anna.trouble(), LedgerUnreachable)
    (tmp_path / "pgpass").write_text("*:*:*:anna:geheim\n", "ascii")
    (tmp_path / "pgpass").chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "pgpass"))
    assert filled(anna)
    monkeypatch.delenv("PGPASSFILE")
    assert filled(Folder(shared.path, shared.address.replace("admin", "anna:geheim")))


def test_no_such_database(shared: Folder) -> None:
    nowhere = Folder(shared.path, shared.address.replace(database_of(shared.address), "nowhere"))
    assert isinstance(nowhere.trouble(), LedgerUnreachable)


@pytest.mark.parametrize("word", ["shema=two", "sslmode=perhaps", "connect_timeout=soon"])
def test_an_address_that_postgresql_does_not_understand(shared: Folder, word: str) -> None:
    assert isinstance(Folder(shared.path, f"{shared.address}&{word}").trouble(), LedgerUnreachable)


def test_who_may_only_look(shared: Folder) -> None:
    guest = Folder(shared.path, shared.address.replace("admin", "guest"))
    trouble = guest.trouble()
    assert isinstance(trouble, LedgerRefused)
    assert "permission denied" in trouble.values["why"]
    assert not shared.path.exists()


def test_a_full_disk(shared: Folder, postgresql: Server) -> None:
    """The server says so with a code of its own, here by a trigger."""
    fill(shared)
    postgresql.execute(
        "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = '53100';"
        " END $$",
        "CREATE TRIGGER full_disk BEFORE INSERT ON sheetsync.settlements EXECUTE FUNCTION full_disk()",
        database=database_of(shared.address),
    )
    with pytest.raises(LedgerRefused, match="No space left"), shared as ledger:
        ledger.add_settlement(SETTLED[0])
    assert filled(shared)


def test_a_database_that_cannot_keep_chinese(postgresql: Server, tmp_path: Path) -> None:
    folder = Folder(tmp_path, postgresql.new(encoding="LATIN1"))
    with pytest.raises(LedgerRefused), folder as ledger:
        ledger.add_arrival("sha", "甲.xlsx", 1)


def interrupted(folder: Folder, happens: Callable[[], None]) -> LedgerTrouble:
    """What is said of something that happens between two facts."""

    def work() -> None:
        with folder as ledger:
            ledger.add_arrival("sha", "丙.xlsx", 1)
            happens()
            ledger.add_arrival("sha", "丁.xlsx", 1)

    with pytest.raises(LedgerTrouble) as caught:
        work()
    return caught.value


def test_the_server_restarts_in_between(shared: Folder, postgresql: Server) -> None:
    fill(shared)

    def restart() -> None:
        postgresql.stop()
        postgresql.start()

    assert isinstance(interrupted(shared, restart), LedgerLost)
    assert filled(shared)


def test_the_server_loses_its_power(shared: Folder, postgresql: Server) -> None:
    """It goes away before the last word, and comes back with what was kept before."""
    fill(shared)
    assert isinstance(interrupted(shared, postgresql.kill), LedgerLost)
    assert isinstance(shared.trouble(), LedgerUnreachable)
    (postgresql.data / "postmaster.pid").unlink(missing_ok=True)
    postgresql.start()
    assert filled(shared)


def test_somebody_ends_our_connection(shared: Folder, postgresql: Server) -> None:
    fill(shared)
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
    assert isinstance(interrupted(shared, lambda: postgresql.execute(others)), LedgerLost)
    assert filled(shared)


def test_a_table_that_somebody_holds(shared: Folder, postgresql: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(shared)
    monkeypatch.setattr("sheetsync.files.ledger_postgresql.WAIT", 0.3)
    with postgresql.connect(database_of(shared.address)) as other, other.transaction():
        other.execute("LOCK TABLE sheetsync.arrivals")
        with pytest.raises(LedgerLocked), shared as ledger:
            ledger.arrivals()
    assert filled(shared)


@pytest.mark.parametrize(
    "setting", ["default_transaction_isolation = 'serializable'", "idle_in_transaction_session_timeout = '200ms'", "statement_timeout = '200ms'"]
)
def test_settings_of_the_database_change_nothing(shared: Folder, postgresql: Server, setting: str) -> None:
    fill(shared)
    postgresql.execute(f"ALTER DATABASE {database_of(shared.address)} SET {setting}")
    held, seen = threading.Event(), []

    def other() -> None:
        held.wait()
        with shared as ledger:
            seen.append(len(ledger.arrivals()["sha"]))
            ledger.add_arrival("sha", "丁.xlsx", 1)

    thread = threading.Thread(target=other)
    thread.start()
    with open_ledger(shared.path / "ledger.db", TEMPLATE, shared.address) as ledger:
        held.set()
        time.sleep(0.4)
        ledger.add_arrival("sha", "丙.xlsx", 1)
    thread.join()
    assert seen == [3]


def test_a_database_that_may_only_be_read(shared: Folder, postgresql: Server) -> None:
    fill(shared)
    postgresql.execute(f"ALTER DATABASE {database_of(shared.address)} SET default_transaction_read_only = on")
    with pytest.raises(LedgerRefused), shared as ledger:
        ledger.add_arrival("sha", "丙.xlsx", 1)


def test_without_the_driver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert isinstance(Folder(tmp_path / "one", "postgresql://anna@h/team").trouble(), LedgerDriverMissing)
    assert not (tmp_path / "one").exists()
