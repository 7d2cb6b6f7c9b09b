"""Finds out which issued workbook a returned one is a copy of: by its return codes, by its rows, or because the coordinator has said so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from sheetsync.model.finding import Finding
from sheetsync.model.kinds import Context
from sheetsync.model.raw import RawWorkbook
from sheetsync.model.record import Issued
from sheetsync.model.template import Template
from sheetsync.model.token import meant
from sheetsync.steps.intake import Envelope
from sheetsync.steps.intake.held import with_command
from sheetsync.steps.intake.identity import (
    Carried,
    Claim,
    RoundFacts,
    Row,
    Stray,
    alike,
    blank_ids,
    carried,
    claims,
    contrary,
    issued_ids,
    likeliest,
    origin,
    round_facts,
    strays,
    table_rows,
    tells_of,
    without,
)
from sheetsync.steps.intake.tables import locate
from sheetsync.workflow.folder import SOME_DAY, Folder
from sheetsync.workflow.register import Register

JOINED = "、"
"""Between the return codes that a finding names."""


class Known(NamedTuple):
    """A copy of this issued workbook, with what was found about that."""

    issued: Issued
    envelope: Envelope


class Unknown(NamedTuple):
    """A workbook of which nothing can be merged (`held` or `refused`), and why."""

    status: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class Identifier:
    """Knows what was issued; `template` gives the one by which copies of a version are read."""

    folder: Folder
    register: Register
    template: Callable[[str], Template]

    def identify(self, raw: RawWorkbook, envelope: Envelope) -> Known | Unknown:
        """Whose copy a workbook is, with what was found about that; or that it is nobody's, and why."""
        codes = carried(raw)
        known = {token: issued for token in codes.votes if (issued := self.register.find(token))}
        claimed = claims(codes.votes, known)
        if codes.votes and not claimed:
            return self._of_nobody(codes, envelope)
        if released := self.register.releases.get(envelope.sha256):
            return self._released(raw, codes, known, released, envelope)
        if not codes.votes:
            return self._without_code(raw, codes, envelope)
        if 2 * claimed[0].votes <= codes.votes.total():
            return Unknown("held", _mixed(envelope, codes, claimed))
        return self._by_code(raw, codes, known, claimed[0].issued, envelope)

    def _of_nobody(self, codes: Carried, envelope: Envelope) -> Unknown:
        """A workbook whose return codes are of no workbook that was issued."""
        if any(self.register.is_report(token) for token in codes.votes):
            return Unknown("refused", Finding("unknown-copy", file=envelope.file, reason="report"))
        return Unknown("refused", Finding("other-project", file=envelope.file, value=codes.votes.most_common()[0][0]))

    def _by_code(self, raw: RawWorkbook, codes: Carried, known: Mapping[str, Issued], issued: Issued, envelope: Envelope) -> Known:
        """A copy of what most of its codes say; what the others say is told, and the sheets that show only others are not read."""
        notes = []
        if others := contrary(codes, issued, known):
            notes.append(Finding("stray-code", file=envelope.file, department=issued.department, value=JOINED.join(others), reason="properties"))
        aside = strays(raw, codes, issued, known)
        return Known(issued, replace(envelope, strays=aside, notes=notes))

    def _without_code(self, raw: RawWorkbook, codes: Carried, envelope: Envelope) -> Known | Unknown:
        """A workbook without a valid return code: one may have been typed wrong, else its rows tell whose it is, else nobody can."""
        right = {slip: token for slip in codes.slips if (token := meant(slip, self.register.tokens()))}
        if len(set(right.values())) == 1:
            slip, token = next(iter(right.items()))
            return self._noted(self.register.find(token), envelope, "slip", slip)
        # a text file has lost its other sheets and what its cells were
        versions = [] if raw.format == "csv" else [self.folder.template.version, *(each.version for each in reversed(self.folder.earlier))]
        for version in dict.fromkeys(versions):
            if issued := origin(self._rows(raw, version), self.register.whose):
                return self._noted(issued, envelope, "", "")
        return Unknown("held", self._looks_like(raw, envelope))

    def _noted(self, issued: Issued | None, envelope: Envelope, reason: str, value: str) -> Known | Unknown:
        """A copy that was known otherwise than by its return code."""
        if issued is None:
            return Unknown("held", Finding("unknown-copy", file=envelope.file))
        detail = {"round": issued.round, "code": issued.token}
        note = Finding("no-return-code", file=envelope.file, department=issued.department, value=value, reason=reason, detail=detail)
        return Known(issued, replace(envelope, notes=[note]))

    def _rows(self, raw: RawWorkbook, version: str) -> list[Row]:
        """The rows with ids, as a version of the template finds them."""
        return list(table_rows(raw, self.template(version), self._context))

    def _looks_like(self, raw: RawWorkbook, envelope: Envelope) -> Finding:
        """That nobody knows whose copy it is, with who it may be: by its rows, else by its name. Only a person can tell."""
        if not self._fillable(raw, self.folder.template.version):
            return Finding("unknown-copy", file=envelope.file, reason="no-sheet")
        rows = self._rows(raw, self.folder.template.version)
        givers = Counter(each.token for identity, filled in rows if not filled and (each := self.register.whose(identity)))
        told = self._told(raw)
        guess = self.register.find(givers.most_common(1)[0][0]) if givers else likeliest({i for i, _ in rows}, told)
        held, round_ = Finding("unknown-copy", file=envelope.file), told[0].round if told else self.register.open
        if guess:
            return with_command(held, "release-guess", guess.department, guess.round)
        if named := [d.name for d in self.folder.project.departments if d.name in envelope.file]:
            return with_command(held, "release-guess", max(named, key=len), round_)
        return with_command(held, "release-unknown", "", round_)

    def _released(self, raw: RawWorkbook, codes: Carried, known: Mapping[str, Issued], token: str, envelope: Envelope) -> Known | Unknown:
        """A copy of the workbook of which the coordinator said that it is one, as long as any of its sheets may be; sheets that speak for another one
        are not read all the same."""
        issued = self.register.find(token)
        if issued is None:
            return Unknown("held", Finding("unknown-copy", file=envelope.file))
        note = Finding("released", file=envelope.file, department=issued.department, detail={"round": issued.round})
        if other := self._of_other_round(raw, issued) or (None if known else self._of_other_rows(raw, issued)):
            return Unknown("held", _of_another(envelope, issued, other))
        aside = [stray for stray in strays(raw, codes, issued, known) if not self._says(stray, issued)]
        if not aside and not self._fillable(raw, issued.template):
            return Unknown("held", Finding("unknown-copy", file=envelope.file, reason="no-sheet"))
        if not self._fillable(without(raw, aside), issued.template):
            return Unknown("held", _of_another(envelope, issued, claims(codes.votes, known)[0].issued if known else issued))
        return Known(issued, replace(envelope, strays=aside, notes=[note], released=True))

    def _told(self, raw: RawWorkbook) -> Sequence[Issued]:
        """The workbooks of the round of which a form tells; those of the open round where none does."""
        facts, newest = self._facts(raw, self.folder.template.version), self.register.newest()
        if not newest or any(tells_of(facts, each) for each in newest):
            return newest
        return list(self._telling(facts)) or newest

    def _of_other_round(self, raw: RawWorkbook, issued: Issued) -> Issued | None:
        """The workbook of the same department of which a form tells the round, when that is another one: against the wrong base, what others have
        changed since would look like an edit back."""
        facts = self._facts(raw, issued.template)
        if tells_of(facts, issued):
            return None
        return next((each for each in self._telling(facts) if each.department == issued.department), None)

    def _of_other_rows(self, raw: RawWorkbook, issued: Issued) -> Issued | None:
        """The one other workbook of that round in which every id of a copy stood, when not all of them stood in this one: nothing in the copy speaks
        for this one, and read so each of its rows would be a question."""
        ids = {identity for identity, _ in self._rows(raw, issued.template)}
        if ids <= _ids(issued):
            return None
        every = (self.register.find(token) for token in self.register.tokens())
        found = {each.department: each for each in every if each and each.order == issued.order and ids <= _ids(each)}
        return next(iter(found.values())) if len(found) == 1 else None

    def _facts(self, raw: RawWorkbook, version: str) -> RoundFacts:
        return round_facts(raw, self.template(version), self._context)

    def _telling(self, facts: RoundFacts) -> Iterator[Issued]:
        """Every workbook that was issued of which these facts are."""
        every = (self.register.find(token) for token in self.register.tokens())
        return (each for each in every if each and tells_of(facts, each))

    @property
    def _context(self) -> Context:
        return Context(self.folder.departments, SOME_DAY)

    def _fillable(self, raw: RawWorkbook, version: str) -> bool:
        """Whether a workbook has any sheet that departments fill in."""
        return any(locate(sheet, raw)[0] for sheet in self.template(version).data_sheets)

    def _says(self, stray: Stray, issued: Issued) -> bool:
        """Whether the rows of a sheet are those of a workbook, whatever return code stands above them."""
        found = origin(self._rows(RawWorkbook([stray.sheet]), issued.template), self.register.whose)
        return found is not None and alike(found, issued)


def _ids(issued: Issued) -> frozenset[str]:
    return issued_ids(issued) | blank_ids(issued)


def _of_another(envelope: Envelope, issued: Issued, other: Issued) -> Finding:
    """That a workbook is not the one that it was said to be."""
    detail = {"other": other.department, "other_round": other.round}
    return Finding("wrong-department", file=envelope.file, department=issued.department, detail=detail)


def _mixed(envelope: Envelope, codes: Carried, claimed: Sequence[Claim]) -> Finding:
    """That the return codes contradict each other, with who has how many votes."""
    who = [f"{claim.issued.department} {claim.issued.round}" for claim in claimed]
    found = Finding("mixed-identity", file=envelope.file, value=JOINED.join(token for token, _ in codes.votes.most_common()), detail={"who": who})
    return with_command(found, "release-guess", claimed[0].issued.department, claimed[0].issued.round)
