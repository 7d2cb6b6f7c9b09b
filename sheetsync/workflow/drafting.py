"""Makes a template of a company's own form."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from sheetsync.files.form_looks import read_looks
from sheetsync.files.template_writer import draft_text
from sheetsync.files.templates import check_source
from sheetsync.files.unreadable import UnreadableFile
from sheetsync.model.draft import Draft
from sheetsync.model.finding import Finding
from sheetsync.model.kinds_text import fold
from sheetsync.steps.draft import draft
from sheetsync.steps.draft.names import label_unlike
from sheetsync.steps.draft.page import clean
from sheetsync.text import LANGUAGES, words
from sheetsync.workflow.folder import shown_name
from sheetsync.workflow.reading import open_workbook
from sheetsync.workflow.refusal import Refusal
from sheetsync.workflow.templates import place_for, write


class Drafted(NamedTuple):
    """A template that was written, and the lines (from 1) with something to fill in or to check."""

    path: Path
    draft: Draft
    marked: Sequence[tuple[int, str]]


def template_from(form: Path, target: Path | None, folder: Path, language: str, passwords: Sequence[str] = ()) -> Drafted:
    """Writes a template made of a form to `target`, or under the form's name into the folder, with comments in that language. Refuses to
    overwrite."""
    name = clean(target.stem if target else form.stem).strip(". ") or "form"
    place = _place(target, name, folder)
    raw = open_workbook(form, passwords)
    try:
        looks = read_looks(form, tuple(passwords))
    except UnreadableFile as error:
        raise Refusal("unreadable-list", finding=Finding(error.code, file=form.name, reason=error.reason, detail=error.detail)) from error
    made = draft(raw, looks, name, {each: words(each) for each in LANGUAGES})
    if not made.sheets:
        raise Refusal("no-form", path=form)
    text = draft_text(made, shown_name(form.name), _guide(made), words(language))
    if mistakes := check_source(text.encode(), place.name):
        raise AssertionError(f"the template of {form.name} is not right: {mistakes[:3]}")
    write(place, text.encode())
    return Drafted(place, made, _marked(text, language))


def _place(target: Path | None, name: str, folder: Path) -> Path:
    if target is None:
        return place_for(name, folder)
    if target.exists():
        raise Refusal("file-exists", path=target)
    return target


def _guide(made: Draft) -> str:
    """The name of the sheet of instructions, unlike those of the form."""
    taken = {fold(word) for sheet in made.sheets for word in (sheet.label, *sheet.options.get("aliases", ()))}
    return label_unlike(words(made.language)("draft.guide"), taken, 31)


def _marked(text: str, language: str) -> list[tuple[int, str]]:
    """The comments that ask for something."""
    say = words(language)
    marks = tuple(f"# {say(f'draft.mark.{mark}')}" for mark in ("fill-in", "check"))
    return [(number, line[2:]) for number, line in enumerate(text.splitlines(), 1) if line.startswith(marks)]
