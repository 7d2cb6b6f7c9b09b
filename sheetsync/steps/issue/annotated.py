"""Lays out anew a workbook of which nobody knows what was issued: all that was found, with what is to be mended marked in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sheetsync.model.finding import Finding
from sheetsync.model.mending import FoundTable
from sheetsync.model.ours import Ours, marks_of_ours, ours_in
from sheetsync.model.plan import WorkbookPlan
from sheetsync.model.raw import RawSheet, RawWorkbook, address
from sheetsync.model.template import Template
from sheetsync.model.token import TOKEN_PROPERTY, find_tokens
from sheetsync.model.words import Words
from sheetsync.steps.issue import texts_of
from sheetsync.steps.issue.annotated_page import Page, place_of
from sheetsync.steps.issue.lists import Lists, lists_plan, names
from sheetsync.steps.issue.mend_list import Line, link_to, mend_sheet

MOST_NAME = 31
"""Characters of a sheet's name."""
FORBIDDEN = str.maketrans("[]:*?/\\", "_______")
"""What no sheet's name may hold."""
FOOTER = 100
WITHOUT_PLACE = ("missing-sheet", "missing-column", "unknown-column")
"""What is told in other words here than to a department whose issued workbook is known."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file as it was found: its name, the template's tables in it, and what is to be mended there, the most fundamental first."""

    file: str
    raw: RawWorkbook
    tables: Sequence[FoundTable]
    findings: Sequence[Finding]


def annotated_plan(found: Found, template: Template, words: Words) -> WorkbookPlan:
    """The workbook with a note on each cell to mend, a column beside the ids that names what is to be mended, and a first sheet that lists it all."""
    ours = ours_in(found.raw)
    shown = [sheet for sheet in found.raw.sheets if _is_shown(sheet, found, template) and sheet.name not in ours.aside]
    names_ = _Names(template, words.language)
    first, hidden, column = names_.free(words("mend.sheet")), names_.free(words("issue.sheet.lists")), words("mend.column")
    labels = {sheet.name: names_.free(sheet.name) for sheet in shown}
    lists = Lists(_choices(template, words.language), {})
    pages = {sheet.name: _page(found, sheet, labels[sheet.name], template, column, words, ours) for sheet in shown}
    lines = [_line(each, pages.get(each.place), template, words) for each in found.findings]
    title, token = words("mend.title.file", file=found.file), _token(found.raw)
    listed = mend_sheet(words, first, title, words("mend.file", file=found.file), lines, found.file[:FOOTER])
    sheets = [listed, *(page.plan() for page in pages.values())]
    put = Ours(frozenset((*texts_of(listed.rows), *(text for page in pages.values() for text in page.texts()))), frozenset((first, title, column)))
    return WorkbookPlan(
        (*sheets, lists_plan(words, token, lists, hidden)),
        names=names(lists, hidden),
        title=title,
        keywords=token,
        custom={**({TOKEN_PROPERTY: token} if token else {}), **marks_of_ours(put)},
    )


def _is_shown(sheet: RawSheet, found: Found, template: Template) -> bool:
    """Whether a sheet is read, or one that people see; the guides that we sent ourselves say nothing new."""
    guides = {label for each in template.sheets if each.form == "notes" for label in each.labels.values()}
    read = {table.place for table in found.tables}
    return sheet.name in read or (sheet.state == "visible" and sheet.name not in guides)


def _token(raw: RawWorkbook) -> str:
    """The return code that the file bears in its properties; blank where there is none."""
    return next((code for text in (raw.custom.get(TOKEN_PROPERTY, ""), raw.core.get("keywords", "")) for code in find_tokens(text)), "")


class _Names:
    """Names for sheets that a workbook can have, each once."""

    def __init__(self, template: Template, language: str) -> None:
        self.taken = {sheet.label(language).casefold() for sheet in template.sheets}
        self.own = {sheet.label(language) for sheet in template.sheets}

    def free(self, wanted: str) -> str:
        """That name, or one like it; those of the template's sheets are free for these."""
        name = base = wanted.translate(FORBIDDEN)[:MOST_NAME].strip("' ") or "_"
        if name in self.own:
            self.own.remove(name)
            return name
        number = 2
        while name.casefold() in self.taken:
            name, number = f"{base[: MOST_NAME - 5]} ({number})", number + 1
        self.taken.add(name.casefold())
        return name


def _choices(template: Template, language: str) -> dict[str, tuple[str, ...]]:
    """The lists of the fields that offer a choice, by name."""
    fields = ((sheet, field) for sheet in template.tables for field in sheet.columns if field.kind == "choice")
    return {f"list_{sheet.key}_{field.key}": tuple(choice.labels[language] for choice in field.choices) for sheet, field in fields}


def _page(found: Found, sheet: RawSheet, name: str, template: Template, column: str, words: Words, ours: Ours) -> Page:
    table = next((each for each in found.tables if each.place == sheet.name), None)
    asked = template.find_sheet(table.sheet) if table else None
    told = {(each.place, each.cell): _text(each, template, words) for each in found.findings}
    notes: dict[tuple[int, int], list[str]] = {}
    marked: dict[int, dict[str, None]] = {}
    for each in found.findings:
        if each.place == sheet.name and each.cell:
            row, where = place_of(each.cell)
            notes.setdefault((row, where), []).append(told[each.place, each.cell])
            if asked and each.field and table and row > table.header:
                marked.setdefault(row, {})[asked.field(each.field).label(words.language)] = None
    named = {row: words("mend.fields", fields=list(labels)) for row, labels in marked.items()}
    return Page(sheet, name, table, asked, words, column, {place: "\n".join(texts) for place, texts in notes.items()}, named, ours)


def _text(found: Finding, template: Template, words: Words) -> str:
    if found.code not in WITHOUT_PLACE:
        return words.mend(found)
    sheet, field = template.find_sheet(found.sheet), template.find(found.sheet, found.field)
    special = f"mend.file.{found.code}{'.no-header' * (found.reason == 'no-header')}"
    names = {"sheet": sheet.label(words.language) if sheet else found.sheet, "field": field.label(words.language) if field else ""}
    return words(special, value=found.value, **names)


def _line(found: Finding, page: Page | None, template: Template, words: Words) -> Line:
    sheet, field = template.find_sheet(found.sheet), template.find(found.sheet, found.field)
    label = page.name if page else sheet.label(words.language) if sheet else found.place
    cell = address(*page.moved(*place_of(found.cell))) if page and found.cell else ""
    link = link_to(page.name, cell or "A1") if page else ""
    what = f"{found.record}  {page.title(place_of(found.cell)[0])}".strip() if page and found.cell else found.record
    named = field.label(words.language) if field else ""
    return Line(f"{label} {cell}".strip(), link, what, named, _text(found, template, words), found.code == "unknown-column")
