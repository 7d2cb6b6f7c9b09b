"""On which line of a TOML file a key stands, which the standard reader does not tell, and how a value is written in one."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence

_HEADER = re.compile(r"\s*(\[\[?)([^\[\]]+)\]\]?\s*(?:#.*)?")
_ENTRY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*[\w-]+)*)\s*=""")
_SAID = re.compile(r"at line (\d+)")


def toml_value(value: str | float | Sequence[str]) -> str:
    """A value as TOML writes it: its basic strings are those of JSON, but that DEL must be escaped."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def line_numbers(source: str) -> Mapping[str, int]:
    """The line (from 1) of every table and key that begins a line, by dotted name; the nth of a list of tables is `name[n]`."""
    lines: dict[str, int] = {}
    seen: Counter[str] = Counter()
    table = ""
    # TOML knows no other ends of lines
    for number, line in enumerate(source.split("\n"), 1):
        header, entry = _HEADER.fullmatch(line), _ENTRY.match(line)
        if header:
            table = _bare(header[2])
            if header[1] == "[[":
                seen[table] += 1
                table = f"{table}[{seen[table]}]"
            lines.setdefault(table, number)
        elif entry:
            lines.setdefault(f"{table}.{_bare(entry[1])}".lstrip("."), number)
    return lines


def line_of(key: str, lines: Mapping[str, int]) -> int:
    """The line of a key, else of the first that stands in it, else of what it stands in; 1 for what stands in nothing."""
    if key not in lines:
        within = [number for name, number in lines.items() if name.startswith((f"{key}.", f"{key}["))]
        if within:
            return min(within)
    while key and key not in lines:
        key = key.rpartition(".")[0]
    return lines.get(key, 1)


def line_said(message: str) -> int:
    """The line that an error message of the standard reader names; 0 when it names none."""
    said = _SAID.search(message)
    return int(said[1]) if said else 0


def _bare(name: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in name.split("."))
