"""What a table shows by itself: risks and states by colour, days that are past or near by a word as well, shares by a bar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sheetsync.model.copy import Place
from sheetsync.model.plan import Conditional, text_width
from sheetsync.model.template import Aim, Condition, Field, Sheet, Template
from sheetsync.steps.issue.assignment import Assignment
from sheetsync.steps.issue.grid import Grid
from sheetsync.steps.issue.lists import DAYS, HORIZON, MEND, OPEN, cells_of_records

DATE_WIDTH = 12.0
RULES = {"overdue": "bad", "due-soon": "warn"}
"""The rules that a workbook can show by itself, and the tones in which it does."""
FINISHING = "inconsistent-status"
"""The rule whose aims say on which condition a day of finishing stands there."""


def marks(assignment: Assignment, grid: Grid) -> tuple[Conditional, ...]:
    """All conditional formats of a table."""
    fields = [field for field in grid.columns if field]
    bars = [Conditional(grid.body(field.key), bar=True) for field in fields if field.kind == "percent"]
    tones = [rule for field in fields if field.kind == "choice" for rule in _tones(grid, field, assignment.language)]
    return (*_to_mend(assignment, grid), *_open(assignment, grid), *_days(assignment, grid), *_later(assignment, grid), *tones, *bars)


def _open(assignment: Assignment, grid: Grid) -> Iterator[Conditional]:
    """Cells about which a decision is open."""
    return _listed(grid, cells_of_records(assignment, assignment.notes), OPEN, "open")


def _to_mend(assignment: Assignment, grid: Grid) -> Iterator[Conditional]:
    """Cells that are to be mended."""
    return _listed(grid, cells_of_records(assignment, assignment.troubles), MEND, "mend")


def _listed(grid: Grid, places: Iterable[Place], name: str, tone: str) -> Iterator[Conditional]:
    """Cells of a list, known by their record wherever a sort puts it; no other colour hides them."""
    identity = next((field.key for field in grid.columns if field and field.kind == "id"), "")
    for key in sorted({field for sheet, _, field in places if sheet == grid.sheet.key} & set(grid.places)):
        yield Conditional(grid.body(key), f'COUNTIF({name},{grid.reference(identity)}&".{key}")>0', tone, stop=True)


def word(assignment: Assignment, rule: str) -> str:
    """The word before a date that a rule marks."""
    return assignment.words(f"issue.mark.{rule}")


def marked_width(assignment: Assignment, field: Field, sheet: str) -> float:
    """How wide a date with its word is; nothing where no rule marks the field."""
    aims = [aim for aim in _aims(assignment.template, sheet) if aim.options.get("due") == field.key]
    return max((text_width(word(assignment, aim.rule)) + DATE_WIDTH for aim in aims), default=0)


def _aims(template: Template, sheet: str) -> Iterator[Aim]:
    for rule in RULES:
        yield from (aim for aim in template.checks if aim.rule == rule and aim.sheet == sheet)


def _days(assignment: Assignment, grid: Grid) -> Iterator[Conditional]:
    for aim in _aims(assignment.template, grid.sheet.key):
        due = str(aim.options.get("due", ""))
        if due in grid.places:
            number = f'"{word(assignment, aim.rule)}"yyyy-mm-dd'.replace("\n", " ")
            yield Conditional(grid.body(due), _when(assignment, grid, aim, due), RULES[aim.rule], number, stop=True)


def _when(assignment: Assignment, grid: Grid, aim: Aim, due: str) -> str:
    """Whether a row's day is past or near, and the row neither finished with nor answered."""
    day = grid.reference(due)
    parts = [f"ISNUMBER({day})"]
    if aim.rule == "overdue":
        parts.append(f"{day}<TODAY()")
    else:
        parts += [f"{day}>=TODAY()", f"{day}<LOOKUP(TODAY(),{DAYS},{HORIZON})"]
    if closed := _holds(grid, grid.sheet.closed, assignment.language):
        parts.append(f"NOT({closed})")
    answered = str(aim.options.get("answered", ""))
    if answered in grid.places:
        parts.append(f"{grid.reference(answered)}<{day}")
    return f"AND({','.join(parts)})"


def _later(assignment: Assignment, grid: Grid) -> Iterator[Conditional]:
    """The days on which things are finished are not asked for before they are."""
    for aim in finishing(assignment.template, grid.sheet):
        key = str(aim.options["finished"])
        if key in grid.places:
            done = _holds(grid, aim.options["done"], assignment.language)
            yield Conditional(grid.body(key), f'AND({grid.reference(key)}="",NOT({done}))', "muted")


def finishing(template: Template, sheet: Sheet) -> Iterator[Aim]:
    """Where the template says when the records of a sheet are done, and which day tells since when."""
    return (aim for aim in template.checks if aim.rule == FINISHING and aim.sheet == sheet.key)


def _holds(grid: Grid, condition: Condition, language: str) -> str:
    """A condition as a formula; blank where it holds for no record."""
    parts = [_any(grid, grid.sheet.field(key), keys, language) for key, keys in condition.items()]
    return f"AND({','.join(parts)})" if len(parts) > 1 else "".join(parts)


def _any(grid: Grid, field: Field, keys: tuple[str, ...], language: str) -> str:
    labels = [choice.labels[language] if (choice := field.choice(key)) else key for key in keys]
    tests = [f'{grid.reference(field.key)}="{_quoted(label)}"' for label in labels]
    return f"OR({','.join(tests)})" if len(tests) > 1 else tests[0]


def _tones(grid: Grid, field: Field, language: str) -> Iterator[Conditional]:
    """One rule per tone; the word itself stands in the cell."""
    for tone in dict.fromkeys(choice.tone for choice in field.choices if choice.tone):
        keys = tuple(choice.key for choice in field.choices if choice.tone == tone)
        yield Conditional(grid.body(field.key), _any(grid, field, keys, language), tone)


def _quoted(text: str) -> str:
    return text.replace('"', '""')
