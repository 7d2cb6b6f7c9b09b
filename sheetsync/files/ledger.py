"""The ledger: append-only facts of a project in a database, from which everything else is computed.

Rounds with their opening state, issued workbooks with their bases, copies with what was read from them, imported lists, settled decisions.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select

from sheetsync.files import codec, ledger_rounds
from sheetsync.files.ledger_issued import IssuedFacts
from sheetsync.files.ledger_shared import own_transaction, shared_transaction
from sheetsync.files.ledger_tables import imports, issues, numbers, reports, resolved, results, rounds, settlements
from sheetsync.model.decision import Decision, Left, Settlement
from sheetsync.model.passage import Terms
from sheetsync.model.record import GivenRow, Opening, State, highest_numbers
from sheetsync.model.round import Reopening, Round
from sheetsync.model.template import Template

LISTED, TYPED = ":list", ":rows"
"""What of a consolidated workbook was taken in like a list: the rows that the coordinator added."""


@dataclasses.dataclass(frozen=True, slots=True)
class Import:
    """Records that were taken in from a list; `position` is the order of the round in which (0: before the first)."""

    sha256: str
    """Of the file, and behind a colon what of it: the sheet that the list is for and LISTED, or TYPED."""
    file: str
    position: int
    state: State

    @property
    def typed(self) -> bool:
        """Whether these are rows that the coordinator added to a consolidated workbook."""
        return self.sha256.endswith(TYPED)

    @property
    def ids(self) -> list[str]:
        """The ids of the records, in their order."""
        return [identity for records in self.state.values() for identity in records]


@dataclasses.dataclass(frozen=True, slots=True)
class Report:
    """A consolidated workbook, by its return code: of which copies and how many settlements it was made; `position` is its round's order."""

    token: str
    position: int
    copies: Sequence[str]
    settlements: int
    template: str = ""
    """The version of the template under which it was made."""
    imports: Sequence[str] | None = None
    """The lists that had been taken in while its round was open; unknown of workbooks of an earlier version."""


