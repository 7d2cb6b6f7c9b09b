"""What reading copies asks of the ledger: who was issued what, and which copies were released as whose."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from sheetsync.files import codec
from sheetsync.model.record import Issued
from sheetsync.steps.intake.identity import blank_ids

if TYPE_CHECKING:
    from sheetsync.files.ledger import Ledger
    from sheetsync.model.round import Round


@dataclass(frozen=True, slots=True)
class Register:
    """The issued workbooks of a project, as far as they are asked for.

    `find` gives the one of a return code, `around` the codes of those that may have given out an id, `tokens` all return codes, `newest` the
    workbooks of the round that is open; `is_report` tells whether a return code is a consolidated workbook's.
    """

    find: Callable[[str], Issued | None]
    around: Callable[[str], Sequence[str]]
    tokens: Callable[[], Sequence[str]]
    newest: Callable[[], Sequence[Issued]]
    is_report: Callable[[str], bool] = lambda _: False
    releases: Mapping[str, str] = field(default_factory=dict)
    """The return codes of released copies, by their SHA-256."""
    open: str = ""
    """The name of the round that is open."""

    def whose(self, identity: str) -> Issued | None:
        """The issued workbook that gave out an id with one of its blank rows."""
        found = (self.find(token) for token in self.around(identity))
        return next((each for each in found if each and identity in blank_ids(each)), None)


def register_of(ledger: Ledger, round_: Round | None) -> Register:
    """What a ledger knows, with the round that is open."""

    @functools.cache
    def newest() -> Sequence[Issued]:
        bases = ledger.bases_of(round_.name) if round_ else {}
        return [_unpacked(facts) for facts in bases.values()]

    find = functools.lru_cache(maxsize=8)(ledger.issued)
    return Register(find, ledger.issues_around, ledger.every_token, newest, ledger.is_report, ledger.releases(), round_.name if round_ else "")


class Question(NamedTuple):
    """What a process without a ledger wants to know: about a return code (`issued`, `report`), about an id (`around`), or all return codes."""

    about: str
    key: str = ""


def answer(register: Register, question: Question) -> Any:
    """What a register says."""
    if question.about == "issued":
        return register.find(question.key)
    if question.about == "around":
        return register.around(question.key)
    return register.is_report(question.key) if question.about == "report" else register.tokens()


@dataclass(slots=True)
class Asking:
    """A register in a process without a ledger: it knows the packed workbooks that were handed over, by return code, and what it was answered.

    It says no to what it does not know, and notes it down in `wanted`.
    """

    bases: Mapping[str, bytes]
    answers: Mapping[Question, Any] = field(default_factory=dict)
    wanted: list[Question] = field(default_factory=list)

    def register(self, releases: Mapping[str, str], open_: str) -> Register:
        """The register as readers use it."""
        return Register(self._find, self._around, self._tokens, self._newest, self._is_report, releases, open_)

    def _around(self, identity: str) -> Sequence[str]:
        return self._ask("around", identity) or []

    def _tokens(self) -> Sequence[str]:
        return self._ask("tokens", "") or []

    def _is_report(self, token: str) -> bool:
        return bool(self._ask("report", token))

    def _find(self, token: str) -> Issued | None:
        return _unpacked(self.bases[token]) if token in self.bases else self._ask("issued", token)

    def _newest(self) -> Sequence[Issued]:
        return [_unpacked(facts) for facts in self.bases.values()]

    def _ask(self, about: str, key: str) -> Any:
        question = Question(about, key)
        if question not in self.answers:
            self.wanted.append(question)
        return self.answers.get(question)


def _unpacked(facts: bytes) -> Issued:
    return codec.unpack_issued(codec.unpack(facts))
