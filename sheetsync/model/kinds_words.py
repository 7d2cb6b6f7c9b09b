"""Words out of a list: choices and departments, one or several."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from sheetsync.model.codes import stem
from sheetsync.model.kinds_text import as_word, fold
from sheetsync.model.raw import RawCell
from sheetsync.model.reading import Context, Reading, refused, repaired
from sheetsync.model.template import Field

SEPARATORS = tuple(map(re.compile, ("\n", "[;；]", "[、|｜\t]", "[,，]", r"[/／\\&＆+＋和与及]|\s+and\s+", r"\s+")))
"""What may stand between several values, the surest first: a piece that is itself a value is not taken apart."""

NEAR = 0.6
"""How alike (0 to 1) a word must be to be named as the nearest."""
NEAR_BEGINNING = 0.5
"""How alike when both begin with the same character, in which few people slip."""
_NEGATIONS = re.compile(r"[未不没沒非无無]|半|部分|\bnot?\b|\b(?:un|in)(?=[a-z])", re.IGNORECASE)
"""What turns a word into its opposite: who wrote 未完成 does not mean 已完成."""
_ROLE = re.compile(r"(.+?)\s*[(（](?:主|主责|主办|主导|牵头|负责|协办|协助|协作|配合|辅助|lead|leading|main|support|supporting)[)）]", re.IGNORECASE)
_LONGEST_WORD = 100
_LONGEST_LIST = 2_000
"""A text of more characters than this and four times those of all words is no list of them."""
_MOST_JOINED = 4
"""A value holds no more than so many parts between separators."""


class Vocabulary(NamedTuple):
    """The values that words may mean: their canonical order, all the words as people see them, how to find one, the reason when there is none, and
    how to find the word that comes closest."""

    order: Sequence[str]
    words: Sequence[str]
    find: Callable[[str], Reading | None]
    reason: str
    nearest: Callable[[str, Sequence[str]], str]


def read_choice(cell: RawCell, field: Field, _context: Context) -> Reading:
    """One of the field's choices: by key, label of any language, or synonym."""
    for choice in (*field.choices, *field.former_choices):
        if cell.value in choice.labels.values():
            return Reading(choice.key)
    return as_word(cell, lambda text: _one(text, choice_words(field)))


def read_choices(cell: RawCell, field: Field, _context: Context) -> Reading:
    """Several of the field's choices, in the template's order."""
    return as_word(cell, lambda text: _several(text, choice_words(field)))


def read_department(cell: RawCell, _field: Field, context: Context) -> Reading:
    """One of the project's departments, by name or code."""
    if any(cell.value == name for name, _ in context.departments):
        return Reading(cell.value)
    return as_word(cell, lambda text: _one(text, department_words(context)))


def read_departments(cell: RawCell, _field: Field, context: Context) -> Reading:
    """Several of the project's departments, in the project's order."""
    return as_word(cell, lambda text: _several_departments(text, context.departments))


def choice_words(field: Field) -> Vocabulary:
    """The words that mean a choice of the field; a label or key goes before a synonym, a choice that is offered before a former one."""
    return _choice_words(*(tuple((c.key, tuple(c.labels.values()), c.synonyms) for c in each) for each in (field.choices, field.former_choices)))


_Words = tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]
"""Of each choice: its key, its labels, its synonyms."""


# Every row of a sheet asks for the same few lists.
@lru_cache(maxsize=256)
def _choice_words(choices: _Words, former: _Words) -> Vocabulary:
    known: dict[str, Reading] = {}
    for each in (former, choices):
        known.update((fold(word), repaired(key, "synonym")) for key, _, words in each for word in words)
        known.update((fold(word), Reading(key)) for key, labels, _ in each for word in (key, *labels))
    labels = [label for _, labels, _ in choices for label in labels]
    return Vocabulary([key for key, _, _ in (*choices, *former)], labels, lambda word: known.get(fold(word)), "not-a-choice", nearest_choice)


def department_words(context: Context) -> Vocabulary:
    """The words that mean a department; a name goes before a code."""
    return _department_words(context.departments)


