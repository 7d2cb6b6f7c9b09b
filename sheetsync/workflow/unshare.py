"""Moves a shared ledger back into the project's folder."""

from __future__ import annotations

import re

from sheetsync.files.ledger_address import without_password
from sheetsync.files.ledger_trouble import LedgerTrouble
from sheetsync.files.projects import load_project
from sheetsync.files.whole import whole_file
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.refusal import Refusal, writing

_LEDGER = re.compile(r"""^(\s*ledger\s*=\s*)("[^"\n]*"|'[^'\n]*')""", re.MULTILINE)


def unshare(folder: Folder) -> str:
    """Brings the facts back into the project's own file, and takes the address out of the project file; gives the address, to be shown.

    Refuses when the ledger is not shared. Killed anywhere, it goes on when it is run again.
    """
    from sheetsync.files.ledger_shared import bring_back, forget_shared  # loads a large library

    address, path = folder.project.ledger, folder.private / "ledger.db"
    if not address:
        raise Refusal("ledger-not-shared", path=folder.label(path))
    try:
        with writing(folder.private):
            bring_back(address, path)
            _name_none(folder)
            forget_shared(path)
    except LedgerTrouble as trouble:
        raise Refusal(trouble.key, path=trouble.where, **trouble.values) from trouble
    return without_password(address)


def _name_none(folder: Folder) -> None:
    """Blanks the address in the project file, whose other lines stay as they are. Refuses where it stands as nobody would write it."""
    file = folder.path / "sheetsync.toml"
    with whole_file(file) as new:
        new.write(_LEDGER.sub(r'\1""', file.read_text("utf-8")).encode())
    if load_project(folder.path).ledger:
        raise Refusal("ledger-still-named", path=file)
