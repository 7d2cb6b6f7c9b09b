"""Workbooks as they come back: the rows of an issued one, with everything done to them that people and programs do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random

from small import TEMPLATE, context

from sheetsync.model.copy import Copy
from sheetsync.model.kinds import Value, show
from sheetsync.model.project import Project
from sheetsync.model.raw import RawCell, RawSheet, RawWorkbook
from sheetsync.model.record import Issued
from sheetsync.model.template import Field, Sheet
from sheetsync.steps.intake import Envelope, read_copy

DAY_ZERO = date(1899, 12, 30)
HEADER = 5
ID, HIDDEN = "id", "*id"
"""The visible and the hidden column of ids."""

Row = dict[str, RawCell]
"""A row's cells by field; `ID` and `HIDDEN` are its ids."""


def cell(value: Value, each: Field, language: str = "zh") -> RawCell | None:
    """A value as a workbook holds it."""
    shown = show(value, each, language)
    if shown is None:
        return None
    if isinstance(shown, date):
        return RawCell(float((shown - DAY_ZERO).days), "date")
    if isinstance(shown, str):
        return RawCell(shown)
    return RawCell(float(shown), "percent" if each.kind == "percent" else "number")


@dataclass
class Page:
    """One table as it stands in a returned workbook."""

    sheet: Sheet
    rows: list[Row]
    columns: list[str]
    language: str = "zh"
    name: str = ""
    header: int = HEADER
    gaps: set[int] = field(default_factory=set)
    hidden: frozenset[int] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()

    def row(self, identity: str) -> Row:
        """The first row that shows an id."""
        return next(row for row in self.rows if row.get(ID) == RawCell(identity))

    def raw(self) -> RawSheet:
        labels = {f.key: RawCell(f.label(self.language)) for f in self.sheet.fields} | {HIDDEN: RawCell("id")}
        head = {number: labels.get(key, RawCell(key)) for number, key in enumerate(self.columns, 1)}
        rows: list[tuple[int, Mapping[int, RawCell]]] = [(1, {1: RawCell(f"{self.sheet.label(self.language)} · 小项目")}), (self.header, head)]
        number = self.header
        for index, row in enumerate(self.rows):
            number += 2 if index in self.gaps else 1
            cells = {column: row[key] for column, key in enumerate(self.columns, 1) if key in row}
            if cells:
                rows.append((number, cells))
        return RawSheet(self.name or self.sheet.label(self.language), rows, hidden_rows=self.hidden, merged=self.merged)


