"""What a change of the template brings about is told before it happens: by `template check`, by `status`, and when the next round begins."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from play import FRIDAY, NEXT, adds_up, again, everything, merged
from terminal import sheetsync
from test_template_change import ADDED, FEWER, HALLS, LOANS, MORE, REMOVED, RENAMED, RETYPED, SHEETS, TINY, back, changed, issue, make

from sheetsync.cli.generate import lines as generate_lines
from sheetsync.cli.status import lines as status_lines
from sheetsync.model.project import Project
from sheetsync.steps.consequences import Consequence
from sheetsync.text import SENTENCES
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.generate import generate
from sheetsync.workflow.refusal import Refusal
from sheetsync.workflow.status import status
from sheetsync.workflow.template_change import consequences_of, template_consequences


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A project on the tiny template, the first week sent and partly returned."""
    folder = make(tmp_path / "project", Project("器材", "zh", HALLS, templates=(str(TINY),), country=""), {"loan": LOANS})
    issue(folder)
    back(folder, "东馆", power=0.8)
    merged(folder)
    return folder


def told(folder: Folder) -> dict[tuple[str, str], Consequence]:
    before = everything(folder.path)
    found = template_consequences(folder)
    assert everything(folder.path) == before, "nothing changes by looking"
    return {(each.kind, each.field or each.sheet): each for each in found}


EAST, WEST = "LN-DG-001", "LN-XG-001"
LINK = '[[links]]\nrule = "signature"\nsheet = "loan"\nby = "taker"\nover = ["item", "lent_on"]\n\n'
SHOW = '[[shows]]\nzh = "下一张"\nen = "Next Slip"\nkey = "next"\nwhat = "entries"\nsheet = "loan"\nentries = "loan"\nentry_of = "earlier"\n\n'
CHANGES: list[tuple[tuple[tuple[str, str], ...], str, str, tuple[str, ...]]] = [
    (RENAMED[:1], "field-renamed", "borrower", (EAST, WEST)),
    (RENAMED[1:], "field-renamed", "pieces", (EAST, WEST)),
    (REMOVED, "field-removed", "power", (EAST,)),
    (ADDED, "field-required", "shelf", (EAST, WEST)),
    (RETYPED[1:], "type-changed", "lent_on", (EAST, WEST)),
    (FEWER, "choice-removed", "stage", (WEST,)),
    (MORE, "choice-added", "stage", ()),
    (SHEETS, "sheet-renamed", "lending", ()),
    ((('prefix = "LN"', 'prefix = "JH"'),), "prefix-changed", "loan", (EAST, WEST)),
    ((('owner = "hall"', 'owner = "helper"'),), "owner-changed", "helper", (EAST, WEST)),
    ((('form = "table"', 'form = "table"\nappend_only = true'),), "append-only", "loan", ()),
    ((("maximum = 99", "maximum = 1"),), "limits-changed", "pieces", (WEST,)),
    ((('policy = "max"', 'policy = "merge"'),), "policy-changed", "power", ()),
    ((('editors = "helper"', 'editors = "any"'),), "editors-changed", "wear", ()),
    ((('came_back = { zh = "收回", en = "Came Back", type = "date"', 'came_back = { zh = "收回", en = "Came Back", type = "date", required = true'),),
     "now-required", "came_back", (EAST, WEST)),
    ((('[[checks]]\nrule = "due-soon"\nsheet = "loan"\ndue = "back_by"\n', ""),), "check-removed", "loan", ()),
    ((('rule = "overdue"\nsheet = "loan"\ndue = "back_by"', 'rule = "overdue"\nsheet = "loan"\ndue = "came_back"'),), "check-changed", "loan", ()),
    ((("[[charts]]", f"{LINK}[[charts]]"),), "link-added", "loan", ()),
    ((("[[charts]]", f"{SHOW}[[charts]]"),), "show-added", "loan", ()),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "kind", "where", "records"), CHANGES, ids=[each[1] + "-" + each[2] for each in CHANGES])
def test_every_change_is_told_with_whom_it_concerns(
    folder: Folder, changes: tuple[tuple[str, str], ...], kind: str, where: str, records: tuple[str, ...]
) -> None:
    assert told(folder) == {}
    found = told(changed(folder, *changes))
    assert list(found) == [(kind, where)]
    assert (found[kind, where].records, found[kind, where].count) == (records, len(records))


def test_values_that_do_not_fit_are_named(folder: Folder) -> None:
    found = told(changed(folder, *RETYPED))
    assert found["type-changed", "lent_on"].values == {
        "before": "date", "after": "integer", "taken": 0, "examples": [f"{EAST} 2026-11-02", f"{WEST} 2026-11-09"],
    }  # fmt: skip
    assert (found["type-changed", "came_back"].count, found["type-changed", "came_back"].values["taken"]) == (0, 0)


def test_what_is_told_is_what_happens(folder: Folder) -> None:
    now = changed(folder, *RENAMED, *REMOVED, *ADDED, *FEWER, *RETYPED)
    found = told(now)
    result = merged(now)
    outdated = {(f.field, f.record) for f in result.findings if f.code == "outdated-value"}
    kinds = ("type-changed", "choice-removed")
    assert {(each.field, record) for each in found.values() if each.kind in kinds for record in each.records} == outdated
    assert {record for record, values in result.state["loan"].items() if values.get("power") is not None} == set(
        found["field-removed", "power"].records
    )
    assert adds_up(result)


def test_a_remark_changes_nothing(folder: Folder) -> None:
    assert told(changed(folder, ("[lists.extras]", "# a remark\n[lists.extras]"))) == {}


