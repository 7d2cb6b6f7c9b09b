"""What may be typed into a table's cells, and what people are told about it: prompts, dropdowns, limits, guards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time
from typing import NamedTuple

from sheetsync.model.kinds_numbers import bounds
from sheetsync.model.plan import Range, Validation
from sheetsync.model.rights import editors_field, must_fill
from sheetsync.model.shown import is_shown
from sheetsync.model.template import Field, Sheet
from sheetsync.steps.issue.assignment import Assignment
from sheetsync.steps.issue.grid import Grid, rectangles
from sheetsync.steps.issue.lists import Lists
from sheetsync.steps.issue.look import shorten

TITLE, TEXT = 32, 255
"""What Excel allows in the titles and the texts of a validation."""
MOST_RANGES = 200
"""Ranges of one validation; Excel does not read arbitrarily long ones."""
FIRST_DAY = date(2000, 1, 1)
LAST_MINUTE = time(23, 59, 59)
KINDS: Mapping[str, str] = {
    "choice": "list", "department": "list", "ref": "list", "date": "date", "datetime": "date", "time": "time", "percent": "decimal",
    "integer": "integer", "rating": "integer",
}  # fmt: skip
"""The field types whose cells Excel itself checks; the others only carry a prompt."""

FREE = frozenset({"line", "text", "person"})
"""The field types that take anything, so that a hint says more than the type."""
SEVERAL = frozenset({"choices", "departments", "refs"})
"""The field types of which one must always be told how to write several."""
EXPLAINED = frozenset({"choice", "department", "ref", "text"})
"""The field types of which it is worth saying how to fill them in, where the template does not say it."""
EXPECTED = 140
"""Characters of what is expected, so that a list of many departments or choices leaves room for the rest."""

Places = Mapping[str, Sequence[int]]
"""Rows by field."""


class Guard(NamedTuple):
    """Why a cell is not to be changed: the key of the sentence, and the label of the field that says whose it is."""

    key: str
    label: str = ""


def guard(assignment: Assignment, sheet: Sheet, field: Field, *, new: bool = False) -> Guard:
    """Why a department may not change a cell; `new` of a row that it adds itself."""
    if is_shown(field):
        return Guard("issue.guard.shown")
    if field.editors == "coordinator":
        return Guard("issue.guard.new" if new and field.key == sheet.owner else "issue.guard.coordinator")
    named = editors_field(assignment.template, sheet, field)
    return Guard("issue.guard.owner", named.label(assignment.language)) if named else Guard("issue.guard.coordinator")


def rules(assignment: Assignment, grid: Grid, lists: Lists, free: Places, guarded: Mapping[Guard, Sequence[tuple[int, int]]]) -> Iterator[Validation]:
    """The validations of a table, none over another: `free` are the rows that may be filled in, by field; `guarded` the cells that may not."""
    places = grid.places
    for field in grid.columns:
        if field and field.kind == "id":
            yield id_guard(assignment, field, (grid.body(field.key),))
        elif field and free.get(field.key):
            ranges = rectangles((row, places[field.key]) for row in free[field.key])
            for start in range(0, len(ranges), MOST_RANGES):
                yield field_rule(assignment, grid.sheet, field, lists, ranges[start : start + MOST_RANGES])
    for why, cells in guarded.items():
        ranges = rectangles(cells)
        for start in range(0, len(ranges), MOST_RANGES):
            yield cell_guard(assignment, why, ranges[start : start + MOST_RANGES])


def id_guard(assignment: Assignment, field: Field, ranges: tuple[Range, ...]) -> Validation:
    """The id is never to be typed; it is not locked either, or the table could not be sorted."""
    words = assignment.words
    title = shorten(field.label(assignment.language), TITLE)
    told = shorten(words("issue.guard.id"), TEXT)
    return Validation(ranges, "never", prompt_title=title, prompt=told, error_title=title, error=told)


def cell_guard(assignment: Assignment, why: Guard, ranges: tuple[Range, ...]) -> Validation:
    """Cells of others: a change is possible after a question, and will be a suggestion."""
    words = assignment.words
    told = {"label": why.label, "department": assignment.department.name}
    title = shorten(words("issue.guard.title"), TITLE)
    prompt, error = (shorten(words(key, **told), TEXT) for key in (why.key, f"{why.key}.asked"))
    return Validation(ranges, "never", prompt_title=title, prompt=prompt, error_title=title, error=error, severity="warning")


def field_rule(assignment: Assignment, sheet: Sheet, field: Field, lists: Lists, ranges: tuple[Range, ...]) -> Validation:
    """A field's prompt, and where Excel can check its cells, the check."""
    words, label = assignment.words, field.label(assignment.language)
    source = lists.name(sheet.key, field.key)
    kind = KINDS.get(field.kind, "any")
    return Validation(
        ranges,
        kind if kind != "list" or source else "any",
        source,
        *_limits(field),
        prompt_title=shorten(label, TITLE),
        prompt=prompt(assignment, field),
        error_title=shorten(words("issue.refused.title"), TITLE),
        error=shorten(words(f"issue.refused{'.ref' * (field.kind == 'ref')}", label=label, expected=expected(assignment, field)), TEXT),
        severity="warning" if field.kind == "ref" else "stop",
    )


def _limits(field: Field) -> tuple[date | time | float | None, date | time | float | None]:
    if field.kind in ("date", "datetime"):
        return FIRST_DAY, None
    if field.kind == "time":
        return time.min, LAST_MINUTE
    if field.kind == "percent":
        return 0, 1
    return bounds(field)


def prompt(assignment: Assignment, field: Field) -> str:
    """What people read when they stand on a cell of the field."""
    words = assignment.words
    hint = field.hints.get(assignment.language, "")
    explained = field.kind in SEVERAL or (field.kind in EXPLAINED and not hint)
    lines = [
        words("issue.prompt.must") if must_fill(field) else "",
        "" if hint and field.kind in FREE else words("issue.prompt", expected=_briefly(assignment, field)),
        hint,
        words(f"issue.how.{field.kind}") if explained else "",
        words(f"issue.policy.{field.policy}") if field.policy in ("controlled", "append") else "",
    ]
    return shorten("\n".join(filter(None, lines)), TEXT)


def _briefly(assignment: Assignment, field: Field) -> str:
    """What would be right, so short that there is room for more: very many departments are not named."""
    told = expected(assignment, field)
    if len(told) > EXPECTED and field.kind in ("department", "departments"):
        told = assignment.words(f"expected.{field.kind}.any")
    return shorten(told, EXPECTED)


def expected(assignment: Assignment, field: Field) -> str:
    """What would be right in the field, in a few words."""
    bounded = field.kind == "integer" and field.minimum is not None and field.maximum is not None
    least, most = bounds(field)
    asked = f"issue.expected.{field.kind}" if field.kind in ("date", "datetime") else f"expected.{field.kind}{'.range' * bounded}"
    target = next((sheet.label(assignment.language) for sheet in assignment.template.sheets if sheet.key == field.target), field.target)
    return assignment.words(
        asked,
        example=assignment.round.due_at.date(),
        choices=[choice.labels[assignment.language] for choice in field.choices],
        departments=assignment.project.names,
        minimum=_plain(least),
        maximum=_plain(most),
        target=target,
    )


def _plain(number: float | None) -> str:
    return "" if number is None else f"{number:g}"
