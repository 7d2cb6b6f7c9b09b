"""Finds a template's sheet, its header and its columns in a workbook as it came back: by name and label, never by position."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sheetsync.model.kinds import Context, Reading
from sheetsync.model.raw import BLANK, RawCell, RawSheet, RawWorkbook, address
from sheetsync.model.record import Values
from sheetsync.model.template import Field, Sheet
from sheetsync.steps.intake.dittos import resolve_dittos
from sheetsync.steps.intake.forms import form_share
from sheetsync.steps.intake.headers import Header, by_content, count_labels, find_header, header_row
from sheetsync.steps.intake.labels import HIDDEN_ID, Labels, normal
from sheetsync.steps.intake.lines import Cells, Line

MOST = 0.8
"""A sheet under another name is a table when so many of its labels stand in one row."""

MANY = 0.6
"""So many are enough where the second column of ids is there too."""

SOME = 0.4
"""So many are enough where the sheet has the table's name."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table as found: its rows below the header, read by field.

    `renamed`, `unknown` and `doubled` are as in its header; `spread` are cells that got the value of the merged range in which they lie.
    `header` is the number of the header's row, `headed` the columns that have a header.
    """

    header: int
    headed: frozenset[int]
    lines: Sequence[Line]
    has_id: bool
    missing: Sequence[Field]
    renamed: Sequence[tuple[Field, str, str]]
    unknown: Sequence[tuple[str, str]]
    doubled: Sequence[tuple[Field, int]]
    comments: Sequence[tuple[str, str]]
    spread: Sequence[tuple[Field, str, Reading]]


def locate(sheet: Sheet, raw: RawWorkbook) -> tuple[RawSheet | None, str]:
    """The sheet of the workbook that is this sheet of the template, and `renamed-sheet` when only its content tells so."""
    labels = {normal(label) for label in (*sheet.labels.values(), *sheet.aliases)}
    for found in raw.sheets:
        if normal(found.name) in labels:
            return found, ""
    measure = _share if sheet.form == "table" else form_share
    shares = {n: measure(sheet, found) for n, found in enumerate(raw.sheets)}
    best = max(shares, key=lambda n: shares[n], default=-1)
    return (raw.sheets[best], "renamed-sheet") if shares.get(best, 0) > 0 else (None, "")


def _share(sheet: Sheet, found: RawSheet) -> float:
    """The share of a table's labels in the header of a sheet with another name; 0 where they are too few to tell."""
    labels = Labels(sheet)
    _, cells = header_row(sheet, labels, found, MANY) or (0, {})
    share = count_labels(labels, cells) / len(sheet.fields)
    # only issued sheets have the second column of ids
    issued = any(cell.value == HIDDEN_ID for cell in cells.values())
    return share if share >= MOST or (issued and share >= MANY) else 0.0


def find_table(
    sheet: Sheet, found: RawSheet, context: Context, share: float = SOME, base: Mapping[str, Values] | None = None, aside: Container[object] = ()
) -> Table | None:
    """The table on a sheet; None where no row has labels for that share of the fields, as its header would.

    With what was issued (`base`), columns that no label tells are known by what they hold, but for those of our own (`aside`).
    """
    header = find_header(sheet, found, share)
    if header is None:
        return None
    if base:
        header = by_content(sheet, header, _lines(sheet, header, found, context), base, aside)
    cells = Cells(sheet, header.columns, context)
    rows = _below(header, found)
    spread = list(_spread(found, cells, rows))
    resolve_dittos(cells, rows, found.hidden_rows)
    lines = [Line(number, row, cells, header.identity, header.hidden) for number, row in sorted(rows.items())]
    return Table(
        header=header.row,
        headed=header.headed,
        lines=[line for line in lines if not line.empty and not _repeats(header.cells, line.cells)],
        has_id=bool(header.identity or header.hidden),
        missing=[f for f in sheet.fields if f.key not in header.columns and not f.retired],
        renamed=header.renamed,
        unknown=header.unknown,
        doubled=header.doubled,
        comments=[(address(*place), text) for place, text in sorted(found.comments.items())],
        spread=spread,
    )


def _below(header: Header, found: RawSheet) -> dict[int, Mapping[int, RawCell]]:
    return {number: row for number, row in found.rows if number > header.row}


def _lines(sheet: Sheet, header: Header, found: RawSheet, context: Context) -> Iterator[Line]:
    """The rows as they stand there, before anything is made of them."""
    cells = Cells(sheet, header.columns, context)
    return (Line(number, row, cells, header.identity, header.hidden) for number, row in _below(header, found).items())


def _repeats(header: Mapping[int, RawCell], row: Mapping[int, RawCell]) -> bool:
    """Whether a row is the header once more, as in lists that were made for printing."""
    same = sum(header[column].value == cell.value for column, cell in row.items() if column in header and cell.type == "text")
    return same > 1 and 2 * same > len(row)


def _spread(found: RawSheet, cells: Cells, rows: dict[int, Mapping[int, RawCell]]) -> Iterator[tuple[Field, str, Reading]]:
    """Gives the value of a merged range to every row that it spans and that holds something, in the column in which it begins.

    Ids are not multiplied. Ranges never overlap; of those of a damaged file that do, the first one counts.
    """
    fields = {column: field for field, column in cells.fields}
    numbers, beyond = sorted(rows), dict[int, int]()
    for top, left, bottom, _ in sorted(set(found.merged)):
        value = rows.get(top, {}).get(left, BLANK)
        if left in fields and value is not BLANK and top >= beyond.get(left, 0):
            beyond[left] = bottom + 1
            for number in numbers[bisect_right(numbers, top) : bisect_right(numbers, bottom)]:
                rows[number] = {**rows[number], left: value}
                yield fields[left], address(number, left), cells.reading(fields[left], value)
