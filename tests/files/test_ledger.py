"""The ledger, in a file of the project's and in PostgreSQL: whole transactions, one after the other, and the same facts come back."""

from __future__ import annotations

import dataclasses
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from postgres_server import Server, database_of
from small import TEMPLATE
from test_ledger_codec import COPIES, ISSUED, SETTLEMENTS, STATES, TEXT

from sheetsync.files import ledger_migrations, ledger_postgresql, ledger_sqlite
from sheetsync.files.ledger import Import, Ledger, Report, open_ledger
from sheetsync.files.ledger_trouble import LedgerBroken, LedgerLocked, LedgerNewer
from sheetsync.model.copy import Copy, Release
from sheetsync.model.decision import Settlement
from sheetsync.model.record import Issued, Record, State
from sheetsync.model.round import Round

Opening = Callable[[], AbstractContextManager[Ledger]]
"""Opens the ledger of a test: always the same one."""

WEEK = Round("2026-W47", 1, date(2026, 11, 16), datetime(2026, 11, 20, 17))
FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
FORKED = pytest.mark.skipif(not hasattr(os, "fork"), reason="the kill is played by a forked process, which this system does not have")


@pytest.fixture
def opened(tmp_path: Path, address: str) -> Opening:
    return lambda: open_ledger(tmp_path / "ledger.db", TEMPLATE, address)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    for each in (ledger_sqlite, ledger_postgresql):
        monkeypatch.setattr(each, "WAIT", 0.3)


@pytest.fixture
def tables(tmp_path: Path, address: str, request: pytest.FixtureRequest) -> Callable[..., None]:
    """Does to the tables what no ledger would."""

    def execute(*statements: str) -> None:
        if address:
            server: Server = request.getfixturevalue("postgresql")
            server.execute("SET search_path TO sheetsync", *statements, database=database_of(address))
        else:
            with sqlite3.connect(tmp_path / "ledger.db") as ledger:
                for each in statements:
                    ledger.execute(each)

    return execute


# ── facts ──


def test_facts_outlive_the_program(opened: Opening) -> None:
    settlement = Settlement("J-JA-001.due", date(2026, 12, 1), (date(2026, 12, 1), None), "协调人", "2026-11-20T10:00:00Z", "a.xlsx", 2, "approval")
    records = {"J-JA-001": Record("J-JA-001", {"title": "一"})}
    with opened() as ledger:
        ledger.add_settlement(settlement)
        ledger.add_import(Import("sha", "list.csv", 0, {"job": records}))
    with opened() as ledger:
        assert (ledger.settlements(1), ledger.settlements(2)) == ([], [settlement])
        assert ledger.initial().state == {"job": records}
        assert ledger.initial().next_number == {("job", "JA"): 2}
        assert ledger.was_imported("sha")


class Undone(Exception):
    """Ends a transaction of which nothing shall be kept."""


@contextmanager
def undone(opened: Opening) -> Iterator[Ledger]:
    with suppress(Undone), opened() as ledger:
        yield ledger
        raise Undone


@FEW
@given(copies=st.lists(COPIES, max_size=4, unique_by=lambda c: c.sha256), order=st.permutations(range(4)))
def test_any_copies_come_back_in_one_order(opened: Opening, copies: list[Copy], order: list[int]) -> None:
    with undone(opened) as ledger:
        for number in order:
            for copy in copies[number : number + 1]:
                ledger.put_copy(copy, 1, "old")
                ledger.put_copy(copy, 1, "new")
        assert ledger.all_copies(1) == sorted(copies, key=lambda c: c.sha256)
        assert ledger.known_copies("new") == {c.sha256: 1 for c in copies}


