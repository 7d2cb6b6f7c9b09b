"""New records of different departments that look like one thing: both are kept, and the coordinator is asked whether to unite them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sheetsync.model.decision import KEEP, UNITE, Choice, Decision, Settlement
from sheetsync.model.kinds import Value
from sheetsync.model.template import Sheet, Template
from sheetsync.steps.merge.identity import Newcomer
from sheetsync.steps.merge.likeness import SAME_THING, likeness

NEAR = 7
"""Dates up to so many days apart may mean one thing."""

COMMON = 200
"""A pair of letters that stands in more titles than this tells nothing."""


def duplicates(template: Template, newcomers: Sequence[Newcomer]) -> list[tuple[Newcomer, ...]]:
    """Groups of new records that look like one thing, in the order of the newcomers."""
    groups: list[tuple[Newcomer, ...]] = []
    for sheet in template.tables:
        if sheet.match:
            groups.extend(_groups(sheet, [n for n in newcomers if n.sheet == sheet.key]))
    return groups


class Asked(NamedTuple):
    """What is asked about a group of look-alikes, and which of them (by id) speak as which other one."""

    questions: Sequence[Decision]
    united: Mapping[str, str]


def ask(group: Sequence[Newcomer], settled: Mapping[str, Settlement]) -> Asked:
    """The decisions whether a group is one thing. What was united stays so when more look-alikes come in; they are asked about."""
    questions: list[Decision] = []
    united: dict[str, str] = {}
    answers = [s for s in settled.values() if "+" in s.id and s.value == UNITE]
    for answer in sorted(answers, key=lambda s: s.id.count("+")):
        part = [n for n in group if n.id in answer.id.split("+")]
        if 1 < len(part) < len(group) and _identity(part) == answer.id:
            questions.append(_question(part, answer))
            united |= {n.id: part[0].id for n in part[1:]}
    rest = [n for n in group if n.id not in united]
    if len(rest) > 1:
        last = _question(rest, settled.get(_identity(rest)))
        questions.append(last)
        united |= {n.id: rest[0].id for n in rest[1:] if last.current == UNITE}
    return Asked(questions, {old: _root(united, old) for old in united})


def _root(united: Mapping[str, str], identity: str) -> str:
    while identity in united:
        identity = united[identity]
    return identity


def _identity(group: Sequence[Newcomer]) -> str:
    return "+".join(n.id for n in group)


def _question(group: Sequence[Newcomer], settled: Settlement | None) -> Decision:
    departments = tuple(dict.fromkeys(n.department for n in group))
    sources = tuple(said.row.source for n in group for said in n.rows)
    choices = (Choice(KEEP), Choice(UNITE, departments, sources))
    current = settled.value if settled else KEEP
    return Decision(_identity(group), "possible-duplicate", group[0].sheet, group[0].id, "", current, choices, settled, (KEEP, UNITE))


def _groups(sheet: Sheet, newcomers: Sequence[Newcomer]) -> Iterator[tuple[Newcomer, ...]]:
    """The connected groups of what looks alike."""
    home = {n.id: [n] for n in newcomers}
    values = {n.id: values_of(n) for n in newcomers}
    for a, b in _pairs(sheet, newcomers, values):
        if a.department != b.department and home[a.id] is not home[b.id] and is_alike(sheet, values[a.id], values[b.id]):
            joined = home[a.id] + home[b.id]
            for each in joined:
                home[each.id] = joined
    seen: set[int] = set()
    for newcomer in newcomers:
        group = home[newcomer.id]
        if len(group) > 1 and id(group) not in seen:
            seen.add(id(group))
            members = {n.id for n in group}
            yield tuple(n for n in newcomers if n.id in members)


def values_of(newcomer: Newcomer) -> dict[str, Value]:
    """What the newest copy that has the record says, completed by the others."""
    values: dict[str, Value] = {}
    for said in newcomer.rows:
        values.update(said.values)
    return values


def _pairs(sheet: Sheet, newcomers: Sequence[Newcomer], values: Mapping[str, Mapping[str, Value]]) -> Iterable[tuple[Newcomer, Newcomer]]:
    """The pairs whose titles share at least half of their pairs of letters; far fewer than all pairs."""
    postings: dict[str, list[int]] = {}
    grams = [_grams(values[n.id].get(sheet.title)) for n in newcomers]
    for index, each in enumerate(grams):
        for gram in each:
            postings.setdefault(gram, []).append(index)
    for index, each in enumerate(grams):
        shared: dict[int, int] = {}
        for gram in each:
            if len(postings[gram]) <= COMMON:
                for other in postings[gram]:
                    if other > index:
                        shared[other] = shared.get(other, 0) + 1
        for other, count in shared.items():
            if 2 * count >= min(len(each), len(grams[other])):
                yield newcomers[index], newcomers[other]


def _grams(title: Value) -> set[str]:
    text = "".join(str(title or "").casefold().split())
    return {text[i : i + 2] for i in range(max(1, len(text) - 1))} if text else set()


def is_alike(sheet: Sheet, a: Mapping[str, Value], b: Mapping[str, Value]) -> bool:
    """Very similar titles, and what else the template compares is near or missing."""
    ours, theirs = a.get(sheet.title), b.get(sheet.title)
    if ours is None or theirs is None or likeness(sheet, a, b) < SAME_THING:
        return False
    others = [key for key in sheet.match if key != sheet.title]
    return all(_near(a.get(key), b.get(key)) for key in others)


def _near(a: Value, b: Value) -> bool:
    if a is None or b is None or a == b:
        return True
    return isinstance(a, date) and isinstance(b, date) and abs((a - b).days) <= NEAR
