"""Takes an existing list into the project: a task list, say, that lived in some other file."""

from __future__ import annotations

import csv
import dataclasses
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sheetsync.files.ledger import LISTED, Import, Ledger
from sheetsync.model.finding import Finding
from sheetsync.model.kinds import Context
from sheetsync.model.merged import Merged
from sheetsync.model.raw import RawCell, RawSheet, RawWorkbook
from sheetsync.model.record import Opening, given_ids, highest_numbers
from sheetsync.model.round import Round
from sheetsync.model.template import Sheet
from sheetsync.steps.intake.listing import read_list
from sheetsync.workflow.arrivals import hash_file
from sheetsync.workflow.folder import Folder
from sheetsync.workflow.reading import open_workbook
from sheetsync.workflow.refusal import Refusal
from sheetsync.workflow.rounds import closing_merge, current_round, opening_of

ENCODINGS = ("utf-8-sig", "gb18030")
"""How a .csv file may be written: by programs of today, and by Chinese Excel."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What was taken in: the ids of the new records, and what to know."""

    file: str
    sheet: str
    records: Sequence[str]
    findings: Sequence[Finding]
    there: Sequence[str] = ()
    """The ids of the records that the list has as well, and that were there already."""
    known: bool = False
    """The same file was taken in before; nothing was done."""
    round: str = ""
    """The round that is open and counts the records already; none before the first one."""


def import_list(folder: Folder, file: Path, sheet_key: str, today: date | None = None) -> Imported:
    """Takes the rows of a list into the opening state of the round; headers are matched as in a returned copy."""
    sheet = _sheet(folder, sheet_key)
    raw = _raw(file, folder.project.passwords)
    with folder.ledger() as ledger:
        sha256 = f"{hash_file(file)}:{sheet.key}{LISTED}"
        if ledger.was_imported(sha256):
            return Imported(file.name, sheet.key, (), (), known=True)
        current = current_round(ledger)
        opening = beyond(folder, ledger, current, closing_merge(folder, ledger, current)) if current else folder.named(ledger.initial())
        # not what copies have brought: they may be taken back out
        there = opening.state.get(sheet.key, {})
        context = Context(tuple((d.name, d.code) for d in folder.project.departments), today or date.today())
        listed = read_list(raw, sheet, folder.project, context, opening, file.name, there.values(), current.name if current else "")
        if listed is None:
            raise Refusal("no-header", path=file, sheet=sheet.label(folder.project.language))
        folder.keep_template()
        ledger.add_import(Import(sha256, file.name, opening.order, {sheet.key: {r.id: r for r in listed.records}}))
    return Imported(file.name, sheet.key, [r.id for r in listed.records], listed.findings, listed.known, round=current.name if current else "")


def beyond(folder: Folder, ledger: Ledger, current: Round, merged: Merged) -> Opening:
    """What the round began with, its numbers beyond those that its copies have taken since (`merged`), whatever became of their records."""
    opening = opening_of(folder, ledger, current)
    numbers = dict(opening.next_number)
    for (sheet, code), number in highest_numbers(merged.state, merged.removed, given_ids(opening.given), given_ids(merged.given)).items():
        department = folder.project.department(code)
        key = (sheet, department.name if department else code)
        numbers[key] = max(number + 1, numbers.get(key, 1))
    return dataclasses.replace(opening, next_number=numbers)


def _sheet(folder: Folder, key: str) -> Sheet:
    tables = folder.asked.tables
    for sheet in tables:
        if key in (sheet.key, *sheet.labels.values()):
            return sheet
    raise Refusal("unknown-sheet", name=key, sheets=[s.key for s in tables])


def _raw(file: Path, passwords: Sequence[str]) -> RawWorkbook:
    """The file's cells; of a .csv file all of them text."""
    return _csv(file) if file.suffix.lower() == ".csv" else open_workbook(file, passwords)


def _csv(file: Path) -> RawWorkbook:
    if not file.is_file():
        raise Refusal("no-file", path=file)
    content = file.read_bytes()
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Refusal("bad-encoding", path=file)
    rows = csv.reader(io.StringIO(text, newline=""))
    cells = [(n, {c: RawCell(value) for c, value in enumerate(row, 1) if value}) for n, row in enumerate(rows, 1)]
    return RawWorkbook([RawSheet(file.stem, [row for row in cells if row[1]])])
