"""A signature covers the values that its signer's copy showed; where they come to be others, it is void.

| the name or date | covered values | the signature |
|---|---|---|
| stands since an earlier round | as they were | stays |
| stands since an earlier round | changed, by whomever | is void |
| filled in by a copy | as that copy showed them, or what it says of them is still a question | stays |
| filled in by a copy | otherwise: somebody else's edit was taken, or its own was not | is void |
| the coordinator's word | changed by nothing that the coordinator had not seen | stays |

Of several names, each on a line of its own, those go whose signers had seen something else.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sheetsync.model.copy import Copy
from sheetsync.model.decision import Decision, Settlement
from sheetsync.model.finding import Finding
from sheetsync.model.kinds import Value
from sheetsync.model.record import Source, Values
from sheetsync.model.rights import default_values, editors_field
from sheetsync.model.template import Aim, Sheet
from sheetsync.steps.merge.gathering import parts_added
from sheetsync.steps.merge.links.scene import Followed, Scene
from sheetsync.steps.merge.proposals import SAID, Outcome, Proposal

RULE, VOID = "signature", "confirmation-void"


class Void(NamedTuple):
    """Signatures of a record that are void: what its fields hold now, whose names went, and what they had seen otherwise."""

    link: Aim
    record: str
    cells: tuple[tuple[str, Value], ...]
    names: str
    seen: tuple[tuple[str, Value, Value], ...]
    refused: tuple[Proposal, ...]


def void(scene: Scene) -> tuple[list[Followed], list[Finding]]:
    """Takes void signatures out of what was decided; what follows from that, and the findings that say who must sign again."""
    followed: list[Followed] = []
    findings: list[Finding] = []
    for link in (each for each in scene.template.links if each.rule == RULE):
        for record, values in list(scene.touched(link.sheet)):
            if found := _Signed(scene, link, record, values).void():
                findings.extend(_findings(scene, found))
                followed.extend(_taken_out(scene, found))
    return followed, findings


def covered(sheet: Sheet, link: Aim) -> list[str]:
    """The fields that a signature covers: those that the link names, or all that the record's department fills in, without what only grows."""
    own = (f.key for f in sheet.columns if f.editors == "owner" and f.policy not in ("append", "union"))
    return [key for key in link.options.get("over", own) if key not in (link.options["by"], link.options.get("on"))]


class _Signed:
    """One record and its signatures."""

    def __init__(self, scene: Scene, link: Aim, record: str, values: Values) -> None:
        self.scene, self.link, self.record, self.now = scene, link, record, values
        self.sheet = scene.template.sheet(link.sheet)
        self.by, self.on = link.options["by"], link.options.get("on", "")
        self.fields = [each for each in (self.by, self.on) if each]
        self.known = scene.known(link.sheet, record)
        self.outcomes = scene.settled.cells.get((link.sheet, record), {})
        self.over = covered(self.sheet, link)

    def void(self) -> Void | None:
        """What of the signatures is void; None where nothing is."""
        before = self.known.values if self.known else {}
        changed = tuple((f, before.get(f), self.now.get(f)) for f in self.over if before.get(f) != self.now.get(f)) if self.known else ()
        signers = [p for field in self.fields for p in self._said(field) if self._is_merged(p)]
        seen = {p.key: self._otherwise(self._copy(p)) for p in signers}
        if self._is_the_coordinators(changed) or not (changed or any(seen.values())):
            return None
        valid = [p for p in signers if not seen[p.key]]
        left = self._left(signers, valid, {} if changed else before)
        gone = tuple((field, value) for field, value in left.items() if value != self.now.get(field))
        names = [each for each in _lines(self.now.get(self.by)) if each not in _lines(left[self.by])]
        refused = tuple(p for field, _ in gone for p in self._said_at_all(field) if self._is_merged(p) and p.value is not None and p not in valid)
        why = changed or next(each for each in seen.values() if each)
        return Void(self.link, self.record, gone, "、".join(names), why, refused) if gone else None

    def _left(self, signers: Sequence[Proposal], valid: Sequence[Proposal], before: Values) -> dict[str, Value]:
        """What name and date hold without void signatures; `before` is what stood and still may."""
        if self.sheet.field(self.by).policy != "append":
            stays = valid or (before and not signers)
            return {field: self.now.get(field) if stays else None for field in self.fields}
        fresh = {line.strip() for p in valid if p in self._said(self.by) for line in parts_added(p, "append")}
        names = [each for each in _lines(self.now.get(self.by)) if each in fresh or each in _lines(before.get(self.by))]
        left: dict[str, Value] = {self.by: "\n".join(names) or None}
        if self.on:
            days: list[Any] = [p.value for p in valid if p in self._said(self.on)]
            left[self.on] = max([*days, *([before[self.on]] if before.get(self.on) else [])], default=None)
        return left

    def _said(self, field: str) -> list[Proposal]:
        return [p for p in self._said_at_all(field) if p.allowed and p.value is not None]

    def _is_merged(self, proposal: Proposal) -> bool:
        return self.scene.settled.fates.get(proposal.key) == "merged"

    def _copy(self, proposal: Proposal) -> Copy:
        return self.scene.heard.statements[proposal.key].copy

    def _otherwise(self, copy: Copy) -> tuple[tuple[str, Value, Value], ...]:
        """What a copy showed otherwise than it is now, and about which nothing is open."""
        found = ((field, self._shown(copy, field), self.now.get(field)) for field in self.over)
        return tuple((field, shown, now) for field, shown, now in found if shown != now and not self._is_open(field))

    def _shown(self, copy: Copy, field: str) -> Value:
        """What a copy showed: what it says itself, else what it was issued with; a late one was not issued with what was set since."""
        for proposal in self._said_at_all(field):
            if self._copy(proposal).sha256 == copy.sha256:
                return proposal.value
        if self.known is None:
            return default_values(self.sheet, copy.department).get(field)
        origin = self.known.origins.get(field)
        is_newer = copy.order < self.scene.opening.order and origin is not None and origin.round >= copy.round
        return None if is_newer else self.known.values.get(field)

    def _said_at_all(self, field: str) -> Iterator[Proposal]:
        said = self.scene.heard.cells.get((self.link.sheet, self.record), {}).get(field, ())
        return (p for p in said if p.voice == SAID)

    def _is_open(self, field: str) -> bool:
        outcome = self.outcomes.get(field)
        return bool(outcome and outcome.decision and outcome.decision.decided is None)

    def _is_the_coordinators(self, changed: Iterable[tuple[str, Value, Value]]) -> bool:
        """Whether the coordinator signed, knowing of all that changed."""
        mine = [self.scene.force.now[f"{self.record}.{f}"] for f in self.fields if (o := self.outcomes.get(f)) and o.settled and o.value is not None]
        if not mine:
            return False
        last = max(mine, key=lambda each: each.at)
        return all(self._was_known(field, last) for field, _, _ in changed)

    def _was_known(self, field: str, signed: Settlement) -> bool:
        outcome = self.outcomes.get(field)
        if outcome and outcome.settled:
            return self.scene.force.now[f"{self.record}.{field}"].at <= signed.at
        return outcome is not None and self.scene.was_seen(signed, self.link.sheet, self.record, field)


