"""Releases copies that are held: the coordinator says whose they are, and the ledger remembers it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sheetsync.files.unreadable import UnreadableFile
from sheetsync.model.copy import Copy, Release
from sheetsync.model.round import Round
from sheetsync.workflow.arrivals import Arrival, fingerprint, trouble
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.outside import now
from sheetsync.workflow.person import person
from sheetsync.workflow.refusal import Refusal
from sheetsync.workflow.rounds import known_round
from sheetsync.workflow.taking_in import Taken
from sheetsync.workflow.taking_out import closed_round, copies_named, refuse_unclear

if TYPE_CHECKING:
    from sheetsync.files.ledger import Ledger


def release(
    folder: Folder, ledger: Ledger, round_: Round, sources: Sequence[Path], files: Sequence[Arrival], department: str, name: str | None
) -> list[Arrival]:
    """Keeps that the files are copies of what a department was issued in a round (default: the one that is open), and gives them to be read so.

    `files` are those of the `sources` that are paths; the others are names of files that have come in already. Refuses when the department was sent
    nothing in that round, and a file that was merged in an earlier round: what it brought has been sent out.
    """
    party, issued_in = folder.department(department), known_round(ledger, name)
    issues = ledger.issues_of(issued_in.name)
    if party.name not in issues:
        raise Refusal("not-issued", department=party.name, round=issued_in.name, departments=list(issues))
    if not sources:
        raise Refusal("release-nothing", department=party.name)
    for path in (each for each in sources if each.is_dir()):
        raise Refusal("release-folder", path=path)
    token, _ = issues[party.name]
    kept = (each for path in sources if not path.exists() for each in _kept(folder, ledger, path))
    found = list(dict.fromkeys([*files, *kept]))
    released, merged_before = ledger.releases(), _merged_before(ledger, round_)
    for file in found:
        sha256 = _hashed(file)
        if sha256 in merged_before:
            raise Refusal("copy-of-earlier-round", name=file.label, current=round_.name)
        for before in ledger.copies_named([sha256]):
            if before.department not in ("", party.name):
                ledger.number_anew(sha256, before.token, token)
        if released.get(sha256) != token:
            ledger.add_release(Release(sha256, token, round_.order, now(), person()))
    return found


def _hashed(file: Arrival) -> str:
    try:
        return fingerprint(file)[0]
    except UnreadableFile as error:
        raise Refusal("not-released", finding=trouble(file, error)) from error


def _kept(folder: Folder, ledger: Ledger, name: Path) -> Iterator[Arrival]:
    """The files that came in under a name, as they were kept."""
    names, known = ledger.arrivals(), copies_named(ledger, str(name))
    if not known:
        raise Refusal("no-file", path=name)
    refuse_unclear(ledger, str(name), known, folder.words)
    yield from (Arrival(folder.copy_file(sha256), names[sha256][0][0]) for sha256 in known)


def _merged_before(ledger: Ledger, round_: Round) -> set[str]:
    """The copies of earlier rounds that were merged, by their SHA-256; those that were held brought nothing."""
    earlier = [each for each in ledger.rounds() if each.order <= closed_round(ledger, round_)]
    return {copy.sha256 for each in earlier for copy in ledger.copies_of(each.order) if not copy.status}


def refuse_contradicted(ledger: Ledger, round_: Round, taken: Taken) -> None:
    """Refuses when a file that was released can't be read as what it was said to be."""
    for found in taken.troubles:
        raise Refusal("not-released", finding=found)
    for copy in (each for each in (*ledger.copies_of(round_.order), *ledger.waiting(round_.order)) if each.sha256 in taken.new and each.status):
        raise _why_not(ledger, copy)


def _why_not(ledger: Ledger, copy: Copy) -> Refusal:
    issued, found = ledger.issued(ledger.releases()[copy.sha256]), copy.findings[0]
    if issued is None or found.code != "wrong-department":
        return Refusal("not-released", finding=found)
    return Refusal("released-as-another", file=copy.file, department=issued.department, round=issued.round, **found.detail)