def test_a_sheet_that_goes_and_one_that_comes(folder: Folder) -> None:
    other = (
        ("[sheets.loan]", "[sheets.note]"), ("[sheets.loan.fields]", "[sheets.note.fields]"), ('target = "loan"', 'target = "note"'),
        ('sheet = "loan"', 'sheet = "note"'), ('zh = "借还"', 'zh = "记录"'), ('en = "Loans"', 'en = "Notes"'), ('prefix = "LN"', 'prefix = "NT"'),
        ('aliases = ["借条"]\n', ""),
    )  # fmt: skip
    found = told(changed(folder, *other))
    assert found["sheet-removed", "loan"].records == (EAST, WEST)
    assert ("sheet-added", "note") in found


def test_links_and_shown_columns_that_go_or_change_are_told_and_renamed_fields_change_nothing(folder: Folder) -> None:
    with_both = changed(folder, ("[[charts]]", f"{LINK}{SHOW}[[charts]]"))
    generate(with_both, None, today=NEXT)
    renamed = (
        ('taker = { zh = "领用者"', 'borrower = { was = ["taker"], zh = "领用者"'), ('by = "taker"', 'by = "borrower"'),
        ('earlier = { zh', 'former = { was = ["earlier"], zh'), ('"earlier"\n\n', '"former"\n\n'),
        ('back_by = { zh', 'due = { was = ["back_by"], zh'), ('due = "back_by"', 'due = "due"'), ('"back_by"]', '"due"]'),
    )  # fmt: skip
    assert told(changed(again(with_both, folder.path.parent / "renamed"), *renamed)) == {}
    now = changed(with_both, ('over = ["item", "lent_on"]', 'over = ["item"]'), ('entry_of = "earlier"\n', 'entry_of = "earlier"\nsent = true\n'))
    assert set(told(now)) == {("link-changed", "loan"), ("show-changed", "loan")}
    ran = sheetsync("template", "check", "tiny", cwd=now.path)
    assert "改了关联：签了字之后" in ran.stdout
    assert "不用填的一栏“下一张”改了" in ran.stdout
    gone = changed(now, (LINK.replace(', "lent_on"', ""), ""), (SHOW.rstrip("\n") + "\nsent = true\n\n", ""))
    assert set(told(gone)) == {("link-removed", "loan"), ("show-removed", "loan")}


def test_before_the_first_round_nothing_is_told(tmp_path: Path) -> None:
    folder = make(tmp_path / "project", Project("器材", "zh", HALLS, templates=(str(TINY),), country=""), {"loan": LOANS})
    assert template_consequences(changed(folder, *REMOVED)) == []
    assert consequences_of("tiny", folder.path) is None
    assert sheetsync("template", "check", "tiny", cwd=folder.path).stdout.splitlines() == ["tiny：没有发现错误。"]


# ── who tells it ──


def test_another_version_of_a_template_is_looked_at_before_it_is_put_in_place(folder: Folder, tmp_path: Path) -> None:
    draft = tmp_path / "tiny.toml"
    draft.write_text((folder.path / "templates" / "tiny.toml").read_text("utf-8").replace(*REMOVED[0]), "utf-8")
    before = everything(folder.path)
    found = consequences_of(str(draft), folder.path)
    assert found is not None
    assert [each.kind for each in found] == ["field-removed"]
    assert consequences_of("tiny", folder.path) == []
    assert consequences_of("standard", folder.path) is None
    draft.write_text(
        draft.read_text("utf-8").replace("[sheets.cover]", '[sheets.cover]\nprefix = "LN"').replace('form = "form"', 'form = "table"'), "utf-8"
    )
    with pytest.raises(Refusal):
        consequences_of(str(draft), folder.path)
    assert everything(folder.path) == before


def test_check_shows_a_table_and_json(folder: Folder) -> None:
    changed(folder, *REMOVED, *FEWER)
    ran = sheetsync("template", "check", "tiny", cwd=folder.path)
    assert ran.returncode == 0
    assert [line.split()[:2] for line in ran.stdout.splitlines() if line.startswith("  ")] == [
        ["在哪里", "改动"],
        ["电量", "停用"],
        ["去向", "停用选项“遗失”"],
    ]
    told = json.loads(sheetsync("template", "check", "tiny", "--json", cwd=folder.path).stdout)
    assert told["mistakes"] == []
    assert [(each["kind"], each["field"], each["count"], each["records"]) for each in told["consequences"]] == [
        ("field-removed", "power", 1, [EAST]), ("choice-removed", "stage", 1, [WEST]),
    ]  # fmt: skip


def test_status_and_the_next_round_tell_it(folder: Folder) -> None:
    assert status(folder, FRIDAY).changes == []
    now = changed(folder, *REMOVED, *FEWER)
    seen = status(now, FRIDAY)
    assert [each["kind"] for each in seen.to_json()["changes"]] == ["field-removed", "choice-removed"]
    assert any("电量" in line for line in status_lines(now, seen))
    made = generate(now, None, today=NEXT)
    assert [each.kind for each in made.changes] == ["field-removed", "choice-removed"]
    assert any("停用选项“遗失”" in line for line in generate_lines(now, made))
    assert generate(now, None, today=NEXT).changes == ()
    assert status(now, NEXT).changes == []


def test_every_kind_has_words() -> None:
    kinds = {each[1] for each in CHANGES} | {"sheet-added", "sheet-removed", "field-added", "check-added", "append-any", "target-changed"}
    kinds |= {f"{each}-{what}" for each in ("link", "show") for what in ("added", "removed", "changed")}
    for sentences in SENTENCES.values():
        said = {key.split(".")[1] for key in sentences if key.startswith("change.")}
        assert said == kinds
        assert {f"change.{kind}{end}" for kind in kinds for end in ("", ".effect", ".effect.none")} <= sentences.keys()
