"""Finds what the coordinator wrote in comments of a consolidated workbook, which a new one does not have."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sheetsync.model.finding import Finding
from sheetsync.model.kinds import written
from sheetsync.model.merged import Merged
from sheetsync.model.raw import BLANK, RawWorkbook, address
from sheetsync.model.words import Words
from sheetsync.steps.resolve.answers import COLUMNS, answer_columns


def own_comments(raw: RawWorkbook, ours: Collection[str], then: Merged, words: Words, file: str) -> Iterator[Finding]:
    """A finding for each comment, with its text; `ours` are the texts of those that we put on merged sheets, `then` is what these showed.

    Those that we put beside wrong answers say what was wrong then, and are no news wherever they come from.
    """
    labels = {words(f"report.column.{name}"): name for name in COLUMNS}
    records = {identity: key for key, each in then.state.items() for identity in each}
    for sheet in (each for each in raw.sheets if each.comments):
        header = answer_columns(sheet, labels)
        answers = (header[1]["choose"], header[1]["own"]) if header else ()
        ids = {number: written(cells.get(1, BLANK)).strip() for number, cells in sheet.rows}
        for (row, column), text in sorted(sheet.comments.items()):
            if text.strip() not in ours and column not in answers:
                record = ids.get(row, "") if ids.get(row) in records else ""
                yield Finding(
                    "comment", file=file, sheet=records.get(record, ""), record=record, place=sheet.name, cell=address(row, column),
                    value=text.strip(), reason="report",
                )  # fmt: skip
