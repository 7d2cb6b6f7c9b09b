"""Takes returned files in: reads each one safely, finds out which issued workbook it is a copy of, and compares it with that one's base."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sheetsync.files.unreadable import LOCKED, UnreadableFile
from sheetsync.files.whole import whole_file
from sheetsync.files.workbook_reader import read_workbook
from sheetsync.model.copy import Copy
from sheetsync.model.finding import Finding
from sheetsync.model.raw import RawWorkbook
from sheetsync.model.record import Issued
from sheetsync.model.round import Round
from sheetsync.model.template import Template
from sheetsync.steps.intake import Envelope, read_copy, tokens
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.guard import read_guarded
from sheetsync.workflow.refusal import Refusal, writing
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
    """Reads returned files of one project.

    `find` gives the issued workbook of a return code, `rounds` the rounds by order, `is_report` whether a return code is a consolidated workbook's.
    """

    folder: Folder
    find: Callable[[str], Issued | None]
    rounds: dict[int, Round]
    is_report: Callable[[str], bool] = lambda _: False
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
        return self._identified(raw, label, sha256)

    def _identified(self, raw: RawWorkbook, label: str, sha256: str) -> Copy:
        votes = tokens(raw).most_common()
        known = [(self.find(token), count) for token, count in votes]
        mine = [(issued, count) for issued, count in known if issued is not None]
        if not votes:
            return _nothing(label, sha256, "held", Finding("unknown-copy", file=label), raw)
        if not mine and any(self.is_report(token) for token, _ in votes):
            return _nothing(label, sha256, "refused", Finding("unknown-copy", file=label, reason="report"), raw)
        if not mine:
            return _nothing(label, sha256, "refused", Finding("other-project", file=label, value=votes[0][0]), raw)
        issued, count = mine[0]
        if 2 * count <= sum(c for _, c in votes):
            codes = "、".join(token for token, _ in votes)
            return _nothing(label, sha256, "held", Finding("mixed-identity", file=label, value=codes), raw)
        return self._compared(raw, issued, label, sha256)

    def _compared(self, raw: RawWorkbook, issued: Issued, label: str, sha256: str) -> Copy:
        round_ = self.rounds[issued.order]
        context = self.folder.context(round_)
        envelope = Envelope(label, sha256, due_at=utc(round_.due_at, self.folder.project.timezone))
        if (template := self.templates.get(issued.template)) is None:
            template = self.templates[issued.template] = self.folder.read_by(issued.template)
        # in the terms in which it was issued; the ledger tells it in today's
        return read_copy(raw, issued, template, self.folder.project, context, envelope)


def is_locked(copy: Copy) -> bool:
    """Whether nothing was read because no password that was given opens the file; another one may."""
    return any(finding.code == "encrypted-file" and finding.reason in LOCKED for finding in copy.findings)


def utc(local: datetime, zone: str) -> str:
    """A local time of the project in UTC, as workbooks write it."""
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def refused(label: str, sha256: str, error: UnreadableFile) -> Copy:
    """The copy of a file that could not be read."""
    return _nothing(label, sha256, "refused", Finding(error.code, file=label, reason=error.reason, detail=error.detail))


def _nothing(label: str, sha256: str, status: str, finding: Finding, raw: RawWorkbook | None = None) -> Copy:
    """A copy of which nothing can be merged."""
    saved = raw.core if raw else {}
    return Copy(sha256, label, "", "", "", 0, saved.get("modified", ""), saved.get("lastModifiedBy", ""), findings=(finding,), status=status)


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
