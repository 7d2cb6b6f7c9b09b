"""A brief result is the whole one without the state, the changes and the accounts; the whole one is made anew when it is asked for."""

from __future__ import annotations

from play import FRIDAY, edit, fill

from sheetsync.model.result import Result
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.merge import Request, merge


def result(folder: Folder, brief: bool) -> Result:
    return merge(folder, Request(as_of=FRIDAY, brief=brief))


def test_brief_and_whole_results_say_the_same_in_any_order(folder: Folder) -> None:
    fill(folder, "客服部", edit("T-KF-001", progress=0.7, risk="高"))
    fill(folder, "技术部", edit("T-KF-001", risk="中"))
    first = result(folder, brief=True)
    report = folder.report("2026-W47").read_bytes()
    whole, kept, whole_again = (result(folder, brief) for brief in (False, True, False))
    assert first == kept == whole.brief()
    assert whole == whole_again
    assert folder.report("2026-W47").read_bytes() == report, "nothing had changed, so nothing was written"


def test_a_whole_result_has_what_a_brief_one_lacks(folder: Folder) -> None:
    fill(folder, "客服部", edit("T-KF-001", progress=0.7))
    whole = result(folder, brief=False)
    assert whole.state["task"]["T-KF-001"]["progress"] == 0.7
    assert [c.field for c in whole.changes] == ["progress"]
    assert len(whole.accounts["merged"]) == whole.edits["merged"] == 1
    assert whole.brief().edits == whole.edits
