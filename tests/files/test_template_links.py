"""What `[[links]]` in a template may say, and the mistakes that are named in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheetsync.files.templates import check_template, load_template
from sheetsync.model.rules import LINKS
from sheetsync.steps.merge.links import FOLLOWED, TOLD, signatures
from sheetsync.steps.merge.links.becomes import RULE

TEMPLATES = Path(__file__).resolve().parents[2] / "workbook_templates"

SOUND = (TEMPLATES / "planning.toml").read_text("utf-8")
WRONG = [
    ('rule = "carries"', 'rule = "carry"', "links[1].rule", "unknown-rule", "carries"),
    ('sheet = "adjustment"\nwhen', 'sheet = "adjustments"\nwhen', "links[1].sheet", "unknown-table", "adjustment"),
    ('to = "task"\n', 'to = "taks"\n', "links[1].to", "unknown-field", "task"),
    ('to = "task"\n', 'to = "reason"\n', "links[1].to", "field-type", ""),
    ('to = "task"\n', "", "links[1].to", "missing-key", ""),
    ('approval = ["approved"] }\nto', 'approval = ["aproved"] }\nto', "links[1].when.approval", "unknown-choice", "approved"),
    ('planned_finish = "new_finish"', 'planed_finish = "new_finish"', "links[1].fields.planed_finish", "unknown-field", "planned_finish"),
    ('planned_finish = "new_finish"', 'planned_finish = "new_finsh"', "links[1].fields.planned_finish", "unknown-field", "new_finish"),
    ('planned_finish = "new_finish"', 'planned_finish = "delay"', "links[1].fields.planned_finish", "other-type", ""),
    ('fields = { planned_finish = "new_finish" }', "fields = {}", "links[1].fields", "not-pairs", ""),
    ("keeps = {", "keep = {", "links[1].keep", "unknown-key", "keeps"),
]


@pytest.mark.parametrize(("right", "wrong", "key", "code", "near"), WRONG)
def test_each_mistake_of_a_link_is_named_with_the_nearest_word(tmp_path: Path, right: str, wrong: str, key: str, code: str, near: str) -> None:
    assert right in SOUND
    path = tmp_path / "planning.toml"
    path.write_text(SOUND.replace(right, wrong, 1), "utf-8")
    found = [m for m in check_template(path) if m.key.startswith("links")]
    assert [(m.key, m.code, m.nearest) for m in found][:1] == [(key, code, near)]
    assert all(m.line for m in found)


def test_the_choices_that_a_link_sets_are_choices_of_the_other_sheet(tmp_path: Path) -> None:
    for wrong, code in (('set = { status = "failed" }', "unknown-choice"), ("set = []", "not-choices")):
        path = tmp_path / "own.toml"
        path.write_text((TEMPLATES / "standard.toml").read_text("utf-8").replace('set = { status = "at_risk" }', wrong), "utf-8")
        assert [m.code for m in check_template(path)] == [code]


@pytest.mark.parametrize(
    ("right", "wrong", "key", "code"),
    [
        ('title = "title", ', "", "links[1].fields.title", "missing-key"),
        ('department = "department", ', "", "links[1].fields.department", "missing-key"),
        (', en = "New task" }', " }", "links[1].entry.en", "missing-key"),
        ('entry = { zh = "新建任务", en = "New task" }', 'entry = "新建任务"', "links[1].entry", "not-a-table"),
        ('field = "task"\n', 'field = "result"\n', "links[1].field", "field-type"),
    ],
)
def test_what_a_new_record_needs(tmp_path: Path, right: str, wrong: str, key: str, code: str) -> None:
    source = (TEMPLATES / "meetings.toml").read_text("utf-8")
    assert right in source
    path = tmp_path / "meetings.toml"
    path.write_text(source.replace(right, wrong, 1), "utf-8")
    assert (key, code) in [(m.key, m.code) for m in check_template(path)]


def test_the_entry_of_a_link_is_offered_by_its_field() -> None:
    assert load_template("meetings").sheet("action").field("task").new == {"zh": "新建任务", "en": "New task"}


def test_every_rule_has_a_function_and_stands_in_a_template_that_comes_along() -> None:
    assert {*FOLLOWED, RULE, signatures.RULE} == LINKS.keys() == {*TOLD, signatures.RULE}
    aimed = {link.rule for path in TEMPLATES.glob("*.toml") for link in load_template(path.stem).links}
    assert aimed == LINKS.keys()
