"""What `sheetsync init` asks for, and what it takes as an answer."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from terminal import sheetsync

from sheetsync.cli.init import ask
from sheetsync.model.project import Project
from sheetsync.workflow.init import split_departments
from sheetsync.workflow.refusal import Refusal


def asked(directory: Path, *answers: str) -> tuple[Project, str]:
    """The project that these answers make, and all that was said."""
    made: list[Project] = []

    @click.command()
    def command() -> None:
        made.append(ask(directory, None, None, (), "standard"))

    ran = CliRunner().invoke(command, input="".join(f"{answer}\n" for answer in answers), obj={})
    assert ran.exception is None
    return made[0], ran.output


def names(project: Project) -> list[str]:
    return [department.name for department in project.departments]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("客服部 技术部", ["客服部", "技术部"]),
        ("Customer Service、Sales", ["Customer Service", "Sales"]),
        ("Customer Service, Human Resources; IT", ["Customer Service", "Human Resources", "IT"]),
        ("客服部，技术部、", ["客服部", "技术部"]),
        ("客服部=KF:kf@example.com；技术部", ["客服部=KF:kf@example.com", "技术部"]),
        (" ", []),
    ],
)
def test_how_departments_are_parted(text: str, parts: list[str]) -> None:
    assert split_departments(text) == parts


@pytest.mark.parametrize(("answer", "language"), [("", "zh"), ("中文", "zh"), ("英文", "en"), ("English", "en"), ("EN", "en")])
def test_a_language_may_be_called_by_its_name(tmp_path: Path, answer: str, language: str) -> None:
    project, _ = asked(tmp_path / "new", "项目", answer, "Customer Service、Sales")
    assert (project.name, project.language, names(project)) == ("项目", language, ["Customer Service", "Sales"])


def test_an_answer_that_will_not_do_is_asked_for_again(tmp_path: Path) -> None:
    project, said = asked(tmp_path / "new", "", "français", "zh", " 、", "客服部=客、技术部", "客服部、客服部", "客服部、技术部")
    assert (project.name, names(project)) == ("new", ["客服部", "技术部"])
    assert "客服部: “客”不能作部门代码" in said
    assert "客服部: “客服部”已被部门“客服部”用作" in said
    assert "sheetsync.toml" not in said


def test_a_folder_that_has_a_project_is_not_asked_about(tmp_path: Path) -> None:
    (tmp_path / "sheetsync.toml").write_text("")
    with pytest.raises(Refusal, match="project-exists"):
        ask(tmp_path, None, None, (), "standard")


def test_the_language_that_was_asked_for_is_that_of_errors_too(tmp_path: Path) -> None:
    failed = sheetsync("init", "p", "--language", "zh", "-d", "甲=甲", cwd=tmp_path, language="C")
    assert failed.stderr.startswith("甲: “甲”不能作部门代码")
    failed = sheetsync("init", "p", "--language", "en", "-d", "甲=甲", cwd=tmp_path)
    assert not any("\u4e00" <= char <= "\u9fff" for char in failed.stderr.replace("甲", ""))
    assert "sheetsync.toml" not in failed.stderr
    assert not (tmp_path / "p").exists()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").touch()
    assert "不是空文件夹" in sheetsync("demo", "full", "--language", "zh", cwd=tmp_path, language="C").stderr
