"""The laws of the merge hold with links on: what follows from one record in another comes and goes with the facts that it follows from.

Left out are the laws about single cells and records that links are there to break: locality, scope, no invention, and who may change what.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from laws import test_laws as laws
from laws.worlds import Maker, World, makers

from sheetsync.model.copy import Copy, Entry, NewRow
from sheetsync.model.decision import EDIT, KEEP, REMOVE, Settlement
from sheetsync.model.kinds_refs import NEW
from sheetsync.model.record import Source, made_ids
from sheetsync.model.template import Aim

LINKS = (
    Aim(
        "carries", "job",
        {"when": {"risk": ["high", "low"]}, "to": "after", "fields": {"due": "start", "remark": "remark"}, "keeps": {"due": "start"}},
    ),
    Aim(
        "reopens", "job",
        {"when": {"risk": ["middle"]}, "to": "after", "where": {"state": ["done", "busy", "open"]}, "set": {"state": "open"}, "clear": ["count"]},
    ),
    Aim("becomes", "job", {"field": "after", "entry": {}, "fields": {"title": "title", "owner": "owner", "start": "due"}}),
    Aim("signature", "job", {"by": "check", "on": "start", "over": ["risk", "count", "owner"]}),
    Aim("signature", "job", {"by": "log", "on": "seen_on", "over": ["risk", "title", "remark"]}),
)  # fmt: skip
"""Everything may follow from everything: the records refer to one another, and all departments fill in what it hangs on."""

FEWER = settings(max_examples=settings().max_examples // 3)
"""What takes several merges, or most of which the laws above try already."""

LAWS = [
    laws.test_the_order_of_the_copies_does_not_matter,
    laws.test_the_order_of_the_settlements_does_not_matter,
    laws.test_a_copy_that_comes_again_under_any_name_changes_nothing,
    laws.test_a_merge_leaves_nothing_behind,
    laws.test_an_untouched_copy_has_no_effect_but_that_it_is_back,
    laws.test_nothing_but_untouched_copies_leaves_the_very_same_records,
    laws.test_every_edit_that_was_read_has_exactly_one_fate,
    laws.test_no_value_that_a_person_typed_disappears_without_a_word,
    laws.test_everything_can_be_settled,
    laws.test_every_change_is_told_and_only_changes_are,
    laws.test_there_is_one_decision_per_cell_and_none_without_a_reason,
    laws.test_new_records_come_in_the_order_of_departments_and_numbers,
]


@pytest.mark.parametrize("law", LAWS)
@given(maker=makers(LINKS))
def test_the_laws_hold_with_links(law: Callable[..., Any], maker: Maker) -> None:
    law.hypothesis.inner_test(maker)  # type: ignore[attr-defined] # what Hypothesis puts on its tests


@given(makers(LINKS[:2]))
def test_a_settled_decision_survives(maker: Maker) -> None:
    """Where records are made, an answer for a new record is told by the id of that one."""
    laws.test_a_settled_decision_survives_later_merges.hypothesis.inner_test(maker)  # type: ignore[attr-defined] # what Hypothesis puts on its tests


@given(makers(LINKS))
def test_what_follows_names_a_cell_that_the_round_changed(maker: Maker) -> None:
    result = maker.settled(maker.world(), 0.5).merge()
    changed = {(c.sheet, c.record, c.field) for c in result.changes}
    for change in result.changes:
        if change.cause and change.cause.rule != "signature":  # a late copy may sign what changed in an earlier round
            assert tuple(change.cause)[1:] in changed


@dataclass
class SecondLook(Maker):
    """Draws worlds that were merged once: people have read the ids of the records that were made, and type them by hand."""

    def world(self, late: bool = True) -> World:
        world = super().world(late)
        given = world.merge().given
        made = [identity for _, _, identity in made_ids(given)]
        copies = [self.typed(copy, self.rng.choice(made)) if made and self.rng.random() < 0.5 else copy for copy in world.copies]
        if made and self.rng.random() < 0.2:
            copies = copies[1:]  # it may be the one that asked for a new record
        return replace(world, opening=replace(world.opening, given=given), copies=tuple(copies))

    def typed(self, copy: Copy, identity: str) -> Copy:
        entry = Entry(self.rng.choice(("beta", "epsilon")), "", Source(copy.file, "job", "title90"))
        row = NewRow("job", identity, 90, {"title": entry._replace(written=str(entry.value))}, Source(copy.file, "job", "A90"))
        return replace(copy, sha256=f"{copy.sha256} again", rows=(*copy.rows, row))


def second_looks() -> st.SearchStrategy[Maker]:
    return makers(LINKS).map(lambda maker: SecondLook(maker.rng, maker.links))


@pytest.mark.parametrize("law", [LAWS[0], LAWS[2], *LAWS[6:11]])
@given(maker=second_looks())
@FEWER
def test_the_laws_hold_when_ids_of_new_records_are_typed_by_hand(law: Callable[..., Any], maker: Maker) -> None:
    law.hypothesis.inner_test(maker)  # type: ignore[attr-defined] # what Hypothesis puts on its tests


@given(makers(LINKS))
@FEWER
def test_what_is_asked_for_once_more_is_there_and_what_was_removed_is_gone(maker: Maker) -> None:
    """Whatever the coordinator removes and asks for again: no number is used twice, and merging again changes nothing."""
    world = maker.world()
    words: list[Settlement] = []
    for minute in range(3):
        result = world.merge(settlements=words)
        world = replace(world, opening=replace(world.opening, given={**world.opening.given, **result.given}))
        assert world.merge(settlements=words) == result == world.merge(world.copies[::-1], words[::-1])
        for origin, sheet, made in made_ids(result.given):
            signed = Settlement("", None, (), "协调人", f"2026-11-21T09:0{minute}:00Z", "R2.xlsx", 2, EDIT)
            if made in result.state[sheet] and maker.rng.random() < 0.5:
                words.append(signed._replace(id=made, value=REMOVE, basis=(KEEP, REMOVE)))
                if maker.rng.random() < 0.7:
                    words.append(signed._replace(id=f"{origin}.after", value=NEW, basis=(made, NEW)))
    result = world.merge(settlements=words)
    last = {word.id: word for word in words}
    assert all(i not in result.state["job"] for i, word in last.items() if word.value == REMOVE)
    ids = [made for _, _, made in made_ids(world.opening.given)]
    assert len(ids) == len(set(ids))
    for origin, record in result.state["job"].items():
        word, after = last.get(f"{origin}.after"), str(record.values.get("after"))
        if word and f"{origin}.after" not in {d.id for d in result.decisions}:
            assert after in result.state["job"] or (after in last and last[after].at > word.at)
