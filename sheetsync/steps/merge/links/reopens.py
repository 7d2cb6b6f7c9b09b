"""A record that comes to meet a condition (a failed acceptance) reopens the record that it refers to, as long as that counts as done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from sheetsync.model.kinds import Value
from sheetsync.model.record import Values
from sheetsync.model.template import Aim, holds
from sheetsync.steps.merge.links.scene import Followed, Scene


def reopens(scene: Scene, link: Aim) -> Iterator[Followed]:
    """`set` is one voice among those of the copies: who says in the same round that it is done contradicts it.

    `clear` empties what can't be true any more, unless somebody speaks of that in this round or the reopening itself is a question. Of several
    records about the same thing (`per`) the newest one (`date`) counts.
    """
    options, sheet = link.options, scene.template.sheet(link.sheet)
    there = sheet.field(options["to"]).target
    for record, values in scene.turned(link.sheet, options["when"]):
        about = str(values.get(options["to"]) or "")
        target = scene.now(there, about)
        if target is None or not holds(options["where"], target) or _is_outdated(scene, link, values):
            continue
        reason = scene.reason(link.sheet, record, options["when"])
        for field, value in options["set"].items():
            yield Followed(there, about, field, value, link.rule, reason)
        if all(scene.is_quiet(there, about, field) for field in options["set"]):
            for field in options.get("clear", ()):
                if target.get(field) is not None and scene.is_quiet(there, about, field):
                    yield Followed(there, about, field, None, link.rule, reason)


def _is_outdated(scene: Scene, link: Aim, values: Values) -> bool:
    """Whether a later record of the same thing has replaced this one."""
    per = link.options.get("per", ())
    mine = _dated(link, values)
    same = (other for _, other in scene.records(link.sheet) if all(other.get(each) == values.get(each) for each in per))
    return bool(per) and any(_dated(link, other) > mine for other in same)


def _dated(link: Aim, values: Values) -> date:
    found: Value = values.get(link.options.get("date", ""))
    return found.date() if isinstance(found, datetime) else found if isinstance(found, date) else date.min
