"""Why a file is no TOML, told from the line at which the standard reader stopped: the slips of people who write one by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sheetsync.files.toml_lines import line_said

WIDE = "“”‘’＂＇，：＝｛｝［］＃．"
"""What an input method writes in place of quotes, commas and brackets."""
_KEY = re.compile(r"""\s*(?:\[+\s*)?([^=\[\]]*[^=\[\]\s])""")
_BARE = re.compile(r"""=\s*([^\s"'\[{,}\]#]+)""")
_VALUE = re.compile(r"true|false|[+-]?[\d.][\d_.:TZe+-]*")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'')


def toml_trouble(source: str, message: str) -> tuple[str, str, int]:
    """What is wrong, as the code of a mistake, what was found there, and on which line (0 where that is not known)."""
    lines = source.splitlines()
    number = line_said(message) or (len(lines) if "end of document" in message else 0)
    line = lines[number - 1] if 0 < number <= len(lines) else ""
    return next(((code, found, number) for code, found in _slips(line, message)), ("not-toml", "", number))


def _slips(line: str, message: str) -> Iterator[tuple[str, str]]:
    """What may have been meant, the likeliest first."""
    outside = _QUOTED.sub('""', line.partition("#")[0] if "#" not in "".join(_QUOTED.findall(line)) else line)
    wide = [character for character in WIDE if character in outside]
    if wide:
        yield "wide-sign", wide[0]
    if "twice" in message or "overwrite" in message or "mutate" in message or "redefine" in message:
        yield "written-twice", (_KEY.match(line) or [line, line.strip()])[1].strip()
    bare = [word for word in _BARE.findall(outside) if not _VALUE.fullmatch(word)]
    if bare:
        yield "bare-word", bare[0]
    if outside.count('"') % 2 or "Unterminated" in message or "Illegal character '\\n'" in message:
        yield "open-quote", line.strip()[:60]
    if "inline table" in message or "initial character" in message or "Unclosed array" in message:
        yield "broken-line", line.strip()[:60]
    if "Invalid statement" in message or "after a key" in message:
        key = (_KEY.match(outside) or [line, line.strip()])[1].strip()
        yield ("quoteless-key" if not key.isascii() else "no-value"), key[:60]
