"""Opening workbooks that a password protects, with the passwords that somebody gave for them."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import msoffcrypto
from msoffcrypto.exceptions import DecryptionError, InvalidKeyError

from sheetsync.files.unreadable import unreadable

_EVERYBODYS = "VelvetSweatshop"
"""With this one Excel locks a workbook that is only meant to be read, and opens it again without asking."""


def unlocked(data: bytes, passwords: Sequence[str]) -> bytes:
    """The bytes of the workbook inside; raises `UnreadableFile` where no password opens it, or what is inside is damaged."""
    reason = "damaged"
    for password in (*passwords, _EVERYBODYS):
        try:
            return _opened(data, password)
        except InvalidKeyError:
            reason = "wrong-password"
        except DecryptionError as error:
            raise unreadable("unknown-lock") from error
        except MemoryError:
            raise
        except Exception:
            # the library stumbles over bad bytes, and over passwords of other alphabets, in every way there is
            continue
    raise unreadable(reason if passwords else "password")


def _opened(data: bytes, password: str) -> bytes:
    file = msoffcrypto.OfficeFile(BytesIO(data))
    # the other formats verify without being asked
    file.load_key(password=password, **({"verify_password": True} if file.format == "ooxml" else {}))
    inside = BytesIO()
    file.decrypt(inside)
    return inside.getvalue()
