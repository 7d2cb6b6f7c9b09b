"""What people see in a terminal: short sentences, and tables in which Chinese characters take two columns."""

from __future__ import annotations

import json
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from sheetsync.cli.alike import alike
from sheetsync.cli.paint import SEVERITIES, bar, painted
from sheetsync.model.decision import UNITE
from sheetsync.model.finding import Finding
from sheetsync.model.mistake import Mistake
from sheetsync.model.plan import text_width
from sheetsync.model.result import ChoiceLine, DecisionLine, FindingLine, Result, ReturnLine
from sheetsync.model.template import Template
from sheetsync.model.words import Words

MOST = 12
"""So many lines of a list are shown; the workbook has them all."""
SILENT = "no-update"
SUMMED = frozenset({"overdue", "due-soon", SILENT})
"""The codes of findings of which there may be one for every record, and which are counted in lines of their own."""


def as_json(data: Any) -> None:
    """One JSON document, and nothing else, on standard output."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def few(texts: Sequence[str], most: int = 5) -> list[str]:
    """The first texts of a list, and an ellipsis for the rest."""
    return [*texts[:most], *(["…"] if len(texts) > most else [])]


def errors_of(result: Result) -> list[FindingLine]:
    """The findings that need a person and that are not asked as decisions."""
    asked = {d.kind for d in result.decisions}
    return [f for f in result.findings if f.severity == "error" and f.code not in asked]


def table(rows: Iterable[Sequence[str]], headings: Sequence[str] = ()) -> list[str]:
    """The rows in columns, two spaces apart; the last column is cut to the width of the terminal."""
    cells = [tuple(str(each) for each in row) for row in ([headings, *rows] if headings else rows)]
    if not cells:
        return []
    widths = [max(_width(row[i]) for row in cells) for i in range(len(cells[0]))]
    room = shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 10_000
    lines = ["  ".join(_padded(text, width) for text, width in zip(row, widths, strict=True)).rstrip() for row in cells]
    return [_cut(line, room) for line in lines]


def _width(text: str) -> int:
    """The columns that a text takes, whatever its colours."""
    return text_width(click.unstyle(text))


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _cut(line: str, room: int) -> str:
    """A line within the room that there is; one that is cut loses its colours."""
    if _width(line) <= room:
        return line
    line = click.unstyle(line)
    while text_width(line) > room - 1:
        line = line[:-1]
    return line + "…"


def quoted(path: Path | str) -> str:
    """A path as it is typed in a terminal."""
    return f'"{path}"' if " " in str(path) else str(path)


def progress(words: Words, quiet: bool) -> Callable[[int, int, str], None]:
    """Shows what is being worked on, on one line of a terminal; nothing elsewhere."""
    if quiet or not sys.stderr.isatty():
        return lambda *_: None

    def show(number: int, total: int, name: str) -> None:
        told = words("cli.progress", number=number + 1, total=total, name=name)
        line = _cut(f"{bar(number, total)} {told}", shutil.get_terminal_size((100, 24)).columns)
        click.echo(f"\r\x1b[K{line}", nl=False, err=True)
        if number + 1 == total:
            click.echo("\r\x1b[K", nl=False, err=True)

    return show


def mistake_line(words: Words, mistake: Mistake) -> str:
    """A mistake with its place: the file, the line where it is known, and the key."""
    line = getattr(mistake, "line", 0)
    place = ":".join(str(each) for each in (mistake.file, line or "", mistake.key) if each)
    said = words(f"mistake.{mistake.code}", value=mistake.value, key=mistake.key, **mistake.detail)
    hint = words("hint.nearest", nearest=mistake.nearest) if mistake.nearest else ""
    return f"{place}: {said}{hint}"


class Shown:
    """Shows results in one language."""

    def __init__(self, words: Words, template: Template | None = None) -> None:
        self.words = words
        self.template = template
        self.labels: Mapping[tuple[str, str | None], str] = _labels(template, words.language) if template else {}

    def merge(self, result: Result) -> list[str]:
        """What a merge did, what needs a person, and where to look."""
        return [
            painted(self.words("cli.merge.head", project=result.project, round=result.round, as_of=result.as_of), "head"),
            *self.copies(result),
            *self.decisions(result),
            *self.findings(result),
            *self.returns(result.returns),
            *([self.words("cli.merge.workbook", workbook=painted(result.workbook, "head"))] if result.workbook else []),
            *(painted(line, "next") for line in self.next(result) or self.again(result)),
        ]

    def returns(self, lines: Sequence[ReturnLine]) -> list[str]:
        """Which departments have something to mend, in which workbook, and how it comes back: a line each."""
        if not lines:
            return []
        if len(lines) == 1 and lines[0].file:
            only = lines[0]
            return [self.words("cli.returns.one", department=only.department, count=only.cells, file=only.file)]
        said = (
            self.words("cli.returns.file" if line.file else "cli.returns.own", department=line.department, count=line.cells, file=line.file)
            for line in lines
        )
        return [self.words("cli.returns", count=sum(line.cells for line in lines)), *_indented(said)]

    def next(self, result: Result, called: str = "sheetsync") -> list[str]:
        """How to settle what is open, where there is something and a workbook to do it in; one that lies where it belongs needs not be named."""
        if not result.workbook or all(d.decided for d in result.decisions):
            return []
        named = "" if result.workbook == f"reports/{result.round}.xlsx" else f" {quoted(result.workbook)}"
        return [self.words("cli.merge.next", sheet=self.words("report.sheet.decisions"), command=f"{called} resolve{named}")]

    def again(self, result: Result) -> list[str]:
        """What to do where nothing is to be decided: until all is in and mended, merge again; then begin the next round."""
        if not result.workbook:
            return []
        return [self.words("cli.merge.again" if result.missing or result.needs_a_person else "cli.merge.done")]

    def check(self, result: Result) -> list[str]:
        """What copies hold, everything that was found in them, and that nothing was merged."""
        asked = {d.kind for d in result.decisions}
        found = [
            self.words("cli.finding", severity=self._severity(f.severity), message=self.told(f.message, more))
            for f, more in alike(f for f in result.findings if f.code not in asked)
        ]
        lines = [*self.decisions(result), *(["", *found] if found else [])]
        note = self.words("cli.check.note" if result.round else "cli.check.alone")
        return [*self._counts(result, "cli.check"), *(lines or [self.words("cli.check.good")]), "", note]

    def copies(self, result: Result) -> list[str]:
        """How many files came and edits were read, by what became of them, and who is missing."""
        lines = self._counts(result, "cli.merge")
        if result.missing:
            held = {copy.department for copy in result.copies if copy.status == "held"}
            names = [self.words("cli.merge.held", department=name) if name in held else name for name in result.missing]
            lines.append(painted(self.words("cli.merge.missing", departments=self._join(names)), "warn"))
        return [*lines, *self._united(result)]

    def _united(self, result: Result) -> list[str]:
        """Which records the coordinator has made one."""
        pairs = [d.id.split("+") for d in result.decisions if d.decided and d.current == UNITE and "+" in d.id]
        said = [self.words("cli.merge.pair", stays=stays, gone=gone) for stays, *gone in pairs]
        return [self.words("cli.merge.united", pairs=few(said, MOST))] if said else []

    def _counts(self, result: Result, command: str) -> list[str]:
        counts = Counter(copy.status for copy in result.copies if result.round or copy.status != "unchanged")
        kinds = self._by("cli.status", counts, command)
        fates = self._by("cli.fate", {fate: count for fate, count in result.edits.items() if fate != "read" and count}, command)
        files = self.words(f"{command}.files", count=len(result.copies)) + kinds
        return [files, self.words("cli.merge.edits", count=result.edits["read"]) + fates] if result.round else [files]

    def _by(self, key: str, counts: Mapping[str, int], command: str) -> str:
        """How many of each kind; a command that only looks says what could be done where others say what was."""
        looked = {"merged"} if command == "cli.check" else set()
        said = [self.words((f"cli.check{key[3:]}" if kind in looked else key) + f".{kind}", count=count) for kind, count in counts.items()]
        return self.words("cli.colon") + self._join(said) if said else ""

    def decisions(self, result: Result) -> list[str]:
        """The open decisions, one line each."""
        found = [d for d in result.decisions if d.decided is None]
        if not found:
            return []
        rows = [(d.id, self.words(f"decision.{d.kind}"), self._label(d), self.choices(d)) for d in found[:MOST]]
        headings = [self.words(f"cli.decision.{name}") for name in ("key", "kind", "field", "choices")]
        return ["", painted(self.words("cli.merge.decisions", count=len(found)), "warn"), *_indented(table(rows, headings)), *self._rest(len(found))]

    def _label(self, decision: DecisionLine) -> str:
        if decision.field is None:
            return self.words("report.whole_record")
        return self.labels.get((decision.sheet, decision.field)) or decision.field

    def choices(self, decision: DecisionLine) -> str:
        """The value now, and each choice with who stands for it."""
        told = [(c.value == decision.current, self._choice(decision, c)) for c in decision.choices]
        now = next((said for current, said in told if current), self.value(decision, decision.current))
        return " | ".join([self.words("cli.decision.now", value=now), *(said for current, said in told if not current)])

    def _choice(self, decision: DecisionLine, choice: ChoiceLine) -> str:
        value = self.value(decision, choice.value)
        return self.words("cli.decision.choice", value=value, departments=choice.departments) if choice.departments else value

    def value(self, decision: DecisionLine, value: Any) -> str:
        """A value of a decision as people read it."""
        from sheetsync.model import kinds

        if decision.field is None or self.template is None:
            return self.words(f"report.whole.{value}")
        field = self.template.sheet(decision.sheet).field(decision.field)
        return kinds.text(kinds.from_json(value, field), field, self.words.language) or self.words("report.blank")

    def findings(self, result: Result) -> list[str]:
        """What needs a person besides the decisions, and a count of the rest."""
        errors = errors_of(result)
        counts = Counter(f.severity for f in result.findings if f.code not in SUMMED)
        kinds = alike(errors)
        said = [self.told(f.message, more) for f, more in kinds[:MOST]]
        rest = self._rest(sum(1 + more for _, more in kinds[MOST:]), 0)
        lines = ["", painted(self.words("cli.merge.errors", count=len(errors)), "bad"), *_indented(said), *rest]
        return [
            *(lines if errors else []),
            "",
            self._due(result),
            self.words("cli.merge.findings", warnings=counts["warning"], notices=counts["notice"]),
        ]

    def _due(self, result: Result) -> str:
        """How much is overdue and due soon, and of how many records nobody has written in this round, by department."""
        overdue, soon = (sum(f.code == code for f in result.findings) for code in ("overdue", "due-soon"))
        silent = [f.department or "" for f in result.findings if f.code == SILENT]
        if not silent:
            return self.words("cli.merge.due", overdue=overdue, soon=soon)
        counts = Counter(silent).most_common()
        each = [self.words("cli.merge.silent.each", department=department, count=count) for department, count in counts[:MOST] if department]
        return self.words("cli.merge.due.silent", overdue=overdue, soon=soon, count=len(silent), departments=each)

    def _rest(self, count: int, shown: int = MOST) -> list[str]:
        return _indented([self.words("cli.more", count=count - shown)]) if count > shown else []

    def told(self, message: str, more: int) -> str:
        """A finding's sentence, and how many of its kind stand behind it."""
        return self.words("cli.alike", message=message, count=more) if more else message

    def _join(self, texts: Iterable[str]) -> str:
        return self.words("list.comma").join(texts)

    def finding(self, finding: Finding, more: int = 0) -> str:
        message = self.told(self.words.finding(finding), more)
        return self.words("cli.finding", severity=self._severity(finding.severity), message=message)

    def _severity(self, severity: str) -> str:
        return painted(self.words(f"severity.{severity}"), SEVERITIES[severity])


def _labels(template: Template, language: str) -> dict[tuple[str, str | None], str]:
    labels: dict[tuple[str, str | None], str] = {(s.key, None): s.label(language) for s in template.sheets}
    labels.update({(s.key, f.key): f.label(language) for s in template.sheets for f in s.fields})
    return labels


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"  {line}" for line in lines]
