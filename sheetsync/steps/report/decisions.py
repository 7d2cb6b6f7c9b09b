"""The sheets of decisions: the open ones, each with a list to choose from and room for another value; and those that were made."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Sequence

from sheetsync.model.decision import Decision, Left, Settlement, lettered
from sheetsync.model.kinds_text import fitting
from sheetsync.model.plan import Cell, Note, SheetPlan, Style, Validation
from sheetsync.steps.report.dropdowns import Lists
from sheetsync.steps.report.layout import BODY, CENTRE, HEADER_ROW, ID, LINK, MOMENT, Cells, Heading, Listing, listing
from sheetsync.steps.report.lists import columns
from sheetsync.steps.report.marks import choice_lines, records_of
from sheetsync.steps.report.tables import link
from sheetsync.steps.report.view import ReportInput

CHOOSE_COLUMN = 8
ENTRY_LENGTH = 40
"""Characters of a value in the list; its letter tells which one is meant."""
TEXT = Style("input", "text", wrap=True, top=True)


def open_decisions(data: ReportInput) -> list[Decision]:
    return [decision for decision in data.merged.decisions if decision.decided is None]


def choice_lists(data: ReportInput) -> list[tuple[str, ...]]:
    """The list of each open decision."""
    return [entries(data, decision) for decision in open_decisions(data)]


def entries(data: ReportInput, decision: Decision) -> tuple[str, ...]:
    """What the list of a decision offers: each choice by its letter and value, long ones cut."""
    return tuple(
        data.words("report.choice.entry", letter=letter, value=short(data.answer(decision, choice.value))) for letter, choice in lettered(decision)
    )


def choices_told(data: ReportInput, decision: Decision, shorten: Callable[[str], str] = str) -> Iterator[str]:
    """Each choice by its letter and value, with who stands for it."""
    for letter, choice in lettered(decision):
        said = {"letter": letter, "value": shorten(data.answer(decision, choice.value))}
        if choice.departments:
            yield data.words("report.choice", who=data.who(choice.departments), **said)
        else:
            yield data.words("report.choice.now" if choice.value == decision.current else "report.choice.entry", **said)


def decisions_sheet(data: ReportInput, names: Lists, back: Cell) -> SheetPlan:
    """The sheet of open decisions."""
    found = open_decisions(data)
    plan = Listing(
        name=data.names["report.decisions"],
        about=data.words("report.about.decisions", count=len(found)) + _code(data),
        headings=_headings(data),
        rows=[_row(data, decision) for decision in found],
        empty=data.words("report.empty.decisions"),
        back=back,
    )
    sheet = listing(plan, data.footer, "warn" if found else "muted")
    return dataclasses.replace(sheet, validations=tuple(_validations(data, found, names)), notes=tuple(_notes(data, found)))


def decided_sheet(data: ReportInput, back: Cell) -> SheetPlan:
    """What was decided in this round: for which value, by whom, when, in which file, and with which remark."""
    found = [(decision, decision.decided) for decision in data.merged.decisions if decision.decided is not None]
    widths = {"number": 27, "kind": 18, "sheet": 13, "record": 28, "field": 13, "chosen": 28, "decider": 20, "when": 18, "file": 30, "remark": 30}
    styles = {"number": ID, "kind": CENTRE, "sheet": CENTRE, "when": MOMENT}
    plan = Listing(
        name=data.names["report.decided"],
        about=data.words("report.about.decided", count=len(found)),
        headings=columns(data, widths, styles, BODY),
        rows=[_decided_row(data, decision, settlement) for decision, settlement in found],
        empty=data.words("report.empty.decided"),
        back=back,
    )
    return listing(plan, data.footer)


def _decided_row(data: ReportInput, decision: Decision, settlement: Settlement) -> Cells:
    told = _row(data, decision)
    chosen = data.answer(decision, settlement.value)
    return (*told[:5], chosen, data.coordinator(settlement), data.local(settlement.at), data.settled_in(settlement), settlement.remark)


def _code(data: ReportInput) -> str:
    """The return code, where people and programs that drop properties leave it."""
    return data.words("report.code", token=data.token) if data.token else ""


def _headings(data: ReportInput) -> Sequence[Heading]:
    word = data.words
    return (
        Heading(word("report.column.number"), 27, ID),
        Heading(word("report.column.kind"), 18, CENTRE),
        Heading(word("report.column.sheet"), 13, CENTRE),
        Heading(word("report.column.record"), 28),
        Heading(word("report.column.field"), 13, BODY),
        Heading(word("report.column.current"), 18),
        Heading(word("report.column.choices"), 52),
        Heading(word("report.column.choose"), 22, BODY._replace(bold=True), fill=True),
        Heading(word("report.column.own"), 20, TEXT, fill=True),
        Heading(word("report.column.remark"), 24, TEXT, fill=True),
    )


def _row(data: ReportInput, decision: Decision) -> Cells:
    records = records_of(decision)
    titles = (data.title(decision.sheet, record) or record for record in records)
    return (
        _named(data, decision),
        data.words(f"decision.{decision.kind}"),
        data.sheet_label(decision.sheet),
        "\n".join(titles),
        data.part_label(decision.sheet, decision.field),
        data.value(decision.sheet, decision.field, decision.current),
        "\n".join(choice_lines(data, decision)),
        *_left(data.left.get(decision.id)),
    )


def _left(left: Left | None) -> Cells:
    """What the coordinator wrote and what was not taken, so that it can be put right; a remark alone is none of that."""
    if left is None:
        return (None, None, None)
    choice, own = (Cell(text, TEXT._replace(tone="bad")) if text and left.reason else text or None for text in left[:2])
    return (choice, own, left.remark or None)


def _notes(data: ReportInput, found: Iterable[Decision]) -> Iterator[Note]:
    """Why an answer was not taken."""
    for row, decision in enumerate(found, HEADER_ROW + 1):
        left = data.left.get(decision.id)
        if left and left.reason:
            yield Note(row, CHOOSE_COLUMN if left.choice else CHOOSE_COLUMN + 1, fitting(left.reason))


def _named(data: ReportInput, decision: Decision) -> Cell | str:
    """A decision's id, which leads to the cell or the record that it is about."""
    target = link(data, decision.sheet, records_of(decision)[0], decision.field)
    return Cell(decision.id, LINK, target) if target else decision.id


def _validations(data: ReportInput, found: Iterable[Decision], names: Lists) -> Iterator[Validation]:
    for row, decision in enumerate(found, HEADER_ROW + 1):
        yield Validation(
            ranges=((row, CHOOSE_COLUMN, row, CHOOSE_COLUMN),),
            kind="list",
            source=names.names[entries(data, decision)],
            prompt_title=data.words("report.column.choose"),
            prompt=data.words("report.choose.prompt"),
            error_title=data.words("report.column.choose"),
            error=data.words("report.choose.error"),
        )


def short(text: str) -> str:
    """A value on one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= ENTRY_LENGTH else f"{line[: ENTRY_LENGTH - 1]}…"
