"""The laws of the merge, over generated projects: copies as reading gives them, merged all at once.

Each test takes a source of worlds; `HYPOTHESIS_PROFILE=deep` runs thousands of each.
"""

from __future__ import annotations

import copy as copying
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from hypothesis import given
from laws.worlds import LINES, WORDS, Maker, World, makers
from small import NAMES, TEMPLATE

from sheetsync.model.copy import Copy, Edit, Entry
from sheetsync.model.decision import KEEP, REMOVE, UNITE, Decision
from sheetsync.model.finding import Finding
from sheetsync.model.kinds import Value
from sheetsync.model.merged import Fate, Merged
from sheetsync.model.project import Department, Project
from sheetsync.model.record import Opening, Record, Source
from sheetsync.model.rights import default_values, may_change


def whole(result: Merged) -> object:
    """Everything that a merge gives, the order of records included."""
    return (
        {sheet: list(records.items()) for sheet, records in result.state.items()},
        {sheet: list(records.items()) for sheet, records in result.removed.items()},
        result.changes, result.decisions, result.findings, result.fates, result.copies,
    )  # fmt: skip


def without_files(thing: object) -> object:
    """The same without the names of files."""
    return _replaced(thing, lambda text: "file" if text.endswith(".xlsx") else text)


def _replaced(thing: object, change: object) -> object:
    if isinstance(thing, str):
        return change(thing)  # type: ignore[operator] # a function from text to text
    if isinstance(thing, Mapping):
        return {_replaced(k, change): _replaced(v, change) for k, v in thing.items()}
    if isinstance(thing, (list, tuple)):
        return tuple(_replaced(each, change) for each in thing)
    if hasattr(thing, "__dataclass_fields__"):
        return (type(thing).__name__, *(_replaced(getattr(thing, name), change) for name in thing.__dataclass_fields__))
    return thing


def outcome(result: Merged) -> object:
    """What the state holds, what is asked, what changed and what became of the edits; not what is said about copies."""
    return ({s: list(r.items()) for s, r in result.state.items()}, result.removed, result.changes, result.decisions, result.fates)


def opened(result: Merged) -> list[Decision]:
    return [d for d in result.decisions if d.decided is None]


# ── 1 order ──


@given(makers())
def test_the_order_of_the_copies_does_not_matter(maker: Maker) -> None:
    world = maker.settled(maker.world(), 0.3)
    shuffled = list(world.copies)
    maker.rng.shuffle(shuffled)
    assert whole(world.merge()) == whole(world.merge(shuffled)) == whole(world.merge(world.copies[::-1]))


@given(makers())
def test_the_order_of_the_settlements_does_not_matter(maker: Maker) -> None:
    world = maker.settled(maker.world())
    assert whole(world.merge()) == whole(world.merge(settlements=world.settlements[::-1]))


# ── 2 idempotence ──


@given(makers())
def test_a_copy_that_comes_again_under_any_name_changes_nothing(maker: Maker) -> None:
    world = maker.settled(maker.world(), 0.3)
    again = [renamed(copy, f"{maker.rng.choice('0z')} again {copy.file}") for copy in world.copies if maker.rng.random() < 0.5]
    assert without_files(sorted_by_place(world.merge())) == without_files(sorted_by_place(world.merge([*world.copies, *again])))


def renamed(copy: Copy, file: str) -> Copy:
    edits = tuple(e._replace(source=e.source._replace(file=file)) for e in copy.edits)
    rows = tuple(
        replace(r, source=r.source._replace(file=file), entries={k: e._replace(source=e.source._replace(file=file)) for k, e in r.entries.items()})
        for r in copy.rows
    )
    return replace(copy, file=file, edits=edits, rows=rows)


def sorted_by_place(result: Merged) -> object:
    """A result whose lists do not depend on the names of files."""
    return (result.state, result.removed, result.changes, result.decisions, Counter(map(_told, result.findings)), Counter(map(_became, result.fates)))


def _told(f: Finding) -> object:
    return (f.code, f.department, f.sheet, f.record, f.field, f.cell, f.value, f.reason)


def _became(f: Fate) -> object:
    return (f.fate, f.department, f.sheet, f.record, f.field, f.value, f.written, f.source.cell)


# ── 3 increment, 15 retraction ──