@FEW
@given(
    issued=ISSUED.map(lambda each: dataclasses.replace(each, blanks={})),
    state=STATES,
    settled=st.lists(SETTLEMENTS, max_size=3),
    text=TEXT,
    name=TEXT,
)
def test_any_facts_come_back(opened: Opening, issued: Issued, state: State, settled: list[Settlement], text: str, name: str) -> None:
    with undone(opened) as ledger:
        ledger.add_round(WEEK, state, {})
        ledger.add_issue(issued, "JA", "sha")
        ledger.add_import(Import(text, name, 0, state))
        ledger.add_report(Report(text, 1, [name], 3))
        ledger.add_resolved(text, name, 1)
        ledger.add_given({(text, name, 7): name})
        said = [Release(text, name, 1, "2026-11-20T10:00:00Z", text), Release(text, text, 2, "", name)]
        for each in settled:
            ledger.add_settlement(each)
        for release in said:
            ledger.add_release(release)
        for file in (name, text, name):
            ledger.add_arrival(text, file, 1)
        assert (ledger.rounds(), ledger.opening(WEEK).state) == ([WEEK], state)
        assert (ledger.issued(issued.token), ledger.issued(f"{issued.token}!")) == (issued, None)
        assert ledger.issues_of(issued.round) == {issued.department: (issued.token, "sha")}
        assert ledger.imports(0) == [Import(text, name, 0, state)]
        assert (ledger.report(text), ledger.is_report(f"{text}!")) == (Report(text, 1, [name], 3), False)
        assert ledger.was_resolved(text)
        assert ledger.given() == {(text, name, 7): name}
        assert ledger.settlements(99) == settled
        assert (ledger.all_releases(), ledger.releases()) == (said, {text: text})
        assert ledger.arrivals() == {text: [(name, 1), (text, 1), (name, 1)]}


def test_which_workbook_may_have_given_out_an_id(opened: Opening) -> None:
    def issued(token: str, *ids: str) -> Issued:
        return Issued(token, "甲部", "R2", 2, "zh", "", {}, {"job": ids, "news": ids[:1]})

    with opened() as ledger:
        ledger.add_issue(issued("second", "J-JA-020", "J-JA-021"), "JA", "sha")
        ledger.add_issue(issued("first", "J-JA-010", "J-JA-011"), "JA", "sha")
        ledger.add_issue(issued("other", "J-YI-010"), "YI", "sha")
    with opened() as ledger:
        found = {number: set(ledger.issues_around(f"J-JA-{number:03d}")) for number in (9, 11, 12, 21, 22)}
        assert found == {9: {"first"}, 11: {"first", "second"}, 12: {"second"}, 21: {"second"}, 22: set()}
        assert (ledger.issues_around("J-YI-001"), ledger.issues_around("J-BI-001"), ledger.issues_around("新")) == (["other", "other"], [], [])
        assert ledger.every_token() == ["first", "other", "second"]


def test_the_last_result_takes_the_place_of_the_one_before(opened: Opening) -> None:
    with opened() as ledger:
        ledger.put_result("2026-W47", "a", {"n": 1})
    with opened() as ledger:
        ledger.put_result("2026-W47", "b", {"n": [2, None, "二"]})
    with opened() as ledger:
        assert (ledger.result("2026-W47", "a"), ledger.result("2026-W47", "b")) == (None, {"n": [2, None, "二"]})


# ── transactions ──


def fail(opened: Opening) -> None:
    with opened() as ledger:
        ledger.add_arrival("sha", "a.xlsx", 1)
        raise ZeroDivisionError


def test_what_fails_is_not_kept_at_all(opened: Opening) -> None:
    with pytest.raises(ZeroDivisionError):
        fail(opened)
    with opened() as ledger:
        assert ledger.arrivals() == {}


@FORKED
def test_what_is_killed_is_not_kept_at_all(opened: Opening) -> None:
    with opened() as ledger:
        ledger.add_arrival("sha", "a.xlsx", 1)
    child = os.fork()
    if child == 0:
        with opened() as ledger:
            ledger.add_arrival("sha", "b.xlsx", 1)
            os._exit(42)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 42
    with opened() as ledger:
        assert ledger.arrivals() == {"sha": [("a.xlsx", 1)]}


