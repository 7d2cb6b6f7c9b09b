"""Return codes: a random word with a check character, by which a copy is known again (`SS-7K3F9QX2-C`)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

TOKEN_PROPERTY = "sheetsync_token"
"""The custom document property that carries a return code."""

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTVWXYZ"
"""Digits and capitals without those that people misread (0 1 I O U). 31 of them, a prime, so that every slip changes the check."""

PATTERN = re.compile(rf"SS-([{ALPHABET}]{{8}})-([{ALPHABET}])(?![A-Z0-9])")


def check_character(body: str) -> str:
    """The check character of a code's eight characters; a wrong character or two swapped neighbours give another one."""
    return ALPHABET[sum(place * ALPHABET.find(char) for place, char in enumerate(body, 2)) % 31]


def make_token(number: int) -> str:
    """The return code of a random number (40 bits or more)."""
    body = ""
    for _ in range(8):
        number, digit = divmod(number, len(ALPHABET))
        body += ALPHABET[digit]
    return f"SS-{body}-{check_character(body)}"


DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－﹣－ー_~"), "-")
"""What stands for a dash where a code was typed or passed through another program."""

LOOSE = re.compile(r"(?<![A-Z0-9])SS[ -]{0,3}((?:[A-Z0-9][ -]{0,3}){7,10})(?![A-Z0-9])")
"""What may have been meant as a code."""


def may_hold_code(text: str) -> bool:
    """Whether looking for codes in a text is worth while, which takes several times longer; in most cells of a workbook it is not."""
    shouted = text.upper()
    return "SS" in shouted or "ＳＳ" in shouted


def _plain(text: str) -> str:
    """A text as codes are written: in capitals, narrow, with dashes; blank where no code can be in it."""
    return _narrow(text) if may_hold_code(text) else ""


def _narrow(text: str) -> str:
    return unicodedata.normalize("NFKC", text.upper()).translate(DASHES)


def find_tokens(text: str) -> list[str]:
    """The valid return codes in a text, in whatever width and case they stand there."""
    return [m.group() for m in PATTERN.finditer(_plain(text)) if check_character(m.group(1)) == m.group(2)]


def without_codes(text: str) -> str:
    """A text without what has the shape of a return code, right or wrong, in plain letters and widths."""
    return PATTERN.sub("", _narrow(text))


def find_slips(text: str) -> list[str]:
    """What looks like a return code in a text and is none, without anything between its characters: perhaps one that was typed wrong."""
    right = set(find_tokens(text))
    loose = ("SS" + re.sub(r"\W", "", m.group(1)) for m in LOOSE.finditer(_plain(text)))
    return [each for each in loose if each not in {token.replace("-", "") for token in right}]


def meant(slip: str, tokens: Iterable[str]) -> str:
    """The one return code that differs from what was typed in at most one character, or in the order of two; blank where none or several do."""
    near = [token for token in tokens if _one_slip(slip, token.replace("-", ""))]
    return near[0] if len(near) == 1 else ""


def _one_slip(typed: str, right: str) -> bool:
    """Whether one text is the other with at most one character more, less or other, or with two neighbours swapped."""
    if len(typed) > len(right):
        return _one_slip(right, typed)
    start = next((n for n, pair in enumerate(zip(typed, right, strict=False)) if pair[0] != pair[1]), len(typed))
    ours, theirs = typed[start:], right[start:]
    if len(ours) < len(theirs):
        return ours == theirs[1:]
    return ours[1:] == theirs[1:] or (ours[:2] == theirs[1::-1] and ours[2:] == theirs[2:])
