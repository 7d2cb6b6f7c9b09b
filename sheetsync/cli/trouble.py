"""Three kinds of trouble, three exit codes: people's data (1), the request (2), a bug of ours (3)."""

from __future__ import annotations

import contextlib
import errno
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sheetsync.cli.common import project_folder
from sheetsync.cli.language import helping_language
from sheetsync.cli.paint import painted

if TYPE_CHECKING:
    from sheetsync.model.words import Words
    from sheetsync.workflow.refusal import Refusal

DONE, NEEDS_A_PERSON, REFUSED, BUG, INTERRUPTED = 0, 1, 2, 3, 130


def run(command: click.Command) -> int:
    """Runs the command line and gives its exit code; nothing but a sentence is shown of any trouble."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):  # a stream that was replaced by one without an encoding
            stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr] # a TextIO that is no TextIOWrapper raises AttributeError
    told: dict[str, Any] = {}
    try:
        return int(command.main(standalone_mode=False, prog_name="sheetsync", obj=told) or DONE)
    except (click.exceptions.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.ClickException as error:
        error.show()
        return REFUSED
    except SystemExit:
        # so click ends when the reader of the output went away, with a code that means something else here
        return DONE
    except Exception as error:
        return _explain(error, told)


def _explain(error: Exception, told: Mapping[str, Any]) -> int:
    from sheetsync.workflow.refusal import Refusal

    if isinstance(error, Refusal):
        click.echo(painted(sentence(error, _words(told)), "bad", sys.stderr), err=True)
        return REFUSED
    said = _words(told)("refusal.bug", error=f"{type(error).__name__}: {error}", log=_log(error))
    click.echo(painted(said, "bad", sys.stderr), err=True)
    return BUG


def sentence(refusal: Refusal, words: Words) -> str:
    """A refusal as people read it."""
    if mistakes := refusal.values.get("mistakes"):
        from sheetsync.cli.show import mistake_line

        return "\n".join(mistake_line(words, mistake) for mistake in mistakes)
    if finding := refusal.values.get("finding"):
        return words.finding(finding)
    said = {key: _why(value, words) if isinstance(value, OSError) else value for key, value in refusal.values.items()}
    hint = words("hint.nearest", nearest=said["nearest"]) if said.get("nearest") else ""
    return words(f"refusal.{refusal.key}", **said) + hint


def _why(error: OSError, words: Words) -> str:
    """Why a file can't be read or written, in people's words where there are some."""
    with contextlib.suppress(KeyError):
        return words(f"errno.{errno.errorcode.get(error.errno or 0, '')}")
    return error.strerror or str(error)


def _words(told: Mapping[str, Any]) -> Words:
    """Speaks the language that the command was told to speak, else that of its project."""
    from sheetsync.text import words

    return words(told.get("language") or spoken_language(told.get("project")))


def spoken_language(start: Path | None = None) -> str:
    """The language of the project (the one in `start`, that was named, or that is here), else that of the person's system."""
    from sheetsync.workflow.folder import open_folder
    from sheetsync.workflow.refusal import Refusal

    with contextlib.suppress(Refusal):
        return open_folder(start or project_folder()).project.language
    return helping_language(str(start or project_folder() or ""))


def _without_passwords(arguments: Sequence[str]) -> Iterator[str]:
    """The command line without what nobody should read in a log."""
    secret = False
    for argument in arguments:
        yield "***" if secret else "--password=***" if argument.startswith("--password=") else argument
        secret = argument == "--password"


def _log(error: Exception) -> str:
    """Writes what a developer needs to a file of its own, and names it."""
    import tempfile  # both take longer to load than help takes to be shown
    import traceback

    with tempfile.NamedTemporaryFile("w", prefix="sheetsync-", suffix=".log", delete=False, encoding="utf-8") as log:
        log.write(" ".join(_without_passwords(sys.argv)) + "\n")
        traceback.print_exception(error, file=log)
    return log.name