@given(makers())
def test_a_merge_leaves_nothing_behind(maker: Maker) -> None:
    """Merging A, then A and B, then A again: every merge gives what it gives by itself, and what went in is as it was."""
    world = maker.settled(maker.world(), 0.3)
    some = [c for c in world.copies if maker.rng.random() < 0.5]
    untouched = copying.deepcopy(world)
    first, both, last = world.merge(some), world.merge(), world.merge(some)
    assert world == untouched
    assert whole(first) == whole(last) == whole(untouched.merge([c for c in untouched.copies if c.sha256 in {s.sha256 for s in some}]))
    assert whole(both) == whole(untouched.merge())


@given(makers())
def test_what_was_merged_before_changes_nothing_but_which_number_a_new_row_has(maker: Maker) -> None:
    """Merging A and then A and B is merging A and B; the numbers that A's new rows have got stay theirs, so other rows may get other ones.

    Rows without a title are left out: what tells them apart is only how they stand beside the others.
    """
    world = maker.world()
    world = replace(world, copies=tuple(map(with_titles, world.copies)))
    first = world.merge([c for c in world.copies if maker.rng.random() < 0.5])
    after, scratch = replace(world, opening=replace(world.opening, given=first.given)).merge(), world.merge()
    assert scratch.given.keys() == after.given.keys()
    assert all(after.given.get(row, identity) == identity for row, identity in first.given.items())
    pairs = {(identity, after.given[row]) for row, identity in scratch.given.items()}
    numbers = dict(pairs)
    assert len(pairs) == len(numbers) == len(set(numbers.values()))
    told = re.compile("|".join(f"{s.prefix}-[A-Z]+-[0-9]+" for s in TEMPLATE.tables))
    renumbered = _kept_shape(scratch, lambda text: told.sub(lambda found: numbers.get(found[0], found[0]), text))
    assert unordered(renumbered) == unordered(after)


def with_titles(copy: Copy) -> Copy:
    """The copy without its new rows that have no title."""
    titled = [(row, row.entries.get(TEMPLATE.sheet(row.sheet).title)) for row in copy.rows]
    return replace(copy, rows=tuple(row for row, title in titled if title and title.taken))


def unordered(result: object) -> object:
    """A result in which nothing depends on the order of ids, without who had to leave a shared number to another thing."""
    assert isinstance(result, Merged)

    def plain(value: object) -> object:
        return sorted(map(repr, value)) if isinstance(value, tuple) else value

    state = {s: {i: {k: plain(v) for k, v in r.values.items()} for i, r in records.items()} for s, records in result.state.items()}
    asked = [
        (sorted(d.id.split("+")), d.kind, plain(d.current), sorted((repr(plain(c.value)), *c.departments) for c in d.choices))
        for d in result.decisions
    ]
    named = [(f.fate, f.sheet, f.record if f.fate != "superseded" else "", f.field, f.written) for f in result.fates]
    told = [(f.code, f.reason, f.file, f.record if f.code not in ("superseded", "possible-duplicate") else "") for f in result.findings]
    return state, Counter(map(repr, asked)), Counter(named), Counter(each for each in told if each[1] != "shared")


# ── 4 silence ──


@given(makers())
def test_an_untouched_copy_has_no_effect_but_that_it_is_back(maker: Maker) -> None:
    world = maker.settled(maker.world(), 0.3)
    silent = [
        Copy(f"silent {i.token}", f"{i.token}.xlsx", i.token, i.department, i.round, i.order, maker.rng.choice(("", "2026-11-29T10:00:00Z")), "张三")
        for i in world.issued.values()
    ]
    before, after = world.merge(), world.merge([*world.copies, *silent])
    assert outcome(before) == outcome(after)
    assert {c.sha256: c.status for c in after.copies}.items() >= {c.sha256: c.status for c in before.copies}.items()
    assert all(c.status == "unchanged" for c in after.copies if c.sha256.startswith("silent"))
    extra = Counter(f.code for f in after.findings) - Counter(f.code for f in before.findings)
    assert set(extra) <= {"stale-copy"}


@given(makers())
def test_nothing_but_untouched_copies_leaves_the_very_same_records(maker: Maker) -> None:
    world = maker.world()
    result = world.merge([Copy(i.token, f"{i.token}.xlsx", i.token, i.department, i.round, i.order) for i in world.issued.values()])
    for sheet, records in world.opening.state.items():
        assert list(result.state[sheet]) == list(records)
        assert all(result.state[sheet][i] is record for i, record in records.items())
    assert (result.changes, result.decisions, result.fates) == ([], world.merge([]).decisions, [])


# ── 5 agreement ──