def arranged(sheet: Sheet) -> list[str]:
    """The columns as issued: the id first, its copy in the middle."""
    keys = [f.key for f in sheet.fields]
    keys.insert(len(keys) // 2 + 1, HIDDEN)
    return keys


def page(sheet: Sheet, issued: Issued) -> Page:
    """A table as it was issued."""
    rows = [ids(i) | filled(sheet, values, issued.language) for i, values in issued.base.get(sheet.key, {}).items()]
    rows += [ids(i) for i in issued.blanks.get(sheet.key, ())]
    return Page(sheet, rows, arranged(sheet), issued.language)


def ids(identity: str) -> Row:
    return {ID: RawCell(identity), HIDDEN: RawCell(identity)}


def filled(sheet: Sheet, values: Mapping[str, Value], language: str = "zh") -> Row:
    found = {f.key: cell(values.get(f.key), f, language) for f in sheet.columns}
    return {key: each for key, each in found.items() if each is not None}


@dataclass
class Book:
    """A returned workbook: its tables, and the lines of its form."""

    issued: Issued
    pages: dict[str, Page]
    lines: dict[str, RawCell]
    core: dict[str, str] = field(default_factory=dict)

    def raw(self) -> RawWorkbook:
        form = TEMPLATE.sheet("plan")
        rows = [(1, {1: RawCell("总表 · 小项目")})]
        for number, each in enumerate(form.columns, HEADER):
            value = {2: self.lines[each.key]} if each.key in self.lines else {}
            rows.append((number, {1: RawCell(each.label("zh")), **value}))
        return RawWorkbook([RawSheet("总表", rows), *(p.raw() for p in self.pages.values())], self.core)

    def read(self, project: Project, file: str = "copy.xlsx", raw: RawWorkbook | None = None) -> Copy:
        return read_copy(raw or self.raw(), self.issued, TEMPLATE, project, context(project), Envelope(file, f"sha of {file}"))


def book(issued: Issued) -> Book:
    """A workbook as it was issued."""
    form = TEMPLATE.sheet("plan")
    return Book(issued, {s.key: page(s, issued) for s in TEMPLATE.tables}, filled(form, issued.base["plan"]["plan"]))


# ── what changes nothing ──


def rearrange(rng: Random, book: Book) -> None:
    """Sorts, hides, spreads and moves rows and columns, and writes the same values otherwise."""
    for each in book.pages.values():
        if rng.random() < 0.5:
            rng.shuffle(each.rows)
        if rng.random() < 0.3:
            each.gaps = {n for n in range(len(each.rows)) if rng.random() < 0.3}
        if rng.random() < 0.3:
            each.hidden = frozenset(n for n in range(HEADER + 1, HEADER + 9) if rng.random() < 0.3)
        if rng.random() < 0.3:
            rng.shuffle(each.columns)
        if rng.random() < 0.2:
            each.columns.insert(rng.randint(1, len(each.columns)), "我的备注")
            each.rows[0]["我的备注"] = RawCell("自己看的")
        each.header = rng.choice((HEADER, HEADER, 2, 12))
        each.rows = [{key: rewritten(rng, each.sheet, key, value) for key, value in row.items()} for row in each.rows]


def rewritten(rng: Random, sheet: Sheet, key: str, value: RawCell) -> RawCell:
    """The same value as another program, or a person in a hurry, would have it."""
    if rng.random() > 0.2 or key not in {f.key for f in sheet.columns}:
        return value
    each = sheet.field(key)
    if each.kind == "date":
        day = date.fromordinal(DAY_ZERO.toordinal() + int(float(value.value or 0)))
        return RawCell(rng.choice((f"{day:%Y-%m-%d}", f"{day.year}年{day.month}月{day.day}日", f"{day.year}/{day.month}/{day.day}")))
    if each.kind == "percent":
        return RawCell(f"{float(value.value or 0) * 100:g}%")
    if each.kind == "integer":
        return RawCell(f" {int(float(value.value or 0))} ".translate(str.maketrans("0123456789", "０１２３４５６７８９")))
    if each.kind == "choice":
        choice = next(c for c in each.choices if c.labels["zh"] == value.value)
        return RawCell(rng.choice((choice.labels["en"], choice.key.upper(), f" {value.value}")))
    return RawCell(f" {value.value}\u3000")


# ── what changes something ──


@dataclass
class Typed:
    """What a person did to a workbook: the words that were typed, by which they are found again, and the cells that were cleared."""

    words: list[str] = field(default_factory=list)
    cleared: set[tuple[str, str, str]] = field(default_factory=set)

    def word(self) -> RawCell:
        self.words.append(f"typed {'abcdefghijklmnop'[len(self.words) % 16] * 6} {len(self.words)}")
        return RawCell(self.words[-1])


WRITABLE = ("title", "remark", "check", "secret", "log", "text")


def scribble(rng: Random, book: Book) -> Typed:
    """Types words into cells, fills in blank rows, inserts rows without ids, copies, deletes and renames rows."""
    typed = Typed()
    for each in book.pages.values():
        for _ in range(rng.choice((0, 1, 2, 3))):
            rng.choice((_type, _type, _insert, _copy_row, _delete, _drop_id, _rename, _clear))(rng, each, typed)
    return typed


def _fields(each: Page) -> list[str]:
    return [f.key for f in each.sheet.columns if f.key in WRITABLE]


def _type(rng: Random, each: Page, typed: Typed) -> None:
    """Edits a record, or fills in a blank row."""
    row = rng.choice(each.rows)
    row[rng.choice(_fields(each))] = typed.word()
    if not set(row) - {ID, HIDDEN} > {each.sheet.title}:
        row[each.sheet.title] = typed.word()


def _insert(rng: Random, each: Page, typed: Typed) -> None:
    row = {each.sheet.title: typed.word(), rng.choice(_fields(each)): typed.word()}
    each.rows.insert(rng.randint(0, len(each.rows)), row)


def _copy_row(rng: Random, each: Page, typed: Typed) -> None:
    row = dict(rng.choice(each.rows))
    row[rng.choice(_fields(each))] = typed.word()
    each.rows.insert(rng.randint(0, len(each.rows)), row)


def _delete(rng: Random, each: Page, typed: Typed) -> None:
    """Deletes a row on which nobody typed."""
    clean = [n for n, row in enumerate(each.rows) if not any(str(c.value) in typed.words for c in row.values())]
    if len(clean) > 1:
        del each.rows[rng.choice(clean)]


def _drop_id(rng: Random, each: Page, _typed: Typed) -> None:
    """Deletes the visible id, or both; what is then left must still be a row."""
    row = rng.choice(each.rows)
    if each.sheet.title in row:
        row.pop(ID, None)
        if rng.random() < 0.5:
            row.pop(HIDDEN, None)


def _rename(rng: Random, each: Page, _typed: Typed) -> None:
    row = rng.choice(each.rows)
    if each.sheet.title in row:
        row[ID] = RawCell(rng.choice((f"{each.sheet.prefix}-JA-900", "7", "新增")))


def _clear(rng: Random, each: Page, typed: Typed) -> None:
    row = rng.choice(each.rows)
    keys = [key for key in row if key not in (ID, HIDDEN, each.sheet.title, each.sheet.owner) and str(row[key].value) not in typed.words]
    if keys and ID in row:
        key = rng.choice(keys)
        del row[key]
        typed.cleared.add((each.sheet.key, str(row[ID].value), key))


def shuffled_ids(rng: Random, each: Page) -> None:
    """Sorts the visible ids apart from their rows."""
    visible: Sequence[RawCell] = rng.sample([row[ID] for row in each.rows], len(each.rows))
    each.rows = [{**row, ID: identity} for row, identity in zip(each.rows, visible, strict=True)]


def sort_some_columns(rng: Random, each: Page) -> None:
    """Sorts the columns up to one behind the hidden ids, and leaves the others."""
    last = rng.randint(each.columns.index(HIDDEN) + 1, len(each.columns))
    there = rng.sample(range(len(each.rows)), len(each.rows))
    each.rows = [joined(each, each.rows[came], row, last) for came, row in zip(there, each.rows, strict=True)]


def joined(each: Page, left: Row, right: Row, last: int) -> Row:
    """One row's first cells and another one's others."""
    first = each.columns[:last]
    return {key: cell for key, cell in left.items() if key in first} | {key: cell for key, cell in right.items() if key not in first}
