"""A record that comes to meet a condition carries values to the record that it refers to."""

from __future__ import annotations

from collections.abc import Iterator

from sheetsync.model.template import Aim
from sheetsync.steps.merge.links.scene import Followed, Scene


def carries(scene: Scene, link: Aim) -> Iterator[Followed]:
    """What is carried counts as the coordinator's word about that cell; it happens in the round in which the record comes to meet the condition.

    `keeps` says where the record keeps what stood there before, unless somebody filled that in.
    """
    options, sheet = link.options, scene.template.sheet(link.sheet)
    there = sheet.field(options["to"]).target
    for record, values in scene.turned(link.sheet, options["when"]):
        about = str(values.get(options["to"]) or "")
        if scene.now(there, about) is None:
            continue
        reason = scene.reason(link.sheet, record, options["when"])
        for theirs, mine in options["fields"].items():
            if values.get(mine) is not None:
                yield Followed(there, about, theirs, values[mine], link.rule, reason, decides=True)
        for theirs, mine in options.get("keeps", {}).items():
            old = scene.before(there, about).get(theirs)
            if values.get(mine) is None and old is not None:
                yield Followed(link.sheet, record, mine, old, link.rule, reason)
