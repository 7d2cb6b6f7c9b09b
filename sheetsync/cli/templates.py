"""What `sheetsync template …` shows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sheetsync.cli import template_show
from sheetsync.cli.changes import change_lines
from sheetsync.cli.common import project_folder
from sheetsync.cli.common import say as speak
from sheetsync.cli.show import as_json as print_json
from sheetsync.cli.show import mistake_line, quoted, table
from sheetsync.cli.trouble import DONE, REFUSED, spoken_language
from sheetsync.files.projects import find_project, load_project
from sheetsync.files.toml_lines import toml_value
from sheetsync.model.mistake import Mistake, Mistakes
from sheetsync.model.template import Template
from sheetsync.model.words import Words
from sheetsync.steps.consequences import Consequence
from sheetsync.text import LANGUAGES, words
from sheetsync.workflow import templates as work
from sheetsync.workflow.folder import TEMPLATES


def _project() -> Path | None:
    return project_folder() or find_project(Path.cwd())


def _own() -> list[Path]:
    return work.own_folders(_project())


def _folders() -> list[Path]:
    """Where a template is looked for by its name: in the project, or, without one, here, where `new` and `from` put it."""
    return _own() or [Path.cwd()]


def list_(as_json: bool) -> int:
    """Every template with its name, how many sheets people fill in, and whose it is."""
    language, found = spoken_language(), work.names(_own())
    if as_json:
        print_json([{"name": name, "label": template.labels.get(language, name) if template else None, "own": own} for name, template, own in found])
        return DONE
    say = words(language)
    speak(table([_listed(each, say) for each in found], [say(f"cli.template.{key}") for key in ("name", "label", "sheets", "origin")]))
    return DONE


def _listed(each: tuple[str, Template | None, bool], say: Words) -> tuple[str, ...]:
    name, template, own = each
    origin = say("cli.template.own" if own else "cli.template.builtin")
    if template is None:
        return (name, say("cli.template.bad", name=name), "", origin)
    return (name, template.labels.get(say.language, name), str(len(template.data_sheets)), origin)


def show(name: str, as_json: bool) -> int:
    """The sheets and fields of a template, a table per sheet, and what is checked in them."""
    template, language = work.show(name, _folders()), spoken_language()
    say = words(language if language in template.languages else next((each for each in template.languages if each in LANGUAGES), language))
    print_json(template_show.data(template)) if as_json else speak(list(template_show.lines(template, say)))
    return DONE


def check(file: str, as_json: bool) -> int:
    """Every mistake of a template, a line each; of one that the project here goes by, what comes of its change."""
    mistakes, say = work.check(file, _folders()), words(spoken_language())
    found = None if mistakes else _consequences(file)
    if as_json:
        print_json(
            {"mistakes": [_mistake(each, say) for each in mistakes], "consequences": None if found is None else [each.to_json() for each in found]}
        )
    elif mistakes:
        speak([mistake_line(say, each) for each in mistakes])
    else:
        same = [say("cli.change.none")] if found == [] else []
        speak([say("cli.template.good", file=file), *same, *change_lines(found or [], say)])
    return REFUSED if mistakes else DONE


def _consequences(file: str) -> list[Consequence] | None:
    from sheetsync.workflow.template_change import consequences_of  # loads the ledger

    return consequences_of(file, _project())


def _mistake(each: Mistake, say: Words) -> dict[str, Any]:
    return {
        "file": each.file, "line": each.line or None, "key": each.key, "code": each.code, "message": mistake_line(say, each),
        "nearest": each.nearest or None,
    }  # fmt: skip


def new(name: str, like: str | None, as_json: bool) -> int:
    """A template of one's own, in the project's templates/ or here, and how it is used."""
    name, project, say = name.removesuffix(".toml"), _project(), words(spoken_language())
    path = work.new(name, project / TEMPLATES if project else Path.cwd(), say, like, _folders())
    if as_json:
        print_json({"file": str(path)})
    else:
        speak([say("cli.template.new.like" if like else "cli.template.new", file=path, like=like), *_next(path, project, say)])
    return DONE


def _next(path: Path, project: Path | None, say: Words) -> list[str]:
    """How a new template is looked at and put to use."""
    own = project is not None and path.parent == project / TEMPLATES
    name = quoted(path.stem if own or path.parent == Path.cwd() else path)
    look = say("cli.template.look", name=name)
    if not own or project is None:
        return [look, say("cli.template.use-file", file=quoted(path))]
    return [look, say("cli.template.use", beside=_named([*_used(project), path.stem]), alone=_named([path.stem]))]


def _used(project: Path) -> Sequence[str]:
    """The templates that a project names."""
    try:
        return load_project(project).templates
    except (Mistakes, OSError):
        # a project file that can't be read is told by the next command about the project
        return ()


def _named(names: Sequence[str]) -> str:
    return f"templates = {toml_value(names)}"


def preview(name: str, target: Path, language: str | None, as_json: bool) -> int:
    """The workbook that a department would get of a template."""
    from sheetsync.workflow.preview import preview as work_preview  # loads the writer

    spoken = spoken_language()
    chosen = work_preview(name, _folders(), target, spoken, language)
    print_json({"file": str(target), "language": chosen}) if as_json else speak([words(spoken)("cli.template.preview", file=target)])
    return DONE


def from_(form: Path, target: Path | None, passwords: tuple[str, ...], as_json: bool) -> int:
    """A template made of a company's own form, and what is to be looked at in it."""
    from sheetsync.workflow.drafting import template_from  # loads the readers

    project, say = _project(), words(spoken_language())
    made = template_from(form, target, project / TEMPLATES if project else Path.cwd(), say.language, passwords)
    if as_json:
        marked = [{"line": number, "text": text} for number, text in made.marked]
        print_json({"file": str(made.path), "sheets": [sheet.key for sheet in made.draft.sheets], "marked": marked})
        return DONE
    fields = sum(len(sheet.fields) for sheet in made.draft.sheets)
    lines = [say("cli.template.from", file=made.path, sheets=len(made.draft.sheets), fields=fields)]
    if made.marked:
        lines.append(say("cli.template.from.marked", count=len(made.marked)))
        lines += [f"  {say('cli.template.from.line', number=number, text=text)}" for number, text in made.marked]
    speak([*lines, *_next(made.path, project, say)])
    return DONE
