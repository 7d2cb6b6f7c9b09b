"""Law 17: the next round's workbooks, written, read and returned untouched, make no edit at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO

from hypothesis import given, settings
from laws.worlds import BLANKS, Maker, World, makers
from small import TEMPLATE

from sheetsync.files.workbook_reader import read_workbook
from sheetsync.files.xlsx_writer import write_workbook
from sheetsync.model.calendar import Calendar
from sheetsync.model.copy import Copy, Place
from sheetsync.model.merged import Merged
from sheetsync.model.record import Issued, Opening
from sheetsync.model.round import Round
from sheetsync.model.token import make_token
from sheetsync.steps.intake import Envelope, read_copy
from sheetsync.steps.intake.identity import carried
from sheetsync.steps.issue import issue
from sheetsync.text import words

NEXT = Round("2026-W48", 3, date(2026, 11, 23), datetime(2026, 11, 27, 17))


def next_round(world: World, result: Merged) -> World:
    """The world that the next round begins with."""
    numbers = {key: number + BLANKS for key, number in world.opening.next_number.items()}
    project = replace(world.project, blank_rows=BLANKS)
    return World(project, Opening(NEXT.name, NEXT.order, result.state, result.removed, numbers), {})


def written(world: World, number: int, notes: Mapping[Place, str]) -> tuple[Issued, Copy]:
    """A department's workbook, written to a file and read back untouched."""
    department = world.project.departments[number]
    issued, plan = issue(TEMPLATE, world.project, world.opening, NEXT, department, make_token(number), words("zh", TEMPLATE), Calendar(), notes)
    file = BytesIO()
    write_workbook(plan, file)
    raw = read_workbook(file.getvalue())
    assert set(carried(raw).votes) == {issued.token}
    return issued, read_copy(raw, issued, TEMPLATE, world.project, world.context, Envelope(f"{number}.xlsx", f"sha{number}"))


@settings(max_examples=12)
@given(makers())
def test_the_next_rounds_workbooks_returned_untouched_make_no_edit(maker: Maker) -> None:
    world = maker.settled(maker.world(), 0.5)
    result = world.merge()
    later = next_round(world, result)
    notes = {(d.sheet, d.record, d.field): f"note on {d.id}" for d in result.decisions if d.decided is None and d.field}
    copies = []
    for number in range(len(world.project.departments)):
        issued, copy = written(later, number, notes)
        assert issued.base["job"].keys() <= result.state["job"].keys()
        assert (copy.edits, copy.rows, copy.missing, copy.findings, copy.status) == ((), (), (), (), "")
        copies.append(copy)
    again = later.merge(copies)
    assert again.state == result.state
    assert (again.changes, again.decisions, again.fates) == ([], [], [])
    assert {c.status for c in again.copies} == {"unchanged"}
