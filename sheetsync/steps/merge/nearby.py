"""Finds the row that one is among many, without comparing it with each: two people's copies may hold tens of thousands without an id."""

from __future__ import annotations

import heapq
from collections import Counter, deque
from collections.abc import Callable, Hashable, Iterator, Mapping
from itertools import islice
from typing import Generic, TypeVar

from sheetsync.model.kinds import Value
from sheetsync.model.template import Sheet

T = TypeVar("T")

FEW = 300
"""Among so few rows, each is looked at,"""
MOST = 60
"""among more, so many at most: the first one that holds the very same, and those that share most with it."""
LOOKED_UP = 2000
"""So many places where something stands that a row holds are looked up for that, beginning with what fewest rows hold."""
SHORT = 9
"""Titles of at most so many letters may be alike and share no three letters in a row, only two."""


class Nearby(Generic[T]):
    """Things in an order, each known by what a row of it holds."""

    def __init__(self, sheet: Sheet) -> None:
        self._title = sheet.title
        self._there: dict[int, tuple[Mapping[str, Value], T]] = {}
        self._added = 0
        self._unmarked: list[int] = []
        self._holders: dict[Hashable, deque[int]] = {}

    def add(self, values: Mapping[str, Value], thing: T) -> None:
        """Puts a thing after the others."""
        self._there[self._added] = values, thing
        self._unmarked.append(self._added)
        self._added += 1

    def find(self, values: Mapping[str, Value], is_it: Callable[[T], bool], *, take: bool = False) -> T | None:
        """The first of the things that may be known by these values and is it; with `take`, it is there no more."""
        for number in self._candidates(values):
            thing = self._there[number][1]
            if is_it(thing):
                if take:
                    del self._there[number]
                return thing
        return None

    def _candidates(self, values: Mapping[str, Value]) -> list[int]:
        if len(self._there) <= FEW:
            return list(self._there)
        self._mark()
        same = list(islice(self._holding(_whole(values)), 1))
        shared: Counter[int] = Counter()
        left = LOOKED_UP
        for mark in sorted(self._looked_for(values), key=lambda each: len(self._holders.get(each, ()))):
            found = list(islice(self._holding(mark), left))
            shared.update(found)
            left -= len(found)
        return same + sorted(heapq.nsmallest(MOST, shared, key=lambda number: (-shared[number], number)))

    def _holding(self, mark: Hashable) -> Iterator[int]:
        """What has a mark and is still there, in its order."""
        holders = self._holders.get(mark) or deque[int]()
        while holders and holders[0] not in self._there:
            holders.popleft()
        return (number for number in islice(holders, LOOKED_UP) if number in self._there)

    def _mark(self) -> None:
        """Notes what the rows hold that were added since the last time."""
        for number in self._unmarked:
            if number in self._there:
                for mark in self._marks(self._there[number][0]):
                    self._holders.setdefault(mark, deque()).append(number)
        self._unmarked.clear()

    def _marks(self, values: Mapping[str, Value]) -> Iterator[Hashable]:
        """All by which a row may be found. Two rows with titles are told by these alone; any other two by their cells."""
        yield _whole(values)
        yield from (("", *item) for item in values.items())
        if isinstance(title := values.get(self._title), str):
            yield from _pieces(title)
        else:
            yield from (("untitled", *item) for item in values.items())

    def _looked_for(self, values: Mapping[str, Value]) -> Iterator[Hashable]:
        """The marks, of those that rows may share with one, that tell."""
        titled = isinstance(title := values.get(self._title), str)
        yield from (("untitled" if titled else "", *item) for item in values.items())
        yield from _pieces(title) if isinstance(title, str) else ()


def _whole(values: Mapping[str, Value]) -> Hashable:
    return frozenset(values.items())


def _pieces(title: str) -> set[str]:
    """The letters of a title, three in a row; of a short one, two as well."""
    text = title.casefold()
    sizes = (2, 3) if len(text) <= SHORT else (3,)
    return {text[at : at + size] for size in sizes for at in range(len(text) - size + 1)} or {text}
