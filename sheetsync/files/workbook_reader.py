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

LIGHT = 8 << 20
"""A file of no more bytes than this, unpacked, is read and compared in some seconds and some hundred mebibytes, whatever is in it, if we read it
ourselves; the largest returned copies have a tenth of it."""
FOREIGN = frozenset({"ods", "password", "xls", "xlsb"})
"""The kinds of files that libraries read, which may take any time and memory and end the process that calls them."""


class Heavy(Exception):
    """A file that is to be read in a process of its own, under limits."""


def read_workbook(source: Path | bytes, heads: Set[str] = frozenset(), passwords: Sequence[str] = (), *, light: bool = False) -> RawWorkbook:
    """The workbook in a file or in its bytes, sheets in their order, charts left out.

    `heads` names hidden sheets of which the first rows are enough; `passwords` are tried on a workbook that is protected by one.
    Raises `UnreadableFile`, and nothing else, for whatever is wrong with the file or its bytes; with `light`, `Heavy` for a file whose reading is
    not bounded in time and memory by what it is. Rows are sorted by number; `hidden_rows` names only rows that hold something; texts keep their
    spaces; a formula that was never calculated is a blank with `calculated` false.
    """
    return _read(file_bytes(source), heads, passwords, light)


def _read(data: bytes, heads: Set[str], _: Sequence[str], light: bool) -> RawWorkbook:
    kind = sniff(data)
    archive = open_archive(data) if kind == "zip" else None
    if archive:
        kind = zip_kind(frozenset(archive.entries))
    if light and (kind in FOREIGN or (archive.unpacked if archive else len(data)) > LIGHT):
        raise Heavy
    if archive is None or kind != "xlsx":
        raise unreadable(kind)
    return read_xlsx(archive, heads)
