"""The laws of the merge hold with links on: what follows from one record in another comes and goes with the facts that it follows from.

Left out are the laws about single cells and records that links are there to break: locality, scope, no invention, and who may change what.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from laws import test_laws as laws
from laws.worlds import Maker, makers

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
