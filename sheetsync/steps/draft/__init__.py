"""Drafts a template of a company's own form: what the file shows is taken over, what it can't show is guessed and marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sheetsync.model.draft import CHECK, FILL_IN, NOTE, Draft, DraftField, DraftList, DraftSheet, FormLooks, Looks, Remark
from sheetsync.model.kinds_text import fold
from sheetsync.model.raw import RawCell, RawWorkbook
from sheetsync.model.words import Words
from sheetsync.steps.draft.columns import Seen, Told, seen_under, tell
from sheetsync.steps.draft.layout import Layout
from sheetsync.steps.draft.names import NUMBERED_SHEET, key_for, label_of, label_unlike, prefix_for, sheet_label, within
from sheetsync.steps.draft.page import BODY, Page, clean
from sheetsync.steps.draft.parts import blocks, parts

LONGEST_LABEL, LONGEST_HINT = 32, 200
LOOKLESS = ("xlsb", "csv")
"""The formats of which only the cells are read."""
MOST_FIELDS = 120
"""So many columns of a sheet become fields; a sheet with more is no form."""
NARROWEST, WIDEST = 6, 60
"""Widths that are taken over, in characters."""
USUAL = frozenset({8.43, 9.0, 11.53, 10.0, 13.0})
"""Widths that programs give to columns which nobody has touched."""


def draft(raw: RawWorkbook, looks: FormLooks, name: str, words: dict[str, Words]) -> Draft:
    """The template of a workbook, in the language in which its labels are; `words` has those of each language, for what is added."""
    visible = [sheet for sheet in raw.sheets if sheet.state == "visible"]
    pages = {sheet.name: parts(Page(sheet)) for sheet in visible}
    labels = [label for laid in pages.values() for _, found in laid for label in (*found.columns.values(), *(label for label, _ in found.lines))]
    language = "zh" if any(not label.isascii() for label in labels) else "en"
    drafting = _Drafting(raw, looks, name, words[language])
    for laid in pages.values():
        for page, found in laid:
            drafting.add(page, found, apart=len(laid) > 1)
    left = tuple(Remark(NOTE, "sheet-left", {"sheet": clean(name)}) for name, laid in pages.items() if not laid)
    unread = (Remark(CHECK, "no-looks", {"format": raw.format}),) if raw.format in LOOKLESS else ()
    return Draft(name, language, drafting.lists, drafting.sheets, (*unread, *left))


class _Drafting:
    """The sheets and lists drafted so far."""

    def __init__(self, raw: RawWorkbook, looks: FormLooks, name: str, words: Words) -> None:
        self.raw, self.looks, self.name, self.words = raw, looks, name, words
        self.sheets: list[DraftSheet] = []
        self.lists: list[DraftList] = []
        self.labels: set[str] = set()

    def add(self, page: Page, found: Layout, apart: bool) -> None:
        """Drafts a sheet, if anything is asked in it; one of several tables on a sheet where they stand apart."""
        own = clean(page.sheet.name)
        nearest = reversed(found.above) if apart else found.above
        title = next((text for text in nearest if (apart or NUMBERED_SHEET.fullmatch(own)) and 1 < len(text) <= 31), "")
        label = label_unlike(sheet_label(title or own or self.name), self.labels, 31)
        key = key_for(label, {each.key for each in self.sheets}, f"sheet{len(self.sheets) + 1}")
        fields = _Fields(self, page, found).made(table=bool(found.columns))
        if not fields:
            return
        self.labels.add(fold(label))
        options: dict[str, Any] = {}
        if own and fold(own) not in self.labels:
            options["aliases"] = [own]
            self.labels.add(fold(own))
        made = self._table if found.columns else self._form
        self.sheets.append(made(key, label, options, fields, tuple(_beside(page, found, title, own if apart else ""))))

    def _table(self, key: str, label: str, options: dict[str, Any], fields: list[tuple[DraftField, Told]], remarks: tuple[Remark, ...]) -> DraftSheet:
        """A table has an id in front, an owner and a title."""
        letters = next((told.letters for field, told in fields if field.kind == "id"), "")
        made = _with_owner(_with_id([field for field, _ in fields], self.words), self.words)
        taken = {each.options.get("prefix") for each in self.sheets if each.form == "table"}
        prefix = prefix_for(label, {str(each) for each in taken}, letters)
        owner = next(field for field in made if field.kind == "department")
        title = next((f for f in made if f.kind in ("line", "text")), next((f for f in made if f.kind not in ("id", "department")), made[-1]))
        made = [_owned(field) if field is owner else field for field in made]
        guessed = [Remark(CHECK, "title", {"label": title.label})]
        guessed += [] if owner.remarks else [Remark(CHECK, "owner", {"label": owner.label})]
        guessed += [] if letters else [Remark(CHECK, "prefix", {"prefix": prefix})]
        given = {"prefix": prefix, "owner": owner.key, "title": title.key, **options}
        return DraftSheet(key, label, "table", given, made, (*remarks, *guessed))

    def _form(self, key: str, label: str, options: dict[str, Any], fields: list[tuple[DraftField, Told]], remarks: tuple[Remark, ...]) -> DraftSheet:
        """A form is one for the project; any department may fill it in until somebody says otherwise."""
        kinds = {"id": "line"}
        made = [field._replace(kind=kinds.get(field.kind, field.kind), options={**field.options, "editors": "any"}) for field, _ in fields]
        return DraftSheet(key, label, "form", options, made, (*remarks, Remark(FILL_IN, "form-editors")))

    def list_for(self, key: str, words: Sequence[str], remarks: tuple[Remark, ...]) -> str:
        """The key of the list that has these words, which is made where there is none."""
        for each in self.lists:
            if [label for _, label in each.choices] == list(words):
                return each.key
        choices: list[tuple[str, str]] = []
        for number, word in enumerate(words, 1):
            others = {fold(other) for other in words if other != word}
            taken = {choice for choice, _ in choices} | others
            choices.append((_choice_key(word, taken, f"choice{number}"), word))
        made = DraftList(key_for(key, {each.key for each in self.lists}, "list"), tuple(choices), remarks)
        self.lists.append(made)
        return made.key


def _beside(page: Page, found: Layout, title: str, shared: str) -> Iterator[Remark]:
    """What is to be said of what a sheet holds besides its fields. `shared` is its name where another table stands on it too."""
    if shared:
        yield Remark(CHECK, "beside", {"sheet": shared})
    elif found.columns and len(stretches := blocks(page, found)) > 1:
        yield Remark(CHECK, "gap", {"labels": [found.columns[first] or "?" for first, _ in stretches[1:]]})
    below = [text for texts in found.below.values() for text in texts]
    for key, texts in (("above", [text for text in found.above if text != title]), ("below", below), ("hidden", found.hidden)):
        if texts:
            yield Remark(NOTE, key, {"texts": [text[:40] for text in texts[:6]]})
    if len(found.columns or found.lines) > MOST_FIELDS:
        yield Remark(FILL_IN, "fields-cut", {"kept": MOST_FIELDS})


def _choice_key(word: str, taken: set[str], fallback: str) -> str:
    """A key that no other word of the list means."""
    known = set(taken)
    while fold(key := key_for(word, known, fallback)) in taken:
        known.add(key)
    return key


class _Fields:
    """The fields of one sheet."""

    def __init__(self, drafting: _Drafting, page: Page, found: Layout) -> None:
        self.drafting, self.sheet, self.page, self.found = drafting, page.sheet, page, found
        self.looks = drafting.looks.sheets.get(page.sheet.name, Looks())
        self.labels: set[str] = set()
        self.keys: set[str] = set()

    def made(self, table: bool) -> list[tuple[DraftField, Told]]:
        seen = list(self._columns() if table else self._lines())[:MOST_FIELDS]
        fields: list[tuple[DraftField, Told]] = []
        for text, each in seen:
            told = tell(each, self.drafting.raw, self.drafting.looks)
            if told.kind == "id" and (not table or any(field.kind == "id" for field, _ in fields)):
                told = Told("line", remarks=(Remark(CHECK, "second-id"),) if table else ())
            fields.append((self._field(text, each, told, table), told))
        return fields

    def _columns(self) -> Iterator[tuple[str, Seen]]:
        bottom = self.found.bottom
        for column, text in self.found.columns.items():
            values = list(self.page.under(bottom, column, self.found.below))
            hints = [note for (row, at), note in self.sheet.comments.items() if at == column and row <= bottom]
            yield text, seen_under(label_of(text)[0], values, self.looks, self.sheet.name, column, (bottom + 1, bottom + BODY), hints)

    def _lines(self) -> Iterator[tuple[str, Seen]]:
        for text, (row, column) in self.found.lines:
            cell = self.page.rows.get(row, {}).get(column)
            values: list[RawCell] = [cell] if cell and cell.value is not None else []
            hints = [note for (at, where), note in self.sheet.comments.items() if at == row and where <= column]
            yield text, seen_under(label_of(text)[0], values, self.looks, self.sheet.name, column, (row, row), hints)

    def _field(self, text: str, seen: Seen, told: Told, table: bool) -> DraftField:
        label, required = label_of(text)
        remarks = list(told.remarks)
        if not label:
            label = self.drafting.words("draft.column", number=len(self.keys) + 1)
            remarks.append(Remark(FILL_IN, "no-label"))
        short = label_unlike(label, self.labels, LONGEST_LABEL)
        if short != label:
            remarks.append(Remark(CHECK, "label-cut" if within(label, LONGEST_LABEL) != label else "label-twice", {"label": label[:LONGEST_HINT]}))
        self.labels.add(fold(short))
        key = key_for(short, self.keys, f"field{len(self.keys) + 1}")
        self.keys.add(key)
        options = dict(told.options)
        if told.words:
            options["list"] = self.drafting.list_for(key, told.words, ())
        options |= {"required": True} if required or told.kind == "id" else {}
        options |= self._looks_of(seen, label if within(label, LONGEST_LABEL) != label else "", table)
        return DraftField(key, short, told.kind, options, tuple(remarks))

    def _looks_of(self, seen: Seen, whole: str, table: bool) -> dict[str, Any]:
        """The width and the hint that a column has in the file."""
        hints = [whole, *(offer.prompt for offer in seen.offers), *seen.hints]
        hint = next((text for each in hints if (text := clean(each))), "")
        found: dict[str, Any] = {"hint": within(hint, LONGEST_HINT)} if hint else {}
        width = round(seen.width) if seen.width is not None and round(seen.width, 2) not in USUAL else 0
        return {"width": min(width, WIDEST), **found} if table and width >= NARROWEST else found


def _with_id(fields: list[DraftField], words: Words) -> list[DraftField]:
    """The fields with the id first; one is added where there is none."""
    ids = [field for field in fields if field.kind == "id"]
    if ids:
        return [*ids, *(field for field in fields if field.kind != "id")]
    label = label_unlike(words("draft.id"), {fold(field.label) for field in fields}, LONGEST_LABEL)
    key = key_for(label, {field.key for field in fields}, "id")
    return [DraftField(key, label, "id", {"required": True}, (Remark(NOTE, "id-added"),)), *fields]


def _with_owner(fields: list[DraftField], words: Words) -> list[DraftField]:
    """The fields with one that says to which department a record belongs."""
    if any(field.kind == "department" for field in fields):
        return fields
    label = label_unlike(words("draft.department"), {fold(field.label) for field in fields}, LONGEST_LABEL)
    key = key_for(label, {field.key for field in fields}, "owner")
    return [fields[0], DraftField(key, label, "department", {}, (Remark(CHECK, "owner-added"),)), *fields[1:]]


def _owned(field: DraftField) -> DraftField:
    """The owner's field: given by the program, changed by the coordinator."""
    return field._replace(options={**field.options, "required": True, "editors": "coordinator"})
