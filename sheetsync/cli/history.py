"""What `sheetsync history` and `sheetsync log` show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sheetsync.cli.show import table
from sheetsync.model import kinds
from sheetsync.model.decision import EDIT, KINDS
from sheetsync.model.kinds import Value
from sheetsync.model.words import Words
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.history import Entry, History, Log

COLUMNS: Mapping[str, Mapping[str, str]] = {
    "imports": {"file": "report.column.file", "records": "report.column.total"},
    "copies": {
        "department": "report.column.department", "status": "report.column.status", "edits": "report.column.edits",
        "saved_at": "report.column.saved_at", "saved_by": "report.column.saved_by", "file": "report.column.file",
    },
    "decisions": {
        "id": "report.column.number", "kind": "report.column.kind", "by": "cli.history.who", "at": "cli.log.at", "file": "report.column.file",
    },
}  # fmt: skip
"""What the log shows of each thing, under which heading."""

WORDS: Mapping[tuple[str, object], str] = {
    **{("status", status): f"report.status.{status}" for status in ("held", "refused")},
    **{("status", status): f"cli.log.status.{status}" for status in ("read", "withdrawn", "waiting")},
    **{("kind", kind): f"decision.{kind}" for kind in KINDS},
    ("kind", EDIT): "cli.log.kind.edit",
}
"""The words for what the log names by a key."""


def history_lines(folder: Folder, told: History) -> list[str]:
    """A line for each value that the record has had."""
    say = folder.words
    headings = [say(f"cli.history.{name}") for name in ("round", "field", "what", "value", "who", "where")]
    rows = [
        (e.round, _field(told, e, say), say(f"cli.history.kind.{e.kind}"), _value(told, e, say), _who(e, say), _where(e, say)) for e in told.entries
    ]
    return [say("cli.history.head", record=told.record, sheet=told.sheet.label(say.language)), *(f"  {line}" for line in table(rows, headings))]


def _field(told: History, entry: Entry, say: Words) -> str:
    if entry.kind == "reopened":
        return say("cli.history.whole_round")
    return told.sheet.field(entry.field).label(say.language) if entry.field else say("report.whole_record")


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
    return kinds.text(value, told.sheet.field(entry.field), say.language) or say("report.blank")


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59] + "…"


def _who(entry: Entry, say: Words) -> str:
    if entry.departments:
        return say("list.comma").join(entry.departments)
    return "" if entry.kind == "began" else say("cli.history.coordinator", by=entry.settlement.by if entry.settlement else entry.by)


def _where(entry: Entry, say: Words) -> str:
    places = [" ".join(part for part in source if part) for source in entry.sources]
    if not places and entry.settlement:
        places = [" ".join(part for part in (entry.settlement.file, say.moment(entry.settlement.at)) if part)]
    return "; ".join(places) or say.moment(entry.at)


def log_lines(folder: Folder, log: Log) -> list[str]:
    """Each round with what came in and what was decided."""
    return [line for each in log.lines for line in _round(folder.words, each)]


def _round(say: Words, each: dict[str, Any]) -> Iterator[str]:
    due = str(each["due_at"]).replace("T", " ")
    yield say("cli.log.round.withdrawn" if each["withdrawn"] else "cli.log.round", round=each["round"], due=due, issued=each["issued"])
    for once in each["reopened"]:
        yield f"  {say('cli.log.reopened', at=say.moment(once['at']), by=once['by'], later=once['withdrew'])}"
    for name, columns in COLUMNS.items():
        lines = each[name]
        if isinstance(lines, list) and lines:
            yield f"  {say(f'cli.log.{name}', count=len(lines))}"
            rows = [tuple(_told(say, column, line[column]) for column in columns) for line in lines]
            yield from (f"    {line}" for line in table(rows, [say(heading) for heading in columns.values()]))


def _told(say: Words, column: str, value: object) -> str:
    if value is None:
        return ""
    if column in ("at", "saved_at"):
        return say.moment(str(value))
    return say(WORDS[column, value]) if (column, value) in WORDS else str(value)
