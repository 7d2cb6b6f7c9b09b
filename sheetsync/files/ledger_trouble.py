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


class LedgerUnreachable(LedgerTrouble):
    """The server of a shared ledger does not answer, or does not let us in; `why` is what it says."""

    key = "ledger-unreachable"


class LedgerLost(LedgerTrouble):
    """The server of a shared ledger went away in the middle, so that nobody knows whether its last word was heard; `why` is what it says."""

    key = "ledger-lost"


class LedgerRefused(LedgerTrouble):
    """The server of a shared ledger will not keep the facts: its disk is full, say, or the user may not write; `why` is what it says."""

    key = "ledger-refused"


class LedgerDriverMissing(LedgerTrouble):
    """A shared ledger needs a package that is not installed."""

    key = "ledger-driver"


class LedgerOfAnother(LedgerTrouble):
    """The shared ledger is that of another project; `own` is an address of which this one could have its own."""

    key = "ledger-of-another"


class LedgerMissing(LedgerTrouble):
    """There is no ledger at an address where this project must have one."""

    key = "ledger-missing"


class LedgerMoved(LedgerTrouble):
    """The facts of the project's own file have moved to a shared ledger, which the project file does not name any more."""

    key = "ledger-moved"


class LedgerBack(LedgerTrouble):
    """The facts of the shared ledger have moved back into a project's own file; `own` is an address of which the project could have a new one."""

    key = "ledger-back"
