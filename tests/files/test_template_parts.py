"""Templates that make up one workbook together: each is found with what it needs, and a mistake is named in its own file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from test_templates import SOUND

from sheetsync.files.kept_templates import damaged_templates, earlier_templates, keep_template, place_for
from sheetsync.files.template_sources import Part, joined, split
from sheetsync.files.templates import TemplateMistakes, check_template, find_templates, load_template

KEYS = """
needs = ["doors"]
zh = "钥匙"
en = "Keys"

[lists.metal]
brass = { zh = "黄铜", en = "Brass" }

[sheets.key]
zh = "钥匙"
en = "Keys"
form = "table"
prefix = "K"
owner = "dept"
title = "name"

[sheets.key.fields]
id = { zh = "编号", en = "Number", type = "id", required = true }
name = { zh = "钥匙名", en = "Key", type = "line" }
dept = { zh = "部门", en = "Dept", type = "department", editors = "coordinator" }
by = { zh = "何时归还", en = "Back By", type = "date" }
door = { zh = "开哪扇门", en = "Opens", type = "ref", target = "door" }
state = { zh = "状态", en = "State", type = "choice", list = "state" }
metal = { zh = "材质", en = "Metal", type = "choice", list = "metal" }

[[charts]]
sheet = "key"
by = "metal"
zh = "各种钥匙"
en = "Keys by metal"

[[checks]]
rule = "overdue"
sheet = "key"
due = "by"
"""


def written(folder: Path, keys: str = KEYS, doors: str = SOUND) -> Path:
    for name, content in (("keys", keys), ("doors", doors)):
        (folder / f"{name}.toml").write_text(content, "utf-8")
    return folder


def mistakes(folder: Path) -> list[tuple[str, str, str, int]]:
    return [(m.file, m.key, m.code, m.line) for m in check_template(["doors", "keys"], [folder])]


def test_several_make_one_with_the_sheets_checks_and_charts_of_all(tmp_path: Path) -> None:
    whole = load_template(["doors", "keys"], [written(tmp_path)])
    assert [sheet.key for sheet in whole.sheets] == ["front", "door", "key"]
    assert (whole.name, whole.labels) == ("doors+keys", {"zh": "样例 + 钥匙", "en": "Sample + Keys"})
    assert [aim.sheet for aim in whole.checks] == [chart.sheet for chart in whole.charts] == ["door", "key"]
    assert [choice.key for choice in whole.sheet("key").field("state").choices] == ["open", "shut"]


def test_what_a_template_needs_comes_before_it(tmp_path: Path) -> None:
    folder = written(tmp_path)
    for names in ("keys", ["keys"], ["keys", "doors"], ["doors", "keys", "doors"], folder / "keys.toml"):
        assert [path.stem for path in find_templates(names, [folder])] == ["doors", "keys"]
    assert load_template("keys", [folder]) == load_template(["doors", "keys"], [folder])
    (folder / "doors.toml").write_text(f'needs = ["keys"]\n{SOUND}', "utf-8")
    with pytest.raises(TemplateMistakes, match="keys → doors → keys"):
        find_templates("keys", [folder])


def test_the_version_is_that_of_all_files(tmp_path: Path) -> None:
    folder = written(tmp_path)
    alone, both = load_template("doors", [folder]).version, load_template("keys", [folder]).version
    written(tmp_path, KEYS.replace("黄铜", "铜"))
    assert len({alone, both, load_template("keys", [folder]).version}) == 3
    assert load_template("doors", [folder]).version == alone


def test_languages_are_those_that_all_have(tmp_path: Path) -> None:
    whole = load_template(["doors", "fr"], [folder_with_french(tmp_path)])
    assert whole.languages == ("en",)


def folder_with_french(folder: Path) -> Path:
    written(folder)
    french = KEYS.replace("zh = ", "fr = ").replace('needs = ["doors"]', 'languages = ["en", "fr"]')
    (folder / "fr.toml").write_text(french, "utf-8")
    return folder


def test_without_a_common_language_there_is_no_workbook(tmp_path: Path) -> None:
    folder = folder_with_french(tmp_path)
    (folder / "doors.toml").write_text(f'languages = ["zh"]\n{only_chinese(SOUND)}', "utf-8")
    assert ("fr.toml", "languages", "no-common-language", 2) in [(m.file, m.key, m.code, m.line) for m in check_template(["doors", "fr"], [folder])]


def only_chinese(content: str) -> str:
    return re.sub(r'^en = "[^"]*"\n|, en = "[^"]*"', "", content, flags=re.MULTILINE)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('rule = "overdue"', 'rule = "overdo"', ("keys.toml", "checks[1].rule", "unknown-rule", 33)),
        ('by = "metal"', 'by = "mettle"', ("keys.toml", "charts[1].by", "unknown-field", 28)),
        ('prefix = "K"', 'prefix = "D"', ("keys.toml", "sheets.key.prefix", "duplicate-prefix", 13)),
        ('target = "door"', 'target = "window"', ("keys.toml", "sheets.key.fields.door.target", "unknown-table", 22)),
        ('list = "metal"', 'list = "metals"', ("keys.toml", "sheets.key.fields.metal.list", "unknown-list", 24)),
        ("[lists.metal]", "[lists.state]", ("keys.toml", "lists.state", "duplicate-key", 6)),
        ('needs = ["doors"]', 'needs = "doors"', ("keys.toml", "needs", "not-a-list", 2)),
    ],
)
def test_a_mistake_is_named_in_its_own_file(tmp_path: Path, old: str, new: str, expected: tuple[str, str, str, int]) -> None:
    assert mistakes(written(tmp_path)) == []
    assert expected in mistakes(written(tmp_path, KEYS.replace(old, new)))


def test_a_sheet_may_stand_in_one_template_only(tmp_path: Path) -> None:
    assert ("keys.toml", "sheets.door", "duplicate-key", 9) in mistakes(written(tmp_path, KEYS.replace("sheets.key", "sheets.door")))


def test_a_needed_template_that_is_not_there_is_named(tmp_path: Path) -> None:
    folder = written(tmp_path, KEYS.replace('needs = ["doors"]', 'needs = ["dors"]'))
    (found,) = check_template("keys", [folder])
    assert (found.code, found.value, found.nearest) == ("unknown-template", "dors", "doors")


def test_parts_kept_as_one_file_come_apart_again() -> None:
    one, two = Part("a", "a.toml", 'zh = "甲"\n'.encode()), Part("乙", "乙.toml", b"#:templates\nx = 1")
    assert split(joined((one,)), "a") == (one,)
    assert split(joined((one, two)), "kept") == (one, two)


def test_several_templates_are_kept_and_known_again(tmp_path: Path) -> None:
    folder = written(tmp_path)
    paths, whole = find_templates("keys", [folder]), load_template("keys", [folder])
    place = place_for(tmp_path / "kept", whole.version)
    assert place
    assert keep_template(place, paths, whole.version)
    (again,) = earlier_templates(tmp_path / "kept", "another")
    assert (again.version, again.sheets, again.checks) == (whole.version, whole.sheets, whole.checks)
    assert damaged_templates(tmp_path / "kept") == []
    written(tmp_path, KEYS.replace("黄铜", "铜"))
    assert not keep_template(place, paths, whole.version)


def test_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    written(tmp_path, KEYS.replace('prefix = "K"', 'prefix = "k"'), SOUND.replace('prefix = "D"', 'prefix = "d"'))
    with pytest.raises(TemplateMistakes) as found:
        load_template("keys", [tmp_path])
    assert [m.file for m in found.value.mistakes if m.code == "bad-prefix"] == ["doors.toml", "keys.toml"]