@given(makers())
def test_the_same_edit_by_many_is_one_change_and_no_conflict(maker: Maker) -> None:
    world = maker.world(late=False)
    shared = [(s, i) for s in ("plan", "job") for i in world.opening.state[s] if all(i in issued.base[s] for issued in this_round(world))]
    sheet, identity = maker.rng.choice(shared)
    each = maker.rng.choice([f for f in TEMPLATE.sheet(sheet).columns if f.editors == "any"])
    before = world.opening.state[sheet][identity].values.get(each.key)
    value = maker.value(each, ["J-JA-001"], 0.3)
    if value == before:
        return
    edit = Edit(sheet, identity, each.key, before, value, str(value), Source("x.xlsx", sheet, "B2"))
    result = world.merge([Copy(i.token, i.token, i.token, i.department, i.round, 2, edits=(edit,)) for i in this_round(world)])
    assert not any((d.record, d.field) == (identity, each.key) for d in result.decisions)
    if each.policy in ("merge", "max"):
        (change,) = result.changes
        assert (change.before, change.after, change.departments) == (before, value, world.project.names)
        assert result.state[sheet][identity].values.get(each.key) == value


def this_round(world: World) -> list:
    return [i for i in world.issued.values() if i.order == 2]


# ── 6 locality ──


@given(makers())
def test_an_edit_of_one_cell_never_changes_the_outcome_of_another(maker: Maker) -> None:
    world = maker.settled(maker.world(), 0.3)
    world = replace(world, copies=one_of_each(world.copies))
    edits = [(copy, e) for copy in world.copies for e in copy.edits]
    if not edits:
        return
    copy, edit = maker.rng.choice(edits)
    fewer = [replace(c, edits=tuple(e for e in c.edits if e is not edit)) if c is copy else c for c in world.copies]
    place = (edit.sheet, united_by(world).get(edit.record, edit.record), edit.field)
    with_it, without = (cells(world, copies, place) for copies in (world.copies, fewer))
    assert with_it == without


def one_of_each(copies: Iterable[Copy]) -> tuple[Copy, ...]:
    """One copy of each workbook, so that which copy continues which is not in question."""
    return tuple({c.token: c for c in copies}.values())


def cells(world: World, copies: Iterable[Copy], apart: tuple[str, str, str]) -> dict[tuple[str, str, str], object]:
    """What became of every cell but one; of its record none, when whether that stays is itself a question."""
    result = world.merge(list(copies))
    found: dict[tuple[str, str, str], object] = {}
    for sheet, records in result.state.items():
        for identity, record in records.items():
            found |= {(sheet, identity, key): value for key, value in record.values.items()}
    found |= {(d.sheet, d.record, d.field): d for d in result.decisions if d.field}
    sheet, identity, _ = apart
    asked = any((sheet, identity) in c.missing for c in world.copies) or identity in world.opening.removed.get(sheet, {})
    return {place: v for place, v in found.items() if place != apart and not (asked and place[:2] == (sheet, identity))}


# ── 7 conservation, 8 no lost update ──


@given(makers())
def test_every_edit_that_was_read_has_exactly_one_fate(maker: Maker) -> None:
    world = maker.settled(maker.world(), 0.3)
    fates = world.merge().fates
    assert {f.fate for f in fates} <= {"merged", "open", "superseded", "refused"}
    assert Counter((f.source, f.field, f.written) for f in fates) == Counter(said(world))


def said(world: World) -> Iterator[tuple[object, str, str]]:
    return ((entry.source, key, entry.written) for key, entry in entries(world.copies))


@given(makers())
def test_no_value_that_a_person_typed_disappears_without_a_word(maker: Maker) -> None:
    world = maker.settled(maker.world(), 0.3)
    told = {entry.source for _, entry in entries(world.copies) if not entry.taken}
    before = {e.source: e.before for c in world.copies for e in c.edits}
    result = world.merge()
    speaking = {c.file for c in result.copies if c.status != "superseded"}
    for fate in result.fates:
        if fate.source in told and fate.source.file in speaking:
            assert fate.fate == "refused"  # the copy's own finding, made by reading, carries what was written
        elif fate.source in told:
            assert fate.fate == "superseded" or spoken_again(world, fate, speaking)
        else:
            record = world.opening.state[fate.sheet].get(fate.record)
            issued = before.get(fate.source, record.values.get(fate.field) if record else None)
            assert kept(result, fate, issued), fate


