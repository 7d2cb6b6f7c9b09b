"""What `sheetsync import` shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sheetsync.cli.alike import alike
from sheetsync.cli.show import MOST, Shown, few
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.importing import Imported


def lines(folder: Folder, done: Imported) -> list[str]:
    """How many records were taken in under which ids, what to know of them, and what to do next."""
    say = folder.words
    if done.known:
        return [say("cli.import.known", file=done.file)]
    key = "cli.import.done-some" if done.there else "cli.import.done"
    return [
        say(key, file=done.file, count=len(done.records), known=len(done.there)),
        *_ids(folder, done),
        *_findings(folder, done),
        _next(folder, done),
    ]


def _ids(folder: Folder, done: Imported) -> Iterator[str]:
    if done.records:
        yield "  " + folder.words("cli.import.ids", count=len(done.records), ids=few(done.records, MOST))


def _findings(folder: Folder, done: Imported) -> Iterator[str]:
    """What to know, the worst first, not more than a screen of it."""
    shown = Shown(folder.words, folder.template)
    worst = alike(sorted(done.findings, key=lambda finding: ("error", "warning", "notice").index(finding.severity)))
    yield from (f"  {shown.finding(finding, more)}" for finding, more in worst[:MOST])
    if rest := sum(1 + more for _, more in worst[MOST:]):
        yield "  " + folder.words("cli.import.more", count=rest)


def _next(folder: Folder, done: Imported) -> str:
    return folder.words("cli.import.next-round", round=done.round) if done.round and done.records else folder.words("cli.import.next")


def data(folder: Folder, done: Imported) -> dict[str, Any]:
    """The same as JSON."""
    findings = [
        {"code": f.code, "severity": f.severity, "message": folder.words.finding(f), "record": f.record or None, "cell": f.cell or None}
        for f in done.findings
    ]
    return {"file": done.file, "sheet": done.sheet, "records": list(done.records), "known": list(done.there), "findings": findings}
