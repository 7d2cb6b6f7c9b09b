"""Records, where each of their values came from, and the state that they make up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from sheetsync.model.reading import Value

if TYPE_CHECKING:
    from sheetsync.model.decision import Decision
    from sheetsync.model.project import Department
    from sheetsync.model.template import Sheet

Values = Mapping[str, Value]
"""A record's values by field; a blank field is left out."""

Book = Mapping[str, Mapping[str, Values]]
"""Sheet → record id → values."""


def items(value: object) -> tuple[str, ...]:
    """The words that a value holds: none, one or several."""
    if value is None:
        return ()
    return tuple(map(str, value)) if isinstance(value, tuple) else (str(value),)


class Source(NamedTuple):
    """Where something was written: the file, and sheet and cell as in that file."""

    file: str
    sheet: str
    cell: str


class Cause(NamedTuple):
    """The cell from which a change follows, by which rule of the template's links."""

    rule: str
    sheet: str
    record: str
    field: str


class Origin(NamedTuple):
    """Who set a value: in which round, which departments (none: the coordinator), where, and by which decision."""

    round: str
    departments: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    decision: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One row of one sheet. A field that is not in `origins` has been as it is since the record came into the project."""

    id: str
    values: Values
    origins: Mapping[str, Origin] = field(default_factory=dict)


State = Mapping[str, Mapping[str, Record]]
"""Sheet → record id → record, in the order in which the records came."""


GivenRow = tuple[str, str, int]
"""What has got an id: a row of a copy (the copy's SHA-256, the sheet's key, the row's number in the file), or the record of a sheet that another one
became (that one's id, the sheet's key, 0; -1, -2 … where it became another one since the one before was removed)."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What a round begins with.

    `order` counts the rounds; `removed` holds the records that were taken out earlier; `next_number` is the first number that
    was never given out, by (sheet, department).
    """

    round: str
    order: int
    state: State
    removed: State = field(default_factory=dict)
    next_number: Mapping[tuple[str, str], int] = field(default_factory=dict)
    given: Mapping[GivenRow, str] = field(default_factory=dict)
    """The ids that rows without one have got already: once shown, an id never moves to another row."""
    codes: Mapping[str, str] = field(default_factory=dict)
    """The return codes of the copies that came in, by SHA-256."""
    open: tuple[Decision, ...] = ()
    """The decisions of earlier rounds that were still open."""
    template: str = ""
    """The version of the template under which it was written down."""
    shown: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The copies (by SHA-256) of which each consolidated workbook of the round was made, by its return code."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A workbook as it was sent: to whom, in which round, and exactly what its cells held (its base)."""

    token: str
    department: str
    round: str
    order: int
    language: str
    template: str
    base: Book
    blanks: Mapping[str, tuple[str, ...]]
    """The ids of the pre-numbered blank rows, by sheet."""
    notes: frozenset[str] = frozenset()
    """The texts of the notes that we put on cells ourselves."""
    aside: frozenset[str] = frozenset()
    """The names of sheets and columns of our own in which nothing is to be filled in."""
    printed: frozenset[str] = frozenset()
    """Marks of the texts that stand where nothing is read: above tables, on sheets of ours. Without any, nobody noted them."""
    mends: str = ""
    """Of a workbook that was given back to be mended: the SHA-256 of the copy that it holds. It has that one's base, its return code is its own."""


SHARED = "X"
"""The code in the ids of records that belong to no department."""


def record_id(prefix: str, code: str, number: int) -> str:
    """The id of a record: `T-KF-012`."""
    return f"{prefix}-{code}-{number:03d}"


def highest_numbers(*found: Mapping[str, Iterable[str]]) -> dict[tuple[str, str], int]:
    """The highest number in the ids of states, or of any other ids by sheet, by (sheet, department code)."""
    highest: dict[tuple[str, str], int] = {}
    for sheet, identity in ((sheet, identity) for each in found for sheet, ids in each.items() for identity in ids):
        code, _, number = identity.partition("-")[2].rpartition("-")
        if number.isdecimal():
            highest[sheet, code] = max(int(number), highest.get((sheet, code), 0))
    return highest


def made_ids(given: Mapping[GivenRow, str]) -> Iterator[tuple[str, str, str]]:
    """The records that others became: whose (its id), the sheet's key, and the id that it got; those of one record oldest first."""
    for (origin, sheet, row), identity in sorted(given.items(), key=lambda each: (each[0][:2], -each[0][2])):
        if row <= 0:
            yield origin, sheet, identity


def given_ids(given: Mapping[GivenRow, str]) -> dict[str, list[str]]:
    """The ids that rows without one have got, by sheet."""
    found: dict[str, list[str]] = {}
    for (_, sheet, _), identity in given.items():
        found.setdefault(sheet, []).append(identity)
    return found


def take_id(numbers: dict[tuple[str, str], int], sheet: Sheet, department: Department | None) -> str:
    """The id of a new record of a department, or of none, and the next number taken for it; `numbers` are by (sheet, department)."""
    key = (sheet.key, department.name if department else SHARED)
    number = numbers.get(key, 1)
    numbers[key] = number + 1
    return record_id(sheet.prefix, department.code if department else SHARED, number)
