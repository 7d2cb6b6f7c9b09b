"""Reading any returned file: what it is, its content says, never its name; each format has a reader of its own.

The readers of other formats than .xlsx, of which nearly all files are, are loaded when such a file comes.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from pathlib import Path

from sheetsync.files.archive import Archive, open_archive
from sheetsync.files.file_bytes import file_bytes
from sheetsync.files.sniff import sniff, zip_kind
from sheetsync.files.unreadable import unreadable
from sheetsync.files.xlsx_reader import read_xlsx
from sheetsync.files.zipped_folder import why_not_read
from sheetsync.model.raw import RawWorkbook

LIGHT = 8 << 20
"""A file of no more bytes than this, unpacked, is read and compared in some seconds and some hundred mebibytes, whatever is in it, if we read it
ourselves; the largest returned copies have a tenth of it."""
DENSE = {"csv": 8, "xlsb": 2}
"""In these kinds of files so many times as many cells may stand in as many bytes."""
UNBOUNDED = frozenset({"ods", "password", "xls"})
"""The kinds of files whose size says little: an .ods may repeat its rows as often as a sheet has rows, and libraries read the others, which may
take any time and memory and end the process that calls them."""


class Heavy(Exception):
    """A file that is to be read in a process of its own, under limits."""


def read_workbook(source: Path | bytes, heads: Set[str] = frozenset(), passwords: Sequence[str] = (), *, light: bool = False) -> RawWorkbook:
    """The workbook in a file or in its bytes, sheets in their order, charts left out.

    `heads` names hidden sheets of which the first rows are enough; `passwords` are tried on a workbook that is protected by one.
    Raises `UnreadableFile`, and nothing else, for whatever is wrong with the file or its bytes; with `light`, `Heavy` for a file whose reading is
    not bounded in time and memory by what it is. Rows are sorted by number; `hidden_rows` names only rows that hold something; texts keep their
    spaces; a formula that was never calculated is a blank with `calculated` false.
    """
    data = file_bytes(source)
    kind = sniff(data)
    archive = open_archive(data) if kind == "zip" else None
    if archive:
        kind = zip_kind(frozenset(archive.entries))
    if light and (kind in UNBOUNDED or DENSE.get(kind, 1) * (archive.unpacked if archive else len(data)) > LIGHT):
        raise Heavy
    if kind == "password":
        return read_workbook(_unlocked(data, passwords), heads)
    return _zipped(archive, kind, heads) if archive else _plain(data, kind, passwords)


def _unlocked(data: bytes, passwords: Sequence[str]) -> bytes:
    """What a password locks, which is never locked again."""
    from sheetsync.files.locked import unlocked

    inside = unlocked(data, passwords)
    if sniff(inside) == "password":
        raise unreadable("damaged")
    return inside


def _zipped(archive: Archive, kind: str, heads: Set[str]) -> RawWorkbook:
    if kind == "xlsx":
        return read_xlsx(archive, heads)
    if kind == "xlsb":
        from sheetsync.files.xlsb_reader import read_xlsb

        return read_xlsb(archive)
    if kind == "ods":
        from sheetsync.files.ods_reader import read_ods

        return read_ods(archive)
    raise why_not_read(archive.data) if kind == "archive" else unreadable(kind)


def _plain(data: bytes, kind: str, passwords: Sequence[str]) -> RawWorkbook:
    if kind == "xls":
        from sheetsync.files.xls_reader import read_xls

        return read_xls(data, passwords)
    if kind == "csv":
        from sheetsync.files.csv_reader import read_csv

        return read_csv(data)
    raise unreadable(kind)
