"""A ledger in a SQLite file of the project's folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, create_engine, event
from sqlalchemy.exc import DatabaseError

from sheetsync.files.ledger_trouble import WAIT, LedgerBroken, LedgerLocked


@contextmanager
def sqlite_transaction(path: Path) -> Iterator[Connection]:
    """A transaction, alone, in the file at `path`, which is made when it is not there.

    Raises LedgerLocked when another command holds it, LedgerBroken when it is no database, OSError when it can't be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(URL.create("sqlite", database=str(path)), connect_args={"timeout": WAIT})
    event.listen(engine, "connect", _by_hand)
    event.listen(engine, "begin", _begin)
    try:
        with engine.begin() as connection:
            yield connection
    except DatabaseError as error:
        raise _reason(error, path) from error
    finally:
        engine.dispose()


def _by_hand(connection: Any, _record: object) -> None:
    """Leaves the transactions to us: the driver would begin them too late."""
    connection.isolation_level = None
    connection.execute("PRAGMA synchronous = FULL")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _reason(error: DatabaseError, path: Path) -> Exception:
    text = str(error.orig).lower()
    if "locked" in text or "busy" in text:
        return LedgerLocked(path)
    if "full" in text or "readonly" in text or "unable to open" in text or "disk i/o" in text:
        return OSError(text)
    return LedgerBroken(path, why=error.orig)
