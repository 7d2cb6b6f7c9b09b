"""The commands."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sheetsync import __version__
from sheetsync.cli.common import (
    DATE,
    PATH,
    day_of,
    example,
    folder_here,
    json_option,
    password_option,
    print_json,
    project_folder,
    project_option,
    quiet,
    quiet_option,
    say,
    shown_by,
    speak_from_now_on,
)
from sheetsync.cli.completing import completion, departments, offers, open_decisions, rounds, sheets
from sheetsync.cli.help import SpokenGroup
from sheetsync.cli.kept_commands import doctor, history, log, report, unshare
from sheetsync.cli.template_commands import template
from sheetsync.cli.trouble import DONE, NEEDS_A_PERSON

if TYPE_CHECKING:
    from sheetsync.model.result import Result


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
        print_json(
            {"project": project.name, "directory": str(directory), "departments": [{"name": d.name, "code": d.code} for d in project.departments]}
        )
    else:
        say([folder.words("cli.init.done", file=directory / "sheetsync.toml"), folder.words("cli.init.next")])
    return DONE


@sheetsync.command("import", epilog=example("sheetsync import tasks.xlsx --sheet task"))
@click.argument("file", type=PATH)
@click.option(
    "--sheet", required=True, metavar="SHEET", shell_complete=offers(sheets), help="The sheet that its rows belong to, by key or name: task, say."
)
@project_option
@quiet_option
@json_option
def import_(file: Path, sheet: str, as_json: bool) -> int:
    """Take an existing list (.xlsx or .csv) into the project."""
    from sheetsync.cli.importing import data, lines
    from sheetsync.workflow.importing import import_list

    folder = folder_here()
    done = import_list(folder, file, sheet)
    print_json(data(folder, done)) if as_json else say(lines(folder, done))
    return NEEDS_A_PERSON if any(f.severity == "error" for f in done.findings) else DONE


@sheetsync.command(epilog=example("sheetsync generate", "sheetsync generate --round 2026-W47 -d 客服部"))
@click.option("--round", "round_", metavar="R", shell_complete=offers(rounds), help="The round (default: this ISO week).")
@click.option(
    "--department",
    "-d",
    "departments",
    multiple=True,
    metavar="DEPT",
    shell_complete=offers(departments),
    help="Only this department; may be repeated.",
)
@project_option
@quiet_option
@json_option
def generate(round_: str | None, departments: tuple[str, ...], as_json: bool) -> int:
    """Write one workbook per department into outbox/. Opens the round; again in the same round: the same workbooks."""
    from sheetsync.cli.generate import data, lines
    from sheetsync.cli.show import progress
    from sheetsync.workflow.generate import generate as work

    folder = folder_here()
    made = work(folder, round_, departments, progress=progress(folder.words, quiet() or as_json))
    print_json(data(folder, made)) if as_json else say(lines(folder, made))
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
        folder = folder_here().with_passwords(passwords)
    except Refusal as refusal:
        if refusal.key != "no-project" or project_folder():
            raise
        result, language = work.check_alone(files, passwords, annotate=annotate)
        shown = Shown(words(language))
    else:
        result, shown = work.check(folder, files, annotate), shown_by(folder)
    if as_json:
        print_json({key: value for key, value in result.to_json().items() if key in ("copies", "changes", "decisions", "findings", "edits")})
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
@click.option(
    "--as", "department", metavar="DEPARTMENT", shell_complete=offers(departments),
    help="Release FILES: they are copies of what this department was sent.",
)  # fmt: skip
@click.option(
    "--round", "round_", metavar="R", shell_complete=offers(rounds),
    help="The round, which must be the open one; with --as, the round of what was sent.",
)  # fmt: skip
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

    folder = folder_here().with_passwords(passwords)
    request = Request(files, output, day_of(as_of), round_, without, dry_run, brief=not as_json, department=department)
    result = work(folder, request, progress(folder.words, quiet() or as_json))
    print_json(result.to_json()) if as_json else say(shown_by(folder).merge(result))
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
@click.argument("what", nargs=-1, metavar="FILE.xlsx | KEY...", shell_complete=offers(open_decisions))
@click.option("--take", metavar="DEPARTMENT", shell_complete=offers(departments), help="Settle the decisions named for what this department says.")
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

    folder = folder_here()
    named = bool(take or keep)
    if (take and keep) or (named and not what) or (not named and len(what) > 1):
        raise Refusal("nothing-asked")
    day = day_of(as_of)
    done = work.settle(folder, take, what, day) if named else work.resolve(folder, Path(what[0]) if what else None, day)
    print_json(data(folder, done)) if as_json else say(lines(folder, done))
    return NEEDS_A_PERSON if done.findings or done.stale or done.result.needs_a_person else DONE


@sheetsync.command(epilog=example("sheetsync reopen 2026-W47"))
@click.argument("round_", metavar="ROUND", shell_complete=offers(rounds))
@project_option
@quiet_option
@json_option
def reopen(round_: str, as_json: bool) -> int:
    """Open an earlier round again. Withdraws the rounds after it, as long as nothing of them was merged or decided."""
    from sheetsync.cli.reopen import data, lines
    from sheetsync.workflow.reopen import reopen as work

    folder = folder_here()
    done = work(folder, round_)
    print_json(data(folder, done)) if as_json else say(lines(folder, done))
    return DONE


@sheetsync.command(epilog=example("sheetsync status", "sheetsync status --as-of 2026-11-20 --json"))
@click.option("--as-of", type=DATE, metavar="DATE", help="The day that “overdue” is measured from (default: today).")
@click.option("--round", "round_", metavar="R", shell_complete=offers(rounds), help="The round (default: the open one).")
@project_option
@quiet_option
@json_option
def status(as_of: datetime.datetime | None, round_: str | None, as_json: bool) -> int:
    """Show who has returned, and how it stands. Open decisions, overdue and at-risk counts."""
    from sheetsync.cli.status import lines
    from sheetsync.workflow.status import status as work

    folder = folder_here()
    found = work(folder, day_of(as_of), round_)
    print_json(found.to_json()) if as_json else say(lines(folder, found))
    return DONE


for each in (report, history, log, doctor, unshare):
    sheetsync.add_command(each)


sheetsync.add_command(template)


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
    print_json(played.result.to_json()) if as_json else say(lines(played, program()))
    return DONE


sheetsync.add_command(completion)