def _lines(value: Value) -> list[str]:
    return [line.strip() for line in str(value).split("\n") if line.strip()] if value is not None else []


def _taken_out(scene: Scene, found: Void) -> Iterator[Followed]:
    """Puts what is left of the signatures in place of what was decided."""
    sheet = found.link.sheet
    reason = scene.reason(sheet, found.record, [found.seen[0][0]])
    outcomes = scene.settled.cells.setdefault((sheet, found.record), {})
    scene.settled.fates.update((p.key, "refused") for p in found.refused)
    for field, value in found.cells:
        was = outcomes.get(field) or Outcome(None, (), None, ())
        decision = _asked(was.decision, value) if was.decision else None
        said = scene.heard.cells.get((sheet, found.record), {}).get(field, ()) if was.decision else ()
        is_asked = decision is not None and any(choice.value == value for choice in decision.choices)
        scene.settled.fates.update((p.key, "merged") for p in said if p.voice == SAID and p.value == value and not is_asked)
        outcomes[field] = was._replace(value=value, by=tuple(p for p in was.by if p not in found.refused), decision=decision)
        yield Followed(sheet, found.record, field, value, RULE, reason)


def _asked(decision: Decision, value: Value) -> Decision | None:
    """The question about a cell that holds another value now; none where nothing else is asked for."""
    if decision.decided is not None or decision.kind == "conflict":
        return dataclasses.replace(decision, current=value)
    choices = tuple(choice for choice in decision.choices if choice.value != value)
    return dataclasses.replace(decision, current=value, choices=choices) if choices else None


def _findings(scene: Scene, found: Void) -> Iterator[Finding]:
    """That signatures are void: of each that a copy brought, its cell; of those that stood, the record."""
    sheet = scene.template.sheet(found.link.sheet)
    values = scene.now(sheet.key, found.record) or {}
    named = editors_field(scene.template, sheet, sheet.field(found.link.options["by"]))
    who = str(values.get(named.key) or "") if named else ""
    detail = {"title": str(values.get(sheet.title) or ""), "names": found.names, "seen": found.seen}
    cells = [
        (p.department, field, p.source, p.written) for p in found.refused for field, _ in found.cells if scene.heard.statements[p.key].field == field
    ]
    for department, field, source, written in cells or [(who, found.link.options["by"], Source("", "", ""), found.names)]:
        yield Finding(
            VOID, file=source.file, department=department, sheet=sheet.key, record=found.record, field=field, place=source.sheet, cell=source.cell,
            value=written, detail=detail,
        )  # fmt: skip
