"""Finds a table's header, and which column is which field: by label, never by position; and by what it holds where no label tells."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice

from sheetsync.model.raw import BLANK, RawCell, RawSheet, address
from sheetsync.model.record import Values
from sheetsync.model.template import Field, Sheet
from sheetsync.steps.intake.labels import HIDDEN_ID, Labels, normal
from sheetsync.steps.intake.lines import Line

HEADER_ROWS = 20
"""The header stands within so many rows from the first one that holds anything."""

SURE = 0.8
"""A column holds a field when at least this share of its issued values stand in it, beside their ids."""

FEW = 3
"""So many values must stand there at least, and not all alike; fewer may well be a coincidence."""

FIRST = 6
"""So many rows are looked at to see whether it is worth looking at all of them."""

Cells = Mapping[int, RawCell]


@dataclass(frozen=True, slots=True)
class Header:
    """Where a table's header ends, and what its columns are.

    `renamed` has the fields that stand under another label than their own, with that label and why they were known; `unknown` the headers that no
    field has, with their cell; `doubled` the columns whose field stands in another column as well. `identity` and `hidden` are 0 where there is none.
    """

    row: int
    cells: Cells
    columns: Mapping[str, int]
    hidden: int
    renamed: Sequence[tuple[Field, str, str]] = ()
    unknown: Sequence[tuple[str, str]] = ()
    doubled: Sequence[tuple[Field, int]] = ()
    identity: int = 0

    @property
    def headed(self) -> frozenset[int]:
        """The columns that have a header, or are known without one."""
        return frozenset(column for column, cell in self.cells.items() if normal(cell.value)) | frozenset(self.columns.values())


def header_row(sheet: Sheet, labels: Labels, found: RawSheet, share: float) -> tuple[int, Cells] | None:
    """The row with the most labels of the sheet, when they are at least two and at least that share of its fields."""
    best: tuple[int, Cells] | None = None
    most = max(2, share * len(sheet.fields)) - 0.5
    for number, cells in found.rows:
        # no row has more than all labels, which the header of most copies has
        if number >= found.rows[0][0] + HEADER_ROWS or most == len(sheet.fields):
            break
        if len(cells) > most and (count := count_labels(labels, cells)) > most:
            best, most = (number, cells), count
    return best


def count_labels(labels: Labels, cells: Cells) -> int:
    """How many of a table's fields have a label in a row."""
    return len({key for cell in cells.values() if cell.type == "text" and (key := labels.key(cell.value))})


def find_header(sheet: Sheet, found: RawSheet, share: float) -> Header | None:
    """The header of the table on a sheet; None where no row has labels for that share of the fields."""
    labels = Labels(sheet)
    best = header_row(sheet, labels, found, share)
    if best is None:
        return None
    row, cells = _both_rows(labels, found, *best)
    return _header(sheet, labels, row, cells, [each for number, each in found.rows if number > row])


def _both_rows(labels: Labels, found: RawSheet, row: int, cells: Cells) -> tuple[int, Cells]:
    """The header with the labels of the row above or below it, where people made two rows of it and merged the other cells."""
    there = {field for cell in cells.values() if (field := labels.key(cell.value))}
    near = {number: each for number, each in found.rows if abs(number - row) == 1}
    for number, each in sorted(near.items()):
        own = {c: labels.key(cell.value) for c, cell in each.items() if not labels.key(_text(cells, c))}
        split = {c: each[c] for c, key in own.items() if key and key not in there}
        if split and (number < row or min(cells) not in each):
            return max(number, row), {**cells, **split}
    return row, cells


def _text(cells: Cells, column: int) -> object:
    return cells.get(column, BLANK).value or ""