def spoken_again(world: World, fate: Fate, speaking: set[str]) -> bool:
    """Whether a copy that speaks holds the same refused text at the same field, so that its finding carries it."""
    heard = entries(c for c in world.copies if c.file in speaking)
    return any((entry.written, key) == (fate.written, fate.field) and not entry.taken for key, entry in heard)


def entries(copies: Iterable[Copy]) -> Iterator[tuple[str, Edit | Entry]]:
    """Every cell that copies speak of, with its field."""
    for copy in copies:
        yield from ((e.field, e) for e in copy.edits)
        yield from (each for row in copy.rows for each in row.entries.items())


def kept(result: Merged, fate: Fate, before: Value) -> bool:
    """Whether the result shows the value where its fate says that it is."""
    record = result.state[fate.sheet].get(fate.record)
    if fate.fate == "merged":
        return holds(TEMPLATE.sheet(fate.sheet).field(fate.field).policy, record, fate, before)
    if fate.fate == "open":
        return any(is_choice(d, fate) for d in opened(result))
    told = [f for f in result.findings if (f.sheet, f.record) == (fate.sheet, fate.record)]
    return any((f.value, f.field) == (fate.written, fate.field) or (fate.field, fate.written) in f.detail.get("edits", ()) for f in told)


def holds(policy: str, record: Record | None, fate: Fate, before: Value) -> bool:
    if record is None:
        return False
    now = record.values.get(fate.field)
    if policy == "union":
        return set(now or ()) >= set(fate.value or ()) - set(before or ())  # type: ignore[call-overload] # lists are tuples
    if policy == "append":
        return lines(now) >= lines(fate.value) - lines(before)
    return now == fate.value


def lines(text: Value) -> set[str]:
    return set(str(text).split("\n")) if text is not None else set()


def is_choice(decision: Decision, fate: Fate) -> bool:
    if decision.field:
        return (decision.sheet, decision.record, decision.field) == (fate.sheet, fate.record, fate.field) and any(
            c.value == fate.value and fate.department in c.departments for c in decision.choices
        )
    return decision.record == fate.record and any(c.value == KEEP and fate.department in c.departments for c in decision.choices)


# ── 9 settlement ──


@given(makers())
def test_a_settled_decision_survives_later_merges(maker: Maker) -> None:
    world = maker.world()
    united = replace(world, settlements=tuple(maker.settlement(d) for d in world.merge().decisions if d.kind == "possible-duplicate"))
    settled = maker.settled(united, 1.0)
    result = settled.merge()
    answered = {s.id: s for s in settled.settlements}
    for d in result.decisions:
        if d.id in answered:
            assert d.decided == answered[d.id]
            if d.field:
                assert result.state[d.sheet][d.record].values.get(d.field) == answered[d.id].value
            elif d.kind != "possible-duplicate":
                assert (d.record in result.state[d.sheet]) == (answered[d.id].value == KEEP)
    again = settled.merge([*settled.copies, *(renamed(c, "z" + c.file) for c in settled.copies)])
    assert outcome(again) == outcome(result)


@given(makers())
def test_everything_can_be_settled(maker: Maker) -> None:
    """Answering what is open comes to an end: uniting two records may ask about their cells, and these ask nothing further."""
    world = maker.world()
    for _ in range(4):
        world = maker.settled(world, 1.0)
    assert not opened(world.merge())


@given(makers())
def test_a_settled_decision_is_asked_again_only_for_a_new_choice(maker: Maker) -> None:
    world = maker.world()
    some = replace(world, copies=tuple(c for c in world.copies if maker.rng.random() < 0.6))
    settled = maker.settled(some, 1.0)
    later = replace(settled, copies=world.copies)
    bases = {s.id: s for s in settled.settlements}
    for d in opened(later.merge()):
        if d.id in bases:
            assert set(d.basis) - set(bases[d.id].basis) - {bases[d.id].value}, d


# ── 11 own base, 12 scope, 13 no invention ──


@given(makers())
def test_a_late_edit_never_reverts_what_somebody_else_has_changed_since(maker: Maker) -> None:
    world = maker.world()
    late = [c for c in world.copies if c.order == 1]
    result = world.merge(late)
    for copy in late:
        for e in copy.edits:
            record = world.opening.state[e.sheet].get(e.record)
            plain = TEMPLATE.sheet(e.sheet).field(e.field).policy in ("merge", "controlled")
            if record and plain and record.values.get(e.field) != e.before:
                assert result.state[e.sheet][e.record].values.get(e.field) == record.values.get(e.field)


