"""The commands about what a project keeps: where a value came from, what was done, whether all is there, and where the ledger is."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from sheetsync.cli.common import (
    DATE,
    PATH,
    day_of,
    example,
    folder_here,
    json_option,
    password_option,
    print_json,
    project_option,
    quiet_option,
    say,
)
from sheetsync.cli.completing import offers, rounds
from sheetsync.cli.trouble import DONE, NEEDS_A_PERSON


@click.command(epilog=example("sheetsync report --html", "sheetsync report --markdown", "sheetsync report --pdf --round 2026-W47 -o week.pdf"))
@click.option("--html", "forms", flag_value="html", multiple=True, help="A web page: one file, without network (default).")
@click.option("--markdown", "forms", flag_value="markdown", multiple=True, help="A summary as a message; printed, unless -o names a file.")
@click.option("--pdf", "forms", flag_value="pdf", multiple=True, help="The consolidated workbook printed to PDF; needs LibreOffice.")
@click.option("--output", "-o", type=PATH, metavar="FILE", help="Where it goes (default: reports/ROUND.html or .pdf).")
@click.option("--as-of", type=DATE, metavar="DATE", help="The day that “overdue” is measured from (default: that of the consolidated workbook).")
@click.option("--round", "round_", metavar="R", shell_complete=offers(rounds), help="The round (default: the open one).")
@project_option
@quiet_option
@json_option
def report(forms: tuple[str, ...], output: Path | None, as_of: datetime.datetime | None, round_: str | None, as_json: bool) -> int:
    """Tell a round to those who have no Excel at hand. As a web page, a message or a PDF, with the figures of the consolidated workbook."""
    from sheetsync.workflow.reporting import report as work

    folder = folder_here()
    made = work(folder, forms, output, round_, day_of(as_of))
    if as_json:
        print_json(made.to_json())
        return DONE
    if made.message is not None:
        # it is what was asked for
        click.echo(made.message, nl=False)
    say([folder.words("cli.report.done", file=file) for file in made.files.values()])
    return DONE


@click.command(epilog=example("sheetsync history T-JS-001", "sheetsync history T-JS-001 planned_finish --json"))
@click.argument("record")
@click.argument("field", required=False)
@project_option
@quiet_option
@json_option
def history(record: str, field: str | None, as_json: bool) -> int:
    """Tell every value that a record has had. With who, when, which copy and which cell."""
    from sheetsync.cli.history import history_lines
    from sheetsync.workflow.history import history as work

    folder = folder_here()
    told = work(folder, record, field)
    print_json(told.to_json()) if as_json else say(history_lines(folder, told))
    return DONE


@click.command(epilog=example("sheetsync log"))
@project_option
@quiet_option
@json_option
def log(as_json: bool) -> int:
    """List the rounds, the copies and the decisions."""
    from sheetsync.cli.history import log_lines
    from sheetsync.workflow.log import log as work

    folder = folder_here()
    told = work(folder)
    print_json(list(told.lines)) if as_json else say(log_lines(folder, told))
    return DONE


@click.command(epilog=example("sheetsync doctor"))
@password_option
@project_option
@quiet_option
@json_option
def doctor(passwords: tuple[str, ...], as_json: bool) -> int:
    """Verify the ledger. Reads every kept file again, merges everything anew, and says what differs."""
    from sheetsync.workflow.doctor import doctor as work

    folder = folder_here().with_passwords(passwords)
    found = work(folder)
    if as_json:
        troubles = [{"kind": t.key, "round": t.round, **{key: str(value) for key, value in t.values.items()}} for t in found.troubles]
        print_json({"rounds": found.rounds, "copies": found.copies, "workbooks": found.workbooks, "troubles": troubles, "locked": found.locked})
    else:
        head = folder.words("doctor.head", rounds=found.rounds, copies=found.copies, workbooks=found.workbooks)
        lines = [f"  {t.round}: {folder.words(f'doctor.{t.key}', **t.values)}" for t in found.troubles]
        locked = [f"  {folder.words('doctor.locked', file=file)}" for file in found.locked]
        say([head, *(lines or [folder.words("doctor.good")]), *locked])
    return NEEDS_A_PERSON if found.troubles else DONE


@click.command(epilog=example("sheetsync unshare"))
@project_option
@quiet_option
@json_option
def unshare(as_json: bool) -> int:
    """Move a shared ledger back into the project's folder. The database keeps a copy, which no command uses any more."""
    from sheetsync.workflow.unshare import unshare as work

    folder = folder_here()
    address = work(folder)
    print_json({"ledger": address}) if as_json else say([folder.words("cli.unshare.done", address=address)])
    return DONE
