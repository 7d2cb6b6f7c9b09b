"""What `sheetsync history` and `sheetsync log` show."""

from __future__ import annotations

from collections.abc import Iterator

from sheetsync.cli.show import table
from sheetsync.model import kinds
from sheetsync.model.kinds import Value
from sheetsync.model.words import Words
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.history import Entry, History, Log


def history_lines(folder: Folder, told: History) -> list[str]:
    """A line for each value that the record has had."""
    say = folder.words
    headings = [say(f"cli.history.{name}") for name in ("round", "field", "what", "value", "who", "where")]
    rows = [(e.round, _field(told, e, say), say(f"cli.history.kind.{e.kind}"), _value(told, e, say), _who(e, say), _where(e)) for e in told.entries]
    return [say("cli.history.head", record=told.record, sheet=told.sheet.label(say.language)), *(f"  {line}" for line in table(rows, headings))]


def _field(told: History, entry: Entry, say: Words) -> str:
    return told.sheet.field(entry.field).label(say.language) if entry.field else say("cli.history.whole")


def _value(told: History, entry: Entry, say: Words) -> str:
    """The value, or from what to what it changed; of an edit that is not in the state, what was written."""
    if not entry.field:
        return ""
    if entry.kind in ("open", "superseded", "refused"):
        return _one_line(entry.written or _shown(told, entry, entry.value, say))
    after = _shown(told, entry, entry.value, say)
    if entry.kind == "began" or entry.before is None:
        return _one_line(after)
    return _one_line(say("cli.history.change", before=_shown(told, entry, entry.before, say), after=after))


def _shown(told: History, entry: Entry, value: Value, say: Words) -> str:
    return kinds.text(value, told.sheet.field(entry.field), say.language) or say("cli.blank")


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59] + "…"


def _who(entry: Entry, say: Words) -> str:
    if entry.departments:
        return say("list.comma").join(entry.departments)
    return "" if entry.kind == "began" else say("cli.history.coordinator", by=entry.settlement.by if entry.settlement else "")


def _where(entry: Entry) -> str:
    places = [" ".join(part for part in source if part) for source in entry.sources]
    if not places and entry.settlement:
        places = [" ".join(part for part in (entry.settlement.file, entry.settlement.at) if part)]
    return "; ".join(places)


def log_lines(folder: Folder, log: Log) -> list[str]:
    """Each round with what came in and what was decided."""
    return [line for each in log.lines for line in _round(folder.words, each)]


def _round(say: Words, each: dict[str, object]) -> Iterator[str]:
    due = str(each["due_at"]).replace("T", " ")
    yield say("cli.log.round", round=each["round"], due=due, issued=each["issued"])
    for name, columns in (
        ("imports", ("file", "records")),
        ("copies", ("department", "status", "edits", "saved_at", "saved_by", "file")),
        ("decisions", ("id", "kind", "by", "at", "file")),
    ):
        lines = each[name]
        if isinstance(lines, list) and lines:
            yield f"  {say(f'cli.log.{name}', count=len(lines))}"
            rows = [tuple("" if line[c] is None else _told(say, c, line[c]) for c in columns) for line in lines]
            yield from (f"    {line}" for line in table(rows))


def _told(say: Words, column: str, value: object) -> str:
    return say(f"cli.log.{column}.{value}") if column in ("status", "kind") else str(value)
