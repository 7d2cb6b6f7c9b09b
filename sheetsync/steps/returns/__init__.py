"""Tells what a department is to mend in its copy, and what the copy holds, so that it can be laid out again with all that was filled in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sheetsync.model import kinds
from sheetsync.model.copy import WITHOUT_ROW, Copy, Edit, Entry, NewRow, Place
from sheetsync.model.finding import Finding
from sheetsync.model.kinds import Context
from sheetsync.model.mending import NAMELESS, Mending, Trouble
from sheetsync.model.plan import CellValue
from sheetsync.model.record import GivenRow, Issued, Record
from sheetsync.model.template import Field, Sheet, Template
from sheetsync.model.words import Words
from sheetsync.steps.returns.written import as_written

MENDED = (
    "missing-sheet", "missing-column", "second-sheet", "shifted-row", "misplaced-row",
    "uncalculated-formula", "invalid-value", "ambiguous-value", "required-missing", "dangling-reference",
)  # fmt: skip
"""The findings that the department itself can mend and that stay until it does, the most fundamental first: for these its workbook is given back."""

VALUES = frozenset({"uncalculated-formula", "invalid-value", "ambiguous-value", "required-missing"})
"""Those about a value that was not taken: they are over as soon as somebody gives another one."""

ALONG = ("unknown-column", "unknown-id", "duplicate-id")
"""What is told along with them: it is worth a look, and nothing need be done."""

WHOLE = frozenset({"missing-sheet", "missing-column", "second-sheet", "unknown-column"})
"""Findings about a sheet or a column."""


def to_mend(findings: Iterable[Finding]) -> list[Finding]:
    """The findings about one file that whoever filled it in can mend, the most fundamental first; those of one rank in their order."""
    ranks = {code: rank for rank, code in enumerate((*MENDED, *ALONG))}
    return sorted((each for each in findings if each.code in ranks), key=lambda each: ranks[each.code])


@dataclass(frozen=True, slots=True)
class Returning:
    """What giving back the copies of one template needs. `titles` says in a few words what each record is."""

    template: Template
    context: Context
    words: Words
    titles: Mapping[str, str]
    given: Mapping[GivenRow, str]
    """The ids that rows have got."""

    def troubles(self, copy: Copy, findings: Iterable[Finding]) -> list[Trouble]:
        """What is to be mended in a copy, the most fundamental first; nothing where only such things are left as are told along."""
        place, said = self._places(copy), dict(self._entries(copy))
        found = [(each, where) for each in findings if (where := self._place(each, copy, place, said))]
        told = dict.fromkeys(self._trouble(each, where, said.get(where)) for each, where in found)
        if all(each.along for each in told):
            return []
        ranks = {code: rank for rank, code in enumerate((*MENDED, *ALONG))}
        order = {(sheet.key, key): place for place, (sheet, key) in enumerate(self._fields())}
        return sorted(
            told, key=lambda each: (each.along, ranks[each.code], order.get((each.sheet, ""), -1), each.record, order.get(each.place[::2], -1))
        )

    def _fields(self) -> Iterator[tuple[Sheet, str]]:
        """The sheets, each with a blank key before those of its fields, in their order."""
        return ((sheet, key) for sheet in self.template.sheets for key in ("", *(field.key for field in sheet.fields)))

    def _trouble(self, found: Finding, place: Place, said: Edit | Entry | None) -> Trouble:
        """What a finding means for the department; what it wrote into cells of others is not for it to mend."""
        if said and not said.allowed and found.code in VALUES:
            return Trouble(found.code, *place, self.words("mend.not-yours", value=found.value), found.value, along=True)
        return Trouble(found.code, *place, self.words.mend(found), found.value, found.code in ALONG)

    def _place(self, found: Finding, copy: Copy, places: Mapping[tuple[str, str], Place], said: Mapping[Place, Edit | Entry]) -> Place | None:
        """What a finding about the copy is about; None for one that is not about it, or not to be mended."""
        if found.code not in (*MENDED, *ALONG):
            return None
        if found.code in WHOLE:
            # the one record of a form is named as its sheet
            record = found.sheet if found.reason == "line" else ""
            return (found.sheet, record, found.field) if found in copy.findings else None
        if found.code in WITHOUT_ROW:
            return (self._home(found), found.record, "") if found in copy.findings else None
        if found.code == "dangling-reference":
            about = (found.sheet, found.record, found.field)
            return about if about in said and _names(said[about], found.value) else None
        about = places.get((found.place, found.cell), ("", "", ""))
        if found.file != copy.file or found.sheet != about[0]:
            return None
        return (*about[:2], found.field)

    def _home(self, found: Finding) -> str:
        """The sheet of the record that a finding names, wherever its row stands."""
        prefix = found.record.partition("-")[0]
        return next((sheet.key for sheet in self.template.tables if sheet.prefix == prefix), found.sheet)

    def _entries(self, copy: Copy) -> Iterator[tuple[Place, Edit | Entry]]:
        for each in copy.edits:
            yield (each.sheet, each.record, each.field), each
        for row in copy.rows:
            for key, entry in row.entries.items():
                yield (row.sheet, self._identity(copy, row), key), entry

    def _identity(self, copy: Copy, row: NewRow) -> str:
        """The id of a new row: the one that it has got, or the one that it bears; else something by which it can be told from the others."""
        bears = "" if row.duplicate else row.id
        return self.given.get((copy.sha256, row.sheet, row.row)) or bears or f"{NAMELESS}{row.row}"

    def _places(self, copy: Copy) -> dict[tuple[str, str], Place]:
        """What stands in the cells of the file, by sheet and address there: the id cell of a new row speaks of the whole row."""
        found = {(each.source.sheet, each.source.cell): place for place, each in self._entries(copy)}
        for row in copy.rows:
            found[row.source.sheet, row.source.cell] = (row.sheet, self._identity(copy, row), "")
        return found

    def mending(self, copy: Copy, issued: Issued, troubles: Sequence[Trouble]) -> Mending | None:
        """The copy with what is to be mended in it; None where two of its rows bear one id that is not theirs."""
        added: dict[str, list[str]] = {}
        for row in copy.rows:
            added.setdefault(row.sheet, []).append(self._identity(copy, row))
        if any(ids.count(identity) > 1 for ids in added.values() for identity in ids):
            return None
        gone = frozenset(copy.missing)
        tables = [sheet.key for sheet in self.template.tables]
        return Mending(
            shown={key: [Record(i, v) for i, v in issued.base.get(key, {}).items() if (key, i) not in gone] for key in tables},
            added={key: tuple(ids) for key, ids in added.items()},
            blanks={key: tuple(i for i in ids if i not in added.get(key, ())) for key, ids in issued.blanks.items()},
            mine=frozenset(self.given.get((copy.sha256, row.sheet, row.row), "") for row in copy.rows),
            names={identity: row.id for row in copy.rows if (identity := self._identity(copy, row)).startswith(NAMELESS)},
            cells=dict(self._cells(copy, issued)),
            troubles=troubles,
            saved_by=copy.saved_by,
            saved_at=copy.saved_at,
        )

    def _cells(self, copy: Copy, issued: Issued) -> Iterator[tuple[Place, CellValue]]:
        """What stands in the cells that were filled in, and in those of new rows what counts without that."""
        renamed = {(r.sheet, r.id): new for r in copy.rows if r.id and not r.duplicate and (new := self._identity(copy, r)) != r.id}
        for row in copy.rows:
            identity = self._identity(copy, row)
            for field in self.template.sheet(row.sheet).columns:
                if field.default:
                    yield (row.sheet, identity, field.key), kinds.show(field.default, field, issued.language)
        for place, each in self._entries(copy):
            if asked := self.template.find(place[0], place[2]):
                yield place, self._content(each, asked, issued.language, renamed)

    def _content(self, each: Edit | Entry, field: Field, language: str, renamed: Mapping[tuple[str, str], str]) -> CellValue:
        """A value as the workbook shows it; what was not taken as it was written, so that it is found wrong again as long as nobody mends it."""
        if not each.taken:
            return as_written(each.written, field, self.context)
        value = each.value
        if field.target and isinstance(value, tuple):
            value = tuple(renamed.get((field.target, str(one)), one) for one in value)
        elif field.target:
            value = renamed.get((field.target, str(value)), value)
        return kinds.show(value, field, language, self.titles)


def _names(each: Edit | Entry, lost: str) -> bool:
    """Whether a cell names one of the records that are not there."""
    named = each.value if isinstance(each.value, tuple) else (each.value,)
    return not set(lost.split("、")).isdisjoint(map(str, named))
