"""The templates there are, what one holds, what is wrong with one, and a new one to begin with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sheetsync.files.templates import check_template, find_template, load_template, template_names
from sheetsync.files.whole import whole_file
from sheetsync.model.mistake import Mistake, Mistakes
from sheetsync.model.template import Template
from sheetsync.workflow.refusal import Refusal, writing


def names() -> list[tuple[str, Template]]:
    """Every template that comes with the program."""
    return [(name, load_template(name)) for name in template_names()]


def show(name: str) -> Template:
    """The template of that name or path."""
    try:
        return load_template(name)
    except Mistakes as mistakes:
        raise Refusal("mistakes", mistakes=mistakes.mistakes) from mistakes
    except OSError as error:
        raise Refusal("cannot-read", path=name, why=error) from error


def check(path: str) -> Sequence[Mistake]:
    """Every mistake of a template file."""
    try:
        return check_template(path)
    except OSError as error:
        raise Refusal("cannot-read", path=path, why=error) from error


def new(name: str, folder: Path) -> Path:
    """A copy of the standard template under a new name, to change; refuses to overwrite."""
    target = folder / f"{name}.toml"
    if target.exists():
        raise Refusal("file-exists", path=target)
    with writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(target) as file:
            file.write(find_template("standard").read_bytes())
    return target
