"""What all commands share: their options, and how they speak."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from sheetsync.cli.show import Shown
    from sheetsync.workflow.folder import Folder

Command = Callable[..., Any]
PATH = click.Path(path_type=Path)


class Day(click.DateTime):
    """A day of these two centuries; calendars reach no further."""

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d"])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        from sheetsync.model.weeks import YEARS  # only when a day is given

        day = super().convert(value, param, ctx)
        if day.year not in YEARS:
            self.fail(f"{day:%Y-%m-%d} is not between the years {YEARS.start} and {YEARS.stop - 1}.", param, ctx)
        return day


DATE = Day()


def example(*lines: str) -> str:
    """The example at the foot of a command's help; kept as it is written."""
    return "\n".join(["\b", "Example:", *(f"  {line}" for line in lines)])


def json_option(command: Command) -> Command:
    """Adds `--json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")(command)


def _remember(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    """Keeps an option that may stand before or after the command's name."""
    if value:
        context.find_root().obj[parameter.name] = value


def project_option(command: Command) -> Command:
    """Adds `--project`, read by `project_folder`."""
    text = "The project's folder (default: the nearest one upwards from here)."
    return click.option("--project", "-p", type=PATH, metavar="DIR", help=text, expose_value=False, callback=_remember)(command)


def quiet_option(command: Command) -> Command:
    """Adds `--quiet`, read by `quiet`."""
    text = "Print nothing but errors and --json."
    return click.option("--quiet", "-q", is_flag=True, help=text, expose_value=False, callback=_remember)(command)


def password_option(command: Command) -> Command:
    """Adds `--password`."""
    text = "What opens returned files that are protected by a password; may be repeated."
    return click.option("--password", "passwords", multiple=True, metavar="P", help=text)(command)


def project_folder() -> Path | None:
    """The folder that `--project` names."""
    context = click.get_current_context(silent=True)
    found: Path | None = context.find_root().obj.get("project") if context else None
    return found


def folder_here() -> Folder:
    """The project that a command is about."""
    from sheetsync.workflow.folder import open_folder

    return open_folder(project_folder())


def shown_by(folder: Folder) -> Shown:
    """How results are told in a project's words."""
    from sheetsync.cli.show import Shown

    return Shown(folder.words, folder.template)


def day_of(value: datetime.datetime | None) -> datetime.date | None:
    """The day that an option names, if it was given."""
    return value.date() if value else None


def print_json(data: Any) -> None:
    """Prints one document for programs."""
    from sheetsync.cli.show import as_json

    as_json(data)


def quiet() -> bool:
    """Whether `--quiet` was given."""
    return bool(click.get_current_context().find_root().obj.get("quiet"))


def speak_from_now_on(language: str) -> None:
    """The language of what a command says that makes its project only now, of its errors too."""
    click.get_current_context().find_root().obj["language"] = language


def say(lines: Sequence[str]) -> None:
    """Prints lines for people."""
    if not quiet():
        click.echo("\n".join(lines))
