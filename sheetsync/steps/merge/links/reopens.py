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
    turned = list(scene.turned(link.sheet, options["when"]))
    newest = _newest(scene, link) if turned else {}
    for record, values in turned:
        about = str(values.get(options["to"]) or "")
        target = scene.now(there, about)
        if target is None or not holds(options["where"], target) or _dated(link, values) < newest.get(_thing(link, values), date.min):
            continue
        reason = scene.reason(link.sheet, record, options["when"])
        for field, value in options["set"].items():
            yield Followed(there, about, field, value, link.rule, reason)
        if all(scene.is_quiet(there, about, field) for field in options["set"]):
            for field in options.get("clear", ()):
                if target.get(field) is not None and scene.is_quiet(there, about, field):
                    yield Followed(there, about, field, None, link.rule, reason)


def _newest(scene: Scene, link: Aim) -> dict[tuple[Value, ...], date]:
    """The latest day of each thing; empty where the link does not say what makes one thing."""
    newest: dict[tuple[Value, ...], date] = {}
    for _, values in scene.records(link.sheet) if link.options.get("per") else ():
        thing = _thing(link, values)
        newest[thing] = max(newest.get(thing, date.min), _dated(link, values))
    return newest


def _thing(link: Aim, values: Values) -> tuple[Value, ...]:
    return tuple(values.get(field) for field in link.options.get("per", ()))


def _dated(link: Aim, values: Values) -> date:
    found: Value = values.get(link.options.get("date", ""))
    return found.date() if isinstance(found, datetime) else found if isinstance(found, date) else date.min
