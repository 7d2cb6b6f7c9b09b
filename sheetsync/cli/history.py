"""What `sheetsync history` and `sheetsync log` show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from sheetsync.cli.show import few, table
from sheetsync.model import kinds
from sheetsync.model.decision import EDIT, KEEP, KINDS, REMOVE, UNITE
from sheetsync.model.kinds import Value
from sheetsync.model.record import Cause
from sheetsync.model.words import Words
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.history import Entry, History
from sheetsync.workflow.log import Log, field_of

WHOLE = (KEEP, REMOVE, UNITE)
"""What is decided about whole records."""

COLUMNS: Mapping[str, Mapping[str, str]] = {
    "imports": {"file": "report.column.file", "records": "report.column.total"},
    "added": {"file": "report.column.file", "records": "report.column.number"},
    "copies": {
        "department": "report.column.department", "status": "report.column.status", "edits": "report.column.edits",
        "saved_at": "report.column.saved_at", "saved_by": "report.column.saved_by", "file": "report.column.file",
    },
    "releases": {
        "department": "report.column.department", "round": "report.column.round", "by": "cli.log.by", "at": "cli.log.at",
        "file": "report.column.file",
    },
    "decisions": {
        "id": "report.column.number", "kind": "report.column.kind", "value": "cli.log.result", "by": "cli.log.by", "at": "cli.log.at",
        "file": "report.column.file", "remark": "report.column.remark",
    },
    "followed": {"id": "report.column.number", "value": "report.column.after", "cause": "cli.log.cause"},
}  # fmt: skip
"""What the log shows of each thing, under which heading."""

WORDS: Mapping[tuple[str, object], str] = {
    **{("status", status): f"report.status.{status}" for status in ("held", "refused", "duplicate")},
    **{("status", status): f"cli.log.status.{status}" for status in ("read", "withdrawn", "waiting")},
    **{("kind", kind): f"decision.{kind}" for kind in KINDS},
    ("kind", EDIT): "cli.log.kind.edit",
}
"""The words for what the log names by a key."""


def history_lines(folder: Folder, told: History) -> list[str]:
    """A line for each value that the record has had."""
    say = folder.words
    headings = [say(f"cli.history.{name}") for name in ("round", "field", "what", "value", "who", "where")]
    rows = [_history_row(folder, told, e) for e in told.entries]
    head = say("cli.history.head", record=told.record, sheet=told.sheet.label(say.language))
    after = [say("cli.history.goes_on", record=told.goes_on_as)] if told.goes_on_as else []
    return [head, *(f"  {line}" for line in table(rows, headings)), *after]


def _history_row(folder: Folder, told: History, e: Entry) -> tuple[str, ...]:
    say = folder.words
    return (e.round, _field(told, e, say), say(f"cli.history.kind.{e.kind}"), _value(told, e, say), _who(e, say), _where(folder, e))


def _field(told: History, entry: Entry, say: Words) -> str:
    if entry.kind == "reopened":
        return say("cli.history.whole_round")
    return told.sheet.field(entry.field).label(say.language) if entry.field else say("report.whole_record")


def _value(told: History, entry: Entry, say: Words) -> str:
    """The value, or from what to what it changed; of an edit that is not in the state, what was written."""
    if entry.kind == "united":
        return say("cli.history.united", gone=entry.before, stays=entry.value)
    if entry.kind == "vanished":
        return _why_gone(entry, say)
    if not entry.field:
        return ""
    if entry.kind in ("open", "superseded", "refused"):
        return _one_line(entry.written or _shown(told, entry, entry.value, say))
    after = _shown(told, entry, entry.value, say)
    if entry.kind == "began" or entry.before is None or entry.before == entry.value:
        return _one_line(after)
    return _one_line(say("cli.history.change", before=_shown(told, entry, entry.before, say), after=after))


def _why_gone(entry: Entry, say: Words) -> str:
    """Of which record a link had made one that is gone, and why it makes it no more."""
    origin = entry.cause.record if entry.cause else ""
    if entry.before is None:
        return say("cli.history.vanished.without", record=origin)
    return say("cli.history.vanished", record=origin, title=entry.before, value=entry.value or say("report.blank"))


def _shown(told: History, entry: Entry, value: Value, say: Words) -> str:
    return kinds.text(value, told.sheet.field(entry.field), say.language) or say("report.blank")


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59] + "…"


def _who(entry: Entry, say: Words) -> str:
    """The departments; of what was decided those that stand for it, and who decided it."""
    if entry.settlement:
        coordinator = _coordinator(entry.settlement.by, say)
        return say("cli.history.decided", departments=entry.backers, coordinator=coordinator) if entry.backers else coordinator
    if entry.departments:
        return say("list.comma").join(entry.departments)
    return "" if entry.kind in ("began", "vanished") else _coordinator(entry.by, say)


def _coordinator(name: str | None, say: Words) -> str:
    """The coordinator, by name where it is known."""
    return say("report.coordinator.named", who=say("report.coordinator"), name=name) if name else say("report.coordinator")


def _where(folder: Folder, entry: Entry) -> str:
    """From which cell it follows, where it was written; and of what was decided, in which file or by a command, when, and with what remark."""
    say = folder.words
    places = [say("cli.history.follows", cause=_cause(folder, entry.cause, say))] if entry.cause else []
    places += [" ".join(part for part in source if part) for source in entry.sources]
    if settled := entry.settlement:
        places.append(" ".join((settled.file or say("report.command"), say.moment(settled.at))).strip())
        places += [say("cli.history.remark", remark=_one_line(settled.remark))] if settled.remark else []
    return "; ".join(dict.fromkeys(places)) or say.moment(entry.at)


def _cause(folder: Folder, cause: Cause, say: Words) -> str:
    """The cell from which something follows."""
    field = folder.template.find(cause.sheet, cause.field)
    return f"{cause.record} {field.label(say.language) if field else cause.field}"


def log_lines(folder: Folder, log: Log) -> list[str]:
    """Each round with what came in and what was decided."""
    return [line for each in log.lines for line in _round(folder, each)]


def _round(folder: Folder, each: dict[str, Any]) -> Iterator[str]:
    say = folder.words
    told = partial(_told, folder)
    due = str(each["due_at"]).replace("T", " ")
    yield say("cli.log.round.withdrawn" if each["withdrawn"] else "cli.log.round", round=each["round"], due=due, issued=each["issued"])
    for once in each["reopened"]:
        yield f"  {say('cli.log.reopened', at=say.moment(once['at']), by=once['by'], later=once['withdrew'])}"
    for name, columns in COLUMNS.items():
        lines = each[name]
        if isinstance(lines, list) and lines:
            yield f"  {say(f'cli.log.{name}', count=_count(name, lines))}"
            rows = [tuple(told(column, line) for column in columns) for line in lines]
            yield from (f"    {line}" for line in table(rows, [say(heading) for heading in columns.values()]))
            yield from (f"    → {line['why']}" for line in lines if line.get("why"))


def _count(name: str, lines: Sequence[Mapping[str, Any]]) -> int:
    return sum(len(line["records"]) for line in lines) if name == "added" else len(lines)


def _told(folder: Folder, column: str, line: Mapping[str, Any]) -> str:
    """What a column says of a copy, a list or a decision."""
    say, value = folder.words, line[column]
    if column == "by":
        return _coordinator(value, say)
    if column == "cause":
        return _cause(folder, Cause(**value), say)
    if "kind" in line and column in ("value", "kind", "file"):
        return _about_decision(folder, column, line)
    if "cause" in line and column == "value":
        return _settled(folder, line)
    if value is None:
        return ""
    if isinstance(value, list):
        return say("list.comma").join(few(value))
    if column in ("at", "saved_at"):
        return say.moment(str(value))
    return say(WORDS[column, value]) if (column, value) in WORDS else _one_line(str(value))


def _about_decision(folder: Folder, column: str, line: Mapping[str, Any]) -> str:
    """What was decided, what about, and in which file; an edit of a whole record is what it did."""
    say, value = folder.words, line["value"]
    whole = f"report.whole.{value}" if value in WHOLE and "." not in line["id"] else ""
    if column == "file":
        return str(line["file"] or say("report.command"))
    if column == "kind":
        return say(whole) if whole and line["kind"] == EDIT else say(WORDS["kind", line["kind"]])
    return say(whole) if whole else _settled(folder, line)


def _settled(folder: Folder, line: Mapping[str, Any]) -> str:
    """The value that a cell has got."""
    say, value, field = folder.words, line["value"], field_of(folder.template, line["id"])
    shown = kinds.text(kinds.from_json(value, field), field, say.language) if field else str(value or "")
    return _one_line(shown or say("report.blank"))