@pytest.mark.usefixtures("impatient")
def test_one_after_the_other(opened: Opening) -> None:
    with opened() as ledger:
        ledger.add_arrival("sha", "a.xlsx", 1)
        with pytest.raises(LedgerLocked), opened():
            pass
    with opened() as ledger:
        assert ledger.arrivals() == {"sha": [("a.xlsx", 1)]}


def test_the_other_waits(opened: Opening) -> None:
    held, seen = threading.Event(), []

    def other() -> None:
        held.wait()
        with opened() as ledger:
            seen.append(ledger.arrivals())

    thread = threading.Thread(target=other)
    thread.start()
    with opened() as ledger:
        held.set()
        thread.join(0.5)
        ledger.add_arrival("sha", "a.xlsx", 1)
        assert seen == []
    thread.join()
    assert seen == [{"sha": [("a.xlsx", 1)]}]


def test_two_at_once_make_one_ledger(opened: Opening) -> None:
    def add(name: str) -> None:
        with opened() as ledger:
            ledger.add_arrival("sha", name, 1)

    threads = [threading.Thread(target=add, args=(f"{n}.xlsx",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with opened() as ledger:
        assert sorted(ledger.arrivals()["sha"]) == [(f"{n}.xlsx", 1) for n in range(4)]


# ── versions ──


def test_an_earlier_version_is_brought_up_to_date(opened: Opening, tables: Callable[..., None]) -> None:
    with opened() as ledger:
        ledger.add_round(WEEK, {}, {})
    made = ("reports", "resolved", "numbers", "reopenings", "releases")
    tables(*(f"DROP TABLE IF EXISTS {name}" for name in made), "UPDATE about SET value = '1' WHERE key = 'schema'")
    with opened() as ledger:
        ledger.add_report(Report("token", 1, ["sha"], 0))
        ledger.add_resolved("sha", "a.xlsx", 1)
        ledger.add_given({("sha", "job", 7): "J-JA-001"})
    with opened() as ledger:
        assert (ledger.rounds(), ledger.is_report("token"), ledger.was_resolved("sha")) == ([WEEK], True, True)


@FORKED
def test_killed_in_a_migration_it_is_as_it_was(opened: Opening, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened() as ledger:
        ledger.add_round(WEEK, {}, {})
    with monkeypatch.context() as later:
        last = (lambda connection: connection.exec_driver_sql("DROP TABLE rounds"), lambda _: os._exit(42))
        later.setattr(ledger_migrations, "MIGRATIONS", (*ledger_migrations.MIGRATIONS, *last))
        child = os.fork()
        if child == 0:
            with opened():
                os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 42
    with opened() as ledger:
        assert ledger.rounds() == [WEEK]


def test_two_at_once_migrate_once(opened: Opening, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened():
        pass
    done: list[int] = []
    monkeypatch.setattr(ledger_migrations, "MIGRATIONS", (*ledger_migrations.MIGRATIONS, lambda _: done.append(1)))
    ready = threading.Barrier(2)

    def come() -> None:
        ready.wait()
        with opened():
            pass

    threads = [threading.Thread(target=come) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == [1]


def test_a_newer_version_is_refused(opened: Opening, tables: Callable[..., None]) -> None:
    with opened():
        pass
    tables("UPDATE about SET value = '99' WHERE key = 'schema'")
    with pytest.raises(LedgerNewer), opened():
        pass


def test_one_that_lost_a_table_is_broken(opened: Opening, tables: Callable[..., None]) -> None:
    with opened():
        pass
    tables("DROP TABLE arrivals")
    with pytest.raises(LedgerBroken), opened() as ledger:
        ledger.arrivals()


def test_a_file_that_is_no_ledger_is_told(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").write_bytes(b"a text about something else, long enough to be looked at" * 20)
    with pytest.raises(LedgerBroken), open_ledger(tmp_path / "ledger.db", TEMPLATE):
        pass
