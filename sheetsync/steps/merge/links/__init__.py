"""What belongs together stays together: what follows in other records from what a round changed, as the template's `[[links]]` say.

A consequence is a function of the facts that the merge is made of, so it comes and goes with them. What follows makes nothing else follow.

| what follows | becomes |
|---|---|
| counts as the coordinator's word | a settlement of the cell, for all that the coordinator had seen; what copies say besides is asked |
| the same, and the coordinator wrote something else there, then or later | one voice: asked, unless that was written knowing of it |
| the same, but somebody filled in since what is carried | one voice: what is controlled is asked |
| the same twice, differently, at one time | one voice each |
| anything else | one voice, beside those of the copies |
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from sheetsync.model.decision import EDIT, Decision, Settlement
from sheetsync.model.finding import Finding
from sheetsync.model.merged import Change
from sheetsync.model.record import GivenRow, Record, Source, State
from sheetsync.model.template import Aim
from sheetsync.steps.merge.gather import Cells
from sheetsync.steps.merge.links.becomes import RULE, Made, make, united, with_made
from sheetsync.steps.merge.links.carries import carries
from sheetsync.steps.merge.links.lookalikes import Likely, answered, asked, united_now
from sheetsync.steps.merge.links.reopens import reopens
from sheetsync.steps.merge.links.scene import Followed, Reason, Scene
from sheetsync.steps.merge.proposals import LINKED, NOBODY, UNSEEN, Proposal

Rule = Callable[[Scene, Aim], Iterator[Followed]]


class Consequences(NamedTuple):
    """What follows: cells that get a value, and records that are made."""

    cells: Sequence[Followed] = ()
    made: Sequence[Made] = ()

    def __bool__(self) -> bool:
        return bool(self.cells or self.made)

    @property
    def touched(self) -> set[tuple[str, str]]:
        """The records (sheet, id) of which something else is said than before."""
        return {each.place[:2] for each in self.cells} | {(m.reason.sheet, m.reason.record) for m in self.made}

    @property
    def given(self) -> dict[GivenRow, str]:
        """The ids of the records that are made."""
        return {each.row: each.newcomer.id for each in self.made}


FOLLOWED: Mapping[str, Rule] = {
    "carries": carries,
    "reopens": reopens,
}
"""The rules of a template's links that give cells a value, by their names in `model.rules.LINKS`. Of the others `becomes` makes records, and
`signature` looks at what all comes to."""

TOLD: Mapping[str, str] = {"carries": "carried", "reopens": "reopened", "becomes": "became"}
"""The finding that tells of what followed, by rule."""


def follow(scene: Scene, taken: Iterable[str]) -> Consequences:
    """Everything that follows from what was decided; `taken` are ids that new rows have got."""
    made = make(scene, taken)
    there = with_made(scene, made)
    return Consequences([each for link in scene.template.links if link.rule in FOLLOWED for each in FOLLOWED[link.rule](there, link)], made)


def heed(scene: Scene, consequences: Consequences) -> Scene:
    """The scene with what follows among what is said and settled; it is to be decided anew."""
    return _with_cells(with_made(scene, consequences.made), consequences.cells)


def _with_cells(scene: Scene, followed: Sequence[Followed]) -> Scene:
    now = dict(scene.force.now)
    cells: Cells = {key: {field: list(said) for field, said in fields.items()} for key, fields in scene.heard.cells.items()}
    places: dict[tuple[str, str, str], list[Followed]] = {}
    for each in followed:
        places.setdefault(each.place, []).append(each)
    for (sheet, record, field), mine in places.items():
        word = _word(scene, mine)
        if word:
            now[word.id] = word
        else:
            cells.setdefault((sheet, record), {}).setdefault(field, []).extend(_voice(scene, each) for each in mine)
    heard, force = dataclasses.replace(scene.heard, cells=cells), scene.force._replace(now=now)
    return dataclasses.replace(scene, heard=heard, force=force)


def _at(each: Followed) -> str:
    return each.reason.settlement.at if each.reason.settlement else ""


def _word(scene: Scene, mine: Sequence[Followed]) -> Settlement | None:
    """The coordinator's word that follows about a cell; None where there is none, or where another one of the coordinator's contradicts it."""
    last = [each for each in mine if each.decides and _at(each) == max(map(_at, mine))]
    each = last[0] if last else mine[0]
    identity = f"{each.record}.{each.field}"
    before = scene.force.now.get(identity)
    if not last or len({one.value for one in last}) > 1 or (before and before.at >= _at(each)):
        return None
    signed = each.reason.settlement or Settlement("", None, (), order=scene.opening.order, file=_source(each.reason).file)
    basis = (*(before.basis if before else ()), *_seen(scene, each, signed), each.value)
    return signed._replace(id=identity, value=each.value, basis=tuple(dict.fromkeys(basis)), kind=_question(scene, each), late=False, typed=False)


def _seen(scene: Scene, each: Followed, signed: Settlement) -> Iterator[object]:
    """What the coordinator had seen of a cell: what it was, and what the copies said that the consolidated workbook was made of."""
    yield scene.before(each.sheet, each.record).get(each.field)
    # in the order in which the copies speak, which a set has not
    said = [p.value for p in scene.heard.cells.get((each.sheet, each.record), {}).get(each.field, ())]
    shown = scene.seen(signed, *each.place) if said else ()
    yield from (value for value in said if value in shown)


def _question(scene: Scene, each: Followed) -> str:
    """The kind of the question that is answered by the way; without one it is an edit of the coordinator's."""
    outcome = scene.settled.cells.get((each.sheet, each.record), {}).get(each.field)
    if outcome and outcome.decision:
        return outcome.decision.kind
    return next((d.kind for d in scene.opening.open if (d.sheet, d.record, d.field) == each.place), EDIT)


