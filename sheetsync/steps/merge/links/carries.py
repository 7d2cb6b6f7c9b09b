"""A record that comes to meet a condition carries values to the record that it refers to."""

from __future__ import annotations

from collections.abc import Iterator

from sheetsync.model.template import Aim, holds
from sheetsync.steps.merge.links.scene import Followed, Reason, Scene


def carries(scene: Scene, link: Aim) -> Iterator[Followed]:
    """What is carried counts as the coordinator's word about that cell; it happens in the round in which the record comes to meet the condition.

    What copies changed after that word was given is not the coordinator's: it is asked.
    `keeps` says where the record keeps what stood there before, unless somebody filled that in. What the coordinator changes of a record that met the
    condition before is carried as well.
    """
    yield from _changed(scene, link)
    options, sheet = link.options, scene.template.sheet(link.sheet)
    there = sheet.field(options["to"]).target
    for record, values in scene.turned(link.sheet, options["when"]):
        about = str(values.get(options["to"]) or "")
        if scene.now(there, about) is None:
            continue
        reason = scene.reason(link.sheet, record, options["when"])
        for theirs, mine in options["fields"].items():
            if values.get(mine) is not None:
                new = [each for each in (options["to"], mine) if not _was_known(scene, reason, each)]
                why = scene.reason(link.sheet, record, new) if new else reason
                yield Followed(there, about, theirs, values[mine], link.rule, why, decides=not new, unseen=bool(new))
        for theirs, mine in options.get("keeps", {}).items():
            old = scene.before(there, about).get(theirs)
            if values.get(mine) is None and old is not None:
                yield Followed(link.sheet, record, mine, old, link.rule, reason)


def _changed(scene: Scene, link: Aim) -> Iterator[Followed]:
    """What the coordinator gave another value or another record in a round after that in which the record came to meet the condition."""
    to, fields = link.options["to"], link.options["fields"]
    there = scene.template.sheet(link.sheet).field(to).target
    for record, values in scene.touched(link.sheet):
        before, about = scene.before(link.sheet, record), str(values.get(to) or "")
        if scene.now(there, about) is None or not all(holds(link.options["when"], each) for each in (before, values)):
            continue
        for theirs, mine in fields.items():
            changed = [each for each in (mine, to) if values.get(each) != before.get(each)]
            reason = scene.reason(link.sheet, record, changed) if changed else None
            if reason and reason.settlement and values.get(mine) is not None:
                yield Followed(there, about, theirs, values[mine], link.rule, reason, decides=True)


def _was_known(scene: Scene, reason: Reason, field: str) -> bool:
    """Whether the coordinator gave the word knowing what stands in a field of the same record; of commands older ledgers don't tell."""
    settlement = reason.settlement
    return not (settlement and settlement.report) or scene.was_seen(settlement, reason.sheet, reason.record, field)
