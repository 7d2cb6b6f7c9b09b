"""A ledger in a PostgreSQL database, which a team shares."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, NullPool, create_engine, event
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from sheetsync.files.ledger_address import Address
from sheetsync.files.ledger_trouble import (
    WAIT,
    LedgerBroken,
    LedgerDriverMissing,
    LedgerLocked,
    LedgerLost,
    LedgerRefused,
    LedgerTrouble,
    LedgerUnreachable,
)

if TYPE_CHECKING:
    import psycopg

WAYS: Mapping[str, int] = {"connect_timeout": int(WAIT), "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
"""How we connect where the address does not say otherwise: whoever waits for a server that is gone is told so."""

LOCKED = ("55P03", "40P01")
"""SQLSTATEs: the wait for a lock was too long, or would never have ended."""

GONE = ("08", "57")
"""Classes of SQLSTATEs: the connection was lost, an operator ended it."""

REFUSED = ("22P05", "25", "28", "42501", "53", "54", "58")
"""SQLSTATEs and their classes: characters that the database's encoding lacks, read only, rights, a full disk or memory, limits, the system."""


@contextmanager
def postgresql_connection(where: Address) -> Iterator[Connection]:
    """A connection to the database at an address, whose transactions are alone in its schema, one after the other.

    Raises LedgerLocked when another command holds the schema, and the LedgerTrouble of everything else that can go wrong with a server.
    """
    driver = _driver(where)
    engine = create_engine("postgresql+psycopg://", creator=lambda: _connected(driver, where), poolclass=NullPool)
    event.listen(engine, "begin", lambda connection: _begin(connection, where.schema))
    try:
        with _told(where, connecting=True):
            connection = engine.connect()
        with _told(where), connection:
            yield connection
    finally:
        engine.dispose()


def _driver(where: Address) -> Any:
    try:
        import psycopg  # only those who share a ledger have it
    except ImportError as error:
        raise LedgerDriverMissing(where.shown) from error
    return psycopg


def _connected(driver: Any, where: Address) -> psycopg.Connection[Any]:
    given = driver.conninfo.conninfo_to_dict(where.uri)
    ways = {key: value for key, value in WAYS.items() if key not in given}
    # a pooler between us and the server may not know what another connection has prepared
    made: psycopg.Connection[Any] = driver.connect(where.uri, **ways, client_encoding="utf8", prepare_threshold=None)
    return made


def _begin(connection: Connection, schema: str) -> None:
    """Waits until the schema is ours alone, and then sees what the others have kept, whatever the database's own settings are.

    The server gives up a client that is gone, and not one that is busy reading files; what it says that it has kept, it has on its disk.
    """
    lock = int.from_bytes(hashlib.sha256(f"sheetsync {schema}".encode()).digest()[:8], signed=True)
    connection.exec_driver_sql(
        "SET TRANSACTION ISOLATION LEVEL READ COMMITTED;"
        f"SET LOCAL lock_timeout = {int(WAIT * 1000)};"
        "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0;"
        "SET LOCAL tcp_keepalives_idle = 30; SET LOCAL tcp_keepalives_interval = 10; SET LOCAL tcp_keepalives_count = 3;"
        "SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off';"
        f'SET LOCAL search_path TO "{schema}";'
        f"SELECT pg_advisory_xact_lock({lock})"
    )


@contextmanager
def _told(where: Address, connecting: bool = False) -> Iterator[None]:
    """Turns what goes wrong with the database into a trouble with a sentence."""
    try:
        yield
    except DBAPIError as error:
        why = _why(error, where)
        raise (LedgerUnreachable(where.shown, why=why) if connecting else _reason(error, where, why)) from error


def _reason(error: DBAPIError, where: Address, why: str) -> LedgerTrouble:
    state = getattr(error.orig, "sqlstate", None) or ""
    if state in LOCKED:
        return LedgerLocked(where.shown)
    if state.startswith(GONE) or (not state and isinstance(error, OperationalError | InterfaceError)):
        return LedgerLost(where.shown, why=why)
    return LedgerRefused(where.shown, why=why) if state.startswith(REFUSED) else LedgerBroken(where.shown, why=why)


def _why(error: DBAPIError, where: Address) -> str:
    """What the server or the driver says, on one line and without the password."""
    lines = str(error.orig).strip().splitlines() or [type(error.orig).__name__]
    said = lines[0].removeprefix("connection failed: ").strip().rstrip(".")
    return said.replace(where.password, "***") if where.password else said