def _header(sheet: Sheet, labels: Labels, row: int, cells: Cells, below: Sequence[Cells]) -> Header:
    """Which column is which field: a label counts before an alias, and else of equal headers the first one with content."""
    found = {column: labels.field(cell.value) for column, cell in sorted(cells.items())}
    places: dict[str, list[int]] = {}
    for column, (field, alias) in found.items():
        if field is not None and not (alias and any(f is field and not a for f, a in found.values())):
            places.setdefault(field.key, []).append(column)
    # the second column of ids may have the label of the first one
    doubled = {key: each for key, each in places.items() if len(each) > 1 and sheet.field(key).kind != "id"}
    columns = {key: _filled(each, below) if key in doubled else each[0] for key, each in places.items()}
    ours = set(columns.values())
    identity = next((columns[f.key] for f in sheet.fields if f.kind == "id" and f.key in columns), 0)
    return Header(
        row,
        cells,
        columns,
        hidden=next((c for c, cell in sorted(cells.items()) if c != identity and cell.type == "text" and normal(cell.value) == HIDDEN_ID), 0),
        renamed=[(f, str(cells[c].value), "") for c, (f, alias) in found.items() if f is not None and alias and c in ours],
        unknown=[(str(cells[c].value), address(row, c)) for c in found if c not in ours and _is_header(cells[c])],
        doubled=[(sheet.field(key), c) for key, each in doubled.items() for c in each if c not in ours],
        identity=identity,
    )


def _filled(columns: Sequence[int], below: Sequence[Cells]) -> int:
    """The first of some columns in which something stands."""
    return next((c for c in columns if any(c in row and row[c].type != "blank" for row in below)), columns[0])


def _is_header(cell: RawCell) -> bool:
    return normal(cell.value) not in ("", HIDDEN_ID) and cell.type != "blank"


# ── by what the columns hold ──


def by_content(sheet: Sheet, header: Header, lines: Iterable[Line], base: Mapping[str, Values], aside: Container[object]) -> Header:
    """The header with the columns that no label tells, or the wrong one, known by the values that were issued beside the same ids.

    Those with a label that stands in `aside` are of our own, and no field's.

    Of a table in which every label tells, and nothing speaks against one, only the first rows are looked at.
    """
    every = ((line, base[i]) for line in lines if (i := line.hidden or line.visible) in base)
    first = list(islice(every, FIRST))
    missing = [f for f in sheet.columns if f.key not in header.columns and not f.retired]
    unlike = [f for f in sheet.columns if f.key in header.columns and _is_unlike(f, header.columns[f.key], first)]
    if not missing and len(unlike) < 2:
        return header
    known = [*first, *every]
    ours = {c for c, cell in header.cells.items() if cell.value in aside}
    free = sorted({c for line, _ in known for c in line.cells} - {*header.columns.values(), header.hidden, *ours})
    found = {**_assigned(missing, free, known), **_swapped(unlike, header, known)}
    if not found:
        return header
    return dataclasses.replace(
        header,
        columns={**header.columns, **found},
        renamed=[*header.renamed, *((sheet.field(key), str(_text(header.cells, c)), "content") for key, c in found.items())],
        unknown=[each for each in header.unknown if each[1] not in {address(header.row, c) for c in found.values()}],
    )


def _assigned(fields: Sequence[Field], columns: Sequence[int], known: Sequence[tuple[Line, Values]]) -> dict[str, int]:
    """The columns that certainly hold those fields: each one's only one, and no other field's."""
    sure = [(field.key, column) for field in fields for column in columns if _holds(field, column, known)]
    return {key: c for key, c in sure if sum(k == key for k, _ in sure) == 1 and sum(other == c for _, other in sure) == 1}


def _holds(field: Field, column: int, known: Sequence[tuple[Line, Values]]) -> bool:
    issued = [(line, values[field.key]) for line, values in known if values.get(field.key) is not None]
    same = [value for line, value in issued if line.table.reading(field, line.cells.get(column, BLANK)).value == value]
    return len(same) >= max(FEW, SURE * len(issued)) and len(set(same)) > 1


def _swapped(fields: Sequence[Field], header: Header, known: Sequence[tuple[Line, Values]]) -> dict[str, int]:
    """The columns of fields whose labels were exchanged, but not what stands below them; `fields` are in the order of the template.

    Whoever exchanges the values leaves the labels in the order in which they were issued.
    """
    found: dict[str, int] = {}
    for one, other in combinations(fields, 2):
        here, there = header.columns[one.key], header.columns[other.key]
        if here > there and _holds(one, there, known) and _holds(other, here, known):
            found |= {one.key: there, other.key: here}
    return found


def _is_unlike(field: Field, column: int, known: Collection[tuple[Line, Values]]) -> bool:
    """Whether a column holds none of the values that were issued in it."""
    issued = [(line, values[field.key]) for line, values in known if values.get(field.key) is not None]
    return len(issued) >= FEW and not any(line.table.reading(field, line.cells.get(column, BLANK)).value == value for line, value in issued)
