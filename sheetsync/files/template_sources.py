"""What a template is made of: one file, or several whose sheets stand in one workbook. What was kept of it is one file again."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

from sheetsync.files.template_slips import Slip
from sheetsync.files.toml_values import Wrong
from sheetsync.model.template import Sheet, Template

LISTED = ("checks", "charts", "timelines", "links", "shows")
"""The lists of tables (`[[name]]`) that a template may have."""

_MARK = re.compile(rb"^#:template ([^\r\n]+)\r?\n", re.MULTILINE)


class Part(NamedTuple):
    """One file of a template: its name, how messages call it, and its bytes."""

    name: str
    file: str
    source: bytes


def read_parts(paths: Iterable[Path]) -> tuple[Part, ...]:
    """The parts in these files; OSError where one can't be read."""
    return tuple(Part(path.stem, path.name, path.read_bytes()) for path in paths)


def joined(parts: tuple[Part, ...]) -> bytes:
    """The parts as one file: a single one as it is, several each under a line with its name."""
    if len(parts) == 1:
        return parts[0].source
    return b"\n".join(b"#:template %s\n%s" % (part.name.encode(), part.source) for part in parts)


def split(source: bytes, name: str) -> tuple[Part, ...]:
    """The parts that `joined` made these bytes of; a single one has the name that is given."""
    _, *rest = _MARK.split(source) if source.startswith(b"#:template ") else (b"",)
    named = [(rest[n].decode(), rest[n + 1]) for n in range(0, len(rest), 2)] or [(name, source)]
    *before, last = [Part(each, f"{each}.toml", content) for each, content in named]
    return (*(part._replace(source=part.source.removesuffix(b"\n")) for part in before), last)


def version(parts: tuple[Part, ...]) -> str:
    """Names exactly this content."""
    return hashlib.sha256(joined(parts)).hexdigest()


def together(templates: Sequence[Template], version: str) -> Template:
    """The template that has the sheets, checks, charts, timelines, links and views of all, in the languages that all have."""
    first, *others = templates
    entries = {
        (link.sheet, link.options.get("field")): link.options["entry"] for t in templates for link in t.links if _is_labels(link.options.get("entry"))
    }
    languages = tuple(each for each in first.languages if all(each in other.languages for other in others))
    return Template(
        "+".join(template.name for template in templates),
        {language: " + ".join(t.labels[language] for t in templates if language in t.labels) for language in languages},
        languages,
        tuple(_offering(sheet, entries) for template in templates for sheet in template.sheets),
        tuple(aim for template in templates for aim in template.checks),
        tuple(chart for template in templates for chart in template.charts),
        tuple(link for template in templates for link in template.links),
        version,
        tuple(view for template in templates for view in template.shows),
        tuple(timeline for template in templates for timeline in template.timelines),
    )


def _is_labels(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(each, str) for each in value.values())


def _offering(sheet: Sheet, entries: Mapping[tuple[str, Any], Mapping[str, str]]) -> Sheet:
    """The sheet whose references offer a new record where a link makes one."""
    fields = tuple(replace(f, new=entries[sheet.key, f.key]) if (sheet.key, f.key) in entries else f for f in sheet.fields)
    return sheet if fields == sheet.fields else replace(sheet, fields=fields)


class Places:
    """In which of a template's files a key of the whole stands. The tables of a list count on from file to file."""

    def __init__(self, contents: Sequence[Mapping[str, Any]]) -> None:
        self._contents = contents
        counts = {name: [len(c[name]) if isinstance(c.get(name), list) else 0 for c in contents] for name in LISTED}
        self._before = {name: [0, *accumulate(counted)] for name, counted in counts.items()}

    def find(self, key: str) -> tuple[int, str]:
        """The number of the file, from 0, and the key as it is called there."""
        if numbered := re.match(rf"({'|'.join(LISTED)})\[(\d+)\]", key):
            before, number = self._before[numbered[1]], int(numbered[2])
            part = next(n for n in reversed(range(len(self._contents))) if before[n] < number)
            return part, f"{numbered[1]}[{number - before[part]}]{key[numbered.end() :]}"
        table, _, rest = key.partition(".")
        entry = rest.partition(".")[0]
        return next((n for n, each in enumerate(self._contents) if entry in _entries(each, table)), 0), key

    def doubled(self) -> Iterator[tuple[int, Slip]]:
        """Sheets and lists whose key one of the files before has too, with the number of the file."""
        for table in ("sheets", "lists"):
            seen: set[str] = set()
            for number, content in enumerate(self._contents):
                for key in _entries(content, table):
                    if key in seen:
                        yield number, (f"{table}.{key}", Wrong("duplicate-key", key))
                seen.update(_entries(content, table))


def _entries(content: Mapping[str, Any], table: str) -> Mapping[str, Any]:
    entries = content.get(table)
    return entries if isinstance(entries, dict) else {}
