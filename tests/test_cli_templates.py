"""`sheetsync template`: the project's own templates beside those that come with the program."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from play import TINY
from terminal import DAY, contents, sheetsync

from sheetsync.files.template_starter import starter
from sheetsync.files.templates import find_template, load_template, template_names
from sheetsync.files.workbook_reader import read_workbook
from sheetsync.model.kinds import Context
from sheetsync.model.plan import text_width
from sheetsync.steps.intake.inspect import found_tables, inspect_workbook
from sheetsync.text import words
from sheetsync.workflow.preview import preview
from sheetsync.workflow.refusal import Refusal


@pytest.fixture
def project(tmp_path: Path) -> Path:
    assert sheetsync("init", "project", "-d", "甲", cwd=tmp_path).returncode == 0
    return tmp_path / "project"


def test_a_new_template_is_listed_shown_checked_and_said_how_to_use(project: Path) -> None:
    made = sheetsync("template", "new", "mine", cwd=project)
    assert f"{project}/templates/mine.toml" in made.stdout
    assert all(each in made.stdout for each in ('templates = ["standard", "mine"]', 'templates = ["mine"]'))
    listed = [line.split() for line in sheetsync("template", "list", cwd=project).stdout.splitlines()]
    assert listed[0] == ["模板", "名称", "要填的表", "来源"]
    assert ["mine", "本项目"] in [[line[0], line[-1]] for line in listed]
    assert ["standard", "自带"] in [[line[0], line[-1]] for line in listed]
    assert "采购申请" in sheetsync("template", "show", "mine", cwd=project).stdout
    assert "没有发现错误" in sheetsync("template", "check", "mine", cwd=project).stdout
    assert "采购申请" in sheetsync("template", "show", "mine", "--project", project, cwd=project.parent).stdout
    file = project / "sheetsync.toml"
    file.write_text(file.read_text("utf-8").replace('template = "standard"', 'template = "mine"'), "utf-8")
    assert sheetsync("generate", cwd=project).returncode == 0


def test_a_template_with_mistakes_is_listed_with_what_to_do(project: Path) -> None:
    (project / "templates").mkdir()
    (project / "templates" / "broken.toml").write_text("x = 1", "utf-8")
    ran = sheetsync("template", "list", cwd=project)
    assert ran.returncode == 0
    assert "sheetsync template check broken" in ran.stdout
    assert sheetsync("template", "check", "broken", cwd=project).returncode == 2


def test_the_name_of_a_built_in_template_is_refused(project: Path) -> None:
    for name in ("standard", "standard.toml"):
        ran = sheetsync("template", "new", name, cwd=project)
        assert (ran.returncode, ran.stdout) == (2, "")
        assert "自带模板" in ran.stderr
    assert not (project / "templates").exists()


def test_without_a_project_a_new_template_is_for_the_next_one(tmp_path: Path) -> None:
    made = sheetsync("template", "new", "mine.toml", cwd=tmp_path).stdout
    assert (tmp_path / "mine.toml").is_file()
    assert "sheetsync template check mine，" in made
    assert "没有发现错误" in sheetsync("template", "check", "mine", cwd=tmp_path).stdout
    assert "mine" not in sheetsync("template", "list", cwd=tmp_path).stdout
    assert f"--template {tmp_path / 'mine.toml'}" in made
    assert sheetsync("init", "p", "-d", "甲", "--template", tmp_path / "mine.toml", cwd=tmp_path).returncode == 0


def test_a_new_template_may_begin_with_a_copy_of_another(project: Path) -> None:
    made = json.loads(sheetsync("template", "new", "mine", "--like", "meetings", "--json", cwd=project).stdout)
    assert made == {"file": f"{project}/templates/mine.toml"}
    assert (project / "templates" / "mine.toml").read_bytes() == find_template("meetings").read_bytes()
    assert sheetsync("template", "new", "other", "--like", "nothing", cwd=project).returncode == 2
    assert not (project / "templates" / "other.toml").exists()


@pytest.mark.parametrize("name", ["../mine", "a/b", "a\\b", " ", "."])
def test_a_name_with_a_folder_is_refused(project: Path, name: str) -> None:
    ran = sheetsync("template", "new", name, cwd=project)
    assert (ran.returncode, "不能作模板的名称" in ran.stderr) == (2, True)
    assert not (project / "templates").exists()


def test_comments_of_a_new_template_speak_the_language_of_the_person(tmp_path: Path) -> None:
    sheetsync("template", "new", "mine", cwd=tmp_path, language="en_US.UTF-8")
    assert "What is filled in" in (tmp_path / "mine.toml").read_text("utf-8")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_preview_is_what_a_department_would_get(tmp_path: Path, language: str) -> None:
    target = tmp_path / "看.xlsx"
    ran = sheetsync("template", "preview", "standard", "-o", target, "--language", language, "--json", cwd=tmp_path)
    assert json.loads(ran.stdout) == {"file": str(target), "language": language}
    raw = read_workbook(target)
    template = load_template("standard")
    assert [s.name for s in raw.sheets if s.state == "visible"] == [s.label(language) for s in template.sheets]
    assert [f.code for f in inspect_workbook(raw, template, Context((), DAY), "看.xlsx")] == []
    tables = list(found_tables(raw, template, Context((), DAY)))
    assert [(each.sheet, len(each.rows)) for each in tables] == [(sheet.key, 12) for sheet in template.tables]


def test_a_preview_overwrites_nothing_but_a_preview(tmp_path: Path) -> None:
    target = tmp_path / "看.xlsx"
    preview("standard", (), target, "zh")
    assert preview("meetings", (), target, "zh") == "zh"
    assert "会议通知" in [sheet.name for sheet in read_workbook(target).sheets]
    target.write_bytes(b"mine")
    with pytest.raises(Refusal, match="file-exists"):
        preview("standard", (), target, "zh")
    assert target.read_bytes() == b"mine"


def test_a_preview_is_in_a_language_of_the_template(tmp_path: Path) -> None:
    text = re.sub(r', en = "[^"]*"|^en = .*\n', "", starter("mine", words("zh")), flags=re.MULTILINE).replace('["zh", "en"]  ', '["zh"]  ')
    (tmp_path / "mine.toml").write_text(re.sub(r"^ *#.*\n", "", text, flags=re.MULTILINE), "utf-8")
    assert preview(str(tmp_path / "mine.toml"), (), tmp_path / "a.xlsx", "en") == "zh"
    with pytest.raises(Refusal, match="template-language"):
        preview(str(tmp_path / "mine.toml"), (), tmp_path / "b.xlsx", "en", "en")


@pytest.mark.parametrize("name", template_names())
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_template_can_be_shown(tmp_path: Path, name: str, language: str) -> None:
    preview(name, (), tmp_path / "a.xlsx", language)
    template = load_template(name)
    assert [f for f in inspect_workbook(read_workbook(tmp_path / "a.xlsx"), template, Context((), DAY), "a.xlsx") if f.severity == "error"] == []


def test_a_project_in_a_language_that_its_template_lacks_is_refused(project: Path) -> None:
    text = TINY.read_text("utf-8")
    english = re.sub(r'zh = "[^"]*", |^zh = .*\n', "", text, flags=re.MULTILINE).replace('["zh", "en"]', '["en"]')
    (project.parent / "loans.toml").write_text(english, "utf-8")
    before = contents(project.parent)
    ran = sheetsync("init", "other", "--language", "zh", "-d", "甲", "--template", "loans.toml", cwd=project.parent)
    assert (ran.returncode, "loans" in ran.stderr, contents(project.parent)) == (2, True, before)
    assert sheetsync("init", "other", "--language", "en", "-d", "甲", "--template", "loans.toml", cwd=project.parent).returncode == 0
    file = project.parent / "other" / "sheetsync.toml"
    file.write_text(file.read_text("utf-8").replace('language = "en"', 'language = "zh"'), "utf-8")
    ran = sheetsync("generate", cwd=file.parent)
    assert (ran.returncode, len(ran.stderr.strip().splitlines())) == (2, 1)


def test_show_tells_all_that_a_template_says(project: Path) -> None:
    told = json.loads(sheetsync("template", "show", "meetings", "--json", cwd=project).stdout)
    template = load_template("meetings")
    assert [sheet["key"] for sheet in told["sheets"]] == [sheet.key for sheet in template.sheets]
    agenda = next(sheet for sheet in told["sheets"] if sheet["key"] == "agenda")
    minutes = next(field for field in agenda["fields"] if field["key"] == "minutes")
    assert (minutes["minimum"], minutes["maximum"], minutes["type"]) == (1, 480, "integer")
    assert len(told["checks"]) == len(template.checks)
    assert {each["key"] for each in told["shows"]} == {view.key for view in template.shows}


def test_show_keeps_its_columns_under_one_another(project: Path) -> None:
    shown = sheetsync("template", "show", "mine", cwd=project) if sheetsync("template", "new", "mine", cwd=project).returncode == 0 else None
    assert shown is not None
    lines = shown.stdout.splitlines()
    head = next(n for n, line in enumerate(lines) if line.startswith("采购申请 · Purchases（purchase）：表格，编号前缀 PO"))
    place = text_width(lines[head + 1].partition("类型")[0])
    fields = lines[head + 2 : head + 15]
    assert [_from(line, place).split()[0] for line in fields] == [
        "id", "line", "department", "person", "integer", "date", "date", "date", "percent", "choice", "ref", "text", "text",
    ]  # fmt: skip
    assert any("state: 待采购/已下单/已到货；default = 待采购" in line for line in fields)
    assert any("1–999" in line for line in fields)
    assert "overdue  purchase  due = wanted_by" in shown.stdout


def _from(line: str, place: int) -> str:
    """What stands in a line from a column of the terminal on."""
    return next(line[n:] for n in range(len(line)) if text_width(line[:n]) == place)