class Ledger(IssuedFacts):
    """The facts of one project, within one transaction."""

    def __init__(self, connection: Connection, template: Template, terms: Terms | None = None) -> None:
        super().__init__(connection, template, terms)
        self._began: dict[int, Opening] = {}
        """What was read of rounds already, by their order: it never changes, and is large."""
        self._results: dict[str, tuple[str, Any]] = {}

    def told_in(self, template: Template, terms: Terms) -> Ledger:
        """The same facts in other terms."""
        return Ledger(self._db, template, terms)

    # ── rounds ──

    def rounds(self) -> list[Round]:
        """The rounds in force, oldest first: without those that were withdrawn when an earlier one was opened again."""
        return ledger_rounds.rounds_in_force(self._db)

    def every_round(self) -> list[Round]:
        """All rounds, oldest first, with those that were withdrawn; the orders tell apart those of one name."""
        return ledger_rounds.every_round(self._db)

    def reopenings(self) -> list[Reopening]:
        """Every time that a round was opened again, oldest first."""
        return ledger_rounds.all_reopenings(self._db)

    def reopen(self, round_: Round, at: str, by: str) -> None:
        """Withdraws all rounds after this one, and keeps when (ISO 8601, UTC) and by whom."""
        ledger_rounds.withdraw_after(self._db, round_, at, by)

    def next_order(self) -> int:
        """The order of the round that comes next; no other one has ever had it."""
        return max((each.order for each in self.every_round()), default=0) + 1

    def add_round(self, round_: Round, state: State, removed: State, decisions: Sequence[Decision] = ()) -> None:
        """Opens a round with the state that it begins with, and the decisions that are still open."""
        states = {key: codec.pack_state(self._template, s) for key, s in (("state", state), ("removed", removed))}
        opening = codec.pack({**states, "open": [codec.pack_decision(d) for d in decisions], "template": self._template.version})
        values = {"name": round_.name, "position": round_.order, "opened_on": round_.opened_on.isoformat(), "due_at": round_.due_at.isoformat()}
        self._db.execute(insert(rounds).values(**values, opening=opening))

    def opening(self, round_: Round, imports: Collection[str] | None = None) -> Opening:
        """What a round began with, together with the lists that were imported while it was open, or with only these."""
        if round_.order not in self._began:
            self._began[round_.order] = self._beginning(round_)
        began = self._began[round_.order]
        # before the lists of this round: a list that comes in must not change the numbers of what copies have added
        next_number = self._next_numbers((began.state, began.removed), round_.order)
        state = self._with_imports(began.state, round_.order, imports)
        shown = self.shown(round_.order)
        return dataclasses.replace(began, state=state, next_number=next_number, given=self.given(), codes=self.codes(), shown=shown)

    def shown(self, position: int) -> dict[str, frozenset[str]]:
        """Of which copies the consolidated workbooks of a round were made, by their return codes."""
        rows = self._db.execute(select(reports.c.token, reports.c.facts).where(reports.c.position == position))
        return {r.token: frozenset(codec.unpack(r.facts)[0]) for r in rows}

    def _beginning(self, round_: Round) -> Opening:
        """What was kept of a round when it was opened."""
        row = self._db.execute(select(rounds.c.opening).where(rounds.c.position == round_.order)).one()
        facts = codec.unpack(row.opening)
        state, removed = codec.unpack_state(facts["state"]), codec.unpack_state(facts["removed"])
        carried = tuple(codec.unpack_decision(d) for d in facts["open"])
        began = Opening(round_.name, round_.order, state, removed, open=carried, template=facts.get("template", ""))
        way = self._passage(began.template)
        return way.opening(began) if way else began

    def initial(self) -> Opening:
        """What the first round will begin with: the imported lists."""
        state = self._with_imports({}, 0)
        return Opening("", 0, state, {}, self._next_numbers((state,), 0))

    def _with_imports(self, state: State, position: int, only: Collection[str] | None = None) -> State:
        whole = {sheet: dict(records) for sheet, records in state.items()}
        for each in self.imports(position):
            if only is not None and each.sha256 not in only:
                continue
            for sheet, records in each.state.items():
                whole.setdefault(sheet, {}).update(records)
        return whole

    def _next_numbers(self, states: tuple[State, ...], position: int) -> dict[tuple[str, str], int]:
        """The first number that was never given out up to and with a round and those withdrawn after it, by (sheet, department code)."""
        highest: dict[tuple[str, str], int] = {}
        last = ledger_rounds.reach(self._db, position)
        issued = select(issues.c.numbers).join(rounds, rounds.c.name == issues.c.round).where(rounds.c.position <= last)
        for row in self._db.execute(issued):
            for old, code, number in codec.unpack(row.numbers):
                sheet = self._sheet(old)
                highest[sheet, code] = max(number, highest.get((sheet, code), 0))
        for state in states:
            for key, number in highest_numbers(state).items():
                highest[key] = max(number, highest.get(key, 0))
        return {key: number + 1 for key, number in highest.items()}

    def given(self) -> dict[GivenRow, str]:
        """The ids that rows without one have got, by copy, sheet and row."""
        return {(r.sha256, self._sheet(r.sheet), r.row): r.id for r in self._db.execute(select(numbers))}

    def add_given(self, given: Mapping[GivenRow, str]) -> None:
        """Remembers which rows have got which ids, for good."""
        known = self.given()
        new = [{"sha256": sha, "sheet": sheet, "row": row, "id": i} for (sha, sheet, row), i in given.items() if (sha, sheet, row) not in known]
        if new:
            self._db.execute(insert(numbers), new)

    # ── imported lists, decisions ──

    def add_import(self, each: Import) -> None:
        """Keeps the records of an imported list."""
        facts = codec.pack({**codec.pack_state(self._template, each.state), "template": self._template.version})
        self._db.execute(insert(imports).values(sha256=each.sha256, position=each.position, file=each.file, facts=facts))

    def imports(self, position: int) -> list[Import]:
        """The lists that were imported while a round was open."""
        rows = self._db.execute(select(imports).where(imports.c.position == position))
        found = [Import(r.sha256, r.file, r.position, self._imported(codec.unpack(r.facts))) for r in rows]
        return sorted(found, key=lambda each: (each.file, each.sha256))

    def _imported(self, facts: Any) -> State:
        state, way = codec.unpack_state(facts), self._passage(facts.get("template", ""))
        return way.state(state) if way else state

    def was_imported(self, sha256: str) -> bool:
        return self._db.execute(select(imports.c.sha256).where(imports.c.sha256 == sha256)).first() is not None

    def add_settlement(self, settlement: Settlement) -> None:
        """Keeps a settled decision, for good."""
        facts = codec.pack([*codec.pack_settlement(settlement), self._template.version])
        self._db.execute(insert(settlements).values(position=settlement.order, facts=facts))

    def settlements(self, up_to: int) -> list[Settlement]:
        """The settled decisions up to and with a round, oldest first."""
        rows = self._db.execute(select(settlements.c.facts).where(settlements.c.position <= up_to).order_by(settlements.c.number))
        return [self._settled(codec.unpack(r.facts)) for r in rows]

    def _settled(self, facts: list[Any]) -> Settlement:
        """A settlement in today's terms. Behind it stands the version of the template under which it was written down."""
        settlement, way = codec.unpack_settlement(facts[:-1]), self._passage(facts[-1])
        return way.settlement(settlement) if way else settlement

    # ── consolidated workbooks ──

    def add_report(self, report: Report) -> None:
        """Remembers of which facts a consolidated workbook is made."""
        facts = codec.pack([report.copies, report.settlements, report.template, report.imports])
        self._db.execute(insert(reports).values(token=report.token, position=report.position, facts=facts))

    def report(self, token: str) -> Report | None:
        """The consolidated workbook of that return code."""
        row = self._db.execute(select(reports).where(reports.c.token == token)).one_or_none()
        return Report(row.token, row.position, *codec.unpack(row.facts)) if row else None

    def is_report(self, token: str) -> bool:
        """Whether a return code is a consolidated workbook's."""
        return self._db.execute(select(reports.c.token).where(reports.c.token == token)).first() is not None

    def add_resolved(self, sha256: str, file: str, position: int) -> None:
        """Remembers that a consolidated workbook's answers were taken in."""
        self._db.execute(insert(resolved).values(sha256=sha256, file=file, position=position))

    def was_resolved(self, sha256: str) -> bool:
        return self._db.execute(select(resolved.c.sha256).where(resolved.c.sha256 == sha256)).first() is not None

    # ── what was computed last, to skip what did not change ──

    def result(self, round_: str, fingerprint: str) -> Any:
        """The document of the last merge of a round, when it was made of exactly the same facts; else None."""
        made_of, document = self._last_result(round_)
        return document if made_of == fingerprint else None

    def last_document(self, round_: str) -> Any:
        """The document of the last merge of a round, whatever it was made of; None where there was none."""
        return self._last_result(round_)[1]

    def last_workbook(self, round_: str) -> tuple[str, dict[str, Left]]:
        """The SHA-256 of the consolidated workbook that was written last for a round (blank when none was), and what was left in it."""
        _, document = self._last_result(round_)
        kept = document or {}
        return kept.get("workbook", ""), {each: Left(*told) for each, told in kept.get("left", {}).items()}

    def last_returns(self, round_: str) -> dict[str, tuple[str, str]]:
        """The workbooks that were given back last in a round, by file: of what facts each was made, and its SHA-256."""
        _, document = self._last_result(round_)
        return {file: (made_of, sha256) for file, (made_of, sha256) in (document or {}).get("returns", {}).items()}

    def _last_result(self, round_: str) -> tuple[str, Any]:
        """Of what facts the last merge of a round was made, and its document, which is large and is asked for more than once."""
        if round_ not in self._results:
            row = self._db.execute(select(results.c.fingerprint, results.c.document).where(results.c.round == round_)).one_or_none()
            self._results[round_] = (row.fingerprint, codec.unpack(row.document)) if row else ("", None)
        return self._results[round_]

    def put_result(self, round_: str, fingerprint: str, document: Any) -> None:
        """Keeps the document of a merge, in place of the last one."""
        self._results.pop(round_, None)
        self._db.execute(results.delete().where(results.c.round == round_))
        self._db.execute(insert(results).values(round=round_, fingerprint=fingerprint, document=codec.pack(document)))


@contextmanager
def open_ledger(path: Path, template: Template, address: str = "", terms: Terms | None = None) -> Iterator[Ledger]:
    """The ledger at `path`, or the shared one at an address, within one transaction: all of the block's facts are kept, or none.

    It is made when it is not there; one of an earlier version is brought up to date. Its facts are told in `terms`. Raises LedgerTrouble, OSError
    when it can't be written.
    """
    with shared_transaction(address, path) if address else own_transaction(path) as connection:
        yield Ledger(connection, template, terms)
