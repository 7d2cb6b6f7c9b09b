"""Why a ledger can't be used now: each reason with the key of its sentence (`refusal.KEY`)."""

from __future__ import annotations

from typing import Any, ClassVar

WAIT = 5.0
"""Seconds to wait for another command that holds the ledger."""


class LedgerTrouble(Exception):
    """The ledger can't be used, and nothing was changed. `where` names it; `values` are what its sentence needs beside."""

    key: ClassVar[str]

    def __init__(self, where: object, **values: Any) -> None:
        self.where, self.values = where, values
        super().__init__(f"{where} {values}" if values else str(where))


class LedgerLocked(LedgerTrouble):
    """Another command holds the ledger."""

    key = "ledger-locked"


class LedgerBroken(LedgerTrouble):
    """The place holds no ledger, or a damaged one; `why` is what the database says."""

    key = "ledger-broken"


class LedgerNewer(LedgerTrouble):
    """A newer version of the program has written it: `found` is the version of its tables, `known` the highest that this one knows."""

    key = "ledger-newer"
