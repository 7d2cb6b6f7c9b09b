"""The laws of the merge through reading: whole workbooks, in which rows are rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from hypothesis import given
from laws.returned import HIDDEN, ID, Book, book, cell, rearrange, scribble, shuffled_ids, sort_some_columns
from laws.worlds import Maker, World, makers
from small import TEMPLATE

from sheetsync.model.copy import Copy
from sheetsync.model.merged import Merged
from sheetsync.model.record import Issued
from sheetsync.model.rights import may_change


def any_issued(maker: Maker, world: World) -> Issued:
    return maker.rng.choice(list(world.issued.values()))


def said(copy: Copy) -> tuple[object, ...]:
    return copy.edits, copy.rows, copy.missing


@given(makers())
def test_a_workbook_that_comes_back_as_it_was_issued_says_nothing(maker: Maker) -> None:
    world = maker.world()
    issued = any_issued(maker, world)
    copy = book(issued).read(world.project)
    assert (*said(copy), copy.findings, copy.status) == ((), (), (), (), "")


@given(makers())
def test_sorting_hiding_moving_and_saving_anew_say_nothing(maker: Maker) -> None:
    world = maker.world()
    returned = book(any_issued(maker, world))
    rearrange(maker.rng, returned)
    copy = returned.read(world.project)
    assert (*said(copy), copy.status) == ((), (), (), "")
    assert {f.code for f in copy.findings} <= {"hidden-rows", "unknown-column"}
    result = world.merge([copy])
    assert (result.changes, result.decisions, result.fates) == ([], world.merge([]).decisions, [])
    assert all(result.state[s][i] is r for s, records in world.opening.state.items() for i, r in records.items())


@given(makers())
def test_edits_are_read_as_they_were_made_wherever_their_rows_went(maker: Maker) -> None:
    world = maker.world()
    issued = any_issued(maker, world)
    returned = book(issued)
    made = {place: edited(maker, returned, *place) for place in some_cells(maker, issued)}
    rearrange(maker.rng, returned)
    copy = returned.read(world.project)
    expected = {place: value for place, value in made.items() if value != issued.base[place[0]][place[1]].get(place[2])}
    if copy.status == "held":
        assert len(as_if_sorted(issued, expected)) > 1
        return
    assert {(e.sheet, e.record, e.field): e.value if e.taken else None for e in copy.edits} == expected
    for e in copy.edits:
        sheet = TEMPLATE.sheet(e.sheet)
        assert e.before == issued.base[e.sheet][e.record].get(e.field)
        assert e.allowed == may_change(sheet, sheet.field(e.field), issued.base[e.sheet][e.record], issued.department)
        assert e.taken == (e.value is not None or not sheet.field(e.field).required)
    assert (copy.rows, copy.missing, copy.status) == ((), (), "")


def as_if_sorted(issued: Issued, made: Mapping[tuple[str, str, str], object]) -> list[tuple[str, str, str]]:
    """The edits that put another record's value into a cell: two of them may be what a sort of one column leaves, and hold the copy."""
    others = {(sheet, key): {r: values.get(key) for r, values in issued.base[sheet].items()} for sheet, _, key in made}
    return [(s, i, k) for (s, i, k), value in made.items() if any(v == value for r, v in others[s, k].items() if r != i)]


def some_cells(maker: Maker, issued: Issued) -> set[tuple[str, str, str]]:
    records = [(s.key, i) for s in TEMPLATE.tables for i in issued.base[s.key]]
    picked = maker.rng.sample(records, min(len(records), 3))
    return {(sheet, identity, maker.rng.choice(TEMPLATE.sheet(sheet).columns).key) for sheet, identity in picked}


def edited(maker: Maker, returned: Book, sheet: str, identity: str, key: str) -> object:
    each = TEMPLATE.sheet(sheet).field(key)
    value = maker.value(each, list(returned.issued.base["job"]), 0.2)
    row = returned.pages[sheet].row(identity)
    written = cell(value, each)
    if written is None:
        row.pop(key, None)
    else:
        row[key] = written
    return value


