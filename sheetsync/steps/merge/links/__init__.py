"""What belongs together stays together: what follows in other records from what a round changed, as the template's `[[links]]` say.

A consequence is a function of the facts that the merge is made of, so it comes and goes with them. What follows makes nothing else follow.

| what follows | becomes |
|---|---|
| counts as the coordinator's word | a settlement of the cell, for all that the coordinator had seen; what copies say besides is asked |
| the same, and the coordinator wrote something else there, then or later | one voice: asked, unless that was written knowing of it |
| the same twice, differently, at one time | one voice each |
| anything else | one voice, beside those of the copies |
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from sheetsync.model.decision import EDIT, Settlement
from sheetsync.model.finding import Finding
from sheetsync.model.merged import Change
from sheetsync.model.record import Record, Source, State
from sheetsync.model.template import Aim
from sheetsync.steps.merge.cells import LINKED, NOBODY, SAID, Proposal
from sheetsync.steps.merge.gather import Cells
from sheetsync.steps.merge.links.carries import carries
from sheetsync.steps.merge.links.reopens import reopens
from sheetsync.steps.merge.links.scene import Followed, Scene

Rule = Callable[[Scene, Aim], Iterator[Followed]]

FOLLOWED: Mapping[str, Rule] = {
    "carries": carries,
    "reopens": reopens,
}
"""The rules that a template's links name, by their names in `model.rules.LINKS`."""

TOLD: Mapping[str, str] = {"carries": "carried", "reopens": "reopened"}
"""The finding that tells of what followed, by rule."""


def follow(scene: Scene) -> list[Followed]:
    """Everything that follows from what was decided."""
    return [each for link in scene.template.links for each in FOLLOWED[link.rule](scene, link)]


def heed(scene: Scene, followed: Sequence[Followed]) -> Scene:
    """The scene with what follows among what is said and settled; it is to be decided anew."""
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
    return scene.heeding(dataclasses.replace(scene.heard, cells=cells), scene.force._replace(now=now))


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
    signed = each.reason.settlement or Settlement("", None, (), order=scene.opening.order, file=_source(each).file)
    basis = (*(before.basis if before else ()), *_seen(scene, each, signed), each.value)
    return signed._replace(id=identity, value=each.value, basis=tuple(dict.fromkeys(basis)), kind=_question(scene, each), late=False, typed=False)


def _seen(scene: Scene, each: Followed, signed: Settlement) -> Iterator[object]:
    """What the coordinator had seen of a cell: what it was, and what the copies said that the consolidated workbook was made of."""
    yield scene.before(each.sheet, each.record).get(each.field)
    shown = scene.opening.shown.get(signed.report, frozenset())
    for proposal in scene.heard.cells.get((each.sheet, each.record), {}).get(each.field, ()):
        if proposal.voice == SAID and scene.heard.statements[proposal.key].copy.sha256 in shown:
            yield proposal.value


def _question(scene: Scene, each: Followed) -> str:
    """The kind of the question that is answered by the way; without one it is an edit of the coordinator's."""
    outcome = scene.settled.cells.get((each.sheet, each.record), {}).get(each.field)
    if outcome and outcome.decision:
        return outcome.decision.kind
    return next((d.kind for d in scene.opening.open if (d.sheet, d.record, d.field) == each.place), EDIT)


def _voice(scene: Scene, each: Followed) -> Proposal:
    department = each.reason.departments[0] if each.reason.departments else NOBODY
    before = scene.before(each.sheet, each.record).get(each.field)
    return Proposal(department, before, each.value, "", _source(each), order=scene.opening.order, record=each.record, voice=LINKED)


def _source(each: Followed) -> Source:
    settlement = each.reason.settlement
    if settlement:
        return Source(settlement.file or settlement.report, "", "")
    return each.reason.sources[0] if each.reason.sources else Source("", "", "")


def tell(scene: Scene, followed: Sequence[Followed], state: State, changes: Iterable[Change]) -> tuple[list[Change], list[Finding]]:
    """The changes, those that follow with what they follow from; and a finding for each that a person should know of."""
    by_place = {each.place: each for each in reversed(followed)}
    found, findings = [], []
    for change in changes:
        each = by_place.get((change.sheet, change.record, change.field))
        if each is None or each.value != change.after:
            found.append(change)
            continue
        who, where = change.departments or each.reason.departments, change.sources or each.reason.sources
        found.append(change._replace(cause=each.reason.cause(each.rule), departments=who, sources=where))
        if change.sheet != each.reason.sheet and change.after is not None:
            findings.append(_finding(scene, each, change, state[change.sheet][change.record]))
    return found, findings


def _finding(scene: Scene, each: Followed, change: Change, record: Record) -> Finding:
    reason, source = each.reason, _source(each)
    sheet = scene.template.sheet(each.sheet)
    caused = (scene.now(reason.sheet, reason.record) or {}).get(reason.field)
    title = str(record.values.get(sheet.title) or "")
    detail = {"cause": reason.cause(each.rule), "caused": caused, "title": title, "before": change.before, "now": change.after}
    return Finding(
        TOLD[each.rule], file=source.file if source.cell else "", department=str(record.values.get(sheet.owner) or ""), sheet=each.sheet,
        record=each.record, field=each.field, place=source.sheet, cell=source.cell, detail=detail,
    )  # fmt: skip
