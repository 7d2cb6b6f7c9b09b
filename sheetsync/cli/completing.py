"""What a shell offers when somebody presses the tab key: departments, rounds, sheets, templates, open decisions, records."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem, get_completion_class

from sheetsync.cli.common import example, folder_here
from sheetsync.cli.trouble import DONE

if TYPE_CHECKING:
    from sheetsync.workflow.folder import Folder

VARIABLE = "_SHEETSYNC_COMPLETE"
"""The variable by which a shell asks the program; click's own name for it."""
SHELLS = {"bash": "~/.bashrc", "zsh": "~/.zshrc", "fish": "~/.config/fish/completions/sheetsync.fish"}
"""The shells, and the files that they read when they start."""
Offers = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def offers(found: Callable[[Folder], Iterable[tuple[str, str]]]) -> Offers:
    """What a parameter offers: words of the project, each with what it means; nothing where there is no project to ask."""

    def offered(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from sheetsync.workflow.refusal import Refusal

        with context.scope(cleanup=False), contextlib.suppress(Refusal):
            begun = incomplete.casefold()
            return [CompletionItem(word, help=meaning or None) for word, meaning in found(folder_here()) if word.casefold().startswith(begun)]
        return []

    return offered


def departments(folder: Folder) -> Iterable[tuple[str, str]]:
    """The departments by name, with their codes; by code where a shell would take the name for two words."""
    return [(each.code, each.name) if " " in each.name else (each.name, each.code) for each in folder.project.departments]


def sheets(folder: Folder) -> Iterable[tuple[str, str]]:
    """The tables by key, with their names."""
    return [(each.key, each.label(folder.project.language)) for each in folder.template.tables]


def rounds(folder: Folder) -> Iterable[tuple[str, str]]:
    """The rounds of which workbooks or reports are there, the last one first."""
    made = {path.name for path in (folder.path / "outbox").glob("*") if path.is_dir()} | {
        path.stem for path in (folder.path / "reports").glob("*.xlsx")
    }
    return [(name, "") for name in sorted(made, reverse=True)]


def open_decisions(folder: Folder) -> Iterable[tuple[str, str]]:
    """The keys of what was open when the round was merged last, with what is asked."""
    from sheetsync.model.result import from_json
    from sheetsync.workflow.rounds import current_round

    with folder.ledger() as ledger:
        current = current_round(ledger)
        last = ledger.last_document(current.name) if current else None
    found = from_json(last["document"]).decisions if last else ()
    return [(each.id, folder.words(f"decision.{each.kind}")) for each in found if each.decided is None]


@click.command(epilog=example("sheetsync completion bash >> ~/.bashrc", "sheetsync completion zsh >> ~/.zshrc"))
@click.argument("shell", type=click.Choice(list(SHELLS)))
@click.pass_context
def completion(context: click.Context, shell: str) -> int:
    """Complete with the tab key. Prints what a shell needs to offer commands, departments, rounds and open decisions, for the file that it reads
    when it starts."""
    known = get_completion_class(shell)
    if known:
        click.echo(known(context.find_root().command, {}, "sheetsync", VARIABLE).source())
    return DONE
