"""The rounds of a ledger: those in force, those that were withdrawn when an earlier one was opened again, and which orders belong to which.

A round that is withdrawn keeps its order, its issued workbooks and its numbers for good; its name is free again, so in the tables it goes by its name
and its order. What was taken in under the order of a withdrawn round belongs to the next round that is opened after it.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection, insert, select, update

from sheetsync.files.ledger_tables import issues, reopenings, rounds
from sheetsync.model.round import Reopening, Round

WITHDRAWN = "/"
"""Stands between the name and the order of a withdrawn round."""


def every_round(db: Connection) -> list[Round]:
    """All rounds, oldest first, with those that were withdrawn: two may have one name then, but no two have one order."""
    gone = _withdrawn(db)
    rows = db.execute(select(rounds.c.name, rounds.c.position, rounds.c.opened_on, rounds.c.due_at).order_by(rounds.c.position))
    found = (Round(r.name, r.position, date.fromisoformat(r.opened_on), datetime.fromisoformat(r.due_at)) for r in rows)
    return [each._replace(name=each.name.rpartition(WITHDRAWN)[0]) if each.order in gone else each for each in found]


def all_reopenings(db: Connection) -> list[Reopening]:
    """Every time that a round was opened again, oldest first."""
    return [Reopening(r.position, r.last, r.at, r.by) for r in db.execute(select(reopenings).order_by(reopenings.c.number))]


def _withdrawn(db: Connection) -> set[int]:
    """The orders of the rounds that were withdrawn."""
    return {order for each in all_reopenings(db) for order in range(each.order + 1, each.last + 1)}


def rounds_in_force(db: Connection) -> list[Round]:
    """The rounds that were not withdrawn, oldest first."""
    gone = _withdrawn(db)
    return [each for each in every_round(db) if each.order not in gone]


def key_of_withdrawn(round_: Round) -> str:
    """By what a withdrawn round goes in the tables."""
    return f"{round_.name}{WITHDRAWN}{round_.order}"


def withdraw_after(db: Connection, round_: Round, at: str, by: str) -> None:
    """Withdraws all rounds after this one, which must be one in force and not the last, and keeps when and by whom."""
    later = [each for each in rounds_in_force(db) if each.order > round_.order]
    for each in later:
        db.execute(update(rounds).where(rounds.c.position == each.order).values(name=key_of_withdrawn(each)))
        db.execute(update(issues).where(issues.c.round == each.name).values(round=key_of_withdrawn(each)))
    db.execute(insert(reopenings).values(position=round_.order, last=later[-1].order, at=at, by=by))


def span(db: Connection, order: int) -> tuple[int, int]:
    """The first and last order that belong to a round: its own, and before it those of the rounds that were withdrawn since the one in force
    before it."""
    return max((each.order for each in rounds_in_force(db) if each.order < order), default=0) + 1, order


def reach(db: Connection, order: int) -> int:
    """The highest order up to which rounds were withdrawn right after this one; its own where none was."""
    later = (each.order - 1 for each in rounds_in_force(db) if each.order > order)
    return next(later, None) or max(order, *(each.order for each in every_round(db)), 0)
