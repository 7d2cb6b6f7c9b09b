"""A shared ledger: whose it is, and how the facts of a project's own file move there.

A project that has a shared ledger keeps the ledger's identity in its folder: `.sheetsync/ledger-id`. A ledger with another one is another project's,
so that two projects never write into the same one, whatever their files say.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, insert, inspect, select

from sheetsync.files.ledger_address import SCHEMA, Address, read_address
from sheetsync.files.ledger_migrations import bring_up_to_date
from sheetsync.files.ledger_postgresql import postgresql_connection
from sheetsync.files.ledger_sqlite import sqlite_transaction
from sheetsync.files.ledger_tables import about, metadata
from sheetsync.files.ledger_trouble import LedgerBack, LedgerMissing, LedgerMoved, LedgerOfAnother
from sheetsync.files.whole import whole_file

IDENTITY = "ledger-id"
"""The file, beside the project's own ledger, with the identity of its shared one."""

MOVED = "ledger-moved.db"
"""What the project's own file is called when its facts are in a shared ledger."""

COMING_BACK = "ledger-coming-back.db"
"""What the project's own file is called while the facts of a shared ledger come back into it."""

_PART = 200
"""How many facts move at once."""


@contextmanager
def own_transaction(path: Path) -> Iterator[Connection]:
    """A transaction in the project's own file. Raises LedgerMoved when its facts are in a shared ledger now."""
    if not path.exists() and path.with_name(IDENTITY).exists():
        raise LedgerMoved(path)
    with sqlite_transaction(path) as connection:
        bring_up_to_date(connection, path)
        if _said(connection, "moved"):
            raise LedgerMoved(path)
        yield connection


def bring_back(address: str, path: Path) -> None:
    """Moves the facts of the shared ledger at an address into the project's own file at `path`; the shared one then says that they are gone.

    Killed anywhere, it goes on when it is run again. Raises LedgerOfAnother when the ledger is another project's.
    """
    where, new = read_address(address), path.with_name(COMING_BACK)
    with postgresql_connection(where) as connection, connection.begin():
        if not _is_there(connection, where) or _said(connection, "project") != _identity(path):
            raise LedgerOfAnother(where.shown, own=where.beside(f"{SCHEMA}_2"))
        if not _said(connection, "moved"):
            bring_up_to_date(connection, where.shown)
            for left in (new, new.with_name(f"{new.name}-journal")):
                left.unlink(missing_ok=True)
            with sqlite_transaction(new) as own:
                bring_up_to_date(own, new)
                _copy(connection, own)
            connection.execute(insert(about).values(key="moved", value="1"))
    if new.exists():
        new.replace(path)


def forget_shared(path: Path) -> None:
    """Forgets the identity of a shared ledger whose facts have come back."""
    path.with_name(IDENTITY).unlink(missing_ok=True)


@contextmanager
def shared_transaction(address: str, path: Path) -> Iterator[Connection]:
    """A transaction in the shared ledger at an address; it is made when it is not there, with the facts of the project's own file at `path`.

    Raises LedgerBack when its facts have moved back into a file, LedgerOfAnother when it is another project's,
    and LedgerMissing when there is none though there must be.
    """
    where = read_address(address)
    with postgresql_connection(where) as connection:
        with connection.begin():
            if _is_there(connection, where) and _said(connection, "moved"):
                raise LedgerBack(where.shown, own=where.beside(f"{SCHEMA}_2"))
            if not path.exists() and _is_ours(connection, where, path):
                bring_up_to_date(connection, where.shown)
                yield connection
                return
        with _still_here(path) as old, connection.begin():
            _claim(connection, where, path, old)
        with connection.begin():
            yield connection


def _is_ours(connection: Connection, where: Address, path: Path) -> bool:
    """Whether the ledger is there, and this project's."""
    ours = _identity(path)
    return bool(ours) and _is_there(connection, where) and _said(connection, "project") == ours


def _is_there(connection: Connection, where: Address) -> bool:
    return inspect(connection).has_table("about", schema=where.schema)


def _identity(path: Path) -> str:
    """The identity of the project's shared ledger; blank if it has none."""
    file = path.with_name(IDENTITY)
    return file.read_text("ascii").strip() if file.is_file() else ""


def _claim(connection: Connection, where: Address, path: Path, old: Connection | None) -> None:
    """Makes the ledger this project's, or refuses to touch it."""
    ours, new = _identity(path), not _is_there(connection, where)
    if new and ours and old is None and _was_used(path):
        raise LedgerMissing(where.shown)
    if not inspect(connection).has_schema(where.schema):
        connection.exec_driver_sql(f'CREATE SCHEMA "{where.schema}"')
    bring_up_to_date(connection, where.shown)
    theirs = _said(connection, "project")
    if theirs and theirs != ours:
        raise LedgerOfAnother(where.shown, own=where.beside(f"{SCHEMA}_2"))
    if not theirs:
        # the folder knows first: were the program killed in between, it would only claim the ledger again
        connection.execute(insert(about).values(key="project", value=ours or _written(path.with_name(IDENTITY))))
    if new and old is not None:
        _copy(old, connection)


def _was_used(path: Path) -> bool:
    """Whether workbooks have been issued, of which the ledger knows."""
    issued = path.with_name("issued")
    return issued.is_dir() and any(issued.iterdir())


def _written(identity: Path) -> str:
    new = secrets.token_hex(16)
    identity.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(identity) as file:
        file.write(f"{new}\n".encode("ascii"))
    return new


@contextmanager
def _still_here(path: Path) -> Iterator[Connection | None]:
    """The project's own file, held, if its facts have not moved yet; when the block has ended well, they have, and the file stands aside."""
    if not path.exists():
        yield None
        return
    with sqlite_transaction(path) as old:
        bring_up_to_date(old, path)
        moved = _said(old, "moved")
        yield None if moved else old
        if not moved:
            # whoever waits for this file at this moment must not write into it any more
            old.execute(insert(about).values(key="moved", value="1"))
    with suppress(OSError):  # on Windows somebody may hold it open; it goes the next time
        path.replace(path.with_name(MOVED))


def _copy(old: Connection, new: Connection) -> None:
    """Copies all facts, in their order."""
    for table in (each for each in metadata.sorted_tables if each is not about):
        counted = table.autoincrement_column
        rows = old.execute(select(table).order_by(*table.primary_key), execution_options={"yield_per": _PART})
        for part in rows.mappings().partitions():
            # the new ledger counts for itself, and so goes on counting
            new.execute(insert(table), [{k: v for k, v in row.items() if counted is None or k != counted.name} for row in part])


def _said(connection: Connection, key: str) -> str | None:
    return connection.execute(select(about.c.value).where(about.c.key == key)).scalar()
