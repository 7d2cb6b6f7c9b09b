"""A template as people read it: a table per sheet, then what is drawn, checked, linked and shown; and all of it as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sheetsync.cli.show import table
from sheetsync.model.kinds_numbers import bounds
from sheetsync.model.template import Aim, Field, Sheet, Template, Timeline
from sheetsync.model.words import Words

COLUMNS = ("key", "label", "type", "required", "editors", "policy", "details")


def lines(template: Template, say: Words) -> Iterator[str]:
    """The sheets with their fields, and the rest as lists."""
    for sheet in template.sheets:
        yield _head(sheet, say)
        if sheet.fields:
            headings = [say(f"cli.template.{key}") for key in COLUMNS]
            yield from (f"  {line}" for line in table([_row(template, field, say) for field in sheet.fields], headings))
        yield ""
    for name, aims in (("checks", template.checks), ("links", template.links), ("shows", [view.aim for view in template.shows])):
        yield from _aims(say(f"cli.template.{name}"), aims)
    charts = [(chart.sheet, " × ".join(filter(None, (chart.by, chart.split))), _labels(template, chart.labels)) for chart in template.charts]
    if charts:
        yield from (say("cli.template.charts"), *(f"  {line}" for line in table(charts)), "")
    told = ({key: value for key, value in _timeline(each).items() if value} for each in template.timelines)
    if timelines := [(each.pop("sheet"), _told(each)) for each in told]:
        yield from (say("cli.template.timelines"), *(f"  {line}" for line in table(timelines)), "")


def _head(sheet: Sheet, say: Words) -> str:
    """What a sheet is, in one line."""
    told = {"label": " · ".join(sheet.labels.values()), "key": sheet.key, "prefix": sheet.prefix, "owner": sheet.owner, "title": sheet.title}
    line = say(f"cli.template.sheet.{sheet.form}", **told)
    line += say("cli.template.append-only") if sheet.append_only else ""
    return line + say("cli.template.goes-with", field=sheet.goes_with) if sheet.goes_with else line


def _row(template: Template, field: Field, say: Words) -> tuple[str, ...]:
    editors, policy = ("—", "—") if field.kind == "id" else (field.editors, field.policy)
    required = "✓" if field.required else ""
    return (field.key, _labels(template, field.labels), field.kind, required, editors, policy, say("list.semicolon").join(_details(field, say)))


def _labels(template: Template, labels: Mapping[str, str]) -> str:
    return " · ".join(labels[each] for each in template.languages)


def _details(field: Field, say: Words) -> Iterator[str]:
    """What else is said of a field: its choices, to what it refers, its limits, what it holds at first."""
    if field.target:
        yield f"→ {field.target}"
    if field.choices:
        yield f"{field.list_name}: {'/'.join(choice.labels[say.language] for choice in field.choices)}"
    least, most = bounds(field)
    if least is not None and most is not None:
        yield f"{least:g}–{most:g}"
    elif least is not None or most is not None:
        yield f"≥ {least:g}" if least is not None else f"≤ {most:g}"
    first = field.choice(field.default)
    yield from (
        f"{key} = {value}" for key, value in (("default", first.labels[say.language] if first else field.default), ("fill", field.fill)) if value
    )


def _aims(title: str, aims: Sequence[Aim]) -> Iterator[str]:
    if aims:
        rows = [(aim.rule, aim.sheet, ", ".join(f"{key} = {_told(value)}" for key, value in aim.options.items())) for aim in aims]
        yield from (title, *(f"  {line}" for line in table(rows)), "")


def _told(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_told(each)}" for key, each in value.items())
    return "/".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def data(template: Template) -> dict[str, Any]:
    """All that a template says."""
    return {
        "name": template.name,
        "labels": dict(template.labels),
        "languages": list(template.languages),
        "sheets": [_sheet(sheet) for sheet in template.sheets],
        "checks": [_aim(aim) for aim in template.checks],
        "links": [_aim(aim) for aim in template.links],
        "shows": [{**_aim(v.aim), "key": v.key, "labels": dict(v.labels), "sent": v.sent} for v in template.shows],
        "charts": [{"sheet": c.sheet, "by": c.by, "split": c.split or None, "labels": dict(c.labels)} for c in template.charts],
        "timelines": [_timeline(each) for each in template.timelines],
    }


def _timeline(each: Timeline) -> dict[str, str | None]:
    keys = {"sheet": each.sheet, "start": each.start, "finish": each.finish, "finished": each.finished, "progress": each.progress}
    return {key: value or None for key, value in keys.items()}


def _aim(aim: Aim) -> dict[str, Any]:
    return {"rule": aim.rule, "sheet": aim.sheet, "options": dict(aim.options)}


def _sheet(sheet: Sheet) -> dict[str, Any]:
    return {
        "key": sheet.key, "labels": dict(sheet.labels), "form": sheet.form, "prefix": sheet.prefix or None, "owner": sheet.owner or None,
        "title": sheet.title or None, "match": list(sheet.match), "closed": {key: list(choices) for key, choices in sheet.closed.items()},
        "append_only": sheet.append_only, "goes_with": sheet.goes_with or None,
        "aliases": list(sheet.aliases), "hint": dict(sheet.hints), "fields": [_field(f) for f in sheet.fields],
    }  # fmt: skip


def _field(field: Field) -> dict[str, Any]:
    return {
        "key": field.key, "labels": dict(field.labels), "type": field.kind, "required": field.required, "editors": field.editors,
        "policy": field.policy, "list": field.list_name or None, "choices": [choice.key for choice in field.choices], "target": field.target or None,
        "minimum": field.minimum, "maximum": field.maximum, "default": field.default or None, "fill": field.fill or None, "width": field.width,
        "planning": field.planning, "aliases": list(field.aliases), "hint": dict(field.hints),
    }  # fmt: skip
