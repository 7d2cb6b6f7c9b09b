"""Why a file could not be read: one exception, whose reasons stand in one table."""

from __future__ import annotations

from collections.abc import Mapping

_REASONS: Mapping[str, tuple[str, ...]] = {
    "unreadable-file": (
        "absent",
        "address",
        "changing",
        "compression",
        "damaged",
        "died",
        "empty",
        "encoding",
        "malformed",
        "missing-part",
        "no-access",
        "no-process",
        "truncated",
    ),
    "encrypted-file": ("ods-password", "password", "rights-managed", "unknown-lock", "wrong-password", "zip-password"),
    "unsafe-file": (
        "contradiction",
        "doctype",
        "duplicate-entry",
        "memory",
        "overlap",
        "overlapping-ranges",
        "path",
        "ratio",
        "read-again",
        "too-large",
        "too-long",
        "too-many-cells",
        "too-many-entries",
        "unpacked-size",
    ),
    "not-a-workbook": (
        "archive",
        "folder",
        "html",
        "image",
        "link",
        "not-a-file",
        "numbers",
        "ole",
        "pdf",
        "powerpoint",
        "rtf",
        "text",
        "unknown",
        "word",
        "xml",
        "xml-spreadsheet",
    ),
}
_CODE_OF = {reason: code for code, reasons in _REASONS.items() for reason in reasons}

LOCKED = frozenset({"password", "wrong-password"})
"""The reasons for which another password may help."""

REASONS = frozenset(_CODE_OF)
"""Every reason for which a file may be refused; each has a sentence in every language."""
OF_THE_PROCESS = frozenset({"died", "memory", "no-process", "too-long"})
"""The reasons that tell of the process that read the file; another time, or on another machine, it may go well."""
OF_ARRIVALS = frozenset({"changing", "folder", "link"})
"""The reasons that tell how a file came in, before anything of it is read."""


class UnreadableFile(Exception):
    """A file that could not be read as a workbook.

    `code` is the finding's code, `reason` one of `REASONS`, `detail` what a sentence may name (`part`, `limit`, `line` …).
    """

    def __init__(self, code: str, reason: str, detail: Mapping[str, object]) -> None:
        super().__init__(code, reason, detail)
        self.code = code
        self.reason = reason
        self.detail = detail


def unreadable(reason: str, **detail: object) -> UnreadableFile:
    """The exception for a reason, with the code that the reason belongs to."""
    return UnreadableFile(_CODE_OF[reason], reason, detail)
