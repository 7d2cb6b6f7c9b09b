"""Every slip of somebody who writes a template by hand is named once, with its line, its key, a sentence, and what was meant."""

from __future__ import annotations

from pathlib import Path

import pytest
from template_by_hand import BY_HAND, plain

from sheetsync.cli.show import mistake_line
from sheetsync.files.templates import check_source, check_template
from sheetsync.text import LANGUAGES, words


def test_the_template_itself_is_right() -> None:
    assert check_source(plain().encode(), "mine.toml") == []
    assert len(BY_HAND) > 40


@pytest.mark.parametrize(("old", "new", "line", "key", "code", "nearest"), BY_HAND)
def test_every_slip_is_named_where_it_is(old: str, new: str, line: str, key: str, code: str, nearest: str) -> None:
    assert old in plain()
    source = plain().replace(old, new, 1)
    found = check_source(source.encode(), "mine.toml")
    assert (key, code, nearest) in [(each.key, each.code, each.nearest) for each in found]
    (mistake,) = [each for each in found if (each.key, each.code) == (key, code)]
    assert source.splitlines()[mistake.line - 1].startswith(line)
    for language in LANGUAGES:
        said = mistake_line(words(language), mistake)
        assert said.startswith(f"mine.toml:{mistake.line}:")
        assert "None" not in said
        assert len(said) < 400


def written(folder: Path, **needs: str) -> Path:
    for name, needed in needs.items():
        (folder / f"{name}.toml").write_text(plain().replace('languages = ["zh", "en"]', f'languages = ["zh", "en"]\nneeds = ["{needed}"]'), "utf-8")
    return folder


def test_templates_that_need_each_other_are_named(tmp_path: Path) -> None:
    folder = written(tmp_path, a="b", b="c", c="a", own="own")
    found = check_template("a", [folder])
    assert [(m.file, m.line, m.key, m.code, m.value) for m in found] == [("c.toml", 3, "needs", "needs-circle", "a → b → c → a")]
    assert [(m.file, m.code, m.value) for m in check_template("own", [folder])] == [("own.toml", "needs-circle", "own → own")]


def test_a_template_that_is_needed_and_not_there_is_named_where_it_is_asked_for(tmp_path: Path) -> None:
    (found,) = check_template("a", [written(tmp_path, a="standrad")])
    assert (found.file, found.line, found.key, found.value, found.nearest) == ("a.toml", 3, "needs", "standrad", "standard")
