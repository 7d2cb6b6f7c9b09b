"""Colours, where a terminal shows them. They only repeat what the words say: nothing is told by a colour alone."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Any, TextIO

import click

TONES: Mapping[str, Mapping[str, Any]] = {
    "bad": {"fg": "red"}, "warn": {"fg": "yellow"}, "good": {"fg": "green"}, "muted": {"dim": True}, "head": {"bold": True}, "next": {"fg": "cyan"},
}  # fmt: skip
SEVERITIES: Mapping[str, str] = {"error": "bad", "warning": "warn", "notice": "muted"}
"""The tone of each severity of findings."""
BAR, FULL, EMPTY = 12, "█", "░"
"""A bar of progress: its width in characters, and what it is made of."""


def painted(text: str, tone: str, stream: TextIO | None = None) -> str:
    """A text in a tone, for a stream (default: standard output); as it is where that shows no colours, and for no tone."""
    return click.style(text, **TONES[tone]) if text and tone and shows_colours(stream or sys.stdout) else text


def shows_colours(stream: TextIO) -> bool:
    """Whether a stream is a terminal whose user has not asked for plain text (`NO_COLOR`, as no-color.org says)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def bar(done: int, total: int) -> str:
    """How much of a whole is done."""
    full = BAR * done // max(total, 1)
    return FULL * full + EMPTY * (BAR - full)
