"""Merges all copies at once: (opening state, copies, decisions) -> (state, changes, open decisions, findings).

The result depends on the set of copies, never on their order, file names or time of arrival.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from sheetsync.model.copy import Copy
from sheetsync.model.decision import Settlement
from sheetsync.model.kinds import Context
from sheetsync.model.merged import Merged
from sheetsync.model.project import Project
from sheetsync.model.record import Opening, Record, State, made_ids
from sheetsync.model.template import Template
from sheetsync.steps.merge.accounts import account, outcomes
from sheetsync.steps.merge.apply import apply
from sheetsync.steps.merge.carried import carry
from sheetsync.steps.merge.gather import gather, in_force, with_asides
from sheetsync.steps.merge.identity import identify
from sheetsync.steps.merge.links import follow, heed, look_alikes, tell
from sheetsync.steps.merge.links.becomes import as_said_first
from sheetsync.steps.merge.links.scene import Scene
from sheetsync.steps.merge.links.signatures import void
from sheetsync.steps.merge.meant import meant, names
from sheetsync.steps.merge.remarks import without_record, without_thing
from sheetsync.steps.merge.settle import settle
from sheetsync.steps.merge.sort import in_order, sorted_result
from sheetsync.steps.merge.united import unite
from sheetsync.steps.merge.voices import voices


def merge(
    template: Template, project: Project, context: Context, opening: Opening, copies: Sequence[Copy], settlements: Sequence[Settlement] = ()
) -> Merged:
    """The state after a round's copies and settled decisions, and what became of every edit."""
    return _merge(template, project, context, opening, copies, settlements, frozenset(made for _, _, made in made_ids(opening.given)))


def _merge(
    template: Template,
    project: Project,
    context: Context,
    opening: Opening,
    copies: Sequence[Copy],
    settlements: Sequence[Settlement],
    made: frozenset[str],
) -> Merged:
    """The merge, where these ids are of records that links make."""
    ordered = in_order(project, copies)
    understood = [c for c in ordered if not c.status]
    found = voices(template, understood, opening.given)
    replaced, silent, speaking = found.replaced, found.silent, found.speaking
    force = in_force(settlements, opening)
    begin, united = unite(template, opening, force.now, force.past)
    identified = identify(template, project, begin, found.heard, silent, made)
    force, stale = meant(force, names(template, identified.newcomers, opening.given))
    heard = gather(template, context, begin, speaking, identified, force, united)
    heard, force = as_said_first(template, begin, heard, force)
    added = [(s, i) for s, records in opening.state.items() for i, record in records.items() if _came_now(record, opening.round)]
    first = settle(template, context, begin, speaking, heard, force)
    known = {key: dict(outcomes) for key, outcomes in first.cells.items()}
    settled = carry(opening, begin, heard, first, force.now)
    scene = Scene(template, project, begin, heard, settled, force, added, list(found.named.values()), identified.given)
    consequences = follow(scene, identified.given.values())
    if lost := {aside.id for aside in identified.waiting} - set(consequences.given.values()):
        return _merge(template, project, context, opening, copies, settlements, made - lost)
    if consequences:
        scene = heed(scene, consequences)
        begin = scene.opening
        scene = dataclasses.replace(scene, heard=with_asides(template, context, begin, identified, scene.heard, identified.waiting))
        touched = consequences.touched
        same = {key: outcomes for key, outcomes in known.items() if key not in touched}
        settled = carry(opening, begin, scene.heard, settle(template, context, begin, speaking, scene.heard, scene.force, same), scene.force.now)
    scene = dataclasses.replace(scene, settled=settled)
    questions, likewise = look_alikes(scene, consequences.made)
    settled.questions.extend(questions)
    voided, unsigned = void(scene)
    told = [c if c.status else found.named[c.sha256] for c in ordered if c.status or c.sha256 not in silent]
    merged = apply(template, opening, begin, identified, scene.heard, settled, told)
    fates, superseded = account(template, scene.heard, settled, replaced)
    changes, linked = tell(scene, consequences, voided, merged.state, merged.changes)
    states = (merged.state, merged.removed, opening.state, opening.removed)
    lone = [*without_record(template, (*force.now.values(), *force.late.values()), states), *without_thing(template, stale)]
    whole = dataclasses.replace(
        merged, removed=_with(merged.removed, likewise), changes=changes, fates=fates, copies=outcomes(ordered, silent),
        findings=[*merged.findings, *superseded, *linked, *unsigned, *lone],
        given={**identified.given, **consequences.given}, added=[(s, i) for s, i in added if i in merged.state[s]],
        settled=[scene.force.now[each] for each in sorted(scene.force.now)],
    )  # fmt: skip
    return sorted_result(template, whole)


def _with(state: State, records: Mapping[str, Sequence[Record]]) -> State:
    """The state with more records, by sheet."""
    return {**state, **{sheet: {**state.get(sheet, {}), **{r.id: r for r in mine}} for sheet, mine in records.items()}}


def _came_now(record: Record, round_: str) -> bool:
    """Whether a record of the opening state was added while the round was open: nothing else in it can be of this round."""
    return any(origin.round == round_ for origin in record.origins.values())
