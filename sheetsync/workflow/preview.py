"""Shows what departments would get of a template, without a project."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from sheetsync.files.unreadable import UnreadableFile
from sheetsync.files.whole import whole_file
from sheetsync.files.workbook_reader import read_workbook
from sheetsync.files.xlsx_writer import workbook_bytes
from sheetsync.model.calendar import Calendar
from sheetsync.model.template import Template
from sheetsync.model.token import make_token
from sheetsync.model.weeks import round_of
from sheetsync.steps.issue import issue
from sheetsync.steps.issue.sample import sample_opening, sample_project
from sheetsync.text import LANGUAGES, words
from sheetsync.workflow.refusal import Refusal, writing
from sheetsync.workflow.templates import show

NOBODY = make_token(0)
"""The return code of a preview: no workbook that was sent has it, so that one that is filled in by mistake is known as none."""


def preview(name: str, folders: Sequence[Path], target: Path, language: str, asked: str | None = None, today: date | None = None) -> str:
    """Writes the workbook that a made-up department would get of the template of that name or path, and tells in which language.

    It is in the language that is `asked` for, else in `language` if the template has it, else in the template's own. Refuses to
    overwrite anything but an earlier preview.
    """
    template = show(name, folders)
    chosen = _language(template, language, asked)
    _must_be_free(target)
    content = preview_bytes(template, chosen, today or date.today())
    with writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(target) as file:
            file.write(content)
    return chosen


def _must_be_free(target: Path) -> None:
    try:
        ours = not target.exists() or read_workbook(target).core.get("keywords") == NOBODY
    except UnreadableFile:
        ours = False
    if not ours:
        raise Refusal("file-exists", path=target)


def _language(template: Template, language: str, asked: str | None) -> str:
    ours = [each for each in template.languages if each in LANGUAGES]
    if not ours or (asked and asked not in ours):
        raise Refusal("template-language", template=template.name, language=asked or language, languages=template.languages)
    return asked or (language if language in ours else ours[0])


def preview_bytes(template: Template, language: str, today: date) -> bytes:
    """The workbook as bytes."""
    say = words(language, template)
    project, calendar = sample_project(template, say), Calendar()
    round_ = round_of(today, 1, project, calendar)
    opening = sample_opening(template, project, round_, say)
    _, plan = issue(template, project, opening, round_, project.departments[0], NOBODY, say, calendar)
    return workbook_bytes(plan)
