"""Which record a new row is: under the id it carries, under another one, or a suggestion about a record that its copy was never issued."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any, NamedTuple

from sheetsync.model.copy import Copy
from sheetsync.model.finding import Finding
from sheetsync.model.project import Project
from sheetsync.model.record import GivenRow, Opening, Origin, Record, record_id
from sheetsync.model.template import Sheet, Template
from sheetsync.steps.merge.likeness import SAME_ROW, SAME_THING, Said, clusters, is_other_thing, is_same_row, likeness
from sheetsync.steps.merge.nearby import Nearby
from sheetsync.steps.merge.sort import natural


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A record that came into the project with these copies; one department's rows, one per copy that has it.

    None has one that a link made: all that it holds comes from where `origin` says.
    """

    sheet: str
    id: str
    department: str
    rows: tuple[Said, ...]
    origin: Origin | None = None


class Aside(NamedTuple):
    """A row about a record that is there already. `issued`: it was one of the copy's own blank rows, so its cells are edits of that."""

    said: Said
    id: str
    issued: bool


@dataclass(frozen=True, slots=True)
class Identified:
    """New records; rows about other records; the new id of what a copy, in a sheet, calls by another one.

    `waiting` are rows about records that a link makes of other ones, if it does.
    """

    newcomers: Sequence[Newcomer]
    asides: Sequence[Aside]
    waiting: Sequence[Aside]
    renames: Mapping[tuple[str, str, str], str]
    findings: Sequence[Finding]
    given: Mapping[GivenRow, str]


def identify(
    template: Template, project: Project, opening: Opening, copies: Sequence[Copy], replaced: Collection[str], made: Collection[str] = ()
) -> Identified:
    """Which record each new row is. The copies come in a canonical order; `made` are ids of records that links make of other ones.

    Those that were replaced (by SHA-256) say nothing any more, but their rows hold the numbers that they once got, so that the same row in the
    department's next copy is the same record.
    """
    return _Identifier(project, opening, [Said(copy, row) for copy in copies for row in copy.rows], replaced, made).run(template)


