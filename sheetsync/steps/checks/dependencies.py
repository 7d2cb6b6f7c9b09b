"""Rules about records that wait on one another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any

from sheetsync.model.finding import Finding
from sheetsync.model.record import Record
from sheetsync.model.round import Situation
from sheetsync.model.template import Aim
from sheetsync.steps.checks.look import day, finding, ids, open_records, title

SHOWN = 5
"""How many of a circle are named; the circle itself may be long."""

Waits = Mapping[str, tuple[str, ...]]
"""Open records, each with the open records that it waits on."""


def overdue_dependency(situation: Situation, aim: Aim) -> Iterator[Finding]:
    """Open, and waiting on an open record that is late; the latest of them is named."""
    opened = _by_id(situation, aim)
    for record in opened.values():
        late = [(due, other) for due, other in _dues(aim, record, opened) if due < situation.as_of]
        if late:
            due, other = min(late, key=lambda pair: (pair[0], pair[1].id))
            yield _about("overdue-dependency", situation, aim, record, other=other, due=due, count=len(late))


def dependency_order(situation: Situation, aim: Aim) -> Iterator[Finding]:
    """Open, and waiting in a circle, or on an open record that finishes after this one starts (has no start: finishes)."""
    opened = _by_id(situation, aim)
    circles = _circles({key: tuple(i for i in ids(record, aim.options["depends_on"]) if i in opened) for key, record in opened.items()})
    for record in opened.values():
        if record.id in circles:
            yield _in_circle(situation, aim, record, circles[record.id])
        else:
            yield from _out_of_order(situation, aim, record, opened)


def _in_circle(situation: Situation, aim: Aim, record: Record, circle: Sequence[str]) -> Finding:
    others = tuple(islice((key for key in circle if key != record.id), SHOWN))
    reason = "circle" if others else "itself"
    return finding("dependency-order", situation, aim.sheet, record, aim.options["depends_on"], reason=reason, others=others, count=len(circle))


def _out_of_order(situation: Situation, aim: Aim, record: Record, opened: Mapping[str, Record]) -> Iterator[Finding]:
    start = day(record, aim.options["start"])
    begins = start or day(record, aim.options["due"])
    after = [(due, other) for due, other in _dues(aim, record, opened) if begins and due > begins]
    if after:
        due, other = max(after, key=lambda pair: (pair[0], pair[1].id))
        reason = "" if start else "no-start"
        yield _about("dependency-order", situation, aim, record, reason=reason, other=other, due=due, count=len(after), begins=begins)


def _by_id(situation: Situation, aim: Aim) -> dict[str, Record]:
    return {record.id: record for record in open_records(situation, aim)}


def _dues(aim: Aim, record: Record, opened: Mapping[str, Record]) -> Iterator[tuple[date, Record]]:
    """The open records that a record waits on, with the days on which they are due."""
    for other in ids(record, aim.options["depends_on"]):
        due = day(opened[other], aim.options["due"]) if other in opened else None
        if due:
            yield due, opened[other]


def _about(code: str, situation: Situation, aim: Aim, record: Record, *, other: Record, **detail: Any) -> Finding:
    """A finding about a record that waits on another."""
    named = {"other": other.id, "other_title": title(situation, aim.sheet, other), **detail}
    return finding(code, situation, aim.sheet, record, aim.options["depends_on"], **named)


def _circles(waits: Waits) -> dict[str, Sequence[str]]:
    """Each record that waits on itself, directly or through others, with all records of its circle in order."""
    tangled = _peel(_turned(_peel(waits)))
    turned = _turned(tangled)
    found: dict[str, Sequence[str]] = {}
    for start in tangled:
        if start not in found:
            circle = sorted(_reached(start, tangled) & _reached(start, turned))
            found |= dict.fromkeys(circle, circle)
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
