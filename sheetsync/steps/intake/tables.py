"""Finds a template's sheet, its header and its columns in a workbook as it came back: by name and label, never by position."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sheetsync.model.kinds import Context, Reading
from sheetsync.model.raw import BLANK, RawCell, RawSheet, RawWorkbook, address
from sheetsync.model.template import Field, Sheet
from sheetsync.steps.intake.dittos import resolve_dittos
from sheetsync.steps.intake.lines import Cells, Line

HEADER_ROWS = 20
"""The header stands within the first so many rows."""

HIDDEN_ID = "id"
"""The label of the second, hidden, column of ids."""

MARKS = re.compile(r"[*＊†]|[(（【\[]\s*(必填|required)\s*[)）】\]]", re.IGNORECASE)
"""What a header carries besides its label."""

LONGEST_LABEL = 100


def normal(text: object) -> str:
    """A label for comparison: without width, case, spaces and the marks of a required field."""
    label = str(text)
    # the same labels are looked at in every copy; texts that are none should not be kept
    return _known(label) if len(label) <= LONGEST_LABEL else _normal(label)


def _normal(text: str) -> str:
    plain = unicodedata.normalize("NFKC", MARKS.sub("", text))
    return "".join(plain.split()).casefold()


_known = lru_cache(maxsize=4096)(_normal)


@dataclass(frozen=True, slots=True)
class Table:
    """A table as found: its rows below the header, read by field.

    `unknown` are headers that no field has, with their cell; `spread` are cells that got the value of the merged range in which they lie.
    `header` is the number of the header's row, `headed` the columns that have a header.
    """

    header: int
    headed: frozenset[int]
    lines: Sequence[Line]
    has_id: bool
    missing: Sequence[Field]
    renamed: Sequence[tuple[Field, str]]
    unknown: Sequence[tuple[str, str]]
    comments: Sequence[tuple[str, str]]
    spread: Sequence[tuple[Field, str, Reading]]


def locate(sheet: Sheet, raw: RawWorkbook) -> tuple[RawSheet | None, str]:
    """The sheet of the workbook that is this sheet of the template, and `renamed-sheet` when only its content tells so."""
    labels = {normal(label) for label in (*sheet.labels.values(), *sheet.aliases)}
    for found in raw.sheets:
        if normal(found.name) in labels:
            return found, ""
    for found in raw.sheets:
        if sheet.form == "table" and _header(sheet, found, share=0.8) is not None:
            return found, "renamed-sheet"
    return None, ""


def _names(field: Field) -> dict[str, bool]:
    """The normal labels of a field; true where one is only an alias."""
    return {**{normal(a): True for a in field.aliases}, **{normal(label): False for label in field.labels.values()}}


def _header(sheet: Sheet, found: RawSheet, share: float) -> tuple[int, Mapping[int, RawCell]] | None:
    """The row with the most labels of the sheet, when they are at least two and at least that share of its fields."""
    labels = {name for field in sheet.fields for name in _names(field)}
    best: tuple[int, Mapping[int, RawCell]] | None = None
    most = max(2, share * len(sheet.fields)) - 0.5
    for number, cells in found.rows:
        if number > HEADER_ROWS:
            break
        count = sum(cell.type == "text" and normal(cell.value) in labels for cell in cells.values())
        if count > most:
            best, most = (number, cells), count
    return best


def find_table(sheet: Sheet, found: RawSheet, context: Context, share: float = 0.4) -> Table | None:
    """The table on a sheet; None where no row has labels for that share of the fields, as its header would."""
    header = _header(sheet, found, share)
    if header is None:
        return None
    columns, renamed, unknown = _columns(sheet, header[0], header[1])
    identity = next((columns[f.key] for f in sheet.fields if f.kind == "id" and f.key in columns), 0)
    hidden = next((c for c, cell in header[1].items() if c != identity and cell.type == "text" and normal(cell.value) == HIDDEN_ID), 0)
    cells = Cells(sheet, columns, context)
    rows = {number: row for number, row in found.rows if number > header[0]}
    spread = list(_spread(found, cells, rows))
    resolve_dittos(cells, rows, found.hidden_rows)
    lines = [Line(number, row, cells, identity, hidden) for number, row in sorted(rows.items())]
    return Table(
        header=header[0],
        headed=frozenset(column for column, cell in header[1].items() if normal(cell.value)),
        lines=[line for line in lines if not line.empty and not _repeats(header[1], line.cells)],
        has_id=bool(identity or hidden),
        missing=[f for f in sheet.fields if f.key not in columns and not f.retired],
        renamed=renamed,
        unknown=unknown,
        comments=[(address(*place), text) for place, text in sorted(found.comments.items())],
        spread=spread,
    )


def _repeats(header: Mapping[int, RawCell], row: Mapping[int, RawCell]) -> bool:
    """Whether a row is the header once more, as in lists that were made for printing."""
    same = sum(cell.type == "text" and header.get(column, BLANK).value == cell.value for column, cell in row.items())
    return same > 1 and 2 * same > len(row)


def _spread(found: RawSheet, cells: Cells, rows: dict[int, Mapping[int, RawCell]]) -> Iterator[tuple[Field, str, Reading]]:
    """Gives the value of a merged range to every row that it spans, in the column in which it begins; ids are not multiplied."""
    fields = {column: field for field, column in cells.fields}
    for top, left, bottom, _ in found.merged:
        value = rows.get(top, {}).get(left, BLANK)
        if left in fields and value is not BLANK:
            for number in range(top + 1, bottom + 1):
                rows[number] = {**rows.get(number, {}), left: value}
                yield fields[left], address(number, left), cells.reading(fields[left], value)


def _columns(sheet: Sheet, row: int, cells: Mapping[int, RawCell]) -> tuple[dict[str, int], list[tuple[Field, str]], list[tuple[str, str]]]:
    """Where each field stands; which stand under an alias; which headers belong to no field.

    A label counts before an alias, and else the first of two equal headers.
    """
    names = {name: (field, alias) for field in sheet.fields for name, alias in _names(field).items()}
    found = [names.get(normal(cell.value), (None, False)) for cell in cells.values()]
    labelled = {field.key for field, alias in found if field is not None and not alias}
    columns: dict[str, int] = {}
    renamed, unknown = [], []
    for column, cell in sorted(cells.items()):
        label = str(cell.value)
        field, alias = names.get(normal(label), (None, False))
        if field is not None and field.key not in columns and not (alias and field.key in labelled):
            columns[field.key] = column
            if alias:
                renamed.append((field, label))
        elif normal(label) not in ("", HIDDEN_ID) and cell.type != "blank":
            unknown.append((label, address(row, column)))
    return columns, renamed, unknown


def form_places(sheet: Sheet, found: RawSheet) -> tuple[set[tuple[int, int]], dict[str, tuple[int, int]]]:
    """Where a form's labels stand, and each field's value: in the next cell to the right of its label. Places are (row, column)."""
    names = {name: field for field in sheet.fields for name in _names(field)}
    labels = [(number, column, field) for number, row in found.rows for column, field in _labelled(row, names)]
    crowd = Counter(column for _, column, _ in labels)
    values: dict[str, tuple[int, int]] = {}
    # A value may read like a label; the labels stand where most of them stand.
    for number, column, field in sorted(labels, key=lambda each: -crowd[each[1]]):
        values.setdefault(field.key, (number, column + 1))
    return {(number, column) for number, column, _ in labels}, values


def find_form(sheet: Sheet, found: RawSheet, context: Context) -> Line:
    """The one record of a form."""
    _, places = form_places(sheet, found)
    by_row = dict(found.rows)
    values = {key: by_row[row].get(column, BLANK) for key, (row, column) in places.items()}
    order = {key: index for index, key in enumerate(places, 1)}
    cells = Cells(sheet, order, context, {key: address(*place) for key, place in places.items()})
    return Line(0, {order[key]: cell for key, cell in values.items()}, cells, 0, 0)


def _labelled(row: Mapping[int, RawCell], names: Mapping[str, Field]) -> Iterator[tuple[int, Field]]:
    """The cells of a row that hold a field's label."""
    for column, cell in row.items():
        if cell.type == "text" and (field := names.get(normal(cell.value))):
            yield column, field
