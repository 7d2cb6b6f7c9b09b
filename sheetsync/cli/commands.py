"""The commands."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sheetsync import __version__
from sheetsync.cli.common import (
    DATE,
    PATH,
    example,
    json_option,
    password_option,
    project_folder,
    project_option,
    quiet,
    quiet_option,
    say,
    speak_from_now_on,
)
from sheetsync.cli.help import SpokenGroup
from sheetsync.cli.trouble import DONE, NEEDS_A_PERSON

if TYPE_CHECKING:
    from sheetsync.cli.show import Shown
    from sheetsync.model.result import Result
    from sheetsync.workflow.folder import Folder


@click.group(
    cls=SpokenGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=example("sheetsync demo", "sheetsync init my-project --language zh -d 客服部 -d 技术部", "sheetsync generate", "sheetsync merge"),
)
@click.version_option(__version__, prog_name="sheetsync")
@project_option
@quiet_option
def sheetsync() -> None:
    """Send every department a standard Excel workbook, merge the copies that come back,
    see what conflicts, is overdue or at risk: one consolidated workbook a week."""


def _folder() -> Folder:
    from sheetsync.workflow.folder import open_folder

    return open_folder(project_folder())


def _shown(folder: Folder) -> Shown:
    from sheetsync.cli.show import Shown

    return Shown(folder.words, folder.template)


def _day(value: datetime.datetime | None) -> datetime.date | None:
    return value.date() if value else None


def _print_json(data: Any) -> None:
    from sheetsync.cli.show import as_json

    as_json(data)


@sheetsync.command(epilog=example("sheetsync init satisfaction --name 年度客户满意度提升 -d 客服部=KF:kf@example.com -d 技术部"))
@click.argument("directory", type=PATH)
@click.option("--name", help="The project's name (default: the folder's).")
@click.option("--language", type=click.Choice(["zh", "en"]), help="The language of the workbooks (default: zh).")
@click.option(
    "--template", "templates", multiple=True, default=["standard"], show_default=True, metavar="TEMPLATE",
    help="A template of the workbooks; repeat it for each.",
)  # fmt: skip
@click.option("--department", "-d", "departments", multiple=True, metavar="NAME[=CODE[:EMAIL]]", help="A department; repeat it for each.")
@quiet_option
@json_option
def init(directory: Path, name: str | None, language: str | None, templates: tuple[str, ...], departments: tuple[str, ...], as_json: bool) -> int:
    """Make a project folder."""
    import sys

    from sheetsync.cli.init import ask
    from sheetsync.model.project import Project
    from sheetsync.workflow import init as work

    if language or as_json or not sys.stdin.isatty():
        speak_from_now_on(language or "zh")
    if sys.stdin.isatty() and not as_json:
        project = ask(directory, name, language, departments, templates)
    else:
        project = Project(name or directory.resolve().name, language or "zh", work.departments(departments), templates)
    folder = work.init(directory, project)
    if as_json:
        _print_json(
            {"project": project.name, "directory": str(directory), "departments": [{"name": d.name, "code": d.code} for d in project.departments]}
        )
    else:
        say([folder.words("cli.init.done", file=directory / "sheetsync.toml"), folder.words("cli.init.next")])
    return DONE


@sheetsync.command("import", epilog=example("sheetsync import tasks.xlsx --sheet task"))
@click.argument("file", type=PATH)
@click.option("--sheet", required=True, metavar="SHEET", help="The sheet that its rows belong to, by key or name: task, say.")
@project_option
@quiet_option
@json_option
def import_(file: Path, sheet: str, as_json: bool) -> int:
    """Take an existing list (.xlsx or .csv) into the project."""
    from sheetsync.cli.importing import data, lines
    from sheetsync.workflow.importing import import_list

    folder = _folder()
    done = import_list(folder, file, sheet)
    _print_json(data(folder, done)) if as_json else say(lines(folder, done))
    return NEEDS_A_PERSON if any(f.severity == "error" for f in done.findings) else DONE


@sheetsync.command(epilog=example("sheetsync generate", "sheetsync generate --round 2026-W47 -d 客服部"))
@click.option("--round", "round_", metavar="R", help="The round (default: this ISO week).")
@click.option("--department", "-d", "departments", multiple=True, metavar="DEPT", help="Only this department; may be repeated.")
@project_option
@quiet_option
@json_option
def generate(round_: str | None, departments: tuple[str, ...], as_json: bool) -> int:
    """Write one workbook per department into outbox/. Opens the round; again in the same round: the same workbooks."""
    from sheetsync.cli.generate import data, lines
    from sheetsync.cli.show import progress
    from sheetsync.workflow.generate import generate as work

    folder = _folder()
    made = work(folder, round_, departments, progress=progress(folder.words, quiet() or as_json))
    _print_json(data(folder, made)) if as_json else say(lines(folder, made))
    return DONE


@sheetsync.command(epilog=example("sheetsync check 客服部.xlsx", "sheetsync check 客服部.xlsx --annotate mend.xlsx"))
@click.argument("files", type=PATH, nargs=-1, required=True)
@click.option("--annotate", type=PATH, metavar="OUT", help="Write the one copy's workbook to OUT, with what is to be mended marked in it.")
@password_option
@project_option
@quiet_option
@json_option
def check(files: tuple[Path, ...], annotate: Path | None, passwords: tuple[str, ...], as_json: bool) -> int:
    """Look copies over without merging them. Says what would be merged, what is wrong, and where."""
    from sheetsync.cli.show import Shown
    from sheetsync.text import words
    from sheetsync.workflow import check as work
    from sheetsync.workflow.refusal import Refusal

    try:
        folder = _folder().with_passwords(passwords)
    except Refusal as refusal:
        if refusal.key != "no-project" or project_folder():
            raise
        result, language = work.check_alone(files, passwords, annotate=annotate)
        shown = Shown(words(language))
    else:
        result, shown = work.check(folder, files, annotate), _shown(folder)
    if as_json:
        _print_json({key: value for key, value in result.to_json().items() if key in ("copies", "changes", "decisions", "findings", "edits")})
    else:
        say(shown.check(result))
    return NEEDS_A_PERSON if result.needs_a_person else DONE


def _system_language() -> str:
    from sheetsync.cli.trouble import spoken_language

    return spoken_language()


@sheetsync.command(epilog=example("sheetsync merge", "sheetsync merge ~/Downloads/客服部.xlsx --as-of 2026-11-20 --json"))
@click.argument("files", type=PATH, nargs=-1)
@click.option("--output", "-o", type=PATH, metavar="FILE", help="Where the consolidated workbook goes (default: reports/ROUND.xlsx).")
@click.option("--as-of", type=DATE, metavar="DATE", help="The day that “overdue” is measured from (default: today).")
@click.option("--as", "department", metavar="DEPARTMENT", help="Release FILES: they are copies of what this department was sent.")
@click.option("--round", "round_", metavar="R", help="The round, which must be the open one; with --as, the round of what was sent.")
@click.option("--without", multiple=True, metavar="FILE", help="Take this copy back out; may be repeated.")
@click.option("--dry-run", is_flag=True, help="Show what would come of it, and keep nothing.")
@password_option
@project_option
@quiet_option
@json_option
def merge(
    files: tuple[Path, ...], output: Path | None, as_of: datetime.datetime | None, department: str | None, round_: str | None,
    without: tuple[str, ...], dry_run: bool, passwords: tuple[str, ...], as_json: bool,
) -> int:  # fmt: skip
    """Merge what came back. Reads every copy (default: those in inbox/), checks the result, and writes the consolidated workbook."""
    from sheetsync.cli.show import progress
    from sheetsync.workflow.merge import Request
    from sheetsync.workflow.merge import merge as work

    folder = _folder().with_passwords(passwords)
    request = Request(files, output, _day(as_of), round_, without, dry_run, brief=not as_json, department=department)
    result = work(folder, request, progress(folder.words, quiet() or as_json))
    _print_json(result.to_json()) if as_json else say(_shown(folder).merge(result))
    return _code(result)


def _code(result: Result) -> int:
    return NEEDS_A_PERSON if result.needs_a_person else DONE


@sheetsync.command(
    epilog=example(
        "sheetsync resolve",
        "sheetsync resolve ~/Downloads/2026-W47.xlsx",
        "sheetsync resolve --take 技术部 T-JS-001.risk",
        "sheetsync resolve --keep T-JS-002.person",
    )
)
@click.argument("what", nargs=-1, metavar="FILE.xlsx | KEY...")
@click.option("--take", metavar="DEPARTMENT", help="Settle the decisions named for what this department says.")
@click.option("--keep", is_flag=True, help="Settle the decisions named for what stands now.")
@click.option("--as-of", type=DATE, metavar="DATE", help="The day that “overdue” is measured from (default: today).")
@project_option
@quiet_option
@json_option
def resolve(what: tuple[str, ...], take: str | None, keep: bool, as_of: datetime.datetime | None, as_json: bool) -> int:
    """Take in the coordinator's decisions. Reads the answers and edits of a consolidated workbook (default: the open round's), and writes it anew.

    A KEY is that of an open decision; its field may go by its label: "T-JS-001 风险等级".
    """
    from sheetsync.cli.resolve import data, lines
    from sheetsync.workflow import resolve as work
    from sheetsync.workflow.refusal import Refusal

    folder = _folder()
    named = bool(take or keep)
    if (take and keep) or (named and not what) or (not named and len(what) > 1):
        raise Refusal("nothing-asked")
    day = _day(as_of)
    done = work.settle(folder, take, what, day) if named else work.resolve(folder, Path(what[0]) if what else None, day)
    _print_json(data(folder, done)) if as_json else say(lines(folder, done))
    return NEEDS_A_PERSON if done.findings or done.stale or done.result.needs_a_person else DONE


@sheetsync.command(epilog=example("sheetsync reopen 2026-W47"))
@click.argument("round_", metavar="ROUND")
@project_option
@quiet_option
@json_option
def reopen(round_: str, as_json: bool) -> int:
    """Open an earlier round again. Withdraws the rounds after it, as long as nothing of them was merged or decided."""
    from sheetsync.cli.reopen import data, lines
    from sheetsync.workflow.reopen import reopen as work

    folder = _folder()
    done = work(folder, round_)
    _print_json(data(folder, done)) if as_json else say(lines(folder, done))
    return DONE


@sheetsync.command(epilog=example("sheetsync status", "sheetsync status --as-of 2026-11-20 --json"))
@click.option("--as-of", type=DATE, metavar="DATE", help="The day that “overdue” is measured from (default: today).")
@click.option("--round", "round_", metavar="R", help="The round (default: the open one).")
@project_option
@quiet_option
@json_option
def status(as_of: datetime.datetime | None, round_: str | None, as_json: bool) -> int:
    """Show who has returned, and how it stands. Open decisions, overdue and at-risk counts."""
    from sheetsync.cli.status import lines
    from sheetsync.workflow.status import status as work

    folder = _folder()
    found = work(folder, _day(as_of), round_)
    _print_json(found.to_json()) if as_json else say(lines(folder, found))
    return DONE


@sheetsync.command(epilog=example("sheetsync history T-JS-001", "sheetsync history T-JS-001 planned_finish --json"))
@click.argument("record")
@click.argument("field", required=False)
@project_option
@quiet_option
@json_option
def history(record: str, field: str | None, as_json: bool) -> int:
    """Tell every value that a record has had. With who, when, which copy and which cell."""
    from sheetsync.cli.history import history_lines
    from sheetsync.workflow.history import history as work

    folder = _folder()
    told = work(folder, record, field)
    _print_json(told.to_json()) if as_json else say(history_lines(folder, told))
    return DONE


@sheetsync.command(epilog=example("sheetsync log"))
@project_option
@quiet_option
@json_option
def log(as_json: bool) -> int:
    """List the rounds, the copies and the decisions."""
    from sheetsync.cli.history import log_lines
    from sheetsync.workflow.log import log as work

    folder = _folder()
    told = work(folder)
    _print_json(list(told.lines)) if as_json else say(log_lines(folder, told))
    return DONE


@sheetsync.command(epilog=example("sheetsync doctor"))
@password_option
@project_option
@quiet_option
@json_option
def doctor(passwords: tuple[str, ...], as_json: bool) -> int:
    """Verify the ledger. Reads every kept file again, merges everything anew, and says what differs."""
    from sheetsync.workflow.doctor import doctor as work

    folder = _folder().with_passwords(passwords)
    found = work(folder)
    if as_json:
        troubles = [{"kind": t.key, "round": t.round, **{key: str(value) for key, value in t.values.items()}} for t in found.troubles]
        _print_json({"rounds": found.rounds, "copies": found.copies, "workbooks": found.workbooks, "troubles": troubles, "locked": found.locked})
    else:
        head = folder.words("doctor.head", rounds=found.rounds, copies=found.copies, workbooks=found.workbooks)
        lines = [f"  {t.round}: {folder.words(f'doctor.{t.key}', **t.values)}" for t in found.troubles]
        locked = [f"  {folder.words('doctor.locked', file=file)}" for file in found.locked]
        say([head, *(lines or [folder.words("doctor.good")]), *locked])
    return NEEDS_A_PERSON if found.troubles else DONE


@sheetsync.command(epilog=example("sheetsync unshare"))
@project_option
@quiet_option
@json_option
def unshare(as_json: bool) -> int:
    """Move a shared ledger back into the project's folder. The database keeps a copy, which no command uses any more."""
    from sheetsync.workflow.unshare import unshare as work

    folder = _folder()
    address = work(folder)
    _print_json({"ledger": address}) if as_json else say([folder.words("cli.unshare.done", address=address)])
    return DONE


@sheetsync.group(cls=SpokenGroup, epilog=example("sheetsync template new my", "sheetsync template from form.xlsx", "sheetsync template check my"))
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


@sheetsync.command(epilog=example("sheetsync demo", "sheetsync demo try-it --language en"))
@click.argument("directory", type=PATH, default="sheetsync-demo")
@click.option("--language", type=click.Choice(["zh", "en"]), help="The language of the sample (default: that of your system).")
@quiet_option
@json_option
def demo(directory: Path, language: str | None, as_json: bool) -> int:
    """Play a week with a sample project. Issues workbooks, fills them in as departments would, merges, and says where to look."""
    from sheetsync.cli.demo import lines, program
    from sheetsync.workflow.demo import demo as work

    speak_from_now_on(language or _system_language())
    played = work(directory, language or _system_language())
    _print_json(played.result.to_json()) if as_json else say(lines(played, program()))
    return DONE
