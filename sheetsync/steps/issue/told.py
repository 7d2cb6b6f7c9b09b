"""What a department is told in notes on its cells: what became of what it wrote in the last round, and which records are newly its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from sheetsync.model import kinds
from sheetsync.model.copy import Place
from sheetsync.model.decision import EDIT, KEEP, REMOVE, UNITE, Decision, Settlement
from sheetsync.model.kinds import Value
from sheetsync.model.merged import Change, Merged
from sheetsync.model.template import Field, Sheet, Template
from sheetsync.model.words import Words
from sheetsync.steps.issue.look import shorten

MOST = 100
"""So many notes a workbook carries."""
LONGEST = 60
"""Characters of a value in a note."""


def told_notes(template: Template, department: str, ended: Merged, words: Words) -> Mapping[Place, str]:
    """The notes for a department's cells after the round that ended so: first what was decided against what it wrote.

    They say nothing of the remarks that the coordinator wrote beside decisions: those are the coordinator's own.
    """
    teller = _Teller(template, department, ended, words)
    found: dict[Place, str] = {}
    for place, text in (*teller.decided(taken=False), *teller.records(), *teller.assigned(), *teller.decided(taken=True)):
        found.setdefault(place, text)
    return dict(islice(found.items(), MOST))


@dataclass(frozen=True)
class _Teller:
    template: Template
    department: str
    ended: Merged
    words: Words

    @cached_property
    def _written(self) -> Mapping[Place, Value]:
        """What the department wrote into cells: the last of its copies that was not superseded, or, of what was asked earlier, its choice."""
        mine = {
            (d.sheet, d.record, d.field): choice.value
            for d in self.ended.decisions
            for choice in d.choices
            if d.field and self.department in choice.departments
        }
        fates = (f for f in self.ended.fates if f.department == self.department and f.fate in ("merged", "refused"))
        # what could not be read is told where it was found
        return mine | {(f.sheet, f.record, f.field): f.value for f in fates if f.value is not None or not f.written.strip()}

    @cached_property
    def _turned(self) -> Mapping[Place, Change]:
        """What the coordinator changed."""
        return {(c.sheet, c.record, c.field): c for c in self.ended.changes if not c.departments}

    def decided(self, taken: bool) -> Iterator[tuple[Place, str]]:
        """The cells about which the coordinator decided: for what the department wrote, or (not `taken`) otherwise."""
        for settlement in self.ended.settled:
            record, _, key = settlement.id.rpartition(".")
            sheet = next((s for s in self.template.data_sheets if record in self.ended.state.get(s.key, {})), None)
            field = sheet.find(key) if sheet else None
            if sheet and field and (text := self._decided(sheet, field, (sheet.key, record, key), settlement, taken)):
                yield (sheet.key, record, key), text

    def _decided(self, sheet: Sheet, field: Field, place: Place, settlement: Settlement, taken: bool) -> str:
        if place in self._written:
            value = self._written[place]
            if taken != (value == settlement.value) or (taken and settlement.kind == EDIT):
                return ""
            said = {"value": self._text(field, value), "decided": self._text(field, settlement.value)}
            return self.words(f"issue.note.{'taken' if taken else 'decided'}", **said, **self._by(settlement))
        change, mine = self._turned.get(place), self._owner(sheet.key, place[1]) == self.department
        if taken or not mine or not change or field.key == sheet.owner:
            return ""
        before, after = self._text(field, change.before), self._text(field, change.after)
        return self.words("issue.note.changed", before=before, after=after, **self._by(settlement))

    def records(self) -> Iterator[tuple[Place, str]]:
        """The records that the department wanted to remove and that were kept, and those into which one of its own went."""
        for decision in (d for d in self.ended.decisions if d.decided and not d.field):
            title = self._title(decision.sheet)
            settlement = decision.decided
            if title and settlement and (text := self._whole(decision, settlement)):
                yield (decision.sheet, decision.id.partition("+")[0], title), text

    def _whole(self, decision: Decision, settlement: Settlement) -> str:
        stays, *gone = decision.id.split("+")
        asked = any(c.value == REMOVE and self.department in c.departments for c in decision.choices)
        if asked and settlement.value == KEEP:
            return self.words("issue.note.kept", **self._by(settlement))
        owned = [i for i in gone if self._owner(decision.sheet, i) == self.department]
        if settlement.value == UNITE and owned:
            return self.words("issue.note.united", gone=owned, stays=stays, **self._by(settlement))
        return ""

    def assigned(self) -> Iterator[tuple[Place, str]]:
        """The records that somebody else gave to the department."""
        owners = {sheet.key: sheet.owner for sheet in self.template.tables if sheet.owner}
        brought = {(c.sheet, c.record) for c in self.ended.changes if c.added and self.department in c.departments}
        new = dict.fromkeys([*self.ended.added, *((c.sheet, c.record) for c in self.ended.changes if c.added)])
        given = {(c.sheet, c.record): c.before for c in self.ended.changes if not c.added and c.field and owners.get(c.sheet) == c.field}
        for sheet, record in (*new, *(key for key in given if key not in new)):
            if sheet in owners and (sheet, record) not in brought and self._owner(sheet, record) == self.department:
                field = self.template.sheet(sheet).field(owners[sheet])
                before = {} if (sheet, record) in new else {"before": self._text(field, given[sheet, record])}
                key = "issue.note.assigned" if before else "issue.note.assigned.new"
                yield (sheet, record, field.key), self.words(key, department=self.department, **before)

    def _title(self, sheet: str) -> str:
        found = self.template.find_sheet(sheet)
        return found.title if found else ""

    def _owner(self, sheet: str, record: str) -> Value:
        """The department that a record belongs to, or belonged to when it was taken out."""
        owner = self.template.sheet(sheet).owner
        found = self.ended.state.get(sheet, {}).get(record) or self.ended.removed.get(sheet, {}).get(record)
        return found.values.get(owner) if found else None

    def _text(self, field: Field, value: Value) -> str:
        text = " ".join(kinds.text(value, field, self.words.language).split())
        return shorten(text, LONGEST) or self.words("issue.note.blank")

    def _by(self, settlement: Settlement) -> Mapping[str, str]:
        """Who decided, and on which day."""
        return {"who": settlement.by or self.words("issue.note.coordinator"), "on": self.words.moment(settlement.at).partition(" ")[0]}
