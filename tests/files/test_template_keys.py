"""Every key of the template format has a meaning in each language and an example that the reader takes; a new template explains all of them."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from template_page import rule_examples, with_example

from sheetsync.files.template_keys import LABELLED, TABLES, Key
from sheetsync.files.template_starter import starter
from sheetsync.files.templates import check_template, load_template
from sheetsync.model.rules import LINKS, RULES, WHATS
from sheetsync.text import LANGUAGES, SENTENCES, words

KEYS = [(table, key, each) for table, declared in TABLES.items() for key, each in declared.items()]


def written(folder: Path, content: str, name: str = "mine") -> Path:
    path = folder / f"{name}.toml"
    path.write_text(content, "utf-8")
    return path


@pytest.mark.parametrize(("table", "key", "each"), KEYS, ids=[f"{table}.{key}" for table, key, _ in KEYS])
def test_every_key_has_a_meaning_and_an_example_that_is_taken(tmp_path: Path, table: str, key: str, each: Key) -> None:
    needed = {f"template-file.{table}", f"template-file.{table}.{key}", f"template-shape.{each.shape}"}
    needed |= {f"template-word.{key}.{word}" for word in each.words}
    for language in LANGUAGES:
        assert needed - SENTENCES[language].keys() == set()
    assert re.search(rf"^\[*(?:[\w.]+\.)?{key}\b" if each.shape in ("table", "tables") else rf"\b{key} = ", each.example)
    path = written(tmp_path, with_example(table, key, each))
    assert [(m.key, m.code, m.value) for m in check_template(path)] == []


@pytest.mark.parametrize(
    ("table", "key", "example"),
    [
        ("field", "width", 'type = "text", width = "wide"'),
        ("sheet", "owner", 'owner = "item"'),
        ("top", "needs", "needs = 1"),
        ("chart", "by", "by = 1"),
    ],
)
def test_an_example_that_is_wrong_would_be_found(tmp_path: Path, table: str, key: str, example: str) -> None:
    wrong = TABLES[table][key]._replace(example=example)
    assert check_template(written(tmp_path, with_example(table, key, wrong))) != []


def test_an_example_stands_where_it_belongs(tmp_path: Path) -> None:
    assert load_template(written(tmp_path, with_example("sheet", "append_only", TABLES["sheet"]["append_only"]))).sheet("purchase").append_only
    assert load_template(written(tmp_path, with_example("field", "width", TABLES["field"]["width"]))).sheet("purchase").field("example").width == 40
    assert load_template(written(tmp_path, with_example("chart", "split", TABLES["chart"]["split"]))).charts[0].split == "department"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("table", LABELLED)
def test_labels_are_explained(language: str, table: str) -> None:
    assert f"template-file.{table}.label" in SENTENCES[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_template_is_right_and_explains_every_key(language: str, tmp_path: Path) -> None:
    say = words(language)
    text = starter("mine", say)
    assert check_template(written(tmp_path, text)) == []
    flat = re.sub(r"\s*\n#\s*|\s+", "", text)
    missing = [
        (table, key)
        for table, key, each in KEYS
        if each.shape not in ("table", "tables") and re.sub(r"\s+", "", say(f"template-file.{table}.{key}")) not in flat
    ]
    assert missing == []
    assert [word for _, key, each in KEYS for word in each.words if re.sub(r"\s+", "", say(f"template-word.{key}.{word}")) not in flat] == []


def test_a_new_template_has_any_name(tmp_path: Path) -> None:
    name = 'a "b" \\ 采购'
    assert load_template(written(tmp_path, starter(name, words("zh")))).labels["zh"] == name


def test_rules_are_documented_with_an_example() -> None:
    assert rule_examples().keys() == RULES.keys()
    for sentences in SENTENCES.values():
        assert {f"template-rule.{rule}" for rule in (*RULES, *LINKS)} == {key for key in sentences if key.startswith("template-rule.")}
    assert rule_examples("links").keys() == LINKS.keys()
    for language in LANGUAGES:
        assert {f"template-option.{what}" for what in WHATS} - SENTENCES[language].keys() == set()
    for above in ("checks", "links"):
        for rule, example in rule_examples(above).items():
            (content,) = tomllib.loads(example)[above]
            assert content["rule"] == rule
