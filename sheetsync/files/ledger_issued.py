"""The ledger's facts about issued workbooks: what was sent under which return code, and what was given back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, insert, select

from sheetsync.files import codec, ledger_rounds
from sheetsync.files.ledger_copies import CopyFacts
from sheetsync.files.ledger_tables import issues, returns
from sheetsync.model.passage import Terms
from sheetsync.model.record import Issued
from sheetsync.model.round import Round
from sheetsync.model.template import Template


class PackedIssue(NamedTuple):
    """An issued workbook as the ledger keeps it; of one that was given back also what it mends, and what it has otherwise."""

    facts: bytes
    mends: str = ""
    otherwise: bytes = b""

    def unpacked(self) -> Issued:
        issued = codec.unpack_issued(codec.unpack(self.facts))
        return codec.unpack_return(issued, self.mends, codec.unpack(self.otherwise)) if self.otherwise else issued


class IssuedFacts(CopyFacts):
    """What the ledger knows of issued workbooks."""

    def __init__(self, connection: Connection, template: Template, terms: Terms | None = None) -> None:
        super().__init__(connection, template, terms)
        self._ends: dict[str, list[list[tuple[int, str]]]] = {}
        """Where the blank rows of the issued workbooks end: nothing is issued in a command that reads copies."""

    def add_issue(self, issued: Issued, code: str, sha256: str) -> None:
        """Keeps what a department was sent."""
        numbers = [[sheet, code, int(ids[-1].rpartition("-")[2])] for sheet, ids in issued.blanks.items() if ids]
        facts = codec.pack(codec.pack_issued(self._template, issued))
        keys = {"token": issued.token, "round": issued.round, "department": issued.department, "sha256": sha256}
        self._db.execute(insert(issues).values(**keys, numbers=codec.pack(numbers), facts=facts))

    def issued(self, token: str) -> Issued | None:
        """The issued workbook of that return code, or the one that was given back under it and answers for an issued one."""
        packed = self.packed_issue(token)
        return packed.unpacked() if packed else None

    def packed_issue(self, token: str) -> PackedIssue | None:
        """The same as it is kept, which takes a tenth of the memory."""
        facts = self._db.execute(select(issues.c.facts).where(issues.c.token == token)).scalar_one_or_none()
        return PackedIssue(facts) if facts is not None else self._given_back(token)

    def _given_back(self, token: str) -> PackedIssue | None:
        row = self._db.execute(select(returns).where(returns.c.token == token)).one_or_none()
        packed = self.packed_issue(row.issue) if row else None
        return packed._replace(mends=row.mends, otherwise=row.facts) if row and packed else None

    def put_return(self, token: str, given_back: Issued) -> None:
        """Keeps what a workbook holds that is given back under a return code of its own; one that is made anew takes the place of the one before."""
        self._db.execute(returns.delete().where(returns.c.token == token))
        facts = codec.pack(codec.pack_return(given_back))
        self._db.execute(insert(returns).values(token=token, issue=given_back.token, mends=given_back.mends, facts=facts))

    def issues_around(self, identity: str) -> list[str]:
        """The return codes of the issued workbooks, at most one for each sheet, of which one has that id among its blank rows if any has."""
        code, _, number = identity.partition("-")[2].rpartition("-")
        if not number.isdecimal():
            return []
        ends = (next((token for last, token in lasts if last >= int(number)), "") for lasts in self._blank_ends().get(code, ()))
        return [token for token in ends if token]

    def _blank_ends(self) -> Mapping[str, Sequence[Sequence[tuple[int, str]]]]:
        """By department code, for each sheet: the last number of the blank rows of every issued workbook, in order."""
        if not self._ends:
            found: dict[tuple[str, str], list[tuple[int, str]]] = {}
            for row in self._db.execute(select(issues.c.token, issues.c.numbers)):
                for sheet, code, last in codec.unpack(row.numbers):
                    found.setdefault((code, sheet), []).append((last, row.token))
            for (code, _), lasts in sorted(found.items()):
                self._ends.setdefault(code, []).append(sorted(lasts))
        return self._ends

    def bases_of(self, round_: str) -> dict[str, bytes]:
        """The issued workbooks of a round by return code, packed as they are kept."""
        rows = self._db.execute(select(issues.c.token, issues.c.facts).where(issues.c.round == round_))
        return {r.token: r.facts for r in sorted(rows.all())}

    def issues_of(self, round_: str) -> dict[str, tuple[str, str]]:
        """The return code and the SHA-256 of each department's workbook of a round."""
        rows = self._db.execute(select(issues.c.department, issues.c.token, issues.c.sha256).where(issues.c.round == round_))
        return {department: (token, sha256) for department, token, sha256 in sorted(rows.all())}

    def every_token(self) -> list[str]:
        """The return codes of all issued workbooks."""
        return sorted(self._db.execute(select(issues.c.token)).scalars())

    def withdrawn_issues(self, round_: Round) -> dict[str, tuple[str, str]]:
        """The same of a round that was withdrawn."""
        return self.issues_of(ledger_rounds.key_of_withdrawn(round_))
