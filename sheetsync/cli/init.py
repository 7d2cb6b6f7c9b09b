"""What `sheetsync init` asks for in a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from sheetsync.cli.common import speak_from_now_on
from sheetsync.cli.trouble import sentence
from sheetsync.model.project import Project
from sheetsync.model.words import Words
from sheetsync.text import words
from sheetsync.workflow.init import departments, must_be_free, must_be_right, split_departments
from sheetsync.workflow.refusal import Refusal

LANGUAGES = {"zh": "zh", "中文": "zh", "汉语": "zh", "chinese": "zh", "en": "en", "英文": "en", "英语": "en", "english": "en"}


def ask(directory: Path, name: str | None, language: str | None, named: Sequence[str], templates: Sequence[str]) -> Project:
    """The project of what was given and of answers to what was not; an answer that won't do is asked for again."""
    must_be_free(directory)
    name = name or click.prompt("项目名称 / Project name", default=directory.resolve().name)
    language = language or _language()
    speak_from_now_on(language)
    if named:
        return Project(name, language, departments(named), tuple(templates))
    say = words(language)
    while True:
        project = Project(name, language, departments(split_departments(click.prompt(say("cli.init.departments")))), tuple(templates))
        if _is_right(project, say):
            return project


def _language() -> str:
    while True:
        answer = str(click.prompt("语言 / Language (zh 中文, en English)", default="zh")).strip().lower()
        if answer in LANGUAGES:
            return LANGUAGES[answer]


def _is_right(project: Project, say: Words) -> bool:
    try:
        must_be_right(project)
    except Refusal as refusal:
        click.echo(sentence(refusal, say))
        return False
    return True
