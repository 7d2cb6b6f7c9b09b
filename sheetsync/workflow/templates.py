"""The templates there are, what one holds, what is wrong with one, and a new one to begin with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sheetsync.files.template_starter import starter
from sheetsync.files.templates import check_template, find_template, is_path, load_template, template_names
from sheetsync.files.whole import whole_file
from sheetsync.model.mistake import Mistake, Mistakes
from sheetsync.model.template import Template
from sheetsync.model.words import Words
from sheetsync.workflow.folder import TEMPLATES
from sheetsync.workflow.refusal import Refusal, writing


def own_folders(project: Path | None) -> list[Path]:
    """Where the templates of a project's own are."""
    return [project / TEMPLATES] if project else []


def names(folders: Sequence[Path] = ()) -> list[tuple[str, Template | None, bool]]:
    """Every template by name (None for one with mistakes), and whether it is one of the project's own, which lie in `folders`."""
    own = {path.stem for folder in folders for path in folder.glob("*.toml")}
    return [(name, _loaded(name, folders), name in own) for name in template_names(folders)]


def _loaded(name: str, folders: Sequence[Path]) -> Template | None:
    try:
        return load_template(name, folders)
    except (Mistakes, OSError):
        # a list of what there is must not stop at one that `template check` explains
        return None


def show(name: str, folders: Sequence[Path] = ()) -> Template:
    """The template of that name or path."""
    try:
        return load_template(name, folders)
    except Mistakes as mistakes:
        raise Refusal("mistakes", mistakes=mistakes.mistakes) from mistakes
    except OSError as error:
        raise Refusal("cannot-read", path=name, why=error) from error


def check(path: str, folders: Sequence[Path] = ()) -> Sequence[Mistake]:
    """Every mistake of the template of that name or path."""
    try:
        return check_template(path, folders)
    except OSError as error:
        raise Refusal("cannot-read", path=path, why=error) from error


def new(name: str, folder: Path, say: Words, like: str | None = None, folders: Sequence[Path] = ()) -> Path:
    """Starts a template under a new name, with comments in the language of `say`; with `like`, a copy of another one.

    Refuses to overwrite, and the name of one that comes with the program.
    """
    target = place_for(name, folder)
    content = starter(name, say).encode() if like is None else _source(like, folders)
    write(target, content)
    return target


def place_for(name: str, folder: Path) -> Path:
    """Where a new template of that name goes. Refuses names that are no names of files, those of ours, and those that there are."""
    if is_path(name) or not name.strip(" ."):
        raise Refusal("bad-template-name", name=name)
    if name in template_names():
        raise Refusal("builtin-template", name=name)
    target = folder / f"{name}.toml"
    if target.exists():
        raise Refusal("file-exists", path=target)
    return target


def write(target: Path, content: bytes) -> None:
    """Writes a new template, whole or not at all."""
    with writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(target) as file:
            file.write(content)


def _source(name: str, folders: Sequence[Path]) -> bytes:
    """What stands in the file of a template without mistakes."""
    show(name, folders)
    return find_template(name, folders).read_bytes()