@given(makers())
def test_every_word_that_was_typed_is_read_or_told_and_nothing_else(maker: Maker) -> None:
    world = maker.world()
    issued = any_issued(maker, world)
    returned = book(issued)
    typed = scribble(maker.rng, returned)
    if maker.rng.random() < 0.5:
        rearrange_rows(maker, returned)
    there = {str(c.value) for p in returned.pages.values() for row in p.rows for c in row.values()}
    copy = returned.read(world.project)
    read = {e.written for e in copy.edits} | {e.written for r in copy.rows for e in r.entries.values()} | {f.value for f in copy.findings}
    lost = {word for word in typed.words if word in there} - read
    assert copy.status == "held" or not lost
    for e in copy.edits:
        assert e.written in typed.words or e.written == "", e
    assert copy.read == len(world.merge([copy]).fates)


def rearrange_rows(maker: Maker, returned: Book) -> None:
    for each in returned.pages.values():
        maker.rng.shuffle(each.rows)


@given(makers())
def test_what_was_copied_or_lost_its_id_never_becomes_a_clearing(maker: Maker) -> None:
    """Nobody cleared anything here, whatever else they did; so no edit clears a cell that the row's own record holds."""
    world = maker.world()
    returned = book(any_issued(maker, world))
    typed = scribble(maker.rng, returned)
    copy = returned.read(world.project)
    if not typed.cleared:
        assert all(e.value is not None or e.written for e in copy.edits)


@given(makers())
def test_ids_that_were_sorted_apart_from_their_rows_make_no_edit(maker: Maker) -> None:
    world = maker.world()
    returned = book(any_issued(maker, world))
    for each in returned.pages.values():
        shuffled_ids(maker.rng, each)
    copy = returned.read(world.project)
    assert said(copy) == ((), (), ())
    assert copy.status in ("", "held")


@given(makers())
def test_a_sort_of_some_columns_makes_no_edit(maker: Maker) -> None:
    world = maker.world()
    returned = book(any_issued(maker, world))
    for each in returned.pages.values():
        sort_some_columns(maker.rng, each)
    copy = returned.read(world.project)
    assert said(copy) == ((), (), ())
    assert copy.status in ("", "held")


@given(makers())
def test_no_copy_is_held_for_the_same_values_in_many_rows(maker: Maker) -> None:
    """A day's work: the same status, day and share for several rows, some of them what others were issued with; sorted or not."""
    world = maker.world()
    issued = any_issued(maker, world)
    returned = book(issued)
    for sheet in TEMPLATE.tables:
        rows = [row for row in returned.pages[sheet.key].rows if sheet.title in row]
        for each in maker.rng.sample(sheet.columns, min(4, len(sheet.columns))):
            value = maker.value(each, list(issued.base["job"]), 0.2)
            written = cell(value, each)
            for row in maker.rng.sample(rows, maker.rng.randint(0, len(rows))):
                row.pop(each.key, None)
                row.update({each.key: written} if written else {})
    rearrange(maker.rng, returned)
    assert returned.read(world.project).status == ""


@given(makers())
def test_the_rows_of_deleted_ids_are_found_again_by_what_they_hold(maker: Maker) -> None:
    world = maker.world()
    issued = any_issued(maker, world)
    returned = book(issued)
    for each in returned.pages.values():
        each.columns = [c for c in each.columns if c not in (ID, HIDDEN)]
    rearrange_rows(maker, returned)
    copy = returned.read(world.project)
    assert copy.missing == ()
    assert copy.edits == ()
    distinct = [r for s in TEMPLATE.tables for r in issued.base[s.key].values()]
    assert len([f for f in copy.findings if f.code == "relinked"]) == len(distinct)
    assert copy.rows == ()


@given(makers())
def test_copies_read_from_workbooks_keep_the_laws(maker: Maker) -> None:
    world = maker.world()
    copies = []
    for number in range(maker.rng.randint(1, 4)):
        issued = any_issued(maker, world)
        returned = replace(book(issued), core={"modified": f"2026-11-2{number}T10:00:00Z", "lastModifiedBy": maker.rng.choice(("张三", "李四"))})
        scribble(maker.rng, returned)
        copies.append(returned.read(world.project, f"copy{number}.xlsx"))
    result = world.merge(copies)
    shuffled = maker.rng.sample(copies, len(copies))
    assert result == world.merge(shuffled)
    assert len(result.fates) == sum(c.read for c in copies if c.status != "held")
    settled = maker.settled(replace(world, copies=tuple(copies)), 1.0)
    assert outcome_of(settled.merge()) == outcome_of(settled.merge([*copies, *copies]))


def outcome_of(result: Merged) -> tuple[object, ...]:
    return result.state, result.removed, result.changes, result.decisions, result.fates
