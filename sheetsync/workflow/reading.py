"""Takes returned files in: reads each one safely, finds out which issued workbook it is a copy of, and compares it with that one's base."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sheetsync.files.unreadable import LOCKED, UnreadableFile
from sheetsync.files.whole import whole_file
from sheetsync.files.workbook_reader import read_workbook
from sheetsync.model.copy import Copy
from sheetsync.model.finding import Finding
from sheetsync.model.ours import with_ours
from sheetsync.model.raw import RawWorkbook
from sheetsync.model.record import Issued
from sheetsync.model.round import Round
from sheetsync.model.template import Template
from sheetsync.steps.intake import Envelope, read_copy
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.guard import read_guarded
from sheetsync.workflow.identifying import Identifier, Known
from sheetsync.workflow.refusal import Refusal, writing
from sheetsync.workflow.register import Register
from sheetsync.workflow.undo import all_or_nothing


def open_workbook(file: Path, passwords: Sequence[str] = ()) -> RawWorkbook:
    """The workbook in a file that the coordinator names; refuses one that is not there or can't be read."""
    if not file.exists():
        raise Refusal("no-file", path=file)
    try:
        return read_guarded(file, passwords=passwords)
    except UnreadableFile as error:
        raise Refusal("unreadable-list", finding=Finding(error.code, file=file.name, reason=error.reason, detail=error.detail)) from error


@dataclass(frozen=True, slots=True)
class CopyReader:
    """Reads returned files of one project. `register` knows what was issued; `rounds` are the rounds by order."""

    folder: Folder
    register: Register
    rounds: dict[int, Round]
    templates: dict[str, Template] = field(default_factory=dict)
    """The templates by which copies are read, as far as they were needed, by the version with which these were sent."""

    def read(self, path: Path, label: str, sha256: str, light: bool = False) -> Copy:
        """What a file says; a file of which nothing can be merged is `held` or `refused`, with a finding as its reason.

        With `light`, raises `Heavy` for a file that is to be read in a process of its own.
        """
        try:
            raw = read_workbook(path, self.folder.lists, self.folder.project.passwords, light=light)
        except UnreadableFile as error:
            return refused(label, sha256, error)
        return self._identified(raw, Envelope(label, sha256))

    def _identified(self, raw: RawWorkbook, envelope: Envelope) -> Copy:
        found = Identifier(self.folder, self.register, self._template).identify(raw, envelope)
        return self._compared(raw, *found) if isinstance(found, Known) else _nothing(envelope, found.status, found.finding, raw)

    def _compared(self, raw: RawWorkbook, issued: Issued, envelope: Envelope) -> Copy:
        round_ = self.rounds[issued.order]
        due = utc(round_.due_at, self.folder.project.timezone)
        # in the terms in which it was issued; the ledger tells it in today's
        return read_copy(
            raw,
            with_ours(issued, raw),
            self._template(issued.template),
            self.folder.project,
            self.folder.context(round_),
            replace(envelope, due_at=due),
            self.register.whose,
        )

    def _template(self, version: str) -> Template:
        if (template := self.templates.get(version)) is None:
            template = self.templates[version] = self.folder.read_by(version)
        return template


def is_locked(copy: Copy) -> bool:
    """Whether nothing was read because no password that was given opens the file; another one may."""
    return any(finding.code == "encrypted-file" and finding.reason in LOCKED for finding in copy.findings)


def utc(local: datetime, zone: str) -> str:
    """A local time of the project in UTC, as workbooks write it."""
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def refused(label: str, sha256: str, error: UnreadableFile) -> Copy:
    """The copy of a file that could not be read."""
    return _nothing(Envelope(label, sha256), "refused", Finding(error.code, file=label, reason=error.reason, detail=error.detail))


def _nothing(envelope: Envelope, status: str, finding: Finding, raw: RawWorkbook | None = None) -> Copy:
    """A copy of which nothing can be merged."""
    saved = raw.core if raw else {}
    return Copy(
        envelope.sha256, envelope.file, "", "", "", 0, saved.get("modified", ""), saved.get("lastModifiedBy", ""), findings=(finding,), status=status
    )


def keep(folder: Folder, path: Path, sha256: str) -> None:
    """Keeps a returned file under its SHA-256."""
    target = folder.copy_file(sha256)
    if target.exists():
        return
    with writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        with path.open("rb") as source, whole_file(target) as copy:
            shutil.copyfileobj(source, copy)


@contextmanager
def kept(folder: Folder, files: Mapping[str, Path]) -> Iterator[None]:
    """Keeps returned files, byte for byte, by their SHA-256; none of them stays when the block fails."""
    with all_or_nothing() as about_to_make:
        for sha256, path in files.items():
            about_to_make(folder.copy_file(sha256))
            keep(folder, path, sha256)
        yield
