"""Files that were damaged by chance: the bytes of real ones, with bits flipped, ends cut off, parts exchanged, tokens and header fields changed."""

from __future__ import annotations

import contextlib
import random
import re
import struct
import zipfile
from collections.abc import Callable, Sequence

from hostile import unzipped, zipped

Files = Sequence[bytes]
Mutation = Callable[[random.Random, bytes, Files], bytes]

TOKENS = (
    b"<", b">", b"/", b'"', b"&", b"\x00", b"\xff", b"-1", b"9" * 400, b"1e999", b"<!DOCTYPE x>", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<?x?>",
    b"<c", b"</c>", b"<v>", b'<c r="A1"/>', b'<row r="7"/>', b'<row r="1048577"/>', b"<f/>", b"<is><t>", b' r=""', b' r="XFD1048576"', b' t="zz"',
    b' s="-1"', b' s="999999999"', b' hidden="1"', b"\xe4\xbb\xbb", b"<x:y/>", b'encoding="GBK"', b"_xD800_", b'<mergeCell ref="A1:XFD1048576"/>',
    b'<f t="array" ref="A1:XFD1048576">1</f>', b"SS-7K3F9QX2-C", b"T-KF-001", "、".encode() * 200, b"#REF!", b'xml:space="preserve"', b"<sheetData>",
)  # fmt: skip
NUMBERS = (0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF)


def flipped(dice: random.Random, data: bytes, _: Files) -> bytes:
    """A few bits are others; often near the end, where a zip's directory is."""
    found = bytearray(data)
    for _ in range(dice.choice((1, 2, 8, 64))):
        at = dice.randrange(len(found)) if dice.random() < 0.6 else len(found) - 1 - dice.randrange(min(len(found), 2000))
        found[at] ^= 1 << dice.randrange(8)
    return bytes(found)


def cut(dice: random.Random, data: bytes, _: Files) -> bytes:
    """The end is missing, the beginning, or something in the middle."""
    start, end = sorted((dice.randrange(len(data)), dice.randrange(len(data))))
    return dice.choice((data[:start], data[start:], data[:start] + data[end:]))


def spliced(dice: random.Random, data: bytes, others: Files) -> bytes:
    """The beginning of one file and the end of another."""
    other = dice.choice(others)
    return data[: dice.randrange(len(data))] + other[dice.randrange(len(other)) :]


def headers(dice: random.Random, data: bytes, _: Files) -> bytes:
    """Numbers in the headers of the zip, or of the container of an old format, are others."""
    changed = bytearray(data)
    for _ in range(dice.randrange(1, 4)):
        mark, length = dice.choice(((b"PK\x01\x02", 46), (b"PK\x03\x04", 30), (b"PK\x05\x06", 22), (b"\xd0\xcf\x11\xe0", 512)))
        places = [found.start() for found in re.finditer(re.escape(mark), data)] or [0]
        at = dice.choice(places) + dice.randrange(4, length - 4)
        if at + 4 <= len(data):
            layout, most = dice.choice((("<H", 0xFFFF), ("<L", 0xFFFFFFFF)))
            struct.pack_into(layout, changed, at, dice.choice(NUMBERS) & most)
    return bytes(changed)


def tokens(dice: random.Random, data: bytes, _: Files) -> bytes:
    """Pieces of XML stand in a part where none should, or instead of others."""
    parts = _parts(data)
    if not parts:
        return flipped(dice, data, ())
    for _ in range(dice.randrange(1, 5)):
        name = dice.choice(list(parts))
        content = parts[name]
        at = dice.randrange(len(content) + 1)
        # where a tag begins or ends, a piece does the most harm
        at = max(content.rfind(dice.choice((b"<", b'"', b">")), 0, at), 0) + dice.randrange(2)
        parts[name] = content[:at] + dice.choice(TOKENS) * dice.choice((1, 1, 1, 50)) + content[at + dice.choice((0, 0, 1, 7, 40)) :]
    return zipped(parts, dice.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)))


def repeated(dice: random.Random, data: bytes, _: Files) -> bytes:
    """Elements stand many times."""
    parts = _parts(data)
    if not parts:
        return cut(dice, data, ())
    name = dice.choice(list(parts))
    content = parts[name]
    start = content.find(b"<", dice.randrange(len(content) + 1))
    end = content.find(b">", start + dice.choice((1, 20, 200, 2000))) + 1
    piece = content[max(start, 0) : max(end, 0)]
    return zipped(parts | {name: content[: max(end, 0)] + piece * dice.choice((2, 20, 500)) + content[max(end, 0) :]})


def exchanged(dice: random.Random, data: bytes, others: Files) -> bytes:
    """Parts bear each other's names, are another file's, are missing, empty, or there under other names."""
    parts, theirs = _parts(data), _parts(dice.choice(others))
    if not parts:
        return spliced(dice, data, others)
    for _ in range(dice.randrange(1, 4)):
        one, other = dice.choice(list(parts)), dice.choice(list(parts))
        how = dice.randrange(5)
        if how == 0:
            parts[one], parts[other] = parts[other], parts[one]
        elif how == 1 and len(parts) > 1:
            del parts[one]
        elif how == 2:
            parts[one] = b""
        elif how == 3:
            parts[dice.choice(("xl/" + one, one.upper(), "../" + one, one + "\n", "content.xml"))] = parts[one]
        elif theirs:
            parts[one] = theirs.get(one, dice.choice(list(theirs.values())))
    return zipped(parts)


def _parts(data: bytes) -> dict[str, bytes]:
    # what was damaged before may be no zip any more, in all ways that there are
    with contextlib.suppress(Exception):
        return unzipped(data)
    return {}


MUTATIONS: tuple[Mutation, ...] = (flipped, cut, spliced, headers, tokens, tokens, tokens, repeated, exchanged)


def mutated(seed: str, files: Files) -> bytes:
    """A damaged file; the same for the same seed and files."""
    dice = random.Random(seed)
    data = dice.choice(files)
    for _ in range(dice.choice((1, 1, 1, 2))):
        data = dice.choice(MUTATIONS)(dice, data, files) or b"\x00"
    return data
