"""Small questions that the checks of a template share: is there such a field, such a choice, and does a word mean one thing only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sheetsync.files.toml_values import Wrong
from sheetsync.model.kinds import KINDS
from sheetsync.model.kinds_text import fold
from sheetsync.model.kinds_words import nearest
from sheetsync.model.template import Choice, Field, Sheet

Slip = tuple[str, Wrong]
"""The key at which something is wrong, and what."""

Lists = Mapping[str, tuple[Choice, ...]]


def condition_slips(name: str, sheet: Sheet, condition: Mapping[str, Iterable[str]]) -> Iterator[Slip]:
    """What is wrong with a condition: every key a choice field of the sheet, every value one of its choices."""
    for key, choices in condition.items():
        yield from known_field(f"{name}.{key}", sheet, key, "choice")
        for field in sheet.fields:
            if field.key == key and field.kind == "choice":
                yield from known_choices(f"{name}.{key}", field, choices)


def meant(word: str, named: Iterable[Field | Sheet | Choice]) -> str:
    """The key that comes closest to a word: that of what bears it as its label, or of what is called nearly so; blank when none does."""
    known = {each.key: {fold(label) for label in each.labels.values()} for each in named}
    return next((key for key, labels in known.items() if fold(word) in labels), "") or nearest(word, tuple(known))


def known_choices(name: str, field: Field, keys: Iterable[str]) -> Iterator[Slip]:
    known = [choice.key for choice in field.choices]
    yield from ((name, Wrong("unknown-choice", key, meant(key, field.choices), field=field.key)) for key in keys if known and key not in known)


def known_field(name: str, sheet: Sheet, key: str, *kinds: str) -> Iterator[Slip]:
    """What is wrong with the name of a field: the sheet has none of that key, or it is of none of these types. A blank name is not there."""
    field = next((each for each in sheet.fields if each.key == key), None)
    if key and field is None:
        known = [each for each in sheet.fields if not kinds or each.kind in kinds]
        yield name, Wrong("unknown-field", key, meant(key, known), sheet=sheet.key)
    elif field and kinds and field.kind in KINDS and field.kind not in kinds:
        yield name, Wrong("field-type", key, type=field.kind, types=sorted(kinds))


def doubles(words: Iterable[tuple[str, str, str]], code: str) -> Iterator[Slip]:
    """Words (where, whose, word) that mean two different things."""
    first: dict[str, str] = {}
    for name, whose, word in words:
        if first.setdefault(fold(word), whose) != whose:
            yield name, Wrong(code, word, other=first[fold(word)])
