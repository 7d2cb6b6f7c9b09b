"""Lays a copy out again, with all that was filled in, so that the department can mend what is wrong in it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence

from sheetsync.model.calendar import Calendar
from sheetsync.model.copy import Place
from sheetsync.model.mending import TO_MEND, Mending, Trouble
from sheetsync.model.ours import Ours, is_printed, marks_of_ours, printed
from sheetsync.model.plan import WorkbookPlan
from sheetsync.model.project import Department, Project
from sheetsync.model.record import Issued, Opening
from sheetsync.model.round import Round
from sheetsync.model.template import Field, Template
from sheetsync.model.words import Words
from sheetsync.steps.issue import texts_aside, texts_of, workbook_plan
from sheetsync.steps.issue.assignment import Assignment, seen, unlike
from sheetsync.steps.issue.columns import Columns, shown_columns
from sheetsync.steps.issue.mend_list import mend_list

WIDTH = 16.0
"""Of the column that names what is to be mended in a row."""


def give_back(
    template: Template,
    project: Project,
    opening: Opening,
    round: Round,
    department: Department,
    token: str,
    words: Words,
    calendar: Calendar,
    issued: Issued,
    mending: Mending,
    titles: Mapping[str, str],
    notes: Mapping[Place, str],
) -> tuple[Issued, WorkbookPlan]:
    """A copy's workbook made anew under a return code of its own: what is known of it, and how it is laid out.

    What is known answers for the issued workbook, with its return code; whose copy it mends stands in `issued.mends`. `notes` are the texts for
    cells about which a decision is open.
    """
    taken = frozenset(_labels(template, words.language))
    label = unlike(words("mend.column"), taken)
    named = _in_rows(mending.troubles, template, words)
    mend, beside = _columns(label, named, words), shown_columns(template, project, opening.state, mending.shown, titles, words)
    assignment = Assignment(
        template=mend.added(beside.added(template)),
        project=project,
        opening=opening,
        round=round,
        department=department,
        token=token,
        words=words,
        calendar=calendar,
        notes=seen({place: text for place, text in notes.items() if place not in mending.cells}, template, mending.shown),
        shown=mending.shown,
        blanks=mending.blanks,
        titles=titles,
        added=mending.added,
        names=mending.names,
        cells={**mending.cells, **mend.cells, **beside.cells},
        troubles=_texts(mending.troubles),
    )
    forms = {sheet.key: issued.base.get(sheet.key, {}).get(sheet.key, {}) for sheet in template.forms}
    plan = workbook_plan(assignment, forms)
    first = mend_list(assignment, mending, unlike(words("mend.sheet"), taken))
    ours = frozenset((*issued.notes, *assignment.notes.values(), *assignment.troubles.values(), *named.values(), *assignment.beside))
    title = words("mend.title", department=department.name, round=round.name)
    blanks = {key: (*(i for i in mending.added.get(key, ()) if i in mending.mine), *ids) for key, ids in mending.blanks.items()}
    aside = frozenset((first.name, label, title))
    texts = frozenset((*texts_aside(assignment, plan), *texts_of(first.rows)))
    known = dataclasses.replace(issued, blanks=blanks, notes=ours, aside=aside, printed=printed(texts))
    new = frozenset(text for text in texts if not is_printed(text, issued.printed))
    custom = {**plan.custom, **marks_of_ours(Ours(ours | new, aside))}
    return known, dataclasses.replace(plan, sheets=(first, *plan.sheets), title=title, custom=custom)


def _texts(troubles: Sequence[Trouble]) -> dict[Place, str]:
    """What is to be mended, by place; each thing on lines of its own."""
    found: dict[Place, str] = {}
    for each in troubles:
        if each.record or each.field:
            found[each.place] = f"{found[each.place]}\n{each.text}" if each.place in found else each.text
    return found


def _in_rows(troubles: Sequence[Trouble], template: Template, words: Words) -> dict[tuple[str, str], str]:
    """What is to be mended in each row of a table: the labels of the fields."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    tables = {sheet.key for sheet in template.tables}
    for each in troubles:
        if each.sheet in tables and each.record:
            field = template.find(each.sheet, each.field)
            label = field.label(words.language) if field else words("mend.row")
            found.setdefault((each.sheet, each.record), {})[label] = None
    return {place: words("mend.fields", fields=list(labels)) for place, labels in found.items()}


def _columns(label: str, named: Mapping[tuple[str, str], str], words: Words) -> Columns:
    """The column next to the ids that names what is to be mended, in the tables that have any."""
    language = words.language
    field = Field(TO_MEND, {language: label}, "line", editors="any", width=WIDTH, hints={language: words("mend.column.hint")})
    cells = {(sheet, record, TO_MEND): text for (sheet, record), text in named.items()}
    return Columns(before={sheet: [field] for sheet, _ in named}, cells=cells)


def _labels(template: Template, language: str) -> Iterator[str]:
    """The names of sheets, fields and other columns, case-folded, and that of the language."""
    for sheet in template.sheets:
        yield from (text.casefold() for text in (*sheet.labels.values(), *sheet.aliases))
        yield from (text.casefold() for field in sheet.fields for text in (*field.labels.values(), *field.aliases))
    yield from (text.casefold() for view in template.shows for text in view.labels.values())
    yield language
