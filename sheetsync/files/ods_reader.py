"""Reading an OpenDocument spreadsheet (.ods) with a reader of our own: the format tells a percentage, a date, an error and a formula by name."""

from __future__ import annotations

from datetime import UTC, datetime

from sheetsync.files.archive import Archive
from sheetsync.files.ods_sheets import parse_sheets
from sheetsync.files.unreadable import unreadable
from sheetsync.files.xml_tree import Node, parse_tree
from sheetsync.model.raw import RawWorkbook

_CONTENT, _META, _MANIFEST = "content.xml", "meta.xml", "META-INF/manifest.xml"
_OTHERS = {"text": "word", "presentation": "powerpoint"}
"""Other documents of this family, by the word in their type, with the reason for which they are not read."""
_CORE = {
    "keyword": "keywords",
    "initial-creator": "creator",
    "creator": "lastModifiedBy",
    "title": "title",
}
_TIMES = {"creation-date": "created", "date": "modified"}


def read_ods(archive: Archive) -> RawWorkbook:
    """The workbook in an archive of its parts, as `read_workbook` gives it."""
    kind = archive.read("mimetype").decode("ascii", "replace").rpartition(".")[2].strip() if "mimetype" in archive else ""
    for word, reason in _OTHERS.items():
        if kind.startswith(word):
            raise unreadable(reason)
    if is_locked(archive):
        raise unreadable("ods-password")
    sheets = parse_sheets(archive.pieces(_CONTENT), _CONTENT)
    return RawWorkbook(sheets, *_properties(archive), format="ods")


def is_locked(archive: Archive) -> bool:
    """Whether the content is encrypted by a password."""
    if _MANIFEST not in archive:
        return False
    return any(node.name == "encryption-data" for node in parse_tree(archive.read(_MANIFEST), _MANIFEST).walk())


def _properties(archive: Archive) -> tuple[dict[str, str], dict[str, str]]:
    """The document properties under the names that .xlsx has for them, and those that somebody added."""
    if _META not in archive:
        return {}, {}
    core: dict[str, str] = {}
    custom: dict[str, str] = {}
    for node in parse_tree(archive.read(_META), _META).walk():
        text = node.text.strip()
        if node.name == "user-defined":
            custom[node.attributes.get("name", "")] = text
        elif text:
            _note(core, node, text)
    return core, custom


def _note(core: dict[str, str], node: Node, text: str) -> None:
    if node.name in _TIMES:
        core[_TIMES[node.name]] = _utc(text)
    elif name := _CORE.get(node.name):
        # each keyword is an element of its own
        core[name] = f"{core[name]} {text}" if name == "keywords" and name in core else text


def _utc(text: str) -> str:
    """A time as .xlsx writes it; without a zone it is taken as it is, as LibreOffice does in the other direction."""
    try:
        moment = datetime.fromisoformat(text[:19] if len(text) > 19 and text[19] == "." else text)
    except ValueError:
        return text
    return (moment.astimezone(UTC) if moment.tzinfo else moment).strftime("%Y-%m-%dT%H:%M:%SZ")