@lru_cache(maxsize=16)
def _department_words(departments: tuple[tuple[str, str], ...]) -> Vocabulary:
    codes = {fold(code): Reading(name) for name, code in departments}
    known = {**codes, **{fold(name): Reading(name) for name, _ in departments}}
    names = [name for name, _ in departments]
    return Vocabulary(names, names, lambda word: known.get(fold(word)) or _with_role(word, known), "not-a-department", nearest_department)


def _with_role(word: str, known: Mapping[str, Reading]) -> Reading | None:
    """The department of 客服部（主）; what else stands in brackets may turn the meaning round, so it is not left out."""
    match = _ROLE.fullmatch(word)
    found = known.get(fold(match[1])) if match else None
    return repaired(found.value, "role-left-out") if found else None


# Every copy names all departments in its overview.
@lru_cache(maxsize=256)
def _several_departments(text: str, departments: tuple[tuple[str, str], ...]) -> Reading:
    return _several(text, _department_words(departments))


def _one(text: str, vocabulary: Vocabulary) -> Reading:
    reading = vocabulary.find(text)
    if reading:
        return reading
    pieces = list(_pieces(text, vocabulary))
    if len(pieces) > 1 and all(found for _, found in pieces):
        return refused("several-not-allowed")
    return refused(vocabulary.reason, vocabulary.nearest(text, vocabulary.words))


def _several(text: str, vocabulary: Vocabulary) -> Reading:
    values, notice = set(), Reading(None)
    for piece, found in _pieces(text, vocabulary):
        if not found:
            return refused(vocabulary.reason, vocabulary.nearest(piece, vocabulary.words), piece if piece != text else "")
        values.add(found.value)
        notice = found if found.code else notice
    several = tuple(value for value in vocabulary.order if value in values) or None
    return Reading(several, notice.code, notice.reason)


def _pieces(text: str, vocabulary: Vocabulary, level: int = 0) -> Iterator[tuple[str, Reading | None]]:
    """The pieces that a text is made of, each with its reading. Where a separator only gives pieces that are unknown, the text stays whole."""
    reading = vocabulary.find(text)
    if reading or level == len(SEPARATORS) or len(text) > _LONGEST_LIST + 4 * sum(map(len, vocabulary.words)):
        yield text, reading
        return
    found = [each for part in _parts(text, SEPARATORS[level], vocabulary) if part for each in _pieces(part, vocabulary, level + 1)]
    yield from found if any(each for _, each in found) else [(text, None)]


def _parts(text: str, separator: re.Pattern[str], vocabulary: Vocabulary) -> Iterator[str]:
    """A text split, except that parts which together are a value (IT/运维部) stay together."""
    spans = [match.span() for match in separator.finditer(text)]
    starts, ends = [0, *(end for _, end in spans)], [*(start for start, _ in spans), len(text)]
    part = 0
    while part < len(starts):
        joined = range(min(part + _MOST_JOINED, len(starts)) - 1, part, -1)
        last = next((each for each in joined if vocabulary.find(text[starts[part] : ends[each]].strip())), part)
        yield text[starts[part] : ends[last]].strip()
        part = last + 1


def nearest(word: str, words: Sequence[str], near: float = NEAR) -> str:
    """The word that comes closest, as people see it; blank when none is near."""
    folded = {fold(each): each for each in words}
    best = difflib.get_close_matches(fold(word[:_LONGEST_WORD]), folded, n=1, cutoff=near)
    return folded[best[0]] if best else ""


def nearest_choice(word: str, labels: Sequence[str]) -> str:
    """The choice that comes closest; one that says the opposite is none."""
    says_no = _negates(word)
    return nearest(word, [label for label in labels if _negates(label) == says_no])


def _negates(word: str) -> bool:
    return _NEGATIONS.search(word) is not None


def nearest_department(word: str, names: Sequence[str]) -> str:
    """The department whose name comes closest; that both are called 部 says nothing, that both begin alike says more."""
    meant, stems = stem(word), {stem(name): name for name in names}
    alike = tuple(each for each in stems if each[:1] == meant[:1])
    return stems.get(nearest(meant, tuple(stems)) or nearest(meant, alike, NEAR_BEGINNING), "")
