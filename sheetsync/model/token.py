"""Return codes: a random word with a check character, by which a copy is known again (`SS-7K3F9QX2-C`)."""

from __future__ import annotations

import re

TOKEN_PROPERTY = "sheetsync_token"
"""The custom document property that carries a return code."""

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTVWXYZ"
"""Digits and capitals without those that people misread (0 1 I O U). 31 of them, a prime, so that every slip changes the check."""

PATTERN = re.compile(rf"SS-([{ALPHABET}]{{8}})-([{ALPHABET}])")


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


def find_tokens(text: str) -> list[str]:
    """The valid return codes in a text."""
    shouted = text.upper()
    if "SS-" not in shouted:  # most cells of a workbook: several times faster than the pattern
        return []
    return [m.group() for m in PATTERN.finditer(shouted) if check_character(m.group(1)) == m.group(2)]
