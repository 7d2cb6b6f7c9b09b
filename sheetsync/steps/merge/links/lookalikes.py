"""Whether a record that a link makes is one that is there already: the coordinator is asked, as about two departments' new rows.

Where the two are one, the reference that asked for a new record stands for the one that is there, and none is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from sheetsync.model.decision import KEEP, UNITE, Choice, Decision, Settlement
from sheetsync.model.record import Opening, Record, made_ids
from sheetsync.steps.merge.duplicates import is_alike
from sheetsync.steps.merge.gather import Heard
from sheetsync.steps.merge.links.scene import Reason, Scene


def united_now(opening: Opening, heard: Heard, settled: Mapping[str, Settlement]) -> dict[str, str]:
    """The records that links would make and that the coordinator has said to be others, by their ids; of which each is another name."""
    made = {identity: sheet for _, sheet, identity in made_ids(opening.given)}
    pairs = ((settlement.id.split("+"), settlement) for settlement in settled.values() if settlement.value == UNITE)
    found = {ids[1]: ids[0] for ids, _ in pairs if len(ids) == 2 and ids[1] in made}
    return {i: there for i, there in found.items() if there in opening.state.get(made[i], {}) or (made[i], there) in heard.defaults}


class Likely(NamedTuple):
    """A record that a link makes, or would make, and from which cell."""

    sheet: str
    record: Record
    reason: Reason


def asked(scene: Scene, made: Sequence[Likely]) -> Iterator[Decision]:
    """Of each record that is made, whether it is the first one that looks like it."""
    new = {each.record.id for each in made}
    for each in made:
        sheet = scene.template.sheet(each.sheet)
        others = scene.records(each.sheet) if sheet.match else ()
        mine = {*new, each.reason.record}
        there = next((i for i, values in others if i not in mine and is_alike(sheet, values, each.record.values)), None)
        if there:
            yield _question(scene, each, there)


def _question(scene: Scene, each: Likely, there: str) -> Decision:
    identity = f"{there}+{each.record.id}"
    settled = scene.force.now.get(identity)
    choices = (Choice(KEEP), Choice(UNITE, each.reason.departments, each.reason.sources))
    return Decision(identity, "possible-duplicate", each.sheet, there, "", settled.value if settled else KEEP, choices, settled, (KEEP, UNITE))


def answered(scene: Scene, united: Iterable[Likely], of: Mapping[str, str]) -> Iterator[Decision]:
    """The questions about records that are others, as the coordinator has said."""
    return (_question(scene, each, of[each.record.id]) for each in united)
