"""sheetsync from Python: the commands as methods of an opened project."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sheetsync.model.result import Result
from sheetsync.workflow.folder import Folder, open_folder

if TYPE_CHECKING:
    import pandas as pd

    from sheetsync.workflow.generate import Generated
    from sheetsync.workflow.importing import Imported
    from sheetsync.workflow.reopen import Reopened
    from sheetsync.workflow.reporting import Reported
    from sheetsync.workflow.status import Status

AnyPath = str | PathLike[str]


def open(path: AnyPath, passwords: Sequence[str] = ()) -> Project:
    """The project in a folder; `passwords` open returned files that are protected by one.

    Raises `sheetsync.workflow.refusal.Refusal` where there is none or where its files have mistakes.
    """
    return Project(open_folder(Path(path)).with_passwords(passwords))


class Project:
    """An opened project; each method does what the command of its name does."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder

    def generate(self, round: str | None = None, departments: Sequence[str] = ()) -> Generated:
        """Opens the round (default: this ISO week) and writes one workbook per department."""
        from sheetsync.workflow.generate import generate

        return generate(self._folder, round, departments)

    def import_list(self, file: AnyPath, sheet: str) -> Imported:
        """Takes an existing list into the opening state."""
        from sheetsync.workflow.importing import import_list

        return import_list(self._folder, Path(file), sheet)

    def merge(
        self,
        files: Sequence[AnyPath] = (),
        *,
        output: AnyPath | None = None,
        as_of: date | None = None,
        round: str | None = None,
        without: Sequence[str] = (),
        department: str | None = None,
        dry_run: bool = False,
    ) -> Result:
        """Reads every copy (default: those in `inbox/`), merges, runs the checks, and writes the consolidated workbook.

        With a `department` the files are released as copies of what it was sent in `round`.
        """
        from sheetsync.workflow.merge import Request, merge

        target = Path(output) if output is not None else None
        return merge(self._folder, Request([Path(f) for f in files], target, as_of, round, without, dry_run, department=department))

    def check(self, *files: AnyPath) -> Result:
        """Reads copies without merging them: what would be merged, what is wrong, where."""
        from sheetsync.workflow.check import check

        return check(self._folder, [Path(f) for f in files])

    def reopen(self, round: str) -> Reopened:
        """Opens an earlier round again, and withdraws those after it."""
        from sheetsync.workflow.reopen import reopen

        return reopen(self._folder, round)

    def status(self, as_of: date | None = None) -> Status:
        """Who has returned, who has not, and how the project stands."""
        from sheetsync.workflow.status import status

        return status(self._folder, as_of)

    def report(self, *forms: str, output: AnyPath | None = None, round: str | None = None, as_of: date | None = None) -> Reported:
        """Makes a round as a web page (`html`, the default), a message (`markdown`), a PDF (`pdf`): the figures of the consolidated workbook."""
        from sheetsync.workflow.reporting import report

        return report(self._folder, forms, Path(output) if output is not None else None, round, as_of)

    def frame(self, sheet: str) -> pd.DataFrame:
        """The state of one sheet as it was merged last: a row per record by id, a column per field, with dates as `datetime64`.

        Raises KeyError for a sheet that the template does not have.
        """
        from sheetsync.frames import frame

        return frame(self._folder.template.sheet(sheet), self._state().get(sheet, {}))

    def _state(self) -> Any:
        from sheetsync.workflow.status import state

        return state(self._folder)
