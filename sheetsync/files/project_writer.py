"""`sheetsync.toml` as it is written: every setting, each with a word on what it does."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

from sheetsync.files.projects import FACTS
from sheetsync.files.toml_lines import toml_value
from sheetsync.files.whole import whole_file
from sheetsync.model.project import Department, Project
from sheetsync.model.words import Words

_COMMENT_COLUMN = 34

Setting = tuple[str, str | int | Sequence[str]]


def write_project(path: Path, project: Project, words: Words) -> None:
    """Writes a project file, whole or not at all, with comments in the language of `words`; OSError where it can't be written."""
    with whole_file(path) as file:
        file.write(project_text(project, words).encode())


def project_text(project: Project, words: Words) -> str:
    """What a project's file says. ValueError for a fact that project files do not have."""
    strangers = project.facts.keys() - set(FACTS)
    if strangers:
        raise ValueError(f"not in a project file: {', '.join(sorted(strangers))}")
    lines = [*_comment(words("project-file.head")), ""]
    for name, settings in _sections(project):
        lines += [f"[{name}]", *_settings(name, settings, words), ""]
        if name == "project":
            lines += _departments(project, words)
    return "\n".join(lines).rstrip() + "\n"


def _sections(project: Project) -> Iterator[tuple[str, list[Setting]]]:
    named: list[Setting] = [
        ("name", project.name),
        ("language", project.language),
        ("templates", project.templates),
        ("ledger", project.ledger),
        ("passwords", project.passwords),
    ]
    yield "project", named + [(fact, project.facts.get(fact, "")) for fact in FACTS]
    yield (
        "calendar",
        [
            ("country", project.country),
            ("holidays", project.extra_holidays),
            ("workdays", project.extra_workdays),
            ("timezone", project.timezone),
            ("deadline_weekday", project.deadline_weekday),
            ("deadline_time", project.deadline_time),
        ],
    )
    yield "thresholds", list(project.thresholds.items())
    yield "generate", [("blank_rows", project.blank_rows), ("closed_rounds", project.closed_rounds)]


def _departments(project: Project, words: Words) -> Iterator[str]:
    yield from _comment(words("project-file.departments"))
    for department in project.departments:
        yield from ("[[departments]]", *_department(department), "")


def _department(department: Department) -> Iterator[str]:
    for key in ("name", "code", "contact", "email", "duty"):
        yield f"{key} = {toml_value(getattr(department, key))}"


def _settings(section: str, settings: Sequence[Setting], words: Words) -> Iterator[str]:
    """Each setting with its comment beside it, or above where it is long."""
    for key, value in settings:
        line, comment = f"{key} = {toml_value(value)}", words(f"project-file.{section}.{key}")
        if _width(line) < _COMMENT_COLUMN - 1:
            yield line + " " * (_COMMENT_COLUMN - _width(line)) + f"# {comment}"
        else:
            yield from (f"# {comment}", line)


def _comment(sentences: str) -> Iterator[str]:
    return (f"# {line}" for line in sentences.splitlines())


def _width(line: str) -> int:
    """How many columns a line takes on a screen; Chinese characters take two."""
    return sum(1 + (unicodedata.east_asian_width(each) in "WF") for each in line)
