"""Templates: where they are found, and how one is loaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sheetsync.files.template_checks import CHECKS, Check
from sheetsync.files.template_reader import read_template
from sheetsync.files.template_sources import Part, Places, read_parts, split, together, version
from sheetsync.files.template_values import texts
from sheetsync.files.toml_lines import line_numbers, line_of
from sheetsync.files.toml_values import Reading, Wrong, load_toml, parse_toml
from sheetsync.model.kinds_words import nearest
from sheetsync.model.mistake import Mistake, Mistakes
from sheetsync.model.template import Choice, Template

FOLDER = "workbook_templates"

PROBLEMS = frozenset(
    {
        "not-choices", "not-pairs", "other-type",
        "bad-key", "bad-language", "bare-word", "broken-line", "doubled-section", "flat-list", "needs-circle", "no-value", "not-a-line", "not-labels",
        "open-quote", "quoteless-key", "single-section", "star-in-label", "wide-sign", "written-twice",
        "bad-prefix", "blank", "control-character", "duplicate-key", "duplicate-label", "duplicate-prefix", "duplicate-sheet-name",
        "duplicate-word", "empty-list", "field-type", "former-key-in-use", "id-first", "id-in-form", "line-break", "minimum-over-maximum",
        "missing-key", "no-common-language", "no-owner", "no-sheets", "not-a-condition", "not-a-list", "not-a-table", "not-a-word", "not-for-form",
        "not-for-type", "not-numeric", "not-text", "not-toml", "not-utf8", "not-true-or-false", "other-target", "policy-not-for-type",
        "separator-in-label",
        "sheet-name", "too-long", "unknown-choice", "unknown-editors", "unknown-fact", "unknown-field", "unknown-key", "unknown-list",
        "unknown-rule", "unknown-table", "unknown-template", "width",
    }
)  # fmt: skip
"""The code of every mistake that a template can have; their sentences stand under `mistake.CODE`."""


class TemplateMistakes(Mistakes):
    """A template with mistakes, all of them."""


Names = str | Path | Sequence[str | Path]
"""One template, or several whose sheets stand in one workbook: each by its name or its file."""


def load_template(names: Names, folders: Sequence[Path] = ()) -> Template:
    """The template of that name (looked for in `folders` first, then among those that come with the program), or in the file of that path.

    Several are put together, and those that one of them needs come before it. Raises TemplateMistakes with all mistakes, OSError where a file
    can't be read.
    """
    template, mistakes = _examined(read_parts(find_templates(names, folders)))
    if mistakes or template is None:
        raise TemplateMistakes(mistakes)
    return template


def check_template(names: Names, folders: Sequence[Path] = ()) -> list[Mistake]:
    """Every mistake of a template, in the order of its files."""
    try:
        return _examined(read_parts(find_templates(names, folders)))[1]
    except TemplateMistakes as mistakes:
        return list(mistakes.mistakes)


def check_source(source: bytes, file: str) -> list[Mistake]:
    """Every mistake of a template that is not written yet, as those of a file of that name."""
    return _examined((Part(Path(file).stem, file, source),))[1]


def kept_template(path: Path) -> Template:
    """The template in a file that was kept when it was in use. Raises TemplateMistakes where this program can't read it any more."""
    template, mistakes = _read(split(path.read_bytes(), path.stem), checks=())
    if mistakes or template is None:
        raise TemplateMistakes(mistakes)
    return template


def template_names(folders: Sequence[Path] = ()) -> list[str]:
    """The names of the templates that there are."""
    return sorted({path.stem for folder in (*folders, _own_folder()) for path in folder.glob("*.toml")})


def is_path(name: str | Path) -> bool:
    """Whether a template is named by its file."""
    return isinstance(name, Path) or name.endswith(".toml") or "/" in name or "\\" in name


def find_template(name: str | Path, folders: Sequence[Path] = ()) -> Path:
    """The file of a template. Raises TemplateMistakes for a name that there is none of."""
    if is_path(name):
        return Path(name)
    name = str(name)
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


def find_templates(names: Names, folders: Sequence[Path] = ()) -> tuple[Path, ...]:
    """The files of which a template is made, each once. Raises TemplateMistakes for a name that there is none of."""
    found: dict[Path, Path] = {}
    for name in [names] if isinstance(names, str | Path) else names:
        _find(name, folders, found, ())
    return tuple(found.values())


def _find(name: str | Path, folders: Sequence[Path], found: dict[Path, Path], above: tuple[Path, ...]) -> None:
    """Adds the file of a template behind those of the templates that it needs."""
    path = find_template(name, folders)
    key = path.resolve()
    if key in found:
        return
    if key in above:
        circle = " → ".join(each.stem for each in (*above[above.index(key) :], key))
        raise TemplateMistakes([_at_needs(above[-1], Mistake(above[-1].name, "needs", "needs-circle", circle))])
    for each in _needed(path):
        try:
            _find(each, folders, found, (*above, key))
        except TemplateMistakes as unknown:
            raise TemplateMistakes([_at_needs(path, m) if m.code == "unknown-template" and not m.key else m for m in unknown.mistakes]) from None
    found[key] = path


def _at_needs(path: Path, mistake: Mistake) -> Mistake:
    """A mistake of what a template says that it needs, at that place."""
    lines = line_numbers(path.read_text("utf-8-sig"))
    return replace(mistake, file=path.name, key="needs", line=line_of("needs", lines))


def _needed(path: Path) -> tuple[str, ...]:
    """The templates that one says it needs; none where it can't be read, which is told when it is."""
    try:
        return texts(load_toml(path).get("needs", []))
    except (Mistakes, OSError, Wrong):
        return ()


def _examined(parts: tuple[Part, ...]) -> tuple[Template | None, list[Mistake]]:
    """What is made of a template's files, as far as they can be read, and their mistakes in the order in which they stand there."""
    return _read(parts, CHECKS)


def _read(parts: tuple[Part, ...], checks: Sequence[Check]) -> tuple[Template | None, list[Mistake]]:
    try:
        contents = [parse_toml(part.source, part.file) for part in parts]
    except Mistakes as unreadable:
        return None, list(unreadable.mistakes)
    readings = [Reading(part.file) for part in parts]
    read: list[Template] = []
    lists: dict[str, tuple[Choice, ...]] = {}
    for part, content, reading in zip(parts, contents, readings, strict=True):
        template, own = read_template(reading, part.name, content, lists)
        read.append(template)
        lists.update(own)
    whole = together(read, version(parts))
    places = Places(contents)
    for number, slip in places.doubled():
        readings[number].wrong(*slip)
    if not whole.languages:
        readings[-1].wrong("languages", Wrong("no-common-language"))
    for key, wrong in (slip for check in checks for slip in check(whole, lists)):
        number, own_key = places.find(key)
        # what is there and wrong is not missing
        if wrong.code != "missing-key" or own_key not in {mistake.key for mistake in readings[number].mistakes}:
            readings[number].wrong(own_key, wrong)
    return whole, [mistake for part, reading in zip(parts, readings, strict=True) for mistake in _in_order(part, reading)]


def _in_order(part: Part, reading: Reading) -> list[Mistake]:
    lines = line_numbers(part.source.decode("utf-8-sig"))
    placed = [replace(mistake, line=line_of(mistake.key, lines)) for mistake in reading.mistakes]
    return sorted(placed, key=lambda mistake: (mistake.line, mistake.key, mistake.code, mistake.value))
