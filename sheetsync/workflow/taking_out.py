"""Takes copies back out, by the names under which they came; where several files bear a name, the coordinator is asked which one is meant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from sheetsync.model.copy import Copy
from sheetsync.model.round import Round
from sheetsync.model.words import Words
from sheetsync.workflow.arrivals import arrivals, hash_file
from sheetsync.workflow.refusal import Refusal

if TYPE_CHECKING:
    from sheetsync.files.ledger import Ledger

SHORT = 8
"""So many digits of a SHA-256 name a file."""


def take_out(ledger: Ledger, round_: Round, names: Iterable[str], words: Words) -> None:
    """Takes copies of the open round back out, by a name under which they came or by the beginning of their SHA-256.

    Refuses those of earlier rounds, since what they brought has been sent out, and a name that several of them bear.
    """
    taken_in, closed = ledger.taken_in(), closed_round(ledger, round_)
    for name in names:
        found = copies_named(ledger, name)
        if not found:
            raise Refusal("no-such-copy", name=name)
        mine = [sha256 for sha256 in found if taken_in[sha256] > closed]
        if not mine:
            raise Refusal("copy-of-earlier-round", name=name, current=round_.name)
        out = ledger.withdrawn()
        refuse_unclear(ledger, name, [sha256 for sha256 in mine if sha256 not in out], words)
        for sha256 in mine:
            ledger.withdraw(sha256)


def copies_named(ledger: Ledger, name: str) -> list[str]:
    """The SHA-256 of the copies that came under a name, whose SHA-256 begins so, or that are the file of that path."""
    wanted, arrived = _plain(name), ledger.arrivals()
    found = [
        sha256
        for sha256, labels in arrived.items()
        if (len(name) >= SHORT and sha256.startswith(name)) or any(wanted in (*_own_names(label), *_zipped_in(label)) for label, _ in labels)
    ]
    if not found and Path(name).is_file():
        with arrivals(None, [Path(name)]) as files:
            return sorted({hash_file(file.path) for file in files} & arrived.keys())
    return found


def refuse_unclear(ledger: Ledger, name: str, sha256s: Sequence[str], words: Words) -> None:
    """Refuses where a name is that of several of these files, of different content; the name of a zipped folder is that of all that it holds."""
    wanted, arrived = _plain(name), ledger.arrivals()
    bearing: dict[str, dict[str, None]] = {}
    for sha256 in sha256s:
        for label, _ in arrived[sha256]:
            if wanted in _own_names(label):
                bearing.setdefault(wanted, {})[sha256] = None
            elif wanted in _zipped_in(label):
                bearing.setdefault(label, {})[sha256] = None
    unclear = next((list(each) for each in bearing.values() if len(each) > 1), None)
    if unclear:
        known = {copy.sha256: copy for copy in ledger.copies_named(unclear)}
        said = [_said(sha256, known.get(sha256), words) for sha256 in unclear]
        raise Refusal("which-copy", name=name, count=len(unclear), copies="".join(f"\n  {each}" for each in said), first=unclear[0][:SHORT])


def _said(sha256: str, copy: Copy | None, words: Words) -> str:
    """What tells a file from another one of its name: whose it is, of which round, when and by whom it was saved."""
    told = [copy.department, copy.round, words.moment(copy.saved_at), copy.saved_by, words("copy.edits", count=copy.read)] if copy else []
    return "  ".join([sha256[:SHORT], *filter(None, told)])


def _plain(name: str) -> str:
    return name.replace("\\", "/")


def _own_names(label: str) -> set[str]:
    """What a person may call a file that came: its path or its name."""
    return {label, PurePosixPath(label).name}


def _zipped_in(label: str) -> set[str]:
    """What a person may call the zipped folders that a file came in."""
    folders = [each for each in PurePosixPath(label).parents if each.suffix.lower() == ".zip"]
    return {name for each in folders for name in (each.as_posix(), each.name)}


def closed_round(ledger: Ledger, round_: Round) -> int:
    """The order of the last round before this one: up to it everything is closed."""
    return max((each.order for each in ledger.rounds() if each.order < round_.order), default=0)
