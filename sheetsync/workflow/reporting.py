"""The consolidated round in other forms: a web page, a message, a PDF. The same figures from the same data."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sheetsync.workflow.consolidated import Consolidated
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.merge import as_reported, named
from sheetsync.workflow.refusal import Refusal, writing
from sheetsync.workflow.rounds import as_it_ended, known_round

if TYPE_CHECKING:
    from sheetsync.steps.report.view import ReportInput

SUFFIXES: Mapping[str, tuple[str, ...]] = {"html": (".html", ".htm"), "markdown": (".md", ".markdown", ".txt"), "pdf": (".pdf",)}
"""The forms, and how the names of their files end; the first one where nobody names a file."""


@dataclass(frozen=True, slots=True)
class Reported:
    """What was made: the files by form, and the message where no file was asked for it."""

    project: str
    round: str
    as_of: date
    files: Mapping[str, str] = field(default_factory=dict)
    message: str | None = None

    def to_json(self) -> dict[str, Any]:
        made = {name: self.files.get(name) for name in SUFFIXES}
        return {"project": self.project, "round": self.round, "as_of": self.as_of.isoformat(), "files": made, "message": self.message}


class _Told(NamedTuple):
    """A round, and what is told of it."""

    folder: Folder
    seen: Consolidated
    data: ReportInput


def report(folder: Folder, forms: Sequence[str] = (), output: Path | None = None, round_: str | None = None, as_of: date | None = None) -> Reported:
    """Makes a round (default: the open one) in these forms: `html` (the default), `markdown`, `pdf`. With `output` there is one, and it goes there.

    It is told as of the day of the consolidated workbook, if there is one, unless another day is named.
    """
    forms = _forms(forms, output)
    with folder.ledger() as ledger:
        known = known_round(ledger, round_)
        folder, facts = as_it_ended(folder, ledger, known)
        seen = as_reported(folder, facts, known, as_of)
    told = _Told(folder, seen, seen.input(folder))
    files, message = dict[str, str](), None
    for name in forms:
        if name == "markdown" and output is None:
            message = _tell(told)
            continue
        target = output or folder.report(known.name).with_suffix(SUFFIXES[name][0])
        with writing(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            MAKERS[name](told, target)
        files[name] = named(folder, target)
    return Reported(folder.project.name, known.name, seen.as_of, files, message)


def _forms(forms: Sequence[str], output: Path | None) -> Sequence[str]:
    """The forms that are asked for, by their names or by that of the file."""
    if output is None:
        return forms or ("html",)
    named = [name for name, suffixes in SUFFIXES.items() if output.suffix.lower() in suffixes]
    if not named or (forms and list(forms) != named):
        raise Refusal("report-output", path=output, endings=[suffix for suffixes in SUFFIXES.values() for suffix in suffixes])
    return named


def _web(told: _Told, target: Path) -> None:
    from sheetsync.files.web_writer import write_web  # loads a large library
    from sheetsync.steps.report import report as workbook
    from sheetsync.steps.report.web import web

    write_web(web(told.data, workbook(told.data).sheets), target)


def _tell(told: _Told) -> str:
    from sheetsync.steps.report.message import message

    return message(told.data)


def _message(told: _Told, target: Path) -> None:
    from sheetsync.files.whole import whole_file

    with whole_file(target) as file:
        file.write(_tell(told).encode("utf-8", "replace"))


def _pdf(told: _Told, target: Path) -> None:
    from sheetsync.files.office import NoOffice, OfficeFailed, print_pdf

    with tempfile.TemporaryDirectory() as temporary:
        made = Path(temporary) / f"{told.seen.round.name}.xlsx"
        told.seen.write(told.folder, made, "")
        try:
            print_pdf(made, target)
        except NoOffice as error:
            raise Refusal("no-office") from error
        except OfficeFailed as error:
            raise Refusal("office-failed", why=error) from error


MAKERS: Mapping[str, Callable[[_Told, Path], None]] = {"html": _web, "markdown": _message, "pdf": _pdf}