@dataclass(frozen=True, slots=True)
class _Identifier:
    project: Project
    opening: Opening
    said: Sequence[Said]
    replaced: Collection[str]
    made: Collection[str]
    renames: dict[tuple[str, str, str], str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    given: dict[GivenRow, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    """The ids that rows have."""
    numbered: dict[tuple[str, str], Nearby[Record]] = field(default_factory=dict)
    """By sheet and copy, the records that rows of it may have become before, without those whose ids it bears."""
    shown: frozenset[tuple[str, str, str]] = field(init=False)
    """The ids that rows have got before, by copy and sheet."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "shown", frozenset((sha256, sheet, identity) for (sha256, sheet, _), identity in self.opening.given.items()))

    def run(self, template: Template) -> Identified:
        newcomers: list[Newcomer] = []
        asides: list[Aside] = []
        waiting: list[Aside] = []
        for sheet in template.tables:
            mine = _Rows()
            for said in (s for s in self.said if s.row.sheet == sheet.key):
                self._sort_in(sheet, said, mine)
            kept = self._keep_ids(sheet, mine)
            self._place_strangers(mine, {n.id for n in kept})
            numbered = list(self._number(sheet, mine.loose))
            self._tell_strangers(mine, numbered)
            newcomers.extend(sorted([*kept, *numbered], key=self._place))
            asides.extend(aside for aside in mine.asides if self._speaks(aside.said))
            waiting.extend(aside for aside in mine.waiting if self._speaks(aside.said))
        return Identified(newcomers, asides, waiting, self.renames, self.findings, self.given)

    def _speaks(self, said: Said) -> bool:
        return said.copy.sha256 not in self.replaced

    def _tell(self, code: str, rows: Iterable[Said], record: str = "", reason: str = "") -> None:
        self.findings.extend(_row_finding(code, said, record, reason) for said in rows if self._speaks(said))

    def _tell_strangers(self, rows: _Rows, numbered: Iterable[Newcomer]) -> None:
        """Says of each row with an id that its copy was not given what became of it: suggestions about that record, or a new one."""
        strangers = {_place_of(said) for said in rows.strangers}
        about = [aside.said for aside in (*rows.asides, *rows.waiting) if _place_of(aside.said) in strangers]
        self._tell("unknown-id", about, reason="exists")
        for newcomer in numbered:
            self._tell("unknown-id", [said for said in newcomer.rows if _place_of(said) in strangers], newcomer.id)

    def _place(self, newcomer: Newcomer) -> tuple[Any, ...]:
        names = self.project.names
        return (names.index(newcomer.department) if newcomer.department in names else len(names), natural(newcomer.id))

    def _sort_in(self, sheet: Sheet, said: Said, rows: _Rows) -> None:
        """Puts a row among those that keep their id, those that speak of another record, those with an id that is not theirs, or the loose ones."""
        row, record = said.row, self._existing(said)
        if row.blank and not record:
            rows.keeping.append(said)
        elif row.blank and record and (self._is_mended(said) or not is_other_thing(sheet, said, record)):
            rows.asides.append(Aside(said, row.id, issued=True))
        elif row.blank:
            rows.loose.append(said)
            self._tell("duplicate-id", [said], reason="shared")
        elif before := self._numbered_before(sheet, said):
            rows.asides.append(Aside(said, before, issued=True))
        elif not row.id or row.duplicate:
            rows.loose.append(said)
        elif not record and self._was_given(sheet, said):
            rows.keeping.append(said)
        else:
            rows.strangers.append(said)

    def _is_mended(self, said: Said) -> bool:
        """Whether the row was given back under that id, as one of the copy that this one mends."""
        copy, row = said
        return bool(copy.mends) and (copy.mends, row.sheet, row.id) in self.shown

    def _existing(self, said: Said) -> Record | None:
        """The record of the row's id, if the project has or had one."""
        records = (each.get(said.row.sheet, {}).get(said.row.id) for each in (self.opening.state, self.opening.removed))
        return next((record for record in records if record), None)

    def _was_given(self, sheet: Sheet, said: Said) -> bool:
        """Whether the row's id was given out to this department, in whatever workbook."""
        number = said.row.id.rpartition("-")[2]
        given = self.opening.next_number.get((sheet.key, said.copy.department), 1)
        if not number.isdecimal() or int(number) >= given:
            return False
        return said.row.id == record_id(sheet.prefix, _code(self.project, said.copy.department), int(number))

    def _numbered_before(self, sheet: Sheet, said: Said) -> str:
        """The record that came out of this row when an earlier copy of the department had the row too, be it there or removed by now.

        Two rows of one copy are never one record.
        """
        copy, row = said.copy, said.row
        if row.id and not row.duplicate:
            return ""
        if (before := self.numbered.get((sheet.key, copy.sha256))) is None:
            apart, before = {r.id for r in copy.rows if r.sheet == sheet.key}, Nearby(sheet)
            for record in self._numbered(sheet, copy):
                if record.id not in apart:
                    before.add(record.values, record)
            self.numbered[sheet.key, copy.sha256] = before
        found = before.find(said.values, lambda record: likeness(sheet, said.values, record.values) >= SAME_THING, take=True)
        return found.id if found else ""

    def _numbered(self, sheet: Sheet, copy: Copy) -> Iterator[Record]:
        """The records that came from the department's rows: of a late copy's own round or of another copy of its workbook, else those that have been
        removed since. Those that such rows were numbered for come first: one of them may speak as another by now, and they still are its."""
        late = copy.order < self.opening.order
        there, gone = (each.get(sheet.key, {}).values() for each in (self.opening.state, self.opening.removed))
        mine = {i for (sha256, _, _), i in self.opening.given.items() if self.opening.codes.get(sha256) == copy.token} if late else ()
        given = set(self.opening.given.values()) if gone and not late else ()
        for record in sorted((*there, *gone), key=lambda each: each.id not in mine) if late else gone:
            origin = record.origins.get(sheet.title)
            said = origin and copy.department in origin.departments and (origin.round == copy.round or record.id in given)
            if said or (record.id in mine and sheet.title in record.values):
                yield record

    def _keep_ids(self, sheet: Sheet, rows: _Rows) -> list[Newcomer]:
        """One record per id; a second person's other thing under the same id goes loose."""
        by_id: dict[str, list[Said]] = {}
        for said in rows.keeping:
            by_id.setdefault(said.row.id, []).append(said)
        kept: list[Newcomer] = []
        for identity, group in by_id.items():
            things = clusters(sheet, group, lambda a, b: likeness(sheet, a.values, b.values) >= SAME_ROW)
            mine = self._holder(identity, things)
            if speaking := tuple(filter(self._speaks, mine)):
                kept.append(Newcomer(sheet.key, identity, speaking[0].copy.department, speaking))
                self._give(identity, mine)
            others = [said for other in things if other is not mine and any(map(self._speaks, other)) for said in other]
            rows.loose.extend(others)
            self._tell("duplicate-id", others, reason="shared")
        return kept

    def _holder(self, identity: str, things: Sequence[list[Said]]) -> list[Said]:
        """Which of the things under one id has it: the one that had it in an earlier merge, else the first one that has got no other id.

        So it depends on which copy was merged first. It must: each of them has the id as long as the other is not there, and people have read and
        decided about it under that id by the time the other comes.
        """
        given = [{self.opening.given.get(_place_of(said), "") for said in thing} - {""} for thing in things]
        speaking = [any(map(self._speaks, thing)) for thing in things]
        before = (thing for thing, ids, heard in zip(things, given, speaking, strict=True) if heard and identity in ids)
        first = (thing for thing, ids, heard in zip(things, given, speaking, strict=True) if heard and not ids)
        return next(before, None) or next(first, [])

    def _place_strangers(self, rows: _Rows, new: set[str]) -> None:
        """Rows with an id that their copy was not given speak of its record, if there is one, and are new records otherwise.

        One that was a new record before a link gave its id to another one stays that.
        """
        apart = {(said.copy.department, said.row.id) for said in rows.strangers if _place_of(said) in self.opening.given}
        for said in rows.strangers:
            if said.row.id in self.opening.state.get(said.row.sheet, {}) or said.row.id in new:
                rows.asides.append(Aside(said, said.row.id, issued=False))
            elif said.row.id in self.made and (said.copy.department, said.row.id) not in apart:
                rows.waiting.append(Aside(said, said.row.id, issued=False))
            else:
                rows.loose.append(said)

    def _number(self, sheet: Sheet, rows: Sequence[Said]) -> Iterator[Newcomer]:
        """Gives each department's rows without a usable id its next numbers; the same row in two copies is one record."""
        by_department: dict[str, list[Said]] = {}
        for said in rows:
            by_department.setdefault(said.copy.department, []).append(said)
        for department, group in by_department.items():
            ids = free_ids(self.project, self.opening, sheet, department)
            for rows_of_one in clusters(sheet, group, lambda a, b: is_same_row(sheet, a.row, b.row)):
                identity = self._given_before(rows_of_one) or next(ids)
                self._give(identity, rows_of_one)
                if speaking := tuple(filter(self._speaks, rows_of_one)):
                    self._rename(identity, speaking)
                    yield Newcomer(sheet.key, identity, department, speaking)

    def _given_before(self, rows: Iterable[Said]) -> str:
        """The id that one of the rows has got in an earlier merge, unless another row has it now."""
        known = (self.opening.given.get(_place_of(said), "") for said in rows)
        return next((identity for identity in known if identity and identity not in self.taken), "")

    def _give(self, identity: str, rows: Iterable[Said]) -> None:
        self.given.update((_place_of(said), identity) for said in rows)
        self.taken.add(identity)

    def _rename(self, identity: str, rows: Iterable[Said]) -> None:
        """What a copy calls by an id of its own is that record in its references as well; a copied row's id stays the issued record's."""
        for said in rows:
            if said.row.id and not said.row.duplicate:
                self.renames[said.copy.sha256, said.row.sheet, said.row.id] = identity


def _place_of(said: Said) -> GivenRow:
    return (said.copy.sha256, said.row.sheet, said.row.row)


@dataclass(frozen=True, slots=True)
class _Rows:
    """The new rows of one sheet, by what their ids say."""

    keeping: list[Said] = field(default_factory=list)
    asides: list[Aside] = field(default_factory=list)
    waiting: list[Aside] = field(default_factory=list)
    strangers: list[Said] = field(default_factory=list)
    loose: list[Said] = field(default_factory=list)


def free_ids(project: Project, opening: Opening, sheet: Sheet, department: str) -> Iterator[str]:
    """A department's next ids, without those that rows have got before and those of records that a list brought in meanwhile."""
    given = set(opening.given.values())
    there, gone = opening.state.get(sheet.key, {}), opening.removed.get(sheet.key, {})
    numbers = count(opening.next_number.get((sheet.key, department), 1))
    ids = (record_id(sheet.prefix, _code(project, department), number) for number in numbers)
    return (identity for identity in ids if identity not in there and identity not in gone and identity not in given)


def _code(project: Project, department: str) -> str:
    found = project.department(department)
    return found.code if found else "X"


def _row_finding(code: str, said: Said, record: str, reason: str) -> Finding:
    row, copy = said.row, said.copy
    return Finding(
        code, file=copy.file, department=copy.department, sheet=row.sheet, record=record or row.id,
        place=row.source.sheet, cell=row.source.cell, value=row.id, reason=reason,
    )  # fmt: skip
