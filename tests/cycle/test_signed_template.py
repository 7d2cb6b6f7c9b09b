"""Signatures under a template that changes: what was signed stands as long as it says the same, under whatever names, and no longer."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from play import NEXT, TINY, adds_up, edit, fill, issue, make, merged

from sheetsync.model.project import Department, Project
from sheetsync.model.result import Result
from sheetsync.workflow.doctor import doctor
from sheetsync.workflow.folder import Folder, open_folder

HALLS = (Department("东馆", "DG", "东馆长"), Department("西馆", "XG", "西馆长"))
LOANS = (("器材", "馆", "应还", "去向", "件数", "电量"), ("相机", "东馆", "2026-11-17", "在外", "1", "50%"))
SIGNED = '\n[[links]]\nrule = "signature"\nsheet = "loan"\nby = "taker"\non = "came_back"\n'
L = "LN-DG-001"
LATER = date(2026, 11, 27)

NAMED = (
    ('taker = { zh = "领用者", en = "Taker"', 'borrower = { zh = "借用人", en = "Borrower", was = ["taker"]'),
    ('by = "taker"', 'by = "borrower"'),
    ('pieces = { zh = "件数", en = "Pieces"', 'amount = { zh = "数量", en = "Number", was = ["pieces"]'),
)
REMOVED = (('power = { zh = "电量", en = "Battery", type = "percent", policy = "max" }\n', ""),)
ADDED = (("earlier = {", 'shelf = { zh = "柜号", en = "Shelf", type = "line" }\nearlier = {'),)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    template = tmp_path / "tiny.toml"
    template.write_text(TINY.read_text("utf-8") + SIGNED, "utf-8")
    folder = make(tmp_path / "project", Project("器材", "zh", HALLS, templates=(str(template),), country=""), {"loan": LOANS})
    issue(folder)
    fill(folder, "东馆", edit(L, taker="学生甲", came_back="2026-11-18"))
    assert merged(folder).state["loan"][L]["taker"] == "学生甲"
    return folder


def changed(folder: Folder, *changes: tuple[str, str]) -> Folder:
    file = folder.path / "templates" / "tiny.toml"
    text = file.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, "utf-8")
    return open_folder(folder.path)


def signature(result: Result) -> tuple[object, object, int]:
    """The name, the date, and how many are told to sign again."""
    values = result.state["loan"][L]
    return values.get("borrower", values.get("taker")), values["came_back"], sum(f.code == "confirmation-void" for f in result.findings)


STANDS, VOID = ("学生甲", "2026-11-18", 0), (None, None, 1)


@pytest.mark.parametrize("changes", [NAMED, REMOVED, ADDED, (*NAMED, *REMOVED, *ADDED)])
def test_a_change_of_the_template_alone_voids_nothing(folder: Folder, changes: tuple[tuple[str, str], ...]) -> None:
    now = changed(folder, *changes)
    assert signature(merged(now)) == STANDS
    issue(now, NEXT)
    fill(now, "东馆", name="二.xlsx", saved="2026-11-26 09:00", round_="2026-W48")
    result = merged(now, day=LATER)
    assert (signature(result), doctor(now).troubles) == (STANDS, [])


def test_what_was_signed_counts_under_its_new_name_in_copies_of_both_templates(folder: Folder) -> None:
    now = changed(folder, *NAMED)
    issue(now, NEXT)
    late = fill(folder, "东馆", edit(L, pieces=2), name="晚.xlsx", saved="2026-11-20 18:00", by="另一人")
    result = merged(now, late, day=LATER)
    assert (result.state["loan"][L]["amount"], signature(result), adds_up(result)) == (2, VOID, True)
    assert signature(merged(now, day=LATER, without=[late.name])) == STANDS
    fill(now, "东馆", edit(L, amount=3), name="二.xlsx", saved="2026-11-26 09:00", round_="2026-W48")
    assert signature(merged(now, day=LATER)) == VOID
    assert doctor(now).troubles == []


def test_what_is_filled_in_where_nothing_was_asked_when_it_was_signed_voids_it(folder: Folder) -> None:
    now = changed(folder, *ADDED)
    issue(now, NEXT)
    fill(now, "东馆", edit(L, shelf="3"), name="二.xlsx", saved="2026-11-26 09:00", round_="2026-W48")
    assert signature(merged(now, day=LATER)) == VOID
