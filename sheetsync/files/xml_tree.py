"""XML without its dangers: no DOCTYPE, no entities, and every error is an `UnreadableFile`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pyexpat import ExpatError, ParserCreate, XMLParserType

from sheetsync.files.unreadable import unreadable

_BOM = b"\xef\xbb\xbf"
_ENCODING = re.compile(rb"encoding\s*=\s*[\"']([^\"']*)")


class Node:
    """An element: names without their prefixes, `text` as it stands directly inside."""

    __slots__ = ("attributes", "children", "name", "text")

    def __init__(self, name: str, attributes: dict[str, str]) -> None:
        self.name = name
        self.attributes = attributes
        self.children: list[Node] = []
        self.text = ""

    def all(self, name: str) -> Iterator[Node]:
        """Each child of this name."""
        return (child for child in self.children if child.name == name)

    def walk(self, without: str = "") -> Iterator[Node]:
        """This element and all below it in the order of the document; those named `without` left out with all they hold."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            if node.name != without:
                yield node
                waiting += reversed(node.children)


def local_name(name: str) -> str:
    """The name without its prefix."""
    return name[name.find(":") + 1 :]


def new_parser(part: str) -> XMLParserType:
    """An expat parser that refuses a DOCTYPE, and with it all entities but the five of XML itself."""

    def refuse(*_: object) -> None:
        raise unreadable("doctype", part=part)

    parser = ParserCreate()
    parser.buffer_text = True
    parser.ordered_attributes = True
    parser.StartDoctypeDeclHandler = refuse
    return parser


@contextmanager
def well_formed(part: str) -> Iterator[None]:
    """Turn the errors of parsing a part into the one that names the part: bad XML, an unknown encoding, a number that is none."""
    try:
        yield
    except ExpatError as error:
        raise unreadable("malformed", part=part, line=error.lineno) from error
    except (ValueError, LookupError, OverflowError) as error:
        raise unreadable("malformed", part=part) from error


def parse_tree(data: bytes, part: str) -> Node:
    """The root element of a part, for parts that are small."""
    root = Node("", {})
    open_nodes = [root]

    def start(name: str, attributes: list[str]) -> None:
        pairs = zip(map(local_name, attributes[::2]), attributes[1::2], strict=True)
        node = Node(local_name(name), dict(pairs))
        open_nodes[-1].children.append(node)
        open_nodes.append(node)

    def end(_: str) -> None:
        open_nodes.pop()

    def characters(text: str) -> None:
        open_nodes[-1].text += text

    _parse(data, part, start, end, characters)
    return root.children[0]


def _parse(data: bytes, part: str, start: Callable[[str, list[str]], None], end: Callable[[str], None], characters: Callable[[str], None]) -> None:
    parser = new_parser(part)
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    with well_formed(part):
        parser.Parse(data, True)


def is_true(text: str | None) -> bool:
    """An XML boolean as the programs write it."""
    return text in ("1", "true", "True", "on")


def simple_text(data: bytes) -> str:
    """A part as text, if it is UTF-8 without comments, CDATA and the like, so that each tag seen in it is one; else nothing."""
    declared = _ENCODING.search(data, 0, 200)
    if declared and declared[1].lower() != b"utf-8":
        return ""
    if b"<!" in data or data.find(b"<?", len(_BOM) + 1 if data.startswith(_BOM) else 1) >= 0:
        return ""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return ""
