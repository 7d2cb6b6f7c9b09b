"""Rules about records that wait on one another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from sheetsync.model.finding import Finding
from sheetsync.model.record import Record
from sheetsync.model.round import Situation
from sheetsync.model.template import Aim
from sheetsync.steps.checks.look import day, finding, ids, open_records, title, working_days

Waits = Mapping[str, tuple[str, ...]]
"""Open records, each with the open records that it waits on."""


def overdue_dependency(situation: Situation, aim: Aim) -> Iterator[Finding]:
    """Open, and waiting on an open record that is late; the latest of them is named."""
    opened = _by_id(situation, aim)
    for record in opened.values():
        late = [(due, other) for due, other in _dues(aim, record, opened) if due < situation.as_of]
        if late:
            due, other = min(late, key=lambda pair: (pair[0], pair[1].id))
            yield _about("overdue-dependency", situation, aim, record, other, due, count=len(late))


def dependency_order(situation: Situation, aim: Aim) -> Iterator[Finding]:
    """Open, and waiting in a circle, or on an open record that finishes after this one starts (has no start: finishes)."""
    opened = _by_id(situation, aim)
    circles = _circles({key: tuple(i for i in ids(record, aim.options["depends_on"]) if i in opened) for key, record in opened.items()})
    for record in opened.values():
        if record.id in circles:
            yield finding("dependency-order", situation, aim.sheet, record, aim.options["depends_on"], reason="circle", others=circles[record.id])
        else:
            yield from _out_of_order(situation, aim, record, opened)


def _out_of_order(situation: Situation, aim: Aim, record: Record, opened: Mapping[str, Record]) -> Iterator[Finding]:
    start = day(record, aim.options["start"])
    begins = start or day(record, aim.options["due"])
    after = [(due, other) for due, other in _dues(aim, record, opened) if begins and due > begins]
    if after:
        due, other = max(after, key=lambda pair: (pair[0], pair[1].id))
        reason = "" if start else "no-start"
        yield _about("dependency-order", situation, aim, record, other, due, reason=reason, begins=begins, count=len(after))


def _by_id(situation: Situation, aim: Aim) -> dict[str, Record]:
    return {record.id: record for record in open_records(situation, aim)}


def _dues(aim: Aim, record: Record, opened: Mapping[str, Record]) -> Iterator[tuple[date, Record]]:
    """The open records that a record waits on, with the days on which they are due."""
    for other in ids(record, aim.options["depends_on"]):
        due = day(opened[other], aim.options["due"]) if other in opened else None
        if due:
            yield due, opened[other]


def _about(
    code: str, situation: Situation, aim: Aim, record: Record, other: Record, due: date, *, reason: str = "", begins: date | None = None, count: int
) -> Finding:
    late = working_days(situation.calendar, due, situation.as_of)
    return finding(
        code, situation, aim.sheet, record, aim.options["depends_on"], reason=reason,
        other=other.id, other_title=title(situation, aim.sheet, other), due=due, days=late, begins=begins, count=count,
    )  # fmt: skip


def _circles(waits: Waits) -> dict[str, tuple[str, ...]]:
    """Each record that waits on itself, directly or through others, with the others of its circle."""
    tangled = _peel(_turned(_peel(waits)))
    found: dict[str, tuple[str, ...]] = {}
    for start in tangled:
        circle = _reached(start, tangled) & _reached(start, _turned(tangled)) if start not in found else set()
        if circle:
            found |= {key: tuple(sorted(circle - {key})) or (key,) for key in circle}
    return found


def _peel(waits: Waits) -> Waits:
    """What is left when records that wait on nobody are taken away, again and again."""
    left, turned = {key: len(others) for key, others in waits.items()}, _turned(waits)
    free = [key for key, count in left.items() if not count]
    while free:
        gone = free.pop()
        for key in turned[gone]:
            left[key] -= 1
            if not left[key]:
                free.append(key)
    return {key: tuple(i for i in waits[key] if left[i]) for key, count in left.items() if count}


def _turned(waits: Waits) -> Waits:
    turned: dict[str, list[str]] = {key: [] for key in waits}
    for key, others in waits.items():
        for other in others:
            turned[other].append(key)
    return {key: tuple(others) for key, others in turned.items()}


def _reached(start: str, waits: Waits) -> set[str]:
    """Every record that `start` waits on in the end, itself only if it is in a circle."""
    reached: set[str] = set()
    ahead = list(waits[start])
    while ahead:
        key = ahead.pop()
        if key not in reached:
            reached.add(key)
            ahead += waits[key]
    return reached
