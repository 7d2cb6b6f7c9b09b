"""Gives back to departments what they must mend: their own workbooks, laid out again, in `returns/ROUND/`."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sheetsync.files.unreadable import UnreadableFile
from sheetsync.files.whole import whole_file
from sheetsync.model.copy import Copy, Unread
from sheetsync.model.finding import Finding
from sheetsync.model.mending import Trouble
from sheetsync.model.result import ReturnLine
from sheetsync.model.round import Round
from sheetsync.steps.returns import ALONG, MENDED, VALUES, Returning
from sheetsync.workflow.arrivals import hash_file
from sheetsync.workflow.consolidated import Consolidated
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.guard import read_guarded
from sheetsync.workflow.laying_out import Desk
from sheetsync.workflow.outbox import department_files
from sheetsync.workflow.refusal import writing
from sheetsync.workflow.undo import names_given_back

if TYPE_CHECKING:
    from sheetsync.files.ledger import Ledger

LACKING = ("missing-sheet", "missing-column")
"""The troubles about parts that are not there."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A copy in which something is to be mended, and under which name it is given back."""

    copy: Copy
    troubles: Sequence[Trouble]
    file: str

    @property
    def count(self) -> int:
        return sum(not each.along for each in self.troubles)


@dataclass(frozen=True, slots=True)
class Returns:
    """What was given back: a line for each workbook, and for the next time, by file, of what facts it was made and its SHA-256."""

    lines: tuple[ReturnLine, ...] = ()
    made: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def wrong_copies(folder: Folder, ledger: Ledger, made: Consolidated) -> list[Wrong]:
    """The copies of a round that count and in which something is to be mended, in the order of the departments."""
    findings = [each for each in made.merged.findings if each.code in (*MENDED, *ALONG)]
    files = {each.file for each in findings if each.code in MENDED}
    sha256s = {c.sha256 for c in made.merged.copies if c.status in ("merged", "unchanged") and c.file in files}
    if not sha256s:
        return []
    returning = Returning(folder.asked, folder.context(made.round), folder.words, {}, ledger.given())
    order = {name: number for number, name in enumerate(folder.project.names)}
    copies = sorted(ledger.copies_named(sha256s), key=lambda c: (order.get(c.department, -1), -c.order, c.saved_at, c.sha256))
    right, elsewhere = _PutRight(made), _Elsewhere(ledger)
    told = (
        (copy, [each for each in _troubles(returning, copy, findings) if not right(copy, each) and not elsewhere(copy, each)])
        for copy in copies
        if copy.department in order
    )
    found = [(copy, troubles) for copy, troubles in told if not all(each.along for each in troubles)]
    names = _file_names(folder, made.round, [copy for copy, _ in found])
    return [Wrong(copy, troubles, file) for (copy, troubles), file in zip(found, names, strict=True)]


def _troubles(returning: Returning, copy: Copy, findings: Iterable[Finding]) -> Sequence[Trouble]:
    """What is to be mended in what a template of today still asks."""
    return [each for each in returning.troubles(copy, findings) if returning.template.find_sheet(each.sheet)]


class _PutRight:
    """Whether a value that a copy has wrong was put right meanwhile: by the coordinator, or in a later copy of its department."""

    def __init__(self, made: Consolidated) -> None:
        self.round, self.state = made.round.name, made.merged.state
        self.saved = {copy.file: copy.saved_at for copy in made.merged.copies}

    def __call__(self, copy: Copy, trouble: Trouble) -> bool:
        record = self.state.get(trouble.sheet, {}).get(trouble.record)
        origin = record.origins.get(trouble.field) if record and trouble.code in VALUES else None
        if origin is None or origin.round != self.round:
            return False
        later = any(self.saved.get(source.file, "") > copy.saved_at for source in origin.sources)
        return not origin.departments or (copy.department in origin.departments and later)


@dataclass(frozen=True)
class _Elsewhere:
    """Whether a part that a mended copy lacks was read in a copy that it mends, which speaks for that part still."""

    ledger: Ledger

    def __call__(self, copy: Copy, trouble: Trouble) -> bool:
        part, mends = Unread(trouble.sheet, field=trouble.field), copy.mends
        while trouble.code in LACKING and mends:
            (before,) = self.ledger.copies_named([mends])
            if part not in before.unread:
                return True
            mends = before.mends
        return False


def _file_names(folder: Folder, round_: Round, copies: Sequence[Copy]) -> Iterator[str]:
    """The department; the round where it is an earlier one; and a number where several people of a department have something to mend."""
    departments, seen = department_files(folder.project), Counter[str]()
    for copy in copies:
        name = departments[copy.department] + (f" {copy.round}" if copy.order != round_.order else "")
        seen[name] += 1
        number = f" ({seen[name]})" if seen[name] > 1 else ""
        yield f"{name}{number}.xlsx"


