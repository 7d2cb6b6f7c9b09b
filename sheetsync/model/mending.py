"""What a department is to mend: its copy as it can be laid out again, and each thing that is wrong in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sheetsync.model.copy import Place
from sheetsync.model.plan import CellValue
from sheetsync.model.raw import RawCell
from sheetsync.model.record import Record

TO_MEND = "to mend"
"""Goes for the column that names, in each row, what is to be mended; no template has a field of such a name."""

NAMELESS = "#"
"""Begins what goes for the id of a row that has got none."""


class Trouble(NamedTuple):
    """One thing to mend. `text` says what is wrong and how to mend it; `found` what stood there.

    Without a field it is about the whole row, without a record about the whole column, with neither about the sheet. `along`: nothing need be done.
    """

    code: str
    sheet: str
    record: str
    field: str
    text: str
    found: str = ""
    along: bool = False

    @property
    def place(self) -> Place:
        return self.sheet, self.record, self.field

    def at(self, sheet: str, field: str) -> Trouble:
        """The same of another sheet and field."""
        return self._replace(sheet=sheet, field=field)


class FoundTable(NamedTuple):
    """A table as it stands in a file: the sheet of the template, the name of the sheet there, and the row of its header.

    `columns` has the column of each field, `ids` that of the ids (0 where there is none), `rows` the cells by row and column, as they are read.
    """

    sheet: str
    place: str
    header: int
    columns: Mapping[str, int]
    ids: int
    rows: Mapping[int, Mapping[int, RawCell]]


@dataclass(frozen=True, slots=True)
class Mending:
    """A copy as it is to be laid out again, and what is to be mended in it, the most fundamental first.

    `shown` are the issued records whose rows are still there, as they were issued; `cells` holds what stands otherwise than issued; `added` are
    the ids of rows that were filled in besides, `mine` those of them that are the copy's own; `blanks` the ids of rows that have stayed blank.
    """

    shown: Mapping[str, Sequence[Record]]
    added: Mapping[str, tuple[str, ...]]
    blanks: Mapping[str, tuple[str, ...]]
    mine: frozenset[str]
    names: Mapping[str, str]
    """What stands in the id cells of rows that have got no id."""
    cells: Mapping[Place, CellValue]
    troubles: Sequence[Trouble]
    saved_by: str = ""
    saved_at: str = ""
    file: str = ""
    """The name of a file that was only looked at; blank for one that was taken in."""

    @property
    def count(self) -> int:
        """How many things there are to mend."""
        return sum(not each.along for each in self.troubles)
