"""Templates: where they are found, and how one is loaded."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sheetsync.files.template_checks import CHECKS
from sheetsync.files.template_reader import read_template
from sheetsync.files.toml_lines import line_numbers, line_of, line_said
from sheetsync.files.toml_values import Reading, load_toml
from sheetsync.model.kinds_words import nearest
from sheetsync.model.mistake import Mistake, Mistakes
from sheetsync.model.template import Template

FOLDER = "workbook_templates"

PROBLEMS = frozenset(
    {
        # the file
        "not-utf8", "not-toml", "unknown-template",
        # one value
        "bad-key", "bad-language", "bad-prefix", "blank", "line-break", "missing-key", "not-a-list", "not-a-table", "not-a-word", "not-numeric",
        "not-text", "not-true-or-false", "sheet-name", "too-long", "unknown-key",
        # what must agree
        "duplicate-label", "duplicate-prefix", "duplicate-sheet-name", "duplicate-word", "empty-list", "field-type", "former-key-in-use", "id-first",
        "id-in-form",
        "minimum-over-maximum", "no-owner", "no-sheets", "not-a-condition", "not-for-form", "not-for-type", "other-target", "policy-not-for-type",
        "separator-in-label", "unknown-choice", "unknown-editors", "unknown-fact", "unknown-field", "unknown-list", "unknown-rule", "unknown-table",
        "width",
    }
)  # fmt: skip
"""The code of every mistake that a template can have; their sentences stand under `mistake.CODE`."""


class TemplateMistakes(Mistakes):
    """A template with mistakes, all of them."""


def load_template(name: str | Path, folders: Sequence[Path] = ()) -> Template:
    """The template of that name (looked for in `folders` first, then among those that come with the program), or in the file of that path.

    Raises TemplateMistakes with all mistakes, OSError where the file can't be read.
    """
    template, mistakes = _examined(find_template(name, folders))
    if mistakes or template is None:
        raise TemplateMistakes(mistakes)
    return template


def check_template(path: str | Path, folders: Sequence[Path] = ()) -> list[Mistake]:
    """Every mistake of a template, in the order of the file."""
    try:
        return _examined(find_template(path, folders))[1]
    except TemplateMistakes as mistakes:
        return list(mistakes.mistakes)


def kept_template(path: Path) -> Template:
    """The template in a file that was kept when it was in use. Raises TemplateMistakes where this program can't read it any more."""
    content = load_toml(path)
    reading = Reading(path.name)
    template, _ = read_template(reading, path.stem, content, hashlib.sha256(path.read_bytes()).hexdigest())
    if reading.mistakes:
        raise TemplateMistakes(reading.mistakes)
    return template


def template_names(folders: Sequence[Path] = ()) -> list[str]:
    """The names of the templates that there are."""
    return sorted({path.stem for folder in (*folders, _own_folder()) for path in folder.glob("*.toml")})


def find_template(name: str | Path, folders: Sequence[Path] = ()) -> Path:
    """The file of a template. Raises TemplateMistakes for a name that there is none of."""
    if isinstance(name, Path) or name.endswith(".toml") or "/" in name or "\\" in name:
        return Path(name)
    for folder in (*folders, _own_folder()):
        path = folder / f"{name}.toml"
        if path.is_file():
            return path
    names = template_names(folders)
    raise TemplateMistakes([Mistake(name, "", "unknown-template", name, nearest(name, names), {"known": names})])


def _own_folder() -> Path:
    """In a wheel the templates lie within the package, in the repository beside it."""
    package = Path(__file__).resolve().parent.parent
    inside = package / FOLDER
    return inside if inside.is_dir() else package.parent / FOLDER


def _examined(path: Path) -> tuple[Template | None, list[Mistake]]:
    """A file's template, as far as it can be read, and its mistakes in the order of the file."""
    try:
        content = load_toml(path)
    except Mistakes as unreadable:
        return None, [replace(mistake, line=line_said(str(mistake.detail))) for mistake in unreadable.mistakes]
    source = path.read_bytes()
    reading = Reading(path.name)
    template, lists = read_template(reading, path.stem, content, hashlib.sha256(source).hexdigest())
    for check in CHECKS:
        for key, wrong in check(template, lists):
            reading.wrong(key, wrong)
    lines = line_numbers(source.decode("utf-8-sig"))
    placed = [replace(mistake, line=line_of(mistake.key, lines)) for mistake in reading.mistakes]
    return template, sorted(placed, key=lambda mistake: (mistake.line, mistake.key, mistake.code, mistake.value))
