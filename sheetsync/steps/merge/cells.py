"""What becomes of one cell, with all copies on the table.

The cases, in the order of the branches below (`now` is what the state holds, a proposal is an edit by a department that may change the cell):

| case | the state | asked |
|---|---|---|
| the policy gathers (union, append) | now, with everything that was added and without what was taken out | – |
| every proposal is what stands now | now | – |
| policy max | the highest | – |
| controlled, the record is accepted, and the cell was filled | now | approval |
| one value, given in knowledge of now | that value | – |
| several values, or one given without knowledge of now | now | conflict |
| besides: another value by a department that may not change the cell | as above | suggestion |
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple, cast

from sheetsync.model.decision import Choice, Decision, Settlement
from sheetsync.model.kinds import Context, Value, canonical
from sheetsync.model.record import Source
from sheetsync.model.template import Field

GATHERING = ("union", "append")


class Proposal(NamedTuple):
    """One edit of one cell. `allowed`: by a department that may change it. `order` is that of the round whose workbook was edited."""

    department: str
    before: Value
    value: Value
    written: str
    source: Source
    allowed: bool = True
    order: int = 0
    key: int = 0
    """Which edit this is, for the accounts."""


class Spot(NamedTuple):
    """The cell: what it holds now, who set that, and whether the project has accepted its record."""

    sheet: str
    record: str
    field: Field
    now: Value
    accepted: bool
    context: Context
    holders: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return f"{self.record}.{self.field.key}"


class Outcome(NamedTuple):
    """What the cell holds, who made it so, what is asked, what became of each proposal (aligned with them), and what to say of which."""

    value: Value
    by: tuple[Proposal, ...]
    decision: Decision | None
    fates: tuple[str, ...]
    remarks: tuple[tuple[str, Proposal], ...] = ()


class _Verdict(NamedTuple):
    value: Value
    kind: str = ""
    contenders: tuple[Value, ...] = ()
    beaten: tuple[Value, ...] = ()


def decide(spot: Spot, proposals: Sequence[Proposal], settled: Settlement | None = None, past: Settlement | None = None) -> Outcome:
    """What becomes of one cell. `settled` is this round's settlement of it; `past` an earlier round's, that late copies did not know."""
    late = [p for p in proposals if _is_settled(spot, p, past)]
    fresh = [p for p in proposals if p not in late]
    basis = _distinct([spot.now, *(p.value for p in fresh)])
    if settled is not None and all(value in settled.basis or value == settled.value for value in basis[1:]):
        return _settle(spot, proposals, settled, basis)
    if settled is not None:
        spot = spot._replace(now=settled.value, holders=())
    verdict = _weigh(spot, [p for p in fresh if p.allowed], asked_again=settled is not None)
    return _conclude(spot, proposals, fresh, verdict, basis)


def _is_settled(spot: Spot, proposal: Proposal, past: Settlement | None) -> bool:
    """Whether the coordinator decided against a late value already, in a round after the one that it was written for."""
    known = past is not None and proposal.order <= past.order and proposal.value in past.basis
    return known and proposal.value != spot.now and proposal.before != spot.now


def _weigh(spot: Spot, heard: Sequence[Proposal], asked_again: bool = False) -> _Verdict:
    """The case table over the proposals of those who may change the cell."""
    field, now = spot.field, spot.now
    contenders = tuple(value for value in _distinct(p.value for p in heard) if value != now)
    uninformed = asked_again or any(p.before != now and p.value != now for p in heard)
    if field.policy in GATHERING:
        return _Verdict(_gather(spot, heard))
    if not contenders:
        return _Verdict(now)
    if field.policy == "max":
        best = max([*contenders, *([now] if uninformed else [])], key=_size)
        return _Verdict(best, beaten=tuple(value for value in contenders if value != best))
    if field.policy == "controlled" and spot.accepted and now is not None:
        return _Verdict(now, "approval", contenders)
    if len(contenders) == 1 and not uninformed:
        return _Verdict(contenders[0])
    return _Verdict(now, "conflict", contenders)


def _size(value: Value) -> float:
    """Blank is less than any number."""
    return float("-inf") if value is None else float(cast(float, value))


def _gather(spot: Spot, heard: Sequence[Proposal]) -> Value:
    if spot.field.policy == "union":
        return _unite(spot, heard)
    lines = _lines(spot.now)
    for proposal in heard:
        lines += [line for line in _added_lines(proposal) if line not in lines]
    return "\n".join(lines) if lines else None


def _unite(spot: Spot, heard: Iterable[Proposal]) -> Value:
    """Everything that somebody added stays; what somebody took out goes, unless somebody else added it."""
    added: set[Value] = set()
    removed: set[Value] = set()
    for proposal in heard:
        added |= _items(proposal.value) - _items(proposal.before)
        removed |= _items(proposal.before) - _items(proposal.value)
    items = (_items(spot.now) - removed) | added
    return canonical(cast("set[str]", items), spot.field, spot.context) if items else None


def _items(value: Value) -> set[Value]:
    return set(cast("tuple[Value, ...]", value or ()))


def _lines(value: Value) -> list[str]:
    return [line.rstrip() for line in str(value).split("\n")] if value is not None else []


def _added_lines(proposal: Proposal) -> list[str]:
    """The lines of a log that the department added, in their order."""
    left = Counter(_lines(proposal.before))
    added = []
    for line in _lines(proposal.value):
        if left[line]:
            left[line] -= 1
        else:
            added.append(line)
    return added


def _lost_lines(proposal: Proposal) -> bool:
    """Whether an edit of a log takes lines out."""
    return bool(Counter(_lines(proposal.before)) - Counter(_lines(proposal.value)))


def _conclude(spot: Spot, proposals: Sequence[Proposal], fresh: Sequence[Proposal], verdict: _Verdict, basis: tuple[Value, ...]) -> Outcome:
    """Joins the verdict with what others suggest, and says what became of each proposal."""
    asked = tuple(p.value for p in fresh if not p.allowed and p.value not in (verdict.value, spot.now))
    open_values = _distinct((*verdict.contenders, *asked)) if verdict.kind or asked else ()
    decision = None
    if open_values:
        decision = Decision(
            spot.id, verdict.kind or "suggestion", spot.sheet, spot.record, spot.field.key, verdict.value,
            _choices(spot, fresh, verdict, open_values), basis=basis,
        )  # fmt: skip
    fates = tuple(_fate(spot, p, p in fresh, verdict, open_values) for p in proposals)
    return Outcome(verdict.value, _makers(spot, fresh, verdict), decision, fates, tuple(_remarks(spot, proposals, fates, fresh)))


def _choices(spot: Spot, fresh: Sequence[Proposal], verdict: _Verdict, values: Iterable[Value]) -> tuple[Choice, ...]:
    """Each value with who stands for it; what stands now is one of them when a copy did not know it."""
    choices = [_choice(value, fresh) for value in values]
    if verdict.kind == "conflict" and any(p.allowed and p.before != spot.now for p in fresh):
        choices.insert(0, Choice(spot.now, spot.holders))
    return tuple(choices)


def _choice(value: Value, proposals: Iterable[Proposal]) -> Choice:
    mine = [p for p in proposals if p.value == value]
    return Choice(value, tuple(dict.fromkeys(p.department for p in mine)), tuple(dict.fromkeys(p.source for p in mine)))


def _fate(spot: Spot, proposal: Proposal, fresh: bool, verdict: _Verdict, open_values: Sequence[Value]) -> str:
    if not fresh:
        return "refused"
    if proposal.allowed and spot.field.policy in GATHERING:
        return "merged" if spot.field.policy == "union" or _added_lines(proposal) else "refused"
    if proposal.value == verdict.value:
        return "merged"
    if proposal.value in open_values:
        return "open"
    # What is left was true when the round began (a late copy says so), and was then changed by somebody who knew it.
    return "refused" if proposal.value in verdict.beaten else "superseded"


def _makers(spot: Spot, fresh: Sequence[Proposal], verdict: _Verdict) -> tuple[Proposal, ...]:
    """Whose edits made the cell what it is now."""
    if verdict.value == spot.now:
        return ()
    if spot.field.policy in GATHERING:
        return tuple(p for p in fresh if p.allowed)
    return tuple(p for p in fresh if p.value == verdict.value)


def _remarks(spot: Spot, proposals: Sequence[Proposal], fates: Sequence[str], fresh: Sequence[Proposal]) -> Iterable[tuple[str, Proposal]]:
    for proposal, fate in zip(proposals, fates, strict=True):
        if proposal not in fresh:
            yield "decided-against", proposal
        elif proposal.allowed and spot.field.policy == "append" and _lost_lines(proposal):
            yield "lines-kept", proposal
        elif fate in ("refused", "superseded"):
            yield ("outvoted" if fate == "refused" else "superseded"), proposal


def _settle(spot: Spot, proposals: Sequence[Proposal], settled: Settlement, basis: tuple[Value, ...]) -> Outcome:
    """A settled decision stands whatever copies say that was on the table when it was settled."""
    values = [value for value in _distinct(p.value for p in proposals) if value != spot.now]
    decision = Decision(
        spot.id, settled.kind or "conflict", spot.sheet, spot.record, spot.field.key, settled.value,
        tuple(_choice(value, proposals) for value in values), settled, basis,
    )  # fmt: skip
    fates = tuple("merged" if p.value == settled.value else "refused" for p in proposals)
    lost = tuple(("decided-against", p) for p, fate in zip(proposals, fates, strict=True) if fate == "refused")
    return Outcome(settled.value, tuple(p for p in proposals if p.value == settled.value), decision, fates, lost)


def _distinct(values: Iterable[Value]) -> tuple[Value, ...]:
    """The values in their order, each once; 1 and 1.0 and True are one value only within one field, so equality is enough."""
    return tuple(dict.fromkeys(values))
