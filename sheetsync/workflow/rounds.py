"""Rounds as the ledger keeps them: the current one, what it began with, and the merge of what came back in it."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from sheetsync.model.copy import Copy
from sheetsync.model.decision import Settlement
from sheetsync.model.finding import Finding
from sheetsync.model.merged import Merged
from sheetsync.model.merged_passage import led
from sheetsync.model.record import Opening
from sheetsync.model.round import Round
from sheetsync.steps.merge import merge
from sheetsync.steps.merge.sort import sorted_result
from sheetsync.steps.outdated import outdated_values, template_changes
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.refusal import Refusal

if TYPE_CHECKING:
    from sheetsync.files.ledger import Ledger


def current_round(ledger: Ledger) -> Round | None:
    """The round that is open; none before the first `generate`."""
    return next(reversed(ledger.rounds()), None)


def open_round(ledger: Ledger, name: str | None) -> Round:
    """The round that is open. Refuses when there is none, or when another one is asked for."""
    current = current_round(ledger)
    if current is None:
        raise Refusal("no-round")
    if name is not None and name.upper() != current.name:
        raise Refusal("round-not-open", name=name, current=current.name)
    return current


def opening_of(folder: Folder, ledger: Ledger, round_: Round, imports: Collection[str] | None = None) -> Opening:
    """What a round began with, together with the lists that were imported while it was open, or with only these."""
    return folder.named(ledger.opening(round_, imports))


def as_it_ended(folder: Folder, ledger: Ledger, round_: Round) -> tuple[Folder, Ledger]:
    """The project and its facts under the template under which a round ended; the open one goes by today's."""
    following = next((each for each in ledger.rounds() if each.order > round_.order), None)
    then = folder.as_of(ledger.opening(following).template) if following else folder
    return (folder, ledger) if then is folder else (then, ledger.told_in(then.template, then.terms()))


def closing_merge(folder: Folder, ledger: Ledger, round_: Round, more: Sequence[Settlement] = ()) -> Merged:
    """The state in which a round ends: what it began with, all copies that it took in, and its decisions; with `more`, as if these were kept too.

    A closed round is merged by the rules that it had, whatever became of the template since, and told in the terms of the `folder`.
    """
    then, facts = as_it_ended(folder, ledger, round_)
    merged = _merged(then, facts, round_, more)
    way = None if then is folder else folder.terms().passage(then.template.version)
    return sorted_result(folder.template, led(way, merged)) if way else merged


def _merged(folder: Folder, ledger: Ledger, round_: Round, more: Sequence[Settlement]) -> Merged:
    opening = opening_of(folder, ledger, round_)
    copies, settlements = ledger.copies_of(round_.order), ledger.settlements(round_.order)
    waiting = [_held(copy) for copy in ledger.waiting(round_.order)] if round_ == current_round(ledger) else []
    merged = merge(folder.template, folder.project, folder.context(round_), opening, [*copies, *waiting], [*settlements, *more])
    return dataclasses.replace(merged, findings=[*merged.findings, *_outdated(folder, opening, merged)]) if folder.earlier else merged


def _outdated(folder: Folder, opening: Opening, merged: Merged) -> Iterator[Finding]:
    """What is to be told because the template has changed."""
    if changed := changed_since(folder, opening):
        yield changed
    yield from outdated_values(folder.template, merged.state, folder.project.language)


def changed_since(folder: Folder, opening: Opening) -> Finding | None:
    """What the template asks otherwise than when a round began; None where it asks for the same."""
    return template_changes(folder.as_of(opening.template).asked, folder.lineage, folder.project.language)


def _held(copy: Copy) -> Copy:
    """A copy of a workbook that was withdrawn when the round was opened again; it says what was to happen after this round."""
    found = Finding("withdrawn-round", file=copy.file, department=copy.department, value=copy.round)
    return dataclasses.replace(copy, edits=(), rows=(), missing=(), findings=(found,), status=copy.status or "held")


def known_round(ledger: Ledger, name: str | None) -> Round:
    """The round of that name, open or not; the open one when none is named."""
    if name is None:
        return open_round(ledger, None)
    rounds = {r.name: r for r in ledger.rounds()}
    if name.upper() not in rounds:
        raise Refusal("unknown-round", name=name, rounds=list(rounds))
    return rounds[name.upper()]