@given(makers())
def test_a_copy_neither_removes_nor_changes_what_it_was_not_issued(maker: Maker) -> None:
    world = maker.world()
    for copy in world.copies:
        issued, result = world.issued[copy.token], world.merge([copy])
        for sheet, records in world.opening.state.items():
            for identity, record in records.items():
                if identity not in issued.base[sheet] and identity not in issued.blanks.get(sheet, ()):
                    assert result.state[sheet][identity] is record
                    carried = {d.id for d in world.opening.open}
                    assert all(d.kind == "suggestion" or d.id in carried for d in result.decisions if d.record == identity)


@given(makers())
def test_a_department_changes_nothing_that_is_not_its_own(maker: Maker) -> None:
    world = maker.world(late=False)
    for copy in world.copies:
        result = world.merge([copy])
        for change in result.changes:
            if not change.added:
                sheet = TEMPLATE.sheet(change.sheet)
                values = world.opening.state[change.sheet][change.record].values
                assert may_change(sheet, sheet.field(change.field), values, copy.department)
        assert not any(result.removed[s].keys() - world.opening.removed[s].keys() for s in result.removed)


@given(makers())
def test_no_value_is_invented(maker: Maker) -> None:
    world = maker.settled(maker.world(), 0.5)
    result = world.merge()
    spoken = voiced(world, result)
    united = united_by(world)
    for sheet, records in result.state.items():
        for identity, record in records.items():
            opening = world.opening.state[sheet].get(identity) or world.opening.removed.get(sheet, {}).get(identity)
            for each in TEMPLATE.sheet(sheet).columns:
                now, before = record.values.get(each.key), opening.values.get(each.key) if opening else None
                known = [v for value in spoken.get((sheet, identity, each.key), []) for v in (value, instead(value, united))]
                known += [
                    instead(r.values.get(each.key), united)
                    for i, r in world.opening.state[sheet].items()
                    if i == identity or united.get(i) == identity
                ]
                defaults = [default_values(TEMPLATE.sheet(sheet), name).get(each.key) for name in world.project.names] if opening is None else []
                assert now == before or now in known or now in defaults or gathered(each.policy, now, [before, *known]), (identity, each.key)


def united_by(world: World) -> dict[str, str]:
    """The records that the coordinator unites, each with the one that stays."""
    groups = [s.id.split("+") for s in world.settlements if "+" in s.id and s.value == UNITE]
    return {old: first for first, *others in groups for old in others}


def instead(value: Value, united: Mapping[str, str]) -> Value:
    """A reference, with the records that were united meanwhile as one."""
    if isinstance(value, tuple):
        return tuple(dict.fromkeys(united.get(v, v) for v in value))
    return united.get(value, value) if isinstance(value, str) else value


def voiced(world: World, result: Merged) -> dict[tuple[str, str, str], list[Value]]:
    """Every value that a copy or the coordinator stands for, by cell; what is said of a united record is said of the one that stays."""
    found: dict[tuple[str, str, str], list[Value]] = {}
    united = united_by(world)
    for fate in result.fates:
        found.setdefault((fate.sheet, fate.record, fate.field), []).append(fate.value)
    for s in world.settlements:
        record, _, key = s.id.rpartition(".")
        for sheet in ("plan", "job", "news"):
            found.setdefault((sheet, united.get(record, record), key), []).append(s.value)
    return found


def gathered(policy: str, now: Value, parts: Iterable[Value]) -> bool:
    """Whether a list or a log is made of what stands in the parts."""
    if policy == "union":
        return now is None or set(now) <= {item for part in parts for item in part or ()}  # type: ignore[call-overload] # lists are tuples
    if policy == "append":
        return set(str(now).split("\n")) <= {line for part in parts for line in str(part or "").split("\n")}
    return False


@given(makers())
def test_every_change_is_told_and_only_changes_are(maker: Maker) -> None:
    world = maker.settled(maker.world(), 0.5)
    result = world.merge()
    told = {(c.sheet, c.record, c.field): (c.before, c.after) for c in result.changes}
    assert len(told) == len(result.changes)
    assert told == {place: pair for place, pair in differences(world.opening, result) if pair[0] != pair[1]}
    for sheet, records in result.state.items():
        assert not records.keys() & result.removed.get(sheet, {}).keys()


