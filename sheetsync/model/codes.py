"""Codes of departments: what stands in the ids of their records (`KF` in `T-KF-001`)."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Collection
from itertools import count

CODE = re.compile(r"[A-Z0-9]{1,6}", re.ASCII)
LONGEST = 6
NAMELESS = "D"
"""The code of a name in which no letter can be found."""

_SUFFIX = re.compile(
    r"(?<=.)(部门|部|中心|小组|组|委员会|办公室|处|科|室)$|(?<=.)\s+(department|dept\.?|team|group|cent(er|re)|division|office)$", re.IGNORECASE
)

# The 3,755 everyday characters of GB 2312 are sorted by their reading, so that the first character of each letter tells all others.
_FIRST = "啊芭擦搭蛾发噶哈击喀垃妈拿哦啪期然撒塌挖昔压匝"
_LETTERS = "ABCDEFGHJKLMNOPQRSTWXYZ"
_BOUNDS = [each.encode("gb2312") for each in _FIRST]
_BEYOND = b"\xd7\xfa"
"""Where the characters begin that are sorted by their strokes."""


def stem(name: str) -> str:
    """A department's name without the word for what it is: 客服 of 客服部, Sales of Sales Department."""
    return _SUFFIX.sub("", name.strip())


def department_code(name: str, taken: Collection[str] = ()) -> str:
    """A code for a department of that name, none of those `taken`: the initials of a Chinese name or of several words (客服部 is KF, Human Resources
    is HR), a word of up to six capitals itself (IT), else three letters of it. Where that is taken, a number follows."""
    letters = _letters(_SUFFIX.sub("", _without_accents(name).strip()))[:LONGEST] or NAMELESS
    if letters not in taken:
        return letters
    numbered = (letters[: LONGEST - len(str(number))] + str(number) for number in count(2))
    return next(code for code in numbered if code not in taken)


def initials(name: str) -> str:
    """The letters of a name: the initials of its Chinese characters and of several words; blank for one that has none."""
    return _letters(_without_accents(name))


def _without_accents(name: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFKD", name) if not unicodedata.combining(each))


def _letters(name: str) -> str:
    words: list[str] = re.findall(r"[A-Za-z0-9]+|[^\W_]", name)
    if len(words) == 1 and words[0].isascii():
        word = words[0]
        return word if CODE.fullmatch(word) else word[:3].upper()
    return "".join(_initials(word) for word in words)


def _initials(word: str) -> str:
    """A Chinese character's initial, an acronym as it is, another word's first letter; nothing for what has no letter."""
    if not word.isascii():
        return _initial(word)
    return word if CODE.fullmatch(word) else word[0].upper()


def _initial(character: str) -> str:
    try:
        place = character.encode("gb2312")
    except UnicodeEncodeError:
        return ""
    return _LETTERS[bisect_right(_BOUNDS, place) - 1] if _BOUNDS[0] <= place < _BEYOND else ""
