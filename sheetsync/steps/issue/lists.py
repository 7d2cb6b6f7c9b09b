"""The lists behind dropdowns: on one hidden sheet, under defined names, with the calendar that tells what is due soon."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import zip_longest

from sheetsync.model import kinds
from sheetsync.model.copy import Place
from sheetsync.model.plan import CALENDAR, Cell, Column, Row, SheetPlan, Style
from sheetsync.model.project import THRESHOLDS
from sheetsync.model.raw import column_letters
from sheetsync.model.template import Field
from sheetsync.model.words import Words
from sheetsync.steps.issue.assignment import Assignment

OPEN = "list_open_cells"
"""The name of the cells about which a decision is open, as `T-KF-001.risk`."""
MEND = "list_cells_to_mend"
"""The name of the cells that are to be mended, in a workbook that is given back."""
DAYS, HORIZON = CALENDAR, "calendar_soon_until"
"""The names of the calendar's days, and of the first day after each that is not due soon."""
HEAD = 3
"""How many rows stand above the lists."""
BEFORE, AFTER = 14, 366
"""How many days before and after the round's first day the calendar knows."""
MOST_OFFERED = 1000
"""So many records of others a list offers. In a bigger project it offers none: nobody scrolls through them, every workbook would carry the whole
project, and another id may be typed all the same."""
DAY = Style(number="date")
_NOT_ASCII = re.compile(r"[^A-Za-z0-9_]")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of a workbook by their defined names, and which field uses which."""

    contents: Mapping[str, Sequence[str | date]]
    used: Mapping[tuple[str, str], str]

    def name(self, sheet: str, field: str) -> str:
        """The defined name of a field's list; blank where it has none."""
        return self.used.get((sheet, field), "")

    def needed(self, sheets: Iterable[SheetPlan]) -> Lists:
        """The lists that something on these sheets uses, and the one by which the sheet of lists is known."""
        sources = {each.source for sheet in sheets for each in sheet.validations}
        words = {word for sheet in sheets for each in sheet.conditionals for word in _WORD.findall(each.formula)}
        return Lists({name: values for name, values in self.contents.items() if name in {CALENDAR, *sources, *words}}, self.used)


def make_lists(assignment: Assignment) -> Lists:
    """Every list that the workbook's dropdowns offer. Equal lists are one."""
    contents: dict[str, Sequence[str | date]] = {}
    used = {}
    ids = _Ids(assignment)
    for sheet in assignment.template.data_sheets:
        for field in sheet.columns:
            name, values = _list(assignment, sheet.key, field, ids)
            if values:
                used[sheet.key, field.key] = _keep(contents, name, values)
    for name, places in ((OPEN, assignment.notes), (MEND, assignment.troubles)):
        if cells := sorted(f"{record}.{field}" for _, record, field in cells_of_records(assignment, places)):
            contents[name] = tuple(cells)
    days, horizons = _calendar(assignment)
    contents |= {DAYS: days, HORIZON: horizons}
    return Lists(contents, used)


def cells_of_records(assignment: Assignment, places: Iterable[Place]) -> Iterator[Place]:
    """Those of the places that are cells of a record that its row names; not rows without an id, whole rows and whole columns."""
    return (place for place in places if all(place) and place[1] not in assignment.names)


def _list(assignment: Assignment, sheet: str, field: Field, ids: _Ids) -> tuple[str, tuple[str, ...]]:
    if field.kind == "choice":
        labels = tuple(choice.labels[assignment.language] for choice in field.choices)
        return field.list_name or f"{sheet}_{field.key}", labels
    if field.kind == "department":
        return "departments", assignment.project.names
    if field.kind == "ref":
        new = [field.new[assignment.language]] if field.new else []
        return f"{field.target}_ids", (*new, *ids.of(field))
    return "", ()


class _Ids:
    """What references may name, made once for all fields that lead to the same sheet."""

    def __init__(self, assignment: Assignment) -> None:
        self._assignment = assignment
        self._found: dict[str, tuple[str, ...]] = {}

    def of(self, field: Field) -> tuple[str, ...]:
        if field.target not in self._found:
            self._found[field.target] = tuple(_ids(self._assignment, field))
        return self._found[field.target]


def _ids(assignment: Assignment, field: Field) -> Iterator[str]:
    """What a reference may name, as it is shown: the records of this workbook, those of others (unless they are too many), its own blank rows."""
    shown = [record.id for record in assignment.shown.get(field.target, ())]
    here = frozenset(shown)
    known = assignment.opening.state.get(field.target, {})
    others = [id_ for id_ in known if id_ not in here] if len(known) - len(here) <= MOST_OFFERED else []
    for id_ in (*shown, *others, *assignment.blanks.get(field.target, ())):
        yield str(kinds.show(id_, field, assignment.language, assignment.titles))


def _keep(contents: dict[str, Sequence[str | date]], wanted: str, values: tuple[str, ...]) -> str:
    """The name under which the values stand, a new one where another list has it already."""
    base = "list_" + _NOT_ASCII.sub("_", wanted)
    name, number = base, 2
    while contents.get(name, values) != values:
        name, number = f"{base}_{number}", number + 1
    contents[name] = values
    return name


def _calendar(assignment: Assignment) -> tuple[list[date], list[date]]:
    """Days from shortly before the round on, and for each the first day that is further off than the limit for `due soon`."""
    limit = assignment.project.thresholds.get("due_soon", THRESHOLDS["due_soon"])
    days = [assignment.round.opened_on + timedelta(days=n) for n in range(-BEFORE, AFTER)]
    return days, [assignment.calendar.add(day, limit + 1) for day in days]


def lists_plan(words: Words, token: str, lists: Lists, name: str) -> SheetPlan:
    """The hidden sheet; a polite sentence in its first cell, since some programs show hidden sheets."""
    columns = [[Cell(v, DAY) if isinstance(v, date) else v for v in values] for values in lists.contents.values()]
    head = [
        Row((words("issue.lists.polite"),), style=Style("note")),
        Row((words("issue.code"), token), style=Style("code")),
        Row(tuple(lists.contents), style=Style("label")),
    ]
    body = (Row(values) for values in zip_longest(*columns))
    return SheetPlan(name, tuple(Column(20, Style(number="text")) for _ in columns), [*head, *body], state="hidden", protect=True, sparse=True)


def names(lists: Lists, sheet: str) -> dict[str, str]:
    """The defined names with what they refer to."""
    quoted = sheet.replace("'", "''")
    found = {}
    for number, (name, values) in enumerate(lists.contents.items(), 1):
        column = column_letters(number)
        found[name] = f"='{quoted}'!${column}${HEAD + 1}:${column}${HEAD + len(values)}"
    return found
