"""How a ledger of an earlier version becomes one of today: a list of functions, each a version up, none of which ever changes again.

To change the tables, or what the packed facts in them look like: keep a sample of today's ledger (tests/files/keep_ledger.py),
change `ledger_tables`, and append a function that brings that sample to the new shape. It names tables as it finds and leaves them,
never those of `ledger_tables`, which will go on changing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Column, Connection, Integer, LargeBinary, MetaData, String, Table, column, delete, insert, inspect, select, table, update

from sheetsync.files import codec
from sheetsync.files.ledger_tables import about, metadata
from sheetsync.files.ledger_trouble import LedgerBroken, LedgerNewer

Migration = Callable[[Connection], None]


def complete_version_one(connection: Connection) -> None:
    """Tables were added under the number 1, and what was still open was added to what rounds began with: whatever of it is missing comes in empty."""
    frozen = MetaData()
    Table(
        "reports", frozen,
        Column("token", String, primary_key=True), Column("position", Integer, nullable=False), Column("facts", LargeBinary, nullable=False),
    )  # fmt: skip
    Table(
        "resolved", frozen,
        Column("sha256", String, primary_key=True), Column("file", String, nullable=False), Column("position", Integer, nullable=False),
    )  # fmt: skip
    Table(
        "numbers", frozen,
        Column("sha256", String, primary_key=True), Column("sheet", String, primary_key=True), Column("row", Integer, primary_key=True),
        Column("id", String, nullable=False),
    )  # fmt: skip
    frozen.create_all(connection)
    _add_what_is_open(connection)
    # results were made by the program of then, and are made anew when they are missing
    connection.execute(delete(table("results")))


def _add_what_is_open(connection: Connection) -> None:
    rounds = table("rounds", column("name", String), column("opening", LargeBinary))
    for name, opening in connection.execute(select(rounds.c.name, rounds.c.opening)).all():
        facts = {"open": [], **codec.unpack(opening)}
        connection.execute(update(rounds).where(rounds.c.name == name).values(opening=codec.pack(facts)))


def add_reopenings(connection: Connection) -> None:
    """Rounds can be opened again; until now none was."""
    frozen = MetaData()
    Table(
        "reopenings", frozen,
        Column("number", Integer, primary_key=True, autoincrement=True), Column("position", Integer, nullable=False),
        Column("last", Integer, nullable=False), Column("at", String, nullable=False), Column("by", String, nullable=False),
    )  # fmt: skip
    frozen.create_all(connection)


def add_releases(connection: Connection) -> None:
    """Copies can be released as a department's; until now none was."""
    frozen = MetaData()
    Table(
        "releases", frozen,
        Column("number", Integer, primary_key=True, autoincrement=True), Column("sha256", String, nullable=False),
        Column("token", String, nullable=False), Column("position", Integer, nullable=False), Column("at", String, nullable=False),
        Column("by", String, nullable=False),
    )  # fmt: skip
    frozen.create_all(connection)


def complete_settlements(connection: Connection) -> None:
    """Settlements tell in which consolidated workbook they were written, and all of them under which template; the oldest lack the remark too."""
    settlements = table("settlements", column("number", Integer), column("facts", LargeBinary))
    for number, packed in connection.execute(select(settlements.c.number, settlements.c.facts)).all():
        facts = codec.unpack(packed)
        settled, version = (facts[:-1], facts[-1]) if len(facts) > 8 else (facts, "")
        remark = settled[8] if len(settled) > 8 else ""
        whole = [*settled[:8], remark, "", False, False, version]
        connection.execute(update(settlements).where(settlements.c.number == number).values(facts=codec.pack(whole)))


def add_returns(connection: Connection) -> None:
    """Workbooks are given back to be mended; until now none was."""
    frozen = MetaData()
    Table(
        "returns", frozen,
        Column("token", String, primary_key=True), Column("issue", String, nullable=False), Column("mends", String, nullable=False),
        Column("facts", LargeBinary, nullable=False),
    )  # fmt: skip
    frozen.create_all(connection)


def add_things_of_settlements(connection: Connection) -> None:
    """Settlements tell about which things they are; of the older ones nobody noted it, and they go by their numbers."""
    settlements = table("settlements", column("number", Integer), column("facts", LargeBinary))
    for number, packed in connection.execute(select(settlements.c.number, settlements.c.facts)).all():
        *settled, version = codec.unpack(packed)
        connection.execute(update(settlements).where(settlements.c.number == number).values(facts=codec.pack([*settled, [], version])))


def add_causes_of_choices(connection: Connection) -> None:
    """Choices of questions that a round left open tell from which cells they follow; of the older ones nobody noted it."""
    rounds = table("rounds", column("name", String), column("opening", LargeBinary))
    for name, packed in connection.execute(select(rounds.c.name, rounds.c.opening)).all():
        facts = codec.unpack(packed)
        for *_, choices, _ in facts["open"]:
            choices[:] = [[*choice, []] for choice in choices]
        connection.execute(update(rounds).where(rounds.c.name == name).values(opening=codec.pack(facts)))


MIGRATIONS: Sequence[Migration] = (
    complete_version_one, add_reopenings, add_releases, complete_settlements, add_returns, add_things_of_settlements, add_causes_of_choices,
)  # fmt: skip
"""The nth of them takes a ledger from version n to n + 1."""


def latest() -> int:
    """The version of a new ledger's tables."""
    return 1 + len(MIGRATIONS)


def bring_up_to_date(connection: Connection, where: object) -> None:
    """Makes the tables of a new ledger, or those of an older one as they are today, within the transaction that the connection is in.

    `where` names it. Raises LedgerNewer for one of a version that this program does not know, LedgerBroken for one that tells none.
    """
    if not inspect(connection).has_table("about"):
        metadata.create_all(connection)
        connection.execute(insert(about).values(key="schema", value=str(latest())))
        return
    found = _version(connection, where)
    if found > latest():
        raise LedgerNewer(where, found=found, known=latest())
    for migration in MIGRATIONS[found - 1 :]:
        migration(connection)
    if found < latest():
        connection.execute(update(about).where(about.c.key == "schema").values(value=str(latest())))


def _version(connection: Connection, where: object) -> int:
    said = connection.execute(select(about.c.value).where(about.c.key == "schema")).scalar()
    if not (isinstance(said, str) and said.isdecimal() and int(said)):
        raise LedgerBroken(where, why=f"schema = {said}")
    return int(said)