def return_lines(folder: Folder, round_: Round, wrong: Iterable[Wrong]) -> tuple[ReturnLine, ...]:
    """What there is to mend, with the workbooks that lie there."""
    places = ((each, folder.returns(round_.name) / each.file) for each in wrong)
    return tuple(ReturnLine(each.copy.department, folder.label(path) if path.is_file() else None, each.count) for each, path in places)


def still_there(folder: Folder, round_: Round, made: Mapping[str, tuple[str, str]]) -> bool:
    """Whether the workbooks that were given back lie where they were put; somebody may have added to them since."""
    return all((folder.returns(round_.name) / file).is_file() for file in made)


@dataclass(frozen=True, slots=True)
class GivingBack:
    """The workbooks that departments are to mend; other processes are laying out those that are not there already."""

    folder: Folder
    place: Path
    wrong: Sequence[Wrong]
    made_of: Mapping[str, str]
    before: Mapping[str, tuple[str, str]]
    """Those that were given back the last time, and their facts; `same` are those of them that stay."""
    same: Mapping[str, tuple[str, str]]
    contents: Iterator[bytes | None]

    def put(self) -> Returns:
        """Puts each one where it belongs, as soon as it is there, and takes away those that are needed no more."""
        lines, now = [], dict(self.same)
        for each in self.wrong:
            if each.file not in self.same and (content := next(self.contents)) is not None:
                _put(self.place / each.file, content)
                now[each.file] = self.made_of[each.file], hashlib.sha256(content).hexdigest()
            label = self.folder.label(self.place / each.file) if each.file in now else None
            lines.append(ReturnLine(each.copy.department, label, each.count))
        for file in self.before.keys() - now.keys():
            with writing(self.place / file):
                (self.place / file).unlink(missing_ok=True)
        return Returns(tuple(lines), now)


@contextmanager
def giving_back(folder: Folder, ledger: Ledger, made: Consolidated) -> Iterator[GivingBack]:
    """Has the workbooks laid out that departments are to mend, as far as they are not there already, and takes away those in which nothing is to be
    mended any more. One to which somebody has added is neither written over nor taken away: it gets another name, and its own again when the block
    fails."""
    wrong, before = wrong_copies(folder, ledger, made), ledger.last_returns(made.round.name)
    desk = Desk(folder, ledger, made.round)
    place = folder.returns(made.round.name)
    made_of = {each.file: desk.fingerprint(each.copy, each.troubles) for each in wrong}
    same = {file: kept for file, kept in before.items() if kept[0] == made_of.get(file) and (place / file).is_file()}
    asked = [(each.copy, each.troubles) for each in wrong if each.file not in same]
    with names_given_back() as rename, desk.contents(asked) as contents:
        for file in sorted((before.keys() | made_of.keys()) - same.keys()):
            with writing(place / file):
                _put_aside(folder, place / file, before.get(file), rename)
        yield GivingBack(folder, place, wrong, made_of, before, same, contents)


def _put(path: Path, content: bytes) -> None:
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path) as file:
            file.write(content)


def _put_aside(folder: Folder, path: Path, before: tuple[str, str] | None, rename: Callable[[Path, str], Path]) -> None:
    """Gives a workbook that is about to go another name, where somebody has added to it."""
    if path.is_file() and not (before and hash_file(path) == before[1]) and _is_changed(folder, path):
        rename(path, folder.words("file.changed", stem=path.stem))


def _is_changed(folder: Folder, path: Path) -> bool:
    """Whether a file is another one than we wrote: one that a killed command left behind was never saved again."""
    try:
        core = read_guarded(path, passwords=folder.project.passwords).core
    except UnreadableFile:
        return True
    return core.get("modified", "") != core.get("created", "")


def changed_returns(folder: Folder, round_: Round) -> list[str]:
    """The workbooks of a round to which somebody had added, and that got another name, by their labels."""
    place = folder.returns(round_.name)
    return [folder.label(path) for path in sorted(place.glob(f"{folder.words('file.changed', stem='*')}*.xlsx"))]


def annotated(folder: Folder, ledger: Ledger, round_: Round, copy: Copy, findings: Iterable[Finding]) -> bytes | None:
    """The workbook of a copy that was only looked at, with what is to be mended in it; None where it can't be laid out again.

    Nothing is kept of it, so it bears the return code of the issued workbook, and rows without an id have none in it either.
    """
    returning = Returning(folder.asked, folder.context(round_), folder.words, {}, ledger.given())
    if copy.status or not copy.token:
        return None
    with Desk(folder, ledger, round_, known=False).contents([(copy, _troubles(returning, copy, findings))]) as contents:
        return next(contents)
