"""Values of a TOML file that a person writes, read one by one, so that every mistake is named and not only the first."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn

from sheetsync.files.toml_trouble import toml_trouble
from sheetsync.model.kinds_words import nearest
from sheetsync.model.mistake import Mistake, Mistakes

Reader = Callable[[Any], Any]
"""Takes a value as TOML has it and gives what is meant, or raises Wrong."""


class Wrong(Exception):
    """A value that is not what it should be; becomes a mistake with the key at which it stands."""

    def __init__(self, code: str, value: object = "", near: str = "", **detail: Any) -> None:
        self.code, self.value, self.near, self.detail = code, _as_written(value), near, detail
        super().__init__(code)


@dataclass(slots=True)
class Reading:
    """A file being read: its name for messages, and the mistakes found so far."""

    file: str
    mistakes: list[Mistake] = field(default_factory=list)

    def wrong(self, key: str, wrong: Wrong) -> None:
        self.mistakes.append(Mistake(self.file, key, wrong.code, wrong.value, wrong.near, wrong.detail))

    @contextmanager
    def at(self, key: str) -> Iterator[None]:
        """Whatever is wrong in the block is a mistake at this key."""
        try:
            yield
        except Wrong as wrong:
            self.wrong(key, wrong)

    def table(self, value: Any, name: str, readers: Mapping[str, Reader], required: Sequence[str] = (), code: str = "not-a-table") -> dict[str, Any]:
        """The values of a table that are right, by key; everything else in it becomes a mistake. `code` says what one is that is no table."""
        if not isinstance(value, dict):
            self.wrong(name, Wrong("doubled-section" if code == "not-a-table" and _are_tables(value) else code, value))
            return {}
        dot = f"{name}." if name else ""
        for key in (key for key in value if key not in readers):
            self.wrong(dot + key, Wrong("unknown-key", key, nearest(key, tuple(readers)), known=tuple(readers)))
        for key in required:
            if key not in value:
                self.wrong(dot + key, Wrong("missing-key", key))
        found = {}
        for key, read in readers.items():
            if key in value:
                with self.at(dot + key):
                    found[key] = read(value[key])
        return found


def load_toml(path: Path) -> dict[str, Any]:
    """A TOML file's content; raises Mistakes where it isn't TOML, OSError where it can't be read."""
    return parse_toml(path.read_bytes(), path.name)


def parse_toml(source: bytes, file: str) -> dict[str, Any]:
    """The content of the bytes of a TOML file, which mistakes call by that name; raises Mistakes where it isn't TOML."""
    try:
        text = source.decode("utf-8-sig")
        return tomllib.loads(text)
    except UnicodeDecodeError:
        raise Mistakes([Mistake(file, "", "not-utf8")]) from None
    except tomllib.TOMLDecodeError as error:
        code, found, line = toml_trouble(text, str(error))
        raise Mistakes([Mistake(file, "", code, found, detail={"problem": str(error)}, line=line)]) from None


def _are_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, dict) for each in value)


def text(value: Any) -> str:
    """A text, without spaces around it."""
    if not isinstance(value, str):
        raise Wrong("not-text", value)
    return value.strip()


def filled_text(value: Any) -> str:
    """A text that says something."""
    return text(value) or _blank()


def whole(minimum: int, maximum: int) -> Reader:
    """A whole number within bounds, both allowed."""

    def read(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not minimum <= value <= maximum:
            raise Wrong("not-a-number", value, minimum=minimum, maximum=maximum)
        return value

    return read


def word(words: Sequence[str], also: Mapping[str, str] = MappingProxyType({})) -> Reader:
    """One of these words; `also` are others that people may write, with the one that they mean."""

    def read(value: Any) -> str:
        if text(value) not in words:
            meant = also.get(text(value).lower()) or nearest(str(value), words)
            raise Wrong("not-a-word", value, meant, choices=tuple(filter(None, words)))
        return text(value)

    return read


def iso_day(value: Any) -> str:
    """A day as ISO text; TOML's own dates will do."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    try:
        return date.fromisoformat(text(value)).isoformat()
    except ValueError:
        raise Wrong("not-a-date", value) from None


def iso_day_or_blank(value: Any) -> str:
    """A day as ISO text, or blank."""
    return "" if value == "" else iso_day(value)


def iso_days(value: Any) -> tuple[str, ...]:
    """A list of days, in order and each once; all that are none are named together."""
    if not isinstance(value, list):
        raise Wrong("not-a-list", value)
    days, bad = set(), []
    for each in value:
        try:
            days.add(iso_day(each))
        except Wrong as wrong:
            bad.append(wrong.value)
    if bad:
        raise Wrong("not-a-date", ", ".join(bad))
    return tuple(sorted(days))


def clock(value: Any) -> str:
    """A time of the day as `HH:MM`; TOML's own times will do."""
    if isinstance(value, time):
        return value.strftime("%H:%M")
    match = re.fullmatch(r"([01]?\d|2[0-3])[:：]([0-5]\d)", text(value), re.ASCII)
    if not match:
        raise Wrong("not-a-time", value)
    return f"{int(match[1]):02d}:{match[2]}"


def _blank() -> NoReturn:
    raise Wrong("blank")


_LONGEST = 80
"""So much of a list or a table is shown where a text was expected."""


def _as_written(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | dict):
        shown = str(value)
        return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"
    return value.isoformat() if isinstance(value, date | time) else str(value)