def differences(opening: Opening, result: Merged) -> Iterator[tuple[tuple[str, str, str], tuple[Value, Value]]]:
    for sheet, records in result.state.items():
        for identity, record in records.items():
            before = opening.state[sheet].get(identity) or opening.removed.get(sheet, {}).get(identity)
            for each in TEMPLATE.sheet(sheet).columns:
                yield (sheet, identity, each.key), (before.values.get(each.key) if before else None, record.values.get(each.key))
            if identity in opening.removed.get(sheet, {}):
                yield (sheet, identity, ""), (None, KEEP)
        for identity in opening.state[sheet].keys() - records.keys():
            yield (sheet, identity, ""), (KEEP, None)


# ── 14 relabelling ──


LETTERS = str.maketrans("abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm"[::-1])
SHIFTED = dict(zip(NAMES, ("部甲", "部丁", "部丙", "部乙"), strict=True))


@given(makers())
def test_renaming_departments_and_words_renames_the_result_and_nothing_else(maker: Maker) -> None:
    world = maker.settled(maker.world(), 0.3)
    result, relabelled = world.merge(), relabel_world(world).merge()
    assert bag(relabel(result)) == bag(relabelled)


def relabel(thing: object) -> object:
    """Departments and free words renamed one to one, in whatever they stand."""
    return _kept_shape(thing, _other_word)


def _other_word(text: str) -> str:
    free = set(text.split("\n")) <= {*WORDS, *LINES}
    return SHIFTED.get(text, text.translate(LETTERS) if free else text)


def _kept_shape(thing: object, change: object) -> object:
    if isinstance(thing, str):
        return change(thing)  # type: ignore[operator] # a function from text to text
    if isinstance(thing, Mapping):
        return {_kept_shape(k, change): _kept_shape(v, change) for k, v in thing.items()}
    if isinstance(thing, tuple) and hasattr(thing, "_fields"):
        return type(thing)(*(_kept_shape(each, change) for each in thing))
    if isinstance(thing, (list, tuple)):
        return type(thing)(_kept_shape(each, change) for each in thing)
    if hasattr(thing, "__dataclass_fields__") and not isinstance(thing, type):
        return replace(thing, **{name: _kept_shape(getattr(thing, name), change) for name in thing.__dataclass_fields__})  # type: ignore[type-var] # a dataclass
    return thing


def relabel_world(world: World) -> World:
    names = [SHIFTED[d.name] for d in world.project.departments]
    departments = tuple(Department(name, d.code) for name, d in zip(names, world.project.departments, strict=True))
    project = Project(world.project.name, "zh", departments, "small")
    parts = (relabel(world.opening), relabel(world.issued), relabel(world.copies), relabel(world.settlements))
    return World(project, *parts)  # type: ignore[arg-type] # relabelling keeps every type


def bag(result: object) -> object:
    """A result whose lists are sorted by nothing that was renamed."""
    assert isinstance(result, Merged)
    lists = [Counter(map(repr, each)) for each in (result.changes, result.decisions, result.fates, result.copies)]
    return ({s: list(r.items()) for s, r in result.state.items()}, result.removed, *lists, Counter(f.code for f in result.findings))


# ── 16 minimality ──


@given(makers())
def test_there_is_one_decision_per_cell_and_none_without_a_reason(maker: Maker) -> None:
    world = maker.settled(maker.world(), 0.3)
    result = world.merge()
    assert len({d.id for d in result.decisions}) == len(result.decisions)
    for d in opened(result):
        if d.kind in ("approval", "suggestion"):
            assert d.choices
            assert all(c.value != d.current and c.departments for c in d.choices)
        elif d.kind == "possible-duplicate":
            assert len(d.id.split("+")) > 1
        elif d.field:
            assert len({c.value for c in d.choices} | {d.current}) >= 2
            assert len({c.value for c in d.choices}) == len(d.choices) >= 2
        else:
            sides = {c.value: c.departments for c in d.choices}
            assert sides[REMOVE] or d.current == REMOVE
            assert bool(sides[KEEP]) == (d.kind == "conflict")


@given(makers())
def test_new_records_come_in_the_order_of_departments_and_numbers(maker: Maker) -> None:
    world = maker.world()
    for sheet, records in world.merge().state.items():
        old = [i for i in records if i in world.opening.state[sheet]]
        new = [i for i in records if i not in world.opening.state[sheet]]
        codes = [d.code for d in world.project.departments]
        assert list(records) == old + new
        assert new == sorted(new, key=lambda i: (codes.index(i.split("-")[1]), int(i.split("-")[2])))