def _voice(scene: Scene, each: Followed) -> Proposal:
    department = each.reason.departments[0] if each.reason.departments else NOBODY
    before = scene.before(each.sheet, each.record).get(each.field)
    voice = UNSEEN if each.unseen else LINKED
    return Proposal(
        department, before, each.value, "", _source(each.reason), order=scene.opening.order, record=each.record, voice=voice, cause=each.cause
    )


def _source(reason: Reason) -> Source:
    settlement = reason.settlement
    if settlement:
        return Source(settlement.file, "", "")
    return reason.sources[0] if reason.sources else Source("", "", "")


def look_alikes(scene: Scene, made: Sequence[Made]) -> tuple[list[Decision], dict[str, list[Record]]]:
    """The questions whether records that are made are others that are there, and by sheet those that are, as the coordinator has said."""
    gone, others = united(scene), united_now(scene.opening, scene.heard, scene.force.now)
    last = {(each.reason.sheet, each.reason.record): each for each in made}.values()
    there = [each for each in last if scene.now(each.newcomer.sheet, each.newcomer.id) is not None]
    likely = [Likely(each.newcomer.sheet, Record(each.newcomer.id, each.values), each.reason) for each in there]
    removed: dict[str, list[Record]] = {}
    for each in gone:
        removed.setdefault(each.sheet, []).append(each.record)
    return [*asked(scene, likely), *answered(scene, gone, others)], removed


def tell(
    scene: Scene, consequences: Consequences, voided: Sequence[Followed], state: State, changes: Iterable[Change]
) -> tuple[list[Change], list[Finding]]:
    """The changes, those that follow with what they follow from; and a finding for each that a person should know of, but for void signatures."""
    by_place = {each.place: each for each in (*reversed(consequences.cells), *voided)}
    made = {(m.newcomer.sheet, m.newcomer.id, field): (m.reason, value) for m in consequences.made for field, value in m.values.items()}
    found, findings = [], [_became(scene, each, state) for each in consequences.made if each.newcomer.id in state[each.newcomer.sheet]]
    for change in changes:
        reason, value = made.get((change.sheet, change.record, change.field), (None, None))
        if reason and value == change.after:
            found.append(change._replace(cause=reason.cause(RULE), departments=reason.departments, sources=reason.sources))
            continue
        each = by_place.get((change.sheet, change.record, change.field))
        if each is None or each.value != change.after:
            found.append(change)
            continue
        who, where = change.departments or each.reason.departments, change.sources or each.reason.sources
        found.append(change._replace(cause=each.cause, departments=who, sources=where))
        if each.rule in TOLD and change.sheet != each.reason.sheet and change.after is not None:
            findings.append(_finding(scene, each, change, state[change.sheet][change.record]))
    return found, findings


def _became(scene: Scene, each: Made, state: State) -> Finding:
    """That a record was made, and what the department has to fill in yet."""
    record, source, sheet = state[each.newcomer.sheet][each.newcomer.id], _source(each.reason), scene.template.sheet(each.newcomer.sheet)
    lacking = tuple(field.key for field in sheet.columns if field.required and record.values.get(field.key) is None)
    detail = {"cause": each.reason.cause(RULE), "title": str(record.values.get(sheet.title) or ""), "lacking": lacking}
    return Finding(
        TOLD[RULE], file=source.file if source.cell else "", department=each.newcomer.department, sheet=sheet.key, record=record.id,
        place=source.sheet, cell=source.cell, reason="nobody" if not each.newcomer.department else "lacking" if lacking else "", detail=detail,
    )  # fmt: skip


def _finding(scene: Scene, each: Followed, change: Change, record: Record) -> Finding:
    reason, source = each.reason, _source(each.reason)
    sheet = scene.template.sheet(each.sheet)
    caused = (scene.now(reason.sheet, reason.record) or {}).get(reason.field)
    title = str(record.values.get(sheet.title) or "")
    detail = {"cause": each.cause, "caused": caused, "title": title, "before": change.before, "now": change.after}
    return Finding(
        TOLD[each.rule], file=source.file if source.cell else "", department=str(record.values.get(sheet.owner) or ""), sheet=each.sheet,
        record=each.record, field=each.field, place=source.sheet, cell=source.cell, detail=detail,
    )  # fmt: skip
