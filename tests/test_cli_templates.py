"""`sheetsync template`: the project's own templates beside those that come with the program."""

from __future__ import annotations

from pathlib import Path

import pytest
from terminal import sheetsync


@pytest.fixture
def project(tmp_path: Path) -> Path:
    assert sheetsync("init", "project", "-d", "甲", cwd=tmp_path).returncode == 0
    return tmp_path / "project"


def test_a_new_template_is_listed_shown_checked_and_said_how_to_use(project: Path) -> None:
    made = sheetsync("template", "new", "mine", cwd=project)
    assert f"{project}/templates/mine.toml" in made.stdout
    assert 'template = "mine"' in made.stdout
    listed = [line.split() for line in sheetsync("template", "list", cwd=project).stdout.splitlines()]
    assert listed[0] == ["模板", "名称", "要填的表", "来源"]
    assert ["mine", "本项目"] in [[line[0], line[-1]] for line in listed]
    assert ["standard", "自带"] in [[line[0], line[-1]] for line in listed]
    assert "任务跟踪" in sheetsync("template", "show", "mine", cwd=project).stdout
    assert "没有发现错误" in sheetsync("template", "check", "mine", cwd=project).stdout
    assert "任务跟踪" in sheetsync("template", "show", "mine", "--project", project, cwd=project.parent).stdout
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
    assert f"--template {tmp_path / 'mine.toml'}" in made
    assert sheetsync("init", "p", "-d", "甲", "--template", tmp_path / "mine.toml", cwd=tmp_path).returncode == 0
