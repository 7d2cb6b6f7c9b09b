"""The commands about templates."""

from __future__ import annotations

from pathlib import Path

import click

from sheetsync.cli.common import PATH, example, json_option, password_option, project_option, quiet_option
from sheetsync.cli.help import SpokenGroup


@click.group(cls=SpokenGroup, epilog=example("sheetsync template new my", "sheetsync template from form.xlsx", "sheetsync template check my"))
def template() -> None:
    """Write, check and show templates."""


@template.command(epilog=example("sheetsync template new my", "sheetsync template new my --like standard"))
@click.argument("name")
@click.option("--like", metavar="TEMPLATE", help="Begin with a copy of this template.")
@project_option
@quiet_option
@json_option
def new(name: str, like: str | None, as_json: bool) -> int:
    """Start a template of your own. It explains every key, and can be used as it is."""
    from sheetsync.cli import templates

    return templates.new(name, like, as_json)


@template.command("from", epilog=example("sheetsync template from form.xlsx", "sheetsync template from form.xlsx -o my.toml"))
@click.argument("form", type=PATH, metavar="FILE")
@click.option("--output", "-o", type=PATH, metavar="FILE", help="Where to write the template.")
@password_option
@project_option
@quiet_option
@json_option
def from_form(form: Path, output: Path | None, passwords: tuple[str, ...], as_json: bool) -> int:
    """Make a template from a form that you have. Takes over headers, dropdowns, types and widths, and marks what it guessed."""
    from sheetsync.cli import templates

    return templates.from_(form, output, passwords, as_json)


@template.command("check", epilog=example("sheetsync template check templates/my.toml"))
@click.argument("file", metavar="NAME|FILE")
@project_option
@quiet_option
@json_option
def check_template(file: str, as_json: bool) -> int:
    """Name every mistake of a template."""
    from sheetsync.cli import templates

    return templates.check(file, as_json)


@template.command(epilog=example("sheetsync template show standard"))
@click.argument("name", metavar="NAME|FILE")
@project_option
@quiet_option
@json_option
def show(name: str, as_json: bool) -> int:
    """Show the sheets and fields of a template."""
    from sheetsync.cli import templates

    return templates.show(name, as_json)


@template.command(epilog=example("sheetsync template preview standard -o preview.xlsx"))
@click.argument("name", metavar="NAME|FILE")
@click.option("--output", "-o", type=PATH, required=True, metavar="FILE", help="Where to write the workbook.")
@click.option("--language", type=click.Choice(["zh", "en"]), help="The language of the workbook.")
@project_option
@quiet_option
@json_option
def preview(name: str, output: Path, language: str | None, as_json: bool) -> int:
    """Show in a workbook what departments would get of a template."""
    from sheetsync.cli import templates

    return templates.preview(name, output, language, as_json)


@template.command("list", epilog=example("sheetsync template list"))
@project_option
@quiet_option
@json_option
def list_(as_json: bool) -> int:
    """List the templates. Those of the project, and those that come with sheetsync."""
    from sheetsync.cli import templates

    return templates.list_(as_json)
