"""However long a text is, whatever it repeats: every field type reads or refuses it in no time."""

from __future__ import annotations

import time

import pytest
from hostile import LONG, LONG_TEXTS
from small import CONTEXT, choices, field

from sheetsync.model import kinds
from sheetsync.model.raw import RawCell

TEXTS = (*LONG_TEXTS, "部、" * 16_000, "、" * LONG, "J-JA-001、" * 4_000, "J-JA-" * 6_000, "1月1日" * 8_000, "and " * 8_000, "1%" * 16_000)
MOST = 0.3
"""Seconds of processor time on a slow machine; what grows with the square of the length takes ten times as long."""


@pytest.mark.parametrize("kind", kinds.KINDS)
@pytest.mark.parametrize("length", [4_000, LONG])
def test_long_texts_are_read_in_no_time(kind: str, length: int) -> None:
    asked = field("x", kind, **({"choices": choices("open", "busy", "done")} if kind in ("choice", "choices") else {}))
    for text in TEXTS:
        start = time.process_time()
        kinds.read(RawCell(text[:length]), asked, CONTEXT)
        assert time.process_time() - start < MOST, text[:20]
