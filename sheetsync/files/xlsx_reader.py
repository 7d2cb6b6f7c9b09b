"""Reading an .xlsx file: all that the programs of the departments may have put into its cells, without believing any of it.

No library tells of one cell its type, its value, whether a formula gave it and whether that was ever calculated; hence a reader of our
own. It is sparse (only cells that hold something) and refuses a hostile file before unpacking it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set

from sheetsync.files.archive import Archive
from sheetsync.files.cell_kinds import CellKinds
from sheetsync.files.shared_strings import parse_strings, parse_strings_at_once
from sheetsync.files.sheet_parser import SheetContent, parse_sheet, parse_sheet_at_once
from sheetsync.files.unreadable import unreadable
from sheetsync.files.xlsx_parts import (
    Link,
    SheetEntry,
    find_workbook,
    read_core,
    read_custom,
    read_formats,
    read_links,
    read_listing,
    read_notes,
    read_threads,
)
from sheetsync.model.raw import RawCell, RawSheet, RawWorkbook

HEAD = 20
"""So many rows are a sheet's head."""
_AT_ONCE = 16 << 20
"""Parts that unpack to more bytes than this are read piece by piece, slower but in little memory."""


def read_xlsx(archive: Archive, heads: Set[str] = frozenset()) -> RawWorkbook:
    """The workbook in an archive of its parts, as `read_workbook` gives it."""
    package = read_links(archive, "")
    part = find_workbook(archive, package)
    links = read_links(archive, part)
    listing = read_listing(archive, part)
    kinds = CellKinds(_formats(archive, links), _strings(archive, links), listing.from_1904)
    parts = {link.id: link for link in links}
    sheets = [_sheet(archive, entry, parts, kinds, heads) for entry in listing.sheets if _has_cells(entry, parts)]
    return RawWorkbook(sheets, *read_properties(archive, package))


def read_properties(archive: Archive, package: tuple[Link, ...]) -> tuple[dict[str, str], dict[str, str]]:
    """The core and the custom document properties, of the links of the package itself."""
    # the strict edition has another name for these
    custom = [link for kind in ("custom-properties", "customProperties") for link in _there(archive, package, kind)]
    return _properties(archive, _there(archive, package, "core-properties"), read_core), _properties(archive, custom, read_custom)


def _has_cells(entry: SheetEntry, parts: Mapping[str, Link]) -> bool:
    """Whether it is a sheet of cells and not of a chart, a dialog or macros."""
    if entry.link not in parts:
        raise unreadable("missing-part", sheet=entry.name)
    return parts[entry.link].kind == "worksheet"


def _formats(archive: Archive, links: tuple[Link, ...]) -> tuple[str, ...]:
    return next((read_formats(archive, link.target) for link in _there(archive, links, "styles")), ())


def _strings(archive: Archive, links: tuple[Link, ...]) -> list[RawCell]:
    for link in _there(archive, links, "sharedStrings"):
        if archive.size(link.target) <= _AT_ONCE:
            return parse_strings_at_once(archive.read(link.target), link.target)
        return parse_strings(archive.pieces(link.target), link.target)
    return []


def _properties(archive: Archive, links: Sequence[Link], read: Callable[[Archive, str], dict[str, str]]) -> dict[str, str]:
    return next((read(archive, link.target) for link in links), {})


def _there(archive: Archive, links: tuple[Link, ...], kind: str) -> list[Link]:
    return [link for link in links if link.kind == kind and link.target in archive]


def _sheet(archive: Archive, entry: SheetEntry, parts: Mapping[str, Link], kinds: CellKinds, heads: Set[str]) -> RawSheet:
    part = parts[entry.link].target
    content = _content(archive, part, kinds, entry.state != "visible" and entry.name in heads)
    return RawSheet(
        name=entry.name,
        rows=list(content.rows.items()),
        state=entry.state,
        hidden_rows=frozenset(content.hidden_rows & content.rows.keys()),
        hidden_columns=frozenset(content.hidden_columns),
        merged=tuple(content.merged),
        comments=_comments(archive, read_links(archive, part)),
    )


def _content(archive: Archive, part: str, kinds: CellKinds, only_head: bool) -> SheetContent:
    if part in archive and archive.size(part) <= _AT_ONCE:
        data = archive.read(part)
        return parse_sheet_at_once(_head(data) if only_head else data, kinds, part)
    return parse_sheet(archive.pieces(part), kinds, part)


def _head(data: bytes) -> bytes:
    """A sheet's part without the rows below its head, where they are written as most programs do; else all of it."""
    start, end = data.find(b'<row r="%d"' % (HEAD + 1)), data.rfind(b"</sheetData>")
    return data[:start] + data[end:] if 0 < start < end else data


def _comments(archive: Archive, links: tuple[Link, ...]) -> dict[tuple[int, int], str]:
    """The notes; where there is a thread it counts, since the note beside it only says that the program is too old to show it."""
    found: dict[tuple[int, int], str] = {}
    for kind, read in (("comments", read_notes), ("threadedComment", read_threads)):
        for link in _there(archive, links, kind):
            found.update(read(archive, link.target))
    return found
