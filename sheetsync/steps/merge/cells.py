"""What becomes of one cell, with all copies on the table.

The cases, in the order of the branches below (`now` is what the state holds, a proposal is an edit by a department that may change the cell):

| case | the state | asked |
|---|---|---|
| the policy gathers (union, append) | now, with everything that was added and without what was taken out | – |
| every proposal is what stands now | now | – |
| policy max | the highest | – |
| controlled, the record is accepted, and the cell was filled (records that are united differ: a conflict) | now | approval |
| the record was approved with what the cell holds, and a link has carried that on | now | approval |
| one value, by somebody who knew what stands now | that value | – |
| several values, or one by nobody who knew what stands now, or about which a conflict is open that nobody knew of | now | conflict |
| several values of new records that were united | what the first of them that speaks of it says | conflict |
| besides: another value by a department that may not change the cell | as above | suggestion |

A settlement stands (as `now`) for all that was on the table when it was settled. What comes later is weighed against it: a policy that needs
nobody to decide (union, append, max) takes it in; without one, everything is asked again. What the coordinator writes into a consolidated workbook
after copies have come in that it does not show, and that say otherwise, is no settlement but one voice more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sheetsync.model.decision import EDIT, Choice, Decision, Settlement
from sheetsync.model.kinds import Value
from sheetsync.steps.merge.gathering import gather, is_heeded, parts_added, taken_out
from sheetsync.steps.merge.proposals import (
    DECIDING,
    GATHERING,
    LATE,
    SAID,
    UNSEEN,
    Outcome,
    Proposal,
    Spot,
    causes_of,
    departments_of,
    distinct,
    distinct_names,
    sources_of,
)


class _Verdict(NamedTuple):
    value: Value
    kind: str = ""
    contenders: tuple[Value, ...] = ()
    beaten: tuple[Value, ...] = ()


def decide(
    spot: Spot, proposals: Sequence[Proposal], settled: Settlement | None = None, past: Sequence[Settlement] = (), unanswered: bool = False
) -> Outcome:
    """What becomes of one cell.

    `settled` is this round's settlement of it; `past` are those of earlier rounds, that late copies did not know, and of records that the coordinator
    united with the cell's own; `unanswered` says that the round began with a conflict about it of which none of the proposals knew.
    """
    fresh = [p for p in proposals if not _is_settled(spot, p, past)]
    basis = distinct([spot.now, *(p.value for p in fresh)])
    if settled is None:
        return _conclude(_Case(spot, proposals, fresh, basis), _weigh(spot, _allowed(fresh), asked_again=unanswered))
    later = [p for p in fresh if (p.voice == LATE or p.value not in settled.basis) and p.value != settled.value]
    if not later or spot.field.policy in DECIDING:
        fresh = later
    spot = spot._replace(now=settled.value, holders=())
    case = _Case(spot, proposals, fresh, basis, settled)
    return _conclude(case, _weigh(spot, _allowed(fresh), asked_again=True))


class _Case(NamedTuple):
    """A cell with all that is said of it. `fresh` are the proposals that were not decided about before."""

    spot: Spot
    proposals: Sequence[Proposal]
    fresh: Sequence[Proposal]
    basis: tuple[Value, ...]
    settled: Settlement | None = None


def _allowed(proposals: Iterable[Proposal]) -> list[Proposal]:
    return [p for p in proposals if p.allowed]


def is_answer(proposals: Iterable[Proposal], order: int) -> bool:
    """Whether somebody who may change the cell edited it in a workbook of this round, which shows what is open; a late copy knows nothing of it."""
    return any(p.allowed and p.order == order and p.voice == SAID for p in proposals)


def _is_settled(spot: Spot, proposal: Proposal, past: Iterable[Settlement]) -> bool:
    """Whether the coordinator decided against a late value already, in its own round or a later one, or before its record was united."""
    return proposal.value != spot.now and any(_covers(spot, proposal, s) for s in past)


def _covers(spot: Spot, proposal: Proposal, settlement: Settlement) -> bool:
    """Whether a value was on the table when the cell was settled, or that of the record of which it was said; there what was chosen still counts."""
    if proposal.order > settlement.order or proposal.value not in settlement.basis:
        return False
    about = f"{proposal.record}.{spot.field.key}"
    return settlement.id == spot.id or (settlement.id == about and proposal.value != settlement.value)


def _weigh(spot: Spot, heard: Sequence[Proposal], asked_again: bool = False) -> _Verdict:
    """The case table over the proposals of those who may change the cell."""
    field, now = spot.field, spot.now
    contenders = tuple(value for value in distinct(p.value for p in heard) if value != now)
    informed = () if asked_again else {p.value for p in heard if p.before == now}
    unknowing = any(value not in informed for value in contenders)
    if field.policy in GATHERING:
        return _Verdict(gather(spot, heard))
    if not contenders:
        return _Verdict(now)
    if field.policy == "max":
        best = max([*contenders, *([now] if unknowing else [])], key=_size)
        return _Verdict(best, beaten=tuple(value for value in contenders if value != best))
    if spot.needs_approval and all(p.voice in (SAID, UNSEEN) for p in heard):
        return _Verdict(now, "approval", contenders)
    if len(contenders) == 1 and not unknowing:
        return _Verdict(contenders[0])
    return _Verdict(now if asked_again else _standing(spot, heard), "conflict", contenders)


def _standing(spot: Spot, heard: Sequence[Proposal]) -> Value:
    """What the cell holds until a conflict is decided: its value; of new records that were united, what the first that speaks of it says."""
    said = {record: distinct(p.value for p in heard if p.record == record) for record in distinct_names(p.record for p in heard)}
    first = next((values for values in said.values() if values != (None,)), ())
    return first[0] if len(said) > 1 and len(first) == 1 and not spot.accepted else spot.now


def _size(value: Value) -> Any:
    """Blank is less than any number or date."""
    return (value is not None, value)


def _conclude(case: _Case, verdict: _Verdict) -> Outcome:
    """Joins the verdict with what others suggest, and says what became of each proposal."""
    spot = case.spot
    asked = tuple(p.value for p in case.fresh if not p.allowed and p.value not in (verdict.value, spot.now))
    open_values = distinct((*verdict.contenders, *asked))
    fates = tuple(_fate(case, p, verdict, open_values) for p in case.proposals)
    return Outcome(
        verdict.value, _makers(case, verdict, fates), _decision(case, verdict, open_values), fates,
        tuple(_remarks(case, fates, verdict)), case.settled is not None,
    )  # fmt: skip


def _decision(case: _Case, verdict: _Verdict, open_values: tuple[Value, ...]) -> Decision | None:
    """What is asked about the cell, or was settled; nothing where nobody has to decide."""
    spot, settled = case.spot, case.settled
    place = (spot.sheet, spot.record, spot.field.key, verdict.value)
    if open_values:
        choices = _choices(case, verdict, open_values)
        return Decision(spot.id, verdict.kind or "suggestion", *place, choices, basis=case.basis)
    if settled is None or settled.kind == EDIT:
        return None
    values = [value for value in case.basis if value != case.basis[0]]
    choices = tuple(_choice(value, case.proposals) for value in values)
    return Decision(spot.id, settled.kind or "conflict", *place, choices, settled, case.basis)


def _choices(case: _Case, verdict: _Verdict, values: Iterable[Value]) -> tuple[Choice, ...]:
    """Each value with who stands for it; what stands now is one of them when a copy did not know it."""
    spot, fresh = case.spot, case.fresh
    choices = [_choice(value, fresh) for value in values]
    if verdict.kind == "conflict" and any(p.allowed and p.before != spot.now for p in fresh):
        mine = _choice(spot.now, fresh)
        choices.insert(0, mine._replace(departments=distinct_names((*spot.holders, *mine.departments))))
    return tuple(choices)


def _choice(value: Value, proposals: Iterable[Proposal]) -> Choice:
    mine = [p for p in proposals if p.value == value]
    return Choice(value, departments_of(mine), sources_of(mine), causes_of(mine))


def _fate(case: _Case, proposal: Proposal, verdict: _Verdict, open_values: Sequence[Value]) -> str:
    spot = case.spot
    if proposal not in case.fresh:
        return "merged" if is_heeded(spot, proposal, verdict.value) else "refused"
    if proposal.allowed and spot.field.policy in GATHERING:
        added = spot.field.policy == "union" and parts_added(proposal, "union")
        return "merged" if added or is_heeded(spot, proposal, verdict.value) else "refused"
    if proposal.value == verdict.value:
        return "merged"
    if proposal.value in open_values:
        return "open"
    # What is left was true when the round began (a late copy says so), and was then changed by somebody who knew it.
    return "refused" if proposal.value in verdict.beaten else "superseded"


def _makers(case: _Case, verdict: _Verdict, fates: Sequence[str]) -> tuple[Proposal, ...]:
    """Whose edits made the cell what it is now."""
    if verdict.value == case.spot.now and case.settled is None:
        return ()
    return tuple(p for p, fate in zip(case.proposals, fates, strict=True) if fate == "merged" and p.allowed)


def _remarks(case: _Case, fates: Sequence[str], verdict: _Verdict) -> Iterable[tuple[str, Proposal]]:
    """What a person should know of each proposal that the cell does not show whole, nor a decision."""
    policy = case.spot.field.policy
    for proposal, fate in ((p, fate) for p, fate in zip(case.proposals, fates, strict=True) if p.voice == SAID):
        if proposal not in case.fresh:
            if fate == "refused":
                yield "decided-against", proposal
        elif proposal.allowed and policy in GATHERING:
            if policy == "append" and fate == "refused" and parts_added(proposal, policy):
                yield "cell-full", proposal
            elif policy == "append" and (fate == "refused" or taken_out(proposal, policy)):
                yield "lines-kept", proposal
            elif policy == "union" and not is_heeded(case.spot, proposal, verdict.value):
                yield "outvoted", proposal
        elif fate in ("refused", "superseded"):
            yield ("outvoted" if fate == "refused" else "superseded"), proposal
